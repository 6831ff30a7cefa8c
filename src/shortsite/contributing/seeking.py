"""Which paper somebody means: one of the archive's, one that a source knows of, or one to be written down by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from shortsite import urls
from shortsite.catalogue import Catalogue, fold_title
from shortsite.identifiers import BY_KEY, PAPER_IDENTIFIERS
from shortsite.metadata import Asked, Client, Found, Unanswered, look_up, recognise, search_title
from shortsite.metadata.recognise import arxiv_year
from shortsite.problems import quoted

#: Chooses one of several records that may be meant, or none of them.
Choose = Callable[[Sequence[Found]], Found | None]

#: What is meant for an identifier, whatever is wrong with it.
_LIKE = {
    "doi": re.compile(r"(?:doi:\s*)?10\.\S*|doi:\s*\S+", re.IGNORECASE),
    "arxiv": re.compile(r"(?:arxiv:?\s*)?\d{2,5}\.\d{1,7}(?:v\d*)?|arxiv:\s*\S+", re.IGNORECASE),
    "isbn": re.compile(r"(?:isbn[-:\s]*)?\d[\dX -]{7,}|isbn:\s*\S+", re.IGNORECASE),
    "openreview": re.compile(r"openreview:\s*\S+", re.IGNORECASE),
    "dblp": re.compile(r"dblp:\s*\S+", re.IGNORECASE),
}
_ISBN = re.compile(rf"(?:isbn(?:-1[03])?[:\s]*)?({BY_KEY['isbn'].pattern.pattern})", re.IGNORECASE)
_ISBN_10 = 10
_YEAR_IN_ID = re.compile(r"-(?:19|20)\d\d-")
#: How much an id has to be like one of the archive's to be that one misspelt.
_NEAR = 0.8
_ADDRESS = re.compile(r"(?i)(https?://|www\.)\S*")


@dataclass(frozen=True, slots=True)
class Sought:
    """What is known of the paper that is meant.

    ``paper`` is its id if the archive has it, and else empty; then ``values`` are those of a record, complete if
    ``source`` tells where they come from or ``fault`` is empty. ``fault`` says why nobody could tell more.
    ``version`` is that of the preprint that was named. ``notes`` are for who reviews the values.
    """

    paper: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    version: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()
    fault: str = ""


class Unknown(Exception):  # noqa: N818  # it is not an error of the program
    """What was typed names no paper, or several; the text is a sentence for people."""


def seek(text: str, site: str, catalogue: Catalogue, client: Client | None, choose: Choose) -> Sought:
    """The paper that the text means: an id, identifier, address or title.

    The archive is asked first, then the sources by the client, if there is one, then the archive again by what they
    told. ``site`` is the archive's own address. Raises Unknown.
    """
    isbn = _isbn_in(text)
    if isbn:
        return _book(isbn, catalogue)
    here, asked = named(text, site, catalogue)
    if not here and asked is None and (slip := _slip_in(text, catalogue)):
        raise Unknown(slip)
    version = asked.version if asked else ""
    if here:
        return Sought(paper=here, version=version)
    if asked is None and _ADDRESS.fullmatch(text.strip()):
        message = f"nothing is known of papers at '{text.strip()}'; give an arXiv number, a DOI, or the title instead"
        raise Unknown(message)
    bare = _bare_values(asked, text)
    if client is None:
        return Sought(values=bare, version=version)
    try:
        found = look_up(asked, client) if asked else _one_of(search_title(text, client), text, choose)
    except Unanswered as fault:
        return Sought(values=bare, version=version, fault=str(fault))
    if found is None:
        return Sought(values=bare, version=version, fault=f"no source knows a paper called '{text}'")
    return settled(found, catalogue, version, _own(asked))


def _isbn_in(text: str) -> str:
    """The ISBN that the text is, if its check digit is right; else empty."""
    found = _ISBN.fullmatch(text.strip())
    return found[1] if found and _isbn_is_sound(found[1]) else ""


def _book(isbn: str, catalogue: Catalogue) -> Sought:
    if here := catalogue.find("isbn", isbn):
        return Sought(paper=here)
    return Sought(values={"isbn": isbn}, fault="no source that could be asked knows books by ISBN")


def _slip_in(text: str, catalogue: Catalogue) -> str:
    """Why what was typed is no title, in a sentence: it is empty, or an identifier or an id with a slip in it."""
    bare = text.strip()
    if not any(character.isalnum() for character in bare):
        what = f"{quoted(bare)} names no paper" if bare else "no paper is named"
        return f"{what}; give an arXiv number, a DOI, an address, or the title"
    for key, pattern in _LIKE.items():
        if pattern.fullmatch(bare):
            return f"{quoted(bare)} is not {BY_KEY[key].name}, which looks like {BY_KEY[key].example}"
    if not urls.is_id(bare) or "-" not in bare:
        return ""
    near = get_close_matches(bare, catalogue.ids, n=1, cutoff=_NEAR)
    if near:
        return f"the archive has no paper {quoted(bare)}; did you mean {near[0]}?"
    other = "give an arXiv number, a DOI, or the title in words"
    return f"the archive has no paper {quoted(bare)}; {other}" if _YEAR_IN_ID.search(bare) else ""


def named(text: str, site: str, catalogue: Catalogue) -> tuple[str, Asked | None]:
    """The id of the paper of the archive that is named, or empty; and the identifier in the text, if there is one."""
    bare = text.strip()
    own = urls.paper_at(bare.removeprefix(site)) if bare.startswith(site) else ""
    if here := catalogue.find("id", own or bare):
        return here, None
    asked = recognise(bare)
    if asked:
        return catalogue.find(asked.kind, asked.value), asked
    return catalogue.find_title(bare), None


def settled(found: Found, catalogue: Catalogue, version: str = "", own: Mapping[str, str] | None = None) -> Sought:
    """The paper that a source found: the archive's, if it has it under any of its names, else the record's values."""
    values = {**found.values, **{key: value for key, value in (own or {}).items() if key not in found.values}}
    here, notes = paper_here(values, catalogue)
    if here:
        return Sought(paper=here, version=version, source=found.source, notes=notes)
    venue = catalogue.venue_of(str(values.get("venue", "")))
    values |= {"venue": venue} if venue else {}
    values |= {"source": found.source} if found.source else {}
    return Sought(values=values, version=version, source=found.source, notes=found.notes)


def paper_here(values: Mapping[str, Any], catalogue: Catalogue) -> tuple[str, tuple[str, ...]]:
    """The id of the paper that the archive has under one of these identifiers or this title; and what to look at."""
    given = [(kind.key, str(values[kind.key])) for kind in PAPER_IDENTIFIERS if values.get(kind.key)]
    by_identifier = next(filter(None, (catalogue.find(*pair) for pair in given)), "")
    here = by_identifier or catalogue.find_title(str(values.get("title", "")), int(values.get("year") or 0))
    if not here:
        return "", ()
    lacks = [f"{key}: {value}" for key, value in given if not catalogue.find(key, value)]
    is_guess = given and not by_identifier
    notes = ["the archive's record has the same title, but none of the same identifiers"] if is_guess else []
    notes += [f"its record {catalogue.papers[here].path} could tell more: {', '.join(lacks)}"] if lacks else []
    return here, tuple(notes)


def _one_of(found: Sequence[Found], title: str, choose: Choose) -> Found | None:
    """The record with that very title if there is just one; else the one that is chosen."""
    same = [one for one in found if fold_title(str(one.values.get("title", ""))) == fold_title(title)]
    if len(same) == 1:
        return same[0]
    return choose(same or found) if found else None


def _isbn_is_sound(isbn: str) -> bool:
    """Whether the check digit is right, of ten digits or of thirteen (https://www.isbn-international.org/)."""
    digits = [10 if digit in "xX" else int(digit) for digit in isbn if digit.isalnum()]
    if len(digits) == _ISBN_10:
        return sum(weight * digit for weight, digit in zip(range(_ISBN_10, 0, -1), digits, strict=True)) % 11 == 0
    return (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0


def _own(asked: Asked | None) -> dict[str, str]:
    return {asked.kind: asked.value} if asked else {}


def _bare_values(asked: Asked | None, text: str) -> dict[str, Any]:
    """What an identifier tells by itself, or a title."""
    if asked is None:
        return {"title": " ".join(text.split())}
    year = arxiv_year(asked.value) if asked.kind == "arxiv" else 0
    return {"year": year, asked.kind: asked.value} if year else {asked.kind: asked.value}
