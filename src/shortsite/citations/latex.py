r"""TeX in fields of BibTeX: read as plain text with ``$math$``, and written.

One pass over tokens without recursion, so that time grows with the length alone and braces may nest as they like.
Names of symbols are pylatexenc's. A command that is not known vanishes, its arguments stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pylatexenc.latex2text import get_default_latex_context_db

from shortsite.citations.plain import raised
from shortsite.markdown.formula import is_standard

#: Stand for formulas and for dollar signs that open none; ``plain.plain`` lets neither through.
_FORMULA, _DOLLAR = "\ue000", "\ue001"

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "t": "\u0361", "textcommabelow": "\u0326",
}  # fmt: skip
#: What pylatexenc does not know or gives in another form.
_SYMBOLS = {
    "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "S": "\u00a7", "copyright": "\u00a9", "par": "\n\n",
    "newline": " ", "space": " ", "quad": " ", "qquad": " ", "slash": "/", "textless": "<", "textgreater": ">",
    "textbar": "|", "textbraceleft": "{", "textbraceright": "}", "textbackslash": "\\", "textasciitilde": "~",
    "textasciicircum": "^", "textasciigrave": "`", "textunderscore": "_", "textquotedbl": '"', "textquotesingle": "'",
    "textdollar": _DOLLAR, "textdegree": "\u00b0", "textperiodcentered": "\u00b7", "i": "i", "j": "j", "dh": "\u00f0",
    "th": "\u00fe", "TH": "\u00de", "DH": "\u00d0", "dj": "\u0111", "ng": "\u014b",
}  # fmt: skip
#: Characters behind a backslash that are more than themselves; those not named here are.
_SIGNS = {" ": " ", ",": " ", ";": " ", ":": " ", "\n": " ", "\\": " ", "!": "", "-": "", "/": "", "@": ""}
_SIGNS |= {"$": _DOLLAR, "(": "\\(", ")": "\\)", "[": "\\[", "]": "\\]"}
#: Commands whose first argument is not for readers.
_SILENT = frozenset(
    {"cite", "citep", "citet", "footnote", "thanks", "label", "ref", "href", "textcolor", "color", "hspace", "vspace"}
    | {"noopsort"}
)
_LIGATURES = {"---": "\u2014", "--": "\u2013", "``": "\u201c", "''": "\u201d", "`": "'", "~": " "}
_SINGLE = {key: value for key, value in _LIGATURES.items() if key[0] != "-"}

#: Without any of these the text is what TeX would show.
_SPOKEN = re.compile(r"[\\{}$~`]|--|''")
_TOKEN = re.compile(r"\\([A-Za-z]+)\*?\s*|\\(.)|([{}])|(---?|``?|''|~)|([^\\{}~`'-]+|.)", re.DOTALL)
#: Formulas; bounded, so that many openings without an end cost little.
_MATH = re.compile(
    r"(?<!\\)(?:\$\$(?P<large>(?:[^$\\]|\\.){1,2000})\$\$|\$(?P<inline>(?:[^$\\]|\\.){1,2000})\$)"
    r"|\\\((?P<round>(?:[^\\]|\\[^()]){1,2000})\\\)|\\\[(?P<square>(?:[^\\]|\\[^][]){1,2000})\\\]",
    re.DOTALL,
)
_MONEY = re.compile(r"\d[\d.,]*\s*(?:[kKMB]|bn|[mbtr]+illion)?\s+[a-z]{2,}")
_ENSURED = re.compile(r"\\ensuremath\s*\{((?:[^{}]|\{[^{}]{0,200}\}){0,500})\}")
_RAISED = re.compile(r"\\text(sup|sub)(?:er)?script\s*\{([^{}\\]{0,40})\}")


def text_of(tex: str, *, dashes: bool = True, escaped_dollars: bool = False) -> str:
    r"""TeX as plain text on one line (two line feeds for ``\par``), formulas kept as TeX.

    ``dashes`` joins hyphens to dashes. With ``escaped_dollars`` a dollar sign that opens no formula is ``\$`` where
    there are several, as titles and Markdown need it.
    """
    if not _SPOKEN.search(tex):
        return " ".join(tex.split())
    tex = _RAISED.sub(lambda found: raised(found[2], found[1]), tex)
    formulas: list[str] = []
    tex = _MATH.sub(lambda found: _kept(found, formulas), _ENSURED.sub(r"$\1$", tex)).replace("$", _DOLLAR)
    text = unicodedata.normalize("NFC", _Decoder(_LIGATURES if dashes else _SINGLE).decoded(tex))
    text = "\n\n".join(filter(None, (" ".join(part.split()) for part in text.split("\n\n"))))
    several = text.count(_DOLLAR) + len(formulas) > 1
    text = text.replace(_DOLLAR, "\\$" if escaped_dollars and several else "$")
    return _with_formulas(text, formulas) if formulas else text


def exact_of(tex: str) -> str:
    """An identifier or address in TeX: escaped characters are themselves, all else is as it stands."""
    found = _Decoder({}).decoded(tex) if any(sign in tex for sign in "\\{}") else tex
    return " ".join(found.replace(_DOLLAR, "$").split())


def _kept(found: re.Match[str], formulas: list[str]) -> str:
    kind = found.lastgroup or ""
    content = " ".join(found[kind].split())
    if not content or (found[kind][-1].isspace() and _MONEY.match(content)):
        return found[0].replace("$", _DOLLAR)
    opening, closing = {"large": ("$$", "$$"), "inline": ("$", "$"), "round": ("\\(", "\\)"), "square": ("\\[", "\\]")}[
        kind
    ]
    formulas.append(opening + content + closing)
    return _FORMULA


def _with_formulas(text: str, formulas: list[str]) -> str:
    """Put the formulas back; before a digit a closing dollar would be one of money."""
    first, *others = text.split(_FORMULA)
    parts = [first]
    for formula, behind in zip(formulas, others, strict=True):
        is_ambiguous = behind[:1].isdigit() or behind[:1] == "$"
        parts += [f"\\({formula[1:-1]}\\)" if is_ambiguous and formula[:2] != "$$" else formula, behind]
    return "".join(parts)


class _Decoder:
    """What has to be remembered between tokens: accents that wait for their letter, and an argument to pass over."""

    def __init__(self, ligatures: Mapping[str, str]) -> None:
        self._ligatures = ligatures
        self._accents: list[str] = []
        self._is_silent = False
        self._passed = 0

    def decoded(self, tex: str) -> str:
        return "".join([self._token(found) for found in _TOKEN.finditer(tex)])

    def _token(self, found: re.Match[str]) -> str:
        word, sign, brace, ligature, text = found.groups()
        if self._passed:
            self._passed += {"{": 1, "}": -1}.get(brace or "", 0)
            return ""
        if brace:
            return self._brace(brace)
        self._is_silent = False
        if word:
            return self._command(word)
        if sign:
            return self._sign(sign)
        return self._accented(self._ligatures.get(ligature, ligature) if ligature else text)

    def _brace(self, brace: str) -> str:
        if brace == "{":
            self._passed, self._is_silent = int(self._is_silent), False
            return ""
        alone = "".join(name for name in self._accents if name in "~^")
        self._accents.clear()
        return alone

    def _command(self, word: str) -> str:
        if word in _ACCENTS:
            self._accents.append(word)
            return ""
        self._is_silent = word in _SILENT
        return self._accented(_symbol(word))

    def _sign(self, sign: str) -> str:
        if sign in _ACCENTS:
            self._accents.append(sign)
            return ""
        return self._accented(_SIGNS.get(sign, sign))

    def _accented(self, text: str) -> str:
        if not self._accents or not text.strip():
            return text
        bare = text.lstrip()
        marks = "".join(_ACCENTS[name] for name in reversed(self._accents)) if bare[0].isalpha() else ""
        self._accents.clear()
        return bare[0] + marks + bare[1:]


@lru_cache(maxsize=4096)
def _symbol(word: str) -> str:
    if word in _SYMBOLS:
        return _SYMBOLS[word]
    known = _context().get_macro_spec(word)
    shown = known.simplify_repl if known else ""
    return shown if isinstance(shown, str) and "%" not in shown and "<" not in shown else ""


@lru_cache(maxsize=1)
def _context() -> Any:
    return get_default_latex_context_db()


# Writing

_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}", "`": r"\textasciigrave{}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#",
        "_": r"\_",
    }
)  # fmt: skip
#: Commands that reach beyond a formula (to files, the shell, other commands), and a spelling that hides any command.
#: Whoever cites runs what stands in a field.
_REACHING = re.compile(
    r"\^\^|\\(?:input|include|includegraphics|openin|openout|read|readline|write|closein|closeout|immediate|special|output"
    r"|csname|catcode|(?:[egx]|protected)?def|let|futurelet|(?:re|provide)?newcommand|(?:re)?newenvironment|DeclareMathOperator"
    r"|expandafter|noexpand|scantokens|uppercase|lowercase|every[a-z]+|after[a-z]+|loop|number|jobname|font|special"
    r"|usepackage|RequirePackage|documentclass|directlua|latelua|luaexec|pdf[a-z]+|ShellEscape|verbatiminput|lstinputlisting"
    r"|InputIfFileExists|IfFileExists|@[a-z@]+)(?![a-zA-Z])"
)
#: What is left out before a formula is shown, and percent signs, which would begin a comment.
_DROPPED = re.compile(r"\\label\{[^{}]*\}|\\vspace\*?\{[^{}]*\}|\\rule\s*\{[^{}]*\}\s*\{[^{}]*\}|\\require\{[^{}]*\}")
#: A line's end, which before a brace would hide it from who counts braces; and other commands of a sign.
_LINE_ENDS = re.compile(r"\\\\([{}])?|\\.", re.DOTALL)
_PERCENT = re.compile(r"(?<!\\)((?:\\\\)*)%")
_SPECIAL = re.compile(r"[\\{}~^`$&%#_\n]|--|''")
_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=')(?=')")


def tex_of(text: str) -> str:
    r"""Plain text as TeX that ``text_of`` reads back. Braces are spelt out, since BibTeX counts ``\{`` as one."""
    if not _SPECIAL.search(text):
        return text
    return _LIGATURE.sub("{}", text.translate(_ESCAPES)).replace("\n\n", r" \par ").replace("\n", " ")


def formula_of(tex: str, delimiter: str = "$") -> str:
    r"""A formula as it may stand in a field: with its braces in balance, ``\lbrace`` for ``\{`` where they are not.

    One that does more than show something becomes words.
    """
    tex = _PERCENT.sub(r"\1\\%", _DROPPED.sub("", tex))
    if not tex.strip():
        return ""
    if _REACHING.search(tex) or not is_standard(tex):
        return tex_of(f"{delimiter}{tex}{delimiter}")
    tex = _LINE_ENDS.sub(lambda found: f"\\\\ {found[1]}" if found[1] else found[0], tex)
    if not _is_balanced(tex):
        tex = tex.replace("\\{", "\\lbrace ").replace("\\}", "\\rbrace ")
    return f"{delimiter}{tex}{delimiter}" if _is_balanced(tex) else tex_of(f"{delimiter}{tex}{delimiter}")


def _is_balanced(tex: str) -> bool:
    depth = 0
    for brace in re.findall(r"[{}]", tex):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0
