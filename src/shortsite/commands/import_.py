"""``shortsite import``: papers and summaries from files of other systems."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shortsite.excerpts import printable
from shortsite.problems import quoted

if TYPE_CHECKING:
    from shortsite.importing.planning import Plan

_FORMATS = ("bibtex", "ris", "csl-json", "shortscience-rss", "shortscience-csv", "markdown")


@click.command("import")
@click.argument(
    "paths", nargs=-1, required=True, metavar="FILE_OR_FOLDER...", type=click.Path(exists=True, path_type=Path)
)
@click.option("--write", is_flag=True, help="Write the files; without it, tell only what would be written.")
@click.option(
    "--format", "format_", type=click.Choice(_FORMATS), default=None, help="What the files are, if that cannot be told."
)
@click.option("--as", "handle", metavar="HANDLE", default="", help="Who wrote the texts that name nobody.")
@click.option("--date", "day", metavar="DAY", default="", help="When the texts without a date were written.")
@click.option("--look-up", is_flag=True, help="Ask arXiv and others for what the files do not tell of a paper.")
@click.option("--abstracts", is_flag=True, help="Take abstracts too; only where their licence allows.")
@click.option("--no-keywords", is_flag=True, help="Leave keywords and tags out.")
@click.pass_obj
def import_(
    root: Path, /, *, paths: tuple[Path, ...], write: bool, format_: str | None, look_up: bool, **options: Any
) -> None:
    """Bring papers and summaries from files of other systems.

    FILE_OR_FOLDER is a file of citations (BibTeX, RIS, CSL-JSON), ShortScience's feed or export, a note in Markdown,
    or a folder of notes, such as a Jekyll site. Nothing is written without --write, and nothing that is there is ever
    written over: running it again writes only what is new.
    """
    from shortsite.commands.beginning import archive_in, client_of, stopping
    from shortsite.importing import formats, planning
    from shortsite.metadata import look_up as ask

    wishes = _wishes(**options)
    try:
        gathered = formats.gather(paths, format_ or "", abstracts=wishes.abstracts)
    except formats.Unknown as fault:
        raise click.UsageError(str(fault)) from None
    with stopping():
        archive = archive_in(root)
        with client_of(archive) if look_up else nullcontext() as client:
            asking = partial(ask, client=client) if client else None
            plan = planning.plan(gathered.items, archive, wishes, asking)
        _tell(plan, gathered.faults)
        _write(plan, root, really=write)
    if gathered.faults or plan.count("skipped") or plan.count("skipped text"):
        raise SystemExit(1)


def _wishes(*, handle: str, day: str, abstracts: bool, no_keywords: bool) -> Any:
    """What the options ask for. Raises click.UsageError where one is no handle or day."""
    from shortsite.commands.beginning import today
    from shortsite.importing.planning import Wishes
    from shortsite.importing.texts import Missing
    from shortsite.urls import is_id, slug
    from shortsite.values import moment

    if handle and not is_id(handle):
        raise click.UsageError(f"{quoted(handle)} is not a handle; write it like {slug(handle[:80])}")
    found = moment(day) if day else None
    if day and (found is None or not found.is_day or found.at.date() > today()):
        raise click.UsageError(f"{quoted(day)} is not a day in the past; write year-month-day such as 2019-03-04")
    return Wishes(Missing(today(), handle, day), keywords=not no_keywords, abstracts=abstracts)


def _tell(plan: Plan, faults: Sequence[str]) -> None:
    """Print what becomes of each item, and what could not be read."""
    for fault in faults:
        click.echo(printable(f"{fault} (not read)"))
    for line in plan.lines:
        click.echo(printable(str(line)))


def _write(plan: Plan, root: Path, *, really: bool) -> None:
    """Write what is new if asked to, and tell on stderr how much that is."""
    from shortsite.additions import write_additions

    written = write_additions(plan.additions, root) if really else [addition.path for addition in plan.additions]
    click.echo(f"{'wrote' if really else 'would write'} {_counted(written)}{_rest(plan)}", err=True)
    if written and not really:
        click.echo("nothing is written yet; look the list over, and run it again with --write", err=True)


def _counted(paths: Sequence[str]) -> str:
    """``2 papers, 1 text``."""
    kinds = {
        "paper": sum(path.startswith("content/papers/") for path in paths),
        "text": sum(path.startswith("content/summaries/") and path.endswith(".md") for path in paths),
        "image": sum(path.startswith("content/summaries/") and not path.endswith(".md") for path in paths),
        "contributor": sum(path.startswith("content/contributors/") for path in paths),
    }
    return ", ".join(f"{n:,} {kind}{'s' if n != 1 else ''}" for kind, n in kinds.items() if n) or "nothing"


def _rest(plan: Plan) -> str:
    """What is not written, and why."""
    counts = {
        "already here": plan.count("already here"),
        "left alone": plan.count("left alone"),
        "skipped": plan.count("skipped") + plan.count("skipped text"),
    }
    told = [f"{number:,} {state}" for state, number in counts.items() if number]
    return f"; {', '.join(told)}" if told else ""
