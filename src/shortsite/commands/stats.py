"""``shortsite stats``: how large the published site is, and what of it."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help="The site's folder [default: site].")
@click.option(
    "--format",
    "name",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
@click.pass_obj
def stats(root: Path, /, *, output: Path | None, name: str) -> None:
    """Tell how large the published site is: its files by kind, and the largest.

    GitHub Pages takes sites of up to 1 GB.
    """
    from shortsite.config import load_config
    from shortsite.excerpts import printable
    from shortsite.problems import refuse
    from shortsite.sizes import as_json, as_text, sizes

    if output is None:
        config, problems = load_config(root)
        refuse(problems)
        output = root / config.output
    try:
        found = sizes(output)
    except OSError as error:
        raise click.UsageError(f"{output} cannot be read ({error.strerror}); 'shortsite build' makes it") from error
    if name == "json":
        click.echo(json.dumps(as_json(str(output), found), indent=2))
    else:
        for line in as_text(str(output), found):
            click.echo(printable(line))
