"""A list of papers or summaries: its numbered pages, and the feeds beside it. Every list page is made here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from shortsite import urls
from shortsite.digests import digest_of
from shortsite.gists import gist_of
from shortsite.model import Feed, ListEntry, Moment, Output, Page, Part, Summary
from shortsite.outside import Link
from shortsite.pages.feed_archives import older_documents
from shortsite.pages.graphs import list_graph
from shortsite.pages.head import Head, feed_links, site_feeds
from shortsite.pages.late import Late
from shortsite.views import Views


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
    """A list: its path, names, what it lists in order, and the texts that its feeds hold (newest first).

    ``intro`` gives what the template of the kind shows above the list; ``shows`` gives a hash of what that is made
    of, beside the names. ``beside`` makes more files that belong to the list, out of the same and of what is listed.
    ``has_texts`` says that some of these files hold whole texts. ``kind`` is one of ``config.LISTS``, or empty for a
    list of the whole archive. ``within`` names the facets that all papers of the list have, as a query
    (``keyword=maps&year=2019``), so that search can keep to them; empty where it can't.
    """

    path: str
    title: str
    description: str
    listed: Sequence[ListEntry]
    entries: Sequence[tuple[str, str]]
    template: str = "list.html"
    intro: Callable[[], dict[str, object]] = dict
    shows: Callable[[], str] = str
    beside: Callable[[], Iterable[Output]] = tuple
    has_texts: bool = False
    empty: str = "Nothing here yet."
    head_title: str = ""
    kind: str = ""
    within: str = ""


def listing(views: Views, made: Listing) -> Iterator[Part]:
    """The pages and feeds of a list; an empty list has one page, and feeds that are valid and empty.

    A part for each page. The first has the feeds too, and whatever else lies beside the list.
    """
    count = max(1, -(-len(made.listed) // views.config.page_size))
    made = replace(made, shows=cache(made.shows), intro=cache(made.intro) if count > 1 else made.intro)
    for number in range(1, count + 1):
        shows, make = partial(_shows, views, made, number, count), partial(_outputs, views, made, number, count)
        feed = next(_feeds(views, made)) if number == 1 else None
        yield Part(f"list/{made.path}{number}", shows, make, feed, _listed(views, made, number))


def _feeds(views: Views, made: Listing) -> Iterator[Feed]:
    yield from feeds_of(views, made.path, made.title, made.description, made.entries, made.kind)


def _shows(views: Views, made: Listing, number: int, count: int) -> str:
    same = made.path, made.title, made.description, made.head_title, made.empty, made.within, made.shows()
    digests = views.digests
    if number > 1:
        return digest_of(same, number, count, len(made.listed), digests.cards(_listed(views, made, number)))
    # the whole list, since the files beside it are made of all of it
    texts = [digests.texts(entry if isinstance(entry, str) else entry[0]) for entry in made.listed if made.has_texts]
    return digest_of(same, count, _feeds_show(views, made), digests.cards(made.listed), texts)


def _feeds_show(views: Views, made: Listing) -> object:
    """What ``feeds_of`` and the feeds' texts are made of, beside the names and the configuration."""
    newest = _newest(views, made.entries, made.kind)
    older = [older_documents(views, format_) for format_, *_ in urls.FEEDS] if not made.path else ()
    told = views.digests.text if _is_whole(views, made.kind) else views.digests.brief
    return made.kind, newest, older, [*map(told, newest)]


def _is_whole(views: Views, kind: str) -> bool:
    """Whether the feeds of such a list hold whole texts."""
    return not kind or kind in views.config.full_text_feeds


def _newest(views: Views, entries: Sequence[tuple[str, str]], kind: str) -> tuple[tuple[str, str], ...]:
    """Those of the texts that the feeds of a list hold."""
    return tuple(entries[: views.config.list_feed_size if kind else views.config.feed_size])


def _listed(views: Views, made: Listing, number: int) -> Sequence[ListEntry]:
    size = views.config.page_size
    return made.listed[(number - 1) * size : number * size]


def _outputs(views: Views, made: Listing, number: int, count: int) -> Iterator[Output]:
    changed = max(_changes(views, _listed(views, made, number)), default=None, key=lambda moment: moment.at)
    context = Late(partial(_context, views, made, number, count))
    yield Page(urls.numbered(made.path, number), made.template, context, changed=changed)
    if number == 1:
        yield from _feeds(views, made)
        yield from made.beside()


def _changes(views: Views, entries: Sequence[ListEntry]) -> Iterator[Moment]:
    """When the texts were last changed that a list shows."""
    archive = views.archive
    for entry in entries:
        for key in archive.threads.get(entry, ()) if isinstance(entry, str) else (entry,):
            text = archive.summaries[key]
            if key == entry or not text.withdrawn:
                yield text.shown_change


def feeds_of(
    views: Views, path: str, title: str, description: str, entries: Sequence[tuple[str, str]], kind: str = ""
) -> Iterator[Feed]:
    """The feeds beside the page at ``path``, which is a list of that kind (empty: of the whole archive)."""
    config = views.config
    full = f"{title} - {config.title}" if path else config.title
    newest = _newest(views, entries, kind)
    whole = _is_whole(views, kind)
    for format_, _, _, _ in urls.FEEDS:
        links = () if path else older_documents(views, format_)
        yield Feed(urls.feed(path, format_), format_, full, path, newest, description, whole, links)


def _context(views: Views, made: Listing, number: int, count: int) -> dict[str, object]:
    cards = tuple(views.card(entry) for entry in _listed(views, made, number))
    feeds = feed_links(made.path, made.title if made.path else views.config.title)
    pager, path = make_pager(made.path, number, count), urls.numbered(made.path, number)
    title = made.head_title or f"{made.title} - {views.config.title}"
    head = Head(
        title=title if number == 1 else f"{title}, page {number}",
        description=made.description if number == 1 else f"Page {number} of {count}. {made.description}",
        path=path,
        feeds=feeds if not made.path else feeds + site_feeds(views.config),
        links=tuple((rel, url) for rel, url in (("prev", pager.previous), ("next", pager.next)) if url),
        name=made.title if made.path else "",
        graph=list_graph(views, path, title, made.description, cards),
        has_math=any(gist_of(text.body).formulas for text in _texts(views, _listed(views, made, number))),
    )
    return {
        "head": head,
        "title": made.title,
        "cards": cards,
        "pager": pager,
        "empty": made.empty,
        "feeds": feeds,
        "total": len(made.listed),
        "within": made.within if count > 1 else "",
        **made.intro(),
    }


def _texts(views: Views, entries: Sequence[ListEntry]) -> Iterator[Summary]:
    """The texts of which cards show the opening."""
    for entry in entries:
        yield from views.archive.standing(entry)[:1] if isinstance(entry, str) else (views.archive.summaries[entry],)


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
