"""``shortsite preview``: what a branch would change, for those who review it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from shortsite.commands.options import archive_options


@click.command()
@archive_options
@click.option("--base", metavar="REV", required=True, help="What the branch is compared with, such as origin/main.")
@click.option(
    "--format",
    "name",
    type=click.Choice(["markdown", "json"]),
    default="markdown",
    show_default=True,
    help="A comment for a pull request, or a document for programs.",
)
@click.pass_obj
def preview(root: Path, /, *, base: str, name: str, **options: Any) -> None:
    """Tell what the branch would change for readers.

    Lists new, changed, moved and removed pages, the entries that feeds will show, what 'check' finds in the changed
    files, and files outside of content/ that a reviewer should look at. Nothing is published.
    """
    from shortsite.pipeline import Options
    from shortsite.progress import reported
    from shortsite.review.comment import WRITTEN
    from shortsite.review.history import HistoryError
    from shortsite.review.proposal import propose

    try:
        with reported("comparing"):
            proposal = propose(Options(root=root, **options), base, datetime.now(UTC).date())
    except HistoryError as error:
        raise click.UsageError(str(error)) from None
    click.echo(WRITTEN[name](proposal), nl=False)
