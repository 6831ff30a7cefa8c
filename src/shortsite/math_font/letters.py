"""Which characters a font for formulas has to have."""

from __future__ import annotations

import re
from collections.abc import Iterable

_OTHER = re.compile("[^\x00-\x7f]")


def _between(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


#: What browsers draw though no formula spells it, and what nearly every archive comes to need: the font then stays
#: the same while texts are added. Letters of variables are spelt ``x`` and drawn as U+1D465.
ALWAYS = "".join(
    (
        _between(0x20, 0x7E),
        _between(0x391, 0x3A9) + _between(0x3B1, 0x3C9) + "\u03d1\u03d5\u03f1\u03f5",
        _between(0x1D434, 0x1D467) + "\u210e\U0001d6a4\U0001d6a5",
        _between(0x1D6E2, 0x1D71B),
        "\u221a\u2212\u2032\u2033\u2044\u2061\u2062\u2063\u2064\u00a0\u2009\u00b7\u00d7\u00b1",
        "\u2016\u2026\u22ef\u2190\u2192\u2208\u2200\u2203\u2202\u2207\u221e\u223c\u2248\u2260\u2264\u2265\u222b\u220f\u2211",
        "\u27e8\u27e9\u2308\u2309\u230a\u230b\u02c6\u02dc\u00af\u2192\u0302\u0303\u0304",
    )
)


def letters_of(formulas: Iterable[str]) -> str:
    """The characters of the formulas, in order, and those that are always wanted; nothing if there is no formula."""
    found: set[str] = set()
    some = False
    for mathml in formulas:
        some = True
        if not mathml.isascii():
            found.update(_OTHER.findall(mathml))
    return "".join(sorted(found.union(ALWAYS))) if some else ""
