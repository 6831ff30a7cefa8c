"""Each rule of the dialect against its fixtures: ``title . text . HTML .`` blocks, one file a rule."""

from __future__ import annotations

from pathlib import Path

import pytest
from legible import CONTEXT, legible
from markdown_it.utils import read_fixture_file

from shortsite.markdown import convert

FIXTURES = [
    pytest.param(text, html, id=f"{path.stem}: {title.strip()}")
    for path in sorted(Path(__file__).parent.glob("*.md"))
    for _line, title, text, html in read_fixture_file(path)
]


@pytest.mark.parametrize(("text", "html"), FIXTURES)
def test_a_text_becomes_the_html_of_its_fixture(text: str, html: str) -> None:
    assert html.rstrip() == legible(convert(text.rstrip("\n"), CONTEXT)).rstrip()
