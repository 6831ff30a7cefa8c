r"""Displayed formulas: ``$$``, ``\[``, ``\\[`` or ``\begin{equation}`` at the start of a line.

A block may interrupt a paragraph, follow a list item's text directly, and close in mid-line: what follows goes on as
a paragraph. It holds no blank line.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, paragraph

from shortsite.markdown.math_inline import unescaped
from shortsite.markdown.tex import DISPLAYED

_OPENING = re.compile(rf"\$\$(?!\$)|\\\\\[|\\\[|\\begin\{{(?P<name>{DISPLAYED})\}}")
_CLOSING = {"$$": re.compile(r"(?<!\\)\$\$"), "\\[": re.compile(r"\\\]"), "\\\\[": re.compile(r"\\\\\]")}
_POINT = re.compile(r"\s*(?:([.,;:!?])\s*)?")
_BLANKS = re.compile(r"\s*")
_BRACKETED_PROSE = re.compile(r"\\\[(?:[^\W_]|[\s.,;:!?'\"&/#@-])*\\\]")


def plugin(md: MarkdownIt) -> None:
    """Add the rule before all others of a block; only code may hold a formula that is none."""
    md.block.ruler.before(
        "fence", "math_block", _math, {"alt": ["paragraph", "reference", "blockquote", "list", "table"]}
    )


def _math(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    found = _found(state, line, last, silent=silent)
    if found is None:
        return False
    if not silent:
        _push(state, line, *found)
        while state.line == line:
            # no rule may end on the line where it began, so what is left of this one is read here
            if again := _found(state, line, last, silent=False):
                _push(state, line, *again)
            else:
                paragraph(state, line, last, silent=False)
    return True


def _found(state: StateBlock, line: int, last: int, *, silent: bool) -> tuple[re.Match[str], int, int, int] | None:
    """The opening of a formula with which the line begins, and what ``_end`` says of it; None if there is none."""
    start = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith(("$", "\\"), start) or state.is_code_block(line):
        return None
    found = _OPENING.match(state.src, start, state.eMarks[line])
    if not found or (silent and _is_inside(state, line, found[0])):
        return None
    end = _end(state, found, line, last)
    return end and (found, *end)


def _is_inside(state: StateBlock, line: int, opening: str) -> bool:
    """Whether the line closes a formula that an earlier line of the same paragraph opened in its middle."""
    if opening != "$$":
        return False
    counts = state.env.get("dollar_counts")
    if counts is None:
        counts = [0]
        for text in state.src.split("\n"):
            counts.append(counts[-1] + text.count("$$"))
        state.env["dollar_counts"] = counts
    return bool((counts[line] - counts[min(state.line, line)]) % 2)


def _closing(found: re.Match[str]) -> re.Pattern[str]:
    return re.compile(re.escape(f"\\end{{{found['name']}}}")) if found["name"] else _CLOSING[found[0]]


def _end(state: StateBlock, found: re.Match[str], first: int, last: int) -> tuple[int, int, int] | None:
    """The line where the formula closes, and where its closing mark begins and ends; None if it is no block.

    What was searched in vain is not searched again, so that many openings cost little.
    """
    vain: dict[tuple[str, int], int] = state.env.setdefault("math_vain", {})
    key = found[0], last
    if first < vain.get(key, 0):
        return None
    closing = _closing(found)
    position = found.end()
    line = first
    while line < last and not (line > first and state.isEmpty(line)):
        if closed := closing.search(state.src, position, state.eMarks[line]):
            is_sentence = line == first and _is_sentence(state, found, closed, state.eMarks[line])
            return None if is_sentence else (line, *closed.span())
        line += 1
        position = state.bMarks[line] + state.tShift[line]
    vain[key] = line
    return None


def _is_sentence(state: StateBlock, found: re.Match[str], closed: re.Match[str], end: int) -> bool:
    """Whether the formula only begins a sentence, or the brackets hold plain words."""
    if not state.src[found.end() : closed.start()].strip():
        return True
    if _BRACKETED_PROSE.fullmatch(state.src, found.start(), closed.end()):
        return True
    return not found["name"] and not _POINT.fullmatch(state.src, closed.end(), end)


def _push(state: StateBlock, first: int, found: re.Match[str], last: int, close: int, after: int) -> None:
    lines = [state.src[found.end() : close if last == first else state.eMarks[first]]]
    for line in range(first + 1, last + 1):
        start = state.bMarks[line] + state.tShift[line]
        lines.append(state.src[start : close if line == last else state.eMarks[line]])
    tex = "\n".join(lines)
    if found["name"]:
        tex = f"{found[0]}{tex}{state.src[close:after]}"
    token = state.push("math_block", "math", 0)
    token.map = [first, last + 1]
    point = _POINT.fullmatch(state.src, after, state.eMarks[last])
    token.content = (unescaped(tex) if found[0] == "\\\\[" else tex) + (point[1] or "" if point and tex.strip() else "")
    state.line = last if point is None else last + 1
    if point is None:
        _move_start(state, last, after)


def _move_start(state: StateBlock, line: int, position: int) -> None:
    """Let the line begin behind the formula."""
    blanks = _BLANKS.match(state.src, position, state.eMarks[line])
    state.bMarks[line] = position
    state.tShift[line] = len(blanks[0]) if blanks else 0
    state.sCount[line] = state.blkIndent
