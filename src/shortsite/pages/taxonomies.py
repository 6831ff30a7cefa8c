"""Pages of venues, years, keywords, authors, contributors and sections: a list of all, and a list for each.

A new taxonomy is a row of ``shortsite.terms.TAXONOMIES`` and a row of ``LABELS``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from shortsite import urls
from shortsite.model import Asset, Output, Page, Term
from shortsite.outside import Link, orcid_url
from shortsite.pages.head import Head, site_feeds
from shortsite.pages.listing import Listing, listing, make_pager
from shortsite.views import Views

#: Terms on one page of an index, so that an archive of 20,000 authors has no page of megabytes.
INDEX_SIZE = 1_000


@dataclass(frozen=True, slots=True)
class Labels:
    """How a taxonomy is called: one, many, and the description of a term's page with ``{}`` for its name."""

    one: str
    many: str
    about: str


LABELS = {
    "venue": Labels("Venue", "Venues", "Summaries of papers that appeared at {}."),
    "year": Labels("Year", "Years", "Summaries of papers from {}."),
    "keyword": Labels("Keyword", "Keywords", "Summaries of papers on {}."),
    "author": Labels("Author", "Authors", "Summaries of papers by {}."),
    "contributor": Labels("Contributor", "Contributors", "Summaries written by {}."),
    "section": Labels("Section", "Sections", "Summaries of papers in {}."),
}
KINDS_OF_VENUES = (
    ("conference", "Conferences"),
    ("journal", "Journals"),
    ("workshop", "Workshops"),
    ("preprint", "Preprint servers"),
    ("book", "Books"),
    ("thesis", "Theses"),
    ("", "Others"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A term in an index: its link and how much it holds."""

    link: Link
    papers: int
    summaries: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of an index under one heading."""

    name: str
    entries: tuple[Entry, ...]


def taxonomy_pages(views: Views) -> Iterator[Output]:
    """``/venue/``, ``/venue/<id>/`` and so on. Templates ``terms.html`` (groups, pager) and ``term.html`` (a list)."""
    for taxonomy, terms in views.archive.terms.items():
        if taxonomy == "section" and not terms:
            continue
        yield from _index(views, taxonomy, tuple(terms.values()))
        for term in terms.values():
            yield from listing(views, _term(views, term))


def venue_year_pages(views: Views) -> Iterator[Output]:
    """``/venue/<id>/<year>/``: what appeared at a venue in one year."""
    for venue in views.archive.terms["venue"].values():
        for year, papers in _by_year(views, venue).items():
            name = f"{_short(views, venue)} {year}"
            made = Listing(
                path=urls.venue_year(venue.slug, year),
                title=name,
                description=f"Summaries of papers that appeared at {venue.name} in {year}.",
                cards=[views.paper_card(paper) for paper in papers],
                entries=[key for key in venue.summaries if key[0] in set(papers)],
                template="term.html",
                intro=_intro(views, venue, year),
                empty="No papers yet.",
            )
            yield from listing(views, made)


def _short(views: Views, term: Term) -> str:
    return views.term(term.taxonomy, term.slug).text


def _by_year(views: Views, term: Term) -> dict[int, list[str]]:
    """The term's papers by year, newest first (its papers are sorted so)."""
    groups = groupby(term.papers, key=lambda paper: views.archive.papers[paper].year)
    return {year: list(papers) for year, papers in groups}


def _term(views: Views, term: Term) -> Listing:
    labels = LABELS[term.taxonomy]
    if term.taxonomy == "contributor":
        cards = [views.summary_card(key) for key in term.summaries]
    else:
        cards = [views.paper_card(paper) for paper in term.papers]
    return Listing(
        path=urls.term(term.taxonomy, term.slug),
        title=term.name,
        head_title=f"{term.name} ({labels.one.lower()}) - {views.config.title}",
        description=labels.about.format(term.name),
        cards=cards,
        entries=term.summaries,
        template="term.html",
        intro=_intro(views, term, None),
        empty="No summaries here yet.",
    )


def _intro(views: Views, term: Term, year: int | None) -> dict[str, object]:
    """What stands above a term's list: its labels, tabs of years for a venue, and who or what it is."""
    labels = LABELS[term.taxonomy]
    tabs: list[Link] = []
    if term.taxonomy == "venue":
        tabs.append(Link("All years", urls.href(urls.term("venue", term.slug)) if year else ""))
        tabs += [
            Link(str(other), "" if other == year else urls.href(urls.venue_year(term.slug, other)))
            for other in _by_year(views, term)
        ]
    return {
        "label": labels.one,
        "index": Link(labels.many, urls.href(urls.term(term.taxonomy))),
        "tabs": tuple(tabs) if len(tabs) > 1 else (),
        "about": _about(views, term),
        "facts": _facts(views, term),
        "paper_count": len(term.papers),
        "summary_count": len(term.summaries),
    }


def _about(views: Views, term: Term) -> str:
    if term.taxonomy == "venue":
        return views.archive.venues[term.slug].description
    if term.taxonomy == "contributor":
        return views.archive.contributors[term.slug].bio
    return ""


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


# Indexes


def _index(views: Views, taxonomy: str, terms: tuple[Term, ...]) -> Iterator[Page]:
    labels = LABELS[taxonomy]
    ordered = _ordered(views, taxonomy, terms)
    count = max(1, -(-len(ordered) // INDEX_SIZE))
    base = urls.term(taxonomy)
    for number in range(1, count + 1):
        shown = ordered[(number - 1) * INDEX_SIZE : number * INDEX_SIZE]
        groups = [
            Group(name, tuple(_entry(views, term) for _, term in members))
            for name, members in groupby(shown, key=lambda item: item[0])
        ]
        which = f", page {number} of {count}" if count > 1 else ""
        head = Head(
            title=f"{labels.many}{which} - {views.config.title}",
            description=f"All {len(terms)} {labels.many.lower()} of {views.config.title}{which}.",
            path=urls.numbered(base, number),
            feeds=site_feeds(views.config),
        )
        pager = make_pager(base, number, count)
        context = {"head": head, "title": labels.many, "groups": tuple(groups), "pager": pager, "total": len(terms)}
        yield Page(head.path, "terms.html", context)


def _ordered(views: Views, taxonomy: str, terms: tuple[Term, ...]) -> list[tuple[str, Term]]:
    """The terms with the heading that each stands under: venues by kind, years newest first, others by letter."""
    if taxonomy == "venue":
        kinds = {kind: (number, name) for number, (kind, name) in enumerate(KINDS_OF_VENUES)}
        keyed = sorted(
            (kinds[views.archive.venues[term.slug].kind], term.name.casefold(), term.slug, term) for term in terms
        )
        return [(kind[1], term) for kind, _, _, term in keyed]
    if taxonomy == "year":
        return [("", term) for term in reversed(terms)]
    if taxonomy in ("section", "contributor"):
        return [("", term) for term in sorted(terms, key=lambda term: (-len(term.summaries), term.slug))]
    keys = sorted((_sort_key(taxonomy, term), term.slug, term) for term in terms)
    return [(_initial(key), term) for key, _, term in keys]


def _sort_key(taxonomy: str, term: Term) -> str:
    """Authors go by family name, which their slug spells in ASCII."""
    words = term.slug.split("-")
    return " ".join([words[-1], *words[:-1]]) if taxonomy == "author" else term.slug


def _initial(key: str) -> str:
    return key[0].upper() if key[0].isalpha() else "0-9"


def _entry(views: Views, term: Term) -> Entry:
    link = Link(term.name, urls.href(urls.term(term.taxonomy, term.slug)))
    note = views.archive.venues[term.slug].short if term.taxonomy == "venue" else ""
    return Entry(link, len(term.papers), len(term.summaries), note if note != term.name else "")


def logo_assets(views: Views) -> Iterator[Output]:
    """The logos of venues, beside their pages."""
    for venue in views.archive.venues.values():
        if venue.logo:
            folder = (views.config.root / venue.place.path).parent
            yield Asset(urls.term("venue", venue.id) + venue.logo, folder / venue.logo)
