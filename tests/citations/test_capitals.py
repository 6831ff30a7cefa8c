"""Titles in BibTeX: styles may set them as they like, and change no name, sign or formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string
from test_round_trip import hard, paper_of, told, written_and_read

from shortsite.citations import bibtex_write
from shortsite.citations.capitals import title_tex
from shortsite.citations.paragraphs import title_pieces
from shortsite.citations.sound import sound

TITLES = [
    ("Attention is All you Need", "Attention is All you Need"),
    ("BERT: Pre-training of Deep Bidirectional Transformers", "{BERT}: Pre-training of Deep Bidirectional Transformers"),
    ("ImageNet Classification with Deep GANs", "{ImageNet} Classification with Deep {GANs}"),
    ("Playing Atari with deep reinforcement learning", "Playing {Atari} with deep reinforcement learning"),
    ("Large models of proteins: Python and small banks by Kim", "Large models of proteins: Python and small banks by {Kim}"),
    ("Learning to play go: The first study of Lee Sedol's games", "Learning to play go: The first study of {Lee} {Sedol's} games"),
    ("3D Convolutions, T5 and word2vec", "{3D} Convolutions, {T5} and word2vec"),
    ("U-Net: Convolutional Networks for A* Search", "{U}-Net: Convolutional Networks for {A}* Search"),
    ("Vitamin D: A Survey of a Century", "Vitamin {D}: A Survey of a Century"),
    ("Mastering the Game of Go", "Mastering the Game of Go"),
    ("O'Neil and don't", "{O'Neil} and don't"),
    ("The $O(n)$ and $k$-means of $\\Delta$", "The {$O(n)$} and $k$-means of {$\\Delta$}"),
    ("50% of C# & {GAN}s", "50\\% of {C}\\# \\& \\textbraceleft{}{GAN}\\textbraceright{}s"),
    ("深度学习 and 深度 GAN", "深度学习 and 深度 {GAN}"),
    ("“Why Should I Trust You?”", "“Why Should {I} Trust You?”"),
    ("Über die Ähnlichkeit von 1000 Dingen", "Über die Ähnlichkeit von 1000 Dingen"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "written"), TITLES)
def test_only_capitals_that_mean_something_are_kept_from_styles(title: str, written: str) -> None:
    paper = paper_of({"title": title, "year": 2017})
    assert written == title_tex(title_pieces(paper.title))
    assert f"  title = {{{written}}},\n" in bibtex_write.brief(paper, None)
    assert title == written_and_read({"title": title, "year": 2017}).title.source


words = st.sampled_from(
    ["BERT", "a", "A", "Deep", "deep", "3D", "$O(n)$", "$x$", "C#", "--", "it's", "\u0301", ": ", "é"]
)


@given(st.lists(words | hard, min_size=1, max_size=8), st.sampled_from(["", " "]))
def test_a_title_comes_out_of_braces_as_it_went_in(parts: list[str], between: str) -> None:
    kept, _ = sound({"title": between.join(parts), "year": 2001})
    if "title" in kept and not (paper := paper_of(kept)).title.faults:
        assert told(paper) == told(written_and_read(kept))
        assert ["a-paper"] == list(parse_string(bibtex_write.brief(paper, None), "bibtex").entries)


@given(st.lists(words | hard, min_size=1, max_size=8).map("".join))
def test_no_braces_begin_with_a_command_since_bibtex_takes_that_for_an_accent(title: str) -> None:
    kept, _ = sound({"title": title, "year": 2001})
    if "title" in kept:
        assert "{\\" not in title_tex(title_pieces(paper_of(kept).title))
