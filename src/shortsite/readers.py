"""One reader for each kind of record: a list of its fields, each read and checked by ``shortsite.fields``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shortsite.field_hints import AUTHORS_HINT
from shortsite.fields import Fields
from shortsite.identifiers import ORCID, PAPER_IDENTIFIERS
from shortsite.left_over import left_over
from shortsite.markdown import inline
from shortsite.model import ContentPage, Contributor, Document, Inline, Moment, Paper, Person, Summary, Venue
from shortsite.problems import Place, Problem, quoted
from shortsite.records import Record
from shortsite.urls import RESERVED
from shortsite.values import LICENSE

PAPER_TYPES = ("article", "inproceedings", "preprint", "thesis", "book", "report")
PAPER_STATES = ("retracted", "withdrawn")
VENUE_KINDS = ("conference", "journal", "preprint", "workshop", "book", "thesis")
AI_USE = ("none", "assisted", "generated")
REPRODUCED = ("yes", "partly", "no")
_WEB = ("http", "https")
MOST_KEYWORDS = 100  # each has feeds whose entries name them all
_MOST_SPELLINGS, _MOST_PREFIXES = 50, 100
_NO_DAY = Moment(datetime(1970, 1, 1, tzinfo=UTC))
#: Validators of feeds call anything before this implausible.
_FIRST_DAY = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed file: its record (None if it has none), the text after front matter, and that text's first line.

    ``kind`` is its row in the loader's table of kinds; ``images`` are those in its folder,
    ``macros`` the site's own TeX macros, ``digest`` a hash of the file and of these images. ``fields`` opens the record
    for its reader.
    """

    file: Path
    path: str
    stem: str
    kind: str
    images: tuple[tuple[str, int, int], ...] = ()
    record: Record | None = None
    body: str = ""
    line: int = 1
    macros: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    digest: str = ""
    fields: Callable[[Record, str, list[Problem]], Fields] = Fields


def _fields(source: Source, kind: str, problems: list[Problem]) -> Fields:
    assert source.record is not None
    return source.fields(source.record, kind, problems)


def read_paper(source: Source, abstract: Document | None, problems: list[Problem]) -> Paper:
    """A paper's record."""
    fields = _fields(source, "paper", problems)
    paper = Paper(
        id=source.stem,
        place=Place(source.path),
        places=fields.places,
        title=inline(fields.text("title", required=True, limit=500), source.macros),
        authors=fields.authors("authors"),
        year=fields.integer("year", 1500, 2100, required=True),
        venue=fields.text("venue", limit=300),
        published=fields.moment("published"),
        keywords=fields.texts("keywords", limit=100, most=MOST_KEYWORDS),
        abstract=abstract if fields.block("abstract") else None,
        identifiers=tuple((kind.key, made) for kind in PAPER_IDENTIFIERS if (made := fields.identifier(kind))),
        url=fields.url("url", _WEB),
        pdf=fields.url("pdf", _WEB),
        code=fields.url("code", _WEB),
        links=fields.links("links"),
        volume=fields.text("volume", limit=50),
        issue=fields.text("issue", limit=50),
        pages=fields.text("pages", limit=50),
        publisher=fields.text("publisher", limit=200),
        type=fields.choice("type", PAPER_TYPES),
        version=fields.matching("version", r"v\d{1,3}", "v5"),
        source=fields.text("source", limit=100),
        status=fields.choice("status", PAPER_STATES),
        status_url=fields.url("status_url", _WEB),
        featured=fields.flag("featured"),
        aliases=fields.former_names("aliases"),
        digest=source.digest,
    )
    fields.lack("authors", Place(source.path), "SS018", "the paper has no authors", AUTHORS_HINT)
    fields.finish()
    _note_faults(fields, paper.title)
    return paper


def _note_faults(fields: Fields, title: Inline) -> None:
    for fault in title.faults:
        fields.note(fields.places["title"], "SS040", f"in the title: {fault}", "mend the formula")


