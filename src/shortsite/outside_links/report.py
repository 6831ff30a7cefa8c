"""What came of asking for the links of an archive, as lines or as the text of an issue."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from shortsite.excerpts import printable
from shortsite.outside_links.outgoing import Outgoing
from shortsite.outside_links.reach import ALIVE, DEAD, UNSURE, Answer
from shortsite.review.comment import escaped, fitting

#: So many places of one link are named in an issue.
_PLACES = 5


@dataclass(frozen=True, slots=True)
class Report:
    """The links that lead nowhere, each with the reason; and how many links were alive, unclear, and not asked."""

    dead: tuple[tuple[Outgoing, str], ...]
    alive: int
    unsure: int
    unasked: int

    @classmethod
    def of(cls, links: Sequence[Outgoing], answers: Mapping[str, Answer]) -> Self:
        """The report of these links, of which some have answers."""
        states = [answers[link.url].state for link in links if link.url in answers]
        dead = [(link, answers[link.url].reason) for link in links if answers.get(link.url, _NONE).state == DEAD]
        return cls(tuple(dead), states.count(ALIVE), states.count(UNSURE), len(links) - len(states))

    @property
    def counts(self) -> str:
        """How many there are of each, in words."""
        told = f"{len(self.dead):,} dead, {self.alive:,} alive, {self.unsure:,} without a clear answer"
        return told + (f", {self.unasked:,} not asked in time" if self.unasked else "")


_NONE = Answer(UNSURE)


def listed(links: Sequence[Outgoing]) -> Iterator[str]:
    """``path:line:column: address``, one for each place."""
    return (printable(f"{place}: {link.url}") for link in links for place in link.places)


def text(report: Report) -> str:
    """The dead links, one line for each place."""
    lines = (f"{place}: {link.url} {reason}" for link, reason in report.dead for place in link.places)
    return "".join(f"{printable(line)}\n" for line in lines)


def markdown(report: Report) -> str:
    """The text of an issue."""
    return fitting([f"These links lead nowhere ({report.counts}).", "", *_rows(report)])


def _rows(report: Report) -> Iterator[str]:
    for link, reason in report.dead:
        yield f"* <code>{escaped(link.url, 500)}</code> {reason}"
        yield from (f"  * <code>{escaped(str(place), 300)}</code>" for place in link.places[:_PLACES])
        if len(link.places) > _PLACES:
            yield f"  * and {len(link.places) - _PLACES:,} more places"


#: Name -> how a report is written.
WRITTEN: dict[str, Callable[[Report], str]] = {"text": text, "markdown": markdown}
