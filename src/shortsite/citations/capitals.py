"""Titles in BibTeX, with braces around the capitals that no style of references may change.

Styles write a title small, all but its first letter and the one behind a colon, or each word with a capital. What
stands in braces stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shortsite.citations.latex import formula_of, tex_of
from shortsite.citations.paragraphs import Pieces

#: Letters and digits with their marks, and an apostrophe between them.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f]|['\u2019](?=[^\W_]))*")
#: Behind it BibTeX's styles leave a letter as it is.
_COLON = re.compile(r":\s+\Z")
#: Shorter words are small in titles of either kind.
_TELLING = 4
#: The one capital that may stand alone and be a mere word. It is none beside one of these signs: ``A*``.
_ARTICLE, _BINDING = "A", "-*+/'\u2019"


def title_tex(pieces: Pieces) -> str:
    """The title of these words and formulas as it stands in a field."""
    keeps_names = _is_small(pieces)
    return "".join(
        _formula(text, delimiter) if delimiter else "".join(_words(text, is_first=not number, keeps_names=keeps_names))
        for number, (delimiter, text) in enumerate(pieces)
    )


def _is_small(pieces: Pieces) -> bool:
    """Whether most words are written small, so that a capital says that a word is a name."""
    capitals = [
        found[0][0].isupper()
        for number, (delimiter, text) in enumerate(pieces)
        for found in _WORD.finditer("" if delimiter else text)
        if len(found[0]) >= _TELLING and found[0][0].lower() != found[0][0].upper() and not _is_special(found[0])
        if not _is_left(text, found.start(), is_first=not number)
    ]
    return 2 * sum(capitals) < len(capitals)


def _words(text: str, *, is_first: bool, keeps_names: bool) -> Iterator[str]:
    end = 0
    for found in _WORD.finditer(text):
        word = found[0]
        is_name = keeps_names and word[0].isupper() and not _is_left(text, found.start(), is_first=is_first)
        if is_name or _is_special(word) or _is_sign(text, found):
            yield f"{tex_of(text[end : found.start()])}{{{word}}}"
            end = found.end()
    yield tex_of(text[end:])


def _is_left(text: str, start: int, *, is_first: bool) -> bool:
    """Whether styles leave the first letter of the word that starts there; ``is_first``: the text begins the title."""
    return (is_first and start == 0) or _COLON.search(text[:start]) is not None


def _is_special(word: str) -> bool:
    """Whether it has a capital behind its first character, or one beside digits: ``GANs``, ``3D``, ``T5``."""
    has_digit = any(sign.isdigit() for sign in word)
    return any(sign.isupper() for sign in word[1:]) or (has_digit and word[0].isupper())


def _is_sign(text: str, found: re.Match[str]) -> bool:
    """Whether it is a capital letter that stands for something: ``U-Net``, ``vitamin D``, ``A*``."""
    around = text[max(found.start() - 1, 0) : found.start()] + text[found.end() : found.end() + 1]
    is_letter = len(found[0]) == 1 and found[0].isupper()
    return is_letter and (found[0] != _ARTICLE or any(sign in _BINDING for sign in around))


def _formula(text: str, delimiter: str) -> str:
    formula = formula_of(text, delimiter)
    # styles write a formula small as well; one that became words begins with a command, which in braces is an accent
    has_capital = formula.startswith("$") and formula.lower() != formula
    return f"{{{formula}}}" if has_capital else formula
