"""A file that has not changed is not opened, and what is kept of it is what a reader would make of it."""

from __future__ import annotations

import json
import os
import pickle
import time
from collections import deque
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from archives import CONFIG, config_of, paper, record, summary
from conftest import MakeArchive
from hypothesis import given, settings
from hypothesis import strategies as st

from shortsite import load, reading
from shortsite.cache import Store
from shortsite.codec import Leaf, codec
from shortsite.gists import KeptDocument, gist_of
from shortsite.model import Content, Document
from shortsite.plain_records import Home, codec_of
from shortsite.problems import Problem
from shortsite.readers import KINDS

FILES: dict[str, str | bytes] = {
    "config.yml": CONFIG,
    "content/papers/a.yml": paper("On $x^2$", venue="jtt", abstract="As in [[b]].", keywords=["x"], arxiv="2001.00001"),
    "content/papers/b.yml": paper("Tides", 2021, published="2021-03-04T05:06:07.089Z", aliases=["tides"]),
    "content/papers/c.yml": "title: [\n",
    "content/summaries/a/ann.md": summary(
        "a", "See [[b]], $\\oplus$, <https://arxiv.org/abs/2001.00001>.", tldr="Short."
    ),
    "content/summaries/b/ben.md": summary("b", "$\\nosuch{$ and <b onclick=x>bold</b>.", "ben", updated="2026-03-02"),
    "content/venues/jtt.yml": record(name="Journal of Tides", short="JTT"),
    "content/contributors/ann.yml": record(name="Ann", orcid="0000-0002-1825-0097"),
    "content/authors.yml": "ada: {name: Ada Byron, spellings: [A. Byron]}\n",
    "content/pages/about.md": "---\ntitle: About\n---\nOf [[a]].\n",
}
LONG_AGO = time.time_ns() - 10**12


def aged(root: Path) -> None:
    """Let all files be older than any tick of a clock."""
    for file in (root / "content").rglob("*"):
        os.utime(file, ns=(LONG_AGO, LONG_AGO))


def kept_in(root: Path, *, reads_all: bool = False) -> tuple[Content, list[Problem]]:
    with Store.open(root / ".shortsite/cache.sqlite") as store:
        return load.load_content(config_of(root), 1, store, root / ".shortsite/records.jsonl", reads_all=reads_all)


