"""``shortsite check``: everything that is wrong, and where."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shortsite.commands.options import archive_options
from shortsite.excerpts import printable
from shortsite.problems import Problem, failing, in_order
from shortsite.reports import FORMATS, report

if TYPE_CHECKING:
    from shortsite.pipeline import Plan


@click.command()
@archive_options
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option(
    "--format",
    "name",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How to report: for people, as annotations of GitHub, or for programs.",
)
@click.option("--fix", is_flag=True, help="First format the records, and mend what is certain.")
@click.option("--since", "revision", metavar="REV", help="Fail only on what this branch brought since it left REV.")
@click.option(
    "--published",
    is_flag=False,
    flag_value="",
    metavar="[URL-or-FOLDER]",
    help="Refuse to lose what this site has, where the archive is published already [default: its own address].",
)
@click.option("--paranoid", is_flag=True, help="Read every file, also where nothing has changed since the last check.")
@click.option("--all", "every", is_flag=True, help="Show every warning and note, also where many are alike.")
@click.pass_obj
def check(
    root: Path,
    /,
    *,
    strict: bool,
    name: str,
    every: bool,
    fix: bool,
    revision: str | None,
    published: str | None,
    paranoid: bool,
    **options: Any,
) -> None:
    """Tell what is wrong with the archive, and where.

    Everything is reported in one run, sorted by place. Nothing is published.
    """
    from shortsite.progress import reported

    today = datetime.now(UTC).date()
    if fix:
        _mend_records(root)
    with reported("checking"):
        # what is compared with the published site is the archive itself, not what was found in it the last time
        find = partial(_found, root, today, options, paranoid=paranoid or published is not None)
        plan, problems = find()
        if fix and _mend_images(root, problems):
            plan, problems = find()
        if revision is not None:
            problems = _since(root, revision, problems, today, options, strict=strict)
        if published is not None and plan is not None:
            problems = in_order([*problems, *_lost(published, plan)])
    report(problems, root, name, results=True, every=every)
    if failing(problems, strict=strict):
        raise SystemExit(1)


def _mend_records(root: Path) -> None:
    """Mend the keys of records and put these into their form; tell what was done."""
    from shortsite.formatting.files import PathError, format_files
    from shortsite.mending import mend_keys

    try:
        for sentence in mend_keys(root):
            click.echo(printable(sentence), err=True)
        tally = format_files(root, (), lambda outcome: click.echo(f"{printable(outcome.path)}: formatted", err=True))
    except PathError:
        return  # the check says what is wrong with the folder
    for fault in tally.faults:
        click.echo(f"{printable(fault)}; this is a fault of shortsite, please report it", err=True)


def _mend_images(root: Path, problems: tuple[Problem, ...]) -> bool:
    from shortsite.mending import mend_images

    said = list(mend_images(root, problems))
    for sentence in said:
        click.echo(printable(sentence), err=True)
    return bool(said)


def _found(
    root: Path, today: date, options: dict[str, Any], *, paranoid: bool
) -> tuple[Plan | None, tuple[Problem, ...]]:
    """Every problem of the archive; from memory, and without a plan, where nothing has changed since the last check."""
    from shortsite.verdict import verdict

    def work() -> tuple[Plan | None, tuple[Problem, ...]]:
        from shortsite.pipeline import Options, looked_through

        return looked_through(Options(root=root, **options), root, today)

    if paranoid or not options["use_cache"]:
        return work()
    return None, verdict(root, f"{options['url']!r} {options['drafts']} {today}", lambda: work()[1])


def _since(
    root: Path, revision: str, found: tuple[Problem, ...], today: date, options: dict[str, Any], *, strict: bool
) -> tuple[Problem, ...]:
    from shortsite.pipeline import Options, check_tree
    from shortsite.review.history import HistoryError
    from shortsite.review.since import branch_since, problems_since

    def check_past(tree: Path) -> tuple[Problem, ...]:
        return check_tree(Options(root=root, **options), tree, today)

    try:
        return problems_since(branch_since(root, revision), found, check_past, today, strict=strict)
    except HistoryError as error:
        raise click.UsageError(str(error)) from error


def _lost(named: str, plan: Plan) -> list[Problem]:
    """What the published site has and the archive would lose."""
    from shortsite.metadata.client import user_agent
    from shortsite.published.comparing import differences, incomparable
    from shortsite.published.reading import read_published
    from shortsite.published.sources import Unreadable, source_of

    address = plan.views.config.url
    try:
        source = source_of(named or address, user_agent(address))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="'--published'") from None
    try:
        published = read_published(source)
    except Unreadable as fault:
        return [incomparable(source.name, fault, plan.views)]
    if published is None:
        click.echo(f"nothing is published at {printable(source.name)} yet, so nothing can be lost", err=True)
        return []
    return differences(source.name, published, plan.views, plan.problems)
