"""Names for new papers: ids as an archive's people would choose them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import count
from typing import Any

from shortsite.identifiers import BY_KEY
from shortsite.names import family_and_given
from shortsite.urls import ID_LENGTH, is_id, slug

#: How many words of the title an id holds.
WORDS = 3
#: Room for a number behind a name that is taken.
_ROOM = ID_LENGTH - 8
_ARTICLES = frozenset(["a", "an", "the"])
_SMALL = _ARTICLES | {"and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "via", "with"}
_TEX = re.compile(r"\\[A-Za-z]+|[${}\\]")


def paper_id(values: Mapping[str, Any], taken: Collection[str]) -> str:
    """An id for the paper with these values (keys of ``docs/content.md``): always sound, and not among ``taken``.

    It is ``<family name of the first author>-<year>-<first words of the title>`` as far as these are known: a title's
    main part without a leading article, three words, no small word last. Without a title an identifier takes its place.
    """
    family, year = _family(values.get("authors")), _year(values.get("year"))
    title = _title_words(str(values.get("title") or ""))
    parts = (family, year, title) if title else (_identifier(values) or family, "" if _identifier(values) else year)
    return free_name("-".join(filter(None, parts)) or "paper", taken)


def free_name(name: str, taken: Collection[str]) -> str:
    """The name as an id; with the next free number behind it where it is taken."""
    base = slug(name)[:_ROOM].rstrip(".-")
    if not is_id(base):
        base = "paper"
    numbered = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(made for made in numbered if made not in taken)


def _family(authors: Any) -> str:
    """The family name of the first author as words of an id; empty if there is none."""
    first = authors[0] if isinstance(authors, (list, tuple)) and authors else ""
    if isinstance(first, Mapping):
        return _words(str(first.get("family") or ""), WORDS)
    name = str(first)
    family, comma, _ = name.partition(",")
    return _words(family if comma else family_and_given(name)[0], WORDS)


def _year(year: Any) -> str:
    return str(year) if re.fullmatch(r"[1-9]\d{3}", str(year)) else ""


def _title_words(title: str) -> str:
    """The first words of the title's main part: ``Adam`` of ``Adam: A Method for Stochastic Optimization``."""
    plain = _TEX.sub(" ", title)
    main = re.split(r"[:?!]\s|\s[\u2013\u2014-]\s", plain, maxsplit=1)[0]
    words = [word for word in _words(main, 50).split("-") if word]
    while len(words) > 1 and words[0] in _ARTICLES:
        del words[0]
    chosen = words[:WORDS]
    while len(chosen) > 1 and chosen[-1] in _SMALL:
        chosen.pop()
    return "-".join(chosen)


def _words(text: str, limit: int) -> str:
    """So many words of the text, as an id writes them; each of at most 30 characters."""
    if not re.search(r"[^\W_]", text):
        return ""
    return "-".join(word[:30].rstrip(".") for word in slug(text).split("-")[:limit])


def _identifier(values: Mapping[str, Any]) -> str:
    """The paper's first identifier as a word: ``arxiv-1706.03762``."""
    return next((f"{key}-{slug(str(values[key]))}" for key in BY_KEY if values.get(key)), "")
