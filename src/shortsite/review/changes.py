"""What a change of the archive does to its readers: pages that come, change, move or go, and what feeds will tell.

Two archives are compared record by record, as the pipeline linked them; where a file lies and how it is written does
not count. A thing that kept its page under a new address, by an alias, has moved. One whose file is there, and which
cannot be shown since something is wrong, is not gone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from shortsite import urls
from shortsite.feeds import entry_words
from shortsite.model import Archive, Contributor, Document, Paper, Summary
from shortsite.problems import Place
from shortsite.review.unshown import Unshown
from shortsite.views import Views

ADDED, CHANGED, MOVED, BROKEN, REMOVED = "added", "changed", "moved", "broken", "removed"
#: In the order of a report.
HOWS = (ADDED, CHANGED, MOVED, BROKEN, REMOVED)

_NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one thing: how, its kind, its name as plain text, its path within the site, and the one before.

    A thing that is removed, or broken, has the path that it had.
    """

    how: str
    kind: str
    name: str
    path: str
    former: str = ""


@dataclass(frozen=True, slots=True)
class FeedChange:
    """An entry that feed readers will show as new, or show again since it was updated.

    ``is_recent`` tells whether the feed of the whole archive holds it.
    """

    how: str
    title: str
    author: str
    date: str
    words: str
    path: str
    is_recent: bool


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something with a page or place of its own; ``facts`` are equal as long as readers see the same."""

    name: str
    path: str
    facts: Any = None


_Things = dict[Any, _Thing]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of thing: all of them by key, and what a key of the archive before is called in the one after."""

    name: str
    things: Callable[[Archive, _Names], _Things]
    renamed: Callable[[_Names, Any], Any]


class _Names:
    """What papers and contributors are called in the archive after the change, by whatever name they once had."""

    def __init__(self, after: Archive, changed: Collection[str] = ()) -> None:
        self.changed = changed
        self._papers = after.names
        self._handles = {alias: person.handle for person in after.contributors.values() for alias in person.aliases}
        self._known = after.contributors

    def paper(self, paper_id: str) -> str:
        """The id of the paper that now answers to ``paper_id``; itself if none does."""
        return self._papers.get(paper_id, paper_id)

    def handle(self, handle: str) -> str:
        """The handle of whom ``handle`` names now."""
        return handle if handle in self._known else self._handles.get(handle, handle)

    def text(self, key: tuple[str, str]) -> tuple[str, str]:
        """The key of a summary under its paper's id of now."""
        return self.paper(key[0]), key[1]


def changes(before: Views | None, after: Views, changed: Collection[str] = ()) -> tuple[Change, ...]:
    """Everything that readers will find new, different, elsewhere or gone; kind by kind, sorted by address.

    ``changed`` names files that are not as they were: an image shows in no record. Without ``before`` all is new.
    """
    old_names, new_names = _Names(after.archive), _Names(after.archive, changed)
    unshown = Unshown(before.archive, after.archive, after.config.root) if before else None
    found: list[Change] = []
    for kind in _KINDS:
        was = kind.things(before.archive, old_names) if before else {}
        found += _differences(kind, was, kind.things(after.archive, new_names), new_names, unshown)
    return tuple(sorted(found, key=lambda change: (HOWS.index(change.how), _ORDER[change.kind], change.path)))


def _differences(
    kind: _Kind, before: _Things, after: _Things, names: _Names, unshown: Unshown | None
) -> Iterator[Change]:
    stayed = before.keys() & after.keys()
    came_from = {kind.renamed(names, key): thing for key, thing in before.items() if key not in stayed}
    for key, thing in after.items():
        old = before.get(key)
        if old is None and key not in came_from:
            yield Change(ADDED, kind.name, thing.name, thing.path)
        elif old is not None and old.facts != thing.facts:
            yield Change(CHANGED, kind.name, thing.name, thing.path)
    for key, thing in before.items():
        now = after.get(kind.renamed(names, key))
        if now is None:
            is_broken = unshown is not None and unshown.holds(kind.name, key)
            yield Change(BROKEN if is_broken else REMOVED, kind.name, thing.name, thing.path)
        elif key not in stayed:
            yield Change(MOVED, kind.name, now.name, now.path, thing.path)


