"""Stage 4: outputs become files. Pages by the theme, feeds by feedgen, assets as they are.

Files come one by one, so that no more than one page is in memory. A card is rendered once, whatever lists show it, and
so is a feed's entry.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import TemplateError, TemplateSyntaxError
from markupsafe import Markup

from shortsite import __version__, feeds, urls
from shortsite.cache import Memo, Store, memoise
from shortsite.coins import coins
from shortsite.config import Config
from shortsite.feeds import Entry, assemble, make_entry
from shortsite.markdown import fill, fingerprint
from shortsite.math_font import math_font
from shortsite.model import Archive, Asset, Export, Feed, File, Made, Output, Page, Poster, Text
from shortsite.outside import Link, author_list, license_url
from shortsite.posters import poster_files
from shortsite.problems import Place, Problem, SiteError
from shortsite.reading_paths import reading_paths
from shortsite.sources import source_bytes
from shortsite.theme import Theme
from shortsite.views import Body, Card, PaperView, Views

_Key = tuple[str, str]

MENU = (
    ("Venues", "venue/"),
    ("Keywords", "keyword/"),
    ("Years", "year/"),
    ("Authors", "author/"),
    ("Contributors", "contributor/"),
)
#: What the foot of every page leads to. A random paper is opened by the script of that page, hence the place on it.
FOOTER = (
    ("Write a summary", urls.WRITE),
    ("Picks", "picks/"),
    ("Discussed", "discussed/"),
    ("Random paper", f"{urls.RANDOM}#paper"),
    ("Statistics", urls.STATISTICS),
)


@dataclass(frozen=True, slots=True)
class SiteView:
    """What every page may show of the site."""

    title: str
    tagline: str
    description: str
    url: str
    language: str
    license: Link
    repository: str
    branch: str
    contact: str
    menu: tuple[Link, ...]
    footer: tuple[Link, ...]
    version: str


def render_site(outputs: Sequence[Output], views: Views, theme: Theme, store: Store, jobs: int = 1) -> Iterator[File]:
    """The files of the outputs, in order, posters last. Raises SiteError where a template fails."""
    font = math_font(views.archive, store)
    pages = _Pages(views, theme, font.sheet)
    entries = _entries(outputs, views, store)
    for output in outputs:
        path = urls.file_of(output.url)
        match output:
            case Page():
                yield File(path, pages.render(output))
            case Feed():
                yield File(path, assemble(views.config, output, [entries[key] for key in output.entries]))
            case Asset():
                yield File(path, source_bytes(output.source))
            case Text():
                yield File(path, output.text.encode())
            case Made():
                yield File(path, output.make().encode())
            case Export():
                yield File(path, output.make(pages.template))
    yield from font.files
    yield from poster_files([output for output in outputs if isinstance(output, Poster)], store, jobs)


class _Pages:
    """The theme's environment, with what every template may call."""

    def __init__(self, views: Views, theme: Theme, math_sheet: str) -> None:
        self.config = views.config
        self.theme = theme
        self.cards: dict[tuple[str, ...], Markup] = {}
        self.environment = theme.environment()
        self.environment.globals |= {
            "site": _site_view(views.archive, views.config),
            "static": partial(_static, theme),
            "math_sheet": urls.href(math_sheet) if math_sheet else "",
            "card": self.card,
            "html": _html,
            "author_list": author_list,
            "coins": partial(_coins, views),
            "root": urls.ROOT,
        }

    def render(self, page: Page) -> bytes:
        """The page's HTML."""
        text = self.template(page.template, page.context)
        return urls.rooted(text, page.url, self.config.base_path if page.rooted else "").encode()

    def card(self, card: Card) -> Markup:
        """The HTML of a list's entry."""
        made = self.cards.get(card.key)
        if made is None:
            made = Markup(self.template(f"card-{card.kind}.html", {"card": card}))  # noqa: S704
            self.cards[card.key] = made
        return made

    def template(self, name: str, context: Mapping[str, Any]) -> str:
        """What the theme's template of that name makes of what it is given."""
        try:
            return self.environment.get_template(name).render(context)
        except SiteError:
            raise
        except (TemplateError, TypeError, ValueError, AttributeError, KeyError, RecursionError) as fault:
            raise SiteError([_template_problem(fault, name)]) from fault


