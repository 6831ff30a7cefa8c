"""The configuration, ``config.yml``: read and checked like content, every value typed, every problem with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from shortsite.fields import Fields
from shortsite.identifiers import BY_KEY
from shortsite.problems import Place, Problem, did_you_mean, quoted, refuse
from shortsite.records import RECORD_BYTES, Record, parse_record, read_text
from shortsite.urls import slug
from shortsite.values import LICENSE, LINK_SCHEMES, web_url

CONFIG = "config.yml"
CONTENT = "content"
_WEB = ("http", "https")
#: Lists other than those of the whole archive, and which of them have whole texts in their feeds if nothing is said.
LISTS = ("section", "venue", "venue-year", "year", "keyword", "author", "contributor", "paper")
FULL_TEXT_FEEDS = ("section", "contributor")
#: How often there may be a digest.
DIGESTS = ("weekly", "monthly")
_PATH = r"/?([\w.~%-]+/)*[\w.~%-]*(\?[^\s#]*)?(#[\w-]*)?"
_LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the archive: papers with a keyword that matches a pattern (``cs.*``), or of one of the venues."""

    name: str
    slug: str
    keywords: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutsideLink:
    """A link that every paper with such an identifier gets: ``{}`` in the template is the identifier."""

    identifier: str
    label: str
    template: str


@dataclass(frozen=True, slots=True)
class Discussion:
    """Where giscus keeps comments: a category of a repository's discussions, both by name and by giscus' id."""

    repo: str
    repo_id: str
    category: str
    category_id: str


@dataclass(frozen=True, slots=True)
class Exports:
    """What the site has to be taken away as a whole: books for e-readers, archives of files."""

    epub: bool = False
    zip: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How this archive is published. ``root`` is its folder, ``url`` ends with a slash."""

    root: Path
    title: str
    url: str
    tagline: str = ""
    description: str = ""
    language: str = "en"
    license: str = "CC-BY-4.0"
    theme: str = "default"
    output: str = "site"
    repository: str = ""
    branch: str = "main"
    contact: str = ""
    menu: tuple[tuple[str, str], ...] = ()
    page_size: int = 20
    feed_size: int = 20
    list_feed_size: int = 10
    full_text_feeds: tuple[str, ...] = FULL_TEXT_FEEDS
    digests: tuple[str, ...] = ()
    feed_id: str = ""
    keyword_names: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    links: tuple[OutsideLink, ...] = ()
    macros: tuple[tuple[str, str], ...] = ()
    discussion: Discussion | None = None
    exports: Exports = Exports()
    websub_hub: str = ""
    removed: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)

    @property
    def base_path(self) -> str:
        """The path of ``url``: ``/`` at a host's root, ``/archive/`` below it."""
        return urlsplit(self.url).path or "/"

    @property
    def tag(self) -> str:
        """The authority of feed ids (RFC 4151): ``feed_id``, or the host of ``url`` in 2026."""
        return self.feed_id or f"{urlsplit(self.url).hostname},2026"


def load_config(root: Path, url: str = "") -> tuple[Config, list[Problem]]:
    """Read the configuration of the archive in ``root``; ``url`` overrides its own.

    Returns the configuration, with the default where a value is wrong, and its problems. Raises SiteError if it can't
    be read at all.
    """
    text, problems = read_text(root / CONFIG, CONFIG, RECORD_BYTES)
    if text is None:
        if not (root / CONFIG).exists():
            hint = "go to the archive's folder, name it with -C, or make a new archive with 'shortsite init'"
            problems = [Problem(Place(CONFIG), "SS001", "there is no archive in this folder", hint)]
        refuse(problems)
    record, found = parse_record(text or "", CONFIG)
    problems += found
    fields = Fields(record or Record({}, Place(CONFIG)), "configuration", problems if record else [])
    config = read_config(fields, root, url)
    if record is None:
        refuse(problems)
    return config, problems


def read_config(fields: Fields, root: Path, url: str = "") -> Config:
    """The configuration of the archive in ``root``; ``url`` overrides its own."""
    title = fields.text("title", required=True, limit=200)
    own_url = fields.url("url", _WEB, required=not url)
    if "?" in own_url or "#" in own_url:
        fields.note(fields.places["url"], "SS014", "'url' must not hold '?' or '#'")
    config = Config(
        root=root,
        title=title,
        url=(web_url(url, _WEB) or url or own_url or "http://localhost/").rstrip("/") + "/",
        tagline=fields.text("tagline", limit=300),
        description=fields.text("description"),
        language=fields.matching("language", _LANGUAGE, "en or pt-BR") or "en",
        license=fields.matching("license", LICENSE, "CC-BY-4.0") or "CC-BY-4.0",
        theme=fields.id("theme") or "default",
        output=fields.text("output", limit=500) or "site",
        repository=fields.url("repository", _WEB).rstrip("/"),
        branch=fields.text("branch", limit=100) or "main",
        contact=fields.url("contact"),
        menu=_menu(fields),
        page_size=fields.integer("page_size", 1, 500, default=20),
        feed_size=fields.integer("feed_size", 1, 200, default=20),
        list_feed_size=fields.integer("list_feed_size", 1, 200, default=10),
        full_text_feeds=_some_of(fields, "full_text_feeds", LISTS, FULL_TEXT_FEEDS),
        digests=_some_of(fields, "digests", DIGESTS),
        feed_id=fields.matching("feed_id", r"[a-z0-9.-]+,\d{4}(-\d\d){0,2}", '"example.org,2026"'),
        keyword_names=_keyword_names(fields),
        sections=_sections(fields),
        links=_links(fields),
        macros=_macros(fields),
        discussion=_discussion(fields),
        exports=_exports(fields),
        websub_hub=fields.url("websub_hub", _WEB),
        removed=fields.texts("removed", limit=300),
        places=fields.places,
    )
    fields.finish()
    return config


