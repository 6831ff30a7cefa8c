"""New files for an archive: compared with what is there, and written without ever touching it."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from shortsite.config import CONTENT
from shortsite.problems import quoted
from shortsite.spare import NO_LINK

State = Literal["new", "same", "differs"]


@dataclass(frozen=True, slots=True)
class Addition:
    """A file to be written: its path relative to the archive's folder, below ``content/``, and its text.

    Where there is a ``source``, it gets the bytes of that file instead.
    """

    path: str
    text: str = ""
    source: Path | None = None


class AdditionError(Exception):
    """A file that may not or cannot be written; the text is a sentence for people."""


def state_of(addition: Addition, root: Path) -> State:
    """Whether the file is not there yet, is there with this very text, or with another.

    Raises AdditionError where it may not be written at all.
    """
    target = _target(addition.path, root)
    if not os.path.lexists(target):
        return "new"
    if target.is_symlink() or not target.is_file():
        return "differs"
    try:
        return "same" if target.read_bytes() == _bytes(addition) else "differs"
    except OSError as fault:
        raise AdditionError(f"{addition.path} cannot be read: {fault.strerror or fault}") from None


def write_additions(additions: Iterable[Addition], root: Path) -> list[str]:
    """Write the files that are not there yet, each at once and whole; return their paths.

    What is there stays as it is, with the same text or another. Raises AdditionError before anything is written if
    one of the paths leads out of ``content/`` or through a link, and when a file cannot be written.
    """
    new = [addition for addition in additions if state_of(addition, root) == "new"]
    return [addition.path for addition in new if _write(addition, root)]


def replace_text(addition: Addition, root: Path) -> None:
    """Write the file whether or not it is there, at once and whole; it keeps its permissions.

    Raises AdditionError as ``write_additions``.
    """
    target = _target(addition.path, root)
    if target.is_symlink():
        raise AdditionError(f"{quoted(addition.path, 200)} is a link; remove it")
    try:
        beside = _beside(target, _bytes(addition))
        if target.exists():
            shutil.copymode(target, beside)
        os.replace(beside, target)
    except OSError as fault:
        raise AdditionError(f"{addition.path} cannot be written: {fault.strerror or fault}") from None


def _target(path: str, root: Path) -> Path:
    """The file that the path names. Raises AdditionError if it is outside ``content/`` or behind a link."""
    parts = PurePosixPath(path).parts
    is_inside = len(parts) > 1 and parts[0] == CONTENT and "/".join(parts) == path
    if not is_inside or any(part.startswith(".") or not _is_harmless(part) for part in parts):
        raise AdditionError(f"{quoted(path, 200)} is no path below {CONTENT}/ that shortsite would write to")
    folder = root
    for part in parts[:-1]:
        folder = folder / part
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            what = "a link" if folder.is_symlink() else "a file"
            message = f"nothing is written to {path}: {folder.relative_to(root)} is {what} and no folder"
            raise AdditionError(message)
    return root.joinpath(*parts)


def _is_harmless(part: str) -> bool:
    """Whether a name is one on every system: no separators, control or private characters, no stray blanks."""
    clean = all(unicodedata.category(character)[0] != "C" for character in part)
    return clean and not re.search(r'[\\/:*?"<>|]', part) and part == part.strip()


def _bytes(addition: Addition) -> bytes:
    return addition.source.read_bytes() if addition.source else addition.text.encode("utf-8", "replace")


def _write(addition: Addition, root: Path) -> bool:
    """Write a file that was not there; False if somebody else has written it in the meantime."""
    target = _target(addition.path, root)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = _beside(target, _bytes(addition))
        try:
            # unlike a renaming, a link never replaces what is there
            os.link(beside, target)
        except OSError as fault:
            if fault.errno not in NO_LINK:
                raise
            _copy(beside, target)
        finally:
            beside.unlink()
    except FileExistsError:
        return False
    except OSError as fault:
        raise AdditionError(f"{addition.path} cannot be written: {fault.strerror or fault}") from None
    return True


def _copy(beside: Path, target: Path) -> None:
    """Write the same where the file system knows no hard links; whole or not at all, as far as it goes."""
    with target.open("xb") as file:
        try:
            file.write(beside.read_bytes())
        except OSError:
            target.unlink()
            raise


def _beside(target: Path, data: bytes) -> Path:
    """A hidden file with the bytes, in the folder of the target; the archive's reader passes it over."""
    beside = target.with_name(f".{secrets.token_hex(8)}.new")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    return beside
