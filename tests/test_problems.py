"""Problems as values, and docs/problems.md: the page, the table of codes and the program say the same."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from archives import write_archive
from click.testing import CliRunner
from repositories import Repository

from shortsite import installed
from shortsite.cli import shortsite
from shortsite.pipeline import Options, build, check
from shortsite.problems import (
    CODES,
    ERROR,
    Place,
    Problem,
    SiteError,
    did_you_mean,
    errors_of,
    in_order,
    quoted,
    refuse,
    shifted,
)
from shortsite.review.since import branch_since, problems_since

#: What only a look back can tell.
IN_HINDSIGHT = {"SS090", "SS091"}
#: What only a look at the published site can tell.
PUBLISHED = {"SS092", "SS093"}
ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
ENTRIES = dict(re.findall(r"^## (SS\d{3}) (.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE))
EXAMPLE = re.compile(r"^`([^`\n]+)`(?: \(saved as Latin-1\))?\n\n```\w+\n(.*?)```$", re.DOTALL | re.MULTILINE)
ARCHIVE = {
    "config.yml": "title: An archive\nurl: https://example.org/\n",
    "content/papers/example-2020-counting.yml": "title: Learning to count\nauthors: [Ada Example]\nyear: 2020\n",
    "content/summaries/example-2020-counting/ada.md": (
        "---\npaper: example-2020-counting\nauthor: ada\ndate: 2026-01-02\n---\nIt counts.\n"
    ),
}


def problem(path: str = "a.yml", line: int = 1, column: int = 1, code: str = "SS006", text: str = "x") -> Problem:
    return Problem(Place(path, line, column), code, text)


# The page


def test_the_page_has_every_code_once_in_order_and_no_other() -> None:
    assert list(CODES) == re.findall(r"^## (SS\d{3}) ", PAGE, re.MULTILINE)


@pytest.mark.parametrize("code", CODES)
def test_an_entry_has_the_title_and_severity_of_its_code(code: str) -> None:
    severity, title = CODES[code]
    lines = ENTRIES[code].split("\n")
    assert title == lines[0]
    assert lines[2].startswith(f"**{severity.capitalize()}.** ")
    assert "**To mend it:** " in ENTRIES[code]


@pytest.mark.parametrize("code", CODES)
def test_the_example_of_an_entry_prints_what_the_entry_says(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        path: text.encode("latin-1" if f"`{path}` (saved as Latin-1)" in ENTRIES[code] else "utf-8")
        for path, text in EXAMPLE.findall(ENTRIES[code])
    }
    assert files
    if code in IN_HINDSIGHT:
        repository = Repository.init(tmp_path)
        repository.commit(ARCHIVE)
    if code in PUBLISHED:
        build(Options(root=write_archive(tmp_path / "before", ARCHIVE), output=tmp_path / "published", use_cache=False))
        shutil.rmtree(tmp_path / "before")
    write_archive(tmp_path, {**ARCHIVE, **files})
    monkeypatch.chdir(tmp_path)
    printed = ENTRIES[code].split("prints\n\n```text\n")[1].split("\n```")[0]
    expected = printed.splitlines()[0]
    assert [expected] == [line for line in _problems(code) if line == expected]
    assert f" {CODES[code][0]} {code}: " in expected


def _problems(code: str) -> list[str]:
    """What check says, or build where only that can tell."""
    options = Options(jobs=1, use_cache=False)
    if code in IN_HINDSIGHT:
        branch = branch_since(Path(), "main")
        return list(map(str, problems_since(branch, check(options), lambda _: (), date(2026, 7, 9))))
    if code in PUBLISHED:
        named = ["--published", "published"] if code == "SS092" else ["--published"]
        return CliRunner().invoke(shortsite, ["check", "--no-cache", *named]).stdout.splitlines()
    if code == "SS081":
        with pytest.MonkeyPatch.context() as patch:
            Path("pagefind").chmod(0o755)
            patch.setattr(installed, "pagefind", Path("pagefind").resolve)
            return list(map(str, build(replace(options, full_text=True)).plan.problems))
    if code not in {"SS071", "SS080"}:
        return list(map(str, check(options)))
    with pytest.raises(SiteError) as caught:
        build(options)
    return list(map(str, caught.value.problems))


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_used_by_the_program(code: str) -> None:
    modules = (file for file in (ROOT / "src" / "shortsite").rglob("*.py") if file.name != "problems.py")
    assert any(f'"{code}"' in module.read_text(encoding="utf-8") for module in modules)


def test_the_program_uses_no_code_without_an_entry() -> None:
    modules = (ROOT / "src" / "shortsite").rglob("*.py")
    used = {code for module in modules for code in re.findall(r'"(SS\d{3})"', module.read_text(encoding="utf-8"))}
    assert set(CODES) == used


# Problems


def test_a_problem_reads_as_place_severity_code_message_and_hint() -> None:
    made = Problem(Place("a.yml", 2, 3), "SS006", "unknown key 'x'", "did you mean 'y'?")
    assert str(made) == "a.yml:2:3: error SS006: unknown key 'x'; did you mean 'y'?"
    assert str(problem()) == "a.yml:1:1: error SS006: x"


def test_problems_are_sorted_by_place_and_none_comes_twice() -> None:
    made = [problem("b.yml"), problem(line=10), problem(line=9), problem(line=9, column=2), problem(line=10)]
    assert ["a.yml:9:1", "a.yml:9:2", "a.yml:10:1", "b.yml:1:1"] == [str(found.place) for found in in_order(made)]


def test_only_errors_refuse_and_then_all_problems_are_told() -> None:
    warning, error = problem(code="SS018"), problem("b.yml")
    assert (error,) == errors_of([warning, error])
    assert ERROR == error.severity
    refuse([warning])
    with pytest.raises(SiteError) as caught:
        refuse([error, warning])
    assert (warning, error) == caught.value.problems
    assert str(caught.value) == f"{warning}\n{error}"


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("autors", ["authors", "title"], "did you mean 'authors'?"),
        ("Authors", ["authors"], "did you mean 'authors'?"),
        ("adda", ["Ada", "bo"], "did you mean 'Ada'?"),
        ("xyz", ["authors"], ""),
        ("", ["authors"], ""),
        ("x", [], ""),
    ],
)
def test_the_nearest_known_word_is_offered(word: str, known: list[str], hint: str) -> None:
    assert hint == did_you_mean(word, known)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a b", "'a b'"), ("x" * 61, f"'{'x' * 59}…'"), ("a\nb\x1b[31m", "'a\ufffdb\ufffd[31m'"), ("", "''")],
)
def test_what_a_message_quotes_stays_on_one_line(text: str, shown: str) -> None:
    assert shown == quoted(text)


def test_a_problem_of_a_text_moves_to_its_line_of_the_file() -> None:
    assert str(shifted(problem(line=3, column=7), 5).place) == "a.yml:8:7"
