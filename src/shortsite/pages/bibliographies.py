"""Papers of a list, and those of the whole archive, as BibTeX files to cite from.

Their entries hold what lists of references show: a third of what ``paper.bib`` beside a paper's page says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial

from shortsite import urls
from shortsite.citations import bibtex_write
from shortsite.model import Made, Output, Paper, Part
from shortsite.pages.citations import venue_name
from shortsite.views import Views

#: Writing platforms refuse large files (Overleaf: 50 MB), so that all papers are parted at so many bytes or before.
PART_BYTES = 10_000_000

BibEntry = Callable[[str], str]


def entry_of(views: Views) -> BibEntry:
    """What makes the entry of a paper by its id, once a paper."""
    return cache(partial(_entry, views))


def bibliographies(views: Views) -> Iterator[Part]:
    """``papers.bib`` in ``/api/``, of all papers; where that is large, ``papers-2.bib`` and so on beside it."""
    yield Part("api/papers.bib", lambda: views.digests.papers, partial(_all, views))


def _all(views: Views) -> Iterator[Output]:
    for number, part in enumerate(parts(views.archive.papers.values(), PART_BYTES), 1):
        yield Made(urls.bibliography(urls.api(""), number), partial(joined, entry_of(views), part))


def _entry(views: Views, paper_id: str) -> str:
    paper = views.archive.papers[paper_id]
    return bibtex_write.brief(paper, venue_name(views, paper))


def joined(entry: BibEntry, papers: Iterable[str]) -> str:
    """The papers as BibTeX."""
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
