"""What each format says of an entry and of a feed, element by element."""

from __future__ import annotations

import json
from typing import Any

import pytest
from archives import CONFIG, URL, paper, record, summary
from conftest import MakeArchive
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree
from subscribed import ATOM, DC, DCTERMS, FORMATS, HISTORY, LANG, MEDIA, entries_of, subscribed

TAG = "tag:toy.example.org,2026:"
RICH = {
    "config.yml": CONFIG + "language: en\ntagline: Short\nwebsub_hub: https://hub.example.org/?a=1&b=2\n",
    "content/papers/a.yml": paper(
        r"On $\ell_1$ & $\frac{1}{3}$", venue="ICLR", keywords=[r"Learning $\alpha$", "k & l"], arxiv="1706.03762",
        doi="10.1000/x.1", authors=[f"Author {name}" for name in "ABCDEFGHIJ"],
    ),
    "content/papers/b.yml": paper("B", status="withdrawn"),
    "content/contributors/ann.yml": record(name="Ann Ångström"),
    "content/summaries/a/ann.md": summary(
        "a", "Text ![A plot](f.png) and ![](g.png).", tldr=r"It takes $O(\sqrt{n})$.", title="Why it works", date="2026-03-01",
        updated="2026-06-01", ai="assisted", reproduced="partly", version="v2", license="CC0-1.0",
    ),
    "content/summaries/a/f.png": b"\x89PNG\r\n\x1a\n" + bytes(24),
    "content/summaries/a/g.png": b"\x89PNG\r\n\x1a\n" + bytes(24),
    "content/summaries/a/eva.md": summary("a", "Auf Deutsch.", author="eva", date="2026-03-02", lang="de"),
    "content/summaries/b/anonymous.md": summary("b", author="anonymous", date="2026-02-01", ai="none"),
}  # fmt: skip


@pytest.fixture
def feeds(make_archive: MakeArchive) -> dict[str, bytes]:
    return subscribed(make_archive(RICH))


def nodes(data: bytes, path: str) -> list[etree._Element]:
    found: list[etree._Element] = etree.fromstring(data).findall(path)
    return found


# Heads


def test_an_rss_channel_has_its_elements_in_the_order_of_the_specification(feeds: dict[str, bytes]) -> None:
    channel = etree.fromstring(feeds["feed.xml"])[0]
    names = [etree.QName(node).localname for node in channel if node.tag != "item"]
    assert [
        "title", "link", "description", "link", "copyright", "docs", "generator", "language", "lastBuildDate", "link",
    ] == names  # fmt: skip
    assert [(f"{URL}feed.xml", "self"), ("https://hub.example.org/?a=1&b=2", "hub")] == [
        (node.get("href"), node.get("rel")) for node in channel.findall(f"{ATOM}link")
    ]
    assert "en" == channel.findtext("language")
    assert "Mon, 01 Jun 2026 00:00:" == (channel.findtext("lastBuildDate") or "")[:23]
    assert (channel.findtext("lastBuildDate") or "").endswith(" +0000")


def test_an_atom_feed_names_itself_its_page_its_hub_and_its_author(feeds: dict[str, bytes]) -> None:
    root = etree.fromstring(feeds["keyword/k-l/atom.xml"])
    links = [(node.get("rel"), node.get("href"), node.get("type")) for node in root.findall(f"{ATOM}link")]
    assert [
        ("self", f"{URL}keyword/k-l/atom.xml", "application/atom+xml"),
        ("hub", "https://hub.example.org/?a=1&b=2", None),
        ("alternate", f"{URL}keyword/k-l/", "text/html"),
    ] == links
    assert (f"{TAG}feed/keyword/k-l/", "en") == (root.findtext(f"{ATOM}id"), root.get(LANG))
    assert "Toy archive" == root.findtext(f"{ATOM}author/{ATOM}name")
    assert "CC-BY-4.0" == root.findtext(f"{ATOM}rights")


def test_titles_of_feeds_have_no_tex(feeds: dict[str, bytes]) -> None:
    (title,) = nodes(feeds["keyword/learning-alpha/feed.xml"], "channel/title")
    assert "Learning α - Toy archive" == title.text
    assert "Learning α - Toy archive" == json.loads(feeds["keyword/learning-alpha/feed.json"])["title"]
    assert b"\\alpha" not in feeds["keyword/learning-alpha/atom.xml"]


# Entries


def test_titles_and_descriptions_are_unicode_where_unicode_can_say_it(feeds: dict[str, bytes]) -> None:
    for name in FORMATS.values():
        german, english, last = entries_of(feeds[name])
        assert "On ℓ₁ & 1/3 (summary by Ann Ångström)" == english.title
        assert ("It takes O(√n).", "Auf Deutsch.") == (english.words, german.words)
        assert "[Withdrawn] B (summary by anonymous)" == last.title


