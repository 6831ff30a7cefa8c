"""The archive as it is, for those who compare it with its past: its files, read as far as they are asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from shortsite.catalogue import Catalogue, read_catalogue
from shortsite.catalogue.files import ListedFile, listed_files
from shortsite.problems import Place

#: What is asked of summaries.
TEXT_KEYS = ("paper", "author", "date", "updated", "title", "tldr", "draft", "withdrawn")
_LINE = r"^{}:[ \t]*"

_Key = tuple[str, str]


@dataclass(frozen=True)
class Present:
    """The archive as it is, read as far as it is asked for."""

    root: Path

    @cached_property
    def catalogue(self) -> Catalogue:
        """What there is, by all its names."""
        return read_catalogue(self.root)

    @cached_property
    def papers(self) -> Mapping[str, ListedFile]:
        """The papers' files by the ids of the papers."""
        return {file.stem: file for file in listed_files(self.root, "papers", ("aliases",))}

    @cached_property
    def texts(self) -> Mapping[_Key, ListedFile]:
        """The summaries that readers can see, by the paper's id of today and their stem."""
        return {
            (self.paper_of(file), file.stem): file
            for file in listed_files(self.root, "summaries", TEXT_KEYS)
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
        return frozenset(self.venues).union(*map(aliases_of, self.venues.values()))

    def is_unreadable(self, paper: str) -> bool:
        """Whether the paper's file is there, but does not say what else it is called."""
        listed = self.catalogue.papers.get(paper)
        return listed is not None and not listed.title

    def paper_of(self, file: ListedFile) -> str:
        """The id of the paper that a summary is about; empty if the archive has none of that name."""
        return self.catalogue.names.get(file.text("paper") or file.folder, "")


def aliases_of(file: ListedFile) -> tuple[str, ...]:
    """The former names in a record."""
    return file.values.get("aliases", ())


def place_of(text: str, path: str, *keys: str) -> Place:
    """Where the value of the first of these keys stands that the file has."""
    for key in keys:
        if found := re.search(_LINE.format(key), text, re.MULTILINE):
            return Place(path, text.count("\n", 0, found.start()) + 1, len(found[0]) + 1)
    return Place(path)
