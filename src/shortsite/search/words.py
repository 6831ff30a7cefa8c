"""Words as they are searched: without case, accents and the letters that many keyboards lack.

``find.js`` of the theme does the same to what somebody types; a test holds both together.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Letters that have no decomposition, and what people type for them.
SPELT = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
    | {"\u0131": "i", "\u03c2": "\u03c3"}
)
#: Words that nobody searches for.
STOP = frozenset("a an and are as at by for from in into is it its of on or the to via with".split())  # noqa: SIM905

_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """The text in the form in which it is compared."""
    parts = unicodedata.normalize("NFKD", text.lower())
    if not parts.isascii():
        parts = "".join(letter for letter in parts if unicodedata.category(letter)[0] != "M").translate(SPELT)
    return parts


def words(text: str) -> list[str]:
    """The words of a text in their order, folded, stop words left out."""
    return [word for word in _WORD.findall(folded(text)) if word not in STOP]
