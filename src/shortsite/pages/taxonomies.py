"""Pages of venues, years, keywords, authors, contributors and sections: a list of all, and a list for each.

A new taxonomy is a row of ``shortsite.terms.TAXONOMIES`` and a row of ``shortsite.pages.indexes.LABELS``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from urllib.parse import urlencode

from shortsite import urls
from shortsite.digests import digest_of
from shortsite.model import Asset, Made, Output, Part, Term
from shortsite.outside import Link, orcid_url
from shortsite.pages.bibliographies import BibEntry, entry_of, joined
from shortsite.pages.indexes import LABELS, index_pages
from shortsite.pages.listing import Listing, listing
from shortsite.plots import Columns, year_columns
from shortsite.search.facets import FACETS
from shortsite.views import Views

#: From so many papers on, a venue, keyword or author shows when they appeared.
TIMELINE_PAPERS = 4
#: Lists that people cite from have their papers as BibTeX beside them; that of one paper is beside its own page.
_CITED = ("venue", "keyword", "author", "contributor")


@dataclass(frozen=True, slots=True)
class Logo:
    """The picture of a venue: its URL, and its size in pixels (0 if unknown)."""

    url: str
    width: int
    height: int


def taxonomy_pages(views: Views) -> Iterator[Part]:
    """``/venue/``, ``/venue/<id>/`` and so on. Templates ``terms.html`` (groups, pager) and ``term.html`` (a list)."""
    entry = entry_of(views)
    for taxonomy, terms in views.archive.terms.items():
        if taxonomy == "section" and not terms:
            continue
        yield Part(f"index/{taxonomy}", partial(_index_shows, views, taxonomy), partial(_index, views, taxonomy))
        for term in terms.values():
            yield from listing(views, _term(views, term, entry))


def _index(views: Views, taxonomy: str) -> Iterator[Output]:
    yield from index_pages(views, taxonomy, tuple(views.archive.terms[taxonomy].values()))


def _index_shows(views: Views, taxonomy: str) -> str:
    """What stands for the list of all terms: their names and numbers, and by what they are put in order."""
    archive = views.archive
    terms = archive.terms[taxonomy].values()
    newest = [archive.summaries[term.summaries[0]].date.iso if term.summaries else "" for term in terms]
    told = [(term.slug, term.name, len(term.papers), len(term.summaries)) for term in terms]
    order: list[object] = [*archive.venues.values()] if taxonomy == "venue" else []
    if taxonomy == "author":
        order = [archive.papers[term.papers[0]].authors for term in terms if term.papers]
    return digest_of(told, newest, order)


def venue_year_pages(views: Views) -> Iterator[Part]:
    """``/venue/<id>/<year>/``: what appeared at a venue in one year."""
    entry = entry_of(views)
    for venue in views.archive.terms["venue"].values():
        for year, papers in by_year(views, venue).items():
            name = f"{_short(views, venue)} {year}"
            members = set(papers)
            texts = [key for key in venue.summaries if key[0] in members]
            path = urls.venue_year(venue.slug, year)
            made = Listing(
                path=path,
                title=name,
                description=f"Summaries of papers that appeared at {venue.name} in {year}.",
                listed=papers,
                entries=texts,
                template="term.html",
                kind="venue-year",
                intro=partial(_intro, views, venue, papers, texts, year),
                shows=partial(_shows, views, venue, texts),
                beside=partial(_bibliography, path, "venue", papers, entry),
                within=urlencode({"venue": venue.slug, "year": year}),
                empty="No papers yet.",
            )
            yield from listing(views, made)


def _short(views: Views, term: Term) -> str:
    return views.term(term.taxonomy, term.slug).text


def by_year(views: Views, term: Term) -> dict[int, list[str]]:
    """The ids of a term's papers by year, newest first (its papers are sorted so)."""
    groups = groupby(term.papers, key=lambda paper: views.archive.papers[paper].year)
    return {year: list(papers) for year, papers in groups}


def has_bibliography(taxonomy: str, papers: Sequence[str]) -> bool:
    """Whether the papers of a term's page are there as BibTeX."""
    return taxonomy in _CITED and len(papers) > 1


