"""``shortsite new``: begin a summary of a paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="PAPER...")
@click.option("--as", "handle", metavar="HANDLE", default="", help="Who writes [default: whom git's settings name].")
@click.option("--reply-to", metavar="NAME", default="", help="Reply to this text of the paper.")
@click.option("--paper-only", is_flag=True, help="Write the paper's record and no summary.")
@click.option("--key", metavar="KEY", default="", help="Which entry of a file of citations is meant.")
@click.option("--yes", is_flag=True, help="Ask nothing, and take what was found.")
@click.option("--offline", is_flag=True, help="Ask no source; write a record to fill in by hand.")
@click.pass_obj
def new(root: Path, /, *, words: tuple[str, ...], yes: bool, **options: Any) -> None:
    """Begin a summary of a paper.

    PAPER is an arXiv number, a DOI, an address at arXiv, doi.org, OpenReview or DBLP, a file of citations (.bib, .ris,
    .json), the id of a paper of the archive, or a title. The archive is asked first, then the source.

    Writes the paper's record, the file for your summary, and your own record, as far as they are missing.
    """
    from shortsite.commands.beginning import Order, begin, next_steps, stopping, today
    from shortsite.commands.dialogue import dialogue

    with stopping():
        written, made = begin(root, Order(" ".join(words).strip(), today(), **options), dialogue(yes=yes))
    for path in written:
        click.echo(root / path)
    for line in next_steps(root, written, made):
        click.echo(line, err=True)
