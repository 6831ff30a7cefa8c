"""Papers as RIS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from shortsite.citations.paragraphs import abstract_text
from shortsite.citations.venues import day_at_venue, type_of
from shortsite.model import Paper, Venue
from shortsite.outside import landing_page

_TYPES = {
    "article": "JOUR",
    "inproceedings": "CPAPER",
    "incollection": "CHAP",
    "preprint": "UNPB",
    "thesis": "THES",
    "book": "BOOK",
    "report": "RPRT",
}


def write(papers: Iterable[Paper], venue_of: Callable[[Paper], Venue | None]) -> str:
    """The papers as references, each under its id; ``venue_of`` gives a paper's venue, if it has one.

    Lines end in CR and LF, as the format has it.
    """
    return "\r\n".join(_reference(paper, venue_of(paper)) for paper in papers)


def _reference(paper: Paper, venue: Venue | None) -> str:
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _lines(paper, venue) if value) + "ER  - \r\n"


def _lines(paper: Paper, venue: Venue | None) -> Iterator[tuple[str, str]]:
    type_, within = type_of(paper, venue), venue.name if venue else ""
    arxiv = paper.identifier("arxiv")
    first, _, last = paper.pages.replace("--", "-").replace("\N{EN DASH}", "-").partition("-")
    yield "TY", _TYPES[type_]
    yield "ID", paper.id
    yield "TI", paper.title.text
    yield from (("AU", author.sort_name) for author in paper.authors)
    yield "PY", str(paper.year)
    day = day_at_venue(paper, venue)
    yield "DA", day.day.replace("-", "/") if day else ""
    yield "T2", "" if type_ == "thesis" else within
    yield from (("VL", paper.volume), ("IS", paper.issue), ("SP", first.strip()), ("EP", last.strip()))
    yield "PB", paper.publisher or (within if type_ == "thesis" else "")
    yield "SN", paper.identifier("isbn")
    yield "DO", paper.identifier("doi")
    yield "AN", f"arXiv:{arxiv}" if arxiv else ""
    yield "UR", landing_page(paper)
    yield "L1", paper.pdf
    yield from (("KW", keyword) for keyword in paper.keywords)
    yield "AB", abstract_text(paper)
    yield "DP", paper.source
