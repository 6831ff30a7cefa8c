"""BibTeX as a file: blocks with their lines, macros put in, values in one piece, fields inherited by ``crossref``.

bibtexparser finds the blocks and goes on behind broken ones. Concatenation (``jan # "~12"``) it leaves to its callers,
and it reads the first of two fields or entries of one name as a fault, where BibTeX goes on.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bibtexparser.library import Library
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, ParsingFailedBlock, String
from bibtexparser.model import Entry as Block
from bibtexparser.splitter import Splitter

from shortsite.citations.days import MONTH_MACROS
from shortsite.problems import quoted

#: Each field's text that is read; the rest is left out, with a note. Longer than a record may be.
FIELD_LENGTH = 80_000
_DELIMITER = re.compile(r'(?<!\\)[{}"#]')
#: What ``crossref`` hands down under another name: a volume's title is the book title of what stands in it.
_HANDED_DOWN = {"title": "booktitle", "subtitle": "booksubtitle"}
_OWN = frozenset({"doi", "url", "pages", "key", "keywords", "abstract", "author", "crossref", "ids", "eprint"})

# what it has to say of broken blocks is in the faults; said as a warning as well it takes most of the time
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Parsed:
    """An entry as it stands in the file: its type and the names of fields in lower case, values in TeX."""

    type: str
    key: str
    line: int
    fields: Mapping[str, str]
    notes: tuple[str, ...] = ()


def parse(text: str) -> tuple[list[Parsed], list[str]]:
    """Every entry that can be read, in the order of the file, and a fault with its line for every one that cannot."""
    library = Splitter(text).split()
    macros = _macros(library)
    entries: list[Parsed] = []
    faults: list[str] = []
    for block in library.blocks:
        found = _entry(block)
        if found is not None:
            entries.append(_parsed(found, macros))
        elif isinstance(block, ParsingFailedBlock) and not isinstance(block, DuplicateBlockKeyBlock):
            faults.append(_fault(block))
    return _with_inherited(entries), faults


def _entry(block: Any) -> Block | None:
    """The entry that a block is or, as the second of its name or with a field twice, wraps."""
    if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        return _entry(block.ignore_error_block)
    return block if isinstance(block, Block) else None


def _fault(block: ParsingFailedBlock) -> str:
    first = " ".join((block.raw or "").split("\n", 1)[0].split())
    line = (block.start_line or 0) + 1
    return f"line {line}: the entry {quoted(first)} is not whole; look for a missing brace, quote or comma"


def _macros(library: Library) -> dict[str, str]:
    macros = {name: name for name in MONTH_MACROS}
    for block in library.blocks:
        if isinstance(block, String):
            # a macro of macros may not grow without end
            macros[block.key.lower()] = value_of(block.value, macros)[:FIELD_LENGTH]
    return macros


def _parsed(block: Block, macros: Mapping[str, str]) -> Parsed:
    fields: dict[str, str] = {}
    notes = []
    for field in block.fields:
        name = field.key.lower()
        value = value_of(field.value, macros)
        if name in fields:
            notes.append(f"'{name}' stands there twice; the first one is kept")
        elif len(value) > FIELD_LENGTH:
            notes.append(f"of '{name}' only the first {FIELD_LENGTH:,} of {len(value):,} characters are read")
        if value.strip():
            fields.setdefault(name, value[:FIELD_LENGTH])
    return Parsed(block.entry_type.lower(), block.key, (block.start_line or 0) + 1, fields, tuple(notes))


def value_of(raw: str, macros: Mapping[str, str]) -> str:
    """The value of a field: its parts joined, without their braces or quotes, macros put in."""
    raw = raw.strip()
    if "#" not in raw:
        return _part(raw, macros)
    return "".join(_part(part.strip(), macros) for part in _parts(raw))


def _parts(raw: str) -> Iterator[str]:
    """The parts between the ``#`` that stand outside of braces and quotes."""
    start = depth = 0
    is_quoted = False
    for found in _DELIMITER.finditer(raw):
        sign = found[0]
        if sign == '"' and depth == 0:
            is_quoted = not is_quoted
        elif sign == "#" and depth == 0 and not is_quoted:
            yield raw[start : found.start()]
            start = found.end()
        else:
            depth += {"{": 1, "}": -1}.get(sign, 0)
    yield raw[start:]


def _part(part: str, macros: Mapping[str, str]) -> str:
    if part[:1] == "{" and part[-1:] == "}":
        return part[1:-1]
    if len(part) > 1 and part[0] == part[-1] == '"':
        return part[1:-1]
    return macros.get(part.lower(), part)


def _with_inherited(entries: list[Parsed]) -> list[Parsed]:
    """Each entry with what it lacks from the one that its ``crossref`` names; volumes so named are no papers."""
    by_key = {entry.key.lower(): entry for entry in entries}
    parents = {entry.fields["crossref"].lower() for entry in entries if "crossref" in entry.fields}
    made = []
    for entry in entries:
        named = entry.fields.get("crossref", "").lower()
        parent = by_key.get(named) if named else None
        if parent is not None and parent is not entry:
            handed = {_HANDED_DOWN.get(name, name): value for name, value in parent.fields.items() if name not in _OWN}
            made.append(replace(entry, fields={**handed, **entry.fields}))
        elif entry.key.lower() not in parents or entry.type not in ("proceedings", "collection", "book"):
            made.append(entry)
    return made


def depth_split(text: str, separators: str) -> list[str]:
    """The parts between separators that stand outside of braces."""
    parts = [""]
    depth = 0
    for found in re.finditer(rf"(?<!\\)[{{}}]|[{separators}]|(?:[^{{}}{separators}\\]|\\.)+|.", text, re.DOTALL):
        piece = found[0]
        if piece in separators and depth <= 0:
            parts.append("")
            continue
        depth += {"{": 1, "}": -1}.get(piece, 0)
        parts[-1] += piece
    return [part.strip() for part in parts if part.strip()]
