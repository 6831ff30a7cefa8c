"""The two trees of a published folder: what is in them, what is known of it, and how they change places.

Beside an output folder ``site`` lies ``.site.shortsite``, which holds the lock of the running build, the spare
tree that the next build brings forward, and a manifest of what shortsite wrote. A manifest is named by the inode of
its tree's root, so it still belongs to the right tree after an exchange, whenever the build was killed.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

AT_FDCWD, RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the published tree: the digest of its bytes, and what ``stat`` says of it."""

    digest: str
    size: int
    mtime_ns: int
    inode: int

    @property
    def record(self) -> list[str | int]:
        """What the manifest says of the file."""
        return [self.digest, self.size, self.mtime_ns]


@dataclass(frozen=True, slots=True)
class Tree:
    """What is in a folder: its files by path (symbolic links too), and the paths of its folders."""

    files: Mapping[str, os.DirEntry[str]]
    folders: frozenset[str]


@dataclass(frozen=True, slots=True)
class Published:
    """The published folder: the files that shortsite made, and the paths of those that it did not.

    ``is_recorded`` says whether the folder's own manifest says the same of ``ours``.
    """

    ours: Mapping[str, Entry]
    foreign: tuple[str, ...] = ()
    is_recorded: bool = False


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

    def manifest(self, root: Path) -> Path:
        """The manifest of the tree at ``root``."""
        return self.folder / f"manifest-{root.stat().st_ino}.json"


def digest_of(data: bytes) -> str:
    """16 bytes of BLAKE2b in hexadecimal."""
    return blake2b(data, digest_size=16).hexdigest()


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
    state.folder.mkdir(parents=True, exist_ok=True)
    with (state.folder / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        (state.folder / ".gitignore").write_text("*\n", encoding="utf-8")
        yield


def published(state: State, *, read_all: bool = False) -> Published:
    """What the output folder holds; every entry was checked against the file system.

    A file that was touched or edited since it was written is read again, and with ``read_all`` each is. In a folder
    that is not the one that shortsite wrote, such as a copy, a file is shortsite's only if it has the very bytes that
    shortsite wrote.
    """
    if not state.output.is_dir():
        return Published({})
    known, is_same_folder = _known(state)
    ours: dict[str, Entry] = {}
    foreign: list[str] = []
    for path, found in walk(state.output).files.items():
        record = known.get(path)
        is_file = record and found.is_file(follow_symlinks=False)
        entry = _verified(found, record, is_same_folder, read_all) if record and is_file else None
        if entry is None:
            foreign.append(path)
        else:
            ours[path] = entry
    is_recorded = is_same_folder and all(known[path] == entry.record for path, entry in ours.items())
    return Published(ours, tuple(sorted(foreign)), is_recorded)


def _verified(found: os.DirEntry[str], record: list[Any], is_same_folder: bool, read_all: bool) -> Entry | None:
    """The entry of a file that has a record in the manifest; None for a stranger that only has its name."""
    stat = found.stat(follow_symlinks=False)
    if is_same_folder and not read_all and record[1:] == [stat.st_size, stat.st_mtime_ns]:
        return Entry(record[0], stat.st_size, stat.st_mtime_ns, stat.st_ino)
    digest = digest_of(Path(found.path).read_bytes())
    if is_same_folder or digest == record[0]:
        return Entry(digest, stat.st_size, stat.st_mtime_ns, stat.st_ino)
    return None


def _known(state: State) -> tuple[dict[str, list[Any]], bool]:
    """The manifest of the output folder, else the newest of another folder; and whether it is the folder's own."""
    own = state.manifest(state.output)
    if own.exists():
        return _loaded(own), True
    others = sorted(state.folder.glob("manifest-*.json"), key=lambda path: path.stat().st_mtime_ns)
    return (_loaded(others[-1]) if others else {}), False


def _loaded(manifest: Path) -> dict[str, list[Any]]:
    try:
        records = json.loads(manifest.read_bytes())
    except ValueError:
        return {}
    return records if isinstance(records, dict) else {}


def save_manifest(state: State, root: Path, entries: Mapping[str, Entry]) -> None:
    """Write down what the tree at ``root`` holds."""
    records = {path: entry.record for path, entry in entries.items()}
    draft = state.folder / "manifest.new"
    draft.write_text(json.dumps(records, separators=(",", ":")), encoding="ascii")
    draft.replace(state.manifest(root))


def forget_other_manifests(state: State) -> None:
    """Remove all manifests but the published tree's."""
    own = state.manifest(state.output)
    for manifest in state.folder.glob("manifest-*.json"):
        if manifest != own:
            manifest.unlink()


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
