"""The command line: exit status, what goes to which stream, help, colours."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from archives import CONFIG, TINY, paper, summary
from serving import PAPER, SUMMARY, MakeArchive

import shortsite as package
from shortsite.cli import COMMANDS, shortsite
from shortsite.problems import CODES

WARNED = {"content/papers/byron-2020-a-paper.yml": "title: A paper\nyear: 2020\n"}
ESCAPE = "\x1b["


@dataclass(frozen=True)
class Run:
    status: int
    output: str
    errors: str


def run(*arguments: str | Path, **environment: str) -> Run:
    """Run the command in a process of its own, in which nothing of the surroundings decides on colours."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    command = [sys.executable, "-m", "shortsite", *arguments]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**kept, **environment}, timeout=60
    )
    return Run(ended.returncode, ended.stdout, ended.stderr)


def on_terminal(*arguments: str | Path, **environment: str) -> str:
    """All that the command writes when it runs on a terminal."""
    import pty

    command = [sys.executable, "-m", "shortsite", *map(str, arguments)]
    pid, terminal = pty.fork()
    if pid == 0:
        kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        os.execve(sys.executable, command, {**kept, "TERM": "xterm", **environment})
    chunks = []
    with os.fdopen(terminal, "rb", buffering=0) as file:
        try:
            while chunk := file.read(4096):
                chunks.append(chunk)
        except OSError:
            # Linux's way to say that the other end was closed
            pass
    os.waitpid(pid, 0)
    # how far it is is told on a slow machine only
    return re.sub("(\r\x1b\\[K[^\r\n]*)+\r\x1b\\[K", "", b"".join(chunks).decode())


# Exit status and streams


def test_a_sound_archive_is_0_and_its_result_is_on_stdout(make_archive: MakeArchive) -> None:
    root = make_archive()
    built = run("-C", root, "build")
    assert (0, "") == (built.status, built.errors)
    assert re.fullmatch(rf"{re.escape(str(root / 'site'))}: (\d+) files, \1 changed, 0 removed\n", built.output)
    assert f"{root / 'site'}: " in (again := run("-C", root, "build")).output
    assert again.output.endswith("nothing changed\n")


def test_a_sound_archive_has_nothing_to_tell_on_stdout_when_checked(make_archive: MakeArchive) -> None:
    assert Run(0, "", "no problems\n") == run("-C", make_archive(), "check")


def test_an_archive_with_an_error_is_1_and_publishes_nothing(make_archive: MakeArchive) -> None:
    root = make_archive({PAPER: paper(colour="red")})
    built = run("-C", root, "build")
    assert (1, "") == (built.status, built.output)
    assert built.errors.startswith(f"{PAPER}:5:1: error SS006: unknown key 'colour'")
    assert built.errors.endswith("1 error\nnothing was published\n")
    assert not (root / "site").exists()


def test_the_problems_are_the_result_of_a_check(make_archive: MakeArchive) -> None:
    checked = run("-C", make_archive({PAPER: paper(colour="red", flavour="sweet")}), "check")
    assert (1, "2 errors\n") == (checked.status, checked.errors)
    assert [f"{PAPER}:5:1", f"{PAPER}:6:1"] == [line.partition(": ")[0] for line in checked.output.splitlines()]


@pytest.mark.parametrize(("name", "start"), [("github", "::error file="), ("json", "{\n"), ("sarif", "{\n")])
def test_a_check_reports_in_the_format_that_was_asked_for(name: str, start: str, make_archive: MakeArchive) -> None:
    checked = run("-C", make_archive({PAPER: paper(colour="red")}), "check", "--format", name, GITHUB_STEP_SUMMARY="")
    assert (1, "1 error\n") == (checked.status, checked.errors)
    assert checked.output.startswith(start)
    assert PAPER in checked.output


@pytest.mark.parametrize("name", ["json", "sarif"])
def test_a_sound_archive_is_a_document_too(name: str, make_archive: MakeArchive) -> None:
    checked = run("-C", make_archive(), "check", "--format", name)
    assert (0, "no problems\n") == (checked.status, checked.errors)
    assert isinstance(json.loads(checked.output), dict)


def test_a_job_on_github_gets_a_summary(make_archive: MakeArchive, tmp_path: Path) -> None:
    file = tmp_path / "summary.md"
    root = make_archive({PAPER: paper(colour="red")})
    run("-C", root, "check", "--format", "github", GITHUB_STEP_SUMMARY=str(file))
    assert "| error SS006 |" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", ["SS012", "ss012"])
