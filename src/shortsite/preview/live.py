"""What the preview's pages are told: which build they show, and what is wrong with the newest one.

The pages listen to server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). Whoever
connects is told the state of things at once, so nobody who connects late has missed anything.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from threading import Condition

#: Seconds between signs of life: a page that is gone is noticed when one is sent.
HEARTBEAT = 5.0

_SIGN_OF_LIFE = b": still here\n\n"
_FIRST = b"retry: 500\n\n"


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the overlay: a place, and what is wrong there."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Status:
    """The state of things. ``version`` changes whenever the addresses of the site answer something new.

    ``has_site`` is false until a build succeeded. ``notices`` say why the newest build failed; none if it did not.
    ``early`` are files that are newer than the site's, by path. Since the version ``before``, no page is new but
    ``new``, or all are but ``same``; both by the path of their address.
    """

    version: str
    has_site: bool = False
    notices: tuple[Notice, ...] = ()
    early: Mapping[str, bytes] = field(default_factory=dict)
    before: str = ""
    new: tuple[str, ...] = ()
    same: tuple[str, ...] = ()

    @property
    def event(self) -> bytes:
        """The status as a server-sent event: ``changed``, or ``problems`` where the newest build failed."""
        name = "problems" if self.notices else "changed"
        since = {"before": self.before, "new": self.new, "same": self.same}
        notices = [asdict(notice) for notice in self.notices]
        data = json.dumps({"version": self.version, "notices": notices, **since})
        return f"event: {name}\ndata: {data}\n\n".encode()


def _address(file: str) -> str:
    return f"/{file.removesuffix('index.html')}"


class Live:
    """The status, and everybody who waits for its next change."""

    def __init__(self) -> None:
        # versions of an earlier run must not look like ours: its pages may still be open
        self._run = f"{time.time_ns():x}"
        self._count = 0
        self._status = Status(self._next_version())
        self._news = Condition()
        self._is_closed = False

    @property
    def status(self) -> Status:
        """The state of things now."""
        return self._status

    def hurried(self, files: Mapping[str, bytes]) -> None:
        """Have these files in place of the site's until the next build has ended."""
        new = tuple(map(_address, files))
        self._tell(Status(self._next_version(), has_site=True, early=files, before=self._status.version, new=new))

    def succeeded(self, *, is_new: bool, same: Iterable[str] = ()) -> None:
        """Tell that a build went well, whether it changed any file, and which early ones are the site's by now."""
        old = self._status
        version = self._next_version() if is_new or not old.has_site else old.version
        before = old.version if old.early else ""
        self._tell(Status(version, has_site=True, before=before, same=tuple(map(_address, same))))

    def failed(self, notices: tuple[Notice, ...]) -> None:
        """Tell that a build failed, and why; the site stays what it was."""
        old = self._status
        is_same = old.has_site and not old.early
        self._tell(Status(old.version if is_same else self._next_version(), old.has_site, notices))

    def close(self) -> None:
        """End all streams of events."""
        with self._news:
            self._is_closed = True
            self._news.notify_all()

    def events(self, heartbeat: float = HEARTBEAT) -> Iterator[bytes]:
        """The status, then each new one, with signs of life between them; ends when closed."""
        yield _FIRST
        told: Status | None = None
        while not self._is_closed:
            status = self._awaited(told, heartbeat)
            yield _SIGN_OF_LIFE if status is told else status.event
            told = status

    def _awaited(self, told: Status | None, seconds: float) -> Status:
        """The status as soon as it is another one, or when the time is over."""
        with self._news:
            self._news.wait_for(lambda: self._is_closed or self._status is not told, seconds)
            return self._status

    def _tell(self, status: Status) -> None:
        with self._news:
            self._status = status
            self._news.notify_all()

    def _next_version(self) -> str:
        self._count += 1
        return f"{self._run}-{self._count}"
