"""Archives of a few files, and what the rules find in them."""

from __future__ import annotations

import struct
import zlib
from datetime import date
from pathlib import Path

from archives import config_of, linked

from shortsite.problems import Problem
from shortsite.rules import archive_problems

TODAY = date(2026, 11, 23)
#: A text of some length, since short ones are found fault with.
WORDS = " ".join(f"word{number}" for number in range(100))


def found(root: Path, *codes: str, today: date = TODAY) -> list[str]:
    """The problems of these codes that the rules find, as lines without path and severity."""
    problems = sorted(archive_problems(linked(root)[0], config_of(root), today))
    return [_line(problem) for problem in problems if problem.code in codes]


def _line(problem: Problem) -> str:
    place = problem.place
    return f"{place.path.rpartition('/')[2]}:{place.line}:{place.column} {problem.code} {problem.message}"


def png(width: int = 2, height: int = 2, more: int = 0) -> bytes:
    """A black image, with so many bytes behind it."""
    rows = (b"\0" * (1 + (width + 7) // 8)) * height
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + b"\0" * more
