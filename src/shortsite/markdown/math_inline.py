r"""Formulas within a sentence: ``$x$``, ``$`x`$``, ``$$x$$``, ``\(x\)``, ``\[x\]``, ``\\(x\\)`` and ``\\[x\\]``.

A single dollar opens a formula as in Pandoc: no space behind it, none before the closing one, no digit behind that
(https://pandoc.org/MANUAL.html#extension-tex_math_dollars), so that ``$5 to $6`` stays money.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

#: A dollar that looks like the beginning of a formula: TeX, a variable or an index behind it, not a price or a name.
OPENING_DOLLAR = re.compile(
    r"(?<![\\$\w])\$(?:\\[A-Za-z]+|[A-Za-z](?![A-Za-z0-9$])|[A-Za-z]{1,3}[_^]|\\?\{|\|\|?[A-Za-z\\])",
)
_MONEY = re.compile(
    r"\d[\d.,]*\s*(?:[kKMB]|bn|million|billion|trillion)?\s+"
    r"(?:an?d?|or|to|per|for|in|of|the|is|on|each|every|vs|from|with|at|by|more|less|if|but|as|which|while)\b"
)
#: Letters and ordinary punctuation only: brackets that Markdown escapes, not mathematics.
_PROSE = re.compile(r"(?:[^\W_]|[\s.,;:!?'\"&/#@-])*")
_ESCAPED = re.compile(r"\\([\\_*])")
_ESCAPED_LITTLE = re.compile(r"\\([_*])|\\(?=\\[{}|,;!%&#_])")

_PAIRS = (("\\\\(", "\\\\)"), ("\\\\[", "\\\\]"), ("\\(", "\\)"), ("\\[", "\\]"))


def unescaped(tex: str) -> str:
    r"""TeX between ``\\(`` and ``\\)``, which was written for a Markdown that eats backslashes."""
    if "\\\\\\\\" in tex:
        return _ESCAPED.sub(r"\1", tex)
    return _ESCAPED_LITTLE.sub(lambda found: found[1] or "", tex)


def plugin(md: MarkdownIt) -> None:
    """Add the rule; it comes first, since all in a formula is TeX."""
    md.inline.ruler.before("escape", "math_inline", _math)


def _math(state: StateInline, silent: bool) -> bool:
    letter = state.src[state.pos]
    if letter == "$":
        return _dollars(state, silent)
    return letter == "\\" and _brackets(state, silent)


def _find(state: StateInline, closing: str, start: int) -> int:
    """Where the next closing mark stands, or -1; remembers what is not there, so that many openings cost little."""
    missing: dict[tuple[int, int, str], int] = state.env.setdefault("math_missing", {})
    # The list of tokens lives as long as the text is converted; a link's label is searched up to its own end.
    key = (id(state.tokens), state.posMax, closing)
    if start >= missing.get(key, len(state.src) + 1):
        return -1
    end = state.src.find(closing, start, state.posMax)
    while end > 0 and closing == "$$" and state.src[end - 1] == "\\":
        end = state.src.find(closing, end + 1, state.posMax)
    if end < 0:
        missing[key] = start
    return end


def _dollars(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    if source.startswith("$$", start):
        run = len(source) - len(source[start:].lstrip("$")) if source.startswith("$$$", start) else start + 2
        if run > start + 2:
            return _text(state, silent, run - start)
        return _double(state, silent) or _text(state, silent, 2)
    if source.startswith("$`", start) and (end := _find(state, "`$", start + 2)) > start + 2:
        return _push(state, silent, source[start + 2 : end], (start + 2, end + 2), "inline")
    end = _closing_dollar(state)
    if end < 0:
        return False
    return _push(state, silent, source[start + 1 : end], (start + 1, end + 1), "inline")


def _closing_dollar(state: StateInline) -> int:
    """Where the formula that opens here closes, or -1 if none does."""
    source, start = state.src, state.pos + 1
    if start >= state.posMax or source[start].isspace():
        return -1
    end = start
    while True:
        end = source.find("$", end, state.posMax)
        if end < 0:
            return -1
        slashes = end - len(source[start:end].rstrip("\\")) - start
        if slashes % 2 == 0:
            break
        end += 1
    content = source[start:end]
    follower = source[end + 1 : end + 2]
    if content[-1:].isspace() or follower.isdigit() or follower == "$" or not content:
        return -1
    if content.count("`") % 2 or "\n\n" in content or "</code>" in content or _is_money(source, start, content):
        return -1
    return end


def _is_money(source: str, start: int, content: str) -> bool:
    """Whether an amount stands behind the dollar, which a country's letters or words of a sentence give away."""
    if not content[0].isdigit():
        return False
    before = source[max(start - 2, 0) : start - 1]
    return before.isalpha() or _MONEY.match(content) is not None


def _double(state: StateInline, silent: bool) -> bool:
    start = state.pos + 2
    end = _find(state, "$$", start)
    if end < 0:
        return _unclosed(state, silent)
    content = state.src[start:end]
    if not content.strip() or "\n\n" in content:
        return False
    return _push(state, silent, content, (start, end + 2), "large")


def _brackets(state: StateInline, silent: bool) -> bool:
    for opening, closing in _PAIRS:
        if state.src.startswith(opening, state.pos):
            start = state.pos + len(opening)
            end = _find(state, closing, start)
            content = state.src[start:end] if end >= 0 else ""
            if not content.strip() or (len(opening) == len("\\(") and _is_prose(content, opening)):
                return False
            form = "inline" if opening.endswith("(") else "large"
            tex = unescaped(content) if opening.startswith("\\\\") else content
            return _push(state, silent, tex, (start, end + len(closing)), form)
    return False


def _unclosed(state: StateInline, silent: bool) -> bool:
    if not silent:
        token = state.push("math_unclosed", "", 0)
        token.content = "$$"
        token.meta = {"offset": state.pos}
    state.pos += 2
    return True


def _is_prose(content: str, opening: str) -> bool:
    if opening == "\\(" and len(content) == 1:
        return False
    return _PROSE.fullmatch(content) is not None


def _text(state: StateInline, silent: bool, length: int) -> bool:
    if not silent:
        state.append_pending(state.src[state.pos : state.pos + length])
    state.pos += length
    return True


def _push(state: StateInline, silent: bool, tex: str, bounds: tuple[int, int], form: str) -> bool:
    """A formula whose TeX begins at the first of the bounds; the second is where the text goes on."""
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content = tex
        token.meta = {"offset": bounds[0], "form": form, "span": (state.pos, bounds[1])}
    state.pos = bounds[1]
    return True
