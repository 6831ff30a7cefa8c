"""YAML is read as typed text with places, and nothing that a file may hold stops or kills the program."""

from __future__ import annotations

import subprocess
import sys
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shortsite.front_matter import split_front_matter
from shortsite.problems import Place
from shortsite.records import (
    FORBIDDEN,
    Listing,
    Record,
    Scalar,
    Value,
    parse_record,
    read_text,
)
from shortsite.unseen import visible

FILE = "f.yml"
AT_ONCE = 2.0


def plain(value: Value) -> Any:
    """The value as text, lists and dicts."""
    match value:
        case Scalar():
            return value.text
        case Listing():
            return [plain(item) for item in value.items]
        case Record():
            return {key: plain(inner) for key, (_, inner) in value.entries.items()}


def sound(text: str) -> Record:
    record, problems = parse_record(text, FILE)
    # characters that mislead are kept
    assert {"SS052"} >= {problem.code for problem in problems}
    assert record is not None
    return record


def faults(text: str) -> list[str]:
    """``code line:column`` of each problem."""
    return [f"{fault.code} {fault.place.line}:{fault.place.column}" for fault in parse_record(text, FILE)[1]]


# Values


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("no", "no"),
        ("1:30", "1:30"),
        ("0123", "0123"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        ("1706.03760", "1706.03760"),
        ("2026-11-23", "2026-11-23"),
        ("~", "~"),
        ("null", "null"),
        (".inf", ".inf"),
        ("=", "="),
        ("", ""),
        ("'1706.03760'", "1706.03760"),
        ('"a\\tb"', "a\tb"),
        ("'it''s'", "it's"),
        ("x # a remark", "x"),
        ("x#y", "x#y"),
        ("|\n  one\n  two\n", "one\ntwo\n"),
        (">-\n  one\n  two\n", "one two"),
        ("one\n  two", "one two"),
        ('"one\n\n  two"', "one\ntwo"),
        ("C:\\temp", "C:\\temp"),
        ("$x_1$ {y}", "$x_1$ {y}"),
        ("e\u0301", "\u00e9"),
    ],
)
def test_every_scalar_stays_the_text_that_was_typed(typed: str, text: str) -> None:
    assert {"k": text} == plain(sound(f"k: {typed}"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("a b #c", "SS035 1:8"),
        ("a #1", "SS035 1:6"),
        ("a\n  b  #c", "SS035 2:6"),
        ("\n  - a b #c", "SS035 2:9"),
        ("\u201ca b\u201d", "SS035 1:4"),
        ("\u2018a\u2019", "SS035 1:4"),
        ("[\u201ea\u201c]", "SS035 1:5"),
        ("\n  - a\n   - b", "SS002 3:4"),
        ("\n- a\n\n  -\tb", "SS002 4:3"),
    ],
)
def test_what_yaml_takes_for_something_else_is_told(typed: str, found: str) -> None:
    assert [found] == faults(f"k: {typed}")


@pytest.mark.parametrize(
    "typed",
    [
        "a b # c",
        "a b ## c",
        "a #c",
        "a#b c",
        "'a b' #c",
        "[a b] #c",
        "|\n  a b #c",
        "\u201ca\u201d b",
        "\u201ca\u201d and \u201cb\u201d",
        "\u2018it\u2019s\u2019",
        "'\u201ca\u201d'",
        "\u201c\u201d",
        "\n  - a\n    -b",
        "\n  - 'a\n   - b'",
        "a\n  - b",
    ],
)
def test_what_yaml_takes_as_it_is_meant_is_not_told(typed: str) -> None:
    assert [] == faults(f"k: {typed}")


@pytest.mark.parametrize("typed", ["a \u202eb #c", "a b #c\u202ed", "\u201ca\u202eb\u201d"])
def test_a_hint_repeats_nothing_that_cannot_be_seen(typed: str) -> None:
    (problem,) = [fault for fault in parse_record(f"k: {typed}", FILE)[1] if fault.code == "SS035"]
    assert problem.hint.isprintable()


