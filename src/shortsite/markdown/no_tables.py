"""What was meant for a table and is a paragraph of bars: its second line is missing or does not fit, or the like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from shortsite.markdown.draft import draft_of
from shortsite.markdown.places import bars_of, is_framed
from shortsite.markdown.spans import Texts

#: The line below the names of the columns; the border of a table that is drawn.
_DELIMITERS = re.compile(r"\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?)?")
_BORDER = re.compile(r"\+(?:[-=:]{3,}\+)+")
#: The bars of two cells.
_FRAME = 3
#: For more columns the second line is told in words.
_WIDEST = 12


def plugin(md: MarkdownIt) -> None:
    """Add the rule behind the parsing."""
    md.core.ruler.push("no_tables", _report)


def _report(state: StateCore) -> None:
    draft = draft_of(state.env)
    for index, token in enumerate(state.tokens):
        is_paragraph = token.type == "inline" and state.tokens[index - 1].type == "paragraph_open"
        if not is_paragraph or not ("|" in token.content or "+-" in token.content):
            continue
        is_below = index > 1 and state.tokens[index - 2].type == "table_close"
        number, hint = _fault(token.content.split("\n"), is_below=is_below)
        offset = _offset(token, number) if hint else 0
        if hint and Texts(token.children or ()).has(offset):
            draft.report("SS059", draft.places.of(token, offset), "these lines are no table", hint)


def _offset(token: Token, number: int) -> int:
    """Where what the line of that number says begins in the content."""
    lines = token.content.split("\n")
    return sum(len(line) + 1 for line in lines[:number]) + len(lines[number]) - len(lines[number].lstrip())


def _fault(lines: Sequence[str], *, is_below: bool) -> tuple[int, str]:
    """The number of the first line of what is no table, and how to mend it; an empty hint if there is none.

    ``is_below`` says that the lines follow a table.
    """
    before = ""
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else ""
        if _BORDER.fullmatch(line.strip()) and _is_framed(after):
            return number, "write each row as | a | b |, and |---|---| below the first one"
        if _DELIMITERS.fullmatch(line.strip()):
            if _cells(before) or _is_framed(after):
                return number - 1 if _cells(before) else number, _beside_delimiters(before, line)
        elif _is_row(line) and is_below and number == 0:
            return number, "leave out the blank line above"
        elif _is_row(line) and _is_row(before):
            return number - 1, f"write {_delimiters(_cells(before))} below this one"
        before = line
    return 0, ""


def _beside_delimiters(before: str, line: str) -> str:
    if not _cells(before):
        return f"write {_delimiters(_cells(line), ' ')} above this one"
    if _cells(before) != _cells(line):
        return f"the second one needs one --- for each column: {_delimiters(_cells(before))}"
    return "write it without blanks before it" if before[:1].isspace() else "leave a blank line above this one"


def _delimiters(columns: int, mark: str = "---") -> str:
    return "|" + f"{mark}|" * columns if columns <= _WIDEST else f"a line of {columns} cells |{mark}|{mark}|"


def _cells(line: str) -> int:
    """How many cells a line has; none if there is no bar in it."""
    bars = bars_of(line.strip())
    ends = line.rstrip().endswith("|") and len(bars) > 1
    return len(bars) + 1 - is_framed(line) - ends if bars else 0


def _is_framed(line: str) -> bool:
    """Whether a line begins and ends with a bar, and has another one between."""
    bars = bars_of(line.strip())
    return len(bars) >= _FRAME and bars[0] == 0 and bars[-1] == len(line.strip()) - 1


def _is_row(line: str) -> bool:
    """Whether a line is so framed and no row of absolute values, whose bars come in pairs and touch what is within."""
    text = line.strip()
    return _is_framed(line) and (len(bars_of(text)) % 2 == 1 or text[1].isspace()) and not _DELIMITERS.fullmatch(text)
