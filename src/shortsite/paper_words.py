"""The words in which papers are written of: how often each stands in titles, abstracts, and how summaries open.

Counting them is most of finding out what is like what, so what was counted of a paper is kept until other words are
written of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from shortsite.cache import Memo, Store, memoise
from shortsite.common_words import COMMON_WORDS, telling
from shortsite.gists import gist_of, opening_of
from shortsite.hashes import hash_of
from shortsite.model import Archive, Paper

Counts = Mapping[str, Mapping[str, int]]

_WORD = re.compile(r"[^\W\d_]{3,30}")


def words_of_papers(archive: Archive, store: Store) -> tuple[Counts, Mapping[str, Mapping[str, str]]]:
    """How often each word, by its singular, stands in what is written of a paper, in its title thrice; its spelling.

    Words that every English text has are left out.
    """
    memo: Memo[Paper, list[Any]] = Memo(
        f"words of a paper {counted_by()}",
        partial(_counted, archive),
        lambda paper: repr(said_of(archive, paper)).encode("utf-8", "surrogatepass"),
        list,
        list,
    )
    papers = [*archive.papers.values()]
    found = memoise(store, memo, papers, lambda function, missing: [function(paper) for paper in missing])
    told = dict(zip(archive.papers, found, strict=True))
    return {paper: counts for paper, (counts, _) in told.items()}, {paper: spelt for paper, (_, spelt) in told.items()}


def said_of(archive: Archive, paper: Paper) -> tuple[object, ...]:
    """What stands for the words that are written of a paper."""
    abstract = gist_of(paper.abstract).opening if paper.abstract else ""
    texts = [(text.tldr, gist_of(text.body).opening) for text in archive.readable(paper.id)]
    return paper.title.text, abstract, texts


@cache
def counted_by() -> str:
    """A text that changes whenever the same texts could have other words, or other ones were common."""
    return hash_of(Path(__file__).read_bytes() + " ".join(sorted(COMMON_WORDS)).encode())


def _counted(archive: Archive, paper: Paper) -> list[Any]:
    abstract = opening_of(paper.abstract) if paper.abstract else ""
    texts = (f"{text.tldr} {opening_of(text.body)}" for text in archive.readable(paper.id))
    told = " ".join((*[paper.title.text] * 3, abstract, *texts))
    sums: dict[str, int] = {}
    ranked = Counter(_WORD.findall(told.casefold())).most_common()
    for word, times in ranked:
        sums[telling(word)] = sums.get(telling(word), 0) + times
    counts = {word: times for word, times in sums.items() if word}
    return [counts, {telling(word): word for word, _ in reversed(ranked)}]
