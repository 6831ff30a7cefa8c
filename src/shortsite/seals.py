"""Seals: a proof that a published folder still holds the files that were written, without looking at any of them.

A folder's times change when a name in it is added, removed or replaced. So what the file system says of all folders of
a tree seals its names. It does not seal bytes: a file that is edited in place shows only to who reads it.
"""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from shortsite.hashes import hash_of

#: So long after a change a folder's times are sure to tell the next one; the coarsest file systems count in 2 seconds.
RACY_NS = 2_000_000_000
#: The same where times have fractions of a second: kernels count at least a hundred ticks in one.
_RACY_FINE_NS = 30_000_000
_SECOND_NS = 1_000_000_000
#: To look into so many folders takes as long as to write down that it is not needed any more.
MANY_RACY = 500


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
    times = _times(root, folders)
    settled = _settled(times)
    racy = tuple(number for number, changed in enumerate(times) if changed > settled)
    return Seal(hash_of(times.tobytes()), racy, _names(root, folders, racy) if racy else "")


def is_whole(root: str, folders: Sequence[str], seal: Seal, times: Callable[[], str | None] | None = None) -> bool:
    """Whether the tree has the same names as when it was sealed, as far as its folders' times tell.

    ``times`` gives the hash of these where it is known already, None where they could not be looked at.
    """
    try:
        now = times() if times else times_of(root, folders)
        return bool(now) and seal.times == now and (not seal.racy or seal.names == _names(root, folders, seal.racy))
    except (OSError, ValueError, IndexError):
        return False


def times_of(root: str, folders: Sequence[str]) -> str:
    """The hash of the times of a tree's folders, for ``is_whole``. Raises OSError where one is missing."""
    return hash_of(_times(root, folders).tobytes())


def _settled(times: Sequence[int]) -> int:
    """Up to which time folders of one file system have changed for the last time in a tick that is over.

    The newest of them tells what time it is there at least, whatever the clock of this machine says.
    """
    now = time.time_ns()
    racy = _RACY_FINE_NS if any(changed % _SECOND_NS for changed in times) else RACY_NS
    return max(now - RACY_NS, min(now, max(times, default=0)) - racy)


def _times(root: str, folders: Sequence[str]) -> array[int]:
    """When each folder changed, in nanoseconds."""
    look, below = os.stat, f"{root}/"
    return array("q", [look(below + folder).st_ctime_ns for folder in folders])


def _names(root: str, folders: Sequence[str], racy: Collection[int]) -> str:
    """The hash of the names in these of the folders, with the number of the file that each stands for."""
    told = []
    for number in racy:
        with os.scandir(f"{root}/{folders[number]}") as entries:
            told += sorted(f"{entry.name}\n{entry.inode()}" for entry in entries)
        told.append("")
    return hash_of("\0".join(told).encode("utf-8", "surrogateescape"))
