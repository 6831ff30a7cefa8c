"""When two titles are one."""

from __future__ import annotations

import re
import unicodedata

#: Commands that change how letters look, not which they are.
_STYLE = re.compile(r"\\(?:emph|(?:math|text)[a-z]*|operatorname)\b\*?")
_NO_LETTER = re.compile(r"[\W_]+")


def fold_title(title: str) -> str:
    """A title's letters and digits alone, without accents and in one case: two spellings of one title are equal so."""
    plain = title if title.isascii() else unicodedata.normalize("NFKD", title)
    return _NO_LETTER.sub("", _STYLE.sub("", plain)).casefold()
