"""GitHub's alerts, ``> [!NOTE]``, as quotations that begin with what they are.

https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_KIND = re.compile(r"\[!(note|tip|important|warning|caution)\]", re.IGNORECASE)


def plugin(md: MarkdownIt) -> None:
    """Add the rule behind the parsing."""
    md.core.ruler.push("alerts", _alerts)


def _alerts(state: StateCore) -> None:
    made: list[Token] = []
    for index, token in enumerate(state.tokens):
        kind = _kind(token) if index > 1 and state.tokens[index - 2].type == "blockquote_open" else ""
        if kind:
            _begin(made, token, kind)
        made.append(token)
    state.tokens = made


def _kind(paragraph: Token) -> str:
    """What kind of alert a quotation is that begins with the paragraph; empty if it is none."""
    children = paragraph.children or [Token("", "", 0)]
    found = _KIND.fullmatch(children[0].content.strip()) if children[0].type == "text" else None
    is_alone = len(children) == 1 or children[1].type in {"softbreak", "hardbreak"}
    return found[1].capitalize() if found and is_alone else ""


def _begin(made: list[Token], paragraph: Token, kind: str) -> None:
    """Put the kind in a paragraph of its own before the words of the other, if it has any; else into that."""
    children = paragraph.children or []
    words = [Token("strong_open", "strong", 1), Token("text", "", 0, content=kind), Token("strong_close", "strong", -1)]
    if not children[2:]:
        paragraph.children = words
        return
    paragraph.children = children[2:]
    opening = made[-1]
    first = Token("inline", "", 0, map=paragraph.map, level=paragraph.level, children=words, block=True)
    made += [first, Token("paragraph_close", "p", -1, level=opening.level, block=True), opening]
