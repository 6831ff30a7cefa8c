"""Formulas: MathML for pages, and the same in plain HTML and text for where MathML cannot go."""

from __future__ import annotations

import re
import time

import pytest
from lxml import etree

from shortsite.markdown import TextContext, convert, fill, inline
from shortsite.model import Formula

PLAIN = TextContext("")


def formula(tex: str, *, display: bool = False) -> Formula:
    mark = "$$" if display else "$"
    return convert(f"{mark}{tex}{mark}", PLAIN).formulas[0]


@pytest.mark.parametrize(
    ("tex", "html", "text"),
    [
        ("x^2", "<i>x</i><sup>2</sup>", "x²"),
        ("x_i", "<i>x</i><sub><i>i</i></sub>", "xᵢ"),
        ("x_b", "<i>x</i><sub><i>b</i></sub>", "x_b"),
        ("x_{i,j}^{(k)}", None, "x_(i,j)⁽ᵏ⁾"),
        (r"\theta \in \mathbb{R}^d", "<i>θ</i> ∈ <i>ℝ</i><sup><i>d</i></sup>", "θ ∈ ℝᵈ"),
        (r"\frac{a+b}{2}", "(<i>a</i> + <i>b</i>)/2", "(a + b)/2"),
        (r"\sqrt{x+1}", "√(<i>x</i> + 1)", "√(x + 1)"),
        (r"\sqrt[3]{x}", "<sup>3</sup>√<i>x</i>", "³√x"),
        (r"\sum_{i=1}^n x_i", None, "∑ᵢ₌₁ⁿxᵢ"),
        (r"O(n \log n)", None, "O(n log n)"),
        (r"f'(x)", "<i>f</i>′(<i>x</i>)", "f′(x)"),
        (r"\hat{y}", "<i>y\u0302</i>", "\u0177"),
        (r"\vec{y} + \overline{y}", "<i>y\u20d7</i> + <i>y\u0304</i>", "y\u20d7 + ȳ"),
        (r"-x", "−<i>x</i>", "−x"),
        (r"\binom{n}{k}", None, "(n choose k)"),
        (r"\text{if } x < 0", "if <i>x</i> &lt; 0", "if x < 0"),
        (r"\textbf{p}_k", "p<sub><i>k</i></sub>", "pₖ"),
        (r"\texttt{a<b} + \textit{\textbf{c d}}", "a&lt;b + c d", "a<b + c d"),
        (r"\textsf{if }\emph{x}", "if x", "if x"),
        (r"\begin{matrix}a\end{matrix}", r"<code>\begin{matrix}a\end{matrix}</code>", r"\begin{matrix}a\end{matrix}"),
        (r"\underbrace{a}_{b+c}", r"<code>\underbrace{a}_{b+c}</code>", r"\underbrace{a}_{b+c}"),
        (r"50\%", "50%", "50%"),
    ],
)
def test_a_formula_is_said_without_mathml(tex: str, html: str | None, text: str) -> None:
    found = formula(tex)
    assert text == found.text
    assert html is None or html == found.html


@pytest.mark.parametrize(
    ("tex", "accent"),
    [
        (r"\overline{ab}", '<mo stretchy="true">\u203e</mo></mover>'),
        (r"\underline{ab}", '<mo stretchy="true">_</mo></munder>'),
        (r"\vec{v}", '<mo stretchy="false" mathsize="60%">→</mo></mover>'),
        (r"\widehat{L}", '<mo stretchy="false">\u02c6</mo></mover>'),
        (r"\widehat{\mathcal{L}}", '<mo stretchy="false">\u02c6</mo></mover>'),
        (r"\widehat{abc}", '<mo stretchy="true">\u0302</mo></mover>'),
    ],
)
def test_accents_stand_by_themselves_where_a_font_allows_it(tex: str, accent: str) -> None:
    assert formula(tex).mathml.count(accent) == 1


@pytest.mark.parametrize(
    "tex",
    [
        r"x \tag{3}",
        r"\pmb{x} \thicksim y \dotsc \dotsb",
        r"\widetilde{abc}",
        r"x^⊤ + \AA",
        r"\mathbbm{1} \mathds{1}",
        r"\mbox{a b} \text{if $x$ is_so} \textnormal{c}",
        r"\sum_{\substack{a\\b}} x",
        r"\begin{eqnarray}a&=&b\end{eqnarray}",
        r"\begin{equation}\begin{split}a&=b\end{split}\end{equation}",
        r"\begin{align}a\label{eq:a}&=b\end{align}",
        r"x \label{eq:x} \eqref{eq:x}",
        "a\\\nb",
        r"\phi* \in \[0, 1\]",
        r"\begin{smallmatrix}a&b\end{smallmatrix}",
        r"\begin{alignat}{2}a&=b\end{alignat}",
    ],
)
def test_what_people_write_is_converted(tex: str) -> None:
    assert formula(tex, display=True).mathml


