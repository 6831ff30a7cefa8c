"""Formulas in feeds: one form in each format, and none that a reader could take for another."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from archives import paper, summary
from conftest import MakeArchive
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from subscribed import ATOM, ENCODED, MATHML, subscribed

from shortsite.markdown import TextContext, convert, fill
from shortsite.model import Document

TESTS = Path(__file__).parents[1]
NOTES = TESTS.parents[1] / "shared" / "archives" / "real" / "content" / "summaries"
PAGE = "https://toy.example.org/paper/a/"

#: What the W3C's validator of feeds lets pass in MathML.
ATTRIBUTES = frozenset(
    ["columnspan", "depth", "display", "displaystyle", "encoding", "fence", "height", "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "rowspan", "rspace", "scriptlevel", "separator", "stretchy", "width"]
)  # fmt: skip
ELEMENTS = frozenset(
    ["annotation", "maction", "math", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom", "mprescripts", "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover", "none", "semantics"]
)  # fmt: skip

FORMULAS = [
    r"\frac{1}{3}", r"\frac13\frac23", r"2\frac{1}{3}", r"\dfrac{a+b}{c}", r"x^{1/3}", r"x^{\frac13}", r"\sqrt{2}", r"\sqrt[3]{x+1}",
    r"\begin{pmatrix}1 & 3\\2 & 4\end{pmatrix}", r"\begin{aligned}a &= b\\&= c\end{aligned}", r"\sum_{i=1}^n i", r"\hat{x}", r"\boxed{x}",
    r"\overbrace{x+y}^{2}", r"\text{if } x < 3 \& y > 4", r"\mathbb{R}^n", r"\operatorname{softmax}(x)_i", r"\binom{n}{k}", r"\cancel{x}",
    r"\,", r"\quad", r"\phantom{x}", r"{}", r"\zzz", r"\left.\frac{df}{dx}\right|_{x=0}", r"\underset{x}{\arg\max}\ f(x)", r"a \ne b",
    r"\color{red}{x}", r"\verb|x|", r"\mathcal{L}_{\text{KL}}", r"\frac{\frac{1}{2}}{3}", r"x_{13}", r"\tfrac{1}{3}", r"1/3",
]  # fmt: skip


def documents() -> Iterator[Document]:
    """The formulas above, those of the fixtures of Markdown, and those of real notes if they are here."""
    for tex in FORMULAS:
        yield convert(f"${tex}$ and\n\n$$\n{tex}\n$$\n", TextContext("ann"))
    for file in sorted((TESTS / "markdown").glob("*.md")):
        yield convert(file.read_text(encoding="utf-8"), TextContext("ann"))
    for number, file in enumerate(sorted(NOTES.rglob("*.md")) if NOTES.is_dir() else ()):
        if number % 20 == 0:
            yield convert(file.read_text(encoding="utf-8").partition("\n---\n")[2], TextContext("ann"))


@pytest.fixture(scope="module")
def corpus() -> tuple[Document, ...]:
    return tuple(documents())


def words_of(form: str) -> str:
    """What is left of HTML where a reader knows no tags at all."""
    return html.unescape(re.sub(r"<[^>]*>", "", form)).strip()


def shown(document: Document, form: str) -> list[str]:
    """Each formula of the document in one form."""
    return [
        fill(f"\ue000{number}\ue001", document, [], form, PAGE) for number in range(len(document.formulas))
    ]  # fmt: skip


def test_the_corpus_has_formulas_of_all_kinds(corpus: tuple[Document, ...]) -> None:
    formulas = [formula for document in corpus for formula in document.formulas]
    assert len(formulas) > 100
    assert {True, False} == {bool(formula.mathml) for formula in formulas} == {formula.display for formula in formulas}


def test_no_formula_is_empty_where_only_its_words_are_shown(corpus: tuple[Document, ...]) -> None:
    empty = [
        (form, formula.tex)
        for document in corpus
        for form in ("rss", "mathml", "tex")
        for formula, made in zip(document.formulas, shown(document, form), strict=True)
        if formula.tex and not words_of(made)
    ]
    assert [] == empty


def test_a_fraction_never_runs_together(corpus: tuple[Document, ...]) -> None:
    for document in corpus:
        for formula, made in zip(document.formulas, shown(document, "rss"), strict=True):
            fractions = formula.mathml.count("<mfrac")
            words = words_of(made)
            signs = words.count("/") + words.count(" choose ")
            assert words == formula.tex or signs >= fractions, formula.tex


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"\frac{1}{3}", "1/3"),
        (r"\frac13\frac23", "1/3 2/3"),
        (r"2\frac13", "2 1/3"),
        (r"\dfrac{a+b}{c}", "(a + b)/c"),
        (r"\frac{\frac{1}{2}}{3}", "(1/2)/3"),
        (r"\sqrt{x+1}", "√(x + 1)"),
        (r"\,", r"\,"),
        (r"\begin{pmatrix}1 & 3\end{pmatrix}", r"\begin{pmatrix}1 & 3\end{pmatrix}"),
    ],
)
def test_words_of_formulas_in_rss(tex: str, words: str) -> None:
    document = convert(f"${tex}$", TextContext("ann"))
    assert [words] == [words_of(made) for made in shown(document, "rss")]


def test_rss_knows_no_mathml_and_a_formula_has_one_form(corpus: tuple[Document, ...]) -> None:
    for document in corpus:
        for formula, made in zip(document.formulas, shown(document, "rss"), strict=True):
            assert "<math" not in made
            assert not ("<code>" in made and re.search("<i>|<su[bp]>", made)), formula.tex


def test_mathml_in_atom_is_of_the_elements_and_attributes_that_validators_know(corpus: tuple[Document, ...]) -> None:
    for document in corpus:
        for formula, made in zip(document.formulas, shown(document, "mathml"), strict=True):
            root = etree.fromstring(f"<x>{made}</x>".replace("<math", f'<math xmlns="{MATHML[1:-1]}"'))
            for node in root.iter():
                if node.tag.startswith(MATHML):
                    assert node.tag.removeprefix(MATHML) in ELEMENTS
                    assert set(node.attrib) <= ATTRIBUTES
            notes = [node.text for node in root.iter(f"{MATHML}annotation")]
            assert ([formula.tex] if formula.mathml else []) == notes
            assert bool(formula.mathml) == bool(root.findall(f".//{MATHML}math"))


def test_text_has_tex_between_dollars(corpus: tuple[Document, ...]) -> None:
    for document in corpus:
        for formula, made in zip(document.formulas, shown(document, "tex"), strict=True):
            sign = "$$" if formula.display else "$"
            assert f"{sign}{formula.tex}{sign}" == words_of(made)


def test_an_entry_says_each_formula_once_in_every_format(make_archive: MakeArchive) -> None:
    text = "A third is $\\frac{1}{3}$ here."
    files = {
        "content/papers/a.yml": paper(),
        "content/summaries/ann.md": summary("a", text, tldr="$\\frac{1}{3}$ it is."),
    }
    feeds = subscribed(make_archive(files))
    rss = words_of(etree.fromstring(feeds["feed.xml"]).findtext(f".//{ENCODED}") or "")
    assert 2 == rss.count("1/3")
    atom = etree.fromstring(feeds["atom.xml"])
    assert [r"\frac{1}{3}"] == [node.text for node in atom.iter(f"{MATHML}annotation")]
    assert "1/3 it is." == atom.findtext(f".//{ATOM}summary")
    (item,) = json.loads(feeds["feed.json"])["items"]
    assert (1, 1, 1) == (
        item["content_html"].count("<math"),
        item["content_text"].count(r"$\frac{1}{3}$"),
        item["summary"].count("1/3"),
    )
    for read in (rss, item["content_text"], item["summary"], atom.findtext(f".//{ATOM}summary") or ""):
        assert not re.search(r"\b13\b", read)


@given(st.lists(st.sampled_from([*FORMULAS, "x", "+", "=", "_2", "^3", "13"]), min_size=1, max_size=5).map(" ".join))
def test_whatever_formulas_are_put_together_none_is_empty_and_no_fraction_is_lost(tex: str) -> None:
    document = convert(f"${tex}$", TextContext("ann"))
    for formula, made in zip(document.formulas, shown(document, "rss"), strict=True):
        words = words_of(made)
        assert words
        assert words == formula.tex or words.count("/") + words.count(" choose ") >= formula.mathml.count("<mfrac")
