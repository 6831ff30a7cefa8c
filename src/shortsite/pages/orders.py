"""In which orders an index shows its terms: each is a page of its own, so that sorting needs no script."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from shortsite import urls
from shortsite.model import Term
from shortsite.views import Views

KINDS_OF_VENUES = (
    ("conference", "Conferences"),
    ("journal", "Journals"),
    ("workshop", "Workshops"),
    ("preprint", "Preprint servers"),
    ("book", "Books"),
    ("thesis", "Theses"),
    ("", "Others"),
)
#: Fewer terms need no headings to find one's way by their counts.
_MANY = 50
_NONE = "None yet"
#: Counts from here on share a heading.
_BANDS = ((100, "100 and more"), (50, "50 to 99"), (20, "20 to 49"), (10, "10 to 19"), (5, "5 to 9"))


@dataclass(frozen=True, slots=True)
class Order:
    """An order of terms: its name in URLs, what the link to it says, and the function that sorts.

    ``sort`` gives the terms in their order, each with the heading that it stands under, which may be empty.
    """

    name: str
    label: str
    sort: Callable[[Views, Sequence[Term]], list[tuple[str, Term]]]


def orders_of(taxonomy: str) -> tuple[Order, ...]:
    """The orders of a taxonomy's index; the first is the usual one."""
    return _ORDERS.get(taxonomy, (_NAME, _SUMMARIES, _NEWEST))


def _by_kind(views: Views, terms: Sequence[Term]) -> list[tuple[str, Term]]:
    """Venues by what they are."""
    kinds = {kind: (number, name) for number, (kind, name) in enumerate(KINDS_OF_VENUES)}
    keyed = sorted(
        (kinds[views.archive.venues[term.slug].kind], term.name.casefold(), term.slug, term) for term in terms
    )
    return [(kind[1], term) for kind, _, _, term in keyed]


def _by_year(_: Views, terms: Sequence[Term]) -> list[tuple[str, Term]]:
    """Years, the latest first."""
    return [("", term) for term in sorted(terms, key=lambda term: term.slug, reverse=True)]


def _by_name(views: Views, terms: Sequence[Term]) -> list[tuple[str, Term]]:
    """By letter."""
    keys = sorted((_sort_key(views, term), term.slug, term) for term in terms)
    return [(key[0].upper() if key[0].isalpha() else "0-9", term) for key, _, term in keys]


def _by_summaries(_: Views, terms: Sequence[Term]) -> list[tuple[str, Term]]:
    """Those with the most summaries first."""
    ordered = sorted(terms, key=lambda term: (-len(term.summaries), term.slug))
    return [(_band(len(term.summaries)) if len(terms) >= _MANY else "", term) for term in ordered]


def _by_newest(views: Views, terms: Sequence[Term]) -> list[tuple[str, Term]]:
    """Those with the newest summary first, by year."""

    def key(term: Term) -> tuple[Any, ...]:
        if not term.summaries:
            return (1, term.slug)
        return (0, -views.archive.summaries[term.summaries[0]].date.at.timestamp(), term.slug)

    return [(_year_of_newest(views, term), term) for term in sorted(terms, key=key)]


def _year_of_newest(views: Views, term: Term) -> str:
    return str(views.archive.summaries[term.summaries[0]].date.at.year) if term.summaries else _NONE


def _band(count: int) -> str:
    return next((words for least, words in _BANDS if count >= least), str(count) if count else _NONE)


def _sort_key(views: Views, term: Term) -> str:
    """Authors go by family name, as their newest paper's record gives it; others by their slug."""
    if term.taxonomy != "author" or not term.papers:
        return term.slug
    paper = views.archive.papers[term.papers[0]]
    slugs = views.archive.terms_of["author", paper.id]
    if len(slugs) != len(paper.authors):
        return term.slug
    return urls.slug(paper.authors[slugs.index(term.slug)].sort_name)


_KIND = Order("kind", "kind", _by_kind)
_YEAR = Order("year", "year", _by_year)
_NAME = Order("name", "name", _by_name)
_SUMMARIES = Order("summaries", "number of summaries", _by_summaries)
_NEWEST = Order("newest", "newest summary", _by_newest)
_ORDERS = {
    "venue": (_KIND, _NAME, _SUMMARIES, _NEWEST),
    "year": (_YEAR,),
    "contributor": (_SUMMARIES, _NEWEST, _NAME),
    "section": (_SUMMARIES,),
}
