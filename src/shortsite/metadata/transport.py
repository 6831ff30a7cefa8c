"""One request over the network, bounded in time and size whatever the other side does."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies_environment, proxy_bypass

import urllib3
from urllib3.exceptions import LocationValueError, ProxyError, ProxySchemeUnknown

T = TypeVar("T")

#: As many bytes are taken from the wire at once.
CHUNK = 65_536


class TooMuch(Exception):  # noqa: N818  # it says what the answer is
    """The answer is larger than allowed, as it came or unpacked."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A response as it came: its status, its headers by lower case name, and its body, unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def exchange(
    url: str, headers: Mapping[str, str], seconds: float, size: int, *, proxied: bool = True, sent: bytes | None = None
) -> Reply:
    """Ask once, following no redirect; the proxy that the environment names for ``https`` is used if ``proxied``.

    Where something is ``sent``, the request is a POST with that body, else a GET. Raises TimeoutError after
    ``seconds``, whatever took so long; ``TooMuch``; and urllib3's HTTPError.
    """
    timeout = urllib3.Timeout(connect=min(seconds, 10.0), read=seconds)
    proxy = proxy_of(url) if proxied else ""
    return _within(seconds, lambda: _exchange(url, headers, timeout, size, proxy, sent))


def proxy_of(url: str) -> str:
    """The proxy for the URL by the environment (``HTTPS_PROXY``, ``ALL_PROXY``, ``NO_PROXY``), or an empty text."""
    proxies = getproxies_environment()
    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return ""
    proxy = proxies.get(parts.scheme) or proxies.get("all", "")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def _exchange(
    url: str, headers: Mapping[str, str], timeout: urllib3.Timeout, size: int, proxy: str, sent: bytes | None
) -> Reply:
    method = "GET" if sent is None else "POST"
    with _pools(proxy) as pools:
        response = pools.request(
            method,
            url,
            body=sent,
            headers=headers,
            timeout=timeout,
            preload_content=False,
            redirect=False,
            retries=False,
        )
        try:
            body = _body(response, size)
        finally:
            response.close()
    return Reply(response.status, {name.lower(): value for name, value in response.headers.items()}, body)


def _pools(proxy: str) -> urllib3.PoolManager:
    """Connections, through the proxy if there is one; its name and password are for itself alone."""
    if not proxy:
        return urllib3.PoolManager()
    try:
        login = urlsplit(proxy)
        secret = f"{unquote(login.username)}:{unquote(login.password or '')}" if login.username else None
        return urllib3.ProxyManager(proxy, proxy_headers=urllib3.make_headers(proxy_basic_auth=secret))
    except (LocationValueError, ProxySchemeUnknown, ValueError) as error:
        raise ProxyError("no proxy can be made of the environment", error) from None


def _body(response: urllib3.BaseHTTPResponse, size: int) -> bytes:
    body = bytearray()
    for chunk in response.stream(CHUNK, decode_content=True):
        body += chunk
        if len(body) > size:
            raise TooMuch
    return bytes(body)


def _within(seconds: float, work: Callable[[], T]) -> T:
    """The work's result, or TimeoutError.

    Looking a name up knows no time limit, and one for each packet doesn't bound the whole. So the work has a thread of
    its own, which is left to itself when the time is over.
    """
    results: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            results.put((work(), None))
        except BaseException as error:  # noqa: BLE001  # it is raised where it is waited for
            results.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        result, error = results.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if error is not None:
        raise error
    return result  # type: ignore[return-value]  # it is a T where there is no error