def _some_of(fields: Fields, key: str, known: tuple[str, ...], default: tuple[str, ...] = ()) -> tuple[str, ...]:
    """A list of known words, in their usual order; an empty list is none of them."""
    given = fields.texts(key)
    for word in given:
        if word not in known:
            hint = did_you_mean(word, known) or f"use some of {', '.join(known)}"
            fields.note(fields.places[key], "SS015", f"'{key}' must not hold {quoted(word)}", hint)
    return tuple(word for word in known if word in given) if fields.has(key) else default


def _menu(fields: Fields) -> tuple[tuple[str, str], ...]:
    """Labels with addresses, and paths within the site."""
    menu = fields.pairs("menu")
    for label, target in menu:
        is_path = re.fullmatch(_PATH, target) and ".." not in target.split("/")
        if not is_path and web_url(target, LINK_SCHEMES) is None:
            message = f"the target of {quoted(label)} is neither a path within the site nor an address"
            fields.note(fields.places["menu"], "SS014", message, "write it like about/ or https://example.org/")
    return menu


def _keyword_names(fields: Fields) -> dict[str, str]:
    keywords = fields.inner("keywords", "keyword setting")
    if keywords is None:
        return {}
    names: dict[str, str] = {}
    aliases = keywords.inner("aliases", "list of aliases")
    for name in aliases.record.entries if aliases else ():
        assert aliases is not None
        for spelling in (name, *aliases.texts(name)):
            taken = names.setdefault(slug(spelling), name)
            if taken != name:
                message = f"{quoted(spelling)} is an alias of '{taken}' and of '{name}'"
                fields.note(aliases.places[name], "SS021", message, "keep it under one of them")
    keywords.finish()
    return names


def _sections(fields: Fields) -> tuple[Section, ...]:
    found: dict[str, Section] = {}
    for inner in fields.inners("sections", "section"):
        section = _section(inner)
        if found.setdefault(section.slug, section) is not section:
            message = f"section '{section.slug}' is given twice"
            fields.note(inner.record.place, "SS020", message, "give one of them another 'slug'")
    return tuple(found.values())


def _section(fields: Fields) -> Section:
    name = fields.text("name", required=True, limit=100)
    section = Section(
        name=name,
        slug=fields.id("slug") or slug(name),
        keywords=tuple(pattern.casefold() for pattern in fields.texts("keywords")),
        venues=fields.ids("venues"),
    )
    fields.finish()
    return section


def _links(fields: Fields) -> tuple[OutsideLink, ...]:
    group = fields.inner("links", "list of links")
    made = []
    for kind, place, inner in group.entries("list of links") if group else ():
        if kind not in BY_KEY:
            hint = did_you_mean(kind, BY_KEY) or f"use one of {', '.join(BY_KEY)}"
            fields.note(place, "SS009", f"{quoted(kind)} is no kind of identifier", hint)
        for label in inner.record.entries:
            template = inner.text(label)
            if template and ("{}" not in template or not template.startswith(("https://", "http://"))):
                hint = "write it like https://example.org/{}"
                fields.note(inner.places[label], "SS014", f"{quoted(template)} is not a template of a URL", hint)
            elif template:
                made.append(OutsideLink(kind, label, template))
    return tuple(made)


def _discussion(fields: Fields) -> Discussion | None:
    inner = fields.inner("discussion", "discussion setting")
    if inner is None:
        return None
    found = Discussion(
        repo=inner.matching("repo", r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", "papers/archive", required=True),
        repo_id=inner.text("repo_id", required=True, limit=100),
        category=inner.text("category", required=True, limit=100),
        category_id=inner.text("category_id", required=True, limit=100),
    )
    inner.finish()
    return found


def _exports(fields: Fields) -> Exports:
    inner = fields.inner("exports", "setting of exports")
    if inner is None:
        return Exports()
    found = Exports(epub=inner.flag("epub"), zip=inner.flag("zip"))
    inner.finish()
    return found


def _macros(fields: Fields) -> tuple[tuple[str, str], ...]:
    math = fields.inner("math", "math setting")
    if math is None:
        return ()
    macros = math.pairs("macros")
    for name, _ in macros:
        if not re.fullmatch(r"[A-Za-z]+", name):
            hint = "a name is letters only, without the backslash"
            math.note(math.places["macros"], "SS015", f"{quoted(name)} is not the name of a macro", hint)
    math.finish()
    return macros
