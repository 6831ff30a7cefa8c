"""What a document holds besides its HTML: problems with places, references, excerpts, words, images."""

from __future__ import annotations

import re

import pytest
from legible import CONTEXT

from shortsite.markdown import TextContext, convert, fill, fingerprint

PLAIN = TextContext("")


def faults(text: str) -> list[tuple[str, int, int]]:
    return [(problem.code, problem.place.line, problem.place.column) for problem in convert(text, CONTEXT).problems]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (r"a $\foo$", ("SS040", 1, 4)),
        (r"é $é + \foo$", ("SS040", 1, 8)),
        ("a\n\nb\nc $x + \\foo$", ("SS040", 4, 8)),
        ("$$\nx\n  + \\foo\n$$", ("SS040", 3, 5)),
        (r"$$x + \foo$$", ("SS040", 1, 7)),
        (r"$$x + \foo \tag{1}$$", ("SS040", 1, 7)),
        ("$$\n\\label{a} x + \\foo\n$$", ("SS040", 2, 15)),
        ("- a\n- > b $\\foo$", ("SS040", 2, 8)),
        ("> a\n> b $\\foo$", ("SS040", 2, 6)),
        ("|a|b|\n|-|-|\n|$x$|$\\foo$|", ("SS040", 3, 7)),
        ("a | b\n-|-\n$\\foo$ | $x$", ("SS040", 3, 2)),
        ("|$\\foo$|$x$|\n|-|-|", ("SS040", 1, 3)),
        (r"## Head $\foo$", ("SS040", 1, 10)),
        (r"*a* $x$ **$\foo$**", ("SS040", 1, 12)),
        (r"$\newcommand{\a}{b} \foo$", ("SS040", 1, 21)),
        (r"$\alpha$ \(\foo\)", ("SS040", 1, 12)),
        ("a[^1]\n\n[^1]: note $\\foo$", ("SS040", 3, 13)),
        ("term\n: words $\\foo$", ("SS040", 2, 10)),
        ("$" + "x" * 4001 + "$", ("SS041", 1, 2)),
        ("$" + "{" * 61 + "}" * 61 + "$", ("SS041", 1, 62)),
        ("$" + r"\hat" * 151 + "$", ("SS041", 1, 2)),
        (r"$\newcommand{\a}{" + "{}" * 300 + "}$", ("SS041", 1, 2)),
        ("a\n\n![x](nope.png)", ("SS042", 3, 1)),
        ("a ![x](nope.png)", ("SS042", 1, 3)),
        ("`![x](nope.png)` and `![x](missing`, ![x](nope.png)", ("SS042", 1, 38)),
        ("[`![`](https://a.org) ![x][n]\n\n[n]: nope.png", ("SS042", 1, 23)),
        ("m08 `$n` in shell, then $n$ and `echo $n` with the $n units", ("SS046", 1, 52)),
        ("- a\n  - https://i.imgur.com/a.png", ("SS043", 2, 5)),
        ("a <img src='http://x.org/a.png'>", ("SS043", 1, 3)),
        ("a <img src='http://[x.org/a.png'>", ("SS042", 1, 3)),
        ("a\n\nhttps://x]y/a.png", ("SS042", 3, 1)),
        ("![x](fake.png)", ("SS044", 1, 1)),
        ("![x](a.svg)", ("SS044", 1, 1)),
        ("![x](a.PDF)", ("SS044", 1, 1)),
        ("a <font>b</font>", ("SS045", 1, 3)),
        ("<div>\n  <iframe></iframe>\n</div>", ("SS045", 2, 3)),
        ("a\nb $$x", ("SS046", 2, 3)),
        ("$$\nx\n\ny", ("SS046", 1, 1)),
        ("a\n\\begin{align}\nx", ("SS046", 2, 1)),
        ("a\nText \\begin{align} x", ("SS046", 2, 6)),
        ("a\n\n\\[ x = 1", ("SS046", 3, 1)),
        ("a \\( x_1, `\\(y_1`, \\[no link\\](https://x_y.org)", ("SS046", 1, 3)),
        ("ab\x00c", ("SS016", 1, 3)),
        ("a\r\nb\ue000", ("SS016", 2, 2)),
        ("a\nb &#xE001;", ("SS016", 2, 3)),
    ],
)
def test_a_problem_is_at_its_place(text: str, fault: tuple[str, int, int]) -> None:
    assert [fault] == faults(text)


@pytest.mark.parametrize(
    "text", ["[a](https://a.org/$x_1)", "`$x_1`", r"\$x_1", "![$x_1](fig.png)", r"\[a_b\](https://x.org)"]
)
def test_what_is_no_text_opens_no_formula(text: str) -> None:
    assert [] == [fault for fault in faults(text) if fault[0] == "SS046"]


def test_two_faults_in_one_line_have_two_places() -> None:
    assert faults(r"$\foo$ $\foo$") == [("SS040", 1, 2), ("SS040", 1, 9)]


