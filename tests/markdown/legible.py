"""Documents in a form that fixtures can be written in."""

from __future__ import annotations

import re

from shortsite.markdown import TextContext
from shortsite.model import Document

CONTEXT = TextContext(
    "desk",
    images=(("fig.png", 20, 10), ("plots/my loss.jpg", 0, 0), ("fake.png", -1, 0), ("Upper.PNG", 4, 4)),
    macros=(("R", r"\mathbb{R}"),),
)


def legible(document: Document) -> str:
    """The HTML with ``{tex}`` for a formula, ``{{tex}}`` for a displayed one, ``!{tex}`` for one that failed."""

    def shown(found: re.Match[str]) -> str:
        number = int(found[2])
        if found[1] != "\ue000":
            return ("TITLE" if found[1] == "\ue003" else "HREF") + str(number)
        formula = document.formulas[number]
        braced = f"{{{formula.tex}}}"
        return ("" if formula.mathml else "!") + (f"{{{braced}}}" if formula.display else braced)

    return re.sub("([\ue000\ue003\ue004])(\\d+)\ue001", shown, document.html).replace("\ue006", "PAGE")
