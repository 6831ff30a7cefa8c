"""Indexes: all venues, years, keywords, authors, contributors or sections, under headings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from shortsite import urls
from shortsite.model import Page, Term
from shortsite.outside import Link
from shortsite.pages.head import Head, site_feeds
from shortsite.pages.listing import make_pager
from shortsite.views import Views

#: Terms on one page of an index, so that an archive of 20,000 authors has no page of megabytes.
INDEX_SIZE = 1_000
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


def index_pages(views: Views, taxonomy: str, terms: tuple[Term, ...]) -> Iterator[Page]:
    """``/venue/`` and the like: a page of all terms, or several where there are very many."""
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
    keys = sorted((_sort_key(views, term), term.slug, term) for term in terms)
    return [(_initial(key), term) for key, _, term in keys]


def _sort_key(views: Views, term: Term) -> str:
    """Authors go by family name, as their newest paper's record gives it; others by their slug."""
    if term.taxonomy != "author" or not term.papers:
        return term.slug
    paper = views.archive.papers[term.papers[0]]
    slugs = views.archive.terms_of["author", paper.id]
    if len(slugs) != len(paper.authors):
        return term.slug
    return urls.slug(paper.authors[slugs.index(term.slug)].sort_name)


def _initial(key: str) -> str:
    return key[0].upper() if key[0].isalpha() else "0-9"


def _entry(views: Views, term: Term) -> Entry:
    link = Link(term.name, urls.href(urls.term(term.taxonomy, term.slug)))
    note = views.archive.venues[term.slug].short if term.taxonomy == "venue" else ""
    return Entry(link, len(term.papers), len(term.summaries), note if note != term.name else "")
