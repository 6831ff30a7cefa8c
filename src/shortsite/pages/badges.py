"""Badges: small pictures that tell how many summaries a paper has, for the README of its code."""

from __future__ import annotations

from collections.abc import Iterator

from shortsite import urls
from shortsite.model import Output, Text
from shortsite.pages.sharing import counted
from shortsite.views import Views

_HEIGHT, _LETTER, _SPACE = 20, 6.5, 8
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{words}">'
    '<clipPath id="r"><rect width="{width}" height="20" rx="3"/></clipPath>'
    '<g clip-path="url(#r)"><rect width="20" height="20" fill="#1e1c19"/>'
    '<rect x="20" width="{rest}" height="20" fill="#1d4f91"/></g>'
    '<path fill="#fff" d="M5 5h10v2H5zm0 4h7v2H5zm0 4h4v2H5z"/>'
    '<text x="28" y="14" fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" '
    'textLength="{length}">{words}</text></svg>\n'
)


def badge_files(views: Views, paper_id: str) -> Iterator[Output]:
    """``/badge/<paper>.svg``. The words are stretched to a known length, whatever the font."""
    words = counted(views, paper_id)
    length = round(len(words) * _LETTER)
    rest = length + 2 * _SPACE
    yield Text(urls.badge(paper_id), _SVG.format(width=rest + _HEIGHT, rest=rest, length=length, words=words))
