"""OpenReview, by its API, of which old venues are in the first version: https://docs.openreview.net/reference/api-v2."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from shortsite.metadata.names import author
from shortsite.metadata.reading import checked, items, json_of, part, text
from shortsite.metadata.recognise import recognise
from shortsite.metadata.sound import found, line
from shortsite.metadata.source import Answer, Asked, Asks, Found, Host, Request, Source, Unanswered

HOSTS = (Host("api2.openreview.net", "OpenReview"), Host("api.openreview.net", "OpenReview"))
APIS = ("https://api2.openreview.net/notes", "https://api.openreview.net/notes")
FORUM = "https://openreview.net/forum?id="
_FORBIDDEN = 403
#: What either version says of a note that only the other one has.
_NOT_HERE = (400, 404)
#: "ICLR 2024 oral", "Submitted to ICLR 2024", "ICLR 2024 Conference Withdrawn Submission".
_VENUE = re.compile(r"(?P<name>.+?)\s+(?P<year>(19|20)\d\d)\b\s*(?P<rest>.*)")
_NOT_PUBLISHED = re.compile(r"(?i)\b(submitted to|under review|submission|rejected|withdrawn)\b")
_ACCEPTED = re.compile(r"(?i)^accepted (by|at|to) ")
#: Of a venue's own entry for BibTeX, where older notes name no venue.
_BOOKTITLE = re.compile(r"\b(?:booktitle|journal)\s*=\s*\{([^{}]+)\}")
_YEAR = re.compile(r"\byear\s*=\s*\{?((?:19|20)\d\d)\b")


def look_up(asked: Asked, client: Asks) -> Found:
    """The record of an OpenReview forum, from whichever version of the API has it."""
    for api in APIS:
        request = Request(f"{api}?{urlencode({'id': asked.value})}", HOSTS, "application/json")
        made = client.ask(request, lambda answer: _read(answer, asked.value))
        if made is not None:
            return made
    raise Unanswered(f"OpenReview shows no paper {asked.value} to the public")


def _read(answer: Answer, forum: str) -> Found | None:
    """The paper of the answer; None if this version of the API doesn't have it."""
    if answer.status == _FORBIDDEN:
        message = f"OpenReview lets no program read this (403); open {FORUM}{forum} and copy what it says"
        raise Unanswered(message)
    if answer.status in _NOT_HERE:
        return None
    made = json_of(checked(answer, f"OpenReview shows no paper {forum} to the public"))
    if not isinstance(part(made, "notes"), list):
        raise Unanswered("OpenReview answered something that can't be read; try again later")
    note = next(iter(part(made, "notes")), None)
    return None if note is None else _found(note, forum)


def _found(note: Any, asked: str) -> Found:
    forum = text(note, "forum") or text(note, "id") or asked
    if forum != asked:
        raise Unanswered(f"{asked} is a comment at OpenReview; the paper is {FORUM}{quote(forum[:80])}")
    published = _day(note)
    venue, year, notes = _venue(note)
    values = {
        "title": _content(note, "title"),
        "authors": [author(name) for name in _people(note)],
        "year": year or (int(published[:4]) if published else 0),
        "venue": venue,
        "published": published,
        "keywords": _keywords(note),
        "openreview": asked,
        **_file(_content(note, "pdf"), asked),
        "type": "inproceedings" if venue and year else "",
        "source": "OpenReview",
    }
    return found(values, "OpenReview", notes)


def _value(note: Any, key: str) -> Any:
    """A field of the note's content: bare in the first version of the API, in a mapping in the second."""
    value = part(note, "content", key)
    return value.get("value") if isinstance(value, dict) else value


def _content(note: Any, key: str) -> str:
    return line(text(_value(note, key)))


def _people(note: Any) -> list[str]:
    """Authors; newer notes hold a mapping for each, and those under review none."""
    names = (line(text(item, "fullname") or text(item)) for item in items(_value(note, "authors")))
    return [name for name in names if name and not name.startswith("Anonymous")]


def _keywords(note: Any) -> list[str]:
    given = _value(note, "keywords")
    words = re.split(r"[,;]", given) if isinstance(given, str) else [text(item) for item in items(given)]
    return [word for item in words if (word := line(item))]


def _file(pdf: str, forum: str) -> dict[str, str]:
    """The address of the file; early venues took papers that lie on arXiv."""
    asked = recognise(pdf)
    if asked and asked.kind == "arxiv":
        return {"arxiv": asked.value}
    return {"pdf": f"https://openreview.net/pdf?id={forum}"} if pdf.startswith("/") else {"pdf": pdf}


def _day(note: Any) -> str:
    """The first day on which the public could read it, of the dates in milliseconds that the note has."""
    dates = [date for key in ("odate", "pdate", "cdate", "tcdate") if (date := part(note, key))]
    if not dates or not isinstance(dates[0], int | float):
        return ""
    try:
        return datetime.fromtimestamp(dates[0] / 1000, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _venue(note: Any) -> tuple[str, int, tuple[str, ...]]:
    """Venue, year and notes; no venue where the paper was only submitted to it."""
    given = _content(note, "venue")
    if _NOT_PUBLISHED.search(given):
        return "", 0, (f"OpenReview says: {given[:200]}",)
    entry = text(_value(note, "_bibtex"))
    booktitle, year = _BOOKTITLE.search(entry), _YEAR.search(entry)
    known = _VENUE.fullmatch(given)
    if known:
        notes = (f"presented as: {known['rest'][:200]}",) if known["rest"] else ()
        return known["name"], int(known["year"]), notes
    named = _ACCEPTED.sub("", given) or (line(booktitle[1]) if booktitle else "")
    return named, int(year[1]) if year else 0, ()


SOURCE = Source("openreview", "OpenReview", HOSTS, look_up)