def read_summary(source: Source, body: Document | None, problems: list[Problem]) -> Summary:
    """A summary or reply."""
    fields = _fields(source, "summary", problems)
    above = len(source.body) - len(source.body.lstrip("\n"))
    summary = Summary(
        stem=source.stem,
        body=body or Document(""),
        place=Place(source.path),
        places=fields.places | {"body": Place(source.path, source.line + above)},
        paper=fields.paper("paper", required=True),
        author=fields.id("author", required=True),
        date=_day(fields, "date"),
        title=inline(fields.text("title", limit=300), source.macros),
        tldr=fields.text("tldr", limit=500),
        updated=fields.moment("updated"),
        version=fields.matching("version", r"v\d{1,3}", "v2"),
        reply_to=fields.id("reply_to"),
        lang=fields.matching("lang", r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", "en or pt-BR"),
        license=fields.matching("license", LICENSE, "CC-BY-4.0"),
        ai=fields.choice("ai", AI_USE),
        reproduced=fields.choice("reproduced", REPRODUCED),
        reproduction_url=fields.url("reproduction_url", _WEB),
        withdrawn=fields.reason("withdrawn", limit=500, without="the text stands"),
        draft=fields.flag("draft"),
        digest=source.digest,
    )
    fields.finish()
    _note_faults(fields, summary.title)
    problems += left_over(summary.author, source.body, summary.places)
    if summary.updated and summary.updated.at < summary.date.at and summary.date.day != summary.updated.day:
        message = f"'updated' ({summary.updated.day}) is before 'date' ({summary.date.day})"
        fields.note(fields.places["updated"], "SS015", message, "write the day of the last edit")
    if summary.date is not _NO_DAY and summary.date.at < _FIRST_DAY:
        message = f"'date' ({summary.date.day}) is before {_FIRST_DAY.year}, which feed readers take for a mistake"
        fields.note(fields.places["date"], "SS015", message, "write the day on which the summary was published")
    if not (summary.body.words or summary.body.html.strip()) and not (summary.withdrawn or summary.tldr):
        hint = "write it below the front matter, or at least a 'tldr'"
        hint += "; comments in <!-- --> are not shown" if source.body.strip() else ""
        fields.note(Place(source.path, source.line), "SS015", "the summary has no text", hint)
    return summary


def _day(fields: Fields, key: str) -> Moment:
    return fields.moment(key, required=True) or _NO_DAY


def read_venue(source: Source, _: Document | None, problems: list[Problem]) -> Venue:
    """A venue."""
    fields = _fields(source, "venue", problems)
    venue = Venue(
        id=source.stem,
        place=Place(source.path),
        name=fields.text("name", required=True, limit=300),
        short=fields.text("short", limit=100),
        aliases=fields.texts("aliases", limit=300),
        kind=fields.choice("kind", VENUE_KINDS),
        url=fields.url("url", _WEB),
        description=fields.text("description"),
        logo=fields.text("logo", limit=200),
        doi_prefixes=fields.texts("doi_prefixes", most=_MOST_PREFIXES),
        dblp_prefixes=fields.texts("dblp_prefixes", most=_MOST_PREFIXES),
    )
    fields.finish()
    sizes = {name: (width, height) for name, width, height in source.images}
    if sizes.get(venue.logo, (-1, -1))[0] >= 0:
        return replace(venue, logo_size=sizes[venue.logo])
    if venue.logo:
        message = f"no image {quoted(venue.logo)} lies beside this file"
        fields.note(fields.places["logo"], "SS015", message, "name a PNG, JPEG, GIF, WebP or AVIF file in this folder")
    return venue


def read_contributor(source: Source, _: Document | None, problems: list[Problem]) -> Contributor:
    """A contributor."""
    fields = _fields(source, "contributor", problems)
    contributor = Contributor(
        handle=source.stem,
        place=Place(source.path),
        name=fields.text("name", limit=200) or source.stem,
        url=fields.url("url", _WEB),
        github=fields.matching("github", r"[A-Za-z0-9]([A-Za-z0-9-]{0,38})", "octocat"),
        orcid=fields.identifier(ORCID),
        affiliation=fields.text("affiliation", limit=300),
        bio=fields.text("bio"),
        aliases=fields.ids("aliases"),
    )
    fields.finish()
    return contributor


def read_page(source: Source, body: Document | None, problems: list[Problem]) -> ContentPage:
    """A content page; its file's name is its URL."""
    fields = _fields(source, "page", problems)
    page = ContentPage(
        slug=source.stem,
        title=fields.text("title", required=True, limit=200),
        menu=fields.flag("menu"),
        body=body or Document(""),
        place=Place(source.path),
        digest=source.digest,
    )
    fields.finish()
    if page.slug in RESERVED:
        fields.note(page.place, "SS060", f"/{page.slug}/ is one of shortsite's own pages", "give the file another name")
    return page


def read_people(source: Source, _: Document | None, problems: list[Problem]) -> tuple[Person, ...]:
    """The entries of ``authors.yml``: slug of the author's page -> who that is."""
    people = []
    for slug, place, fields in _fields(source, "list of authors", problems).entries("author", ids=True):
        people.append(
            Person(
                slug=slug,
                place=place,
                name=fields.text("name", required=True, limit=200),
                orcid=fields.identifier(ORCID),
                spellings=fields.texts("spellings", most=_MOST_SPELLINGS),
                papers=fields.ids("papers"),
            )
        )
        fields.finish()
    return tuple(people)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: its folder (or file), suffix, and the function that makes records of one source."""

    name: str
    folder: str
    suffix: str
    read: Callable[[Source, Document | None, list[Problem]], Any]


_ALL = (
    Kind("paper", "papers", ".yml", read_paper),
    Kind("summary", "summaries", ".md", read_summary),
    Kind("venue", "venues", ".yml", read_venue),
    Kind("contributor", "contributors", ".yml", read_contributor),
    Kind("page", "pages", ".md", read_page),
    Kind("people", "authors.yml", ".yml", read_people),
)
KINDS = {kind.name: kind for kind in _ALL}
