"""A venue under two names, so that neither page has all papers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from shortsite.config import Config
from shortsite.model import Archive, Venue
from shortsite.problems import Problem, quoted
from shortsite.rules.keywords import shown
from shortsite.rules.spellings import Spelling, folded, pairs

_UNITS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_TENTH = r"(?:ten|eleven|twelf|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six)tie)th"
#: What tells one year's meeting or volume from another's: numbers, years, and the number of a preprint.
_OF_ONE_YEAR = re.compile(
    rf"(?<=arxiv) preprint\b|\barxiv:\S+|\babs/\S+|['\u2019]\d\d\b|\b(?:19|20)\d\d\b|\b\d+(?:st|nd|rd|th)\b"
    rf"|\b(?:(?:twenty|thirty|forty|fifty|sixty)-)?(?:{_UNITS})\b|\b{_TENTH}\b",
    re.IGNORECASE,
)
_IDLE = frozenset(["the", "of", "in", "on", "for", "and", "annual", "proc", "proceedings"])


def venue_spellings(archive: Archive, _config: Config, _today: date) -> Iterator[Problem]:
    """Free text that names a venue which has a record, and venues of free text that are nearly another."""
    free = {venue.id for venue in archive.venues.values() if venue.place.path.startswith("content/papers/")}
    named = _names(venue for venue in archive.venues.values() if venue.id not in free)
    meant = {venue: named[words] for venue in free if (words := _words(archive.venues[venue].name)) in named}
    yield from _hidden(archive, meant)
    terms = archive.terms["venue"]
    kept = [Spelling(venue, name, 0, words, is_kept=True) for words, (venue, name) in named.items()]
    rest = [Spelling(venue, terms[venue].name, len(terms[venue].papers), _words(terms[venue].name)) for venue in free]
    for rare, common in pairs([*kept, *(found for found in rest if found.words and found.term not in meant)]):
        message = f"{shown(terms[rare.term])} and {shown(terms[common.term])} may be one venue"
        hint = f"write venue: {common.term}" if common.is_kept else "write both alike"
        paper = archive.papers[min(terms[rare.term].papers)]
        yield Problem(paper.places.get("venue", paper.place), "SS029", message, hint)


def _hidden(archive: Archive, meant: Mapping[str, tuple[str, str]]) -> Iterator[Problem]:
    for venue, (record, _) in sorted(meant.items()):
        for paper in map(archive.papers.__getitem__, archive.terms["venue"][venue].papers):
            message = f"{quoted(paper.venue)} seems to be the venue '{record}', whose page does not have it"
            hint = f"write venue: {record}, or add the name to the aliases of {archive.venues[record].place.path}"
            yield Problem(paper.places.get("venue", paper.place), "SS028", message, hint)


def _names(venues: Iterable[Venue]) -> dict[tuple[str, ...], tuple[str, str]]:
    """Words of a name -> id and name of the venue that has a record and that name alone."""
    found = {(_words(name), venue.id): name for venue in venues for name in _names_of(venue) if _words(name)}
    count = Counter(words for words, _ in found)
    return {words: (venue, name) for (words, venue), name in found.items() if count[words] == 1}


def _names_of(venue: Venue) -> Iterator[str]:
    yield from filter(None, (venue.name, venue.short, *venue.aliases))
    yield venue.id


def _words(name: str) -> tuple[str, ...]:
    """The words that tell a venue from others; those of its names without what is in brackets, if only a year is."""
    words = folded(_OF_ONE_YEAR.sub(" ", name)) if re.search(r"\w", _OF_ONE_YEAR.sub(" ", name)) else ()
    kept = [word for word in words if word not in _IDLE]
    while kept and kept[-1].isdigit():
        kept.pop()
    return tuple(kept)
