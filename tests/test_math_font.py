"""The font for formulas: of the letters that the archive needs, with what stretches, always the same."""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Callable
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path

import pytest
from archives import TINY, paper, rendered, summary, viewed
from conftest import MakeArchive
from fontTools.ttLib import TTFont

from shortsite import math_font
from shortsite.cache import Store
from shortsite.math_font.letters import ALWAYS, letters_of

TEXT = "content/summaries/byron-2020-a-paper/ann.md"


@pytest.fixture
def site_of(make_archive: MakeArchive) -> Callable[[str], dict[str, bytes]]:
    def site(text: str) -> dict[str, bytes]:
        return rendered(make_archive({**TINY, TEXT: summary("byron-2020-a-paper", text)}))

    return site


def font_of(site: dict[str, bytes]) -> bytes:
    (font,) = (data for path, data in site.items() if path.endswith(".woff2"))
    return font


def test_letters_are_those_of_the_formulas_and_those_that_browsers_draw_unasked():
    assert sorted({*ALWAYS, "\u2295"}) == list(letters_of(["<mo>\u2295</mo>", "<mi>x</mi>"]))


def test_an_archive_without_formulas_needs_no_letters_and_gets_no_font(site_of: Callable[[str], dict[str, bytes]]):
    assert letters_of([]) == ""
    assert [] == [path for path in site_of("No formula.") if "font" in path or "/math." in path]


def test_the_font_has_the_letters_and_the_sizes_of_brackets_and_roots(site_of: Callable[[str], dict[str, bytes]]):
    font = TTFont(BytesIO(font_of(site_of("On $x \\oplus y$."))))
    letters = font.getBestCmap()
    assert {0x2295, 0x1D465, 0x221A} <= letters.keys()
    assert 0x2A02 not in letters
    variants = font["MATH"].table.MathVariants.VertGlyphConstruction
    assert {letters[0x28], letters[0x221A]} <= set(font["MATH"].table.MathVariants.VertGlyphCoverage.glyphs)
    assert any(construction.GlyphAssembly for construction in variants)


def test_the_font_keeps_its_copyright_and_lies_beside_its_licence(site_of: Callable[[str], dict[str, bytes]]):
    site = site_of("On $x$.")
    names = TTFont(BytesIO(font_of(site)))["name"]
    assert "STIX Fonts Project Authors" in names.getDebugName(0)
    assert "SIL Open Font License" in names.getDebugName(13)
    assert site["static/fonts/OFL.txt"].decode().startswith(names.getDebugName(0))


def test_the_same_letters_give_the_same_bytes(site_of: Callable[[str], dict[str, bytes]]):
    first = font_of(site_of("On $x$."))
    importlib.import_module("shortsite.math_font.subset").subset.cache_clear()
    assert first == font_of(site_of("On $y$ and $z$."))
    assert len(first) < 90_000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no other system copies a process")
def test_a_copy_of_the_process_cuts_the_same_font_meanwhile(make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch):
    archive = viewed(make_archive({**TINY, TEXT: summary("byron-2020-a-paper", "On $x$.")})).archive
    done: list[str] = []
    with Store.open(None) as store:
        expected = math_font.math_font(archive, store)
        # the process itself cannot have cut it
        parent, cut = os.getpid(), math_font._subset
        monkeypatch.setattr(math_font, "_subset", lambda letters: b"" if os.getpid() == parent else cut(letters))
        assert expected == math_font.math_font(archive, store, lambda: done.append("meanwhile"))
        assert ["meanwhile"] == done
        monkeypatch.setattr(math_font, "beside", lambda _: nullcontext(lambda: None))
        assert expected != math_font.math_font(archive, store, lambda: done.append("again"))


def test_a_style_sheet_names_the_font_and_prefers_the_readers_own(site_of: Callable[[str], dict[str, bytes]]):
    site = site_of("On $x$.")
    (sheet,) = (path for path in site if re.fullmatch(r"static/math\.[0-9a-f]{8}\.css", path))
    (url,) = re.findall(r'local\("Cambria Math"\), url\("([^"]+)"\)', site[sheet].decode())
    assert f"static/{url}" in site
    page = site["paper/byron-2020-a-paper/index.html"].decode()
    assert f'<link rel="stylesheet" href="../../{sheet}">' in page


def test_a_formula_in_a_title_suffices(make_archive: MakeArchive):
    files = {**TINY, "content/papers/byron-2020-a-paper.yml": paper("On $O(n)$ words")}
    assert any(path.endswith(".woff2") for path in rendered(make_archive(files)))


def test_without_the_extra_there_is_no_font_and_no_fault(
    site_of: Callable[[str], dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(math_font, "_MODULES", ("no_such_library",))
    assert [] == [path for path in site_of("On $x$.") if "font" in path or "/math." in path]


def test_the_extra_names_the_libraries_that_are_looked_for():
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    (extra,) = re.findall(r"^math = \[(.*)\]$", text, re.MULTILINE)
    assert sorted(math_font.LIBRARIES) == re.findall(r'"(\w+)', extra)
