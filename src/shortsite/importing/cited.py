"""Files of citations: BibTeX, RIS and CSL-JSON, as papers without texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from shortsite.citations import bibtex, csl_json, ris
from shortsite.citations.entry import Entry
from shortsite.importing.items import Gathered, Item
from shortsite.urls import is_id

#: A reader of citations; without ``abstracts`` those are left out.
Reader = Callable[..., tuple[list[Entry], list[str]]]

#: What shortsite writes into every entry of its own; RIS and CSL-JSON have no place for it.
_OWN = re.compile(r"^\s*bibsource\s*=\s*\{shortsite\},?\s*$", re.MULTILINE)
#: In entries of these types the ISBN is that of the volume, and many papers bear it.
_PARTS = ("article", "inproceedings")


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    lines: Sequence[str]


def gather(read: Reader, text: str, name: str, *, abstracts: bool) -> Gathered:
    """The entries of a file of citations, which ``read`` reads."""
    entries, faults = read(text, abstracts=abstracts)
    items = _items(entries, _File(name, text.split("\n")))
    return Gathered(tuple(items), tuple(_with_place(name, fault) for fault in faults))


def _items(entries: Sequence[Entry], file: _File) -> Iterator[Item]:
    ends = [entry.line - 1 for entry in entries[1:]] + [len(file.lines)]
    for entry, end in zip(entries, ends, strict=False):
        is_own = _OWN.search("\n".join(file.lines[entry.line - 1 : end])) is not None
        values, notes = (entry.values, ()) if is_own else _without_volume(entry.values)
        yield Item(
            place=f"{file.name}:{entry.line}",
            key=entry.key,
            values=values,
            notes=(*entry.notes, *notes),
            former=entry.key if is_own and is_id(entry.key) else "",
        )


def _without_volume(values: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The values without an ISBN that is not the paper's own."""
    made = dict(values)
    if made.get("type") in _PARTS and made.pop("isbn", ""):
        return made, ("the ISBN is left out: it is that of the volume",)
    return made, ()


def _with_place(name: str, fault: str) -> str:
    """``refs.bib:12: ...`` of ``line 12: ...``."""
    found = re.match(r"line (\d+): ", fault)
    return f"{name}:{found[1]}: {fault[found.end() :]}" if found else f"{name}: {fault}"


gather_bibtex = partial(gather, bibtex.read)
gather_ris = partial(gather, ris.read)
gather_csl_json = partial(gather, csl_json.read)
