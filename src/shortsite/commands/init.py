"""``shortsite init``: a new archive."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.pass_obj
def init(root: Path, folder: Path) -> None:
    """Start an archive in an empty folder."""
    from shortsite.init import write_archive

    target = root / folder
    try:
        written = write_archive(target)
    except OSError as error:
        raise click.UsageError(str(error)) from None
    for path in written:
        click.echo(path)
    click.echo(f"\nNext: shortsite -C {target} serve" if target != Path() else "\nNext: shortsite serve", err=True)
