"""``check --since``: what a branch is to blame for, and what only a look back can tell."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from archives import CONFIG, paper, record, summary
from click.testing import CliRunner, Result
from repositories import Repository

from shortsite.cli import shortsite
from shortsite.pipeline import Options, check_tree
from shortsite.problems import Place, Problem
from shortsite.reports import FORMATS
from shortsite.review.history import HistoryError
from shortsite.review.since import Branch, branch_since, problems_since

TODAY = date(2026, 7, 9)
PAPER, OLD = "content/papers/byron-2020-a-paper.yml", "content/papers/lovelace-2018-gone.yml"
TEXT, OLD_TEXT = "content/summaries/byron-2020-a-paper/ann.md", "content/summaries/lovelace-2018-gone/ann.md"
VENUE, PERSON, ABOUT = "content/venues/neurips.yml", "content/contributors/ann.yml", "content/pages/about.md"
WORDS = "Words that say what the paper found.\n" * 20

FILES = {
    "config.yml": CONFIG,
    PAPER: paper(doi="10.1000/one"),
    OLD: paper("Another paper", 2018, arxiv="1801.00001", aliases=["lovelace-2018-first"]),
    TEXT: summary("byron-2020-a-paper", WORDS, tldr="Words."),
    OLD_TEXT: summary("lovelace-2018-gone", WORDS, tldr="Words."),
    VENUE: record(name="Neural Information Processing Systems"),
    PERSON: record(name="The vision desk", aliases=["ann-of-old"]),
    ABOUT: "---\ntitle: About\n---\nAbout.\n",
}
BROKEN = "content/papers/broken-2001-x.yml"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An archive on the branch ``work``, which left ``main`` where it holds ``FILES``."""
    made = Repository.init(tmp_path / "archive")
    made.commit(FILES)
    made.git("checkout", "-q", "-b", "work")
    return made


def on_main(repository: Repository, files: Mapping[str, str | bytes]) -> None:
    """Put the files on main, and start the branch there."""
    repository.git("checkout", "-q", "main")
    repository.commit(files)
    repository.git("checkout", "-q", "-B", "work")


def found(repository: Repository, *, strict: bool = False) -> tuple[Problem, ...]:
    options = Options(root=repository.root, jobs=1, use_cache=False)

    def check(tree: Path) -> Sequence[Problem]:
        return check_tree(options, tree, TODAY)

    branch = branch_since(repository.root, "main")
    return problems_since(branch, check(repository.root), check, TODAY, strict=strict)


def told(repository: Repository, *, strict: bool = False) -> list[str]:
    """The problems, but for advice of which the rules have much."""
    return [str(problem) for problem in found(repository, strict=strict) if not re.match("SS0[2345]", problem.code)]


def brief(lines: Sequence[str]) -> list[str]:
    """``path:line:column: severity code`` of each."""
    return [line[: line.index(": ", line.index(" SS"))] for line in lines]


def told_at(repository: Repository, code: str) -> list[str]:
    return [line for line in map(str, found(repository)) if code in line]


def run(repository: Repository, *arguments: str) -> Result:
    return CliRunner().invoke(shortsite, ["-C", str(repository.root), "check", "--jobs", "1", *arguments])


# Whose fault it is


def test_a_branch_that_did_nothing_is_not_blamed(repository: Repository) -> None:
    assert [] == told(repository)


def test_what_was_wrong_before_is_a_note(repository: Repository) -> None:
    on_main(repository, {BROKEN: "title: X\n"})
    repository.write({"content/papers/new-2020-y.yml": paper("Y")})
    assert [f"{BROKEN}:1:1: note SS007", f"{BROKEN}:1:1: note SS018"] == brief(told(repository))
    result = run(repository, "--since", "main")
    assert (0, True) == (result.exit_code, "note SS007" in result.output)
    assert 1 == run(repository).exit_code


def test_what_stands_in_a_changed_file_fails(repository: Repository) -> None:
    on_main(repository, {BROKEN: "title: X\n"})
    repository.write({BROKEN: "title: XX\n"})
    assert [f"{BROKEN}:1:1: error SS007", f"{BROKEN}:1:1: warning SS018"] == brief(told(repository))
    assert 1 == run(repository, "--since", "main").exit_code


