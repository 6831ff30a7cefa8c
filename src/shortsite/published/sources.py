"""Where a published site is read: a folder, or an address, of which nothing but files of that site is asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

from urllib3.exceptions import ConnectTimeoutError, HTTPError, ProxyError, ReadTimeoutError, SSLError

from shortsite.metadata.client import REDIRECTS
from shortsite.metadata.transport import Reply, TooMuch, exchange
from shortsite.problems import quoted

_PORTS = {"http": 80, "https": 443}


class Unreadable(Exception):  # noqa: N818  # it says what the site is
    """A site that cannot be read: why, as the end of a sentence that began with its name."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one file: seconds until it is there, with all redirects; bytes, unpacked; redirects."""

    seconds: float = 120.0
    size: int = 200_000_000
    redirects: int = 5


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Source:
    """A published site. ``read`` gives a file of it by path, nothing if it is not there, and raises ``Unreadable``.

    ``front`` is the path of the front page.
    """

    name: str
    front: str
    read: Callable[[str], bytes | None]


def source_of(named: str, agent: str, limits: Limits = LIMITS) -> Source:
    """The site at an address or in a folder; ``agent`` says who asks.

    Raises ValueError, whose text says what to type, if it is neither.
    """
    if "://" not in named:
        folder = Path(named)
        if not folder.is_dir():
            raise ValueError(f"there is no folder {quoted(named, 200)}; for a site elsewhere, begin with https://")
        return Source(named, "index.html", lambda path: _read(folder / path, limits))
    base = named.rstrip("/") + "/"
    parts = _sound(base)
    if parts is None or parts.query or parts.fragment or "?" in base or "#" in base:
        raise ValueError(f"{quoted(named, 200)} is no address of a site; write it like https://example.org/papers/")
    return Source(base, "", lambda path: _asked(base + path, agent, limits))


def _read(file: Path, limits: Limits) -> bytes | None:
    try:
        if not file.is_file():
            return None
        if file.stat().st_size > limits.size:
            raise Unreadable(f"has a file of more than {limits.size:,} bytes: {file.name}")
        return file.read_bytes()
    except OSError as fault:
        raise Unreadable(f"has a file that cannot be read: {file.name}, {fault.strerror or fault}") from None


def _sound(url: str) -> SplitResult | None:
    """The parts of a web address that names a host and no more than that."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in _PORTS and parts.hostname and "@" not in parts.netloc else None


def _asked(url: str, agent: str, limits: Limits) -> bytes | None:
    """A file of a site, found by redirects within its host."""
    deadline = time.monotonic() + limits.seconds
    for _ in range(limits.redirects + 1):
        reply = _once(url, agent, deadline, limits)
        if reply.status in REDIRECTS and reply.headers.get("location"):
            url = _followed(url, reply.headers["location"])
        elif reply.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            return None
        elif reply.status == HTTPStatus.OK:
            return reply.body
        else:
            raise Unreadable(f"answers with {reply.status}")
    raise Unreadable("answers with one redirect after another")


def _followed(url: str, location: str) -> str:
    """Where a redirect leads: within the host, and never from https to http."""
    old = urlsplit(url)
    try:
        target = urljoin(url, location)
    except ValueError:
        target = ""
    new = _sound(target)
    if new is None:
        raise Unreadable("redirects to an address that is none")
    is_upgrade = (old.scheme, new.scheme) == ("http", "https") and _port(old) == _PORTS["http"]
    if new.hostname != old.hostname or not (
        (new.scheme, _port(new)) == (old.scheme, _port(old)) or (is_upgrade and _port(new) == _PORTS["https"])
    ):
        raise Unreadable(f"redirects to {quoted(f'{new.scheme}://{new.netloc}/', 200)}; name the address where it is")
    return target


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _once(url: str, agent: str, deadline: float, limits: Limits) -> Reply:
    headers = {"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "gzip", "Cache-Control": "no-cache"}
    try:
        return exchange(url, headers, max(0.001, deadline - time.monotonic()), limits.size)
    except TooMuch:
        raise Unreadable(f"answers with more than {limits.size:,} bytes") from None
    except (TimeoutError, ReadTimeoutError):
        raise Unreadable(f"did not answer within {limits.seconds:g} seconds") from None
    except (HTTPError, OSError, ValueError) as error:
        raise Unreadable(why_not(error)) from None


def why_not(error: Exception) -> str:
    """What kept a host from answering."""
    if isinstance(error, ProxyError):
        return "can't be reached by the proxy that HTTPS_PROXY names"
    if isinstance(error, ConnectTimeoutError):
        return "can't be reached"
    if isinstance(error, SSLError):
        return "has a certificate that can't be verified"
    return "gave no whole answer"
