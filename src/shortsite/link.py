"""Stage 2: records become an archive. Every reference is resolved or reported; whatever is sound is kept.

A record whose file has errors is known to be there but broken: nothing that names it is blamed, it is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Protocol, TypeVar

from shortsite.config import CONFIG, Config
from shortsite.duplicates import duplicates
from shortsite.identifiers import BY_KEY
from shortsite.model import (
    Archive,
    Content,
    ContentPage,
    Contributor,
    Paper,
    Person,
    Summary,
    Venue,
)
from shortsite.people import identify_authors
from shortsite.problems import Place, Problem, did_you_mean, meant, quoted, some_of
from shortsite.references import Known, mentions_of, paper_of, without_bad_references
from shortsite.terms import Facts, gather_terms
from shortsite.venues import find_venues

_Key = tuple[str, str]
#: A reply stands in the reply that it answers, so many deep: whoever shows it goes as deep.
DEEPEST_REPLY = 50
_TOO_DEEP = f"the reply has more than {DEEPEST_REPLY} texts above it", "answer one that stands higher"


class _Named(Protocol):
    @property
    def place(self) -> Place: ...


_Record = TypeVar("_Record", bound=_Named)


def link_content(content: Content, config: Config, *, drafts: bool = False) -> tuple[Archive, list[Problem]]:
    """Join the records to an archive; return it with every problem of the joins."""
    known = Known(content.broken)
    papers = _by_id(known, "paper", content.papers, lambda paper: paper.id)
    known.names = _names(papers, content.papers)
    known.problems += duplicates(papers.values())
    contributors = _by_id(known, "contributor", content.contributors, lambda person: person.handle)
    venues = _by_id(known, "venue", content.venues, lambda venue: venue.id)
    pages = _by_id(known, "page", content.pages, lambda page: page.slug)
    found = content.summaries if drafts else _without_drafts(known, content.summaries)
    linked = _summaries(known, found, contributors)
    unsound = _unsound(known, content.unsound, drafts=drafts)
    papers, summaries, pages = without_bad_references(known, papers, linked, pages)
    threads, replies = _threads(known, summaries)
    _check_replies(known, [*unsound, *linked.values()], summaries)
    kept = {key for keys in (*threads.values(), *replies.values()) for key in keys}
    summaries = {key: summary for key, summary in summaries.items() if key in kept}
    for summary in summaries.values():
        contributors.setdefault(summary.author, _unknown(summary))
    papers_venues, venues = find_venues(papers.values(), venues, known.problems)
    _check_people(known, content.people, papers)
    _check_sections(known, config, venues)
    authors = identify_authors(papers, content.people, known.problems)
    facts = Facts(papers_venues, venues, authors, contributors, config)
    terms, terms_of = gather_terms(papers, summaries, facts)
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
        mentions=mentions_of(known.names, summaries),
        names=known.names,
    )
    return archive, known.problems


# Ids and names


def _by_id(known: Known, kind: str, records: Sequence[_Record], id_of: Callable[[_Record], str]) -> dict[str, _Record]:
    """The records by id, sorted; an id or alias that is taken is reported with both places."""
    found: dict[str, _Record] = {}
    for record in records:
        first = found.setdefault(id_of(record), record)
        if first is not record:
            message = f"{kind} '{id_of(record)}' is already in {first.place.path}"
            known.note(record.place, "SS020", message, "delete one of the files, or give it another name")
    aliases: dict[str, _Record] = {}
    for record in found.values():
        for alias in getattr(record, "aliases", ()) if kind != "venue" else ():
            other = found.get(alias) or aliases.setdefault(alias, record)
            if other is not record:
                places: Mapping[str, Place] = getattr(record, "places", {})
                place = places.get("aliases", record.place)
                message = f"alias '{alias}' is already taken by {other.place.path}"
                known.note(place, "SS021", message, "remove it from one of them")
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


def _check_sections(known: Known, config: Config, venues: Mapping[str, Venue]) -> None:
    """Report the venues of sections that the archive does not have."""
    for section in config.sections:
        for venue in section.venues:
            if venue not in venues and ("venue", venue) not in known.broken:
                place = config.places.get("sections", Place(CONFIG))
                message = f"section '{section.name}' names the unknown venue {quoted(venue)}"
                known.note(place, "SS009", message, did_you_mean(venue, venues))


def _check_people(known: Known, people: Iterable[Person], papers: Mapping[str, Paper]) -> None:
    """Report papers that an entry of ``authors.yml`` names and the archive does not have."""
    for person in people:
        for paper in person.papers:
            if paper not in papers and ("paper", paper) not in known.broken:
                now = known.names.get(paper)
                near = "" if now else meant(known.near(paper, lambda: papers))
                hint = f"its id is '{now}'" if now else near or "remove it from 'papers'"
                known.note(person.place, "SS012", f"'{person.slug}' names the unknown paper {quoted(paper, 100)}", hint)


# Summaries


def _unknown(summary: Summary) -> Contributor:
    return Contributor(handle=summary.author, name=summary.author, place=summary.place)


def _without_drafts(known: Known, summaries: Sequence[Summary]) -> list[Summary]:
    known.drafts = frozenset((known.names.get(text.paper, ""), text.stem) for text in summaries if text.draft)
    return [text for text in summaries if not text.draft]


def _summaries(known: Known, found: Iterable[Summary], contributors: Mapping[str, Contributor]) -> dict[_Key, Summary]:
    """The summaries whose paper is there, under the ids that paper and author have today."""
    handles = {alias: person.handle for person in contributors.values() for alias in person.aliases}
    made: dict[_Key, Summary] = {}
    lost: set[tuple[str, str]] = set()
    for summary in found:
        paper = paper_of(known, summary)
        if paper is None:
            known.lost.append((summary.body, summary.place.path))
            # the folder is most likely the paper's
            lost.add(("text", f"{PurePosixPath(summary.place.path).parent.name}#{summary.stem}"))
            continue
        settled = replace(summary, paper=paper, author=handles.get(summary.author, summary.author))
        first = made.setdefault(settled.key, settled)
        if first is not settled:
            message = f"{paper} has a summary '{summary.stem}' already ({first.place.path})"
            known.note(summary.place, "SS020", message, "give this file another name")
            known.lost.append((summary.body, summary.place.path))
    known.broken |= lost
    return dict(sorted(made.items()))


def _unsound(known: Known, records: Iterable[Paper | Summary | ContentPage], *, drafts: bool) -> list[Summary]:
    """The summaries with errors whose paper is there; what all these records name is looked for like that of others."""
    found = []
    for record in records:
        if isinstance(record, Summary) and record.draft and not drafts:
            continue
        known.lost.append((record.abstract if isinstance(record, Paper) else record.body, record.place.path))
        if isinstance(record, Summary) and (paper := paper_of(known, record)):
            found.append(replace(record, paper=paper))
    return found


def _threads(
    known: Known, summaries: Mapping[_Key, Summary]
) -> tuple[dict[str, tuple[_Key, ...]], dict[_Key, tuple[_Key, ...]]]:
    """Top-level summaries by paper, and replies by what they answer, in order of time."""
    threads: dict[str, list[_Key]] = defaultdict(list)
    replies: dict[_Key, list[_Key]] = defaultdict(list)
    for key, summary in sorted(summaries.items(), key=lambda item: (item[1].date.at, item[0])):
        if not summary.reply_to:
            threads[summary.paper].append(key)
        elif _answers_well(known, summary, summaries):
            replies[(summary.paper, summary.reply_to)].append(key)
    return (
        {paper: tuple(keys) for paper, keys in sorted(threads.items())},
        {key: tuple(keys) for key, keys in sorted(replies.items())},
    )


def _check_replies(known: Known, texts: Iterable[Summary], summaries: Mapping[_Key, Summary]) -> None:
    """Report what is wrong with replies that are not among the summaries, since something else is wrong with them."""
    for text in texts:
        if text.reply_to and text.key not in summaries:
            _answers_well(known, text, summaries)


def _circle(stems: Sequence[str]) -> tuple[str, str]:
    if len(stems) == 1:
        return "the reply answers itself", "let it answer a summary, or be one: remove 'reply_to'"
    message = f"replies answer each other in a circle: {some_of(stems)}"
    return message, "let one of them answer a summary, or be one"


def _no_parent(known: Known, reply: Summary, summaries: Mapping[_Key, Summary]) -> tuple[str, str]:
    if (reply.paper, reply.reply_to) in known.drafts:
        message = f"{quoted(reply.reply_to)}, to which this replies, is a draft"
        return message, "remove 'draft' from that text, or make this one a draft too"
    hint = known.near_stem(reply.paper, reply.reply_to, summaries, own=reply.stem)
    return f"{reply.paper} has no summary {quoted(reply.reply_to)} to reply to", hint


def _answers_well(known: Known, summary: Summary, summaries: Mapping[_Key, Summary]) -> bool:
    """Whether a reply leads, by what it answers, to a summary; reports what is wrong."""
    seen, current = [summary.stem], summary
    place = summary.places.get("reply_to", summary.place)
    while current.reply_to:
        parent = summaries.get((summary.paper, current.reply_to))
        if parent is None:
            if current is summary and ("text", f"{summary.paper}#{current.reply_to}") not in known.broken:
                known.note(place, "SS024", *_no_parent(known, summary, summaries))
            return False
        if parent.stem in seen:
            if parent is summary:
                known.note(place, "SS025", *_circle(seen))
            return False
        if len(seen) > DEEPEST_REPLY:
            known.note(place, "SS015", *_TOO_DEEP)
            return False
        seen.append(parent.stem)
        current = parent
    return True