def test_committed_staged_and_untracked_files_count_alike(repository: Repository) -> None:
    repository.commit({"content/papers/a-2001-x.yml": "title: X\n"})
    repository.write({"content/papers/b-2001-x.yml": "title: X\n"})
    repository.git("add", "-A")
    repository.write({"content/papers/c-2001-x.yml": "title: X\n"})
    assert 3 == sum(": error SS007" in line for line in told(repository))


def test_a_paper_that_goes_breaks_the_texts_that_name_it(repository: Repository) -> None:
    on_main(repository, {TEXT: summary("byron-2020-a-paper", f"See [[lovelace-2018-gone]].\n{WORDS}")})
    (repository.root / OLD).unlink()
    (repository.root / OLD_TEXT).unlink()
    assert [f"{TEXT}:6:5: error SS026"] == brief(told_at(repository, "SS026"))
    assert 1 == run(repository, "--since", "main").exit_code


def test_a_problem_that_is_told_in_other_words_is_the_same(repository: Repository) -> None:
    # which paper the hint names depends on what papers there are
    on_main(repository, {TEXT: summary("byron-2020-a-paper", f"See [[newton-1999-light]].\n{WORDS}")})
    before = told_at(repository, "SS026")
    repository.write({"content/papers/newton-1999-lights.yml": paper("Light", 1999)})
    after = told_at(repository, "SS026")
    assert (1, 1, True) == (len(before), len(after), before != after)
    assert ": note SS026" in after[0]


def test_a_duplicate_of_an_old_paper_is_the_new_ones_fault_wherever_it_is_told(repository: Repository) -> None:
    repository.write({"content/papers/aaa-2020-twin.yml": paper("Twin", doi="10.1000/one")})
    (line,) = told_at(repository, "SS022")
    assert ": error SS022" in line
    assert line.startswith(PAPER)


def test_warnings_elsewhere_are_notes_and_fail_only_if_they_are_new_and_strict(repository: Repository) -> None:
    far = "![A plot](https://far.example.org/x.png)"
    on_main(repository, {OLD_TEXT: summary("lovelace-2018-gone", f"{far}\n\n{WORDS}", tldr="Words.")})
    repository.write({PAPER: paper("A better title", doi="10.1000/one")})
    assert [f"{OLD_TEXT}:7:1: note SS043"] == brief(told_at(repository, "SS043"))
    assert 0 == run(repository, "--since", "main", "--strict").exit_code
    assert 1 == run(repository, "--strict").exit_code


def test_an_image_that_goes_is_missed_by_the_text_that_shows_it(repository: Repository) -> None:
    image = TEXT.replace("ann.md", "plot.png")
    on_main(
        repository,
        {TEXT: summary("byron-2020-a-paper", f"![A plot](plot.png)\n\n{WORDS}"), image: b"\x89PNG\r\n\x1a\n"},
    )
    (repository.root / image).unlink()
    (line,) = [str(problem) for problem in found(repository, strict=True) if problem.code == "SS042"]
    assert [f"{TEXT}:6:1: warning SS042"] == brief([line])


def test_a_configuration_that_breaks_fails_and_one_that_was_broken_does_not(repository: Repository) -> None:
    on_main(repository, {"config.yml": CONFIG + "theme: missing\n"})
    assert ["config.yml:4:8: note SS070"] == brief(told(repository))
    repository.write({"config.yml": CONFIG + "theme: gone\n"})
    assert ["config.yml:4:8: error SS070"] == brief(told(repository))


def test_a_folder_that_shortsite_does_not_use_is_the_branchs_if_it_put_something_there(repository: Repository) -> None:
    repository.write({"content/misc/x.txt": "x"})
    assert ["content/misc:1:1: warning SS017"] == brief(told(repository))


