"""Records as text: whatever their values are, the reader gives them back, and formatting finds nothing to do."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from shortsite.formatting import formatted
from shortsite.front_matter import split_front_matter
from shortsite.record_text import record_text, text_file
from shortsite.records import FORBIDDEN, Listing, Record, Scalar, Value, parse_record
from shortsite.unseen import visible

#: Every character that a record may hold, those that mean something to YAML more often.
CHARACTERS = st.one_of(
    st.sampled_from("aZ09 \t\n:#-?'\"\\,[]{}&*!|>%@`~=<.+_/$\u0085\u00a0\u2028\u2029\ufeff\u0301é漢𝒳"),
    st.characters(exclude_categories=["Cs"]),
).filter(lambda character: not FORBIDDEN.match(character))
WORDS = st.sampled_from(
    [
        "no",
        "y",
        "null",
        "~",
        "1e3",
        "0o7",
        "0x1F",
        "1:30",
        "2017-01-01",
        "---",
        "...",
        "- a",
        "a: b",
        "a #b",
        "\u201ca b\u201d",
        "\u2018a\u2019",
        "#",
        "=",
        "<<",
    ]
)
TEXT = st.one_of(st.text(CHARACTERS, min_size=1, max_size=60), WORDS).filter(lambda text: " ".join(text.split()) != "")
TEXTS = st.lists(TEXT, max_size=6)
AUTHORS = st.lists(st.one_of(TEXT, st.fixed_dictionaries({"family": TEXT}, optional={"given": TEXT, "native": TEXT})))
LINKS = st.dictionaries(TEXT, TEXT, max_size=3)
PAPERS = st.fixed_dictionaries(
    {"title": TEXT, "year": st.integers(1500, 2100)},
    optional={
        "authors": AUTHORS,
        "venue": TEXT,
        "keywords": TEXTS,
        "published": st.dates(date(1900, 1, 1)).map(date.isoformat),
        "abstract": st.lists(TEXT, min_size=1, max_size=4).map("\n".join),
        "arxiv": st.just("1706.03760"),
        "links": LINKS,
        "pages": TEXT,
        "featured": st.booleans(),
        "aliases": TEXTS,
    },
)


def plain(value: Value) -> Any:
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Listing):
        return [plain(item) for item in value.items]
    return {key: plain(item) for key, (_, item) in value.entries.items()}


def reread(text: str) -> Any:
    record, problems = parse_record(text, "x.yml")
    assert [] == [problem for problem in problems if problem.code != "SS052"]
    assert isinstance(record, Record)
    return plain(record)


def flat(value: Any, key: str = "") -> Any:
    """The value as the reader of its field understands it."""
    if isinstance(value, dict):
        return {
            " ".join(unicodedata.normalize("NFC", visible(name)).split()): flat(item, name)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [flat(item) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    text = unicodedata.normalize("NFC", visible(str(value)))
    return text.strip() if key == "abstract" else " ".join(text.split())


@given(PAPERS)
@example({"title": "x", "year": 2000, "abstract": "a\n   \n\tb\n---\n...\n# c"})
@example({"title": "x", "year": 2000, "links": {"k" * 1100: "v", "'": '"'}})
@example({"title": "x" * 2000, "year": 2000, "keywords": ["k" * 60] * 2})
def test_every_value_is_read_back_as_it_was(values: dict[str, Any]) -> None:
    text = record_text("paper", values)
    assert flat(values) == flat(reread(text))
    assert (text, []) == (formatted("paper", text, "x.yml")[0], [])


@given(PAPERS.filter(lambda values: all(ord(c) != 0xFEFF for c in str(values))))
def test_other_readers_of_yaml_understand_the_same(values: dict[str, Any]) -> None:
    read = yaml.safe_load(record_text("paper", values))
    read["published"] = str(read["published"]) if "published" in read else None
    assert flat({"published": None, **values}) == flat(read)


@given(TEXT, st.text(CHARACTERS, max_size=80))
def test_front_matter_and_body_are_read_back(tldr: str, body: str) -> None:
    text = text_file("summary", {"paper": "a-2020-b", "author": "ann", "date": "2026-01-02", "tldr": tldr}, body)
    front, found, _, problems = split_front_matter(text, "x.md")
    assert [] == problems
    assert body.rstrip("\n") == found.rstrip("\n")
    assert " ".join(flat(tldr).split()) == flat(reread(front))["tldr"]


def test_the_form_of_a_record() -> None:
    values = {
        "doi": "https://doi.org/10.1038/nature14236",
        "abstract": "One paragraph that is long enough to be told apart from a mere remark on the matter at hand, in a block.",
        "year": 2017,
        "arxiv": "1706.03760",
        "title": "Attention: all you need",
        "authors": [
            "Ada Byron",
            "van Rossum, Guido",
            {"given": "Jo", "family": "X, Y", "orcid": "0000-0002-1825-0097"},
        ],
        "keywords": ["no", "cs.LG", "2.50"],
        "published": date(2017, 6, 12),
        "volume": 28,
        "pages": "1-12",
        "featured": True,
        "venue": "",
        "code": None,
        "links": {"Video: talk": "https://example.org/v?a=[b]"},
        "aliases": ["journals/corr/1706.03762"],
        "publisher": r"A \"quoted\" house: $\alpha$",
    }
    assert """\
# yaml-language-server: $schema=https://toy.example.org/schema/paper.json
title: "Attention: all you need"
authors:
  - Ada Byron
  - "van Rossum, Guido"
  - {family: "X, Y", given: Jo, orcid: "0000-0002-1825-0097"}
year: 2017
published: 2017-06-12
keywords: ["no", cs.LG, "2.50"]
abstract: |-
  One paragraph that is long enough to be told apart from a mere remark on the matter at hand, in a block.
arxiv: "1706.03760"
doi: "10.1038/nature14236"
links:
  "Video: talk": https://example.org/v?a=[b]
volume: "28"
pages: 1-12
publisher: 'A \\"quoted\\" house: $\\alpha$'
featured: true
aliases: [journals/corr/1706.03762]
""" == record_text("paper", values, "https://toy.example.org/schema/paper.json")


def test_a_text_file_has_its_comments_at_the_end_of_lines() -> None:
    values = {"date": "2026-11-23", "paper": "a-2020-b", "author": "ann", "ai": "none"}
    made = text_file("summary", values, "Some words.\n\n\n", {"ai": "none, assisted\nor generated"})
    assert (
        "---\npaper: a-2020-b\nauthor: ann\ndate: 2026-11-23\nai: none  # none, assisted or generated\n---\nSome words.\n"
        == made
    )


def test_what_no_record_may_hold_is_left_out() -> None:
    assert 'title: "a\\tb"\n' == record_text("paper", {"title": "a\x07\tb\ud800"}).replace("a b", '"a\\tb"')


def test_entries_of_people_keep_their_order() -> None:
    people = {"z": {"papers": ["a-2020-b"], "name": "Zoe"}, "a": {"name": "Ann", "orcid": "0000-0002-1825-0097"}}
    expected = 'z:\n  name: Zoe\n  papers: [a-2020-b]\na:\n  name: Ann\n  orcid: "0000-0002-1825-0097"\n'
    assert expected == record_text("people", people)


def test_an_unknown_kind_is_a_fault() -> None:
    with pytest.raises(KeyError):
        record_text("poem", {"title": "x"})
