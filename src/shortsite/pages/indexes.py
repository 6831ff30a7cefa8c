"""Indexes: all venues, years, keywords, authors, contributors or sections, under headings, in several orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from shortsite import urls
from shortsite.model import Moment, Page, Term
from shortsite.outside import Link
from shortsite.pages.head import Head, site_feeds
from shortsite.pages.listing import make_pager
from shortsite.pages.orders import Order, orders_of
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A term in an index: its link and how much it holds; ``latest``, for people who write, is when they last did."""

    link: Link
    papers: int
    summaries: int
    note: str = ""
    latest: Moment | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of an index under one heading."""

    name: str
    entries: tuple[Entry, ...]


def index_pages(views: Views, taxonomy: str, terms: tuple[Term, ...]) -> Iterator[Page]:
    """``/venue/`` and the like: all terms in the usual order, and, where there are several, in the others.

    Each order is one page, or several where there are very many terms. Template ``terms.html``.
    """
    orders = orders_of(taxonomy)
    for order in orders if len(terms) > 1 else orders[:1]:
        yield from _ordered_pages(views, taxonomy, terms, order)


def _ordered_pages(views: Views, taxonomy: str, terms: tuple[Term, ...], order: Order) -> Iterator[Page]:
    labels = LABELS[taxonomy]
    orders = orders_of(taxonomy)
    is_usual = order is orders[0]
    ordered = order.sort(views, terms)
    count = max(1, -(-len(ordered) // INDEX_SIZE))
    base = urls.term(taxonomy) if is_usual else urls.index_by(taxonomy, order.name)
    how = "" if is_usual else f" by {order.label}"
    for number in range(1, count + 1):
        shown = ordered[(number - 1) * INDEX_SIZE : number * INDEX_SIZE]
        which = f"{how}, page {number} of {count}" if count > 1 else how
        head = Head(
            title=f"{labels.many}{which} - {views.config.title}",
            description=f"All {len(terms)} {labels.many.lower()} of {views.config.title}{which}.",
            path=urls.numbered(base, number),
            feeds=site_feeds(views.config),
            is_hidden=not is_usual,
        )
        context = {
            "head": head,
            "title": labels.many,
            "groups": _groups(views, shown),
            "orders": _order_links(taxonomy, order) if len(terms) > 1 else (),
            "pager": make_pager(base, number, count),
            "total": len(terms),
        }
        yield Page(head.path, "terms.html", context, listed=is_usual)


def _groups(views: Views, ordered: Sequence[tuple[str, Term]]) -> tuple[Group, ...]:
    grouped = groupby(ordered, key=lambda item: item[0])
    return tuple(Group(name, tuple(_entry(views, term) for _, term in members)) for name, members in grouped)


def _order_links(taxonomy: str, shown: Order) -> tuple[Link, ...]:
    """The orders of an index, the one that is shown without a link; nothing where there is only one."""
    orders = orders_of(taxonomy)
    paths = [urls.term(taxonomy), *(urls.index_by(taxonomy, order.name) for order in orders[1:])]
    links = [
        Link(order.label.capitalize(), "" if order is shown else urls.href(path))
        for order, path in zip(orders, paths, strict=True)
    ]
    return tuple(links) if len(links) > 1 else ()


def _entry(views: Views, term: Term) -> Entry:
    link = Link(term.name, urls.href(urls.term(term.taxonomy, term.slug)))
    note = views.archive.venues[term.slug].short if term.taxonomy == "venue" else ""
    writes = term.taxonomy == "contributor" and term.summaries
    latest = views.archive.summaries[term.summaries[0]].date if writes else None
    return Entry(link, len(term.papers), len(term.summaries), note if note != term.name else "", latest)
