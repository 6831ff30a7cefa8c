"""Put formulas, titles and addresses into a document's HTML: for a page, or for an entry in one format of feeds."""

from __future__ import annotations

import html as escaping
import re
from collections.abc import Iterable, Sequence
from urllib.parse import urljoin

from shortsite.markdown.elements import VOID
from shortsite.markdown.marks import FORMULA, HREF, PAGE, TITLE
from shortsite.model import Document, Formula

#: A placeholder, and punctuation that must not be torn from it.
_PLACEHOLDER = re.compile("([\ue000\ue003\ue004])(\\d+)\ue001([.,;:!?)]*)")
_LONGEST_TITLE = 200
_TITLE = re.compile(f"{TITLE}(\\d+)\ue001")
_TAG = re.compile(r'<([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")+)(?=>)|<(br|hr|wbr|col)(?=>)')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_ANCHOR = re.compile(r' ?<a class="anchor"[^>]*>#</a>')
_CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
_SPAN = re.compile(r"</?span(?: [^<>]*)?>")
_ANY_TAG = re.compile(r"<[^>]*>")
_DROPPED = frozenset({"id", "role", "tabindex", "loading", "decoding"})

#: An inline formula of more characters may be wider than a narrow screen.
WIDE = 28
#: What the W3C's feed validator knows in MathML; it calls every other attribute a risk.
_MATH_ATTRIBUTES = frozenset(
    {
        "columnspan",
        "depth",
        "display",
        "displaystyle",
        "encoding",
        "fence",
        "height",
        "linethickness",
        "lspace",
        "mathvariant",
        "maxsize",
        "minsize",
        "rowspan",
        "rspace",
        "scriptlevel",
        "separator",
        "stretchy",
        "width",
    }
)
_MATH_TAG = re.compile(r'<(m[a-z]+|semantics|annotation)((?: [a-z]+="[^"]*")+)(?= ?/?>)')
_MATH_ELEMENTS = re.compile(r"(</?)ms(?=[ >])|</?(?:menclose|b|i|code)(?: [^<>]*)?>")


def fill(html: str, document: Document, links: Sequence[tuple[str, str]], form: str, page: str = "") -> str:
    """Replace the placeholders in HTML that belongs to ``document``.

    ``links`` are (address, title as plain text) of its references, in order. ``form`` is ``html`` for a page. For the
    others the result is well-formed XML with absolute links and without what feeds may not hold: formulas are MathML
    in ``mathml``, plain HTML in ``rss``, TeX between dollars in ``tex``, Unicode in ``text``. ``page`` is the URL of
    the page that the text stands on, empty on that page itself.
    """
    if form != "html":
        html = _for_feed(html)
    filled = _PLACEHOLDER.sub(lambda found: _filled(found, document, links, form), html)
    filled = filled.replace(PAGE, escaping.escape(page))
    return filled if form == "html" else _absolute(filled, page)


def words(html: str, document: Document, links: Sequence[tuple[str, str]]) -> str:
    """The plain words of inline HTML that belongs to ``document``, on one line; formulas are Unicode."""
    return " ".join(escaping.unescape(_ANY_TAG.sub("", fill(html, document, links, "text"))).split())


def whole_text(document: Document, titles: Iterable[str] = ()) -> str:
    """The plain words of all of ``document``, a line a block.

    ``titles`` are those of its references, in order; without them, a link to a paper is the id that it names.
    """
    known = tuple(titles) or tuple(reference.target for reference in document.references)
    return _TITLE.sub(lambda found: _in_short(known[int(found[1])]), document.text)


def _filled(found: re.Match[str], document: Document, links: Sequence[tuple[str, str]], form: str) -> str:
    number, behind = int(found[2]), found[3]
    if found[1] == FORMULA:
        formula = document.formulas[number]
        shown = _SHOWN[form](formula) + behind
        # browsers may break a line between a formula and the comma behind it
        is_torn = behind and form == "html" and not formula.display and len(formula.text) <= WIDE
        return f'<span class="glue">{shown}</span>' if is_torn else shown
    href, title = links[number]
    return escaping.escape(href if found[1] == HREF else _in_short(title)) + behind


def _in_short(title: str) -> str:
    """The title of a paper as a link shows it: a text may name a paper thousands of times."""
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"


def _on_page(formula: Formula) -> str:
    if formula.mathml and formula.display:
        return f'<div class="math-display" role="group" tabindex="0" aria-label="Formula">{formula.mathml}</div>'
    if formula.mathml and len(formula.text) > WIDE:
        # may be wider than a phone, or the column: it scrolls in a box of its own, which the keyboard must reach
        size = "math-long math-longest" if len(formula.text) > 2 * WIDE else "math-long"
        return f'<span class="{size}" role="group" tabindex="0" aria-label="Formula">{formula.mathml}</span>'
    return formula.mathml or formula.html


def _as_mathml(formula: Formula) -> str:
    if not formula.mathml:
        return _as_html(formula)
    bare = _MATH_TAG.sub(_math_tag, formula.mathml)
    bare = _MATH_ELEMENTS.sub(lambda found: f"{found[1]}mtext" if found[1] else "", bare)
    return f"<div>{bare}</div>" if formula.display else bare


def _as_tex(formula: Formula) -> str:
    tex = escaping.escape(formula.tex, quote=False)
    return f"<div>$${tex}$$</div>" if formula.display else f"${tex}$"


def _math_tag(found: re.Match[str]) -> str:
    kept = (known[0] for known in _ATTRIBUTE.finditer(found[2]) if known[1] in _MATH_ATTRIBUTES)
    return f"<{found[1]}{''.join(kept)}"


def _as_html(formula: Formula) -> str:
    return formula.html.replace(' class="math-error"', "")


def _as_text(formula: Formula) -> str:
    return escaping.escape(formula.text)


_SHOWN = {"html": _on_page, "mathml": _as_mathml, "rss": _as_html, "tex": _as_tex, "text": _as_text}


def _for_feed(html: str) -> str:
    html = _ANCHOR.sub("", html).replace("&nbsp;", "&#160;")
    # the colours of code are classes, which mean nothing to readers of feeds
    html = _CODE.sub(lambda found: _SPAN.sub("", found[0]), html)
    return _TAG.sub(_feed_tag, html)


def _feed_tag(found: re.Match[str]) -> str:
    name = found[1] or found[3]
    kept = "".join(
        attribute[0]
        for attribute in _ATTRIBUTE.finditer(found[2] or "")
        if attribute[1] not in _DROPPED and not attribute[1].startswith(("aria-", "data-"))
    )
    return f"<{name}{kept}{'/' if name in VOID else ''}"


def _absolute(html: str, page: str) -> str:
    """Links and images that are relative belong to the page."""
    if not page:
        return html
    return re.sub(
        r'(<(?:a|img)\b[^<>]*? (?:href|src)=")((?!https?:|mailto:)[^"]*)',
        lambda found: found[1] + escaping.escape(urljoin(page, escaping.unescape(found[2]))),
        html,
    )
