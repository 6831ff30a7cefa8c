"""Progress on long work, where a terminal is there to see it."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from shortsite.parallel import PROGRESS

#: Seconds before anything is shown: most runs are over by then.
PATIENCE = 0.7
#: Seconds from one line to the next.
_STEP = 0.2
#: How wide the bar is, and how much of the work has to be done before the time that is left is told.
_BAR, _ENOUGH = 20, 0.02
#: From so many seconds on, minutes are told.
_MINUTES = 99.5
#: Clears the line that the cursor is on.
_CLEAR = "\r\x1b[K"


@dataclass(frozen=True, slots=True)
class State:
    """How far a piece of work is: its name, since when it goes on, what is done, and how much there is if known."""

    name: str
    since: float
    done: int = 0
    total: int | None = None


class Progress:
    """What is known of the work under way. One thread tells, another one shows."""

    def __init__(self, what: str, *, is_shown: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self.is_shown = is_shown
        self._clock = clock
        self._begun = clock()
        self._what = what
        self._state = State(what, self._begun)

    def tell(self, name: str, done: int, total: int | None) -> None:
        """Tell that so many of the items of the work of that name are done."""
        known = self._state
        since = known.since if known.name == name else self._clock()
        self._state = State(name, since, done, total)

    def line(self) -> str:
        """The line to show now."""
        now, state = self._clock(), self._state
        if not state.total or state.done > state.total:
            where = f"{self._what}: {state.name}" if state.name != self._what else self._what
            return f"{where} … {now - self._begun:.0f} s"
        part = state.done / state.total
        bar = ("━" * round(part * _BAR)).ljust(_BAR, "╌")
        line = f"{self._what}: {state.name} {bar} {state.done:,} of {state.total:,}"
        passed = now - state.since
        if part >= _ENOUGH and passed > 0:
            rate = state.done / passed
            line += f", {rate:,.0f} a second, {_duration((state.total - state.done) / rate)} left"
        return line


def _duration(seconds: float) -> str:
    """``7 s``, ``3 min``, ``2 h 5 min``."""
    if seconds < _MINUTES:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


@contextmanager
def reported(what: str) -> Iterator[Progress]:
    """Show how far the work of the block is on stderr, if that is a terminal; the block may tell."""
    progress = Progress(what, is_shown=sys.stderr.isatty())
    if not progress.is_shown:
        yield progress
        return
    over = threading.Event()
    watcher = threading.Thread(target=_show, args=(progress, over), name=PROGRESS, daemon=True)
    watcher.start()
    try:
        yield progress
    finally:
        over.set()
        watcher.join()


def _show(progress: Progress, over: threading.Event) -> None:
    if over.wait(PATIENCE):
        return
    while True:
        room = shutil.get_terminal_size().columns - 1
        _write(_CLEAR + progress.line()[:room])
        if over.wait(_STEP):
            break
    _write(_CLEAR)


def _write(text: str) -> None:
    """Write to the terminal; one that has no such letters gets others in their place."""
    encoding = sys.stderr.encoding or "ascii"
    sys.stderr.write(text.encode(encoding, "replace").decode(encoding))
    sys.stderr.flush()
