"""``[[...]]`` links: where each leads, which lead nowhere, and who speaks of whom."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from shortsite.identifiers import name_by_identifier, reference_name
from shortsite.model import ContentPage, Document, Mention, Paper, Reference, Summary
from shortsite.problems import Place, Problem, meant, nearest, only_printable, quoted, some_of
from shortsite.urls import is_id

_Key = tuple[str, str]
_ELSEWHERE = "for a paper without a page here, use a plain link"
#: What is most likely meant for an id: words and numbers with hyphens between; and how near it has to be to one.
_SHAPED = re.compile(r"(?=[^-]*-)(?=\D*\d)[a-z0-9.-]+")
_NEAR = 0.85
#: What a look for a name takes beside the comparisons, since the names have to be listed.
_LISTING = 500


@dataclass(slots=True)
class Known:
    """What the joins know so far: records that are broken, what papers may be called, and what is wrong."""

    broken: frozenset[tuple[str, str]]
    problems: list[Problem] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    #: Texts that are left out, with the paths of their files: their links are checked.
    lost: list[tuple[Document | None, str]] = field(default_factory=list)
    #: So many names may be compared in search of what misspelt ones mean: a look takes as long as there are names.
    patience: int = 200_000
    #: Texts that are left out since they are drafts, by key.
    drafts: frozenset[_Key] = frozenset()

    def note(self, place: Place, code: str, message: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(place, code, message, hint))

    def papers(self) -> list[str]:
        """The ids of all papers, broken ones included: what a misspelt id may mean."""
        return sorted({*self.names.values()} | {name for kind, name in self.broken if kind == "paper" and name})

    def stems(self, paper: str, summaries: Iterable[_Key]) -> list[str]:
        """The stems of a paper's texts, broken ones included."""
        broken = (name.split("#") for kind, name in self.broken if kind == "text")
        return sorted({stem for of, stem in (*summaries, *broken) if of == paper})

    def near(self, word: str, names: Callable[[], Collection[str]], cutoff: float = 0.6) -> str:
        """The name that a misspelt one is most like; none where none is, or where patience has come to its end."""
        if self.patience <= 0:
            return ""
        found = names()
        self.patience -= len(found) + _LISTING
        return nearest(word, found, cutoff)

    def near_stem(self, paper: str, stem: str, summaries: Iterable[_Key], own: str = "", form: str = "{}") -> str:
        """A hint at the text of a paper that a misspelt stem may mean, but ``own``, or else at those that there are."""
        if self.patience <= 0:
            return ""
        stems = [found for found in self.stems(paper, summaries) if found != own]
        other = "no other" if own else "none"
        return meant(self.near(stem, lambda: stems), form) or f"it has {some_of(stems) or other}"


def paper_of(known: Known, summary: Summary) -> str | None:
    """The id that a summary's paper has today; one that is unknown is reported."""
    told, is_name = summary.paper, is_id(summary.paper)
    paper = known.names.get(told) if is_name else None
    if paper or not told or (is_name and ("paper", told) in known.broken):
        return paper
    found = known.names.get(name_by_identifier(told))
    if is_name:
        message = f"unknown paper {quoted(told, 100)}"
        other = meant(known.near(told, known.papers)) or f"write its record content/papers/{told}.yml"
    else:
        message = f"a paper is named by its id, not by {quoted(told, 100)}"
        other = "write the name of its record in content/papers"
    place = summary.places.get("paper", summary.place)
    known.note(place, "SS012", message, f"write paper: {found}" if found else other)
    return None


