"""Whether what shortsite keeps for itself came with the archive: a stranger's then, and what lies there is believed.

That is so where git has it, and where a link stands in its place.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

#: The end of every name under which shortsite keeps something: ``.shortsite``, ``.site.shortsite``.
_NAME = ".shortsite"
#: A letter that some file systems take for an s, where they tell no letter cases apart.
_LONG_S = "\N{LATIN SMALL LETTER LONG S}".encode()
#: An index of this version tells of each path only how it differs from the one before.
_CUT = b"DIRC\0\0\0\4"


def linked_state(root: Path) -> str:
    """The path of a link in a place where shortsite keeps something of its own, in the archive at ``root``; or nothing.

    What it leads to would be believed, and written to.
    """
    own = os.path.join(root, _NAME)
    inside = [*_below(own)]
    return next(filter(os.path.islink, (own, *inside, *chain.from_iterable(map(_below, inside)))), "")


def _below(folder: str) -> Iterator[str]:
    if os.path.islink(folder):
        return
    try:
        with os.scandir(folder) as entries:
            yield from (entry.path for entry in entries)
    except OSError:
        return


def committed_state(root: Path) -> list[str]:
    """What the repository of ``root`` has of shortsite's own, as paths from its top; nothing without a repository.

    The index is looked through as bytes, which takes a moment where git takes several
    (https://git-scm.com/docs/index-format), and git is asked where they hold the name.
    """
    real = root.resolve()
    top = next((folder for folder in (real, *real.parents) if (folder / ".git").exists()), None)
    return _listed(top) if top and _may_have(top / ".git") else []


def _may_have(place: Path) -> bool:
    """Whether an index holds the name, or cannot be told not to."""
    try:
        home = _home(place)
        if not home.is_dir():
            return False
        names = [name for name in os.listdir(home) if name == "index" or name.startswith("sharedindex.")]
        indexes = [(home / name).read_bytes() for name in names]
    except (OSError, ValueError):
        return True  # another git may be at work on it
    return any(index.startswith(_CUT) or _NAME.encode() in index.lower() or _LONG_S in index for index in indexes)


def _home(place: Path) -> Path:
    """The folder of the index: ``.git`` itself, or, in a worktree of several, the one that it names."""
    if place.is_dir():
        return place
    named = place.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
    return place.parent / named


def _listed(top: Path) -> list[str]:
    """What git lists; where it will not answer, the name that its index has."""
    import subprocess  # slow to import, and seldom needed

    # whose repository it is, and which another git is at work on, makes no difference to what is in this one
    asked = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
    given = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        command = ["git", "-c", "core.fsmonitor=false", "ls-files", "-z"]
        told = subprocess.run(command, cwd=top, capture_output=True, check=True, env=given | asked)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return [_NAME]
    return sorted({own for path in os.fsdecode(told.stdout).split("\0") if (own := _own(path))})


def _own(path: str) -> str:
    """The path as far as to a name of shortsite's own; empty where there is none in it."""
    parts = path.split("/")
    for number, part in enumerate(map(str.casefold, parts), start=1):
        if part.startswith(".") and part.endswith(_NAME):
            return "/".join(parts[:number])
    return ""
