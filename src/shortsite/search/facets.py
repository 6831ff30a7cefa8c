"""By what results can be narrowed down: venue, year, keyword, contributor and section, each with its papers.

Pagefind has filters of its own, but writes them in another order every time; a site is the same bytes whoever
builds it. Its results are known here by the names of their fragments.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

from shortsite import urls
from shortsite.model import File
from shortsite.search.titles import distances
from shortsite.views import Views

#: Sections are there for their own lists.
FACETS = ("venue", "year", "keyword", "contributor", "section")


def facets_file(views: Views, papers: Sequence[str], fragments: Mapping[str, str]) -> File:
    """``/search/facets.json``: facet -> [slug, name, papers as distances]; and the fragment of each paper's text.

    ``fragments`` maps paper ids to fragments of Pagefind's.
    """
    facets = {facet: _values(views, facet, papers) for facet in FACETS}
    told = {"facets": facets, "fragments": [fragments.get(paper, "") for paper in papers]}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return File(urls.search_file("facets.json"), text.encode("utf-8", "replace"))


def _values(views: Views, facet: str, papers: Sequence[str]) -> list[tuple[str, str, list[int]]]:
    """The values of a facet that some paper has, the most frequent first; years, the latest first."""
    members: dict[str, list[int]] = defaultdict(list)
    for number, paper in enumerate(papers):
        for slug in _slugs(views, facet, paper):
            members[slug].append(number)
    order = sorted(members, key=lambda slug: (-int(slug) if facet == "year" else -len(members[slug]), slug))
    return [(slug, views.term(facet, slug).text, distances(members[slug])) for slug in order]


def _slugs(views: Views, facet: str, paper: str) -> tuple[str, ...]:
    if facet == "contributor":
        texts = views.archive.texts_of(paper)
        return tuple(dict.fromkeys(text.author for text in texts if not text.withdrawn))
    return views.archive.terms_of.get((facet, paper), ())
