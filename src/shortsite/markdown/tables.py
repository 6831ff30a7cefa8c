"""Tables: alignment as a class, empty header cells as plain cells, and a frame that a keyboard can scroll."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from shortsite.markdown.draft import Draft, draft_of
from shortsite.markdown.marks import OURS
from shortsite.markdown.places import bars_of, is_framed

_ALIGNED = {"text-align:left": "left", "text-align:right": "right", "text-align:center": "center"}


def plugin(md: MarkdownIt) -> None:
    """Add the rule behind the parsing, and the frame."""
    md.core.ruler.push("tables", _tables)
    md.add_render_rule("table_open", _open)
    md.add_render_rule("table_close", _close)


def _tables(state: StateCore) -> None:
    number = columns = 0
    for index, token in enumerate(state.tokens):
        if token.type == "tr_open":
            number = 0
            if columns and token.map:
                _report_surplus(draft_of(state.env), token.map[0], columns)
        elif token.type in {"thead_close", "table_close"}:
            columns = number if token.type == "thead_close" else 0
        elif token.type in {"th_open", "td_open"}:
            _cell(state.tokens, index, number)
            number += 1


def _report_surplus(draft: Draft, line: int, columns: int) -> None:
    """Report a row that has more cells than its table has columns: what is in them is nowhere on the page."""
    source = draft.places.line(line)
    bars = bars_of(source)
    framed = is_framed(source)
    cells = len(bars) - framed + (1 if source[bars[-1] + 1 :].strip() else 0) if bars else 1
    if cells > columns:
        bar = bars[columns - 1 + framed]
        message = f"the row has {cells} cells and its table {columns} columns, so what stands behind is not shown"
        draft.report(
            "SS056", (line + 1, bar + 1), message, "write \\| for a bar within a cell, in formulas and code too"
        )


def _cell(tokens: Sequence[Token], index: int, number: int) -> None:
    opening, content, closing = tokens[index : index + 3]
    content.meta["cell"] = number
    aligned = _ALIGNED.get(str(opening.attrs.pop("style", "")))
    if aligned:
        opening.attrs["class"] = OURS + aligned
    if opening.tag == "th" and not content.content:
        opening.tag = closing.tag = "td"


def _open(
    _self: RendererProtocol, _tokens: Sequence[Token], _idx: int, _options: OptionsDict, _env: MutableMapping[str, Any]
) -> str:
    return f'<div class="{OURS}table" role="{OURS}group" tabindex="{OURS}0" aria-label="{OURS}Table">\n<table>\n'


def _close(
    _self: RendererProtocol, _tokens: Sequence[Token], _idx: int, _options: OptionsDict, _env: MutableMapping[str, Any]
) -> str:
    return "</table>\n</div>\n"
