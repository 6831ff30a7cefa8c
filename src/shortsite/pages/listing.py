"""A list of papers or summaries: its numbered pages, and the feeds beside it. Every list page is made here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shortsite import urls
from shortsite.model import Feed, Output, Page
from shortsite.outside import Link
from shortsite.pages.graphs import list_graph
from shortsite.pages.head import FeedLink, Head, feed_links, site_feeds
from shortsite.views import Card, Views


@dataclass(frozen=True, slots=True)
class Pager:
    """Which page of how many this is; ``pages`` are the links to show, an empty URL for this one and for a gap."""

    number: int
    count: int
    previous: str
    next: str
    pages: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list: its path, names, cards in order, and the texts that its feeds hold (newest first).

    ``intro`` holds what the template of the kind shows above the list. ``within`` names the facets that all papers of
    the list have, as a query (``keyword=maps&year=2019``), so that search can keep to them; empty where it can't.
    """

    path: str
    title: str
    description: str
    cards: Sequence[Card]
    entries: Sequence[tuple[str, str]]
    template: str = "list.html"
    intro: dict[str, object] | None = None
    empty: str = "Nothing here yet."
    head_title: str = ""
    within: str = ""


def listing(views: Views, made: Listing) -> Iterator[Output]:
    """The pages and feeds of a list; an empty list has one page, and feeds that are valid and empty."""
    size = views.config.page_size
    count = max(1, -(-len(made.cards) // size))
    feeds = feed_links(made.path, made.title if made.path else views.config.title)
    for number in range(1, count + 1):
        yield _page(views, made, number, count, feeds, made.cards[(number - 1) * size : number * size])
    yield from feeds_of(views, made.path, made.title, made.description, made.entries)


def feeds_of(
    views: Views, path: str, title: str, description: str, entries: Sequence[tuple[str, str]]
) -> Iterator[Feed]:
    """The feeds beside the page at ``path``."""
    full = f"{title} - {views.config.title}" if path else views.config.title
    newest = tuple(entries[: views.config.feed_size])
    for format_, _, _, _ in urls.FEEDS:
        yield Feed(urls.feed(path, format_), format_, full, path, newest, description)


def _page(
    views: Views, made: Listing, number: int, count: int, feeds: tuple[FeedLink, ...], cards: Sequence[Card]
) -> Page:
    path = urls.numbered(made.path, number)
    pager = make_pager(made.path, number, count)
    title = made.head_title or f"{made.title} - {views.config.title}"
    head = Head(
        title=title if number == 1 else f"{title}, page {number}",
        description=made.description if number == 1 else f"Page {number} of {count}. {made.description}",
        path=path,
        feeds=feeds if not made.path else feeds + site_feeds(views.config),
        links=tuple((rel, url) for rel, url in (("prev", pager.previous), ("next", pager.next)) if url),
        name=made.title if made.path else "",
        graph=list_graph(views, path, title, made.description, cards),
        has_math=any(card.summary and card.summary.excerpt.document.formulas for card in cards),
    )
    context = {
        "head": head,
        "title": made.title,
        "cards": tuple(cards),
        "pager": pager,
        "empty": made.empty,
        "feeds": feeds,
        "total": len(made.cards),
        "within": made.within if count > 1 else "",
        **(made.intro or {}),
    }
    changes = [text.updated or text.date for card in cards for text in (card.summary, *card.others) if text]
    changed = max(changes, default=None, key=lambda moment: moment.at)
    return Page(path, made.template, context, changed=changed)


def make_pager(base: str, number: int, count: int) -> Pager:
    """The pager of page ``number`` of ``count``: the first, the last, and those around this one."""

    def url(other: int) -> str:
        return urls.href(urls.numbered(base, other)) if 1 <= other <= count else ""

    shown = sorted({1, count, *range(max(1, number - 2), min(count, number + 2) + 1)})
    links: list[Link] = []
    for before, other in zip([0, *shown], shown, strict=False):
        if other - before > 1:
            links.append(Link("…", ""))
        links.append(Link(str(other), "" if other == number else url(other)))
    return Pager(number, count, url(number - 1), url(number + 1), tuple(links) if count > 1 else ())
