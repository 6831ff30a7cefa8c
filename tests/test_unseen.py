"""Characters that cannot be seen: what misleads is found, what writing needs is not."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortsite.problems import quoted
from shortsite.unseen import fault_of_text, fault_of_value, visible

RLO, LRI, RLI, PDI, PDF, LRE = "\u202e", "\u2066", "\u2067", "\u2069", "\u202c", "\u202a"
HEBREW = "\u05e9\u05dc\u05d5\u05dd"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.parametrize(
    "value",
    [
        "Learning to count",
        "\u00dcber Gr\u00f6\u00dfen",
        HEBREW,
        f"{HEBREW}\u200f C++\u200e",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian, with a non-joiner
        "\u0915\u094d\u200d\u0937",  # Devanagari, with a joiner
        "\U0001f469\u200d\U0001f52c at work",
        f"A flag {SCOTLAND}",
        "co\u00adoperate",
        "\u845b\U000e0100",  # a Japanese name's variant of a character
        "1\ufe0f\u20e3",
    ],
)
def test_what_writing_needs_is_left_alone(value: str) -> None:
    assert "" == fault_of_value(value)
    assert (0, "") == fault_of_text(value)
    assert value == visible(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (f"Ann {RLO}nhoJ{PDF} Lee", "Ann nhoJ Lee"),
        ("An\u200bn", "Ann"),
        ("An\u200c\u200dn", "Ann"),
        ("Ann\u200f", "Ann"),
        ("Ann\U000e0041", "Ann"),
        (f"{HEBREW}{LRI}a{PDI}\u200f", f"{HEBREW}a\u200f"),
    ],
)
def test_a_name_loses_what_misleads_in_it(value: str, expected: str) -> None:
    assert "" != fault_of_value(value)
    assert expected == visible(value)


@given(st.text(max_size=60))
def test_a_value_without_what_misleads_has_no_fault_and_stays(value: str) -> None:
    assert visible(value) == visible(visible(value))
    assert "" == fault_of_value(visible(value))


@pytest.mark.parametrize(
    "character",
    "\u202e\u2066\u2067\u2069\u202c\u202a\u061c\u200e\u200f\u200b\u2060\u2063\ufeff\u3164\U000e0041",
)
def test_in_a_value_each_is_named(character: str) -> None:
    told = fault_of_value(f"Ada{character} Example")
    name = f"U+{ord(character):04X} {unicodedata.name(character)}"
    assert f"{quoted(f'Ada{character} Example')} holds {name}, which cannot be seen" == told


@pytest.mark.parametrize("character", ["\u200c", "\u200d"])
def test_joiners_within_latin_words_join_nothing(character: str) -> None:
    assert fault_of_value(f"Ada{character}Example")


def test_the_words_around_it_are_shown() -> None:
    told = fault_of_value("Do not count before anyone\u200b has counted, I think")
    assert (
        "' count before anyone\ufffd has counted, I thin' holds U+200B ZERO WIDTH SPACE, which cannot be seen" == told
    )


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        (f"a {RLO}b", 2),
        (f"a {RLO}b\nc{PDF}", 2),
        (f"a {RLI}b{PDI} {LRI}c", 6),
        (f"a {RLI}b{PDF}", 2),
        (f"{RLI}{PDI}\n{LRE}x", 3),
        (f"{LRE}{LRI}{PDF}{PDI}", 0),
        ("a\n&#x202E;b", 2),
        ("a &#8238;b", 2),
        ("all is well\U000e0041\U000e0042", 11),
    ],
)
def test_in_a_text_the_first_that_is_not_ended_is_found(text: str, offset: int) -> None:
    assert offset == fault_of_text(text)[0]
    assert "cannot be seen" in fault_of_text(text)[1]


@pytest.mark.parametrize(
    "text",
    [
        f"See {RLI}{HEBREW}{PDI}, or {LRE}x{RLO}y{PDF}{PDF}.",
        f"{LRI}a{LRE}b{PDI}",
        f"{PDF}{PDI}",
        "zero\u200bwidth \ufeff \u200e",
        "&#x2028; &#x41; &#8240;",
        f"{RLI}{HEBREW}&#x2069;",
    ],
)
def test_what_a_line_ends_is_left_alone(text: str) -> None:
    assert (0, "") == fault_of_text(text)


@given(st.text(st.sampled_from([RLO, LRI, RLI, PDI, PDF, LRE, "a", "\n", "\U000e0041", "\u200b"]), max_size=30))
def test_any_text_is_judged(text: str) -> None:
    offset, told = fault_of_text(text)
    assert bool(told) <= (text[offset : offset + 1] in {RLO, LRI, RLI, LRE, "\U000e0041"})
    assert isinstance(fault_of_value(text), str)


@pytest.mark.parametrize(
    "text", [f"{LRE}{PDI}" * 60_000, f"{LRE}" * 60_000 + PDI * 60_000, f"{RLI}{PDI}\n" * 60_000, "&#8238" * 40_000]
)
def test_a_hostile_text_takes_little_time(text: str) -> None:
    start = time.process_time()
    fault_of_text(text)
    assert time.process_time() - start < 10
