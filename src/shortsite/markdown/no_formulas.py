"""What was meant for a formula and stays text: it is not closed, a blank line ends it, or a blank keeps it from one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from shortsite.markdown.draft import Draft, draft_of
from shortsite.markdown.math_inline import OPENING_DOLLAR
from shortsite.markdown.spans import Texts
from shortsite.markdown.tex import BEGINNING
from shortsite.problems import only_printable, quoted

#: Brackets with TeX behind them in their line: they may be no brackets that Markdown is to leave alone. It is looked
#: for no further, so that thousands of brackets in a line take no longer than thousands of lines.
_BRACKET = re.compile(
    r"(?<!\\)\\{1,2}(?:\(|\[(?![^\n]{0,120}\]\())(?=[^\n]{0,120}(?:\\[A-Za-z]{2}|[=^_]))"
    r"|(?<!\\)\\\((?=[B-HJ-Zb-z](?![A-Za-z])(?![^\n]{0,120}\)))"
)
_WITHIN = "begin a line with it"
#: Two dollars in a line, and what stands between.
_DOLLARS = re.compile(r"(?<![\\$\w])\$(?=([^$\n]{1,300})(?<!\\)\$(?![\w$]))")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_INDEX = re.compile(r"(?<!\d)_|\^")
#: Words of a sentence, which no formula has outside of its braces.
_WORD = re.compile(r"[A-Za-z]{3,}")
_IN_BRACES = re.compile(r"\{[^{}]*\}")
_POINT = re.compile(r"[ \t]*[.,;:!?]?[ \t]*(?:\n|$)")

_Found = tuple[int, str, str]


def plugin(md: MarkdownIt) -> None:
    """Add the rule behind the parsing."""
    md.core.ruler.push("no_formulas", _report)


def _report(state: StateCore) -> None:
    draft = draft_of(state.env)
    #: The dollars that a blank line keeps from being closed, until what may close them comes.
    waiting: tuple[int, int] | None = None
    for token in state.tokens:
        if token.type != "inline" or not ("\\" in token.content or "$" in token.content):
            continue
        _report_text(draft, token)
        for child in token.children or ():
            if child.type == "math_unclosed":
                waiting = _waiting(draft, token, child.meta["offset"], waiting)
    if waiting:
        _report_open(draft, waiting)


def _waiting(draft: Draft, token: Token, offset: int, before: tuple[int, int] | None) -> tuple[int, int] | None:
    """The place of the dollars that wait now, where those at ``before`` have waited; what waits in vain is told."""
    place = draft.places.of(token, offset)
    if before and before[0] < place[0] and _POINT.match(token.content, offset + 2):
        hint = "leave out the blank line: a formula holds none"
        draft.report("SS046", before, "'$$' opens a formula that a blank line ends", hint)
        return None
    if before:
        _report_open(draft, before)
    return place


def _report_open(draft: Draft, place: tuple[int, int]) -> None:
    draft.report("SS046", place, "'$$' opens a formula that is not closed", "close it, or write \\$")


def _report_text(draft: Draft, token: Token) -> None:
    children, content = token.children or (), token.content
    found: list[_Found] = []
    if "\\begin{" in content:
        found += _environments(content)
    if "\\[" in content or "\\(" in content:
        found += _brackets(content)
    has_dollars = any(child.type == "text" and "$" in child.content for child in children)
    texts = Texts(children if found or has_dollars else ())
    if has_dollars:
        found += _dollars(content, texts)
    for offset, message, hint in sorted(found):
        if texts.has(offset):
            draft.report("SS046", draft.places.of(token, offset), message, hint)


def _unclosed(opening: str) -> str:
    return f"'{opening}' opens a formula that is not closed"


def _environments(content: str) -> Iterator[_Found]:
    line = 0
    for found in BEGINNING.finditer(content):
        line = content.rfind("\n", line, found.start()) + 1 or line
        if not content[line : found.start()].isspace() and line < found.start():
            yield found.start(), f"'{found[0]}' opens no formula within a line", _WITHIN
        else:
            yield found.start(), _unclosed(found[0]), "close it before a blank line"


def _brackets(content: str) -> Iterator[_Found]:
    last = {closing: content.rfind(closing) for closing in ("\\]", "\\)")}
    for found in _BRACKET.finditer(content):
        closing = "\\]" if found[0][-1] == "[" else "\\)"
        if last[closing] < found.end():
            yield found.start(), _unclosed(found[0]), f"close it with '{found[0][:-2]}{closing}'"


def _dollars(content: str, texts: Texts) -> Iterator[_Found]:
    spaced = list(_spaced(content, texts))
    yield from spaced
    known = {offset for offset, _, _ in spaced}
    for found in OPENING_DOLLAR.finditer(content):
        if found.start() not in known:
            yield found.start(), _unclosed(found[0]), "close it with '$', or write \\$ for a dollar sign"


def _spaced(content: str, texts: Texts) -> Iterator[_Found]:
    """Formulas with a blank behind their first dollar or before their last, which prices have too."""
    end = 0
    for found in _DOLLARS.finditer(content):
        tex = found[1]
        if found.start() < end or tex.strip() == tex or not _is_tex(tex) or not texts.has(found.end(1)):
            continue
        end = found.end(1) + 1
        where = "behind its first '$'" if tex[0].isspace() else "before its last '$'"
        yield (
            found.start(),
            f"{quoted(f'${tex}$')} is no formula, since it has a blank {where}",
            f"write ${only_printable(tex.strip())}$",
        )


def _is_tex(text: str) -> bool:
    """Whether a text between two dollars is a formula and no part of a sentence about money."""
    rest = _COMMAND.sub("", _IN_BRACES.sub("", text))
    has_tex = _COMMAND.search(text) or _INDEX.search(text)
    return has_tex is not None and not _WORD.search(rest) and "](" not in text
