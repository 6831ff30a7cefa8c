"""A proposal: what the branch that is checked out would do to the published archive, for those who decide on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from shortsite.cache import Store
from shortsite.config import CONTENT
from shortsite.manifest import FOLDER
from shortsite.model import Page
from shortsite.pipeline import Options, Plan, store_of, survey
from shortsite.problems import Problem, SiteError, in_order
from shortsite.review.changes import Change, FeedChange, changes, feed_changes
from shortsite.review.history import tree_at
from shortsite.review.since import INPUTS, Branch, branch_since, problems_since
from shortsite.rules import archive_problems

#: Texts, and what a check keeps for the next one.
_UNFLAGGED = (f"{CONTENT}/", f"{FOLDER}/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a branch brings, compared with the commit ``base`` that it started from.

    ``url`` is where its pages will be, empty if the archive as it is cannot be read; ``is_first`` tells that the one at
    the base could not, so that everything counts as new. ``findings`` are the problems that the branch brought,
    ``flagged`` its files outside ``content/``, and hidden ones within. ``pages``, ``added`` and ``removed`` count
    addresses of pages. ``renews_feeds`` tells that every feed reader would show every entry again.
    """

    base: str
    url: str = ""
    is_first: bool = False
    changes: tuple[Change, ...] = ()
    entries: tuple[FeedChange, ...] = ()
    findings: tuple[Problem, ...] = ()
    flagged: tuple[str, ...] = ()
    pages: int = 0
    added: int = 0
    removed: int = 0
    renews_feeds: bool = False


def propose(options: Options, revision: str, today: date) -> Proposal:
    """Compare the archive with itself at the commit where its branch left ``revision``. Raises HistoryError.

    ``today`` is the day in UTC that dates are compared with. Texts that did not change are converted once.
    """
    branch = branch_since(options.root, revision)
    with store_of(options) as store:
        after, found = _surveyed(options, options.root, store, today)
        with tree_at(options.root, branch.base, INPUTS) as tree:
            before, known = _surveyed(options, tree, store, today)
    told = problems_since(branch, found, lambda _: known, today)
    proposal = Proposal(
        base=branch.base,
        is_first=before is None,
        findings=tuple(problem for problem in told if not problem.is_old),
        flagged=tuple(sorted(filter(_is_flagged, branch.changed))),
    )
    return proposal if after is None else _compared(proposal, before, after, branch)


def _is_flagged(path: str) -> bool:
    # nothing is made of hidden files, but git and forges go by some
    return not path.startswith(_UNFLAGGED) or "/." in path


def _surveyed(options: Options, root: Path, store: Store, today: date) -> tuple[Plan | None, Sequence[Problem]]:
    """The plan of what is sound in the archive, if it can be read at all, and all problems."""
    try:
        plan = survey(replace(options, root=root), store)
    except SiteError as error:
        return None, error.problems
    return plan, in_order(
        [*plan.problems, *plan.outputs()[1], *archive_problems(plan.views.archive, plan.views.config, today)]
    )


def _compared(proposal: Proposal, before: Plan | None, after: Plan, branch: Branch) -> Proposal:
    views, old = after.views, before.views if before else None
    pages, old_pages = _addresses(after), _addresses(before)
    return replace(
        proposal,
        url=views.config.url,
        changes=changes(old, views, branch.changed),
        entries=feed_changes(old, views),
        pages=len(pages),
        added=len(pages - old_pages),
        removed=len(old_pages - pages),
        renews_feeds=old is not None and old.config.tag != views.config.tag,
    )


def _addresses(plan: Plan | None) -> frozenset[str]:
    return frozenset(output.url for output in plan.outputs()[0] if isinstance(output, Page)) if plan else frozenset()
