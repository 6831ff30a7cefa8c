"""``check --published``: what a published site has is never lost, wherever it is read, and garbage is no site."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from archives import CONFIG, linked, paper, planned, record, rendered, summary, viewed, write_archive
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from sites_elsewhere import file_server, serving, write_site

from shortsite.cli import shortsite
from shortsite.model import Made
from shortsite.pipeline import Options, build
from shortsite.problems import Problem
from shortsite.published.comparing import differences
from shortsite.published.reading import Published, read_published
from shortsite.published.sources import Limits, Source, Unreadable, source_of

PAPER, OLD = "content/papers/byron-2020-a-paper.yml", "content/papers/king-2018-old.yml"
TEXT, OLD_TEXT = "content/summaries/byron-2020-a-paper/ann.md", "content/summaries/king-2018-old/ben.md"
GONE_TEXT, REPLY = "content/summaries/king-2018-old/eve.md", "content/summaries/king-2018-old/cy.md"
FILES: dict[str, str] = {
    "config.yml": CONFIG,
    PAPER: paper(doi="10.1000/one"),
    OLD: paper("An old paper", 2018, aliases=["king-2017-first", "conf/x/King18"], arxiv="1801.00001"),
    TEXT: summary("byron-2020-a-paper", tldr="Words."),
    OLD_TEXT: summary("king-2018-old", author="ben"),
    GONE_TEXT: summary("king-2018-old", author="eve", withdrawn="it was wrong"),
    REPLY: summary("king-2018-old", author="cy", reply_to="ben"),
    "content/contributors/ben.yml": record(name="Ben"),
    "content/pages/about.md": "---\ntitle: About\n---\nUs.\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the site of ``FILES`` that matter."""
    files = rendered(write_archive(tmp_path_factory.mktemp("before"), FILES))
    return {path: data for path, data in files.items() if path.startswith("api/") or path == "index.html"}