def test_curly_quotes_around_a_value_are_taken_off() -> None:
    record, _ = parse_record("k: \u201cnull\u201d", FILE)
    assert record is not None
    assert Scalar("null", Place(FILE, 1, 4), plain=False) == record.entries["k"][1]


@pytest.mark.parametrize(("typed", "is_plain"), [("x", True), ("'x'", False), ('"x"', False), ("|\n  x", False)])
def test_a_scalar_knows_whether_it_bore_quotes(typed: str, is_plain: bool) -> None:
    value = sound(f"k: {typed}").entries["k"][1]
    assert isinstance(value, Scalar)
    assert is_plain == value.plain


def test_lists_and_mappings_nest_in_both_styles() -> None:
    text = "a: [x, {b: y}]\nc:\n  - z\n  - d: w\n"
    assert {"a": ["x", {"b": "y"}], "c": ["z", {"d": "w"}]} == plain(sound(text))


@pytest.mark.parametrize("text", ["", "# only a remark\n", "\n\n"])
def test_a_file_without_keys_is_an_empty_record(text: str) -> None:
    assert {} == sound(text).entries


def test_places_count_characters_and_not_bytes() -> None:
    record = sound("\nä𝔸: x\nk: [é, 😀, c]\n")
    assert {"ä𝔸": Place(FILE, 2, 1), "k": Place(FILE, 3, 1)} == {key: at for key, (at, _) in record.entries.items()}
    assert Place(FILE, 2, 5) == record.entries["ä𝔸"][1].place
    listing = record.entries["k"][1]
    assert isinstance(listing, Listing)
    assert [5, 8, 11] == [item.place.column for item in listing.items]


# Problems


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("title: ééé: x", ["SS002 1:11"]),
        ("\ta: b", ["SS002 1:1"]),
        ("a: @x", ["SS002 1:4"]),
        ("a: \x01", ["SS002 1:4"]),
        ("ä: 1\nb: 𝔸\x01", ["SS002 2:5"]),
        ("a: 1\n---\nb: 2", ["SS004 2:1"]),
        ("a: *b", ["SS004 1:4"]),
        ("a: !!str 1", ["SS004 1:4"]),
        ("a: !x 1\nb: !y []", ["SS004 1:4", "SS004 2:4"]),
        ("a: [x, !!python/object/apply:os.system [ls]]", ["SS004 1:8"]),
        ("a: [[[[[[[x]]]]]]]", ["SS004 1:10"]),
        ("a: 1\na: 2", ["SS005 2:1"]),
        ("a: {b: 1, b: 2}", ["SS005 1:11"]),
        ("a: 1\na: 2\na: 3", ["SS005 2:1", "SS005 3:1"]),
        ("[a]: 1", ["SS008 1:1"]),
        ("? {a: b}\n: 1", ["SS008 1:3"]),
        ("!y a: 1", ["SS008 1:1"]),
        ("- a", ["SS008 1:1"]),
        ("\n\n  a text", ["SS008 3:3"]),
        ('a: "\\x01"', ["SS016 1:4"]),
        ('"k\\uE000": x', ["SS016 1:1"]),
        ('"": x', ["SS008 1:1"]),
    ],
)
def test_what_a_record_may_not_hold_is_reported_where_it_stands(text: str, found: list[str]) -> None:
    assert found == faults(text)


@pytest.mark.parametrize(
    "text", ["a: &x {b: 1}\nc: *x\n", "a: &x [*x]", "a: &x 1", "&x a: 1", "a: *x", "a: &a [x]\nb: [*a, *a]"]
)
def test_anchors_and_aliases_are_refused(text: str) -> None:
    record, problems = parse_record(text, FILE)
    assert (None, {"SS004"}) == (record, {problem.code for problem in problems})