def test_a_percent_sign_is_no_comment_within_a_line() -> None:
    assert formula("50% + x").text == "50% + x"


def test_mathml_keeps_the_tex_and_has_no_style() -> None:
    found = formula(r"\begin{aligned}a&<b\end{aligned} \color{red}{x}\!", display=True)
    assert r'<annotation encoding="application/x-tex">\begin{aligned}a&amp;&lt;b\end{aligned}' in found.mathml
    assert "style=" not in found.mathml.replace("displaystyle=", "")
    assert 'class="m-red"' in found.mathml
    etree.fromstring(found.mathml)


def test_a_displayed_formula_that_fails_shows_its_tex() -> None:
    assert (
        formula(r"\foo < 1", display=True).html,
        formula(r"\foo < 1", display=True).mathml,
    ) == (r'<pre class="math-error" tabindex="0"><code>\foo &lt; 1</code></pre>', "")


def test_each_form_shows_a_formula_once() -> None:
    document = convert(r"a $x^2$ $$\boxed{y}$$ b" + "\n\n$$z$$", PLAIN)
    page, atom, rss = (fill(document.html, document, [], form, "https://x.org/") for form in ("html", "mathml", "rss"))
    assert 3 == page.count("<math") == page.count("</math>") == atom.count("<math")
    assert '<div class="math-display" role="group" tabindex="0" aria-label="Formula"><math display="block">' in page
    assert '<div><math display="block">' in atom
    assert not re.search(r"<m[a-z]+[^>]* (class|style|form|accent)=", atom)
    assert "<math" not in rss
    assert "<blockquote><i>z</i></blockquote>" in rss


@pytest.mark.parametrize(
    ("source", "html", "text"),
    [
        ("Plain & <b>", "Plain &amp; &lt;b&gt;", "Plain & <b>"),
        ("It's $5 to $6 *here*", "It&#x27;s $5 to $6 *here*", "It's $5 to $6 *here*"),
        (r"A \$5 [x](y) `c`", "A $5 [x](y) `c`", "A $5 [x](y) `c`"),
        ("", "", ""),
        (r"C:\dir", r"C:\dir", r"C:\dir"),
    ],
)
def test_a_title_is_literal_but_for_formulas(source: str, html: str, text: str) -> None:
    found = inline(source)
    assert (source, html, text) == (found.source, found.html, found.text)


def test_a_title_may_hold_formulas() -> None:
    found = inline(r"The $\ell_1$ norm of \(\R^n\)", (("R", r"\mathbb{R}"),))
    assert found.text == "The ℓ₁ norm of ℝⁿ"
    assert found.html.count("</math>") == 2


def test_a_title_with_a_formula_that_fails_shows_its_tex() -> None:
    found = inline(r"On $\foo$ & co")
    assert found.html == r'On <code class="math-error">\foo</code> &amp; co'
    assert found.text == r"On \foo & co"


@pytest.mark.parametrize(
    "text",
    [
        "$" * 50000,
        "[[" * 25000,
        r"\(" * 25000,
        "$$\n" * 10000,
        "\\begin{align}\n" * 8000,
        "\\[\n" * 10000,
        "http:" * 10000,
        "<b>" * 10000,
        "# a\n" * 5000,
        "[[a-b]] " * 4000,
        "<script>" * 8000,
        "![](" * 15000,
    ],
    ids=lambda text: text[:8].strip(),
)
def test_repetition_costs_no_more_than_its_length(text: str) -> None:
    start = time.process_time()
    convert(text, PLAIN)
    assert time.process_time() - start < 4


def test_punctuation_is_not_torn_from_a_short_formula() -> None:
    document = convert("for $x$, and $y$ and ($z$).", PLAIN)
    page = fill(document.html, document, [], "html")
    assert 2 == page.count('<span class="glue"><math>')
    assert "</math>,</span>" in page
    assert "</math>).</span>" in page
    assert "glue" not in fill(document.html, document, [], "mathml", "https://x.org/")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("of the $n units", ["1:8 '$n'"]),
        (r"we set $\alpha = 3 here", [r"1:8 '$\alpha'"]),
        ("where $x_i is open", ["1:7 '$x'"]),
        ("a $x$ and $y then", ["1:11 '$y'"]),
        ("from $5 to $10, US$ 6, $HOME and A$B", []),
        (r"\$x is meant", []),
        ("`$x` is code", []),
        ("$ x $ is text", []),
    ],
)
def test_a_dollar_that_begins_no_formula_is_reported_where_tex_stands_behind_it(text: str, found: list[str]) -> None:
    problems = convert(text, TextContext("s")).problems
    assert found == [f"{p.place.line}:{p.place.column} {p.message.split(' opens')[0]}" for p in problems]
