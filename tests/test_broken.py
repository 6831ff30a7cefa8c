"""Archives with faults: ``broken/<case>/problems.txt`` is exactly what ``shortsite check --all`` prints of the case.

The messages are part of the contract. ``build.txt``, where there is one, is what only a build can find. Beside it are the
same report in the other formats. Set ``UPDATE_BROKEN=1`` to write the reports anew, and read the difference before you
keep it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from archives import CONFIG, paper, summary, write_archive
from reported import from_github, from_json, from_sarif

from shortsite import __version__, cli
from shortsite.model import File
from shortsite.pipeline import Options, build, check
from shortsite.problems import CODES, SEVERITIES, Problem, SiteError
from shortsite.reports import FORMATS
from shortsite.rules import RULES
from shortsite.write import write_site

BROKEN = Path(__file__).with_name("broken")
CASES = sorted(folder.name for folder in BROKEN.iterdir())
#: What the rules find, which a build does not ask.
RULED = {code for codes in RULES for code in codes}
REPORTS = {"github": "problems.github.txt", "json": "problems.json", "sarif": "problems.sarif"}
PAPER = "content/papers/count.yml"
TEXT = "content/summaries/count/ann.md"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\2\0\0\0\2\x08\2\0\0\0"


class Runs:
    """Runs the command line in a folder, where paths are as the archive's people see them."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.monkeypatch = monkeypatch
        self.capsys = capsys
        self.err = ""
        monkeypatch.chdir(root)
        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)

    def run(self, *arguments: str) -> tuple[int, str]:
        """Exit status and stdout."""
        self.monkeypatch.setattr("sys.argv", ["shortsite", *arguments])
        status = 0
        try:
            cli.main()
        except SystemExit as stop:
            status = int(stop.code or 0)
        out, self.err = self.capsys.readouterr()
        return status, out

    def check(self) -> list[str]:
        """What ``shortsite check --all`` prints, by line, but for advice on texts that are short on purpose."""
        lines = self.run("check", "--all")[1].splitlines()
        return [line for line in lines if not re.search(r": note SS05[45]: ", line)]


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Runs:
    root = tmp_path / "archive"
    root.mkdir()
    return Runs(root, monkeypatch, capsys)


def copied(case: str, runs: Runs) -> None:
    shutil.copytree(BROKEN / case, runs.root, dirs_exist_ok=True)
    for report in ("problems.txt", "build.txt", *REPORTS.values()):
        (runs.root / report).unlink(missing_ok=True)


def report_of(case: str, name: str = "problems.txt") -> str:
    file = BROKEN / case / name
    return file.read_text(encoding="utf-8") if file.exists() else ""


def has(report: str, severities: str) -> bool:
    return re.search(rf": ({severities}) SS\d{{3}}: ", report) is not None


def _parts(line: str) -> tuple[str, str, str, str]:
    found = re.match(r"(.+?):(\d+):(\d+): \w+ (SS\d{3}): ", line)
    assert found is not None
    return found[1], found[2], found[3], found[4]


def told_by_a_build(case: str) -> str:
    """The report without notes and without what the rules find; or what only a build finds."""
    lines = report_of(case).splitlines(keepends=True)
    found = [line for line in lines if ": note SS" not in line and _parts(line)[3] not in RULED]
    return report_of(case, "build.txt") or "".join(found)


def problems_here() -> tuple[Problem, ...]:
    """What check finds in the current folder, or a build where check finds nothing."""
    options = Options(jobs=1, use_cache=False)
    found = check(options)
    if not found:
        with pytest.raises(SiteError) as caught:
            build(options)
        return caught.value.problems
    return found


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_said_in_these_words(case: str, runs: Runs) -> None:
    copied(case, runs)
    status, out = runs.run("check", "--all")
    if os.environ.get("UPDATE_BROKEN") and out:
        (BROKEN / case / "problems.txt").write_text(out, encoding="utf-8")
    expected = report_of(case)
    assert expected == out
    assert int(has(expected, "error")) == status
    assert int(has(expected, "error|warning")) == runs.run("check", "--strict")[0]


@pytest.mark.parametrize("case", CASES)
def test_programs_are_told_in_these_words(case: str, runs: Runs) -> None:
    copied(case, runs)
    problems = problems_here()
    for name, file in REPORTS.items():
        made = "".join(f"{line}\n" for line in FORMATS[name](problems, runs.root))
        out = without_rules(made) if name == "sarif" else made
        if os.environ.get("UPDATE_BROKEN"):
            (BROKEN / case / file).write_text(out, encoding="utf-8")
        assert report_of(case, file) == out


