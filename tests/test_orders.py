"""Indexes in several orders, and the lists that can be narrowed down."""

from __future__ import annotations

import pytest
from archives import CONFIG, paper, planned, rendered, summary
from conftest import MakeArchive

from shortsite.model import Page
from shortsite.pages import orders

SMALL_PAGES = CONFIG + "page_size: 2\nsections:\n  - {name: Maps, slug: maps, keywords: [cartography]}\n"
FILES = {
    "config.yml": SMALL_PAGES,
    "content/venues/iclr.yml": "name: Conference on Learning\nshort: ICLR\nkind: conference\n",
    "content/venues/acta.yml": "name: Acta\nkind: journal\n",
    "content/papers/a.yml": paper("First", 2018, authors=["Zoe Abel"], keywords=["cartography"], venue="iclr"),
    "content/papers/b.yml": paper(
        "Second", 2019, authors=["Ann Zorn"], keywords=["cartography", "tides"], venue="acta"
    ),
    "content/papers/c.yml": paper("Third", 2020, authors=["Ann Zorn"], keywords=["cartography"], venue="acta"),
    "content/papers/d.yml": paper("Fourth", 2020, authors=["Bo Mole"], keywords=["roads"], venue="acta"),
    "content/summaries/a/ann.md": summary("a", date="2026-03-01"),
    "content/summaries/b/ann.md": summary("b", date="2024-03-01"),
    "content/summaries/b/ben.md": summary("b", author="ben", date="2024-05-01"),
    "content/summaries/c/ann.md": summary("c", date="2025-03-01"),
}


def pages_of(make_archive: MakeArchive) -> dict[str, Page]:
    outputs, problems = planned(make_archive(FILES))
    assert [] == problems
    return {output.url: output for output in outputs if isinstance(output, Page)}


def shown(page: Page) -> list[tuple[str, list[str]]]:
    return [(group.name, [entry.link.text for entry in group.entries]) for group in page.context["groups"]]


def test_an_index_has_a_page_for_each_order(make_archive: MakeArchive):
    pages = pages_of(make_archive)
    assert [("C", ["cartography"]), ("R", ["roads"]), ("T", ["tides"])] == shown(pages["keyword/"])
    assert [("", ["cartography", "tides", "roads"])] == shown(pages["keyword/by/summaries/"])
    assert [("2026", ["cartography"]), ("2024", ["tides"]), ("None yet", ["roads"])] == shown(
        pages["keyword/by/newest/"]
    )
    assert [("A", ["Zoe Abel"]), ("M", ["Bo Mole"]), ("Z", ["Ann Zorn"])] == shown(pages["author/"])
    assert [("", ["Ann Zorn", "Zoe Abel", "Bo Mole"])] == shown(pages["author/by/summaries/"])


def test_venues_go_by_kind_and_contributors_by_what_they_wrote(make_archive: MakeArchive):
    pages = pages_of(make_archive)
    assert [("Conferences", ["Conference on Learning"]), ("Journals", ["Acta"])] == shown(pages["venue/"])
    assert [("A", ["Acta"]), ("I", ["Conference on Learning"])] == shown(pages["venue/by/name/"])
    assert [("", ["ann", "ben"])] == shown(pages["contributor/"])
    assert ["1 March 2026", "1 May 2024"] == [
        entry.latest.words for group in pages["contributor/"].context["groups"] for entry in group.entries
    ]


def test_years_and_an_index_of_one_term_have_one_order(make_archive: MakeArchive):
    pages = pages_of(make_archive)
    assert [] == [url for url in pages if url.startswith(("year/by/", "section/by/"))]
    assert () == pages["year/"].context["orders"]


def test_the_orders_of_an_index_lead_to_each_other(make_archive: MakeArchive):
    html = rendered(make_archive(FILES))["keyword/by/newest/index.html"].decode()
    assert '<a href="../../../keyword/">Name</a>' in html
    assert '<a href="../../../keyword/by/summaries/">Number of summaries</a>' in html
    assert '<span aria-current="page">Newest summary</span>' in html
    assert '<meta name="robots" content="noindex,follow">' in html


def test_many_terms_by_count_stand_under_headings(make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(orders, "_MANY", 2)
    assert [("4", ["cartography"]), ("2", ["tides"]), ("None yet", ["roads"])] == shown(
        pages_of(make_archive)["keyword/by/summaries/"]
    )
    assert ["100 and more", "50 to 99", "5 to 9", "4", "None yet"] == [
        orders._band(count) for count in (100, 99, 5, 4, 0)
    ]


def test_a_list_of_several_pages_tells_what_its_papers_share(make_archive: MakeArchive):
    pages = pages_of(make_archive)
    within = {url: page.context.get("within", "") for url, page in pages.items()}
    assert {
        "keyword/cartography/": "keyword=cartography",
        "keyword/cartography/page/2/": "keyword=cartography",
        "venue/acta/": "venue=acta",
        "venue/acta/page/2/": "venue=acta",
        "contributor/ann/": "contributor=ann",
        "contributor/ann/page/2/": "contributor=ann",
        "section/maps/": "section=maps",
        "section/maps/page/2/": "section=maps",
    } == {url: told for url, told in within.items() if told}


def test_a_list_within_one_page_has_no_filter(make_archive: MakeArchive):
    files = rendered(make_archive(FILES))
    assert b"data-within" in files["keyword/cartography/index.html"]
    assert b"data-within" not in files["keyword/tides/index.html"]
    assert b"wasm-unsafe-eval" not in files["keyword/tides/index.html"]


def test_a_contributor_s_page_tells_what_they_write_about_most(make_archive: MakeArchive):
    pages = pages_of(make_archive)
    assert ["cartography"] == [link.text for link in pages["contributor/ann/"].context["subjects"]]
    assert () == pages["contributor/ben/"].context["subjects"]
    assert () == pages["venue/acta/"].context["subjects"]


def test_a_class_of_arxiv_is_shown_with_its_name(make_archive: MakeArchive):
    files = {"content/papers/a.yml": paper(keywords=["cs.LG", "maps"]), "content/summaries/a/ann.md": summary("a")}
    site = rendered(make_archive(files))
    assert b'<p class="lead">Machine Learning, a subject class of arXiv.</p>' in site["keyword/cs.lg/index.html"]
    assert b'title="Machine Learning">cs.LG</a>' in site["paper/a/index.html"]
    assert b'class="lead"' not in site["keyword/maps/index.html"]