def cold(root: Path) -> tuple[Content, list[Problem]]:
    return load.load_content(config_of(root), 1, Store.open(None))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are read from now on. The clock is an hour ahead, so that times are proofs."""
    paths: list[str] = []
    read = reading.read_text
    monkeypatch.setattr(
        reading, "read_text", lambda file, path, limit: (paths.append(path), read(file, path, limit))[1]
    )
    now = time.time_ns
    monkeypatch.setattr("shortsite.known_files.time.time_ns", lambda: now() + 3_600_000_000_000)
    return paths


def test_what_is_kept_is_what_a_reader_makes_and_no_file_is_opened(
    make_archive: MakeArchive, opened: list[str]
) -> None:
    root = make_archive(FILES)
    expected = cold(root)
    assert expected == kept_in(root)
    opened.clear()
    found = kept_in(root)
    assert [] == opened
    assert expected == found
    assert [vars_of(one) for one in expected[0].papers] == [vars_of(one) for one in found[0].papers]
    assert repr(expected) == repr(found)


def vars_of(value: Any) -> dict[str, Any]:
    """All fields, those too that do not count for equality."""
    return {name: getattr(value, name) for name in type(value).__dataclass_fields__}


@pytest.mark.usefixtures("opened")
def test_texts_are_unpacked_when_they_are_shown(make_archive: MakeArchive) -> None:
    root = make_archive(FILES)
    expected = kept_in(root)[0].summaries[0].body
    body = kept_in(root)[0].summaries[0].body
    assert isinstance(body, KeptDocument)
    assert gist_of(expected) == gist_of(body)
    assert (expected.words, expected.references, expected.minutes) == (body.words, body.references, body.minutes)
    with pytest.raises(AttributeError):
        object.__getattribute__(body, "html")
    assert expected.html == body.html == object.__getattribute__(body, "html")
    assert expected == body
    assert body == expected
    assert hash(expected) == hash(body)
    assert expected == pickle.loads(pickle.dumps(body))
    assert replace(expected, html="x") == replace(body, html="x")
    assert gist_of(replace(expected, html="x")) == gist_of(replace(body, html="x"))


def test_no_more_texts_are_unpacked_at_a_time_than_are_shown_together(
    make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shortsite.gists._AT_ONCE", 2)
    monkeypatch.setattr("shortsite.gists._UNPACKED", deque())
    content = kept_in(make_archive(FILES))[0]
    texts = [*(summary.body for summary in content.summaries), *(page.body for page in content.pages)]
    assert 3 == len(texts)
    shown = [text.html for text in texts]
    with pytest.raises(AttributeError):
        object.__getattribute__(texts[0], "html")
    assert shown == [text.html for text in texts]


def test_only_a_file_that_changed_is_opened(make_archive: MakeArchive, opened: list[str]) -> None:
    root = make_archive(FILES)
    kept_in(root)
    (root / "content/papers/b.yml").write_text(paper("Waves", 2021))
    (root / "content/venues/new.yml").write_text(record(name="New"))
    (root / "content/pages/about.md").unlink()
    opened.clear()
    assert cold(root) == kept_in(root)
    # once each by the cold run, which opens all
    assert ["content/papers/b.yml", "content/venues/new.yml"] == opened[-2:]
    assert len(FILES) - 1 + 2 == len(opened)


def test_a_file_with_new_times_and_the_same_bytes_is_opened_and_not_parsed(
    make_archive: MakeArchive, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_archive(FILES)
    expected = kept_in(root)
    aged(root)
    monkeypatch.setattr(reading, "parse_record", None)
    opened.clear()
    assert expected == kept_in(root)
    assert len(FILES) - 1 == len(opened)
    opened.clear()
    assert expected == kept_in(root)
    assert [] == opened


def test_a_file_that_just_changed_is_opened_again(make_archive: MakeArchive) -> None:
    root = make_archive(FILES)
    file = root / "content/papers/b.yml"
    kept_in(root)
    stat = file.stat()
    file.write_text(file.read_text().replace("Tides", "Waves"))
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert cold(root) == kept_in(root)


def test_a_careful_run_opens_all(make_archive: MakeArchive, opened: list[str]) -> None:
    root = make_archive(FILES)
    kept_in(root)
    opened.clear()
    kept_in(root, reads_all=True)
    assert len(FILES) - 1 == len(opened)


def test_a_text_that_the_store_lost_is_read_again(make_archive: MakeArchive, opened: list[str]) -> None:
    root = make_archive(FILES)
    expected = kept_in(root)
    (root / ".shortsite/cache.sqlite").unlink()
    opened.clear()
    assert expected == kept_in(root)
    assert [
        "content/papers/a.yml",
        "content/summaries/a/ann.md",
        "content/summaries/b/ben.md",
        "content/pages/about.md",
    ] == opened


@pytest.mark.parametrize("change", ["a macro", "the program", "a byte", "a line less", "another form"])
def test_what_was_kept_for_something_else_is_not_believed(
    make_archive: MakeArchive, opened: list[str], monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    root = make_archive(FILES)
    kept_in(root)
    kept = root / ".shortsite/records.jsonl"
    data = kept.read_bytes()
    if change == "a macro":
        (root / "config.yml").write_text(CONFIG + "math: {macros: {lamp: x}}\n")
    elif change == "the program":
        monkeypatch.setattr("shortsite.known_files.made_by", lambda: "another")
    elif change == "a byte":
        kept.write_bytes(data.replace(b"Tides", b"Waves"))
    elif change == "a line less":
        kept.write_bytes(b"\n".join(data.split(b"\n")[:-2]))
    else:
        kept.write_text(json.dumps({"version": 0}))
    opened.clear()
    found = kept_in(root)
    assert len(FILES) - 1 == len(opened)
    assert cold(root) == found


def test_a_broken_file_is_known_to_be_broken(make_archive: MakeArchive, opened: list[str]) -> None:
    root = make_archive(FILES)
    _, problems = kept_in(root)
    opened.clear()
    content, found = kept_in(root)
    assert ("paper", "c") in content.broken
    assert problems == found
    assert [] == opened


def test_a_record_with_errors_is_kept_as_what_it_is(make_archive: MakeArchive, opened: list[str]) -> None:
    root = make_archive(FILES | {"content/papers/d.yml": paper("D", year="soon", abstract="See [[gone]].")})
    kept_in(root)
    opened.clear()
    content, _ = kept_in(root)
    assert [] == opened
    assert ["content/papers/d.yml"] == [record.place.path for record in content.unsound]
    assert cold(root)[0].unsound == content.unsound


def test_where_nothing_may_be_kept_nothing_is_written(make_archive: MakeArchive) -> None:
    root = make_archive(FILES)
    cold(root)
    assert not (root / ".shortsite").exists()


# The codec

TEXT = st.text(max_size=20)
VALUES = st.one_of(TEXT, st.integers(-5, 3000), st.booleans(), st.lists(TEXT, max_size=3), st.none())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_records_of_any_file_come_back_as_they_were(make_archive_once: Path, data: st.DataObject) -> None:
    """Of values that are mostly wrong, so that records with and without problems are met."""
    kind = data.draw(st.sampled_from(list(KINDS.values())))
    known = ["title", "name", "year", "authors", "venue", "date", "paper", "author", "published", "keywords", "links"]
    likely = {"title": "T", "name": "N", "year": 2020, "paper": "a", "author": "ann", "date": "2026-03-01"}
    values = likely | data.draw(st.dictionaries(st.sampled_from(known), VALUES, max_size=6))
    text = (
        record(**values)
        if kind.name != "people"
        else record(ada={"name": "Ada", "spellings": data.draw(st.lists(TEXT))})
    )
    root = make_archive_once
    path = f"content/{kind.folder}" if kind.name == "people" else f"content/{kind.folder}/x{kind.suffix}"
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\n{text}---\nText\n" if kind.suffix == ".md" else text)
    content, _ = cold(root)
    file.unlink()
    groups = (content.papers, content.summaries, content.venues, content.contributors, content.pages)
    records: list[Any] = [one for group in groups for one in group]
    records += [content.people] if content.people else []
    for one in records:
        named = "people" if isinstance(one, tuple) else type(one).__name__.lower().replace("contentpage", "page")
        document = getattr(one, "body", None) or getattr(one, "abstract", None)
        home = Home("" if isinstance(one, tuple) else one.place.path, document)
        plain = json.loads(json.dumps(codec_of(named).encode(one, home)))
        again = codec_of(named).decode(plain, home)
        assert repr(one) == repr(again)


@pytest.fixture(scope="module")
def make_archive_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("codec")
    (root / "config.yml").write_text(CONFIG)
    (root / "content").mkdir()
    return root


def test_leaves_are_written_within_their_home() -> None:
    hint = tuple[Document | None, ...]
    made = codec(
        hint,
        {Document: Leaf(lambda value, home: value.html + home, lambda told, home: Document(told.removesuffix(home)))},
    )
    assert ["a!", None] == made.encode((Document("a"), None), "!")
    assert (Document("a"), None) == made.decode(["a!", None], "!")


def test_a_type_without_a_plain_form_is_refused() -> None:
    with pytest.raises(TypeError, match="have no plain form"):
        codec(set[str], {})