def test_the_first_of_two_equal_keys_is_kept() -> None:
    record, _ = parse_record("a: 1\na: 2", FILE)
    assert record is not None
    assert {"a": "1"} == plain(record)


def test_a_merge_key_is_a_word_like_any_other() -> None:
    assert {"<<": "1"} == plain(sound("<<: 1"))


def test_control_characters_are_removed_and_reported() -> None:
    record, (problem,) = parse_record('a: "x\\x00\\uE003y\\uFFFF\\x85z\\tw"', FILE)
    assert record is not None
    assert ("SS016", {"a": "xyz\tw"}) == (problem.code, plain(record))


# Hostile texts

DEEP = {
    "brackets": "[" * 60_000,
    "braces": "{a: " * 15_000,
    "dashes": "- " * 30_000,
    "question marks": "? " * 30_000,
    "dashes below a key": "a:\n" + "- " * 30_000,
    "dashes after U+2028": "a:\u2028" + "- " * 30_000,
    "question marks after U+0085": "a: 1\x85" + "? " * 30_000,
    "dashes after a byte order mark": "\ufeff" + "- " * 30_000,
    "dashes after a remark": "#\u2029" + "-\t" * 30_000,
    "closed brackets": "a: " + "[" * 30_000 + "]" * 30_000,
    "aliases": "a: &a [x]\n" + "".join(f"a{n}: &a{n} [*a, *a]\n" for n in range(2_000)),
    "quotes": '"' * 60_000,
    "a long key": "a" * 60_000 + ": b",
    "anchors": "a: " + "&" * 60_000,
    "keys": "".join(f"k{n}: v\n" for n in range(6_000)),
    "one key": "k: v\n" * 12_000,
}


@pytest.mark.parametrize("name", DEEP)
def test_no_text_takes_long_or_kills_the_process(name: str) -> None:
    code = "import sys; from shortsite.records import parse_record; print(len(parse_record(sys.stdin.read(), 'f')[1]))"
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], input=DEEP[name], capture_output=True, text=True, check=False,
        encoding="utf-8",
    )  # fmt: skip
    assert (0, "") == (done.returncode, done.stderr)
    assert time.monotonic() - start < AT_ONCE


def test_nesting_too_deep_says_so() -> None:
    assert ["SS004 1:1"] == faults("[" * 60_000)


def test_many_brackets_that_do_not_nest_are_no_fault() -> None:
    items = ", ".join("{family: Byron}" for _ in range(100))
    assert 100 == len(plain(sound(f"authors: [{items}]"))["authors"])


# Properties


def normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def kept(text: str) -> bool:
    """Nothing in it is forbidden, or left out since it misleads.

    U+000D and U+0085 are line ends to YAML, and gone from every file before it is parsed.
    """
    return not FORBIDDEN.search(text) and visible(text) == text


WORDS = st.text(st.characters(exclude_categories=("Cs", "Co"))).map(normal).filter(kept)
KEYS = WORDS.filter(str.strip)
RECORDS = st.dictionaries(
    KEYS, WORDS | st.lists(WORDS) | st.dictionaries(KEYS, WORDS | st.lists(WORDS)) | st.lists(st.lists(WORDS))
)


@given(RECORDS, st.booleans(), st.sampled_from([None, '"', "'", "|"]), st.booleans())
def test_a_record_that_was_dumped_is_read_as_it_was(
    made: dict[str, Any], allow_unicode: bool, style: str | None, flow: bool
) -> None:
    text = yaml.safe_dump(made, allow_unicode=allow_unicode, default_style=style, default_flow_style=flow)
    # a style given to yaml.safe_dump also tags lists, which no record may hold
    if "!!" not in text:
        assert made == plain(sound(text))


PIECES = st.lists(
    st.sampled_from(
        [*"-?:,[]{}#&*!|>'\"%@` \n\t~é\ufeff\u2028\x85\x00", "a", "a: ", "- ", "---\n", "...\n", "  ", "<<"]
    )
).map("".join)


