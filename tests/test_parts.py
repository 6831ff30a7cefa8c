"""A build that keeps what has not changed gives the very site that a build from nothing gives."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
import yaml
from archives import CONFIG, add_paper, add_summary, paper, record, summary, write_archive
from conftest import MakeArchive
from hypothesis import given, settings
from hypothesis import strategies as st

from shortsite import digests, trees
from shortsite.cards import Cards
from shortsite.pipeline import Options, build
from shortsite.problems import Problem
from shortsite.seals import RACY_NS

WORDS = st.sampled_from(["Lamps", "Tides", "Maps", "On $x^2$", "C# & <b>"])
PAPERS = ("a", "b", "c", "d")
STEMS = ("ann", "ben", "cy")

#: Texts whose openings are all that lists show of them, and such as have none.
BODIES = st.sampled_from(
    [
        "First of all, $x^2$ is bright. Then come the lamps.\n\nSays [[a]], where $y_1$ is.\n",
        "$$\\lamp$$\n",
        "```python\nlamps = 1\n```\n",
        "![A lamp](lamp.png)\n",
        "![A lamp](lamp.png)\n\nA lamp: see [[c|maps of $z$]] and https://arxiv.org/abs/2001.00001.\n",
        "| lamps | tides |\n|---|---|\n| 1 | $2$ |\n",
        "# Lamps\n\n- bright\n- [[b]]\n",
        "> Bright.\n",
        "&nbsp;\n",
        "[[a]] [[b#ann]]\n",
        "<details><summary>Lamps</summary>\n\nBright.\n\n</details>\n",
    ]
)
#: What may come at the end of a text.
ENDS = st.sampled_from(["More.", "slow " * 600, "It is $x^2$ in [[b]].", "![Another](lamp.png)", "See [[c]].", "$$z$$"])

START: dict[str, str | bytes] = {
    "config.yml": CONFIG + "page_size: 2\nexports:\n  zip: true\nsections:\n  - {name: Light, slug: light, keywords: [lamps]}\n",
    "content/papers/a.yml": paper("Lamps", venue="jtt", keywords=["lamps", "maps"], arxiv="2001.00001"),
    "content/papers/b.yml": paper("Tides", 2021, venue="jtt", keywords=["maps"], abstract="As in [[a]]."),
    "content/papers/c.yml": paper("Maps of tides", 2021, venue="Elsewhere", keywords=["tides", "maps"]),
    "content/summaries/a/ann.md": summary("a", "Lamps are bright: $\\lamp$. See [[b]] and [[c|maps]].\n\n![A lamp](lamp.png)", tldr="Bright."),
    "content/summaries/a/ben.md": summary("a", "No.", "ben", "2026-03-05", reply_to="ann"),
    "content/summaries/b/ann.md": summary("b", "Tides are slow, says [[a#ann]].", date="2026-04-01"),
    "content/venues/jtt.yml": record(name="Journal of Tides", short="JTT", kind="journal"),
    "content/contributors/ann.yml": record(name="Vision desk"),
    "content/pages/about.md": "---\ntitle: About\n---\nOf [[a]].\n",
    "content/pages/path-light.md": "---\ntitle: Light\n---\nFirst [[a]], then [[b]].\n",
}  # fmt: skip


def changed(path: Path, **values: object) -> None:
    """Set keys of a record, or of the front matter of a text; None takes one away. Of a broken one nothing is set."""
    if not path.exists() or "# bad" in path.read_text():
        return
    text = path.read_text()
    front, body = (text.split("---\n", 2)[1:]) if path.suffix == ".md" else (text, "")
    entries = {key: value for key, value in (yaml.safe_load(front) | values).items() if value is not None}
    made = yaml.safe_dump(entries, sort_keys=False, allow_unicode=True)
    path.write_text(f"---\n{made}---\n{body}" if path.suffix == ".md" else made)


def rewritten(path: Path, body: str, *, is_more: bool = False) -> None:
    """Give a text another body, or add to it."""
    if path.exists():
        _, front, old = path.read_text().split("---\n", 2)
        path.write_text(f"---\n{front}---\n" + (f"{old}\n{body}\n" if is_more else body))


def renamed(root: Path, old: str, new: str) -> None:
    """Give a paper another id, its old one as an alias, and its summaries with it."""
    file = root / f"content/papers/{old}.yml"
    if file.exists() and not (root / f"content/papers/{new}.yml").exists():
        file.rename(root / f"content/papers/{new}.yml")
        changed(root / f"content/papers/{new}.yml", aliases=[old])


FILES = st.sampled_from(
    [path for path in START if path.startswith("content/")] + ["content/papers/e.yml", "content/summaries/b/cy.md"]
)
PEOPLE = "ada: {name: Ada Byron, spellings: [A. Byron]}\n"


def png(width: int) -> bytes:
    """A picture of that width and of 2 pixels' height, all of the same length."""
    return (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
        + width.to_bytes(4, "big")
        + (2).to_bytes(4, "big")
        + b"\x08\2\0\0\0"
        + b"\0" * 4
    )