def test_an_archive_that_is_new_on_the_branch_is_all_its_own(tmp_path: Path) -> None:
    repository = Repository.init(tmp_path / "project")
    repository.commit({"README.md": "x"})
    repository.git("checkout", "-q", "-b", "work")
    inner = Repository(repository.root / "archive")
    inner.root.mkdir()
    inner.write({**FILES, BROKEN: "title: X\n"})
    assert [f"{BROKEN}:1:1: error SS007", f"{BROKEN}:1:1: warning SS018"] == brief(told(inner))
    assert 1 == run(inner, "--since", "main").exit_code


def test_the_past_is_checked_only_where_that_can_matter(repository: Repository) -> None:
    asked: list[Path] = []
    branch = Branch(repository.root, repository.head(), frozenset())

    def check(tree: Path) -> Sequence[Problem]:
        asked.append(tree)
        return ()

    for code, severities, times in (("SS043", ["note"], 0), ("SS007", ["error"], 1)):
        problems = problems_since(branch, [Problem(Place(TEXT), code, "x")], check, TODAY)
        assert (severities, times) == ([problem.severity for problem in problems], len(asked))


# Published names that are gone


def move(repository: Repository, old: str, new: str) -> None:
    (repository.root / new).parent.mkdir(parents=True, exist_ok=True)
    (repository.root / old).rename(repository.root / new)


def test_a_paper_that_goes_is_told(repository: Repository) -> None:
    (repository.root / PAPER).unlink()
    (repository.root / TEXT).unlink()
    assert [
        (
            f"{PAPER}:1:1: error SS091: the published paper 'byron-2020-a-paper' is gone; put {PAPER} back, or add "
            "'aliases: [byron-2020-a-paper]' to the record that took its place in content/papers/; "
            "if it was removed on purpose, add 'byron-2020-a-paper' to 'removed' in config.yml"
        )
    ] == told(repository)


@pytest.mark.parametrize("change", [{}, {"doi": "10.1000/two"}, {"title": "A wholly new title"}])
def test_a_paper_with_a_new_id_is_told_where_the_alias_belongs(repository: Repository, change: dict[str, Any]) -> None:
    new = "content/papers/byron-2020-better.yml"
    (repository.root / PAPER).unlink()
    repository.write({new: paper(**{"doi": "10.1000/one", "title": "A paper", **change})})
    repository.write({TEXT: summary("byron-2020-better", WORDS, tldr="Words.")})
    assert [
        (
            f"{new}:1:1: error SS091: the published paper 'byron-2020-a-paper' is gone; "
            "add it to this record: 'aliases: [byron-2020-a-paper]'"
        )
    ] == told(repository)
    repository.write({new: paper(doi="10.1000/one", aliases=["byron-2020-a-paper"])})
    assert [] == told(repository)


def test_an_alias_that_goes_is_told(repository: Repository) -> None:
    repository.write({OLD: paper("Another paper", 2018, arxiv="1801.00001")})
    assert [f"{OLD}:1:1: error SS091: the published paper 'lovelace-2018-first' is gone"] == [
        line.split(";")[0] for line in told(repository)
    ]


TWIN, TWIN_TEXT = "content/papers/zeno-2021-twin.yml", "content/summaries/zeno-2021-twin/zoe.md"


def merge(repository: Repository, *aliases: str) -> list[str]:
    """Make one record of ``PAPER`` and ``TWIN``, and tell what is wrong then."""
    repository.git("rm", "-q", TWIN)
    repository.write({PAPER: paper(doi="10.1000/one", aliases=list(aliases))})
    for path in (TWIN_TEXT, TWIN_TEXT.replace("zoe", "ann")):
        if (repository.root / path).exists():
            text = (repository.root / path).read_text().replace("paper: zeno-2021-twin", "paper: byron-2020-a-paper")
            repository.write({path: text})
    return told(repository)


def both(repository: Repository, *stems: str) -> None:
    """Record the paper twice on main, the second time with these texts."""
    texts = {
        TWIN_TEXT.replace("zoe", stem): summary("zeno-2021-twin", "Twin. " + WORDS, stem, tldr="W") for stem in stems
    }
    on_main(repository, {TWIN: paper("Of another title", 2021), **texts})


