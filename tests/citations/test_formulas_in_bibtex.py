"""Formulas in BibTeX: whoever cites runs what stands in a field, so nothing is in it but what shows something."""

from __future__ import annotations

import pytest

from shortsite.citations.latex import formula_of


@pytest.mark.parametrize(
    "tex",
    [
        r"x^2",
        r"\mathbb{R}^n \to \operatorname{softmax}(x)",
        r"\begin{pmatrix}a&b\end{pmatrix}",
        r"\begin{aligned}a&=b\\c&=d\end{aligned}",
        r"\text{if } x \geq 5\%",
        r"\textbf{p}_k",
        r"\mbox{a}",
    ],
)
def test_a_formula_of_known_commands_stays_one(tex: str) -> None:
    assert f"${tex}$" == formula_of(tex)


@pytest.mark.parametrize(
    ("tex", "made"),
    [
        ("5% y", r"$5\% y$"),
        (r"a \\% b", r"$a \\\% b$"),
        (r"\label{\ExplSyntaxOn}x", "$x$"),
        (r"\label{x}", ""),
        (r"\vspace{1em}\require{x}", ""),
        (r"x \\\{ y \} z", r"$x \\\{ y \} z$"),
        (r"\begin{cases}a\\{b}\end{cases}", r"$\begin{cases}a\\ {b}\end{cases}$"),
        (r"\rule{\endinput}{x}z", "$z$"),
        (r"\vspace{\global\chardef\alpha=65 }x", "$x$"),
    ],
)
def test_what_is_not_shown_is_left_out_or_spelt_out(tex: str, made: str) -> None:
    assert made == formula_of(tex)


@pytest.mark.parametrize(
    "tex",
    [
        r"\ExplSyntaxOn\file_input:n{/etc/passwd}",
        r"\newcommand{\file}{a}\file",
        r"\filecontents{latexmkrc}x",
        r"\begin{filecontents}{x}\end{filecontents}",
        "x % " + "a" * 80 + r" \begin{input}{/etc/passwd}\end{input} y",
        r"\begin {input}{/etc/passwd}\end{input}",
        "\\begin\n{input}{/etc/passwd}",
        r"\begin\input{x}",
        r"\input{/etc/passwd}",
        r"\global\chardef\alpha=65",
        r"^^5cinput{x}",
        r"\vz",
        r"\)\color{white}\(",
        r"\)\providecommand{\bra}{\bf}\(",
        r"\providecommand{\mathds}[1]{\color{white}}",
        r"x\)",
        r"a \\\] b",
        r"\raisebox{-90cm}{x}",
        r"\text{# & a_b}",
        r"\text{a~b}",
        r"\ref{#}",
        r"\par",
        r"\begin{align}x\end{align}",
        r"\color{red}x",
        r"\kern 90cm x",
    ],
)
def test_any_other_becomes_words(tex: str) -> None:
    made = formula_of(tex)
    assert made.startswith(r"\$")
    assert made.endswith(r"\$")
    assert "\\input" not in made.replace(r"\textbackslash{}", "")
