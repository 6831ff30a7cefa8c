"""What machines read in a page's head: reference managers, search engines, networks that share it, and crawlers."""

from __future__ import annotations

import json
import re
import struct
import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

import pytest
from archives import URL, paper, planned, record, rendered, summary
from conftest import MakeArchive
from lxml import html
from PIL import Image

from shortsite.model import Page, Poster
from shortsite.posters import HEIGHT, WIDTH, draw, is_drawable

VENUES = {
    "content/venues/jour.yml": record(name="A Journal", kind="journal"),
    "content/venues/conf.yml": record(name="A Conference", short="AC", kind="conference"),
    "content/venues/book.yml": record(name="A Handbook", kind="book"),
    "content/venues/arxiv.yml": record(name="arXiv", kind="preprint"),
}
FILES = {
    **VENUES,
    "content/papers/byron-2020-x.yml": paper(
        "An $x^2$ paper", venue="conf", keywords=["Deep Learning"], arxiv="2001.00010", doi="10.1000/X",
        abstract="A *first* line,\nand a second.",
    ),
    "content/papers/king-2021-y.yml": paper("Another & more", 2021, authors=["Ben King", "Ada Byron"]),
    "content/papers/anon.yml": "title: Without authors\nyear: 2020\n",
    "content/summaries/byron-2020-x/ann.md": summary("byron-2020-x", "On [[king-2021-y]].", tldr="A *few* words."),
    "content/summaries/byron-2020-x/ben.md": summary("byron-2020-x", author="ben", date="2026-03-02"),
    "content/summaries/byron-2020-x/ann-reply.md": summary("byron-2020-x", reply_to="ben", date="2026-03-03"),
    "content/summaries/anon/ann.md": summary("anon", author="anonymous"),
    "content/summaries/anon/gone.md": summary("anon", withdrawn="wrong"),
    "content/summaries/anon/ben.md": summary("anon", reply_to="gone"),
    "content/contributors/ann.yml": record(name="Ann", orcid="0000-0002-1825-0097", affiliation="A lab"),
}  # fmt: skip
PAGE = f"{URL}paper/byron-2020-x/"
WORK = "https://doi.org/10.1000/X"


def pages_of(make_archive: MakeArchive, files: Mapping[str, str] = FILES) -> dict[str, Page]:
    outputs, problems = planned(make_archive({**files}))
    assert [] == problems
    return {output.url: output for output in outputs if isinstance(output, Page)}


# Reference managers


def test_reference_managers_find_the_record(make_archive: MakeArchive) -> None:
    text = record(
        title="On $x^2$",
        authors=["Ada Byron", "van den Oord, Aäron", {"family": "King", "orcid": "0000-0002-1825-0097"}],
        year=2021,
        venue="jour",
        published="2020-12-31",
        volume=3,
        issue=4,
        pages="10--19",
        publisher="A Press",
        doi="10.1000/X",
        arxiv="2012.00010",
        keywords=["Learning"],
        abstract="Some\nwords.",
    )
    head = pages_of(make_archive, {"content/papers/a.yml": text, **VENUES})["paper/a/"].context["head"]
    assert [
        ("citation_title", "On x²"),
        ("citation_author", "Byron, Ada"),
        ("citation_author", "van den Oord, Aäron"),
        ("citation_author", "King"),
        ("citation_author_orcid", "0000-0002-1825-0097"),
        ("citation_publication_date", "2021"),
        ("citation_online_date", "2020/12/31"),
        ("citation_journal_title", "A Journal"),
        ("citation_volume", "3"),
        ("citation_issue", "4"),
        ("citation_firstpage", "10"),
        ("citation_lastpage", "19"),
        ("citation_publisher", "A Press"),
        ("citation_doi", "10.1000/X"),
        ("citation_arxiv_id", "2012.00010"),
        ("citation_keywords", "Learning"),
        ("citation_abstract", "Some words."),
        ("citation_public_url", "https://doi.org/10.1000/X"),
        ("citation_abstract_html_url", "https://doi.org/10.1000/X"),
        ("citation_pdf_url", "https://arxiv.org/pdf/2012.00010"),
    ] == list(head.metas)


