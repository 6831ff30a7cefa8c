"""The nouns of an archive: what is written down, what it resolves to, and what a site is made of.

All types are frozen; a child holds its parent's id, never its parent. ``Content`` is what the files say, ``Archive``
what it resolves to (it holds every edge), ``Page``, ``Feed``, ``Asset`` and ``Text`` are what the site consists of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shortsite.problems import Place, Problem

#: The handle under which everybody may write, and several texts about one paper.
ANONYMOUS = "anonymous"
MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A day, or a point of time: always UTC, at midnight when only the day is known."""

    at: datetime
    is_day: bool = True

    @property
    def day(self) -> str:
        """``2026-11-23``."""
        return self.at.date().isoformat()

    @property
    def iso(self) -> str:
        """The day, or RFC 3339 with ``Z``."""
        return self.day if self.is_day else self.at.astimezone(UTC).isoformat().replace("+00:00", "Z")

    @property
    def words(self) -> str:
        """``23 November 2026``, in English whatever the locale."""
        return f"{self.at.day} {MONTHS[self.at.month - 1]} {self.at.year}"


# What Markdown turns into


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula in its four forms, made from one parse.

    ``mathml`` is a whole ``<math>`` element with the TeX as annotation, or empty where the TeX could not be
    converted; ``html`` needs no MathML (sub, sup, i, Unicode; or code with the TeX); ``text`` is plain Unicode.
    """

    tex: str
    display: bool
    mathml: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A ``[[...]]`` link: its target as written, and the sentence around it.

    ``target`` is a paper id or ``arxiv:...``/``doi:...``; ``stem`` names one summary of it or is empty.
    ``label`` holds the words to show, empty for the paper's title. ``sentence`` is HTML with this document's
    placeholders in it. ``line`` and ``column`` count from 1 within the text.
    """

    target: str
    stem: str
    label: str
    sentence: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Document:
    """A converted text. ``html``, ``excerpt`` and ``text`` hold the placeholders of ``shortsite.markdown.fill``.

    ``excerpt`` is inline HTML of the first sentences, ``text`` the whole as plain words, a line a block. ``images``
    are the local image files that it shows, by path relative to the text's own folder. ``problems`` have an empty path
    and lines within the text: the loader moves them to the file. ``unlinked`` is what stands in double brackets and is
    no link, though it is much like one: as written in ``label``, in the form of a link in ``target`` and ``stem``.
    """

    html: str
    excerpt: str = ""
    text: str = ""
    words: int = 0
    formulas: tuple[Formula, ...] = ()
    references: tuple[Reference, ...] = ()
    images: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    unlinked: tuple[Reference, ...] = ()

    @property
    def minutes(self) -> int:
        """Reading time at 220 words a minute, at least one."""
        return max(1, round(self.words / 220))


@dataclass(frozen=True, slots=True)
class Inline:
    """A short text such as a title: as written, as HTML (complete, no placeholders), as plain Unicode.

    ``faults`` says what is wrong with its formulas.
    """

    source: str
    html: str
    text: str
    faults: tuple[str, ...] = ()


NO_TITLE = Inline("", "", "")

# Records: what one file says


