"""What a branch would change for readers is told in one comment, which nothing in the texts can break out of."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from archives import CONFIG, paper, summary
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from repositories import Repository

from shortsite.pipeline import Options
from shortsite.review.changes import ADDED, BROKEN, CHANGED, MOVED, REMOVED, Change
from shortsite.review.comment import LIMIT, LISTED, as_json, escaped, markdown
from shortsite.review.proposal import Proposal, propose

Files = Mapping[str, str | bytes]

TODAY = date(2026, 4, 1)
LONG = " ".join(["Some words about the paper, long enough for a summary."] * 20)
HOSTILE = "</a><script>x</script> **b** [l](http://evil.example) @everyone fixes #1 ::error::x `c` | <!-- $x$"

ELEMENTS = {"h3", "p", "blockquote", "ul", "li", "a", "code", "br", "table", "thead", "tbody", "tr", "th", "td"}

BASE: dict[str, str | bytes] = {
    "config.yml": CONFIG,
    "content/papers/byron-2020-a-paper.yml": paper("A paper"),
    "content/papers/byron-2019-old.yml": paper("An old paper", 2019),
    "content/papers/lovelace-2018-gone.yml": paper("A paper that goes", 2018),
    "content/summaries/byron-2020-a-paper/ann.md": summary("byron-2020-a-paper", LONG, tldr="First."),
    "content/summaries/byron-2019-old/ann.md": summary("byron-2019-old", LONG, tldr="Old.", date="2026-02-01"),
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository whose branch ``work`` has just left ``main``."""
    made = Repository.init(tmp_path / "archive")
    made.commit(BASE)
    made.git("checkout", "-q", "-b", "work")
    return made


def proposed(repository: Repository, **options: str) -> Proposal:
    return propose(Options(root=repository.root, jobs=1, **options), "main", TODAY)  # type: ignore[arg-type]


def told(proposal: Proposal) -> list[tuple[str, str, str]]:
    return [(change.how, change.kind, change.path) for change in proposal.changes]


# What changes for readers


def test_a_branch_that_does_nothing_changes_nothing(repository: Repository) -> None:
    proposal = proposed(repository)
    assert ((), (), (), ()) == (proposal.changes, proposal.entries, proposal.findings, proposal.flagged)
    assert "Nothing that readers see" in markdown(proposal)


def test_a_new_summary_is_a_place_on_its_paper_and_an_entry_of_the_feed(repository: Repository) -> None:
    repository.write({"content/summaries/byron-2020-a-paper/bob.md": summary("byron-2020-a-paper", LONG, "bob")})
    proposal = proposed(repository)
    assert [
        (ADDED, "summary", "paper/byron-2020-a-paper/#bob"),
        (ADDED, "contributor", "contributor/bob/"),
    ] == told(proposal)
    assert [(ADDED, "A paper (summary by bob)", "bob", "1 March 2026", True)] == [
        (entry.how, entry.title, entry.author, entry.date, entry.is_recent) for entry in proposal.entries
    ]


def test_an_edit_that_is_dated_is_shown_again_by_feed_readers(repository: Repository) -> None:
    repository.write(
        {
            "content/summaries/byron-2020-a-paper/ann.md": summary(
                "byron-2020-a-paper", LONG + " More.", updated="2026-03-20", tldr="First."
            )
        }
    )
    proposal = proposed(repository)
    assert [(CHANGED, "summary", "paper/byron-2020-a-paper/#ann")] == told(proposal)
    assert [(CHANGED, "20 March 2026")] == [(entry.how, entry.date) for entry in proposal.entries]


def test_a_summary_whose_image_was_replaced_has_changed(repository: Repository) -> None:
    text = summary("byron-2020-a-paper", f"{LONG}\n\n![A plot](plot.png)", tldr="First.")
    files: Files = {"content/summaries/byron-2020-a-paper/ann.md": text}
    image = "content/summaries/byron-2020-a-paper/plot.png"
    repository.git("checkout", "-q", "main")
    repository.commit({**files, image: PNG})
    repository.git("checkout", "-q", "-B", "work")
    repository.write({image: PNG + b"\0"})
    assert [(CHANGED, "summary", "paper/byron-2020-a-paper/#ann")] == told(proposed(repository))


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


def test_a_paper_with_a_new_id_and_an_alias_has_moved_with_its_summaries(repository: Repository) -> None:
    repository.git("mv", "content/papers/byron-2019-old.yml", "content/papers/byron-2019-new.yml")
    repository.git("mv", "content/summaries/byron-2019-old", "content/summaries/byron-2019-new")
    repository.write(
        {
            "content/papers/byron-2019-new.yml": paper("An old paper", 2019, aliases=["byron-2019-old"]),
            "content/summaries/byron-2019-new/ann.md": summary("byron-2019-new", LONG, tldr="Old.", date="2026-02-01"),
        }
    )
    proposal = proposed(repository)
    assert [
        (MOVED, "summary", "paper/byron-2019-new/#ann"),
        (MOVED, "paper", "paper/byron-2019-new/"),
    ] == told(proposal)
    assert () == proposal.entries
    assert "before at <code>&#47;paper&#47;byron&#45;2019&#45;old&#47;</code>" in markdown(proposal)


