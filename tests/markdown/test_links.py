"""Links that lead nowhere: they lose their address, keep their words, and are reported."""

from __future__ import annotations

import pytest

from shortsite.markdown import TextContext, convert


@pytest.mark.parametrize(
    ("text", "html", "places"),
    [
        ("see [a](notes.md) and [b](../b.md)", "<p>see a and b</p>", [(1, 7), (1, 25)]),
        ("[a](/b/)", "<p>a</p>", [(1, 3)]),
        ("> * x\n>   [a]()", "<p>x\na</p>", [(2, 7)]),
        ("[a](#nowhere)", "<p>a</p>", [(1, 3)]),
        ("[a](https://a.org) and [c]()", "and c</p>", [(1, 26)]),
        ("`[a](#no)` and [b](#no)", "and b</p>", [(1, 18)]),
        ("*[a](#no)* and [b [c](#no)](#no)", "a</em> and [b c](#no)</p>", [(1, 4), (1, 21)]),
        ('<a href="x.html">a</a>', "<a>a</a>", []),
        ('<a href="#x">a</a>', "<a>a</a>", []),
        ("[a](mailto:x@y.org) [b](//c.org/)", 'href="mailto:x@y.org"', []),
    ],
)
def test_a_link_that_leads_nowhere_is_reported_and_dropped(text: str, html: str, places: list[tuple[int, int]]) -> None:
    document = convert(text, TextContext("desk"))
    found = [(problem.place.line, problem.place.column) for problem in document.problems if problem.code == "SS047"]
    assert html.removeprefix("<p>").removesuffix("</p>") in document.html
    assert places == found


@pytest.mark.parametrize("text", ["[x](//a.org/b)", '<a href="//a.org/b">x</a>', "![x](//a.org/b.png)"])
def test_a_link_without_a_protocol_gets_one(text: str) -> None:
    html = convert(text, TextContext("desk")).html
    assert 'href="https://a.org/b' in html
    assert '"//' not in html


def test_a_reply_may_link_to_its_own_headings() -> None:
    document = convert("[up](#why)\n\n## Why\n", TextContext("desk"))
    assert 'href="\ue006#desk--why"' in document.html
    assert () == document.problems


def test_fences_keep_their_spaces_without_a_form() -> None:
    document = convert(r"$\lVert x \rVert$", TextContext("desk"))
    assert "form=" not in document.formulas[0].mathml
    assert 2 == document.formulas[0].mathml.count('lspace="0" rspace="0"')
