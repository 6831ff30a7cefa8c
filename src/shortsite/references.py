"""``[[...]]`` links: where each leads, which lead nowhere, and who speaks of whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from shortsite.identifiers import reference_name
from shortsite.model import ContentPage, Document, Mention, Paper, Reference, Summary
from shortsite.problems import Place, Problem, did_you_mean, quoted

_Key = tuple[str, str]


@dataclass(slots=True)
class Known:
    """What the joins know so far: records that are broken, what papers may be called, and what is wrong."""

    broken: frozenset[tuple[str, str]]
    problems: list[Problem] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    #: Texts that belong to no paper, or to one that has such a text already: left out, but their links are checked.
    lost: list[Summary] = field(default_factory=list)
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


def without_bad_references(
    known: Known, papers: dict[str, Paper], summaries: dict[_Key, Summary], pages: dict[str, ContentPage]
) -> tuple[dict[str, Paper], dict[_Key, Summary], dict[str, ContentPage]]:
    """Report every reference that leads nowhere, and leave out the texts that hold one."""

    def is_sound(document: Document | None, path: str) -> bool:
        references = document.references if document else ()
        # every reference of the text is reported, not only the first bad one
        return sum(not _is_sound(known, found, path, summaries) for found in references) == 0

    for text in known.lost:
        is_sound(text.body, text.place.path)
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
        near = did_you_mean(reference.target, known.papers(), "[[{}]]")
        message = f"[[{reference.target}]] names no paper of this archive"
        known.note(place, "SS026", message, near or "for a paper without a page here, use a plain link")
        return False
    stem = reference.stem
    if not stem or (paper, stem) in summaries or ("text", f"{paper}#{stem}") in known.broken:
        return True
    if (paper, stem) in known.drafts:
        hint = f"remove 'draft' from that text, or link to the paper alone: [[{paper}]]"
        known.note(place, "SS024", f"{quoted(f'{paper}#{stem}')} is a draft", hint)
        return False
    stems = known.stems(paper, summaries)
    near = did_you_mean(stem, stems, f"[[{paper}#{{}}]]")
    hint = near or f"it has {', '.join(stems) or 'none'}"
    known.note(place, "SS024", f"{paper} has no summary {quoted(stem)}", hint)
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