def test_identifiers_and_addresses_are_told_as_they_are(make_archive: MakeArchive) -> None:
    doi = "10.1002/(SICI)1097-4636(199823)43:4<b::AID-JBM1>3.0.CO;2-#"
    files = {"content/papers/a.yml": paper("A <b> title", doi=doi)}
    metas = dict(pages_of(make_archive, files)["paper/a/"].context["head"].metas)
    assert (metas["citation_doi"], metas["citation_title"]) == (doi, "A \N{FULLWIDTH LESS-THAN SIGN}b> title")
    page = rendered(make_archive(files))["paper/a/index.html"]
    assert b"<b::" not in page
    assert item_of(page)["DOI"] == doi


def test_a_paper_without_authors_has_no_citation_tags(make_archive: MakeArchive) -> None:
    assert () == pages_of(make_archive)["paper/anon/"].context["head"].metas


KINDS_OF_ITEMS = {
    "citation_journal_title": "journalArticle",
    "citation_technical_report_institution": "report",
    "citation_conference_title": "conferencePaper",
    "citation_inbook_title": "bookSection",
    "citation_dissertation_institution": "thesis",
}
FIELDS = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_journal_title": "publicationTitle",
    "citation_inbook_title": "publicationTitle",
    "citation_conference_title": "conferenceName",
    "citation_dissertation_institution": "university",
    "citation_technical_report_institution": "institution",
    "citation_volume": "volume",
    "citation_publisher": "publisher",
    "citation_isbn": "ISBN",
    "citation_abstract": "abstractNote",
    "citation_doi": "DOI",
    "citation_public_url": "url",
    "og:title": "title",
    "og:description": "abstractNote",
    "og:url": "url",
}


def item_of(page: bytes) -> dict[str, Any]:
    """The item that Zotero's Embedded Metadata translator makes of a page, as far as ours need it.

    What tells a kind of item: the last tag of ``KINDS_OF_ITEMS``, else ``z:itemType``, else an ISBN, else a title. Of
    each field the first tag counts, and ``citation_*`` goes before Open Graph.
    """
    tree = html.document_fromstring(page.decode())
    tags = [(meta.get("name") or meta.get("property") or "", meta.get("content")) for meta in tree.iter("meta")]
    told = [KINDS_OF_ITEMS[name] for name, _ in tags if name in KINDS_OF_ITEMS]
    declared = [value for name, value in tags if name == "z:itemType"]
    guessed = "book" if any(name == "citation_isbn" for name, _ in tags) else "journalArticle"
    item: dict[str, Any] = {"itemType": (told[-1:] or declared or [guessed])[0]}
    for name, value in sorted(tags, key=lambda tag: not tag[0].startswith("citation_")):
        if name in FIELDS:
            item.setdefault(FIELDS[name], value)
    item["creators"] = [tuple(value.split(", ", 1)) for name, value in tags if name == "citation_author"]
    item["tags"] = [value for name, value in tags if name == "citation_keywords"]
    pages = [value for name, value in tags if name in ("citation_firstpage", "citation_lastpage")]
    item["pages"] = "-".join(pages)
    item["pdf"] = next((value for name, value in tags if name == "citation_pdf_url"), "")
    return item


