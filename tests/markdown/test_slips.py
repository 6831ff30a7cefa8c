"""What was meant for something and is shown as it stands: it is told with its place and with what mends it."""

from __future__ import annotations

import unicodedata

import pytest

from shortsite.markdown import TextContext, convert

APART = unicodedata.normalize("NFD", "größe.png")
IMAGES = ("My fig.png", "a (1).png", "fig.png", APART)
CONTEXT = TextContext("", tuple((name, 10, 10) for name in IMAGES))


def told(text: str, *codes: str) -> list[str]:
    """What is found of these codes: place, message and hint."""
    problems = [problem for problem in convert(text, CONTEXT).problems if problem.code in codes]
    return [f"{one.place.line}:{one.place.column} {one.message}; {one.hint}" for one in problems]


# Images and links


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("a ![b](My fig.png)", "1:3", "write the address as My%20fig.png"),
        ("`x`\n*a* ![b $x$](My fig.png 'words')", "2:5", "write the address as My%20fig.png"),
        ("![b](a (1).png)", "1:1", "write the address as a%20%281%29.png"),
        ("[![b](My fig.png)](https://e.org)", "1:2", "write the address as My%20fig.png"),
        ("![b](https://e.org/a b.png)", "1:1", "write the address as https://e.org/a%20b.png"),
        ("[a](https://e.org/a  b)", "1:1", "write the address as https://e.org/a%20%20b"),
        ("![b](fig.png =300x200)", "1:1", 'write <img src="fig.png" alt="b" width="300">'),
        ("![b](My fig.png =x200)", "1:1", 'write <img src="My%20fig.png" alt="b">'),
        ("![b](file:///home/me/fig.png)", "1:1", "copy it beside the text and write fig.png"),
        ("![b](file://C:\\me\\My%20fig.png)", "1:1", "copy it beside the text and write My%20fig.png"),
        (
            '![a "b"\n\u202ec](fig.png =9x)',
            "1:1",
            'write <img src="fig.png" alt="a &quot;b&quot;\ufffd\ufffdc" width="9">',
        ),
        ("[a](javascript:alert)", "1:1", "write an address of the web"),
        ("a ![[My fig.png]]", "1:3", "write ![what it shows](My%20fig.png)"),
        ("![[fig.png|300]]", "1:1", "write ![what it shows](fig.png)"),
        ("- a\n\n  My fig.png", "3:3", "write ![what it shows](My%20fig.png)"),
    ],
)
def test_what_is_no_image_or_link_is_told(text: str, place: str, hint: str) -> None:
    found = told(text, "SS058")
    assert [(place, hint)] == [(line.partition(" ")[0], line.rpartition("; ")[2]) for line in found]
    if "fig.png" in hint:
        mended = hint.removeprefix("write ").replace("the address as", "![b](").replace("( ", "(")
        assert ("![b](" in mended) == ("address" in hint)
        assert convert(mended + ")" * ("![b](" in mended), CONTEXT).images or "copy" in hint


@pytest.mark.parametrize(
    "text",
    [
        "`![b](My fig.png)`",
        "```\n![b](My fig.png)\n```",
        "\\![b](My fig.png) \\[b](https://e.org/a b)",
        "![b](<My fig.png>) ![b](fig.png 'a (b) c') [x](https://e.org (a title))",
        "f[i](a b), [1](see there)",
        "$[x](https://e.org/a b)$",
        "[[He 2016]] ![[Some note]]",
    ],
)
def test_what_nobody_meant_for_an_image_or_link_is_left_alone(text: str) -> None:
    assert [] == told(text, "SS058", "SS042")


def test_hints_write_addresses_that_markdown_reads() -> None:
    only = "1:1 there is no image 'my fig.png' beside the summary, only 'My fig.png'"
    assert [f"{only}; letter case matters: write 'My%20fig.png'"] == told("![b](my%20fig.png)", "SS048")
    assert ["1:1 there is no image 'a(1).png' beside the summary; did you mean 'a%20%281%29.png'?"] == told(
        "![b](<a(1).png>)", "SS042"
    )
    assert ["1:1 the image 'My fig.png' has no description; write ![what the figure shows](My%20fig.png)"] == told(
        '<img src="My fig.png">', "SS051"
    )


def test_letters_and_their_accents_may_be_apart_in_a_name() -> None:
    document = convert("![A plot](größe.png)", CONTEXT)
    assert ((APART,), ()) == (document.images, document.problems)
    only = f"1:1 there is no image 'Größe.png' beside the summary, only '{APART}'"
    assert [f"{only}; letter case matters: write 'gro%CC%88ße.png'"] == told("![A plot](Größe.png)", "SS048")


