"""From what a source says to values that a paper's record may hold: the last gate, whatever came before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from html import unescape
from typing import Any, TypeVar

from shortsite.citations.latex import text_of
from shortsite.citations.sound import plain, sound
from shortsite.metadata.source import Found, Unanswered
from shortsite.problems import only_printable
from shortsite.values import moment

T = TypeVar("T")

#: A search takes so much of a title.
QUERY = 300
YEARS = range(1500, 2101)
#: Capitals in fewer letters are an abbreviation.
SHOUT = 8


#: What turns the direction of writing or has no width: no title or name is meant to hold it.
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")


def line(value: str) -> str:
    """The text on one line, in one Unicode form, without characters that no record may hold or nobody sees."""
    return " ".join(plain(_UNSEEN.sub("", value)).split())


def tex(value: str) -> str:
    """The text of a source that writes TeX: accents and signs as characters, formulas kept as ``$...$``."""
    return text_of(line(value), escaped_dollars=True)


def unescaped(value: str) -> str:
    """The text of a source that writes HTML's entities into it."""
    return line(unescape(value))


def query(title: str) -> str:
    """The words of a title, for a search that would take other signs for orders."""
    return " ".join(re.findall(r"\w+", line(title)))[:QUERY]


def day_of(value: str) -> str:
    """The day of a date or time such as ``2017-06-12T17:57:34Z``, or an empty text."""
    day = value.strip()[:10]
    return day if moment(day) and int(day[:4]) in YEARS else ""


def year_of(value: str) -> int:
    """The year that the text starts with, or 0."""
    year = int(value[:4]) if re.match(r"[0-9]{4}(?![0-9])", value) else 0
    return year if year in YEARS else 0


def found(values: Mapping[str, Any], source: str, notes: tuple[str, ...] = ()) -> Found:
    """The values that a record may hold, with notes for the rest; raises ``Unanswered`` where there is no title."""
    kept, faults = sound({key: _lined(value) for key, value in values.items() if value})
    if "title" not in kept:
        raise Unanswered(f"{source} gave no title")
    doubts = {
        "the title is in capitals; write it as the paper does": _shouts(kept["title"]),
        "there are no authors": "authors" not in kept,
    }
    more = [doubt for doubt, holds in doubts.items() if holds]
    return Found(kept, source, tuple(dict.fromkeys(only_printable(line(note)) for note in (*notes, *faults, *more))))


def found_among(candidates: Iterable[T], read: Callable[[T], Found]) -> tuple[Found, ...]:
    """What ``read`` finds in the candidates of a search, those passed over that are no record of a paper."""
    made: list[Found] = []
    for candidate in candidates:
        with suppress(Unanswered):
            made.append(read(candidate))
    return tuple(made)


def _lined(value: Any) -> Any:
    if isinstance(value, list):
        return [_lined(item) for item in value]
    if isinstance(value, dict):
        return {key: _lined(item) for key, item in value.items()}
    return line(value) if isinstance(value, str) else value


def _shouts(title: str) -> bool:
    return title.isupper() and " " in title and sum(sign.isalpha() for sign in title) >= SHOUT
