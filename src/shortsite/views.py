"""What templates and feeds show: the archive's records as ready strings and links.

A view is made once a record and holds all that its card, its page and its feed entry need, so that templates hold no
logic and a page is given only what it shows. URLs bear the mark of the root (``shortsite.urls.href``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, TypeVar

from markupsafe import Markup

from shortsite import urls
from shortsite.actions import paper_actions, summary_actions
from shortsite.arxiv_classes import class_name
from shortsite.cache import Memo, Store, memoise
from shortsite.config import Config
from shortsite.digests import Digests
from shortsite.feed_names import feed_name
from shortsite.here import marks, with_marks
from shortsite.identifiers import reference_name
from shortsite.markdown import inline
from shortsite.model import Archive, Document, ListEntry, Paper, Summary
from shortsite.outside import Link, bibliographic_details, honesty_labels, license_url, newer_version, outside_links
from shortsite.related import Related, related_papers, remembered
from shortsite.shown import Body, Card, MentionView, PaperView, SummaryView
from shortsite.terms import newest_first

T = TypeVar("T")
R = TypeVar("R")

#: So many views of a kind are kept: a few kilobytes each.
MOST = 5_000

__all__ = ["Body", "Card", "MentionView", "PaperView", "SummaryView", "Views"]


def _make_room(made: dict[Any, Any]) -> None:
    """Forget all views where there are very many: whoever needs one again makes it again."""
    if len(made) >= MOST:
        made.clear()


class Views:
    """Makes the views of an archive, and keeps them. What is dear is kept in the store, if there is one."""

    def __init__(self, archive: Archive, config: Config, store: Store | None = None) -> None:
        self.archive = archive
        self.config = config
        self._store = store
        self._papers: dict[str, PaperView] = {}
        self._summaries: dict[tuple[str, str], SummaryView] = {}

    def paper(self, paper_id: str) -> PaperView:
        """The view of a paper."""
        if paper_id not in self._papers:
            _make_room(self._papers)
            self._papers[paper_id] = self._paper(self.archive.papers[paper_id])
        return self._papers[paper_id]

    def summary(self, key: tuple[str, str]) -> SummaryView:
        """The view of a summary, with its replies."""
        if key not in self._summaries:
            _make_room(self._summaries)
            self._summaries[key] = self._summary(self.archive.summaries[key])
        return self._summaries[key]

    def threads(self, paper_id: str) -> tuple[SummaryView, ...]:
        """A paper's summaries in the order of its page, replies within them."""
        return tuple(self.summary(key) for key in self.archive.threads.get(paper_id, ()))

    def mentions(self, paper_id: str) -> tuple[MentionView, ...]:
        """Who speaks of a paper."""
        made = []
        for mention in self.archive.mentions.get(paper_id, ()):
            view = self.summary((mention.paper, mention.stem))
            document = self.archive.summaries[view.key].body
            sentence = Body(partial(str, document.references[mention.number].sentence), document, view.body.links)
            made.append(MentionView(Link(self.paper(mention.paper).title, view.url), view.author, sentence))
        return tuple(made)

    def body(
        self, document: Document, make: Callable[[], str] | None = None, more: tuple[tuple[str, str], ...] = ()
    ) -> Body:
        """A text with where its references lead, and ``more``; to nowhere when their paper is left out.

        ``make`` makes its HTML, if that is not the document's own.
        """
        links = []
        for reference in document.references:
            target = self.archive.names.get(reference_name(reference.target))
            if target is None or target not in self.archive.papers:
                links.append(("", reference.target))
                continue
            stem = reference.stem if (target, reference.stem) in self.archive.summaries else ""
            links.append((urls.href(urls.paper(target, stem)), self.archive.papers[target].title.text))
        return Body(make or partial(getattr, document, "html"), document, (*links, *more))

    def term(self, taxonomy: str, slug: str) -> Link:
        """The link to a term; a venue shows its short name, a class of arXiv its code."""
        name = self.archive.terms[taxonomy][slug].name
        short = (self.archive.venues[slug].short if taxonomy == "venue" else "") or name
        full = class_name(name) if taxonomy == "keyword" else name
        return Link(short, urls.href(urls.term(taxonomy, slug)), full if full != short else "")

    def _paper(self, paper: Paper) -> PaperView:
        venue = self.archive.terms_of["venue", paper.id]
        authors = self.archive.terms_of["author", paper.id]
        names = tuple(author.name for author in paper.authors)
        people = self.archive.terms["author"]
        shown = names if len(names) == len(authors) else tuple(people[slug].name for slug in authors)
        native = {author.name: author.native for author in paper.authors}
        return PaperView(
            id=paper.id,
            url=urls.href(urls.paper(paper.id)),
            title=paper.title.text,
            title_html=Markup(paper.title.html),  # noqa: S704
            names=names,
            authors=tuple(
                Link(name, urls.href(urls.term("author", slug)), native.get(name, ""))
                for name, slug in zip(shown, authors, strict=True)
            ),
            year=self.term("year", str(paper.year)),
            venue=self.term("venue", venue[0]) if venue else None,
            venue_year=Link(str(paper.year), urls.href(urls.venue_year(venue[0], paper.year))) if venue else None,
            keywords=tuple(self.term("keyword", slug) for slug in self.archive.terms_of.get(("keyword", paper.id), ())),
            links=tuple(outside_links(paper, self.config)),
            published=paper.published,
            abstract=self.body(paper.abstract) if paper.abstract else None,
            details=bibliographic_details(paper, self.archive.venues[venue[0]].name if venue else ""),
            source=paper.source,
            status=paper.status,
            status_url=paper.status_url,
            place=paper.place.path,
            actions=paper_actions(paper, self.config),
            record=paper,
        )

    def _summary(self, summary: Summary) -> SummaryView:
        text, license_id = summary.body, summary.license or self.config.license
        parent = self.archive.summaries.get((summary.paper, summary.reply_to)) if summary.reply_to else None
        name = feed_name(summary.paper, self.archive.papers[summary.paper].aliases)
        return SummaryView(
            key=summary.key,
            feed_key=f"{name}/{summary.stem}",
            url=urls.href(urls.paper(*summary.key)),
            stem=summary.stem,
            title=summary.title.text,
            title_html=Markup(summary.title.html),  # noqa: S704
            author=self.term("contributor", summary.author),
            author_id=summary.author,
            date=summary.date,
            updated=summary.updated if summary.shown_change is summary.updated else None,
            minutes=summary.body.minutes,
            tldr=inline(summary.tldr, self.config.macros).text,
            body=self.body(text, partial(with_marks, summary, self.archive), marks(summary, self.archive)),
            excerpt=self.body(text, partial(getattr, text, "excerpt")),
            reply_to=Link(self.term("contributor", parent.author).text, urls.href(urls.paper(*parent.key)))
            if parent
            else None,
            labels=honesty_labels(summary),
            version=summary.version,
            newer=newer_version(summary, self.archive.papers[summary.paper]),
            license=Link(license_id, license_url(license_id)),
            lang=summary.lang,
            withdrawn=summary.withdrawn,
            reproduction_url=summary.reproduction_url,
            place=summary.place.path,
            actions=summary_actions(summary, self.config),
            replies=tuple(self.summary(key) for key in self.archive.replies.get(summary.key, ())),
        )

    def with_text(self, summary: Summary) -> Views:
        """The views of an archive in which this text stands in place of the one that was there.

        What is like what, and the order of texts, are taken to be as they were.
        """
        archive = replace(self.archive, summaries={**self.archive.summaries, summary.key: summary})
        made = Views(archive, self.config, self._store)
        made.related, made.latest = self.related, self.latest
        return made

    def card(self, entry: ListEntry) -> Card:
        """The card of a paper, by its id, with the first of its summaries, or of a text, by its key, with its paper."""
        return Card("paper" if isinstance(entry, str) else "summary", entry, partial(self._on_card, entry))

    def _on_card(self, entry: ListEntry) -> tuple[PaperView, SummaryView | None, tuple[SummaryView, ...]]:
        if not isinstance(entry, str):
            return self.paper(entry[0]), _in_brief(self.summary(entry)), ()
        texts = tuple(_in_brief(self.summary(text.key)) for text in self.archive.standing(entry))
        return self.paper(entry), texts[0] if texts else None, texts

    def remembered(self, memo: Memo[T, R], inputs: Sequence[T]) -> list[R]:
        """The function's results; only those that the store lacks are made."""
        store = self._store or Store.open(None)
        return memoise(store, memo, inputs, lambda function, missing: [function(given) for given in missing])

    @cached_property
    def related(self) -> dict[str, tuple[Related, ...]]:
        """The papers that are most like each paper, by its id."""
        return remembered(self.archive, self._store) if self._store else related_papers(self.archive)

    @cached_property
    def digests(self) -> Digests:
        """What stands for the archive's records in the keys of parts."""
        return Digests(self.archive)

    @cached_property
    def latest(self) -> tuple[tuple[str, str], ...]:
        """The keys of all texts that lists and feeds show, newest first."""
        return tuple(newest_first(self.archive.summaries))

    @cached_property
    def days(self) -> tuple[str, ...]:
        """The days of these texts."""
        return tuple(self.archive.summaries[key].date.day for key in self.latest)


def _in_brief(text: SummaryView) -> SummaryView:
    """The text as cards show it: they are made anew where its opening has changed, not where anything else has."""
    return replace(text, body=replace(text.body, make=_not_on_cards), replies=tuple(map(_in_brief, text.replies)))


def _not_on_cards() -> str:
    message = "a card shows the excerpt of a text, not its body"
    raise ValueError(message)
