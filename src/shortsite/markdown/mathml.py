"""math-core's MathML made fit for a page with a strict content security policy: classes in place of styles."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from xml.etree.ElementTree import Element, tostring

#: One class for each declaration that math-core writes; the theme's style sheet says the same again.
CLASSES = {
    "text-align:left": "m-left",
    "text-align:right": "m-right",
    "text-align:center": "m-center",
    "padding-left:0": "m-pl0",
    "padding-right:0": "m-pr0",
    "padding-top:0": "m-pt0",
    "padding-bottom:0": "m-pb0",
    "padding-left:1em": "m-pl1",
    "padding-right:1em": "m-pr1",
    "width:100%": "m-wide",
    "width:50%": "m-half",
    "width:7.5%": "m-edge",
    "border-top:0.05em solid currentcolor": "m-bt",
    "border-bottom:0.05em solid currentcolor": "m-bb",
    "border-left:0.05em solid currentcolor": "m-bl",
    "border-right:0.05em solid currentcolor": "m-br",
    "border-top:0.05em dashed currentcolor": "m-bt",
    "border-bottom:0.05em dashed currentcolor": "m-bb",
    "border-left:0.05em dashed currentcolor": "m-bl",
    "border-right:0.05em dashed currentcolor": "m-br",
    "color:#ff0000": "m-red",
    "color:#0000ff": "m-blue",
    "color:#00ff00": "m-green",
    "color:#008000": "m-green",
    "color:#ffa500": "m-orange",
    "color:#800080": "m-purple",
    "color:#808080": "m-gray",
}

_FORM = re.compile(r'<mo((?: [a-z]+="[^"]*")*?) form="([a-z]+)"((?: [a-z]+="[^"]*")*)>')
_STYLE = re.compile(r'\sstyle="([^"]*)"')
_MARGIN = re.compile(r"margin-left:(-[\d.]+)em")
_ENCLOSED = re.compile(r'<menclose notation="([a-z ]*)">')
_COMBINING = re.compile("[\u0302\u0332\u20d7]")
_LETTER_WITH_WIDE_HAT = re.compile(
    r'(<mover accent="true">(?:<mi[^>]*>[^<]{1,2}</mi>|<mrow><mspace ?/><mi[^>]*>[^<]{1,2}</mi></mrow>))'
    '<mo stretchy="true">\u0302</mo>'
)
_STRIKE = re.compile(r'<mrow class="menclose-[a-z]*"></mrow>')


@lru_cache(maxsize=1024)
def _classes(style: str) -> str:
    declarations = (re.sub(r"\s*:\s*", ":", part.strip().lower()) for part in style.split(";"))
    names = [name for declaration in declarations if (name := CLASSES.get(declaration) or _margin(declaration))]
    return f' class="{" ".join(names)}"' if names else ""


def _margin(declaration: str) -> str:
    """Negative spaces come in three sizes."""
    found = _MARGIN.fullmatch(declaration)
    if not found:
        return ""
    return f"m-back{min(range(3, 6), key=lambda size: abs(size / 18 + float(found[1])))}"


def _unformed(found: re.Match[str]) -> str:
    """An operator without ``form``: a fence keeps by its spaces what the form gave it."""
    if found[2] == "infix":
        return f"<mo{found[1]}{found[3]}>"
    spaces = "".join(f' {side}="0"' for side in ("lspace", "rspace") if f"{side}=" not in found[0])
    return f"<mo{found[1]}{found[3]}{spaces}>"


def _plain(mathml: str) -> str:
    """The MathML without what a strict policy, a schema or a checker of pages stumbles over."""
    if "form=" in mathml:
        # outside MathML the name means the id of a form, which is what checkers of links look for
        mathml = _FORM.sub(_unformed, mathml)
    if "style=" in mathml:
        mathml = _STYLE.sub(lambda found: _classes(found[1]), mathml)
    if "<menclose" in mathml:
        # Not in MathML Core: browsers show a box or a stroke only by the style sheet.
        mathml = _STRIKE.sub("", mathml)
        mathml = _ENCLOSED.sub(lambda found: f'<mrow class="m-{found[1].split(" ")[0]}">', mathml)
        mathml = mathml.replace("</menclose>", "</mrow>")
    return mathml


def upright(mathml: str) -> str:
    """The MathML with accents that stand by themselves, where math-core writes combining characters.

    These have no width, so that browsers set arrows askew and stretch lines too far. One stays: no font stretches
    another hat over several letters.
    """
    if not _COMBINING.search(mathml):
        return mathml
    mathml = mathml.replace('<mo stretchy="true">\u0332</mo></mover>', '<mo stretchy="true">\u203e</mo></mover>')
    mathml = mathml.replace('<mo stretchy="true">\u0332</mo></munder>', '<mo stretchy="true">_</mo></munder>')
    mathml = mathml.replace('<mo stretchy="false">\u20d7</mo>', '<mo stretchy="false" mathsize="60%">→</mo>')
    return _LETTER_WITH_WIDE_HAT.sub('\\1<mo stretchy="false">\u02c6</mo>', mathml)


def _body(mathml: str) -> str:
    return mathml[mathml.index(">") + 1 : -len("</math>")]


_LEVELS: tuple[str, ...] = ("displaystyle", "scriptlevel")


def _leveled(root: Element) -> str:
    """The MathML of the root's children with every level in an ``mstyle``: schemas know it nowhere else."""
    for element in list(root.iter()):
        levels = {key: element.attrib.pop(key) for key in _LEVELS if key in element.attrib}
        if levels and element is not root:
            inner = Element(element.tag, element.attrib)
            inner.text, inner[:] = element.text, element[:]
            element.tag, element.attrib, element.text, element[:] = "mstyle", levels, None, [inner]
    return "".join(tostring(child, encoding="unicode") for child in root)


def finished(mathml: str, root: Element, tex: str, form: str) -> str:
    """The ``<math>`` element with the TeX as annotation, and without inline styles; ``root`` is its parsed form."""
    children = len(root)
    body = _leveled(root) if "scriptlevel=" in mathml or "displaystyle=" in mathml else _body(mathml)
    body = _plain(body)
    opening = {"display": '<math display="block">', "large": '<math displaystyle="true">'}.get(form, "<math>")
    if children != 1:
        body = f"<mrow>{body}</mrow>"
    note = f'<annotation encoding="application/x-tex">{html.escape(tex, quote=False)}</annotation>'
    return f"{opening}<semantics>{body}{note}</semantics></math>"