@pytest.fixture
def site(built: dict[str, bytes], tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", built)


def as_bytes(made: str | bytes) -> bytes:
    return made if isinstance(made, bytes) else made.encode()


def published_in(folder: Path) -> Published:
    found = read_published(source_of(str(folder), "test"))
    assert found is not None
    return found


def found(site: Path, tmp_path: Path, changes: Mapping[str, str | None]) -> list[Problem]:
    """What would be lost by the archive with these changes; nothing stands for a file that is deleted."""
    files = {path: text for path, text in {**FILES, **changes}.items() if text is not None}
    shutil.rmtree(tmp_path / "after", ignore_errors=True)
    root = write_archive(tmp_path / "after", files)
    return sorted(differences("there", published_in(site), viewed(root), ()))


def told(site: Path, tmp_path: Path, changes: Mapping[str, str | None]) -> list[str]:
    return [str(problem) for problem in found(site, tmp_path, changes)]


# What is compared


def test_what_did_not_change_loses_nothing(site: Path, tmp_path: Path) -> None:
    assert [] == told(site, tmp_path, {})


def test_all_that_is_published_is_read(site: Path) -> None:
    read = published_in(site)
    assert [("byron-2020-a-paper", ()), ("king-2018-old", ("king-2017-first", "conf/x/King18"))] == [
        (one.id, one.aliases) for one in read.papers
    ]
    assert [("ann", "ann"), ("ben", "ben"), ("cy", "cy"), ("eve", "eve")] == [
        (text.stem, text.author) for text in read.texts
    ]
    assert "tag:toy.example.org,2026:king-2017-first/ben" == read.texts[1].feed_id
    assert [False, False, False, True] == [text.is_withdrawn for text in read.texts]
    assert ("about",) == read.pages


def test_new_papers_texts_and_edits_lose_nothing(site: Path, tmp_path: Path) -> None:
    changes = {
        "content/papers/new-2026-x.yml": paper("New"),
        "content/summaries/new-2026-x/ann.md": summary("new-2026-x"),
        PAPER: paper("A better title", 2021, doi="10.1000/two"),
        TEXT: summary("byron-2020-a-paper", "Other words.", date="2026-02-01", updated="2026-05-05"),
        "config.yml": CONFIG.replace("https://toy.example.org/", "https://elsewhere.example.net/papers/"),
    }
    assert [] == told(site, tmp_path, changes)


def test_a_paper_that_is_gone_is_told_with_its_texts(site: Path, tmp_path: Path) -> None:
    lost_paper = (
        f"{PAPER}:1:1: error SS092: the published paper 'byron-2020-a-paper' is gone; put {PAPER} back, "
        "or add 'byron-2020-a-paper' to the 'aliases' of the record that took its place; "
        "if it was removed on purpose, add 'byron-2020-a-paper' to 'removed' in config.yml"
    )
    lost_text = (
        f"{TEXT}:1:1: error SS092: the published summary 'byron-2020-a-paper#ann' is gone; "
        f"put {TEXT} back; to take the text back, give it 'withdrawn: why'"
    )
    assert [lost_paper, lost_text] == told(site, tmp_path, {PAPER: None, TEXT: None})


GONE = ["about/", "byron-2020-a-paper", "king-2018-old#ben", "conf/x/King18", "contributor/cy/"]


def test_what_is_removed_on_purpose_is_not_missed_if_the_configuration_names_it(site: Path, tmp_path: Path) -> None:
    changes: dict[str, str | None] = {
        PAPER: None,
        TEXT: None,
        OLD_TEXT: None,
        OLD: paper("An old paper", 2018, aliases=["king-2017-first"]),
        REPLY: summary("king-2018-old", author="dee"),
        "content/pages/about.md": None,
    }
    lost = found(site, tmp_path, changes)
    assert 6 == len(lost)
    assert ["about/", "byron-2020-a-paper", "king-2018-old#ben"] == [
        problem.hint.split("'")[-4] for problem in lost if "on purpose" in problem.hint
    ]
    assert [] == told(site, tmp_path, {**changes, "config.yml": CONFIG + record(removed=GONE)})


def test_a_removed_name_that_is_still_there_is_told(tmp_path: Path) -> None:
    there = [*GONE, "king-2018-old#eve", "king-2017-first", "year/2018/", "contributor/ann/", "nothing/", "a/b/", "x#y"]
    root = archive(tmp_path, **{"config.yml": CONFIG + record(removed=there)})
    lines = [line for line in run(root, "--all").stdout.splitlines() if "SS094" in line]
    assert [True] == list({line.startswith("config.yml:5:1: warning SS094: 'removed' names '") for line in lines})
    assert sorted([*GONE, "king-2018-old#eve", "king-2017-first", "year/2018/", "contributor/ann/"]) == sorted(
        line.split("names '")[1].split("'")[0] for line in lines
    )
    assert lines[0].endswith("which is still there; take it out of 'removed', or delete what it names")


RENAMED, RENAMED_TEXT = "content/papers/byron-2021-other.yml", "content/summaries/byron-2021-other/ann.md"


def test_a_renamed_paper_is_found_by_its_doi_where_its_old_name_is_missing(site: Path, tmp_path: Path) -> None:
    changes = {
        PAPER: None,
        TEXT: None,
        RENAMED: paper(doi="10.1000/ONE"),
        RENAMED_TEXT: summary("byron-2021-other"),
    }
    (line,) = told(site, tmp_path, changes)
    assert (
        f"{RENAMED}:1:1: error SS092: the published paper 'byron-2020-a-paper' is gone; add 'byron-2020-a-paper' to the 'aliases' of this record"
        == line
    )


def test_a_renamed_paper_with_its_old_name_as_alias_loses_nothing(site: Path, tmp_path: Path) -> None:
    changes = {
        PAPER: None,
        TEXT: None,
        RENAMED: paper(doi="10.1000/one", aliases=["byron-2020-a-paper"]),
        RENAMED_TEXT: summary("byron-2021-other"),
    }
    assert [] == told(site, tmp_path, changes)


def test_the_first_alias_names_texts_in_feeds_so_it_may_not_change(site: Path, tmp_path: Path) -> None:
    aliases = ["conf/x/King18", "king-2016-new", "king-2017-first"]
    (line,) = told(site, tmp_path, {OLD: paper("An old paper", 2018, aliases=aliases)})
    assert (
        f"{OLD}:6:1: error SS092: the id in feeds changes from 'king-2017-first/ben' to 'king-2016-new/ben'; "
        "let 'king-2017-first' be the first of its 'aliases', or feed readers see the text as new"
    ) == line


def test_an_alias_that_is_gone_is_a_lost_name(site: Path, tmp_path: Path) -> None:
    (line,) = told(site, tmp_path, {OLD: paper("An old paper", 2018, aliases=["king-2017-first"])})
    assert f"{OLD}:6:1: error SS092: the published paper 'conf/x/King18' is gone" in line


def joined(*aliases: str) -> dict[str, str | None]:
    """The changes that make one paper of two, under ``king-2018-old``."""
    return {
        PAPER: None,
        TEXT: None,
        OLD: paper("An old paper", 2018, aliases=aliases),
        "content/summaries/king-2018-old/ann.md": summary("king-2018-old"),
    }


def test_of_two_papers_that_become_one_the_one_that_stays_keeps_its_name_in_feeds(site: Path, tmp_path: Path) -> None:
    other, own = "byron-2020-a-paper", ("king-2017-first", "conf/x/King18")
    assert [] == told(site, tmp_path, joined(*own, other))
    assert [
        (
            f"{OLD}:6:1: error SS092: the id in feeds changes from 'king-2017-first/ben' to 'byron-2020-a-paper/ben'; "
            "let 'king-2017-first' be the first of its 'aliases', or feed readers see the text as new"
        )
    ] == told(site, tmp_path, joined(other, *own))


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("other", [True, False])
def test_whoever_makes_one_record_of_two_as_the_hint_says_loses_nothing(own: bool, other: bool, tmp_path: Path) -> None:
    texts = {path: FILES[path] for path, is_there in ((OLD_TEXT, own), (REPLY, own), (TEXT, other)) if is_there}
    before = write_archive(tmp_path / "before", {"config.yml": CONFIG, PAPER: paper(), OLD: paper(), **texts})
    made = {path: data for path, data in rendered(before).items() if path.startswith("api/")}
    site = write_site(tmp_path / "site", made)
    (problem,) = linked(before)[1]
    assert ("SS023", OLD) == (problem.code, problem.place.path)
    assert "'aliases: [byron-2020-a-paper, king-2018-old]'" in problem.hint
    moved = {path: text.replace("king-2018-old", "byron-2020-a-paper") for path, text in texts.items()}
    one = {PAPER: paper(aliases=["byron-2020-a-paper", "king-2018-old"]), "config.yml": CONFIG}
    after = write_archive(tmp_path / "after", {**one, **moved})
    assert [] == differences("there", published_in(site), viewed(after), ())


def test_a_name_in_feeds_that_is_gone_is_told_once(site: Path, tmp_path: Path) -> None:
    (line,) = told(site, tmp_path, {OLD: paper("An old paper", 2018, aliases=["conf/x/King18"])})
    assert "the published paper 'king-2017-first' is gone" in line


def test_another_authority_of_ids_is_told_once(site: Path, tmp_path: Path) -> None:
    changed = CONFIG.replace("toy.example.org,2026", "other.example.org,2027")
    (line,) = told(site, tmp_path, {"config.yml": changed})
    assert (
        "config.yml:3:10: error SS092: the ids in all feeds change from 'toy.example.org,2026' to "
        "'other.example.org,2027'; write 'feed_id: \"toy.example.org,2026\"', or every reader sees every text as new"
    ) == line


def test_a_domain_that_changes_without_an_id_of_its_own_changes_all_ids(tmp_path: Path) -> None:
    own = "title: Toy\nurl: https://old.example.org/\n"
    before = rendered(write_archive(tmp_path / "before", {**FILES, "config.yml": own}))
    site = write_site(tmp_path / "site", {path: data for path, data in before.items() if path.startswith("api/")})
    (line,) = told(site, tmp_path, {"config.yml": own.replace("old.example", "new.example")})
    assert line.startswith("config.yml:2:6: error SS092: the ids in all feeds change from 'old.example.org,2026'")


def test_a_text_that_is_withdrawn_is_there_and_one_that_is_deleted_is_not(site: Path, tmp_path: Path) -> None:
    assert [] == told(site, tmp_path, {TEXT: summary("byron-2020-a-paper", withdrawn="it was wrong")})
    (line,) = told(site, tmp_path, {TEXT: None})
    assert f"{TEXT}:1:1: error SS092: the published summary 'byron-2020-a-paper#ann' is gone" in line


def test_a_withdrawn_text_keeps_its_place_too(site: Path, tmp_path: Path) -> None:
    (line,) = told(site, tmp_path, {GONE_TEXT: None})
    assert "the published summary 'king-2018-old#eve' is gone" in line


def test_a_text_that_becomes_a_draft_is_gone(site: Path, tmp_path: Path) -> None:
    (line,) = told(site, tmp_path, {TEXT: summary("byron-2020-a-paper", draft=True)})
    assert (
        f"{TEXT}:1:1: error SS092: the published summary 'byron-2020-a-paper#ann' is gone; "
        f"remove 'draft' from {TEXT}; to take the text back, give it 'withdrawn: why'"
    ) == line


def test_a_contributor_whose_handle_changes_needs_an_alias(site: Path, tmp_path: Path) -> None:
    changes = {OLD_TEXT: summary("king-2018-old", author="benjamin"), "content/contributors/ben.yml": None}
    (line,) = told(site, tmp_path, {**changes, "content/contributors/benjamin.yml": record(name="Ben")})
    assert (
        f"{OLD_TEXT}:3:9: error SS092: the published contributor 'ben' is gone; "
        "add 'aliases: [ben]' to content/contributors/benjamin.yml"
    ) == line
    assert [] == told(
        site, tmp_path, {**changes, "content/contributors/benjamin.yml": record(name="Ben", aliases=["ben"])}
    )


def test_an_anonymous_text_may_find_its_author(tmp_path: Path) -> None:
    before = rendered(
        write_archive(tmp_path / "before", {**FILES, OLD_TEXT: summary("king-2018-old", author="anonymous")})
    )
    site = write_site(tmp_path / "site", {path: data for path, data in before.items() if path.startswith("api/")})
    assert [] == told(site, tmp_path, {})


def test_a_page_that_is_gone_is_told(site: Path, tmp_path: Path) -> None:
    (line,) = told(site, tmp_path, {"content/pages/about.md": None})
    assert "content/pages/about.md:1:1: error SS092: the published page 'about' is gone" in line


def test_more_texts_than_a_feed_holds_are_all_compared(tmp_path: Path) -> None:
    files = {"config.yml": CONFIG + "feed_size: 2\n", "content/papers/a.yml": paper()}
    files |= {
        f"content/summaries/a/s{n}.md": summary("a", date=f"2026-01-{n:02}", author=f"w{n}") for n in range(1, 10)
    }
    before = rendered(write_archive(tmp_path / "archive", files))
    site = write_site(tmp_path / "site", {path: data for path, data in before.items() if path.startswith("api/")})
    (tmp_path / "archive/content/summaries/a/s1.md").unlink()
    lines = differences("there", published_in(site), viewed(tmp_path / "archive"), ())
    assert ["the published summary 'a#s1' is gone"] == [line.message for line in lines]


def test_what_an_older_shortsite_left_out_is_said(site: Path, tmp_path: Path) -> None:
    file = site / "api/summaries.jsonl"
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    file.write_text("".join(json.dumps({key: row[key] for key in row if key != "feed_id"}) + "\n" for row in rows))
    index = json.loads((site / "api/index.json").read_text())
    del index["pages"]
    (site / "api/index.json").write_text(json.dumps(index))
    changes = {"config.yml": CONFIG.replace(",2026", ",2027"), "content/pages/about.md": None}
    (line,) = told(site, tmp_path, changes)
    assert line == (
        "config.yml:2:6: warning SS093: the site at there does not tell the ids of its feeds, since an older shortsite "
        "made it; they are compared from the next publication on"
    )


# Any course of an archive

SLUGS = ["p1", "p2", "p3"]
STEMS = ["ann", "ben"]


def stages(papers: Mapping[str, tuple[str, ...]], texts: Mapping[tuple[str, str], bool]) -> dict[str, str]:
    """An archive of papers with their former names, and of texts that are withdrawn or not."""
    files = {"config.yml": CONFIG, "content/papers/other.yml": paper("Other")}
    files |= {
        f"content/papers/{name}.yml": paper(f"On {name}", aliases=list(former)) for name, former in papers.items()
    }
    for (of, stem), is_withdrawn in texts.items():
        more = {"withdrawn": "it was wrong"} if is_withdrawn else {}
        files[f"content/summaries/{of}/{stem}.md"] = summary(of, author="ann", **more)
    return files


@given(
    names=st.dictionaries(st.sampled_from(SLUGS), st.sampled_from(["stays", "renamed", "moved", "gone"]), min_size=1),
    fates=st.dictionaries(
        st.tuples(st.sampled_from(SLUGS), st.sampled_from(STEMS)), st.sampled_from(["stays", "withdrawn", "gone"])
    ),
)
@settings(max_examples=40)
def test_whatever_becomes_of_an_archive_just_what_is_lost_is_told(
    names: dict[str, str], fates: dict[tuple[str, str], str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    texts = {key: fate for key, fate in fates.items() if key[0] in names}
    before = write_archive(
        tmp_path_factory.mktemp("before"), stages(dict.fromkeys(names, ()), dict.fromkeys(texts, False))
    )
    made = {o.url: as_bytes(o.make()) for o in planned(before)[0] if isinstance(o, Made) and o.url.startswith("api/")}
    read = read_published(Source("there", "", made.get))
    assert read
    # a paper is renamed with its old name as an alias, or moved without
    now = {name: {"renamed": f"{name}-new", "moved": f"{name}-new"}.get(fate, name) for name, fate in names.items()}
    papers = {now[name]: (name,) if fate == "renamed" else () for name, fate in names.items() if fate != "gone"}
    left = {
        (now[of], stem): fate == "withdrawn"
        for (of, stem), fate in texts.items()
        if fate != "gone" and names[of] != "gone"
    }
    after = viewed(write_archive(tmp_path_factory.mktemp("after"), stages(papers, left)))
    lost_papers = {f"paper '{name}'" for name, fate in names.items() if fate in {"moved", "gone"}}
    lost_texts = {
        f"summary '{of}#{stem}'"
        for (of, stem), fate in texts.items()
        if fate == "gone" or names[of] in {"moved", "gone"}
    }
    assert sorted(f"the published {what} is gone" for what in lost_papers | lost_texts) == sorted(
        problem.message for problem in differences("there", read, after, ())
    )


# The command


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(shortsite, ["-C", str(root), "check", "--jobs", "1", *arguments])


def archive(tmp_path: Path, **changes: str | None) -> Path:
    files = {path: text for path, text in {**FILES, **changes}.items() if text is not None}
    shutil.rmtree(tmp_path / "archive", ignore_errors=True)
    return write_archive(tmp_path / "archive", files)


def test_the_command_refuses_what_would_be_lost(site: Path, tmp_path: Path) -> None:
    root = archive(tmp_path, **{TEXT: None})
    assert 0 == run(root).exit_code
    result = run(root, "--published", str(site))
    assert (1, 1) == (result.exit_code, result.stdout.count("error SS092"))
    assert 0 == run(archive(tmp_path), "--published", str(site)).exit_code


def test_a_file_with_errors_may_hold_what_seems_lost(site: Path, tmp_path: Path) -> None:
    root = archive(tmp_path, **{PAPER: "title: [\n"})
    assert "SS092" not in run(root, "--published", str(site)).stdout
    broken_text = FILES[OLD_TEXT].replace("date: '2026-03-01'", "date: never")
    root = archive(tmp_path, **{OLD_TEXT: broken_text, REPLY: None})
    lines = [line for line in run(root, "--published", str(site)).stdout.splitlines() if "SS092" in line]
    assert [True] == ["'king-2018-old#cy' is gone" in line for line in lines]


def test_a_text_that_answers_a_broken_one_is_not_called_gone(site: Path, tmp_path: Path) -> None:
    root = archive(tmp_path, **{OLD_TEXT: summary("king-2018-old", "See [[unknown-1999-x]].", author="ben")})
    result = run(root, "--published", str(site))
    assert ["SS026"] == re.findall(r"error (SS\d+)", result.stdout)
    root = archive(tmp_path, **{OLD_TEXT: summary("king-2018-old", author="ben", draft=True)})
    lines = [line for line in run(root, "--published", str(site)).stdout.splitlines() if "SS092" in line]
    assert ["'king-2018-old#ben' is gone"] == [line.split(" summary ")[1].split(";")[0] for line in lines]


def test_an_archive_without_a_configuration_is_told_as_ever(site: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run(tmp_path / "empty", "--published", str(site))
    assert (1, True) == (result.exit_code, "SS001" in result.stdout)


def test_a_first_publication_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    result = run(archive(tmp_path), "--published", str(tmp_path / "nothing"))
    assert 0 == result.exit_code
    assert "nothing is published at" in result.stderr


def test_a_site_of_another_making_is_a_warning_which_fails_a_strict_run_only(tmp_path: Path) -> None:
    other = write_site(tmp_path / "other", {"index.html": b"<p>A blog</p>"})
    result = run(archive(tmp_path), "--published", str(other))
    assert (0, 1) == (result.exit_code, result.stdout.count("warning SS093"))
    assert "has no /api/index.json, so something else made it" in result.stdout
    assert 1 == run(archive(tmp_path), "--published", str(other), "--strict").exit_code


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("not-there", "there is no folder 'not-there'"),
        ("ftp://example.org/", "is no address of a site"),
        ("https://user:secret@example.org/", "is no address of a site"),
        ("https://example.org/?page=2", "is no address of a site"),
        ("https://example.org/#x", "is no address of a site"),
        ("http://[::1/", "is no address of a site"),
        ("https://example.org:port/", "is no address of a site"),
        ("https:///papers/", "is no address of a site"),
    ],
)
def test_what_is_no_site_is_wrong_usage(named: str, words: str, tmp_path: Path) -> None:
    result = run(archive(tmp_path), "--published", named)
    assert (2, True) == (result.exit_code, words in result.stderr), result.stderr


# From an address


def fault(url: str, **limits: Any) -> str:
    """Why the site at an address cannot be read."""
    with pytest.raises(Unreadable) as caught:
        read_published(source_of(url, "test", Limits(**limits)))
    return str(caught.value)


def test_a_site_reads_the_same_from_its_address(built: dict[str, bytes], site: Path) -> None:
    with serving(file_server(built, "/papers/")) as url:
        assert published_in(site) == read_published(source_of(f"{url}papers", "test"))


def test_the_address_is_the_configured_one_where_none_is_given(built: dict[str, bytes], tmp_path: Path) -> None:
    with serving(file_server(built)) as url:
        config = CONFIG.replace("https://toy.example.org/", url)
        result = run(archive(tmp_path, **{"config.yml": config, TEXT: None}), "--published", "--format", "json")
    assert ["SS092"] == [
        problem["code"] for problem in json.loads(result.stdout)["problems"] if problem["severity"] == "error"
    ]


def test_where_nothing_is_published_yet_nothing_is_lost(tmp_path: Path) -> None:
    with serving(file_server({})) as url:
        result = run(archive(tmp_path), "--published", url)
    assert (0, f"nothing is published at {url} yet" in result.stderr) == (result.exit_code, True)


def test_redirects_are_followed_within_the_host(built: dict[str, bytes]) -> None:
    plain = file_server(built, "/new/")

    def respond(path: str) -> tuple[int, dict[str, str], bytes]:
        moved = path.replace("/old/", "/new/")
        return (301, {"Location": moved}, b"") if moved != path else plain(path)

    with serving(respond) as url:
        found = read_published(source_of(f"{url}old/", "test"))
    assert found
    assert 2 == len(found.papers)


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://localhost:1/api/index.json", "redirects to 'http://localhost:1/'; name the address where it is"),
        ("https://example.org/", "redirects to 'https://example.org/'"),
        ("//example.org/x", "redirects to 'http://example.org/'"),
        ("http://127.0.0.1:1/", "redirects to 'http://127.0.0.1:1/'"),
        ("file:///etc/passwd", "redirects to an address that is none"),
        ("http://[::1/", "redirects to an address that is none"),
        ("http://user@127.0.0.1/", "redirects to an address that is none"),
        ("/round", "answers with one redirect after another"),
    ],
)
def test_redirects_never_leave_the_host_or_go_round(location: str, words: str) -> None:
    with serving(lambda _: (302, {"Location": location}, b"")) as url:
        assert words in fault(url)