@given(st.text() | PIECES)
def test_parsing_never_raises(text: str) -> None:
    record, problems = parse_record(text, FILE)
    assert record is not None or problems


@given(st.text() | PIECES)
def test_splitting_never_raises_and_its_line_is_where_the_body_starts(text: str) -> None:
    front, body, line, problems = split_front_matter(text, FILE)
    if not problems:
        assert body == "" or text.split("\n", line - 1)[line - 1] == body
        assert front in text


# Front matter


@pytest.mark.parametrize(
    ("text", "front", "body", "line"),
    [
        ("---\na: 1\n---\nBody\n", "\na: 1\n", "Body\n", 4),
        ("---\n---\nBody", "\n", "Body", 3),
        ("---\na: 1\n---\n\n\nBody", "\na: 1\n", "\n\nBody", 4),
        ("---  \na: 1\n-----\t\nBody", "\na: 1\n", "Body", 4),
        ("---\na: 1\n---\nx\n---\ny", "\na: 1\n", "x\n---\ny", 4),
        ("---\na: 1\n---", "\na: 1\n", "", 4),
    ],
)
def test_front_matter_and_body_part_at_the_second_fence(text: str, front: str, body: str, line: int) -> None:
    assert (front, body, line, []) == split_front_matter(text, FILE)


@pytest.mark.parametrize(
    "text", ["", "a: 1", "\n---\na: 1\n---\n", " ---\na: 1\n---\n", "--\na: 1\n--\n", "--- x\na: 1\n---\n"]
)
def test_a_text_that_does_not_start_with_a_fence_has_no_front_matter(text: str) -> None:
    (problem,) = split_front_matter(text, FILE)[3]
    assert ("SS003", "no front matter", Place(FILE)) == (problem.code, problem.message, problem.place)


@pytest.mark.parametrize("text", ["---", "---\na: 1\n", "---\na: 1\n --- \n", "---\na: 1\n--- x\n"])
def test_front_matter_that_does_not_end_is_a_problem(text: str) -> None:
    (problem,) = split_front_matter(text, FILE)[3]
    assert ("SS003", "the front matter is not closed") == (problem.code, problem.message)


# Files


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\nb\n", "a\nb\n"),
        (b"a\r\nb\r\n", "a\nb\n"),
        (b"a\rb\r", "a\nb\n"),
        (b"\xef\xbb\xbfa\r\n", "a\n"),
        (b"", ""),
        ("ä😀".encode(), "ä😀"),
    ],
)
def test_a_file_is_read_with_plain_line_ends_and_without_a_mark(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / FILE).write_bytes(data)
    assert (text, []) == read_text(tmp_path / FILE, FILE, 100)


@pytest.mark.parametrize(
    ("data", "place"), [(b"a\xff", "1:2"), ("é\r\nää".encode() + b"\xc3(", "2:3"), ("x".encode("utf-16"), "1:1")]
)
def test_bytes_that_are_not_utf_8_are_reported_where_they_stand(tmp_path: Path, data: bytes, place: str) -> None:
    (tmp_path / FILE).write_bytes(data)
    text, (problem,) = read_text(tmp_path / FILE, FILE, 100)
    assert (None, "SS001", f"{FILE}:{place}") == (text, problem.code, str(problem.place))


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"x" * 100)
    assert ("x" * 100, []) == read_text(tmp_path / FILE, FILE, 100)
    text, (problem,) = read_text(tmp_path / FILE, FILE, 99)
    assert (None, "SS001", "100 bytes; at most 99 are allowed") == (text, problem.code, problem.message)


def test_links_folders_and_files_that_are_not_there_are_not_read(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("a: 1")
    (tmp_path / "link.yml").symlink_to(FILE)
    for name in ("link.yml", "", "none.yml"):
        text, (problem,) = read_text(tmp_path / name, FILE, 100)
        assert (None, "SS001") == (text, problem.code)
