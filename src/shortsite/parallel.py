"""An ordered map over processes, for the few stages that are worth them.

The seam is an executor of ``concurrent.futures``: processes of this machine, or whatever ``shared`` was given.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from shortsite.beside import end_with
from shortsite.heap import HEAP

if TYPE_CHECKING:
    # slow to import, and most runs have no work for another process
    from concurrent.futures import Executor, Future, ProcessPoolExecutor

T = TypeVar("T")
R = TypeVar("R")

#: So many chunks a worker are handed out before the first is waited for: enough that nobody idles, few in memory.
AHEAD = 4

_DIED = "a worker process ended before its work was done (killed, or out of memory); try again with --jobs 1"
#: After so many new values a copy looks for garbage: of fewer, most are still in use.
_NEW = 30_000
#: The name of the thread that shows progress.
PROGRESS = "progress"

#: What copies of this process are made to do.
_COPIED: list[Callable[[int], Any]] = []


@dataclass(frozen=True, slots=True)
class _Workers:
    """Who works: so many workers of an executor, and how many results of each may wait for an earlier one."""

    executor: Executor
    count: int
    waiting: int = AHEAD


_SHARED: ContextVar[_Workers | None] = ContextVar("shared", default=None)


def jobs_for(asked: int | None) -> int:
    """How many processes to use: as many as asked for, else one for each CPU that this process may use."""
    if asked:
        return max(1, asked)
    usable: int | None
    if hasattr(os, "process_cpu_count"):
        usable = os.process_cpu_count()
    elif hasattr(os, "sched_getaffinity"):
        usable = len(os.sched_getaffinity(0))
    else:
        usable = os.cpu_count()
    return usable or 1


@contextmanager
def shared(executor: Executor, workers: int) -> Iterator[None]:
    """Have all maps within the block work with this executor of so many workers, whatever their ``jobs``."""
    token = _SHARED.set(_Workers(executor, workers))
    try:
        yield
    finally:
        _SHARED.reset(token)


def is_shared() -> bool:
    """Whether maps work with an executor that was given."""
    return _SHARED.get() is not None


def map_ordered(
    function: Callable[[T], R], items: Sequence[T], jobs: int, *, chunk: int = 48, least: int = 300
) -> list[R]:
    """The results of ``iter_ordered`` in a list."""
    return list(iter_ordered(function, items, jobs, chunk=chunk, least=least))


def iter_ordered(
    function: Callable[[T], R],
    items: Sequence[T],
    jobs: int,
    *,
    chunk: int = 48,
    least: int = 300,
    spent: Callable[[float], None] | None = None,
) -> Iterator[R]:
    """The function's results in the order of the items, from up to ``jobs`` processes, as they are asked for.

    With one job, or fewer items than ``least``, everything happens in this process. Otherwise the function must be
    one that another process can import. What it raises is raised here. Raises ChildProcessError when a process dies.
    ``spent`` hears what CPU time other processes took, in seconds.
    """
    given = _SHARED.get()
    workers = min(given.count if given else jobs, -(-len(items) // chunk))
    if len(items) < least or (workers <= 1 and not given):
        yield from map(function, items)
        return
    from concurrent.futures.process import BrokenProcessPool

    try:
        if given:
            yield from _mapped(replace(given, count=workers), function, items, chunk, spent)
        else:
            with _processes(workers) as executor:
                yield from _mapped(_Workers(executor, workers), function, items, chunk, spent)
    except BrokenProcessPool as error:
        raise ChildProcessError(_DIED) from error


def can_copy(jobs: int) -> bool:
    """Whether ``iter_copied`` may be called: more than one process is allowed, and nothing else is at work in this one.

    A thread that holds a lock when the process is copied holds it in the copy for ever. The one that shows progress
    holds none that a copy needs.
    """
    import threading

    own = threading.current_thread()
    is_alone = all(thread is own or thread.name == PROGRESS for thread in threading.enumerate())
    return jobs > 1 and sys.platform == "linux" and is_alone


def iter_copied(
    function: Callable[[int], R],
    count: int,
    jobs: int,
    spent: Callable[[float], None] | None = None,
    waiting: int = AHEAD,
) -> Iterator[R]:
    """The function's results for 0, 1 and so on to ``count``, in order, from ``jobs`` copies of this process.

    A copy has all that this process has at hand, so nothing but results goes from one to another. So many of them a
    job may be ``waiting`` for one before them that takes long. Only where ``can_copy`` says so. Raises what the
    function raises, and ChildProcessError when a copy dies.
    """
    from concurrent.futures.process import BrokenProcessPool

    _COPIED.append(function)
    HEAP.give_back()
    try:
        with _processes(jobs) as executor:
            yield from _mapped(_Workers(executor, jobs, waiting), _in_copy, range(count), 1, spent)
    except BrokenProcessPool as error:
        raise ChildProcessError(_DIED) from error
    finally:
        _COPIED.remove(function)


def _in_copy(number: int) -> Any:
    made = _COPIED[-1](number)
    HEAP.tidy()
    return made


def _begin_copy(parent: int) -> None:
    """See that a copy ends with its process, however that ends: it may be writing files.

    It looks for garbage among what it makes itself, and leaves alone what it has in common with the process.
    """
    import gc

    gc.freeze()
    gc.set_threshold(_NEW)
    gc.enable()
    _ignore_interrupts()
    end_with(parent)


def _mapped(
    workers: _Workers,
    function: Callable[[T], R],
    items: Sequence[T],
    chunk: int,
    spent: Callable[[float], None] | None,
) -> Iterator[R]:
    from concurrent.futures import wait

    starts = iter(range(0, len(items), chunk))
    ahead: deque[Future[tuple[list[R], float]]] = deque()
    try:
        while True:
            doing = [future for future in ahead if not future.done()]
            room = min(workers.count * AHEAD - len(doing), workers.count * workers.waiting - len(ahead))
            for start in islice(starts, max(room, 0)):
                doing.append(workers.executor.submit(_worked, function, items[start : start + chunk]))
                ahead.append(doing[-1])
            if not ahead:
                return
            if not ahead[0].done():
                # what has been done since they were looked at ends the wait too: its worker may have nothing to do
                wait(doing, return_when="FIRST_COMPLETED")
                continue
            results, seconds = ahead.popleft().result()
            if spent:
                spent(seconds)
            yield from results
    finally:
        for future in ahead:
            future.cancel()


def _worked(function: Callable[[T], R], items: Sequence[T]) -> tuple[list[R], float]:
    """The work of a worker: the results of a chunk, and the CPU time that they took."""
    start = time.process_time()
    return [function(item) for item in items], time.process_time() - start


def _processes(workers: int) -> ProcessPoolExecutor:
    """Copies of this process if it may be copied, since they have everything loaded; else new ones."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    if can_copy(workers):
        return ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), _begin_copy, (os.getpid(),))
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    return ProcessPoolExecutor(workers, multiprocessing.get_context(method), _ignore_interrupts)


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the main process, which ends the pool."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
