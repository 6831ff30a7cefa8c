"""TeX to a Formula: MathML by math-core, and the same in plain HTML and plain text."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from xml.etree import ElementTree as ET

from math_core import LatexError, LatexToMathML

from shortsite.markdown.brackets import MOST_LOOSE, Tongue
from shortsite.markdown.macros import MAX_LENGTH, STANDARD, Fault, Macros, weight
from shortsite.markdown.mathml import finished, upright
from shortsite.markdown.plain_math import plain_html, plain_text
from shortsite.markdown.tex import Rewritten, stacked
from shortsite.model import Formula

__all__ = ["Fault", "Macros", "converted", "is_standard"]

#: math-core overflows the stack on deep nesting, which kills the process; longer or deeper formulas are refused.
MAX_DEPTH = 60
#: Commands and scripts that stand directly behind one another take each other as arguments.
MAX_CHAIN = 150

#: What a formula may hold that is not shown, that ends it, or that reaches beyond its place: comments, definitions,
#: lengths, colours, parameters, and signs within words that TeX reads as commands.
_UNSHOWN = re.compile(
    r"(?<!\\)(?:\\\\)*(?:%|\#|\\[()\[\]])|\^\^|\$"
    r"|\\(?:label|(?:eq)?ref|[vh]space|rule|require|global|par|newline|(?:re|provide)?(?:new)?command|[egx]?def|let"
    r"|DeclareMathOperator|[hm]skip|m?kern|raisebox|[a-z]*color(?:box)?)(?![a-zA-Z])"
    r"|\\(?:text[a-z]*|[mh]box)\s*\{[^{}]*(?<!\\)[&_~^\\](?![ $%&#_{}])"
)
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*(\{[^{}]*\}|.?)", re.DOTALL)
_EDGE = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}")
_ENVIRONMENTS = frozenset(
    f"{{{name}{star}}}"
    for name in (
        *("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "cases", "rcases", "array"),
        *("aligned", "alignedat", "gathered", "split"),
    )
    for star in ("", "*")
)
_CHAIN = re.compile(r"(?:\s*(?:\\[a-zA-Z]+|[\^_\[{])){" + str(MAX_CHAIN) + "}")
_NESTING = re.compile(r"\\(left|right|begin|end)(?![a-zA-Z])|\\.|[{}]", re.DOTALL)
#: XML has five named characters only.
_NAMED = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)[a-zA-Z]+;")
_STEP = {"left": 1, "begin": 1, "right": -1, "end": -1}
_BRACE = {"{": 1, "}": -1}


@lru_cache(maxsize=30_000)
def converted(tex: str, form: str, macros: Macros) -> tuple[Formula, Fault | None]:
    """Convert TeX; ``form`` is ``inline``, ``large`` (inline in display style) or ``display``.

    Where it cannot be converted the formula shows its TeX, and the fault says why.
    """
    fault = _excess(tex)
    if fault is None:
        rewritten = Rewritten(stacked(tex), form)
        fault = _loose(rewritten, macros)
    if fault is None:
        try:
            mathml = _converter(macros).convert_with_local_state(rewritten.tex, displaystyle=form != "inline")
            return _formula(tex, form, upright(_NAMED.sub(_character, mathml))), None
        except LatexError as error:
            fault = _fault(str(error), rewritten)
        except ET.ParseError:
            fault = Fault("SS040", 0, "a formula that math-core turns into broken MathML")
    return _shown_as_tex(tex, form == "display"), fault


def _character(found: re.Match[str]) -> str:
    return html.unescape(found[0])


def is_standard(tex: str) -> bool:
    """Whether a formula, as it is written, has nothing in it but what shows something, by names that everybody knows.

    Nobody's macros count, and neither comments nor what is left out before a formula is converted may be in it.
    """
    if _UNSHOWN.search(tex) or any(name not in _ENVIRONMENTS for name in _ENVIRONMENT.findall(tex)):
        return False
    return _excess(tex) is None and _tongue(()).unknown(_EDGE.sub("", Rewritten(stacked(tex), "inline").tex)) is None


def _excess(tex: str) -> Fault | None:
    if len(tex) > MAX_LENGTH:
        return Fault("SS041", 0, f"a formula of {len(tex)} characters; {MAX_LENGTH} are the limit", "split it")
    depth = 0
    for found in _NESTING.finditer(tex):
        depth += _STEP.get(found[1], 0) if found[1] else _BRACE.get(found[0], 0)
        if depth > MAX_DEPTH:
            return Fault("SS041", found.start(), f"a formula nested more than {MAX_DEPTH} levels deep", "simplify it")
    if chain := _CHAIN.search(tex):
        return Fault("SS041", chain.start(), f"more than {MAX_CHAIN} commands in a row without a symbol", "simplify it")
    return None


def _loose(rewritten: Rewritten, macros: Macros) -> Fault | None:
    tongue = _tongue(macros)
    if tongue.loose_brackets(rewritten.tex) <= MOST_LOOSE:
        return None
    if unknown := tongue.unknown(rewritten.tex):
        return Fault("SS040", rewritten.original(unknown.start()), f'unknown command "{unknown[0]}"')
    return Fault("SS041", 0, f"a formula with more than {MOST_LOOSE} brackets that nothing closes", "close them")


@lru_cache(maxsize=256)
def _tongue(macros: Macros) -> Tongue:
    converter = _converter(macros)

    def probe(tex: str) -> str:
        try:
            return converter.convert_with_local_state(tex, displaystyle=False)
        except LatexError as error:
            raise ValueError(str(error)) from error

    return Tongue(macros, probe)


@lru_cache(maxsize=256)
def _converter(macros: Macros) -> LatexToMathML:
    """A converter with these macros and the standard ones; macros that math-core refuses are left out."""
    try:
        return _with(macros)
    except LatexError:
        sound: Macros = ()
        for pair in macros:
            try:
                _with((*sound, pair))
            except LatexError:
                continue
            sound = (*sound, pair)
        return _with(sound)


def _with(macros: Macros) -> LatexToMathML:
    bodies = {**dict(STANDARD), **dict(macros)}
    heaviest = max(weight(body) for body in bodies.values())
    longest = max(len(body) for body in bodies.values())
    return LatexToMathML(
        macros=bodies,
        allow_unreliable_rendering=True,
        fancy_error=False,
        # So many expansions neither nest deep enough to kill the process nor grow a formula without bounds.
        max_expansions=min(1_000, 1_200 // max(heaviest, 1), 60_000 // max(longest, 1)),
    )


def _fault(message: str, rewritten: Rewritten) -> Fault:
    place, _, words = message.partition(": ")
    if not place.isdigit():
        return Fault("SS040", 0, message)
    words = words.rstrip(".")
    return Fault("SS040", rewritten.original(int(place)), words[:1].lower() + words[1:])


def _formula(tex: str, form: str, mathml: str) -> Formula:
    # math-core wrote it, and it declares no entities.
    root = ET.fromstring(mathml)  # noqa: S314
    display = form == "display"
    return Formula(
        tex=tex.strip(),
        display=display,
        mathml=finished(mathml, root, tex.strip(), form),
        html=plain_html(root, tex.strip(), display=display),
        text=unicodedata.normalize("NFC", plain_text(root, tex.strip())),
    )


def _shown_as_tex(tex: str, display: bool) -> Formula:
    code = f'<code class="math-error">{html.escape(tex.strip())}</code>'
    if display:
        code = f'<pre class="math-error" tabindex="0"><code>{html.escape(tex.strip())}</code></pre>'
    return Formula(tex.strip(), display, "", code, tex.strip())
