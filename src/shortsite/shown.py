"""What templates and feeds show: records as ready strings and links, so that templates hold no logic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from markupsafe import Markup

from shortsite.markdown import whole_text, words
from shortsite.model import Document, ListEntry, Moment, Paper
from shortsite.outside import Link


@dataclass(frozen=True, slots=True)
class Body:
    """A converted text that is not yet filled in: its HTML, and (URL, title) of each of its references.

    The HTML is made when it is asked for, so that a view holds none.
    """

    make: Callable[[], str] = field(compare=False, repr=False)
    document: Document
    links: tuple[tuple[str, str], ...]

    @property
    def html(self) -> str:
        """The HTML, with placeholders."""
        return self.make()

    @property
    def words(self) -> str:
        """Its plain words, on one line; of inline HTML, such as an excerpt."""
        return words(self.html, self.document, self.links)

    @property
    def text(self) -> str:
        """All plain words of its document, a line a block."""
        return whole_text(self.document, (title for _, title in self.links))


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """A paper as its header and card show it. ``names`` are the authors as printed."""

    id: str
    url: str
    title: str
    title_html: Markup
    names: tuple[str, ...]
    authors: tuple[Link, ...]
    year: Link
    venue: Link | None
    venue_year: Link | None
    keywords: tuple[Link, ...]
    links: tuple[Link, ...]
    published: Moment | None
    abstract: Body | None
    details: str
    source: str
    status: str
    status_url: str
    place: str
    actions: tuple[Link, ...]
    record: Paper

    @property
    def status_mark(self) -> str:
        """What stands before the title in plain words if something became of the paper: ``[Retracted]`` and a space."""
        return f"[{self.status.capitalize()}] " if self.status else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryView:
    """A summary or reply as its page, lists and feeds show it. ``feed_key``, for feeds, holds its paper's first id."""

    key: tuple[str, str]
    feed_key: str
    url: str
    stem: str
    title: str
    title_html: Markup
    author: Link
    author_id: str
    date: Moment
    updated: Moment | None
    minutes: int
    tldr: str
    body: Body
    excerpt: Body
    reply_to: Link | None
    labels: tuple[str, ...]
    version: str
    newer: str
    license: Link
    lang: str
    withdrawn: str
    reproduction_url: str
    place: str
    actions: tuple[Link, ...]
    replies: tuple[SummaryView, ...] = ()

    @property
    def opening(self) -> str:
        """How the text begins, in plain words on one line: its first sentences, whatever it is where it has none."""
        return self.excerpt.words or " ".join(self.excerpt.text.split())


@dataclass(frozen=True, slots=True)
class MentionView:
    """A sentence elsewhere that speaks of a paper."""

    paper: Link
    author: Link
    sentence: Body


@dataclass(frozen=True, slots=True)
class Card:
    """An entry of a list: rendered once by the template of its kind, however many lists show it.

    ``made`` makes what it shows when it is rendered: the paper, the text that stands for it, and all texts to name.
    """

    kind: str
    entry: ListEntry
    made: Callable[[], tuple[PaperView, SummaryView | None, tuple[SummaryView, ...]]] = field(compare=False, repr=False)

    @property
    def paper(self) -> PaperView:
        """The paper."""
        return self.made()[0]

    @property
    def summary(self) -> SummaryView | None:
        """The text that is shown; None for a paper that has none."""
        return self.made()[1]

    @property
    def others(self) -> tuple[SummaryView, ...]:
        """The summaries that are named, the one that is shown among them."""
        return self.made()[2]
