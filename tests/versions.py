"""Two versions of one archive, what each publishes, and ways to disturb a build between them."""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archives import paper, summary, write_archive

from shortsite.pipeline import Options, build

Site = Mapping[str, bytes]

#: Calls of the system through which Python reads and writes: the name in ``os``.
CALLS = (
    *("open", "read", "write", "close", "fstat", "stat", "lstat", "scandir", "listdir", "mkdir", "rmdir", "unlink"),
    *("remove", "rename", "replace", "link", "symlink", "chmod", "utime", "truncate", "ftruncate", "fsync"),
    *("copy_file_range", "sendfile"),
)


def files(version: int, papers: int = 3) -> dict[str, str]:
    """An archive whose pages differ in each version, and of which a paper comes and goes."""
    made = {}
    for number in range(papers + version % 2):
        name = f"byron-2020-{number}"
        made[f"content/papers/{name}.yml"] = paper(f"Paper {number}", keywords=["steady"])
        made[f"content/summaries/{name}/ann.md"] = summary(name, f"Words of version {version}. " * 20)
    return made


def write_version(root: Path, version: int, papers: int = 3) -> Path:
    """Make the archive that version."""
    made = files(version, papers)
    for path in [*root.glob("content/papers/*.yml"), *root.glob("content/summaries/*/*.md")]:
        if path.relative_to(root).as_posix() not in made:
            path.unlink()
    return write_archive(root, made)


def options(root: Path, **changes: Any) -> Options:
    """A build in this process."""
    return Options(root=root, jobs=1, **changes)


def published(output: Path) -> dict[str, bytes]:
    """The files of a site."""
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}


def expected(root: Path, version: int, papers: int = 3, **changes: Any) -> dict[str, bytes]:
    """What a version publishes, built apart and without a cache."""
    write_version(root, version, papers)
    return published(build(options(root, use_cache=False, **changes)).output)


class Disturbance:
    """Counts the calls that touch certain folders, and lets the one of that number fail."""

    def __init__(self, folders: tuple[Path, ...], number: int = -1, error: int = 0) -> None:
        self.count = 0
        self.hit = ""
        self._folders = tuple(f"{folder}" for folder in folders)
        self._number = number
        self._error = error

    def wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if self._concerns(arguments):
                self.count += 1
                if self.count - 1 == self._number:
                    self.hit = f"{name}{arguments[:1]}"
                    raise OSError(self._error, os.strerror(self._error), str(arguments[0]))
            return real(*arguments, **named)

        return call

    def _concerns(self, arguments: tuple[Any, ...]) -> bool:
        target = arguments[0] if arguments else ""
        if isinstance(target, int):
            try:
                target = os.readlink(f"/proc/self/fd/{target}")
            except OSError:
                return False
        return os.fspath(target).startswith(self._folders) if isinstance(target, str | os.PathLike) else False


@contextmanager
def disturbed(disturbance: Disturbance) -> Iterator[Disturbance]:
    """Put the disturbance between this process and the system."""
    places: list[tuple[Any, str]] = [(os, name) for name in CALLS if hasattr(os, name)]
    places += [(io, "open"), (builtins, "open")]
    kept = [(place, name, getattr(place, name)) for place, name in places]
    try:
        for place, name, real in kept:
            setattr(place, name, disturbance.wrapped(name, real))
        yield disturbance
    finally:
        for place, name, real in kept:
            setattr(place, name, real)
