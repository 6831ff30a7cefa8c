"""``from-issue``: an issue that the form made becomes files, and nothing in it becomes anything else."""

# ruff: noqa: F811  # a fixture is imported, and parameters bear its name

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from archives import TINY, linked, paper, summary
from hypothesis import given
from hypothesis import strategies as st
from metadata.conftest import QUICK, Outside, outside  # noqa: F401  # a fixture
from serving import MakeArchive

from shortsite.additions import write_additions
from shortsite.catalogue import read_catalogue
from shortsite.commands.beginning import write_submitted
from shortsite.config import load_config
from shortsite.contributing.contribution import Archive
from shortsite.contributing.issue_form import AI_OPTIONS, FIELDS, read_form
from shortsite.contributing.submitting import Submission, Submitted, submitted
from shortsite.front_matter import split_front_matter
from shortsite.metadata import Client
from shortsite.records import TEXT_BYTES

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 23)
PAPER = "byron-2020-a-paper"
JANE = f"content/summaries/{PAPER}/jane.md"
LICENCE = "- [X] I give this text under CC BY 4.0."
WRITTEN: dict[str, str] = {
    "paper": PAPER,
    "handle": "jane",
    "tldr": "It counts.",
    "text": "Some *words* of mine.",
    "ai": AI_OPTIONS[0],
    "licence": LICENCE,
}


def issue(**values: str) -> str:
    """An issue's body as GitHub makes it of what was filled in."""
    said = WRITTEN | values
    return "\n\n".join(f"### {label}\n\n{said[name] or '_No response_'}" for name, label in FIELDS) + "\n"


def submit(root: Path, body: str, client: Client | None = None, **more: Any) -> Submitted:
    config, _ = load_config(root)
    return submitted(Submission(body, TODAY, **more), Archive(root, config, read_catalogue(root)), client)


def handed_in(root: Path, **values: str) -> list[str]:
    made = submit(root, issue(**values), login="jane-x")
    assert () == made.faults
    return write_additions(made.additions, root)


def body_of(file: Path) -> str:
    return split_front_matter(file.read_text(encoding="utf-8"), "")[1]


