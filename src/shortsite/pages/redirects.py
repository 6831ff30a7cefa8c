"""Former names and outside identifiers lead to a thing's page.

``/paper/<alias>/``, ``/contributor/<alias>/``, ``/arxiv/<id>/``, ``/doi/<doi>/``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shortsite import urls
from shortsite.identifiers import BY_KEY
from shortsite.model import Output, Page, Paper
from shortsite.pages.head import Head
from shortsite.views import Views

#: What some file systems or hosts refuse in a name: such a DOI (the old SICI form) gets no redirect.
_AWKWARD = re.compile(r'[<>:"|?*\\%#\s]|(^|/)\.{0,2}(/|$)|\.(/|$)')


def redirect_pages(views: Views) -> Iterator[Output]:
    """The redirects. Template ``redirect.html``: title, target."""
    for paper in views.archive.papers.values():
        for path in _paths(views, paper):
            yield _redirect(views, path, urls.paper(paper.id), paper.title.text)
    for person in views.archive.contributors.values():
        for alias in person.aliases:
            if alias not in views.archive.contributors:
                yield _redirect(
                    views, urls.term("contributor", alias), urls.term("contributor", person.handle), person.name
                )


def _paths(views: Views, paper: Paper) -> Iterator[str]:
    for alias in paper.aliases:
        if alias not in views.archive.papers:
            yield urls.paper(alias)
    for kind, value in paper.identifiers:
        folded = BY_KEY[kind].fold(value)
        if BY_KEY[kind].redirects and not _AWKWARD.search(folded):
            yield urls.identifier(kind, folded)


def _redirect(views: Views, path: str, target: str, title: str) -> Page:
    head = Head(
        title=f"{title} - {views.config.title}", description="This page has moved.", path=target, is_hidden=True
    )
    return Page(path, "redirect.html", {"head": head, "title": title, "target": urls.href(target)}, listed=False)
