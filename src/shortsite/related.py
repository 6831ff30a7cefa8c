"""Which papers are like a paper: by the words of their texts, keywords, authors, venues, and links between them.

What papers share counts by how rare it is (TF-IDF), over an inverted index. What is common is left out, so that the
cost grows with the archive and not with its square; so are words that every English text has, and a plural is its
singular. One more text moves the frequency of each of its words a little, and must not move the lists of papers that it
says nothing of: so rareness goes by powers of four, and likeness by whole steps. Of a text only the opening counts,
without code and formulas; edits of what follows leave all lists as they are.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from shortsite.cache import Memo, Store, memoise
from shortsite.model import Archive
from shortsite.paper_words import Counts, counted_by, said_of, words_of_papers

#: So many are shown, if they have at least so many points; points are rounded to steps of so many.
MOST, LEAST_POINTS, STEP = 5, 3, 4
#: What shares no keyword, author or link needs so many points, and so many words that tell something.
LEAST_BY_WORDS, LEAST_WORDS = 8, 3
#: Points for the very same words, a link, the same author, each halving of a keyword's frequency, the same venue-year.
SAME_WORDS, LINK, AUTHOR, KEYWORD, MEETING = 90, 12, 8, 3, 1
#: So many words speak for a paper: those that tell most of it.
WORDS_OF_A_PAPER = 60
#: So many of the rarest words are added to each that nobody shares: a short text is not like another by one word.
UNSHARED = 3
#: What this share of all papers has, or so many of them, tells nothing of any; what so few have always does.
COMMON_SHARE, COMMON, UNCOMMON = 0.1, 100, 20
#: Up to two authors count fully; more of them share that, and of hundreds only the first count.
FEW_AUTHORS, AUTHORS_OF_A_PAPER = 2, 50
#: So many reasons of a kind are told.
REASONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A paper that is like another, and why: shared keywords and authors by slug, and words; the rarest first."""

    paper: str
    keywords: tuple[str, ...]
    authors: tuple[str, ...]
    words: tuple[str, ...]
    is_linked: bool


class _Traits:
    """What papers have of one kind, such as words: the weight of each, and which papers have it."""

    def __init__(self, points: int, weights: Mapping[str, Mapping[str, float]]) -> None:
        self.points = points
        self.weights = weights
        self.having: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for paper, traits in weights.items():
            for trait, weight in traits.items():
                self.having[trait].append((paper, weight))

    def add_points(self, paper: str, points: dict[str, float]) -> None:
        """Add to the points of each paper that shares a trait with this one."""
        for trait, weight in self.weights[paper].items():
            weighted = weight * self.points
            for other, others in self.having[trait]:
                points[other] += weighted * others

    def shared(self, paper: str, other: str) -> tuple[str, ...]:
        """The weightiest traits that two papers share."""
        own, others = self.weights[paper], self.weights[other]
        ranked = sorted(own.keys() & others.keys(), key=lambda trait: (-own[trait] * others[trait], trait))
        return tuple(ranked[:REASONS])


def related_papers(archive: Archive, store: Store | None = None) -> dict[str, tuple[Related, ...]]:
    """For each paper those that are most like it, the nearest first; none that has no summary.

    What is counted of each paper is kept in the store, since one new text changes what is told of many.
    """
    counts, spelt = words_of_papers(archive, store or Store.open(None))
    words = _Traits(SAME_WORDS, _word_weights(counts))
    keywords = _Traits(KEYWORD, _by_rareness(_terms(archive, "keyword")))
    authors = _Traits(AUTHOR, _alike(_terms(archive, "author", AUTHORS_OF_A_PAPER)))
    meetings = _Traits(MEETING, _alike(_meetings(archive)))
    links = _links(archive)
    shown = {paper for paper in archive.papers if archive.readable(paper)}
    found = {}
    for paper in archive.papers:
        linked = links.get(paper, set())
        better: dict[str, float] = defaultdict(float, dict.fromkeys(linked, LINK))
        for traits in (keywords, authors):
            traits.add_points(paper, better)
        points = better.copy()
        for traits in (words, meetings):
            traits.add_points(paper, points)
        likely = {
            other: value
            for other, value in points.items()
            if value >= LEAST_POINTS and other in shown and other != paper
            if other in better or _is_enough(words, paper, other, value)
        }
        found[paper] = tuple(
            Related(
                paper=other,
                keywords=keywords.shared(paper, other),
                authors=authors.shared(paper, other),
                words=tuple(spelt[paper][word] for word in words.shared(paper, other)),
                is_linked=other in linked,
            )
            for other in _nearest(likely)
        )
    return found