def _term(views: Views, term: Term, entry: BibEntry) -> Listing:
    labels = LABELS[term.taxonomy]
    # two people may bear one name: the slug tells their pages apart
    name = term.name if urls.slug(term.name) == term.slug or term.taxonomy == "venue" else f"{term.name}, {term.slug}"
    path = urls.term(term.taxonomy, term.slug)
    return Listing(
        path=path,
        title=term.name,
        head_title=f"{name} ({labels.one.lower()}) - {views.config.title}",
        description=labels.about.format(name),
        listed=term.summaries if term.taxonomy == "contributor" else term.papers,
        entries=term.summaries,
        template="term.html",
        kind=term.taxonomy,
        intro=partial(_intro, views, term, term.papers, term.summaries),
        shows=partial(_shows, views, term, term.summaries),
        beside=partial(_bibliography, path, term.taxonomy, term.papers, entry),
        within=urlencode({term.taxonomy: term.slug}) if term.taxonomy in FACETS else "",
        empty="No summaries here yet.",
    )


def _shows(views: Views, term: Term, texts: Sequence[tuple[str, str]]) -> str:
    """What stands for all that is shown above a term's list."""
    archive = views.archive
    years = [archive.papers[paper].year for paper in term.papers]
    records = archive.venues.get(term.slug), archive.contributors.get(term.slug), archive.people.get(term.slug)
    return digest_of(term.taxonomy, term.slug, term.name, years, len(texts), *records)


def _bibliography(path: str, taxonomy: str, papers: Sequence[str], entry: BibEntry) -> Iterator[Output]:
    """``papers.bib`` beside the page of a venue or its year, keyword, author or contributor."""
    if has_bibliography(taxonomy, papers):
        yield Made(urls.bibliography(path), partial(joined, entry, papers))


def _intro(
    views: Views, term: Term, papers: Sequence[str], texts: Sequence[tuple[str, str]], year: int = 0
) -> dict[str, object]:
    """What stands above a term's list: its labels, counts, tabs of years for a venue, and who or what it is."""
    labels = LABELS[term.taxonomy]
    path = urls.venue_year(term.slug, year) if year else urls.term(term.taxonomy, term.slug)
    tabs: list[Link] = []
    if term.taxonomy == "venue":
        tabs.append(Link("All years", urls.href(urls.term("venue", term.slug)) if year else ""))
        tabs += [
            Link(str(other), "" if other == year else urls.href(urls.venue_year(term.slug, other)))
            for other in by_year(views, term)
        ]
    return {
        "label": labels.one,
        "index": Link(labels.many, urls.href(urls.term(term.taxonomy))),
        "tabs": tuple(tabs) if len(tabs) > 1 else (),
        "about": _about(views, term),
        "facts": _facts(views, term),
        "logo": _logo(views, term),
        "timeline": None if year else _timeline(views, term),
        "bibliography": urls.href(urls.bibliography(path)) if has_bibliography(term.taxonomy, papers) else "",
        "paper_count": len(papers),
        "summary_count": len(texts),
    }


def _timeline(views: Views, term: Term) -> Columns | None:
    """A term's papers by year; none where they are too few to show a course."""
    if term.taxonomy not in ("venue", "keyword", "author") or len(term.papers) < TIMELINE_PAPERS:
        return None
    years = Counter(views.archive.papers[paper].year for paper in term.papers)
    return year_columns(years) if len(years) > 1 else None


def _about(views: Views, term: Term) -> str:
    if term.taxonomy == "venue":
        return views.archive.venues[term.slug].description
    if term.taxonomy == "contributor":
        person = views.archive.contributors[term.slug]
        return " ".join(filter(None, (f"{person.affiliation}." if person.affiliation else "", person.bio)))
    return ""


def _logo(views: Views, term: Term) -> Logo | None:
    venue = views.archive.venues[term.slug] if term.taxonomy == "venue" else None
    if venue is None or not venue.logo:
        return None
    return Logo(urls.href(urls.term("venue", venue.id) + venue.logo), *venue.logo_size)


def _facts(views: Views, term: Term) -> tuple[Link, ...]:
    """Links about a venue, contributor or author."""
    found: list[Link] = []
    if term.taxonomy == "venue":
        found = [Link("Website", views.archive.venues[term.slug].url)]
    elif term.taxonomy == "contributor":
        person = views.archive.contributors[term.slug]
        github = f"https://github.com/{person.github}" if person.github else ""
        found = [Link("Website", person.url), Link("GitHub", github), Link("ORCID", orcid_url(person.orcid))]
    elif term.taxonomy == "author":
        known = views.archive.people.get(term.slug)
        found = [Link("ORCID", orcid_url(known.orcid if known else ""))]
    return tuple(link for link in found if link.url)


def logo_assets(views: Views) -> Iterator[Output]:
    """The logos of venues, beside their pages."""
    for venue in views.archive.venues.values():
        if venue.logo:
            folder = (views.config.root / venue.place.path).parent
            yield Asset(urls.term("venue", venue.id) + venue.logo, folder / venue.logo)
