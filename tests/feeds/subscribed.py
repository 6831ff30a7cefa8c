"""What a subscriber gets: the feeds of an archive, and their entries as each format tells of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from archives import config_of, linked
from lxml import etree

from shortsite.cache import Store
from shortsite.feeds import FeedWriter
from shortsite.model import Archive, Feed
from shortsite.pages import KINDS, Kind, plan_site
from shortsite.views import Views

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
DC = "{http://purl.org/dc/elements/1.1/}"
DCTERMS = "{http://purl.org/dc/terms/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FORMATS = {"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json"}


@dataclass(frozen=True)
class Read:
    """An entry as a feed tells of it; RSS knows no fractions of seconds."""

    id: str
    link: str
    title: str
    author: str
    published: datetime
    updated: datetime
    words: str
    html: str


def feeds_in(views: Views, kinds: Sequence[Kind] = KINDS) -> dict[str, Feed]:
    """The feeds that are planned, by path."""
    return {output.url: output for output in plan_site(views, (), kinds)[0] if isinstance(output, Feed)}


def subscribed(root: Path, kinds: Sequence[Kind] = KINDS) -> dict[str, bytes]:
    """All feeds of the archive by path, without any page."""
    views = Views(linked(root)[0], config_of(root))
    feeds = feeds_in(views, kinds)
    writer = FeedWriter(views, Store.open(None))
    writer.prepare(feeds.values())
    return {path: writer.file(feed) for path, feed in feeds.items()}


def entries_of(data: bytes) -> list[Read]:
    """The entries of a feed in any format."""
    if data.startswith(b"{"):
        return [_of_json(item) for item in json.loads(data)["items"]]
    root = etree.fromstring(data)
    return [_of_rss(item) for item in root.iter("item")] + [_of_atom(item) for item in root.iter(f"{ATOM}entry")]


def _of_json(item: Mapping[str, object]) -> Read:
    return Read(
        str(item["id"]),
        str(item["url"]),
        str(item["title"]),
        item["authors"][0]["name"],  # type: ignore[index]
        datetime.fromisoformat(str(item["date_published"])),
        datetime.fromisoformat(str(item["date_modified"])),
        str(item["summary"] if "content_html" in item else item["content_text"]),
        str(item.get("content_html", "")),
    )


def _of_rss(item: etree._Element) -> Read:
    published = parsedate_to_datetime(item.findtext("pubDate") or "")
    modified = item.findtext(f"{DCTERMS}modified")
    words = etree.fromstring(f"<p>{item.findtext('description')}</p>").text or ""
    return Read(
        item.findtext("guid") or "",
        item.findtext("link") or "",
        item.findtext("title") or "",
        item.findtext(f"{DC}creator") or "",
        published,
        datetime.fromisoformat(modified) if modified else published,
        words,
        item.findtext(ENCODED) or "",
    )


def _of_atom(entry: etree._Element) -> Read:
    def text(path: str) -> str:
        return entry.findtext("/".join(ATOM + name for name in path.split("/"))) or ""

    link = next(node for node in entry.iter(f"{ATOM}link") if node.get("rel") in (None, "alternate"))
    content = entry.find(f"{ATOM}content/{XHTML}div")
    return Read(
        text("id"),
        link.get("href") or "",
        text("title"),
        text("author/name"),
        datetime.fromisoformat(text("published")),
        datetime.fromisoformat(text("updated")),
        text("summary"),
        "" if content is None else etree.tostring(content, encoding="unicode", with_tail=False),
    )


def texts_of(archive: Archive) -> set[tuple[str, str]]:
    """The keys of all texts that can be read."""
    return {key for key, text in archive.summaries.items() if not text.withdrawn}
