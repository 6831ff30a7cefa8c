"""Pages of venues, years, keywords, authors, contributors and sections: a list of all, and a list for each.

A new taxonomy is a row of ``shortsite.terms.TAXONOMIES`` and a row of ``shortsite.pages.indexes.LABELS``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from shortsite import urls
from shortsite.arxiv_classes import class_name
from shortsite.digests import digest_of
from shortsite.model import Asset, Output, Part, Term
from shortsite.outside import Link, orcid_url
from shortsite.pages.downloads import DOWNLOADS, Kind, download_links, downloads, hold_texts
from shortsite.pages.indexes import LABELS, index_pages
from shortsite.pages.listing import Listing, listing
from shortsite.pages.lists import Listed, list_of, year_lists
from shortsite.plots import Columns, year_columns
from shortsite.search.facets import FACETS
from shortsite.views import Views

#: From so many papers on, a venue, keyword or author shows when they appeared.
TIMELINE_PAPERS = 4
#: So many keywords tell what a contributor writes about.
SUBJECTS = 8


@dataclass(frozen=True, slots=True)
class Logo:
    """The picture of a venue: its URL, and its size in pixels (0 if unknown)."""

    url: str
    width: int
    height: int


def taxonomy_pages(views: Views) -> Iterator[Part]:
    """``/venue/``, ``/venue/<id>/`` and so on. Templates ``terms.html`` (groups, pager) and ``term.html`` (a list)."""
    kinds = [kind(views) for kind in DOWNLOADS]
    for taxonomy, terms in views.archive.terms.items():
        if taxonomy == "section" and not terms:
            continue
        yield Part(f"index/{taxonomy}", partial(_index_shows, views, taxonomy), partial(_index, views, taxonomy))
        for term in terms.values():
            yield from listing(views, _term(views, term, kinds))


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
    kinds = [kind(views) for kind in DOWNLOADS]
    for venue in views.archive.terms["venue"].values():
        for listed in year_lists(views, venue):
            made = Listing(
                path=listed.path,
                title=f"{_short(views, venue)} {listed.year}",
                description=f"Summaries of papers that appeared at {venue.name} in {listed.year}.",
                listed=listed.papers,
                entries=listed.texts,
                template="term.html",
                kind="venue-year",
                intro=partial(_intro, views, listed),
                shows=partial(_shows, views, listed),
                beside=partial(downloads, listed, kinds),
                has_texts=hold_texts(views, listed),
                within=f"venue={venue.slug}&year={listed.year}",
                empty="No papers yet.",
            )
            yield from listing(views, made)


def _short(views: Views, term: Term) -> str:
    return views.term(term.taxonomy, term.slug).text


def _term(views: Views, term: Term, kinds: Sequence[Kind]) -> Listing:
    labels = LABELS[term.taxonomy]
    # two people may bear one name: the slug tells their pages apart
    name = term.name if urls.slug(term.name) == term.slug or term.taxonomy == "venue" else f"{term.name}, {term.slug}"
    listed = list_of(term)
    return Listing(
        path=listed.path,
        title=term.name,
        head_title=f"{name} ({labels.one.lower()}) - {views.config.title}",
        description=labels.about.format(name),
        listed=term.summaries if term.taxonomy == "contributor" else term.papers,
        entries=term.summaries,
        template="term.html",
        kind=term.taxonomy,
        intro=partial(_intro, views, listed),
        shows=partial(_shows, views, listed),
        beside=partial(downloads, listed, kinds),
        has_texts=hold_texts(views, listed),
        within=f"{term.taxonomy}={term.slug}" if term.taxonomy in FACETS else "",
        empty="No summaries here yet.",
    )


def _shows(views: Views, listed: Listed) -> str:
    """What stands for all that is shown above a list."""
    archive, term = views.archive, listed.term
    years = [archive.papers[paper].year for paper in term.papers]
    records = archive.venues.get(term.slug), archive.contributors.get(term.slug), archive.people.get(term.slug)
    return digest_of(term.taxonomy, term.slug, term.name, years, len(listed.texts), _subjects(views, term), *records)


def _intro(views: Views, listed: Listed) -> dict[str, object]:
    """What stands above a term's list: its labels, counts, tabs of years for a venue, and who or what it is."""
    term = listed.term
    labels = LABELS[term.taxonomy]
    replies = sum(bool(views.archive.summaries[key].reply_to) for key in listed.texts)
    tabs: list[Link] = []
    if term.taxonomy == "venue":
        pages = [("All years", list_of(term)), *((str(other.year), other) for other in year_lists(views, term))]
        tabs = [Link(name, "" if other.year == listed.year else urls.href(other.path)) for name, other in pages]
    return {
        "label": labels.one,
        "index": Link(labels.many, urls.href(urls.term(term.taxonomy))),
        "tabs": tuple(tabs) if len(tabs) > 1 else (),
        "about": _about(views, term),
        "facts": _facts(views, term),
        "subjects": _subjects(views, term),
        "logo": _logo(views, term),
        "timeline": None if listed.year else _timeline(views, term),
        "downloads": download_links(views, listed),
        "paper_count": len(listed.papers),
        "summary_count": len(listed.texts) - replies,
        "reply_count": replies,
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
    name = class_name(term.name) if term.taxonomy == "keyword" else ""
    return f"{name}, a subject class of arXiv." if name else ""


def _subjects(views: Views, term: Term) -> tuple[Link, ...]:
    """What a contributor writes about most: keywords of several papers, by their number."""
    if term.taxonomy != "contributor":
        return ()
    counts = Counter(slug for paper in term.papers for slug in views.archive.terms_of.get(("keyword", paper), ()))
    most = sorted((slug for slug, count in counts.items() if count > 1), key=lambda slug: (-counts[slug], slug))
    return tuple(views.term("keyword", slug) for slug in most[:SUBJECTS])


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
