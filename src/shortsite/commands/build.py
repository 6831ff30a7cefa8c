"""``shortsite build``: publish the archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from shortsite.commands.options import archive_options
from shortsite.manifest import Signature
from shortsite.problems import failing
from shortsite.reports import report
from shortsite.unchanged import Outcome, build_signature, keep, last_outcome

_NO_CHANGE = "nothing changed"


@click.command()
@archive_options
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="DIR", help="Publish to this folder [default: site]."
)
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--keep-going", is_flag=True, help="Publish what is sound, leave out and report what is not.")
@click.option("--force", is_flag=True, help="Delete files in the output folder that shortsite did not make.")
@click.option(
    "--paranoid", is_flag=True, help="Read every file, of the archive and of the site, whatever its times say."
)
@click.pass_obj
def build(root: Path, /, **options: Any) -> None:
    """Publish the archive as a static site.

    The published folder is always a whole site, the old one or the new one. Errors stop the build and leave it alone.
    """
    now = build_signature(root, options) if options["use_cache"] else None
    known = last_outcome(root, now) if now and not options["paranoid"] else None
    outcome, change = (known, _NO_CHANGE) if known else _built(root, now, options)
    report(outcome.problems, root)
    if not outcome.has_full_text:
        click.echo("readers can search titles and names, but no texts: that takes 'shortsite[search]'", err=True)
    click.echo(f"{outcome.output}: {outcome.files:,} files, {change}")
    if failing(outcome.problems, strict=options["strict"]):
        raise SystemExit(1)


def _built(root: Path, now: Signature | None, options: dict[str, Any]) -> tuple[Outcome, str]:
    """Publish; what there is to tell of the site, and of what was changed."""
    from shortsite.pipeline import Options
    from shortsite.pipeline import build as run
    from shortsite.progress import reported

    with reported("building"):
        built = run(Options(root=root, full_text=True, **options))
    written = built.written
    outcome = Outcome(str(built.output), written.files, built.plan.problems, built.has_full_text)
    if now:
        keep(root, now, outcome, sorted(written.folders), written.tree)
    is_same = not written.changed and not written.removed
    return outcome, _NO_CHANGE if is_same else f"{written.changed:,} changed, {written.removed:,} removed"
