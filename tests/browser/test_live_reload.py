"""Pages of the preview reload by themselves and show what is wrong, without breaking their own policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from archives import TINY, paper, summary
from browsers import wait_until
from playwright.sync_api import BrowserContext, Page, expect
from serving import PAGE, PAPER, SUMMARY, MakeArchive, Served, served

BROKEN = paper(colour="red")
OVERLAY = "shortsite-problems dialog"

expect.set_options(timeout=30_000)


@pytest.fixture
def shown(make_archive: MakeArchive) -> Iterator[Served]:
    with served(make_archive({**TINY, SUMMARY: summary("byron-2020-a-paper", "Some words.\n\n" * 200)})) as found:
        yield found


def test_a_page_reloads_when_its_text_is_edited_and_stays_where_it_was_scrolled_to(
    shown: Served, page: Page, complaints: list[str]
) -> None:
    page.goto(shown.address + PAGE[1:])
    page.evaluate("scrollTo({top: 900, behavior: 'instant'})")
    shown.append(SUMMARY, "\nFreshly added words.\n")
    expect(page.get_by_text("Freshly added words")).to_have_count(1)
    wait_until(page, "scrollY === 900")
    assert [] == complaints


def test_what_is_wrong_lies_over_the_page_until_it_is_mended(shown: Served, page: Page, complaints: list[str]) -> None:
    page.goto(shown.address)
    page.evaluate("window.isTheSame = true")
    shown.write(PAPER, BROKEN)
    expect(page.locator(OVERLAY)).to_be_visible()
    expect(page.get_by_role("alertdialog", name="The archive has problems")).to_be_visible()
    expect(page.locator(OVERLAY).locator("li")).to_have_text([shown.reported[0]])
    assert shown.reported[0].startswith(f"{PAPER}:5:1: error SS006: ")
    assert "rgba(0, 0, 0, 0)" != page.locator(OVERLAY).evaluate("node => getComputedStyle(node).backgroundColor")
    shown.write(PAPER, TINY[PAPER])
    expect(page.locator(OVERLAY)).to_have_count(0)
    assert page.evaluate("window.isTheSame")
    assert [] == complaints


def test_a_page_that_is_opened_while_the_build_fails_says_so(shown: Served, page: Page) -> None:
    with shown.news() as news:
        shown.write(PAPER, BROKEN)
        news.next_named("problems")
    page.goto(shown.address)
    expect(page.locator(OVERLAY)).to_be_visible()


@pytest.mark.parametrize("way", ["key", "button"])
def test_the_overlay_can_be_dismissed_and_comes_back_with_the_next_problem(shown: Served, page: Page, way: str) -> None:
    page.goto(shown.address)
    shown.write(PAPER, BROKEN)
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    if way == "key":
        page.keyboard.press("Escape")
    else:
        page.get_by_role("button", name="Close").click()
    expect(page.locator(OVERLAY)).to_be_hidden()
    shown.write(PAPER, paper(flavour="sweet"))
    expect(page.locator(OVERLAY)).to_contain_text("flavour")


def test_problems_are_words_and_never_markup(shown: Served, page: Page) -> None:
    page.goto(shown.address)
    shown.write(PAPER, paper(**{"<img src=x onerror=alert(1)>": "red"}))
    expect(page.locator(OVERLAY)).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator(OVERLAY).locator("img")).to_have_count(0)


def test_a_page_of_an_archive_that_was_never_sound_lists_the_problems_and_turns_into_the_site(
    make_archive: MakeArchive, page: Page
) -> None:
    with served(make_archive({PAPER: BROKEN})) as shown:
        page.goto(shown.address + PAGE[1:])
        expect(page.get_by_role("heading", name="The archive has problems")).to_be_visible()
        expect(page.locator(OVERLAY)).to_have_count(0)
        shown.write(PAPER, paper(flavour="sweet"))
        expect(page.get_by_role("listitem")).to_contain_text("flavour")
        shown.write(PAPER, TINY[PAPER])
        expect(page.get_by_role("heading", name="A paper")).to_be_visible()


def test_a_page_outlives_the_server_and_follows_the_next_one(make_archive: MakeArchive, page: Page) -> None:
    root = make_archive()
    with served(root) as first:
        port = first.preview.port
        page.goto(first.address + PAGE[1:])
        expect(page.get_by_text("Some words")).not_to_have_count(0)
    (root / SUMMARY).write_text(summary("byron-2020-a-paper", "Written meanwhile."))
    with served(root, port) as second:
        assert port == second.preview.port
        expect(page.get_by_text("Written meanwhile")).not_to_have_count(0)


HIDDEN = """
window.isHidden = true;
Object.defineProperty(document, "hidden", { get: () => window.isHidden });
"""
SHOW = "window.isHidden = false; document.dispatchEvent(new Event('visibilitychange'))"


def test_tabs_that_nobody_sees_hold_no_connection_and_catch_up_when_they_are_shown(
    shown: Served, context: BrowserContext
) -> None:
    context.add_init_script(HIDDEN)
    # more than the connections that a browser opens to one server
    tabs = [context.new_page() for _ in range(8)]
    for tab in tabs:
        tab.goto(shown.address + PAGE[1:])
    with shown.news() as news:
        news.next()
        shown.append(SUMMARY, "\nFreshly added words.\n")
        news.next_named("changed")
    for tab in (tabs[0], tabs[-1]):
        expect(tab.get_by_text("Freshly added words")).to_have_count(0)
        tab.evaluate(SHOW)
        expect(tab.get_by_text("Freshly added words")).to_have_count(1)


def test_a_page_that_was_right_early_is_loaded_once_and_others_when_the_site_is_built(
    shown: Served, context: BrowserContext, page: Page
) -> None:
    home = context.new_page()
    loads = {"page": 0, "home": 0}
    page.on("load", lambda: loads.update(page=loads["page"] + 1))
    home.on("load", lambda: loads.update(home=loads["home"] + 1))
    page.goto(shown.address + PAGE[1:])
    home.goto(shown.address)
    shown.append(SUMMARY, "\nFreshly added words.\n")
    expect(page.get_by_text("Freshly added words")).to_have_count(1)
    # the list of the home page shows the first words of a text alone, but other files have changed
    wait_until(home, "performance.getEntriesByType('navigation')[0].type === 'reload'")
    page.wait_for_timeout(500)
    assert {"page": 2, "home": 2} == loads
