"""Citing in a browser: what is copied is what is shown, and without a script all is there to be selected."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from archives import CONFIG, TINY, write_archive
from browsers import wait_until
from playwright.sync_api import Browser, BrowserContext, Page, expect
from serving import PAGE, Served, served

expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(write_archive(tmp_path_factory.mktemp("archive"), {**TINY, "config.yml": CONFIG})) as found:
        yield found


def test_a_copied_entry_is_the_one_that_is_shown(
    site: Served, context: BrowserContext, page: Page, complaints: list[str]
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(site.address + PAGE[1:])
    page.get_by_text("Cite this paper").click()
    page.get_by_role("button", name="Copy BibTeX").click()
    shown = page.locator("#cite_bibtex").inner_text()
    wait_until(page, "expected => navigator.clipboard.readText().then(text => text === expected)", shown.strip())
    assert [] == complaints


def test_without_a_script_there_is_no_button_and_all_else(site: Served, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(site.address + PAGE[1:])
        page.get_by_text("Cite this summary").click()
        expect(page.locator("#ann_cite_bibtex")).to_be_visible()
        expect(page.locator("#ann_cite_reference")).to_contain_text("Summary of “A paper” (Byron, 2020)")
        assert 0 == page.locator(".cite button:visible").count()
    finally:
        context.close()


@pytest.mark.parametrize("name", ["BibTeX", "RIS", "CSL-JSON"])
def test_files_are_saved_under_their_names(site: Served, page: Page, name: str) -> None:
    page.goto(site.address + PAGE[1:])
    page.get_by_text("Cite this summary").click()
    with page.expect_download() as begun:
        page.locator("article .cite").get_by_role("link", name=name).click()
    ending = {"BibTeX": "bib", "RIS": "ris", "CSL-JSON": "csl.json"}[name]
    assert f"summary-ann.{ending}" == begun.value.suggested_filename


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_what_is_long_stays_within_the_page(site: Served, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(site.address + PAGE[1:])
    page.evaluate("document.querySelectorAll('.cite').forEach(box => { box.open = true; })")
    assert 0 == page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
