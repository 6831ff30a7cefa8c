"""arXiv, by its API: https://info.arxiv.org/help/api/user-manual.html."""

from __future__ import annotations

import re
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from shortsite.metadata.names import author
from shortsite.metadata.reading import checked, each, words, xml_of
from shortsite.metadata.recognise import recognise
from shortsite.metadata.sound import day_of, found, found_among, line, query, tex, year_of
from shortsite.metadata.source import Answer, Asked, Asks, Found, Host, Request, Source, Unanswered

#: arXiv asks for three seconds between two requests: https://info.arxiv.org/help/api/tou.html
HOSTS = (Host("export.arxiv.org", "arXiv", pause=3.0), Host("arxiv.org", "arXiv", pause=3.0))
API = "https://export.arxiv.org/api/query"
ATOM = "application/atom+xml"
NAMES = {"a": "http://www.w3.org/2005/Atom", "x": "http://arxiv.org/schemas/atom"}
#: With status 200, where a feed should be.
_BUSY = b"Rate exceeded"
_WITHDRAWN = re.compile(
    r"(?i)\bthis (paper|article|submission|manuscript|work|preprint) (has been|was|is) (being )?withdrawn|^withdrawn\b"
)
_RESULTS = 5


def look_up(asked: Asked, client: Asks) -> Found:
    """The record of an arXiv number. That of the latest version: readers are sent to it."""
    missing = f"arXiv has no paper {asked.value}"

    def read(answer: Answer) -> Found:
        entries = _entries(answer, missing)
        if not entries:
            raise Unanswered(missing)
        made = _found(entries[0], asked.version)
        if made.values.get("arxiv") != asked.value:
            raise Unanswered(f"arXiv was asked about {asked.value} and answered about another paper")
        return made

    return client.ask(Request(f"{API}?{urlencode({'id_list': asked.value})}", HOSTS, ATOM), read)


def search(title: str, client: Asks) -> tuple[Found, ...]:
    """The papers whose titles have these words, arXiv's best guess first."""
    asked = urlencode({"search_query": f'ti:"{query(title)}"', "max_results": _RESULTS})

    def read(answer: Answer) -> tuple[Found, ...]:
        return found_among(_entries(answer, "arXiv found nothing")[:_RESULTS], _found)

    return client.ask(Request(f"{API}?{asked}", HOSTS, ATOM), read)


def _entries(answer: Answer, missing: str) -> list[Element]:
    """The entries of the feed; arXiv tells of a fault by an entry with the title Error, and status 200 or 400."""
    if answer.body.lstrip().startswith(_BUSY):
        raise Unanswered("arXiv asked us to wait; try again in a minute")
    if answer.status == 400:  # noqa: PLR2004  # bad request
        raise Unanswered(missing)
    root = xml_of(checked(answer, missing))
    if root.tag != f"{{{NAMES['a']}}}feed":
        raise Unanswered("arXiv answered something that can't be read; try again later")
    entries = root.findall("a:entry", NAMES)
    if any("/api/errors" in _first(entry, "a:id") for entry in entries):
        raise Unanswered(missing)
    return entries


def _found(entry: Element, version: str = "") -> Found:
    number, latest = _number(entry)
    published = _first(entry, "a:published")
    reference, dois = _first(entry, "x:journal_ref"), _first(entry, "x:doi").split()
    primary = _category(entry.find("x:primary_category", NAMES)) or _category(entry.find("a:category", NAMES))
    values = {
        "title": tex(_first(entry, "a:title")),
        "authors": [author(tex(name)) for name in each(entry, "a:author/a:name", NAMES)],
        "year": year_of(published),
        "venue": "" if reference or dois else "arXiv",
        "published": day_of(published),
        "keywords": [primary],
        "arxiv": number,
        "doi": dois[0] if dois else "",
        "type": "" if reference or dois else "preprint",
        **_state(entry, number),
        "source": "arXiv",
    }
    return found(values, "arXiv", (*_version_notes(version, latest), *_notes(entry, reference, dois, primary)))


def _first(entry: Element, path: str) -> str:
    return line(words(entry.find(path, NAMES)))


def _number(entry: Element) -> tuple[str, str]:
    """The entry's arXiv number and version, from an id such as ``http://arxiv.org/abs/1706.03762v7``."""
    asked = recognise(_first(entry, "a:id"))
    if asked is None or asked.kind != "arxiv":
        raise Unanswered("arXiv answered something that can't be read; try again later")
    return asked.value, asked.version


def _category(element: Element | None) -> str:
    return "" if element is None else line(element.get("term", ""))


def _state(entry: Element, number: str) -> dict[str, str]:
    if any(_WITHDRAWN.search(_first(entry, path)) for path in ("x:comment", "a:summary")):
        return {"status": "withdrawn", "status_url": f"https://arxiv.org/abs/{number}"}
    return {}


def _version_notes(asked: str, latest: str) -> list[str]:
    if not asked or not latest or asked == latest:
        return []
    if int(asked[1:]) > int(latest[1:]):
        return [f"there is no {asked} on arXiv; the latest is {latest}"]
    return [f"{latest} is the latest version on arXiv; you named {asked}"]


def _notes(entry: Element, reference: str, dois: list[str], primary: str) -> list[str]:
    comment = _first(entry, "x:comment")
    others = [term for element in entry.findall("a:category", NAMES) if (term := _category(element)) != primary]
    notes = {
        f"arXiv says that it appeared in: {reference[:300]}; set 'venue' and 'year' if you mean that": reference,
        f"it has further DOIs: {' '.join(dois[1:])[:300]}": dois[1:],
        "arXiv says that it was withdrawn": _state(entry, "x"),
        f"also in {', '.join(dict.fromkeys(others))[:300]}": others,
        f"comment on arXiv: {comment[:300]}": comment,
    }
    return [note for note, holds in notes.items() if holds]


SOURCE = Source("arxiv", "arXiv", HOSTS, look_up, search)
