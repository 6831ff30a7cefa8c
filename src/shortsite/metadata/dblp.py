"""DBLP, by its records as XML (https://dblp.org/xml/docu/dblpxml.pdf) and its search."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element

from shortsite.metadata.names import author
from shortsite.metadata.reading import checked, items, json_of, part, text, texts, words, xml_of
from shortsite.metadata.recognise import recognise
from shortsite.metadata.sound import found, found_among, line, query, unescaped, year_of
from shortsite.metadata.source import Answer, Asked, Asks, Found, Host, Request, Source, Unanswered

HOSTS = (Host("dblp.org", "DBLP"), Host("dblp.uni-trier.de", "DBLP"), Host("dblp.dagstuhl.de", "DBLP"))
SEARCH = "https://dblp.org/search/publ/api"
#: Kinds of records by element and by what the search calls them; no other is a paper.
TYPES = {
    "article": "article",
    "inproceedings": "inproceedings",
    "incollection": "",
    "book": "book",
    "proceedings": "book",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "data": "",
}
SEARCH_TYPES = {
    "Conference and Workshop Papers": "inproceedings",
    "Journal Articles": "article",
    "Informal and Other Publications": "preprint",
    "Books and Theses": "book",
}
#: Behind a name that several people bear: https://dblp.org/faq/1474704.html
_NAMESAKE = re.compile(r"\s+[0-9]{4}$")
#: Behind the name of a conference, the part of its proceedings: ``ACL (1)``.
_PART = re.compile(r"\s*\([0-9]+\)$")
_RESULTS = 5
_IDENTIFIERS = ("arxiv", "doi", "openreview")


def look_up(asked: Asked, client: Asks) -> Found:
    """The record of a DBLP key."""
    missing = f"DBLP has no record {asked.value}"

    def read(answer: Answer) -> Found:
        record = next(iter(xml_of(checked(answer, missing))), None)
        if record is None or not record.get("key"):
            raise Unanswered(missing)
        if record.tag not in TYPES:
            raise Unanswered(f"{asked.value} is no paper at DBLP but of another kind, '{line(record.tag)[:40]}'")
        return _of_record(record)

    return client.ask(Request(f"https://dblp.org/rec/{quote(asked.value, safe='/:+')}.xml", HOSTS), read)


def search(title: str, client: Asks) -> tuple[Found, ...]:
    """The papers whose titles have these words, DBLP's best guess first."""
    asked = urlencode({"q": query(title), "format": "json", "h": _RESULTS})

    def read(answer: Answer) -> tuple[Found, ...]:
        hits = items(json_of(checked(answer, "DBLP found nothing")), "result", "hits", "hit")
        return found_among((part(hit, "info") for hit in hits[:_RESULTS]), _of_hit)

    return client.ask(Request(f"{SEARCH}?{asked}", HOSTS, "application/json"), read)


def _of_record(record: Element) -> Found:
    def one(*tags: str) -> str:
        return next((made for tag in tags if (made := line(words(record.find(tag))))), "")

    people = record.findall("author") or record.findall("editor")
    return _found(
        {
            "title": one("title"),
            "authors": [author(_name(words(person)), person.get("orcid", "")) for person in people],
            "year": year_of(one("year")),
            "venue": one("booktitle", "journal", "school", "series"),
            "volume": one("volume"),
            "issue": one("number"),
            "pages": one("pages"),
            "publisher": one("publisher"),
            "isbn": one("isbn"),
            "dblp": line(record.get("key", "")),
            "type": "preprint" if record.get("publtype") == "informal" else TYPES[record.tag],
        },
        (words(element) for element in record.findall("ee")),
    )


def _of_hit(info: Any) -> Found:
    names = [unescaped(text(person, "text") or text(person)) for person in items(info, "authors", "author")]
    return _found(
        {
            "title": unescaped(text(info, "title")),
            "authors": [author(_name(name)) for name in names if name],
            "year": year_of(text(info, "year")),
            "venue": unescaped(next(iter(texts(info, "venue")), "")),
            "volume": unescaped(text(info, "volume")),
            "issue": unescaped(text(info, "number")),
            "pages": unescaped(text(info, "pages")),
            "publisher": unescaped(text(info, "publisher")),
            "dblp": text(info, "key"),
            "type": SEARCH_TYPES.get(text(info, "type"), ""),
        },
        [text(info, "doi"), *texts(info, "ee")],
    )


def _found(values: dict[str, Any], addresses: Iterable[str]) -> Found:
    """The values with what the addresses of electronic editions tell, and without DBLP's own marks."""
    volume = re.sub("^abs/", "", values["volume"])
    known, url = _electronic([*addresses, f"arXiv:{volume}" if values["venue"] == "CoRR" else ""])
    made = {
        **values,
        # DBLP ends each title with a stop, even behind a question mark's kin.
        "title": values["title"].removesuffix("."),
        "venue": "arXiv" if values["venue"] == "CoRR" else _PART.sub("", values["venue"]),
        "volume": "" if values["venue"] == "CoRR" else values["volume"],
        **known,
        "url": "" if known else url,
        "source": "DBLP",
    }
    return found(made, "DBLP")


def _electronic(addresses: Iterable[str]) -> tuple[dict[str, str], str]:
    """Identifiers that the addresses name, the first of each kind, and the first address that is none."""
    known: dict[str, str] = {}
    url = ""
    for address in map(line, addresses):
        asked = recognise(address)
        if asked and asked.kind in _IDENTIFIERS:
            known.setdefault(asked.kind, asked.value)
        elif address.startswith("http"):
            url = url or address
    return known, url


def _name(name: str) -> str:
    return _NAMESAKE.sub("", line(name))


SOURCE = Source("dblp", "DBLP", HOSTS, look_up, search)
