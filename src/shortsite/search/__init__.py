"""Search without a server: what the script of the search box reads, made at build time.

Two tiers. ``titles`` makes a small index of titles, names and identifiers, which answers while somebody types.
``bundle`` has Pagefind, where it is installed, make an index of the texts. ``facets`` groups papers, to narrow down
what was found.
"""

from __future__ import annotations

from collections.abc import Iterator

from shortsite.model import File
from shortsite.search.bundle import Bundle, full_text
from shortsite.search.facets import facets_file
from shortsite.search.titles import numbered_papers, title_files
from shortsite.views import Views

__all__ = ["Bundle", "full_text", "search_files"]


def search_files(views: Views, bundle: Bundle) -> Iterator[File]:
    """Every file that searching needs, beside the page and the scripts. Waits until the bundle is done."""
    made = bundle.ended()
    papers, fragments = numbered_papers(views), made.fragments()
    yield from title_files(views, papers, fragments, has_texts=made.is_made)
    yield facets_file(views, papers, fragments)
    yield from made.files()
