"""The archive documents of the site's feed (RFC 5005): all that was ever in it, by year.

A year's texts, oldest first, are divided into documents of as many entries as the site's feed has. What is not yet
full is in the feed itself, so only the last document of a year that has ended is shorter, and a year has ended when a
text of a later one is there. So no document changes when a text is added, and each text is in one of them or in the
feed, whenever a reader looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from shortsite import urls
from shortsite.model import Feed, Part
from shortsite.pages.feed_parts import feed_part
from shortsite.views import Views

_Key = tuple[str, str]


def archive_feeds(views: Views) -> Iterator[Part]:
    """``/archive/<year>.atom.xml`` and so on; a year with many texts has several documents."""
    documents = _documents(views.latest, _years(views), views.config.feed_size)
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
    documents = _documents(views.latest, _years(views), views.config.feed_size)
    return (("prev-archive", urls.feed_archive(documents[-1][0], format_)),) if documents else ()


def _years(views: Views) -> tuple[int, ...]:
    return tuple(views.archive.summaries[key].date.at.year for key in views.latest)


@lru_cache(maxsize=4)
def _documents(latest: tuple[_Key, ...], years: tuple[int, ...], size: int) -> tuple[tuple[str, tuple[_Key, ...]], ...]:
    """Name and keys of each document, all from old to new."""
    found = []
    texts = [(year, key) for year, key in zip(reversed(years), reversed(latest), strict=True)]
    for year, group in groupby(texts, key=lambda pair: pair[0]):
        keys = [key for _, key in group]
        for start in range(0, len(keys), size):
            part = tuple(keys[start : start + size])
            if len(part) == size or year < years[0]:
                found.append((f"{year:04}" if not start else f"{year:04}-{start // size + 1}", part))
    # an archive that its feed holds altogether needs no other documents
    return tuple(found) if len(latest) > size else ()
