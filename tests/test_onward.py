"""Ways on from a paper: reading paths, papers like it, the next of its venue; a paper by chance; the archive in figures."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from archives import paper, planned, rendered, summary, viewed, write_archive
from conftest import MakeArchive
from hypothesis import given
from hypothesis import strategies as st

from shortsite.model import Page, Text
from shortsite.pages import random_page
from shortsite.plots import MOST_COLUMNS, Columns, month_columns, year_columns


def with_texts(records: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Records, each with a summary."""
    found = {f"content/papers/{name}.yml": paper(**values) for name, values in records.items()}
    return found | {f"content/summaries/{name}/ann.md": summary(name) for name in records}


def path_page(title: str, *papers: str) -> str:
    links = "\n".join(f"1. [[{name}]] matters." for name in papers)
    return f"---\ntitle: {title}\n---\nHow it began.\n\n{links}\n"


def page(root: Path, url: str) -> dict[str, Any]:
    [found] = [output for output in planned(root)[0] if output.url == url and isinstance(output, Page)]
    return dict(found.context)


def titled(*names: str, **values: Any) -> dict[str, dict[str, Any]]:
    return {name: {"title": f"Title {name}", **values} for name in names}


def words_of(html: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.decode()).split())


# Reading paths


def test_a_paper_tells_its_part_of_a_path_with_the_one_before_and_the_one_after(make_archive: MakeArchive) -> None:
    files = with_texts(titled("a", "b", "c")) | {
        "content/pages/path-x.md": path_page("How it goes", "b", "a", "b", "c")
    }
    root = make_archive(files)
    found = {name: page(root, f"paper/{name}/")["paths"] for name in "abc"}
    steps = {
        name: [(one.number, one.count, one.previous and one.previous.text, one.next and one.next.text) for one in paths]
        for name, paths in found.items()
    }
    assert {
        "b": [(1, 3, None, "Title a")],
        "a": [(2, 3, "Title b", "Title c")],
        "c": [(3, 3, "Title a", None)],
    } == steps
    html = words_of(rendered(root)["paper/a/index.html"])
    assert "Reading path Part 2 of 3: How it goes Previous: Title b Next: Title c" in html


def test_a_path_names_papers_by_alias_and_identifier(make_archive: MakeArchive) -> None:
    records = titled("a", "b") | {"c": {"title": "Title c", "arxiv": "1706.03762", "aliases": ["old"]}}
    root = make_archive(
        with_texts(records) | {"content/pages/path-x.md": path_page("X", "arxiv:1706.03762", "a", "old")}
    )
    assert [2] == [one.count for one in page(root, "paper/c/")["paths"]]


def test_a_page_with_one_paper_or_another_name_is_no_path(make_archive: MakeArchive) -> None:
    files = with_texts(titled("a", "b")) | {
        "content/pages/path-x.md": path_page("X", "a"),
        "content/pages/about.md": path_page("About", "a", "b"),
    }
    root = make_archive(files)
    assert () == page(root, "paper/a/")["paths"]
    assert "paths/" not in {output.url for output in planned(root)[0]}
    assert "Reading paths" not in words_of(rendered(root)["index.html"])


def test_all_paths_are_listed_and_the_footer_leads_to_them_and_not_to_each(make_archive: MakeArchive) -> None:
    root = make_archive(with_texts(titled("a", "b")) | {"content/pages/path-x.md": path_page("How it goes", "b", "a")})
    site = rendered(root)
    listed = words_of(site["paths/index.html"])
    assert "How it goes 2 papers How it began. Title b Title a" in listed
    assert "path-x/index.html" in site
    front = words_of(site["index.html"])
    assert "Reading paths" in front
    assert "How it goes" not in front


# Beside it


