"""CSL-JSON, the items that Zotero, Crossref and DataCite give: read, and written.

Crossref and DataCite bend the format (lists of titles, ``published`` beside ``issued``, their own words for types,
markup within texts), and nothing that they send is trusted to be of the type that it should be.
Format: https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from json import JSONDecoder
from typing import Any

from shortsite.citations.addresses import arxiv_in, bare_doi, first_isbn, place_addresses
from shortsite.citations.csl_write import write
from shortsite.citations.entry import Entry
from shortsite.citations.names import author_of_csl
from shortsite.citations.paragraphs import markdown_of
from shortsite.citations.plain import plain, unmarked
from shortsite.citations.sound import sound
from shortsite.citations.venues import is_preprint_server, venue_notes
from shortsite.problems import quoted
from shortsite.values import moment

__all__ = ["read", "values_of", "write"]

#: Types of CSL, Crossref and DataCite, by what a record calls them.
_TYPES = {
    "article-journal": "article",
    "journal-article": "article",
    "journalarticle": "article",
    "paper-conference": "inproceedings",
    "proceedings-article": "inproceedings",
    "conferencepaper": "inproceedings",
    "posted-content": "preprint",
    "preprint": "preprint",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "thesis": "thesis",
    "dissertation": "thesis",
    "report": "report",
}
_SPACE = re.compile(r"\s*")
_COMMA = re.compile(r"\s*,\s*")
_HEADING = re.compile(r"\A(?:Abstract|Summary)\n\n")
#: How DataCite marks a field of science of its own list, which is too wide to be a keyword.
_FIELD_OF_SCIENCE = "FOS:"
_ARTICLE = "article"


def read(text: str, *, abstracts: bool = True) -> tuple[list[Entry], list[str]]:
    """Every item of a list (or the one item) as values of a paper's record, and a fault for what can't be read.

    Nothing is raised, whatever the text. Behind a fault of the syntax nothing more can be read.
    """
    entries: list[Entry] = []
    faults: list[str] = []
    for line, item in _items(text.removeprefix("\ufeff"), faults):
        if isinstance(item, Mapping):
            values, notes = values_of(item)
            if not abstracts:
                values.pop("abstract", None)
            entries.append(Entry(plain(_text(item.get("id"))), values, line, notes))
        else:
            faults.append(f"line {line}: an item must be an object in braces, with a title and authors")
    return entries, faults


def _items(text: str, faults: list[str]) -> Iterator[tuple[int, Any]]:
    """Each item with the line where it starts."""
    start = _behind(_SPACE, text, 0)
    is_list = text[start : start + 1] == "["
    start = _behind(_SPACE, text, start + is_list)
    line, counted = 1, 0
    while start < len(text) and not (is_list and text[start] == "]"):
        line, counted = line + text.count("\n", counted, start), start
        try:
            item, end = JSONDecoder().raw_decode(text, start)
        except (ValueError, RecursionError) as fault:
            number = line + text.count("\n", start, getattr(fault, "pos", start))
            faults.append(f"line {number}: this is not JSON that can be read; compare it with what was exported")
            return
        yield line, item
        start = _behind(_COMMA, text, end)
        if start == end:
            start = _behind(_SPACE, text, end)
            break
    if text[start:].strip() != ("]" if is_list else ""):
        line += text.count("\n", counted, start)
        faults.append(f"line {line}: the list of items is not whole; look for a missing ',' or ']'")


def _behind(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Where the text goes on behind what the pattern matches at ``start``."""
    found = pattern.match(text, start)
    return found.end() if found else start