@dataclass(frozen=True, slots=True)
class Author:
    """An author as the record spells the name; ``native`` is the name in its own script."""

    family: str
    given: str = ""
    orcid: str = ""
    native: str = ""

    @property
    def name(self) -> str:
        """``Given Family``."""
        return f"{self.given} {self.family}".strip()

    @property
    def sort_name(self) -> str:
        """``Family, Given``."""
        return f"{self.family}, {self.given}" if self.given else self.family


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper's record. ``venue`` and ``keywords`` are as written; ``places`` says where each key stands.

    ``digest``, of this and of the other records, is a hash of the file that it was read from; empty for none.
    """

    id: str
    title: Inline
    year: int
    place: Place
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)
    authors: tuple[Author, ...] = ()
    venue: str = ""
    keywords: tuple[str, ...] = ()
    published: Moment | None = None
    abstract: Document | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
    url: str = ""
    pdf: str = ""
    code: str = ""
    links: tuple[tuple[str, str], ...] = ()
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    type: str = ""
    version: str = ""
    source: str = ""
    status: str = ""
    status_url: str = ""
    featured: bool = False
    aliases: tuple[str, ...] = ()
    digest: str = field(default="", compare=False)

    def identifier(self, kind: str) -> str:
        """The identifier of that kind (``arxiv``, ``doi``, ...), or an empty text."""
        return dict(self.identifiers).get(kind, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A summary of, or (with ``reply_to``) a reply about, the paper whose id is ``paper``.

    ``places`` says where each key stands and, as ``body``, where the text begins.
    """

    paper: str
    stem: str
    author: str
    date: Moment
    body: Document
    place: Place
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)
    title: Inline = NO_TITLE
    tldr: str = ""
    updated: Moment | None = None
    version: str = ""
    reply_to: str = ""
    lang: str = ""
    license: str = ""
    ai: str = ""
    reproduced: str = ""
    reproduction_url: str = ""
    withdrawn: str = ""
    draft: bool = False
    digest: str = field(default="", compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """(paper id, stem): names this summary in the whole archive."""
        return self.paper, self.stem

    @property
    def changed(self) -> Moment:
        """When it was last edited; its date when it never was."""
        return self.updated or self.date

    @property
    def shown_change(self) -> Moment:
        """The same for readers: an edit on its very day is none."""
        return self.updated if self.updated and self.updated.day != self.date.day else self.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """Where papers appear: a conference, a journal, a preprint server."""

    id: str
    name: str
    place: Place
    short: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""
    url: str = ""
    description: str = ""
    logo: str = ""
    logo_size: tuple[int, int] = (0, 0)
    doi_prefixes: tuple[str, ...] = ()
    dblp_prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """Who writes summaries."""

    handle: str
    name: str
    place: Place
    url: str = ""
    github: str = ""
    orcid: str = ""
    affiliation: str = ""
    bio: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An entry of ``authors.yml``: one author of papers, under all spellings, or on the named papers only."""

    slug: str
    name: str
    place: Place
    orcid: str = ""
    spellings: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentPage:
    """A page of the archive's own, such as About."""

    slug: str
    title: str
    body: Document
    place: Place
    menu: bool = False
    digest: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that the files say, each record sound by itself.

    ``broken`` holds (kind, id) of records whose files have errors, so that nobody is blamed for naming them.
    ``unsound`` are those of them that can be read: they are left out, but what they name is looked for.
    """

    papers: tuple[Paper, ...] = ()
    summaries: tuple[Summary, ...] = ()
    venues: tuple[Venue, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    people: tuple[Person, ...] = ()
    pages: tuple[ContentPage, ...] = ()
    broken: frozenset[tuple[str, str]] = frozenset()
    unsound: tuple[Paper | Summary | ContentPage, ...] = ()


# The linked archive


@dataclass(frozen=True, slots=True)
class Term:
    """One venue, year, keyword, author, contributor or section, with what belongs to it.

    ``papers`` are ids, newest first; ``summaries`` keys, newest first, replies included.
    """

    taxonomy: str
    slug: str
    name: str
    papers: tuple[str, ...] = ()
    summaries: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A summary or page speaks of a paper: who does, and the n-th reference of its text."""

    paper: str
    stem: str
    number: int


@dataclass(frozen=True, slots=True)
class Archive:
    """The records with every reference resolved; it holds all edges.

    ``threads`` maps a paper's id to the keys of its top-level summaries in display order, ``replies`` a summary's
    key to the keys of its replies in order of time. ``terms`` maps taxonomy to slug to Term; ``terms_of`` maps
    (taxonomy, paper id) to slugs in the order of the record. ``mentions`` maps a paper's id to who speaks of it.
    ``names`` maps what a reference may be called (id, alias, ``arxiv:...``) to a paper's id.
    """

    papers: Mapping[str, Paper]
    summaries: Mapping[tuple[str, str], Summary]
    threads: Mapping[str, tuple[tuple[str, str], ...]]
    replies: Mapping[tuple[str, str], tuple[tuple[str, str], ...]]
    venues: Mapping[str, Venue]
    contributors: Mapping[str, Contributor]
    people: Mapping[str, Person]
    pages: tuple[ContentPage, ...]
    terms: Mapping[str, Mapping[str, Term]]
    terms_of: Mapping[tuple[str, str], tuple[str, ...]]
    mentions: Mapping[str, tuple[Mention, ...]]
    names: Mapping[str, str]

    def texts_of(self, paper: str) -> tuple[Summary, ...]:
        """A paper's summaries, each followed by its replies and theirs."""
        found, left = [], [*self.threads.get(paper, ())][::-1]
        while left:
            found.append(self.summaries[left[-1]])
            left += self.replies.get(left.pop(), ())[::-1]
        return tuple(found)

    def readable(self, paper: str) -> tuple[Summary, ...]:
        """Those of them that were not withdrawn."""
        return tuple(text for text in self.texts_of(paper) if not text.withdrawn)

    def standing(self, paper: str) -> tuple[Summary, ...]:
        """A paper's summaries that were not withdrawn, in the order of its page, without replies."""
        texts = (self.summaries[key] for key in self.threads.get(paper, ()))
        return tuple(text for text in texts if not text.withdrawn)


# What the site consists of


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML page: its path within the site (``paper/x/``, ``404.html``), template and what the template shows."""

    url: str
    template: str
    context: Mapping[str, Any]
    listed: bool = True
    changed: Moment | None = None
    rooted: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """The texts of one week or month, ``summaries`` newest first; ``end`` is the first moment after it."""

    name: str
    title: str
    end: Moment
    summaries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of the summaries whose keys are ``entries``, newest first; ``about`` is the path of its page.

    It holds texts as a whole, or (not ``whole``) what they say in short. ``links`` are (relation, path) of the other
    documents of one feed (RFC 5005), ``is_archive`` marks those that hold what is older. ``name`` is what its id is
    made of where that is not ``about``.
    """

    url: str
    format: str
    title: str
    about: str
    entries: tuple[tuple[str, str] | Digest, ...]
    description: str = ""
    whole: bool = True
    links: tuple[tuple[str, str], ...] = ()
    is_archive: bool = False
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is copied as it is."""

    url: str
    source: Path


@dataclass(frozen=True, slots=True)
class Text:
    """A file made without the theme, such as robots.txt."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Made:
    """A file of text that costs something to make, so that only a build that writes it does.

    ``make`` gives it, a very long one as UTF-8: with one rare letter in it, each letter of a ``str`` takes four bytes.
    """

    url: str
    make: Callable[[], str | bytes]


#: The text that a template of the theme makes: of its name, and of what it shows.
Template = Callable[[str, Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Export:
    """A file of bytes that is made, like ``Made``, only by a build that writes it; the theme may have a part in it."""

    url: str
    make: Callable[[Template], bytes]


@dataclass(frozen=True, slots=True)
class Poster:
    """A picture that stands for a paper where its page is shared; each field is a line of it or several."""

    url: str
    site: str
    title: str
    authors: tuple[str, ...]
    place: str
    note: str


Output = Page | Feed | Asset | Text | Made | Export | Poster


#: What a list shows a card of: a paper by its id, or a text by its key.
ListEntry = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the site that is made, published and replaced as a whole: the files of a paper, a list with its feeds.

    ``name`` is no other part's. ``shows`` gives a hash of all that the outputs are made of, theme and configuration
    aside: while it stays the same, what was published stays. ``feed`` is the first of its feeds, if it has any that
    readers may follow, and ``cards`` is what it shows cards of.
    """

    name: str
    shows: Callable[[], str]
    make: Callable[[], Iterable[Output]]
    feed: Feed | None = None
    cards: Sequence[ListEntry] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file of the site: its path relative to the output folder, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Rendered:
    """A part of the site with its files, which may be a stream.

    ``shows`` is a hash of all that it is made of; with an empty one it is never kept. ``pages`` are its pages that may
    be found: paths, and times of their last change as far as known.
    """

    name: str
    shows: str
    files: Iterable[File]
    pages: tuple[tuple[str, str], ...] = ()
