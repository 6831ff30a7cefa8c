"""``shortsite check``: everything that is wrong, and where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from shortsite.commands.options import archive_options
from shortsite.reports import FORMATS, report


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
@click.pass_obj
def check(root: Path, /, *, strict: bool, name: str, **options: Any) -> None:
    """Tell what is wrong with the archive, and where.

    Everything is reported in one run, sorted by place. Nothing is published.
    """
    from shortsite.pipeline import Options, is_sound
    from shortsite.pipeline import check as run
    from shortsite.progress import reported

    with reported("checking"):
        problems = run(Options(root=root, **options))
    report(problems, root, name, results=True)
    if not is_sound(problems, strict=strict):
        raise SystemExit(1)
