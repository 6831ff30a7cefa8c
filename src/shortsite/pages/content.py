"""The archive's own pages, such as About, and the page for what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from shortsite import urls
from shortsite.actions import request_form_url, summary_form_url
from shortsite.model import Asset, Output, Page
from shortsite.pages.head import Head, shortened, site_feeds
from shortsite.views import Views


def content_pages(views: Views) -> Iterator[Output]:
    """``/<slug>/`` for each file in ``content/pages/``. Template ``page.html``: title, body, place."""
    for page in views.archive.pages:
        path, excerpt = urls.page(page.slug), views.body(page.body, partial(getattr, page.body, "excerpt"))
        body = views.body(page.body)
        opening = excerpt.words or body.text
        head = Head(
            title=f"{page.title} - {views.config.title}",
            description=shortened(opening) or f"{page.title}, a page of {views.config.title}",
            path=path,
            feeds=site_feeds(views.config),
            has_math=bool(page.body.formulas),
        )
        context = {
            "head": head,
            "title": page.title,
            "body": body,
            "place": page.place.path,
        }
        yield Page(path, "page.html", context)
        folder = (views.config.root / page.place.path).parent
        for name in page.body.images:
            yield Asset(path + str(PurePosixPath(name)), folder / name)


def missing_page(views: Views) -> Iterator[Output]:
    """``/404.html``: its links start at the root, since it is shown at any depth.

    Template ``404.html``: title, form, request.
    """
    head = Head(
        title=f"Not found - {views.config.title}",
        description="There is no page at this address.",
        path="404.html",
        feeds=site_feeds(views.config),
        is_hidden=True,
    )
    forms = {"form": summary_form_url(views.config), "request": request_form_url(views.config)}
    yield Page("404.html", "404.html", {"head": head, "title": "Not found", **forms}, listed=False, rooted=True)
