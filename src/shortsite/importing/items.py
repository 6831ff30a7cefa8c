"""What files of other systems hold: papers, and texts about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """A text about a paper; empty where the file does not tell.

    ``author`` is a handle and ``name`` what its contributor is called, ``date`` a day. ``facts`` are further keys of
    front matter. ``note`` is the path of the note that the text is, below the folder ``root`` that its images are in.
    """

    body: str
    author: str = ""
    name: str = ""
    date: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    root: Path | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a file: a paper, and perhaps a text about it.

    ``place`` says where it stands (``refs.bib:12``), ``key`` what the file calls it. ``values`` are those of a paper's
    record. The keys of ``guesses`` are those of values that anything else known is better than, with a note that says
    so. ``former`` is the id that the paper had where the file was written by shortsite. ``fault`` says why the text
    cannot be taken.
    """

    place: str
    key: str
    values: dict[str, Any]
    notes: tuple[str, ...] = ()
    text: Text | None = None
    guesses: Mapping[str, str] = field(default_factory=dict)
    former: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The items of some files, and what could not be read of them, each fault with its place."""

    items: tuple[Item, ...] = ()
    faults: tuple[str, ...] = ()
