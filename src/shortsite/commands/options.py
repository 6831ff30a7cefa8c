"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


def _address(_context: click.Context, _option: click.Parameter, url: str) -> str:
    """The address of a site, which may be none. Raises click.BadParameter if it cannot be one."""
    if url:
        from shortsite.values import web_url

        if "?" in url or "#" in url or web_url(url, ("http", "https")) is None:
            raise click.BadParameter(f"{url!r} is no address of a site; write it like https://example.org/papers/")
    return url


def archive_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that all commands which read the archive have."""
    options = (
        click.option(
            "--url",
            metavar="URL",
            default="",
            callback=_address,
            help="Where the site is published; overrides the configuration.",
        ),
        click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes to use [default: one a CPU]."),
        click.option("--drafts", is_flag=True, help="Include summaries that say 'draft: true'."),
        click.option(
            "--no-cache",
            "use_cache",
            is_flag=True,
            # some versions of click take a flag whose value is False for given when it is not
            callback=lambda _context, _option, is_given: not is_given,
            help="Neither read nor write the cache.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function
