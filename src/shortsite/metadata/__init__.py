"""What the outside knows of a paper: arXiv, the DOI agencies, DBLP and OpenReview, asked politely and believed warily.

Only what a command asks for by name goes out; no build, check or format ever imports this package. A source is one
module and one row of ``SOURCES``.
"""

from __future__ import annotations

from collections.abc import Iterable

from shortsite.metadata import arxiv, dblp, doi, openreview
from shortsite.metadata.client import Client
from shortsite.metadata.recognise import recognise
from shortsite.metadata.source import Asked, Asks, Found, Unanswered
from shortsite.titles import fold_title

__all__ = ["SOURCES", "Asked", "Client", "Found", "Unanswered", "look_up", "recognise", "search_title"]

#: In the order in which they are asked for a title.
SOURCES = (arxiv.SOURCE, dblp.SOURCE, doi.SOURCE, openreview.SOURCE)
BY_KIND = {source.kind: source for source in SOURCES}
#: So many papers a person can choose from.
CANDIDATES = 5
_IDENTIFIERS = ("arxiv", "doi", "dblp", "openreview")


def look_up(asked: Asked, client: Asks) -> Found:
    """The record of what is asked; raises ``Unanswered``."""
    settled = (recognise(asked.value) if asked.kind == "doi" else None) or asked
    return BY_KIND[settled.kind].look_up(settled, client)


def search_title(title: str, client: Asks) -> tuple[Found, ...]:
    """At most five papers whose titles are like this one, those with the very title first.

    Sources are asked one after another until one has a paper of that title. Raises ``Unanswered`` if none answers.
    """
    if not fold_title(title):
        return ()
    found: list[Found] = []
    faults: list[str] = []
    for source in SOURCES:
        if source.search is None or any(_is_it(one, title) for one in found):
            continue
        try:
            found += source.search(title, client)
        except Unanswered as fault:
            faults.append(str(fault))
    if not found and faults:
        raise Unanswered("; ".join(dict.fromkeys(faults)))
    return tuple(sorted(_distinct(found), key=lambda one: not _is_it(one, title))[:CANDIDATES])


def _is_it(found: Found, title: str) -> bool:
    return fold_title(str(found.values["title"])) == fold_title(title)


def _distinct(found: Iterable[Found]) -> list[Found]:
    """Without those that name a work which stands before them: by an identifier, or by title and year."""
    kept: list[Found] = []
    seen: set[tuple[str, str]] = set()
    for one in found:
        names = {(key, str(one.values[key]).lower()) for key in _IDENTIFIERS if key in one.values}
        names.add((fold_title(str(one.values["title"])), str(one.values.get("year"))))
        if not names & seen:
            kept.append(one)
        seen |= names
    return kept
