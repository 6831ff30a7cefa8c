"""What stands in a page's head: names for people and machines, feeds, and where the page really is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from shortsite import urls
from shortsite.config import Config
from shortsite.theme import policy_hash


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that belongs to the page."""

    title: str
    type: str
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Signpost:
    """A link for programs: what it is to the page, where it leads, and the media type of what is there."""

    rel: str
    href: str
    type: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class HeadImage:
    """The picture that stands for a page where it is shared. ``path`` is below the site's root."""

    path: str
    width: int
    height: int
    alt: str
    type: str = "image/png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of one page. ``path`` is the page's own; ``metas`` are (name, content), ``links`` (rel, href).

    ``name`` is what the page is about, where that is shorter than its title; without ``image`` the theme's stands for
    the page; ``graph_hash`` lets the graph pass a strict content security policy.
    """

    title: str
    description: str
    path: str
    feeds: tuple[FeedLink, ...] = ()
    is_hidden: bool = False
    kind: str = "website"
    published: str = ""
    modified: str = ""
    metas: tuple[tuple[str, str], ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    name: str = ""
    image: HeadImage | None = None
    signposts: tuple[Signpost, ...] = ()
    graph: Markup | None = None
    has_math: bool = False

    @property
    def graph_hash(self) -> str:
        """The graph's digest as policies write it."""
        return policy_hash(self.graph) if self.graph else ""


def feed_links(base: str, title: str) -> tuple[FeedLink, ...]:
    """The feeds of the list page at ``base``."""
    return tuple(
        FeedLink(f"{title} ({label})", media, urls.href(urls.feed(base, format_)), label)
        for format_, _, media, label in urls.FEEDS
    )


def site_feeds(config: Config) -> tuple[FeedLink, ...]:
    """The feeds of the whole site."""
    return feed_links("", config.title)


def shortened(text: str, limit: int = 160) -> str:
    """The text cut at a word, with an ellipsis if anything was cut."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    return flat[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def graph(nodes: Sequence[Mapping[str, Any]]) -> Markup:
    """JSON-LD of schema.org nodes, safe within a script element."""
    document = {"@context": "https://schema.org", "@graph": list(nodes)}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704
