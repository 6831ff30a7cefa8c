"""``shortsite build``: publish the archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from shortsite.commands.options import archive_options
from shortsite.reports import report


@click.command()
@archive_options
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="DIR", help="Publish to this folder [default: site]."
)
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--keep-going", is_flag=True, help="Publish what is sound, leave out and report what is not.")
@click.option("--force", is_flag=True, help="Delete files in the output folder that shortsite did not make.")
@click.pass_obj
def build(root: Path, /, **options: Any) -> None:
    """Publish the archive as a static site.

    The published folder is always a whole site, the old one or the new one. Errors stop the build and leave it alone.
    """
    from shortsite.pipeline import Options, is_sound
    from shortsite.pipeline import build as run
    from shortsite.progress import reported

    with reported("building"):
        built = run(Options(root=root, full_text=True, **options))
    report(built.plan.problems, root)
    if not built.has_full_text and not any(problem.code == "SS081" for problem in built.plan.problems):
        click.echo("readers can search titles and names, but no texts: that takes 'shortsite[search]'", err=True)
    written = built.written
    change = (
        f"{written.changed:,} changed, {written.removed:,} removed"
        if written.changed or written.removed
        else "nothing changed"
    )
    click.echo(f"{built.output}: {written.files:,} files, {change}")
    if not is_sound(built.plan.problems, strict=options["strict"]):
        raise SystemExit(1)