def test_of_two_papers_that_become_one_the_one_that_stays_keeps_its_name_in_feeds(repository: Repository) -> None:
    both(repository, "zoe")
    assert [
        (
            f"{PAPER}:6:9: error SS091: the id in feeds changes from 'byron-2020-a-paper/ann' to 'zeno-2021-twin/ann'; "
            "let 'byron-2020-a-paper' be the first of its 'aliases', or feed readers see the text as new"
        )
    ] == merge(repository, "zeno-2021-twin")
    repository.write({PAPER: paper(doi="10.1000/one", aliases=["byron-2020-a-paper", "zeno-2021-twin"])})
    assert [] == told(repository)


def test_a_record_without_texts_may_take_the_name_in_feeds_of_the_one_that_has_some(repository: Repository) -> None:
    (repository.root / TEXT).unlink()
    both(repository, "zoe")
    assert [] == merge(repository, "zeno-2021-twin")
    repository.write({PAPER: paper(doi="10.1000/one", aliases=["byron-2020-a-paper", "zeno-2021-twin"])})
    assert [] == told(repository)


def test_a_text_whose_name_another_of_the_joined_paper_has_is_not_taken_for_that(repository: Repository) -> None:
    both(repository, "ann")
    (repository.root / TWIN_TEXT.replace("zoe", "ann")).rename(repository.root / TWIN_TEXT.replace("zoe", "ann-too"))
    repository.write({TWIN_TEXT.replace("zoe", "ann-too"): summary("byron-2020-a-paper", "Else. " + WORDS, tldr="W")})
    assert [] == merge(repository, "byron-2020-a-paper", "zeno-2021-twin")


def test_a_first_alias_that_is_new_changes_the_ids_in_feeds_of_texts_that_were_there(repository: Repository) -> None:
    repository.write({OLD: paper("Another paper", 2018, arxiv="1801.00001", aliases=["new", "lovelace-2018-first"])})
    assert [f"{OLD}:6:9: error SS091: the id in feeds changes from 'lovelace-2018-first/ann' to 'new/ann'"] == [
        line.split(";")[0] for line in told(repository)
    ]
    withdrawn = summary("lovelace-2018-gone", WORDS, tldr="Words.", withdrawn="it was wrong")
    repository.write({OLD_TEXT: withdrawn, OLD_TEXT.replace("ann", "new"): summary("lovelace-2018-first")})
    assert [] == told(repository)


def test_a_file_that_moves_keeps_its_name(repository: Repository) -> None:
    move(repository, PAPER, "content/papers/2020/byron-2020-a-paper.yml")
    move(repository, TEXT, "content/summaries/new/place/ann.md")
    move(repository, VENUE, "content/venues/x/neurips.yml")
    move(repository, PERSON, "content/contributors/x/ann.yml")
    move(repository, ABOUT, "content/pages/x/about.md")
    assert [] == told(repository)


def test_a_record_that_cannot_be_read_is_not_called_gone(repository: Repository) -> None:
    repository.write({PAPER: "title: [", OLD: "x", TEXT: "no front matter", PERSON: "[", VENUE: "\t", ABOUT: ""})
    assert not any("SS091" in line for line in told(repository))


def test_a_summary_that_goes_or_gets_another_name_is_told(repository: Repository) -> None:
    move(repository, TEXT, TEXT.replace("ann", "bob"))
    assert [
        (
            f"{TEXT}:1:1: error SS091: the published summary 'byron-2020-a-paper#ann' is gone; put {TEXT} back; "
            "to take the text back, give it 'withdrawn: why'; "
            "if it was removed on purpose, add 'byron-2020-a-paper#ann' to 'removed' in config.yml"
        )
    ] == told(repository)


def test_a_summary_that_becomes_a_draft_is_gone_and_a_draft_may_go(repository: Repository) -> None:
    drafts = {name: summary("byron-2020-a-paper", WORDS, draft=True) for name in ("a", "b")}
    on_main(repository, {TEXT.replace("ann", name): text for name, text in drafts.items()})
    (repository.root / TEXT.replace("ann", "a")).unlink()
    for draft in (True, "yes", "Yes", "TRUE"):
        repository.write({TEXT: summary("byron-2020-a-paper", WORDS, draft=draft, tldr="Words.")})
        assert [
            (
                f"{TEXT}:1:1: error SS091: the published summary 'byron-2020-a-paper#ann' is gone; "
                f"remove 'draft' from {TEXT}; to take the text back, give it 'withdrawn: why'"
            )
        ] == told_at(repository, "SS091")