def test_a_missing_image_names_the_nearest_one() -> None:
    hints = [problem.hint for problem in convert("![x](fgi.png)\n\n![x](upper.png)", CONTEXT).problems]
    assert hints == ["did you mean 'fig.png'?", "letter case matters: write 'Upper.PNG'"]


@pytest.mark.parametrize(
    "text", ["money $5", r"\[1] and \(a)", "`$$`", "```\n$$\n```", "$$$", "[[a b]]", "<UNK>", "a <!-- b -->", "x^[1]"]
)
def test_ordinary_text_has_no_problem(text: str) -> None:
    assert faults(text) == []


def test_references_carry_their_place_target_and_sentence() -> None:
    text = "First. See [[a-b|*it*]] and\n[[c-d#e]], i.e. *both [[arxiv:1706.03762v1]]*. Last."
    found = convert(text, PLAIN).references
    assert [(one.target, one.stem, one.label, one.line, one.column) for one in found] == [
        ("a-b", "", "*it*", 1, 12),
        ("c-d", "e", "", 2, 1),
        ("arxiv:1706.03762", "", "", 2, 23),
    ]
    assert {"See *it* and \ue0031\ue001, i.e. <em>both \ue0032\ue001</em>."} == {one.sentence for one in found}


def test_a_long_sentence_is_cut_between_words_around_its_link() -> None:
    text = "word " * 50 + "*a [[x-y]] b* $x$ " + "word " * 50
    sentence = convert(text, PLAIN).references[0].sentence
    assert sentence.startswith("… word ")
    assert sentence.endswith(" word …")
    assert "<em>a \ue0030\ue001 b</em> \ue0000\ue001" in sentence
    assert 35 < len(sentence.split()) < 50


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("# Title\n\nA *short* one.", "A <em>short</em> one."),
        ("A [link](x) & `code`[^1] ![i](fig.png)\n\n[^1]: n", "A link &amp; <code>code</code>"),
        ("One.\n\nTwo.", "One. Two."),
        ("One.\n\n- item", "One."),
        ("As follows:\n\n$$x$$\n\nmore", "As follows:"),
        ("- first item of all\n- second item of all", "first item of all second item of all"),
        ("![i](fig.png)\n\n|a|\n|-|\n|b|\n\nText.", "Text."),
        ("*" + "word " * 70 + "end*", "<em>" + "word " * 59 + "word</em> …"),
        ("A b. " * 19 + "word " * 70, "A b. " * 18 + "A b. "),
        ("", ""),
        ("```\ncode\n```", ""),
    ],
)
def test_an_excerpt_holds_the_first_sentences(text: str, excerpt: str) -> None:
    found = convert(text, CONTEXT).excerpt
    if text.startswith("A b."):
        assert found.startswith(excerpt.strip())
    else:
        assert excerpt == found


LINK = "[Link to the paper](https://example.org/)"
LIST = "* What\n  * They drive cars by a network.\n  * It runs in real time."
LISTED = "They drive cars by a network. It runs in real time."


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        # whichever comes first
        (f"# Summary\n\n{LIST}\n\nA stray line, much later.", LISTED),
        (f"First words.\n\n{LIST}", "First words."),
        (f"> A quotation of somebody.\n\n{LIST}", LISTED),
        # a list that is announced
        (f"Their goals:\n\n{LIST}", f"Their goals: {LISTED}"),
        # captions
        (f"![x](fig.png)\n\n*The whole model.*\n\n{LIST}", LISTED),
        (f"![x](fig.png)\n*The whole model.*\n\n{LIST}", LISTED),
        (f"![x](fig.png)\n\nFigure 3: the whole model.\n\n{LIST}", LISTED),
        ("*A first sentence.*\n\nMore.", "<em>A first sentence.</em> More."),
        # links
        (f"[Video](https://example.org/)\n\n{LIST}", LISTED),
        (f"# See also\n\n* [Video](https://example.org/)\n  * Pause it now and then to see.\n\n# Notes\n\n{LIST}", LISTED),
        (f"* One idea is enough here.\n* {LINK}\n* [Link to the code](https://example.org/).", "One idea is enough here."),
        (f"{LINK}\n\nWords.", "Words."),
        ("* [Link to the paper]()\n* One idea is enough here.", "One idea is enough here."),
        (f"Published August 2013 {LINK}\n\n{LIST}", LISTED),
        (f"Published August 2013\n\n{LINK}\n\n{LIST}", LISTED),
        ("It is told. See [this](https://example.org/)", "It is told. See this"),
        # formulas, code, names
        (f"$x^2 + y^2$.\n\n`f(x)`\n\n{LIST}", LISTED),
        ("Ada Byron, Jürgen van Dyck and Li-Jia Li\n\nThey drive cars.", "They drive cars."),
        ("Ada Byron et al.\n\nThey drive cars.", "They drive cars."),
        ("Deep Networks Learn.\n\nThey drive cars.", "Deep Networks Learn. They drive cars."),
        # a label that one can see without
        ("TLDR; They drive cars.", "They drive cars."),
        ("**TL;DR**: They drive cars.", "They drive cars."),
        ("**TL;DR: They drive** cars.", "<strong>They drive</strong> cars."),
        ("tl;dr - they drive cars.", "they drive cars."),
        ("TLDR", "TLDR"),
        # better than nothing
        (LINK, "Link to the paper"),
        ("* One\n* Two", "One Two"),
        ("![x](fig.png)\n\n*The whole model.*", "<em>The whole model.</em>"),
        ("> A quotation.", "A quotation."),
        ("Ada Byron, Li-Jia Li", "Ada Byron, Li-Jia Li"),
    ],
)  # fmt: skip
def test_an_excerpt_begins_with_what_says_something(text: str, excerpt: str) -> None:
    assert excerpt == convert(text, CONTEXT).excerpt