@pytest.mark.parametrize(
    ("fields", "kind", "more"),
    [
        ({"venue": "jour", "volume": "3", "pages": "1-9"}, "journalArticle", {"publicationTitle": "A Journal", "pages": "1-9"}),
        ({"venue": "conf"}, "conferencePaper", {"conferenceName": "A Conference"}),
        ({"venue": "arxiv", "arxiv": "2001.00001"}, "preprint", {"pdf": "https://arxiv.org/pdf/2001.00001"}),
        ({}, "preprint", {}),
        ({"type": "thesis", "publisher": "A University"}, "thesis", {"university": "A University"}),
        ({"type": "thesis"}, "thesis", {}),
        ({"type": "book", "isbn": "978-0-387-31073-2", "publisher": "A Press"}, "book", {"ISBN": "978-0-387-31073-2"}),
        ({"venue": "book", "isbn": "978-0-387-31073-2"}, "bookSection", {"publicationTitle": "A Handbook"}),
        ({"type": "report", "publisher": "A Lab"}, "report", {"institution": "A Lab"}),
        ({"type": "report"}, "report", {}),
    ],
)  # fmt: skip
def test_zotero_makes_the_right_item(
    make_archive: MakeArchive, fields: dict[str, str], kind: str, more: dict[str, str]
) -> None:
    text = paper("A <b> & $x^2$", abstract="Of it.", keywords=["nets"], url="https://example.org/a", **fields)
    files = {**VENUES, "content/papers/a.yml": text, "content/summaries/a/ann.md": summary("a", tldr="Ours.")}
    item = item_of(rendered(make_archive(files))["paper/a/index.html"])
    expected = {"itemType": kind, "date": "2020", "creators": [("Byron", "Ada")], "tags": ["nets"], **more}
    # what is not the paper's own must not end up in a library
    expected |= {"title": "A ＜b> & x²", "abstractNote": "Of it."}
    assert expected == {name: item[name] for name in expected}
    assert "toy.example.org" not in item["url"]


def test_lists_hold_papers_for_reference_managers_and_their_own_pages_do_not(make_archive: MakeArchive) -> None:
    files = rendered(make_archive(FILES))
    (span,) = html.document_fromstring(files["venue/conf/index.html"].decode()).find_class("Z3988")
    values = {name: value[0] for name, value in parse_qs(span.get("title")).items()}
    assert {
        "ctx_ver": "Z39.88-2004",
        "rft_val_fmt": "info:ofi/fmt:kev:mtx:book",
        "rft.genre": "proceeding",
        "rft.atitle": "An x² paper",
        "rft.btitle": "A Conference",
        "rft.au": "Byron, Ada",
        "rft.date": "2020",
        "rft_id": "info:doi/10.1000/X",
        "rfr_id": "info:sid/toy.example.org",
    } == values
    assert b"Z3988" not in files["paper/byron-2020-x/index.html"]


# JSON-LD


def graph_of(page: Page) -> list[dict[str, Any]]:
    document = json.loads(str(page.context["head"].graph))
    assert document["@context"] == "https://schema.org"
    nodes: list[dict[str, Any]] = document["@graph"]
    return nodes


