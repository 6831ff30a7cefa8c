"""How large feeds are, and that none is made twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from archives import CONFIG, TINY, paper, summary, viewed
from conftest import MakeArchive
from hypothesis import given
from hypothesis import strategies as st
from subscribed import FORMATS, entries_of, feeds_in, subscribed

from shortsite import feeds as package
from shortsite.cache import Store
from shortsite.config import LISTS
from shortsite.feeds import FeedWriter, assemble, entry_facts, make_entry
from shortsite.feeds.syndication import Head, head_bytes, made_head
from shortsite.model import Feed
from shortsite.terms import TAXONOMIES

FILES = {
    "content/papers/a.yml": paper("A", venue="ICLR", keywords=["k"]),
    "content/papers/b.yml": paper("B", venue="ICLR", keywords=["k"]),
    "content/summaries/a/ann.md": summary("a", "Words of Ann. $x$", tldr="Gist of Ann."),
    "content/summaries/a/ben.md": summary("a", "Words of Ben.", author="ben", date="2026-03-02"),
    "content/summaries/b/ann.md": summary("b", "Words about B.", date="2026-03-03"),
}
SECTION = "sections:\n  - {name: S, keywords: [k]}\n"
ALL = ("", "picks/", "discussed/", "section/s/", "contributor/ann/", "venue/iclr/", "venue/iclr/2020/", "year/2020/",
       "keyword/k/", "author/ada-byron/", "paper/a/")  # fmt: skip


def whole_texts(files: dict[str, bytes]) -> list[str]:
    """The lists whose feeds, in every format, hold whole texts."""
    found = []
    for base in ALL:
        kinds = {bool(entry.html) for name in FORMATS.values() for entry in entries_of(files[base + name])}
        assert kinds in ({True}, {False}, set())
        found += [base] if kinds == {True} else []
    return found


# Which feeds hold what


def test_feeds_of_the_archive_of_sections_and_of_contributors_hold_whole_texts(make_archive: MakeArchive) -> None:
    files = subscribed(make_archive({**FILES, "config.yml": CONFIG + SECTION}))
    assert ["", "discussed/", "section/s/", "contributor/ann/"] == whole_texts(files)


@pytest.mark.parametrize(
    ("value", "lists"),
    [
        ("[keyword, paper]", ["", "discussed/", "keyword/k/", "paper/a/"]),
        ("[venue, venue-year, year]", ["", "discussed/", "venue/iclr/", "venue/iclr/2020/", "year/2020/"]),
        ("[]", ["", "discussed/"]),
    ],
)
def test_the_configuration_says_whose_feeds_hold_whole_texts(
    make_archive: MakeArchive, value: str, lists: list[str]
) -> None:
    files = subscribed(make_archive({**FILES, "config.yml": f"{CONFIG}{SECTION}full_text_feeds: {value}\n"}))
    assert lists == whole_texts(files)


def test_every_kind_of_list_can_be_named_in_the_configuration() -> None:
    assert {taxonomy.name for taxonomy in TAXONOMIES} | {"contributor", "venue-year", "paper"} == set(LISTS)


def test_a_feed_without_texts_says_what_they_say_in_short(make_archive: MakeArchive) -> None:
    files = subscribed(make_archive(FILES))
    for name in FORMATS.values():
        words = [entry.words for entry in entries_of(files[f"keyword/k/{name}"])]
        assert ["Words about B.", "Words of Ben.", "Gist of Ann."] == words
        assert b"Words of Ann." not in files[f"keyword/k/{name}"]


def test_feeds_of_the_archive_and_of_lists_have_lengths_of_their_own(make_archive: MakeArchive) -> None:
    files = {"config.yml": CONFIG + "feed_size: 3\nlist_feed_size: 2\n", "content/papers/a.yml": paper(keywords=["k"])}
    files |= {f"content/summaries/s{n}.md": summary("a", date=f"2026-03-0{n}") for n in range(1, 8)}
    feeds = subscribed(make_archive(files))
    lengths = {base: len(entries_of(feeds[f"{base}feed.json"])) for base in ("", "discussed/", "keyword/k/", "contributor/ann/", "paper/a/")}  # fmt: skip
    assert {"": 3, "discussed/": 3, "keyword/k/": 2, "contributor/ann/": 2, "paper/a/": 2} == lengths


# The bound


def test_a_feed_takes_less_than_a_megabyte_and_leaves_out_the_oldest(make_archive: MakeArchive) -> None:
    files = {"config.yml": CONFIG + "feed_size: 200\n", "content/papers/a.yml": paper()}
    files |= {f"content/summaries/s{n:02}.md": summary("a", f"{n} " + "words & <b>more</b> " * 2_500, date=f"2026-03-{n:02}") for n in range(1, 29)}  # fmt: skip
    feeds = subscribed(make_archive(files))
    for name in FORMATS.values():
        assert 850_000 < len(feeds[name]) <= 1_000_000
        stems = [entry.id.rpartition("/")[2] for entry in entries_of(feeds[name])]
        assert [f"s{n:02}" for n in range(28, 28 - len(stems), -1)] == stems
        assert 5 < len(stems) < 28


def test_a_text_that_is_too_long_for_feeds_is_there_in_short(make_archive: MakeArchive) -> None:
    root = make_archive(
        {"content/papers/a.yml": paper(), "content/summaries/ann.md": summary("a", "long " * 50_000, tldr="Gist.")}
    )
    feeds = subscribed(root)
    assert ["Gist."] * 3 == [entry.words for name in FORMATS.values() for entry in entries_of(feeds[name])]
    assert [""] * 3 == [entry.html for name in FORMATS.values() for entry in entries_of(feeds[name])]


# What an edit changes


def changed(root: Any, before: dict[str, bytes]) -> set[str]:
    """The feeds whose bytes are others than before."""
    return {path for path, data in subscribed(root).items() if before.get(path) != data}


def test_an_edit_changes_the_feeds_that_show_it_and_no_others(make_archive: MakeArchive) -> None:
    root = make_archive(FILES)
    before = subscribed(root)
    assert set() == changed(root, before)
    text = root / "content/summaries/a/ann.md"
    text.write_text(text.read_text().replace("Words of Ann.", "Other words of Ann."))
    whole = {f"{base}{name}" for base in ("", "discussed/", "contributor/ann/") for name in FORMATS.values()}
    # the gist is as before, so feeds without texts stay
    assert whole == changed(root, before)
    before = subscribed(root)
    # formulas are no part of the text's own HTML
    text.write_text(text.read_text().replace("$x$", "$y$"))
    assert whole == changed(root, before)
    text.write_text(text.read_text().replace("Gist of Ann.", "Another gist."))
    short = {"keyword/k/", "venue/iclr/", "venue/iclr/2020/", "year/2020/", "author/ada-byron/", "paper/a/"}
    assert whole | {f"{base}{name}" for base in short for name in FORMATS.values()} == changed(root, before)


def test_an_entry_is_made_once_for_all_feeds_and_not_again_if_it_is_kept(
    make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, bool]] = []

    def counted(facts: Any) -> Any:
        made.append((facts.id, facts.is_whole))
        return make_entry(facts)

    monkeypatch.setattr(package, "make_entry", counted)
    root = make_archive(FILES)
    views, store = viewed(root), Store.open(root / "store.sqlite")
    feeds = feeds_in(views)

    def files() -> dict[str, bytes]:
        writer = FeedWriter(views, store)
        writer.prepare(feeds.values())
        return {path: writer.file(feed) for path, feed in feeds.items()}

    first = files()
    assert sorted(set(made)) == sorted(made)
    assert 3 * 2 == len(made)
    assert first == files()
    assert 3 * 2 == len(made)


# Heads

LINE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co")), min_size=1, max_size=40).map(lambda text: f"x{' '.join(text.split())}")  # fmt: skip
MOMENTS = st.integers(0, 2_000_000_000_000_000).map(
    lambda n: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(microseconds=n)
)
PATH = st.text("abc-/&';,+=~%0", max_size=12)
HEAD = Head(
    format="rss", media="application/rss+xml", id="tag:toy.example.org,2026:feed/", title="T", description="D",
    url="https://toy.example.org/feed.xml", about="https://toy.example.org/", updated=datetime(2026, 1, 1, tzinfo=UTC),
    language="en", license="CC-BY-4.0", site="Toy & <b>", site_url="https://toy.example.org/",
)  # fmt: skip


@given(
    format_=st.sampled_from(["rss", "atom"]), title=LINE, description=LINE, path=PATH,
    updated=MOMENTS,
    hub=st.sampled_from(["", "https://hub.example.org/?a=1&b=2"]),
)  # fmt: skip
def test_a_cheap_head_is_what_feedgen_writes(
    format_: str, title: str, description: str, path: str, updated: datetime, hub: str
) -> None:
    head = replace(
        HEAD, format=format_, title=title, description=description, url=HEAD.about + path, about=f"{HEAD.about}{path}/", updated=updated,
        id=HEAD.id + path, hub=hub,
    )  # fmt: skip
    assert made_head(head) == head_bytes(head)


@pytest.mark.parametrize("title", ["@@url@@", "&amp;", "]]>", "</title>", "1901-01-01T00:00:00+00:00", "é😀"])
def test_a_title_is_never_taken_for_a_mark(title: str) -> None:
    for format_ in ("rss", "atom"):
        head = replace(HEAD, format=format_, title=title, description=title)
        assert made_head(head) == head_bytes(head)


def test_a_feed_is_what_feedgen_writes_for_all_of_it(make_archive: MakeArchive) -> None:
    """An item that was made alone is the same as one within its feed."""
    views = viewed(make_archive(TINY))
    for feed in some_feeds(feeds_in(views)):
        entries = [make_entry(entry_facts(views, key, whole=feed.whole)) for key in feed.entries]
        data = assemble(views.config, feed, entries)
        assert data.count(entries[0].part(feed.format)) == 1
        assert data.startswith((b"<?xml version='1.0' encoding='UTF-8'?>\n<", b'{"version"'))


def some_feeds(feeds: dict[str, Feed]) -> Iterator[Feed]:
    yield from (feeds[base + name] for base in ("", "year/2020/") for name in FORMATS.values())
