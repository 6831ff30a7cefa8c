"""Which paper somebody means: one of the archive's, one that a source knows of, or one to be written down by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shortsite import urls
from shortsite.catalogue import Catalogue, fold_title
from shortsite.identifiers import PAPER_IDENTIFIERS
from shortsite.metadata import Asked, Client, Found, Unanswered, look_up, recognise, search_title
from shortsite.metadata.recognise import arxiv_year

#: Chooses one of several records that may be meant, or none of them.
Choose = Callable[[Sequence[Found]], Found | None]

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
    here, asked = named(text, site, catalogue)
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


def _own(asked: Asked | None) -> dict[str, str]:
    return {asked.kind: asked.value} if asked else {}


def _bare_values(asked: Asked | None, text: str) -> dict[str, Any]:
    """What an identifier tells by itself, or a title."""
    if asked is None:
        return {"title": " ".join(text.split())}
    year = arxiv_year(asked.value) if asked.kind == "arxiv" else 0
    return {"year": year, asked.kind: asked.value} if year else {asked.kind: asked.value}
