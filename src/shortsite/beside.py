"""Something that is done while this process does something else: by a copy of it, which ends when it is done."""

from __future__ import annotations

import marshal
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


@contextmanager
def beside(work: Callable[[], Any]) -> Iterator[Callable[[], Any]]:
    """Have a copy of this process do the work while the block goes on; what it gets waits for the result.

    A result is what ``marshal`` can carry: plain values, code, lists and dictionaries of such. It is None where the
    copy failed, or the system allows none. The copy has a pipe of its own to this process, so what comes out of it is
    nobody else's. A copy that is still at work when the block ends is stopped. Nothing may run in this process that a
    copy could be caught in.
    """
    begun = _begun(work)
    if begun is None:
        yield lambda: None
        return
    reading, child = begun

    @cache
    def told() -> Any:
        with open(reading, "rb", closefd=False) as pipe:
            data = pipe.read()
        with suppress(EOFError, ValueError, TypeError):  # it was stopped
            return marshal.loads(data)  # noqa: S302

    try:
        yield told
    finally:
        os.close(reading)
        # whoever started this process may have had the system forget children, and then their numbers are others'
        with suppress(ChildProcessError):
            if os.waitpid(child, os.WNOHANG) == (0, 0):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def _begun(work: Callable[[], Any]) -> tuple[int, int] | None:
    """The end of a pipe from which the result can be read, and the number of the copy that makes it."""
    ends: tuple[int, ...] = ()
    try:
        reading, writing = ends = os.pipe()
        child = os.fork()
    except OSError:
        for end in ends:
            os.close(end)
        return None
    if child == 0:
        try:
            os.close(reading)
            _tell(writing, work)
        finally:
            # nothing of this process is the child's to end
            os._exit(0)
    os.close(writing)
    return reading, child


def end_with(parent: int) -> None:
    """See that this process, a copy, ends with the one that it was copied from, however that ends."""
    import ctypes

    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _tell(writing: int, work: Callable[[], Any]) -> None:
    with suppress(Exception), open(writing, "wb") as pipe:
        pipe.write(marshal.dumps(work()))
