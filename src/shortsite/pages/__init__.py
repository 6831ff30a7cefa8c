"""Stage 3: the archive becomes a plan of every file of the site, no two at one URL.

``KINDS`` lists all kinds of pages. A new kind is a module here with a function from ``Views`` to outputs, a row in this
table, and a template. What costs something, or comes in numbers, is made in parts, which a build can keep.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from pathlib import Path
from unicodedata import normalize

from shortsite import urls
from shortsite.claims import folders_above
from shortsite.model import Asset, Feed, Output, Page, Part
from shortsite.pages.api import coverage_files, dumps, paper_files
from shortsite.pages.badges import badge_files
from shortsite.pages.bibliographies import whole_bibliography
from shortsite.pages.citations import citation_files
from shortsite.pages.content import content_pages, missing_page
from shortsite.pages.digests import digest_feeds
from shortsite.pages.feed_archives import archive_feeds
from shortsite.pages.following import following_part
from shortsite.pages.home import discussed_pages, home_pages, picks_pages
from shortsite.pages.llms import llms_file
from shortsite.pages.papers import PaperKind, paper_parts
from shortsite.pages.paths import path_pages
from shortsite.pages.previews import preview_files
from shortsite.pages.random_page import random_pages
from shortsite.pages.redirects import contributor_redirects, paper_redirects, venue_redirects
from shortsite.pages.schemas import schema_files
from shortsite.pages.search import search_pages
from shortsite.pages.sharing import poster_parts, sharing_files
from shortsite.pages.site_files import listed, robots, sitemap
from shortsite.pages.statistics import statistics_page
from shortsite.pages.taxonomies import logo_assets, taxonomy_pages, venue_year_pages
from shortsite.pages.write import write_page
from shortsite.problems import Place, Problem
from shortsite.views import Views

__all__ = ["KINDS", "PAPER_KINDS", "Kind", "plan_site", "site_parts", "sitemap"]

Kind = Callable[[Views], Iterator[Output | Part]]

#: What is made of each paper, beside its page.
PAPER_KINDS: tuple[PaperKind, ...] = (
    citation_files,
    paper_files,
    coverage_files,
    sharing_files,
    badge_files,
    preview_files,
    paper_redirects,
)

KINDS: tuple[Kind, ...] = (
    home_pages,
    picks_pages,
    discussed_pages,
    archive_feeds,
    digest_feeds,
    partial(paper_parts, kinds=PAPER_KINDS),
    poster_parts,
    whole_bibliography,
    taxonomy_pages,
    venue_year_pages,
    logo_assets,
    content_pages,
    path_pages,
    random_pages,
    statistics_page,
    missing_page,
    write_page,
    contributor_redirects,
    venue_redirects,
    schema_files,
    search_pages,
    dumps,
    llms_file,
)


def site_parts(views: Views, statics: Sequence[Asset], kinds: Sequence[Kind] = KINDS) -> Iterator[Part | Output]:
    """Every part of the site, and the outputs that belong to none, which are made at every build; not the sitemap."""
    feeds: list[Feed] = []
    for kind in kinds:
        for part in kind(views):
            yield part
            if isinstance(part, Part) and part.feed:
                feeds.append(part.feed)
    yield following_part(views, feeds)
    yield from statics
    yield robots(views.config)


def plan_site(
    views: Views, statics: Sequence[Asset], kinds: Sequence[Kind] = KINDS
) -> tuple[list[Output], list[Problem]]:
    """Every output of the site, and a problem for each two that would be at one URL, or at URLs that differ by case."""
    planned: list[Output] = []
    for part in site_parts(views, statics, kinds):
        planned += part.make() if isinstance(part, Part) else (part,)
    planned += sitemap(views.config, listed(planned))
    return _without_clashes(planned, views.config.root)


def _without_clashes(planned: Sequence[Output], root: Path) -> tuple[list[Output], list[Problem]]:
    found: dict[str, Output] = {}
    folded: dict[str, Output] = {}
    problems: list[Problem] = []
    for output in planned:
        path = urls.file_of(output.url)
        first = found.setdefault(path, output)
        if first is not output:
            if not (isinstance(first, Asset) and first == output):
                problems.append(_same_url(output, first, root))
            continue
        other = folded.setdefault((path if path.isascii() else normalize("NFC", path)).casefold(), output)
        if other is not output:
            how = "letter case" if path.casefold() == urls.file_of(other.url).casefold() else "the form of its accents"
            message = f"/{output.url} differs only by {how} from /{other.url} of {_source(other, root)}"
            hint = "rename one of them: some systems can't tell them apart"
            problems.append(Problem(_place(output, root), "SS061", message, hint))
    above = _files_above(found)
    problems += [_same_url(found[path], found[file], root) for path, file in above.items()]
    return [output for path, output in found.items() if path not in above], problems


def _files_above(paths: Collection[str]) -> dict[str, str]:
    """Paths that cannot be, since one of their folders is a file; and that."""
    folders: set[str] = set()
    for path in paths:
        for folder in folders_above(path):
            if folder in folders:
                break
            folders.add(folder)
    if folders.isdisjoint(paths):
        return {}
    found = ((path, next((folder for folder in folders_above(path) if folder in paths), "")) for path in paths)
    return {path: file for path, file in found if file}


def _same_url(output: Output, first: Output, root: Path) -> Problem:
    message = f"this would be at /{first.url}, where {_source(first, root)} is"
    return Problem(_place(output, root), "SS060", message, "rename one of them")


def _place(output: Output, root: Path) -> Place:
    return Place(_file(output, root) or f"/{output.url}")


def _source(output: Output, root: Path) -> str:
    return _file(output, root) or "shortsite's own file"


def _file(output: Output, root: Path) -> str:
    """The file that an output is made of, relative to the archive; nothing if it is made of many."""
    if isinstance(output, Asset):
        source = output.source
        return source.relative_to(root).as_posix() if source.is_relative_to(root) else f"the theme's {source.name}"
    if not isinstance(output, Page):
        return ""
    paper = output.context.get("paper")
    return str(paper.place if paper else output.context.get("place", ""))
