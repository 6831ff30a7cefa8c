"""Stage 4: outputs become files. Pages by the theme, feeds by feedgen, assets as they are.

Files come one by one, so that no more than one page is in memory. A card is rendered once, whatever lists show it, and
so is a feed's entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import TemplateError, TemplateSyntaxError
from markupsafe import Markup

from shortsite import urls
from shortsite.cache import Store, by_copies
from shortsite.cards import Cards
from shortsite.coins import coins
from shortsite.digests import digest_of
from shortsite.feeds import Entry, FeedWriter, Wanted
from shortsite.installed import made_by
from shortsite.markdown import fill
from shortsite.math_font import math_font
from shortsite.model import (
    Asset,
    Digest,
    Export,
    Feed,
    File,
    ListEntry,
    Made,
    Output,
    Page,
    Part,
    Poster,
    Rendered,
    Text,
)
from shortsite.outside import author_list
from shortsite.parallel import can_copy
from shortsite.posters import draw
from shortsite.problems import Place, Problem, SiteError
from shortsite.site_view import site_view
from shortsite.sources import source_bytes
from shortsite.theme import Theme
from shortsite.views import Body, PaperView, Views

T = TypeVar("T")

#: So many parts are made together, and the pieces of so many papers.
_BATCH, _TOGETHER = 200, 48


def render_site(outputs: Sequence[Output], views: Views, theme: Theme, store: Store) -> Iterator[File]:
    """The files of the outputs, and those of the site itself. Raises SiteError where a template fails."""
    renderer = Renderer(views, theme, store)
    for made in (*renderer.rendered([Part("", str, lambda: outputs)]), renderer.own):
        yield from made.files


@dataclass(frozen=True, slots=True)
class _Pieces:
    """What several parts show of a paper: entries of feeds, and cards."""

    entries: list[Wanted] = field(default_factory=list)
    cards: list[ListEntry] = field(default_factory=list)


class Renderer:
    """Makes outputs into files. A card is rendered once, whatever lists show it, and so is a feed's entry.

    With more than one of ``jobs``, copies of this process may help.
    """

    def __init__(self, views: Views, theme: Theme, store: Store, jobs: int = 1) -> None:
        font = math_font(views.archive, store, (lambda: views.related) if can_copy(jobs) else None)
        self._views = views
        #: Where what was made is kept.
        self.store = store
        self._theme = theme
        self._pages = _Pages(views, theme, font.sheet)
        self._feeds = FeedWriter(views, store)
        #: Files that pages need and no output makes.
        self.own = Rendered("own", "", font.files)
        #: A hash of all that every page shows, or is made by: it belongs into the key of every part.
        config = replace(views.config, root=Path(), output="", removed=(), places={})
        self.same = digest_of(config, theme.digest, self._pages.site, font.sheet, made_by())
        self._cards = Cards(views, store, self.same, self._pages.template)
        self._pages.environment.globals["card"] = self._cards.html

    def prepare(self, parts: Sequence[Part], jobs: int, spent: Callable[[float], None]) -> None:
        """Have at hand what copies of this process need to make these parts.

        Entries of feeds and cards are in several parts each. They are made by copies too, those of a paper together,
        since they are made of the same texts.
        """
        self._theme.load_templates(self._pages.environment)
        _ = self._views.related, self._views.latest
        pieces: dict[str, _Pieces] = {}
        for wanted in self._feeds.missing(part.feed for part in parts if part.feed):
            key = wanted[0]
            pieces.setdefault(key.name if isinstance(key, Digest) else key[0], _Pieces()).entries.append(wanted)
        for entry in self._cards.missing(entry for part in parts for entry in part.cards):
            pieces.setdefault(entry if isinstance(entry, str) else entry[0], _Pieces()).cards.append(entry)
        todo = [pieces[name] for name in sorted(pieces)]
        made = chain.from_iterable(by_copies(self.store, self._made, todo, _TOGETHER, jobs, spent))
        for asked, (entries, cards) in zip(todo, made, strict=True):
            for wanted, feed_entry in zip(asked.entries, entries, strict=True):
                self._feeds.take(wanted, feed_entry)
            self._cards.take(asked.cards, cards)

    def _made(self, some: Sequence[_Pieces]) -> list[tuple[list[Entry], list[str]]]:
        entries = iter(self._feeds.made([wanted for asked in some for wanted in asked.entries]))
        return [([next(entries) for _ in asked.entries], self._cards.made(asked.cards)) for asked in some]

    def rendered(self, parts: Iterable[Part]) -> Iterator[Rendered]:
        """The parts with their files; what a part shows is its key."""
        for batch in _batches(((part, list(part.make())) for part in parts), _BATCH):
            self._feeds.prepare(output for _, outputs in batch for output in outputs if isinstance(output, Feed))
            self._cards.prepare(entry for part, _ in batch for entry in part.cards)
            for part, outputs in batch:
                yield Rendered(part.name, part.shows(), map(self.file, outputs), _pages_of(outputs))

    def file(self, output: Output) -> File:
        """The output's file."""
        match output:
            case Page():
                data = self._pages.render(output)
            case Feed():
                data = self._feeds.file(output)
            case Asset():
                data = source_bytes(output.source)
            case Text():
                data = output.text.encode()
            case Made():
                made = output.make()
                data = made if isinstance(made, bytes) else made.encode()
            case Export():
                data = output.make(self._pages.template)
            case Poster():
                data = draw(output)
        return File(urls.file_of(output.url), data)


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _pages_of(outputs: Iterable[Output]) -> tuple[tuple[str, str], ...]:
    pages = (output for output in outputs if isinstance(output, Page) and output.listed)
    return tuple((page.url, page.changed.iso if page.changed else "") for page in pages)


