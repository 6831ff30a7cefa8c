"""``shortsite ping``: tell a WebSub hub which feeds have changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from shortsite.commands.options import archive_options
from shortsite.excerpts import printable


@click.command()
@archive_options
@click.option("--since", "revision", metavar="REV", help="Tell of every feed that is not as it was at REV.")
@click.option("--all", "every", is_flag=True, help="Tell of every feed.")
@click.option(
    "--batch",
    type=click.IntRange(1, 1000),
    default=100,
    show_default=True,
    metavar="N",
    help="Feeds in one request; 1 for a hub that takes no more.",
)
@click.option("--dry-run", is_flag=True, help="List the feeds, and tell nobody.")
@click.pass_obj
def ping(root: Path, /, *, revision: str | None, every: bool, batch: int, dry_run: bool, **options: Any) -> None:
    """Tell the hub of config.yml which feeds have changed, once the site is published.

    Left to itself, it tells of the feeds of the whole site; with --since, of all that are not as they were.
    """
    if revision is not None and every:
        raise click.UsageError("'--since' and '--all' exclude each other")
    from shortsite.pipeline import Options
    from shortsite.progress import reported
    from shortsite.review.history import HistoryError
    from shortsite.review.touched_feeds import feeds_to_tell

    try:
        with reported("comparing"):
            config, feeds = feeds_to_tell(Options(root=root, **options), revision or "", every=every)
    except HistoryError as error:
        raise click.UsageError(str(error)) from None
    if not config.websub_hub:
        raise click.UsageError("config.yml names no hub; give it 'websub_hub: https://...'")
    if dry_run:
        click.echo("".join(f"{feed}\n" for feed in feeds), nl=False)
    elif not feeds:
        click.echo("no feed has changed", err=True)
    else:
        _tell(config.websub_hub, feeds, config.url, batch)


def _tell(hub: str, feeds: tuple[str, ...], url: str, batch: int) -> None:
    from shortsite.metadata.client import user_agent
    from shortsite.published.hub import Telling, Untold, host_of, tell

    told = 0
    try:
        for taken in tell(hub, feeds, Telling(agent=user_agent(url), batch=batch)):
            told += len(taken)
            for feed in taken:
                click.echo(feed)
    except Untold as fault:
        click.echo(
            f"the hub {printable(host_of(hub))} {fault}; it was told of {told:,} of {len(feeds):,} feeds", err=True
        )
        raise SystemExit(1) from None
    click.echo(f"the hub {printable(host_of(hub))} was told of {told:,} feed{'s' if told > 1 else ''}", err=True)