def broken(path: Path, line: str) -> None:
    """Put a line that is no sound YAML, or no known key, into a record."""
    if path.exists():
        text = path.read_text()
        path.write_text(
            text.replace("---\n", f"---\n{line} # bad\n", 1) if path.suffix == ".md" else f"{line} # bad\n{text}"
        )


def mended(path: Path) -> None:
    if path.exists():
        path.write_text("".join(line for line in path.read_text().splitlines(keepends=True) if "# bad" not in line))


def replaced_in_time(path: Path) -> None:
    """Write as many other bytes, and set the file's time to what it was."""
    if path.exists():
        stat, data = path.stat(), path.read_bytes()
        path.write_bytes(data.replace(b"i", b"e"))
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def moved(old: Path, new: Path) -> None:
    if old.exists() and old.suffix == new.suffix:
        new.parent.mkdir(parents=True, exist_ok=True)
        old.replace(new)


Edit = Callable[[Path], object]


def edits() -> st.SearchStrategy[Edit]:
    """What somebody may do to an archive in one go; what makes no sense is left undone."""
    papers, stems = st.sampled_from(PAPERS), st.sampled_from(STEMS)

    def record_of(paper_id: str, **values: object) -> Edit:
        return lambda root: changed(root / f"content/papers/{paper_id}.yml", **values)

    def text_of(paper_id: str, stem: str, **values: object) -> Edit:
        return lambda root: changed(root / f"content/summaries/{paper_id}/{stem}.md", **values)

    return st.one_of(
        st.builds(lambda one, title: record_of(one, title=title), papers, WORDS),
        st.builds(lambda one, year: record_of(one, year=year), papers, st.integers(2019, 2022)),
        st.builds(lambda one, words: record_of(one, keywords=words), papers, st.lists(st.sampled_from(["lamps", "maps", "tides"]), unique=True)),
        st.builds(lambda one, venue: record_of(one, venue=venue), papers, st.sampled_from(["jtt", "Elsewhere", None])),
        st.builds(lambda one: record_of(one, status="retracted"), papers),
        st.builds(lambda one: record_of(one, featured=True), papers),
        st.builds(lambda one, who: record_of(one, authors=who), papers, st.sampled_from([["Ada Byron"], ["Ben Bell", "Cy Cole"]])),
        st.builds(lambda one, stem, told: text_of(one, stem, tldr=told), papers, stems, WORDS),
        st.builds(lambda one, stem: text_of(one, stem, withdrawn="Wrong."), papers, stems),
        st.builds(lambda one, stem: text_of(one, stem, updated="2026-05-01"), papers, stems),
        st.builds(lambda one, stem, words: lambda root: add_summary(root, one, stem, author=stem, text=f"{words}. See [[a]].", date="2026-04-02"), papers.filter(lambda one: one != "d"), stems, WORDS),
        st.builds(lambda one, stem, body: lambda root: rewritten(root / f"content/summaries/{one}/{stem}.md", body), papers, stems, BODIES),
        st.builds(lambda one, stem, end: lambda root: rewritten(root / f"content/summaries/{one}/{stem}.md", end, is_more=True), papers, stems, ENDS),
        st.builds(lambda one, title: lambda root: add_paper(root, one, title=title, keywords=["maps"]), papers, WORDS),
        st.builds(lambda one, stem: lambda root: (root / f"content/summaries/{one}/{stem}.md").unlink(missing_ok=True), papers, stems),
        st.builds(lambda old: lambda root: renamed(root, old, f"new-{old}"), papers),
        st.builds(lambda name: lambda root: changed(root / "content/contributors/ann.yml", name=name), WORDS),
        st.builds(lambda name: lambda root: changed(root / "content/venues/jtt.yml", short=name), WORDS),
        st.builds(lambda title: lambda root: changed(root / "content/pages/about.md", title=title), WORDS),
        st.builds(lambda width: lambda root: write_archive(root, {"content/summaries/a/lamp.png": png(width)}), st.integers(1, 3)),
        st.just(lambda root: (root / "content/summaries/a/lamp.png").unlink(missing_ok=True)),
        st.builds(lambda text: lambda root: (root / "content/authors.yml").write_text(text), st.sampled_from([PEOPLE, PEOPLE + "ben: {name: Ben Bell}\n", "ada: {name: [\n", ""])),
        st.builds(lambda macro: lambda root: changed(root / "config.yml", math={"macros": {"lamp": macro}}), st.sampled_from(["x", "y^2"])),
        st.builds(lambda one, stem, draft: text_of(one, stem, draft=draft), papers, stems, st.booleans()),
        st.builds(lambda path, line: lambda root: broken(root / path, line), FILES, st.sampled_from(["nonsense: 1", "title: [", "\tyear: x"])),
        st.builds(lambda path: lambda root: mended(root / path), FILES),
        st.builds(lambda path: lambda root: replaced_in_time(root / path), FILES),
        st.builds(lambda old, new: lambda root: moved(root / old, root / new), FILES, FILES),
        st.builds(lambda title: lambda root: changed(root / "config.yml", title=title), st.sampled_from(["Toy archive", "Another"])),
        st.builds(lambda url: lambda root: changed(root / "config.yml", url=url), st.sampled_from(["https://toy.example.org/", "https://example.org/toy/"])),
    )  # fmt: skip


