"""How what stage 1 made of a file is written: records as plain values, but for what their file says of itself.

Places are those of the file, which is not named again, and texts lie in the store of results.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, get_type_hints

from shortsite.codec import TIME, Codec, Leaf, codec
from shortsite.gists import KeptText
from shortsite.model import Document
from shortsite.problems import Place, Problem
from shortsite.readers import KINDS, Kind

#: What the file system says of a file; () where that is no proof of what it holds.
Look = tuple[int, ...]
#: Width, height, and a hash of the bytes.
ImageFacts = tuple[int, int, str]
#: A place in the file itself is a line and a column.
_OWN = 2


@dataclass(frozen=True, slots=True)
class ContentFile:
    """A file that holds a record: its path from the archive's folder, and what the file system says of it.

    ``images`` are those in its folder and below; ``stamp`` is a hash of them and of their bytes, empty for none.
    """

    path: str
    kind: Kind
    look: Look
    images: tuple[tuple[str, int, int], ...]
    stamp: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was made of a file: its record, None if it holds none; its problems; what is broken with it, (kind, id).

    If anything is, the record is not sound: it is only good for finding more that is wrong.
    """

    record: Any
    problems: tuple[Problem, ...] = ()
    broken: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A file. ``digest`` is that of its source, and ``stamp`` stands for the images beside it."""

    path: str
    look: Look
    stamp: str
    digest: str
    text: KeptText | None
    problems: tuple[Problem, ...]
    broken: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Home:
    """What the values of a file are read within."""

    path: str
    document: Document | None = None


class UnkeptError(ValueError):
    """A record that holds a text that the store does not have."""


def _place(place: Place, home: Home) -> list[Any]:
    return [place.line, place.column] if place.path == home.path else [place.line, place.column, place.path]


class _Places(Mapping[str, Place]):
    """Where the keys of a record stand: made when somebody asks, which only those do who have something to report."""

    __slots__ = ("_home", "_text")

    def __init__(self, text: str, home: Home) -> None:
        # a few hundred lists and numbers a file take ten times the memory of their text
        self._text = text
        self._home = home

    @property
    def _told(self) -> dict[str, list[Any]]:
        told: dict[str, list[Any]] = json.loads(self._text)
        return told

    def __getitem__(self, key: str) -> Place:
        return _placed(self._told[key], self._home)

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)

    def __repr__(self) -> str:
        return repr(dict(self))


def _placed(told: list[Any], home: Home) -> Place:
    return Place(told[2] if len(told) > _OWN else home.path, told[0], told[1])


def _text(document: Document, home: Home) -> int:
    if document is not home.document:
        raise UnkeptError
    return 1


_LEAVES = {
    datetime: TIME,
    Place: Leaf(_place, _placed),
    Mapping[str, Place]: Leaf(
        lambda places, home: json.dumps(
            {key: _place(place, home) for key, place in places.items()}, separators=(",", ":")
        ),
        _Places,
    ),
    Document: Leaf(_text, lambda _, home: home.document),
}


@cache
def codec_of(kind: str) -> Codec:
    """The codec of the records of a kind; of the rest of a line if it is empty."""
    return codec(get_type_hints(KINDS[kind].read)["return"] if kind else Known, _LEAVES)