def without_bad_references(
    known: Known, papers: dict[str, Paper], summaries: dict[_Key, Summary], pages: dict[str, ContentPage]
) -> tuple[dict[str, Paper], dict[_Key, Summary], dict[str, ContentPage]]:
    """Report every reference that leads nowhere, and leave out the texts that hold one."""

    def is_sound(document: Document | None, path: str) -> bool:
        if document is None:
            return True
        # every reference of the text is reported, not only the first bad one
        bad = sum(not _is_sound(known, found, path, summaries) for found in document.references)
        return bad + sum(not _is_plain(known, found, path, summaries) for found in document.unlinked) == 0

    for document, path in known.lost:
        is_sound(document, path)
    sound = {key: text for key, text in summaries.items() if is_sound(text.body, text.place.path)}
    known.broken |= {("text", f"{paper}#{stem}") for paper, stem in summaries.keys() - sound.keys()}
    return (
        {
            paper_id: paper if is_sound(paper.abstract, paper.place.path) else replace(paper, abstract=None)
            for paper_id, paper in papers.items()
        },
        sound,
        {slug: page for slug, page in pages.items() if is_sound(page.body, page.place.path)},
    )


def _is_sound(known: Known, reference: Reference, path: str, summaries: Mapping[_Key, Summary]) -> bool:
    place = Place(path, reference.line, reference.column)
    paper = known.names.get(reference_name(reference.target))
    if paper is None:
        # the identifiers of a record that can't even be parsed are not known
        may_be_broken = ":" in reference.target and ("paper", "") in known.broken
        if may_be_broken or ("paper", reference_name(reference.target)) in known.broken:
            return True
        number = f"arxiv:{reference.target}"
        is_number = reference_name(number) in known.names
        near = number if is_number else known.near(reference.target, known.papers)
        message = f"[[{reference.target}]] names no paper of this archive"
        known.note(place, "SS026", message, meant(near, "[[{}]]") or _ELSEWHERE)
        return False
    stem = reference.stem
    if not stem or (paper, stem) in summaries or ("text", f"{paper}#{stem}") in known.broken:
        return True
    if (paper, stem) in known.drafts:
        hint = f"remove 'draft' from that text, or link to the paper alone: [[{paper}]]"
        known.note(place, "SS024", f"{quoted(f'{paper}#{stem}')} is a draft", hint)
        return False
    hint = known.near_stem(paper, stem, summaries, form=f"[[{paper}#{{}}]]")
    known.note(place, "SS024", f"{paper} has no summary {quoted(stem)}", hint)
    return False


def _is_plain(known: Known, text: Reference, path: str, summaries: Mapping[_Key, Summary]) -> bool:
    """Whether what stands in double brackets was meant for no link; else it is reported."""
    name, _, words = text.label.partition("|")
    paper = known.names.get(name.partition("#")[0]) or known.names.get(text.target, "")
    is_number = ":" in text.target
    if not paper and is_number and ("paper", "") in known.broken:
        return True
    if not paper and _SHAPED.fullmatch(text.target):
        paper = known.near(text.target, known.papers, _NEAR)
    if not (paper or is_number):
        return True
    target = text.target if is_number else paper
    stem = known.near(text.stem, lambda: known.stems(paper, summaries)) if text.stem else ""
    link = f"[[{target}{'#' if stem else ''}{stem}{'|' if words.strip() else ''}{words.strip()}]]"
    message = f"[[{only_printable(text.label)}]] names no paper of this archive"
    hint = meant(only_printable(link)) if paper else _ELSEWHERE
    known.note(Place(path, text.line, text.column), "SS026", message, hint)
    return False


def mentions_of(names: Mapping[str, str], summaries: Mapping[_Key, Summary]) -> dict[str, tuple[Mention, ...]]:
    """Which summaries of other papers speak of each paper, once a summary."""
    found: dict[str, dict[_Key, Mention]] = defaultdict(dict)
    for key, summary in summaries.items():
        for number, reference in enumerate(summary.body.references):
            target = names.get(reference_name(reference.target))
            if target and target != summary.paper and not summary.withdrawn:
                found[target].setdefault(key, Mention(*key, number))
    return {paper: tuple(mentions.values()) for paper, mentions in sorted(found.items())}
