"""RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1.

feedgen makes each summary's RSS item and Atom entry once, and its JSON item is made beside them. A feed is its own
head, made by feedgen too, with the ready bytes of its entries put in. All dates are given, since feedgen would use the
time of the build; what has only a day gets a time of its own within that day's first minute, since no two entries of a
feed may share one.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from feedgen.entry import FeedEntry
from feedgen.ext.dc import DcEntryExtension, DcExtension
from feedgen.feed import FeedGenerator
from feedgen.version import version_str
from markupsafe import escape

from shortsite import __version__, urls
from shortsite.config import Config
from shortsite.feeds.json_feed import json_feed, json_item
from shortsite.feeds.words import (
    absolute,
    content,
    entry_description,
    entry_time,
    entry_title,
    entry_words,
    feed_description,
    tag_uri,
)
from shortsite.model import Feed
from shortsite.outside import landing_page, tagless
from shortsite.views import PaperView, SummaryView

__all__ = ["Entry", "assemble", "entry_time", "entry_words", "fingerprint", "make_entry"]


def fingerprint() -> str:
    """A text that changes whenever the same views could give another entry; for the keys of caches."""
    here = Path(__file__).parent
    files = [*sorted(here.glob("*.py")), here.parent / "outside.py", here.parent / "views.py"]
    sources = b"".join(file.read_bytes() for file in files)
    return f"feedgen={version_str} {blake2b(sources, digest_size=16).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A summary's part of every feed that holds it, in each format, and when it was last changed."""

    rss: bytes
    atom: bytes
    json: bytes
    updated: datetime


# Entries


def make_entry(config: Config, paper: PaperView, summary: SummaryView) -> Entry:
    """The entry of one summary; a pure function of what it is given."""
    link = absolute(config, summary.url)
    updated = entry_time(summary.updated or summary.date, summary.feed_key)
    generator = _generator(with_dc=True)
    generator.id(config.url)
    generator.title(config.title)
    generator.link(href=config.url)
    generator.description(config.title)
    generator.updated(updated)
    entry = generator.add_entry(order="append")
    entry.id(tag_uri(config, summary.feed_key))
    entry.title(entry_title(paper, summary))
    entry.link(href=link, rel="alternate")
    entry.published(entry_time(summary.date, summary.feed_key))
    entry.updated(updated)
    entry.dc.dc_creator(tagless(summary.author.text))
    for keyword in paper.keywords:
        entry.category(term=tagless(keyword.text))
    entry.content(content(config, paper, summary, "rss"), type="CDATA")
    # an RSS description is HTML, an Atom summary is text
    entry.summary(html.escape(entry_description(summary), quote=False))
    rss = _between(generator.rss_str(), b"<item>", b"</item>")
    entry.summary(entry_description(summary))
    _make_atom(config, entry, paper, summary)
    atom = _between(generator.atom_str(), b"<entry>", b"</entry>")
    return Entry(rss, _with_paper(atom, paper), json_item(config, paper, summary), updated)


def _with_paper(atom: bytes, paper: PaperView) -> bytes:
    """The entry with a link to the paper itself: feedgen forgets the ``rel`` of an entry's links."""
    url = landing_page(paper.record)
    link = f'<link href="{escape(url)}" rel="related" title="The paper"/>' if url else ""
    return atom.replace(b"</entry>", link.encode() + b"</entry>")


def _between(feed: bytes, start: bytes, end: bytes) -> bytes:
    """A feed's only entry, as it is written there: its namespaces are those of the feed's head."""
    return feed[feed.index(start) : feed.rindex(end) + len(end)]


def _make_atom(config: Config, entry: FeedEntry, paper: PaperView, summary: SummaryView) -> None:
    author = {"name": tagless(summary.author.text)}
    if summary.author_id != "anonymous":
        author["uri"] = absolute(config, summary.author.url)
    entry.author(author, replace=True)
    entry.rights(f"{summary.license.text}: {summary.license.url}")
    # feedgen puts it into the div that RFC 4287 asks for
    entry.content(content(config, paper, summary, "atom"), type="xhtml")


# Feeds


def assemble(config: Config, feed: Feed, entries: Sequence[Entry]) -> bytes:
    """The feed with these entries, newest first; valid when there are none."""
    if feed.format == "json":
        return json_feed(config, feed, [entry.json for entry in entries])
    return _xml_feed(config, feed, entries)


def _xml_feed(config: Config, feed: Feed, entries: Sequence[Entry]) -> bytes:
    generator = _generator(with_dc=bool(entries))
    about = config.url + urls.escaped(feed.about)
    generator.title(tagless(feed.title))
    generator.subtitle(tagless(feed_description(config, feed)))
    generator.language(config.language)
    generator.generator("shortsite", version=__version__)
    generator.updated(max((entry.updated for entry in entries), default=_since(config)))
    generator.rights(config.license)
    media = next(media for format_, _, media, _ in urls.FEEDS if format_ == feed.format)
    links = [{"href": config.url + urls.escaped(feed.url), "rel": "self", "type": media}]
    if config.websub_hub:
        links.append({"href": config.websub_hub, "rel": "hub"})
    generator.link([*links, {"href": about, "rel": "alternate"}])
    if feed.format == "rss":
        generator.docs("https://www.rssboard.org/rss-specification")
        head, end = _with_hub(generator.rss_str(pretty=False), config.websub_hub), b"</channel></rss>"
        parts = [entry.rss for entry in entries]
    else:
        generator.id(tag_uri(config, f"feed/{feed.about}"))
        generator.author({"name": tagless(config.title)})
        head, end = generator.atom_str(pretty=False), b"</feed>"
        parts = [entry.atom for entry in entries]
    start: bytes = head.rstrip().removesuffix(end)
    return start + b"\n" + b"\n".join(parts) + (b"\n" if parts else b"") + end + b"\n"


def _with_hub(head: bytes, hub: str) -> bytes:
    """An RSS feed that names its hub too: feedgen writes no link but that to the feed itself."""
    link = f'<atom:link href="{escape(hub)}" rel="hub"/>' if hub else ""
    return head.replace(b"<docs>", link.encode() + b"<docs>", 1)


def _since(config: Config) -> datetime:
    """The date of a feed without entries: the start of the year in which the archive's tag begins."""
    return datetime(int(config.tag.split(",")[1][:4]), 1, 1, tzinfo=UTC)


def _generator(*, with_dc: bool) -> FeedGenerator:
    generator = FeedGenerator()
    if with_dc:
        generator.register_extension("dc", DcExtension, DcEntryExtension)
    return generator
