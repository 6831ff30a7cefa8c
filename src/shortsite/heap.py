"""Memory that is free, and that libc would keep for later: every copy of a process would keep its own."""

from __future__ import annotations

import os

#: A process that has grown by so many bytes gives back what is free of them.
_GROWN = 16_000_000
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class Heap:
    """The memory of this process."""

    def __init__(self) -> None:
        self._held = 0

    def tidy(self) -> None:
        """Give free memory back to the system if there is likely to be much of it."""
        if _resident() > self._held + _GROWN:
            self.give_back()
            self._held = _resident()

    def give_back(self) -> None:
        """Give free memory back to the system, where libc can: https://man7.org/linux/man-pages/man3/malloc_trim.3.html."""
        import ctypes

        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


#: That of this process, whatever it is a copy of.
HEAP = Heap()


def _resident() -> int:
    """How many bytes of this process are in memory; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * _PAGE
    except OSError:
        return 0
