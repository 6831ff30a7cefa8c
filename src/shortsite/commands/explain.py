"""``shortsite explain``: what a problem means."""

from __future__ import annotations

import click

from shortsite.problems import CODES, did_you_mean, quoted


@click.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Tell what a problem means and how to mend it.

    CODE stands in every report, such as SS012. Without one, all codes are listed.
    """
    from shortsite.explain import explained, listed

    if code is None:
        click.echo("\n".join(listed()))
    elif code.upper() in CODES:
        click.echo(explained(code.upper()))
    else:
        hint = did_you_mean(code, CODES) or "'shortsite explain' lists all codes"
        raise click.UsageError(f"there is no code {quoted(code)}; {hint}")
