"""Search without a server: what the script of the search box reads, made at build time.

Two tiers. ``titles`` makes a small index of titles, names and identifiers, which answers while somebody types.
``bundle`` has Pagefind, where it is installed, make an index of the texts. ``facets`` groups papers, to narrow down
what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from shortsite.digests import digest_of
from shortsite.model import File
from shortsite.search.bundle import Bundle, full_text
from shortsite.search.facets import facets_file
from shortsite.search.titles import numbered_papers, title_files
from shortsite.views import Views

__all__ = ["Bundle", "full_text", "search_parts"]


def search_parts(views: Views, bundle: Bundle) -> Iterator[tuple[str, str, Callable[[], Iterator[File]]]]:
    """The parts that searching needs, beside the page and the scripts: name, what it shows, and its files.

    Waits for the bundle when the files are asked for.
    """
    order = numbered_papers(views)
    names = digest_of(views.digests.papers, order, [views.digests.writers(paper) for paper in order], bundle.name)
    yield "search/names", names, lambda: _name_files(views, bundle)
    yield "search/texts", bundle.name, bundle.files


def _name_files(views: Views, bundle: Bundle) -> Iterator[File]:
    papers, fragments = numbered_papers(views), bundle.fragments()
    yield from title_files(views, papers, fragments, has_texts=bundle.is_made)
    yield facets_file(views, papers, fragments)
