"""BibTeX and BibLaTeX: files as entries, papers as a file.

Written files bear ``bibsource = {shortsite}`` and, for what BibTeX has no field for, fields of their own; so nothing
is guessed when they are read again, and the records come out as they went in.
"""

from __future__ import annotations

from dataclasses import replace

from shortsite.citations.bibtex_fields import Fields, foreign_values
from shortsite.citations.bibtex_own import own_values
from shortsite.citations.bibtex_syntax import Parsed, parse
from shortsite.citations.bibtex_write import write
from shortsite.citations.entry import OURS, Entry
from shortsite.citations.plain import plain
from shortsite.citations.sound import sound

__all__ = ["read", "write"]


def read(text: str, *, abstracts: bool = True) -> tuple[list[Entry], list[str]]:
    """Every entry of a BibTeX file as values of a paper's record, and a fault for each block that can't be read.

    Nothing is raised, whatever the text. Without ``abstracts`` those are left out.
    """
    # a lone carriage return is a line end too; private-use characters must not pass for those of ``latex``
    parsed, faults = parse(plain(text.replace("\r\n", "\n").replace("\r", "\n")))
    return [_entry(found, abstracts=abstracts) for found in parsed], faults


def _entry(parsed: Parsed, *, abstracts: bool) -> Entry:
    fields = Fields(parsed)
    is_ours = parsed.fields.get("bibsource") == OURS
    values = own_values(fields) if is_ours else foreign_values(fields)
    if not abstracts:
        values.pop("abstract", None)
    kept, notes = sound(values)
    entry = Entry(parsed.key, kept, parsed.line, (*parsed.notes, *fields.notes, *notes))
    return replace(entry, notes=tuple(dict.fromkeys(entry.notes)))
