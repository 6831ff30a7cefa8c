"""Two records of one paper: by an identifier that both have, or by their titles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shortsite.identifiers import BY_KEY
from shortsite.model import Paper
from shortsite.problems import Problem
from shortsite.titles import fold_title

#: Every arXiv number is a DOI as well (https://info.arxiv.org/help/doi.html).
_ARXIV_DOI = "10.48550/arxiv."
_SAME_WORK = "keep one record, list the other's id under its aliases; summaries say paper: {}"
_MAY_BE_SAME = "if it is the same work, keep one record and list the other's id under its aliases"


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
                yield Problem(place, "SS022", message, _SAME_WORK.format(first.id))
        namesakes = [by_title.setdefault(name, paper) for name in _titles(paper)]
        first = next((other for other in namesakes if other is not paper), paper)
        if first is not paper and first not in twins:
            message = f"same title as {first.id} ({first.place.path})"
            yield Problem(paper.places.get("title", paper.place), "SS023", message, _MAY_BE_SAME)


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