def test_a_paper_that_is_deleted_is_gone_and_a_finding_says_so(repository: Repository) -> None:
    repository.git("rm", "-q", "content/papers/lovelace-2018-gone.yml")
    proposal = proposed(repository)
    assert [(REMOVED, "paper", "paper/lovelace-2018-gone/")] == told(proposal)
    assert ["SS091"] == [problem.code for problem in proposal.findings]
    assert "which was at <code>" in markdown(proposal)


def test_what_is_broken_is_not_gone_nor_is_what_names_it(repository: Repository) -> None:
    about = {"content/pages/about.md": "---\ntitle: About\n---\nAbout.\n"}
    reply = {"content/summaries/byron-2020-a-paper/cy.md": summary("byron-2020-a-paper", LONG, "cy", reply_to="ann")}
    keyed = {"content/papers/byron-2020-a-paper.yml": paper("A paper", keywords=["light"], venue="Venue")}
    repository.git("checkout", "-q", "main")
    repository.commit({**about, **reply, **keyed})
    repository.git("checkout", "-q", "-B", "work")
    repository.write({"content/papers/byron-2020-a-paper.yml": "title: A: slip\n"})
    repository.write({"content/pages/about.md": "---\ntitle: A: slip\n---\n"})
    repository.write({"content/summaries/byron-2019-old/ann.md": summary("byron-2019-old", LONG, draft=True)})
    repository.git("rm", "-q", "content/papers/lovelace-2018-gone.yml")
    proposal = proposed(repository)
    assert [
        (BROKEN, "summary", "paper/byron-2020-a-paper/#ann"),
        (BROKEN, "reply", "paper/byron-2020-a-paper/#cy"),
        (BROKEN, "paper", "paper/byron-2020-a-paper/"),
        (BROKEN, "page", "about/"),
        (BROKEN, "venue", "venue/venue/"),
        (BROKEN, "contributor", "contributor/ann/"),
        (BROKEN, "contributor", "contributor/cy/"),
        (BROKEN, "keyword", "keyword/light/"),
        (REMOVED, "summary", "paper/byron-2019-old/#ann"),
        (REMOVED, "paper", "paper/lovelace-2018-gone/"),
    ] == told(proposal)
    text = markdown(proposal)
    assert "8 cannot be shown until mended, 2 gone. " in text
    assert " are gone or cannot be shown.\n" in text
    assert "### Cannot be shown until mended\n\n* summary of A paper&#44; by ann, which was at <code>" in text


def test_where_a_file_lies_and_how_it_is_written_does_not_count(repository: Repository) -> None:
    repository.git("mv", "content/papers/byron-2019-old.yml", "content/papers/moved.tmp")
    (repository.root / "content/papers/deeper").mkdir()
    repository.git("mv", "content/papers/moved.tmp", "content/papers/deeper/byron-2019-old.yml")
    file = repository.root / "content/summaries/byron-2020-a-paper/ann.md"
    file.write_text(file.read_text().replace("---\npaper", "---\n# a comment\npaper"))
    assert [] == told(proposed(repository))


def test_what_was_wrong_before_is_no_finding(repository: Repository) -> None:
    repository.git("checkout", "-q", "main")
    repository.commit({"content/papers/broken-2020-x.yml": "title: X\n"})
    repository.git("checkout", "-q", "-B", "work")
    repository.write({"content/papers/worse-2020-y.yml": "title: Y\n"})
    assert {"content/papers/worse-2020-y.yml"} == {
        problem.place.path for problem in proposed(repository).findings if problem.severity == "error"
    }


def test_a_configuration_that_cannot_be_read_is_a_finding(repository: Repository) -> None:
    repository.write({"config.yml": "title: [\n"})
    proposal = proposed(repository)
    assert (("SS002",), ()) == (tuple(problem.code for problem in proposal.findings), proposal.changes)
    assert "so the pages cannot be compared" in markdown(proposal)


def test_everything_is_new_where_there_was_no_archive_before(tmp_path: Path) -> None:
    made = Repository.init(tmp_path / "archive")
    made.commit({"README.md": "Soon."})
    made.git("checkout", "-q", "-b", "work")
    made.write(BASE)
    proposal = proposed(made)
    assert (True, {ADDED}) == (proposal.is_first, {change.how for change in proposal.changes})


def test_a_new_feed_id_is_warned_of(repository: Repository) -> None:
    repository.write({"config.yml": CONFIG.replace("org,2026", "org,2027")})
    proposal = proposed(repository)
    assert (True, ("config.yml",)) == (proposal.renews_feeds, proposal.flagged)
    assert "their readers will see every entry as new" in markdown(proposal)