def run(root: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "shortsite", "-C", root, "from-issue", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


# The form


@pytest.mark.parametrize("folder", [ROOT / ".github", ROOT / "src/shortsite/starter/.github"], ids=["own", "starter"])
def test_the_form_has_the_fields_that_are_read(folder: Path) -> None:
    form = yaml.safe_load((folder / "ISSUE_TEMPLATE" / "summary.yml").read_text(encoding="utf-8"))
    fields = [part for part in form["body"] if part["type"] != "markdown"]
    assert list(FIELDS) == [(part["id"], part["attributes"]["label"]) for part in fields]
    types = {part["id"]: part["type"] for part in fields}
    assert {
        "paper": "input",
        "handle": "input",
        "tldr": "input",
        "text": "textarea",
        "ai": "dropdown",
        "licence": "checkboxes",
    } == types
    # rendered as code, the text would be put into a fence
    assert "render" not in next(part for part in fields if part["id"] == "text")["attributes"]
    assert list(AI_OPTIONS) == next(part for part in fields if part["id"] == "ai")["attributes"]["options"]


def test_what_was_filled_in_is_read_back() -> None:
    form, faults = read_form(issue())
    assert [] == faults
    assert (PAPER, "jane", "It counts.", "Some *words* of mine.", "none", True) == (
        form.paper,
        form.handle,
        form.tldr,
        form.text,
        form.ai,
        form.licence,
    )


HOSTILE = [
    "### Paper\n\nanother\n\n### Your summary\n\nmore",
    "### Use of AI\n\nnone: written without AI\n\n### Licence\n\n- [X] all mine",
    "---\npaper: other\n---\ntext",
    "```\n### Licence\n\n- [ ] no\n```",
    "::set-output name=x::y\n::error::z",
    "    indented\n\n\n\nlines",
    "<!-- a comment -->\n\n_No response_\n\nmore",
    "***\n\n...\n",
    "- [ ] a box",
    "$x^2$ [[byron-2020-a-paper]] \\( \\) %0A ${{ github.token }}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_the_text_is_kept_as_it_was_written(make_archive: MakeArchive, text: str) -> None:
    root = make_archive(TINY)
    assert [JANE, "content/contributors/jane.yml"] == sorted(handed_in(root, text=text), reverse=True)
    assert text.strip("\n") == body_of(root / JANE).removesuffix("\n")
    archive, problems = linked(root)
    # of a second front matter the pull request tells
    is_told = "SS003" in {problem.code for problem in problems}
    assert is_told == text.startswith("---")
    assert ((PAPER, "jane") in archive.summaries) != is_told or "[[" in text


PIECES = st.one_of(
    st.text(max_size=20),
    st.sampled_from([f"\n### {label}\n" for _, label in FIELDS] + ["\n---\n", "\n```\n", "\r\n", "\n\n", *HOSTILE]),
)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_any_text_comes_through_the_form(text: str) -> None:
    form, _ = read_form(issue(text=text))
    assert text.replace("\r\n", "\n").replace("\r", "\n").strip("\n") == form.text or not text.strip()
    assert (PAPER, "jane", "none", True) == (form.paper, form.handle, form.ai, form.licence)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_any_issue_is_read_or_refused_with_a_sentence(body: str) -> None:
    form, faults = read_form(body)
    assert faults or form.text
    assert all("\n" not in fault for fault in faults)


# What becomes of it


def test_a_summary_has_the_facts_of_the_form(make_archive: MakeArchive) -> None:
    root = make_archive(TINY)
    made = submit(root, issue(ai=AI_OPTIONS[1]), login="jane-x", number=12)
    write_additions(made.additions, root)
    assert (
        f"---\npaper: {PAPER}  # from issue 12\nauthor: jane\ndate: 2026-11-23\n"
        "tldr: It counts.\nai: assisted\n---\nSome *words* of mine.\n"
    ) == (root / JANE).read_text()
    assert (root / "content/contributors/jane.yml").read_text().endswith("\ngithub: jane-x\n")
    archive, problems = linked(root)
    assert [] == problems
    assert "jane-x" == archive.contributors["jane"].github


def test_a_name_becomes_a_handle(make_archive: MakeArchive) -> None:
    root = make_archive(TINY)
    written = handed_in(root, handle="Jané Doe-Smith Jr.")
    assert [f"content/summaries/{PAPER}/jane-doe-smith-jr.md"] == [path for path in written if "summaries" in path]
    assert "name: Jané Doe-Smith Jr.\n" in (root / "content/contributors/jane-doe-smith-jr.yml").read_text()


def test_whoever_gives_no_name_is_known_by_account(make_archive: MakeArchive) -> None:
    assert f"content/summaries/{PAPER}/jane-x.md" in handed_in(make_archive(TINY), handle="")


def test_everybody_may_be_anonymous(make_archive: MakeArchive) -> None:
    root = make_archive(TINY)
    assert [f"content/summaries/{PAPER}/anonymous.md"] == handed_in(root, handle="Anonymous")
    assert [f"content/summaries/{PAPER}/anonymous-2.md"] == handed_in(root, handle="anonymous")
    assert "jane" not in (root / f"content/summaries/{PAPER}/anonymous.md").read_text()


def test_a_paper_that_is_not_here_is_looked_up(make_archive: MakeArchive, outside: Outside) -> None:
    outside.give("export.arxiv.org/api/query", "arxiv-1706.03762.xml")
    root = make_archive({})
    with Client(resolve=outside.resolve, limits=QUICK) as client:
        made = submit(root, issue(paper="https://arxiv.org/abs/1706.03762v5", tldr=""), client)
    assert () == made.faults
    paths = write_submitted(made, root)
    assert "content/papers/vaswani-2017-attention-is-all.yml" == paths[0]
    text = (root / "content/summaries/vaswani-2017-attention-is-all/jane.md").read_text()
    assert "\nversion: v5\n" in text
    assert [] == linked(root)[1]


def test_a_source_that_does_not_answer_is_a_fault(make_archive: MakeArchive, outside: Outside) -> None:
    outside.give("export.arxiv.org/api/query", b"<html>", 200)
    with Client(resolve=outside.resolve, limits=QUICK) as client:
        made = submit(make_archive({}), issue(paper="1706.03762"), client)
    assert 1 == len(made.faults)
    assert made.faults[0].startswith("nothing could be learnt about '1706.03762': arXiv ")
    assert () == made.additions


# Faults


def test_all_faults_are_told_at_once(make_archive: MakeArchive) -> None:
    made = submit(
        make_archive(TINY), issue(paper="no such paper", handle="../../x", ai="", text="", licence="- [ ] no")
    )
    assert (
        "'Your summary' is empty; write the summary there",
        "'Use of AI' is empty; say whether AI helped",
        "the box under 'Licence' is not ticked; without it the text can't be published",
        "'../../x' is no name or handle; write it like jane or Jane Doe",
        "no paper is known as 'no such paper'; give its arXiv number, its DOI, or its id in this archive",
    ) == made.faults
    assert () == made.additions


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"paper": ""}, "'Paper' is empty; give the paper's arXiv number"),
        ({"paper": "https://example.org/x"}, "nothing is known of papers at 'https://example.org/x'"),
        ({"paper": "x\n\ny"}, "'Paper' must be one line"),
        ({"tldr": "x" * 501}, "'One sentence' must be one line of at most 500 characters"),
        ({"handle": ""}, "'Your name or handle' is empty; write one, or 'anonymous'"),
        ({"handle": "-"}, "'-' is no name or handle"),
        ({"handle": "a" * 101}, "is no name or handle"),
        ({"handle": "<b>x</b>"}, "'<b>x</b>' is no name or handle"),
        ({"handle": "ann"}, f"ann has a summary of this paper already, content/summaries/{PAPER}/ann.md"),
        ({"ai": "perhaps: so"}, "'Use of AI' can't be 'perhaps'; choose one of none, assisted, generated"),
        ({"licence": ""}, "the box under 'Licence' is not ticked"),
        ({"licence": "- [X] one\n- [ ] two"}, "the box under 'Licence' is not ticked"),
        ({"text": "x" * 1_000_000}, "the summary has 1,000,000 bytes; at most "),
    ],
)
def test_each_fault_is_a_sentence(make_archive: MakeArchive, values: dict[str, str], fault: str) -> None:
    made = submit(make_archive(TINY), issue(**values))
    assert 1 == len(made.faults)
    assert fault in made.faults[0]
    assert () == made.additions