def parts_of(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    for inner in value if isinstance(value, list) else ():
        yield from parts_of(inner)


def test_every_thing_that_a_graph_names_is_in_it(make_archive: MakeArchive) -> None:
    graphs = {url: graph_of(page) for url, page in pages_of(make_archive).items() if page.context["head"].graph}
    assert {"", "paper/byron-2020-x/", "paper/anon/", "contributor/ann/", "venue/conf/"} <= graphs.keys()
    for url, graph in graphs.items():
        parts = list(parts_of(graph))
        defined = {part["@id"] for part in parts if "@type" in part and "@id" in part}
        named = {part["@id"] for part in parts if "@type" not in part and "@id" in part}
        assert set() == named - defined, url
        assert all(name.startswith((URL, WORK)) for name in defined)


def test_each_summary_is_a_review_and_each_reply_a_comment(make_archive: MakeArchive) -> None:
    nodes = {node["@id"]: node for node in graph_of(pages_of(make_archive)["paper/byron-2020-x/"])}
    review, reply, work = nodes[f"{PAGE}#ann"], nodes[f"{PAGE}#ann-reply"], nodes[WORK]
    person = f"{URL}contributor/ann/#person"
    assert ["Review", "Article"] == review["@type"]
    assert ({"@id": WORK}, {"@id": person}, "A *few* words.") == (
        review["itemReviewed"], review["author"], review["abstract"]
    )  # fmt: skip
    assert [f"{URL}paper/king-2021-y/#the_paper"] == [cited["@id"] for cited in review["citation"]]
    assert ("Comment", {"@id": f"{PAGE}#ben"}) == (reply["@type"], reply["parentItem"])
    assert ("Summary by Ann", "Reply by Ann") == (review["headline"], reply["headline"])
    assert ("An x² paper", "2020", ["Deep Learning"]) == (work["name"], work["datePublished"], work["keywords"])
    assert [{"@id": f"{PAGE}#ann"}, {"@id": f"{PAGE}#ben"}] == work["review"]
    assert [{"@type": "Person", "name": "Ada Byron", "familyName": "Byron", "givenName": "Ada"}] == work["author"]
    assert ("Ann", ["https://orcid.org/0000-0002-1825-0097"]) == (nodes[person]["name"], nodes[person]["sameAs"])
    assert "reviewRating" not in json.dumps([*nodes.values()])


def test_a_preprint_is_no_part_of_a_volume(make_archive: MakeArchive) -> None:
    files = {"content/papers/a.yml": paper(venue="arXiv"), "content/papers/b.yml": paper("B", venue="Proceedings")}
    pages = pages_of(make_archive, files)
    works = [node for url in ("paper/a/", "paper/b/") for node in graph_of(pages[url]) if "headline" in node]
    assert [None, "Proceedings"] == [work.get("isPartOf", {"name": None})["name"] for work in works]


def test_who_is_anonymous_has_no_address(make_archive: MakeArchive) -> None:
    nodes = {node["@id"]: node for node in graph_of(pages_of(make_archive)["paper/anon/"])}
    assert {"@type": "Person", "name": "Anonymous"} == nodes[f"{URL}paper/anon/#ann"]["author"]


def test_lists_and_people_have_graphs_of_their_own(make_archive: MakeArchive) -> None:
    pages = pages_of(make_archive)
    kinds = {url: graph_of(pages[url])[1]["@type"] for url in ("", "venue/conf/", "contributor/ann/")}
    assert {"": "CollectionPage", "venue/conf/": "CollectionPage", "contributor/ann/": "ProfilePage"} == kinds
    items = graph_of(pages["venue/conf/"])[1]["mainEntity"]["itemListElement"]
    assert [{"@type": "ListItem", "position": 1, "url": PAGE}] == items


def test_the_graph_cannot_leave_its_element_and_passes_the_policy(make_archive: MakeArchive) -> None:
    title = "</script><script>alert(1)</script> & <!-- x"
    root = make_archive({"content/papers/a.yml": paper(title), "content/summaries/ann.md": summary("a", tldr=title)})
    page = rendered(root)["paper/a/index.html"].decode()
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert title in {node.get("name") for node in json.loads(text)["@graph"]}
    assert "alert(1)</script>" not in page
    digest = b64encode(sha256(text.encode()).digest()).decode()
    assert re.search(rf"script-src 'self' [^;]*'sha256-{re.escape(digest)}'", page)


# Networks


def test_a_page_is_shared_with_the_papers_title_and_its_poster(make_archive: MakeArchive) -> None:
    files = rendered(make_archive(FILES))
    tree = html.document_fromstring(files["paper/byron-2020-x/index.html"].decode())
    tags = {meta.get("property"): meta.get("content") for meta in tree.iter("meta") if meta.get("property")}
    assert "An x² paper" == tags["og:title"]
    assert f"{URL}poster/byron-2020-x.png" == tags["og:image"]
    assert ("1200", "630") == (tags["og:image:width"], tags["og:image:height"])
    assert struct.pack(">II", WIDTH, HEIGHT) == files["poster/byron-2020-x.png"][16:24]
    assert f"{URL}contributor/ben/" == tags["article:author"]


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("size", "path"), [((600, 315), "paper/a/big.png"), ((599, 400), "poster/a.png")])
def test_a_large_figure_goes_before_the_poster(make_archive: MakeArchive, size: tuple[int, int], path: str) -> None:
    root = make_archive({
        "content/papers/a.yml": paper(),
        "content/summaries/a/ann.md": summary("a", "![A plot](big.png)"),
        "content/summaries/a/big.png": png(*size),
    })  # fmt: skip
    outputs, _ = planned(root)
    head = next(output for output in outputs if output.url == "paper/a/").context["head"]  # type: ignore[union-attr]
    assert path == head.image.path
    assert any(isinstance(output, Poster) for output in outputs) == path.startswith("poster/")


