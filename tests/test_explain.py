"""``shortsite explain``: the entries of docs/problems.md in a terminal."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from shortsite.explain import explained, listed, page
from shortsite.problems import CODES

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code: str) -> None:
    severity, title = CODES[code]
    lines = explained(code).split("\n")
    assert [f"{code}: {title}", ""] == lines[:2]
    assert lines[2].startswith(f"{severity.capitalize()}. ")
    assert "prints" in lines
    assert any(re.match(rf"    \S+: {severity} {code}: ", line) for line in lines)
    assert any(line.startswith("To mend it: ") for line in lines)


@pytest.mark.parametrize("code", CODES)
def test_no_markup_is_left_outside_the_examples(code: str) -> None:
    prose = [line for line in explained(code).split("\n") if not line.startswith("    ")]
    assert not re.search(r"\*\*|```|^#|\]\(\w+\.md", "\n".join(prose), re.MULTILINE)
    assert all(len(line) <= 80 or " " not in line for line in prose)


def test_an_example_keeps_its_lines() -> None:
    assert (
        "`content/papers/example-2020-counting.yml`\n\n"
        "    title: Learning to count\n    authors: [Ada Example]\n    year: 2020\n    keyword: [counting]\n\n"
        "prints\n\n"
        "    content/papers/example-2020-counting.yml:4:1: error SS006: unknown key 'keyword'; did you mean 'keywords'?\n\n"
        "To mend it: Write the key as the hint says, or remove it."
    ) == explained("SS006").split("\n\n", 2)[2]


def test_links_are_named_and_code_is_not_broken() -> None:
    assert "See themes.md." in explained("SS070").replace("\n", " ")
    assert "`@ % & * ! | > { [ \" '`" in explained("SS002")


def test_the_list_has_every_code() -> None:
    assert list(CODES) == [line.split()[0] for line in listed()]
    assert "SS018  warning  a paper without authors" in list(listed())


def test_the_page_is_in_the_wheel_where_the_program_looks_for_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert "shortsite/problems.md" == included["docs/problems.md"]
    assert page().read_text(encoding="utf-8") == (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
