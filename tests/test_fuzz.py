"""Any bytes at every door: nothing is raised but what is meant to be, and what comes out is sound.

The suite tries a little, the same each time; ``make fuzz`` tries new examples for as long as it is told. What it once found
stands here as an example for ever.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest
from archives import paper, summary, write_archive
from attacks.readings import audited
from hypothesis import example, given
from hypothesis import strategies as st
from serving import PATIENCE, Served, served

from shortsite.books.xhtml import Addresses, xhtml
from shortsite.citations import bibtex, csl_json, ris
from shortsite.front_matter import split_front_matter
from shortsite.images import measure
from shortsite.markdown import TextContext, fill, inline
from shortsite.markdown.conversion import convert
from shortsite.markdown.formula import converted
from shortsite.markdown.marks import cleaned
from shortsite.pipeline import Options, build, check
from shortsite.problems import SiteError
from shortsite.records import parse_record
from shortsite.unseen import fault_of_value, visible
from shortsite.values import moment, web_url

pytestmark = pytest.mark.filterwarnings("ignore:Coercing non-XML name")


def mixed(*pieces: str, size: int = 30) -> st.SearchStrategy[str]:
    """Texts of pieces that mean something to who reads them, and of others."""
    return st.lists(st.sampled_from(pieces) | st.text(max_size=8), max_size=size).map("".join)


YAML = mixed(
    "title: ", "paper: ", "year: 2020", "authors: ", "[", "]", "{", "}", ", ", "- ", "\n", "\n  ", ": ", "# ", "'", '"', "|\n  ", ">-\n  ",
    "&a ", "*a", "!!str ", "---\n", "...\n", "? ", "%YAML 1.1\n", "\t", "\\u202e", "\\x00", "~", "null", "<<: ", "0x1", "1e9", "\ufeff",
)  # fmt: skip
MARKDOWN = mixed(
    *"*_`[]()<>!#|~^$\\{}&;:-+=/\"' \n", "\n\n", "\n    ", "\n- ", "\n> ", "\n1. ", "| a | b |\n|---|---|\n", "[^1]", "\n[^1]: ", "[[a-b]]",
    "```python\n", "~~~\n", "$$", "\\(", "\\)", "\\[", "\\]", "\\begin{align}", "\\end{align}", "<b>", "</b>", "<div>", "</div>", "<details>",
    "<table>", "<td>", "<script>", "</script>", "<style>", "<svg>", "<math>", "<img src=fig.png>", "<a href=javascript:x>", "<!--", "-->",
    "<![CDATA[", "]]>", "<?", "![x](fig.png)", "[x](javascript:x)", "https://x.org/", "www.x.org", "a@b.c", "&#xe000;", "&lt;", "\ue005", "\u202e",
    "\u2028", "\x00", "fig.png", "\\newcommand{\\a}{b}", "\\text{", "onclick=x", "style=x",
    "\nhttps://o]a.png\n", "http://[::1", "<a href='//[a'>", "<img src='//a]b.png'>", "http://a:x/",
)  # fmt: skip
TEX = mixed(
    *"^_{}[]&~%#$\\()|<>'\"=+-.,! ", "x", "\\frac", "\\sqrt", "\\left(", "\\right)", "\\left.", "\\begin{matrix}", "\\end{matrix}", "\\\\",
    "\\text{", "\\operatorname{", "\\hspace{-9em}", "\\def\\a{\\a\\a}", "\\a", "\\newcommand{\\b}[1]{#1}", "\\b", "\\substack{", "\\tag{", "\\label{",
    "\\color{red}", "\\not", "\\overline", "\\mathbb", "\\limits", "\\sum", "\\int", "\\cancel", "\\begin{array}{c|c}", "\\end{array}", "\\hline",
    "\\middle", "\\big", "\\genfrac", "\\unicode", "\\char", "\\\x00", "\u0338", "\ufe0f",
)  # fmt: skip
BIBTEX = mixed(
    "@article{", "@string{", "@comment{", "@preamble{", "title = ", "author = ", "year = 2020", "{", "}", '"', ",", "\n", " and ", "#", "\\'e",
    "$x$", "\\", "crossref = {a}", "TY  - JOUR\n", "TI  - ", "ER  - \n", '[{"title": ', '"author": [', "}]", "month = jan",
)  # fmt: skip


@given(YAML)
def test_any_front_matter_is_read_or_refused(text: str) -> None:
    for source in (text, f"---\n{text}\n---\nWords."):
        yaml_text, _body, line, problems = split_front_matter(source, "a.md")
        assert line >= 1
        _record, found = parse_record("\n" + yaml_text, "a.md")
        assert all(problem.place.line >= 1 and problem.message for problem in problems + found)


NOWHERE = Addresses({}, "https://x.org/", {}, {}, "")


@given(MARKDOWN)
@example("https://o$]a.png")
@example("a <img src='//[a.png'> <a href='//[a'>b</a> <a href='http://a:99999/'>c</a>")
@example("<div>" * 200 + "</div>" * 200)
@example("> \\begin{align}x\\end{align} and \\begin{align}y\\end{align} so")
@example("".join(f"$\\def\\{letter}{{x}}\\{letter}$ " for letter in "abcdefghijklmnop"))
def test_any_text_becomes_harmless_html(text: str) -> None:
    document = convert(text, TextContext("stem", (("fig.png", 10, 10),)))
    links = [("../paper/", "Title")] * len(document.references)
    for form in ("html", "mathml", "rss", "tex"):
        filled = fill(document.html, document, links, form, "https://x.org/")
        _words, faults = audited(filled)
        assert [] == faults
        xhtml(filled, NOWHERE)
    assert [] == audited(document.excerpt)[1]


@given(MARKDOWN)
def test_any_title_is_words_and_formulas(text: str) -> None:
    made = inline(text)
    assert [] == audited(made.html)[1]


@given(TEX, st.sampled_from(["inline", "large", "display"]))
def test_any_formula_is_converted_or_shown(tex: str, form: str) -> None:
    formula, _fault = converted(cleaned(tex)[0], form, ())
    assert [] == audited(formula.mathml + formula.html)[1]


@given(BIBTEX)
def test_any_file_of_references_is_read(text: str) -> None:
    for read in (bibtex.read, ris.read, csl_json.read):
        entries, faults = read(text)
        assert all(fault.strip() for fault in faults)
        assert all(isinstance(entry.values, dict) for entry in entries)


@given(st.text(max_size=60))
@example("http://[::1")
@example("http://\u2488.org")
@example("https://a\u0000.org")
@example("\u00a8")
def test_any_value_is_an_address_that_pages_may_have_or_none(text: str) -> None:
    for candidate in (text, f"https://{text}", f"https://x.org/{text}", f"mailto:{text}@x.org"):
        made = web_url(candidate)
        assert made is None or (
            made.startswith(("http://", "https://", "mailto:")) and not set(made) & set(' <>"\n\r\t')
        )
    moment(text)
    assert "" == fault_of_value(visible(text))


HEADS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBP", b"\0\0\0 ftypavif")


@given(st.sampled_from(HEADS), st.binary(max_size=200), st.sampled_from([".png", ".jpg", ".gif", ".webp", ".avif"]))
def test_any_image_has_a_size_or_none(
    tmp_path_factory: pytest.TempPathFactory, head: bytes, rest: bytes, end: str
) -> None:
    file = tmp_path_factory.getbasetemp() / f"any{end}"
    file.write_bytes(head + rest)
    width, height = measure(file)
    assert width >= -1
    assert height >= -1


FILES = st.fixed_dictionaries(
    {
        "content/papers/byron-2020-a-paper.yml": YAML | st.just(paper()),
        "content/summaries/byron-2020-a-paper/ann.md": MARKDOWN.map(lambda text: summary("byron-2020-a-paper", text))
        | YAML.map(lambda text: f"---\n{text}\n---\nWords."),
        "content/contributors/ann.yml": YAML,
        "content/authors.yml": YAML,
        "config.yml": YAML | YAML.map(lambda text: f"title: T\nurl: https://x.org/\nfeed_id: x.org,2026\n{text}\n"),
    }
)


@given(FILES)
def test_any_archive_is_checked_and_built_or_refused(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, str]
) -> None:
    root = write_archive(
        tmp_path_factory.getbasetemp() / "any",
        {path: text.encode("utf-8", "surrogatepass") for path, text in files.items()},
    )
    asked = Options(root=root, output=root / "site", jobs=1, keep_going=True, force=True)
    assert all(problem.message and problem.place.line >= 1 for problem in check(asked))
    with suppress(SiteError):
        build(asked)


# The preview's server


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = write_archive(
        tmp_path_factory.mktemp("fuzzed"), {"content/papers/byron-2020-a-paper.yml": paper(), "secret.txt": "SECRET"}
    )
    with served(root) as found:
        yield found


PARTS = st.sampled_from(
    [
        b"GET ", b"HEAD ", b"POST ", b"CONNECT ", b"/", b"/../", b"/%2e%2e/", b"/..%2f", b"/%00", b"/\\..\\", b"//", b"secret.txt", b"config.yml",
        b"/_live.js", b"index.html", b"?x", b"#x", b" HTTP/1.1", b" HTTP/1.0", b" HTTP/9.9", b"\r\n", b"\n", b"\r\n\r\n", b"Host: localhost",
        b"Host: attacker.example", b"Host: 127.0.0.1:80@x", b"Content-Length: 5", b"Content-Length: -1", b"Transfer-Encoding: chunked",
        b"Expect: 100-continue", b"X: " + b"y" * 300, b": ", b"\0", b"\xff", b"http://attacker.example/", b"%", b"%zz", b"%c0%ae%c0%ae/",
    ]
)  # fmt: skip
TAIL = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def answered(shown: Served, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", shown.preview.port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        got = b""
        while part := connection.recv(65_536):
            got += part
        return got


def keeps_to_itself(request: bytes, answer: bytes) -> None:
    """Whatever is asked, the answer has nothing but the site in it, and is for this machine."""
    assert b"SECRET" not in answer
    assert b"feed_id" not in answer
    head = answer.partition(b"\r\n\r\n")[0]
    if head.startswith(b"HTTP/"):
        assert b"Cache-Control: no-store" in head
        assert 1 == head.count(b"Content-Type: ")
        # behind a line that is no header there are no more
        hosts = re.findall(rb"(?im)^host:[ \t]*([^\r\n]*)", request)
        if hosts and hosts[0].startswith(b"attacker.example"):
            assert head.split()[1] in {b"400", b"403", b"405", b"414", b"431", b"505"}


@given(st.lists(PARTS | st.binary(max_size=6), max_size=12).map(b"".join))
@example(b"/..%2f..%2fsecret.txt")
@example(b"/%2e%2e/%2e%2e/%2e%2e/secret.txt")
@example(b"/\\..\\..\\secret.txt")
@example(b"//../../../secret.txt")
@example(b"/%c0%ae%c0%ae/secret.txt")
def test_no_request_gets_more_than_the_site(shown: Served, text: bytes) -> None:
    target = text.replace(b" ", b"").replace(b"\n", b"").replace(b"\r", b"")
    for request in (text + b"\r\n\r\n", b"GET /" + target + TAIL, b"GET " + target + TAIL):
        if b"_live" in request and b"_live." not in request:
            continue  # a stream, which does not end
        keeps_to_itself(request, answered(shown, request))


def test_an_answer_that_sends_on_stays_on_this_machine(shown: Served) -> None:
    for target in (
        b"//attacker.example/paper",
        b"/%2fattacker.example/paper",
        b"/paper/%0d%0aX:y",
        b"/\\attacker.example",
        b"/paper",
    ):
        answer = answered(shown, b"GET " + target + TAIL)
        location = [line for line in answer.split(b"\r\n") if line.lower().startswith(b"location:")]
        assert all(line.partition(b": ")[2].startswith(b"/") and b"//" not in line for line in location)
        assert b"\r\nX:" not in answer
