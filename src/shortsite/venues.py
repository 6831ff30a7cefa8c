"""Venues of papers: found by id, name, short name, alias, DOI or DBLP prefix; else made of the free text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shortsite.model import Paper, Venue
from shortsite.problems import Problem
from shortsite.urls import slug


def find_venues(
    papers: Iterable[Paper], venues: Mapping[str, Venue], problems: list[Problem]
) -> tuple[dict[str, str], dict[str, Venue]]:
    """The venue id of each paper that has one, and all venues, those made of free text included.

    A name that stands for two venues is reported.
    """
    names = _names(venues, problems)
    made, prefixes = dict(venues), _prefixes(venues)
    of_paper: dict[str, str] = {}
    for paper in papers:
        venue = names.get(slug(paper.venue)) if paper.venue else _by_prefix(paper, prefixes)
        if venue is None and paper.venue:
            venue = slug(paper.venue)
            names[venue] = venue
            made[venue] = Venue(id=venue, name=paper.venue, place=paper.place)
        if venue:
            of_paper[paper.id] = venue
    return of_paper, dict(sorted(made.items()))


def _names(venues: Mapping[str, Venue], problems: list[Problem]) -> dict[str, str]:
    """Folded name -> venue id. An id wins over a name, a name over an alias."""
    names = {venue_id: venue_id for venue_id in venues}
    for of_venue in (lambda venue: (venue.name, venue.short), lambda venue: venue.aliases):
        for venue in venues.values():
            for name in filter(None, of_venue(venue)):
                taken = names.setdefault(slug(name), venue.id)
                if taken != venue.id:
                    message = f"'{name}' is already a name of venue '{taken}' ({venues[taken].place.path})"
                    problems.append(Problem(venue.place, "SS021", message, "remove it from one of them"))
    return names


def _prefixes(venues: Mapping[str, Venue]) -> dict[tuple[str, str], str]:
    """Kind of identifier and prefix -> venue; the last one by id where several have it."""
    return {
        (kind, prefix.lower()): venue.id
        for _, venue in sorted(venues.items())
        for kind, prefixes in (("doi", venue.doi_prefixes), ("dblp", venue.dblp_prefixes))
        for prefix in prefixes
    }


def _by_prefix(paper: Paper, prefixes: Mapping[tuple[str, str], str]) -> str | None:
    """The venue with the longest prefix of the paper's DOI or DBLP key."""
    known = {kind: paper.identifier(kind).lower() for kind in ("doi", "dblp")}
    found = [
        (length, venue)
        for kind, value in known.items()
        for length in range(1, len(value) + 1)
        if (venue := prefixes.get((kind, value[:length])))
    ]
    return max(found)[1] if found else None
