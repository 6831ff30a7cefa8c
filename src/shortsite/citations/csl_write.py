"""Papers as CSL-JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from shortsite.citations.names import csl_author
from shortsite.citations.paragraphs import abstract_text
from shortsite.citations.venues import day_at_venue, type_of
from shortsite.model import Moment, Paper, Venue
from shortsite.outside import landing_page

_TYPES = {
    "article": "article-journal",
    "inproceedings": "paper-conference",
    "incollection": "chapter",
    "preprint": "article",
    "thesis": "thesis",
    "book": "book",
    "report": "report",
}


def write(papers: Iterable[Paper], venue_of: Callable[[Paper], Venue | None]) -> str:
    """The papers as a list of items, each under its id; ``venue_of`` gives a paper's venue, if it has one."""
    items = [_item(paper, venue_of(paper)) for paper in papers]
    return json.dumps(items, ensure_ascii=False) + "\n"


def _item(paper: Paper, venue: Venue | None) -> dict[str, Any]:
    type_, within = type_of(paper, venue), venue.name if venue else ""
    arxiv, day = paper.identifier("arxiv"), day_at_venue(paper, venue)
    values = {
        "id": paper.id,
        "type": _TYPES[type_],
        "title": paper.title.text,
        "author": [csl_author(author) for author in paper.authors],
        "issued": _date(day) if day else {"date-parts": [[paper.year]]},
        "available-date": _date(paper.published) if paper.published and not day else None,
        "container-title": "" if type_ == "thesis" else within,
        "publisher": paper.publisher or (within if type_ == "thesis" else ""),
        "volume": paper.volume,
        "issue": paper.issue,
        "page": paper.pages.replace("--", "-"),
        "DOI": paper.identifier("doi"),
        "ISBN": paper.identifier("isbn"),
        "number": f"arXiv:{arxiv}" if arxiv else "",
        "URL": landing_page(paper),
        "keyword": ", ".join(paper.keywords),
        "abstract": abstract_text(paper),
        "source": paper.source,
    }
    return {key: value for key, value in values.items() if value}


def _date(day: Moment) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.at.year, day.at.month, day.at.day]]}
