r"""Short texts such as titles: plain words with ``$math$`` and ``\(math\)``, nothing else."""

from __future__ import annotations

import html

from shortsite.markdown.macros import Macros
from shortsite.markdown.marks import cleaned
from shortsite.model import Inline


def inline(text: str, macros: Macros = ()) -> Inline:
    """The text as HTML, in which only formulas are more than characters, and as plain Unicode.

    A formula that cannot be converted shows its TeX, and is told of in ``faults``.
    """
    clean = cleaned(text)[0] if text else text
    if "$" not in clean and "\\" not in clean:
        return Inline(text, html.escape(clean), clean)
    # Only texts with mathematics need the parser.
    from shortsite.markdown.title import with_formulas

    return Inline(text, *with_formulas(clean, tuple(macros)))