def test_an_excerpt_of_items_ends_before_the_label_of_others() -> None:
    document = convert("* What\n  * " + "word " * 30 + "\n* How\n  * Other words of another kind.", PLAIN)
    assert "word " * 29 + "word" == document.excerpt


def test_an_excerpt_never_cuts_a_formula() -> None:
    text = "word " * 58 + "$a + b = c + d$ " * 4
    document = convert(text, PLAIN)
    assert document.excerpt.endswith("\ue0001\ue001 …")
    assert document.words == 62


def test_words_count_formulas_once_and_code_not_at_all() -> None:
    document = convert("# One two\n\nthree $a + b$ five\n\n```\ncode here\n```\n\n$$x + y$$\n\n- [[a-b|seven]]", PLAIN)
    assert document.words == 7
    assert document.text == "One two\nthree a + b five\ncode here\nx + y\nseven"


def test_only_images_that_are_shown_are_listed() -> None:
    text = '![a](fig.png) ![b](./plots/my%20loss.jpg)\n\n![c](nope.png)\n\n<img src="fig.png">'
    assert convert(text, CONTEXT).images == ("fig.png", "plots/my loss.jpg")


def test_a_definition_does_not_outlive_its_text() -> None:
    convert(r"$\newcommand{\outlived}{x}\outlived$", PLAIN)
    assert [problem.code for problem in convert(r"$\outlived$", PLAIN).problems] == ["SS040"]


def test_a_definition_may_replace_a_known_command() -> None:
    assert "𝐯" in convert(r"$\renewcommand{\vec}[1]{\mathbf{#1}}\vec{v}$", PLAIN).formulas[0].mathml


def test_a_macro_that_cannot_be_used_leaves_the_others_alone() -> None:
    context = TextContext("", macros=(("bad1", "x"), ("worse", r"\nonsense{"), ("good", r"\mathbb{G}")))
    assert "𝔾" in convert(r"$\good$", context).formulas[0].text


@pytest.mark.parametrize(
    "text", [r"\def\a{{{{{{{{{\a}}}}}}}}}\a", r"\newcommand{\a}[1]{\sqrt{\a{#1}}}\a{x}", r"\def\a{\a\a}\a"]
)
def test_a_macro_that_calls_itself_is_refused_and_kills_nothing(text: str) -> None:
    assert [problem.code for problem in convert(f"${text}$", PLAIN).problems] == ["SS040"]


def test_two_texts_of_one_page_share_no_id() -> None:
    text = "# B c\n\n# C\n\nx[^1]\n\n[^1]: n"
    ids = [re.findall(r' id="([^"]*)"', convert(text, TextContext(name)).html) for name in ("a", "a-b", "a.b", "b")]
    assert len({one for some in ids for one in some}) == sum(map(len, ids)) == 16
    assert not {"a", "a-b", "a.b", "b"} & {one for some in ids for one in some}


def test_a_document_is_the_same_every_time() -> None:
    text = "# A\n\n$x$ [[a-b]] `c`\n\n|$y$|\n|-|\n\n```python\nx\n```"
    assert convert(text, CONTEXT) == convert(text, CONTEXT)


def test_line_ends_of_windows_change_nothing() -> None:
    text = "# A\n\n$$\nx\n$$\n\n- b\n"
    assert convert(text, PLAIN) == convert(text.replace("\n", "\r\n"), PLAIN)


def test_the_fingerprint_names_every_library() -> None:
    assert "unknown" not in fingerprint()
    assert {"markdown_it_py", "math_core", "mdit_py_plugins", "nh3", "pygments", "python_slugify", "python"} == {
        part.split("=")[0] for part in fingerprint().split()[1:]
    }


def test_titles_and_addresses_are_filled_in_escaped() -> None:
    document = convert("[[a-b]]", PLAIN)
    assert (
        fill(document.html, document, [("../a/?x&y", "A < B")], "html").strip()
        == '<p><a class="paper" href="../a/?x&amp;y">A &lt; B</a></p>'
    )
