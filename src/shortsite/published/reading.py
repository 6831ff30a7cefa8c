"""What a published site says of itself in ``/api/``: the papers and texts that have addresses and ids."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shortsite import urls
from shortsite.published.sources import Source, Unreadable

_INDEX, _PAPERS, _TEXTS = urls.api("index.json"), urls.api("papers.jsonl"), urls.api("summaries.jsonl")
#: An id of an entry (RFC 4151), and the longest name of anything.
_FEED_ID, _LONG = re.compile(r"tag:[A-Za-z0-9.-]+,[0-9-]{4,10}:[!-~]+"), 400
#: The form of these files that is understood.
VERSION = 1


@dataclass(frozen=True, slots=True)
class PublishedPaper:
    """A paper: its id, its former ids, and (kind, value) of its identifiers."""

    id: str
    aliases: tuple[str, ...]
    identifiers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PublishedText:
    """A summary or reply; ``feed_id`` is empty where the site does not tell it."""

    paper: str
    stem: str
    author: str
    feed_id: str
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class Published:
    """A published site: its papers, its texts, and the slugs of its own pages."""

    papers: tuple[PublishedPaper, ...]
    texts: tuple[PublishedText, ...]
    pages: tuple[str, ...]


def read_published(source: Source) -> Published | None:
    """All of the site that must last; nothing if nothing is published there yet. Raises ``Unreadable``."""
    index = _index(source)
    if index is None:
        return None
    papers = [_paper(row) for row in _rows(source, _PAPERS)]
    texts = [_text(row) for row in _rows(source, _TEXTS)]
    if _counts(index) != (len(papers), sum(not text.is_withdrawn for text in texts)):
        raise Unreadable("is not whole, or was published anew just now: its files do not fit each other")
    pages = index.get("pages", {})
    slugs = tuple(pages) if isinstance(pages, dict) else ()
    return Published(tuple(papers), tuple(texts), slugs)


def _counts(index: dict[str, Any]) -> tuple[int, int]:
    """How many papers and readable texts the site says that it has."""
    counts = index.get("counts")
    told = [counts.get(name) for name in ("papers", "summaries", "replies")] if isinstance(counts, dict) else []
    numbers = [count for count in told if isinstance(count, int)]
    if len(numbers) != 3:  # noqa: PLR2004
        raise _unknown(_INDEX)
    return numbers[0], numbers[1] + numbers[2]


def _index(source: Source) -> dict[str, Any] | None:
    data = source.read(_INDEX)
    if data is None:
        if source.read(source.front) is None:
            return None
        raise Unreadable(f"has no /{_INDEX}, so something else made it, or an older shortsite")
    found = _values(data, _INDEX)
    version = found.get("version")
    if type(version) is not int:
        raise _unknown(_INDEX)
    if version != VERSION:
        raise Unreadable(f"was made by another version of shortsite, whose /{_INDEX} this one does not know")
    return found


def _rows(source: Source, path: str) -> Iterator[dict[str, Any]]:
    data = source.read(path)
    if data is None:
        raise Unreadable(f"has no /{path}")
    for number, line in enumerate(data.splitlines(), 1):
        yield _values(line, f"{path} (line {number:,})")


def _values(data: bytes, path: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise Unreadable(f"has a /{path} that is no JSON") from None
    if not isinstance(found, dict):
        raise _unknown(path)
    return found


def _paper(row: dict[str, Any]) -> PublishedPaper:
    aliases, identifiers = row.get("aliases", []), row.get("identifiers", {})
    if not isinstance(aliases, list) or not isinstance(identifiers, dict):
        raise _unknown(_PAPERS)
    names = [name for name in (row.get("id"), *aliases) if isinstance(name, str) and _is_name(name)]
    if len(names) <= len(aliases) or not urls.is_id(names[0]):
        raise _unknown(_PAPERS)
    known = ((kind, value) for kind, value in identifiers.items() if isinstance(value, str))
    return PublishedPaper(names[0], tuple(names[1:]), tuple(known))


def _is_name(name: str) -> bool:
    return len(name) <= _LONG and urls.is_former_name(name)


def _text(row: dict[str, Any]) -> PublishedText:
    author = row.get("author")
    handle = author.get("id") if isinstance(author, dict) else None
    paper, feed_id = row.get("paper"), row.get("feed_id", "")
    if not (isinstance(paper, str) and isinstance(handle, str) and isinstance(feed_id, str)):
        raise _unknown(_TEXTS)
    stem = str(row.get("id")).removeprefix(f"{paper}/")
    is_known = not feed_id or (len(feed_id) <= _LONG and _FEED_ID.fullmatch(feed_id))
    if not (urls.is_id(paper) and urls.is_id(stem) and urls.is_id(handle) and is_known):
        raise _unknown(_TEXTS)
    return PublishedText(paper, stem, handle, feed_id, bool(row.get("withdrawn")))


def _unknown(path: str) -> Unreadable:
    return Unreadable(f"has a /{path} of a form that is not known")
