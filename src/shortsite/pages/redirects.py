"""Former names and outside identifiers lead to a thing's page.

``/paper/<alias>/``, ``/contributor/<alias>/``, ``/venue/<alias>/``, ``/arxiv/<id>/``, ``/doi/<doi>/``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from shortsite import urls
from shortsite.identifiers import BY_KEY, file_name
from shortsite.model import Output, Page, Paper
from shortsite.pages.head import Head, site_feeds
from shortsite.pages.late import Late
from shortsite.views import Views


def paper_redirects(views: Views, paper_id: str) -> Iterator[Output]:
    """The redirects to a paper. Template ``redirect.html``: title, target."""
    paper = views.archive.papers[paper_id]
    for path in _paths(views, paper):
        yield _redirect(views, path, urls.paper(paper.id), paper.title.text, paper.place.path)


def contributor_redirects(views: Views) -> Iterator[Output]:
    """The redirects to contributors."""
    people = views.archive.contributors
    # whoever comes first keeps an alias that two claim, which is a problem of the records
    handles = {alias: person for person in [*people.values()][::-1] for alias in person.aliases if alias not in people}
    for alias, person in sorted(handles.items()):
        target = urls.term("contributor", person.handle)
        yield _redirect(views, urls.term("contributor", alias), target, person.name, person.place.path)


def venue_redirects(views: Views) -> Iterator[Output]:
    """The redirects to venues: of their aliases, those in the form of an id may be former ones."""
    venues = views.archive.venues
    former = {alias: venue for venue in [*venues.values()][::-1] for alias in venue.aliases if urls.is_id(alias)}
    for alias in sorted(former.keys() - venues.keys()):
        venue = former[alias]
        target = urls.term("venue", venue.id)
        yield _redirect(views, urls.term("venue", alias), target, venue.name, venue.place.path)


def _paths(views: Views, paper: Paper) -> Iterator[str]:
    names = views.archive.names
    for alias in paper.aliases:
        if alias not in views.archive.papers and names[alias] == paper.id:
            yield urls.paper(alias)
    for kind, value in looked_up(views, paper):
        if name := file_name(value):
            yield urls.identifier(kind, name)


def looked_up(views: Views, paper: Paper) -> Iterator[tuple[str, str]]:
    """The identifiers by which a paper is looked up: kind, and value in the form in which all spellings are equal."""
    for kind, value in paper.identifiers:
        folded = BY_KEY[kind].fold(value)
        is_ours = views.archive.names[f"{kind}:{folded}"] == paper.id
        if is_ours and BY_KEY[kind].redirects:
            yield kind, folded


def _redirect(views: Views, path: str, target: str, title: str, place: str) -> Page:
    return Page(path, "redirect.html", Late(partial(_context, views, target, title, place)), listed=False)


def _context(views: Views, target: str, title: str, place: str) -> dict[str, object]:
    head = Head(
        title=f"{title} - {views.config.title}",
        description="This page has moved.",
        path=target,
        feeds=site_feeds(views.config),
        is_hidden=True,
    )
    return {"head": head, "title": title, "target": urls.href(target), "place": place}