# The kinds


def _papers(archive: Archive, _: _Names) -> _Things:
    return {
        paper.id: _Thing(paper.title.text, urls.paper(paper.id), _paper_facts(paper))
        for paper in archive.papers.values()
    }


def _paper_facts(paper: Paper) -> Paper:
    abstract = _without_places(paper.abstract) if paper.abstract else None
    return replace(paper, id="", aliases=(), place=_NOWHERE, abstract=abstract)


def _texts(archive: Archive, names: _Names, *, replies: bool) -> _Things:
    made = {}
    for key, text in archive.summaries.items():
        if bool(text.reply_to) == replies:
            author = archive.contributors[text.author].name
            name = f"{archive.papers[text.paper].title.text}, by {author}"
            made[key] = _Thing(name, urls.paper(*key), _text_facts(text, names))
    return made


def _summaries(archive: Archive, names: _Names) -> _Things:
    return _texts(archive, names, replies=False)


def _replies(archive: Archive, names: _Names) -> _Things:
    return _texts(archive, names, replies=True)


def _text_facts(text: Summary, names: _Names) -> tuple[Summary, bool]:
    """The text, under the names of now, and whether an image that it shows is another one than before."""
    folder = PurePosixPath(text.place.path).parent
    has_new_image = any(str(folder / image) in names.changed for image in text.body.images)
    author, body = names.handle(text.author), _without_places(text.body)
    return replace(text, paper="", author=author, place=_NOWHERE, body=body), has_new_image


def _without_places(document: Document) -> Document:
    references = tuple(replace(reference, line=0, column=0) for reference in document.references)
    return replace(document, references=references, unlinked=())


def _pages(archive: Archive, _: _Names) -> _Things:
    return {
        page.slug: _Thing(
            page.title, urls.page(page.slug), replace(page, place=_NOWHERE, body=_without_places(page.body))
        )
        for page in archive.pages
    }


def _venues(archive: Archive, _: _Names) -> _Things:
    return {
        venue.id: _Thing(venue.name, urls.term("venue", venue.id), replace(venue, place=_NOWHERE))
        for venue in archive.venues.values()
        if venue.id in archive.terms["venue"]
    }


def _contributors(archive: Archive, _: _Names) -> _Things:
    return {
        handle: _Thing(person.name, urls.term("contributor", handle), _contributor_facts(person))
        for handle, person in archive.contributors.items()
        if handle in archive.terms["contributor"]
    }


def _contributor_facts(person: Contributor) -> Contributor:
    return replace(person, handle="", aliases=(), place=_NOWHERE)


def _keywords(archive: Archive, _: _Names) -> _Things:
    terms = archive.terms["keyword"].values()
    return {term.slug: _Thing(term.name, urls.term("keyword", term.slug)) for term in terms}


def _same(_: _Names, key: Any) -> Any:
    return key


_KINDS = (
    _Kind("summary", _summaries, _Names.text),
    _Kind("reply", _replies, _Names.text),
    _Kind("paper", _papers, _Names.paper),
    _Kind("page", _pages, _same),
    _Kind("venue", _venues, _same),
    _Kind("contributor", _contributors, _Names.handle),
    _Kind("keyword", _keywords, _same),
)
_ORDER: Mapping[str, int] = {kind.name: number for number, kind in enumerate(_KINDS)}


# Feeds


def feed_changes(before: Views | None, after: Views) -> tuple[FeedChange, ...]:
    """The entries that feed readers will show, newest first."""
    was = {view.feed_key: view.updated or view.date for view in map(before.summary, before.latest)} if before else {}
    recent = frozenset(after.latest[: after.config.feed_size])
    found = []
    for key in after.latest:
        view = after.summary(key)
        changed = view.updated or view.date
        if was.get(view.feed_key) != changed:
            title, words = entry_words(after.paper(key[0]), view)
            how = CHANGED if view.feed_key in was else ADDED
            found.append(
                FeedChange(how, title, view.author.text, changed.words, words, urls.paper(*key), key in recent)
            )
    return tuple(found)
