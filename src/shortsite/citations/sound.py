"""Holding values to what a record may say, whatever a file or an API claims.

There is one truth about what a record may hold, the reader of records: the values go through it, and what it refuses
is left out with a note in its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shortsite.citations.plain import plain
from shortsite.problems import ERROR, Place, Problem
from shortsite.readers import Source, read_paper
from shortsite.records import RECORD_BYTES, Listing, Record, Scalar, Value
from shortsite.schemas import keys_of

__all__ = ["TITLE_LENGTH", "plain", "sound"]

TITLE_LENGTH = 500
#: What a record may weigh, with room for quotes, indents and a comment or two.
_BYTES = RECORD_BYTES * 9 // 10
_QUOTES = 8
_HUGE = 10**50
#: A name within an author within the list of authors.
_DEPTH = 2


def sound(values: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The values that a record may hold, in the order of records, and notes of what was cut or left out.

    Values are texts, whole numbers, lists and mappings of texts, and authors as records have them; empty ones go.
    """
    notes: list[str] = []
    kept = {key: made for key in keys_of("paper") if (made := _clean(key, values.get(key)))}
    if len(kept.get("title", "")) > TITLE_LENGTH:
        kept["title"] = kept["title"][:TITLE_LENGTH].rpartition(" ")[0] or kept["title"][:TITLE_LENGTH]
        notes.append(f"the title is cut after {TITLE_LENGTH} characters")
    _drop_refused(kept, notes)
    _lighten(kept, notes)
    if "year" in kept:
        kept["year"] = int(kept["year"])
    notes += [f"there is no {key}" for key in ("title", "year") if key not in kept]
    return kept, tuple(notes)


def _clean(key: str, value: Any, depth: int = 0) -> Any:
    """The value with its texts clean and on one line, without what is empty, unprintable or too deep to be meant."""
    if isinstance(value, str):
        text = plain(value)
        return text.strip() if key == "abstract" else " ".join(text.split())
    if isinstance(value, bool | int | float):
        return _number(key, value)
    if depth > _DEPTH:
        return None
    if isinstance(value, Mapping):
        cleaned = {" ".join(plain(str(name)).split()): _clean("", inner, depth + 1) for name, inner in value.items()}
        return {name: made for name, made in cleaned.items() if name and made}
    items = value if isinstance(value, list | tuple) else ()
    return [made for item in items if (made := _clean("", item, depth + 1))]


def _number(key: str, value: float) -> Any:
    if isinstance(value, bool):
        return value and key == "featured"
    # Python refuses to print a number of thousands of digits
    return str(value) if isinstance(value, float) or abs(value) < _HUGE else None


# The reader's verdict. The place of each value names it: its key is the path, its number in a list the line, or 0.


def _drop_refused(values: dict[str, Any], notes: list[str]) -> None:
    """Leave out what the reader calls an error; what it only warns of stays, and is told."""
    problems: list[Problem] = []
    read_paper(Source(Path(), "", "", "paper", record=_record(values)), None, problems)
    refused: set[tuple[str, int]] = set()
    for problem in problems:
        key = problem.place.path
        if key not in values:
            continue
        is_refused = problem.severity == ERROR
        notes.append(f"{key} left out: {problem.message}" if is_refused else problem.message)
        if is_refused:
            refused.add((key, problem.place.line))
    for key in {key for key, _ in refused}:
        _without(values, key, {number for name, number in refused if name == key})


def _without(values: dict[str, Any], key: str, numbers: set[int]) -> None:
    value = values[key]
    if isinstance(value, list) and 0 not in numbers:
        value = [item for number, item in enumerate(value, 1) if number not in numbers]
    elif isinstance(value, dict) and 0 not in numbers:
        value = {name: item for number, (name, item) in enumerate(value.items(), 1) if number not in numbers}
    else:
        value = None
    if value:
        values[key] = value
    else:
        del values[key]


def _record(values: Mapping[str, Any]) -> Record:
    top = Place("")
    return Record({key: (top, _value(value, Place(key, 0))) for key, value in values.items()}, top)


def _value(value: Any, place: Place) -> Value:
    """The value at its place; items of a list and entries of a mapping are numbered, what they hold like them."""
    if isinstance(value, list):
        return Listing(tuple(_value(item, _numbered(place, n)) for n, item in enumerate(value, 1)), place)
    if isinstance(value, dict):
        entries = enumerate(value.items(), 1)
        return Record({key: (place, _value(item, _numbered(place, n))) for n, (key, item) in entries}, place)
    return Scalar(str(value).lower() if isinstance(value, bool) else str(value), place, plain=False)


def _numbered(place: Place, number: int) -> Place:
    return place if place.line else Place(place.path, number)


# Weight


def _weight(value: Any) -> int:
    if isinstance(value, list):
        return sum(_weight(item) for item in value)
    if isinstance(value, dict):
        return sum(_weight(key) + _weight(item) for key, item in value.items())
    return len(str(value).encode()) + _QUOTES


def _lighten(values: dict[str, Any], notes: list[str]) -> None:
    """Make what a file of a record can hold: without the abstract, and without the last authors, keywords, links."""
    excess = _weight(values) - _BYTES
    if excess > 0 and "abstract" in values:
        excess -= _weight(values.pop("abstract"))
        notes.append("the abstract is left out: the record would be too large")
    for key in ("links", "aliases", "keywords", "authors"):
        if excess > 0 and key in values:
            excess -= _shorten(values, key, excess, notes)


def _shorten(values: dict[str, Any], key: str, excess: int, notes: list[str]) -> int:
    items = list(values[key].items()) if isinstance(values[key], dict) else list(values[key])
    before, lost = len(items), 0
    while items and lost < excess:
        lost += _weight(dict([items.pop()]) if isinstance(values[key], dict) else items.pop())
    notes.append(f"only {len(items):,} of {before:,} {key} are kept: the record would be too large")
    values[key] = dict(items) if isinstance(values[key], dict) else items
    if not items:
        del values[key]
    return lost
