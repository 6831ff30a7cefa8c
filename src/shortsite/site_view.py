"""What every page shows of the site: its name, its menu, and what its foot leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from shortsite import __version__, urls
from shortsite.config import Config
from shortsite.model import Archive
from shortsite.outside import Link, license_url
from shortsite.reading_paths import reading_paths

MENU = (
    ("Venues", urls.term("venue")),
    ("Keywords", urls.term("keyword")),
    ("Years", urls.term("year")),
    ("Authors", urls.term("author")),
    ("Contributors", urls.term("contributor")),
)
#: What the foot of every page leads to. A random paper is opened by the script of that page, hence the place on it.
FOOTER = (
    ("Write a summary", urls.WRITE),
    ("Feeds", urls.FOLLOW),
    ("Picks", urls.PICKS),
    ("Discussed", urls.DISCUSSED),
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
    feeds: tuple[Link, ...]
    version: str


def site_view(archive: Archive, config: Config) -> SiteView:
    """The site, as every page shows it."""
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
        feeds=tuple(Link(label, urls.href(urls.feed("", format_))) for format_, _, _, label in urls.FEEDS),
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
