"""The page of feeds, feeds.opml, and the links by which programs find a page's feeds."""

from __future__ import annotations

import gzip
import re
from posixpath import normpath
from xml.etree import ElementTree as ET

import listparser
import pytest
from archives import CONFIG, URL, paper, planned, record, rendered, summary, write_archive
from conftest import MakeArchive
from lxml import etree, html

from shortsite import urls
from shortsite.model import Feed, Made, Page
from shortsite.pages import following

TYPES = [media for _, _, media, _ in urls.FEEDS]
HOSTILE = "</b> & \"quoted\" 'too' ]]> \N{GRINNING FACE} \N{HEBREW LETTER SHIN}\N{HEBREW LETTER LAMED}"

FILES = {
    "config.yml": CONFIG + "sections:\n  - {name: Learning, slug: learning, keywords: [deep learning]}\n",
    "content/papers/byron-2020-x.yml": paper(
        "An $x^2$ paper", 2020, venue="iclr", keywords=["Deep Learning", r"$\ell_1$ norms"], arxiv="2001.00010",
        aliases=["byron-2019-x"],
    ),
    "content/papers/king-2021-y.yml": paper("Another", 2021, venue="Workshop", authors=["Ben King", "Ada Byron"]),
    "content/summaries/byron-2020-x/ann.md": summary("byron-2020-x"),
    "content/summaries/byron-2020-x/ben.md": summary("byron-2020-x", author="ben"),
    "content/summaries/king-2021-y/ann.md": summary("king-2021-y"),
    "content/venues/iclr.yml": record(name="Learning Representations", short="ICLR"),
    "content/pages/about.md": "---\ntitle: About\n---\nUs.\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return rendered(write_archive(tmp_path_factory.mktemp("archive"), FILES))


# feeds.opml

#: What may stand where, and which of it must: https://opml.org/spec2.opml, elements of the head, attributes of outlines.
HEAD = {
    "title", "dateCreated", "dateModified", "ownerName", "ownerEmail", "ownerId", "docs", "expansionState",
    "vertScrollState", "windowTop", "windowLeft", "windowBottom", "windowRight",
}  # fmt: skip
OUTLINE = {"text", "type", "isComment", "isBreakpoint", "created", "category"}
SUBSCRIPTION = OUTLINE | {"xmlUrl", "description", "htmlUrl", "language", "title", "version"}


def faults_of_opml(data: bytes) -> list[str]:
    """What the specification forbids of a document."""
    root = etree.fromstring(data)
    found = [] if (root.tag, dict(root.attrib)) == ("opml", {"version": "2.0"}) else ["root"]
    if [child.tag for child in root] != ["head", "body"] or root[0].attrib or root[1].attrib:
        return [*found, "head and body"]
    found += [f"{child.tag} in head" for child in root[0] if child.tag not in HEAD or len(child) or child.attrib]
    found += ["the body is empty"] if not len(root[1]) else []
    for outline in root[1].iter():
        if outline is root[1]:
            continue
        is_feed = outline.get("type") == "rss"
        needed = {"text", "type", "xmlUrl"} if is_feed else {"text"}
        found += [f"{outline.tag} in body"] if outline.tag != "outline" else []
        found += (
            [f"attributes {sorted(outline.attrib)}"]
            if set(outline.attrib) - (SUBSCRIPTION if is_feed else OUTLINE)
            else []
        )
        found += [f"without {needed - set(outline.attrib)}"] if needed - set(outline.attrib) else []
        found += ["an empty attribute"] if not all(str(value).strip() for value in outline.attrib.values()) else []
        found += ["words between outlines"] if (outline.text or "").strip() or (outline.tail or "").strip() else []
        found += ["a feed with children"] if is_feed and len(outline) else []
        found += ["a group without any"] if not is_feed and not len(outline) else []
    return found


def test_the_check_of_opml_finds_faults() -> None:
    bad = b'<opml version="1.0"><head><date/></head><body><outline title="x"/><outline type="rss" text="y"/></body></opml>'
    assert [
        "root", "date in head", "attributes ['title']", "without {'text'}", "a group without any", "without {'xmlUrl'}",
    ] == faults_of_opml(bad)  # fmt: skip
    assert ["the body is empty"] == faults_of_opml(b'<opml version="2.0"><head/><body/></opml>')


def test_the_list_of_feeds_is_valid(site: dict[str, bytes]) -> None:
    assert [] == faults_of_opml(site["feeds.opml"])


def test_the_list_of_feeds_names_each_once_under_its_heading(site: dict[str, bytes]) -> None:
    body = ET.fromstring(site["feeds.opml"])[1]
    told = {str(group.get("text")): [str(outline.get("text")) for outline in group] for group in body}
    assert {
        "The whole archive": ["Toy archive", "Editors' picks", "Most discussed"],
        "Sections": ["Learning"],
        "Venues": ["Learning Representations", "Workshop"],
        "Keywords": ["Deep Learning", "ℓ₁ norms"],
        "Contributors": ["ann", "ben"],
        "Authors": ["Ada Byron", "Ben King"],
        "Years": ["2021", "2020"],
        "Venues by year": ["ICLR 2020", "Workshop 2021"],
        "Papers with several texts": ["Summaries of An x² paper"],
    } == told


def test_every_list_with_feeds_is_on_the_list_whatever_its_kind(make_archive: MakeArchive) -> None:
    outputs, _ = planned(make_archive(FILES))
    feeds = sorted(URL + feed.url for feed in outputs if isinstance(feed, Feed) and feed.format == "rss")
    (made,) = (output for output in outputs if isinstance(output, Made) and output.url == urls.OPML)
    listed = [outline.get("xmlUrl") for outline in ET.fromstring(made.make()).iter("outline")]
    assert feeds == sorted(filter(None, listed))


def test_a_reader_of_lists_finds_the_same_feeds(site: dict[str, bytes]) -> None:
    read = listparser.parse(site["feeds.opml"].decode())
    assert (0, "Feeds of Toy archive") == (read["bozo"], read["meta"]["title"])
    own = [outline for outline in ET.fromstring(site["feeds.opml"]).iter("outline") if outline.get("xmlUrl")]
    assert [(outline.get("xmlUrl"), outline.get("text")) for outline in own] == [
        (feed["url"], feed["title"]) for feed in read["feeds"]
    ]
    assert [["Keywords"]] * 2 == [feed["tags"] for feed in read["feeds"] if "/keyword/" in feed["url"]]


def test_all_addresses_on_the_list_are_there(site: dict[str, bytes]) -> None:
    for outline in ET.fromstring(site["feeds.opml"]).iter("outline"):
        for name in ("xmlUrl", "htmlUrl"):
            address = outline.get(name, URL)
            assert urls.file_of(address.removeprefix(URL)) in site, address


def test_names_that_were_made_to_harm_stay_names(make_archive: MakeArchive) -> None:
    files = {
        "config.yml": record(title=HOSTILE, url=URL),
        "content/papers/a.yml": paper(HOSTILE, keywords=[HOSTILE], authors=["Bobby <i>Tables</i>"], venue=HOSTILE),
        "content/summaries/a/ann.md": summary("a"),
        "content/summaries/a/ben.md": summary("a"),
        "content/contributors/ann.yml": record(name="Ann & <ben>"),
    }
    made = rendered(make_archive(files))
    data = made["feeds.opml"]
    assert [] == faults_of_opml(data)
    (keyword,) = (node for node in etree.fromstring(data).iter("outline") if "/keyword/" in node.get("xmlUrl", ""))
    # readers of OPML may take a name for markup, as those of feeds do, so it stands there as in its feed
    assert keyword.get("text") == HOSTILE.replace("<", "\N{FULLWIDTH LESS-THAN SIGN}")
    assert b"&lt;" not in data
    # pages need no such sign
    names = [link.text for link in html.document_fromstring(made["feeds/index.html"].decode()).iter("a")]
    assert (HOSTILE in names, any("\N{FULLWIDTH LESS-THAN SIGN}" in (name or "") for name in names)) == (True, False)
    assert 0 == listparser.parse(data.decode())["bozo"]


def test_an_empty_archive_has_a_list_with_its_own_feeds(make_archive: MakeArchive) -> None:
    data = rendered(make_archive({}))["feeds.opml"]
    assert [] == faults_of_opml(data)
    assert 3 == data.count(b"xmlUrl=")


def test_people_of_one_name_are_told_apart(make_archive: MakeArchive) -> None:
    people = record(
        **{"wei-chen": {"name": "Wei Chen", "papers": ["a"]}, "wei-chen-2": {"name": "Wei Chen", "papers": ["b"]}}
    )
    files = {f"content/papers/{name}.yml": paper(name, authors=["Wei Chen"]) for name in "ab"}
    data = rendered(make_archive({**files, "content/authors.yml": people}))["feeds.opml"]
    names = [
        node.get("text") for node in etree.fromstring(data).iter("outline") if "/author/" in node.get("xmlUrl", "")
    ]
    assert ["Wei Chen (wei-chen)", "Wei Chen (wei-chen-2)"] == names


# The page


def groups_of(make_archive: MakeArchive, files: dict[str, str]) -> dict[str, following.FeedGroup]:
    (page,) = (
        output for output in planned(make_archive(files))[0] if isinstance(output, Page) and output.url == "feeds/"
    )
    return {group.name: group for group in page.context["groups"]}


def test_the_page_links_each_feed_of_each_list(site: dict[str, bytes]) -> None:
    page = html.fromstring(site["feeds/index.html"])
    found = [str(link.get("href")) for link in page.iterfind(".//span[@class='formats']/a")]
    lists = ["", "picks/", "discussed/", "section/learning/", "venue/iclr/", "venue/workshop/"]
    lists += ["keyword/deep-learning/", "keyword/ell-1-norms/", "contributor/ann/", "contributor/ben/"]
    lists += ["author/ada-byron/", "author/ben-king/", "year/2021/", "year/2020/"]
    assert [f"../{path}{name}" for path in lists for _, name, _, _ in urls.FEEDS] == found


def test_a_large_archive_shows_the_lists_with_most_texts_and_says_where_the_others_are(
    make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "SHOWN", 2)
    files = {
        f"content/papers/{name}.yml": paper(name, keywords=[*"abcd"[: number + 1]])
        for number, name in enumerate("pqrs")
    }
    files |= {f"content/summaries/{name}/ann.md": summary(name) for name in "pqrs"}
    keywords = groups_of(make_archive, files)["Keywords"]
    assert (["a", "b"], 4, urls.href("keyword/")) == (
        [one.name for one in keywords.shown],
        keywords.total,
        keywords.index.url if keywords.index else "",
    )
    assert [4, 3] == [one.texts for one in keywords.shown]


def test_the_page_of_a_large_archive_is_light(make_archive: MakeArchive) -> None:
    files = {
        f"content/papers/p{n}.yml": paper(
            f"Paper {n}", 1960 + n % 60, venue=f"Venue on the matter {n % 120}",
            authors=[f"Given{n} Family{n}", f"Other{n} Name{n}"], keywords=[f"a keyword of some length {n}"],
        )
        for n in range(800)
    } | {f"content/summaries/p{n}/s{n}.md": summary(f"p{n}", author=f"writer-{n % 150}") for n in range(800)}  # fmt: skip
    outputs, _ = planned(make_archive(files))
    page = next(output for output in outputs if isinstance(output, Page) and output.url == "feeds/")
    assert page.context["total"] > 2_500
    data = rendered_page(make_archive, files)
    assert len(data) < 120_000
    assert len(gzip.compress(data)) < 20_000


def rendered_page(make_archive: MakeArchive, files: dict[str, str]) -> bytes:
    return rendered(make_archive(files))["feeds/index.html"]


# Autodiscovery


def feeds_told(page: html.HtmlElement) -> list[tuple[str, str]]:
    links = page.iterfind(".//head/link[@rel='alternate']")
    return [(str(link.get("type")), str(link.get("href"))) for link in links if link.get("type") in TYPES]


def target(path: str, href: str) -> str:
    if href.startswith("/"):
        return href.lstrip("/")
    return normpath(f"{path.rpartition('/')[0]}/{href}").lstrip("/")


def test_every_page_tells_its_own_feeds_and_then_the_sites(site: dict[str, bytes]) -> None:
    pages = {path: html.fromstring(data) for path, data in site.items() if path.endswith(".html")}
    assert {"arxiv/2001.00010/index.html", "paper/byron-2019-x/index.html", "404.html", "about/index.html"} < set(pages)
    with_own = 0
    for path, page in pages.items():
        found = [(media, target(path, href)) for media, href in feeds_told(page)]
        sites = [(media, name) for _, name, media, _ in urls.FEEDS]
        base = re.sub(r"page/\d+/", "", path.removesuffix("index.html"))
        own = [(media, f"{base}{name}") for _, name, media, _ in urls.FEEDS]
        has_own = "index.html" != path and own[0][1] in site
        with_own += has_own
        assert (own if has_own else []) + sites == found, path
        assert all(file in site for _, file in found), path
    assert 16 == with_own


def test_what_programs_are_told_has_a_name_of_its_own(site: dict[str, bytes]) -> None:
    for path in ("index.html", "venue/iclr/index.html", "paper/byron-2020-x/index.html"):
        links = html.fromstring(site[path]).iterfind(".//head/link[@rel='alternate']")
        titles = [str(link.get("title")) for link in links if link.get("type") in TYPES]
        assert len(set(titles)) == len(titles)
        assert all(titles)
        assert ["Toy archive (RSS)", "Toy archive (Atom)", "Toy archive (JSON Feed)"] == titles[-3:]


def test_the_foot_of_every_page_leads_to_the_feeds(site: dict[str, bytes]) -> None:
    links = html.fromstring(site["venue/iclr/index.html"]).iterfind(".//footer//a")
    told = {str(link.text): str(link.get("href")) for link in links}
    assert ("../../feeds/", "../../feed.xml", "../../atom.xml", "../../feed.json") == tuple(
        told[name] for name in ("Feeds", "RSS", "Atom", "JSON Feed")
    )
