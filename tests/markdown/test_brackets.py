"""Brackets that nothing closes cost math-core twice the time each, so a formula may have a few of them only."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shortsite.markdown.brackets import MOST_LOOSE
from shortsite.markdown.formula import converted

LOOSE = [
    "(", "[", "\\{", "\\langle ", "\\lvert ", "\\lbrace ", "\\mathopen(", "\\bigl(", "\\Biggl|", "\u27e6", "\u231c", "x(", "?[", "(+", "\\\\(",
    "{(}", "{{(}}", "(_)", "(^)", "(\\hat)", "(\\frac{a})", "(\\sqrt[3])", "(\\operatorname*)", "(%)\n", "\\mathopen)", "\\not[",
    "(\\text)", "\\pmod\\Big", "\\bra\\operatorname", "\\mathchoice\\sqrt[3]", "(\\z", "(\\nonsense{a}",
]  # fmt: skip
#: A command makes a row of what follows, or parts the row in two.
PARTED = ["\\displaystyle", "\\color{red}", "\\over", "\\atop"]


def refused(tex: str, macros: tuple[tuple[str, str], ...] = ()) -> bool:
    """Whether the formula is refused; that and all else takes no time to speak of."""
    start = time.process_time()
    formula, fault = converted(tex, "inline", macros)
    assert 2 > time.process_time() - start
    assert (fault is not None) == ("math-error" in formula.html)
    return fault is not None


@pytest.mark.parametrize("piece", LOOSE)
def test_many_brackets_that_nothing_closes_are_refused(piece: str) -> None:
    assert refused(piece * 60)
    assert refused(piece * 60 + ")" * 9)


@pytest.mark.parametrize("command", PARTED)
def test_what_closes_in_another_row_closes_nothing(command: str) -> None:
    for tex in ("(" * 40 + command + ")" * 40, "{" + "(" * 40 + command + ")" * 40 + "}"):
        assert refused(tex)
    assert refused(r"\begin{align*}\rm)" + command + r"\lvert" * 40 + r"\end{align*}")


@pytest.mark.parametrize(
    ("tex", "macros"),
    [
        (r"\a" * 60, {"a": "("}),
        (r"\a" * 6, {"a": r"\b\b\b", "b": r"\c\c\c", "c": "("}),
        (r"\a{\a{\a{\a{\a{\a{(}}}}}}", {"a": "#1#1"}),
        (r"\a{\displaystyle}", {"a": "(" * 30 + "#1" + ")" * 30}),
        (r"(\a)" * 60, {"a": r"\hat"}),
        (r"(\a)" * 60, {"a": "x_"}),
        (r"(\a)" * 60, {"a": r"\hat{#1}("}),
        (r"(\a) \right)" * 60, {"a": r"\left("}),
        (r"\a\a\a\a\a\a\a\a\a" + "(" * 40, {"a": r"\mathchoice"}),
    ],
)
def test_macros_hide_none(tex: str, macros: dict[str, str]) -> None:
    assert refused(tex, tuple(macros.items()))


@pytest.mark.parametrize(
    "tex",
    [
        "(" * MOST_LOOSE,
        "(a)" * 60,
        "(" * 55 + "a" + ")" * 55,
        "]0, 1[" * 30,
        "[0, 1)" * 30,
        r"\bigl( f(x) \bigr)" * 20,
        r"\left( (a)(b) \right]" * 20,
        r"\langle a \rvert b \rangle" * 20,
        r"f(x_\alpha) + g(y^2) - \hat{h}(z') \, \mathrm{k}(l) \text{ if } \frac{1}{2}(m) \sum_{i}^{n}(o) \sqrt[3]{(p)}(q)",
        r"\displaystyle " + "(a)" * 20,
        r"\color{red} (a) \hspace{1em} \left( b \right)" * 9,
        r"\begin{aligned}" + r"a &= (b + \\ &\quad c) \\" * 20 + r"\end{aligned}",
        r"\begin{pmatrix}" + r"( & [ \\ " * 20 + r"\end{pmatrix}",
        r"\bra{a}\ket{b}\set{c}" * 9,
    ],
)
def test_formulas_that_people_write_are_converted(tex: str) -> None:
    assert not refused(tex)


def test_macros_that_people_write_are_converted() -> None:
    macros = (
        ("norm", r"\lVert #1 \rVert"),
        ("la", r"\langle"),
        ("ra", r"\rangle"),
        ("E", r"\mathbb{E}\left[#1\right]"),
    )
    assert not refused(r"\norm{a} \la b \ra \E{(c)}" * 15, macros)


def test_an_unknown_command_among_brackets_is_what_is_told() -> None:
    _, fault = converted("(" * 20 + r"\nonsense", "inline", ())
    assert fault is not None
    assert (20, r'unknown command "\nonsense"') == (fault.offset, fault.message)


PIECES = st.sampled_from(
    [
        "(", "(", "(", "[", ")", "]", "\\{", "\\}", "\\langle", "\\bigl(", "\\bigr)", "\\big(", "\\left(", "\\right)", "\\left.", "{", "}",
        "{(}", "{)}", "x", "1", "+", ",", "_", "^", "'", "~", "|", "!", "&", "\\\\", "%\n", "\\frac", "\\sqrt", "\\sqrt[3]", "\\hat", "\\text",
        "\\mathrm", "\\mathopen", "\\mathord", "\\mathinner", "\\displaystyle", "\\color{red}", "\\over", "\\rm", "\\sin", "\\sum", "\\limits",
        "\\not", "\\operatorname", "\\operatorname*", "\\quad", "\\begin{matrix}", "\\end{matrix}", "\\begin{align*}", "\\overset", "\\mathchoice",
        "\\bra", "\\set", "\\pmod", "\\Big", "\\hspace{1em}", "\\phantom", "\\a", "\\b", "\\substack{(}", "\\let\\z", "\\def\\z{(}", "\\z",
    ]
)  # fmt: skip
BODIES = st.sampled_from(
    [
        "(",
        ")",
        "#1",
        "(#1)",
        "#1#1",
        "x_",
        "\\left(",
        "\\right)",
        "\\displaystyle",
        "\\frac1",
        "(((((",
        "\\a\\a",
        "\\b(",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=5), st.integers(1, 40), st.integers(0, 30), st.tuples(BODIES, BODIES))
@example(["\\mathchoice", "\\sqrt[3]"], 30, 0, ("x", "x"))
@example(["{)\\b\\a\\a(\\b"], 30, 4, (")", "\\hat{#1}("))
def test_no_brackets_take_long(pieces: list[str], times: int, closing: int, bodies: tuple[str, str]) -> None:
    refused("".join(pieces) * times + ")" * closing, (("a", bodies[0]), ("b", bodies[1])))
