"""No source, however hostile, puts anything into a page but what the allow list names."""

from __future__ import annotations

import re

import pytest
from allowed import TAGS
from hypothesis import given, settings
from hypothesis import strategies as st
from legible import CONTEXT
from lxml import etree
from lxml import html as lxml_html

from shortsite.markdown import convert, fill
from shortsite.markdown.marks import FORBIDDEN
from shortsite.model import Document

ATTRIBUTES = frozenset(
    [
        "accent",
        "accentunder",
        "alt",
        "aria-label",
        "class",
        "colspan",
        "columnalign",
        "decoding",
        "display",
        "displaystyle",
        "encoding",
        "form",
        "height",
        "href",
        "id",
        "largeop",
        "linethickness",
        "loading",
        "lspace",
        "mathvariant",
        "maxsize",
        "minsize",
        "movablelimits",
        "open",
        "rel",
        "role",
        "rowspan",
        "rspace",
        "scriptlevel",
        "separator",
        "src",
        "start",
        "stretchy",
        "symmetric",
        "tabindex",
        "title",
        "value",
        "width",
    ]
)


def page(document: Document) -> str:
    links = [("../paper/", "Title")] * len(document.references)
    return fill(document.html, document, links, "html")


def check(text: str) -> None:
    document = convert(text, CONTEXT)
    shown = page(document)
    assert not FORBIDDEN.search(shown)
    assert not re.search("[\ue000-\ue00f]", shown)
    for element in lxml_html.fragment_fromstring(shown, create_parent="body").iterdescendants():
        assert element.tag in TAGS
        assert set(element.attrib) <= ATTRIBUTES
        for name in ("href", "src"):
            assert re.match(r"(?i)(?!\s*(javascript|data|vbscript|file):)", element.get(name, ""))
        assert element.tag != "img" or element.get("src") in {"fig.png", "plots/my%20loss.jpg", "Upper.PNG"}
    for form in ("mathml", "rss", "tex"):
        for html in (document.html, document.excerpt, *(one.sentence for one in document.references)):
            links = [("https://x.org/p/", "T & t")] * len(document.references)
            filled = fill(html, document, links, form, "https://x.org/paper/a/?b&c")
            etree.fromstring(f"<div>{filled}</div>")
            assert not FORBIDDEN.search(filled)


HOSTILE = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://evil.org/a.png'>",
    '<img srcset="https://evil.org/a.png 2x" src="fig.png">',
    "<img/src=//evil.org/a.png>",
    "<picture><source srcset=//evil.org/a.png></picture>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=x></object><embed src=x>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' &#106;avascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "[x](javascript:alert(1)) [x](<java\nscript:x>) [x](data:text/html,x) [x](&#x6A;avascript:x)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1)) ![x](data:image/svg+xml,x)",
    "<p style='background:url(//evil.org)'>x</p>",
    "<style>@import '//evil.org'</style>",
    "<base href='//evil.org'><meta http-equiv=refresh content='0;url=//evil.org'><link rel=stylesheet href=x>",
    "<form action=x><input name=a><button>b</button><textarea></textarea></form>",
    "<textarea><img src=x onerror=1></textarea>",
    "<title></title><noscript><p title='</noscript><img src=x onerror=1>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<xmp><p>x</xmp><plaintext>y",
    "<a href='x' onclick='alert(1)' target=_blank ping=//evil.org>x</a>",
    "<b id=a class=b style=c tabindex=9 role=alert aria-label=x data-x=y>x</b>",
    "<table background=//evil.org><td background=//evil.org>x</table>",
    "<details ontoggle=alert(1) open>x</details>",
    r"$\href{javascript:alert(1)}{x} \style{color:red}{x} \class{a}{x} \unicode{x}$",
    r"$\text{<script>alert(1)</script>}$ $<img src=x onerror=1>$",
    r"$$\color{red;background:url(//evil.org)}{x}$$",
    r"$\label{\"><script>}$",
    '```<script>\nx\n```\n\n```python"onload="x\n</code><script>\n```',
    "&#xE000;0&#xE001; &#57344;0&#57345; &#xE005;x &#x0000e006",
    "<a href='&#xE006;javascript:alert(1)' title='&#xE005;x'>x</a>",
    "<http://x.org/%EE%80%800%EE%80%81> [x](http://x.org/%EE%80%80)",
    "\ue0000\ue001 <img src='\ue006//evil.org/a.png'> <p class='\ue005x'>y</p> \ue0070\ue001",
    '[[a-b|<script>alert(1)</script>]] [[a-b|" onclick=x]]',
    '![" onerror="x](fig.png "<b>&")',
    '# <script>x</script> " onclick=x',
    '[^"x]: a\n\nb[^"x]',
    "a\x00b\x0bc\x85d\ufffee\ud800f",
    "<a href=//evil.org/x.png><img src=fig.png></a>",
    "<table><tr><td>$x$ ```a```</table>\n\n<table>\n\n    code\n\n$$x$$\n\n</table>",
    "<ul><li>a</div></ul></li>b\n\n</div></article></main>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless(text: str) -> None:
    check(text)


def test_attributes_of_strangers_are_dropped() -> None:
    html = convert(
        "<div id=a class=b role=c tabindex=1 aria-label=d><a href=http://x.org id=b class=c>y</a></div>", CONTEXT
    ).html
    assert html.strip() == '<div><a href="http://x.org" rel="ugc noopener">y</a></div>'


def test_links_to_other_sites_say_so() -> None:
    html = convert("[a](https://x.org) <a href='http://y.org'>b</a> [c](d.html)", CONTEXT).html
    assert re.findall(r'rel="([^"]*)"', html) == ["ugc noopener", "ugc noopener"]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_escapes_the_container_of_a_text(text: str) -> None:
    shown = page(convert(text, CONTEXT))
    tree = lxml_html.document_fromstring(f"<body><article>{shown}</article><p id=after>after</p></body>")
    assert tree.get_element_by_id("after").getparent().tag == "body"


ALPHABET = st.sampled_from(
    [
        *"ab12 \n\n$$\\[](){}<>|*_`#-+:!^~&;.\"'=/%",
        "$$",
        "\\(",
        "\\)",
        "\\[",
        "\\]",
        "[[",
        "]]",
        "a-b",
        "<b>",
        "</b>",
        "<div>",
        "</div>",
        "<img src=fig.png>",
        "<script>",
        "</script>",
        "<details>",
        "<table>",
        "<td>",
        "<li>",
        "<!--",
        "-->",
        "\n- ",
        "\n> ",
        "\n\n    ",
        "\n|",
        "|-|",
        "\n# ",
        "[^1]",
        "\n[^1]: ",
        "\n```\n",
        "\\begin{align}",
        "\\frac",
        "\\newcommand{\\a}{b}",
        "\\a",
        "![x](fig.png)",
        "http://x.org",
        "fig.png",
        "é",
        "\ue000",
        "0\ue001",
        "&#xe000;",
        "\x00",
        "\u2028",
        "<svg>",
        "<math>",
        "<s>",
        "<a href=x>",
        "</a>",
        "<style>",
        "\\text{",
        "}",
        "\ue006",
        "\ue005",
    ]
)


@settings(max_examples=3 * settings().max_examples)
@given(st.lists(ALPHABET, max_size=40).map("".join))
def test_any_text_becomes_clean_html(text: str) -> None:
    check(text)


@given(st.text(max_size=200))
def test_any_characters_become_clean_html(text: str) -> None:
    check(text)
