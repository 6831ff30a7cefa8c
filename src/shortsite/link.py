"""Stage 2: records become an archive. Every reference is resolved or reported; whatever is sound is kept.

A record whose file has errors is known to be there but broken: nothing that names it is blamed, it is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from shortsite.config import Config
from shortsite.identifiers import BY_KEY, reference_name
from shortsite.model import (
    Archive,
    Content,
    ContentPage,
    Contributor,
    Document,
    Mention,
    Paper,
    Reference,
    Summary,
)
from shortsite.people import identify_authors
from shortsite.problems import Place, Problem, did_you_mean, quoted
from shortsite.terms import gather_terms
from shortsite.venues import find_venues

_Key = tuple[str, str]


class _Named(Protocol):
    @property
    def place(self) -> Place: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


_Record = TypeVar("_Record", bound=_Named)


@dataclass(slots=True)
class _Linker:
    """What is known so far, and what is wrong."""

    config: Config
    broken: frozenset[tuple[str, str]]
    problems: list[Problem] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def note(self, place: Place, code: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(place, code, message, hint))


def link_content(content: Content, config: Config, *, drafts: bool = False) -> tuple[Archive, list[Problem]]:
    """Join the records to an archive; return it with every problem of the joins."""
    linker = _Linker(config, content.broken)
    papers = _by_id(linker, "paper", content.papers, lambda paper: paper.id)
    linker.names = _names(papers, content.papers)
    _report_duplicates(linker, tuple(papers.values()))
    contributors = _by_id(linker, "contributor", content.contributors, lambda person: person.handle)
    venues = _by_id(linker, "venue", content.venues, lambda venue: venue.id)
    pages = {page.slug: page for page in content.pages}
    found = [text for text in content.summaries if drafts or not text.draft]
    summaries = _summaries(linker, found, papers, contributors)
    papers, summaries, pages = _without_bad_references(linker, papers, summaries, pages)
    threads, replies = _threads(linker, summaries)
    kept = {key for keys in (*threads.values(), *replies.values()) for key in keys}
    summaries = {key: summary for key, summary in summaries.items() if key in kept}
    for summary in summaries.values():
        contributors.setdefault(summary.author, _unknown(summary))
    papers_venues, venues = find_venues(papers.values(), venues, linker.problems)
    authors = identify_authors(papers, content.people, linker.problems)
    terms, terms_of = gather_terms(papers, summaries, papers_venues, venues, authors, contributors, config)
    archive = Archive(
        papers=papers,
        summaries=summaries,
        threads=threads,
        replies=replies,
        venues=venues,
        contributors=contributors,
        people={person.slug: person for person in content.people},
        pages=tuple(sorted(pages.values(), key=lambda page: page.slug)),
        terms=terms,
        terms_of=terms_of,
        mentions=_mentions(linker.names, summaries),
        names=linker.names,
    )
    return archive, linker.problems


# Ids and names


def _by_id(
    linker: _Linker, kind: str, records: Sequence[_Record], id_of: Callable[[_Record], str]
) -> dict[str, _Record]:
    """The records by id, sorted; an id or alias that is taken is reported with both places."""
    found: dict[str, _Record] = {}
    for record in records:
        first = found.setdefault(id_of(record), record)
        if first is not record:
            message = f"{kind} '{id_of(record)}' is already in {first.place.path}"
            linker.note(record.place, "SS020", message, "delete one of the files, or give it another name")
    aliases: dict[str, _Record] = {}
    for record in found.values():
        for alias in record.aliases if kind != "venue" else ():
            other = found.get(alias) or aliases.setdefault(alias, record)
            if other is not record:
                place = getattr(record, "places", {}).get("aliases", record.place)
                message = f"alias '{alias}' is already taken by {other.place.path}"
                linker.note(place, "SS021", message, "remove it from one of them")
    return dict(sorted(found.items()))


def _names(papers: Mapping[str, Paper], records: Iterable[Paper]) -> dict[str, str]:
    """What a reference may call a paper by -> its id. An id wins over an alias."""
    names: dict[str, str] = {}
    for paper in records:
        for kind, value in paper.identifiers:
            names.setdefault(f"{kind}:{BY_KEY[kind].fold(value)}", paper.id)
        for alias in paper.aliases:
            names.setdefault(alias, paper.id)
    return names | {paper_id: paper_id for paper_id in papers}


def _report_duplicates(linker: _Linker, papers: Sequence[Paper]) -> None:
    by_identifier: dict[tuple[str, str], Paper] = {}
    by_title: dict[str, Paper] = {}
    for paper in papers:
        twin: Paper | None = None
        for kind, value in paper.identifiers:
            first = by_identifier.setdefault((kind, BY_KEY[kind].fold(value)), paper)
            if first is not paper:
                twin = first
                message = f"{BY_KEY[kind].label} {value} is already that of {first.id} ({first.place.path})"
                hint = f"keep one record, and list the other's id under its aliases (write paper: {first.id})"
                linker.note(paper.places.get(kind, paper.place), "SS022", message, hint)
        title = "".join(character for character in paper.title.text.casefold() if character.isalnum())
        first = by_title.setdefault(title, paper)
        if first is not paper and first is not twin:
            message = f"same title as {first.id} ({first.place.path})"
            hint = "if it is the same work, keep one record and list the other's id under its aliases"
            linker.note(paper.places.get("title", paper.place), "SS023", message, hint)


# Summaries


def _unknown(summary: Summary) -> Contributor:
    return Contributor(handle=summary.author, name=summary.author, place=summary.place)


def _summaries(
    linker: _Linker, found: Iterable[Summary], papers: Mapping[str, Paper], contributors: Mapping[str, Contributor]
) -> dict[_Key, Summary]:
    """The summaries whose paper is there, under the ids that paper and author have today."""
    handles = {alias: person.handle for person in contributors.values() for alias in person.aliases}
    made: dict[_Key, Summary] = {}
    for summary in found:
        paper = linker.names.get(summary.paper)
        if paper is None:
            if ("paper", summary.paper) not in linker.broken:
                near = did_you_mean(summary.paper, papers)
                hint = near or f"write its record content/papers/{summary.paper}.yml"
                place = summary.places.get("paper", summary.place)
                linker.note(place, "SS012", f"unknown paper {quoted(summary.paper, 100)}", hint)
            continue
        settled = replace(summary, paper=paper, author=handles.get(summary.author, summary.author))
        first = made.setdefault(settled.key, settled)
        if first is not settled:
            message = f"{paper} has a summary '{summary.stem}' already, {first.place.path}"
            linker.note(summary.place, "SS020", message, "give this file another name")
    return dict(sorted(made.items()))


def _threads(
    linker: _Linker, summaries: Mapping[_Key, Summary]
) -> tuple[dict[str, tuple[_Key, ...]], dict[_Key, tuple[_Key, ...]]]:
    """Top-level summaries by paper, and replies by what they answer, in order of time."""
    threads: dict[str, list[_Key]] = defaultdict(list)
    replies: dict[_Key, list[_Key]] = defaultdict(list)
    for key, summary in sorted(summaries.items(), key=lambda item: (item[1].date.at, item[0])):
        if not summary.reply_to:
            threads[summary.paper].append(key)
        elif _answers_well(linker, summary, summaries):
            replies[(summary.paper, summary.reply_to)].append(key)
    return (
        {paper: tuple(keys) for paper, keys in sorted(threads.items())},
        {key: tuple(keys) for key, keys in sorted(replies.items())},
    )


def _answers_well(linker: _Linker, summary: Summary, summaries: Mapping[_Key, Summary]) -> bool:
    """Whether a reply leads, by what it answers, to a summary; reports what is wrong."""
    seen, current = {summary.stem}, summary
    place = summary.places.get("reply_to", summary.place)
    while current.reply_to:
        parent = summaries.get((summary.paper, current.reply_to))
        if parent is None:
            if current is summary and ("text", f"{summary.paper}#{current.reply_to}") not in linker.broken:
                stems = [stem for paper, stem in summaries if paper == summary.paper and stem != summary.stem]
                hint = did_you_mean(summary.reply_to, stems) or f"it has {', '.join(stems) or 'no other'}"
                message = f"{summary.paper} has no summary {quoted(summary.reply_to)} to reply to"
                linker.note(place, "SS024", message, hint)
            return False
        if parent.stem in seen:
            linker.note(place, "SS025", "these replies answer each other in a circle", "let one answer a summary")
            return False
        seen.add(parent.stem)
        current = parent
    return True


# References


def _without_bad_references(
    linker: _Linker, papers: dict[str, Paper], summaries: dict[_Key, Summary], pages: dict[str, ContentPage]
) -> tuple[dict[str, Paper], dict[_Key, Summary], dict[str, ContentPage]]:
    """Report every reference that leads nowhere, and leave out the texts that hold one."""

    def is_sound(document: Document | None, path: str) -> bool:
        references = document.references if document else ()
        # every reference of the text is reported, not only the first bad one
        return sum(not _check_reference(linker, found, path, papers, summaries) for found in references) == 0

    sound = {key: text for key, text in summaries.items() if is_sound(text.body, text.place.path)}
    linker.broken |= {("text", f"{paper}#{stem}") for paper, stem in summaries.keys() - sound.keys()}
    return (
        {
            paper_id: paper if is_sound(paper.abstract, paper.place.path) else replace(paper, abstract=None)
            for paper_id, paper in papers.items()
        },
        sound,
        {slug: page for slug, page in pages.items() if is_sound(page.body, page.place.path)},
    )


def _check_reference(
    linker: _Linker, reference: Reference, path: str, papers: Mapping[str, Paper], summaries: Mapping[_Key, Summary]
) -> bool:
    place = Place(path, reference.line, reference.column)
    paper = linker.names.get(reference_name(reference.target))
    if paper is None:
        if ("paper", reference.target) in linker.broken:
            return True
        near = did_you_mean(reference.target, papers, "[[{}]]")
        message = f"[[{reference.target}]] names no paper of this archive"
        linker.note(place, "SS026", message, near or "for a paper without a page here, use a plain link")
        return False
    stem = reference.stem
    if not stem or (paper, stem) in summaries or ("text", f"{paper}#{stem}") in linker.broken:
        return True
    stems = [known for of, known in summaries if of == paper]
    near = did_you_mean(stem, stems, f"[[{paper}#{{}}]]")
    hint = near or f"it has {', '.join(stems) or 'none'}"
    linker.note(place, "SS024", f"{paper} has no summary {quoted(stem)}", hint)
    return False


def _mentions(names: Mapping[str, str], summaries: Mapping[_Key, Summary]) -> dict[str, tuple[Mention, ...]]:
    """Which summaries of other papers speak of each paper, once a summary."""
    found: dict[str, dict[_Key, Mention]] = defaultdict(dict)
    for key, summary in summaries.items():
        for number, reference in enumerate(summary.body.references):
            target = names.get(reference_name(reference.target))
            if target and target != summary.paper and not summary.withdrawn:
                found[target].setdefault(key, Mention(*key, number))
    return {paper: tuple(mentions.values()) for paper, mentions in sorted(found.items())}
