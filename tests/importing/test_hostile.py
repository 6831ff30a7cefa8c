"""``import`` of what nobody meant well: huge, endless, and malformed files cost little and write nothing odd."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from archives import linked
from bringing import bring, empty, errors, files, given
from hypothesis import HealthCheck, settings
from hypothesis import given as given_by
from hypothesis import strategies as st

from shortsite.importing import jekyll, opening, own_link, wiki
from shortsite.importing.formats import gather
from shortsite.importing.front_matter import split
from shortsite.importing.guesses import identifiers_of
from shortsite.importing.prose import in_prose, stretches
from shortsite.importing.sources import FILE_BYTES, calm

DAY = ("--as", "jane", "--date", "2020-01-02")
#: Pieces of which the worst texts are made.
PIECES = [
    "[[",
    "]]",
    "![",
    "](",
    ")",
    "{%",
    "raw %}",
    "{% endraw %}",
    "{{",
    "}}",
    "{:",
    "`",
    "```",
    "~~~",
    "\n",
    "\n\n",
    "$",
    "---",
    ": ",
    "# ",
    "|",
    "<img src='",
    "a.png",
    "https://arxiv.org/abs/1706.03762",
    "*",
    "_",
    " ",
    "é",
    "é\u0301",
]


def seconds(work: object, *arguments: object) -> float:
    start = time.process_time()
    work(*arguments)  # type: ignore[operator]
    return time.process_time() - start


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given_by(st.lists(st.sampled_from(PIECES) | st.text(max_size=10), max_size=40).map("".join))
def test_any_note_is_read_and_what_is_written_is_sound(tmp_path: Path, text: str) -> None:
    root = empty(tmp_path, f"archive{len([*tmp_path.iterdir()])}")
    file = given(tmp_path, "note.md", f"# A title of it\n\n{text}".encode("utf-8", "replace"))
    assert "fault of shortsite" not in "".join(bring(root, file, *DAY, "--write").errors)
    assert [] == errors(root)
    assert "wrote nothing" in bring(root, file, *DAY, "--write").errors[0]


@pytest.mark.parametrize("suffix", ["bib", "ris", "json", "csv", "xml"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given_by(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_read(suffix: str, tmp_path: Path, data: bytes) -> None:
    gather([given(tmp_path, f"x.{suffix}", data)])


@given_by(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_prose_and_code_are_the_whole_text(text: str) -> None:
    assert text == "".join(part for _, part in stretches(text))
    assert text == in_prose(text, lambda part: part)


@given_by(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_link_to_nothing_is_left(text: str) -> None:
    made = wiki.without_dead_links(f"{text}[[1]] [[a-b|c]]", lambda _target, _stem: False)
    assert [] == [*wiki._dead(made, lambda _target, _stem: False)]


@pytest.mark.parametrize(
    "text",
    [piece * (250_000 // len(piece)) for piece in PIECES if piece.strip()]
    + [
        "[[a|" * 50_000,
        "![a](" * 50_000,
        "{% raw %}" * 25_000,
        "{% highlight x %}" * 12_000,
        "[a](b " * 40_000,
        " " * 250_000,
        "a: " * 80_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_long_texts_cost_no_more_than_their_length(text: str) -> None:
    lines = text.split("\n")

    def all_of_it() -> None:
        split(f"---\n{text}\n---\n")
        jekyll.as_markdown(text)
        opening.labelled(lines)
        own_link.identifier_in(lines, opening.heading_of(lines).words)
        wiki.linked(text, lambda _name: "", lambda _target: False)

    assert seconds(all_of_it) < 5


def test_endless_marks_on_a_letter_are_cut() -> None:
    assert "e" + "\u0301\u0327" * 15 + "x" == calm("e" + "\u0301\u0327" * 500_000 + "x")
    assert "\u00e9 \u0301" == calm("\u00e9 \u0301")


@pytest.mark.parametrize("name", ["x.bib", "x.ris", "x.json", "x.csv", "x.xml"])
def test_a_file_that_is_too_large_is_refused(name: str, tmp_path: Path) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    done = bring(empty(tmp_path), tmp_path / name)
    assert (1, [f"{name}: it has 52,428,800 bytes; at most {FILE_BYTES:,} are read, so split it (not read)"]) == (
        done.status,
        done.lines,
    )


def test_a_field_of_ten_megabytes_is_told_and_left_out(tmp_path: Path) -> None:
    feed = "<rss><channel><item><title>A long story</title><link>x/paper?bibtexKey=k#u</link></item></channel></rss>"
    root = empty(tmp_path)
    table = given(tmp_path, "x.csv", f'k,"{"x" * 10_000_000}"\n')
    done = bring(root, given(tmp_path, "x.xml", feed), table, *DAY, "--write")
    assert "x.csv:1: skipped text: the text has 10,000,000 bytes; at most 258,048 are allowed" in done.lines
    assert ["content/papers/2020-long-story.yml"] == [*files(root)]


def test_work_grows_with_the_number_of_entries_and_not_its_square(tmp_path: Path) -> None:
    # all have one author, one year and one title, and only their DOIs tell them apart
    rows = [
        f"@article{{k{n}, title={{Editorial}}, author={{A. B}}, year=2020, doi={{10.1000/{n}}}}}\n"
        for n in range(2_000)
    ]
    small, large = (given(tmp_path, f"{count}.bib", "".join(rows[:count])) for count in (500, 2_000))
    root = empty(tmp_path)
    bring(root, small)
    assert seconds(bring, root, large) < 8 * max(seconds(bring, root, small), 0.1)


@pytest.mark.parametrize(
    "key",
    ["", "x", "doi:", "journals/corr/abs-17060-3762", "journals/corr/abs-", "10.1/x", "https://[", "arxiv:x" * 1_000],
)
def test_keys_that_are_no_identifiers_give_none(key: str) -> None:
    assert {} == {kind: value for kind, value in identifiers_of(key).items() if kind != "dblp"}


def test_a_paper_of_many_keys_stays_a_record(tmp_path: Path) -> None:
    items = "".join(
        f"<item><title>One and the same</title><description>Text {n}</description><pubDate>Tue, 02 Jan 2018 00:00:00 +0000</pubDate>"
        f"<link>x/paper?bibtexKey=key{n}/{'x' * 150}#u{n}</link></item>"
        for n in range(280)
    )
    root = empty(tmp_path)
    bring(root, given(tmp_path, "x.xml", f"<rss><channel>{items}</channel></rss>"), "--write")
    assert [] == errors(root)
    assert 1 == len(linked(root)[0].papers)
