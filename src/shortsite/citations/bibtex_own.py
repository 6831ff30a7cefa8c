"""Entries that ``bibtex_write`` wrote, read back: nothing in them is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from shortsite.citations.bibtex_fields import TYPES, VENUE_FIELDS, Fields
from shortsite.citations.bibtex_syntax import depth_split
from shortsite.citations.latex import text_of
from shortsite.citations.names import author_value, authors_of, parts_of
from shortsite.citations.paragraphs import markdown_of


def own_values(fields: Fields) -> dict[str, Any]:
    """The values of an entry that ``bibtex_write`` wrote: each field is what it says."""
    inferred = fields.exact("inferred").split(", ")
    same = ("volume", "publisher", "source", "status")
    exact = ("arxiv", "doi", "openreview", "dblp", "s2", "openalex", "isbn", "url", "pdf", "code", "status_url")
    abstract = fields.text("abstract", dollars=True)
    return {
        "title": text_of(fields.tex("title"), escaped_dollars=True),
        "authors": _own_authors(fields),
        "year": fields.text("year"),
        "venue": "" if "venue" in inferred else text_of(fields.tex("venueid", *VENUE_FIELDS, "howpublished")),
        "published": fields.exact("published"),
        "keywords": [text_of(part) for part in depth_split(fields.tex("keywords"), ",")],
        "abstract": markdown_of(abstract),
        "links": dict(_pairs(fields.tex("links"))),
        "issue": text_of(fields.tex("number")),
        "pages": text_of(re.sub(r"(?<!-)--(?!-)", "-", fields.tex("pages")), dashes=False),
        "type": "" if "type" in inferred else TYPES.get(fields.parsed.type, "preprint"),
        "featured": fields.exact("featured") == "true",
        "aliases": depth_split(fields.exact("ids"), ","),
        **{key: text_of(fields.tex(key)) for key in same},
        **{key: fields.exact(key) for key in exact},
        "arxiv": fields.exact("eprint"),
    }


def _own_authors(fields: Fields) -> list[str | dict[str, str]]:
    authors, _ = authors_of(fields.tex("author"))
    orcids, natives = _annotations(fields.tex("author+an:orcid")), _annotations(fields.tex("author+an:native"))
    for number in sorted(orcids.keys() | natives.keys()):
        if 0 < number <= len(authors):
            family, given = parts_of(authors[number - 1])
            authors[number - 1] = author_value(family, given, orcids.get(number, ""), natives.get(number, ""))
    return authors


def _annotations(field: str) -> dict[int, str]:
    """BibLaTeX's annotations of list items: ``1="0000-0002-1825-0097"; 3="..."``."""
    return {int(number): text_of(value) for number, value in re.findall(r'(\d{1,6})="([^"]*)"', field)}


def _pairs(field: str) -> Iterator[tuple[str, str]]:
    """``{label} {address}, ...``."""
    for item in depth_split(field, ","):
        label, _, address = item.rpartition(" ")
        yield text_of(label), address.strip("{}")
