"""Entries become records that are sound; records become BibTeX that says the same to us and to another parser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from archives import linked, write_archive
from entries import SHAPES, entries
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from shortsite.citations import bibtex
from shortsite.citations.latex import text_of
from shortsite.citations.names import author_value
from shortsite.citations.sound import sound
from shortsite.markdown import TextContext, convert
from shortsite.model import Paper, Venue
from shortsite.problems import Place
from shortsite.readers import Source, read_paper
from shortsite.record_text import record_text
from shortsite.records import parse_record
from shortsite.urls import slug

COUNT = 500


def paper_of(values: dict[str, Any], paper_id: str = "a-paper") -> Paper:
    """The paper of a record of these values, read from its file's text; it must be sound."""
    record, problems = parse_record(record_text("paper", values), "paper.yml")
    abstract = convert(values["abstract"], TextContext("abstract")) if values.get("abstract") else None
    source = Source(Path("paper.yml"), "paper.yml", paper_id, "paper", record=record)
    paper = read_paper(source, abstract, problems)
    assert [] == [str(problem) for problem in problems if problem.severity == "error"]
    return paper


def told(paper: Paper) -> Paper:
    """The paper without where its file says what, and with a title that is what readers see."""
    return replace(paper, title=replace(paper.title, source=""), place=Place(""))


def venue(name: str, kind: str = "") -> Venue:
    return Venue(id=slug(name), name=name, place=Place(""), kind=kind)


def venue_of(paper: Paper) -> Venue | None:
    known = {"iclr": venue("International Conference on Learning Representations", "conference")}
    return known.get(paper.venue) or (venue(paper.venue) if paper.venue else None)


def written_and_read(values: dict[str, Any], by_doi: Venue | None = None) -> Paper:
    paper = paper_of(values)
    text = bibtex.write([paper], lambda paper: by_doi or venue_of(paper))
    (entry,), faults = bibtex.read(text)
    # a formula that can't be shown is told of, here as there
    assert ([], sound(values)[1], "a-paper") == (faults, entry.notes, entry.key)
    return paper_of(entry.values)


@pytest.fixture(scope="module", params=SHAPES)
def imported(request: pytest.FixtureRequest) -> dict[str, dict[str, Any]]:
    """The values of 500 entries by the ids of their records."""
    found, faults = bibtex.read("".join(entries(request.param, COUNT)))
    assert ([], COUNT) == (faults, len(found))
    return {slug(entry.key): entry.values for entry in found}


@pytest.fixture(scope="module")
def papers(imported: dict[str, dict[str, Any]]) -> dict[str, Paper]:
    return {name: paper_of(values, name) for name, values in imported.items()}


