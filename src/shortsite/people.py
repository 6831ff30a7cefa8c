"""Authors of papers: which names on which papers are one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shortsite.model import Author, Paper, Person
from shortsite.problems import Problem, some_of
from shortsite.urls import slug


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an author of a paper is: slug and name of the author's page."""

    slug: str
    name: str


def identify_authors(
    papers: Mapping[str, Paper], people: Iterable[Person], problems: list[Problem]
) -> dict[str, tuple[Identity, ...]]:
    """For each paper, the identities of its authors in their order.

    An entry of ``authors.yml`` that names the paper wins, then one with the author's ORCID, then one with that
    spelling; else an author is the name, and names that bear several ORCIDs are one person for each.
    """
    entries = _Entries(people, papers, problems)
    by_name: dict[str, set[str]] = defaultdict(set)
    for paper in papers.values():
        for author in paper.authors:
            if author.orcid:
                by_name[slug(author.name)].add(author.orcid)
    return {
        paper.id: tuple(dict.fromkeys(_identity(author, paper, entries, by_name) for author in paper.authors))
        for paper in papers.values()
    }


def _identity(author: Author, paper: Paper, entries: _Entries, by_name: Mapping[str, set[str]]) -> Identity:
    person = entries.find(author, paper)
    if person:
        return Identity(person.slug, person.name)
    name = slug(author.name)
    if author.orcid and len(by_name[name]) > 1:
        return Identity(f"{name}-{author.orcid[-4:].lower()}", author.name)
    return Identity(name, author.name)


def _claim(
    table: dict[Any, Person],
    key: str | tuple[str, str],
    person: Person,
    both: dict[str, tuple[Person, list[str]]],
) -> None:
    """Enter what a person claims; what somebody else has claimed is noted with that other."""
    first = table.setdefault(key, person)
    if first is not person:
        both.setdefault(first.slug, (first, []))[1].append(key if isinstance(key, str) else " on ".join(key))


class _Entries:
    """``authors.yml``, looked up by spelling, ORCID and paper."""

    def __init__(self, people: Iterable[Person], papers: Collection[str], problems: list[Problem]) -> None:
        self.by_orcid: dict[str, Person] = {}
        self.by_spelling: dict[str, Person] = {}
        self.on_papers: dict[tuple[str, str], Person] = {}
        for person in people:
            both: dict[str, tuple[Person, list[str]]] = {}
            if person.orcid:
                _claim(self.by_orcid, person.orcid, person, both)
            for spelling in sorted({slug(name) for name in (person.name, *person.spellings)}):
                for paper in filter(papers.__contains__, person.papers):
                    _claim(self.on_papers, (spelling, paper), person, both)
                if not person.papers:
                    _claim(self.by_spelling, spelling, person, both)
            for first, what in both.values():
                claimed = some_of(what, "'{}'")
                message = f"'{person.slug}' and '{first.slug}' (line {first.place.line}) both claim {claimed}"
                problems.append(Problem(person.place, "SS027", message, "tell them apart by 'papers' or 'orcid'"))

    def find(self, author: Author, paper: Paper) -> Person | None:
        """The entry for this author of this paper."""
        name = slug(author.name)
        return (
            self.on_papers.get((name, paper.id))
            or (self.by_orcid.get(author.orcid) if author.orcid else None)
            or self.by_spelling.get(name)
        )
