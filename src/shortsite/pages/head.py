"""What stands in a page's head: names for people and machines, feeds, and where the page really is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from shortsite import urls
from shortsite.config import Config


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that belongs to the page."""

    title: str
    type: str
    url: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of one page. ``path`` is the page's own; ``metas`` are (name, content), ``links`` (rel, href)."""

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
    graph: Markup | None = None
    has_math: bool = False


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
