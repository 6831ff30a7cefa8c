"""Whole builds: the same bytes whatever the machine, nothing written in vain, nothing half done."""

from __future__ import annotations

import inspect
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from archives import CONFIG, TINY, add_summary, paper, summary, write_archive
from conftest import MakeArchive

from shortsite import keeping
from shortsite.parallel import map_ordered
from shortsite.pipeline import Options, build, check
from shortsite.problems import SiteError, without_notes
from shortsite.write import Written

MINIMAL = Path(__file__).parent / "sites" / "minimal"
EXPECTED = MINIMAL / "expected"


def options(root: Path, **more: object) -> Options:
    return Options(root=root, **{"jobs": 1, **more})  # type: ignore[arg-type]


def tree(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def marks(folder: Path) -> dict[str, tuple[int, int]]:
    """Inode and mtime of each file."""
    stats = {file.relative_to(folder).as_posix(): file.stat() for file in folder.rglob("*") if file.is_file()}
    return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in stats.items()}


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


@pytest.fixture
def minimal(tmp_path: Path) -> Path:
    root = tmp_path / "minimal"
    shutil.copytree(MINIMAL, root, ignore=shutil.ignore_patterns("expected"))
    return root


# The golden site


def golden(name: str, text: str) -> str:
    """What the output was when somebody last looked at it; renewed where UPDATE_GOLDEN is set."""
    file = EXPECTED / name
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return file.read_text(encoding="utf-8")


def main_of(html: bytes) -> str:
    """The main element, without the attributes that only the style sheet and screen readers see."""
    found = re.search(r"<main.*?</main>", html.decode(), re.DOTALL)
    assert found is not None
    bare = re.sub(r' (?:class|role|tabindex|aria-[a-z]+)="[^"]*"', "", found[0])
    return re.sub(r"\s*\n\s*", "\n", bare) + "\n"


def test_the_minimal_site_is_as_expected(minimal: Path) -> None:
    assert [] == [str(problem) for problem in build(options(minimal)).plan.problems]
    site = tree(minimal / "site")
    shown = {
        "paper.html": main_of(site["paper/marsh-2019-slow-tides/index.html"]),
        "feed.xml": site["feed.xml"].decode().replace("><", ">\n<"),
        "sitemap.xml": site["sitemap.xml"].decode(),
        "files.txt": "".join(f"{path}\n" for path in sorted(site) if not path.startswith("static/")),
    }
    for name, text in shown.items():
        assert golden(name, text) == text, f"if {name} is right as it is, run pytest with UPDATE_GOLDEN=1"


# The same bytes


def many(texts: int) -> dict[str, str]:
    """An archive with so many texts that processes are started."""
    files = {
        f"content/papers/p{n}.yml": paper(f"Paper {n} on $x_{n}$", 2000 + n % 5, keywords=[f"k{n % 7}"])
        for n in range(130)
    }
    for n in range(texts):
        text = f"Words {n}, $\\frac{{{n}}}{{x}}$ and [[p{n % 129}]].\n\n- İstanbul\n- straße[^1]\n\n[^1]: Note.\n"
        files[f"content/summaries/p{n % 130}/s{n}.md"] = summary(f"p{n % 130}", text, date=f"2026-03-{n % 28 + 1:02}")
    return files


def run(root: Path, output: Path, *arguments: str, **environment: str) -> dict[str, bytes]:
    """The site as another process builds it."""
    command = [sys.executable, "-m", "shortsite", "-C", str(root), "build", "--output", str(output), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})
    assert (0, "") == (done.returncode, done.stderr)
    return tree(output)