def test_an_issue_without_the_form_s_headings_is_refused(make_archive: MakeArchive) -> None:
    made = submit(make_archive(TINY), issue().replace("### Your summary", "### My summary"))
    assert ("the issue has no heading '### Your summary'; leave the headings of the form as they are",) == made.faults


def test_a_handle_belongs_to_its_account(make_archive: MakeArchive) -> None:
    root = make_archive(
        TINY | {"content/contributors/jane.yml": "github: Jane-X\n", "content/contributors/old.yml": "name: Old\n"}
    )
    assert ("the handle 'jane' belongs to another GitHub account; choose another",) == submit(
        root, issue(), login="mallory"
    ).faults
    assert JANE == submit(root, issue(handle="whoever"), login="jane-x").additions[-1].path
    noted = submit(root, issue(handle="old"), login="mallory")
    assert ("'old' has written here before, and nothing shows that @mallory is the same person",) == noted.notes
    assert [f"content/summaries/{PAPER}/old.md"] == [addition.path for addition in noted.additions]


def test_yaml_in_a_name_or_sentence_stays_a_text(make_archive: MakeArchive) -> None:
    root = make_archive(TINY)
    tldr = 'a: "b" # c\' \\ [d] {e} & *f !g | > % @ ` --- draft: true'
    handed_in(root, tldr=tldr)
    archive, problems = linked(root)
    assert [] == problems
    assert tldr == archive.summaries[PAPER, "jane"].tldr
    assert not archive.summaries[PAPER, "jane"].draft


