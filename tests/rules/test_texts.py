"""Rules about summaries: repeated, copied, short, of a day to come."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from archives import paper, summary, write_archive
from ruling import WORDS, found

from shortsite.rules.abstracts import _share

ABSTRACT = " ".join(f"term{number}" for number in range(60))
PAPER = "content/papers/count.yml"
ANN, BO = "content/summaries/count/ann.md", "content/summaries/count/bo.md"


def told(root: Path, text: str, *codes: str, **fields: str) -> list[str]:
    """What is found of a paper with an abstract and one summary."""
    files = {PAPER: paper(abstract=ABSTRACT), ANN: summary("count", text, **{"tldr": "x", **fields})}
    return found(write_archive(root, files), *codes)


# The abstract


def test_a_pasted_abstract_is_found(tmp_path: Path) -> None:
    assert ["ann.md:7:1 SS053 100% of this text is in the paper's abstract"] == told(tmp_path, ABSTRACT, "SS053")


def test_a_pasted_abstract_is_found_among_some_words_in_any_case_and_line(tmp_path: Path) -> None:
    text = f"*Abstract.* {ABSTRACT.upper()} And that is all that there is to say.".replace(" TERM3", "\nTERM3")
    assert ["ann.md:7:1 SS053 85% of this text is in the paper's abstract"] == told(tmp_path, text, "SS053")


@pytest.mark.parametrize(
    "text",
    [
        "> " + " ".join(ABSTRACT.split()[:29]),
        " ".join(ABSTRACT.split()[:25]) + " " + WORDS,
        WORDS,
        " ".join(reversed(ABSTRACT.split())),
        "",
    ],
)
def test_a_quotation_is_no_pasted_abstract(text: str, tmp_path: Path) -> None:
    assert [] == told(tmp_path, text, "SS053")


def test_a_sample_does_not_miss_what_stands_at_one_end() -> None:
    for text in (f"{ABSTRACT} {' '.join(WORDS.split()[:50])}", f"{' '.join(WORDS.split()[:50])} {ABSTRACT}"):
        assert _share(text, ABSTRACT) > 0.5


def test_a_run_does_not_begin_within_a_word() -> None:
    assert 0 == _share("a " * 40, "ba a a a ab")


# Copies


def test_a_text_under_two_papers_is_found(tmp_path: Path) -> None:
    files = {
        PAPER: paper(),
        "content/papers/sheep.yml": paper("Sheep"),
        ANN: summary("count", WORDS),
        "content/summaries/sheep/ann.md": summary("sheep", f"\n\n{WORDS}"),
    }
    assert ["ann.md:8:1 SS032 the same text stands in content/summaries/count/ann.md"] == found(
        write_archive(tmp_path, files), "SS032"
    )


def test_texts_that_link_to_different_papers_are_no_copies(tmp_path: Path) -> None:
    files = {
        PAPER: paper(),
        "content/papers/sheep.yml": paper("Sheep"),
        ANN: summary("count", f"[[sheep]] {WORDS}"),
        "content/summaries/sheep/ann.md": summary("sheep", f"[[count]] {WORDS}"),
    }
    assert [] == found(write_archive(tmp_path, files), "SS032")


def test_short_and_withdrawn_texts_may_be_equal(tmp_path: Path) -> None:
    files = {PAPER: paper(), ANN: summary("count", "Agreed."), BO: summary("count", "Agreed.", "bo")}
    gone = {
        f"content/summaries/count/{name}.md": summary("count", WORDS, name, withdrawn="no") for name in ("cy", "di")
    }
    assert [] == found(write_archive(tmp_path, files | gone), "SS032")


# Length and tldr


@pytest.mark.parametrize(
    ("text", "fields", "codes"),
    [
        ("Some words.", {"tldr": ""}, ["SS054"]),
        (WORDS, {"tldr": ""}, ["SS055"]),
        (" ".join(WORDS.split()[:79]), {"tldr": ""}, ["SS054"]),
        ("Some words.", {}, []),
        ("", {}, []),
        (WORDS, {}, []),
        ("", {"tldr": "", "withdrawn": "An error."}, []),
    ],
)
def test_texts_should_have_a_length_and_a_tldr(
    text: str, fields: dict[str, str], codes: list[str], tmp_path: Path
) -> None:
    fields = {key: value for key, value in {"tldr": "x", **fields}.items() if value}
    write_archive(tmp_path, {PAPER: paper(), ANN: summary("count", text, **fields)})
    assert codes == [line.split()[1] for line in found(tmp_path, "SS054", "SS055")]


def test_a_text_may_have_no_words(tmp_path: Path) -> None:
    files = {PAPER: paper(), ANN: summary("count", "***")}
    assert ["ann.md:6:1 SS054 no words and no 'tldr'"] == found(write_archive(tmp_path, files), "SS054")


def test_replies_may_be_short(tmp_path: Path) -> None:
    files = {PAPER: paper(), ANN: summary("count", WORDS, tldr="x"), BO: summary("count", "Yes.", "bo", reply_to="ann")}
    assert [] == found(write_archive(tmp_path, files), "SS054", "SS055")


# Second summaries


def test_a_second_summary_names_the_first(tmp_path: Path) -> None:
    files = {
        PAPER: paper(),
        ANN: summary("count", date="2026-03-01"),
        BO: summary("count", date="2025-03-01"),
        "content/contributors/ann.yml": "aliases: [annie]\n",
        "content/summaries/count/annie.md": summary("count", author="annie", date="2026-05-01"),
    }
    assert [
        "ann.md:3:9 SS031 ann has a summary of this paper already (content/summaries/count/bo.md)",
        "annie.md:3:9 SS031 ann has a summary of this paper already (content/summaries/count/bo.md)",
    ] == found(write_archive(tmp_path, files), "SS031")


@pytest.mark.parametrize("fields", [{"reply_to": "ann"}, {"withdrawn": "no"}, {"author": "bo"}])
def test_other_texts_are_no_second_summary(fields: dict[str, str], tmp_path: Path) -> None:
    files = {PAPER: paper(), ANN: summary("count"), BO: summary("count", **{"author": "ann", **fields})}
    assert [] == found(write_archive(tmp_path, files), "SS031")


def test_nobody_may_be_several(tmp_path: Path) -> None:
    files = {PAPER: paper(), ANN: summary("count", author="anonymous"), BO: summary("count", author="anonymous")}
    assert [] == found(write_archive(tmp_path, files), "SS031")


# Days


@pytest.mark.parametrize(
    ("day", "today", "is_wrong"),
    [
        ("2026-11-23", date(2026, 11, 23), False),
        ("2026-11-24", date(2026, 11, 23), False),
        ("2026-11-25", date(2026, 11, 23), True),
        ("2026-11-25T00:30:00+02:00", date(2026, 11, 23), False),
        ("2026-12-31", date(2027, 1, 1), False),
        ("2028-02-29", date(2028, 2, 28), False),
    ],
)
def test_a_day_may_have_begun_elsewhere(day: str, today: date, is_wrong: bool, tmp_path: Path) -> None:
    write_archive(tmp_path, {PAPER: paper(), ANN: summary("count", date=day)})
    expected = "ann.md:4:7 SS033 'date' is 2026-11-25, which is still to come; feed readers hide such an entry"
    assert [expected] * is_wrong == found(tmp_path, "SS033", today=today)


def test_the_day_of_an_edit_is_looked_at_too(tmp_path: Path) -> None:
    write_archive(tmp_path, {PAPER: paper(), ANN: summary("count", updated="2027-01-01")})
    assert 1 == len(found(tmp_path, "SS033"))


@pytest.mark.parametrize(("year", "is_wrong"), [(2026, False), (2027, False), (2028, True)])
def test_a_paper_may_be_of_the_next_year(year: int, is_wrong: bool, tmp_path: Path) -> None:
    write_archive(tmp_path, {PAPER: paper(year=year)})
    assert [f"count.yml:4:7 SS034 'year' is {year}, which is still to come"] * is_wrong == found(tmp_path, "SS034")
