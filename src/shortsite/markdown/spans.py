"""Where in the content of an inline token what was made of it stands: in the ``span`` of a child, (begin, end)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, backtick, image, link
from markdown_it.token import Token

_Rule = Callable[[StateInline, bool], bool]

#: A tag of HTML for what is code.
_CODE = re.compile(r"<(/?)(?:code|kbd|pre|samp|tt)\b", re.IGNORECASE)

#: Rules of the parser, what they begin with, and the token that says what they have found.
_NOTED: tuple[tuple[str, _Rule, str, str], ...] = (
    ("backticks", backtick, "`", "code_inline"),
    ("image", image, "!", "image"),
    ("link", link, "[", "link_open"),
)


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
            if kind == "link_open":
                made.meta["words_end"] = state.md.helpers.parseLinkLabel(state, start, disableNested=True)
        return True

    return noted


def start_of(child: Token) -> int:
    """Where the child begins; 0 where nobody knows, as of an image in the description of another."""
    return int(child.meta.get("span", (0, 0))[0])


class Texts:
    """Where in a content there is text: neither code, nor a formula, nor an image, nor the address of a link."""

    def __init__(self, children: Sequence[Token]) -> None:
        spans = sorted(_others(children))
        self._begins = [begin for begin, _ in spans]
        self._ends = [end for _, end in spans]

    def has(self, offset: int) -> bool:
        """Whether what stands there is text."""
        number = bisect_right(self._begins, offset) - 1
        return number < 0 or offset >= self._ends[number]


def _others(children: Sequence[Token]) -> Iterator[tuple[int, int]]:
    code = -1
    for child in children:
        if "span" in child.meta:
            begin, end = child.meta["span"]
            tag = _CODE.match(child.content) if child.type == "html_inline" else None
            if tag and tag[1] and code >= 0:
                begin, code = code, -1
            elif tag and not tag[1] and code < 0:
                code = begin
            yield child.meta.get("words_end", begin), end