POSTERS = [
    Poster("", "Toy", "A title", ("Ada Byron",), "AC 2020", "1 summary"),
    Poster("", "T" * 300, "word " * 400, tuple(f"Author {n}" for n in range(3000)), "V" * 300, "12 summaries"),
    Poster("", "", "W" * 100_000, (), "", ""),
    Poster("", "Toy", "", ("漢字", "X" * 500), "2020", "1 summary"),
]


@pytest.mark.parametrize("poster", POSTERS)
def test_posters_are_small_and_the_same_every_time(poster: Poster) -> None:
    data = draw(poster)
    assert data == draw(poster)
    assert b"\x89PNG" == data[:4]
    assert len(data) < 40_000


def test_a_poster_has_its_words_in_the_sites_colours() -> None:
    data = draw(Poster("", "Toy", "A title", ("Ada Byron",), "AC 2020", "1 summary"))
    picture = Image.open(BytesIO(data))
    assert ((WIDTH, HEIGHT), "P") == (picture.size, picture.mode)
    picture = picture.convert("RGB")
    colours = {colour: count for count, colour in picture.getcolors() or ()}
    paper_, ink, ribbon = (0xFD, 0xFC, 0xFA), (0x1E, 0x1C, 0x19), (0x1D, 0x4F, 0x91)
    assert {paper_, ink, ribbon} < colours.keys()
    assert len(colours) == 4
    assert (ribbon, paper_) == (picture.getpixel((90, 10)), picture.getpixel((40, 40)))
    # ink stands where the title is, and nowhere between it and the rule
    title, below = picture.crop((84, 240, 700, 300)), picture.crop((84, 400, 1116, 500))
    assert ink in {colour for _, colour in title.getcolors() or ()}
    assert [paper_] == [colour for _, colour in below.getcolors() or ()]
    other = draw(Poster("", "Toy", "A title", ("Ada Lovelace",), "AC 2020", "1 summary"))
    assert data != other


def test_what_the_font_lacks_gets_no_poster(make_archive: MakeArchive) -> None:
    assert [True, True, False, False] == [is_drawable(text) for text in ("a", "Łódź ℓ₁ ≤ ∞", "漢字", "ﷺ")]
    files = {"content/papers/a.yml": paper("深度学习"), "content/summaries/a/ann.md": summary("a")}
    outputs, _ = planned(make_archive(files))
    assert [] == [output for output in outputs if isinstance(output, Poster)]


# Signposts


def test_programs_find_their_way_from_a_paper(make_archive: MakeArchive) -> None:
    files = rendered(make_archive(FILES))
    tree = html.document_fromstring(files["paper/byron-2020-x/index.html"].decode(), base_url=PAGE)
    tree.make_links_absolute()
    links = {(rel, link.get("href")) for link in tree.iter("link") for rel in link.get("rel").split()}
    assert {
        ("related", WORK),
        ("author", f"{URL}contributor/ann/"),
        ("author", f"{URL}contributor/ben/"),
        ("type", "https://schema.org/AboutPage"),
        ("license", "https://creativecommons.org/licenses/by/4.0/"),
        ("describedby", f"{PAGE}index.json"),
        ("describedby", f"{PAGE}paper.bib"),
        ("item", f"{PAGE}ann.md"),
        ("item", f"{PAGE}ann-reply.md"),
        ("collection", f"{URL}venue/conf/2020/"),
        ("linkset", f"{PAGE}linkset.json"),
    } <= links
    assert not [link for link in links if link[0] == "cite-as"]
    first, *items = json.loads(files["paper/byron-2020-x/linkset.json"])["linkset"]
    told = {(rel, target["href"]) for rel, targets in first.items() if rel != "anchor" for target in targets}
    assert told <= links
    assert [f"{PAGE}ann.md", f"{PAGE}ben.md", f"{PAGE}ann-reply.md"] == [item["anchor"] for item in items]


def test_an_embedding_page_gets_a_link_and_a_picture(make_archive: MakeArchive) -> None:
    values = json.loads(rendered(make_archive(FILES))["paper/byron-2020-x/oembed.json"])
    assert ("link", "1.0", "An x² paper: 2 summaries") == (values["type"], values["version"], values["title"])
    assert f"{URL}poster/byron-2020-x.png" == values["thumbnail_url"]
