"""``shortsite fmt``: records and front matter in one form."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shortsite.excerpts import printable
from shortsite.problems import errors_of, in_order
from shortsite.reports import report

if TYPE_CHECKING:
    from shortsite.formatting.files import Outcome, Tally


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if a file would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.pass_obj
def fmt(root: Path, /, paths: tuple[Path, ...], *, only_check: bool, diff: bool) -> None:
    """Put records and front matter into their canonical form.

    Everything below content/ is formatted, or only PATHS, seen from here or from the archive's folder. Values and
    comments stay, and so does the text below front matter. The paths of the files that changed go to stdout.
    """
    from shortsite.formatting.files import PathError, format_files

    is_dry = only_check or diff
    meant = [_meant(root, path) for path in paths]
    if gone := next((path for path in meant if not path.exists()), None):
        raise click.BadParameter(f"Path '{gone}' does not exist.", param_hint="'[PATHS]...'")
    try:
        tally = format_files(root, meant, _show if diff else _name, write=not is_dry)
    except PathError as error:
        raise click.UsageError(str(error)) from error
    tell(tally, root, is_dry=is_dry)
    if tally.faults:
        raise SystemExit(3)
    if errors_of(tally.problems) or (only_check and tally.changed):
        raise SystemExit(1)


def tell(tally: Tally, root: Path, *, is_dry: bool = False) -> None:
    """Print to stderr why files were left alone, and how many changed."""
    report(in_order(tally.problems), root)
    for fault in tally.faults:
        click.echo(f"{printable(fault)}; this is a fault of shortsite, please report it", err=True)
    click.echo(_counted(tally, "would be " if is_dry else ""), err=True)


def _counted(tally: Tally, would_be: str) -> str:
    """How many files changed, in words."""
    if not tally.changed:
        return "nothing to format"
    return f"{tally.changed:,} of {tally.files:,} file{'s' if tally.files != 1 else ''} {would_be}formatted"


def _name(outcome: Outcome) -> None:
    click.echo(printable(outcome.path))


def _show(outcome: Outcome) -> None:
    from shortsite.formatting.patches import patch

    for line in patch(outcome.path, outcome.data.decode("utf-8", "replace"), outcome.text or ""):
        # bytes, so that a pipe gets what git can apply; a terminal could take what a file holds for a command
        click.echo(printable(line, "\t\n") if _is_terminal() else line.encode(), nl=False)


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _meant(root: Path, named: Path) -> Path:
    """The path as seen from here; where the archive has none there, from its folder, as reports name it."""
    is_here = named.exists() and named.resolve().is_relative_to(root.resolve())
    return named if is_here or not (root / named).exists() else root / named
