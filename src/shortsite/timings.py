"""Where the time of a run goes: by stage, with what was remembered and what had to be made.

Stages may lie within each other, and a stream that one stage draws from may be another's work. So the time of each is
its own alone: while an inner one runs, the outer one stands still.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

#: Hears which stage is at work, how many of its items are done, and how many there are if that is known.
Listener = Callable[[str, int, int | None], None]

HITS, MISSES = "remembered", "made"


@dataclass(frozen=True, slots=True)
class Row:
    """What one stage took: seconds by the clock, seconds of CPU in all processes, and numbers of what was counted."""

    stage: str
    wall: float
    cpu: float
    counts: tuple[tuple[str, int], ...] = ()


class Timings:
    """The times of a run under way. Stages are listed in the order in which they began."""

    def __init__(
        self,
        listener: Listener | None = None,
        clock: Callable[[], float] = time.perf_counter,
        cpu: Callable[[], float] = time.process_time,
    ) -> None:
        self._listener = listener
        self._clock, self._cpu = clock, cpu
        self._wall: dict[str, float] = {}
        self._spent: dict[str, float] = {}
        self._counts: dict[str, Counter[str]] = {}
        self._expected: dict[str, int] = {}
        self._running: list[str] = []
        self._elsewhere = 0.0
        self._since = self._start = clock(), cpu()

    @contextmanager
    def heard_by(self, listener: Listener) -> Iterator[None]:
        """Have somebody listen while the block runs."""
        before, self._listener = self._listener, listener
        try:
            yield
        finally:
            self._listener = before

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time of the block as the stage's."""
        self._begin(name)
        self._hear(name, 0, None)
        try:
            yield
        finally:
            self._end()

    def over(self, name: str, items: Iterable[T], total: int | None = None) -> Iterator[T]:
        """The items of a stream; the time that it takes to get each is the stage's, what is done with it is not."""
        stream, done = iter(items), 0
        while True:
            self._begin(name)
            try:
                item = next(stream)
            except StopIteration:
                return
            finally:
                self._end()
            done += 1
            self._hear(name, done, total or self._expected.get(name))
            yield item

    def expect(self, name: str, total: int) -> None:
        """Know how many items a stream of the stage will have, once that is known."""
        self._expected[name] = total

    def count(self, name: str, **numbers: int) -> None:
        """Add these numbers to the stage's counts."""
        self._counts.setdefault(self._known(name), Counter()).update(numbers)

    def memo(self, name: str, hits: int, misses: int) -> None:
        """Add results of the stage that were remembered, and those that had to be made."""
        self.count(name, **{HITS: hits, MISSES: misses})

    def spent(self, name: str, seconds: float) -> None:
        """Add CPU time that other processes took for the stage."""
        self._spent[self._known(name)] += seconds
        self._elsewhere += seconds

    def rows(self) -> tuple[Row, ...]:
        """What each stage took so far."""
        self._settle()
        return tuple(
            Row(name, self._wall[name], self._spent[name], tuple(self._counts.get(name, {}).items()))
            for name in self._wall
        )

    def total(self) -> Row:
        """What the run took so far, from when these timings were made."""
        wall, cpu = self._clock() - self._start[0], self._cpu() - self._start[1]
        return Row("together", wall, cpu + self._elsewhere)

    def _known(self, name: str) -> str:
        self._wall.setdefault(name, 0.0)
        self._spent.setdefault(name, 0.0)
        return name

    def _begin(self, name: str) -> None:
        self._settle()
        self._running.append(self._known(name))

    def _end(self) -> None:
        self._settle()
        self._running.pop()

    def _settle(self) -> None:
        """Give the time since the last change to the stage that was at work."""
        now = self._clock(), self._cpu()
        if self._running:
            name = self._running[-1]
            self._wall[name] += now[0] - self._since[0]
            self._spent[name] += now[1] - self._since[1]
        self._since = now

    def _hear(self, name: str, done: int, total: int | None) -> None:
        if self._listener is not None:
            self._listener(name, done, total)


class _Untimed(Timings):
    """Measures nothing, and costs nothing."""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:  # noqa: ARG002
        yield

    def over(self, name: str, items: Iterable[T], total: int | None = None) -> Iterator[T]:  # noqa: ARG002
        return iter(items)

    def expect(self, name: str, total: int) -> None:
        pass

    def count(self, name: str, **numbers: int) -> None:
        pass

    def memo(self, name: str, hits: int, misses: int) -> None:
        pass

    def spent(self, name: str, seconds: float) -> None:
        pass


#: For runs of which nobody wants to know.
UNTIMED: Timings = _Untimed()


def as_table(rows: Iterable[Row], whole: Row) -> Iterator[str]:
    """Lines for people: the stages, and the whole run, of which the rest is no stage's."""
    told = list(rows)
    wall, cpu = whole.wall - sum(row.wall for row in told), whole.cpu - sum(row.cpu for row in told)
    told += [Row("all else", max(wall, 0.0), max(cpu, 0.0)), whole]
    width = max(len(row.stage) for row in told)
    yield f"{'':{width}}  {'wall s':>7}  {'CPU s':>7}  share"
    for row in told:
        share = f"{100 * row.wall / whole.wall:.0f} %" if whole.wall else ""
        counts = ", ".join(f"{number:,} {what}" for what, number in row.counts if number)
        yield f"{row.stage:{width}}  {row.wall:7.2f}  {row.cpu:7.2f}  {share:>5}  {counts}".rstrip()
