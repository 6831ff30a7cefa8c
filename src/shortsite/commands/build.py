"""``shortsite build``: publish the archive."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from shortsite.commands.options import archive_options
from shortsite.manifest import Signature
from shortsite.problems import failing
from shortsite.reports import report
from shortsite.timings import UNTIMED, Timings, as_table
from shortsite.unchanged import Outcome, keep, look_for_changes

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
@click.option("--executor", metavar="ADDRESS", help="Convert texts on a Dask cluster: dask://scheduler:8786.")
@click.option("--profile", is_flag=True, help="Tell on stderr where the time went.")
@click.pass_obj
def build(root: Path, /, *, profile: bool, executor: str | None, **options: Any) -> None:
    """Publish the archive as a static site.

    The published folder is always a whole site, the old one or the new one. Errors stop the build and leave it alone.
    """
    if executor is not None:
        _check_address(executor)
    timings = Timings() if profile or sys.stderr.isatty() else UNTIMED
    with timings.stage("look for changes"):
        now, known = look_for_changes(root, options) if options["use_cache"] else (None, None)
    if known and not options["paranoid"]:
        outcome, change = known, _NO_CHANGE
    else:
        from shortsite.progress import reported

        with reported("building") as progress, timings.heard_by(progress.tell):
            outcome, change = _built(root, now, options, timings, executor)
    report(outcome.problems, root)
    if not outcome.has_full_text and not any(problem.code == "SS081" for problem in outcome.problems):
        click.echo("readers can search titles and names, but no texts: that takes 'shortsite[search]'", err=True)
    if profile:
        click.echo("\n".join(as_table(timings.rows(), timings.total())), err=True)
    click.echo(f"{outcome.output}: {outcome.files:,} files, {change}")
    if failing(outcome.problems, strict=options["strict"]):
        raise SystemExit(1)


def _built(
    root: Path, now: Signature | None, options: dict[str, Any], timings: Timings, executor: str | None
) -> tuple[Outcome, str]:
    """Publish; what there is to tell of the site, and of what was changed."""
    with timings.stage("start"):
        from shortsite.pipeline import Options
        from shortsite.pipeline import build as run
    with _workers(executor):
        built = run(Options(root=root, full_text=True, **options), timings)
    written = built.written
    is_searched = built.has_full_text or not built.plan.views.archive.summaries
    outcome = Outcome(str(built.output), written.files, built.plan.problems, is_searched)
    if now:
        with timings.stage("keep what was made"):
            keep(root, now, outcome, sorted(written.folders), written.tree)
    is_same = not written.changed and not written.removed
    return outcome, _NO_CHANGE if is_same else f"{written.changed:,} changed, {written.removed:,} removed"


def _check_address(executor: str) -> None:
    from shortsite.cluster import is_address

    if not is_address(executor):
        raise click.UsageError(f"{executor!r} is not the address of a cluster; it looks like dask://scheduler:8786")


@contextmanager
def _workers(executor: str | None) -> Iterator[None]:
    """Have work that is worth it done elsewhere, if that is asked for."""
    if executor is None:
        yield
        return
    from shortsite.cluster import ClusterError, cluster

    try:
        with cluster(executor):
            yield
    except ClusterError as error:
        raise click.ClickException(str(error)) from error
