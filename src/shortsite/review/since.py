"""What a branch is to blame for: the problems that it brought, told apart from those that were there before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from shortsite.config import CONFIG, CONTENT, load_config
from shortsite.problems import Problem, SiteError, failing, in_order
from shortsite.review.hindsight import problems_in_hindsight
from shortsite.review.history import base_of, changed_paths, tree_at

#: What a check reads of an archive.
INPUTS = (CONFIG, CONTENT, "themes")

#: Every problem of the archive in a folder.
Check = Callable[[Path], Sequence[Problem]]


@dataclass(frozen=True, slots=True)
class Branch:
    """The branch that is checked out: the commit where it began, and the files that it changed, by path."""

    root: Path
    base: str
    changed: frozenset[str]

    def touches(self, path: str) -> bool:
        """Whether the branch changed this file, or a file in this folder."""
        return path in self.changed or any(name.startswith(f"{path}/") for name in self.changed)


def branch_since(root: Path, revision: str) -> Branch:
    """The branch that is checked out since it left ``revision``, with all that is not committed yet.

    Raises HistoryError, whose text says what to type.
    """
    base = base_of(root, revision)
    return Branch(root, base, changed_paths(root, base))


def problems_since(
    branch: Branch, found: Sequence[Problem], check: Check, today: date, *, strict: bool = False
) -> tuple[Problem, ...]:
    """The problems of a run that only what the branch brought can fail: whatever else is wrong is a note.

    ``found`` are those of the archive as it is. ``check`` finds those of the archive as it was; it is asked only where
    a problem that would fail the run stands in a file that the branch left alone. Raises HistoryError.
    """
    touched = {path for path in {problem.place.path for problem in found} if branch.touches(path)}
    others = [problem for problem in found if problem.place.path not in touched]
    suspects = failing(others, strict=strict)
    old = set(others).difference(_without_old(suspects, _at_base(branch, check)) if suspects else ())
    told = [replace(problem, is_old=True) if problem in old else problem for problem in found]
    return in_order([*told, *_in_hindsight(branch, today)])


def _at_base(branch: Branch, check: Check) -> Sequence[Problem]:
    with tree_at(branch.root, branch.base, INPUTS) as tree:
        return check(tree)


def _without_old(suspects: Sequence[Problem], before: Sequence[Problem]) -> list[Problem]:
    """Those that were not there before.

    In a file that did not change, a problem has kept its place. Its words may name what did change, so one at the same
    place is the same, unless that one is still there in its own words.
    """
    known, now = set(before), set(suspects)
    gone = {(problem.place, problem.code) for problem in before if problem not in now}
    return [problem for problem in suspects if problem not in known and (problem.place, problem.code) not in gone]


def _in_hindsight(branch: Branch, today: date) -> list[Problem]:
    changed = {path for path in branch.changed if path.startswith(f"{CONTENT}/")}
    if not changed:
        return []
    with tree_at(branch.root, branch.base, changed) as past:
        return problems_in_hindsight(branch.root, past, changed, _removed(branch.root), today)


def _removed(root: Path) -> frozenset[str]:
    """What the archive says was taken away on purpose; nothing if its configuration cannot be read."""
    try:
        return frozenset(load_config(root)[0].removed)
    except SiteError:
        return frozenset()
