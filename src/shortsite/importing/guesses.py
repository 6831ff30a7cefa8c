"""What a name of a paper tells by itself: its identifiers, and the year that they bear."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from shortsite.identifiers import BY_KEY
from shortsite.metadata.recognise import arxiv_year, recognise
from shortsite.urls import is_id, slug

#: DBLP's key of a preprint, ``journals/corr/abs-1706-03762``.
_CORR = re.compile(r"journals/corr/abs-(\d{4})-(\d{4,5})")
_CORR_OLD = re.compile(r"journals/corr/abs-([a-z]+)-(\d{7})")
#: ``conf/nips/VaswaniSPUJGKP17``, ``journals/nature/LeCunBH15a``.
_DBLP_YEAR = re.compile(r"/[^/]*?[A-Za-z](\d{4}|\d\d)[a-z]?$")
#: A part of its own within a DOI: ``10.1109/cvpr.2016.90``, ``10.18653/v1/2020.acl-main.1``.
_DOI_YEAR = re.compile(r"[./(-]((?:19|20)\d\d)[./)-]")
_EARLY = 50
#: A longer name is none.
_NAME = 80


def identifiers_of(key: str) -> dict[str, str]:
    """The identifiers that an older system's key of a paper is, or holds."""
    corr, old = _CORR.fullmatch(key), _CORR_OLD.fullmatch(key)
    if corr or old:
        number = f"{corr[1]}.{corr[2]}" if corr else f"{old[1]}/{old[2]}" if old else ""
        found = {"arxiv": number, "dblp": key}
        return {kind: value for kind, value in found.items() if BY_KEY[kind].pattern.fullmatch(value)}
    asked = recognise(key)
    return {asked.kind: asked.value} if asked else {}


def year_of(values: Mapping[str, Any]) -> tuple[int, str]:
    """The year that the paper's identifiers bear, and whose it is; 0 if they bear none."""
    for kind, reading in (("dblp", _year_of_dblp), ("doi", _year_of_doi), ("arxiv", arxiv_year)):
        if year := reading(str(values.get(kind, ""))):
            return year, f"its {bare_name(kind)}"
    return 0, ""


def bare_name(kind: str) -> str:
    """What an identifier is called, without an article: ``arXiv number``."""
    return BY_KEY[kind].name.partition(" ")[2]


def _year_of_dblp(key: str) -> int:
    found = _DBLP_YEAR.search(key)
    return _whole(found[1]) if found else 0


def _year_of_doi(doi: str) -> int:
    found = _DOI_YEAR.search(doi)
    return int(found[1]) if found else 0


def _whole(year: str) -> int:
    """The year of its last two digits, or of all four."""
    if len(year) > 2:  # noqa: PLR2004
        return int(year) if year[:2] in ("19", "20") else 0
    return int(year) + (1900 if int(year) >= _EARLY else 2000)


def with_year(values: dict[str, Any], date: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The values with a year, if one can be guessed, and then ``year`` with a note that says so."""
    if values.get("year"):
        return values, {}
    year, whose = year_of(values)
    if not year and date:
        year, whose = int(date[:4]), "the date of the text"
    return ({**values, "year": year}, {"year": f"the year, {year}, is guessed from {whose}"}) if year else (values, {})


def first_recognised(words: Iterable[str]) -> dict[str, str]:
    """The identifier in the first of the words that is one, or is the address of one."""
    for word in words:
        if asked := recognise(word):
            return {asked.kind: asked.value}
    return {}


def handle_of(name: str) -> str:
    """The handle that a name makes; empty if it has no letters for one."""
    short = name[:_NAME]
    made = slug(short) if any(character.isalnum() for character in short) else ""
    return made if is_id(made) else ""
