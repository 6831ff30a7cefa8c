"""Where in the content of an inline token what was made of it stands: in the ``span`` of a child, (begin, end)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, backtick, image, link
from markdown_it.token import Token

_Rule = Callable[[StateInline, bool], bool]

#: Rules of the parser, what they begin with, and the token that says what they have found.
_NOTED: tuple[tuple[str, _Rule, str, str], ...] = (
    ("backticks", backtick, "`", "code_inline"),
    ("image", image, "!", "image"),
    ("link", link, "[", "link_open"),
)
#: What is no text, whatever letters are in it.
_NO_TEXT = frozenset({"code_inline", "image", "math_inline"})


def plugin(md: MarkdownIt) -> None:
    """Have these rules note where they were at work."""
    for name, rule, sign, kind in _NOTED:
        md.inline.ruler.at(name, _noting(rule, sign, kind))


def _noting(rule: _Rule, sign: str, kind: str) -> _Rule:
    def noted(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if state.src[start] != sign or not rule(state, silent):
            return False
        made = next((token for token in state.tokens[count:] if token.type == kind), None)
        if made is not None:
            made.meta["span"] = start, state.pos
        return True

    return noted


def start_of(child: Token) -> int:
    """Where the child begins; 0 where nobody knows, as of an image in the description of another."""
    return int(child.meta.get("span", (0, 0))[0])


def is_text(children: Sequence[Token], offset: int) -> bool:
    """Whether what stands there is text: no code, no formula, no image."""
    spans = (child.meta["span"] for child in children if child.type in _NO_TEXT and "span" in child.meta)
    return not any(begin <= offset < end for begin, end in spans)
