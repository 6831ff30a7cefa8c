"""How to write for the archive."""

from __future__ import annotations

from collections.abc import Iterator

from shortsite import actions, urls
from shortsite.model import Page
from shortsite.pages.head import Head, site_feeds
from shortsite.views import Views


def write_page(views: Views) -> Iterator[Page]:
    """``/write/``: every way to send a summary. Template ``write.html``: ways (of a link each), bookmarklet."""
    config = views.config
    head = Head(
        title=f"Write a summary - {config.title}",
        description="How to add a summary of a paper: in the browser, by a form, or on your own machine.",
        path=urls.WRITE,
        feeds=site_feeds(config),
    )
    context = {
        "head": head,
        "form": actions.summary_form_url(config),
        "request": actions.request_form_url(config),
        "new_file": actions.new_summary_url(config),
        "bookmarklet": f"location.href='{config.url}{urls.WRITE}?paper='+encodeURIComponent(location.href)",
    }
    yield Page(urls.WRITE, "write.html", context)
