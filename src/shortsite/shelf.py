"""Bytes that are put aside until they are needed: in a nameless file, so that they take up no memory meanwhile.

Copies of this process read them there too, where each of them would soon have a copy of its own of what lies in memory.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from itertools import accumulate


class Shelf:
    """A place for bytes, for as long as something on it is in use. It belongs to the process that put them there."""

    def __init__(self) -> None:
        self._file: _File | None = None
        self._size = 0
        self._owner = os.getpid()

    def put(self, items: Sequence[bytes]) -> list[Shelved] | list[bytes]:
        """The items as they lie on the shelf, each for ``bytes``; themselves where no file can be written."""
        try:
            file, start = self._written(b"".join(items))
        except OSError:
            return list(items)
        places = accumulate(map(len, items), initial=start)
        return [Shelved(file, place, len(item)) for item, place in zip(items, places, strict=False)]

    def _written(self, data: bytes) -> tuple[_File, int]:
        """Write at the end; where that is, and where the data begin."""
        if self._owner != os.getpid():
            message = "two processes would write to one place"
            raise ValueError(message)
        if self._file is None:
            self._file = _File()
        start, rest = self._size, memoryview(data)
        self._size += len(data)
        while rest:
            rest = rest[os.pwrite(self._file.descriptor, rest, self._size - len(rest)) :]
        return self._file, start


class Shelved:
    """Bytes on a shelf."""

    __slots__ = ("_file", "_size", "_start")

    def __init__(self, file: _File, start: int, size: int) -> None:
        self._file = file
        self._start = start
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __bytes__(self) -> bytes:
        return os.pread(self._file.descriptor, self._size, self._start)


class _File:
    """A file without a name, which is gone with the last of those who know it."""

    def __init__(self) -> None:
        with tempfile.TemporaryFile() as file:
            self.descriptor = os.dup(file.fileno())

    def __del__(self) -> None:
        with suppress(AttributeError, OSError):
            os.close(self.descriptor)
