"""HTML that strangers nest as HTML does not allow becomes HTML that it does, and no word is lost."""

from __future__ import annotations

import re
from collections import Counter

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortsite.markdown import TextContext, convert
from shortsite.markdown.elements import ALLOWED, VOID
from shortsite.markdown.nesting import nested
from shortsite.markdown.sanitise import sanitised

DISPLAYED, INLINE = "\ue0000\ue001", "\ue0001\ue001"


def mended(html: str) -> str:
    return nested(html, [True, False])


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        # sound already
        ("<p>a <b>b</b><br>c</p>\n<ul>\n<li>d</li>\n</ul>\n", "<p>a <b>b</b><br>c</p>\n<ul>\n<li>d</li>\n</ul>\n"),
        ("<p>a <ruby>b<rt>c</rt></ruby></p>", "<p>a <ruby>b<rt>c</rt></ruby></p>"),
        ("<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>"),
        (f"<p>a {INLINE}</p>{DISPLAYED}", f"<p>a {INLINE}</p>{DISPLAYED}"),
        ('<a href="x"><p>a</p></a>', '<a href="x"><p>a</p></a>'),
        # blocks among words
        ("<b><p>a</p></b>", "<div><p>a</p></div>"),
        ("<p>a <i><b><ul><li>c</li></ul></b></i></p>", "<div>a <div><div><ul><li>c</li></ul></div></div></div>"),
        ('<span class="x" title="y"><pre>a</pre></span>', '<div class="x"><pre>a</pre></div>'),
        ('<b><a href="x"><p>a</p></a></b>', '<div><a href="x"><p>a</p></a></div>'),
        ("<h3>a <div>b <ul><li>c</li></ul></div></h3>", "<h3>a  b   c   </h3>"),
        (f"<b>{DISPLAYED}</b>", f"<div>{DISPLAYED}</div>"),
        (f"<h3>a <i>{DISPLAYED}</i></h3>", f"<h3>a   </h3>{DISPLAYED}"),
        # lists
        ("<ul>a<li>b</li><p>c</p></ul>", "<ul><li>a</li><li>b</li><li><p>c</p></li></ul>"),
        ("<dl><dd>a</dd></dl>", "<div><div>a</div></div>"),
        ("<dl><dt>a</dt></dl>", "<div><div>a</div></div>"),
        ("<dl>a<dl><dt>b</dt><dd>c</dd></dl></dl>", "<div>a<dl><dt>b</dt><dd>c</dd></dl></div>"),
        ("<ul><ins><li>a</li></ins></ul>", "<ul><li><ins><div>a</div></ins></li></ul>"),
        ("<dl><dt><h4>a</h4></dt><dd>b</dd></dl>", "<dl><dt><div>a</div></dt><dd>b</dd></dl>"),
        # others
        ("<ruby>a</ruby>", "<span>a</span>"),
        ("<ruby>a<rt>b</rt>c</ruby>", "<span>a<span>b</span>c</span>"),
        ("<details>a<summary>b</summary><summary>c</summary></details>", "<details><summary>b</summary>a<div>c</div></details>"),
        ("<figure>a<figcaption>b</figcaption>c</figure>", "<figure>a<div>b</div>c</figure>"),
        ("<figcaption>a</figcaption>", "<div>a</div>"),
        ("<dfn>a <i><dfn>b</dfn></i></dfn>", "<dfn>a <i><span>b</span></i></dfn>"),
        ("<table><tbody></tbody><thead></thead></table>", "<table><thead></thead><tbody></tbody></table>"),
        ("<table><caption>a</caption><caption>b</caption></table>", "<table><caption>a b</caption></table>"),
        ("<table><thead></thead><thead></thead></table>", "<table><thead></thead><tbody></tbody></table>"),
    ],
)  # fmt: skip
def test_html_is_mended_like_this(html: str, expected: str) -> None:
    assert expected == mended(html)


pieces = st.recursive(
    st.sampled_from(["w1", "w2", " ", "<br>", "<hr>", DISPLAYED, INLINE, "<b>x", "</p>", "<td>y"]),
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}" + ("" if name in VOID else f"</{name}>"),
        st.sampled_from(sorted(ALLOWED)),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


def words_of(html: str) -> Counter[str]:
    return Counter(re.findall(r"[a-z]\d?|\ue000\d", re.sub("<[^>]*>", " ", html)))


@given(st.lists(pieces, max_size=4).map("".join))
def test_no_word_is_lost_and_twice_is_as_good_as_once(source: str) -> None:
    html = sanitised(source, [])
    made = mended(html)
    assert words_of(html) == words_of(made)
    assert made == mended(made)


@given(st.lists(pieces, max_size=4).map("".join))
def test_browsers_read_what_was_written(source: str) -> None:
    shown = mended(sanitised(source, [])).replace(DISPLAYED, "<div>z</div>").replace(INLINE, "z")
    tree = html5lib.parseFragment(shown, treebuilder="etree", namespaceHTMLElements=False)
    tags = [element.tag for element in tree.iter() if element is not tree]
    assert tags == re.findall(r"<([a-z0-9]+)", shown)


@pytest.mark.parametrize("name", ["b", "ul", "div", "dfn", "details"])
def test_what_is_nested_very_deep_kills_nothing(name: str) -> None:
    document = convert(f"<{name}>" * 5_000 + "a" + f"</{name}>" * 5_000, TextContext("x"))
    assert "a" == document.text.strip()


def test_a_text_without_html_is_not_looked_into() -> None:
    assert "<p>a <em>b</em></p>\n" == convert("a *b*", TextContext("x")).html