def files(folder: Path) -> dict[str, bytes]:
    return {path: Path(found.path).read_bytes() for path, found in trees.walk(folder).files.items()}


def marks(folder: Path) -> dict[str, tuple[int, int]]:
    found = {path: entry.stat() for path, entry in trees.walk(folder).files.items()}
    return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in found.items()}


def built(root: Path, name: str, *, use_cache: bool) -> Path:
    return told(root, name, use_cache=use_cache)[0]


def told(root: Path, name: str, *, use_cache: bool) -> tuple[Path, tuple[Problem, ...]]:
    """Where the site was built, and what was wrong."""
    made = build(Options(root=root, output=root.parent / name, jobs=1, use_cache=use_cache, keep_going=True))
    return made.output, made.plan.problems


@pytest.mark.timeout(600)
@settings(max_examples=15, deadline=None)
@given(st.lists(edits(), min_size=1, max_size=5), st.booleans())
def test_after_any_course_of_edits_the_site_is_that_of_a_cold_build(course: list[Edit], is_old: bool) -> None:
    """If it ``is_old``, all files count for ones that changed long ago, so that their times are proofs."""
    settled = patch("shortsite.known_files.RACY_NS", -(10**15) if is_old else RACY_NS)
    with TemporaryDirectory() as folder, settled:
        root = write_archive(Path(folder) / "archive", START)
        site = built(root, "site", use_cache=True)
        for edit in course:
            before, old = files(site), marks(site)
            edit(root)
            problems = told(root, "site", use_cache=True)[1]
            output, expected = told(root, "cold", use_cache=False)
            assert expected == problems
            cold = files(output)
            shutil.rmtree(root.parent / "cold")
            shutil.rmtree(root.parent / ".cold.shortsite")
            assert cold == files(site)
            same = {path for path, data in cold.items() if before.get(path) == data}
            assert {path: old[path] for path in same} == {
                path: mark for path, mark in marks(site).items() if path in same
            }


