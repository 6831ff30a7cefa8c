"""What can be followed: a page of the site's feeds, and all of them as one list that feed readers take (OPML 2.0)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape

from shortsite import urls
from shortsite.config import Config
from shortsite.digests import digest_of
from shortsite.feeds.words import markless, unicode_words
from shortsite.markdown import inline
from shortsite.model import Feed, Made, Output, Page, Part
from shortsite.outside import Link
from shortsite.pages.head import FeedLink, Head, feed_links, site_feeds
from shortsite.views import Views

#: So many lists of one kind are shown, those with the most texts; a large archive has thousands.
SHOWN = 40
#: The format whose feeds every reader takes: the first of all.
_COMMON = "rss"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list: its name, as the first part of an address, its heading, and whether the page shows it."""

    name: str
    heading: str
    is_shown: bool = True


KINDS = (
    Kind("", "The whole archive"),
    Kind("section", "Sections"),
    Kind("venue", "Venues"),
    Kind("keyword", "Keywords"),
    Kind("contributor", "Contributors"),
    Kind("author", "Authors"),
    Kind("year", "Years"),
    Kind("venue year", "Venues by year", is_shown=False),
    Kind("paper", "Papers with several texts", is_shown=False),
)
_NAMES = frozenset(kind.name for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Followed:
    """A list that has feeds: its name as they say it, the path beside which they lie, that of its page, and its texts.

    Of a list that holds others, such as the whole archive, no number is told: then it is 0.
    """

    name: str
    path: str
    page: str
    texts: int

    @property
    def url(self) -> str:
        """The link to its page."""
        return urls.href(self.page)

    @property
    def feeds(self) -> tuple[FeedLink, ...]:
        """Its feeds, one a format."""
        return feed_links(self.path, self.name)


@dataclass(frozen=True, slots=True)
class FeedGroup:
    """Lists of one kind: those that the page shows, how many there are, and the page that has them all."""

    name: str
    shown: tuple[Followed, ...]
    total: int
    index: Link | None


def following_part(views: Views, feeds: Sequence[Feed]) -> Part:
    """``/feeds/`` and ``/feeds.opml``, of these feeds of the site, one of each list."""
    return Part("feeds", partial(_shows, views, feeds), partial(_pages, views, feeds))


def _shows(views: Views, feeds: Sequence[Feed]) -> str:
    return digest_of([(feed.url, feed.title, feed.about, _texts(views, feed)) for feed in feeds])


def _pages(views: Views, feeds: Sequence[Feed]) -> Iterator[Output]:
    """Template ``feeds.html``: groups, formats, opml, total."""
    groups = _grouped(views, feeds)
    config = views.config
    head = Head(
        title=f"Feeds - {config.title}",
        description=f"Follow {config.title} in a feed reader: all of it, or a venue, a keyword, an author, a year.",
        path=urls.FOLLOW,
        feeds=site_feeds(config),
    )
    context = {
        "head": head,
        "groups": tuple(_shown(kind, groups[kind.name]) for kind in KINDS if kind.is_shown and groups[kind.name]),
        "formats": tuple((file, label) for _, file, _, label in urls.FEEDS),
        "opml": urls.href(urls.OPML),
        "total": sum(map(len, groups.values())),
    }
    yield Page(urls.FOLLOW, "feeds.html", context)
    yield Made(urls.OPML, partial(opml, config, groups))


def _grouped(views: Views, feeds: Sequence[Feed]) -> dict[str, tuple[Followed, ...]]:
    """The lists that have feeds by kind, in the order of their names; years from the last, lists of all as planned."""
    found: dict[str, list[Followed]] = defaultdict(list)
    for feed in feeds:
        found[_kind(feed.about)].append(_followed(views, feed))
    for kind, lists in found.items():
        if kind:
            lists.sort(key=lambda one: (one.name.casefold(), one.path[:-1]), reverse=kind == "year")
    return {kind.name: _told_apart(found[kind.name]) for kind in KINDS}


def _kind(about: str) -> str:
    first, *rest = about.rstrip("/").split("/")
    if first == "venue" and len(rest) > 1:
        return "venue year"
    return first if first in _NAMES else ""


def _followed(views: Views, feed: Feed) -> Followed:
    name = feed.title.removesuffix(f" - {views.config.title}")
    return Followed(inline(name, views.config.macros).text, urls.folder_of(feed.url), feed.about, _texts(views, feed))


def _texts(views: Views, feed: Feed) -> int:
    kind, slug = (*feed.about.split("/"), "")[:2]
    term = views.archive.terms.get(kind, {}).get(slug) if _kind(feed.about) == kind else None
    return len(term.summaries) if term else len(feed.entries) if _kind(feed.about) else 0


def _told_apart(lists: Sequence[Followed]) -> tuple[Followed, ...]:
    """Where two have one name, as people may, the last part of the address follows it."""
    names = Counter(one.name for one in lists)
    return tuple(
        replace(one, name=f"{one.name} ({one.path.split('/')[-2]})") if one.path and names[one.name] > 1 else one
        for one in lists
    )


def _shown(kind: Kind, lists: tuple[Followed, ...]) -> FeedGroup:
    largest = {one.path for one in sorted(lists, key=lambda one: (-one.texts, one.path))[:SHOWN]}
    index = Link(kind.heading, urls.href(urls.term(kind.name))) if kind.name else None
    return FeedGroup(kind.heading, tuple(one for one in lists if one.path in largest), len(lists), index)


def opml(config: Config, groups: Mapping[str, Sequence[Followed]]) -> str:
    """All of them as OPML 2.0 (https://opml.org/spec2.opml), under a heading for each kind."""
    site = unicode_words(config.title, config)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"<head><title>{escape(f'Feeds of {site}')}</title></head>",
        "<body>",
    ]
    for kind in KINDS:
        if groups[kind.name]:
            lines.append(f'<outline text="{escape(kind.heading)}">')
            lines += [_outline(config, site, one) for one in groups[kind.name]]
            lines.append("</outline>")
    return "\n".join([*lines, "</body>", "</opml>", ""])


def _outline(config: Config, site: str, one: Followed) -> str:
    name = markless(one.name)
    title = f"{name} - {site}" if one.path else name
    feed, page = (config.url + urls.escaped(path) for path in (urls.feed(one.path, _COMMON), one.page))
    return (
        f'<outline type="rss" text="{escape(name)}" title="{escape(title)}"'
        f' xmlUrl="{escape(feed)}" htmlUrl="{escape(page)}"/>'
    )
