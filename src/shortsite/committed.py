"""Whether git has what shortsite keeps for itself: then it may be a stranger's, and what lies there is believed."""

from __future__ import annotations

import os
from pathlib import Path

#: The end of every folder in which shortsite keeps something: ``.shortsite``, ``.site.shortsite``.
_FOLDER = b".shortsite/"
#: An index of this version tells of each path only how it differs from the one before.
_CUT = b"DIRC\0\0\0\4"


def is_state_committed(root: Path) -> bool:
    """Whether the index of the repository of ``root`` names a file in such a folder; false without a repository.

    The index is looked through as bytes, which takes a moment where git takes several
    (https://git-scm.com/docs/index-format).
    """
    top = next((folder for folder in (root.absolute(), *root.absolute().parents) if (folder / ".git").exists()), None)
    if top is None:
        return False
    try:
        home = _home(top / ".git")
        names = [name for name in os.listdir(home) if name == "index" or name.startswith("sharedindex.")]
        indexes = [(home / name).read_bytes() for name in names]
    except (OSError, ValueError):
        # another git may be at work on it
        return _is_listed(top)
    if any(index.startswith(_CUT) for index in indexes):
        return _is_listed(top)
    return any(_FOLDER in index for index in indexes)


def _home(place: Path) -> Path:
    """The folder of the index: ``.git`` itself, or, in a worktree of several, the one that it names."""
    if place.is_dir():
        return place
    named = place.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
    return place.parent / named


def _is_listed(top: Path) -> bool:
    import subprocess  # slow to import, and seldom needed

    try:
        command = ["git", "-c", "core.fsmonitor=false", "ls-files", "-z"]
        told = subprocess.run(command, cwd=top, capture_output=True, check=False)  # noqa: S603
    except OSError:
        return False
    return _FOLDER in told.stdout