def test_https_is_never_left_for_http() -> None:
    from shortsite.published.sources import _followed

    assert "https://a.example/x" == _followed("http://a.example/", "https://a.example/x")
    with pytest.raises(Unreadable, match="redirects to 'http://a.example/'"):
        _followed("https://a.example/", "http://a.example/")


def test_an_answer_that_is_too_large_or_too_late_is_none(built: dict[str, bytes]) -> None:
    with serving(file_server(built)) as url:
        assert "answers with more than 100 bytes" == fault(url, size=100)

    def slow(_: str) -> tuple[int, dict[str, str], bytes]:
        time.sleep(1)
        return 200, {}, b"{}"

    with serving(slow) as url:
        assert "did not answer within 0.2 seconds" == fault(url, seconds=0.2)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((500, {}, b""), "answers with 500"),
        ((403, {}, b""), "answers with 403"),
        ((200, {}, b"<html>all is well</html>"), "has a /api/index.json that is no JSON"),
        ((200, {}, b"[1]"), "has a /api/index.json of a form that is not known"),
        ((200, {}, b"{}"), "has a /api/index.json of a form that is not known"),
        ((200, {}, b'{"version": 2}'), "was made by another version of shortsite"),
        ((200, {}, b'{"version": 1, "counts": {}}'), "has a /api/papers.jsonl of a form that is not known"),
        ((200, {}, b"[" * 100_000), "has a /api/index.json that is no JSON"),
        ((200, {"Content-Length": "1000"}, b'{"version"'), "gave no whole answer"),
        ((200, {"Content-Encoding": "gzip"}, b"no gzip"), "gave no whole answer"),
    ],
)
def test_a_broken_answer_is_no_site(answer: tuple[int, dict[str, str], bytes], words: str) -> None:
    with serving(lambda _: answer) as url:
        assert words == fault(url)[: len(words)]


