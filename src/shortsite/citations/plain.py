"""Texts without what no record may hold, and without the markup that databases leave in them."""

from __future__ import annotations

import re
import unicodedata

from shortsite.markdown.marks import cleaned
from shortsite.records import FORBIDDEN

#: Known names only, so that ``<UNK>`` stays.
_TAG = re.compile(
    r"</?(?:jats:|mml:)?(?:i|b|u|em|strong|sub|sup|sc|scp|tt|br|p|span|div|title|sec|italic|bold|monospace|underline"
    r"|inline-formula|tex-math|alternatives|list|list-item|math|m[a-z]+)(?:\s[^<>]{0,500})?/?>"
)
_RAISED = re.compile(r"<(?:jats:)?(sup|sub)>([^<>]{1,40})</(?:jats:)?\1>")
_RAISERS = {
    "sup": str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ"),
    "sub": str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋"),
}


def plain(text: str) -> str:
    """The text in one Unicode form, without characters that no record may hold, white space kept."""
    return unicodedata.normalize("NFC", FORBIDDEN.sub("", cleaned(text)[0]))


def unmarked(text: str) -> str:
    """The text without tags of markup, paragraphs kept apart."""
    if "<" not in text:
        return text
    text = _RAISED.sub(lambda found: raised(found[2], found[1]), text)
    return _TAG.sub(lambda found: "\n\n" if found[0].endswith(("p>", "title>")) else "", text)


def raised(text: str, how: str) -> str:
    """The text as a superscript (``sup``) or subscript (``sub``), as far as Unicode has its characters."""
    return text.translate(_RAISERS[how])