def test_entries_become_records_that_check_passes(imported: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    files = {f"content/papers/{name}.yml": record_text("paper", values) for name, values in imported.items()}
    archive, problems = linked(write_archive(tmp_path, files))
    assert [] == [str(problem) for problem in problems]
    assert COUNT == len(archive.papers)


def test_written_and_read_again_the_values_are_the_same(
    imported: dict[str, dict[str, Any]], papers: dict[str, Paper]
) -> None:
    again, faults = bibtex.read(bibtex.write(papers.values(), venue_of))
    assert [] == faults
    assert list(imported.items()) == [(entry.key, entry.values) for entry in again]
    assert set() == {note for entry in again for note in entry.notes}


def test_another_parser_reads_the_same_titles_authors_and_years(papers: dict[str, Paper]) -> None:
    theirs = parse_string(bibtex.write(papers.values(), venue_of), "bibtex").entries
    for name, paper in papers.items():
        entry = theirs[name]
        assert (paper.title.source, str(paper.year)) == (text_of(entry.fields["title"]), entry.fields["year"])
        assert [(author.family, author.given) for author in paper.authors] == [
            (text_of(" ".join(person.prelast_names + person.last_names)), text_of(" ".join(person.first_names + person.middle_names)))
            for person in entry.persons["author"]
        ]  # fmt: skip


def test_an_entry_is_written_like_this() -> None:
    values = {
        "title": "On $x_1$ & {GAN}s",
        "authors": ["Ada Byron", "van Rossum, Guido", {"family": "The ATLAS Collaboration"}],
        "year": 2017,
        "venue": "iclr",
        "published": "2017-06-12",
        "keywords": ["cs.LG", "a, b"],
        "arxiv": "1706.03762",
        "doi": "10.1000/a_b",
        "pages": "1-2",
        "links": {"Slides": "https://example.org/s"},
    }
    expected = r"""@inproceedings{a-paper,
  title = {On $x_1$ \& \textbraceleft{}{GAN}\textbraceright{}s},
  author = {Byron, Ada and van Rossum, Guido and {The ATLAS Collaboration}},
  year = {2017},
  booktitle = {International Conference on Learning Representations},
  pages = {1--2},
  eprint = {1706.03762},
  archiveprefix = {arXiv},
  doi = {10.1000/a_b},
  keywords = {cs.LG, {a, b}},
  venueid = {iclr},
  published = {2017-06-12},
  links = {{Slides} {https://example.org/s}},
  inferred = {type},
  bibsource = {shortsite},
}
"""
    assert expected == bibtex.write([paper_of(values)], venue_of)


def test_a_venue_found_by_doi_is_told_but_not_taken_for_the_records_own() -> None:
    assert "" == written_and_read({"title": "A", "authors": ["B C"], "year": 2001}, venue("Nature")).venue


words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=40)
hard = st.text(st.sampled_from(list("ab \\{}$%&#_~^\"'`-@,;=()<>|/.:é中")), min_size=1, max_size=30)
texts = st.one_of(
    words, hard, st.sampled_from(["and", "others", "A and B", "{", "}", "\\", "{}", "x -- y", "von", "Jr."])
)
urls_ = st.builds("https://example.org/{}".format, st.text("ab1/_~%-.?&=#,;()", max_size=12))
authors = st.builds(
    author_value, texts, texts | st.just(""), st.sampled_from(["", "0000-0002-1825-0097"]), st.just("") | texts
)
records = st.fixed_dictionaries(
    {"title": texts, "year": st.integers(1500, 2100)},
    optional={
        "authors": st.lists(authors, max_size=5),
        "venue": texts | st.just("iclr"),
        "published": st.dates().map(str) | st.just("2017-06-12T10:00:00Z"),
        "keywords": st.lists(texts, max_size=4),
        "arxiv": st.sampled_from(["1706.03762", "1706.03762v5", "hep-th/9901001", "cs.LG/0501001"]),
        "doi": st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1).map("10.1000/{}".format),
        "openreview": st.from_regex(r"[A-Za-z0-9_-]{5,12}", fullmatch=True),
        "dblp": st.just("conf/nips/VaswaniSPUJGKP17"),
        "s2": st.just("12345"),
        "openalex": st.just("W2963403868"),
        "isbn": st.sampled_from(["978-0-262-03561-3", "0262035618"]),
        "url": urls_,
        "pdf": urls_,
        "code": urls_,
        "links": st.dictionaries(texts, urls_, max_size=3),
        "volume": texts,
        "issue": texts,
        "pages": texts | st.sampled_from(["1-2", "1--2", "1–2", "e12"]),
        "publisher": texts,
        "type": st.sampled_from(["article", "inproceedings", "preprint", "thesis", "book", "report"]),
        "source": texts,
        "status": st.sampled_from(["retracted", "withdrawn"]),
        "status_url": urls_,
        "featured": st.just(True),  # noqa: FBT003
        "aliases": st.lists(st.sampled_from(["a-b", "journals/corr/1706.03762", "x:y(z)"]), max_size=2, unique=True),
    },
)


@given(records)
def test_any_record_comes_out_of_bibtex_as_it_went_in(values: dict[str, Any]) -> None:
    kept, _ = sound(values)
    # what TeX can't read has no form in which BibTeX could hold it
    if "title" in kept and not (paper := paper_of(kept)).title.faults:
        assert told(paper) == told(written_and_read(kept))


@given(texts, texts)
def test_what_we_write_is_one_whole_entry_to_another_parser(title: str, name: str) -> None:
    kept, _ = sound({"title": title, "venue": name, "authors": [author_value(name, title)], "year": 2001})
    if "title" in kept:
        assert ["a-paper"] == list(parse_string(bibtex.write([paper_of(kept)], venue_of), "bibtex").entries)


abstracts = [
    "One *word* and $x^2$.",
    "First.\n\nSecond with $$y$$ & `code`.",
    "See [here](https://example.org), <b>bold</b>.",
]


@pytest.mark.parametrize("abstract", abstracts)
def test_an_abstract_keeps_its_words_formulas_and_paragraphs(abstract: str) -> None:
    paper = paper_of({"title": "A", "year": 2001, "abstract": abstract})
    again = written_and_read({"title": "A", "year": 2001, "abstract": abstract})
    assert paper.abstract is not None
    assert again.abstract is not None
    assert paper.abstract.text == again.abstract.text
