"""``shortsite links``: where the archive leads, and whether that is still there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from shortsite.commands.options import archive_options
from shortsite.problems import errors_of
from shortsite.reports import report


@click.command()
@archive_options
@click.option("--check", "asks", is_flag=True, help="Ask for each, and list those that lead nowhere.")
@click.option(
    "--minutes", type=click.FloatRange(0, min_open=True), default=30, show_default=True, help="Ask for no longer."
)
@click.option(
    "--format",
    "name",
    type=click.Choice(["text", "markdown"]),
    default="text",
    show_default=True,
    help="Lines, or the text of an issue.",
)
@click.pass_obj
def links(root: Path, /, *, asks: bool, minutes: float, name: str, **options: Any) -> None:
    """List the links to other sites that people wrote.

    With --check, each is asked for, and those that lead nowhere are listed. Links that shortsite makes of identifiers
    are not among them.
    """
    from shortsite.outside_links.outgoing import outgoing_links
    from shortsite.outside_links.report import WRITTEN, Report, listed
    from shortsite.pipeline import Options, store_of, survey
    from shortsite.progress import reported

    asked = Options(root=root, **options)
    with reported("reading"), store_of(asked) as store:
        plan = survey(asked, store)
    broken = errors_of(plan.problems)
    if broken:
        # what such files say is in no list
        report(broken, root)
    views = plan.views
    found = outgoing_links(views.archive, root)
    if not asks:
        for line in listed(found):
            click.echo(line)
        raise SystemExit(1 if broken else 0)

    from shortsite.metadata.client import user_agent
    from shortsite.outside_links.reach import Manners, ask_all, has_answer

    manners = Manners(agent=user_agent(views.config.url), total=minutes * 60)
    with reported("asking"):
        answers = ask_all((link.url for link in found), datetime.now(UTC).date(), manners)
    if found and not has_answer(answers.values()):
        raise click.ClickException("no host answered, so nothing is known of the links; is there a network?")
    told = Report.of(found, answers)
    click.echo(WRITTEN[name](told), nl=False)
    click.echo(told.counts, err=True)
    if told.dead or broken:
        raise SystemExit(1)
