"""What an archive holds, by all names under which it may be asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from shortsite.catalogue.files import ListedFile, listed_files
from shortsite.identifiers import BY_KEY, PAPER_IDENTIFIERS, reference_name
from shortsite.titles import fold_title
from shortsite.urls import slug

#: Between a preprint and its publication lie so many years at most.
YEARS_APART = 3

_PAPER_KEYS = ("title", "year", "aliases", *(kind.key for kind in PAPER_IDENTIFIERS))
_ARXIV_DOI = "10.48550/arxiv."


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """A paper: its record's path, its title as written, and its year (0 if it can't be read)."""

    id: str
    path: str
    title: str = ""
    year: int = 0


@dataclass(frozen=True, slots=True)
class ListedText:
    """A summary or reply: ``paper`` is the paper's id of today, ``author`` the handle as written."""

    paper: str
    stem: str
    author: str
    path: str
    reply_to: str = ""
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class ListedContributor:
    """A contributor who has a file."""

    handle: str
    path: str
    name: str = ""
    github: str = ""


@dataclass(frozen=True)
class Catalogue:
    """What the archive in ``root`` holds.

    ``names`` maps ids, aliases and identifiers (``arxiv:1706.03762``) to ids of papers, ``titles`` folded titles to
    them. What else is asked for is read when it is asked for first.
    """

    root: Path
    papers: Mapping[str, ListedPaper] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def ids(self) -> frozenset[str]:
        """The names that a new paper may not take: ids and aliases."""
        return frozenset(name for name in self.names if ":" not in name)

    def find(self, kind: str, value: str) -> str:
        """The id of the paper with that identifier, or with that id or alias if ``kind`` is ``id``; else empty."""
        if kind == "id":
            return self.names.get(value, "") if ":" not in value else ""
        return self.names.get(identifier_name(kind, value), "")

    def find_title(self, title: str, year: int = 0) -> str:
        """The id of the paper with that title, as ``fold_title`` folds it; empty if there is none.

        Where a year is given, one of about that year: a preprint is older than its publication.
        """
        folded = fold_title(title)
        found = self.titles.get(folded, ()) if folded else ()
        return next((paper for paper in found if is_near(self.papers[paper].year, year)), "")

    def texts_of(self, paper: str) -> tuple[str, ...]:
        """The stems of a paper's summaries and replies."""
        # of a paper that is not here there are none, and none has to be read to know that
        return tuple(text.stem for text in self.texts.get(paper, ())) if paper in self.papers else ()

    def venue_of(self, name: str) -> str:
        """The id of the venue with that id, name, short name or alias; empty if there is none."""
        return self.venues.get(slug(name), "") if name.strip() else ""

    @cached_property
    def texts(self) -> Mapping[str, tuple[ListedText, ...]]:
        """The summaries and replies of each paper, in order of their stems."""
        found: dict[str, list[ListedText]] = {}
        for file in listed_files(self.root, "summaries", ("paper", "author", "reply_to", "draft")):
            # where the front matter can't be read, the folder is most likely the paper's
            paper = self.names.get(file.text("paper") or file.folder, "")
            reply_to, is_draft = file.text("reply_to"), file.flag("draft")
            text = ListedText(paper, file.stem, file.text("author"), file.path, reply_to, is_draft)
            found.setdefault(paper, []).append(text)
        return {paper: tuple(sorted(texts, key=_stem)) for paper, texts in found.items() if paper}

    @cached_property
    def readable(self) -> frozenset[tuple[str, str]]:
        """Paper and stem of each text that readers have, or would have if nothing were wrong: all but drafts."""
        return frozenset((text.paper, text.stem) for of in self.texts.values() for text in of if not text.is_draft)

    @cached_property
    def drafts(self) -> Mapping[tuple[str, str], str]:
        """The path of each draft, by the paper and its stem."""
        return {(text.paper, text.stem): text.path for of in self.texts.values() for text in of if text.is_draft}

    @cached_property
    def venues(self) -> Mapping[str, str]:
        """Folded name -> id of the venue. An id wins over a name, a name over an alias, as in the linked archive."""
        files = {file.stem: file for file in listed_files(self.root, "venues", ("name", "short", "aliases"))}
        names = {venue: venue for venue in files}
        for venue, file in files.items():
            _claim(names, filter(None, (file.text("name"), file.text("short"))), venue)
        for venue, file in files.items():
            _claim(names, file.values.get("aliases", ()), venue)
        return names

    @cached_property
    def contributors(self) -> Mapping[str, ListedContributor]:
        """The contributors by all their handles, former ones too."""
        found: dict[str, ListedContributor] = {}
        former: dict[str, ListedContributor] = {}
        for file in listed_files(self.root, "contributors", ("name", "github", "aliases")):
            person = ListedContributor(file.stem, file.path, file.text("name"), file.text("github"))
            found.setdefault(file.stem, person)
            former |= dict.fromkeys(file.values.get("aliases", ()), person)
        return former | found


def read_catalogue(root: Path) -> Catalogue:
    """The catalogue of the archive in this folder; an empty one where there is no ``content/``."""
    papers: dict[str, ListedPaper] = {}
    names: dict[str, str] = {}
    titles: dict[str, tuple[str, ...]] = {}
    for file in listed_files(root, "papers", _PAPER_KEYS):
        paper = ListedPaper(file.stem, file.path, file.text("title"), _year(file.text("year")))
        if papers.setdefault(file.stem, paper) is not paper:
            continue
        for name in _names_in(file):
            names.setdefault(name, paper.id)
        folded = fold_title(paper.title)
        titles[folded] = (*titles.get(folded, ()), paper.id)
    return Catalogue(root, papers, names | {paper: paper for paper in papers}, titles)


def _names_in(file: ListedFile) -> Iterator[str]:
    """What else a paper is called: its identifiers and former ids."""
    for kind in PAPER_IDENTIFIERS:
        if value := file.text(kind.key):
            yield identifier_name(kind.key, value)
    yield from file.values.get("aliases", ())


def identifier_name(kind: str, value: str) -> str:
    """``kind:value``, equal for all spellings; a DOI that arXiv gave is the arXiv number in it."""
    if kind == "doi" and value.lower().startswith(_ARXIV_DOI):
        kind, value = "arxiv", value[len(_ARXIV_DOI) :]
    return reference_name(f"{kind}:{value}") if kind in BY_KEY else ""


def _claim(names: dict[str, str], claimed: Iterable[str], venue: str) -> None:
    for name in claimed:
        names.setdefault(slug(name), venue)


def is_near(year: int, other: int) -> bool:
    """Whether two years are those of one work, or one is not known."""
    return not year or not other or abs(year - other) <= YEARS_APART


def _year(text: str) -> int:
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() else 0  # noqa: PLR2004


def _stem(text: ListedText) -> str:
    return text.stem
