"""What readers see of a paper before they follow a link to it: small files, which ``reading.js`` fetches if asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from shortsite import urls
from shortsite.markdown import fill
from shortsite.model import Made, Output
from shortsite.outside import author_list
from shortsite.pages.head import shortened
from shortsite.views import Body, PaperView, Views

#: How many letters of a text stand for it where it has no tldr.
EXCERPT = 280


def preview_files(views: Views, paper_id: str) -> Iterator[Output]:
    """``/paper/<id>/preview.json``: texts by name, of which ``title`` and ``abstract`` are HTML.

    What is empty is left out. Links within the abstract are relative to the file.
    """
    yield Made(urls.preview(paper_id), partial(_preview, views, paper_id))


def _preview(views: Views, paper_id: str) -> str:
    paper = views.paper(paper_id)
    count = sum(not text.withdrawn for text in views.threads(paper_id))
    told = {
        "title": paper.title_html,
        "authors": author_list(paper.names, 4),
        "where": f"{paper.venue.text} {paper.record.year}" if paper.venue else paper.year.text,
        "status": paper.status,
        "text": _text(views, paper),
        "count": "1 summary" if count == 1 else f"{count} summaries" if count else "",
        "abstract": _html(paper.abstract, urls.preview(paper_id)) if paper.abstract else "",
    }
    return json.dumps({key: value for key, value in told.items() if value}, ensure_ascii=False)


def _text(views: Views, paper: PaperView) -> str:
    """The paper in a sentence or two, by the first of its summaries that has one."""
    texts = [text for text in views.threads(paper.id) if not text.withdrawn]
    found = next((text.tldr for text in texts if text.tldr), "")
    openings = [text.opening for text in texts] + ([paper.abstract.text] if paper.abstract else [])
    return found or (shortened(openings[0], EXCERPT) if openings else "")


def _html(body: Body, path: str) -> str:
    return urls.rooted(fill(body.html, body.document, body.links, "html"), path)
