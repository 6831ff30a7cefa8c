"""Where papers appeared: what citations call such a place, and what kind of work a paper is for it."""

from __future__ import annotations

import re

from shortsite.model import Moment, Paper, Venue
from shortsite.problems import quoted

_PREPRINT_SERVER = re.compile(r"(?i)corr|(?:arxiv|biorxiv|medrxiv|chemrxiv|psyarxiv|ssrn|research square)\b.*")
_VOLUME = re.compile(r"(?i)\b(?:proceedings|proc\.|(?:19|20)\d\d)")
#: What a paper is by the kind of its venue. What stands in a book is a part of it, for which records have no type.
_BY_KIND = {
    "journal": "article",
    "conference": "inproceedings",
    "workshop": "inproceedings",
    "preprint": "preprint",
    "book": "incollection",
    "thesis": "thesis",
}


def type_of(paper: Paper, venue: Venue | None) -> str:
    """What a paper is, for whoever cites it: one of the types of records, or ``incollection``.

    The record's type, else what the venue holds. Without a venue, or at a preprint server, it is a preprint.
    """
    if paper.type:
        return paper.type
    if venue is None or holds_preprints(venue):
        return "preprint"
    # a year of its own is what an article has not: most papers of a venue with pages and no volume are in proceedings
    return _BY_KIND.get(venue.kind) or ("article" if paper.volume else "inproceedings")


def day_at_venue(paper: Paper, venue: Venue | None) -> Moment | None:
    """The day on which a paper appeared where it is cited, or None if the year alone is sure.

    A record knows the first day on which it could be read. Of what arXiv has as well, that is the preprint's.
    """
    day = paper.published
    is_preprints = bool(paper.identifier("arxiv")) and type_of(paper, venue) != "preprint"
    return None if day is None or is_preprints or day.at.year != paper.year else day


def holds_preprints(venue: Venue) -> bool:
    """Whether the venue is a preprint server: as its record says, else by its name."""
    return venue.kind == "preprint" or (not venue.kind and is_preprint_server(venue.name))


def is_preprint_server(venue: str) -> bool:
    """Whether papers lie there before they appear."""
    return _PREPRINT_SERVER.fullmatch(venue.strip()) is not None


def venue_notes(venue: str) -> list[str]:
    """A note where the name is that of one volume rather than of the venue."""
    if not _VOLUME.search(venue):
        return []
    return [f"the venue is kept as written, {quoted(venue)}; other volumes may bear another name"]
