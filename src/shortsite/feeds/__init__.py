"""RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1: one module a format.

An entry is made once in each format, by feedgen as far as it can, from facts that are plain values. A feed is its head
with the ready bytes of its entries put in. All dates are given, since feedgen would use the time of the build; what
has only a day gets a time of its own within that day's first minute, since no two entries of a feed may share one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from shortsite import urls
from shortsite.cache import Memo, Store, memoise
from shortsite.config import Config
from shortsite.feeds import atom, json_feed, rss, syndication
from shortsite.feeds.body import Contents, contents
from shortsite.feeds.facts import EntryFacts, entry_facts, shortened
from shortsite.feeds.syndication import Head
from shortsite.feeds.words import entry_time, entry_words, markless, tag_uri, unicode_words
from shortsite.model import Digest, Feed
from shortsite.shelf import Shelf, Shelved
from shortsite.views import Views

__all__ = ["Entry", "FeedWriter", "Wanted", "assemble", "entry_facts", "entry_time", "entry_words", "make_entry"]

#: A feed takes at most so many bytes; its oldest entries are left out first.
FEED_BYTES = 1_000_000
#: A text that takes more bytes in some format is in feeds by its summary alone.
ENTRY_BYTES = 300_000

_Key = tuple[str, str] | Digest
#: An entry of a feed: what it is about, and whether all of the text is in it.
Wanted = tuple[_Key, bool]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of feeds: what makes an entry's bytes, and what stands before, between and behind entries."""

    item: Callable[[EntryFacts, Contents | None], bytes]
    head: Callable[[Head], bytes]
    between: bytes
    end: bytes


#: The formats of ``urls.FEEDS``, in the same order.
FORMATS = {
    "rss": Format(rss.item, syndication.head_bytes, rss.BETWEEN, rss.END),
    "atom": Format(atom.item, syndication.head_bytes, atom.BETWEEN, atom.END),
    "json": Format(json_feed.item, json_feed.head_bytes, json_feed.BETWEEN, json_feed.END),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry in each format, when it was last changed, and the digest of what it is made of."""

    parts: tuple[bytes | Shelved, ...]
    updated: datetime
    digest: str

    def part(self, format_: str) -> bytes:
        """The bytes in one format."""
        return bytes(self.parts[list(FORMATS).index(format_)])


def make_entry(facts: EntryFacts) -> Entry:
    """The entry of which these are the facts: a pure function of them."""
    parts: tuple[bytes, ...] = ()
    if facts.is_whole:
        told = contents(facts.before, facts.body, facts.after, facts.page)
        parts = tuple(format_.item(facts, told) for format_ in FORMATS.values())
    if not parts or max(map(len, parts)) > ENTRY_BYTES:
        parts = tuple(format_.item(shortened(facts), None) for format_ in FORMATS.values())
    return Entry(parts, facts.updated, facts.digest)


def assemble(config: Config, feed: Feed, entries: Sequence[Entry]) -> bytes:
    """The feed with these entries, newest first; valid when there are none."""
    format_ = FORMATS[feed.format]
    parts = _fitting([entry.part(feed.format) for entry in entries])
    head = format_.head(_head(config, feed, entries[: len(parts)]))
    behind = b"\n" if parts and feed.format != "json" else b""
    return head + format_.between.join(parts) + behind + format_.end


def _fitting(parts: Sequence[bytes]) -> Sequence[bytes]:
    size = 10_000
    for number, part in enumerate(parts):
        size += len(part) + 2
        if size > FEED_BYTES:
            return parts[:number]
    return parts


def _head(config: Config, feed: Feed, entries: Sequence[EntryFacts | Entry]) -> Head:
    base = config.url
    description = feed.description or config.description or config.tagline or feed.title
    return Head(
        format=feed.format,
        media=next(media for format_, _, media, _ in urls.FEEDS if format_ == feed.format),
        id=tag_uri(config, f"feed/{feed.about if feed.name is None else feed.name}"),
        title=unicode_words(feed.title, config),
        description=unicode_words(description, config),
        url=base + urls.escaped(feed.url),
        about=base + urls.escaped(feed.about),
        updated=max((entry.updated for entry in entries), default=_since(config)),
        language=config.language,
        license=config.license,
        site=markless(config.title),
        site_url=base,
        icon=base + urls.static("icon.svg") if feed.whole else "",
        hub="" if feed.is_archive else config.websub_hub,
        links=tuple((rel, base + urls.escaped(path)) for rel, path in feed.links),
        is_archive=feed.is_archive,
        is_whole=feed.whole,
    )


def _since(config: Config) -> datetime:
    """The date of a feed without entries: the start of the year in which the archive's tag begins."""
    return datetime(int(config.tag.split(",")[1][:4]), 1, 1, tzinfo=UTC)


class FeedWriter:
    """Makes the feeds of a site, each entry once, and none that the store has."""

    def __init__(self, views: Views, store: Store) -> None:
        self.views = views
        self.store = store
        self._facts: dict[Wanted, EntryFacts] = {}
        self._entries: dict[Wanted, Entry] = {}
        self._shelf = Shelf()

    def prepare(self, feeds: Iterable[Feed]) -> None:
        """Make the entries of these feeds, all in one go."""
        missing = self.missing(feeds)
        self._entries |= zip(missing, self.made(missing), strict=True)

    def missing(self, feeds: Iterable[Feed]) -> list[Wanted]:
        """The entries of these feeds that have not been made; most of them are in several."""
        needed = dict.fromkeys((key, feed.whole) for feed in feeds for key in feed.entries)
        return [wanted for wanted in needed if wanted not in self._entries]

    def made(self, missing: Sequence[Wanted]) -> list[Entry]:
        """These entries, made now or found in the store."""
        facts = [self._fact(*wanted) for wanted in missing]
        memo = Memo("feed entry", make_entry, lambda told: told.digest.encode(), _encoded, _decoded)
        return memoise(self.store, memo, facts, lambda function, inputs: [function(told) for told in inputs])

    def take(self, wanted: Wanted, entry: Entry) -> None:
        """Have an entry that a copy of this process made."""
        self._entries[wanted] = replace(entry, parts=tuple(self._shelf.put([*map(bytes, entry.parts)])))

    def file(self, feed: Feed) -> bytes:
        """The bytes of a feed."""
        self.prepare([feed])
        entries = [self._entries[key, feed.whole] for key in feed.entries]
        return assemble(self.views.config, feed, entries)

    def _fact(self, key: _Key, whole: bool) -> EntryFacts:
        found = self._facts.get((key, whole))
        if found is None:
            found = self._facts[key, whole] = entry_facts(self.views, key, whole=whole)
        return found


def _encoded(entry: Entry) -> list[Any]:
    return [[bytes(part).decode() for part in entry.parts], entry.updated.isoformat(), entry.digest]


def _decoded(values: Sequence[Any]) -> Entry:
    parts, updated, digest = values
    return Entry(tuple(part.encode() for part in parts), datetime.fromisoformat(updated), digest)
