"""Papers as CSL-JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from shortsite.citations.names import csl_author
from shortsite.citations.paragraphs import abstract_pieces, joined
from shortsite.model import Paper
from shortsite.outside import landing_page

_TYPES = {
    "article": "article-journal",
    "inproceedings": "paper-conference",
    "preprint": "article",
    "thesis": "thesis",
    "book": "book",
    "report": "report",
}


def write(papers: Iterable[Paper], venue_name: Callable[[Paper], str]) -> str:
    """The papers as a list of items, each under its id; ``venue_name`` gives the full name of a venue, or nothing."""
    items = [_item(paper, venue_name(paper)) for paper in papers]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _item(paper: Paper, venue: str) -> dict[str, Any]:
    arxiv = paper.identifier("arxiv")
    abstract = " ".join(joined(abstract_pieces(paper.abstract)).split()) if paper.abstract else ""
    values = {
        "id": paper.id,
        "type": _type(paper, venue),
        "title": paper.title.text,
        "author": [csl_author(author) for author in paper.authors],
        "issued": {"date-parts": [_date(paper)]},
        "container-title": "" if paper.type == "thesis" else venue,
        "publisher": paper.publisher or (venue if paper.type == "thesis" else ""),
        "volume": paper.volume,
        "issue": paper.issue,
        "page": paper.pages.replace("--", "-"),
        "DOI": paper.identifier("doi"),
        "ISBN": paper.identifier("isbn"),
        "number": f"arXiv:{arxiv}" if arxiv else "",
        "URL": landing_page(paper),
        "keyword": ", ".join(paper.keywords),
        "abstract": abstract,
        "source": paper.source,
    }
    return {key: value for key, value in values.items() if value}


def _type(paper: Paper, venue: str) -> str:
    if paper.type:
        return _TYPES[paper.type]
    return ("article-journal" if paper.volume else "paper-conference") if venue else "article"


def _date(paper: Paper) -> list[int]:
    """The day of publication where it is of the record's year: a preprint may be older."""
    day = paper.published
    if day is None or day.at.year != paper.year:
        return [paper.year]
    return [day.at.year, day.at.month, day.at.day]