def test_a_caption_in_quotes_shows_its_formulas() -> None:
    assert (
        "<figcaption>Error of α at $5</figcaption>" in convert('![a](fig.png "Error of $\\alpha$ at $5")', CONTEXT).html
    )
    assert ['1:1 in the caption: unknown command "\\foo"; mend the formula'] == told('![a](fig.png "$\\foo$")', "SS040")


# Tables


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("| a | b |\n| 1 | 2 |", "1:1", "write |---|---| below this one"),
        ("|a|b|\n|1|2|", "1:1", "write |---|---| below this one"),
        (
            "Words.\n| a | b |\n|---|---|---|\n| 1 | 2 |",
            "2:1",
            "the second one needs one --- for each column: |---|---|",
        ),
        ("a | b\n:-:|---|---\n1 | 2", "1:1", "the second one needs one --- for each column: |---|---|"),
        ("- item\n| a | b |\n|---|---|\n| 1 | 2 |", "2:1", "leave a blank line above this one"),
        ("a\n    | a | b |\n    |---|---|", "2:5", "write it without blanks before it"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n\n| 3 | 4 |", "5:1", "leave out the blank line above"),
        ("Words.\n|---|---|\n| a | b |", "2:1", "write | | | above this one"),
        (
            "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+",
            "1:1",
            "write each row as | a | b |, and |---|---| below the first one",
        ),
        ("> 1. Words:\n>    | a | b |\n>    | 1 | 2 |", "2:6", "write |---|---| below this one"),
    ],
)
def test_lines_that_are_no_table_are_told(text: str, place: str, hint: str) -> None:
    assert [f"{place} these lines are no table; {hint}"] == told(text, "SS059")


@pytest.mark.parametrize(
    "text",
    [
        "| a | b |\n|---|---|\n| 1 | 2 |\n\nWords.",
        "|x| = |y|\n|a| = |b|",
        "a | b\nc | d",
        "|x|\n|y|",
        "| 1 | 2 |",
        "words\n--- | ---",
        "`| a | b |\n| 1 | 2 |`",
        "$| a | b |\n| 1 | 2 |$",
        "\\| a | b |\n\\| 1 | 2 |",
        "    | a | b |\n    | 1 | 2 |",
    ],
)
def test_bars_that_nobody_meant_for_a_table_are_left_alone(text: str) -> None:
    assert [] == told(text, "SS059")


# Double brackets


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("[[A-2020-B]]", ("a-2020-b", "")),
        ("[[a_2020_b#Ada]]", ("a-2020-b", "ada")),
        ("[[a-2020-b.]]", ("a-2020-b", "")),
        ("[[a-2020-b|]]", ("a-2020-b", "")),
        ("[[arXiv: 1706.03762v2]]", ("arxiv:1706.03762", "")),
        ("[[https://arxiv.org/abs/1706.03762|words]]", ("arxiv:1706.03762", "")),
        ("[[10.1000/ABC]]", ("doi:10.1000/abc", "")),
    ],
)
def test_what_is_much_like_a_link_to_a_paper_is_known(text: str, meant: tuple[str, str]) -> None:
    found = convert(f"- x\n- {text}", CONTEXT).unlinked
    assert [(*meant, text[2:-2], 2, 3)] == [(one.target, one.stem, one.label, one.line, one.column) for one in found]


@pytest.mark.parametrize(
    "text",
    [
        "[[He 2016]]",
        "[[1, 2]]",
        "[[1,2],[3,4]]",
        "`[[A-b]]`",
        "$[[A-b]]$",
        "[[A-b]](/x)",
        "\\[[A-b]]",
        "[[https://e.org/a]]",
    ],
)
def test_other_double_brackets_are_not(text: str) -> None:
    assert () == convert(text, CONTEXT).unlinked


# Formulas

ENDED = "'$$' opens a formula that a blank line ends; leave out the blank line: a formula holds none"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            r"The $ \mathcal{L} $ costs $5.",
            r"1:5 '$ \mathcal{L} $' is no formula, since it has a blank behind its first '$'; write $\mathcal{L}$",
        ),
        ("a $ x_i$ b", "1:3 '$ x_i$' is no formula, since it has a blank behind its first '$'; write $x_i$"),
        ("a $x^2 $, b", "1:3 '$x^2 $' is no formula, since it has a blank before its last '$'; write $x^2$"),
        (r"Let \(y be.", r"1:5 '\(' opens a formula that is not closed; close it with '\)'"),
        ("$$ x = 1\n\ny = 2 $$", f"1:1 {ENDED}"),
        ("a $x$\n\n$$\nx = 1\n\ny = 2\n$$.\n\nb", f"3:1 {ENDED}"),
    ],
)
def test_what_is_no_formula_is_told_once(text: str, found: str) -> None:
    assert [found] == told(text, "SS046")


