"""Papers as RIS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from shortsite.citations.paragraphs import abstract_pieces, joined
from shortsite.model import Paper
from shortsite.outside import landing_page

_TYPES = {
    "article": "JOUR",
    "inproceedings": "CPAPER",
    "preprint": "UNPB",
    "thesis": "THES",
    "book": "BOOK",
    "report": "RPRT",
}


def write(papers: Iterable[Paper], venue_name: Callable[[Paper], str]) -> str:
    """The papers as references, each under its id; ``venue_name`` gives the full name of a venue, or nothing.

    Lines end in CR and LF, as the format has it.
    """
    return "\r\n".join(_reference(paper, venue_name(paper)) for paper in papers)


def _reference(paper: Paper, venue: str) -> str:
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _lines(paper, venue) if value) + "ER  - \r\n"


def _lines(paper: Paper, venue: str) -> Iterator[tuple[str, str]]:
    arxiv = paper.identifier("arxiv")
    first, _, last = paper.pages.replace("--", "-").replace("\N{EN DASH}", "-").partition("-")
    yield "TY", _TYPES.get(paper.type) or (("JOUR" if paper.volume else "CPAPER") if venue else "UNPB")
    yield "ID", paper.id
    yield "TI", paper.title.text
    yield from (("AU", author.sort_name) for author in paper.authors)
    yield "PY", str(paper.year)
    if paper.published and paper.published.at.year == paper.year:
        yield "DA", paper.published.day.replace("-", "/")
    is_thesis = paper.type == "thesis"
    yield "T2", "" if is_thesis else venue
    yield from (("VL", paper.volume), ("IS", paper.issue), ("SP", first.strip()), ("EP", last.strip()))
    yield "PB", paper.publisher or (venue if is_thesis else "")
    yield "SN", paper.identifier("isbn")
    yield "DO", paper.identifier("doi")
    yield "AN", f"arXiv:{arxiv}" if arxiv else ""
    yield "UR", landing_page(paper)
    yield "L1", paper.pdf
    yield from (("KW", keyword) for keyword in paper.keywords)
    yield "AB", " ".join(joined(abstract_pieces(paper.abstract)).split()) if paper.abstract else ""
    yield "DP", paper.source
