"""What the fields of a BibTeX entry say, in values of a paper's record."""

from __future__ import annotations

import re
from typing import Any

from shortsite.citations.addresses import arxiv_in, bare_doi, first_isbn, first_url, identifier_in, place_addresses
from shortsite.citations.bibtex_syntax import Parsed, depth_split
from shortsite.citations.days import day_of, year_of
from shortsite.citations.latex import exact_of, text_of
from shortsite.citations.names import authors_of
from shortsite.citations.paragraphs import markdown_of
from shortsite.citations.plain import unmarked
from shortsite.citations.venues import is_preprint_server, venue_notes
from shortsite.problems import quoted

#: Types of entries, by what a record calls them.
TYPES = {
    "article": "article",
    "inproceedings": "inproceedings",
    "conference": "inproceedings",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "book": "book",
    "mvbook": "book",
    "proceedings": "book",
    "collection": "book",
    "techreport": "report",
    "report": "report",
    "preprint": "preprint",
}
_MAY_BE_PREPRINT = frozenset({"article", "misc", "online", "unpublished", "electronic", "preprint", "techreport"})
_REPORTS = ("techreport", "report")
_MAY_NAME_ARXIV = (
    "arxiv", "arxivid", "volume", "number", "journal", "journaltitle", "note", "howpublished", "publisher",
)  # fmt: skip
#: Where an entry says where the paper appeared.
VENUE_FIELDS = ("booktitle", "journaltitle", "journal", "eventtitle", "school")
#: What tells nothing of the paper, or is in another field already.
_NOISE = frozenset(
    {
        "__markedentry", "abstract", "annote", "archive", "archiveprefix", "arxiv", "arxivid", "author",
        "bdsk-file-1", "bdsk-url-1", "bdsk-url-2", "bibsource", "biburl", "booksubtitle", "booktitle",
        "citeulike-article-id", "code", "copyright", "crossref", "date", "date-added", "date-modified", "day", "dblp",
        "doi", "ee", "eid", "eprint", "eprintclass", "eprinttype", "eventtitle", "file", "groups", "ids",
        "institution", "internal-note", "isbn", "issn", "issue", "journal", "journaltitle", "keyword", "keywords",
        "langid", "language", "local-url", "mendeley-groups", "mendeley-tags", "month", "nourl", "number", "numpages",
        "openalex", "openreview", "organization", "owner", "pages", "pagetotal", "pdf", "primaryclass", "priority",
        "publisher", "pubstate", "rating", "read", "s2", "school", "shortjournal", "shorttitle", "subtitle",
        "timestamp", "title", "type", "url", "urldate", "venueid", "volume", "year",
    }
)  # fmt: skip