@pytest.mark.parametrize(
    "text",
    [
        "It costs $ 5 for my_dir and $ 6, or $ 5_000 $.",
        "$ cd my_dir and $ ls",
        r"$ \alpha and then $x$",
        "[x $ y_1](https://e.org) $",
        "<code>$y</code> and <samp>a $x_1</samp>, <code>$z</code> $",
        r"\(see x), \(y), \(a note\)",
        "`$ x_1 $`",
    ],
)
def test_dollars_and_brackets_that_nobody_meant_for_a_formula_are_left_alone(text: str) -> None:
    assert [] == told(text, "SS046")


# Footnotes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a[^2] `[^3]`", "1:2 the footnote [^2] has no text; write it on a line of its own, as [^2]: words"),
        (
            "a[^1] b[^note]\n\n[^1]: c",
            "1:8 the footnote [^note] has no text; write it on a line of its own, as [^note]: words",
        ),
        (
            "a[^1]\n\n> [^1]: b\n> [^1]: c",
            "4:3 the footnote [^1] has another text above, and this one is not shown; give it a mark of its own",
        ),
        ("a\n\n[^3]: b", "3:1 no mark leads to the footnote [^3]; write [^3] where it belongs, or delete it"),
        (
            "a[^1]\n\n[^1]: b\n\n[^2]: c[^3]\n\n[^3]: d",
            "5:1 no mark leads to the footnote [^2]; write [^2] where it belongs, or delete it",
        ),
    ],
)
def test_footnotes_that_lack_a_text_or_a_mark_are_told(text: str, found: str) -> None:
    assert [found] == told(text, "SS062", "SS063")


@pytest.mark.parametrize(
    "text", ["a[^1]\n\n[^1]: b[^2]\n\n[^2]: c", "[^a-z] and [^abc]", "a[^1] [^a-z]\n\n[^1]: b", "\\[^1]", "$x[^2]$"]
)
def test_sound_footnotes_and_patterns_are_left_alone(text: str) -> None:
    assert [] == told(text, "SS062", "SS063")


# Marks of other systems

CITED = "write [[paper-id]] for a paper of this archive, and else a link"
REMARK = "'%%' sets off a remark for Obsidian alone: readers see it; delete it, or write it between <!-- and -->"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"It \emph{counts}, \emph{it does}.", [r"1:4 '\emph' is LaTeX, and is shown as it stands; write *words*"]),
        (
            r"a \textbf{b} \citep[p. 2]{c}",
            [
                r"1:3 '\textbf' is LaTeX, and is shown as it stands; write **words**",
                rf"1:14 '\citep' is LaTeX, and is shown as it stands; {CITED}",
            ],
        ),
        (
            "a\n\\begin{itemize}\n\\item b\n\\end{itemize}",
            [r"2:1 '\begin{itemize}' is LaTeX, and is shown as it stands; begin each item with '- ' or '1. '"],
        ),
        (
            "> \\begin{theorem} x",
            [r"1:3 '\begin{theorem}' is LaTeX, and is shown as it stands; write **Theorem.** and the words"],
        ),
        (
            r"\begin{pmatrix} 1",
            [r"1:1 '\begin{pmatrix}' is LaTeX, and is shown as it stands; write $$ before and behind it"],
        ),
        ("a %% b %% c", [f"1:3 {REMARK}"]),
        ("%%\na\n\nb\n%%", [f"1:1 {REMARK}"]),
    ],
)
def test_marks_of_other_systems_are_told(text: str, found: list[str]) -> None:
    assert found == told(text, "SS064")


@pytest.mark.parametrize(
    "text",
    [
        r"`\emph{x}` and $\textbf{x} \text{y}$",
        "```latex\n\\section{x}\n```",
        r"the command \textbf, \\emph{x}",
        "$$\n\\begin{pmatrix} 1 \\end{pmatrix}\n$$",
        "from 100%% to 50%%, `%% a %%`, %% b",
        "%% one\n\n%% two words",
    ],
)
def test_what_is_told_as_code_or_is_a_formula_is_left_alone(text: str) -> None:
    assert [] == told(text, "SS064")