def test_files_that_run_are_flagged_first(repository: Repository) -> None:
    hidden = "content/summaries/.gitattributes"
    files = {"A.md": "a", hidden: "* -diff\n", "themes/x/page.html": "", ".github/workflows/x.yml": "on: push\n"}
    repository.write(files)
    text = markdown(proposed(repository))
    places = [text.index(escaped(name)) for name in (".github/workflows/x.yml", "themes/x/page.html", hidden, "A.md")]
    assert sorted(places) == places


# The comment


def test_a_hostile_title_stays_a_title(repository: Repository) -> None:
    repository.write(
        {
            "content/papers/evil-2020-x.yml": paper(HOSTILE, 2020),
            "content/summaries/evil-2020-x/mallory.md": summary("evil-2020-x", LONG, "mallory", tldr=HOSTILE),
            "content/contributors/mallory.yml": f"name: '{HOSTILE}'\n",
        }
    )
    text = markdown(proposed(repository))
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    assert set(re.findall(r"<(\w+)", html)) <= ELEMENTS
    assert {"https://toy.example.org/"} == {
        found[: len("https://toy.example.org/")] for found in re.findall(r'href="([^"]*)"', html)
    }
    without_code = re.sub(r"<code>.*?</code>", "", html)
    assert not re.search(r"@\w|#\d", without_code)
    assert not re.search(r"^\s*::", text, re.MULTILINE)
    assert "<!--" not in text


@given(st.text(max_size=300))
def test_whatever_the_words_are_they_stay_plain_text(words: str) -> None:
    html = MarkdownIt("commonmark", {"html": True}).render(f"* paper: [{escaped(words)}](<https://x.example/>)\n")
    assert ["ul", "li", "a"] == re.findall(r"<(\w+)", html)
    assert not re.search(r"@(?!\u200b)|#\d", html)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)


def test_a_long_comment_is_cut_and_says_so() -> None:
    long = [
        Change(how, kind, HOSTILE * 2, "paper/x/")
        for how in (ADDED, CHANGED, MOVED, BROKEN, REMOVED)
        for kind in ("summary", "paper")
        for _ in range(LISTED)
    ]
    proposal = Proposal(base="abc", url="https://x.example/", changes=tuple(long))
    text = markdown(proposal)
    assert f"* and {LISTED:,} more" in text
    assert len(text) <= LIMIT
    full = markdown(
        replace(proposal, findings=(), flagged=("é" * 5_000 + "/",) * 500, url="https://x.example/" + "y" * 3_000)
    )
    assert len(full) <= LIMIT
    assert full.endswith("more than fits into a comment.\n")


def test_the_json_holds_everything(repository: Repository) -> None:
    repository.write(
        {"content/summaries/byron-2020-a-paper/bob.md": summary("byron-2020-a-paper", "![x](no.png)", "bob")}
    )
    made = json.loads(as_json(proposed(repository)))
    assert (1, "https://toy.example.org/paper/byron-2020-a-paper/#bob") == (
        made["version"],
        made["changes"][0]["url"],
    )
    assert [entry["url"] for entry in made["entries"]] == ["https://toy.example.org/paper/byron-2020-a-paper/#bob"]
    assert {"code", "doc", "hint", "message", "path", "severity"} <= made["findings"][0].keys()


def test_errors_are_listed_first(repository: Repository) -> None:
    texts = {
        f"content/summaries/byron-2020-a-paper/a{number}.md": summary(
            "byron-2020-a-paper", "![x](no.png)", f"a{number}"
        )
        for number in range(LISTED)
    }
    repository.write({**texts, "content/summaries/x/z.md": summary("unknown-2020", LONG)})
    text = markdown(proposed(repository))
    assert text.index("error SS012") < text.index("warning SS042")


def test_links_lead_below_the_url_that_is_given(repository: Repository) -> None:
    repository.write({"content/summaries/byron-2020-a-paper/bob.md": summary("byron-2020-a-paper", LONG, "bob")})
    text = markdown(proposed(repository, url="https://preview.example.org/pr/7/"))
    assert "(<https://preview.example.org/pr/7/paper/byron-2020-a-paper/#bob>)" in text
    assert "toy.example.org" not in text


# The command


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "shortsite", "-C", root, "preview", "--jobs", "1", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_prints_the_same_bytes_twice_and_leaves_no_file_behind(repository: Repository) -> None:
    repository.commit({"content/summaries/byron-2020-a-paper/bob.md": summary("byron-2020-a-paper", LONG, "bob")})
    before = {path for path in repository.root.rglob("*") if ".git" not in path.parts}
    first, second = run(repository.root, "--base", "main"), run(repository.root, "--base", "main", "--no-cache")
    assert (0, first.stdout, "") == (second.returncode, second.stdout, second.stderr)
    after = {path for path in repository.root.rglob("*") if ".git" not in path.parts}
    assert {".shortsite"} == {path.relative_to(repository.root).parts[0] for path in after - before}


def test_an_unknown_revision_is_wrong_usage(repository: Repository) -> None:
    ended = run(repository.root, "--base", "nowhere")
    assert (2, "") == (ended.returncode, ended.stdout)
    assert "there is no revision 'nowhere'" in ended.stderr
