r"""TeX macros: which ones every text has, and those that a text defines itself with ``\newcommand`` and its kin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

#: (name without backslash, body), the later ones of a name winning.
Macros = tuple[tuple[str, str], ...]

#: Commands that math-core lacks and that another command can stand for.
STANDARD: Macros = (
    ("pmb", r"\boldsymbol{#1}"),
    ("thicksim", r"\sim"),
    ("dotsc", r"\ldots"),
    ("dotsb", r"\cdots"),
    ("dotsm", r"\cdots"),
    ("dotsi", r"\cdots"),
    ("hdots", r"\ldots"),
    ("mathbbm", r"\mathbb{#1}"),
    ("mathds", r"\mathbb{#1}"),
    ("mathnormal", r"#1"),
    ("ensuremath", r"#1"),
    ("smash", r"#1"),
    ("nicefrac", r"{#1}/{#2}"),
    ("sfrac", r"{#1}/{#2}"),
    ("smallsetminus", r"\setminus"),
    ("enskip", r"\enspace"),
    ("hfill", r"\quad"),
    ("strut", ""),
    ("par", ""),
)

#: A body may hold so many braces, scripts and commands: deep nesting kills the process inside math-core.
MAX_WEIGHT = 200
MAX_BODY = 1_000
#: So many macros may hold at once, beside those of every text: each formula is converted with all of them.
MAX_MACROS = 200
#: A longer formula is refused, so what it defines need not be known.
MAX_LENGTH = 4_000
_WEIGHT = re.compile(r"[{^_\[]|\\[a-zA-Z]+")

_DEFINING = re.compile(r"\\((?:re)?newcommand|providecommand|DeclareMathOperator|g?def)(\*?)(?![a-zA-Z])")
_NAME = re.compile(r"\s*(?:\{\s*\\([a-zA-Z]+)\s*\}|\\([a-zA-Z]+))\s*(?:\[\d\]\s*|(?:#\d)+\s*)?(?=\{)")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a formula cannot be shown: the problem's code, where in the TeX (in characters), and what to say."""

    code: str
    offset: int
    message: str
    hint: str = ""


def weight(tex: str) -> int:
    """How deep the TeX could nest at the very most."""
    return len(_WEIGHT.findall(tex))


def closing_brace(tex: str, start: int) -> int:
    """Where the brace that opens at ``start`` closes, or -1."""
    depth = 0
    for found in _BRACE.finditer(tex, start):
        depth += (found[0] == "{") - (found[0] == "}")
        if depth == 0:
            return found.start()
    return -1


@dataclass(frozen=True, slots=True)
class _Definition:
    name: str
    body: str
    start: int
    end: int
    keeps_old: bool = False


def _definition(tex: str, found: re.Match[str]) -> _Definition | None:
    name = _NAME.match(tex, found.end())
    end = closing_brace(tex, name.end()) if name else -1
    if name is None or end < 0:
        return None
    body = tex[name.end() + 1 : end]
    if found[1] == "DeclareMathOperator":
        body = rf"\operatorname{found[2]}{{{body}}}"
    return _Definition(name[1] or name[2], body, found.start(), end + 1, found[1] == "providecommand")


@lru_cache(maxsize=4096)
def without_definitions(tex: str, macros: Macros) -> tuple[str, Macros, Fault | None]:
    """The TeX with its macro definitions blanked out, the macros that hold from there on, and what is wrong.

    Blanks keep every other character at its place. A definition that cannot be read stays for math-core to judge.
    """
    flaw: Fault | None = None
    if len(tex) > MAX_LENGTH:
        return tex, macros, None
    position = 0
    while found := _DEFINING.search(tex, position):
        made = _definition(tex, found)
        position = found.end()
        if made is None:
            continue
        tex = tex[: made.start] + " " * (made.end - made.start) + tex[made.end :]
        position = made.end
        if weight(made.body) > MAX_WEIGHT or len(made.body) > MAX_BODY:
            flaw = flaw or Fault("SS041", made.start, f"the macro \\{made.name} is too long", "write it out")
        elif len(macros) >= MAX_MACROS and made.name not in dict(macros):
            message = f"the macro \\{made.name} is one too many: {MAX_MACROS} may hold at once"
            flaw = flaw or Fault("SS041", made.start, message, "write it out")
        elif not (made.keeps_old and made.name in dict(macros)):
            macros = (*(pair for pair in macros if pair[0] != made.name), (made.name, made.body))
    return tex, macros, flaw
