"""The verdict on an archive: all that is wrong with it, found once and remembered for as long as nothing changes.

Nothing here is slow to import: whether the work of a check is needed at all is decided before anything else is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from shortsite.manifest import CONFIG, inputs_signature, recall, remember
from shortsite.problems import CODES, Place, Problem

#: The name under which the last verdict is kept.
NAME = "check"
#: Path, line, column, code, message, hint.
_SHAPE = (str, int, int, str, str, str)


def verdict(root: Path, asked: str, work: Callable[[], Sequence[Problem]]) -> tuple[Problem, ...]:
    """What ``work`` finds in the archive; what it found last time if nothing that it reads has changed since.

    ``asked`` stands for all else that its result depends on: options, the day.
    """
    now = inputs_signature(root, asked) if (root / CONFIG).exists() else None
    if now is None:
        return tuple(work())
    known = problems_of(recall(root, NAME, now))
    if known is not None:
        return known
    found = tuple(work())
    remember(root, NAME, now, [plain(problem) for problem in found])
    return found


def plain(problem: Problem) -> list[str | int]:
    """A problem as a JSON value, which ``problems_of`` reads."""
    place = problem.place
    return [place.path, place.line, place.column, problem.code, problem.message, problem.hint]


def problems_of(value: Any) -> tuple[Problem, ...] | None:
    """The problems that were kept; None if these are none of ours."""
    if not isinstance(value, list):
        return None
    found = [_problem(item) for item in value]
    return tuple(problem for problem in found if problem) if all(found) else None


def _problem(item: Any) -> Problem | None:
    if not isinstance(item, list) or tuple(map(type, item)) != _SHAPE or item[3] not in CODES:
        return None
    return Problem(Place(*item[:3]), *item[3:])
