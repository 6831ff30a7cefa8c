"""Lists in a browser: sorted by links, narrowed down by a filter that the address keeps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from archives import CONFIG, paper, summary, write_archive
from playwright.sync_api import Browser, Page, expect
from serving import Served, served

from shortsite import installed

needs_pagefind = pytest.mark.skipif(installed.pagefind() is None, reason="Pagefind is not installed")

TOWNS = ("Harbour", "Market", "Station", "Bridge", "Tower")
FILES: dict[str, str] = {
    "config.yml": CONFIG + "page_size: 2\n",
    "content/contributors/ann.yml": "name: Ann Example\n",
    "content/contributors/bob.yml": "name: Bob Example\n",
}
for number, town in enumerate(TOWNS):
    year = 2015 + number
    keywords = ["towns", "water"] if number < 2 else ["towns"]
    FILES[f"content/papers/p{number}.yml"] = paper(f"The {town}", year, keywords=keywords, venue="Gazette")
    FILES[f"content/summaries/p{number}/s.md"] = summary(
        f"p{number}",
        f"Some {'lighthouse' if number == 3 else 'lantern'} near it.",
        author="bob" if number == 4 else "ann",
        date=f"2026-0{9 - number}-01",
    )
FILES["content/papers/far.yml"] = paper("The Harbour Far Away", 2020, keywords=["sea"])
FILES["content/summaries/far/s.md"] = summary("far", "A lighthouse.")
for number in range(40):
    FILES[f"content/papers/word-{number}.yml"] = paper(f"Number {number}", 2001, keywords=[f"word {number}"])

expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(write_archive(tmp_path_factory.mktemp("archive"), FILES)) as found:
        yield found


def results(page: Page) -> list[str]:
    return page.locator(".search-results h2").all_inner_texts()


def test_a_filter_looks_through_the_whole_list_and_nothing_else(
    site: Served, page: Page, complaints: list[str]
) -> None:
    page.goto(f"{site.address}keyword/towns/")
    expect(page.locator(".cards > li")).to_have_count(2)
    page.get_by_role("searchbox").click()
    page.keyboard.type("harbour")
    expect(page.locator("#search_status")).to_have_text("1 of 5 papers")
    assert ["The Harbour"] == results(page)
    expect(page.locator(".cards")).to_be_hidden()
    expect(page.locator(".pager")).to_be_hidden()
    expect(page).to_have_url(f"{site.address}keyword/towns/?q=harbour")
    page.get_by_role("searchbox").fill("")
    expect(page.locator(".cards")).to_be_visible()
    expect(page).to_have_url(f"{site.address}keyword/towns/")
    assert [] == complaints


@needs_pagefind
def test_a_filter_finds_words_of_texts(site: Served, page: Page, complaints: list[str]) -> None:
    page.goto(f"{site.address}keyword/towns/?q=lighthouse")
    expect(page.locator("#search_status")).to_have_text("1 of 5 papers")
    assert ["The Bridge"] == results(page)
    assert [] == complaints


def test_facets_narrow_a_list_down_and_chips_take_them_back(site: Served, page: Page, complaints: list[str]) -> None:
    page.goto(f"{site.address}keyword/towns/")
    page.get_by_text("Narrow down").click()
    expect(page.locator("#search_status")).to_have_text("5 of 5 papers")
    assert ["The Tower", "The Bridge", "The Station", "The Market", "The Harbour"] == results(page)
    expect(page.get_by_label("towns 5")).to_have_count(0)
    page.get_by_label("water 2").check()
    expect(page.locator("#search_status")).to_have_text("2 of 5 papers")
    page.get_by_label("2016 1").check()
    expect(page.locator("#search_status")).to_have_text("1 of 5 papers")
    expect(page).to_have_url(f"{site.address}keyword/towns/?year=2016&keyword=water")
    page.reload()
    expect(page.locator("#search_status")).to_have_text("1 of 5 papers")
    page.get_by_role("button", name="Remove filter: 2016").press("Enter")
    expect(page.locator("#search_status")).to_have_text("2 of 5 papers")
    expect(page.get_by_role("button", name="Remove filter: water")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".cards")).to_be_visible()
    expect(page).to_have_url(f"{site.address}keyword/towns/")
    assert [] == complaints


def test_a_narrowed_list_is_sorted_as_one_likes(site: Served, page: Page) -> None:
    page.goto(f"{site.address}keyword/towns/")
    page.get_by_text("Narrow down").click()
    page.get_by_label("Newest summary").check()
    expect(page.locator(".search-results h2").first).to_have_text("The Harbour")
    assert ["The Harbour", "The Market", "The Station", "The Bridge", "The Tower"] == results(page)
    expect(page).to_have_url(f"{site.address}keyword/towns/?order=text")


def test_a_filter_is_worked_by_keys_and_its_count_is_announced(site: Served, page: Page) -> None:
    page.goto(f"{site.address}venue/gazette/")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("market")
    expect(page.get_by_role("status").filter(has_text="1 of 5 papers")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="The Market")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.address}paper/p1/")
    page.go_back()
    expect(page.locator("#search_status")).to_have_text("1 of 5 papers")


def test_nothing_is_fetched_before_a_list_is_filtered(site: Served, page: Page) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(f"{site.address}keyword/towns/")
    page.get_by_role("searchbox").focus()
    page.wait_for_load_state("networkidle")
    assert [] == [url for url in fetched if "search-page" in url or "/search/" in url or "pagefind" in url]


def test_a_contributor_s_list_is_filtered_by_who_wrote(site: Served, page: Page) -> None:
    page.goto(f"{site.address}contributor/ann/?q=the")
    expect(page.locator("#search_status")).to_contain_text("of 5 papers")
    assert "The Tower" not in results(page)


def test_the_search_page_lists_what_a_filter_leaves_without_any_words(site: Served, page: Page) -> None:
    page.goto(f"{site.address}search/?keyword=water&order=year")
    expect(page.locator("#search_status")).to_have_text("2 papers")
    assert ["The Market", "The Harbour"] == results(page)


def test_a_filter_fits_a_narrow_screen(site: Served, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{site.address}keyword/towns/?keyword=water")
    expect(page.locator("#search_status")).to_have_text("2 of 5 papers")
    page.get_by_text("Narrow down").click()
    expect(page.get_by_label("2016 1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_an_index_is_filtered_as_one_types_and_the_address_tells(
    site: Served, page: Page, complaints: list[str]
) -> None:
    page.goto(f"{site.address}keyword/")
    page.get_by_role("searchbox").fill("WORD 3")
    expect(page.get_by_role("status").filter(has_text="11 of 43")).to_have_count(1)
    expect(page.locator(".terms > li:visible")).to_have_count(11)
    expect(page).to_have_url(f"{site.address}keyword/?q=WORD%203")
    page.reload()
    expect(page.locator(".terms > li:visible")).to_have_count(11)
    page.get_by_role("searchbox").fill("")
    expect(page.locator(".terms > li:visible")).to_have_count(43)
    expect(page).to_have_url(f"{site.address}keyword/")
    assert [] == complaints


def test_without_a_script_lists_are_sorted_by_links_and_show_no_filter(site: Served, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}keyword/")
    expect(page.get_by_role("searchbox")).to_have_count(0)
    page.get_by_role("navigation", name="Order").get_by_role("link", name="Number of summaries").click()
    expect(page.locator(".terms > li").first).to_contain_text("towns")
    page.get_by_role("link", name="towns").click()
    expect(page.get_by_role("searchbox")).to_have_count(0)
    expect(page.get_by_text("Narrow down")).to_be_hidden()
    context.close()
