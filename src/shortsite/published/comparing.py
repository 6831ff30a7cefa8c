"""What readers and programs know of a published site, and whether the archive still has it.

Complete lists are compared, not feeds, which hold the newest texts only. Whatever an alias leads to is there, and so is
a text that is withdrawn: it keeps its place. What stands in a file with errors may be there, so nobody is blamed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain
from pathlib import PurePosixPath

from shortsite import urls
from shortsite.catalogue import Catalogue, read_catalogue
from shortsite.config import CONFIG
from shortsite.feed_names import feed_name, is_settled
from shortsite.feeds.words import tag_uri
from shortsite.identifiers import BY_KEY
from shortsite.model import ANONYMOUS, Summary
from shortsite.problems import CODES, ERROR, Place, Problem
from shortsite.published.reading import Published, PublishedPaper, PublishedText
from shortsite.published.sources import Unreadable
from shortsite.removed import Loss, unmeant, way_back
from shortsite.views import Views


def incomparable(name: str, fault: Unreadable, views: Views) -> Problem:
    """SS093: the published site of that name cannot be compared with the archive."""
    place = views.config.places.get("url", Place(CONFIG))
    hint = "whether an id is lost can't be told; compare again once the site answers, or was published anew"
    return Problem(place, "SS093", f"the site at {name} {fault}", hint)


def differences(name: str, published: Published, views: Views, found: Iterable[Problem]) -> list[Problem]:
    """What the published site has and the archive would lose: SS092; SS093 if that can be told in part only.

    ``name`` is the site's, ``found`` are the archive's own problems.
    """
    broken = {problem.place.path for problem in found if CODES[problem.code][0] == ERROR}
    comparison = _Comparison(published, views, broken)
    losses = chain(
        comparison.lost_papers(), comparison.lost_texts(), comparison.lost_contributors(), comparison.lost_pages()
    )
    return [
        *unmeant("SS092", losses, frozenset(views.config.removed)),
        *comparison.changed_ids(),
        *(_without_ids(name, views) if published.texts and not any(text.feed_id for text in published.texts) else ()),
    ]


def _without_ids(name: str, views: Views) -> Iterator[Problem]:
    place = views.config.places.get("url", Place(CONFIG))
    message = f"the site at {name} does not tell the ids of its feeds, since an older shortsite made it"
    yield Problem(place, "SS093", message, "they are compared from the next publication on")


class _Comparison:
    """A published site beside the archive; ``broken`` are the paths of files with errors."""

    def __init__(self, published: Published, views: Views, broken: Iterable[str]) -> None:
        self.published = published
        self.views = views
        self.archive = views.archive
        self.broken = {(*path.split("/")[1:2], PurePosixPath(path).stem) for path in broken}
        self.broken_kinds = {kind for kind, *_ in self.broken}
        # a record that cannot be read may list any alias
        self.names_are_known = "papers" not in self.broken_kinds
        self.heirs = {paper.id: self._heir(paper) for paper in published.papers}
        #: Names of papers that lead nowhere now.
        self.lost = {
            name for paper in published.papers for name in (paper.id, *paper.aliases)
        } - self.archive.names.keys()
        #: What feeds call the papers that became one, by their ids: of each paper of today.
        self.former: dict[str, dict[str, str]] = defaultdict(dict)
        for paper in published.papers:
            self.former[self.heirs[paper.id]][paper.id] = feed_name(paper.id, paper.aliases)

    def _heir(self, paper: PublishedPaper) -> str:
        """The id of what the paper is now: by its own name, else by its identifiers; empty if nobody knows it."""
        known = ((kind, value) for kind, value in paper.identifiers if kind in BY_KEY)
        ways = [paper.id, *(f"{kind}:{BY_KEY[kind].fold(value)}" for kind, value in known)]
        return next((self.archive.names[way] for way in ways if way in self.archive.names), "")

    @cached_property
    def files(self) -> Catalogue:
        """What there are files of; the archive has left out those that name something broken."""
        return read_catalogue(self.views.config.root)

    def _kept(self, text: PublishedText) -> Summary | None:
        """The text as the archive has it."""
        return self.archive.summaries.get((self.heirs.get(text.paper, ""), text.stem))

    def lost_papers(self) -> Iterator[Loss]:
        for paper in self.published.papers if self.names_are_known else ():
            for name in (paper.id, *paper.aliases):
                if name in self.lost:
                    yield self._lost_paper(paper, name)

    def _lost_paper(self, paper: PublishedPaper, name: str) -> Loss:
        heir = self.heirs[paper.id]
        if heir in self.archive.papers:
            record = self.archive.papers[heir]
            place = record.places.get("aliases", record.place)
            hint = f"add '{name}' to the 'aliases' of this record"
            return Loss(place, "paper", name, hint, (paper.id,), is_deleted=False)
        place = Place(f"content/papers/{paper.id}.yml")
        hint = f"put {place.path} back, or add '{name}' to the 'aliases' of the record that took its place"
        return Loss(place, "paper", name, hint, (paper.id,))

    def lost_texts(self) -> Iterator[Loss]:
        for text in self.published.texts:
            paper = self.heirs.get(text.paper, "")
            is_there = self._kept(text) or ("summaries", text.stem) in self.broken
            if is_there or (not paper and not self.names_are_known) or (paper, text.stem) in self.files.readable:
                continue
            draft = self.files.drafts.get((paper, text.stem), "")
            # a paper that is gone takes its texts with it, and is told itself
            is_within = text.paper in self.lost
            within = (text.paper,) if is_within else (f"{paper}#{text.stem}",)
            is_deleted = not is_within and not draft
            path = draft or f"content/summaries/{paper or text.paper}/{text.stem}.md"
            hint = way_back(path, is_draft=bool(draft))
            yield Loss(Place(path), "summary", f"{text.paper}#{text.stem}", hint, within, is_deleted=is_deleted)

    def lost_contributors(self) -> Iterator[Loss]:
        people = self.archive.contributors.values()
        handles = {*self.archive.terms["contributor"], *(alias for person in people for alias in person.aliases)}
        if "contributors" in self.broken_kinds:
            return
        told: set[str] = set()
        for text in self.published.texts:
            now = self._kept(text)
            # a text that nobody signed may find its author
            if now and text.author not in handles | told | {ANONYMOUS}:
                told.add(text.author)
                place = now.places.get("author", now.place)
                hint = f"add 'aliases: [{text.author}]' to content/contributors/{now.author}.yml"
                yield Loss(place, "contributor", text.author, hint, is_deleted=False)

    def lost_pages(self) -> Iterator[Loss]:
        there = {page.slug for page in self.archive.pages}
        for slug in self.published.pages:
            if urls.is_id(slug) and slug not in there and ("pages", slug) not in self.broken:
                place = Place(f"content/pages/{slug}.md")
                yield Loss(place, "page", slug, "put the file back, and let it say where readers find this now")

    def changed_ids(self) -> Iterator[Problem]:
        """Ids under which feed readers know a text: one problem for all of the archive, or one for a paper."""
        told: set[str] = set()
        # a paper's own texts come before those of a record that it has taken in
        for text in sorted(self.published.texts, key=lambda text: self.heirs.get(text.paper) != text.paper):
            now = self._kept(text)
            authority, _, was = text.feed_id.removeprefix("tag:").partition(":")
            # where the name of a paper is gone, that is told, and with the name its ids come back
            is_named = self.lost.isdisjoint((text.paper, was.rpartition("/")[0]))
            if now is None or not is_named or not text.feed_id or text.is_withdrawn or now.withdrawn:
                continue
            key = self.views.summary(now.key).feed_key
            if authority != self.views.config.tag and "" not in told:
                told.add("")
                yield self._other_authority(authority)
            is_other = was != tag_uri(self.views.config, key).partition(":")[2].partition(":")[2]
            if is_other and now.paper not in told and not self._is_settled(now.paper):
                told.add(now.paper)
                yield self._other_id(now, was, key)

    def _is_settled(self, paper: str) -> bool:
        name = feed_name(paper, self.archive.papers[paper].aliases)
        return is_settled(name, paper, self.former[paper])

    def _other_authority(self, authority: str) -> Problem:
        places = self.views.config.places
        place = places.get("feed_id", places.get("url", Place(CONFIG)))
        message = f"the ids in all feeds change from '{authority}' to '{self.views.config.tag}'"
        hint = f"write 'feed_id: \"{authority}\"', or every reader sees every text as new"
        return Problem(place, "SS092", message, hint)

    def _other_id(self, text: Summary, was: str, key: str) -> Problem:
        record = self.archive.papers[text.paper]
        place = record.places.get("aliases", record.place)
        hint = f"let '{was.rpartition('/')[0]}' be the first of its 'aliases', or feed readers see the text as new"
        return Problem(place, "SS092", f"the id in feeds changes from '{was}' to '{key}'", hint)
