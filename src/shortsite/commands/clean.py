"""``shortsite clean``: away with what was made."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.pass_obj
def clean(root: Path) -> None:
    """Delete the cache, the preview and the published site."""
    from shortsite.clean import clean as run

    for path in run(root):
        click.echo(path)
