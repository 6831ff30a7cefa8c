"""Two records of one paper: by an identifier that both have, or by their titles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shortsite.identifiers import BY_KEY
from shortsite.model import Paper
from shortsite.problems import Problem
from shortsite.titles import fold_title
from shortsite.urls import is_id

#: Every arXiv number is a DOI as well (https://info.arxiv.org/help/doi.html).
_ARXIV_DOI = "10.48550/arxiv."


def duplicates(papers: Iterable[Paper]) -> Iterator[Problem]:
    """A problem for each identifier that an earlier paper has; else, if it has such a title, for that."""
    by_identifier: dict[tuple[str, str], Paper] = {}
    by_title: dict[tuple[str, str], Paper] = {}
    for paper in papers:
        twins: list[Paper] = []
        for kind, value, name in _identifiers(paper):
            first = by_identifier.setdefault(name, paper)
            if first is not paper:
                twins.append(first)
                message = f"{BY_KEY[kind].label} {value} is already that of {first.id} ({first.place.path})"
                place = paper.places.get(kind, paper.place)
                hint = f"{_joined(first, paper)}; summaries say paper: {first.id}"
                yield Problem(place, "SS022", message, hint)
        namesakes = [by_title.setdefault(name, paper) for name in _titles(paper)]
        first = next((other for other in namesakes if other is not paper), paper)
        if first is not paper and first not in twins:
            message = f"same title as {first.id} ({first.place.path})"
            hint = f"if it is the same work, {_joined(first, paper)}"
            yield Problem(paper.places.get("title", paper.place), "SS023", message, hint)


def _joined(first: Paper, other: Paper) -> str:
    """What makes one record of two, so that the one that stays keeps its name in feeds."""
    names = [other.id] if any(map(is_id, first.aliases)) else [first.id, other.id]
    given = f"give it 'aliases: [{', '.join(names)}]'"
    if first.aliases:
        given = " and ".join(f"'{name}'" for name in names)
        given = f"add {given} to its 'aliases'"
    return f"keep {first.id}, {given}, and delete this record"


def _identifiers(paper: Paper) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """Kind and value of each identifier, and the pair that is the same for all its spellings."""
    for kind, value in paper.identifiers:
        folded = BY_KEY[kind].fold(value)
        if kind == "doi" and folded.startswith(_ARXIV_DOI):
            yield kind, value, ("arxiv", BY_KEY["arxiv"].fold(folded.removeprefix(_ARXIV_DOI)).lower())
        else:
            yield kind, value, (kind, folded.lower() if kind == "arxiv" else folded)


def _titles(paper: Paper) -> Iterator[tuple[str, str]]:
    """What two papers of one title share if they may be one: the first author, or a year at most one apart."""
    title = fold_title(paper.title.text) or paper.title.text
    if paper.authors:
        yield title, paper.authors[0].family.casefold()
    # two neighbouring years have a pair in common
    yield title, f"{paper.year - 1} {paper.year}"
    yield title, f"{paper.year} {paper.year + 1}"
