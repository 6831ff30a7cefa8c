"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

Texts are HTML with MathML, and beside it text with TeX. What the format has no words for is in ``_shortsite``.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from shortsite import urls
from shortsite.feeds.body import Contents
from shortsite.feeds.facts import EntryFacts
from shortsite.feeds.plain import plain_text
from shortsite.feeds.syndication import Head

END = b"]}\n"
BETWEEN = b",\n"


def item(facts: EntryFacts, contents: Contents | None) -> bytes:
    """An item, without its text if there are no contents."""
    author = {"name": facts.author} | ({"url": facts.author_url} if facts.author_url else {})
    return _json(
        {
            "id": facts.id,
            "url": facts.url,
            "external_url": facts.related,
            "title": facts.title,
            **_content(facts, contents),
            "image": facts.image,
            "date_published": _time(facts.published),
            "date_modified": _time(facts.updated),
            "authors": [author],
            "tags": list(dict.fromkeys(category.term for category in facts.categories if not category.scheme)),
            "language": facts.language,
            "_shortsite": _ours(facts),
        }
    )


def _content(facts: EntryFacts, contents: Contents | None) -> dict[str, str]:
    if contents is None:
        # an item must have content
        return {"content_text": facts.summary or facts.title}
    return {
        "summary": facts.summary,
        "content_html": contents.mathml,
        "content_text": plain_text(contents.tex),
    }


def _time(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _ours(facts: EntryFacts) -> dict[str, Any]:
    if facts.paper is None:
        return {}
    labels = {category.scheme.rpartition("/")[2]: category.term for category in facts.categories if category.scheme}
    paper = facts.paper
    told = {
        "id": paper.id,
        "title": paper.title,
        "authors": list(paper.authors),
        "year": paper.year,
        "venue": paper.venue,
        **dict(paper.identifiers),
    }
    return {"paper": {name: value for name, value in told.items() if value}, **labels}


def head_bytes(head: Head) -> bytes:
    """All of a feed that stands before its items."""
    older = dict(head.links).get("prev-archive", "")
    made = _json(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": head.title,
            "home_page_url": head.about,
            "feed_url": head.url,
            "description": head.description,
            "next_url": older,
            "favicon": head.icon,
            "language": head.language,
            "authors": [{"name": head.site, "url": head.site_url}],
            "hubs": [{"type": "WebSub", "url": head.hub}] if head.hub else [],
            # that page describes what we add
            "_shortsite": {"about": head.site_url + urls.FOLLOW} if head.is_whole else {},
        }
    )
    return made.removesuffix(b"}") + b',"items":['


def _json(values: dict[str, Any]) -> bytes:
    known = {name: value for name, value in values.items() if value}
    return json.dumps(known, ensure_ascii=False, separators=(",", ":")).encode()
