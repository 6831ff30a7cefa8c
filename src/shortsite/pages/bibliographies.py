"""Papers of a list, and those of the whole archive, as BibTeX files to cite from.

Their entries hold what lists of references show: a third of what ``paper.bib`` beside a paper's page says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial

from shortsite import urls
from shortsite.citations import bibtex_write
from shortsite.model import Made, Output, Paper
from shortsite.pages.citations import venue_name
from shortsite.pages.taxonomies import by_year, has_bibliography
from shortsite.views import Views

#: Writing platforms refuse large files (Overleaf: 50 MB), so that all papers are parted at so many bytes or before.
PART_BYTES = 10_000_000

_Entry = Callable[[str], str]


def bibliographies(views: Views) -> Iterator[Output]:
    """``papers.bib`` beside the pages of venues and their years, keywords, authors and contributors, and in ``/api/``.

    An archive too large for one file has ``papers-2.bib`` and so on beside the first.
    """
    entry = cache(partial(_entry, views))
    for taxonomy, terms in views.archive.terms.items():
        for term in terms.values():
            yield from _bibliography(urls.term(taxonomy, term.slug), taxonomy, term.papers, entry)
            for year, papers in by_year(views, term).items() if taxonomy == "venue" else ():
                yield from _bibliography(urls.venue_year(term.slug, year), taxonomy, papers, entry)
    for number, part in enumerate(parts(views.archive.papers.values(), PART_BYTES), 1):
        yield Made(urls.bibliography(urls.api(""), number), partial(_joined, entry, part))


def _bibliography(path: str, taxonomy: str, papers: Sequence[str], entry: _Entry) -> Iterator[Output]:
    if has_bibliography(taxonomy, papers):
        yield Made(urls.bibliography(path), partial(_joined, entry, papers))


def _entry(views: Views, paper_id: str) -> str:
    paper = views.archive.papers[paper_id]
    return bibtex_write.brief(paper, venue_name(views, paper))


def _joined(entry: _Entry, papers: Iterable[str]) -> str:
    return "\n".join(entry(paper_id) for paper_id in papers)


def parts(papers: Iterable[Paper], most: int) -> Iterator[list[str]]:
    """The ids of the papers in runs whose entries take so many bytes at most.

    A plan must know how many files there are, but not pay for their texts: so each entry's size is guessed, too high.
    """
    part: list[str] = []
    size = 0
    for paper in papers:
        more = _size(paper)
        if part and size + more > most:
            yield part
            part, size = [], 0
        part.append(paper.id)
        size += more
    yield part


def _size(paper: Paper) -> int:
    """More bytes than the paper's entry will have, unless nearly all of its letters are signs that TeX spells out."""
    letters = len(paper.title.source) + sum(len(author.family) + len(author.given) + 5 for author in paper.authors)
    return 1_000 + 4 * letters
