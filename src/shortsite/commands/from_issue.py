"""``shortsite from-issue``: the files of a summary that was handed in by the issue form."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click


@click.command("from-issue")
@click.argument("body", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="BODY")
@click.option("--author", "login", metavar="LOGIN", default="", help="The GitHub account that opened the issue.")
@click.option("--number", type=click.IntRange(1), metavar="N", help="The issue's number; the summary will name it.")
@click.option("--replace", "replaces", is_flag=True, help="Write over the summary that this issue has become before.")
@click.option("--offline", is_flag=True, help="Ask no source; write a record to fill in by hand.")
@click.pass_obj
def from_issue(root: Path, body: Path, *, login: str, number: int | None, replaces: bool, offline: bool) -> None:
    """Make files of a summary that was handed in by the issue form.

    BODY is a file that holds the text of the issue. All that is wrong with it is told at once; then nothing is written.
    """
    from shortsite.commands.beginning import archive_in, client_of, read_submission, stopping, today, write_submitted
    from shortsite.contributing.submitting import Submission, submitted

    if replaces and not number:
        raise click.UsageError("--replace needs the issue's --number")
    with stopping():
        archive = archive_in(root)
        submission = Submission(read_submission(body, login), today(), login, number or 0, replaces)
        with nullcontext() if offline else client_of(archive) as client:
            written = write_submitted(submitted(submission, archive, client), root)
    for path in written:
        click.echo(root / path)
