"""A paper by chance: at a click, at once from a menu, without a script, and from a disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from archives import paper, summary, write_archive
from playwright.sync_api import Browser, Page, expect
from serving import Served, served

from shortsite.pipeline import Options, build

PAPERS = [f"paper-{number}" for number in range(12)]
ANY = re.compile(r"/paper/paper-\d+/(index\.html)?$")

expect.set_options(timeout=30_000)


def archive(root: Path) -> Path:
    files = {f"content/papers/{name}.yml": paper(f"Title of {name}") for name in PAPERS}
    return write_archive(root, files | {f"content/summaries/{name}/ann.md": summary(name) for name in PAPERS})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(archive(tmp_path_factory.mktemp("archive"))) as found:
        yield found


def test_a_click_opens_a_paper(site: Served, page: Page, complaints: list[str]) -> None:
    page.goto(f"{site.address}random/")
    page.get_by_role("button", name="Open a random paper").click()
    expect(page).to_have_url(ANY)
    assert [] == complaints


def test_the_link_at_the_foot_of_a_page_opens_a_paper_at_once(site: Served, page: Page) -> None:
    page.goto(f"{site.address}stats/")
    page.get_by_role("link", name="Random paper").click()
    expect(page).to_have_url(ANY)


def test_without_a_script_ten_papers_are_there_and_no_button(site: Served, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}random/#paper")
    assert 10 == page.locator(".card-title a").count()
    assert not page.locator("#draw_paper").is_visible()
    context.close()


def test_from_a_disk_one_of_those_shown_is_opened_without_a_complaint(
    tmp_path: Path, page: Page, complaints: list[str]
) -> None:
    root = archive(tmp_path)
    build(Options(root=root, jobs=1, use_cache=False))
    page.goto(f"{(root / 'site' / 'random' / 'index.html').as_uri()}")
    with page.expect_navigation(wait_until="commit"):
        page.get_by_role("button", name="Open a random paper").click()
    assert "/paper/paper-" in page.url
    assert [] == complaints
