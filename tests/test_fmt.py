"""``shortsite fmt`` and ``shortsite check --fix``: which files are written, what is told, and what is never touched."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from archives import TINY, add_summary, paper, summary, write_archive
from click.testing import CliRunner
from serving import PAPER, SUMMARY, MakeArchive

from shortsite.cli import shortsite
from shortsite.mending import is_one_slip

OLD = "year: 2020\ntitle: 'A paper' # t\nauthors: [Ada Byron]\n"
NEW = "title: A paper  # t\nauthors: [Ada Byron]\nyear: 2020\n"
TEXT = "---\npaper: byron-2020-a-paper\nauthor: ann\ndate: 2026-03-01\n---\nSome  words.\n"
PIXEL = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010800000000") + bytes(4)


def run(root: Path, *arguments: str | Path, status: int = 0) -> tuple[str, str]:
    """Run the command; what it wrote to stdout and stderr."""
    ended = CliRunner().invoke(shortsite, ["-C", str(root), *map(str, arguments)])
    assert status == ended.exit_code, ended.output
    return ended.stdout, ended.stderr


def text_of(root: Path, path: str) -> str:
    return (root / path).read_bytes().decode()


# What is written


def test_files_that_change_are_named_and_the_others_counted(make_archive: MakeArchive) -> None:
    root = make_archive({PAPER: OLD, SUMMARY: TEXT})
    assert (f"{PAPER}\n", "1 of 2 files formatted\n") == run(root, "fmt")
    assert (NEW, TEXT) == (text_of(root, PAPER), text_of(root, SUMMARY))
    assert ("", "nothing to format\n") == run(root, "fmt")


def test_a_byte_order_mark_and_foreign_line_ends_go(make_archive: MakeArchive) -> None:
    root = make_archive(
        {PAPER: b"\xef\xbb\xbf" + NEW.replace("\n", "\r\n").encode(), SUMMARY: TEXT.rstrip("\n").replace("\n", "\r")}
    )
    assert (f"{PAPER}\n{SUMMARY}\n", "2 of 2 files formatted\n") == run(root, "fmt")
    assert (NEW, TEXT) == (text_of(root, PAPER), text_of(root, SUMMARY))


def test_a_file_keeps_its_permissions_and_nothing_is_left_beside_it(make_archive: MakeArchive) -> None:
    root = make_archive({PAPER: OLD})
    (root / PAPER).chmod(0o640)
    run(root, "fmt")
    assert 0o640 == (root / PAPER).stat().st_mode & 0o777
    assert [root / PAPER] == list((root / PAPER).parent.iterdir())


def test_a_file_in_its_form_is_not_written(make_archive: MakeArchive) -> None:
    root = make_archive({PAPER: NEW})
    os.utime(root / PAPER, (1, 1))
    run(root, "fmt")
    assert 1 == (root / PAPER).stat().st_mtime


def test_a_check_writes_nothing_and_fails_if_a_file_would_change(make_archive: MakeArchive) -> None:
    root = make_archive({PAPER: OLD, SUMMARY: TEXT})
    assert (f"{PAPER}\n", "1 of 2 files would be formatted\n") == run(root, "fmt", "--check", status=1)
    assert OLD == text_of(root, PAPER)
    run(root, "fmt")
    assert ("", "nothing to format\n") == run(root, "fmt", "--check")


def test_a_diff_shows_the_lines_and_writes_nothing(make_archive: MakeArchive) -> None:
    root = make_archive({PAPER: OLD})
    shown, told = run(root, "fmt", "--diff")
    assert (
        f"--- a/{PAPER}\n+++ b/{PAPER}\n@@ -1,3 +1,3 @@\n"
        "+title: A paper  # t\n+authors: [Ada Byron]\n year: 2020\n-title: 'A paper' # t\n-authors: [Ada Byron]\n"
    ) == shown
    assert "1 of 1 file would be formatted\n" == told
    assert OLD == text_of(root, PAPER)
    assert shown == run(root, "fmt", "--diff", "--check", status=1)[0]


@pytest.mark.parametrize(
    "text",
    [
        OLD,
        OLD.rstrip("\n"),
        OLD.replace("\n", "\r\n"),
        OLD.replace("\n", "\r"),
        NEW.rstrip("\n"),
        "\ufeff" + NEW,
        OLD.replace("A paper", "A\u2003paper \u202e"),
    ],
)
def test_git_takes_a_diff_and_makes_of_it_what_fmt_writes(make_archive: MakeArchive, text: str) -> None:
    path = "content/papers/some folder/\u00e4-2020.yml"
    root = make_archive(
        {path: text.encode(), SUMMARY: TEXT.rstrip("\n").replace("---\nSome", "---\n\x1b[2JSome").encode()}
    )
    ended = CliRunner().invoke(shortsite, ["-C", str(root), "fmt", "--diff"])
    for options in (["--check"], []):
        subprocess.run(["git", "apply", *options], cwd=root, input=ended.stdout_bytes, check=True)
    patched = {one: (root / one).read_bytes() for one in (path, SUMMARY)}
    write_archive(root, {path: text.encode()})
    run(root, "fmt")
    assert {one: (root / one).read_bytes() for one in patched} == patched


def test_what_a_diff_shows_cannot_command_the_terminal(
    make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shortsite.commands.fmt._is_terminal", lambda: True)
    root = make_archive({SUMMARY: TEXT.replace("paper:", "tldr: a\npaper:").replace("Some", "\x1b[2JSome")})
    assert "\x1b" not in run(root, "fmt", "--diff")[0]


# Which files


def test_only_named_files_and_folders_are_formatted(make_archive: MakeArchive) -> None:
    other = "content/papers/old/other-2020-b.yml"
    root = make_archive({PAPER: OLD, other: OLD, SUMMARY: TEXT})
    assert (f"{other}\n", "1 of 1 file formatted\n") == run(root, "fmt", root / "content/papers/old")
    assert (f"{PAPER}\n", "1 of 2 files formatted\n") == run(root, "fmt", root / PAPER, root / SUMMARY, root / PAPER)


def test_a_path_that_was_printed_can_be_given_back(
    make_archive: MakeArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_archive({PAPER: OLD})
    write_archive(tmp_path / "elsewhere", {PAPER: OLD})
    for folder in (tmp_path, tmp_path / "elsewhere", root):
        monkeypatch.chdir(folder)
        (root / PAPER).write_text(OLD)
        assert (f"{PAPER}\n", "1 of 1 file formatted\n") == run(root, "fmt", PAPER)
    assert OLD == text_of(tmp_path / "elsewhere", PAPER)


def test_files_that_hold_no_record_are_passed_over(make_archive: MakeArchive) -> None:
    left = {
        "content/papers/x.yaml": OLD,
        "content/papers/x.txt": OLD,
        "content/papers/.x.yml": OLD,
        "content/.hidden/papers/x.yml": OLD,
        "content/other/x.yml": OLD,
        "content/x.yml": OLD,
        "content/summaries/x.yml": OLD,
        "config.yml": "url: https://a.example/\r\ntitle: T",
    }
    root = make_archive({**left, PAPER: NEW})
    assert ("", "nothing to format\n") == run(root, "fmt")
    assert ("", "nothing to format\n") == run(root, "fmt", root / "content/papers/x.txt")
    assert left == {path: text_of(root, path) for path in left}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("config.yml", "config.yml is not below content/, where records are"),
        ("themes", "themes is not below content/, where records are"),
        (".", "is not below content/, where records are"),
        ("content/../config.yml", "config.yml is not below content/"),
        ("..", "is not in the archive"),
        ("content/no-such.yml", "does not exist"),
        ("content/papers/link.yml", "is a link, and links are not followed"),
    ],
)
def test_a_path_elsewhere_is_wrong_usage(path: str, words: str, make_archive: MakeArchive) -> None:
    root = make_archive({PAPER: OLD, "themes/x": "", "notes.yml": OLD})
    (root / "content/papers/link.yml").symlink_to(root / "notes.yml")
    told = " ".join(run(root, "fmt", root / path, status=2)[1].split())
    assert words in told
    assert OLD == text_of(root, PAPER)


def test_a_linked_folder_is_not_followed(make_archive: MakeArchive, tmp_path: Path) -> None:
    root = make_archive({PAPER: NEW})
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "x.yml").write_text(OLD)
    (root / "content/papers/inner").symlink_to(tmp_path / "else")
    assert ("", "nothing to format\n") == run(root, "fmt")
    run(root, "fmt", root / "content/papers/inner/x.yml", status=2)
    assert OLD == (tmp_path / "else" / "x.yml").read_text()


def test_without_content_there_is_nothing_to_format(tmp_path: Path) -> None:
    assert "there is no folder 'content'" in run(tmp_path, "fmt", status=2)[1]


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_formatted(make_archive: MakeArchive) -> None:
    broken = "content/papers/broken.yml"
    root = make_archive({broken: "title: a: b\n", PAPER: OLD, "content/papers/latin.yml": b"title: \xe9\n"})
    shown, told = run(root, "fmt", status=1)
    assert f"{PAPER}\n" == shown
    assert f"{broken}:1:9: error SS002: the value of 'title' holds ': ' and needs quotes" in told
    assert "content/papers/latin.yml:1:8: error SS001: not UTF-8" in told
    assert told.endswith("2 errors\n1 of 3 files formatted\n")
    assert "title: a: b\n" == text_of(root, broken)


def test_the_archive_reads_the_same_afterwards(make_archive: MakeArchive) -> None:
    root = make_archive(
        {**TINY, "content/papers/b.yml": paper("Ünïcode: a # title", 2001, arxiv="1706.03760", volume="7")}
    )
    before = run(root, "check", "--no-cache")
    run(root, "fmt")
    assert before == run(root, "check", "--no-cache")


# check --fix


def fixed(root: Path, **ended: Any) -> list[str]:
    return run(root, "check", "--fix", "--no-cache", **ended)[1].splitlines()


def test_a_fix_formats_and_mends_misspelt_keys(make_archive: MakeArchive) -> None:
    text = "Year: 2020\nauthors: [{famly: Byron, given: Ada}]\nkeyword: [a]\ntitel: A paper\n"
    root = make_archive({PAPER: text, SUMMARY: TEXT})
    assert [
        f"{PAPER}:1:1: key 'Year' is now 'year'",
        f"{PAPER}:2:12: key 'famly' is now 'family'",
        f"{PAPER}:3:1: key 'keyword' is now 'keywords'",
        f"{PAPER}:4:1: key 'titel' is now 'title'",
        f"{PAPER}: formatted",
    ] == [line for line in fixed(root) if line.startswith("content")]
    assert "title: A paper\nauthors:\n  - {family: Byron, given: Ada}\nyear: 2020\nkeywords: [a]\n" == text_of(
        root, PAPER
    )


@pytest.mark.parametrize(
    "line",
    [
        "colour: red",  # nothing is near
        "titles: Another",  # what it should be is there already
        "publised: soon",  # it would be wrong there
        "ul: https://a.example/",  # too short to tell
        "'code ': https://a.example/",  # in quotes: it was meant
    ],
)
def test_a_key_of_which_nobody_knows_what_was_meant_is_reported(line: str, make_archive: MakeArchive) -> None:
    text = f"{NEW}{line}\n"
    root = make_archive({PAPER: text})
    told = fixed(root, status=1)
    assert [] == [found for found in told if " is now " in found]
    assert line.partition(":")[0].strip("'") in text_of(root, PAPER)


def test_a_key_of_front_matter_is_mended_and_the_text_is_not_touched(make_archive: MakeArchive) -> None:
    body = "author : not a key\n\nauthr: neither  \n"
    root = make_archive({PAPER: NEW, SUMMARY: TEXT.replace("author:", "authr:").replace("Some  words.\n", body)})
    assert f"{SUMMARY}:3:1: key 'authr' is now 'author'" in fixed(root)
    assert text_of(root, SUMMARY).endswith(f"author: ann\ndate: 2026-03-01\n---\n{body}")


def test_the_letter_case_of_an_images_name_is_mended(make_archive: MakeArchive) -> None:
    body = "Words.\n\n![A plot](Figs/PLOT.PNG)\n\n![A plot](other.png) ![A plot](my%20fig.png)\n"
    root = make_archive({PAPER: NEW, SUMMARY: TEXT.replace("Some  words.\n", body)})
    write_archive(root, {f"{Path(SUMMARY).parent}/{name}": PIXEL for name in ("figs/plot.png", "My fig.png")})
    said = fixed(root)
    assert f"{SUMMARY}:8:11: the image is now called 'figs/plot.png', as its file is" in said
    assert f"{SUMMARY}:10:32: the image is now called 'My%20fig.png', as its file is" in said
    assert "![A plot](figs/plot.png)\n\n![A plot](other.png) ![A plot](My%20fig.png)\n" in text_of(root, SUMMARY)


def test_two_names_on_one_line_are_not_told_apart(make_archive: MakeArchive) -> None:
    body = "Words.\n\nSee ![a](PLOT.PNG) and PLOT.PNG again.\n"
    root = make_archive({PAPER: NEW, SUMMARY: TEXT.replace("Some  words.\n", body)})
    write_archive(root, {f"{Path(SUMMARY).parent}/plot.png": PIXEL})
    assert [] == [line for line in fixed(root) if "is now called" in line]
    assert body in text_of(root, SUMMARY)


def test_without_fix_nothing_is_written(make_archive: MakeArchive) -> None:
    root = make_archive({PAPER: OLD})
    add_summary(root, "byron-2020-a-paper", "bob")
    run(root, "check", "--no-cache")
    assert OLD == text_of(root, PAPER)


def test_an_archive_without_content_is_told_as_ever(tmp_path: Path) -> None:
    root = write_archive(tmp_path, {})
    (root / "content").rmdir()
    assert "there is no folder 'content'" in run(root, "check", "--fix", "--no-cache", status=1)[0]


@pytest.mark.parametrize(
    "typed", ["author", "authorss", "autohrs", "auhtors", "authprs", "AUTHORS", "uthors", "aauthors"]
)
def test_one_slip_is_seen(typed: str) -> None:
    assert is_one_slip(typed, "authors")


@pytest.mark.parametrize("typed", ["auth", "writers", "autor", "srohtua", "", "authors_of_it"])
def test_two_slips_are_another_word(typed: str) -> None:
    assert not is_one_slip(typed, "authors")


def test_short_keys_differ_by_case_only() -> None:
    assert [True, False] == [is_one_slip(typed, "doi") for typed in ("DOI", "doy")]
    assert is_one_slip("reply-to", "reply_to")


def test_a_summary_in_its_form_is_what_the_helpers_write() -> None:
    assert TEXT == summary("byron-2020-a-paper", "Some  words.").replace("'", "")