def test_papers_of_one_venue_and_year_lead_to_each_other(make_archive: MakeArchive) -> None:
    records = titled("a", "b", "c", venue="ICML", year=2019) | titled("d", venue="ICML", year=2020)
    root = make_archive(with_texts(records) | {"content/papers/bb.yml": paper("No text", 2019, venue="ICML")})
    beside = page(root, "paper/b/")["beside"]
    assert ("ICML 2019", 2, 3) == (beside.order.text, beside.number, beside.count)
    assert ("Title a", "Title c") == (beside.previous.text, beside.next.text)
    assert None is page(root, "paper/d/")["beside"]
    assert None is page(root, "paper/bb/")["beside"]


def test_a_paper_alone_at_its_venue_goes_with_those_of_its_year(make_archive: MakeArchive) -> None:
    records = titled("a", venue="ICML") | titled("b")
    beside = page(make_archive(with_texts(records)), "paper/a/")["beside"]
    assert ("2020", None, "Title b") == (beside.order.text, beside.previous, beside.next.text)


def test_a_related_paper_says_where_it_appeared_and_what_is_shared(make_archive: MakeArchive) -> None:
    records = titled("a", "b", keywords=["rare thing"], venue="ICML") | titled("c", authors=["Other Person"])
    files = with_texts(records) | {"content/summaries/a/ann.md": summary("a", "See [[b]].")}
    html = words_of(rendered(make_archive(files))["paper/a/index.html"])
    assert "Related Title b ICML 2020; linked, shares rare thing, Ada Byron" in html


def test_a_retracted_paper_is_marked_among_the_related(make_archive: MakeArchive) -> None:
    records = titled("a", "b", keywords=["rare thing"], status="retracted")
    page_ = rendered(make_archive(with_texts(records)))["paper/a/index.html"].decode()
    assert '<li class="struck"><span class="status">retracted</span> <a href="../../paper/b/">Title b</a>' in page_
    assert "<title>[Retracted] Title a (2020): 1 summary - Toy archive</title>" in page_


# By chance


def test_ten_papers_are_drawn_and_another_text_shuffles_them(make_archive: MakeArchive) -> None:
    root = make_archive(with_texts(titled(*(f"p{number:02}" for number in range(30)))))
    first = [card.paper.id for card in page(root, "random/")["cards"]]
    assert 10 == len(set(first))
    assert first == [card.paper.id for card in page(root, "random/")["cards"]]
    write_archive(root, {"content/summaries/p01/ben.md": summary("p01", author="ben")})
    assert first != [card.paper.id for card in page(root, "random/")["cards"]]


def test_the_lists_for_the_script_hold_every_paper_with_a_summary_once(make_archive: MakeArchive) -> None:
    size = random_page.LIST_SIZE
    views = viewed(make_archive(with_texts(titled("a", "b")) | {"content/papers/c.yml": paper("No text")}))
    outputs = list(random_page.random_pages(views))
    assert ["random/", "random/papers-0.json"] == [output.url for output in outputs]
    [told] = [json.loads(output.text) for output in outputs if isinstance(output, Text)]
    assert ["a", "b"] == told
    context = outputs[0].context if isinstance(outputs[0], Page) else {}
    assert (2, size) == (context["total"], context["list_size"])


def test_an_empty_archive_has_pages_that_say_so(make_archive: MakeArchive) -> None:
    site = rendered(make_archive({}))
    assert "This archive has no summaries yet." in words_of(site["random/index.html"])
    assert "This archive has no summaries yet." in words_of(site["stats/index.html"])
    assert b"draw_paper" not in site["random/index.html"]


# Figures


