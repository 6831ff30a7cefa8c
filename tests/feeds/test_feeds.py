"""Feeds: what readers and validators ask of them, and that nothing in a text can break them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unicodedata import normalize

import feedparser
import pytest
from archives import CONFIG, TINY, URL, linked, paper, record, rendered, summary, viewed, write_archive
from conftest import MakeArchive
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from subscribed import feeds_in, subscribed

from shortsite.feeds import entry_facts, entry_time, make_entry
from shortsite.feeds.words import markless
from shortsite.markdown import TextContext, convert, inline
from shortsite.model import Moment, Summary
from shortsite.unseen import visible
from shortsite.values import moment
from shortsite.views import Views

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
DC = "{http://purl.org/dc/elements/1.1/}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"

THREE = {
    "content/papers/a.yml": paper("On $x^2$", venue="ICLR", keywords=["Learning", "k & l"], arxiv="1706.03762"),
    "content/papers/b.yml": paper("B", status="retracted"),
    "content/contributors/ann.yml": record(name="Ann Ångström"),
    "content/summaries/a/ann.md": summary(
        "a", "See [[b]], $\\frac{a}{b}$.\n\n## Part\n\n- one[^1]\n\n![](f.png)\n\n[^1]: A [note](#part).\n", tldr="In short",
        date="2026-03-01", updated="2026-06-01",
    ),
    "content/summaries/a/f.png": b"\x89PNG\r\n\x1a\n" + bytes(24),
    "content/summaries/a/ben.md": summary("a", "Reply", author="ben", reply_to="ann", date="2026-03-02T12:30:00+02:00"),
    "content/summaries/b/anonymous.md": summary("b", author="anonymous", date="2026-02-01", license="CC0-1.0", lang="de"),
}  # fmt: skip


def feed_of(files: Mapping[str, bytes], name: str = "atom.xml") -> Any:
    """The feed as feedparser reads it."""
    parsed = feedparser.parse(files[name])
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def root_of(files: Mapping[str, bytes], name: str) -> etree._Element:
    return etree.fromstring(files[name])


def ids(files: Mapping[str, bytes], name: str = "atom.xml") -> list[str]:
    return [entry.id for entry in feed_of(files, name).entries]


# Ids, order, dates


@pytest.mark.parametrize("name", ["feed.xml", "atom.xml"])
def test_entries_are_newest_first_and_their_ids_are_tag_uris(make_archive: MakeArchive, name: str) -> None:
    files = rendered(make_archive(THREE))
    tags = [f"tag:toy.example.org,2026:{key}" for key in ("a/ben", "a/ann", "b/anonymous")]
    assert tags == ids(files, name)


def test_ids_survive_a_change_of_address_title_and_date(make_archive: MakeArchive) -> None:
    before = rendered(make_archive(THREE))
    config = CONFIG.replace(URL, "https://new.example.net/papers/").replace("Toy archive", "Another title")
    changed = {
        **THREE,
        "config.yml": config,
        "content/papers/a.yml": paper("Renamed"),
        "content/summaries/b/anonymous.md": summary("b", author="cy", date="2026-02-03", title="New"),
    }
    after = rendered(make_archive(changed, "changed"))
    for name in ("feed.xml", "atom.xml"):
        assert ids(before, name) == ids(after, name)
    assert feed_of(before).feed.id == feed_of(after).feed.id


def test_a_guid_is_no_link(make_archive: MakeArchive) -> None:
    guids = list(root_of(rendered(make_archive(THREE)), "feed.xml").iter("guid"))
    assert ["false"] * 3 == [guid.get("isPermaLink") for guid in guids]


@pytest.mark.parametrize("name", ["feed.xml", "atom.xml"])
def test_a_renamed_paper_keeps_the_ids_and_times_of_its_entries(make_archive: MakeArchive, name: str) -> None:
    def entry_of(paper_id: str, former: list[str]) -> tuple[str, str]:
        files = {
            f"content/papers/{paper_id}.yml": paper("T", aliases=former),
            "content/summaries/ann.md": summary(paper_id),
        }
        (entry,) = feed_of(rendered(make_archive(files, paper_id)), name).entries
        return entry.id, entry.published

    first = entry_of("one", ["journals/corr/1"])
    assert "tag:toy.example.org,2026:one/ann" == first[0]
    assert first == entry_of("two", ["one"]) == entry_of("three", ["journals/corr/1", "one", "two"])


def test_published_stays_while_updated_moves(make_archive: MakeArchive) -> None:
    before = feed_of(rendered(make_archive(TINY))).entries[0]
    edited = {
        **TINY,
        "content/summaries/byron-2020-a-paper/ann.md": summary("byron-2020-a-paper", updated="2026-09-09"),
    }
    files = rendered(make_archive(edited, "edited"))
    after = feed_of(files).entries[0]
    assert before.published == before.updated == after.published
    assert "2026-09-09" == after.updated[:10]
    assert after.updated == feed_of(files).feed.updated
    assert ["Sun, 01 Mar 2026"] == [entry.published[:16] for entry in feed_of(files, "feed.xml").entries]
    assert "Wed, 09 Sep 2026" == feed_of(files, "feed.xml").feed.updated[:16]


def test_a_time_is_given_as_it_is_and_a_day_within_its_first_minute() -> None:
    time, day = moment("2026-03-02T12:30:00+02:00"), moment("2026-03-02")
    assert time is not None
    assert day is not None
    assert "2026-03-02T10:30:00+00:00" == entry_time(time, "a/b").isoformat()
    assert "2026-03-02T00:00:" == entry_time(day, "a/b").isoformat()[:17]


def test_six_hundred_summaries_of_one_day_have_times_of_their_own(make_archive: MakeArchive) -> None:
    files = {"config.yml": CONFIG + "feed_size: 200\n"}
    files |= {f"content/papers/p{n}.yml": paper(f"Paper {n}") for n in range(600)}
    files |= {f"content/summaries/p{n}/ann.md": summary(f"p{n}") for n in range(600)}
    root = make_archive(files)
    archive, _ = linked(root)
    assert 600 == len({entry_time(text.date, "/".join(text.key)) for text in archive.summaries.values()})
    entries = feed_of(rendered(root)).entries
    assert 200 == len(entries) == len({entry.updated for entry in entries})


# What a feed holds


@pytest.mark.parametrize(("name", "media"), [("feed.xml", "application/rss+xml"), ("atom.xml", "application/atom+xml")])
def test_a_feed_names_itself_and_its_page(make_archive: MakeArchive, name: str, media: str) -> None:
    files = rendered(make_archive({**THREE, "config.yml": CONFIG + "websub_hub: https://hub.example.org/\n"}))
    for base in ("", "keyword/learning/", "paper/a/", "picks/"):
        links = {link.rel: link.href for link in feed_of(files, base + name).feed.links}
        assert {"self": URL + base + name, "alternate": URL + base, "hub": "https://hub.example.org/"} == links
    (link,) = root_of(files, name).xpath("//*[local-name()='link'][@rel='self']")
    assert media == link.get("type")


def test_a_feed_says_what_it_is(make_archive: MakeArchive) -> None:
    files = rendered(make_archive(THREE))
    for name in ("feed.xml", "atom.xml"):
        assert "Toy archive" == feed_of(files, name).feed.title
        assert "Learning - Toy archive" == feed_of(files, f"keyword/learning/{name}").feed.title
        assert "en" == feed_of(files, name).feed.language
    assert b"<?xml version='1.0' encoding='UTF-8'?>" == files["feed.xml"].splitlines()[0]


@pytest.mark.parametrize("name", ["feed.xml", "atom.xml"])
def test_an_entry_tells_paper_author_and_keywords(make_archive: MakeArchive, name: str) -> None:
    reply, first, last = feed_of(rendered(make_archive(THREE)), name).entries
    assert ("On x² (summary by Ann Ångström)", f"{URL}paper/a/#ann") == (first.title, first.link)
    assert ("Re: On x² (reply by ben)", f"{URL}paper/a/#ben") == (reply.title, reply.link)
    assert "[Retracted] B (summary by anonymous)" == last.title
    assert ["Learning", "k & l"] == [tag.term for tag in first.tags if not tag.scheme]
    assert "In short" == first.summary


def test_the_author_is_named_in_both_forms(make_archive: MakeArchive) -> None:
    files = rendered(make_archive(THREE))
    assert ["ben", "Ann Ångström", "anonymous"] == [
        node.text for node in root_of(files, "feed.xml").iter(f"{DC}creator")
    ]
    authors = [entry.author_detail for entry in feed_of(files).entries]
    assert [f"{URL}contributor/ben/", f"{URL}contributor/ann/", None] == [author.get("href") for author in authors]


def test_the_whole_text_is_in_the_feed_with_absolute_links_and_images(make_archive: MakeArchive) -> None:
    files = rendered(make_archive(THREE))
    rss = root_of(files, "feed.xml").findall(f".//{ENCODED}")[1].text or ""
    atom = etree.tostring(root_of(files, "atom.xml").findall(f".//{ATOM}content")[1], encoding="unicode")
    for text in (rss, atom):
        addresses = re.findall(r'\b(?:href|src)="([^"]*)"', text)
        assert [] == [address for address in addresses if not address.startswith(("https://", "http://"))]
        assert {f"{URL}paper/a/f.png", f"{URL}paper/b/", f"{URL}paper/a/#ann--part"} <= set(addresses)
        assert all(words in text for words in ("In short", "one", "A ", "Part", "CC-BY-4.0"))
        assert not re.search("[\ue000-\ue00f]", text)


def test_formulas_are_mathml_in_atom_and_plain_html_in_rss(make_archive: MakeArchive) -> None:
    files = rendered(make_archive(THREE))
    assert b"<math" not in files["feed.xml"]
    assert "<i>a</i>/<i>b</i>" in (root_of(files, "feed.xml").findall(f".//{ENCODED}")[1].text or "")
    (fraction,) = root_of(files, "atom.xml").iter(f"{MATHML}mfrac")
    assert ["a", "b"] == [node.text for node in fraction]


def test_atom_content_is_one_xhtml_div(make_archive: MakeArchive) -> None:
    for content in root_of(rendered(make_archive(THREE)), "atom.xml").iter(f"{ATOM}content"):
        assert ("xhtml", [f"{XHTML}div"]) == (content.get("type"), [child.tag for child in content])


def test_nothing_in_a_feed_is_active_or_styled(make_archive: MakeArchive) -> None:
    body = '<script>x</script><b onclick="x" style="color:red" id="y">b</b> <iframe src="https://example.org"></iframe>'
    root = make_archive({**TINY, "content/summaries/ben.md": summary("byron-2020-a-paper", body)})
    files = rendered(root)
    for name in ("feed.xml", "atom.xml"):
        assert not re.search(rb"<script|<iframe|onclick|style=|\bid=", files[name])


def test_a_description_without_a_tldr_is_the_start_of_the_text(make_archive: MakeArchive) -> None:
    root = make_archive({**TINY, "content/summaries/ben.md": summary("byron-2020-a-paper", "word " * 200 + "$x$")})
    entry = next(entry for entry in feed_of(rendered(root)).entries if len(entry.summary) > 50)
    assert entry.summary.startswith("word word")
    assert (True, True) == (entry.summary.endswith(" word…"), len(entry.summary) <= 300)


def test_withdrawn_texts_and_drafts_are_in_no_feed(make_archive: MakeArchive) -> None:
    hidden = {
        "content/summaries/x.md": summary("a", "Secret", withdrawn="wrong"),
        "content/summaries/y.md": summary("a", "Secret", draft=True),
    }
    files = rendered(make_archive({**THREE, **hidden}))
    assert [] == [path for path, data in files.items() if path.endswith(".xml") and b"Secret" in data]


def test_a_feed_holds_the_newest_and_no_more_than_its_size(make_archive: MakeArchive) -> None:
    files = {"config.yml": CONFIG + "feed_size: 3\n", "content/papers/a.yml": paper()}
    files |= {f"content/summaries/s{n}.md": summary("a", date=f"2026-03-0{n}") for n in range(1, 8)}
    found = ids(rendered(make_archive(files)))
    assert ["s7", "s6", "s5"] == [tag.rpartition("/")[2] for tag in found]


def test_an_empty_feed_is_valid_and_has_a_date_that_never_moves(make_archive: MakeArchive) -> None:
    files = rendered(make_archive({}))
    for name in ("feed.xml", "atom.xml"):
        feed = feed_of(files, name)
        assert ([], "Toy archive") == (feed.entries, feed.feed.title)
        assert (2026, 1, 1, 0, 0, 0) == feed.feed.updated_parsed[:6]
    assert f"{ATOM}id" in {child.tag for child in root_of(files, "atom.xml")}


def test_the_same_entry_is_the_same_bytes_in_every_feed_that_has_whole_texts_and_in_every_other(
    make_archive: MakeArchive,
) -> None:
    root = make_archive(THREE)
    views = viewed(root)
    files, feeds = subscribed(root), feeds_in(views)
    found: dict[tuple[str, bool, str], set[bytes]] = {}
    for path, data in files.items():
        pattern = {"rss": rb"<item>.*?</item>", "atom": rb"<entry[ >].*?</entry>"}.get(feeds[path].format)
        entries = re.findall(pattern, data, re.DOTALL) if pattern else json.loads(data)["items"]
        for entry in entries:
            made = entry if pattern else json.dumps(entry).encode()
            name = re.findall(rb"tag:[^,]*,2026:(?!label)([^<\"]*)", made)[0].decode()
            found.setdefault((feeds[path].format, feeds[path].whole, name), set()).add(made)
    assert 3 * 2 * 3 == len(found)
    assert {1} == {len(entries) for entries in found.values()}


# JSON Feed


def test_the_json_feed_says_what_it_is_and_holds_the_same_entries(make_archive: MakeArchive) -> None:
    files = rendered(make_archive({**THREE, "config.yml": CONFIG + "websub_hub: https://hub.example.org/\n"}))
    feed = json.loads(files["keyword/learning/feed.json"])
    entries = feed.pop("items")
    assert {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Learning - Toy archive",
        "home_page_url": f"{URL}keyword/learning/",
        "feed_url": f"{URL}keyword/learning/feed.json",
        "description": "Summaries of papers on Learning.",
        "language": "en",
        "authors": [{"name": "Toy archive", "url": URL}],
        "hubs": [{"type": "WebSub", "url": "https://hub.example.org/"}],
    } == feed
    assert ids(files, "keyword/learning/atom.xml") == [entry["id"] for entry in entries]


# Hostile texts

HOSTILE = [
    "</b> & <i>",
    "]]> <![CDATA[",
    "&amp; &lt; &#x41; &nbsp;",
    "😀 \U0001d4d0 e\u0301",
    "\u200f\u05d0\u05d1 \u202eabc\u202c",
    "a\u2028b\u00a0c\u00add",
    "<!-- --> <?php ?> <!DOCTYPE x>",
    "\"'`\\",
    "$</annotation>$ $\\text{]]>}$",
    "$\\zzz$ &$&$",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(make_archive: MakeArchive, text: str) -> None:
    config = CONFIG.replace("title: Toy archive", f"title: {text!r}" if "'" not in text else "title: T")
    files = {
        "content/papers/a.yml": paper(text, keywords=[text], venue=text, authors=[text], source=text),
        "content/contributors/ann.yml": record(name=text, bio=text),
        "content/summaries/ann.md": summary("a", text, tldr=text, title=text),
    }
    if "\\" not in text:
        files["config.yml"] = config
    made = rendered(make_archive(files))
    # formulas are Unicode; what looks like a tag bears another sign: readers take it for markup even in plain text
    flat = markless(" ".join(inline(normalize("NFC", visible(" ".join(text.split())))).text.split()))
    for name in ("feed.xml", "atom.xml"):
        (entry,) = feed_of(made, name).entries
        assert entry.title.endswith(")")
    told = [
        root_of(made, "atom.xml").findtext(f".//{ATOM}summary"),
        root_of(made, "feed.xml").findtext(".//item/description"),
    ]
    # Atom's is text; RSS's is HTML, so that the words have to be escaped once more
    assert [flat, escape(flat, quote=False)] == told


def test_control_characters_that_yaml_can_spell_never_reach_a_feed(make_archive: MakeArchive) -> None:
    text = 'title: "A\\x85\\x01\\uFFFF\\uE000 b"\nauthors: [Ada]\nyear: 2020\n'
    made = rendered(make_archive({"content/papers/a.yml": text, "content/summaries/ann.md": summary("a")}))
    assert "A b (summary by ann)" == feed_of(made).entries[0].title


@cache
def toy_views() -> Views:
    with TemporaryDirectory() as folder:
        return viewed(write_archive(Path(folder), TOY))


TOY = {"content/papers/a.yml": paper(), "content/summaries/ann.md": summary("a")}
LINES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co")), max_size=60).map(
    lambda text: " ".join(text.split())
)
MARKUP = st.lists(
    st.sampled_from([*"$*_`[]()<>&!#|\\~^:", "\n", "\n\n", " ", "x", "1", "]]>", "<b>", "</div>", "&amp;", "[[a]]", "\\frac{a}{b}"])
).map("".join)  # fmt: skip


@settings(max_examples=60)
@given(title=LINES, tldr=LINES, body=MARKUP | st.text())
def test_whatever_is_written_the_entries_are_well_formed(title: str, tldr: str, body: str) -> None:
    views = replaced(toy_views(), title, tldr, body)
    entry = make_entry(entry_facts(views, ("a", "ann"), whole=True))
    for data in (entry.part("rss"), entry.part("atom")):
        names = b' xmlns:dc="d" xmlns:content="c" xmlns:dcterms="t" xmlns:media="m"'
        assert 1 == len(etree.fromstring(b"<x" + names + b">" + data + b"</x>"))
    assert {"id", "title", "content_html", "content_text"} <= json.loads(entry.part("json")).keys()


def replaced(views: Views, title: str, tldr: str, body: str) -> Views:
    """The views of the same archive with another title, tldr and text."""
    archive = views.archive
    text: Summary = archive.summaries["a", "ann"]
    document = convert(body, TextContext("ann"))
    return Views(
        replace(
            archive,
            papers={"a": replace(archive.papers["a"], title=inline(title))},
            summaries={("a", "ann"): replace(text, tldr=tldr, body=document)},
        ),
        views.config,
    )


def test_moments_in_a_feed_are_utc() -> None:
    time = moment("2026-03-02T00:30:00+02:00")
    assert isinstance(time, Moment)
    assert "2026-03-01T22:30:00Z" == time.iso
