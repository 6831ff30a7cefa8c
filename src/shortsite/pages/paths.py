"""The list of all reading paths; each path itself is a page of the archive's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from shortsite import urls
from shortsite.model import Page
from shortsite.outside import Link
from shortsite.pages.head import Head, shortened, site_feeds
from shortsite.reading_paths import ReadingPath, reading_paths
from shortsite.views import Body, Views


@dataclass(frozen=True, slots=True)
class PathView:
    """A path in the list of all: its link, how it begins, and its papers in order."""

    link: Link
    excerpt: Body
    papers: tuple[Link, ...]


def path_pages(views: Views) -> Iterator[Page]:
    """``/paths/``, if there are any. Template ``paths.html``: title, paths."""
    paths = reading_paths(views.archive)
    if not paths:
        return
    head = Head(
        title=f"Reading paths - {views.config.title}",
        description=shortened(f"Papers in an order to read them in: {'; '.join(path.page.title for path in paths)}."),
        path=urls.PATHS,
        feeds=site_feeds(views.config),
        has_math=any(path.page.body.formulas for path in paths),
    )
    shown = tuple(_path(views, path) for path in paths)
    yield Page(urls.PATHS, "paths.html", {"head": head, "title": "Reading paths", "paths": shown})


def _path(views: Views, path: ReadingPath) -> PathView:
    papers = tuple(Link(views.paper(paper).title, views.paper(paper).url) for paper in path.papers)
    link = Link(path.page.title, urls.href(urls.page(path.page.slug)))
    return PathView(link, views.body(path.page.body, partial(getattr, path.page.body, "excerpt")), papers)
