"""The client: polite, patient within bounds, and deaf to whoever would send it elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self, TypeVar
from urllib.parse import urljoin, urlsplit

from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    InvalidHeader,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.util import Retry

from shortsite import __version__
from shortsite.metadata.answers import Answers
from shortsite.metadata.source import Answer, Host, Request, Unanswered
from shortsite.metadata.transport import Reply, TooMuch, exchange

T = TypeVar("T")

REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: The longest name of a host (RFC 1035).
HOST_LENGTH = 253
#: Statuses that say: not now.
LATER = frozenset({429, 500, 502, 503, 504})
#: Faults that a second try may not meet. urllib3 counts a connection that broke off among the first kind.
PASSING = (ProtocolError, ReadTimeoutError)
AS_THEY_ARE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one question: seconds over all tries and waits, bytes of an answer, redirects, tries, first wait.

    The pauses that hosts want are multiplied with ``pace``.
    """

    seconds: float = 20.0
    size: int = 2_000_000
    redirects: int = 5
    tries: int = 4
    back_off: float = 1.0
    pace: float = 1.0


LIMITS = Limits()


class Client:
    """Asks hosts and remembers what they said; a context manager.

    ``answers`` is the file of kept answers, ``contact`` a web or mail address for whoever wonders who asks.
    ``resolve`` maps the start of an address such as ``https://export.arxiv.org`` to another, for tests: requests go
    there, and what may be asked is still judged by the first.
    """

    def __init__(
        self,
        answers: Path | None = None,
        contact: str = "",
        resolve: Mapping[str, str] = AS_THEY_ARE,
        limits: Limits = LIMITS,
    ) -> None:
        self._answers = Answers(answers)
        self._agent = user_agent(contact)
        self._resolve = resolve
        self._limits = limits

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._answers.__exit__(kind, error, trace)

    def ask(self, request: Request, read: Callable[[Answer], T]) -> T:
        """What ``read`` makes of the answer, which is kept if that is something.

        ``read`` raises ``Unanswered`` for an answer that is none; then it is not kept, and a kept one is asked anew.
        """
        kept = self._answers.get(request)
        if kept is not None:
            with suppress(Unanswered):
                return read(kept)
        answer = self._asked(request)
        result = read(answer)
        if result and answer.status == 200:  # noqa: PLR2004  # OK
            self._answers.put(request, answer)
        return result

    def _asked(self, request: Request) -> Answer:
        """The first answer that is no redirect, with no request ever sent to a host that is not the request's."""
        deadline = time.monotonic() + self._limits.seconds
        url = request.url
        for _ in range(self._limits.redirects + 1):
            host, url = admitted(url, request)
            reply = self._tried(host, url, request.accept, deadline)
            if reply.status not in REDIRECTS or not reply.headers.get("location"):
                return Answer(host.label, reply.status, reply.body)
            url = _joined(url, reply.headers["location"])
        raise Unanswered(f"{host.label} sent us from one address to the next; try again later")

    def _tried(self, host: Host, url: str, accept: str, deadline: float) -> Reply:
        for number in count(1):
            self._wait_for_turn(host, deadline)
            outcome = self._once(host, url, accept, deadline)
            if isinstance(outcome, Reply) and outcome.status not in LATER:
                return outcome
            named = _named_wait(outcome)
            wait = max(named, self._limits.back_off * 2 ** (number - 1))
            if number >= self._limits.tries or time.monotonic() + wait > deadline:
                raise _gave_up(host, outcome, named)
            time.sleep(wait)
        raise AssertionError("counting never ends")

    def _wait_for_turn(self, host: Host, deadline: float) -> None:
        pause = host.pause * self._limits.pace
        # A clock that was set back must not make anybody wait for longer than the pause.
        pause = min(pause, max(0.0, self._answers.last_turn(host.name) + pause - time.time()))
        if time.monotonic() + pause >= deadline:
            raise Unanswered(f"{host.label} did not answer within {self._limits.seconds:g} seconds; try again later")
        time.sleep(pause)
        self._answers.take_turn(host.name)

    def _once(self, host: Host, url: str, accept: str, deadline: float) -> Reply | Exception:
        """What came of one request; a fault that may pass is given back, any other is raised as ``Unanswered``."""
        headers = {"User-Agent": self._agent, "Accept": accept, "Accept-Encoding": "gzip"}
        origin = f"https://{host.name}"
        target = self._resolve.get(origin, origin) + url.removeprefix(origin)
        seconds = max(0.001, deadline - time.monotonic())
        try:
            return exchange(target, headers, seconds, self._limits.size, proxied=origin not in self._resolve)
        except PASSING as error:
            return error
        except TooMuch:
            raise Unanswered(f"{host.label} answered with more than {self._limits.size:,} bytes") from None
        except TimeoutError:
            message = f"{host.label} did not answer within {self._limits.seconds:g} seconds; try again later"
            raise Unanswered(message) from None
        except HTTPError as error:
            raise Unanswered(_fault(host, error)) from None


