r"""How many brackets of a formula nobody closes: each that a row has doubles the time that math-core takes.

math-core looks for what closes a bracket until the row ends, finds nothing, and reads the rest of the row once more:
twenty cost a moment, forty a day. So a formula with many is refused. The number told here may be too large, but is
never too small. Where it is not sure that math-core takes a closing bracket for one, as behind a command that may have
it for its argument, it is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from shortsite.markdown.macros import Macros

#: So many cost nothing yet, and no formula needs as many.
MOST_LOOSE = 8

#: Makes MathML of TeX; raises ValueError where it cannot.
Probe = Callable[[str], str]

_LEFT = (
    "lAngle|lBrace|lVert|lang|langle|lbrace|lbrack|lceil|lfloor|lgroup|llangle|llbracket|llcorner|lmoustache"
    "|llparenthesis|lparen|lvert|ulcorner|mathopen|[bB]igg?l"
)
_RIGHT = (
    "rAngle|rBrace|rVert|rang|rangle|rbrace|rbrack|rceil|rfloor|rgroup|rrangle|rrbracket|lrcorner|rmoustache"
    "|rrparenthesis|rparen|rvert|urcorner|[bB]igg?r"
)
_SIGNS = (
    "\u2308\u230a\u231c\u231e\u23b0\u2772\u27c5\u27e6\u27e8\u27ea\u27ec\u27ee\u2983\u2985"
    "\u2987\u2989\u298b\u298d\u298f\u2991\u2993\u2995\u2997\u29d8\u29da\u29fc"
)
_OPENING = re.compile(rf"[(\[{_SIGNS}]|\\(?:\{{|(?:{_LEFT})(?![a-zA-Z]))")
_CLOSING = re.compile(rf"[)\]]|\\(?:\}}|(?:{_RIGHT})(?![a-zA-Z]))")
#: These put brackets around their argument, of which the last command may take the closing one for its own.
_AROUND = re.compile(r"\\(?:bra|ket|braket|set|p?mod|pod)(?![a-zA-Z])")
#: These may have an argument in brackets.
_WITH_OPTION = re.compile(r"\\(?:sqrt|x[a-zA-Z]+)")
#: What stands behind these is no bracket of its own.
_BEFORE_DELIMITER = re.compile(r"\\(?:left|right|middle|[bB]igg?[lmr]?)")
_TOKEN = re.compile(r"(?P<nothing>%[^\n]*\n?|\s+)|\\(?:begin|end)\s*\{[^{}]*\}|\\[a-zA-Z]+\*?|\\.|.", re.DOTALL)
_COMMAND = re.compile(r"\\([a-zA-Z]+)")
_DEFINING = re.compile(r"\\(?:newcommand|renewcommand|providecommand|g?def|let|global)(?![a-zA-Z])")
#: Its arguments are tokens as they stand, and not what these make with what follows.
_CHOICE = re.compile(r"\\mathchoice(?![a-zA-Z])")
_MOST_ARGUMENTS = 9
_ARGUMENTS = (" a", "{1em}", "{red}")
_FREE = '<mo stretchy="false">)</mo></math>'
#: Behind a command that makes a row of what follows.
_IN_ROW = '<mo stretchy="false">)</mo></mrow></math>'
#: More than any bound.
_MANY = 10**6


@dataclass(slots=True)
class _Row:
    """A group, by what began it."""

    kind: str
    open: int = 0
    awaited: int = 0  # so many arguments may take what comes next
    is_sure: bool = True  # that math-core looks through all of it as one
    around: int = 0  # so many brackets a command puts around it

    def left(self) -> int:
        """The brackets that nothing closes, now that the row ends."""
        return self.open + (self.around if self.awaited or not self.is_sure else 0)

    def take(self) -> bool:
        """Something is there that can be an argument; tell whether one may have been awaited."""
        was_awaited = self.awaited > 0
        self.awaited -= was_awaited
        return was_awaited


class Tongue:
    """What commands mean under the macros of a text, as far as math-core tells."""

    def __init__(self, macros: Macros, probe: Probe) -> None:
        self._probe = probe
        self._bodies = dict(macros)
        self._opened: dict[str, int] = {}
        self._loose: dict[str, int] = {}
        self._arguments: dict[str, tuple[int, bool]] = {}
        self._is_argument: dict[str, bool] = {}
        self._has_choice = any(map(_CHOICE.search, self._bodies.values()))
        self._repeats = any(body.count(f"#{number}") > 1 for body in self._bodies.values() for number in range(1, 10))

    def loose_brackets(self, tex: str) -> int:
        """How many opening brackets of a formula in math-core's dialect are closed by nothing, at the very most."""
        most = self.most(tex)
        if not most:
            return 0
        copies = self._copies(tex)
        is_unclear = self._has_choice or _CHOICE.search(tex) or _DEFINING.search(tex)
        if is_unclear or most * copies <= MOST_LOOSE:
            return most * copies
        return self._counted(tex) * copies

    def most(self, tex: str) -> int:
        """The brackets that TeX opens, closed or not."""
        plain = len(_OPENING.findall(tex)) + len(_AROUND.findall(tex))
        return min(plain + sum(map(self.opened, _COMMAND.findall(tex))), _MANY)

    def opened(self, name: str) -> int:
        """The brackets that a macro opens, once; one that expands itself is refused by math-core."""
        if name not in self._bodies:
            return 0
        if name not in self._opened:
            self._opened[name] = 0
            self._opened[name] = self.most(self._bodies[name])
        return self._opened[name]

    def _copies(self, tex: str) -> int:
        """How often an argument may stand in what is made of a formula, where macros repeat theirs."""
        commands = _COMMAND.findall(tex)
        copies = _MANY if self._repeats and not self._bodies.keys().isdisjoint(commands) else 1
        if _DEFINING.search(tex):
            copies *= len(commands) * (_MANY if "#" in tex else 1)
        return copies

    def _counted(self, tex: str) -> int:
        """The brackets that stay open in their rows."""
        rows, loose, before = [_Row("")], 0, ""
        for found in _TOKEN.finditer(tex):
            token, row = found[0], rows[-1]
            if found["nothing"]:
                continue
            if _BEFORE_DELIMITER.fullmatch(before):
                before = ""
                continue
            begun, ended = _begun(token, before), _ended(token, row)
            around = self._around(before)
            is_argument = row.awaited > 0 or around > 0
            is_odd = not ended and (begun[:1] == "\\" or _BEFORE_DELIMITER.fullmatch(token))
            if (ended and ended != row.kind) or (is_argument and is_odd):
                return self.most(tex)  # math-core sees other rows
            loose += around if begun != "{" else 0
            if begun:
                rows.append(_Row(begun, around=around))
            elif ended:
                loose += rows.pop().left()
                if ended != "[":
                    rows[-1].take()
            else:
                loose += self._read(token, row)
            before = token
        return loose + sum(row.open for row in rows)

    def _read(self, token: str, row: _Row) -> int:
        """Note what else a token is; tell how many brackets it leaves that nothing behind it can close."""
        name = token[1:] if token[0] == "\\" else ""
        if _OPENING.fullmatch(token):
            row.take()
            row.awaited += name == "mathopen"
            self._open(row, 1)
        elif _CLOSING.fullmatch(token) or _CLOSING.fullmatch(self._bodies.get(name, "").strip()):
            if not row.take():
                row.open = max(row.open - 1, 0)
        elif token in {"&", "\\\\"} and row.kind == "\\begin":
            left, row.open, row.is_sure = row.open, 0, True
            return left
        elif token in {"_", "^"}:
            row.awaited += 1
        elif _BEFORE_DELIMITER.fullmatch(token) or token.isalnum():
            row.take()
        else:
            left = self._ask(token, row)
            self._open(row, self._left_open(name))
            return left
        return 0

    def _open(self, row: _Row, count: int) -> None:
        """Open brackets; a cell is not searched, unless a command makes a row of its rest."""
        row.open += count if row.kind != "\\begin" or not row.is_sure else 0

    def _ask(self, token: str, row: _Row) -> int:
        """Ask math-core what a token takes; tell how many brackets nothing behind it can surely close."""
        takes, is_free = self._taken(token)
        if row.awaited and is_free and self._can_be_argument(token, takes):
            row.take()
        row.awaited += takes
        if is_free:
            return 0
        left, row.open, row.is_sure = row.open, 0, False
        return left

    def _left_open(self, name: str) -> int:
        """The brackets that a macro opens and does not surely close."""
        opened = self.opened(name)
        if name not in self._loose:
            body = self._bodies.get(name, "").replace("#1", " x " if self._around(f"\\{name}") else "#1")
            self._loose[name] = 0
            self._loose[name] = self._counted(body) if 0 < opened < _MANY else opened
        return self._loose[name]

    def _around(self, token: str) -> int:
        """How many brackets a command may put around its one argument."""
        body = self._bodies.get(token[1:], "")
        return self.opened(token[1:]) if "#1" in body and "#2" not in body else _AROUND.fullmatch(token) is not None

    def unknown(self, tex: str) -> re.Match[str] | None:
        """The first command that math-core does not have, which it would complain of first."""
        return next((found for found in _COMMAND.finditer(tex) if self._is_unknown(found[0])), None)

    def _taken(self, token: str) -> tuple[int, bool]:
        """How many arguments a token takes, and whether what follows is sure to be in its row."""
        if token not in self._arguments:
            counts = range(1 if token[0] != "\\" or self._is_unknown(token) else _MOST_ARGUMENTS)
            tried = ((n, start + token + kind * n) for n in counts for start in ("", "\\sum") for kind in _ARGUMENTS)
            found = ((n, self._end(tex)) for n, tex in tried)
            self._arguments[token] = next(((n, end == _FREE) for n, end in found if end), (_MOST_ARGUMENTS, False))
        return self._arguments[token]

    def _can_be_argument(self, token: str, takes: int) -> bool:
        if token not in self._is_argument:
            self._is_argument[token] = any(self._end("x_" + token + kind * takes) == _FREE for kind in _ARGUMENTS)
        return self._is_argument[token]

    def _is_unknown(self, token: str) -> bool:
        try:
            self._probe(token)
        except ValueError as error:
            return "Unknown command" in str(error)
        return False

    def _end(self, tex: str) -> str:
        """How MathML ends if a closing bracket follows the TeX; nothing if the TeX is not whole, or takes it."""
        try:
            self._probe(tex)
            made = self._probe(f"{tex} )")
        except ValueError:
            return ""
        return next((end for end in (_FREE, _IN_ROW) if made.endswith(end)), "")


def _begun(token: str, before: str) -> str:
    """The kind of row that the token begins; none if it is empty."""
    if token == "[" and _WITH_OPTION.fullmatch(before):  # noqa: S105  # it is no password
        return "["
    return {"{": "{", "\\left": "\\left"}.get(token, "\\begin" if token.startswith("\\begin") else "")


def _ended(token: str, row: _Row) -> str:
    """The kind of row that the token ends; none if it is empty."""
    if token == "]" and row.kind == "[":  # noqa: S105
        return "["
    return {"}": "{", "\\right": "\\left"}.get(token, "\\begin" if token.startswith("\\end") else "")
