"""Which paper it is: papers of the archive and of this import, by identifiers, former ids and titles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from shortsite.catalogue import Catalogue, fold_title, identifier_name, is_near
from shortsite.identifiers import BY_KEY, PAPER_IDENTIFIERS
from shortsite.importing.guesses import bare_name
from shortsite.importing.items import Item
from shortsite.problems import quoted

#: A title that more papers have tells nothing.
_NAMESAKES = 20
_TITLE = 500
_SMALL = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "via", "with"}
)
_MAIN = 8


@dataclass(eq=False, slots=True)
class Group:
    """What is known of one paper: its items, by what each was found to be about it, its id if the archive has it.

    ``names`` are its identifiers, ``year`` the first year that an item gives, ``notes`` are about the whole paper.
    """

    here: str = ""
    items: list[Item] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    year: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def values(self) -> dict[str, Any]:
        """The values of all items, the first best: none that is a guess where another knows better."""
        made: dict[str, Any] = {}
        for are_guesses in (False, True):
            for item in self.items:
                taken = (key for key in item.values if (key in item.guesses) == are_guesses)
                for key in taken:
                    made.setdefault(key, item.values[key])
        aliases = [alias for item in self.items for alias in item.values.get("aliases", ())]
        return made | ({"aliases": list(dict.fromkeys(aliases))} if aliases else {})

    @property
    def guesses(self) -> dict[str, str]:
        """The keys that nobody knows better, and what is to say of each."""
        known = {key for item in self.items for key in item.values if key not in item.guesses}
        found = {key: note for item in reversed(self.items) for key, note in item.guesses.items()}
        return {key: note for key, note in found.items() if key not in known}

    @property
    def former(self) -> str:
        """The id that the paper had in the archive it comes from."""
        return next((item.former for item in self.items if item.former), "")


class Known:
    """Finds the paper that an item is about; grows with every item."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.groups: list[Group] = []
        self._catalogue = catalogue
        self._here: dict[str, Group] = {}
        self._names: dict[str, Group] = {}
        self._titles: dict[str, list[Group]] = defaultdict(list)
        self._names_here: dict[str, set[str]] = defaultdict(set)
        for name, paper in catalogue.names.items():
            if is_identifier(name):
                self._names_here[paper].add(name)

    def add(self, item: Item) -> Group:
        """Put the item to its paper, which may be a new one; return that."""
        names = set(names_of(item.values))
        group, by = self._find(item, names)
        if group is None:
            group = Group()
            self.groups.append(group)
        self._join(group, item, names)
        group.found.append(by)
        return group

    def _find(self, item: Item, names: set[str]) -> tuple[Group | None, str]:
        for name in sorted(names):
            if name in self._names:
                return self._names[name], told(name)
        here, name = named_here(names, self._catalogue)
        if here:
            return self._of_archive(here), told(name)
        return self._by_title(item, names), "by its title"

    def _by_title(self, item: Item, names: set[str]) -> Group | None:
        title, year = _title_of(item), _year_of(item)
        for group in self._titles.get(title, ()) if title else ():
            if is_near(year, group.year) and not differ(names, group.names):
                return group
        for paper in self._catalogue.titles.get(title, ())[:_NAMESAKES] if title else ():
            is_it = is_near(year, self._catalogue.papers[paper].year)
            if is_it and not differ(names, self._names_here[paper]):
                return self._of_archive(paper)
        return None

    def _of_archive(self, paper: str) -> Group:
        if paper not in self._here:
            group = self._here[paper] = Group(here=paper, names=set(self._names_here[paper]))
            self.groups.append(group)
        return self._here[paper]

    def _join(self, group: Group, item: Item, names: set[str]) -> None:
        group.items.append(item)
        group.names |= {name for name in names if is_identifier(name)}
        group.year = group.year or _year_of(item)
        for name in names:
            self._names.setdefault(name, group)
        title = _title_of(item)
        namesakes = self._titles[title] if title else [group]
        if group not in namesakes and len(namesakes) < _NAMESAKES:
            namesakes.append(group)


def _title_of(item: Item) -> str:
    # what a file happens to be called finds no other paper
    return "" if "title" in item.guesses else fold_title(str(item.values.get("title", ""))[:_TITLE])


def _year_of(item: Item) -> int:
    return 0 if "year" in item.guesses else int(item.values.get("year") or 0)


def names_of(values: Mapping[str, Any]) -> Iterator[str]:
    """What the paper is surely called: its identifiers as the catalogue names them, and its former ids."""
    for kind in PAPER_IDENTIFIERS:
        if value := str(values.get(kind.key, "")):
            yield identifier_name(kind.key, value)
    yield from values.get("aliases", ())


def is_identifier(name: str) -> bool:
    """Whether it is the name of an identifier, and no former id."""
    return name.partition(":")[0] in BY_KEY and ":" in name


def named_here(names: Collection[str], catalogue: Catalogue) -> tuple[str, str]:
    """The id of the archive's paper that bears one of the names, and that name; empty texts if none does."""
    name = next((name for name in sorted(names) if name in catalogue.names), "")
    return (catalogue.names[name], name) if name else ("", "")


def differ(names: AbstractSet[str], others: AbstractSet[str]) -> bool:
    """Whether two papers have identifiers of one kind, and none in common."""
    if not names.isdisjoint(others):
        return False
    kinds = {name.partition(":")[0] for name in names if is_identifier(name)}
    return not kinds.isdisjoint(name.partition(":")[0] for name in others)


def told(name: str) -> str:
    """By what a paper was found: ``by its arXiv number '1706.03762'``."""
    kind, _, value = name.partition(":")
    what, value = (bare_name(kind), value) if is_identifier(name) else ("former id", name)
    return f"by its {what} {quoted(value, 100)}"


# Titles that are nearly one


def near_titles(title: str, year: int) -> Iterator[str]:
    """What a title has in common with one that is nearly the same: its words in any order, or its main part."""
    words = re.findall(r"\w+", title[:_TITLE].casefold())
    yield "words " + " ".join(sorted({word.rstrip("s") for word in words if word not in _SMALL}))
    main = fold_title(re.split(r"[:?!]\s|\s[\u2013\u2014-]\s", title[:_TITLE], maxsplit=1)[0])
    if len(main) >= _MAIN:
        yield f"main {main} {year}"