def test_a_summary_that_is_withdrawn_is_still_there(repository: Repository) -> None:
    repository.write({TEXT: summary("byron-2020-a-paper", WORDS, tldr="Words.", withdrawn="it was wrong")})
    assert [] == told(repository)


def test_a_contributor_who_goes_is_told_and_one_who_signs_texts_is_there(repository: Repository) -> None:
    (repository.root / PERSON).unlink()
    assert ["the published contributor 'ann-of-old' is gone"] == [
        line.split(": ")[2].split(";")[0] for line in told(repository)
    ]
    repository.write(
        {"content/contributors/ann-new.yml": record(name="The vision desk", aliases=["ann-of-old", "ann"])}
    )
    assert [] == told(repository)


def test_a_contributor_with_a_new_handle_is_told_where_the_alias_belongs(repository: Repository) -> None:
    move(repository, PERSON, "content/contributors/vision.yml")
    for path, of in ((TEXT, "byron-2020-a-paper"), (OLD_TEXT, "lovelace-2018-gone")):
        repository.write({path: summary(of, WORDS, author="vision", tldr="Words.")})
    assert [
        (
            "content/contributors/vision.yml:1:1: error SS091: the published contributor 'ann' is gone; "
            "add it to this record: 'aliases: [ann]'"
        )
    ] == told(repository)


def test_a_contributor_without_a_file_is_missed_once(repository: Repository) -> None:
    texts = {TEXT.replace("ann", f"bob-{number}"): number for number in range(3)}
    on_main(repository, {path: summary("byron-2020-a-paper", WORDS, author="bob") for path in texts})
    repository.write({path: summary("byron-2020-a-paper", WORDS, author="bobby") for path in texts})
    assert [
        (
            f"{TEXT.replace('ann', 'bob-0')}:3:9: error SS091: the published contributor 'bob' is gone; "
            "add 'aliases: [bob]' to content/contributors/bobby.yml"
        )
    ] == told_at(repository, "SS091")


def test_a_venue_and_a_page_that_go_are_told(repository: Repository) -> None:
    (repository.root / ABOUT).unlink()
    move(repository, VENUE, "content/venues/nips.yml")
    assert [
        f"{ABOUT}:1:1: error SS091: the published page 'about' is gone",
        "content/venues/nips.yml:1:1: error SS091: the published venue 'neurips' is gone",
    ] == [line.split(";")[0] for line in told(repository)]
    repository.write({"content/venues/nips.yml": record(name="NIPS", aliases=["neurips"]), ABOUT: FILES[ABOUT]})
    assert [] == told(repository)


def test_a_venue_with_a_new_id_and_its_name_of_old_has_lost_its_address(repository: Repository) -> None:
    on_main(repository, {VENUE: record(name="Neural Information", short="NeurIPS", aliases=["nips", "Adv. Neur."])})
    move(repository, VENUE, "content/venues/neural.yml")
    assert [
        (
            "content/venues/neural.yml:1:1: error SS091: the published venue 'neurips' is gone; "
            "add it to this record: 'aliases: [neurips]'"
        )
    ] == told(repository)
    repository.write({"content/venues/neural.yml": record(name="Neural Information", aliases=["neurips"])})
    assert ["content/venues/neural.yml:1:1: error SS091: the published venue 'nips' is gone"] == [
        line.split(";")[0] for line in told(repository)
    ]
    repository.write({"content/venues/neural.yml": record(name="Neural Information", aliases=["neurips", "nips"])})
    assert [] == told(repository)