def test_the_statistics_count_summaries_by_month_venue_year_keyword_and_contributor(make_archive: MakeArchive) -> None:
    records = titled("a", venue="ICML", keywords=["x"]) | titled("b", venue="ICML", year=2018) | titled("c")
    files = with_texts(records) | {
        "content/summaries/a/ben.md": summary("a", "Three more words. $x$", author="ben", date="2026-05-02"),
        "content/summaries/a/cy.md": summary("a", author="cy", reply_to="ben"),
        "content/summaries/b/dan.md": summary("b", author="dan", withdrawn="Wrong."),
    }
    shown = page(make_archive(files), "stats/")
    totals = {row.name: row.count for row in shown["totals"]}
    assert {"papers": 3, "summaries": 4, "reply": 1, "contributors": 3, "words": 10, "formula": 1} == totals
    lines = {one.id: {row.name: row.count for row in one.columns.rows} for one in shown["timelines"]}
    assert {"March 2026": 3, "May 2026": 1} == lines["by_month"]
    assert {"2018": 1, "2020": 3} == lines["by_year"]
    bars = {one.label: [(bar.link.text, bar.count, bar.percent) for bar in one.bars] for one in shown["rankings"]}
    assert [("ICML", 3, "100.0%")] == bars["Venue"]
    assert [("x", 2, "100.0%")] == bars["Keyword"]
    assert [("ann", 3, "100.0%"), ("ben", 1, "33.3%")] == bars["Contributor"]


def test_figures_hold_no_inline_style_and_each_plot_has_its_numbers_as_a_table(make_archive: MakeArchive) -> None:
    html = rendered(make_archive(with_texts(titled("a", "b", venue="ICML", keywords=["x"]))))[
        "stats/index.html"
    ].decode()
    main = html.split("<main")[1].split("</main>")[0]
    assert "style=" not in main
    assert main.count('<svg class="columns"') == main.count("<details>") == 2
    assert 5 == main.count("<table")
    assert main.count("<rect") == 3


def test_a_venue_with_papers_of_several_years_shows_when_they_appeared(make_archive: MakeArchive) -> None:
    records = titled("a", "b", venue="ICML", year=2012) | titled("c", "d", venue="ICML", year=2015)
    root = make_archive(with_texts(records))
    timeline = page(root, "venue/icml/")["timeline"]
    assert ("2012", "2015", 2) == (timeline.first, timeline.last, timeline.highest.count)
    assert None is page(root, "venue/icml/2012/")["timeline"]
    assert None is page(root, "year/2012/")["timeline"]


# Plots


def test_columns_stand_on_the_ground_and_the_highest_fills_the_height() -> None:
    plot = year_columns({2000: 4, 2002: 1})
    assert isinstance(plot, Columns)
    assert "M0 100v-100h3V100zM8 100v-25h3V100z" == plot.path
    assert (11, 100, "2000", "2002") == (plot.width, plot.height, plot.first, plot.last)
    assert [("2000", 4), ("2002", 1)] == [(row.name, row.count) for row in plot.rows]


def test_months_become_years_and_years_decades_or_centuries_where_there_are_too_many() -> None:
    long = month_columns({(1990, 1): 1, (2026, 12): 2})
    assert long is not None
    assert ("1990", "2026") == (long.first, long.last)
    old = year_columns({1751: 1, 2026: 2})
    assert old is not None
    assert ("1750 to 1759", "2020 to 2029") == (old.first, old.last)
    oldest = year_columns({1: 1, 9999: 2})
    assert oldest is not None
    assert ("0 to 99", "9900 to 9999") == (oldest.first, oldest.last)


def test_years_that_reach_into_one_decade_too_many_become_centuries() -> None:
    plot = year_columns({1: 1, 10 * MOST_COLUMNS: 1})
    assert plot is not None
    assert "0 to 99" == plot.first


def test_nothing_to_count_gives_no_plot() -> None:
    assert None is month_columns({})
    assert None is year_columns({})


@given(st.dictionaries(st.tuples(st.integers(1, 9999), st.integers(1, 12)), st.integers(1, 10**6), min_size=1))
def test_every_plot_is_of_bounded_width_and_loses_nothing(counts: dict[tuple[int, int], int]) -> None:
    plot = month_columns(counts)
    assert plot is not None
    assert plot.width < 4 * MOST_COLUMNS
    assert sum(counts.values()) == sum(row.count for row in plot.rows)
    assert len(plot.rows) == plot.path.count("M")
