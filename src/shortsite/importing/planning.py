"""From items to the files of an archive, with a line about each of them. Nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shortsite.additions import Addition
from shortsite.citations.sound import sound
from shortsite.contributing.contribution import Archive
from shortsite.identifiers import PAPER_IDENTIFIERS
from shortsite.importing.items import Item
from shortsite.importing.known import Group, Known, named_here, names_of, near_titles, told
from shortsite.importing.papers import Papers, Settled, asked_first
from shortsite.importing.texts import Missing, Placed, Texts
from shortsite.importing.wiki import Notes
from shortsite.metadata import Asked, Found, Unanswered
from shortsite.problems import quoted

#: Asks a source about a paper; raises Unanswered.
Ask = Callable[[Asked], Found]

_TITLE = 100
#: What the line about the paper says anyway.
_TOLD = ("there is no title", "there is no year")


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of an item: where that stands, what happens (``new``, ``already here``, ...), and words about it."""

    place: str
    state: str
    words: str

    def __str__(self) -> str:
        return f"{self.place}: {self.state}: {self.words}"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to import: what to take where files do not tell, whether keywords and abstracts come along."""

    missing: Missing
    keywords: bool = True
    abstracts: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The files to be written, and a line or more about each item."""

    additions: tuple[Addition, ...]
    lines: tuple[Line, ...]

    def count(self, state: str) -> int:
        """How many lines tell that."""
        return sum(line.state == state for line in self.lines)


def plan(items: Sequence[Item], archive: Archive, wishes: Wishes, ask: Ask | None = None) -> Plan:
    """What importing the items would write. With ``ask``, sources are asked for what files do not tell of new papers.

    Raises AdditionError where nothing may be written.
    """
    known = Known(archive.catalogue)
    places = [_Place(item, group, len(group.items) - 1) for item in items for group in [known.add(item)]]
    for group in known.groups:
        if ask:
            _look_up(group, archive, ask, abstracts=wishes.abstracts)
    papers = Papers(archive, wishes.missing.date, keywords=wishes.keywords)
    settled = {id(group): papers.settle(group) for group in known.groups}
    texts = Texts(archive, wishes.missing, _names(archive, settled.values()), _notes(places, settled))
    additions: list[Addition] = []
    lines: list[Line] = []
    for place in places:
        one = settled[id(place.group)]
        lines += _about_paper(place, one, archive)
        additions += [one.record] if one.record and place.number == 0 else []
        if place.item.text and one.paper:
            placed = texts.place(place.item.text, one.paper, place.item.fault)
            lines += _about_text(place.item, placed)
            additions += placed.additions
    return Plan(tuple(additions), tuple(lines))


@dataclass(frozen=True, slots=True)
class _Place:
    """An item among those of its paper."""

    item: Item
    group: Group
    number: int


def _names(archive: Archive, settled: Iterable[Settled]) -> dict[str, str]:
    """All that papers may be called once everything is written."""
    names = dict(archive.catalogue.names)
    for one in settled:
        if one.record and one.values:
            names |= dict.fromkeys((one.paper, *names_of(one.values)), one.paper)
    return names


def _notes(places: Sequence[_Place], settled: Mapping[int, Settled]) -> Mapping[Path, Notes]:
    """The notes of each folder, with the papers that they are about."""
    found: defaultdict[Path, list[tuple[str, str, str]]] = defaultdict(list)
    for place in places:
        text = place.item.text
        if text and text.root:
            paper = settled[id(place.group)].paper
            found[text.root].append((text.note, str(place.item.values.get("title", "")), paper))
    return {root: Notes(papers) for root, papers in found.items()}


# Lines


def _about_paper(place: _Place, one: Settled, archive: Archive) -> Iterator[Line]:
    """What becomes of the paper of an item."""
    item, group, is_first = place.item, place.group, place.number == 0
    by = group.found[place.number]
    if one.fault:
        yield Line(item.place, "skipped", f"{_called(item)}: {one.fault}")
    elif one.is_here:
        yield Line(item.place, "already here", f"{one.paper}, {by}" if by else one.paper)
    elif not is_first:
        yield Line(item.place, "the same paper", f"{one.paper} of {group.items[0].place}, {by}")
    elif one.record and one.values:
        yield Line(item.place, "new paper", f"{one.record.path} ({_in_short(one.values)})")
    notes = () if one.is_here else tuple(note for note in item.notes if note not in _TOLD)
    if is_first:
        guesses = () if one.is_here or one.fault else group.guesses.values()
        notes = (*notes, *guesses, *group.notes, *one.notes)
    other = _other_title(place, archive)
    notes += (f"the paper's title is {other}; look whether {_called(item)} is about it",) if other else ()
    yield from (Line(item.place, "note", note) for note in notes)


def _other_title(place: _Place, archive: Archive) -> str:
    """The title that the archive, a source, or the first item has for the paper where the item's is another one."""
    item, group = place.item, place.group
    is_looked_up = not group.found[-1]
    first = group.items[-1 if is_looked_up else 0]
    title = "" if "title" in item.guesses else str(item.values.get("title", ""))
    other = archive.catalogue.papers[group.here].title if group.here else str(first.values.get("title", ""))
    is_other = title and other and "title" not in first.guesses and not _are_near(title, other)
    return quoted(other, _TITLE) if is_other else ""


def _are_near(title: str, other: str) -> bool:
    return not set(near_titles(title, 0)).isdisjoint(near_titles(other, 0))


def _about_text(item: Item, placed: Placed) -> Iterator[Line]:
    states = {"new": "new text", "here": "already here", "left": "left alone", "skipped": "skipped text"}
    yield Line(item.place, states[placed.state], placed.words)
    if placed.state == "new":
        yield from (Line(item.place, "note", note) for note in placed.notes)


def _called(item: Item) -> str:
    return quoted(str(item.values.get("title", "")) or item.key or "an entry without a name", _TITLE)


def _in_short(values: Mapping[str, object]) -> str:
    identifiers = [f"{kind.label} {values[kind.key]}" for kind in PAPER_IDENTIFIERS if values.get(kind.key)]
    return ", ".join([quoted(str(values["title"]), _TITLE), str(values["year"]), *identifiers[:2]])


# Asking


def _look_up(group: Group, archive: Archive, ask: Ask, *, abstracts: bool) -> None:
    """Add to a new paper what a source says of it, if anything that every record has is missing or guessed."""
    values = group.values
    kind = asked_first(values)
    is_whole = all(values.get(key) and key not in group.guesses for key in ("title", "authors", "year"))
    if group.here or is_whole or not kind:
        return
    try:
        found = ask(Asked(kind, str(values[kind])))
    except Unanswered as fault:
        group.notes.append(f"nothing could be looked up: {fault}")
        return
    given, _ = sound({key: value for key, value in found.values.items() if abstracts or key != "abstract"})
    group.items.append(Item(found.source, "", given))
    group.found.append("")
    group.notes.append(f"{found.source} told the rest")
    group.here, name = named_here(set(names_of(given)), archive.catalogue)
    group.found[0] = told(name) if name else group.found[0]
