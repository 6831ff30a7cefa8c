"""What is said of YAML that cannot be parsed; tests/broken/yaml-slips has the usual slips, in whole reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shortsite.plain_yaml import PlainParser
from shortsite.problems import Problem
from shortsite.records import parse_record
from shortsite.yaml_syntax import syntax_problem

SLIPS = sorted((Path(__file__).with_name("broken") / "yaml-slips/content/papers").iterdir())
PIECES = [
    "a",
    "key",
    ": ",
    ":",
    " ",
    "  ",
    "\n",
    "\r",
    "\t",
    "\u2028",
    "- ",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    "\\",
    "---",
    "...",
]
PIECES += ["@", "%", "&x", "*x", "!x", "|", ">", "#", ",", "?", "\x00", "é", "𝔸"]


class TextParser(PlainParser):
    """PyYAML's own parser, as records use it where libyaml is missing."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:  # noqa: ARG002
        return "text"

    def descend_resolver(self, current_node: Any, current_index: Any) -> None: ...

    def ascend_resolver(self) -> None: ...


def said(text: str) -> Problem:
    record, problems = parse_record(text, "f.yml")
    assert record is None
    assert len(problems) == 1
    return problems[0]


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("- a: b: c", "1:7", 'write a: "b: c"'),
        ("a:\n  - b\n  - c: d: e", "3:9", 'write c: "d: e"'),
        (f"title: {'word ' * 30}: x", "1:158", "put the whole value in quotes"),
        ("a: 'it''s' so", "1:12", "write a: \"'it''s' so\""),
        ("a: 'x' and \"y\"", "1:8", "write a: '''x'' and \"y\"'"),
        ("a: [b\nc: d", "1:4", "close it with ']', or put the value in quotes"),
        ("a: {b: c\nd: e", "1:4", "close it with '}', or put the value in quotes"),
        ("a: |b", "1:4", 'write a: "|b"'),
        ("a: b\n\n\n\tc: d", "4:1", "indent with spaces"),
        ("a: b\n...\nc: d", "2:1", "remove the line '...'"),
        ("url:https://example.org\nyear: 2020", "1:5", "write url: https://example.org"),
        ("a: [b, 'c d]", "1:8", "close it: 'c d'"),
        ('a: [b, "c, d]\ne: f', "1:8", 'close it with "'),
        ('a: "b\n  c\nd: e', "1:4", 'write a " where the value ends'),
        ("a: 'b' 'c\nd: e\n", "1:8", "close or remove it"),
        ('a: "b\n  c"\nd: [@e]', "3:5", 'write "@e"'),
        ("a: [b,\n  c{d} e]\nf: g", "2:3", 'write "c{d} e"'),
        ("a: [\nb,\n@c]", "3:1", 'write "@c"'),
        ("a: [b, `c`]", "1:8", 'write "`c`"'),
        ("a: [b, *c]", "1:8", 'write "*c"'),
        ("a: [b, - c]", "1:8", 'write "- c"'),
        ("a: [b, {\\'c}d]", "1:8", "write '{\\''c}d'"),
        ('a: [b, "c" d]', "1:12", "write '\"c\" d'"),
        ("a: [b: c: d]", "1:9", 'write "b: c: d"'),
        ("a: {b: c: d}", "1:9", 'write b: "c: d"'),
        ("a: {b: @c}", "1:8", 'write b: "@c"'),
        ("a: [{b: c} {d: e}]", "1:12", "write one in front of this"),
        ("a: [b, #c]\nd: e", "1:8", "put what starts with '#' in quotes"),
        ("a: [b}, c]", "1:6", "remove it"),
        ("a: {b: c]", "1:9", "write '}'"),
        ("a: [, b]", "1:5", "remove it"),
        ("a: [b], c", "1:7", "write a: [b, c]"),
        ('a: "b", "c"', "1:7", 'write a: ["b", "c"]'),
        ('a: "b", c', "1:7", "write a: '\"b\", c'"),
        ("a: [b] c\n  d", "1:8", 'write a: "[b] c d"'),
        ("a: @b\n  c", "1:4", 'write a: "@b c"'),
        ("a: b: c # d\n  e", "1:5", 'write a: "b: c e"'),
        ("a: b\n  c d: e", "2:6", 'write a: "b c d: e"'),
        ("a: b\n  c: d", "2:3", "indent them alike, or put the whole value of 'a' in quotes"),
        ("a: b\n  c: [d]", "2:3", "indent them alike"),
        ("a: - b\n  - c", "1:4", "begin it on the next line"),
        ("a: ? b", "1:4", 'write a: "? b"'),
        ("a:\n  - b\n  -c d\ne: f", "3:4", "write - c d"),
        ("- b\n-c", "2:2", "write - c"),
        ('"a": "b",\n"c": ["d"],\n', "1:9", "remove it: lines of a record end without one"),
        ("a: [b],  # c\nd: e", "1:7", "remove it: lines of a record end without one"),
        ("a: b\n  c\n\n  d: e", "4:4", "put the whole value in quotes"),
        ("a: b: c\n\n  d", "1:5", "put the whole value in quotes"),
        ("a = b\nc: d", "1:1", "write a: b"),
        ("a; b # c: d\ne: f", "1:1", 'write a: "b # c: d"'),
        ("a\uff1a[b]\nc: d", "1:1", "write a: [b]"),
        ("a: b\nc := d", "2:1", "write c: d"),
        ("title Of sheep\na: b", "1:1", "write title: Of sheep"),
        ("\npaper a-2020-b\nc: d", "2:1", "write paper: a-2020-b"),
        ("Of sheep\nand more\na: b", "1:1", "write its key and a colon in front of it, such as title: Of sheep"),
        ("# a\nOf\n# b\nc: d", "2:1", "write its key and a colon in front of it, such as title: Of"),
        ('"Of sheep"\na: b', "1:1", "write its key and a colon in front of it"),
        ("a: b\npaper on sheep", "2:1", "if it goes on with the value above, indent it"),
        ("a = b\nc = d", "1:1", "write a: b"),
        ("a: b\n\n  d: e", "3:3", "indent them alike, or put the whole value of 'a' in quotes"),
    ],
)
def test_the_place_and_the_cure_of_a_slip(text: str, place: str, hint: str) -> None:
    found = said(text)
    assert (f"f.yml:{place}", hint) == (str(found.place), found.hint)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.stem)
def test_without_libyaml_a_slip_is_told_too(slip: Path) -> None:
    text = slip.read_text(encoding="utf-8")
    try:
        TextParser(text).get_single_node()
    except yaml.YAMLError as fault:
        found = syntax_problem(fault, text, "f.yml")
        assert (said(text).code, said(text).place.line) == (found.code, found.place.line)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_a_problem_of_any_text_has_a_place_within_it(text: str) -> None:
    lines = len(text.splitlines()) + 1
    for problem in parse_record(text, "f.yml")[1]:
        assert 1 <= problem.place.line <= lines + 1
        assert 1 <= problem.place.column <= len(text) + 2
        assert problem.message