def values_of(item: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The values of a paper's record that an item gives, and notes of what was guessed, changed or left out."""
    year, published = _days(item)
    values: dict[str, Any] = {
        "title": _title(item),
        "authors": [author for name in _list(item.get("author")) if (author := author_of_csl(name))],
        "year": year,
        "published": published,
        "keywords": _keywords(item),
        "abstract": markdown_of(_HEADING.sub("", _prose(item.get("abstract")))),
        "doi": bare_doi(_text(item.get("DOI"))),
        "isbn": first_isbn(", ".join(_text(part) for part in _list(item.get("ISBN")))),
        "arxiv": _arxiv(item),
        "volume": _text(item.get("volume")),
        "issue": _text(item.get("issue")),
        "pages": re.sub(r"\s*[\u2010-\u2015]\s*", "-", _text(item.get("page") or item.get("article-number"))),
        "publisher": _text(item.get("publisher")),
    }
    place_addresses(given := {key: value for key, value in values.items() if value}, _addresses(item))
    notes = _published_in(item, given)
    kept, more = sound(given)
    return kept, (*notes, *more)


def _published_in(item: Mapping[str, Any], values: dict[str, Any]) -> list[str]:
    venue = _flat(item.get("container-title") or item.get("event-title"))
    type_ = _text(item.get("type")).lower()
    is_article = type_ == _ARTICLE or not type_
    values["type"] = _TYPES.get(type_, "preprint" if is_article and (values.get("arxiv") or not venue) else "")
    if values["type"] == "preprint" or is_preprint_server(venue):
        values["type"] = "preprint"
        venue = "" if values.get("arxiv") else venue or _text(item.get("publisher"))
    if values["type"] == "thesis" and not venue:
        # the university is what CSL calls the publisher of a thesis
        venue = values.pop("publisher", "")
    values["venue"] = venue
    if is_preprint_server(values.get("publisher", "")):
        values["publisher"] = ""
    unknown = [] if values["type"] or not type_ else [f"no type: a record has none for {quoted(plain(type_))}"]
    return venue_notes(venue) + unknown


def _text(value: Any) -> str:
    """A text, a number, or the first of a list of them."""
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return value.strip() if isinstance(value, str) else f"{value:.15g}" if isinstance(value, float) else _digits(value)


def _digits(number: int) -> str:
    # Python refuses to print what no record could hold anyway
    return str(number) if abs(number) < 10**50 else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _prose(value: Any) -> str:
    text = html.unescape(unmarked(_text(value)))
    return "\n\n".join(filter(None, (" ".join(part.split()) for part in text.split("\n\n"))))


def _flat(value: Any) -> str:
    return " ".join(_prose(value).split())


def _title(item: Mapping[str, Any]) -> str:
    title, subtitle = _flat(item.get("title")), _flat(item.get("subtitle"))
    # Crossref has it once more within the title of some
    return f"{title}: {subtitle}" if title and subtitle and subtitle not in title else title


def _keywords(item: Mapping[str, Any]) -> list[str]:
    named = _text(item.get("keyword"))
    subjects = [_flat(part) for key in ("categories", "subject") for part in _list(item.get(key))]
    parts = [part.strip() for part in named.split(";" if ";" in named else ",")]
    return [word for word in dict.fromkeys([*parts, *subjects]) if word and not word.startswith(_FIELD_OF_SCIENCE)]


def _arxiv(item: Mapping[str, Any]) -> str:
    for key in ("arxiv", "arXiv", "number", "archive_location", "note", "DOI", "id"):
        text = _text(item.get(key))
        is_marked = "arxiv" in text.lower() or (
            key == "archive_location" and "arxiv" in _text(item.get("archive")).lower()
        )
        if is_marked and (found := arxiv_in(re.sub(r"(?i)^10\.48550/", "", text))):
            return found
    return ""


def _addresses(item: Mapping[str, Any]) -> list[str]:
    links = [link.get("URL") for link in _list(item.get("link")) if isinstance(link, dict) and _is_pdf(link)]
    return [url for value in (item.get("URL"), *links) if (url := _text(value)).startswith(("http://", "https://"))]


def _is_pdf(link: Mapping[str, Any]) -> bool:
    # the others are for machines that mine texts
    return link.get("content-type") == "application/pdf" and link.get("intended-application") == "similarity-checking"


def _days(item: Mapping[str, Any]) -> tuple[str, str]:
    """The year of publication, and the first day on which the work could be read, if one is known."""
    dates = [_date(item.get(key)) for key in ("issued", "published", "published-online", "published-print", "created")]
    known = next((parts for parts in dates if parts), [])
    if not known:
        return "", ""
    return str(known[0]), _day(_date(item.get("available-date"))) or _day(known)


def _day(parts: list[int]) -> str:
    """The day, if it is known."""
    day = "-".join(f"{part:0{width}}" for part, width in zip(parts, (4, 2, 2), strict=False))
    return day if len(parts) > 2 and moment(day) else ""  # noqa: PLR2004 - year, month, day


def _date(value: Any) -> list[int]:
    """Year, month and day as far as they are known."""
    if not isinstance(value, Mapping):
        return []
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers = [int(part) for part in first if re.fullmatch(r"\d{1,4}", _text(part))]
    if numbers:
        return numbers
    raw = _text(value.get("raw") or value.get("literal"))
    found = re.search(r"(?<!\d)(\d{4})(?:-(\d{2})-(\d{2}))?(?!\d)", raw)
    return [int(part) for part in found.groups() if part] if found else []
