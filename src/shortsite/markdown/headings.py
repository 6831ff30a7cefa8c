"""Headings: levels that never skip, ids that no other text of a page can have, and a link to each."""

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
from shortsite.markdown.flow import plain
from shortsite.markdown.marks import OURS, PAGE
from shortsite.urls import slug

_DEEPEST = 6
_TAKEN = re.compile(r"fn(ref)?\d.*")


def plugin(md: MarkdownIt) -> None:
    """Add the rule behind the parsing, and the link at a heading's end."""
    md.core.ruler.push("headings", _headings)
    md.add_render_rule("heading_close", _close)


def _headings(state: StateCore) -> None:
    draft = draft_of(state.env)
    above: list[int] = []
    empty: set[int] = set()
    for index, token in enumerate(state.tokens):
        if token.type != "heading_open":
            continue
        content = state.tokens[index + 1].children or ()
        text = " ".join(plain(content, draft).split())
        if text:
            _finish(draft, token, state.tokens[index + 2], text, _depth(above, int(token.tag[1])))
        elif any(child.type == "image" for child in content):
            _as_paragraph(token, state.tokens[index + 2])
        else:
            empty.update((index, index + 1, index + 2))
    if empty:
        state.tokens = [token for index, token in enumerate(state.tokens) if index not in empty]


def _depth(above: list[int], level: int) -> int:
    """How many headings stand above one of this level; follows the open levels in ``above``."""
    while above and above[-1] >= level:
        above.pop()
    above.append(level)
    return len(above) - 1


def _as_paragraph(opening: Token, closing: Token) -> None:
    opening.type, closing.type = "paragraph_open", "paragraph_close"
    opening.tag = closing.tag = "p"


def _finish(draft: Draft, opening: Token, closing: Token, text: str, depth: int) -> None:
    opening.tag = closing.tag = f"h{min(draft.context.heading + depth, _DEEPEST)}"
    made = draft.context.id(_unique(draft.slugs, text))
    opening.attrs = {"id": OURS + made}
    closing.meta = {"id": made, "text": text}


def _unique(taken: dict[str, int], text: str) -> str:
    """The text's slug, numbered from the second time on; ``taken`` counts how often each was asked for."""
    base = slug(text)
    if _TAKEN.fullmatch(base):
        base = f"section-{base}"
    made = base
    while made in taken:
        taken[base] += 1
        made = f"{base}-{taken[base]}"
    taken[made] = 1
    return made


def _close(
    _self: RendererProtocol, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: MutableMapping[str, Any]
) -> str:
    token = tokens[idx]
    label = escape(f"Link to this section: {token.meta['text']}")
    link = f'<a class="{OURS}anchor" href="{PAGE}#{token.meta["id"]}" aria-label="{OURS}{label}">#</a>'
    return f" {link}</{token.tag}>\n"
