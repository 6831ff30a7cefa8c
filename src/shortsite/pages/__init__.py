"""Stage 3: the archive becomes a plan of every file of the site, no two at one URL.

``KINDS`` lists all kinds of pages. A new kind is a module here with a function from ``Views`` to outputs, a row in this
table, and a template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from shortsite import urls
from shortsite.model import Asset, Output, Page
from shortsite.pages.content import content_pages, missing_page
from shortsite.pages.home import discussed_pages, home_pages, picks_pages
from shortsite.pages.papers import paper_pages
from shortsite.pages.redirects import redirect_pages
from shortsite.pages.site_files import robots, sitemap
from shortsite.pages.taxonomies import logo_assets, taxonomy_pages, venue_year_pages
from shortsite.problems import Place, Problem
from shortsite.views import Views

Kind = Callable[[Views], Iterator[Output]]

KINDS: tuple[Kind, ...] = (
    home_pages,
    picks_pages,
    discussed_pages,
    paper_pages,
    taxonomy_pages,
    venue_year_pages,
    logo_assets,
    content_pages,
    missing_page,
    redirect_pages,
)


def plan_site(
    views: Views, statics: Sequence[Asset], kinds: Sequence[Kind] = KINDS
) -> tuple[list[Output], list[Problem]]:
    """Every output of the site, and a problem for each two that would be at one URL, or at URLs that differ by case."""
    planned: list[Output] = [output for kind in kinds for output in kind(views)]
    planned += statics
    planned += [*sitemap(views.config, planned), robots(views.config)]
    return _without_clashes(planned)


def _without_clashes(planned: Sequence[Output]) -> tuple[list[Output], list[Problem]]:
    found: dict[str, Output] = {}
    folded: dict[str, str] = {}
    problems: list[Problem] = []
    for output in planned:
        path = urls.file_of(output.url)
        first = found.setdefault(path, output)
        if first is not output:
            if not (isinstance(first, Asset) and first == output):
                message = f"{_source(output)} and {_source(first)} would both be at /{output.url}"
                problems.append(Problem(_place(output), "SS060", message, "rename one of them"))
            continue
        other = folded.setdefault(path.casefold(), path)
        if other != path:
            message = f"/{output.url} differs only by letter case from /{other}"
            problems.append(
                Problem(_place(output), "SS061", message, "rename one of them: some systems can't tell them apart")
            )
    return list(found.values()), problems


def _place(output: Output) -> Place:
    if isinstance(output, Asset):
        return Place(output.source.name)
    return Place(f"/{output.url}")


def _source(output: Output) -> str:
    if isinstance(output, Asset):
        return f"'{output.source.name}'"
    return (
        f"the {output.template.removesuffix('.html')} page"
        if isinstance(output, Page)
        else type(output).__name__.lower()
    )
