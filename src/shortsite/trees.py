"""The two trees of a published folder: what is in them, what is known of it, and how they change places.

Beside an output folder ``site`` lies ``.site.shortsite``, which holds the lock of the running build, the spare
tree that the next build brings forward, and a ledger of what shortsite wrote. A ledger knows the inode of its tree's
root, so it still belongs to the right tree after an exchange, whenever the build was killed.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG
from typing import BinaryIO

from shortsite.hashes import hash_of
from shortsite.ledger import Entry

#: Files beside the trees: who holds the first is the one that writes, the other keeps all of it out of git.
_LOCK, _IGNORED = "lock", ".gitignore"
#: So many seconds are waited for a lock.
PATIENCE = 1.0
AT_FDCWD, RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h


@dataclass(frozen=True, slots=True)
class Tree:
    """What is in a folder: its files by path (symbolic links too), and the paths of its folders."""

    files: Mapping[str, os.DirEntry[str]]
    folders: frozenset[str]


@dataclass(frozen=True, slots=True)
class Published:
    """The published folder, file by file: those that shortsite made, and the paths of those that it did not."""

    ours: Mapping[str, Entry]
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """The folder beside the output in which shortsite keeps what it needs to write it."""

    output: Path

    @property
    def folder(self) -> Path:
        """``.site.shortsite`` beside ``site``: on the same file system, so that trees can be exchanged."""
        return self.output.parent / f".{self.output.name}.shortsite"

    @property
    def spare(self) -> Path:
        """The tree that the next build brings forward."""
        return self.folder / "spare"

    @property
    def aside(self) -> Path:
        """Where the published tree lies for a moment on systems that cannot exchange two folders."""
        return self.folder / "aside"

    @property
    def mark(self) -> Path:
        """A file that is there while the spare tree is being changed."""
        return self.folder / "unfinished"

    def refuse_links(self) -> None:
        """Raise OSError where a link, or whatever else, stands in the place of what shortsite makes for itself.

        It may lead anywhere, and has come with an archive that somebody else made.
        """
        folders = self.folder, self.spare, self.aside
        for path in (*folders, self.mark, self.folder / _LOCK, self.folder / _IGNORED):
            mode = path.lstat().st_mode if os.path.lexists(path) else 0
            if mode and not (S_ISDIR(mode) if path in folders else S_ISREG(mode)):
                what = "is a link" if S_ISLNK(mode) else "is not what shortsite put there"
                raise OSError(errno.ELOOP, f"{path.name} {what}; delete it", os.fspath(path))


def walk(root: Path) -> Tree:
    """Everything below ``root``, which need not exist; no symbolic link is followed."""
    files: dict[str, os.DirEntry[str]] = {}
    folders: set[str] = set()
    todo = [""] if root.is_dir() else []
    while todo:
        prefix = todo.pop()
        with os.scandir(f"{root}/{prefix}") as entries:
            for entry in entries:
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.add(path)
                    todo.append(path + "/")
                else:
                    files[path] = entry
    return Tree(files, frozenset(folders))


@contextmanager
def locked(state: State) -> Iterator[None]:
    """Hold the output folder's lock; the kernel lets go of it when the process ends, however it does.

    Raises BlockingIOError when another build holds it, OSError when the folder cannot be written.
    """
    state.refuse_links()
    state.folder.mkdir(parents=True, exist_ok=True)
    with _opened(state.folder / _LOCK) as lock:
        _lock(lock, PATIENCE)
        with _opened(state.folder / _IGNORED) as ignored:
            ignored.write(b"*\n")
        yield


def _opened(path: Path) -> BinaryIO:
    """The file, open to be written from its beginning; nothing that it leads to, and nothing of it is cut off."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, 0o666), "r+b")


def _lock(lock: BinaryIO, patience: float) -> None:
    """Lock the file; what a killed build had at work lets go of it within a moment."""
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return


def sight(root: Path, folders: Iterable[str]) -> str:
    """A hash of what the file system says of a tree's root and folders; empty where one of them is gone.

    It changes when a file or folder comes, goes or is renamed, and not when a file is written to in its place.
    """
    told: list[int] = []
    try:
        for folder in ("", *folders):
            found = os.stat(f"{root}/{folder}", follow_symlinks=False)
            told += (found.st_ino, found.st_mtime_ns)
    except OSError:
        return ""
    return hash_of(repr(told).encode())


def inode_of(root: Path) -> int:
    """The inode of a folder; 0 where there is none. Raises OSError where nobody can tell."""
    try:
        found = root.stat()
    except (FileNotFoundError, NotADirectoryError):
        return 0
    return found.st_ino if S_ISDIR(found.st_mode) else 0


def read(root: Path) -> dict[str, Entry]:
    """What a tree holds that is shortsite's own, whatever is in it; links and the like are left out."""
    found = {path: entry for path, entry in walk(root).files.items() if entry.is_file(follow_symlinks=False)}
    stats = {path: entry.stat(follow_symlinks=False) for path, entry in found.items()}
    return {
        path: Entry(hash_of(Path(found[path].path).read_bytes()), stat.st_size, stat.st_mtime_ns, stat.st_ino)
        for path, stat in stats.items()
    }


def published(state: State, known: Mapping[str, Entry], *, is_own: bool, reads_all: bool = False) -> Published:
    """What the output folder holds; every entry was checked against the file system, or with ``reads_all`` read.

    A file that was touched or edited since it was written is read again. In a folder that is not the one that
    shortsite wrote (``is_own``), such as a copy, a file is shortsite's only if it has the very bytes that it wrote.
    """
    ours: dict[str, Entry] = {}
    foreign: list[str] = []
    for path, found in walk(state.output).files.items():
        record = known.get(path)
        is_file = record is not None and found.is_file(follow_symlinks=False)
        entry = _verified(found, record, is_own=is_own, reads_all=reads_all) if record and is_file else None
        if entry is None:
            foreign.append(path)
        else:
            ours[path] = entry
    return Published(ours, tuple(sorted(foreign)))


def _verified(found: os.DirEntry[str], record: Entry, *, is_own: bool, reads_all: bool) -> Entry | None:
    """The entry of a file that has a record; None for a stranger that only has its name."""
    stat = found.stat(follow_symlinks=False)
    if is_own and not reads_all and (record.size, record.mtime_ns) == (stat.st_size, stat.st_mtime_ns):
        return Entry(record.digest, stat.st_size, stat.st_mtime_ns, stat.st_ino)
    digest = hash_of(Path(found.path).read_bytes())
    if is_own or digest == record.digest:
        return Entry(digest, stat.st_size, stat.st_mtime_ns, stat.st_ino)
    return None


def rescue(state: State) -> None:
    """Put a tree that was set aside in its place, where a build was killed between the renames of ``publish``."""
    if state.aside.exists():
        state.aside.rename(state.spare if state.output.exists() else state.output)


def publish(state: State) -> None:
    """Make the spare tree the published one, and the published tree the spare, in one step where the system can."""
    if not state.output.exists():
        state.spare.rename(state.output)
    elif not _exchanged(state.spare, state.output):
        state.output.rename(state.aside)
        state.spare.rename(state.output)
        state.aside.rename(state.spare)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders by renameat2(2); False where the system or the file system has no such call."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    if call(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
        return True
    fault = ctypes.get_errno()
    if fault in {errno.ENOSYS, errno.EINVAL}:
        return False
    raise OSError(fault, os.strerror(fault), str(other))
