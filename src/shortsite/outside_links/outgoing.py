"""The links out of an archive: every web address that somebody wrote, and where.

What shortsite makes of an identifier (a DOI, an arXiv number) is left out: nobody wrote that address.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shortsite.model import Archive, Document, Paper
from shortsite.outside_links.finding import Files
from shortsite.problems import Place

_TARGET = re.compile(r'\b(?:href|cite)="(https?://[^"]+)"')


@dataclass(frozen=True, slots=True, order=True)
class Outgoing:
    """A web address, without fragment, and the places where it is written."""

    url: str
    places: tuple[Place, ...]


def outgoing_links(archive: Archive, root: Path) -> tuple[Outgoing, ...]:
    """All links of records and texts to other sites, sorted by address; ``root`` is the archive's folder."""
    places: dict[str, set[Place]] = defaultdict(set)
    for url, place in _written(archive, Files(root)):
        if url.startswith(("http://", "https://")):
            places[url.partition("#")[0]].add(place)
    return tuple(sorted(Outgoing(url, tuple(sorted(found))) for url, found in places.items()))


def _written(archive: Archive, files: Files) -> Iterator[tuple[str, Place]]:
    for paper in archive.papers.values():
        yield from _of_paper(paper, files)
    for text in archive.summaries.values():
        yield text.reproduction_url, text.places.get("reproduction_url", text.place)
        yield from _of_text(text.body, text.places.get("body", text.place), files)
    for page in archive.pages:
        yield from _of_text(page.body, page.place, files)
    for venue in archive.venues.values():
        yield from files.places([venue.url], venue.place)
    for person in archive.contributors.values():
        yield from files.places([person.url], person.place)


def _of_paper(paper: Paper, files: Files) -> Iterator[tuple[str, Place]]:
    for key in ("url", "pdf", "code", "status_url"):
        yield getattr(paper, key), paper.places.get(key, paper.place)
    yield from files.places([url for _, url in paper.links], paper.places.get("links", paper.place))
    if paper.abstract:
        yield from _of_text(paper.abstract, paper.places.get("abstract", paper.place), files)


def _of_text(document: Document, place: Place, files: Files) -> Iterator[tuple[str, Place]]:
    yield from files.places([html.unescape(url) for url in _TARGET.findall(document.html)], place)
