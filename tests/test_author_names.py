"""Names of people, taken apart by one rule wherever they are written."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from archives import paper, planned, rendered
from conftest import MakeArchive
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from shortsite.citations.names import author_value, parts_of
from shortsite.contributing.naming import paper_id
from shortsite.model import Author, Made, Page
from shortsite.names import family_and_given
from shortsite.urls import slug

NAMES = [
    ("Ada Byron", "Byron", "Ada"),
    ("Sara Jan van der Meer", "van der Meer", "Sara Jan"),
    ("Ludwig von Mises", "von Mises", "Ludwig"),
    ("Juan de la Cruz García", "de la Cruz García", "Juan"),
    ("Anna ten Hoopen", "ten Hoopen", "Anna"),
    ("Anna Ten Hoopen", "Hoopen", "Anna Ten"),
    ("Gerard 't Hooft", "Hooft", "Gerard 't"),
    ("José De la Torre", "De la Torre", "José"),
    ("José Ortega y Gasset", "Ortega y Gasset", "José"),
    ("Jo Example Jr.", "Example Jr.", "Jo"),
    ("Jan van Example III", "van Example III", "Jan"),
    ("danah boyd", "boyd", "danah"),
    ("ada maria byron", "byron", "ada maria"),
    ("ნინო ა მარია", "მარია", "ნინო ა"),
    ("李 明", "明", "李"),
    ("Plato", "Plato", ""),
    ("Jr.", "Jr.", ""),
    ("", "", ""),
]


@pytest.mark.parametrize(("name", "family", "given_names"), NAMES)
def test_particles_in_lower_case_belong_to_the_family_name(name: str, family: str, given_names: str) -> None:
    assert (family, given_names) == family_and_given(name)


words = st.lists(st.sampled_from(["Ada", "van", "y", "De", "Jr.", "III", "boyd", "李", "O'Neil", "and"]), max_size=4)


@given(words.map(" ".join), words.map(" ".join))
def test_a_name_that_is_written_is_read_as_it_was(family: str, given_names: str) -> None:
    written = author_value(family, given_names)
    if family:
        assert (family, given_names) == parts_of(written)


def test_a_record_and_all_that_cite_it_take_a_name_apart_alike(make_archive: MakeArchive) -> None:
    files = {
        f"content/papers/{name}.yml": paper(title, authors=[author], venue="V")
        for name, title, author in (("a", "A", "Sara Jan van der Meer"), ("b", "B", "van der Meer, Sara Jan"))
    }
    root = make_archive(files)
    outputs, problems = planned(root)
    made = {output.url: output.make() for output in outputs if isinstance(output, Made)}
    pages = {output.url: output for output in outputs if isinstance(output, Page)}
    assert [] == problems
    for name in "ab":
        assert "author = {van der Meer, Sara Jan}" in made[f"paper/{name}/paper.bib"]
        assert "AU  - van der Meer, Sara Jan\r\n" in made[f"paper/{name}/paper.ris"]
        (item,) = json.loads(made[f"paper/{name}/paper.csl.json"])
        assert [{"family": "van der Meer", "given": "Sara Jan"}] == item["author"]
        page = pages[f"paper/{name}/"].context
        assert ("citation_author", "van der Meer, Sara Jan") in page["head"].metas
        assert page["cite_paper"]().reference.text.startswith("van der Meer, S. J. (2020).")
    spans = html.document_fromstring(rendered(root)["venue/v/index.html"].decode()).find_class("Z3988")
    assert [["van der Meer, Sara Jan"]] * 2 == [parse_qs(span.get("title"))["rft.au"] for span in spans]
    assert "author/sara-jan-van-der-meer/" in pages


@pytest.mark.parametrize("name", [name for name, _, _ in NAMES if name])
def test_an_author_keeps_the_address(name: str) -> None:
    assert slug(name) == slug(Author(*family_and_given(name)).name)


@pytest.mark.parametrize("author", ["Guido van Rossum", "van Rossum, Guido", {"family": "van Rossum", "given": "G."}])
def test_a_paper_has_the_same_id_however_its_author_is_written(author: Any) -> None:
    assert "van-rossum-2017-snakes" == paper_id({"title": "Snakes", "authors": [author], "year": 2017}, ())