def test_a_code_is_explained(code: str) -> None:
    told = run("explain", code)
    assert (0, "") == (told.status, told.errors)
    assert told.output.startswith("SS012: an unknown paper\n\nError. ")


def test_without_a_code_all_are_listed() -> None:
    told = run("explain")
    assert (0, "") == (told.status, told.errors)
    assert list(CODES) == [line.split()[0] for line in told.output.splitlines()]


def test_warnings_are_a_success_unless_they_are_forbidden(make_archive: MakeArchive) -> None:
    root = make_archive({**TINY, **WARNED})
    assert [0, 1] == [run("-C", root, "check", *more).status for more in ((), ("--strict",))]
    assert [0, 1] == [run("-C", root, "build", *more).status for more in ((), ("--strict",))]
    assert "1 warning\n" == run("-C", root, "check").errors


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["buidl"], "No such command 'buidl'"),
        (["build", "--colour"], "No such option"),
        (["build", "--jobs", "0"], "Invalid value for '--jobs'"),
        (["serve", "--port", "70000"], "Invalid value for '--port'"),
        (["check", "--format", "xml"], "Invalid value for '--format'"),
        (["build", "--format", "json"], "No such option"),
        (["explain", "SS0012"], "there is no code 'SS0012'; did you mean 'SS012'?"),
        (["explain", "venue"], "there is no code 'venue'; 'shortsite explain' lists all codes"),
        (["-C", "/no/such/folder", "build"], "there is no folder /no/such/folder"),
        (["-C", "/no/such/folder", "serve"], "there is no folder /no/such/folder"),
    ],
)
def test_wrong_usage_is_2(arguments: list[str], words: str) -> None:
    ended = run(*arguments)
    assert (2, "") == (ended.status, ended.output)
    assert words in ended.errors
    assert "Traceback" not in ended.errors


def test_a_folder_without_an_archive_is_an_archive_with_a_problem(tmp_path: Path) -> None:
    ended = run("-C", tmp_path, "build")
    assert (1, "") == (ended.status, ended.output)
    assert "config.yml:1:1: error SS001: there is no archive in this folder" in ended.errors
    assert "shortsite init" in ended.errors


def test_a_fault_of_the_program_is_3_and_says_so(make_archive: MakeArchive, tmp_path: Path) -> None:
    # a module that cannot be imported is the plainest fault there is
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "jinja2.py").write_text("raise RuntimeError('out of order')")
    ended = run("-C", make_archive(), "build", PYTHONPATH=str(tmp_path / "broken"))
    assert (3, "") == (ended.status, ended.output)
    assert "RuntimeError: out of order" in ended.errors
    assert ended.errors.endswith(
        "this is a fault of shortsite, not of the archive; please report it with the lines above\n"
    )


def test_the_archives_folder_may_be_named_or_be_the_current_one(make_archive: MakeArchive) -> None:
    root = make_archive()
    here = subprocess.run([sys.executable, "-m", "shortsite", "check"], cwd=root, capture_output=True, check=False)
    assert [0, 0] == [here.returncode, run("-C", root, "check").status]


def test_options_reach_the_build(make_archive: MakeArchive, tmp_path: Path) -> None:
    draft = summary("byron-2020-a-paper", "Half a thought.", draft=True)
    root = make_archive({PAPER: TINY[PAPER], SUMMARY: draft})
    run(
        "-C", root, "build", "--drafts", "--no-cache", "--output", tmp_path / "out", "--url", "https://other.example/x/"
    )
    page = (tmp_path / "out" / "paper" / "byron-2020-a-paper" / "index.html").read_text()
    assert "Half a thought" in page
    assert 'href="https://other.example/x/paper/byron-2020-a-paper/"' in page
    assert {"config.yml", "content"} == {entry.name for entry in root.iterdir()}


@pytest.mark.parametrize("url", ["example.org/x", "javascript:alert(1)", "ftp://example.org/", "https://a.example/?x"])
def test_an_address_that_is_none_is_wrong_usage(url: str, make_archive: MakeArchive) -> None:
    for command in ("build", "check"):
        done = run("-C", make_archive(), command, "--url", url)
        assert (2, True) == (done.status, f"'{url}' is no address of a site" in done.errors)


@pytest.mark.parametrize(
    ("target", "is_sound"),
    [
        ("about/", True),
        ("/feeds.opml", True),
        ("search/?q=maps", True),
        ("random/#paper", True),
        ("https://example.org/x", True),
        ("mailto:ada@example.org", True),
        ("../x", False),
        ("a/../../x", False),
        ("javascript:alert(1)", False),
        ("two words/", False),
    ],
)
def test_a_menu_leads_to_the_site_or_to_addresses(target: str, make_archive: MakeArchive, *, is_sound: bool) -> None:
    root = make_archive({"config.yml": f"{CONFIG}menu:\n  A: '{target}'\n"})
    assert is_sound == (run("-C", root, "check").status == 0)