class Fields:
    """An entry's fields read as text; ``notes`` grows as they are."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.notes: list[str] = []

    def tex(self, *names: str) -> str:
        """The first of the fields that says anything, as it stands in the file."""
        return next((found for name in names if (found := self.parsed.fields.get(name, "").strip())), "")

    def text(self, *names: str, dashes: bool = True, dollars: bool = False) -> str:
        """The same as plain text."""
        return unmarked(text_of(self.tex(*names), dashes=dashes, escaped_dollars=dollars))

    def exact(self, name: str) -> str:
        """An identifier or address, in which TeX makes no dashes or quotes."""
        return exact_of(self.tex(name))

    def note(self, text: str) -> None:
        """Note what was guessed, changed or left out."""
        self.notes.append(text)


def foreign_values(fields: Fields) -> dict[str, Any]:
    """The values of an entry as DBLP, the ACL Anthology, arXiv, Zotero and people write them."""
    values: dict[str, Any] = {"title": _title(fields)}
    authors, notes = authors_of(fields.tex("author"))
    values |= {"authors": authors, "keywords": _keywords(fields), **_days(fields), **_identifiers(fields)}
    fields.notes += notes
    values |= _numbers(fields)
    place_addresses(values, _addresses(fields))
    values |= _published_in(fields, values)
    if abstract := fields.text("abstract", dollars=True):
        values["abstract"] = markdown_of(abstract)
    _note_rest(fields)
    return values


def _title(fields: Fields) -> str:
    title, subtitle = fields.text("title", dollars=True), fields.text("subtitle", dollars=True)
    return f"{title}: {subtitle}" if title and subtitle else title or fields.text("booktitle", dollars=True)


def _keywords(fields: Fields) -> list[str]:
    written = fields.tex("keywords", "keyword")
    separators = ";" if ";" in written else ","
    made = [unmarked(text_of(part)) for part in depth_split(written, separators)]
    made += [fields.text(name) for name in ("primaryclass", "eprintclass")]
    return list(dict.fromkeys(filter(None, made)))


def _days(fields: Fields) -> dict[str, Any]:
    date, year, month = fields.text("date", dashes=False), fields.text("year", dashes=False), fields.text("month")
    found, notes = year_of(year or date)
    fields.notes += notes
    published, notes = day_of(date, found, month, fields.text("day"))
    fields.notes += notes
    return {"year": found, "published": published}


def _identifiers(fields: Fields) -> dict[str, str]:
    found = {kind: fields.exact(kind) for kind in ("openreview", "dblp", "s2", "openalex")}
    found["doi"] = bare_doi(fields.exact("doi")) if fields.tex("doi") else ""
    found["isbn"] = first_isbn(fields.exact("isbn")) if fields.tex("isbn") else ""
    found["arxiv"] = _arxiv(fields)
    for address in (fields.parsed.key, fields.exact("biburl")):
        if not found["dblp"] and (known := identifier_in(address))[0] == "dblp":
            found["dblp"] = known[1]
    if found["dblp"].startswith("journals/corr/abs-"):
        found["arxiv"] = found["arxiv"] or arxiv_in(found["dblp"].removeprefix("journals/corr/abs-").replace("-", "."))
    return {kind: value for kind, value in found.items() if value}


def _arxiv(fields: Fields) -> str:
    archive = fields.text("archiveprefix", "eprinttype", "archive").lower()
    eprint = fields.exact("eprint")
    if eprint and archive in ("", "arxiv") and (found := arxiv_in(eprint)):
        return found
    for name in _MAY_NAME_ARXIV:
        if found := _mentioned_arxiv(fields, name):
            return found
    return ""


def _mentioned_arxiv(fields: Fields, name: str) -> str:
    text = fields.exact(name)
    # a bare number is one only where the field's name or ``abs/`` says so
    return arxiv_in(text) if name.startswith("arxiv") or re.search(r"(?i)arxiv|^abs/", text) else ""


def _addresses(fields: Fields) -> list[str]:
    written = [fields.exact(name) for name in ("url", "pdf", "ee", "howpublished")]
    return [url for text in written if (url := first_url(text))]


def _numbers(fields: Fields) -> dict[str, str]:
    volume, issue = fields.text("volume"), "" if fields.parsed.type in _REPORTS else fields.text("number", "issue")
    publishers = ("publisher", "organization") if _is_thesis(fields) else ("publisher", "institution", "organization")
    return {
        "volume": "" if "abs/" in volume else volume,
        "issue": "" if arxiv_in(issue) else issue,
        "pages": re.sub(r"-{2,}|\N{EN DASH}|\N{EM DASH}", "-", fields.text("pages", "eid", dashes=False)),
        "publisher": fields.text(*publishers),
        "code": fields.exact("code"),
    }


def _published_in(fields: Fields, values: dict[str, Any]) -> dict[str, Any]:
    """Venue, type and source."""
    venue = fields.text(*VENUE_FIELDS, *(("institution",) if _is_thesis(fields) else ()))
    found: dict[str, Any] = {"source": _source(fields, values)}
    is_preprint = fields.parsed.type in _MAY_BE_PREPRINT and (not venue or is_preprint_server(venue))
    if is_preprint and (values.get("arxiv") or venue or fields.text("pubstate") == "prepublished"):
        if values.get("publisher", "").lower() == "arxiv":
            found["publisher"] = ""
        return found | {"type": "preprint", "venue": "" if values.get("arxiv") else venue}
    found["type"] = TYPES.get(fields.parsed.type, "")
    if not found["type"] and fields.parsed.type not in ("misc", "online", "electronic"):
        fields.note(f"no type: a record has none for {quoted(f'@{fields.parsed.type}')}")
    fields.notes += venue_notes(venue)
    return found | {"venue": venue}


def _is_thesis(fields: Fields) -> bool:
    return TYPES.get(fields.parsed.type) == "thesis"


def _source(fields: Fields, values: dict[str, Any]) -> str:
    if "dblp" in (fields.parsed.key[:5] + fields.tex("biburl", "bibsource")).lower():
        return "DBLP"
    return "ACL Anthology" if "//aclanthology.org/" in values.get("url", "") + values.get("pdf", "") else ""


def _note_rest(fields: Fields) -> None:
    rest = sorted(name for name in fields.parsed.fields if name not in _NOISE and not _is_read(fields, name))
    if fields.tex("number") and fields.parsed.type in _REPORTS:
        rest.append("the number of a report")
    if rest:
        fields.note(f"a record has no place for {', '.join(rest[:20])}")


def _is_read(fields: Fields, name: str) -> bool:
    """Whether a field for words of any kind held an address or an arXiv number."""
    return name in ("note", "howpublished") and bool(_mentioned_arxiv(fields, name) or first_url(fields.exact(name)))
