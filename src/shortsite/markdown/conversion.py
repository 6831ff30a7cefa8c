"""From Markdown to a Document."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

from shortsite.markdown.context import TextContext
from shortsite.markdown.draft import Draft
from shortsite.markdown.excerpt import excerpt_of, words_of
from shortsite.markdown.marks import cleaned
from shortsite.markdown.nesting import nested
from shortsite.markdown.parser import parser
from shortsite.markdown.places import Places
from shortsite.markdown.sanitise import sanitised
from shortsite.model import Document
from shortsite.problems import in_order
from shortsite.unseen import fault_of_text


def convert(text: str, context: TextContext) -> Document:
    """Convert a text; a pure function of its arguments. See the package for what the result holds."""
    draft, source = _begun(text, context)
    md = parser()
    env: dict[str, Any] = {"draft": draft}
    tokens = md.parse(source, env)
    html = sanitised(md.renderer.render(tokens, md.options, env), draft.fragments)
    if "<" in source:
        html = nested(html, [formula.display for formula in draft.formulas])
    words, count = words_of(tokens, draft)
    return Document(
        html=html,
        excerpt=excerpt_of(tokens, draft),
        text=words,
        words=count,
        formulas=tuple(draft.formulas),
        references=tuple(draft.references),
        images=tuple(draft.images),
        problems=in_order(draft.problems),
        unlinked=tuple(draft.unlinked),
    )


def _begun(text: str, context: TextContext) -> tuple[Draft, str]:
    """An empty draft, and the text without what no page may hold."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    source, removed = cleaned(lines)
    sizes = {path: (width, height) for path, width, height in context.images}
    composed = {normalize("NFC", path): path for path in sizes}
    draft = Draft(context, Places(source), context.macros, sizes=sizes, composed=composed)
    if removed >= 0:
        place = Places(lines).at(removed)
        draft.report("SS016", place, "characters that no page may hold were removed", "delete them")
    offset, fault = fault_of_text(lines)
    if fault:
        draft.report("SS052", Places(lines).at(offset), fault, "delete it")
    return draft, source