def test_what_is_removed_on_purpose_is_not_missed_if_the_configuration_names_it(repository: Repository) -> None:
    for path in (OLD, OLD_TEXT, TEXT, VENUE, PERSON, ABOUT):
        (repository.root / path).unlink()
    kinds = ["contributor", "contributor", "page", "paper", "paper", "summary", "venue"]
    assert kinds == [line.split("the published ")[1].split(" ")[0] for line in told(repository)]
    removed = ["lovelace-2018-gone", "byron-2020-a-paper#ann", "venue/neurips/", "contributor/ann/", "about/"]
    repository.write({"config.yml": CONFIG + record(removed=removed)})
    assert [] == told(repository)
    repository.write({"config.yml": "title: ["})
    assert 7 == len(told_at(repository, "SS091"))


# Dates that stood still


def stale(repository: Repository) -> list[str]:
    return told_at(repository, "SS090")


def test_a_text_that_changed_asks_for_its_date(repository: Repository) -> None:
    repository.write({TEXT: summary("byron-2020-a-paper", WORDS + "More.", tldr="Words.")})
    assert [
        (
            f"{TEXT}:4:7: warning SS090: the text changed and 'updated' did not; "
            "write 'updated: 2026-07-09', so that feeds tell its readers"
        )
    ] == stale(repository)


@pytest.mark.parametrize("change", [{"tldr": "Other words."}, {"title": "A title"}, {"text": "Else."}])
def test_whatever_readers_see_counts(repository: Repository, change: dict[str, str]) -> None:
    repository.write({TEXT: summary("byron-2020-a-paper", **{"text": WORDS, "tldr": "Words.", **change})})
    assert 1 == len(stale(repository))


@pytest.mark.parametrize(
    "change",
    [
        {"text": WORDS.replace("\n", " \r\n") + "\n\n"},
        {"lang": "en"},
        {"text": "New.", "updated": "2026-07-01"},
        {"text": "New.", "date": "2026-07-09"},
    ],
)
def test_white_space_other_keys_and_new_dates_do_not(repository: Repository, change: dict[str, str]) -> None:
    repository.write({TEXT: summary("byron-2020-a-paper", **{"text": WORDS, "tldr": "Words.", **change})})
    assert [] == stale(repository)


def test_a_date_that_was_new_before_is_old_now_unless_it_is_of_today(repository: Repository) -> None:
    for updated, line in (("2026-07-01", [f"{TEXT}:6:10: warning SS090"]), ("2026-07-09", [])):
        on_main(repository, {TEXT: summary("byron-2020-a-paper", updated, tldr="Words.", updated=updated)})
        repository.write({TEXT: summary("byron-2020-a-paper", "New.", tldr="Words.", updated=updated)})
        assert line == brief(stale(repository))


def test_a_new_text_and_one_that_is_a_draft_no_more_have_nothing_to_tell(repository: Repository) -> None:
    on_main(repository, {TEXT: summary("byron-2020-a-paper", WORDS, draft=True)})
    repository.write(
        {TEXT: summary("byron-2020-a-paper", "New."), TEXT.replace("ann", "bob"): summary("byron-2020-a-paper")}
    )
    assert [] == stale(repository)


def test_a_text_that_moved_with_its_paper_is_known_again(repository: Repository) -> None:
    new = "content/papers/byron-2020-better.yml"
    (repository.root / PAPER).unlink()
    repository.write({new: paper(doi="10.1000/one", aliases=["byron-2020-a-paper"])})
    moved = "content/summaries/byron-2020-better/ann.md"
    move(repository, TEXT, moved)
    repository.write({moved: summary("byron-2020-better", WORDS, tldr="Words.")})
    assert [] == told(repository)
    repository.write({moved: summary("byron-2020-better", "New.", tldr="Words.")})
    assert [f"{moved}:4:7: warning SS090"] == [line.split(": the")[0] for line in stale(repository)]


# The command


@pytest.mark.parametrize("revision", ["nonsense", "--all", "origin/main", ""])
def test_a_revision_that_is_not_there_is_wrong_usage(repository: Repository, revision: str) -> None:
    result = run(repository, "--since", revision)
    assert (2, True) == (result.exit_code, f"there is no revision '{revision}'" in result.output)


