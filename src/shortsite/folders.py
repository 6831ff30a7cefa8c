"""Walking through folders that strangers may have made as deep as the file system allows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def walked(top: Path | str) -> Iterator[tuple[str, list[str], list[str]]]:
    """What ``os.walk`` gives, without its recursion: a folder, the folders in it, and its other files.

    Links are not followed, and what cannot be read is passed over. Folders that the caller removes from the list are
    not entered.
    """
    waiting = [os.fspath(top)]
    while waiting:
        above = waiting.pop()
        folders: list[str] = []
        names: list[str] = []
        try:
            with os.scandir(above) as entries:
                for entry in entries:
                    (folders if entry.is_dir(follow_symlinks=False) else names).append(entry.name)
        except OSError:
            continue
        yield above, folders, names
        waiting += (os.path.join(above, name) for name in reversed(folders))
