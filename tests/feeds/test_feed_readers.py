"""Readers that others wrote find in our feeds what the archive holds, and everything that an entry links to is there."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import atoma
import feedparser
import pytest
from archives import CONFIG, URL, paper, record, rendered, summary, viewed
from conftest import MakeArchive
from html5lib import HTMLParser
from subscribed import FORMATS, entries_of, subscribed, texts_of

from shortsite.feeds import entry_time
from shortsite.values import moment
from shortsite.views import Views

IMAGE = b"\x89PNG\r\n\x1a\n" + bytes(24)
FILES = {
    "config.yml": CONFIG + "digests: [weekly]\nfeed_size: 3\nfull_text_feeds: [section, venue, contributor, keyword]\n",
    "content/papers/a.yml": paper(r"On $\frac{1}{3}$", venue="ICLR", keywords=["Learning", "k & l"], arxiv="1706.03762"),
    "content/papers/b.yml": paper("B <i> & C", status="retracted", aliases=["old.b"]),
    "content/contributors/ann.yml": record(name="Ann Ångström"),
    "content/summaries/a/ann.md": summary(
        "a", "See [[b]], [[b#ben|him]], $\\frac{a}{b}$.[^1]\n\n## Part\n\n![A plot](<my plot.png>)\n\n[^1]: A [note](#part).\n",
        tldr="In short & well", date="2026-03-01", updated="2026-06-01",
    ),
    "content/summaries/a/my plot.png": IMAGE,
    "content/summaries/a/eva.md": summary("a", "Reply", author="eva", reply_to="ann", date="2026-03-02T12:30:00+02:00"),
    "content/summaries/b/ben.md": summary("b", "Text of Ben, [above](#nowhere).", author="ben", date="2026-02-01"),
    "content/summaries/b/anonymous.md": summary("b", author="anonymous", date="2025-12-31", license="CC0-1.0", lang="de"),
    "content/summaries/b/gone.md": summary("b", author="ben", date="2026-01-31", withdrawn="wrong"),
}  # fmt: skip


@pytest.fixture
def root(make_archive: MakeArchive) -> Path:
    return make_archive(FILES)


def told(views: Views) -> dict[str, tuple[str, str, datetime, datetime]]:
    """Link, author, publication and change of every text that the archive holds, by id."""
    found = {}
    for key in texts_of(views.archive):
        text, view = views.archive.summaries[key], views.summary(key)
        author = views.archive.contributors.get(text.author)
        found[f"tag:toy.example.org,2026:{view.feed_key}"] = (
            f"{URL}paper/{key[0]}/#{key[1]}",
            author.name if author else text.author,
            entry_time(text.date, view.feed_key),
            entry_time(text.changed, view.feed_key),
        )
    return found


def complete(feeds: dict[str, bytes], kind: str, reader: Any) -> dict[str, Any]:
    """What a reader finds in the feed and in the documents of what is older."""
    paths = [
        FORMATS[kind],
        *(path for path in feeds if path.startswith("archive/") and re.search(rf"[.]{kind}\b", path)),
    ]
    return {name: found for path in paths for name, *found in reader(feeds[path])}


def whole_seconds(facts: dict[str, Any]) -> dict[str, list[Any]]:
    return {name: [value.replace(microsecond=0) if isinstance(value, datetime) else value for value in values] for name, values in facts.items()}  # fmt: skip


def at(parsed: Any) -> datetime:
    return datetime(*parsed[:6], tzinfo=moment("2026-01-01").at.tzinfo)  # type: ignore[union-attr]


def with_feedparser(data: bytes) -> Any:
    feed = feedparser.parse(data)
    assert not feed.bozo
    dates = ["updated_parsed" if "updated_parsed" in entry.keys() else "published_parsed" for entry in feed.entries]  # noqa: SIM118
    return [
        (entry.id, entry.link, entry.author, at(entry.published_parsed), at(entry[changed]))
        for entry, changed in zip(feed.entries, dates, strict=True)
    ]


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_feedparser_finds_every_text_with_its_author_and_dates(root: Path, kind: str) -> None:
    assert whole_seconds(told(viewed(root))) == whole_seconds(complete(subscribed(root), kind, with_feedparser))


def atoma_rss(data: bytes) -> Any:
    return [(item.guid, item.link, item.pub_date) for item in atoma.parse_rss_bytes(data).items]


def atoma_atom(data: bytes) -> Any:
    entries = atoma.parse_atom_bytes(data).entries
    return [(one.id_, one.links[0].href, one.authors[0].name, one.published, one.updated) for one in entries]


def atoma_json(data: bytes) -> Any:
    items = atoma.parse_json_feed_bytes(data).items
    return [(item.id_, item.url, item.date_published, item.date_modified) for item in items]


def test_atoma_finds_every_text_with_its_dates(root: Path) -> None:
    feeds, facts = subscribed(root), told(viewed(root))
    assert {name: list(values) for name, values in facts.items()} == complete(feeds, "atom", atoma_atom)
    assert {name: [url, first, last] for name, (url, _, first, last) in facts.items()} == complete(
        feeds, "json", atoma_json
    )
    assert whole_seconds({name: [url, first] for name, (url, _, first, _) in facts.items()}) == complete(
        feeds, "rss", atoma_rss
    )


def outline(html: str) -> list[Any]:
    """Elements, attributes and words of HTML as browsers read it, formulas aside."""
    nodes = HTMLParser(namespaceHTMLElements=False, strict=False).parseFragment(html).iter()
    shown = [node for node in nodes if isinstance(node.tag, str) and node.tag not in {"DOCUMENT_FRAGMENT", "div"}]
    return [(node.tag, sorted(node.attrib.items()), " ".join((node.text or "").split())) for node in shown]


def test_readers_get_the_html_that_we_wrote(root: Path) -> None:
    feeds = subscribed(root)
    whole = {entry.id: entry.html for entry in entries_of(feeds["feed.xml"])}
    parsed = feedparser.parse(feeds["feed.xml"], sanitize_html=False, resolve_relative_uris=False)
    assert whole == {entry.id: entry.content[0].value for entry in parsed.entries}
    assert whole == {item.guid: item.content_encoded for item in atoma.parse_rss_bytes(feeds["feed.xml"]).items}
    own = {entry.id: entry.html for entry in entries_of(feeds["feed.json"])}
    assert own == {item.id_: item.content_html for item in atoma.parse_json_feed_bytes(feeds["feed.json"]).items}
    xhtml = {entry.id: entry.html for entry in entries_of(feeds["atom.xml"])}
    read = feedparser.parse(feeds["atom.xml"], sanitize_html=False, resolve_relative_uris=False)
    for entry in read.entries:
        parts = [
            outline(re.sub(r"<math.*?</math>", "", html, flags=re.DOTALL))
            for html in (entry.content[0].value, xhtml[entry.id], own[entry.id])
        ]
        assert parts[0] == parts[2]
        assert len(parts[0]) == len(parts[1]) > 3


# What entries lead to


def addresses(feeds: dict[str, bytes]) -> set[str]:
    """Every address of our own in a feed, wherever it stands."""
    found: set[str] = set()
    for data in feeds.values():
        text = data.decode().replace("\\/", "/").replace("&amp;", "&").replace("&amp;", "&")
        found |= set(re.findall(rf"{re.escape(URL)}[^\s\"'<>\\)\]]*", text))
    return found


def test_everything_that_an_entry_links_to_is_in_the_site(root: Path) -> None:
    site = rendered(root)
    feeds = subscribed(root)
    assert {path: site[path] for path in feeds} == feeds
    anchors = {
        path: set(re.findall(r'\bid="([^"]*)"', data.decode())) for path, data in site.items() if path.endswith(".html")
    }
    lost = []
    for address in addresses(feeds):
        path, anchor = urldefrag(address.removeprefix(URL))
        file = f"{path}index.html" if path.endswith("/") or not path else path
        file = file.replace("%20", " ")
        if file not in site or (anchor and anchor not in anchors.get(file, ())):
            lost.append(address)
    # where the text itself leads nowhere, which 'check' tells its author
    assert {f"{URL}paper/b/#nowhere"} >= set(lost)
    assert {
        f"{URL}static/icon.svg",
        f"{URL}paper/a/my%20plot.png",
        f"{URL}paper/b/#ben",
        f"{URL}paper/a/#ann--part",
    } <= addresses(feeds)


def test_every_address_in_an_entry_is_absolute_and_ascii(make_archive: MakeArchive) -> None:
    config = CONFIG.replace(URL, "https://bücher.example/über uns/".replace(" ", "-"))
    feeds = subscribed(make_archive({**FILES, "config.yml": config}))
    base = "https://xn--bcher-kva.example/%C3%BCber-uns/"
    for name in FORMATS.values():
        assert all(entry.link.startswith(base) and entry.link.isascii() for entry in entries_of(feeds[name]))
        for entry in entries_of(feeds[name]):
            links = re.findall(r'(?:href|src)="([^"]*)"', entry.html)
            assert links
            assert [] == [link for link in links if not (link.startswith(("https://", "http://")) and link.isascii())]