def user_agent(contact: str) -> str:
    """Who asks: ``shortsite/0.1.0 (+https://summaries.example.org/)``."""
    plain = "".join(sign for sign in contact if "!" <= sign <= "~" and sign not in "()")
    return f"shortsite/{__version__} (+{plain})" if plain else f"shortsite/{__version__}"


def admitted(url: str, request: Request) -> tuple[Host, str]:
    """The host of the URL and the URL over TLS; raises ``Unanswered`` if it is none that the request may go to."""
    try:
        parts = urlsplit(url)
        name, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        name, port, parts = "", None, urlsplit("")
    host = next((host for host in request.hosts if host.name == name), None)
    # Some redirect to http by habit; the same host answers over TLS, and nothing is ever sent without.
    if host and parts.scheme in ("https", "http") and port in (None, 443, 80) and "@" not in parts.netloc:
        return host, parts._replace(scheme="https", netloc=host.name, fragment="").geturl()
    elsewhere = name if name.isprintable() and 0 < len(name) <= HOST_LENGTH else "an address that is none"
    raise Unanswered(f"{request.hosts[0].label} sent us to {elsewhere}, which shortsite does not ask")


def _joined(url: str, location: str) -> str:
    """Where a redirect leads; whether it leads anywhere is not judged here."""
    try:
        return urljoin(url, location)
    except ValueError:
        return location


def _named_wait(outcome: Reply | Exception) -> float:
    """The seconds that a reply asks to wait for (RFC 9110, 10.2.3), 0 where it names none."""
    named = outcome.headers.get("retry-after", "") if isinstance(outcome, Reply) else ""
    try:
        return max(0.0, Retry.parse_retry_after(Retry(), named)) if named else 0.0
    except (InvalidHeader, OverflowError, ValueError):
        return 0.0


def _gave_up(host: Host, outcome: Reply | Exception, wait: float) -> Unanswered:
    if not isinstance(outcome, Reply):
        return Unanswered(_fault(host, outcome))
    minutes = round(wait / 60)
    when = f"in {minutes:,} minutes" if minutes > 1 else "in a minute"
    if outcome.status in (429, 503):
        return Unanswered(f"{host.label} asked us to wait ({outcome.status}); try again {when}")
    return Unanswered(f"{host.label} has a fault of its own ({outcome.status}); try again {when}")


def _fault(host: Host, error: Exception) -> str:
    if isinstance(error, ProxyError):
        return f"the proxy that HTTPS_PROXY names does not lead to {host.label}; mend or unset it"
    if isinstance(error, NameResolutionError | NewConnectionError):
        return f"{host.label} ({host.name}) can't be reached; is there a network?"
    if isinstance(error, SSLError):
        return f"the certificate of {host.label} ({host.name}) can't be verified"
    if isinstance(error, ReadTimeoutError | ConnectTimeoutError):
        return f"{host.label} did not answer in time; try again later"
    return f"the answer of {host.label} broke off; try again later"
