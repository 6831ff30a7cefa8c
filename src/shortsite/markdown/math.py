"""Convert the formulas that the parser found, in the order of the text, and put placeholders in their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from shortsite.markdown.draft import Draft, draft_of, escape
from shortsite.markdown.math_inline import OPENING_DOLLAR
from shortsite.markdown.spans import Texts
from shortsite.markdown.tex import BEGINNING

#: Brackets with TeX behind them in their line: they may be no brackets that Markdown is to leave alone. It is looked
#: for no further, so that thousands of brackets in a line take no longer than thousands of lines.
_BRACKET = re.compile(r"(?<!\\)\\{1,2}(?:\(|\[(?![^\n]{0,120}\]\())(?=[^\n]{0,120}(?:\\[A-Za-z]{2}|[=^_]))")
_WITHIN = "begin a line with it"


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
            if "\\" in token.content or "$" in token.content:
                _report_unclosed(draft, token)
            for child in token.children:
                _convert_inline(draft, token, child)


def _report_unclosed(draft: Draft, token: Token) -> None:
    """Report what looks like the beginning of a formula and stays text, which is the parser's doing."""
    children, content = token.children or (), token.content
    found: list[tuple[int, str, str]] = []
    if "\\begin{" in content:
        found += _environments(content)
    if "\\[" in content or "\\(" in content:
        found += _brackets(content)
    if any(child.type == "text" and "$" in child.content for child in children):
        found += _dollars(content)
    texts = Texts(children if found else ())
    for offset, opening, hint in sorted(found):
        if texts.has(offset):
            fault = "opens no formula within a line" if hint == _WITHIN else "opens a formula that is not closed"
            draft.report("SS046", draft.places.of(token, offset), f"'{opening}' {fault}", hint)


def _environments(content: str) -> Iterator[tuple[int, str, str]]:
    line = 0
    for found in BEGINNING.finditer(content):
        line = content.rfind("\n", line, found.start()) + 1 or line
        is_within = not content[line : found.start()].isspace() and line < found.start()
        yield found.start(), found[0], _WITHIN if is_within else "close it before a blank line"


def _brackets(content: str) -> Iterator[tuple[int, str, str]]:
    last = {closing: content.rfind(closing) for closing in ("\\]", "\\)")}
    for found in _BRACKET.finditer(content):
        closing = "\\]" if found[0][-1] == "[" else "\\)"
        if last[closing] < found.end():
            yield found.start(), found[0], f"close it with '{found[0][:-2]}{closing}'"


def _dollars(content: str) -> Iterator[tuple[int, str, str]]:
    for found in OPENING_DOLLAR.finditer(content):
        yield found.start(), found[0], "close it with '$', or write \\$ for a dollar sign"


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
