"""How long hostile texts take, against their size: time must grow with the size and not with its square.

Run it as ``python benchmarks/growth.py [--largest BYTES] [--table] [NAME ...]``. A family is a shape of text that makes
a careless program slow. Each is made in growing sizes and read by the function that it is meant for, whatever the
bounds of files say; the last column is the exponent of growth between the smallest and the largest: 1 is linear, 2 is
the square. ``--table`` prints the table of docs/security.md.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shortsite.citations import bibtex, csl_json, ris
from shortsite.front_matter import split_front_matter
from shortsite.installed import without_collector
from shortsite.markdown import TextContext, inline
from shortsite.markdown.conversion import convert
from shortsite.markdown.formula import converted
from shortsite.records import parse_record
from shortsite.unseen import fault_of_text, visible
from shortsite.urls import slug

LARGEST = 1_024_000
SMALLEST = 64_000
#: Less time than this says nothing of growth.
LEAST = 0.005
#: No text is read any larger once it took so many seconds.
PATIENCE = 60
#: Families that the documents tell, a few for each reader.
TOLD = (
    *("brackets", "links in links", "stars and underscores", "nested lists", "rows", "footnotes in footnotes"),
    *("open blocks", "attributes", "comments", "formulas", "a macro of its own for each formula", "macros of macros"),
    *(
        "environments on one line",
        "blanks behind a formula",
        "different brackets in a formula",
        "a long formula",
        "powers of powers",
        "keys",
    ),
    *("flow that closes", "aliases", "a long value", "a title of formulas", "BibTeX", "BibTeX in braces", "RIS"),
    *("CSL-JSON", "unseen characters"),
)


@dataclass(frozen=True)
class Family:
    """A shape of text: what is repeated, what stands before and behind, and who reads it."""

    read: Callable[[str], object]
    piece: str
    before: str = ""
    behind: str = ""

    def text(self, size: int) -> str:
        """A text of about that many characters."""
        count = max(size // len(self.piece), 1)
        return self.before + self.piece * count + self.behind * (count if self.behind else 0)


def text(source: str) -> object:
    """Convert a summary's text."""
    return convert(source, TextContext("stem", (("fig.png", 10, 10),)))


def numbered(piece: str) -> Callable[[str], object]:
    """Convert a text in which each ``#`` of the repeated piece is another number."""

    def read(source: str) -> object:
        count = len(source) // len(piece)
        return text("".join(piece.replace("#", str(number)) for number in range(count)))

    return read


def repeated(count: int, piece: Callable[[int], str]) -> str:
    """The pieces of that many numbers."""
    return "".join(map(piece, range(count)))


def growing_quotes(size: int) -> str:
    """Runs of back quotes, each longer than the one before."""
    return repeated(int((2 * size) ** 0.5), lambda n: "`" * n + " a ")


