"""Remarks as Obsidian has them, ``%% not for readers %%``: which marks in a text begin and end one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MARK = re.compile(r"(?<![\\%])%%(?!%)(?P<end>[ \t]*(?=\n|$))?")


@dataclass(frozen=True, slots=True)
class Mark:
    """Two percent signs: where they stand, in which line, and what they may do there."""

    place: tuple[int, int]
    line: int
    opens: bool
    closes: bool
    ends_line: bool


def marks_in(text: str) -> Iterator[tuple[int, bool, bool, bool]]:
    """Where the marks of a text stand, whether each may begin and end a remark, and whether it ends its line."""
    for found in _MARK.finditer(text):
        start = found.start()
        before, behind = text[max(start - 1, 0) : start], text[start + 2 : start + 3]
        # as in "50%%", behind a number they are a percentage
        yield start, not before.isalnum(), not (before.isdigit() or behind.isalnum()), found["end"] is not None


def remarks(marks: Iterable[Mark]) -> Iterator[tuple[Mark, Mark]]:
    """The pairs of marks between which there is a remark; one of several lines ends where a line does."""
    opening: Mark | None = None
    for mark in marks:
        if opening and mark.closes and (mark.line == opening.line or mark.ends_line):
            yield opening, mark
            opening = None
        elif mark.opens:
            opening = mark
