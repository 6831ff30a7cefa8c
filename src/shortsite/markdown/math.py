"""Convert the formulas that the parser found, in the order of the text, and put placeholders in their places."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from shortsite.markdown.code import is_closed
from shortsite.markdown.draft import Draft, draft_of, escape


def plugin(md: MarkdownIt) -> None:
    """Add the conversion behind the parsing, and how its tokens are rendered."""
    md.core.ruler.push("math", _convert)
    md.add_render_rule("math_inline", _inline)
    md.add_render_rule("math_block", _block)
    md.add_render_rule("math_unclosed", _unclosed)


def _convert(state: StateCore) -> None:
    draft = draft_of(state.env)
    for token in state.tokens:
        if token.type == "fence" and token.info.strip() == "math" and token.map and is_closed(draft, token):
            # as GitHub has displayed formulas
            token.type, token.map = "math_block", [token.map[0] + 1, token.map[1]]
            token.content = token.content.rstrip("\n")
        if token.type == "math_block":
            _convert_block(draft, token)
        elif token.type == "inline" and token.children:
            for child in token.children:
                _convert_inline(draft, token, child)


def _convert_block(draft: Draft, token: Token) -> None:
    # The TeX is searched in the source as it stands, so the place of a fault is that of its line.
    source = Token("inline", "", 0, content=token.content, map=token.map)
    token.meta["placeholder"], token.meta["number"] = _added(draft, token.content, "display", source, 0)


def _convert_inline(draft: Draft, token: Token, child: Token) -> None:
    if child.type == "math_inline":
        meta = child.meta
        meta["placeholder"], meta["number"] = _added(draft, child.content, meta["form"], token, meta["offset"])
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
