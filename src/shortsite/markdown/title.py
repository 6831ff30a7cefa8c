"""Formulas in a short text."""

from __future__ import annotations

import html
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from shortsite.markdown import math_inline
from shortsite.markdown.formula import converted
from shortsite.markdown.macros import Macros
from shortsite.markdown.math_inline import OPENING_DOLLAR
from shortsite.markdown.spans import Texts


def with_formulas(text: str, macros: Macros) -> tuple[str, str, tuple[str, ...]]:
    """The text as HTML and as plain Unicode, and what is wrong with its formulas."""
    shown, plain, faults = [], [], []
    tokens = _parser().parseInline(text, {})[0].children or []
    for token in tokens:
        if token.type == "math_inline":
            formula, fault = converted(token.content, "inline", macros)
            faults += [fault.message] if fault else []
            shown.append(formula.mathml or formula.html)
            plain.append(formula.text)
        elif token.type in {"softbreak", "hardbreak"}:
            shown.append(" ")
            plain.append(" ")
        else:
            shown.append(html.escape(token.content))
            plain.append(token.content)
    texts = Texts(tokens)
    open_ones = (found[0] for found in OPENING_DOLLAR.finditer(text) if texts.has(found.start()))
    faults += [f"'{opening}' opens a formula that is not closed" for opening in open_ones]
    return "".join(shown), "".join(plain), tuple(faults)


def pieces(text: str) -> list[tuple[str, str]]:
    """The text's words and formulas in turn, each behind its dollars: ``("", "On ")``, ``("$", "x^2")``."""
    found = []
    for token in _parser().parseInline(text, {})[0].children or []:
        if token.type == "math_inline":
            found.append(("$" if token.meta["form"] == "inline" else "$$", token.content))
        else:
            found.append(("", " " if token.type in {"softbreak", "hardbreak"} else token.content))
    return found


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """A parser of formulas and escaped dollars alone."""
    md = MarkdownIt("zero")
    math_inline.plugin(md)
    md.inline.ruler.push("escaped_dollar", _escaped_dollar)
    return md


def _escaped_dollar(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("\\$", state.pos):
        return False
    if not silent:
        state.append_pending("$")
    state.pos += 2
    return True
