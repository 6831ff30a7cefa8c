"""Where readers search, and how browsers learn of it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from shortsite import urls
from shortsite.config import Config
from shortsite.model import Output, Page, Text
from shortsite.outside import Link
from shortsite.pages.head import Head, site_feeds
from shortsite.pages.indexes import LABELS
from shortsite.views import Views

#: Longer names are cut off: https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md
_SHORT_NAME, _DESCRIPTION = 16, 1024

_LISTS = ("venue", "year", "keyword", "author", "contributor")


def search_pages(views: Views) -> Iterator[Output]:
    """``/search/`` and ``/opensearch.xml``. Template ``search.html``: lists, for those who have no script."""
    config = views.config
    head = Head(
        title=f"Search - {config.title}",
        description=f"Search the papers and summaries of {config.title}: titles, authors, venues, keywords and texts.",
        path=urls.SEARCH,
        feeds=site_feeds(config),
    )
    lists = tuple(Link(LABELS[taxonomy].many, urls.href(urls.term(taxonomy))) for taxonomy in _LISTS)
    yield Page(urls.SEARCH, "search.html", {"head": head, "lists": lists})
    yield Text(urls.OPENSEARCH, _open_search(config))


def _open_search(config: Config) -> str:
    """The description document of OpenSearch 1.1."""
    name = config.title if len(config.title) <= _SHORT_NAME else config.title[: _SHORT_NAME - 1].rstrip() + "…"
    description = (config.description or config.tagline or f"Summaries of papers: {config.title}")[:_DESCRIPTION]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(name, quote=False)}</ShortName>\n"
        f"<LongName>{escape(config.title[:48], quote=False)}</LongName>\n"
        f"<Description>{escape(description, quote=False)}</Description>\n"
        f'<Url type="text/html" method="get" template="{escape(config.url)}{urls.SEARCH}?q={{searchTerms}}"/>\n'
        "<InputEncoding>UTF-8</InputEncoding>\n"
        "</OpenSearchDescription>\n"
    )
