"""Conflicts of git that nobody has resolved: two versions of some lines, one below the other, between marks."""

from __future__ import annotations

from shortsite.problems import Place, Problem

_MARK = "<<<<<<< "
_FENCES = ("```", "~~~")


def conflict_of(text: str, path: str) -> Problem | None:
    """The problem of the first conflict; a mark within a block of code is an example."""
    if _MARK not in text:
        return None
    is_code = False
    for number, line in enumerate(text.split("\n"), 1):
        is_code ^= line.lstrip().startswith(_FENCES)
        if line.startswith(_MARK) and not is_code:
            hint = "keep one of the two versions, and remove the lines '<<<<<<<', '=======' and '>>>>>>>'"
            return Problem(Place(path, number), "SS001", "a conflict of git begins here", hint)
    return None
