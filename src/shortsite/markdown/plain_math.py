"""A formula without MathML: simple HTML for readers that drop MathML, and plain Unicode text."""

# ruff: noqa: RUF001 - mathematics is written in its own characters

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

_SUPER = dict(
    zip(
        "0123456789+−-=()abcdefghijklmnoprstuvwxyzTABDEGHIJKLMNOPRUVWαβγδεθ∗*",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵁⱽᵂᵅᵝᵞᵟᵋᶿ**",
        strict=True,
    )
)
_SUB = dict(zip("0123456789+−-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
_ACCENTS = dict(
    zip(
        "ˆ^¯‾_~˜→⃗˙¨ˇ˘´`˚",
        "\u0302\u0302\u0304\u0304\u0331\u0303\u0303\u20d7\u20d7\u0307\u0308\u030c\u0306\u0301\u0300\u030a",
        strict=True,
    )
)
_SPACED = frozenset("=<>≤≥≠≈∈∉∋→←↔⇒⇐⇔⟹⟸⟺⟶⟵↦∼≃≅∝≡≪≫⊂⊃⊆⊇∪∩+−±∓×÷∧∨≔≜≺≻⪯⪰⊕⊗∖∘⋅")
_NO_OPERAND = frozenset("([{=<>≤≥≠≈∈→,;|+−×⋅∼≡ ")
_CLOSING = frozenset(")]},;.| +−=<>")
_SIGNS = frozenset("+−±∓")
_PRIMES = frozenset("′″‴⁗")
#: The width that math-core puts beside the names of functions, and only there.
_AFTER_NAME = "0.1667em"
_THIN = 0.2
#: Longer names are hard to read in small letters.
_LONG_NAME = 4
_LETTER_AND_MARK = 2
_INVISIBLE = re.compile("[\u2061-\u2064\ufe00-\ufe0f\u200b]")
_ATOM = re.compile(r"[^\W_](?:[\u0300-\u036f\u20d0-\u20ff])*|\d+(?:\.\d+)?|\w+")
_LIMITS = re.compile(r"[∑∏∐⋃⋂⨁⨂⋁⋀∫∮]|[A-Za-z]+(?: [a-z]+)?")


@dataclass(frozen=True, slots=True)
class _Plain:
    html: str
    text: str

    @property
    def is_atom(self) -> bool:
        return _ATOM.fullmatch(self.text) is not None


class _UnsayableError(Exception):
    """The formula needs two dimensions."""


def plain_html(root: Element, tex: str, *, display: bool) -> str:
    """Letters in ``<i>``, scripts in ``<sub>`` and ``<sup>``; the TeX in ``<code>`` where that cannot say it."""
    try:
        made = _row(root).html.strip()
    except (_UnsayableError, RecursionError):
        made = ""
    # a formula of nothing but space is told of too: a reader could not see that something stood there
    made = made or f"<code>{html.escape(tex)}</code>"
    return f"<blockquote>{made}</blockquote>" if display else made


def plain_text(root: Element, tex: str) -> str:
    """The formula in Unicode; its TeX where that cannot say it."""
    try:
        return _row(root).text.strip()
    except (_UnsayableError, RecursionError):
        return tex


def _row(element: Element, script: bool = False) -> _Plain:
    html_, text = "", ""
    operand = fraction = False
    for child in element:
        part = _part(child, script, operand)
        if not part.text:
            continue
        # A fraction on one line would run into what stands beside it.
        apart = " " if operand and (fraction or child.tag == "mfrac") and part.text[0] not in _CLOSING else ""
        html_ += apart + part.html
        text += apart + part.text
        operand = part.text[-1] not in _NO_OPERAND
        fraction = child.tag == "mfrac"
    return _Plain(html_, text)


def _part(element: Element, script: bool, operand: bool) -> _Plain:
    made = _KINDS.get(element.tag)
    if made is not None:
        return made(element, script)
    if element.tag == "mo":
        return _operator(element, script, operand)
    raise _UnsayableError


def _words(element: Element) -> str:
    # words may stand in elements of HTML within: \textbf{p} is <mtext><b>p</b></mtext>
    return _INVISIBLE.sub("", "".join(element.itertext()))


def _identifier(element: Element, _script: bool) -> _Plain:
    text = _words(element)
    letter = len(text) == 1 and text.isalpha() and element.get("mathvariant") != "normal"
    return _Plain(f"<i>{html.escape(text)}</i>" if letter else html.escape(text), text)


def _literal(element: Element, _script: bool) -> _Plain:
    text = _words(element).replace("\u00a0", " ")
    return _Plain(html.escape(text), text)


def _operator(element: Element, script: bool, operand: bool) -> _Plain:
    text = _words(element)
    if not text and element.get("lspace") == _AFTER_NAME:
        return _Plain(" ", " ")
    if text == "," and not script:
        return _Plain(", ", ", ")
    if script or text not in _SPACED or (text in _SIGNS and not operand):
        return _Plain(html.escape(text), text)
    return _Plain(f" {html.escape(text)} ", f" {text} ")


def _space(element: Element, script: bool) -> _Plain:
    width = re.fullmatch(r"([\d.]+)em", element.get("width", ""))
    wide = element.get("width") == _AFTER_NAME or (width and float(width[1]) > _THIN and not script)
    return _Plain(" ", " ") if wide else _Plain("", "")


def _first(element: Element, script: bool) -> _Plain:
    return _part(element[0], script, operand=False)


def _sub(base: _Plain, low: _Plain) -> _Plain:
    return _Plain(f"{base.html}<sub>{low.html}</sub>", base.text + _script_text(low.text, _SUB, "_"))


def _sup(base: _Plain, high: _Plain) -> _Plain:
    if high.text and all(letter in _PRIMES for letter in high.text):
        return _Plain(base.html + high.html, base.text + high.text)
    return _Plain(f"{base.html}<sup>{high.html}</sup>", base.text + _script_text(high.text, _SUPER, "^"))


def _script_text(text: str, letters: dict[str, str], sign: str) -> str:
    is_word = len(text) >= _LONG_NAME and text.isalpha()
    if not is_word and all(letter in letters for letter in text):
        return "".join(letters[letter] for letter in text)
    return f"{sign}{text}" if len(text) == 1 or text.isalnum() else f"{sign}({text})"


def _children(element: Element) -> list[_Plain]:
    return [_part(child, number > 0, operand=False) for number, child in enumerate(element)]


def _msub(element: Element, _script: bool) -> _Plain:
    base, low = _children(element)
    return _sub(base, low)


def _msup(element: Element, _script: bool) -> _Plain:
    base, high = _children(element)
    return _sup(base, high)


def _msubsup(element: Element, _script: bool) -> _Plain:
    base, low, high = _children(element)
    return _sup(_sub(base, low), high)


def _enclosed(part: _Plain) -> _Plain:
    return part if part.is_atom else _Plain(f"({part.html.strip()})", f"({part.text.strip()})")


def _fraction(element: Element, script: bool) -> _Plain:
    over, under = (_enclosed(_part(child, script, operand=False)) for child in element)
    if element.get("linethickness", "").startswith("0"):
        return _Plain(f"{over.html} choose {under.html}", f"{over.text} choose {under.text}")
    return _Plain(f"{over.html}/{under.html}", f"{over.text}/{under.text}")


def _sqrt(element: Element, script: bool) -> _Plain:
    inner = _enclosed(_row(element, script))
    return _Plain(f"√{inner.html}", f"√{inner.text}")


def _root(element: Element, script: bool) -> _Plain:
    inner = _enclosed(_part(element[0], script, operand=False))
    index = _part(element[1], script=True, operand=False)
    return _Plain(f"<sup>{index.html}</sup>√{inner.html}", f"{_script_text(index.text, _SUPER, '')}√{inner.text}")


def _limits(base: _Plain) -> None:
    if not _LIMITS.fullmatch(base.text.strip()):
        raise _UnsayableError


def _accented(base: _Plain, mark: str) -> _Plain:
    if mark not in _ACCENTS or not base.is_atom or len(base.text) > _LETTER_AND_MARK:
        raise _UnsayableError
    accent = _ACCENTS[mark]
    made = base.html.replace("</i>", f"{accent}</i>") if "</i>" in base.html else base.html + accent
    return _Plain(made, base.text + accent)


def _munder(element: Element, _script: bool) -> _Plain:
    base, low = _children(element)
    if element.get("accentunder") == "true":
        return _accented(base, low.text)
    _limits(base)
    return _sub(base, low)


def _mover(element: Element, _script: bool) -> _Plain:
    base, high = _children(element)
    if element.get("accent") == "true":
        return _accented(base, high.text)
    _limits(base)
    return _sup(base, high)


def _munderover(element: Element, _script: bool) -> _Plain:
    base, low, high = _children(element)
    _limits(base)
    return _sup(_sub(base, low), high)


def _hidden(_element: Element, _script: bool) -> _Plain:
    return _Plain("", "")


_KINDS: dict[str, Callable[[Element, bool], _Plain]] = {
    "math": _row,
    "mrow": _row,
    "mstyle": _row,
    "mpadded": _row,
    "semantics": _first,
    "mi": _identifier,
    "mn": _literal,
    "mtext": _literal,
    "ms": _literal,
    "mspace": _space,
    "msub": _msub,
    "msup": _msup,
    "msubsup": _msubsup,
    "mfrac": _fraction,
    "msqrt": _sqrt,
    "mroot": _root,
    "munder": _munder,
    "mover": _mover,
    "munderover": _munderover,
    "mphantom": _hidden,
}