def test_a_host_that_is_not_there_is_a_warning_so_that_a_first_publication_can_go_on(tmp_path: Path) -> None:
    result = run(archive(tmp_path), "--published", "http://127.0.0.1:1/")
    assert (0, True) == (result.exit_code, "SS093: the site at http://127.0.0.1:1/ can't be reached" in result.stdout)


def test_a_site_whose_files_do_not_fit_each_other_is_not_compared(site: Path) -> None:
    lines = (site / "api/papers.jsonl").read_text().splitlines(keepends=True)
    (site / "api/papers.jsonl").write_text(lines[0])
    with pytest.raises(Unreadable, match="is not whole"):
        published_in(site)
    (site / "api/papers.jsonl").unlink()
    with pytest.raises(Unreadable, match=r"has no /api/papers.jsonl"):
        published_in(site)


# Garbage

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["version", "counts", "papers", "summaries", "replies", "pages", "id", "aliases", "paper",
                         "author", "feed_id", "identifiers", "doi", "withdrawn"]), inner, max_size=6,
    ),
    max_leaves=12,
)  # fmt: skip
ROW = st.fixed_dictionaries(
    {"id": st.sampled_from(["a/x", "a", "", "../x"]) | JSON},
    optional={
        "paper": st.just("a") | JSON,
        "author": st.just({"id": "ann"}) | JSON,
        "feed_id": st.just("tag:a.org,2026:a/x") | JSON,
        "aliases": st.lists(st.sampled_from(["b", "c/d", "\ud800", "x" * 500]), max_size=2) | JSON,
        "identifiers": st.dictionaries(st.sampled_from(["doi", "arxiv", "nonsense"]), st.text(max_size=9)) | JSON,
        "withdrawn": JSON,
    },
)
LINES = st.binary(max_size=40) | st.lists(ROW | JSON, max_size=3).map(
    lambda rows: "\n".join(map(json.dumps, rows)).encode()
)


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return viewed(write_archive(tmp_path_factory.mktemp("garbage"), FILES))


