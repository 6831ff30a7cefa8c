"""Feeds that stand by no page, as parts of the site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import partial

from shortsite.digests import digest_of
from shortsite.model import Digest, Feed, Part
from shortsite.views import Views

_FIELDS = tuple(field.name for field in fields(Feed))


def feed_part(views: Views, name: str, feeds: Sequence[Feed], *, is_followed: bool = False) -> Part:
    """A part of these feeds, which is kept while neither they nor their texts change."""
    return Part(name, partial(feeds_show, views, feeds), lambda: feeds, feeds[0] if is_followed else None)


def feeds_show(views: Views, feeds: Sequence[Feed]) -> str:
    """A hash of all that feeds are made of."""
    digests = views.digests
    told_of = digests.text if any(feed.whole for feed in feeds) else digests.brief
    texts = [
        [*map(digests.brief, entry.summaries)] if isinstance(entry, Digest) else told_of(entry)
        for entry in dict.fromkeys(entry for feed in feeds for entry in feed.entries)
    ]
    same = feeds[0].entries if feeds else ()
    # the formats of one feed share what they hold, which is told once
    told = [
        [getattr(feed, name) for name in _FIELDS if name != "entries" or feed.entries is not same] for feed in feeds
    ]
    return digest_of(told, same, texts)
