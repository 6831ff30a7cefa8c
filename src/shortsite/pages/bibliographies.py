"""Papers of a list, and those of the whole archive, as BibTeX files to cite from.

Their entries hold what lists of references show: a third of what ``paper.bib`` beside a paper's page says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial

from shortsite import urls
from shortsite.citations import bibtex_write
from shortsite.model import Made, Output, Paper, Part
from shortsite.pages.lists import Listed, labelled, parts
from shortsite.pages.metadata import venue_of
from shortsite.views import Views

#: Writing platforms refuse large files (Overleaf: 50 MB), so that papers are parted at so many bytes or before.
PART_BYTES = 10_000_000
#: Lists that people cite from have their papers as BibTeX beside them; that of one paper is beside its own page.
_CITED = ("venue", "keyword", "author", "contributor")

#: So many authors of a paper are named in lists: each author's own list would name those of all papers in full.
MOST_AUTHORS = 50

BibEntry = Callable[[str], str]


def list_bibliography(views: Views) -> Callable[[Listed], Iterator[tuple[str, Output]]]:
    """``papers.bib`` beside the pages of venues and their years, keywords, authors and contributors."""
    entry = cache(partial(_entry, views, most=MOST_AUTHORS))

    def files(listed: Listed) -> Iterator[tuple[str, Output]]:
        if listed.term.taxonomy in _CITED and len(listed.papers) > 1:
            yield from _files(views, listed.path, listed.papers, entry)

    return files


def whole_bibliography(views: Views) -> Iterator[Part]:
    """``/api/papers.bib``: all papers."""
    yield Part("api/papers.bib", lambda: views.digests.papers, partial(_all, views))


def _all(views: Views) -> Iterator[Output]:
    files = _files(views, urls.api(""), tuple(views.archive.papers), partial(_entry, views))
    yield from (output for _, output in files)


def _files(views: Views, path: str, papers: tuple[str, ...], entry: BibEntry) -> Iterator[tuple[str, Output]]:
    """The papers as one file, or as ``papers-2.bib`` and so on beside the first."""
    sized = ((paper, entry_size(views.archive.papers[paper])) for paper in papers)
    for label, number, part in labelled("BibTeX", [*parts(sized, PART_BYTES)]):
        yield label, Made(urls.bibliography(path, number), partial(joined, entry, part))


def _entry(views: Views, paper_id: str, most: int | None = None) -> str:
    paper = views.archive.papers[paper_id]
    return bibtex_write.brief(paper, venue_of(views, paper), most)


def joined(entry: BibEntry, papers: Iterable[str]) -> str:
    """The papers as BibTeX."""
    return "\n".join(entry(paper_id) for paper_id in papers)


def entry_size(paper: Paper) -> int:
    """More bytes than the paper's entry will have, unless nearly all of its letters are signs that TeX spells out."""
    letters = len(paper.title.source) + sum(len(author.family) + len(author.given) + 5 for author in paper.authors)
    return 1_000 + 4 * letters
