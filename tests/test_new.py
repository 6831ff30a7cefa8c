"""``new``: from the name of a paper to the files of a summary, in a terminal, without one, and without a network."""

# ruff: noqa: F811  # a fixture is imported, and parameters bear its name

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import redirect_stderr
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
import pytest
from archives import CONFIG, TINY, codes, linked, paper, summary
from click.testing import CliRunner
from metadata.conftest import QUICK, Outside, outside  # noqa: F401  # a fixture
from serving import MakeArchive

from shortsite.additions import AdditionError
from shortsite.commands.beginning import Order, Stopped, begin, next_steps
from shortsite.commands.dialogue import Dialogue
from shortsite.contributing.contribution import Refused
from shortsite.contributing.seeking import Unknown
from shortsite.formatting.files import format_files
from shortsite.metadata import Client

TODAY = date(2026, 11, 23)
RECORD = "content/papers/vaswani-2017-attention-is-all.yml"
SUMMARY = "content/summaries/vaswani-2017-attention-is-all/jane.md"
JANE = "content/contributors/jane.yml"
ARXIV = "export.arxiv.org/api/query"
KNOWN = {RECORD: paper("Attention Is All You Need", 2017, arxiv="1706.03762")}


@dataclass(frozen=True)
class Begun:
    written: list[str]
    told: str


@pytest.fixture(autouse=True)
def _no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git knows nobody, whatever the machine's own settings say."""
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))


def knows(tmp_path: Path, name: str, login: str = "") -> None:
    github = f"[github]\n\tuser = {login}\n" if login else ""
    (tmp_path / "gitconfig").write_text(f"[user]\n\tname = {name}\n{github}")


def start(root: Path, text: str, outside: Outside | None = None, answers: str | None = None, **more: object) -> Begun:
    """Begin a summary; ``answers`` are what somebody types in a terminal, if there is one."""
    order = Order(text, TODAY, **{"handle": "jane", "offline": outside is None, **more})  # type: ignore[arg-type]
    with CliRunner().isolation(input=answers or "") as (_, errors, _both):
        written, _ = begin(
            root,
            order,
            Dialogue(asks=answers is not None),
            lambda _: Client(resolve=outside.resolve if outside else {}, limits=QUICK),
        )
        told = errors.getvalue().decode()
    return Begun(written, told)


def run(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "shortsite", "-C", root, *arguments]
    kept = {**os.environ, **environment}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=kept)


# What is written


def test_a_paper_that_arxiv_knows_becomes_a_record_a_draft_and_a_contributor(
    make_archive: MakeArchive,
    outside: Outside,
    tmp_path: Path,
) -> None:
    root = make_archive({"content/venues/neurips.yml": "name: Neural Information Processing Systems\n"})
    knows(tmp_path, "Jane Example")
    outside.give(ARXIV, "arxiv-1706.03762.xml")
    begun = start(root, "https://arxiv.org/abs/1706.03762v5", outside)
    assert [RECORD, SUMMARY, JANE] == begun.written
    record = (root / RECORD).read_text()
    assert record.startswith("# yaml-language-server: $schema=https://toy.example.org/schema/paper.json\ntitle: ")
    assert 'arxiv: "1706.03762"\n' in record
    assert record.endswith("source: arXiv\n")
    draft = (root / SUMMARY).read_text()
    front = "paper: vaswani-2017-attention-is-all\nauthor: jane\ndate: 2026-11-23\n"
    assert draft.startswith(f"---\n{front}tldr:  # one plain sentence: what to take away\nversion: v5\nai:  # ")
    assert "name: Jane Example\n" in (root / JANE).read_text()
    assert "Ashish Vaswani, " in begun.told
    assert "from arXiv" in begun.told


def test_a_draft_left_as_it_was_is_told_of_in_one_line(make_archive: MakeArchive, outside: Outside) -> None:
    outside.give(ARXIV, "arxiv-1706.03762.xml")
    start(root := make_archive({}), "1706.03762", outside)
    _, problems = linked(root)
    assert [f"SS015 {SUMMARY}:8:1"] == codes(problems)
    assert problems[0].message == "the summary has no text"
    assert "comments in <!-- --> are not shown" in problems[0].hint