def test_an_rss_item_tells_author_language_changes_paper_and_picture(feeds: dict[str, bytes]) -> None:
    german, english, _ = nodes(feeds["feed.xml"], "channel/item")
    assert ("eva", "de", None) == tuple(
        german.findtext(name) for name in (f"{DC}creator", f"{DC}language", f"{DCTERMS}modified")
    )
    assert "Ann Ångström" == english.findtext(f"{DC}creator")
    assert "2026-06-01T00:00:" == (english.findtext(f"{DCTERMS}modified") or "")[:17]
    assert "https://doi.org/10.1000/x.1" == english.findtext(f"{DC}relation")
    assert f"{URL}paper/a/f.png" == english.find(f"{MEDIA}thumbnail").get("url")  # type: ignore[union-attr]
    order = [etree.QName(node).localname for node in english]
    assert order.index("description") < order.index("encoded")
    assert [] == english.findall("author") + english.findall("enclosure")


def test_an_atom_entry_tells_author_language_changes_paper_licence_and_picture(feeds: dict[str, bytes]) -> None:
    german, english, anonymous = nodes(feeds["atom.xml"], f"{ATOM}entry")
    assert ["de", None, None] == [entry.get(LANG) for entry in (german, english, anonymous)]
    assert (f"{URL}contributor/ann/", None) == tuple(
        entry.findtext(f"{ATOM}author/{ATOM}uri") for entry in (english, anonymous)
    )
    links = [(node.get("rel"), node.get("href")) for node in english.findall(f"{ATOM}link")]
    assert [
        (None, f"{URL}paper/a/#ann"),
        ("related", "https://doi.org/10.1000/x.1"),
        ("license", "https://creativecommons.org/publicdomain/zero/1.0/"),
    ] == links
    assert "CC0-1.0: https://creativecommons.org/publicdomain/zero/1.0/" == english.findtext(f"{ATOM}rights")
    assert f"{URL}paper/a/f.png" == english.find(f"{MEDIA}thumbnail").get("url")  # type: ignore[union-attr]


def test_what_a_text_says_of_itself_is_a_category_with_a_scheme(feeds: dict[str, bytes]) -> None:
    told = [
        ("ai", "assisted", "written with the help of AI"),
        ("reproduced", "partly", "results partly reproduced"),
        ("version", "v2", "v2"),
        ("license", "CC0-1.0", "CC0-1.0"),
    ]
    entry, item = nodes(feeds["atom.xml"], f"{ATOM}entry")[1], nodes(feeds["feed.xml"], "channel/item")[1]
    assert [(f"{TAG}label/{name}", term, words) for name, term, words in told] == [
        (node.get("scheme"), node.get("term"), node.get("label")) for node in entry.findall(f"{ATOM}category")
        if node.get("scheme")
    ]  # fmt: skip
    assert [(f"{TAG}label/{name}", words) for name, _, words in told] == [
        (node.get("domain"), node.text) for node in item.findall("category") if node.get("domain")
    ]
    assert ["Learning α", "k & l"] == [node.text for node in item.findall("category") if not node.get("domain")]
    (_, english, anonymous) = json.loads(feeds["feed.json"])["items"]
    assert {name: term for name, term, _ in told} == {name: english["_shortsite"][name] for name, _, _ in told}
    assert ["Learning α", "k & l"] == english["tags"]
    assert "none" == anonymous["_shortsite"]["ai"]


def test_the_body_begins_with_the_paper_and_ends_with_author_labels_and_licence(feeds: dict[str, bytes]) -> None:
    for name in FORMATS.values():
        body = entries_of(feeds[name])[1].html
        text = " ".join(etree.fromstring(f"<div>{body}</div>").itertext())
        words = " ".join(text.split())
        authors = ", ".join(f"Author {letter}" for letter in "ABCDEF")
        assert words.startswith(
            f"On ℓ₁ & 1/3 , by {authors} and 4 more. ICLR 2020. Links: arXiv , DOI , PDF It takes O(√n)."
        )
        assert words.endswith(
            "By Ann Ångström , written with the help of AI, results partly reproduced, about version 2. CC0-1.0"
        )
        assert "Why it works" in words


def test_an_item_of_json_tells_what_the_format_has_no_words_for(feeds: dict[str, bytes]) -> None:
    english = json.loads(feeds["feed.json"])["items"][1]
    assert {
        "id": "a",
        "title": "On ℓ₁ & 1/3",
        "authors": [f"Author {name}" for name in "ABCDEFGHIJ"],
        "year": 2020,
        "venue": "ICLR",
        "arxiv": "1706.03762",
        "doi": "10.1000/x.1",
    } == english["_shortsite"]["paper"]
    assert f"{URL}static/icon.svg" == json.loads(feeds["feed.json"])["favicon"]
    assert {"about": f"{URL}feeds/"} == json.loads(feeds["feed.json"])["_shortsite"]
    assert (f"{URL}paper/a/f.png", "https://doi.org/10.1000/x.1") == (english["image"], english["external_url"])
    assert [{"name": "Ann Ångström", "url": f"{URL}contributor/ann/"}] == english["authors"]
    assert "de" == json.loads(feeds["feed.json"])["items"][0]["language"]


