"""An ordered map over processes, for the few stages that are worth them."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


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


def map_ordered(
    function: Callable[[T], R], items: Sequence[T], jobs: int, *, chunk: int = 48, least: int = 300
) -> list[R]:
    """The function's results in the order of the items, from up to ``jobs`` processes.

    With one job, or fewer items than ``least``, everything happens in this process. Otherwise the function must be
    one that a new process can import. What it raises is raised here. Raises RuntimeError when a process dies.
    """
    workers = min(jobs, -(-len(items) // chunk))
    if workers <= 1 or len(items) < least:
        return [function(item) for item in items]
    context = multiprocessing.get_context(_start_method())
    try:
        with ProcessPoolExecutor(workers, mp_context=context, initializer=_ignore_interrupts) as pool:
            return list(pool.map(function, items, chunksize=chunk))
    except BrokenProcessPool as error:
        message = "a worker process ended before its work was done (killed, or out of memory); try again with --jobs 1"
        raise RuntimeError(message) from error


def _start_method() -> str:
    """A method that copies no threads and no open files of this process."""
    return "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the main process, which ends the pool."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