def test_an_archive_without_texts_has_none_to_search(make_archive: MakeArchive) -> None:
    root = make_archive({PAPER: TINY[PAPER]})
    assert "" == run("-C", root, "build").errors


def test_clean_tells_what_it_deleted(make_archive: MakeArchive) -> None:
    root = make_archive()
    run("-C", root, "build")
    cleaned = run("-C", root, "clean")
    deleted = {str(root / name) for name in (".shortsite", "site", ".site.shortsite")}
    assert (0, deleted, "") == (cleaned.status, set(cleaned.output.splitlines()), cleaned.errors)


def test_clean_refuses_a_folder_that_is_not_its_own(make_archive: MakeArchive) -> None:
    cleaned = run("-C", make_archive({"site/index.html": "mine"}), "clean")
    assert (1, "") == (cleaned.status, cleaned.output)
    assert "error SS080: was not made by shortsite" in cleaned.errors


@pytest.mark.parametrize(
    ("command", "closed"),
    [("build", "1>&-"), ("check", "1>&-"), ("build", "2>&-"), ("build", "0<&- 1>&- 2>&-"), ("fmt", "1>&-")],
)
def test_a_stream_that_is_closed_leads_nowhere(command: str, closed: str, make_archive: MakeArchive) -> None:
    root = make_archive()
    line = f"{shlex.quote(sys.executable)} -m shortsite -C {shlex.quote(str(root))} {command} {closed}"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    assert (0, False) == (done.returncode, "Traceback" in done.stdout + done.stderr)
    assert (root / "site" / "index.html").exists() == (command == "build")


# Help


def test_the_version_is_printed() -> None:
    assert Run(0, f"shortsite, version {package.__version__}\n", "") == run("--version")


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_names_every_command_and_teaches_by_example(option: str) -> None:
    told = run(option)
    assert (0, "") == (told.status, told.errors)
    for command in COMMANDS:
        assert re.search(rf"^  {command} +\w", told.output, re.MULTILINE)
    assert "Examples:" in told.output
    assert re.search(r"^ +shortsite serve +\w", told.output, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_each_of_its_options_has_help(command: str) -> None:
    told = run(command, "--help")
    assert 0 == told.status
    found = shortsite.get_command(click.Context(shortsite), command)
    assert found is not None
    assert COMMANDS[command] == (found.help or "").partition("\n")[0]
    options = [option for option in found.params if isinstance(option, click.Option)]
    assert [] == [found.name for found in options if not found.help]


def test_help_loads_none_of_the_engines() -> None:
    code = "import sys; from shortsite.cli import shortsite; shortsite(['--help'], standalone_mode=False); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert set() == {"jinja2", "yaml", "lxml", "markdown_it", "feedgen", "watchfiles", "http.server"} & set(loaded)


# Terminals


def test_colours_are_for_terminals_only(make_archive: MakeArchive) -> None:
    root = make_archive({PAPER: paper(colour="red")})
    assert ESCAPE not in (found := run("-C", root, "check")).output + found.errors
    assert ESCAPE in on_terminal("-C", root, "check")


def test_no_color_means_no_colours_on_terminals_either(make_archive: MakeArchive) -> None:
    assert ESCAPE not in on_terminal("-C", make_archive({PAPER: paper(colour="red")}), "check", NO_COLOR="1")


def test_terminals_show_the_line_that_is_meant(make_archive: MakeArchive) -> None:
    root = make_archive({PAPER: paper(colour="red")})
    expected = "     5 | colour: red\r\n       | ^\r\n"
    assert expected in on_terminal("-C", root, "check")
    assert expected in on_terminal("-C", root, "check", NO_COLOR="1")
    assert expected in on_terminal("-C", root, "build")
    assert "| colour" not in run("-C", root, "check").output


def test_documents_are_the_same_on_terminals(make_archive: MakeArchive) -> None:
    root = make_archive({PAPER: paper(colour="red")})
    shown = on_terminal("-C", root, "check", "--format", "json")
    assert run("-C", root, "check", "--format", "json").output == shown.replace("\r\n", "\n").partition("1 error")[0]


def test_a_configuration_with_problems_is_told_like_content(make_archive: MakeArchive) -> None:
    ended = run("-C", make_archive({"config.yml": CONFIG + "colour: red\n"}), "check")
    assert 1 == ended.status
    assert ended.output.startswith("config.yml:4:1: error SS006: ")
