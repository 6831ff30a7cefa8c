"""Search without a server: what the script of the search box reads, made at build time.

Two tiers. ``titles`` makes a small index of titles, names and identifiers, which answers while somebody types.
``bundle`` has Pagefind, where it is installed, make an index of the texts. ``facets`` groups papers, to narrow down
what was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shortsite.digests import digest_of
from shortsite.model import File, Rendered
from shortsite.search.bundle import TEXTS, Missing, full_text
from shortsite.search.facets import facets_file
from shortsite.search.kept import Bundle
from shortsite.search.titles import numbered_papers, title_files
from shortsite.views import Views

__all__ = ["Bundle", "full_text", "search_parts"]


def search_parts(views: Views, bundle: Bundle, missing: Missing) -> Iterator[Rendered]:
    """The parts that searching needs and the site lacks, beside the page and the scripts. Waits for the bundle."""
    if key := missing(TEXTS, bundle.name):
        made = bundle.ended()
        yield Rendered(TEXTS, "" if made.fault else key, made.files())
    order = numbered_papers(views)
    shows = digest_of(views.digests.papers, order, [views.digests.writers(paper) for paper in order], bundle.name)
    if key := missing("search/names", shows):
        made = bundle.ended()
        yield Rendered("search/names", "" if made.fault else key, _name_files(views, order, made))


def _name_files(views: Views, papers: Sequence[str], made: Bundle) -> Iterator[File]:
    fragments = made.fragments()
    yield from title_files(views, papers, fragments, has_texts=made.is_made)
    yield facets_file(views, papers, fragments)
