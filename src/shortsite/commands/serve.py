"""``shortsite serve``: the archive on this machine, following every change."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from shortsite.reports import report


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to start looking at."
)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in a browser.")
@click.option("--drafts", is_flag=True, help="Include summaries that say 'draft: true'.")
@click.pass_obj
def serve(root: Path, /, port: int, *, open_browser: bool, drafts: bool) -> None:
    """Show the archive on this machine, and follow every change.

    It is built anew whenever a file changes. Pages reload by themselves; errors are shown in the page and here.
    Only this machine can see the site.
    """
    from shortsite.pipeline import Options
    from shortsite.serve import NoPortError
    from shortsite.serve import serve as run

    try:
        run(Options(root=root, drafts=drafts), port, open_browser=open_browser, report=partial(report, root=root))
    except NoPortError as error:
        raise click.UsageError(str(error)) from None
