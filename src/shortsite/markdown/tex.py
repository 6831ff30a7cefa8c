r"""What people write that math-core does not read, rewritten into what it reads.

Every rewriting remembers how far it moved what follows, so that a fault is reported where the author wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from shortsite.markdown.macros import closing_brace

_STARRED = {"equation", "align", "gather", "multline"}
_ENVIRONMENTS = {
    "flalign": "align*",
    "eqnarray": "align*",
    "alignat": "align*",
    "split": "aligned",
    "smallmatrix": "matrix",
    "displaymath": "equation*",
}
_INLINE = {"align*": "aligned", "gather*": "gathered", "multline*": "gathered"}
#: Environments that are formulas of their own, and number their lines.
DISPLAYED = r"(?:equation|align|gather|multline|flalign|alignat|eqnarray)\*?"
#: Where one of these begins. Only in them may a \tag stand.
BEGINNING = re.compile(rf"\\begin\{{{DISPLAYED}\}}")

_REWRITE = re.compile(
    r"""
    (?P<escaped>\\\\)
    | \\(?P<edge>begin|end)\{(?P<environment>[a-z]+\*?)\}(?P<columns>(?<=at\})\{\d+\})?
    | (?P<label>\\label\{[^{}]*\})
    | \\(?:eq)?ref\{(?P<ref>[^{}]*)\}
    | \\(?:mbox|hbox|textnormal|textup)(?P<box>(?=\s*\{))
    | \\text(?P<words>\{(?:[^{}\\]|\\.)*\})
    | (?P<nothing>\\vspace\*?\{[^{}]*\}|\\rule\s*\{[^{}]*\}\s*\{[^{}]*\}|\\require\{[^{}]*\})
    | \\(?P<bracket>[()\[\]*\n])
    | (?P<star>\\(?!(?:operatorname|hspace|vspace|tag|newcommand|renewcommand|mathop)\*)[a-zA-Z]+(?=\*))
    | (?P<symbol>\u22a4|\\AA(?![a-zA-Z])|[\u200b\u200c\u200d\ufeff\u2060])
    | (?P<percent>(?<!\\)%)
    """,
    re.VERBOSE,
)
_SYMBOLS = {"\u22a4": r"\top ", r"\AA": r"\text{Å}"}
_NOT_IN_WORDS = re.compile(r"(?<!\\)[_&#%^]")


class Rewritten:
    """A formula in math-core's dialect."""

    def __init__(self, source: str, form: str) -> None:
        self._form = form
        self._source = source
        self._moves: list[tuple[int, int]] = []
        self.tex = _REWRITE.sub(self._replace, source) if _REWRITE.search(source) else source
        if form == "display" and "\\tag" in self.tex and not BEGINNING.search(self.tex):
            self.tex = self._wrapped()

    def original(self, offset: int) -> int:
        """Where the character at ``offset`` of the rewritten TeX stood in the source."""
        moved = sum(shift for place, shift in self._moves if place <= offset)
        return min(max(offset - moved, 0), len(self._source))

    def _wrapped(self) -> str:
        opening = "\\begin{equation*}"
        self._moves = [(0, len(opening)), *((place + len(opening), shift) for place, shift in self._moves)]
        return f"{opening}{self.tex}\\end{{equation*}}"

    def _replace(self, found: re.Match[str]) -> str:
        kind = found.lastgroup or ""
        made = found[0] if kind == "escaped" else _REPLACEMENTS[kind](found, self._form, self._source)
        if len(made) != len(found[0]):
            place = found.start() + sum(shift for _, shift in self._moves)
            self._moves.append((place + 1, len(made) - len(found[0])))
        return made


def _environment(found: re.Match[str], form: str, _source: str) -> str:
    name = found["environment"]
    name = _ENVIRONMENTS.get(name.rstrip("*"), f"{name}*" if name in _STARRED else name)
    if form != "display":
        name = _INLINE.get(name, name)
    if form != "display" and name == "equation*":
        return ""
    return f"\\{found['edge']}{{{name}}}"


def _nothing(_found: re.Match[str], _form: str, _source: str) -> str:
    return ""


def _words(found: re.Match[str], _form: str, _source: str) -> str:
    r"""Words may hold formulas (``\text{if $x$}``) and characters that math-core wants escaped there."""
    parts = re.split(r"(?<!\\)\$", found["words"][1:-1])
    if len(parts) % 2 == 0:
        return found[0]
    made = [
        f" {part} " if number % 2 else "\\text{" + _NOT_IN_WORDS.sub(r"\\\g<0>", part) + "}"
        for number, part in enumerate(parts)
    ]
    return "".join(made)


def _percent(_found: re.Match[str], _form: str, source: str) -> str:
    """A comment only makes sense where lines follow; elsewhere people mean the sign."""
    return "%" if "\n" in source.strip() else "\\%"


_REPLACEMENTS: dict[str, Callable[[re.Match[str], str, str], str]] = {
    "environment": _environment,
    "columns": _environment,
    "label": _nothing,
    "nothing": _nothing,
    "ref": lambda found, _form, _source: "\\text{" + _NOT_IN_WORDS.sub(r"\\\g<0>", found["ref"]) + "}",
    "box": lambda _found, _form, _source: "\\text",
    "words": _words,
    "bracket": lambda found, _form, _source: "\\ " if found["bracket"] == "\n" else found["bracket"],
    # math-core takes a star right behind a command for a part of its name.
    "star": lambda found, _form, _source: f"{found[0]} ",
    "symbol": lambda found, _form, _source: _SYMBOLS.get(found["symbol"], ""),
    "percent": _percent,
}


def _stacked(tex: str) -> str:
    r"""``\substack{a\\b}`` as the environment that it stands for."""
    start = tex.find("\\substack{")
    while start >= 0:
        end = closing_brace(tex, start + 9)
        if end < 0:
            return tex
        tex = f"{tex[:start]}\\begin{{subarray}}{{c}}{tex[start + 10 : end]}\\end{{subarray}}{tex[end + 1 :]}"
        start = tex.find("\\substack{", start)
    return tex


def stacked(tex: str) -> str:
    r"""The TeX with every ``\substack`` spelt out; a fault behind one is reported a little off its column."""
    return _stacked(tex) if "\\substack" in tex else tex
