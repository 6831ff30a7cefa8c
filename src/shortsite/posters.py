"""Pictures that stand for papers where their pages are shared: title, authors, where it appeared, what there is.

Drawn by Pillow in STIX Two Math (https://www.stixfonts.org/, SIL Open Font License), which has Latin, Greek and
Cyrillic letters beside the signs of formulas. Both come with the extra ``cards``; without it there are no posters. The
same words give the same bytes: nothing but the words, the font and the libraries goes into a picture.

A picture takes two milliseconds, so none is kept but in the site.
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from shortsite.model import Poster

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

#: What the extra ``cards`` of pyproject.toml installs: who draws, who has the font, who reads which letters it has.
_MODULES = ("PIL", "ziamath", "fontTools")
#: The size that the networks ask for.
WIDTH, HEIGHT = 1200, 630
_EDGE = 84
_ACROSS = WIDTH - 2 * _EDGE
_RIBBON = (26, 112)
_FOOT = HEIGHT - 58
#: The filter of PNG by which a row is told from the one above.
_UP = 2
#: Around which line a title stands.
_MIDDLE = 296
#: Numbers of colours. Three shades and the accent, in two bits: more make files larger by a third, and letters of this
#: size hardly finer.
_INK, _RULE, _PAPER, _ACCENT = range(4)
_DARK, _LIGHT, _BLUE = (0x1E, 0x1C, 0x19), (0xFD, 0xFC, 0xFA), (0x1D, 0x4F, 0x91)
#: Sizes that a title is tried in, each with the number of lines that fit; and the space from one line to the next.
_TITLE_SIZES = ((74, 3), (60, 4), (48, 5))
_LEADING = 1.18
_SMALL = 34
#: The size at which letters are measured.
_MEASURED = 100


@cache
def are_drawn() -> bool:
    """Whether the libraries that draw posters are installed."""
    return all(map(find_spec, _MODULES))


def is_drawable(text: str) -> bool:
    """Whether the font has every letter of the text; scripts that need shaping it does not have."""
    return text.isascii() or set(_plain(text)) <= _letters()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


@cache
def _font_file() -> Path:
    spec = find_spec("ziamath")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "fonts" / "STIXTwoMath-Regular.ttf"


@cache
def _letters() -> frozenset[str]:
    from fontTools.ttLib import TTFont

    with TTFont(_font_file(), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def draw(poster: Poster) -> bytes:
    """The picture as PNG."""
    image = _empty(poster.site).copy()
    below = _write_title(image, poster.title)
    _write(image, _EDGE, below, _shown_authors(poster.authors))
    _write(image, _EDGE, _FOOT, _fitted(poster.place, _SMALL, _ACROSS - 340))
    note = poster.note
    _write(image, WIDTH - _EDGE - sum(_glyph(letter, _SMALL).advance for letter in note), _FOOT, note)
    return _png(image)


@lru_cache(maxsize=1)
def _empty(site: str) -> Image:
    """What all posters of a site have: its name, a ribbon, and a rule above the foot."""
    from PIL import Image

    image = Image.new("L", (WIDTH, HEIGHT), _PAPER)
    image.paste(_ACCENT, (_EDGE, 0, _EDGE + _RIBBON[0], _RIBBON[1]))
    image.paste(_RULE, (_EDGE, _FOOT - 57, WIDTH - _EDGE + 1, _FOOT - 55))
    _write(image, _EDGE + _RIBBON[0] + 28, 98, _fitted(site, _SMALL, _ACROSS - 120))
    return image


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A letter in its shades, where it is, where that lies from where the pen stands, and how far the pen goes."""

    shades: Image
    mask: Image
    across: int
    down: int
    advance: int


@cache
def _glyph(letter: str, size: int) -> _Glyph:
    """The letter as the font draws it, once: drawing it takes many times as long as pasting it."""
    from PIL import Image, ImageDraw

    left, top, right, bottom = map(int, _font(size).getbbox(letter, anchor="ls"))
    black = Image.new("L", (max(right - left, 1), max(bottom - top, 1)))
    pen = ImageDraw.Draw(black)
    pen.fontmode = "L"
    pen.text((-left, -top), letter, 255, _font(size), "ls")
    shades = black.point([round((255 - share) * _PAPER / 255) for share in range(256)])
    mask = shades.point([255 if shade < _PAPER else 0 for shade in range(256)])
    return _Glyph(shades, mask, left, top, round(_font(size).getlength(letter)))


