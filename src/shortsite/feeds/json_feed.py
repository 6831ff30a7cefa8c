"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from shortsite import urls
from shortsite.config import Config
from shortsite.feeds.words import (
    absolute,
    content,
    entry_description,
    entry_time,
    entry_title,
    feed_description,
    tag_uri,
)
from shortsite.model import Feed
from shortsite.outside import landing_page
from shortsite.views import PaperView, SummaryView


def json_item(config: Config, paper: PaperView, summary: SummaryView) -> bytes:
    """The item of one summary, as JSON."""
    author = {"name": summary.author.text}
    if summary.author_id != "anonymous":
        author["url"] = absolute(config, summary.author.url)
    values = {
        "id": tag_uri(config, summary.feed_key),
        "url": absolute(config, summary.url),
        "external_url": landing_page(paper.record),
        "title": entry_title(paper, summary),
        "content_html": content(config, paper, summary, "atom"),
        "summary": entry_description(summary),
        "date_published": entry_time(summary.date, summary.feed_key).isoformat(),
        "date_modified": entry_time(summary.updated or summary.date, summary.feed_key).isoformat(),
        "authors": [author],
        "tags": [keyword.text for keyword in paper.keywords],
        "language": summary.lang,
    }
    return _json({name: value for name, value in values.items() if value})


def _json(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def json_feed(config: Config, feed: Feed, items: Sequence[bytes]) -> bytes:
    """The feed with these items, newest first."""
    values = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": config.url + urls.escaped(feed.about),
        "feed_url": config.url + urls.escaped(feed.url),
        "description": feed_description(config, feed),
        "language": config.language,
        "authors": [{"name": config.title, "url": config.url}],
        "hubs": [{"type": "WebSub", "url": config.websub_hub}] if config.websub_hub else [],
    }
    head = _json({name: value for name, value in values.items() if value}).removesuffix(b"}")
    return head + b',"items":[' + b",\n".join(items) + b"]}\n"