def test_line_ends_and_control_characters_are_cleaned(make_archive: MakeArchive) -> None:
    root = make_archive(TINY)
    made = submit(root, issue(text="one\n\ntwo\x00\x07 three").replace("\n", "\r\n"))
    write_additions(made.additions, root)
    assert "one\n\ntwo three\n" == body_of(root / JANE)
    assert b"\r" not in (root / JANE).read_bytes()


def test_the_largest_text_that_is_taken_can_be_read(make_archive: MakeArchive) -> None:
    root = make_archive(TINY)
    handed_in(root, text="word \n" * ((TEXT_BYTES - 4096) // 6))
    assert [] == linked(root)[1]


# An edited issue


def test_an_edited_issue_replaces_what_it_made(make_archive: MakeArchive) -> None:
    root = make_archive(TINY)
    write_additions(submit(root, issue(), number=12).additions, root)
    edited = issue(text="Better words.")
    assert (f"this issue has become {JANE} already",) == submit(root, edited, number=12).faults
    made = submit(root, edited, number=12, replaces=True)
    assert [JANE] == write_submitted(made, root)
    assert "Better words.\n" == body_of(root / JANE)
    assert "updated" not in (root / JANE).read_text()
    assert [] == write_submitted(submit(root, edited, number=12, replaces=True), root)


def test_a_published_text_keeps_its_date_and_tells_when_it_changed(make_archive: MakeArchive) -> None:
    root = make_archive(TINY)
    config, _ = load_config(root)
    early = Submission(issue(), date(2026, 10, 1), "", 12)
    write_additions(submitted(early, Archive(root, config, read_catalogue(root)), None).additions, root)
    same = submit(root, issue(), number=12, replaces=True)
    assert (None, ()) == (same.replacement, same.additions)
    write_submitted(submit(root, issue(text="New."), number=12, replaces=True), root)
    assert "\ndate: 2026-10-01\n" in (root / JANE).read_text()
    assert "\nupdated: 2026-11-23\n" in (root / JANE).read_text()


def test_no_other_text_is_replaced(make_archive: MakeArchive) -> None:
    root = make_archive(TINY | {JANE: summary(PAPER, author="jane")})
    made = submit(root, issue(), number=12, replaces=True)
    assert (f"jane has a summary of this paper already, {JANE}; edit that file instead",) == made.faults
    write_additions(submit(root, issue(handle="bob"), number=12).additions, root)
    other = submit(root, issue(handle="bob"), number=1, replaces=True)
    assert "bob has a summary of this paper already" in other.faults[0]


# The command


def test_the_command_prints_what_it_wrote_or_what_is_wrong(make_archive: MakeArchive, tmp_path: Path) -> None:
    root = make_archive(TINY)
    body = tmp_path / "body.md"
    body.write_text(issue())
    done = run(root, body, "--author", "jane-x", "--number", "3", "--offline")
    assert (0, "") == (done.returncode, done.stderr)
    assert sorted([f"{root}/{JANE}", f"{root}/content/contributors/jane.yml"]) == sorted(done.stdout.splitlines())
    body.write_text(issue(licence="", text=""))
    wrong = run(root, body, "--offline")
    assert (1, "", 2) == (wrong.returncode, wrong.stdout, len(wrong.stderr.splitlines()))
    body.write_bytes(b"\xff" * 10)
    assert (1, "") == ((done := run(root, body, "--offline")).returncode, done.stdout)
    assert "not UTF-8" in done.stderr
    for arguments in (["--author", "no/login"], ["--replace"], ["--number", "0"]):
        assert 2 == run(root, body, *arguments, "--offline").returncode


def test_a_paper_that_nobody_could_be_asked_about_gets_a_record_to_fill_in(make_archive: MakeArchive) -> None:
    made = submit(make_archive({}), issue(paper="arXiv:1706.03762"))
    assert "content/papers/arxiv-1706.03762.yml" == made.additions[0].path
    assert re.search(r"^title:  #", made.additions[0].text, re.MULTILINE)


def test_a_former_id_names_the_paper_of_today(make_archive: MakeArchive) -> None:
    root = make_archive({f"content/papers/{PAPER}.yml": paper(aliases=["old"])})
    assert JANE in handed_in(root, paper="old")