def remembered(archive: Archive, store: Store) -> dict[str, tuple[Related, ...]]:
    """The same; kept in the store while nothing that it goes by changes."""
    memo = Memo("related papers 2", partial(related_papers, store=store), _given, _encoded, _decoded)
    return memoise(store, memo, [archive], lambda function, missing: [function(one) for one in missing])[0]


def _given(archive: Archive) -> bytes:
    """A hash of all that the lists are made of."""
    made = blake2b(Path(__file__).read_bytes() + counted_by().encode(), digest_size=16)
    for paper in archive.papers.values():
        terms = tuple(archive.terms_of.get((name, paper.id), ()) for name in ("keyword", "author", "venue"))
        links = tuple((mention.paper, mention.stem) for mention in archive.mentions.get(paper.id, ()))
        told = paper.id, paper.year, said_of(archive, paper), terms, links
        made.update(repr(told).encode("utf-8", "surrogatepass"))
    return made.digest()


def _encoded(found: Mapping[str, tuple[Related, ...]]) -> dict[str, list[Any]]:
    return {paper: [astuple(other) for other in others] for paper, others in found.items()}


def _decoded(kept: Mapping[str, list[Any]]) -> dict[str, tuple[Related, ...]]:
    return {
        paper: tuple(
            Related(paper=other, keywords=tuple(keywords), authors=tuple(authors), words=tuple(words), is_linked=linked)
            for other, keywords, authors, words, linked in others
        )
        for paper, others in kept.items()
    }


def _is_enough(words: _Traits, paper: str, other: str, points: float) -> bool:
    """Whether two papers that share hardly more than words share enough of these."""
    return points >= LEAST_BY_WORDS and len(words.weights[paper].keys() & words.weights[other].keys()) >= LEAST_WORDS


def _nearest(points: Mapping[str, float]) -> list[str]:
    """The papers with most points; ties by id."""
    ranked = sorted((-round(value / STEP), other) for other, value in points.items())
    return [other for _, other in ranked][:MOST]


# What papers have


def _terms(archive: Archive, taxonomy: str, most: int | None = None) -> Counts:
    return {paper: dict.fromkeys(archive.terms_of[taxonomy, paper][:most], 1) for paper in archive.papers}


def _meetings(archive: Archive) -> Counts:
    return {
        paper.id: {f"{venue}/{paper.year}": 1 for venue in archive.terms_of["venue", paper.id]}
        for paper in archive.papers.values()
    }


def _links(archive: Archive) -> Mapping[str, set[str]]:
    """The papers whose summaries speak of a paper, and those that its own speak of."""
    found: dict[str, set[str]] = defaultdict(set)
    for paper, mentions in archive.mentions.items():
        for mention in mentions:
            found[paper].add(mention.paper)
            found[mention.paper].add(paper)
    return found


# What that weighs


def _rare(counts: Counts) -> dict[str, int]:
    """The traits that tell something, and how often the archive is halved until about as many papers are left."""
    frequency = Counter(trait for traits in counts.values() for trait in traits)
    limit = max(UNCOMMON, min(COMMON, int(len(counts) * COMMON_SHARE)))
    halvings = len(counts).bit_length()
    return {
        trait: max(1, halvings - (papers.bit_length() | 1))
        for trait, papers in frequency.items()
        if 1 < papers <= limit
    }


def _word_weights(counts: Counts) -> dict[str, dict[str, float]]:
    """The words that tell most of each paper, as a vector of length 1, or less where they are few."""
    rare = _rare(counts)
    unshared = UNSHARED * (2 * len(counts).bit_length()) ** 2
    weights = {}
    for paper, words in counts.items():
        weighed = ((-rare[word] * (1 + times.bit_length()), word) for word, times in words.items() if word in rare)
        chosen = sorted(weighed)[:WORDS_OF_A_PAPER]
        length = math.sqrt(unshared + sum(weight * weight for weight, _ in chosen))
        weights[paper] = {word: -weight / length for weight, word in chosen}
    return weights


def _by_rareness(counts: Counts) -> dict[str, dict[str, float]]:
    """Weights whose product, for a trait that two papers share, is its rareness."""
    rare = {trait: math.sqrt(halvings) for trait, halvings in _rare(counts).items()}
    return {paper: {trait: rare[trait] for trait in traits if trait in rare} for paper, traits in counts.items()}


def _alike(counts: Counts) -> dict[str, dict[str, float]]:
    """One weight for all traits of a paper: less where there are many."""
    rare = _rare(counts)
    weights = {}
    for paper, traits in counts.items():
        weight = math.sqrt(FEW_AUTHORS / max(FEW_AUTHORS, len(traits)))
        weights[paper] = {trait: weight for trait in traits if trait in rare}
    return weights