def test_what_an_edit_does_not_show_in_is_not_even_made(
    make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_archive(START)
    built(root, "site", use_cache=True)
    changed(root / "content/summaries/b/ann.md", tldr="Slow.")
    made: list[str] = []
    from shortsite.publication import Publication

    written = Publication.written
    monkeypatch.setattr(Publication, "written", lambda self, part: (made.append(part.name), written(self, part))[1])
    built(root, "site", use_cache=True)
    papers = [name for name in made if name.startswith("paper/")]
    # b itself, and a, which b speaks of
    assert ["paper/a", "paper/b"] == sorted(papers)
    rewritten(root / "content/summaries/b/ann.md", "Tides are slow, says [[a#ann]]. " + "So are lamps. " * 60)
    built(root, "site", use_cache=True)
    made.clear()
    # lists show the opening, which the others are told of; the feeds of a contributor hold whole texts
    rewritten(root / "content/summaries/b/ann.md", "One more sentence.", is_more=True)
    built(root, "site", use_cache=True)
    assert {"paper/b", "list/contributor/ann/1", "list/1", "api/texts"} == {*made} & {
        *("paper/a", "paper/b", "poster/b", "list/venue/jtt/1", "list/keyword/maps/1", "list/author/cy-cole/1"),
        *("list/contributor/ann/1", "list/1", "list/year/2021/1", "api/texts", "llms"),
    }
    made.clear()
    changed(root / "config.yml", removed=["spam-2026-x"])
    built(root, "site", use_cache=True)
    assert [] == [name for name in made if name.startswith("paper/")]


def test_a_card_is_made_once_whatever_pages_come_to_show_it(
    make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_archive(START)
    built(root, "site", use_cache=True)
    made: list[object] = []
    make = Cards._made
    monkeypatch.setattr(Cards, "_made", lambda self, entry: (made.append(entry), make(self, entry))[1])
    add_summary(root, "c", "cy", author="cy", text="Maps are old.", date="2026-05-01")
    built(root, "site", use_cache=True)
    assert {"c", ("c", "cy")} == set(made)
    made.clear()
    rewritten(root / "content/summaries/c/cy.md", "Maps are new.")
    cold = files(built(root, "cold", use_cache=False))
    made.clear()
    built(root, "site", use_cache=True)
    assert {"c", ("c", "cy")} == set(made)
    assert cold == files(root.parent / "site")


def test_a_ledger_that_is_damaged_is_none(make_archive: MakeArchive) -> None:
    root = make_archive(START)
    site = built(root, "site", use_cache=True)
    expected, old = files(site), marks(site)
    (ledger,) = (root.parent / ".site.shortsite").glob("ledger-*.sqlite")
    data = bytearray(ledger.read_bytes())
    data[len(data) // 2] ^= 1
    ledger.write_bytes(bytes(data))
    changed(root / "content/papers/a.yml", title="Lanterns")
    built(root, "site", use_cache=True)
    cold = files(built(root, "cold", use_cache=False))
    assert cold == files(site)
    same = {path for path in expected if expected[path] == cold.get(path)}
    assert {path: old[path] for path in same} == {path: mark for path, mark in marks(site).items() if path in same}


@pytest.mark.parametrize("change", ["DROP TABLE fact", "DROP TABLE file", "UPDATE fact SET value = '{'"])
def test_a_ledger_that_somebody_forged_is_none(make_archive: MakeArchive, change: str) -> None:
    root = make_archive(START)
    expected = files(built(root, "site", use_cache=True))
    (ledger,) = (root.parent / ".site.shortsite").glob("ledger-*.sqlite")
    with closing(sqlite3.connect(ledger)) as database:
        database.execute(change)
        database.commit()
    digest = hashlib.blake2b(ledger.read_bytes(), digest_size=16).hexdigest()
    ledger.rename(ledger.with_name(f"{ledger.name.rpartition('-')[0]}-{digest}.sqlite"))
    assert expected == files(built(root, "site", use_cache=True))


def test_a_file_that_is_gone_from_the_site_is_made_again(make_archive: MakeArchive) -> None:
    root = make_archive(START)
    site = built(root, "site", use_cache=True)
    expected = files(site)
    (site / "paper/a/index.html").unlink()
    built(root, "site", use_cache=True)
    assert expected == files(site)


def test_every_part_has_a_name_of_its_own(make_archive: MakeArchive) -> None:
    from archives import viewed

    from shortsite.model import Part
    from shortsite.pages import site_parts

    names = [part.name for part in site_parts(viewed(make_archive(START)), ()) if isinstance(part, Part)]
    assert sorted(set(names)) == sorted(names)
    assert digests.digest_of("a") != digests.digest_of("b")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["records.jsonl", "cache.sqlite"])
def test_whatever_is_kept_may_be_damaged_anywhere(make_archive: MakeArchive, name: str) -> None:
    root = make_archive(START)
    site = built(root, "site", use_cache=True)
    expected = files(site)
    kept, chance = root / ".shortsite" / name, random.Random(1)
    for _ in range(50):
        data = bytearray(kept.read_bytes())
        for _ in range(chance.choice([1, 1, 8, 200])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        kept.write_bytes(data[: chance.choice([len(data), len(data), chance.randrange(len(data))])])
        shutil.rmtree(root.parent / ".site.shortsite")
        shutil.rmtree(site)
        assert expected == files(built(root, "site", use_cache=True))