@given(papers=LINES, texts=LINES, counts=st.tuples(*[st.integers(0, 3)] * 3), pages=JSON)
def test_garbage_is_compared_or_refused_and_never_a_fault(
    views: Any, papers: bytes, texts: bytes, counts: tuple[int, int, int], pages: Any
) -> None:
    told = dict(zip(("papers", "summaries", "replies"), counts, strict=True))
    files = {
        "api/index.json": json.dumps({"version": 1, "counts": told, "pages": pages}).encode(),
        "api/papers.jsonl": papers,
        "api/summaries.jsonl": texts,
    }
    said: list[object] = []
    try:
        read = read_published(Source("there", "index.html", files.get))
        said += differences("there", read, views, ()) if read else []
    except Unreadable as refused:
        said.append(refused)
    assert [] == [text for text in map(str, said) if not text.isprintable()]


# Whole archives, and what is said of them

CASES = Path(__file__).with_name("published")


@pytest.mark.parametrize("case", ["names-gone", "elsewhere"])
def test_what_would_be_lost_is_told_as_expected(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(CASES / case, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    if (tmp_path / "before").exists():
        build(Options(root=Path("before"), output=Path("site"), jobs=1, use_cache=False))
    file = CASES / case / "problems.txt"
    printed = run(Path("after"), "--published", "site", "--no-cache").stdout
    if os.environ.get("UPDATE_BROKEN"):
        file.write_text(printed, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == printed