def _write(image: Image, across: int, line: int, text: str, size: int = _SMALL) -> None:
    """Write the text from there on; the letters stand on the line."""
    for letter in text:
        glyph = _glyph(letter, size)
        image.paste(glyph.shades, (across + glyph.across, line + glyph.down), glyph.mask)
        across += glyph.advance


@cache
def _font(size: int) -> FreeTypeFont:
    from PIL import ImageFont

    # the other engine gives other bytes where a library of the system is newer
    return ImageFont.truetype(_font_file(), size, layout_engine=ImageFont.Layout.BASIC)


def _write_title(image: Image, title: str) -> int:
    """Write the title as large as it fits; the line on which the authors stand."""
    for size, most in _TITLE_SIZES:
        lines = _wrapped(title, size)
        if len(lines) <= most:
            break
    if len(lines) > most:
        lines = [*lines[: most - 1], _fitted(" ".join(lines[most - 1 :]), size, _ACROSS)]
    step = round(size * _LEADING)
    first = _MIDDLE - step * (len(lines) - 1) // 2
    for number, line in enumerate(lines):
        _write(image, _EDGE, first + number * step, line, size)
    return first + (len(lines) - 1) * step + 66


def _wrapped(text: str, size: int) -> list[str]:
    """The text in lines that fit; a word that is too long for a line is cut off."""
    lines: list[str] = []
    across = 0.0
    # no title that fits is longer, and a hostile one must not take long
    for word in _plain(text[:600]).split():
        shown = _fitted(word, size, _ACROSS)
        longer = across + _width(f" {shown}", size)
        if lines and longer <= _ACROSS:
            lines[-1] += f" {shown}"
            across = longer
        else:
            lines.append(shown)
            across = _width(shown, size)
    return lines or [""]


def _width(text: str, size: int) -> float:
    """How wide the text is; letters keep their proportions at every size, so that each is measured once."""
    return sum(map(_advance, text)) * size / _MEASURED


@cache
def _advance(letter: str) -> float:
    return _font(_MEASURED).getlength(letter)


def _fitted(text: str, size: int, room: float) -> str:
    """The text, cut off where it is too wide."""
    shown = _plain(text[:1000])
    if _width(shown, size) <= room:
        return shown
    left = room - _width("…", size)
    most = bisect_right(range(len(shown)), left, key=lambda length: _width(shown[:length], size)) - 1
    return f"{shown[: max(most, 0)].rstrip(' ,;:.')}…"


def _shown_authors(names: Sequence[str]) -> str:
    """As many names as fit in a line, and how many more there are."""
    drawable = [_plain(name) for name in names[:12] if is_drawable(name)]
    for most in range(len(drawable), 0, -1):
        rest = len(names) - most
        shown = ", ".join(drawable[:most]) + (f" and {rest} more" if rest else "")
        if _width(shown, _SMALL) <= _ACROSS:
            return shown
    return _fitted(drawable[0], _SMALL, _ACROSS) if drawable else ""


def _png(image: Image) -> bytes:
    """The picture in the colours of the site: ten kilobytes of PNG, two bits a point (https://www.w3.org/TR/png/).

    Each row says how it differs from the one above, so that what follows are runs of nothing: to pack these takes less
    than half of what zlib takes to look for what has been there before, and comes to the same size.
    """
    from PIL import Image, ImageChops

    image.putpalette(_PALETTE)
    across = WIDTH // 4
    rows = Image.frombytes("L", (across, HEIGHT), image.tobytes("raw", "P;2"))
    above = Image.new("L", rows.size)
    above.paste(rows, (0, 1))
    marked = Image.new("L", (across + 1, HEIGHT), _UP)
    marked.paste(ImageChops.subtract_modulo(rows, above), (1, 0))
    packer = zlib.compressobj(1, strategy=zlib.Z_RLE)
    packed = packer.compress(marked.tobytes()) + packer.flush()
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 2, 3, 0, 0, 0)
    chunks = (b"IHDR", head), (b"PLTE", _PALETTE), (b"IDAT", packed), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _mixed(light: float) -> tuple[int, ...]:
    return tuple(round(dark + (pale - dark) * light) for dark, pale in zip(_DARK, _LIGHT, strict=True))


_PALETTE = bytes(chain(*(_mixed(shade / _PAPER) for shade in range(_PAPER + 1)), _BLUE))
