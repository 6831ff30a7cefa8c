"""Whether anything has changed since the last run, told without reading any of it.

A signature is a hash of what the file system says of every file that a run depends on: the configuration, ``content/``,
the themes, and shortsite itself. Results are kept with the signature that was taken before anything was read: where it
is the same today, so are they. A file that changed so shortly before that its times could not tell another change has
the hash of its bytes kept too, as in git: https://git-scm.com/docs/racy-git.

Nothing is believed of what a manifest holds: one that is damaged, foreign or of another version is none.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Any

from shortsite.hashes import hash_of, hash_of_file
from shortsite.installed import PACKAGE, built_in_themes, environment
from shortsite.seals import MANY_RACY, RACY_NS

#: The version of the file's form.
VERSION = 2
FOLDER = ".shortsite"
CONFIG, CONTENT, THEMES = "config.yml", "content", "themes"
#: A manifest of more bytes than this was not written by shortsite.
MOST_BYTES = 64_000_000

#: A file of so many bytes is no text and hardly an image: what it holds is not read to tell whether it changed.
HUGE = 100_000_000


@dataclass(frozen=True, slots=True)
class Signature:
    """What stands for the state of all inputs: a hash, and the hashes of the files that it alone cannot vouch for."""

    digest: str
    racy: Mapping[str, str]

    def holds(self, now: Signature) -> bool:
        """Whether nothing has changed from this signature to the one that was taken now."""
        return self.digest == now.digest and all(
            digest and digest == (now.racy.get(path) or _digest_of(path)) for path, digest in self.racy.items()
        )


def inputs_signature(root: Path, asked: str = "") -> Signature | None:
    """The signature of all that a run over the archive in ``root`` reads, and of what it is ``asked`` (its options).

    It must be taken before anything is read. None if the files cannot be listed.
    """
    sight = _Sight(time.time_ns() - RACY_NS)
    home = os.path.realpath(root)
    sight.lines.extend((asked, home, str(os.geteuid()), environment()))
    try:
        sight.look_at(os.path.join(home, CONFIG))
        sight.look_below(os.path.join(home, CONTENT), is_trusted=False)
        for folder in (os.path.join(home, THEMES), os.fspath(built_in_themes()), os.fspath(PACKAGE)):
            sight.look_below(folder, is_trusted=True)
    except OSError:
        return None
    told = "\0".join(sight.lines).encode("utf-8", "surrogateescape")
    return Signature(hash_of(told), {path: _digest_of(path) for path in sight.racy})


def recall(root: Path, name: str, now: Signature) -> Any:
    """What was kept under the name with a signature that still holds; None if there is nothing.

    Where the file system alone can vouch by now for many files that had to be read, they are not read again next time.
    """
    try:
        with open(_file(root, name), "rb") as file:
            kept = json.loads(_sound(file.read(MOST_BYTES)))
        known = Signature(kept["signature"], dict(kept["racy"])) if kept["version"] == VERSION else None
        if known is None or not known.holds(now):
            return None
        value = kept["value"]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    if len(now.racy) + MANY_RACY <= len(known.racy):
        remember(root, name, now, value)
    return value


def glance(root: Path, name: str) -> Any:
    """What was kept under the name, whether its signature holds or not: a guess of what may be asked for."""
    try:
        with open(_file(root, name), "rb") as file:
            return json.loads(_sound(file.read(MOST_BYTES)))["value"]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def size(root: Path, name: str) -> int:
    """How many bytes are kept under the name."""
    try:
        return os.stat(_file(root, name)).st_size
    except OSError:
        return 0


def remember(root: Path, name: str, signature: Signature, value: Any) -> None:
    """Keep a JSON value under the name; where nothing can be written, nothing is kept."""
    kept = {"version": VERSION, "signature": signature.digest, "racy": dict(signature.racy), "value": value}
    file = _file(root, name)
    spare = f"{file}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(spare, "wb") as stream:
            stream.write(_marked(json.dumps(kept, separators=(",", ":")).encode("ascii")))
        os.replace(spare, file)
    except OSError:
        _forget(spare)


def _marked(data: bytes) -> bytes:
    """The bytes with their hash below, so that damage shows."""
    return b"%b\n%b" % (data, hash_of(data).encode())


def _sound(marked: bytes) -> bytes:
    """The bytes above their hash; raises ValueError where it is another's."""
    data = marked.rpartition(b"\n")[0]
    if _marked(data) != marked:
        message = "not what was written"
        raise ValueError(message)
    return data


def _forget(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return


def _file(root: Path, name: str) -> str:
    return os.path.join(root, FOLDER, f"{name}.json")


@dataclass(frozen=True, slots=True)
class _Sight:
    """What the file system says of files and folders, a line each; and which files changed after ``settled``."""

    settled: int
    lines: list[str] = field(default_factory=list)
    racy: list[str] = field(default_factory=list)

    def note(self, path: str, found: os.stat_result) -> None:
        """A file, or whatever else is there that is no folder."""
        times = found.st_mtime_ns, found.st_ctime_ns
        self.lines.append(f"{path}\n{found.st_mode} {found.st_size} {times[0]} {times[1]} {found.st_ino}")
        if max(times) > self.settled and stat.S_ISREG(found.st_mode):
            self.racy.append(path)

    def look_at(self, path: str) -> None:
        """What is there, and what it leads to if it is a link; nothing where nothing is, or may be looked at."""
        try:
            found = os.lstat(path)
            self.note(path, found)
            if stat.S_ISLNK(found.st_mode):
                self.note(path, os.stat(path))
        except OSError:
            return

    def look_below(self, top: str, *, is_trusted: bool) -> None:
        """Everything below a folder that need not be there, in a fixed order.

        Links to folders are followed where the folder ``is_trusted``: themes may be put together of such. Content is
        not read through links, nor where a name is hidden.
        """
        if os.path.islink(top) or not os.path.isdir(top):
            self.look_at(top)
        todo, seen = [top] if os.path.isdir(top) else [], set[tuple[int, int]]()
        while todo:
            folder = todo.pop()
            self.lines.append(folder)
            for entry in _listed(folder):
                if entry.name == "__pycache__" if is_trusted else entry.name[0] == ".":
                    continue
                if entry.is_symlink():
                    self.look_at(entry.path)
                    if is_trusted and os.path.isdir(entry.path) and _is_new(entry.path, seen):
                        todo.append(entry.path)
                elif entry.is_dir():
                    todo.append(entry.path)
                else:
                    self.note(entry.path, entry.stat(follow_symlinks=False))


def _is_new(path: str, seen: set[tuple[int, int]]) -> bool:
    found = os.stat(path)
    key = (found.st_dev, found.st_ino)
    is_new = key not in seen
    seen.add(key)
    return is_new


def _listed(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=attrgetter("name"))


def _digest_of(path: str) -> str:
    """The hash of a file's bytes; empty if it cannot be read or is huge, which equals nothing."""
    try:
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size > HUGE:
                return ""
            return hash_of_file(file)
    except OSError:
        return ""