def test_the_same_archive_gives_the_same_bytes(tmp_path: Path) -> None:
    files = {"config.yml": CONFIG, **many(320)}
    assert 320 >= inspect.signature(map_ordered).parameters["least"].default
    # of each paper a page and a picture
    assert 2 * 130 >= keeping.MANY
    one, two = tmp_path / "one", tmp_path / "a" / "longer name"
    write_archive(one, files)
    write_archive(two, dict(reversed(files.items())))
    plain = run(one, tmp_path / "1", "--jobs", "1", PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C")
    strange = {"PYTHONHASHSEED": "1", "TZ": "Asia/Kolkata", "LC_ALL": "tr_TR.UTF-8"}
    cold = run(two, tmp_path / "2", "--jobs", "2", **strange)
    warm = run(two, tmp_path / "3", "--jobs", "1", PYTHONHASHSEED="2", TZ="America/Los_Angeles")
    assert (two / ".shortsite/cache.sqlite").stat().st_size > 100_000
    assert [] == changed(plain, cold)
    assert [] == changed(cold, warm)


def test_what_every_page_shows_is_renewed_by_copies_as_by_one_process(tmp_path: Path) -> None:
    root, other = (write_archive(tmp_path / name, {"config.yml": CONFIG, **many(320)}) for name in ("renewed", "other"))
    first = run(root, tmp_path / "site", "--jobs", "2")
    before = marks(tmp_path / "site")
    for folder in (root, other):
        (folder / "config.yml").write_text(f"{CONFIG}repository: https://github.com/papers/archive\n", encoding="utf-8")
    renewed = run(root, tmp_path / "site", "--jobs", "2")
    assert [] == changed(run(other, tmp_path / "cold", "--jobs", "1"), renewed)
    same = {path for path, data in renewed.items() if first.get(path) == data}
    assert "poster/p1.png" in same
    assert "paper/p1/index.html" in changed(first, renewed)
    assert {path: before[path] for path in same} == {
        path: mark for path, mark in marks(tmp_path / "site").items() if path in same
    }


def test_a_cache_that_is_damaged_changes_nothing(minimal: Path) -> None:
    build(options(minimal))
    before = tree(minimal / "site")
    (minimal / ".shortsite/cache.sqlite").write_bytes(b"no database")
    assert 0 == build(options(minimal)).written.changed
    assert before == tree(minimal / "site")


def test_no_byte_tells_where_or_when_it_was_built(minimal: Path) -> None:
    build(options(minimal))
    for path, data in tree(minimal / "site").items():
        assert str(minimal).encode() not in data, path
        assert not re.search(rb"20(?:2[7-9]|[3-9]\d)-\d\d-\d\d", data), path


# Nothing in vain


def test_a_second_build_touches_nothing(minimal: Path) -> None:
    first = build(options(minimal)).written
    before = marks(minimal / "site")
    assert Written(files=first.files, changed=0, removed=0) == build(options(minimal)).written
    assert before == marks(minimal / "site")


def test_an_edit_changes_only_what_shows_it(minimal: Path) -> None:
    build(options(minimal))
    before, marked = tree(minimal / "site"), marks(minimal / "site")
    text = minimal / "content/summaries/okoro-2021-small-lamps/ann.md"
    text.write_text(text.read_text().replace("Lamps cost", "Still, lamps cost"))
    written = build(options(minimal)).written
    after = tree(minimal / "site")
    # the card shows the tldr, so lists do not change, nor do feeds that tell of texts in short
    lists = ["", "discussed/", "contributor/ann/"]
    feeds = [f"{base}{name}" for base in lists for name in ("atom.xml", "feed.json", "feed.xml")]
    own = [f"paper/okoro-2021-small-lamps/{name}" for name in ("ann.md", "index.html", "index.json")]
    expected = sorted([*feeds, *own, "api/summaries.jsonl", "stats/index.html"])
    assert expected == changed(before, after)
    assert len(expected) == written.changed
    kept = {path for path, mark in marks(minimal / "site").items() if mark == marked.get(path)}
    assert after.keys() - kept == set(changed(before, after))


def test_a_summary_that_is_gone_takes_its_pages_with_it(minimal: Path) -> None:
    build(options(minimal))
    before = tree(minimal / "site")
    for stem in ("ben", "ann-reply"):
        (minimal / f"content/summaries/marsh-2019-slow-tides/{stem}.md").unlink()
    text = minimal / "content/summaries/okoro-2021-small-lamps/ann.md"
    text.write_text(text.read_text().replace("#ben|", "|"))
    written = build(options(minimal)).written
    gone = before.keys() - tree(minimal / "site").keys()
    assert written.removed == len(gone)
    assert {"contributor/ben/index.html", "contributor/ben/feed.xml", "paper/marsh-2019-slow-tides/feed.xml"} <= gone


# All or nothing


def stopped(root: Path, **more: object) -> list[str]:
    """The codes of the problems that stop a build, which leaves the site alone."""
    before = marks(root / "site") if (root / "site").exists() else None
    with pytest.raises(SiteError) as caught:
        build(options(root, **more))
    assert before == (marks(root / "site") if (root / "site").exists() else None)
    return [problem.code for problem in caught.value.problems]


def test_an_error_leaves_the_old_site(minimal: Path) -> None:
    add_summary(minimal, "nowhere", "ann")
    assert ["SS012"] == stopped(minimal)
    assert not (minimal / "site").exists()
    (minimal / "content/summaries/nowhere/ann.md").unlink()
    build(options(minimal))
    add_summary(minimal, "nowhere", "ann")
    assert ["SS012"] == stopped(minimal)


@pytest.mark.parametrize("name", ["404", "card-paper", "card-summary", "paper"])
@pytest.mark.parametrize("many", [1, 10_000], ids=["in copies", "in one process"])
def test_a_template_that_fails_leaves_the_old_site(
    name: str, many: int, minimal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MANY", many)
    build(options(minimal))
    with (minimal / "config.yml").open("a") as config:
        config.write("theme: mine\n")
    write_archive(
        minimal,
        {"themes/mine/theme.yml": "extends: default\n", f"themes/mine/templates/{name}.html": "{{ nothing.there }}\n"},
    )
    assert ["SS071"] == stopped(minimal, jobs=2)


def test_strict_stops_at_a_warning(minimal: Path) -> None:
    add_summary(minimal, "quill-2023-a-paper-nobody-read", "ann", text="A formula $\\zzz$.")
    assert ["SS040"] == stopped(minimal, strict=True)
    assert ["SS040"] == [problem.code for problem in build(options(minimal)).plan.problems]


@pytest.mark.parametrize(
    "files",
    [
        {"content/papers/a.yml": paper(aliases=["foo", "foo/index.html"])},
        {"content/papers/a.yml": paper(aliases=["a/index.html"])},
        {"content/pages/404.html.md": "---\ntitle: X\n---\nText.\n"},
        {
            "content/papers/a.yml": paper(doi="10.1234/a"),
            "content/papers/b.yml": paper("B", doi="10.1234/a/index.html"),
        },
    ],
)
def test_keep_going_leaves_out_what_would_be_below_a_file(files: dict[str, str], make_archive: MakeArchive) -> None:
    root = make_archive({**TINY, **files})
    with pytest.raises(SiteError) as caught:
        build(options(root))
    assert {"SS060"} == {problem.code for problem in caught.value.problems if problem.severity == "error"}
    built = build(options(root, keep_going=True))
    assert (built.output / "paper/byron-2020-a-paper/index.html").is_file()
    assert "SS060" in {problem.code for problem in built.plan.problems}


def test_keep_going_leaves_out_what_is_unsound_and_publishes_the_rest(minimal: Path) -> None:
    build(options(minimal))
    before = tree(minimal / "site")
    write_archive(minimal, {
        "content/papers/bad-2020.yml": paper(year="soon"),
        "content/summaries/bad-2020/ann.md": summary("bad-2020", "Lost words"),
        "content/summaries/quill-2023-a-paper-nobody-read/ann.md": summary("nowhere", "Lost words"),
        "content/summaries/quill-2023-a-paper-nobody-read/cy.md": summary("quill-2023-a-paper-nobody-read", "[[nowhere]] Lost words"),
        "content/summaries/marsh-2019-slow-tides/dee.md": summary("marsh-2019-slow-tides", "Lost words", reply_to="eve"),
        "content/contributors/bad.yml": "name: [\n",
    })  # fmt: skip
    built = build(options(minimal, keep_going=True))
    assert ["SS002", "SS008", "SS024", "SS012", "SS026"] == [problem.code for problem in built.plan.problems]
    after = tree(minimal / "site")
    assert [] == changed(before, after)
    assert b"Lost words" not in b"".join(after.values())


def test_drafts_are_published_only_when_asked_for(minimal: Path) -> None:
    add_summary(minimal, "quill-2023-a-paper-nobody-read", "ann", text="Not yet ready.", draft=True)
    build(options(minimal))
    assert b"Not yet ready" not in b"".join(tree(minimal / "site").values())
    build(options(minimal, drafts=True))
    assert b"Not yet ready" in tree(minimal / "site")["paper/quill-2023-a-paper-nobody-read/index.html"]


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("output", [".", "..", "content", "content/site", "themes", ".git", "content/../content"])
def test_a_site_is_never_written_over_its_archive(make_archive: MakeArchive, output: str, force: bool) -> None:
    root = make_archive({**TINY, ".git/config": "", "themes/mine/theme.yml": "extends: default\n"})
    before = tree(root)
    assert ["SS080"] == stopped(root, output=root / output, force=force, use_cache=False)
    assert before == tree(root)


def test_another_url_changes_only_what_names_the_site(minimal: Path) -> None:
    here = tree(build(options(minimal)).output)
    there = tree(build(options(minimal, url="https://other.example.net/papers", output=minimal / "other")).output)
    assert here.keys() == there.keys()

    def elsewhere(data: bytes) -> bytes:
        moved = data.replace(b"https://minimal.example.org/", b"https://other.example.net/papers/")
        return re.sub(rb"'sha256-[^']+'", b"", moved.replace(b"sid%2Fminimal.example.org", b"sid%2Fother.example.net"))

    assert {path: elsewhere(data) for path, data in here.items() if path != "404.html"} == {
        path: elsewhere(data) for path, data in there.items() if path != "404.html"
    }


# No network, few questions


class _NoNetwork:
    def __init__(self, *_: object, **__: object) -> None:
        raise AssertionError("a build must not open a socket")


def test_building_and_checking_never_touch_the_network(minimal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", _NoNetwork)
    monkeypatch.setattr(socket, "create_connection", _NoNetwork)
    monkeypatch.setattr(socket, "getaddrinfo", _NoNetwork)
    add_summary(minimal, "quill-2023-a-paper-nobody-read", "ann", text="![](https://images.example.org/a.png)")
    assert ["SS043"] == [problem.code for problem in without_notes(check(options(minimal)))]
    assert build(options(minimal)).written.files > 0


def test_checking_publishes_nothing(make_archive: MakeArchive) -> None:
    root = make_archive(TINY)
    assert () == check(options(root))
    assert not (root / "site").exists()
    add_summary(root, "nowhere", "ben")
    assert ["SS012"] == [problem.code for problem in check(options(root))]


def test_without_a_cache_no_cache_is_left(make_archive: MakeArchive) -> None:
    root = make_archive(TINY)
    build(options(root, use_cache=False))
    assert not (root / ".shortsite").exists()
