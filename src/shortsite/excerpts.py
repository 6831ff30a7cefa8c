"""Excerpts: the line that a problem is about, as a terminal shows it, with a caret under the column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from shortsite.problems import Place

#: What could move the cursor, start a line or turn the writing's direction, and what UTF-8 cannot hold.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
#: Larger files are not read.
_BYTES = 1 << 20
#: Cells beside the line, for its number and the cursor.
_MARGIN = 10


def printable(text: str, kept: str = "") -> str:
    """The text with a sign in the place of each control character, except those that are ``kept``."""
    return _UNSAFE.sub(lambda found: found[0] if found[0] in kept else "\N{REPLACEMENT CHARACTER}", text)


def source_lines(root: Path, path: str) -> Sequence[str]:
    """The lines of a text file of the archive in ``root``, which is an absolute path without links.

    There are none of a link or device, nor of what lies elsewhere or is no text.
    """
    file = root / path
    try:
        is_ours = file.is_relative_to(root) and file.resolve() == file and file.is_file()
        data = file.read_bytes() if is_ours and file.stat().st_size <= _BYTES else b"\0"
    except (OSError, RuntimeError, ValueError):
        # it went away, is a link to itself, or its name can't be one
        return ()
    return re.split(r"\r\n?|\n", data.decode("utf-8-sig", "replace")) if b"\0" not in data else ()


def excerpt(place: Place, lines: Sequence[str], columns: int) -> Iterator[str]:
    """The line of that place, as much as fits in a terminal of so many columns, and a caret below the place."""
    line = printable(lines[place.line - 1].replace("\t", " ")) if 1 <= place.line <= len(lines) else ""
    if not line.strip():
        return
    room = max(columns - _MARGIN, 2 * _MARGIN)
    before = line[: place.column - 1]
    start = max(len(before) - room // 3, 0)
    if start:
        before, line = f"…{before[start + 1 :]}", f"…{line[start + 1 :]}"
    fitting = sum(end <= room for end in accumulate(map(_cells, line)))
    yield f"{place.line:>6} | {line[:fitting]}"
    yield f"{'':>6} | {' ' * sum(map(_cells, before))}^"


def _cells(character: str) -> int:
    """How many cells of a terminal a character takes."""
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
