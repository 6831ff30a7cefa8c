"""RIS, as Zotero, EndNote, publishers and libraries write it: read, and written.

Format: the specification of Reference Manager, as kept at
https://web.archive.org/web/20120526103719/http://refman.com/support/risformat_intro.asp
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from shortsite.citations.addresses import arxiv_in, bare_doi, first_isbn, first_url, place_addresses
from shortsite.citations.days import day_of, year_of
from shortsite.citations.entry import Entry
from shortsite.citations.names import sorted_author
from shortsite.citations.paragraphs import markdown_of
from shortsite.citations.plain import plain, unmarked
from shortsite.citations.ris_write import write
from shortsite.citations.sound import sound
from shortsite.citations.venues import is_preprint_server, venue_notes
from shortsite.problems import quoted

__all__ = ["read", "write"]

_LINE = re.compile(r"([A-Z][A-Z0-9])  ?- ?(.*)")
_TYPES = {
    "JOUR": "article",
    "EJOUR": "article",
    "CONF": "inproceedings",
    "CPAPER": "inproceedings",
    "THES": "thesis",
    "BOOK": "book",
    "EBOOK": "book",
    "RPRT": "report",
    "UNPB": "preprint",
}
#: How much of one value is read; longer than a record may be.
_LENGTH = 80_000
_MAY_NAME_ARXIV = ("AN", "M1", "N1", "IS", "JO", "T2", "PB", "UR", "C1")
_VENUE_TAGS = ("JF", "JO", "T2", "BT", "JA", "J2", "C3", "T3")


@dataclass(slots=True)
class _Lines:
    """What stands between TY and ER: the values of each tag, in lines that are joined when they are read."""

    line: int
    tags: dict[str, list[list[str]]] = field(default_factory=dict)

    def all(self, *names: str) -> list[str]:
        """Every value of the tags."""
        found = [" ".join(" ".join(lines)[:_LENGTH].split()) for name in names for lines in self.tags.get(name, ())]
        return [value for value in found if value]

    def first(self, *names: str) -> str:
        """The first value of the first of the tags that has one."""
        return next(iter(self.all(*names)), "")


def read(text: str, *, abstracts: bool = True) -> tuple[list[Entry], list[str]]:
    """Every reference of a RIS file as values of a paper's record, and a fault for each that can't be read.

    Nothing is raised, whatever the text. A reference whose end is missing ends where the next one begins.
    """
    faults: list[str] = []
    references = list(_references(plain(text), faults))
    return [_entry(found, abstracts=abstracts) for found in references], faults


def _references(text: str, faults: list[str]) -> Iterator[_Lines]:
    current: _Lines | None = None
    last: list[str] = []
    for number, line in enumerate(re.split(r"\r\n?|\n", text.removeprefix("\ufeff")), 1):
        found = _LINE.match(line.lstrip())
        tag = found[1] if found else ""
        if tag in ("TY", "ER") and current is not None:
            yield current
            current = None
        if tag == "ER":
            continue
        if tag == "TY":
            current = _Lines(number)
        if current is None:
            if found and not (last and last[0] == "lost"):
                faults.append(f"line {number}: {line.strip()[:40]!r} belongs to no reference; one begins with 'TY  - '")
                last = ["lost"]
        elif found:
            last = [found[2]]
            current.tags.setdefault(tag, []).append(last)
        else:
            last.append(line)
    if current is not None:
        yield current


def _entry(lines: _Lines, *, abstracts: bool) -> Entry:
    notes: list[str] = []
    values: dict[str, Any] = {
        "title": unmarked(lines.first("TI", "T1", "CT") or lines.first("BT")),
        "authors": [author for name in lines.all("AU", "A1") if (author := sorted_author(name))],
        "keywords": list(dict.fromkeys(lines.all("KW"))),
        "abstract": markdown_of(unmarked(lines.first("AB", "N2"))) if abstracts else "",
        "volume": lines.first("VL"),
        "issue": lines.first("IS"),
        "pages": _pages(lines),
        "publisher": lines.first("PB"),
        **_days(lines, notes),
        **_identifiers(lines),
    }
    values = {key: value for key, value in values.items() if value}
    place_addresses(values, [url for text in lines.all("UR", "L1", "L2", "LK") if (url := first_url(text))])
    notes += _published_in(lines, values)
    kept, more = sound(values)
    return Entry(lines.first("ID", "LB", "AN"), kept, lines.line, (*notes, *more))


def _days(lines: _Lines, notes: list[str]) -> dict[str, str]:
    """Dates are ``2017/06/12/``, with what is not known left empty."""
    date = lines.first("DA", "PY", "Y1").replace("/", "-").rstrip("-")
    year, found = year_of(lines.first("PY", "Y1", "DA"))
    notes += found
    day, found = day_of(date[:10], year)
    notes += found
    return {"year": year, "published": day}


def _pages(lines: _Lines) -> str:
    start, end = lines.first("SP"), lines.first("EP")
    pages = f"{start}-{end}" if start and end and end not in (start, start.rpartition("-")[2]) else start
    return re.sub(r"[\u2010-\u2015]", "-", pages)


def _identifiers(lines: _Lines) -> dict[str, str]:
    doi = lines.first("DO") or next((text for text in lines.all("M3") if text.startswith("10.")), "")
    isbn = first_isbn(lines.first("SN"))
    marked = (text for text in lines.all(*_MAY_NAME_ARXIV) if "arxiv" in text.lower())
    arxiv = next((found for text in marked if (found := arxiv_in(text))), "")
    # eight digits are an ISSN, which is the journal's
    is_issn = re.fullmatch(r"\d{4}-?\d{3}[\dXx]", isbn) is not None
    return {"doi": bare_doi(doi), "isbn": "" if is_issn else isbn, "arxiv": arxiv}


def _published_in(lines: _Lines, values: dict[str, Any]) -> list[str]:
    type_ = lines.first("TY")
    venue = lines.first(*_VENUE_TAGS)
    if values.get("title") == venue:
        venue = ""
    if is_preprint_server(venue) or (not venue and values.get("arxiv")):
        values["type"], venue = "preprint", "" if values.get("arxiv") else venue
    else:
        values["type"] = _TYPES.get(type_, "")
    if values["type"] == "thesis" and not venue:
        # the university is what RIS calls the publisher of a thesis
        venue = values.pop("publisher", "")
    if arxiv_in(values.get("issue", "")):
        del values["issue"]
    if is_preprint_server(values.get("publisher", "")):
        del values["publisher"]
    values["venue"] = venue
    unknown = [] if values["type"] else [f"no type: a record has none for {quoted(type_)}"]
    return venue_notes(venue) + unknown
