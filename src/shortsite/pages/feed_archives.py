"""The archive documents of the site's feed (RFC 5005): all that was ever in it, by year.

A document holds whole days of one year: at least half as many texts as the site's feed has, fewer at a year's end. It
is written when a text of a later day is there. Until then its texts are all in the feed itself, unless one day had so
many that the feed cannot hold them. So no document changes by a text of a new day, and every text is in a document or
in the feed, whenever a reader looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby

from shortsite import urls
from shortsite.model import Feed, Part
from shortsite.pages.feed_parts import feed_part
from shortsite.views import Views

_Key = tuple[str, str]
#: Entries of a document, where one day has more; so many in short take less than the bound of a feed.
MOST = 200


def archive_feeds(views: Views) -> Iterator[Part]:
    """``/archive/<year>.atom.xml`` and so on; a year with many texts has several documents."""
    documents = _documents(views.latest, views.days, views.config.feed_size)
    names = [name for name, _ in documents]
    for number, (name, keys) in enumerate(documents):
        feeds = []
        for format_, _, _, _ in urls.FEEDS:
            links = [("current", urls.feed("", format_))]
            if number:
                links.append(("prev-archive", urls.feed_archive(names[number - 1], format_)))
            if number + 1 < len(names):
                links.append(("next-archive", urls.feed_archive(names[number + 1], format_)))
            made = Feed(
                url=urls.feed_archive(name, format_),
                format=format_,
                title=f"{views.config.title}, {name[:4]}",
                about="",
                entries=tuple(reversed(keys)),
                description=f"Summaries that {views.config.title} published in {name[:4]}.",
                whole=False,
                links=tuple(links),
                is_archive=True,
            )
            feeds.append(made)
        yield feed_part(views, f"archive/{name}", feeds)


def older_documents(views: Views, format_: str) -> tuple[tuple[str, str], ...]:
    """Where the site's feed goes on: the newest archive document, if there is one."""
    documents = _documents(views.latest, views.days, views.config.feed_size)
    return (("prev-archive", urls.feed_archive(documents[-1][0], format_)),) if documents else ()


@lru_cache(maxsize=4)
def _documents(latest: tuple[_Key, ...], days: tuple[str, ...], size: int) -> tuple[tuple[str, tuple[_Key, ...]], ...]:
    """Name and keys of each document, all from old to new; none if the feed holds everything."""
    if len(latest) <= size:
        return ()
    day_of = dict(zip(latest, days, strict=True))
    found: list[tuple[str, tuple[_Key, ...]]] = []
    for year, keys in groupby(reversed(latest), key=lambda key: day_of[key][:4]):
        parts = _whole_days(keys, day_of, -(-size // 2))
        found += [(year if number == 1 else f"{year}-{number}", part) for number, part in enumerate(parts, start=1)]
    # the last one has the newest day, to which texts may yet be added
    return tuple(found if len(found[-1][1]) > size else found[:-1])


def _whole_days(keys: Iterable[_Key], day_of: Mapping[_Key, str], least: int) -> Iterator[tuple[_Key, ...]]:
    part: list[_Key] = []
    for _, of_day in groupby(keys, key=day_of.__getitem__):
        part += of_day
        if len(part) >= least:
            yield from (tuple(part[start : start + MOST]) for start in range(0, len(part), MOST))
            part = []
    if part:
        yield tuple(part)
