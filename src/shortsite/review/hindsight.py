"""Rules that compare an archive with its past: what was published keeps its name, and says when it was changed.

The past is a folder with the files that have changed since, as they were. Records are only listed, not converted: a
file that cannot be read counts as being there, and what is wrong with it is told elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from shortsite.catalogue import Catalogue, read_catalogue
from shortsite.catalogue.files import ListedFile, listed_files
from shortsite.identifiers import PAPER_IDENTIFIERS
from shortsite.problems import Place, Problem
from shortsite.records import TEXT_BYTES, read_text, split_front_matter
from shortsite.urls import is_id

_IDENTIFIERS = tuple(kind.key for kind in PAPER_IDENTIFIERS)
_TEXT_KEYS = ("paper", "author", "date", "updated", "title", "tldr", "draft")
_LINE = r"^{}:[ \t]*"

_Key = tuple[str, str]


@dataclass(frozen=True)
class _Present:
    """The archive as it is, read as far as it is asked for."""

    root: Path

    @cached_property
    def catalogue(self) -> Catalogue:
        return read_catalogue(self.root)

    @cached_property
    def texts(self) -> Mapping[_Key, ListedFile]:
        """The summaries that readers can see, by the paper's id of today and their stem."""
        return {
            (self.paper_of(file), file.stem): file
            for file in listed_files(self.root, "summaries", _TEXT_KEYS)
            if not file.flag("draft")
        }

    @cached_property
    def handles(self) -> frozenset[str]:
        """Whoever has a file, under all handles, and whoever signs a text."""
        return frozenset(self.catalogue.contributors) | {file.text("author") for file in self.texts.values()}

    @cached_property
    def contributors_by_name(self) -> Mapping[str, str]:
        """The path of each contributor's file by the name in it."""
        return {person.name: person.path for person in self.catalogue.contributors.values() if person.name}

    @cached_property
    def venues(self) -> Mapping[str, ListedFile]:
        """The venues' files by the ids of the venues."""
        return {file.stem: file for file in listed_files(self.root, "venues", ("name", "aliases"))}

    @cached_property
    def venue_ids(self) -> frozenset[str]:
        """Ids of venues, former ones too."""
        return frozenset(self.venues).union(*map(_aliases, self.venues.values()))

    def is_unreadable(self, paper: str) -> bool:
        """Whether the paper's file is there, but does not say what else it is called."""
        listed = self.catalogue.papers.get(paper)
        return listed is not None and not listed.title

    def paper_of(self, file: ListedFile) -> str:
        """The id of the paper that a summary is about; empty if the archive has none of that name."""
        return self.catalogue.names.get(file.text("paper") or file.folder, "")


def problems_in_hindsight(root: Path, past: Path, today: date) -> list[Problem]:
    """What is wrong in the archive in ``root`` compared with the files in ``past``: SS090, SS091."""
    now = _Present(root)
    listed = listed_files(past, "summaries", _TEXT_KEYS)
    texts = [file for file in listed if file.text("author") and not file.flag("draft")]
    return [
        *_lost_papers(now, past),
        *_lost_contributors(now, past),
        *_lost_signatures(now, past, texts),
        *_lost_venues(now, past),
        *_lost_pages(now, past),
        *_lost_texts(now, texts),
        *_stale_dates(now, past, texts, today.isoformat()),
    ]


# Ids that are gone


def _lost(place: str, kind: str, name: str, hint: str) -> Problem:
    return Problem(Place(place), "SS091", f"the published {kind} '{name}' is gone", hint)


def _lost_name(old: ListedFile, kind: str, name: str, heir: str, folder: str) -> Problem:
    """The problem of a name that may live on as an alias of the record ``heir``: its path, empty if nobody knows it."""
    if heir:
        return _lost(heir, kind, name, f"add it to this record: 'aliases: [{name}]'")
    hint = f"put {old.path} back, or add 'aliases: [{name}]' to the record that took its place in {folder}"
    return _lost(old.path, kind, name, hint)


def _lost_papers(now: _Present, past: Path) -> Iterator[Problem]:
    for old in listed_files(past, "papers", ("title", "year", "aliases", *_IDENTIFIERS)):
        if not old.text("title") or now.is_unreadable(old.stem):
            continue
        for name in (old.stem, *_aliases(old)):
            if name not in now.catalogue.names:
                yield _lost_name(old, "paper", name, _heir(now.catalogue, old), "content/papers/")


