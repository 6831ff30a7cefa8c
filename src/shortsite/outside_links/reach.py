"""Asks other sites whether a page is there: politely, within a time, and never in a private network.

One host is asked by one thread, with a pause between two requests. Its name is looked up once for each, and the
connection goes to the very address that was found sound, so that a name can't change its mind in between.
"""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, SSLError

ALIVE, DEAD, UNSURE = "alive", "dead", "unsure"

NO_ADDRESS = "leads to an address that is none"

_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_REDIRECTS = 8
_PORTS = {"http": 80, "https": 443}
_SAFE = "!#$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a link: ``alive``, ``dead`` or ``unsure``, and why it is not alive, in words."""

    state: str
    reason: str = ""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the internet that everybody shares."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or found
    return found.is_global and not found.is_multicast


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How hosts are asked.

    Who asks, seconds for one link and for all, between two requests to one host, hosts at once, and which addresses may
    be asked.
    """

    agent: str
    seconds: float = 30.0
    total: float = 1800.0
    pause: float = 1.0
    hosts: int = 8
    is_allowed: Callable[[str], bool] = is_public


def ask_all(urls: Iterable[str], today: date, manners: Manners) -> dict[str, Answer]:
    """The answer for each link that could be asked in time.

    Each day has an order of its own, so that in the end all have their turn. Where no host at all answered, the network
    is to blame, and no link is called dead.
    """
    waiting: queue.SimpleQueue[Sequence[str]] = queue.SimpleQueue()
    told: queue.SimpleQueue[tuple[str, Answer]] = queue.SimpleQueue()
    hosts = _by_host(urls, today)
    for links in hosts:
        waiting.put(links)
    deadline = time.monotonic() + manners.total
    for _ in range(min(manners.hosts, len(hosts))):
        threading.Thread(target=_serve, args=(waiting, told, deadline, manners), daemon=True).start()
    found = dict(_taken(told, sum(map(len, hosts)), deadline))
    return found if has_answer(found.values()) else {url: Answer(UNSURE, was.reason) for url, was in found.items()}


def has_answer(answers: Iterable[Answer]) -> bool:
    """Whether any host answered, so that there was a network."""
    return any(answer.state == ALIVE or answer.reason.startswith("answers") for answer in answers)


def _by_host(urls: Iterable[str], today: date) -> list[list[str]]:
    """The links of each host, in the order of the day."""

    def turn(url: str) -> bytes:
        return blake2b(f"{today} {url}".encode("utf-8", "surrogatepass"), digest_size=16).digest()

    hosts: dict[str, list[str]] = defaultdict(list)
    for url in sorted(set(urls), key=turn):
        hosts[url.split("/", 3)[2].lower()].append(url)
    return list(hosts.values())


def _taken(told: queue.SimpleQueue[tuple[str, Answer]], expected: int, deadline: float) -> Iterator[tuple[str, Answer]]:
    for _ in range(expected):
        try:
            yield told.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            return


def _serve(
    waiting: queue.SimpleQueue[Sequence[str]],
    told: queue.SimpleQueue[tuple[str, Answer]],
    deadline: float,
    manners: Manners,
) -> None:
    """Ask host after host, until none is left or the time is over."""
    while True:
        try:
            links = waiting.get_nowait()
        except queue.Empty:
            return
        for url in links:
            if time.monotonic() > deadline:
                return
            told.put((url, _bounded(url, manners)))
            time.sleep(manners.pause)


def _bounded(url: str, manners: Manners) -> Answer:
    """The answer, or none in time: neither a look-up nor a server that sends a byte now and then can hold us up."""
    made: list[Answer] = []
    asking = threading.Thread(target=lambda: made.append(ask(url, manners)), daemon=True)
    asking.start()
    asking.join(manners.seconds)
    return made[0] if made else Answer(UNSURE, f"no answer within {manners.seconds:g} seconds")


def ask(url: str, manners: Manners) -> Answer:
    """Ask for one page: first whether it is there, which many servers don't tell, then for the page itself."""
    answer = Answer(UNSURE)
    for method in ("HEAD", "GET"):
        try:
            answer = _followed(method, url, manners)
        except _Fault as fault:
            return fault.answer
        if answer.state == ALIVE:
            return answer
        time.sleep(manners.pause if method == "HEAD" else 0)
    return answer


class _Fault(Exception):  # noqa: N818  # it is an answer, early
    def __init__(self, state: str, reason: str) -> None:
        super().__init__(reason)
        self.answer = Answer(state, reason)


def _followed(method: str, url: str, manners: Manners) -> Answer:
    """The answer at the end of all redirects."""
    for _ in range(_REDIRECTS):
        status, location = _requested(method, url, manners)
        if not (HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST and location):
            return _judged(status)
        try:
            url = urljoin(url, location)
        except ValueError:
            raise _Fault(UNSURE, NO_ADDRESS) from None
    raise _Fault(UNSURE, "answers with one redirect after another")


def _judged(status: int) -> Answer:
    if status < HTTPStatus.BAD_REQUEST:
        return Answer(ALIVE)
    return Answer(DEAD if status in _GONE else UNSURE, f"answers with {status}")


def _requested(method: str, url: str, manners: Manners) -> tuple[int, str]:
    """Status and target of the redirect of one request, whose answer is not read."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise _Fault(UNSURE, NO_ADDRESS) from None
    address = _address(host, port, manners)
    named = f"[{host}]" if ":" in host else host
    headers = {
        "Host": named if port == _PORTS[parts.scheme] else f"{named}:{port}",
        "User-Agent": manners.agent,
        "Accept": "*/*",
    }
    try:
        with _pool(parts.scheme, address, port, host) as pool:
            reply = pool.request(method, _target(parts), headers=headers, redirect=False, preload_content=False)
            reply.close()
            return reply.status, reply.headers.get("location", "")
    except SSLError:
        raise _Fault(UNSURE, "has a certificate that can't be verified") from None
    except (HTTPError, OSError, ValueError):
        raise _Fault(UNSURE, "can't be reached, or breaks off") from None


def _pool(scheme: str, address: str, port: int, host: str) -> urllib3.HTTPConnectionPool:
    """Connections to this very address, under the host's name."""
    timeout = urllib3.Timeout(connect=10, read=15)
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=timeout, retries=False)
    return urllib3.HTTPSConnectionPool(
        address, port, timeout=timeout, retries=False, server_hostname=host, assert_hostname=host
    )


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_SAFE)
    return f"{path}?{quote(parts.query, safe=_SAFE)}" if parts.query else path


def _address(host: str, port: int, manners: Manners) -> str:
    """An IP address of the host, IPv4 first; raises ``_Fault`` if it has none that may be asked."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        state = DEAD if error.errno in (socket.EAI_NONAME, socket.EAI_NODATA) else UNSURE
        raise _Fault(state, "is on a host that is not there") from None
    except (OSError, UnicodeError):
        raise _Fault(UNSURE, "is on a host that can't be looked up") from None
    addresses = [str(entry[4][0]) for entry in sorted(found, key=lambda entry: entry[0] != socket.AF_INET)]
    allowed = [address for address in addresses if manners.is_allowed(address)]
    if not allowed:
        raise _Fault(DEAD, "leads into a private network")
    return allowed[0]
