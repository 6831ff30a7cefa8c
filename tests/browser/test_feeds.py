"""The picker of feeds: ticks and finds become one OPML file; without a script, and from a disk, links are enough."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from archives import CONFIG, URL, paper, summary, write_archive
from playwright.sync_api import Browser, Page, expect
from serving import Served, served

from shortsite.pages import following
from shortsite.pipeline import Options, build

expect.set_options(timeout=30_000)

#: More keywords than the page shows.
KEYWORDS = [f"matter {number:02}" for number in range(following.SHOWN + 20)]


def archive(root: Path) -> Path:
    files = {
        "config.yml": CONFIG.replace("Toy archive", "Toys & <archive>"),
        "content/papers/all.yml": paper("All", keywords=[*KEYWORDS, "</b> & more"], venue="Zürich Workshop"),
        "content/summaries/all/ann.md": summary("all"),
        "content/summaries/all/ben.md": summary("all", author="ben"),
    }
    return write_archive(root, files)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(archive(tmp_path_factory.mktemp("archive"))) as found:
        yield found


def taken(page: Page) -> dict[str, list[tuple[str | None, ...]]]:
    """The file that the button gives: heading -> text, feed and page of each feed."""
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download as OPML").click()
    assert "feeds.opml" == caught.value.suggested_filename
    root = ET.fromstring(Path(caught.value.path()).read_bytes())
    assert {"version": "2.0"} == root.attrib
    assert ["Chosen feeds of Toys & <archive>"] == [node.text for node in root[0]]
    names = ("type", "text", "xmlUrl", "htmlUrl")
    return {str(group.get("text")): [tuple(one.get(name) for name in names) for one in group] for group in root[1]}


def test_ticked_lists_become_one_file(site: Served, page: Page, complaints: list[str]) -> None:
    page.goto(f"{site.address}feeds/")
    page.get_by_role("checkbox", name="Choose </b> & more").check()
    page.get_by_role("checkbox", name="Choose ann").check()
    expect(page.get_by_role("status").filter(has_text="2 lists chosen.")).to_be_visible()
    keyword, person = f"{site.address}keyword/b-more/", f"{site.address}contributor/ann/"
    assert {
        "Keywords": [("rss", "\N{FULLWIDTH LESS-THAN SIGN}/b> & more", f"{keyword}feed.xml", keyword)],
        "Contributors": [("rss", "ann", f"{person}feed.xml", person)],
    } == taken(page)
    page.get_by_label("Format").select_option("Atom")
    assert f"{person}atom.xml" == taken(page)["Contributors"][0][2]
    assert [] == complaints


def test_the_whole_site_can_be_chosen_too(site: Served, page: Page) -> None:
    page.goto(f"{site.address}feeds/")
    page.get_by_role("checkbox", name="Choose Toys & <archive>").check()
    assert {
        "The whole archive": [
            ("rss", "Toys & \N{FULLWIDTH LESS-THAN SIGN}archive>", f"{site.address}feed.xml", site.address)
        ]
    } == taken(page)


def test_a_list_that_the_page_does_not_show_is_found_by_its_name(site: Served, page: Page) -> None:
    page.goto(f"{site.address}feeds/")
    assert 0 == page.get_by_role("checkbox", name="Choose matter 55").count()
    page.get_by_role("searchbox").fill("MATTER 55")
    page.get_by_role("checkbox", name="matter 55 Keywords").check()
    expect(page.locator("#feeds_status")).to_have_text("1 list chosen.")
    page.get_by_role("searchbox").fill("zurich")
    page.get_by_role("checkbox", name="Zürich Workshop Venues", exact=True).check()
    assert ["Keywords", "Venues"] == list(taken(page))


def test_the_lists_of_papers_can_be_found_though_the_page_has_none(site: Served, page: Page) -> None:
    page.goto(f"{site.address}feeds/")
    page.get_by_role("searchbox").fill("summaries of all")
    page.locator("#feeds_found input").check()
    assert f"{site.address}paper/all/feed.xml" == taken(page)["Papers with several texts"][0][2]


def test_many_hits_are_counted_and_the_first_are_shown(site: Served, page: Page) -> None:
    page.goto(f"{site.address}feeds/")
    page.get_by_role("searchbox").fill("matter")
    expect(page.locator("#feeds_status")).to_have_text(f"{len(KEYWORDS)} lists found, of which 30 are shown.")
    assert 30 == page.locator("#feeds_found input").count()
    page.get_by_role("searchbox").fill("nothing like it")
    expect(page.locator("#feeds_status")).to_have_text("0 lists found.")
    page.get_by_role("searchbox").fill("")
    expect(page.locator("#feeds_status")).to_have_text("")


def test_all_of_it_goes_by_keyboard(site: Served, page: Page) -> None:
    page.goto(f"{site.address}feeds/")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("ben")
    expect(page.locator("#feeds_found li")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#feeds_chosen li")).to_have_count(1)
    page.keyboard.press("Tab")
    assert page.locator("#feeds_chosen input").evaluate("box => box === document.activeElement")
    page.keyboard.press("Space")
    expect(page.locator("#feeds_chosen")).to_be_hidden()
    assert page.get_by_role("searchbox").evaluate("box => box === document.activeElement")
    assert not page.get_by_role("checkbox", name="Choose ben").is_checked()


def test_what_is_chosen_can_be_dropped_at_once(site: Served, page: Page) -> None:
    page.goto(f"{site.address}feeds/")
    for name in ("Choose ann", "Choose ben"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Choose none").click()
    assert 0 == page.locator("input:checked").count()
    expect(page.locator("#feeds_chosen")).to_be_hidden()


def test_without_a_script_there_are_links_and_no_boxes(site: Served, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}feeds/")
    assert [0, False] == [page.locator("input[type=checkbox]").count(), page.locator("#picker").is_visible()]
    assert page.get_by_role("link", name="feeds as OPML").is_visible()
    assert page.locator(".formats a").count() > 3 * following.SHOWN
    assert "choose here" not in page.inner_text("main")
    context.close()


def test_from_a_disk_those_that_are_shown_can_be_chosen(tmp_path: Path, page: Page) -> None:
    root = archive(tmp_path)
    build(Options(root=root, jobs=1, use_cache=False))
    page.goto((root / "site" / "feeds" / "index.html").as_uri())
    page.get_by_role("searchbox").fill("ann")
    page.locator("#feeds_found input").check()
    assert f"{URL}contributor/ann/feed.xml" == taken(page)["Contributors"][0][2]


def test_on_a_phone_boxes_stand_at_the_edge_and_are_large_enough_for_a_finger(site: Served, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{site.address}feeds/")
    page.get_by_role("searchbox").fill("ann")
    expect(page.locator("#feeds_found label")).to_have_count(1)
    box = page.locator("#feeds_found label").bounding_box()
    assert box
    assert box["height"] >= 24
    column = page.locator("#picker_title").bounding_box()
    boxes = [page.locator(f"{part} input").first.bounding_box() for part in ("#feeds_found", "[data-feed]")]
    assert column
    assert [column["x"]] * 2 == [found["x"] for found in boxes if found]
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert 0 == over
