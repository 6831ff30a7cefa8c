"""The instant index: which papers have a word in their title, among their authors, venue, year or keywords.

``/search/index.json`` is all of it while that is small. Where it is not, it holds the first word of each of the files
``words-<n>.json``, so that a script knows which of them to fetch, and the papers lie in ``papers-<n>.json``.
Every file bears the stamp of its build: numbers of papers mean nothing in another.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from shortsite import urls
from shortsite.identifiers import BY_KEY
from shortsite.model import File, Paper
from shortsite.outside import author_list
from shortsite.search.words import STOP, words
from shortsite.views import Views

#: One file may be so large; beyond that it is divided.
WHOLE_BYTES = 300_000
WORDS_BYTES = 12_000
PAPERS_IN_A_FILE = 32

#: Where a word may stand, best first. A posting is the paper's number times 8 plus the place's number in this list.
PLACES = ("identifier", "short title", "title", "author", "keyword", "venue", "year", "id")
#: A title of so few words is short: who asks for these means it rather than a long one that has them too.
SHORT_TITLE = 4

_Rows = list[tuple[str, list[int]]]


def numbered_papers(views: Views) -> tuple[str, ...]:
    """The ids of all papers; each is known by its number in this list. Newest text first, without text last."""
    with_texts = dict.fromkeys(paper for paper, _ in views.latest)
    return (*with_texts, *sorted(views.archive.papers.keys() - with_texts.keys()))


def title_files(
    views: Views, papers: Sequence[str], fragments: Mapping[str, str], *, has_texts: bool
) -> Iterator[File]:
    """The index of these papers. ``has_texts`` tells the script whether it may ask Pagefind.

    ``fragments`` maps ids of papers to the names by which Pagefind calls them.
    """
    rows, cards = _rows(views, papers), [_card(views, paper, fragments.get(paper, "")) for paper in papers]
    told: dict[str, Any] = {"papers": len(papers), "texts": has_texts, "stop": sorted(STOP)}
    whole = _json({"words": [rows], "cards": [cards]})
    stamp = blake2b(whole, digest_size=6).hexdigest()
    if len(whole) <= WHOLE_BYTES:
        told |= {"stamp": stamp, "size": max(1, len(cards)), "starts": [""], "words": [rows], "cards": [cards]}
        yield _file("index", told)
        return
    parts = list(_parts(rows))
    told |= {"stamp": stamp, "size": PAPERS_IN_A_FILE, "starts": ["", *(part[0][0] for part in parts[1:])]}
    yield _file("index", told)
    for number, part in enumerate(parts):
        yield _file(f"words-{number}", {"stamp": stamp, "rows": part})
    for number, start in enumerate(range(0, len(cards), PAPERS_IN_A_FILE)):
        yield _file(f"papers-{number}", {"stamp": stamp, "rows": cards[start : start + PAPERS_IN_A_FILE]})


def _card(views: Views, paper_id: str, fragment: str) -> list[Any]:
    """What a result shows: id, title, authors, where and when it appeared; the name of its texts in Pagefind; status.

    Few papers have a status: it is left out of the others.
    """
    paper = views.paper(paper_id)
    where = f"{paper.venue.text} {paper.record.year}" if paper.venue else str(paper.record.year)
    status = [paper.status] if paper.status else []
    return [paper_id, paper.title, author_list(paper.names, 3), where, fragment, *status]


def _rows(views: Views, papers: Sequence[str]) -> _Rows:
    """(word, postings) sorted by word; a posting is told as its distance from the one before."""
    postings: dict[str, list[int]] = defaultdict(list)
    for number, paper_id in enumerate(papers):
        for word, place in _places(views, views.archive.papers[paper_id]).items():
            postings[word].append(number * len(PLACES) + place)
    return [(word, distances(postings[word])) for word in sorted(postings)]


def distances(numbers: Sequence[int]) -> list[int]:
    """Rising numbers, each told as its distance from the one before."""
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


def _places(views: Views, paper: Paper) -> Mapping[str, int]:
    """Each word of a paper's record, with the best place where it stands."""
    archive = views.archive
    found: dict[str, int] = {BY_KEY[kind].fold(value).lower(): 0 for kind, value in paper.identifiers}
    terms = {name: archive.terms_of.get((name, paper.id), ()) for name in ("author", "keyword", "venue")}
    named = {name: [archive.terms[name][slug].name for slug in slugs] for name, slugs in terms.items()}
    venues = [archive.venues[slug] for slug in terms["venue"]]
    is_short = len(words(paper.title.text)) <= SHORT_TITLE
    written = [name for author in paper.authors for name in (author.name, author.native)]
    texts = {
        "short title" if is_short else "title": [paper.title.text],
        "author": [*named["author"], *written],
        "keyword": named["keyword"],
        "venue": [text for venue in venues for text in (venue.id, venue.short, venue.name, *venue.aliases)],
        "year": [str(paper.year)],
        "id": [paper.id],
    }
    for place, name in enumerate(PLACES):
        for text in texts.get(name, ()):
            for word in words(text):
                found.setdefault(word, place)
    return found


def _parts(rows: _Rows) -> Iterator[_Rows]:
    """The rows in files of about equal size."""
    part: _Rows = []
    size = 0
    for row in rows:
        part.append(row)
        size += len(row[0]) + 8 + sum(len(str(number)) + 1 for number in row[1])
        if size > WORDS_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _file(name: str, value: Any) -> File:
    return File(urls.search_file(f"{name}.json"), _json(value))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
