"""Files that are broken, huge or meant to harm: nothing is raised, time grows with size, what is read is sound."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from entries import SHAPES, entries
from hypothesis import given
from hypothesis import strategies as st

from shortsite.citations import bibtex, csl_json, ris
from shortsite.citations.csl_json import values_of
from shortsite.citations.entry import Entry
from shortsite.citations.sound import sound
from shortsite.markdown import TextContext, convert
from shortsite.problems import Problem
from shortsite.readers import Source, read_paper
from shortsite.record_text import record_text
from shortsite.records import RECORD_BYTES, parse_record

Read = Callable[[str], tuple[list[Entry], list[str]]]
READERS = {"bib": bibtex.read, "ris": ris.read, "json": csl_json.read}
WHOLE = "".join(text for shape in SHAPES for text in entries(shape, 4))
RIS = "TY  - JOUR\nTI  - A title\nAU  - Byron, Ada\nPY  - 2001/02/03/\nAB  - Some\nwords\nKW  - a\nER  - \n" * 3
ITEM = {
    "id": "a", "type": "article-journal", "title": ["A <i>t</i>"], "author": [{"family": "B", "given": "C"}], "DOI": "10.1000/x",
    "issued": {"date-parts": [[2001, 2, 3]]}, "container-title": ["J"], "ISBN": ["0262035618"], "URL": "https://example.org/a.pdf",
}  # fmt: skip


def is_sound(entry: Entry) -> bool:
    """Whether the entry's record, once it has a title and year, is one that check has no error about."""
    values = {"title": "A title", "year": 2001, **entry.values}
    text = record_text("paper", values)
    record, problems = parse_record(text, "paper.yml")
    abstract = convert(values.get("abstract", ""), TextContext("abstract"))
    read_paper(Source(Path("paper.yml"), "paper.yml", "a-paper", "paper", record=record), abstract, problems)
    errors: list[Problem] = [found for found in (*problems, *abstract.problems) if found.severity == "error"]
    assert [] == errors
    assert not abstract.references
    return len(text.encode()) <= RECORD_BYTES


@given(st.text(max_size=300), st.sampled_from(sorted(READERS)))
def test_random_text_is_read(text: str, format_: str) -> None:
    entries_, _ = READERS[format_](text)
    assert all(is_sound(entry) for entry in entries_)


@given(st.text(st.sampled_from(list("@{}(),=\"#\\\n aAb1$%'-~^&_")), max_size=200))
def test_random_bibtex_is_read(text: str) -> None:
    for start in ("", "@article{key, title = ", "@article{key, author = {", "@string{a = "):
        assert all(is_sound(entry) for entry in bibtex.read(start + text)[0])


@given(st.text(max_size=200), st.text(st.sampled_from(list("{}\\$_^[]()<>&;#*`~!|-=+1. \nab")), max_size=100))
def test_any_field_makes_a_sound_record(text: str, marked: str) -> None:
    for value in (text, marked, text + marked):
        guarded = value.replace("{", "(").replace("}", ")").replace("@", "")
        fields = (
            "title",
            "author",
            "abstract",
            "keywords",
            "journal",
            "pages",
            "doi",
            "url",
            "eprint",
            "year",
            "month",
            "isbn",
        )
        (entry,), _ = bibtex.read("@article{k,\n" + "".join(f" {name} = {{a{guarded} b}},\n" for name in fields) + "}")
        assert is_sound(entry)


@given(st.integers(0, len(WHOLE)))
def test_a_file_that_was_cut_off_gives_the_entries_before_the_cut(length: int) -> None:
    whole, _ = bibtex.read(WHOLE)
    cut, faults = bibtex.read(WHOLE[:length])
    assert whole[: len(cut)] == cut
    assert len(faults) <= 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*ITEM, "family", "date-parts", "given"]), inner, max_size=4),
    max_leaves=10,
)  # fmt: skip


@given(
    st.dictionaries(
        st.sampled_from([*ITEM, "subtitle", "abstract", "page", "link", "keyword", "note", "published"]), json_values
    )
)
def test_an_item_may_hold_anything(changes: dict[str, Any]) -> None:
    values, notes = values_of({**ITEM, **changes})
    assert is_sound(Entry("a", values, 1, notes))
    text = json.dumps([{**ITEM, **changes}])
    assert all(is_sound(entry) for entry in csl_json.read(text)[0])


