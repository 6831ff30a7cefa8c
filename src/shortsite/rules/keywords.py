"""A keyword under two spellings, so that neither page has all papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shortsite.config import Config
from shortsite.model import Archive, Term
from shortsite.problems import Problem, quoted
from shortsite.rules.spellings import Spelling, folded, pairs

_HINT = "write both alike, or list one as the other's alias under 'keywords' in config.yml"


def keyword_spellings(archive: Archive, _config: Config, _today: date) -> Iterator[Problem]:
    """Keywords that are nearly another keyword."""
    terms = archive.terms["keyword"]
    found = (
        Spelling(term.slug, term.name, len(term.papers), folded(term.name, plurals=True)) for term in terms.values()
    )
    for rare, common in pairs(found):
        message = f"{shown(terms[rare.term])} and {shown(terms[common.term])} may be one keyword"
        paper = archive.papers[min(terms[rare.term].papers)]
        yield Problem(paper.places.get("keywords", paper.place), "SS030", message, _HINT)


def shown(term: Term) -> str:
    """A term's name, and how many papers have it."""
    count = len(term.papers)
    return f"{quoted(term.name)} ({count:,} paper{'s' if count != 1 else ''})"