def test_the_text_of_an_item_of_json_can_be_read_as_it_is(make_archive: MakeArchive) -> None:
    body = (
        "One *two* [three](https://example.org/?a=1&b=2) $x_1 < 2$.[^1]\n\n## Part\n\n- a\n- b\n  1. c\n  2. d\n\n"
        "> said\n\n```python\nfor x in y:\n    pass\n```\n\n| A | B |\n|---|---|\n| 1 | $\\frac{1}{3}$ |\n\n"
        "$$\n\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}\n$$\n\n[^1]: Note.\n"
    )
    files = {"content/papers/a.yml": paper(), "content/summaries/ann.md": summary("a", body)}
    (item,) = json.loads(subscribed(make_archive(files))["feed.json"])["items"]
    assert (
        f"[A paper]({URL}paper/a/), by Ada Byron. 2020\n\n"
        "One *two* [three](https://example.org/?a=1&b=2) $x_1 < 2$.[1]\n\n"
        "### Part\n\n- a\n- b\n  1. c\n  2. d\n\n"
        "> said\n\n    for x in y:\n        pass\n\n| A | B |\n| 1 | $\\frac{1}{3}$ |\n\n"
        "$$\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}$$\n\n1. Note.\n\n"
        f"By [ann]({URL}contributor/ann/). [CC-BY-4.0](https://creativecommons.org/licenses/by/4.0/)\n"
    ) == item["content_text"]


# JSON Feed against its specification (https://www.jsonfeed.org/version/1.1/)

TEXT = {"type": "string", "minLength": 1}
ADDRESS = {"type": "string", "pattern": "^https?://[^ ]+$"}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$", "format": "date-time"}
AUTHORS = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "properties": {"name": TEXT, "url": ADDRESS, "avatar": ADDRESS},
        "additionalProperties": False,
        "minProperties": 1,
    },
}
ITEM: dict[str, Any] = {
    "type": "object",
    "required": ["id", "url", "title", "date_published", "date_modified", "authors"],
    "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
    "properties": {
        "id": TEXT, "url": ADDRESS, "external_url": ADDRESS, "title": TEXT, "content_html": TEXT, "content_text": TEXT,
        "summary": TEXT, "image": ADDRESS, "banner_image": ADDRESS, "date_published": TIME, "date_modified": TIME,
        "authors": AUTHORS, "tags": {"type": "array", "minItems": 1, "uniqueItems": True, "items": TEXT},
        "language": TEXT, "attachments": {"type": "array"}, "_shortsite": {"type": "object"},
    },
    "additionalProperties": False,
}  # fmt: skip
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "home_page_url", "feed_url", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"}, "title": TEXT, "home_page_url": ADDRESS, "feed_url": ADDRESS,
        "description": TEXT, "user_comment": TEXT, "next_url": ADDRESS, "icon": ADDRESS, "favicon": ADDRESS, "authors": AUTHORS,
        "language": TEXT, "expired": {"type": "boolean"},
        "hubs": {"type": "array", "items": {"required": ["type", "url"], "properties": {"type": TEXT, "url": ADDRESS}}},
        "items": {"type": "array", "items": ITEM}, "_shortsite": {"type": "object", "required": ["about"]},
    },
    "additionalProperties": False,
}  # fmt: skip


def json_faults(data: bytes) -> list[str]:
    """What the specification has against a JSON feed."""
    feed = json.loads(data.decode("utf-8"), object_pairs_hook=unique)
    faults = [
        fault.message[:200]
        for fault in Draft202012Validator(JSON_FEED, format_checker=FormatChecker()).iter_errors(feed)
    ]
    names = [item["id"] for item in feed["items"]]
    return faults + [f"{name} is there twice" for name in set(names) if names.count(name) > 1]


def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    assert len(pairs) == len(dict(pairs))
    return dict(pairs)


def test_every_json_feed_keeps_to_its_specification(feeds: dict[str, bytes], make_archive: MakeArchive) -> None:
    found = {path: json_faults(data) for path, data in feeds.items() if data.startswith(b"{")}
    assert len(found) > 20
    assert {} == {path: faults for path, faults in found.items() if faults}
    empty = subscribed(make_archive({}, "empty"))
    assert [] == json_faults(empty["feed.json"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"author": {"name": "x"}},
        {"date_published": "2026-03-01"},
        {"url": "paper/a/"},
        {"tags": ["a", "a"]},
    ],
)
def test_the_check_of_json_feeds_finds_what_is_wrong(feeds: dict[str, bytes], wrong: dict[str, object]) -> None:
    feed = json.loads(feeds["feed.json"])
    feed["items"][0].update(wrong)
    assert [] != json_faults(json.dumps(feed).encode())


def test_no_feed_uses_a_namespace_that_validators_do_not_know(feeds: dict[str, bytes]) -> None:
    known = {
        ATOM,
        DC,
        DCTERMS,
        MEDIA,
        HISTORY,
        "{http://www.w3.org/1999/xhtml}",
        "{http://www.w3.org/1998/Math/MathML}",
    }
    known |= {"{http://purl.org/rss/1.0/modules/content/}", ""}
    used = set()
    for path, data in feeds.items():
        if path.endswith(".xml"):
            used |= {node.tag.rpartition("}")[0] + "}" * ("}" in node.tag) for node in etree.fromstring(data).iter()}
    assert used <= known
