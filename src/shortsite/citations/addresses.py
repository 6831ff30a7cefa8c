"""Identifiers in what citations say: addresses, prefixes, journals that are really an arXiv number."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from shortsite.identifiers import BY_KEY

_ARXIV = r"(?P<arxiv>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?"
#: Each gives one identifier; the first that fits is meant.
_FORMS = (
    re.compile(rf"(?i:https?://(?:[\w.-]+\.)?(?:arxiv|alphaxiv)\.org/(?:abs|pdf|html|ps|format|overview)/){_ARXIV}(?:\.pdf)?/?"),
    re.compile(rf"(?i:(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.48550/arxiv\.){_ARXIV}"),
    re.compile(rf"(?i:arxiv:\s*){_ARXIV}(?:\s*\[[\w., -]*\])?"),
    re.compile(r"(?i:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)(?P<doi>10\.\d{4,9}(?:\.\d+)*/\S+)"),
    re.compile(r"(?i:https?://dl\.acm\.org/doi/(?:abs/|pdf/|full/)?)(?P<doi>10\.\d{4,9}(?:\.\d+)*/[^\s?#]+)"),
    re.compile(r"(?i:https?://(?:www\.)?openreview\.net/(?:forum|pdf)\?id=)(?P<openreview>[\w-]+)(?:[&#]\S*)?"),
    re.compile(
        r"(?i:https?://(?:www\.)?dblp\.(?:org|uni-trier\.de|dagstuhl\.de)/rec/(?:html/|bibtex\d?/|xml/)?)"
        r"(?P<dblp>[a-z]+/[\w/.:+-]+?)(?:\.html|\.bib|\.xml)?"
    ),
    re.compile(r"DBLP:(?P<dblp>[a-z]+/[\w/.:+-]+)"),
)  # fmt: skip
_ARXIV_WITHIN = re.compile(rf"(?i:arxiv(?:\.org/abs/|\.org/pdf/|[:.]\s?|\s+preprint\s+(?:arxiv:\s?)?)){_ARXIV}(?!\d)")
_ARXIV_BARE = re.compile(rf"(?:(?i:arxiv:\s*)|abs/)?{_ARXIV}")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_URL = re.compile(r"https?://[^\s<>\"{}]+")


def identifier_in(text: str) -> tuple[str, str]:
    """(kind, value) of the paper's identifier that the text is an address or a prefixed form of; else empty texts."""
    for form in _FORMS:
        if found := form.fullmatch(text.strip()):
            kind = found.lastgroup or ""
            return kind, unquote(found[kind]) if kind == "doi" else found[kind]
    return "", ""


def arxiv_in(text: str) -> str:
    """The arXiv number that a text mentions: ``arXiv preprint arXiv:1706.03762``, ``abs/1706.03762``."""
    found = _ARXIV_BARE.fullmatch(text.strip()) or _ARXIV_WITHIN.search(text)
    return found["arxiv"] if found else ""


def bare_doi(text: str) -> str:
    """The DOI without address or prefix; the text itself where there is none in it."""
    found = identifier_in(text)
    match = _DOI.search(text)
    return found[1] if found[0] == "doi" else match[0].rstrip(".,;") if match else text.strip()


def first_url(text: str) -> str:
    """The first web address in a text."""
    found = _URL.search(text)
    return found[0].rstrip(",;") if found else ""


def first_isbn(text: str) -> str:
    """The first ISBN of a list, else the text itself."""
    pattern = BY_KEY["isbn"].pattern
    parts = re.split(r"[,;/]\s*|\s+(?=97[89])|\s+\(", text.strip())
    return next((part.strip(" )") for part in parts if pattern.fullmatch(part.strip(" )"))), text.strip())


def place_addresses(values: dict[str, Any], addresses: list[str]) -> None:
    """Sort addresses into identifiers, ``pdf`` and ``url``; one that an identifier implies is not kept as well."""
    if values.get("doi") and (found := identifier_in(f"doi:{values['doi']}"))[0] == "arxiv":
        values["arxiv"] = values.get("arxiv") or found[1]
        del values["doi"]
    for address in addresses:
        kind, identifier = identifier_in(address)
        if kind and values.setdefault(kind, identifier).lower() == identifier.lower():
            continue
        key = "pdf" if re.search(r"(?i)\.pdf($|\?)", address) else "url"
        values.setdefault(key, address)