@pytest.mark.parametrize("name", REPORTS)
def test_the_command_prints_the_format_that_it_is_asked_for(name: str, runs: Runs) -> None:
    copied("html", runs)
    status, out = runs.run("check", "--format", name)
    assert (0, report_of("html", REPORTS[name])) == (status, without_rules(out) if name == "sarif" else out)


def without_rules(log: str) -> str:
    """A log of SARIF without what is the same in all logs of a version."""
    document = json.loads(log)
    driver = document["runs"][0]["tool"]["driver"]
    assert (__version__, list(CODES)) == (driver.pop("version"), [rule["id"] for rule in driver.pop("rules")])
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


@pytest.mark.parametrize("case", CASES)
def test_every_format_tells_the_same(case: str, runs: Runs) -> None:
    copied(case, runs)
    problems = problems_here()
    expected = (report_of(case) or report_of(case, "build.txt")).splitlines()
    made = {name: list(lines(problems, runs.root)) for name, lines in FORMATS.items()}
    assert expected == made["text"]
    assert expected == from_json(made["json"])
    ranked = [line for severity in SEVERITIES for line in expected if f": {severity} SS" in line]
    assert ranked == from_github(made["github"])
    assert expected == from_sarif(made["sarif"])


@pytest.mark.parametrize("case", [case for case in CASES if told_by_a_build(case) or not report_of(case)])
def test_a_broken_archive_leaves_the_published_site_alone(case: str, runs: Runs) -> None:
    copied(case, runs)
    site = runs.root / "site"
    write_site([File("index.html", b"the old site")], site)
    before = (site / "index.html").stat()
    status, out = runs.run("build", "--strict", "--jobs", "1")
    if os.environ.get("UPDATE_BROKEN") and not report_of(case):
        (BROKEN / case / "build.txt").write_text(_problems(runs.err), encoding="utf-8")
    expected = told_by_a_build(case)
    assert (1, "", expected) == (status, out, _problems(runs.err))
    assert runs.err.endswith("\nnothing was published\n")
    assert ["index.html"] == [file.name for file in site.iterdir()]
    after = (site / "index.html").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def _problems(text: str) -> str:
    return "".join(
        line for line in text.splitlines(keepends=True) if re.search(r": (error|warning|note) SS\d{3}: ", line)
    )


def test_every_code_has_an_archive_that_causes_it() -> None:
    folders = (BROKEN, BROKEN.with_name("branches"), BROKEN.with_name("published"))
    reports = "".join(file.read_text(encoding="utf-8") for folder in folders for file in folder.glob("*/*.txt"))
    # that a program of others fails is no archive's fault: tests/test_search.py
    assert CODES.keys() - {"SS081"} == set(re.findall(r"SS\d{3}", reports)) & CODES.keys()


@pytest.mark.parametrize("case", CASES)
def test_a_report_is_sorted_and_says_nothing_twice(case: str) -> None:
    lines = report_of(case).splitlines()
    keys = [(path, int(line), int(column), code) for path, line, column, code in map(_parts, lines)]
    assert (sorted(keys), len(set(lines))) == (keys, len(lines))


@pytest.mark.parametrize("case", CASES)
def test_every_place_is_there(case: str) -> None:
    for path, line, column, _ in map(_parts, report_of(case).splitlines()):
        file = BROKEN / case / path
        # the line behind the last one stands for what is missing at the end
        lines = [*(file.read_text(encoding="utf-8", errors="replace").split("\n") if file.is_file() else []), ""]
        assert 1 <= int(line) <= len(lines)
        assert 1 <= int(column) <= len(lines[int(line) - 1]) + 1


def test_warnings_alone_do_not_stop_a_build(runs: Runs) -> None:
    copied("warnings", runs)
    assert 0 == runs.run("build", "--jobs", "1")[0]
    assert report_of("warnings") == _problems(runs.err)
    assert (runs.root / "site" / "index.html").exists()


def test_with_keep_going_the_sound_records_are_published(runs: Runs) -> None:
    copied("no-cascade", runs)
    status, out = runs.run("build", "--keep-going", "--jobs", "1")
    assert (1, report_of("no-cascade")) == (status, _problems(runs.err))
    assert out.startswith("site: ")
    papers = {folder.name for folder in (runs.root / "site" / "paper").iterdir()}
    assert {"sound"} == papers


# Files that git, an editor or a file system may spoil


def test_lines_are_counted_alike_with_any_line_end_and_a_byte_order_mark(runs: Runs) -> None:
    text = summary("count", "Some words.\n\nSee [[gone]].")
    endings = {"lf": text, "crlf": text.replace("\n", "\r\n"), "cr": text.replace("\n", "\r"), "bom": "\ufeff" + text}
    endings["bom-crlf"] = "\ufeff" + endings["crlf"]
    files = {f"content/summaries/count/{name}.md": made for name, made in endings.items()}
    write_archive(runs.root, {PAPER: "\ufefftitle: Counting\r\nyears: 2020\r\nauthors: [Ada]\r\nyear: 2020", **files})
    places = [f"{path}:{line}:{column} {code}" for path, line, column, code in map(_parts, runs.check())]
    assert [f"{PAPER}:2:1 SS006", *(f"{path}:8:5 SS026" for path in sorted(files))] == places


