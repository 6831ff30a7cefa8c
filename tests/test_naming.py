"""Ids of new papers: as people would choose them, always sound, never taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shortsite.contributing.naming import free_name, paper_id
from shortsite.urls import is_id

PAPERS = Path(__file__).parents[1] / "content" / "papers"


@pytest.mark.parametrize(
    ("expected", "title", "author"),
    [
        ("vaswani-2017-attention-is-all", "Attention is All you Need", "Ashish Vaswani"),
        ("kingma-2017-adam", "Adam: A Method for Stochastic Optimization", "Diederik P. Kingma"),
        ("dosovitskiy-2017-image-is-worth", "An Image is Worth 16x16 Words: Transformers", "Alexey Dosovitskiy"),
        ("li-2017-federated-optimization", "Federated Optimization in Heterogeneous Networks", "Tian Li"),
        ("van-der-maaten-2017-visualizing-data-using", "Visualizing Data using t-SNE", "van der Maaten, Laurens"),
        ("atlas-collaboration-2017-observation", "Observation of a", {"family": "ATLAS Collaboration"}),
        ("renyi-2017-on-measures", "On Measures of $\\alpha$ Entropy", "Alfréd Rényi"),
        ("li-2017-shen-du-xue", "深度学习", "李"),
        ("voltaire-2017-zadig", "Zadig", "Voltaire"),
    ],
)
def test_a_paper_is_named_by_author_year_and_first_words(expected: str, title: str, author: Any) -> None:
    assert expected == paper_id({"title": title, "authors": [author], "year": 2017}, ())


def test_what_is_not_known_is_left_out() -> None:
    assert "2017-adam" == paper_id({"title": "Adam", "year": 2017}, ())
    assert "byron-adam" == paper_id({"title": "Adam", "authors": ["Ada Byron"]}, ())
    assert "arxiv-1706.03762" == paper_id({"arxiv": "1706.03762", "year": 2017}, ())
    assert "doi-10.1145-3292500" == paper_id({"doi": "10.1145/3292500"}, ())
    assert "byron-2017" == paper_id({"authors": ["Ada Byron"], "year": 2017}, ())
    assert "paper" == paper_id({}, ())
    assert "paper" == paper_id({"title": "!!!", "authors": ["?"], "year": 0}, ())


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert "adam-3" == paper_id({"title": "Adam"}, {"adam", "adam-2"})
    assert "ann-2" == free_name("ann", ["ann"])


def test_most_of_the_archive_s_own_ids_are_what_would_be_chosen() -> None:
    files = list(PAPERS.glob("*.yml"))
    same = [file for file in files if paper_id(yaml.safe_load(file.read_text(encoding="utf-8")), ()) == file.stem]
    assert len(same) > 0.7 * len(files)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "title": st.text(max_size=300),
            "authors": st.lists(
                st.one_of(st.text(max_size=200), st.dictionaries(st.sampled_from(["family", "given"]), st.text())),
                max_size=2,
            ),
            "year": st.integers(),
            "doi": st.text(max_size=200),
        },
    )
)
def test_an_id_is_always_sound(values: dict[str, Any]) -> None:
    first = paper_id(values, ())
    assert is_id(first)
    second = paper_id(values, {first})
    assert is_id(second)
    assert first != second
