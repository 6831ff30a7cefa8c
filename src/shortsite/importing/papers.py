"""Records of new papers: their ids, their values, and what keeps a paper from having one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shortsite.additions import Addition, state_of
from shortsite.catalogue import identifier_name
from shortsite.citations.sound import sound
from shortsite.contributing.contribution import Archive
from shortsite.contributing.drafting import paper_file
from shortsite.contributing.naming import paper_id
from shortsite.identifiers import PAPER_IDENTIFIERS
from shortsite.importing.guesses import bare_name
from shortsite.importing.known import Group, near_titles
from shortsite.problems import quoted
from shortsite.urls import ID_LENGTH

#: Endings of the files that lie beside a paper's page, where a former id would want a folder.
_FILES = (".html", ".bib", ".ris", ".json", ".xml", ".txt", ".md", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
_KINDS_ASKED = ("arxiv", "doi", "openreview", "dblp")
_VENUE = 300


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of a paper: its id and record, or why it has none (``fault``). ``is_here``: the archive has it."""

    paper: str = ""
    record: Addition | None = None
    values: Mapping[str, Any] | None = None
    is_here: bool = False
    notes: tuple[str, ...] = ()
    fault: str = ""


class Papers:
    """Settles one paper after another; no two get one id, identifier or former id."""

    def __init__(self, archive: Archive, day: str, *, keywords: bool) -> None:
        """``day`` is that of texts that have none of their own, and so the last guess at a paper's year."""
        self._archive = archive
        self._day = day
        self._keywords = keywords
        self._taken = {name.casefold() for name in archive.catalogue.ids}
        self._names = set(archive.catalogue.names)
        self._numbers: Counter[str] = Counter()
        self._near: dict[str, str] = {}
        for paper in archive.catalogue.papers.values():
            self._note_titles(paper.title, paper.year, paper.id)

    def settle(self, group: Group) -> Settled:
        """The id and record of a paper; one that the archive has keeps its own. Raises AdditionError."""
        if group.here:
            return Settled(group.here, is_here=True, notes=self._untold(group))
        values, notes = self._values(group)
        if not values.get("year") and self._day and any(item.text for item in group.items):
            values["year"] = int(self._day[:4])
            notes.append(f"the year, {self._day[:4]}, is guessed from --date")
        missing = [key for key in ("title", "year") if not values.get(key)]
        if missing:
            return Settled(fault=f"no {' and no '.join(missing)} is known{'' if group.notes else _way_out(values)}")
        record, is_here = self._record(values, group.former)
        paper = record.path.rpartition("/")[2].removesuffix(".yml")
        if is_here:
            return Settled(paper, is_here=True)
        near = self._nearly(values, paper)
        self._claim(values, paper)
        return Settled(paper, record, values, notes=(*notes, *near))

    def _values(self, group: Group) -> tuple[dict[str, Any], list[str]]:
        given = group.values
        if not self._keywords:
            given.pop("keywords", None)
        notes = []
        venue = self._archive.catalogue.venue_of(str(given.get("venue", ""))[:_VENUE])
        if venue and venue != given["venue"]:
            notes.append(f"the venue {quoted(given['venue'])} is {venue}")
            given["venue"] = venue
        notes += self._drop_claimed(given)
        return (sound(given)[0] if len(group.items) > 1 else given), notes

    def _drop_claimed(self, values: dict[str, Any]) -> list[str]:
        """Leave out identifiers and former ids that another paper has; return notes that say so."""
        notes = []
        for kind in PAPER_IDENTIFIERS:
            value = str(values.get(kind.key, ""))
            if value and identifier_name(kind.key, value) in self._names:
                notes.append(f"{kind.label} {values.pop(kind.key)} is left out: another paper has it")
        aliases = values.pop("aliases", [])
        kept = {alias: None for alias in aliases if self._is_free(alias)}
        lost = (alias for alias in aliases if alias not in kept)
        notes += [f"the former id {quoted(alias, 100)} is left out: it is taken" for alias in lost]
        if kept:
            values["aliases"] = list(kept)
        return notes

    def _is_free(self, alias: str) -> bool:
        name = alias.casefold()
        is_file = any(part.endswith(_FILES) for part in name.split("/"))
        first, _, rest = name.partition("/")
        return name not in self._taken and not is_file and not (rest and first in self._taken)

    def _record(self, values: Mapping[str, Any], former: str) -> tuple[Addition, bool]:
        """The record under the first id that is free, or that has this very record already."""
        site = self._archive.config.url
        base = former or paper_id(values, ())
        while True:
            self._numbers[base] += 1
            number = self._numbers[base]
            name = base if number == 1 else f"{base[: ID_LENGTH - 8].rstrip('.-')}-{number}"
            if name in self._taken and name not in self._archive.catalogue.papers:
                continue
            others = [alias for alias in values.get("aliases", ()) if alias != name]
            record = paper_file(name, {**values, "aliases": others or None}, site)
            state = state_of(record, self._archive.root)
            if state == "same" or (state == "new" and name not in self._taken):
                return record, state == "same"

    def _claim(self, values: Mapping[str, Any], paper: str) -> None:
        self._taken |= {paper, *(alias.casefold() for alias in values.get("aliases", ()))}
        given = ((kind.key, str(values.get(kind.key, ""))) for kind in PAPER_IDENTIFIERS)
        self._names |= {identifier_name(key, value) for key, value in given if value}
        self._note_titles(str(values["title"]), int(values["year"]), paper)

    def _note_titles(self, title: str, year: int, paper: str) -> None:
        for near in near_titles(title, year):
            self._near.setdefault(near, paper)

    def _nearly(self, values: Mapping[str, Any], paper: str) -> list[str]:
        found = (self._near.get(near, "") for near in near_titles(str(values["title"]), int(values["year"])))
        others = dict.fromkeys(other for other in found if other and other != paper)
        return [f"its title is nearly that of {other}; if it is the same paper, keep one of them" for other in others]

    def _untold(self, group: Group) -> tuple[str, ...]:
        """What the archive's record does not have."""
        given = group.values
        more = [
            f"{kind.key}: {given[kind.key]}"
            for kind in PAPER_IDENTIFIERS
            if given.get(kind.key) and identifier_name(kind.key, str(given[kind.key])) not in self._names
        ]
        aliases = [alias for alias in given.get("aliases", ()) if alias not in self._names]
        more += [f"aliases: {', '.join(aliases)}"] if aliases else []
        path = self._archive.catalogue.papers[group.here].path
        return (f"{path} could tell more: {'; '.join(more)}",) if more else ()


def asked_first(values: Mapping[str, Any]) -> str:
    """The kind of the identifier by which the paper is looked up; empty if it has none that could be."""
    return next((kind for kind in _KINDS_ASKED if values.get(kind)), "")


def _way_out(values: Mapping[str, Any]) -> str:
    kind = asked_first(values)
    return f"; add --look-up to ask for its {bare_name(kind)} {values[kind]}" if kind else "; write it into the file"