def test_a_draft_shows_no_more_than_was_written(make_archive: MakeArchive) -> None:
    start(root := make_archive(KNOWN), "1706.03762")
    (root / SUMMARY).write_text((root / SUMMARY).read_text() + "\nIt attends to *everything*.\n")
    archive, problems = linked(root)
    body = archive.summaries["vaswani-2017-attention-is-all", "jane"].body
    assert [] == problems
    assert "It attends to everything." == body.text
    assert "<p>It attends to <em>everything</em>.</p>" == body.html.strip()


@pytest.mark.parametrize(
    ("text", "path", "known"),
    [
        ("978-3-16-148410-0", "isbn-978-3-16-148410-0", 'isbn: "978-3-16-148410-0"\n'),
        ("ISBN: 0262035618", "isbn-0262035618", 'isbn: "0262035618"\n'),
        ("arXiv:1706.03762", "arxiv-1706.03762", 'year: 2017\narxiv: "1706.03762"\n'),
        ("hep-th/9711200", "arxiv-hep-th-9711200", 'year: 1997\narxiv: "hep-th/9711200"\n'),
        ("10.1145/3292500", "doi-10.1145-3292500", 'doi: "10.1145/3292500"\n'),
        ("Attention: a look back", "attention", 'title: "Attention: a look back"\n'),
    ],
)
def test_without_a_network_there_is_a_record_to_fill_in(
    make_archive: MakeArchive, text: str, path: str, known: str
) -> None:
    begun = start(root := make_archive({}), text)
    assert f"content/papers/{path}.yml" == begun.written[0]
    record = (root / begun.written[0]).read_text()
    assert "\n# Fill in what has no value" in record
    assert known in record
    _, problems = linked(root)
    missing = {problem.message for problem in problems if "/papers/" in problem.place.path}
    expected = {f"'{key}' has no value" for key in ("title", "year") if f"{key}: " not in known}
    assert expected | {"the paper has no authors"} == missing


@pytest.mark.parametrize("text", ["2301.12345v2", "Attention: a look back", "10.1145/3292500", "978-3-16-148410-0"])
def test_what_is_written_is_in_the_form_that_fmt_gives(make_archive: MakeArchive, text: str) -> None:
    begun = start(root := make_archive({}), text)
    assert 2 == len(begun.written)
    tally = format_files(root, (), lambda outcome: pytest.fail(outcome.path), write=False)
    assert (2, 0, ()) == (tally.files, tally.changed, tally.problems)


def test_a_reply_to_a_version_is_in_form_too(make_archive: MakeArchive) -> None:
    begun = start(root := make_archive(TINY), "byron-2020-a-paper", reply_to="ann")
    named = [root / path for path in begun.written]
    assert 0 == format_files(root, named, lambda _: None, write=False).changed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no paper is named; give an arXiv number, a DOI, an address, or the title"),
        ("   ", "no paper is named; give an arXiv number, a DOI, an address, or the title"),
        ("?!", "'?!' names no paper; give an arXiv number, a DOI, an address, or the title"),
        ("1706.3762", "'1706.3762' is not an arXiv number, which looks like 1706.03762"),
        ("arXiv:1706.3762v2", "'arXiv:1706.3762v2' is not an arXiv number, which looks like 1706.03762"),
        ("10.1038", "'10.1038' is not a DOI, which looks like 10.1038/nature14236"),
        ("978-3-16-148410-1", "'978-3-16-148410-1' is not an ISBN, which looks like 978-0-262-03561-3"),
        (
            "vaswani-2017-attention-is-al",
            "the archive has no paper 'vaswani-2017-attention-is-al'; did you mean vaswani-2017-attention-is-all?",
        ),
        (
            "byron-1943-notes",
            "the archive has no paper 'byron-1943-notes'; give an arXiv number, a DOI, or the title in words",
        ),
    ],
)
def test_a_slip_in_the_name_of_a_paper_is_no_title(make_archive: MakeArchive, text: str, said: str) -> None:
    root = make_archive(KNOWN)
    with pytest.raises(Unknown) as caught:
        start(root, text)
    assert said == str(caught.value)
    assert ["papers"] == [folder.name for folder in (root / "content").iterdir()]


