"""Convert the formulas that the parser found, in the order of the text, and put placeholders in their places."""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from shortsite.markdown.draft import Draft, draft_of, escape
from shortsite.markdown.spans import is_text

_OPENING = re.compile(
    r"^[ \t]*(\\begin\{(?:equation|align|gather|multline|flalign|alignat|eqnarray)\*?\})", re.MULTILINE
)

#: A dollar that looks like the beginning of a formula: TeX, a variable or an index behind it, not a price or a name.
_DOLLAR = re.compile(
    r"(?<![\\$\w])\$(?:\\[A-Za-z]+|[A-Za-z](?![A-Za-z0-9$])|[A-Za-z]{1,3}[_^]|\\?\{|\|\|?[A-Za-z\\])",
)


def plugin(md: MarkdownIt) -> None:
    """Add the conversion behind the parsing, and how its tokens are rendered."""
    md.core.ruler.push("math", _convert)
    md.add_render_rule("math_inline", _inline)
    md.add_render_rule("math_block", _block)
    md.add_render_rule("math_unclosed", _unclosed)


def _convert(state: StateCore) -> None:
    draft = draft_of(state.env)
    for token in state.tokens:
        if token.type == "math_block":
            _convert_block(draft, token)
        elif token.type == "inline" and token.children:
            if "\\" in token.content:
                _report_openings(draft, token)
            if "$" in token.content:
                _report_dollars(draft, token)
            for child in token.children:
                _convert_inline(draft, token, child)


def _report_openings(draft: Draft, token: Token) -> None:
    """Report what would begin a displayed formula if it were closed; that the text stays is the parser's doing."""
    for found in _OPENING.finditer(token.content):
        if is_text(token.children or (), found.start(1)):
            place = draft.places.of(token, found.start(1))
            draft.report(
                "SS046", place, f"'{found[1]}' opens a formula that is not closed", "close it before a blank line"
            )


def _report_dollars(draft: Draft, token: Token) -> None:
    """Report dollars that stay text although they look like the beginning of a formula."""
    children = token.children or ()
    words = [child.content for child in children if child.type == "text" and "$" in child.content]
    for found in _DOLLAR.finditer(token.content) if words else ():
        # the address of a link is no text either
        if is_text(children, found.start()) and any(found[0] in text for text in words):
            place = draft.places.of(token, found.start())
            hint = "close it with '$', or write \\$ for a dollar sign"
            draft.report("SS046", place, f"'{found[0]}' opens a formula that is not closed", hint)


def _convert_block(draft: Draft, token: Token) -> None:
    # The TeX is searched in the source as it stands, so the place of a fault is that of its line.
    source = Token("inline", "", 0, content=token.content, map=token.map)
    token.meta["placeholder"], token.meta["number"] = _added(draft, token.content, "display", source, 0)


def _convert_inline(draft: Draft, token: Token, child: Token) -> None:
    if child.type == "math_inline":
        meta = child.meta
        meta["placeholder"], meta["number"] = _added(draft, child.content, meta["form"], token, meta["offset"])
    elif child.type == "math_unclosed":
        place = draft.places.of(token, child.meta["offset"])
        draft.report("SS046", place, f"'{child.content}' opens a formula that is not closed", "close it, or write \\$")
    elif child.type == "image" and child.children:
        for grandchild in child.children:
            _convert_inline(draft, token, grandchild)


def _added(draft: Draft, tex: str, form: str, token: Token, offset: int) -> tuple[str, int]:
    before = len(draft.formulas)
    made = draft.add_formula(tex, form, token, offset)
    return made, before if made else -1


def _inline(
    _self: RendererProtocol, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: MutableMapping[str, Any]
) -> str:
    return str(tokens[idx].meta["placeholder"])


def _block(
    _self: RendererProtocol, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: MutableMapping[str, Any]
) -> str:
    return f"{tokens[idx].meta['placeholder']}\n"


def _unclosed(
    _self: RendererProtocol, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: MutableMapping[str, Any]
) -> str:
    return escape(tokens[idx].content)
