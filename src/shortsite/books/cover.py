"""A book's cover, of nothing but type: an SVG in the shape of a book's page."""

from __future__ import annotations

from html import escape
from unicodedata import east_asian_width

WIDTH, HEIGHT = 1200, 1800
_MARGIN, _MOST_LINES = 110, 9
_PAPER, _INK, _ACCENT = "#fdfcfa", "#1d2127", "#a3341f"
_SERIF = "Georgia, 'Times New Roman', serif"
#: The widths of letters in parts of the type's size, rather too large: which type a reading system has is not known.
_NARROW, _WIDE = 0.56, 1.0


def cover(title: str, lines: tuple[str, ...], site: str) -> str:
    """The cover: the title, as large as it fits, the lines beneath it, and whose book it is at the foot."""
    size, parts = _fitted(title)
    y = 300.0 + size
    drawn = [_text(part, y + number * size * 1.18, size, _INK) for number, part in enumerate(parts)]
    y += len(parts) * size * 1.18 + 40
    told = [part for line in lines for part in _wrapped(line, 48)[:3]]
    drawn += [_text(part, y + number * 64, 48, _INK) for number, part in enumerate(told)]
    foot = [_text(part, HEIGHT - 150 + 56 * number, 44, _ACCENT) for number, part in enumerate(_wrapped(site, 44)[:2])]
    rules = "".join(
        f'<path d="M{_MARGIN} {190 + 36 * number}h{length}" stroke="{_ACCENT}" stroke-width="16"/>'
        for number, length in enumerate((300, 210, 105))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/>\n{rules}\n'
        f'<g font-family="{_SERIF}">\n{chr(10).join([*drawn, *foot])}\n</g>\n</svg>\n'
    )


def _fitted(title: str) -> tuple[int, list[str]]:
    """The largest size in which the title takes few enough lines, and these; what is beyond is cut off."""
    for size in (130, 110, 92, 76, 64):
        parts = _wrapped(title, size)
        if len(parts) <= (4 if size > 64 else _MOST_LINES):  # noqa: PLR2004
            return size, parts
    return 64, [*parts[: _MOST_LINES - 1], "…"]


def _wrapped(text: str, size: int) -> list[str]:
    """The text in lines that fit between the margins; a word that is too long is broken."""
    most = (WIDTH - 2 * _MARGIN) / size
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if _width(joined) <= most and lines:
            lines[-1] = joined
            continue
        lines.append("")
        for letter in word:
            if lines[-1] and _width(lines[-1] + letter) > most:
                lines.append("")
            lines[-1] += letter
    return lines


def _width(text: str) -> float:
    return sum(_WIDE if east_asian_width(letter) in "WF" or letter in "MWmw@%" else _NARROW for letter in text)


def _text(words: str, y: float, size: int, colour: str) -> str:
    return f'<text x="{_MARGIN}" y="{y:.0f}" font-size="{size}" fill="{colour}">{escape(words)}</text>'


def absent(words: str) -> str:
    """What stands for a picture in a format that the reading system does not know."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 120" width="600" height="120">\n'
        f'<rect width="600" height="120" fill="none" stroke="{_INK}"/>\n'
        f'<text x="300" y="66" font-size="22" font-family="{_SERIF}" text-anchor="middle">{escape(words)}</text>\n'
        "</svg>\n"
    )
