"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


def archive_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that all commands which read the archive have."""
    options = (
        click.option(
            "--url", metavar="URL", default="", help="Where the site is published; overrides the configuration."
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
