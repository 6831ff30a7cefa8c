"""Where a paper's reader may go from there: along a reading path, to papers like it, to the next of its venue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property, partial
from itertools import starmap
from operator import attrgetter

from shortsite import urls
from shortsite.digests import digest_of
from shortsite.outside import Link
from shortsite.reading_paths import ReadingPath, reading_paths
from shortsite.related import Related
from shortsite.views import Views

#: All that is known of a paper that is like another, as a tuple: quicker to hash than the value itself.
_FIELDS = attrgetter(*(field.name for field in fields(Related)))
#: What an order of papers is, its papers, and a paper's place in it.
_Order = tuple[Link, Sequence[str], int]


@dataclass(frozen=True, slots=True)
class RelatedView:
    """A paper like the one that is shown: its link, what became of it, where it appeared, and what they share."""

    paper: Link
    status: str
    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Between:
    """A paper's place in an order of papers: what orders them, and those before and after it."""

    order: Link
    number: int
    count: int
    previous: Link | None
    next: Link | None


class Onward:
    """The ways on from each paper of an archive."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self._paths: dict[str, list[tuple[ReadingPath, int]]] = defaultdict(list)
        for path in reading_paths(views.archive):
            for place, paper in enumerate(path.papers):
                self._paths[paper].append((path, place))

    def of(self, paper_id: str) -> dict[str, object]:
        """What ``onward.html`` shows: ``paths``, ``beside``, and ``related``, a function.

        What is like what is found out when a page is rendered: a run that only checks does without.
        """
        paths, beside = self._orders(paper_id)
        return {"paths": paths, "beside": beside, "related": partial(self._related_views, paper_id)}

    def shows(self, paper_id: str) -> str:
        """A hash of all that is shown of the ways on."""
        related, digests = self._views.related[paper_id], self._views.digests
        told = [(_FIELDS(other), digests.paper(other.paper)) for other in related]
        paths, beside = self._on_paths(paper_id), self._beside(paper_id)
        return digest_of([*starmap(self._told, paths)], self._told(*beside) if beside else None, told)

    def _told(self, order: Link, papers: Sequence[str], place: int) -> tuple[object, ...]:
        """All that ``_between`` makes its links of, as plain values, which are hashed in a tenth of the time."""
        records = self._views.archive.papers
        around = [(paper, records[paper].title.text) for paper in papers[max(place - 1, 0) : place + 2]]
        return order.text, order.url, place, len(papers), around

    def _related_views(self, paper_id: str) -> tuple[RelatedView, ...]:
        return tuple(_related_view(self._views, related) for related in self._views.related[paper_id])

    def _orders(self, paper_id: str) -> tuple[tuple[Between, ...], Between | None]:
        """The paper's places on reading paths, and at its venue."""
        beside = self._beside(paper_id)
        return tuple(starmap(self._between, self._on_paths(paper_id))), self._between(*beside) if beside else None

    def _on_paths(self, paper_id: str) -> list[_Order]:
        paths = self._paths.get(paper_id, ())
        return [
            (Link(path.page.title, urls.href(urls.page(path.page.slug))), path.papers, place) for path, place in paths
        ]

    def _between(self, order: Link, papers: Sequence[str], place: int) -> Between:
        before = self._link(papers[place - 1]) if place else None
        after = self._link(papers[place + 1]) if place + 1 < len(papers) else None
        return Between(order, place + 1, len(papers), before, after)

    def _link(self, paper_id: str) -> Link:
        return Link(self._views.archive.papers[paper_id].title.text, urls.href(urls.paper(paper_id)))

    def _beside(self, paper_id: str) -> _Order | None:
        """The paper's place among those of its venue and year, or of its year."""
        year = self._views.archive.papers[paper_id].year
        venues = self._views.archive.terms_of["venue", paper_id]
        for path, name in (*((urls.venue_year(venue, year), venue) for venue in venues), (_year(year), "")):
            papers, place = self._lists[path], self._places.get((path, paper_id))
            if len(papers) > 1 and place is not None:
                label = f"{self._views.term('venue', name).text} {year}" if name else str(year)
                return Link(label, urls.href(path)), papers, place
        return None

    @cached_property
    def _lists(self) -> dict[str, list[str]]:
        """The lists of venue-years and years by path; papers without a summary are skipped."""
        archive = self._views.archive
        with_text = {paper for paper, _ in self._views.latest}
        found: dict[str, list[str]] = defaultdict(list)
        for taxonomy in ("venue", "year"):
            for term in archive.terms[taxonomy].values():
                for paper in filter(with_text.__contains__, term.papers):
                    year = archive.papers[paper].year
                    found[urls.venue_year(term.slug, year) if taxonomy == "venue" else _year(year)].append(paper)
        return found

    @cached_property
    def _places(self) -> dict[tuple[str, str], int]:
        return {(path, paper): place for path, papers in self._lists.items() for place, paper in enumerate(papers)}


def _related_view(views: Views, related: Related) -> RelatedView:
    paper, terms = views.archive.papers[related.paper], views.archive.terms
    venue = views.archive.terms_of["venue", paper.id]
    where = f"{views.term('venue', venue[0]).text} {paper.year}" if venue else str(paper.year)
    names = [terms["keyword"][slug].name for slug in related.keywords]
    names += [terms["author"][slug].name for slug in related.authors]
    shared = ", ".join(names) or ("" if related.is_linked else ", ".join(f"“{word}”" for word in related.words))
    reasons = ("linked" if related.is_linked else "", f"shares {shared}" if shared else "")
    link = Link(paper.title.text, urls.href(urls.paper(paper.id)))
    return RelatedView(link, paper.status, where, ", ".join(filter(None, reasons)))


def _year(year: int) -> str:
    return urls.term("year", str(year))