@pytest.mark.parametrize("text", ["1984", "GPT-4", "self-attention", "2001: A Space Odyssey", "arXiv: a history"])
def test_a_title_may_look_odd(make_archive: MakeArchive, text: str) -> None:
    begun = start(root := make_archive(KNOWN), text)
    assert re.search(rf"^title: [\"']?{text}[\"']?$", (root / begun.written[0]).read_text(), re.MULTILINE)


def test_a_book_that_is_here_is_found_by_its_isbn(make_archive: MakeArchive) -> None:
    root = make_archive({"content/papers/a-book.yml": paper("A book", 2016, isbn="978-0-262-03561-3")})
    assert ["content/summaries/a-book/jane.md"] == start(root, "9780262035613").written


def test_entries_without_a_key_of_their_own_are_named_by_number(make_archive: MakeArchive, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    one, two = (f"@article{{a, title={{{title}}}, author={{Byron, Ada}}, year=2002}}\n" for title in "AB")
    file.write_text(one + two)
    root = make_archive({})
    by_number = "name one by its number in the file, such as --key 1"
    with pytest.raises(Refused, match=f"the file has 2 entries; {by_number}"):
        start(root, str(file))
    with pytest.raises(Refused, match=f"the file has 2 entries with the key 'a'; {by_number}"):
        start(root, str(file), key="a")
    for none in ("0", "3", "9" * 5000):
        with pytest.raises(Refused, match="the file has no entry"):
            start(root, str(file), key=none)
    assert "content/papers/byron-2002-b.yml" == start(root, str(file), key="2").written[0]
    file.with_suffix(".ris").write_text("TY  - JOUR\nTI  - C\nAU  - Byron, Ada\nPY  - 2003\nER  - \n" * 2)
    with pytest.raises(Refused, match="no entry 'x'; it has 2, without keys"):
        start(root, str(file.with_suffix(".ris")), key="x")
    assert "content/papers/byron-2003-c.yml" == start(root, str(file.with_suffix(".ris")), key="1").written[0]
    file.write_text(one + two + one.replace("{a,", "{b,"))
    with pytest.raises(Refused, match="the file has 3 entries; name one with --key, such as --key b"):
        start(root, str(file))


def test_an_abstract_in_a_file_of_citations_stays_there(make_archive: MakeArchive, tmp_path: Path) -> None:
    file, root = tmp_path / "refs.bib", make_archive({})
    file.write_text("@article{a, title={A}, author={Byron, Ada}, year=2002, abstract={We count.}}\n")
    assert "abstract" not in (root / start(root, str(file)).written[0]).read_text()


def test_a_source_that_does_not_answer_is_told_and_a_skeleton_is_written(
    make_archive: MakeArchive,
    outside: Outside,
) -> None:
    outside.give(ARXIV, b"<html>", 500)
    begun = start(make_archive({}), "1706.03762", outside)
    assert re.match(r"arXiv .*; try again .*\n", begun.told)
    assert "content/papers/arxiv-1706.03762.yml" == begun.written[0]


def test_a_venue_that_the_archive_knows_is_named_by_its_id(make_archive: MakeArchive, tmp_path: Path) -> None:
    root = make_archive({"content/venues/icml.yml": "name: International Conference on Machine Learning\n"})
    file = tmp_path / "refs.bib"
    file.write_text(
        "@inproceedings{a, title={One}, author={Byron, Ada}, year=2001,"
        " booktitle={International Conference on Machine Learning}}\n"
        "@article{b, title={Two}, author={Byron, Ada}, year=2002, journal={Nature}}\n"
    )
    begun = start(root, str(file), key="a")
    assert "content/papers/byron-2001-one.yml" == begun.written[0]
    assert "venue: icml\n" in (root / begun.written[0]).read_text()
    with pytest.raises(Refused, match="the file has 2 entries; name one with --key, such as --key a"):
        start(root, str(file))
    with pytest.raises(Refused, match="no entry 'c'"):
        start(root, str(file), key="c")
    assert "content/papers/byron-2002-two.yml" == start(root, str(file), answers="2\ny\n").written[0]


def test_a_file_of_citations_that_is_not_there_is_told(make_archive: MakeArchive) -> None:
    with pytest.raises(Refused, match="there is no file 'refs.bib'"):
        start(make_archive(), "refs.bib")


# The archive is asked first


@pytest.mark.parametrize(
    "text",
    [
        "vaswani-2017-attention-is-all",
        "1706.03762v2",
        "https://arxiv.org/pdf/1706.03762v7.pdf",
        "attention is all you need.",
        "10.48550/arXiv.1706.03762",
        "https://toy.example.org/paper/vaswani-2017-attention-is-all/#bob",
    ],
)
def test_of_a_paper_that_is_here_only_the_text_is_made(make_archive: MakeArchive, text: str) -> None:
    there = {
        f"{SUMMARY.rpartition('/')[0]}/{name}.md": summary("vaswani-2017-attention-is-all", author=name)
        for name in ("ann", "bob")
    }
    begun = start(make_archive(KNOWN | there), text)
    assert [SUMMARY] == begun.written
    assert (
        "already here: 'Attention Is All You Need' as vaswani-2017-attention-is-all, 2 summaries (by ann, bob)\n"
        in begun.told
    )


def test_the_archive_is_asked_again_when_the_source_has_told_all_identifiers(
    make_archive: MakeArchive,
    outside: Outside,
) -> None:
    root = make_archive({"content/papers/old-name.yml": paper("Attention is all you need", 2017)})
    outside.give(ARXIV, "arxiv-1706.03762.xml")
    begun = start(root, "1706.03762", outside)
    assert ["content/summaries/old-name/jane.md"] == begun.written
    assert "the archive's record has the same title, but none of the same identifiers" in begun.told
    assert "its record content/papers/old-name.yml could tell more: arxiv: 1706.03762" in begun.told


def test_whoever_has_a_summary_of_it_is_told_where(make_archive: MakeArchive) -> None:
    root = make_archive(KNOWN | {SUMMARY: summary("vaswani-2017-attention-is-all", author="jane")})
    with pytest.raises(Refused, match="edit that file and set 'updated', or answer a text"):
        start(root, "1706.03762")
    second = start(root, "1706.03762", answers="y\n")
    assert f"jane has a summary of it already: {SUMMARY}\n" in second.told
    assert [SUMMARY.replace("jane", "jane-2")] == second.written
    with pytest.raises(Refused):
        start(root, "1706.03762", answers="\n")


def test_a_former_handle_is_the_same_person(make_archive: MakeArchive) -> None:
    files = {JANE: "aliases: [j]\n", SUMMARY: summary("vaswani-2017-attention-is-all", author="j")}
    with pytest.raises(Refused):
        start(make_archive(KNOWN | files), "1706.03762", handle="j")


def test_everybody_may_be_anonymous_several_times(make_archive: MakeArchive) -> None:
    root = make_archive(KNOWN)
    first, second = (start(root, "1706.03762", handle="anonymous").written for _ in range(2))
    assert [SUMMARY.replace("jane", "anonymous")] == first
    assert [SUMMARY.replace("jane", "anonymous-2")] == second


def test_a_reply_names_what_it_answers(make_archive: MakeArchive) -> None:
    root = make_archive(TINY)
    begun = start(root, "byron-2020-a-paper", reply_to="ann")
    assert ["content/summaries/byron-2020-a-paper/jane-reply.md"] == begun.written
    assert "\nreply_to: ann\n" in (root / begun.written[0]).read_text()
    with pytest.raises(Refused, match="no text 'anna' to reply to; did you mean 'ann'?"):
        start(root, "byron-2020-a-paper", reply_to="anna")


def test_the_record_alone_can_be_asked_for(make_archive: MakeArchive) -> None:
    root = make_archive(KNOWN)
    assert ["content/papers/another-title.yml"] == start(root, "Another title", paper_only=True, handle="").written
    with pytest.raises(Refused, match=f"the archive has that paper: {RECORD}"):
        start(root, "1706.03762", paper_only=True)


# Titles, and questions


def test_a_title_is_taken_if_it_is_the_very_title(make_archive: MakeArchive, outside: Outside) -> None:
    outside.give(ARXIV, "arxiv-1706.03762.xml")
    begun = start(root := make_archive({}), "attention is all you need", outside)
    assert [RECORD, SUMMARY] == begun.written
    assert "arxiv" in (root / RECORD).read_text()


def test_of_several_papers_one_is_chosen_in_a_terminal_and_listed_elsewhere(
    make_archive: MakeArchive,
    outside: Outside,
) -> None:
    outside.give(ARXIV, "arxiv-1706.03762.xml")
    outside.give("dblp.org/search/publ/api", "dblp-none.json")
    outside.give("api.crossref.org/works", b"", 404)
    root = make_archive({})
    with pytest.raises(Refused, match="give the identifier of one of these, or its whole title"):
        start(root, "attention is what you need", outside)
    assert "jane.md" in start(root, "attention is what you need", outside, answers="1\ny\n").written[1]


def test_none_of_the_papers_found_may_be_meant(make_archive: MakeArchive, outside: Outside) -> None:
    outside.give(ARXIV, "arxiv-1706.03762.xml")
    outside.give("dblp.org/search/publ/api", "dblp-none.json")
    root = make_archive({})
    begun = start(root, "attention is what you need", outside, answers="0\ny\n")
    assert "content/papers/attention-is-what.yml" == begun.written[0]


def test_no_is_an_answer(make_archive: MakeArchive, outside: Outside) -> None:
    outside.give(ARXIV, "arxiv-1706.03762.xml")
    root = make_archive({})
    with pytest.raises(Refused, match="nothing is written"):
        start(root, "1706.03762", outside, answers="n\n")
    assert [] == list((root / "content").iterdir())


def test_an_address_of_which_nothing_is_known_is_refused(make_archive: MakeArchive) -> None:
    with pytest.raises(Unknown, match="nothing is known of papers at 'https://example.org/paper.pdf'"):
        start(make_archive(), "https://example.org/paper.pdf")


# Who writes


def test_who_writes_is_known_from_git(make_archive: MakeArchive, tmp_path: Path) -> None:
    root = make_archive(KNOWN | {"content/contributors/jx.yml": "name: Jane Example\ngithub: Jane-X\n"})
    knows(tmp_path, "Jane Example")
    assert ["jx.md"] == [Path(path).name for path in start(root, "1706.03762", handle="").written]
    knows(tmp_path, "Somebody", "jane-x")
    with pytest.raises(Refused):
        start(root, "1706.03762", handle="")
    knows(tmp_path, "Ada Byron", "Ada-B")
    assert ["ada-b.md", "ada-b.yml"] == [Path(path).name for path in start(root, "1706.03762", handle="").written]
    assert (root / "content/contributors/ada-b.yml").read_text().endswith("name: Ada Byron\ngithub: Ada-B\n")
    knows(tmp_path, "Éva Ünal")
    assert "eva-unal.md" == Path(start(root, "1706.03762", handle="").written[0]).name


def test_who_writes_is_asked_in_a_terminal_and_demanded_elsewhere(make_archive: MakeArchive) -> None:
    root = make_archive(KNOWN)
    with pytest.raises(click.UsageError, match="name yourself with --as HANDLE"):
        start(root, "1706.03762", handle="")
    assert [SUMMARY] == start(root, "1706.03762", handle="", answers="jane\n").written
    with pytest.raises(click.UsageError, match="'Jane X' is not a handle; write it like jane-x"):
        start(root, "1706.03762", handle="Jane X")


# The rough world


def test_what_is_there_is_never_written_over(make_archive: MakeArchive) -> None:
    root = make_archive(KNOWN | {SUMMARY: "mine, and broken\n", JANE: "- broken\n"})
    begun = start(root, "1706.03762", answers="y\n")
    assert [SUMMARY.replace("jane", "jane-2")] == begun.written
    assert ("mine, and broken\n", "- broken\n") == ((root / SUMMARY).read_text(), (root / JANE).read_text())


def test_nothing_is_written_through_a_link(make_archive: MakeArchive, tmp_path: Path) -> None:
    root = make_archive(KNOWN)
    (root / "content/summaries").symlink_to(tmp_path)
    with pytest.raises(AdditionError, match="content/summaries is a link and no folder"):
        start(root, "1706.03762")


def test_a_configuration_with_faults_is_reported_and_one_that_cannot_be_read_stops(make_archive: MakeArchive) -> None:
    root = make_archive(KNOWN | {"config.yml": CONFIG + "colour: red\n"})
    with redirect_stderr(io.StringIO()):
        assert "unknown key 'colour'" in start(root, "1706.03762").told
    (root / "config.yml").write_text("title: [\n")
    with pytest.raises(Stopped, match="nothing is written before that is mended"):
        start(root, "1706.03762")


def test_the_command_prints_paths_and_what_to_type_next(make_archive: MakeArchive, tmp_path: Path) -> None:
    root = make_archive(KNOWN)
    git = shutil.which("git") or "git"
    subprocess.run([git, "init", "-q", root], check=True)
    ended = run(root, "new", "--offline", "--as", "jane", "1706.03762")
    assert (0, f"{root / SUMMARY}\n") == (ended.returncode, ended.stdout)
    assert f"Now write {SUMMARY}\n" in ended.stderr
    assert f"\n  shortsite -C {root} check\n" in ended.stderr
    assert f"\n  git -C {root} commit -m 'Summary of Attention Is All You Need'\n" in ended.stderr
    assert f"{TODAY.year - 1}" < (root / SUMMARY).read_text().split("date: ")[1][:10]
    again = run(root, "new", "--offline", "--as", "jane", "1706.03762")
    assert (1, "") == (again.returncode, again.stdout)
    assert "Traceback" not in again.stderr
    assert 2 == run(root, "new").returncode
    empty = run(tmp_path, "new", "--as", "jane", "1706.03762", "--offline")
    assert (1, "") == (empty.returncode, empty.stdout)
    assert "there is no archive in this folder" in empty.stderr


def test_where_there_is_no_git_nothing_is_said_of_it(make_archive: MakeArchive) -> None:
    root = make_archive(KNOWN)
    written, made = begin(root, Order("1706.03762", TODAY, "jane", offline=True), Dialogue(asks=False))
    assert not any("git add" in line or "gh " in line for line in next_steps(root, written, made))
    other = run(root, "new", "--offline", "--as", "bob", "1706.03762", PATH=os.path.dirname(sys.executable) + "/none")
    assert 0 == other.returncode


def test_what_strangers_wrote_reaches_neither_shell_nor_terminal(make_archive: MakeArchive) -> None:
    title = 'It\'s \x1b[31m$(rm -rf /) `x` "y"'
    root = make_archive({RECORD: paper(title, 2017, arxiv="1706.03762"), ".git/x": ""})
    ended = run(root, "new", "--offline", "--as", "jane", "1706.03762")
    assert "\x1b" not in ended.stderr
    command = next(line for line in ended.stderr.splitlines() if " commit " in line)
    assert "$(rm -rf /)" in shlex.split(command)[-1]