def test_bytes_that_are_not_utf_8_are_found(runs: Runs) -> None:
    latin = summary("count", "Words\nGrö\u00dfe").encode("latin-1")
    utf_16 = summary("count").encode("utf-16")
    write_archive(runs.root, {PAPER: paper(), TEXT: latin, "content/summaries/count/bo.md": utf_16})
    assert [
        f"{TEXT}:7:3: error SS001: not UTF-8: byte 0xf6; save the file as UTF-8",
        "content/summaries/count/bo.md:1:1: error SS001: not UTF-8: byte 0xff; save the file as UTF-8",
    ] == runs.check()


def test_files_that_are_too_large_are_not_read(runs: Runs) -> None:
    write_archive(runs.root, {PAPER: paper() + "#" * 65_536, TEXT: summary("count", "x" * 262_144)})
    lines = runs.check()
    assert [PAPER, TEXT] == [line.split(":")[0] for line in lines]
    assert all("at most" in line and "SS001" in line for line in lines)


def test_a_link_to_a_file_elsewhere_is_not_followed(runs: Runs) -> None:
    write_archive(runs.root, {"elsewhere.yml": paper()})
    (runs.root / "content/papers").mkdir()
    (runs.root / PAPER).symlink_to(runs.root / "elsewhere.yml")
    assert [f"{PAPER}:1:1: error SS001: not a regular file; replace the link or device by a file"] == runs.check()


def test_characters_that_no_page_may_hold_are_reported_where_they_stand(runs: Runs) -> None:
    write_archive(runs.root, {PAPER: "title: a\x07b\nyear: 2020\n", TEXT: summary("count", "Words.\n\nA bell: \x07.")})
    assert [
        f"{PAPER}:1:9: error SS002: YAML does not allow this character (U+0007); remove it",
        f"{TEXT}:8:9: warning SS016: characters that no page may hold were removed; delete them",
    ] == runs.check()


def test_two_images_at_one_address_are_reported_with_both_places(runs: Runs) -> None:
    texts = {name: summary("count", "![A plot](plot.png)", name) for name in ("ann", "bo")}
    files = {"content/summaries/a/ann.md": texts["ann"], "content/summaries/b/bo.md": texts["bo"]}
    images = {"content/summaries/a/plot.png": PNG, "content/summaries/b/plot.png": PNG}
    write_archive(runs.root, {PAPER: paper(), **files, **images})
    assert (
        "content/summaries/b/plot.png:1:1: error SS060: this would be at /paper/count/plot.png, "
        "where content/summaries/a/plot.png is; rename one of them"
    ) == "\n".join(runs.check())


def test_images_that_differ_by_letter_case_are_reported(runs: Runs) -> None:
    texts = {name: summary("count", f"![A plot]({name}.png)", by) for name, by in (("Plot", "ann"), ("plot", "bo"))}
    write_archive(runs.root, {PAPER: paper(), "content/summaries/a/ann.md": texts["Plot"]})
    write_archive(runs.root, {"content/summaries/a/Plot.png": PNG, "content/summaries/b/bo.md": texts["plot"]})
    write_archive(runs.root, {"content/summaries/b/plot.png": PNG})
    assert (
        "content/summaries/b/plot.png:1:1: error SS061: /paper/count/plot.png differs only by letter case from "
        "/paper/count/Plot.png of content/summaries/a/Plot.png; rename one of them: some systems can't tell them apart"
    ) == "\n".join(runs.check())


def test_a_folder_that_holds_something_else_is_not_published_over(runs: Runs) -> None:
    write_archive(runs.root, {PAPER: paper(), TEXT: summary("count"), "site/thesis.tex": "precious"})
    assert (1, "") == runs.run("build", "--jobs", "1")
    assert (
        "site:1:1: error SS080: holds files that shortsite did not make: 'thesis.tex'; choose another output folder, "
        "or pass --force to delete them\n"
    ) == _problems(runs.err)
    assert "precious" == (runs.root / "site/thesis.tex").read_text()


def test_the_site_is_never_written_over_the_archive(runs: Runs) -> None:
    write_archive(runs.root, {PAPER: paper(), "config.yml": CONFIG + "output: content\n"})
    assert (1, "") == runs.run("build", "--jobs", "1")
    assert "SS080" in runs.err
    assert (runs.root / PAPER).exists()