def test_a_folder_outside_any_repository_is_wrong_usage(tmp_path: Path) -> None:
    root = Repository(tmp_path / "plain")
    root.write(FILES)
    result = run(root, "--since", "main")
    assert (2, True) == (result.exit_code, "git init" in result.output)


def test_a_shallow_clone_says_what_to_type(repository: Repository, tmp_path: Path) -> None:
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.root}", str(tmp_path / "shallow"))
    result = run(Repository(tmp_path / "shallow"), "--since", "main")
    assert (2, True) == (result.exit_code, "fetch-depth: 0" in " ".join(result.output.split()))
    with pytest.raises(HistoryError):
        branch_since(tmp_path / "shallow", "main")


def test_the_day_of_the_hint_is_today(repository: Repository) -> None:
    repository.write({TEXT: summary("byron-2020-a-paper", WORDS + "More.", tldr="Words.")})
    before = datetime.now(UTC).date().isoformat()
    output = run(repository, "--since", "main").output
    assert before in output or datetime.now(UTC).date().isoformat() in output


def test_a_pull_request_shows_the_faults_of_others_as_notices(repository: Repository) -> None:
    on_main(repository, {BROKEN: "title: X\n"})
    repository.write({"content/papers/mine-2020-y.yml": "title: Y\n"})
    output = run(repository, "--since", "main", "--format", "github").output
    assert [("error", "mine-2020-y"), ("notice", "broken-2001-x")] == [
        (kind, name)
        for kind, name in re.findall(r"^::(\w+) file=content/papers/([\w-]+)\.yml.*SS007", output, re.MULTILINE)
    ]


def test_the_result_of_an_unchanged_archive_is_judged_anew_for_each_branch(repository: Repository) -> None:
    on_main(repository, {BROKEN: "title: X\n"})
    assert [1, 0, 1] == [run(repository, *more).exit_code for more in ((), ("--since", "main"), ())]
    repository.git("branch", "-f", "main", "main~1")
    assert 1 == run(repository, "--since", "main").exit_code


def test_the_code_that_a_branch_brings_does_not_run(repository: Repository, tmp_path: Path) -> None:
    sign = tmp_path / "ran"
    repository.write({".gitattributes": "*.yml filter=x diff=x\n", PAPER: paper("Else", doi="10.1000/one")})
    repository.write({".githooks/post-checkout": f"#!/bin/sh\ntouch {sign}\n"})
    (repository.root / ".githooks/post-checkout").chmod(0o755)
    assert 0 == run(repository, "--since", "main").exit_code
    assert not sign.exists()


# The words of the contract, in every format


BRANCHES = Path(__file__).with_name("branches")
REPORTS = {"text": "problems.txt", "github": "problems.github.txt", "json": "problems.json", "sarif": "problems.sarif"}


@pytest.mark.parametrize("case", sorted(folder.name for folder in BRANCHES.iterdir()))
def test_what_a_look_back_finds_is_said_in_these_words(case: str, tmp_path: Path) -> None:
    repository = Repository.init(tmp_path / "archive")
    subprocess.run(["cp", "-R", f"{BRANCHES / case / 'before'}/.", repository.root], check=True)
    repository.commit({})
    repository.git("checkout", "-q", "-b", "work")
    repository.git("rm", "-q", "-r", ".")
    subprocess.run(["cp", "-R", f"{BRANCHES / case / 'after'}/.", repository.root], check=True)
    repository.git("add", "-A")
    problems = found(repository)
    for name, file in REPORTS.items():
        made = "".join(f"{line}\n" for line in FORMATS[name](problems, repository.root))
        made = without_rules(made) if name == "sarif" else made
        if os.environ.get("UPDATE_BROKEN"):
            (BRANCHES / case / file).write_text(made, encoding="utf-8")
        assert (BRANCHES / case / file).read_text(encoding="utf-8") == made


def without_rules(log: str) -> str:
    """A log of SARIF without what is the same in all logs of a version."""
    document = json.loads(log)
    del document["runs"][0]["tool"]["driver"]
    return json.dumps(document, indent=2, sort_keys=True) + "\n"
