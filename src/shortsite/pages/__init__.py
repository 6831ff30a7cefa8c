"""Stage 3: the archive becomes a plan of every file of the site, no two at one URL.

``KINDS`` lists all kinds of pages. A new kind is a module here with a function from ``Views`` to outputs, a row in this
table, and a template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from shortsite import urls
from shortsite.model import Asset, Output, Page
from shortsite.pages.api import coverage_files, dumps, paper_files
from shortsite.pages.badges import badge_files
from shortsite.pages.bibliographies import bibliographies
from shortsite.pages.citations import citation_files
from shortsite.pages.content import content_pages, missing_page
from shortsite.pages.home import discussed_pages, home_pages, picks_pages
from shortsite.pages.llms import llms_file
from shortsite.pages.papers import paper_pages
from shortsite.pages.paths import path_pages
from shortsite.pages.previews import preview_files
from shortsite.pages.random_page import random_pages
from shortsite.pages.redirects import redirect_pages
from shortsite.pages.schemas import schema_files
from shortsite.pages.search import search_pages
from shortsite.pages.sharing import sharing_files
from shortsite.pages.site_files import robots, sitemap
from shortsite.pages.statistics import statistics_page
from shortsite.pages.taxonomies import logo_assets, taxonomy_pages, venue_year_pages
from shortsite.pages.write import write_page
from shortsite.problems import Place, Problem
from shortsite.views import Views

Kind = Callable[[Views], Iterator[Output]]

KINDS: tuple[Kind, ...] = (
    home_pages,
    picks_pages,
    discussed_pages,
    paper_pages,
    citation_files,
    paper_files,
    sharing_files,
    badge_files,
    bibliographies,
    preview_files,
    taxonomy_pages,
    venue_year_pages,
    logo_assets,
    content_pages,
    path_pages,
    random_pages,
    statistics_page,
    missing_page,
    write_page,
    redirect_pages,
    schema_files,
    search_pages,
    coverage_files,
    dumps,
    llms_file,
)


def plan_site(
    views: Views, statics: Sequence[Asset], kinds: Sequence[Kind] = KINDS
) -> tuple[list[Output], list[Problem]]:
    """Every output of the site, and a problem for each two that would be at one URL, or at URLs that differ by case."""
    planned: list[Output] = [output for kind in kinds for output in kind(views)]
    planned += statics
    planned += [*sitemap(views.config, planned), robots(views.config)]
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
        other = folded.setdefault(normalize("NFC", path).casefold(), output)
        if other is not output:
            how = "letter case" if path.casefold() == urls.file_of(other.url).casefold() else "the form of its accents"
            message = f"/{output.url} differs only by {how} from /{other.url} of {_source(other, root)}"
            hint = "rename one of them: some systems can't tell them apart"
            problems.append(Problem(_place(output, root), "SS061", message, hint))
    for path, output in found.items():
        below = next((str(folder) for folder in PurePosixPath(path).parents if str(folder) in found), "")
        if below:
            problems.append(_same_url(output, found[below], root))
    return list(found.values()), problems


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
