"""Cutting the font: STIX Two Math as a WOFF2 of some letters, with all sizes of what stretches."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

#: Forms that browsers choose by themselves: small ones for scripts, dotless ones and flat ones under accents.
FEATURES = ["ssty", "dtls", "flac", "ccmp"]
_FONT = "fonts/STIXTwoMath-Regular.ttf"


@lru_cache(maxsize=4)
def subset(letters: str) -> bytes:
    """The font of these letters; the same bytes for the same letters and libraries. It keeps its copyright's lines."""
    options = Options(
        layout_features=FEATURES,
        name_IDs=[0, 1, 2, 5, 13, 14],
        hinting=False,
        glyph_names=False,
        notdef_outline=True,
    )
    with TTFont(_source(), recalcTimestamp=False) as font:
        cutter = Subsetter(options)
        cutter.populate(text=letters)
        cutter.subset(font)
        font.flavor = "woff2"
        out = BytesIO()
        font.save(out, reorderTables=False)
    return out.getvalue()


def _source() -> Path:
    """The font's file; its package is not imported, which would take longer than to cut the font."""
    spec = find_spec("ziamath")
    assert spec
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / _FONT
