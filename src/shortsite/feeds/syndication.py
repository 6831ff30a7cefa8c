"""How feedgen is used: the elements that it has no setters for, one entry's bytes, and heads that cost little.

A head is made by feedgen once for each kind of feed, with marks where feeds differ. That of a single feed is the same
bytes with its values put in, which is far cheaper and gives what feedgen would have written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem

from shortsite import __version__

#: The namespaces of entries by format: every head declares them all, so that an entry is the same in every feed.
_MEDIA = {"media": "http://search.yahoo.com/mrss/"}
NAMESPACES = {
    "rss": {"dc": "http://purl.org/dc/elements/1.1/", "dcterms": "http://purl.org/dc/terms/"} | _MEDIA,
    "atom": _MEDIA,
}
_HISTORY = {"fh": "http://purl.org/syndication/history/1.0"}
_PREFIXES = NAMESPACES["rss"] | _HISTORY | {"atom": "http://www.w3.org/2005/Atom"}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DOCS = "https://www.rssboard.org/rss-specification"

_MARK = re.compile(rb"@@([a-z]+)@@")
#: Marks of dates are dates themselves; these are of no feed.
_MARK_DATE = datetime(1901, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Element:
    """An element that feedgen has no setter for: ``dc:creator``, or ``link`` of Atom."""

    name: str
    text: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands before the entries of a feed. ``links`` are (relation, URL) of the other documents of the feed."""

    format: str
    media: str
    id: str
    title: str
    description: str
    url: str
    about: str
    updated: datetime
    language: str
    license: str
    site: str
    site_url: str
    icon: str = ""
    hub: str = ""
    links: tuple[tuple[str, str], ...] = ()
    is_archive: bool = False
    is_whole: bool = True


class Extra(BaseExtension):  # type: ignore[misc]
    """Further elements of a feed or an entry."""

    def __init__(self) -> None:
        self.namespaces: dict[str, str] = {}
        self.rss: tuple[Element, ...] = ()
        self.atom: tuple[Element, ...] = ()
        self.language = ""

    def extend_ns(self) -> dict[str, str]:
        """The namespaces of the feed's root."""
        return self.namespaces

    def extend_rss(self, node: Any) -> Any:
        """Add to an item, or to the channel of a feed."""
        _add(node[0] if node.tag == "rss" else node, self.rss)
        return node

    def extend_atom(self, node: Any) -> Any:
        """Add to an entry or a feed."""
        _add(node, self.atom)
        if self.language:
            node.attrib[_LANG] = self.language
        return node


def _add(node: Any, elements: tuple[Element, ...]) -> None:
    for element in elements:
        prefix, _, name = element.name.rpartition(":")
        made = xml_elem(f"{{{_PREFIXES[prefix]}}}{name}" if prefix else name, node, **dict(element.attributes))
        made.text = element.text or None


def generator(format_: str) -> FeedGenerator:
    """A feed without entries, and with nothing that depends on when it is made."""
    made = FeedGenerator()
    made.register_extension("extra", Extra, Extra)
    made.extra.namespaces = dict(NAMESPACES[format_])
    made.id("tag:")
    made.title("-")
    made.link(href="https://example.org/")
    made.description("-")
    made.updated(_MARK_DATE)
    return made


def between(feed: bytes, start: bytes, end: bytes) -> bytes:
    """A feed's only entry, as it is written there: its namespaces are those of the feed's head."""
    return feed[feed.index(start) : feed.rindex(end) + len(end)]


def head_bytes(head: Head) -> bytes:
    """All of a feed that stands before its entries."""
    if head.links or head.is_archive:
        return made_head(head)
    given = {
        b"id": head.id, b"title": head.title, b"description": head.description, b"url": head.url, b"about": head.about,
        b"updated": _written(head.format, head.updated),
    }  # fmt: skip
    template = _template(
        replace(head, id="@@id@@", title="@@title@@", description="@@description@@", url="@@url@@", about="@@about@@",
                updated=_MARK_DATE)
    )  # fmt: skip
    return b"".join(_escaped(given[part]) if number % 2 else part for number, part in enumerate(template))


def _written(format_: str, moment: datetime) -> str:
    return format_datetime(moment) if format_ == "rss" else moment.isoformat()


def _escaped(text: str) -> bytes:
    """As lxml escapes text; URLs hold no quotes, so that theirs in attributes are the same."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;").encode()


@lru_cache(maxsize=32)
def _template(head: Head) -> tuple[bytes, ...]:
    """A head in pieces: bytes, the name of a value, bytes, and so on."""
    made = made_head(head).replace(_written(head.format, head.updated).encode(), b"@@updated@@")
    return tuple(_MARK.split(made))


def made_head(head: Head) -> bytes:
    """The head as feedgen writes it."""
    made = generator(head.format)
    made.id(head.id)
    made.title(head.title)
    made.subtitle(head.description)
    made.language(head.language)
    made.generator("shortsite", version=__version__)
    made.updated(head.updated)
    made.rights(head.license)
    made.author({"name": head.site})
    if head.icon:
        made.icon(head.icon)
    links = [("hub", head.hub)] if head.hub else []
    links += head.links
    if head.links or head.is_archive:
        made.extra.namespaces |= _HISTORY
    archive = (Element("fh:archive"),) if head.is_archive else ()
    own = {"href": head.url, "rel": "self", "type": head.media}
    others = [{"href": url, "rel": rel} for rel, url in links]
    made.link([own, *others, {"href": head.about, "rel": "alternate", "type": "text/html"}], replace=True)
    if head.format == "rss":
        made.docs(_DOCS)
        made.extra.rss = (
            *(Element("atom:link", attributes=(("href", url), ("rel", rel))) for rel, url in links),
            *archive,
        )
        whole, end = made.rss_str(), b"</channel></rss>"
    else:
        made.extra.atom = archive
        whole, end = made.atom_str(), b"</feed>"
    start: bytes = whole.rstrip().removesuffix(end)
    return start + b"\n"
