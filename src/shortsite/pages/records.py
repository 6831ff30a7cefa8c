"""Papers and texts as values for programs. ``docs/api.md`` describes every one of them.

A change that breaks a reader of these files raises ``VERSION``; new keys do not.
"""

from __future__ import annotations

from typing import Any

from shortsite import urls
from shortsite.citations.paragraphs import abstract_text
from shortsite.feeds.words import tag_uri
from shortsite.identifiers import reference_name
from shortsite.markdown import fill
from shortsite.model import Paper, Summary
from shortsite.outside import landing_page
from shortsite.pages.metadata import venue_of
from shortsite.views import Views

VERSION = 1


def paper_values(views: Views, paper: Paper) -> dict[str, Any]:
    """A paper's record; what is unknown is left out."""
    base = views.config.url
    venue = venue_of(views, paper)
    texts = views.archive.texts_of(paper.id)
    values = {
        "version": VERSION,
        "id": paper.id,
        "url": base + urls.paper(paper.id),
        "json": base + urls.record(paper.id),
        "title": paper.title.text,
        "authors": [
            _known({"name": author.name, "family": author.family, "given": author.given, "orcid": author.orcid,
                    "native": author.native})
            for author in paper.authors
        ],
        "year": paper.year,
        "published": paper.published.iso if paper.published else "",
        "type": paper.type,
        "venue": {"id": venue.id, "name": venue.name} | ({"kind": venue.kind} if venue.kind else {}) if venue else {},
        "volume": paper.volume,
        "issue": paper.issue,
        "pages": paper.pages,
        "publisher": paper.publisher,
        "keywords": list(views.archive.terms_of.get(("keyword", paper.id), ())),
        "identifiers": dict(paper.identifiers),
        "landing_page": landing_page(paper),
        "pdf": paper.pdf,
        "code": paper.code,
        "paper_version": paper.version,
        "status": paper.status,
        "abstract": abstract_text(paper),
        "aliases": list(paper.aliases),
        "source": paper.source,
        "summaries": sum(not text.reply_to and not text.withdrawn for text in texts),
        "replies": sum(bool(text.reply_to) and not text.withdrawn for text in texts),
    }  # fmt: skip
    return _known(values)


def text_values(views: Views, text: Summary, *, html: bool = False) -> dict[str, Any]:
    """A summary or reply; of one that is withdrawn, what it was and why. ``html`` adds its words as simple HTML."""
    view = views.summary(text.key)
    values: dict[str, Any] = {
        "version": VERSION,
        "id": f"{text.paper}/{text.stem}",
        "paper": text.paper,
        "url": views.config.url + urls.paper(*text.key),
        "feed_id": tag_uri(views.config, view.feed_key),
        "author": {"id": text.author, "name": view.author.text},
        "date": text.date.iso,
        "updated": text.updated.iso if text.updated else "",
        "reply_to": f"{text.paper}/{text.reply_to}" if text.reply_to else "",
        "lang": text.lang or views.config.language,
        "license": view.license.text,
        "license_url": view.license.url,
        "withdrawn": text.withdrawn,
    }
    return _known(values if text.withdrawn else values | _words(views, text, html=html))


def _words(views: Views, text: Summary, *, html: bool) -> dict[str, Any]:
    view = views.summary(text.key)
    body = view.body
    page = views.config.url + urls.paper(text.paper)
    links = [(href.replace(urls.ROOT, views.config.url) or page, title) for href, title in body.links]
    return {
        "title": text.title.text,
        "tldr": view.tldr,
        "paper_version": text.version,
        "ai": text.ai,
        "reproduced": text.reproduced,
        "reproduction_url": text.reproduction_url,
        "papers": _named(views, text),
        "words": text.body.words,
        "markdown": views.config.url + urls.twin(*text.key),
        "html": fill(body.html, text.body, links, "rss", page) if html else "",
        "text": body.text,
    }


def _named(views: Views, text: Summary) -> list[str]:
    """The ids of the papers that a text links to."""
    archive = views.archive
    targets = (archive.names.get(reference_name(reference.target), "") for reference in text.body.references)
    return [target for target in dict.fromkeys(targets) if target in archive.papers]


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value or value == 0}
