"""The lists that files may lie beside: those of each term, and of each year of a venue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from shortsite import urls
from shortsite.model import Term
from shortsite.views import Views

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed:
    """What the page of a term shows, or that of one ``year`` of a venue (0: of all years).

    ``papers`` are ids, newest first; ``texts`` keys, newest first, replies included.
    """

    term: Term
    papers: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    year: int = 0

    @property
    def path(self) -> str:
        """The path of its page."""
        if self.year:
            return urls.venue_year(self.term.slug, self.year)
        return urls.term(self.term.taxonomy, self.term.slug)


def lists(views: Views) -> Iterator[Listed]:
    """All of them."""
    for terms in views.archive.terms.values():
        for term in terms.values():
            yield list_of(term)
            if term.taxonomy == "venue":
                yield from year_lists(views, term)


def list_of(term: Term) -> Listed:
    """The list of a term."""
    return Listed(term, term.papers, term.summaries)


def year_lists(views: Views, venue: Term) -> Iterator[Listed]:
    """The lists of a venue's years, newest first (its papers are sorted so)."""
    for year, group in groupby(venue.papers, key=lambda paper: views.archive.papers[paper].year):
        papers = tuple(group)
        members = set(papers)
        yield Listed(venue, papers, tuple(key for key in venue.summaries if key[0] in members), year)


def parts(items: Iterable[tuple[T, int]], most: int) -> Iterator[tuple[T, ...]]:
    """The items, each with its size, in runs of at most that size; what is larger has a run of its own.

    A plan must know how many files there are, but not pay for what is in them: so sizes are guessed, rather too high.
    There is one run at least.
    """
    part: list[T] = []
    size = 0
    for item, more in items:
        if part and size + more > most:
            yield tuple(part)
            part, size = [], 0
        part.append(item)
        size += more
    yield tuple(part)


def labelled(label: str, files: Sequence[T]) -> Iterator[tuple[str, int, T]]:
    """What each of several files is called, with its number from 1 on: one alone has the bare label."""
    for number, file in enumerate(files, 1):
        yield (f"{label} {number}" if len(files) > 1 else label), number, file