@given(
    st.dictionaries(
        st.sampled_from(["title", "authors", "year", "links", "doi", "type", "published", "other"]), json_values
    )
)
def test_any_values_are_made_sound(values: dict[str, Any]) -> None:
    kept, notes = sound(values)
    assert is_sound(Entry("a", kept, 1, notes))


def test_an_entry_without_a_key_hands_nothing_down() -> None:
    text = "@article{a, title={One}, year=2019}\n@article{b, title={Two}}\n@article{, title={None}, year=1999, volume={7}}\n"
    found, _ = bibtex.read(text)
    assert [("One", 2019), ("Two", None), ("None", 1999)] == [
        (entry.values["title"], entry.values.get("year")) for entry in found
    ]
    assert ["volume" in entry.values for entry in found] == [False, False, True]


BIG = {
    "braces": "{" * 300_000,
    "an entry of braces": "@article{a, title = " + "{" * 300_000,
    "closed braces": "@article{a, title = " + "{" * 200_000 + "}" * 200_000 + "}",
    "quotes": '@article{a, title = "' + '"' * 500_000,
    "formulas that never end": "@article{a, title = {" + "\\(a" * 200_000 + "}}",
    "dollars": "@article{a, title = {" + "$a" * 200_000 + "}}",
    "accents": "@article{a, title = {" + "\\'" * 300_000 + "}}",
    "authors": "@article{a, title = {T}, year = 2001, author = {" + " and ".join(f"Byron{n}, Ada" for n in range(30_000)) + "}}",
    "keywords": "@article{a, title = {T}, year = 2001, keywords = {" + ", ".join(f"word {n}" for n in range(30_000)) + "}}",
    "macros of macros": "@string{a0 = {xxxxxxxxxx}}\n" + "".join(f"@string{{a{n} = a{n - 1} # a{n - 1}}}\n" for n in range(1, 90))
    + "@article{a, title = a89}",
    "broken entries": "@article{a, title = {b\n" * 5_000,
    "a number": "@article{a, title = {T}, year = " + "9" * 300_000 + ", month = " + "9" * 9_000 + "}",
    "references to itself": "@book{a, crossref = {b}}\n@book{b, crossref = {a}}\n@book{c, crossref = {c}}\n",
    "lines": "TY  - JOUR\nTI  - T\nAB  - a\n" + "more words\n" * 100_000,
    "references": "TY  - JOUR\nTI  - T\n" * 3_000,
    "brackets": "[" * 300_000,
    "a list in lists": '[{"title": ' + "[" * 100_000,
    "digits": '[{"title": "T", "volume": ' + "9" * 100_000 + "}]",
    "items": "[" + '{"title": "T"},' * 3_000 + "]",
}  # fmt: skip


@pytest.mark.parametrize("text", BIG.values(), ids=BIG)
def test_huge_files_cost_no_more_than_their_size(text: str) -> None:
    for read in READERS.values():
        began = time.process_time()
        found, _ = read(text)
        assert time.process_time() - began < 10
        assert all(is_sound(entry) for entry in found[:3])


def test_a_record_of_three_thousand_authors_and_a_long_abstract_fits_into_its_file() -> None:
    authors = " and ".join(f"van der Byron{n}, Ada" for n in range(3_000))
    (entry,), _ = bibtex.read(
        f"@article{{a, title={{T}}, year=2001, author={{{authors}}}, abstract={{{'word ' * 3_000}}}}}"
    )
    assert is_sound(entry)
    assert "the abstract is left out: the record would be too large" in entry.notes
    assert any(
        note.startswith("only ") and note.endswith("authors are kept: the record would be too large")
        for note in entry.notes
    )


def test_a_long_title_is_cut_between_words_and_that_is_told() -> None:
    (entry,), _ = bibtex.read(f"@article{{a, title={{{'word ' * 200}}}, year=2001}}")
    assert ("word " * 100).strip() == entry.values["title"]
    assert "the title is cut after 500 characters" in entry.notes