def _html(body: Body) -> Markup:
    """A text's finished HTML."""
    return Markup(fill(body.html, body.document, body.links, "html"))  # noqa: S704


def _coins(views: Views, paper: PaperView) -> Markup:
    """A paper in a list, for reference managers."""
    slugs = views.archive.terms_of["venue", paper.id]
    return coins(views.config, paper, views.archive.venues[slugs[0]].kind if slugs else "")


def _static(theme: Theme, name: str) -> str:
    """The link to a file of the theme."""
    if name not in theme.static:
        raise ValueError(f"the theme has no static file '{name}'")
    return urls.href(theme.static[name].url)


def _template_problem(fault: Exception, name: str) -> Problem:
    """Where in which template a fault lies."""
    if isinstance(fault, TemplateSyntaxError):
        file, line = fault.filename or fault.name or name, fault.lineno
    else:
        frames = [frame for frame in traceback.extract_tb(fault.__traceback__) if frame.filename.endswith(".html")]
        file, line = (frames[-1].filename, frames[-1].lineno or 1) if frames else (name, 1)
    path = Path(file)
    place = Place("/".join(path.parts[-4:]) if "themes" in path.parts else path.name, line)
    return Problem(place, "SS071", f"{type(fault).__name__}: {fault}", "mend the theme's template")


def _site_view(archive: Archive, config: Config) -> SiteView:
    own = [Link(page.title, urls.href(urls.page(page.slug))) for page in archive.pages if not urls.is_path(page.slug)]
    shown = [Link(page.title, urls.href(urls.page(page.slug))) for page in archive.pages if page.menu]
    menu = [Link(label, _target(target)) for label, target in config.menu or MENU]
    return SiteView(
        title=config.title,
        tagline=config.tagline,
        description=config.description,
        url=config.url,
        language=config.language,
        license=Link(config.license, license_url(config.license)),
        repository=config.repository,
        branch=config.branch,
        contact=config.contact,
        menu=tuple(menu + shown),
        footer=(*(Link(name, urls.href(path)) for name, path in _footer(archive, config)), *own),
        version=__version__,
    )


def _footer(archive: Archive, config: Config) -> Iterator[tuple[str, str]]:
    """Names and paths of the pages that every archive has, and of those that this one has."""
    yield from FOOTER
    if reading_paths(archive):
        yield "Reading paths", urls.PATHS
    if config.exports.zip:
        yield "Offline copy", urls.SITE_ZIP


def _target(target: str) -> str:
    return target if urlsplit(target).scheme in ("http", "https", "mailto") else urls.href(target.lstrip("/"))


# Feed entries


def _entries(outputs: Sequence[Output], views: Views, store: Store) -> dict[_Key, Entry]:
    """The entry of every text that some feed holds."""
    config = views.config
    keys = sorted({key for output in outputs if isinstance(output, Feed) for key in output.entries})
    source = f"entry {feeds.fingerprint()} {fingerprint()} {config.url} {config.tag}"

    def key_of(key: _Key) -> bytes:
        return repr((views.paper(key[0]), views.summary(key))).encode("utf-8", "surrogatepass")

    def make(key: _Key) -> Entry:
        return make_entry(config, views.paper(key[0]), views.summary(key))

    def encode(entry: Entry) -> list[str]:
        rss, atom, updated = astuple(entry)
        return [rss.decode(), atom.decode(), updated.isoformat()]

    def decode(values: Sequence[str]) -> Entry:
        return Entry(values[0].encode(), values[1].encode(), datetime.fromisoformat(values[2]))

    memo = Memo(source, make, key_of, encode, decode)
    made = memoise(store, memo, keys, lambda function, missing: [function(key) for key in missing])
    return dict(zip(keys, made, strict=True))