class _Pages:
    """The theme's environment, with what every template may call."""

    def __init__(self, views: Views, theme: Theme, math_sheet: str) -> None:
        self.config = views.config
        self.theme = theme
        self.site = site_view(views.archive, views.config)
        self.environment = theme.environment()
        self.environment.globals |= {
            "site": self.site,
            "static": partial(_static, theme),
            "math_sheet": urls.href(math_sheet) if math_sheet else "",
            "once": cache(self.once),
            "html": _html,
            "author_list": author_list,
            "coins": partial(_coins, views),
            "root": urls.ROOT,
        }

    def render(self, page: Page) -> bytes:
        """The page's HTML."""
        text = self.template(page.template, page.context)
        return urls.rooted(text, page.url, self.config.base_path if page.rooted else "").encode()

    def once(self, name: str) -> Markup:
        """What a template makes that is given nothing but what all are: it is the same on every page."""
        return Markup(self.template(name, {}).strip())  # noqa: S704

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
    return coins(views.config, paper.record, views.archive.venues[slugs[0]] if slugs else None)


def _static(theme: Theme, name: str) -> str:
    """The link to a file of the theme."""
    if name not in theme.static:
        raise ValueError(f"the theme has no static file '{name}'")
    return urls.href(theme.static[name].url)


def _template_problem(fault: Exception, name: str) -> Problem:
    """Where in which template a fault lies."""
    import traceback  # slow to import, and templates seldom fail

    if isinstance(fault, TemplateSyntaxError):
        file, line = fault.filename or fault.name or name, fault.lineno
    else:
        frames = [frame for frame in traceback.extract_tb(fault.__traceback__) if frame.filename.endswith(".html")]
        file, line = (frames[-1].filename, frames[-1].lineno or 1) if frames else (name, 1)
    path = Path(file)
    place = Place("/".join(path.parts[-4:]) if "themes" in path.parts else path.name, line)
    return Problem(place, "SS071", f"{type(fault).__name__}: {fault}", "mend the theme's template")
