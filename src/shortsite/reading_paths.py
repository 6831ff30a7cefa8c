"""Reading paths: pages of the archive's own, named ``path-...``, whose links to papers are an order to read them in."""

from __future__ import annotations

from dataclasses import dataclass

from shortsite import urls
from shortsite.identifiers import reference_name
from shortsite.model import Archive, ContentPage


@dataclass(frozen=True, slots=True)
class ReadingPath:
    """A page that leads through papers: their ids, in the order in which the page first links to each."""

    page: ContentPage
    papers: tuple[str, ...]


def reading_paths(archive: Archive) -> tuple[ReadingPath, ...]:
    """The archive's paths by slug. A page that links to fewer than two papers leads nowhere, and is none."""
    found = (ReadingPath(page, _papers(archive, page)) for page in archive.pages if urls.is_path(page.slug))
    return tuple(path for path in found if len(path.papers) > 1)


def _papers(archive: Archive, page: ContentPage) -> tuple[str, ...]:
    named = (archive.names.get(reference_name(reference.target), "") for reference in page.body.references)
    return tuple(dict.fromkeys(paper for paper in named if paper in archive.papers))