def letters(number: int) -> str:
    """The number in letters, as names of macros have to be."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def front_matter(source: str) -> object:
    """Split a file and read its front matter."""
    return parse_record(split_front_matter(source, "a.md")[0] or source, "a.md")


def formula(source: str) -> object:
    """Convert a formula as if its length had no limit of its own."""
    return converted(source, "inline", ())


FAMILIES = {
    # Markdown
    "brackets": Family(text, "["),
    "brackets that close": Family(text, "[", behind="]"),
    "double brackets": Family(text, "[["),
    "links that nobody closes": Family(text, "[a](b "),
    "addresses in brackets": Family(text, "(http://<"),
    "addresses without a protocol in brackets": Family(text, "(www.a.b<"),
    "addresses in emphasis": Family(text, "*http://_"),
    "an address behind each of many": Family(text, "(http://a_b("),
    "brackets behind an address": Family(text, ")", before="http://a.b/"),
    "brackets behind an address without a protocol": Family(text, ")", before="www.a.b/"),
    "mail addresses without a blank": Family(text, "a@b-("),
    "links by reference that lead nowhere": Family(text, "[a][r] ", before="[r]: bad\n\n"),
    "links to no heading": Family(text, "[a](#_) ", before="".join(f"# {number}\n" for number in range(3000))),
    "links to papers without blanks": Family(text, "[[a]]"),
    "images with quotes in their addresses": Family(text, "![x](" + "(' ' ' ' ' ')" * 70 + " z)\n\n"),
    "links to papers in emphasis": Family(text, "*a **b ", before="[[a]] ", behind=" b** a*"),
    "keys behind a name": Family(front_matter, ", a:  ", before="authors:\n  - family: X"),
    "links in links": Family(text, "[", behind="](u)"),
    "images that nobody closes": Family(text, "![a]("),
    "images in images": Family(text, "![", behind="](fig.png)"),
    "references": Family(text, "[a][b] "),
    "blanks in addresses": Family(text, "![a](b c "),
    "addresses with blanks": Family(text, "![a](b c) "),
    "blanks before an end": Family(text, " ", before="![a](b", behind='"'),
    "embedded images": Family(text, "![[a.png "),
    "rows of no table": Family(text, "| a | b |\n"),
    "broken rows": Family(text, "| a | b |\n|---|\n\n"),
    "dashes and bars": Family(text, "-|", before="| a |\n"),
    "ids in double brackets": Family(numbered("[[A-#]] "), "[[A-#]] "),
    "marks without a footnote": Family(text, "[^1] "),
    "a footnote again and again": Family(text, "[^1]: a\n\n", before="a[^1]\n\n"),
    "remarks": Family(text, "%% a "),
    "commands of LaTeX": Family(text, "\\emph{a} \\begin{"),
    "alerts": Family(text, "> [!NOTE]\n> a\n\n"),
    "definitions": Family(numbered("[a#]: /u\n"), "[a#]: /u\n"),
    "stars": Family(text, "*a"),
    "stars and underscores": Family(text, "*a_ "),
    "open emphasis": Family(text, "a **a *a "),
    "tildes": Family(text, "~~a "),
    "back quotes": Family(text, "`a "),
    "growing back quotes": Family(
        lambda source: text("".join("`" * n + " a " for n in range(int((2 * len(source)) ** 0.5)))), "a"
    ),
    "quotations": Family(text, "> ", behind="a"),
    "nested quotations in lines": Family(text, "> > > > > > a\n"),
    "lists": Family(text, "- ", behind=""),
    "nested lists": Family(
        lambda source: text("".join("  " * (n % 40) + "- a\n" for n in range(len(source) // 40))), "a"
    ),
    "numbers": Family(text, "1. a\n"),
    "rows": Family(text, "|a|b|\n", before="|a|b|\n|-|-|\n"),
    "columns": Family(lambda source: text("|a" * (len(source) // 6) + "|\n" + "|-" * (len(source) // 6) + "|\n"), "a"),
    "wide rows": Family(text, "|a\n", before="|a" * 500 + "|\n" + "|-" * 500 + "|\n"),
    "rules": Family(text, "-\n"),
    "headings": Family(text, "# a\n"),
    "headings of one name": Family(text, "## same\n\n"),
    "fences": Family(text, "```\n"),
    "open fences": Family(
        lambda source: text("".join("`" * (3 + n % 50) + "a\n" for n in range(len(source) // 30))), "a"
    ),
    "footnotes": Family(numbered("a[^#] \n\n[^#]: b\n\n"), "a[^#] \n\n[^#]: b\n\n"),
    "one footnote": Family(text, "a[^1] ", before="[^1]: b\n\n"),
    "footnotes in footnotes": Family(numbered("[^#]: b [^1#]\n\n"), "[^#]: b [^1#]\n\n"),
    "tasks": Family(text, "- [ ] a\n"),
    "definition lists": Family(text, "a\n: b\n\n"),
    "addresses": Family(text, "https://a.b/"),
    "addresses in words": Family(text, "https://a.b/c_(d "),
    "mail addresses": Family(text, "a@b.c "),
    "colons": Family(text, "http:"),
    "paper links": Family(text, "[[a-2020-b|c]] "),
    "entities": Family(text, "&amp"),
    "references to characters": Family(text, "&#xE000;"),
    "back slashes": Family(text, "\\"),
    "blanks": Family(text, " ", before="a", behind=""),
    "blank lines": Family(text, "\n \t"),
    "blanks in a heading": Family(text, " ", before="# a", behind="b"),
    "blanks and stars": Family(text, "* "),
    "titles of links that nobody closes": Family(text, '[a](b "c '),
    "addresses in angles": Family(text, "<a:"),
    "quotations of lists": Family(text, "> - "),
    "escaped pipes": Family(text, "\\|", before="|a|b|\n|-|-|\n|"),
    "footnotes that nobody defines": Family(text, "[^a"),
    "footnotes of one line": Family(text, "[^1]: "),
    "captions": Family(text, "![a](fig.png)\n"),
    "one long word": Family(text, "a"),
    "marks on a letter": Family(text, "\u0301\u0327", before="a"),
    "turns of direction": Family(text, "\u202ea\u202c"),
    # HTML
    "open tags": Family(text, "<b>"),
    "open blocks": Family(text, "<div>"),
    "open tags in lines": Family(text, "<b>\n\n"),
    "closing tags": Family(text, "</b>"),
    "nested blocks": Family(text, "<div>", behind="</div>"),
    "ends of what was not opened": Family(text, "<b>", before="<div>\n", behind="</u>"),
    "cells of no table": Family(text, "<i>", before="<div>\n", behind="<td>"),
    "half a tag": Family(text, "<a b="),
    "attributes": Family(text, " a=b", before="<b", behind=""),
    "comments": Family(text, "<!--"),
    "comments in a block": Family(text, "<!--", before="<div>\n"),
    "tags of which one is closed": Family(lambda source: text(f"{source}</b>"), "<b>", before="<div>\n"),
    "styles in a block": Family(text, "<style>", before="<div>\n"),
    "comments that end": Family(text, "<!---->"),
    "instructions": Family(text, "<?"),
    "sections": Family(text, "<![CDATA["),
    "declarations": Family(text, "<!A "),
    "scripts": Family(text, "<script>"),
    "script blocks": Family(text, "<script>\n\n"),
    "images without an end": Family(lambda source: text(f"{source} x"), ".png?"),
    "addresses of images": Family(lambda source: text(f'{source}"\na.png'), ".png?", before="https://a"),
    "code": Family(text, "```scala\n" + "a" * 1_990 + "\n```\n"),
    "images of HTML": Family(text, "<img src=fig.png>"),
    "tables of HTML": Family(text, "<table><tr><td>"),
    # Formulas
    "dollars": Family(text, "$"),
    "dollars and letters": Family(text, "$a "),
    "dollars in pairs": Family(text, "$$a "),
    "blanks behind dollars": Family(text, "$ x_1 "),
    "formulas with blanks": Family(text, "$ x_1 $ "),
    "blank lines in formulas": Family(text, "$$ a\n\n"),
    "dollars and back quotes": Family(text, "$`a "),
    "blocks of mathematics": Family(text, "```math\nx\n```\n"),
    "formulas": Family(numbered("$x_{#}$ "), "$x_{#}$ "),
    "displayed formulas": Family(numbered("$$\nx_{#}\n$$\n\n"), "$$\nx_{#}\n$$\n\n"),
    "open formulas": Family(text, "\\(a "),
    "open displays": Family(text, "\\[a\n"),
    "open environments": Family(text, "\\begin{align}\n"),
    "environments on one line": Family(text, "\\begin{align}x\\end{align} "),
    "blanks behind a formula": Family(text, " ", before="$$x$$", behind="b"),
    "blanks within a formula": Family(text, " ", before="$$", behind="b"),
    "a macro for each formula": Family(numbered("$\\def\\a{#}\\a$ "), "$\\def\\a{#}\\a$ "),
    "a macro of its own for each formula": Family(
        lambda source: text(repeated(len(source) // 20, lambda n: f"$\\def\\{letters(n)}{{b}}x$ ")), "a"
    ),
    "macros": Family(lambda source: text("$" + "\\newcommand{\\a}{b}" * (len(source) // 18) + "$"), "a"),
    "macros of macros": Family(lambda source: text(f"$\\def\\a{{\\a\\a}}{source}$"), "\\a"),
    "a long formula": Family(formula, "x+"),
    "braces of a formula": Family(formula, "{", behind="}"),
    "stacks of a formula": Family(formula, "\\substack{a}"),
    "labels of a formula": Family(formula, "\\label{a}"),
    "brackets of a formula": Family(formula, "(x"),
    "brackets in a formula": Family(text, "$((((((((x$ "),
    "different brackets in a formula": Family(numbered("$((((((((x_{#}$ "), "$((((((((x_{#}$ "),
    "powers of powers": Family(formula, "x^{", behind="}"),
    "fractions in fractions": Family(formula, "\\frac{1}{", behind="}"),
    "parentheses that grow": Family(formula, "\\left(", behind="\\right)"),
    "matrices in matrices": Family(formula, "\\begin{matrix}", behind="\\end{matrix}"),
    "columns of a matrix": Family(formula, "a&", before="\\begin{matrix}"),
    "words in a formula": Family(formula, "\\text{a $"),
    "primes": Family(formula, "'", before="x"),
    "commands that take all that follows": Family(formula, "\\sqrt"),
    "comments of a formula": Family(formula, "%a\n"),
    "blanks of a formula": Family(formula, " ", before="\\frac"),
    # Titles
    "a title of formulas": Family(inline, "$x$ "),
    "a title of dollars": Family(inline, "$a"),
    "a title of brackets": Family(inline, "[a]("),
    "a title of stars": Family(inline, "*a_ "),
    # Records
    "keys": Family(lambda source: front_matter("".join(f"k{n}: v\n" for n in range(len(source) // 9))), "a"),
    "items": Family(front_matter, "- a\n", before="k:\n"),
    "flow": Family(front_matter, "[", before="k: "),
    "flow that closes": Family(front_matter, "[],", before="k: [", behind=""),
    "anchors": Family(front_matter, "- &a b\n", before="k:\n"),
    "aliases": Family(front_matter, "- *a\n", before="a: &a b\nk:\n"),
    "a long value": Family(front_matter, "v ", before="k: "),
    "quotes": Family(front_matter, "''", before="k: '"),
    "escapes": Family(front_matter, "\\u0301", before='k: "'),
    "lists in lists": Family(front_matter, "- ", before="k:\n  "),
    "keys that are asked for": Family(front_matter, "? "),
    "mappings in mappings": Family(front_matter, "{a: ", before="k: "),
    "comments of a record": Family(front_matter, "# a\n", before="k: v\n"),
    "a value of many lines": Family(front_matter, "  v\n", before="k:\n"),
    "a block of many lines": Family(front_matter, "  v\n", before="k: |\n"),
    "blanks of a record": Family(front_matter, " ", before="k:", behind="b"),
    "tags": Family(front_matter, "!a ", before="k: "),
    "keys without a space": Family(front_matter, "k:v\n"),
    "one key again": Family(front_matter, "k: v\n"),
    "fences of front matter": Family(front_matter, "---\n"),
    "signs behind values": Family(front_matter, "- a b #c\n", before="k:\n"),
    "items within an item": Family(front_matter, " - a\n", before="k:\n- b\n"),
    "curly quotes": Family(front_matter, "\u201ca", before="k: \u201c", behind="\u201d"),
    # Files to import
    "BibTeX": Family(bibtex.read, "@a{b, title = {c}}\n"),
    "BibTeX that nobody closes": Family(bibtex.read, "@a{b, c = {"),
    "BibTeX of accents": Family(bibtex.read, "{\\'e}", before="@a{b, title = {", behind=""),
    "BibTeX in braces": Family(bibtex.read, "{", before="@a{b, title = {", behind="}"),
    "BibTeX joined": Family(bibtex.read, "c # ", before="@a{b, title = "),
    "BibTeX of strings": Family(
        lambda source: bibtex.read(repeated(len(source) // 30, lambda n: f"@string{{{letters(n)} = {{b}} }}\n")), "a"
    ),
    "BibTeX of fields": Family(bibtex.read, "c = {d}, ", before="@a{b, "),
    "BibTeX of names": Family(bibtex.read, "A, B and ", before="@a{b, author = {"),
    "BibTeX of formulas": Family(bibtex.read, "$x$ ", before="@a{b, title = {"),
    "BibTeX of comments": Family(bibtex.read, "@comment{"),
    "BibTeX of blanks": Family(bibtex.read, " ", before="@a{b, title = {a", behind="b"),
    "RIS": Family(ris.read, "TY  - JOUR\nTI  - a\nER  - \n"),
    "RIS that nobody closes": Family(ris.read, "TI  - a\n", before="TY  - JOUR\n"),
    "RIS of names": Family(ris.read, "AU  - A, B\n", before="TY  - JOUR\n"),
    "CSL-JSON": Family(csl_json.read, '{"title": "a"}, ', before="["),
    "CSL-JSON in brackets": Family(csl_json.read, "["),
    "CSL-JSON of names": Family(csl_json.read, '{"family": "a"}, ', before='[{"author": ['),
    "CSL-JSON of blanks": Family(csl_json.read, " ", before="[", behind="b"),
    # Values
    "a slug": Family(slug, "a-+#"),
    "unseen characters": Family(fault_of_text, "\u2066a\n"),
    "unseen characters of a value": Family(visible, "a\u200b"),
}


def seconds(family: Family, size: int, times: int = 1) -> float:
    """The least time of the processor that reading a text of that size takes."""
    source = family.text(size)
    return min(_once(family, source) for _ in range(times))


def _once(family: Family, source: str) -> float:
    with without_collector():  # as a build does
        start = time.process_time()
        family.read(source)
        return time.process_time() - start


def times_of(family: Family, sizes: Sequence[int]) -> list[float]:
    """The seconds that texts of these sizes take, until one takes too many."""
    times: list[float] = []
    for size in sizes:
        times.append(seconds(family, size))
        if times[-1] > PATIENCE:
            break
    return times


def exponent(sizes: Sequence[int], times: Sequence[float]) -> str:
    """How time grows with size; a dash where there is too little of it to tell."""
    if times[1:] and times[-1] >= LEAST:
        grown = math.log(times[-1] / max(times[0], LEAST / 10))
        return f"{grown / math.log(sizes[len(times) - 1] / sizes[0]):.2f}"
    return "-"


def row(name: str, cells: Sequence[str], *, is_table: bool) -> str:
    """A row of the table, for a terminal or for a document."""
    if is_table:
        return f"| {' | '.join((name, *cells))} |"
    return f"{name:40}" + "".join(f"{cell:>11}" for cell in cells)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=LARGEST)
    parser.add_argument("--table", action="store_true")
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    step = 4 if options.table else 2
    sizes = [size for size in (SMALLEST * step**number for number in range(12)) if size <= options.largest]
    print(row("", [*(f"{size // 1000:,} kB" for size in sizes), "exponent"], is_table=options.table))
    if options.table:
        print("|---|" + "---:|" * (len(sizes) + 1))
    for name in options.names or (TOLD if options.table else FAMILIES):
        family = FAMILIES[name]
        seconds(family, 1_000)  # loads what is loaded once
        times = times_of(family, sizes)
        cells = [f"{each:.3f}" for each in times] + [""] * (len(sizes) - len(times)) + [exponent(sizes, times)]
        print(row(name, cells, is_table=options.table), flush=True)


if __name__ == "__main__":
    main()
