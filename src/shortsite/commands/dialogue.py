"""Questions in a terminal. Where nobody can be asked, or wants to be, they have answers too."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import click

from shortsite.contributing.contribution import Refused
from shortsite.excerpts import printable


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation on stderr and stdin; ``asks`` tells whether there is somebody to answer."""

    asks: bool

    def say(self, text: str) -> None:
        """Tell something; what titles and names hold cannot reach the terminal's own commands."""
        click.echo(printable(text), err=True)

    def agrees(self, question: str, *, unasked: bool) -> bool:
        """Yes or no; Enter is the answer that stands where nobody is asked."""
        return click.confirm(printable(question), default=unasked, err=True) if self.asks else unasked

    def choose(self, question: str, options: Sequence[str], unasked: str) -> int | None:
        """The number of an option from 0, or None for none of them. Raises Refused where nobody can be asked."""
        for number, option in enumerate(options, start=1):
            self.say(f"{number:>3}  {option}")
        if not self.asks:
            raise Refused(unasked)
        self.say("  0  none of them")
        number = click.prompt(question, type=click.IntRange(0, len(options)), default=1 if options else 0, err=True)
        return None if number == 0 else int(number) - 1

    def asked(self, question: str) -> str:
        """A line that somebody types; empty where nobody can be asked."""
        return str(click.prompt(question, default="", show_default=False, err=True)).strip() if self.asks else ""


def dialogue(*, yes: bool) -> Dialogue:
    """The conversation of a command: none if everything is to be answered with yes, or if this is no terminal."""
    return Dialogue(asks=not yes and sys.stdin.isatty() and sys.stderr.isatty())