def _heir(catalogue: Catalogue, old: ListedFile) -> str:
    """The path of the paper that is most likely what this one has become."""
    ways = [("id", old.stem), *((key, old.text(key)) for key in _IDENTIFIERS if old.text(key))]
    found = (catalogue.find(kind, value) for kind, value in ways)
    year = int(old.text("year")) if old.text("year").isdecimal() else 0
    paper = next(filter(None, found), "") or catalogue.find_title(old.text("title"), year)
    return catalogue.papers[paper].path if paper else ""


def _aliases(file: ListedFile) -> tuple[str, ...]:
    return file.values.get("aliases", ())


def _lost_contributors(now: _Present, past: Path) -> Iterator[Problem]:
    people = now.catalogue.contributors
    for old in listed_files(past, "contributors", ("name", "aliases")):
        person = people.get(old.stem)
        if not old.text("name") or (person and not person.name):
            continue
        heir = person.path if person else now.contributors_by_name.get(old.text("name"), "")
        for handle in (old.stem, *_aliases(old)):
            if handle not in now.handles:
                yield _lost_name(old, "contributor", handle, heir, "content/contributors/")


def _lost_signatures(now: _Present, past: Path, texts: Iterable[ListedFile]) -> Iterator[Problem]:
    """Contributors without a file who are gone since their texts are signed by another name."""
    told = {file.stem for file in listed_files(past, "contributors", ("name",))}
    for old in texts:
        handle, new = old.text("author"), now.texts.get((now.paper_of(old), old.stem))
        if new and handle not in now.handles | told:
            told.add(handle)
            people, author = now.catalogue.contributors, new.text("author")
            record = people[author].path if author in people else f"content/contributors/{author}.yml"
            hint = f"add 'aliases: [{handle}]' to {record}"
            text = read_text(now.root / new.path, new.path, TEXT_BYTES)[0] or ""
            yield replace(_lost(new.path, "contributor", handle, hint), place=_place(text, new.path, "author"))


def _lost_venues(now: _Present, past: Path) -> Iterator[Problem]:
    for old in listed_files(past, "venues", ("name", "aliases")):
        venue = now.venues.get(old.stem)
        if not old.text("name") or (venue and not venue.text("name")):
            continue
        # what was its name may be another name of the one that took its place
        ways = filter(None, map(now.catalogue.venue_of, (old.stem, old.text("name"))))
        heir = now.venues[found].path if (found := next(ways, "")) else ""
        for name in (old.stem, *filter(is_id, _aliases(old))):
            if name not in now.venue_ids:
                yield _lost_name(old, "venue", name, heir, "content/venues/")


def _lost_pages(now: _Present, past: Path) -> Iterator[Problem]:
    there = {file.stem for file in (now.root / "content" / "pages").rglob("*.md")}
    for file in sorted((past / "content" / "pages").rglob("*.md")):
        if file.stem not in there:
            path = file.relative_to(past).as_posix()
            yield _lost(path, "page", file.stem, "put the file back, and let it say where readers find this now")


def _lost_texts(now: _Present, texts: Iterable[ListedFile]) -> Iterator[Problem]:
    for old in texts:
        paper = now.paper_of(old)
        if paper and (paper, old.stem) not in now.texts:
            hint = f"put {old.path} back; to take the text back, give it 'withdrawn: why'"
            yield _lost(old.path, "summary", f"{paper}#{old.stem}", hint)


# Dates that stood still


def _stale_dates(now: _Present, past: Path, texts: Iterable[ListedFile], today: str) -> Iterator[Problem]:
    for old in texts:
        new = now.texts.get((now.paper_of(old), old.stem))
        days = {new.text("date")[:10], new.text("updated")[:10]} if new else {today}
        if new is None or today in days or new.text("updated") != old.text("updated"):
            continue
        text = read_text(now.root / new.path, new.path, TEXT_BYTES)[0] or ""
        before = read_text(past / old.path, old.path, TEXT_BYTES)[0] or ""
        if _words(text, new) != _words(before, old):
            hint = f"write 'updated: {today}', so that feeds tell its readers"
            yield Problem(
                _place(text, new.path, "updated", "date"), "SS090", "the text changed and 'updated' did not", hint
            )


def _words(text: str, file: ListedFile) -> tuple[str, str, list[str]]:
    """What a reader reads, however it is wrapped."""
    return file.text("title"), file.text("tldr"), split_front_matter(text, file.path)[1].split()


def _place(text: str, path: str, *keys: str) -> Place:
    """Where the value of the first of these keys stands that the file has."""
    for key in keys:
        if found := re.search(_LINE.format(key), text, re.MULTILINE):
            return Place(path, text.count("\n", 0, found.start()) + 1, len(found[0]) + 1)
    return Place(path)
