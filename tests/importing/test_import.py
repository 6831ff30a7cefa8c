"""``import`` of citations: from files to records, once and not twice."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from archives import linked, paper, write_archive
from bringing import bring, empty, errors, files, given
from citations.entries import SHAPES, entries

from shortsite.catalogue import read_catalogue
from shortsite.citations import bibtex
from shortsite.config import load_config
from shortsite.contributing.contribution import Archive
from shortsite.importing.formats import gather
from shortsite.importing.planning import Wishes, plan
from shortsite.importing.texts import Missing
from shortsite.metadata import Asked, Found, Unanswered

ATTENTION = """\
@inproceedings{vaswani2017attention,
  title = {Attention Is All You Need},
  author = {Vaswani, Ashish and Shazeer, Noam},
  booktitle = {NeurIPS},
  year = {2017},
  isbn = {978-0-262-03561-3},
  keywords = {attention},
  abstract = {Words of theirs.},
  eprint = {1706.03762},
  archiveprefix = {arXiv}
}
"""
PREPRINT = "@article{v17, title={Attention is all you need.}, year=2017, journal={CoRR}, volume={abs/1706.03762}}\n"
RECORD = "content/papers/vaswani-2017-attention-is-all.yml"


def test_without_write_it_only_tells(tmp_path: Path) -> None:
    root = empty(tmp_path)
    done = bring(root, given(tmp_path, "refs.bib", ATTENTION))
    assert [
        f"refs.bib:1: new paper: {RECORD} ('Attention Is All You Need', 2017, arXiv 1706.03762)",
        "refs.bib:1: note: the ISBN is left out: it is that of the volume",
    ] == done.lines
    assert [
        "would write 1 paper",
        "nothing is written yet; look the list over, and run it again with --write",
    ] == done.errors
    assert (0, {}) == (done.status, files(root))


def test_with_write_it_writes_and_a_second_run_writes_nothing(tmp_path: Path) -> None:
    root = empty(tmp_path)
    file = given(tmp_path, "refs.bib", ATTENTION)
    assert ["wrote 1 paper"] == bring(root, file, "--write").errors
    before = files(root)
    again = bring(root, file, "--write")
    assert ["refs.bib:1: already here: vaswani-2017-attention-is-all, by its arXiv number '1706.03762'"] == again.lines
    assert ["wrote nothing; 1 already here"] == again.errors
    assert before == files(root)
    assert [] == errors(root)
    assert "keywords: [attention]" in before[RECORD]
    assert "abstract" not in before[RECORD]


def test_abstracts_come_along_and_keywords_stay_behind_if_asked(tmp_path: Path) -> None:
    root = empty(tmp_path)
    bring(root, given(tmp_path, "refs.bib", ATTENTION), "--write", "--abstracts", "--no-keywords")
    record = files(root)[RECORD]
    assert "abstract: Words of theirs." in record
    assert "keywords" not in record


def test_two_entries_of_one_paper_become_one_record(tmp_path: Path) -> None:
    root = empty(tmp_path)
    done = bring(root, given(tmp_path, "refs.bib", PREPRINT + ATTENTION), "--write")
    assert (
        "refs.bib:2: the same paper: vaswani-2017-attention-is-all of refs.bib:1, by its arXiv number '1706.03762'"
        in done.lines
    )
    (record,) = files(root).values()
    assert "authors: [Ashish Vaswani, Noam Shazeer]" in record
    assert 'arxiv: "1706.03762"' in record


def test_a_paper_of_the_archive_is_found_by_title_and_told_what_its_record_lacks(tmp_path: Path) -> None:
    root = write_archive(tmp_path / "archive", {"content/papers/a.yml": paper("Attention is all you need", 2018)})
    done = bring(root, given(tmp_path, "refs.bib", ATTENTION), "--write")
    assert [
        "refs.bib:1: already here: a, by its title",
        "refs.bib:1: note: content/papers/a.yml could tell more: arxiv: 1706.03762",
    ] == done.lines
    assert ["content/papers/a.yml"] == [*files(root)]


def test_papers_of_one_title_with_different_dois_are_two(tmp_path: Path) -> None:
    root = empty(tmp_path)
    one, two = (
        f"@article{{k{n}, title={{Editorial}}, author={{A. B}}, year=2020, doi={{10.1000/{n}}}}}\n" for n in (1, 2)
    )
    done = bring(root, given(tmp_path, "refs.bib", one + two), "--write")
    assert ["content/papers/b-2020-editorial-2.yml", "content/papers/b-2020-editorial.yml"] == [*files(root)]
    assert (
        "refs.bib:2: note: its title is nearly that of b-2020-editorial; if it is the same paper, keep one of them"
        in done.lines
    )
    assert [] == errors(root)
    assert ["wrote nothing; 2 already here"] == bring(root, tmp_path / "refs.bib", "--write").errors


def test_an_identifier_that_another_paper_has_is_left_out(tmp_path: Path) -> None:
    root = write_archive(tmp_path / "archive", {"content/papers/a.yml": paper("A", isbn="978-0-262-03561-3")})
    text = "@book{b, title={Another book}, author={B. C}, year=2019, isbn={978-0-262-03561-3}, doi={10.1000/b}}\n"
    bring(root, given(tmp_path, "refs.bib", text), "--write")
    assert ["content/papers/a.yml"] == [*files(root)]  # the same ISBN is the same book


def test_an_entry_without_a_year_is_skipped_and_told(tmp_path: Path) -> None:
    root = empty(tmp_path)
    done = bring(root, given(tmp_path, "refs.bib", "@misc{x, title={Some title}, doi={10.1000/x}}\n"), "--write")
    assert [
        "refs.bib:1: skipped: 'Some title': no year is known; add --look-up to ask for its DOI 10.1000/x"
    ] == done.lines
    assert (1, {}) == (done.status, files(root))


def test_what_is_no_entry_is_told_with_its_line(tmp_path: Path) -> None:
    done = bring(empty(tmp_path), given(tmp_path, "refs.bib", f"{ATTENTION}@article{{broken, title={{x\n"))
    assert 1 == done.status
    assert any(line.startswith("refs.bib:12: ") and line.endswith("(not read)") for line in done.lines)


def test_a_venue_of_the_archive_is_named_by_its_id(tmp_path: Path) -> None:
    root = write_archive(tmp_path / "archive", {"content/venues/nips.yml": "name: NIPS\naliases: [NeurIPS]\n"})
    done = bring(root, given(tmp_path, "refs.bib", ATTENTION), "--write")
    assert "refs.bib:1: note: the venue 'NeurIPS' is nips" in done.lines
    assert "venue: nips" in files(root)[RECORD]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.ris", "TY  - JOUR\nTI  - Some title\nAU  - Byron, Ada\nPY  - 2020\nER  - \n"),
        (
            "x.json",
            '[{"title": "Some title", "author": [{"family": "Byron", "given": "Ada"}], "issued": {"date-parts": [[2020]]}}]',
        ),
        ("x.txt", "@article{x, title={Some title}, author={Ada Byron}, year=2020}"),
        ("latin.bib", "@article{x, title={Some title}, author={Ada Byron}, year=2020} % caf\xe9".encode("latin-1")),
        ("wide.bib", "@article{x, title={Some title}, author={Ada Byron}, year=2020}".encode("utf-16")),
        ("old.ris", b"TY  - JOUR\rTI  - Some title\rAU  - Byron, Ada\rPY  - 2020\rER  - \r"),
    ],
)
def test_the_format_is_found_out(name: str, text: str | bytes, tmp_path: Path) -> None:
    root = empty(tmp_path)
    assert ["wrote 1 paper"] == bring(root, given(tmp_path, name, text), "--write").errors
    assert ["content/papers/byron-2020-some-title.yml"] == [*files(root)]


def test_a_format_that_cannot_be_told_is_asked_for(tmp_path: Path) -> None:
    done = bring(empty(tmp_path), given(tmp_path, "x.txt", "Some words."))
    assert (2, []) == (done.status, done.lines)
    assert "name its format with --format" in done.errors[-1]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--as", "Jane Doe"), "'Jane Doe' is not a handle; write it like jane-doe"),
        (("--date", "2999-01-01"), "'2999-01-01' is not a day in the past; write year-month-day such as 2019-03-04"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(options: tuple[str, str], sentence: str, tmp_path: Path) -> None:
    done = bring(empty(tmp_path), given(tmp_path, "refs.bib", ATTENTION), *options)
    assert (2, f"Error: {sentence}") == (done.status, done.errors[-1])


def test_a_file_that_differs_is_never_written_over(tmp_path: Path) -> None:
    root = write_archive(tmp_path / "archive", {RECORD: "title: [broken\n"})
    bring(root, given(tmp_path, "refs.bib", ATTENTION), "--write")
    assert "title: [broken\n" == files(root)[RECORD]
    assert "content/papers/vaswani-2017-attention-is-all-2.yml" in files(root)


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    root = empty(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    os.symlink(tmp_path / "elsewhere", root / "content/papers")
    done = bring(root, given(tmp_path, "refs.bib", ATTENTION), "--write")
    assert (1, []) == (done.status, [*(tmp_path / "elsewhere").iterdir()])
    assert "content/papers is a link and no folder" in done.errors[-1]


# Many entries


@pytest.mark.parametrize("shape", SHAPES)
def test_five_hundred_entries_make_records_that_come_back_the_same(shape: str, tmp_path: Path) -> None:
    root, other = empty(tmp_path), empty(tmp_path, "other")
    assert 0 == bring(root, given(tmp_path, "refs.bib", "\n".join(entries(shape, 500))), "--write").status
    assert [] == errors(root)
    archive = linked(root)[0]
    venues = {name: archive.venues[slug] for name in archive.papers for slug in archive.terms_of["venue", name]}
    text = bibtex.write(archive.papers.values(), lambda paper: venues.get(paper.id))
    assert 0 == bring(other, given(tmp_path, "out.bib", text), "--write", "--abstracts").status
    assert len(files(root)) > 490
    assert files(root) == files(other)


# Asking


def looked_up(root: Path, file: Path, found: Found | None) -> tuple[list[str], dict[str, str]]:
    asked = []

    def ask(one: Asked) -> Found:
        asked.append(one)
        if found is None:
            raise Unanswered("arXiv does not answer")
        return found

    archive = Archive(root, load_config(root)[0], read_catalogue(root))
    made = plan(gather([file]).items, archive, Wishes(Missing(date(2026, 11, 23))), ask)
    assert [Asked("doi", "10.1000/x")] == asked
    words = [f"{line.state}: {line.words}" for line in made.lines]
    return words, {addition.path: addition.text for addition in made.additions}


def test_what_the_file_does_not_tell_is_looked_up(tmp_path: Path) -> None:
    file = given(tmp_path, "refs.bib", "@misc{x, title={Some title}, doi={10.1000/x}}\n")
    values = {"title": "Another title", "authors": ["Ada Byron"], "year": 2020, "abstract": "Theirs."}
    lines, made = looked_up(empty(tmp_path), file, Found(values, "Crossref"))
    assert [
        "new paper: content/papers/byron-2020-some-title.yml ('Some title', 2020, DOI 10.1000/x)",
        "note: Crossref told the rest",
        "note: the paper's title is 'Another title'; look whether 'Some title' is about it",
    ] == lines
    assert "abstract" not in made["content/papers/byron-2020-some-title.yml"]


def test_a_look_up_in_vain_is_told(tmp_path: Path) -> None:
    file = given(tmp_path, "refs.bib", "@misc{x, title={Some title}, doi={10.1000/x}}\n")
    lines, made = looked_up(empty(tmp_path), file, None)
    assert "note: nothing could be looked up: arXiv does not answer" in lines
    assert {} == made


def test_a_look_up_finds_out_that_the_archive_has_the_paper(tmp_path: Path) -> None:
    root = write_archive(tmp_path / "archive", {"content/papers/a.yml": paper("A", arxiv="1706.03762")})
    file = given(tmp_path, "refs.bib", "@misc{x, title={Some title}, doi={10.1000/x}}\n")
    lines, made = looked_up(root, file, Found({"title": "A", "year": 2017, "arxiv": "1706.03762"}, "Crossref"))
    assert "already here: a, by its arXiv number '1706.03762'" in lines
    assert {} == made
