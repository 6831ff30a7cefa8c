"""Seals: a proof that a published folder still holds the files that were written, without looking at any of them.

A folder's times change when a name in it is added, removed or replaced. So what the file system says of all folders of
a tree seals its names. It does not seal bytes: a file that is edited in place shows only to who reads it.
"""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

#: So long after a change a folder's times are sure to tell the next one; the coarsest file systems count in 2 seconds.
RACY_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Seal:
    """What stands for the names in a tree.

    ``times`` is a hash of its folders' times. ``racy`` are the positions of folders that changed so shortly before that
    their times could not tell another change, and ``names`` is a hash of the names in them.
    """

    times: str
    racy: tuple[int, ...] = ()
    names: str = ""


def identity(root: str) -> tuple[int, ...]:
    """What tells this tree from another that is put in its place, and from itself once it has been away."""
    found = os.lstat(root)
    return found.st_dev, found.st_ino, found.st_mode, found.st_ctime_ns


def sealed(root: str, folders: Sequence[str]) -> Seal:
    """The seal of the tree at ``root`` with these folders, paths relative to it. Raises OSError where one is missing.

    The time of change alone is kept of each: a folder that takes another's place changes the folder that it lies in.
    """
    settled = time.time_ns() - RACY_NS
    times = _times(root, folders)
    racy = tuple(number for number, changed in enumerate(times) if changed > settled)
    return Seal(_digest(times.tobytes()), racy, _names(root, folders, racy) if racy else "")


def is_whole(root: str, folders: Sequence[str], seal: Seal, times: Callable[[], str] | None = None) -> bool:
    """Whether the tree has the same names as when it was sealed, as far as its folders' times tell.

    ``times`` gives the hash of these where it is known already.
    """
    try:
        now = times() if times else _digest(_times(root, folders).tobytes())
        return seal.times == now and (not seal.racy or seal.names == _names(root, folders, seal.racy))
    except (OSError, ValueError, IndexError):
        return False


@contextmanager
def looked_at_beside(root: str, folders: Sequence[str]) -> Iterator[Callable[[], str]]:
    """Have another process look at the folders while the block goes on; what it gets waits for the hash of their times.

    An empty text where they could not be looked at.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, _digest(_times(root, folders).tobytes()).encode())
        finally:
            # nothing of this process is the child's to end
            os._exit(0)
    os.close(writing)

    @cache
    def told() -> str:
        return os.read(reading, 100).decode()

    try:
        yield told
    finally:
        os.close(reading)
        os.waitpid(child, 0)


def _times(root: str, folders: Sequence[str]) -> array[int]:
    """When each folder changed, after what tells that the tree's own is the same, in nanoseconds."""
    look, below = os.stat, f"{root}/"
    return array("q", [look(below + folder).st_ctime_ns for folder in folders])


def _names(root: str, folders: Sequence[str], racy: Collection[int]) -> str:
    """The hash of the names in these of the folders, with the number of the file that each stands for."""
    told = []
    for number in racy:
        with os.scandir(f"{root}/{folders[number]}") as entries:
            told += sorted(f"{entry.name}\n{entry.inode()}" for entry in entries)
        told.append("")
    return _digest("\0".join(told).encode("utf-8", "surrogateescape"))


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
