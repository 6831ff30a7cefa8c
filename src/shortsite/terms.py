"""Taxonomies: the ways in which papers and summaries are grouped. A new one is a row of ``TAXONOMIES``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from shortsite.config import Config
from shortsite.model import Contributor, Paper, Summary, Term, Venue
from shortsite.people import Identity
from shortsite.urls import slug

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a taxonomy may look at: the venue id and the authors of each paper, the records behind them."""

    venues_of: Mapping[str, str]
    venues: Mapping[str, Venue]
    authors: Mapping[str, tuple[Identity, ...]]
    contributors: Mapping[str, Contributor]
    config: Config


def _venue(paper: Paper, facts: Facts) -> Iterable[tuple[str, str]]:
    if paper.id in facts.venues_of:
        venue = facts.venues[facts.venues_of[paper.id]]
        yield venue.id, venue.name


def _year(paper: Paper, _: Facts) -> Iterable[tuple[str, str]]:
    yield str(paper.year), str(paper.year)


def _keywords(paper: Paper, facts: Facts) -> Iterable[tuple[str, str]]:
    for keyword in paper.keywords:
        name = facts.config.keyword_names.get(slug(keyword), keyword)
        yield slug(name), name


def _authors(paper: Paper, facts: Facts) -> Iterable[tuple[str, str]]:
    for author in facts.authors[paper.id]:
        yield author.slug, author.name


def _sections(paper: Paper, facts: Facts) -> Iterable[tuple[str, str]]:
    words = [keyword.casefold() for keyword in paper.keywords] + [
        name.casefold() for _, name in _keywords(paper, facts)
    ]
    for section in facts.config.sections:
        in_venue = facts.venues_of.get(paper.id) in section.venues
        if in_venue or any(fnmatchcase(word, pattern) for word in words for pattern in section.keywords):
            yield section.slug, section.name


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A way of grouping papers: ``terms`` gives (slug, name) of each group that a paper belongs to."""

    name: str
    terms: Callable[[Paper, Facts], Iterable[tuple[str, str]]]


TAXONOMIES = (
    Taxonomy("venue", _venue),
    Taxonomy("year", _year),
    Taxonomy("keyword", _keywords),
    Taxonomy("author", _authors),
    Taxonomy("section", _sections),
)


def gather_terms(
    papers: Mapping[str, Paper], summaries: Mapping[_Key, Summary], facts: Facts
) -> tuple[dict[str, dict[str, Term]], dict[_Key, tuple[str, ...]]]:
    """All terms by taxonomy and slug, and the slugs of each (taxonomy, paper).

    Venues, contributors and sections that have nothing yet are terms too: their pages must exist.
    """
    places = {key: place for place, key in enumerate(newest_first(summaries))}
    texts: dict[str, list[_Key]] = defaultdict(list)
    for key in places:
        texts[key[0]].append(key)
    order = sorted(papers.values(), key=lambda paper: (-paper.year, _day_down(paper), paper.id))
    terms: dict[str, dict[str, Term]] = {}
    terms_of: dict[_Key, tuple[str, ...]] = {}
    for taxonomy in TAXONOMIES:
        found = {paper.id: dict(taxonomy.terms(paper, facts)) for paper in order}
        terms_of |= {(taxonomy.name, paper): tuple(slugs) for paper, slugs in found.items()}
        names, members = _grouped(found)
        for term_slug, name in _standing(taxonomy.name, facts):
            names[term_slug] = Counter([name])
        terms[taxonomy.name] = {
            term_slug: Term(
                taxonomy=taxonomy.name,
                slug=term_slug,
                name=_commonest(names[term_slug]),
                papers=tuple(members[term_slug]),
                summaries=tuple(
                    sorted((key for paper in members[term_slug] for key in texts[paper]), key=places.__getitem__)
                ),
            )
            for term_slug in sorted(names)
        }
    terms["contributor"] = _contributors(summaries, facts.contributors)
    return terms, terms_of


def _grouped(found: Mapping[str, Mapping[str, str]]) -> tuple[dict[str, Counter[str]], dict[str, list[str]]]:
    """Turn paper -> (slug -> name) round: how often each slug bears which name, and its papers in their order."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    members: dict[str, list[str]] = defaultdict(list)
    for paper, terms in found.items():
        for term_slug, name in terms.items():
            names[term_slug][name] += 1
            members[term_slug].append(paper)
    return names, members


def _day_down(paper: Paper) -> float:
    return -paper.published.at.timestamp() if paper.published else 0.0


def _standing(taxonomy: str, facts: Facts) -> Iterable[tuple[str, str]]:
    if taxonomy == "venue":
        return ((venue.id, venue.name) for venue in facts.venues.values())
    if taxonomy == "section":
        return ((section.slug, section.name) for section in facts.config.sections)
    return ()


def _commonest(names: Counter[str]) -> str:
    return min(names, key=lambda name: (-names[name], name))


def newest_first(summaries: Mapping[_Key, Summary], keys: Iterable[_Key] | None = None) -> list[_Key]:
    """The keys by date, newest first, ties by key; withdrawn texts are left out."""
    chosen = [key for key in (summaries if keys is None else keys) if not summaries[key].withdrawn]
    return sorted(chosen, key=lambda key: (-summaries[key].date.at.timestamp(), key))


def _contributors(summaries: Mapping[_Key, Summary], contributors: Mapping[str, Contributor]) -> dict[str, Term]:
    texts: dict[str, list[_Key]] = defaultdict(list)
    for key in newest_first(summaries):
        texts[summaries[key].author].append(key)
    return {
        handle: Term(
            taxonomy="contributor",
            slug=handle,
            name=person.name,
            papers=tuple(dict.fromkeys(paper for paper, _ in texts[handle])),
            summaries=tuple(texts[handle]),
        )
        for handle, person in sorted(contributors.items())
    }
