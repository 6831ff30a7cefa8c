"""The site from a disk: as it was published, and as the zip file for it; with scripts and without."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from archives import CONFIG, paper, summary, write_archive
from browsers import wait_until
from playwright.sync_api import Browser, Page, expect
from test_books import PNG

from shortsite.pipeline import Options, build

FILES: dict[str, str | bytes] = {
    "config.yml": CONFIG + "exports:\n  zip: true\n",
    "content/papers/first.yml": paper("First", venue="Conf", keywords=["Nets"]),
    "content/papers/second.yml": paper("Second", venue="Conf", keywords=["Nets"]),
    "content/summaries/first/ann.md": summary(
        "first", "As in [[second]]: $\\sqrt{\\frac{x}{y}}$, and\n\n$$\\left(\\frac{a}{b}\\right)^2$$\n\n![A plot](plot.png)\n"
    ),
    "content/summaries/first/plot.png": PNG,
    "content/summaries/second/ann.md": summary("second", "Words."),
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that was published."""
    return build(Options(root=write_archive(tmp_path_factory.mktemp("archive"), FILES), jobs=1)).output


@pytest.fixture(scope="module")
def copy(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that was unpacked."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(site / "archive.zip") as file:
        file.extractall(folder)
    return folder / "toy-archive"


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def tab(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A tab of a browser that runs scripts, or does not."""
    context = browser.new_context(java_script_enabled=request.param)
    yield context.new_page()
    context.close()


def heard(page: Page) -> list[str]:
    """What is asked of anywhere but the disk, and what fails, from now on."""
    found: list[str] = []
    page.on("request", lambda asked: found.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None)
    page.on("requestfailed", lambda asked: found.append(f"failed: {asked.url}"))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def is_whole(page: Page) -> None:
    """The page is set by its style sheet, its formulas are laid out, and its image is shown."""
    expect(page.get_by_role("heading", level=1)).to_have_text("First")
    assert page.locator(".prose").first.bounding_box()["width"] < 900  # type: ignore[index]
    fraction = page.locator("mfrac").last.bounding_box()
    assert fraction is not None
    assert fraction["height"] > 1.5 * page.locator("mfrac mi").last.bounding_box()["height"]  # type: ignore[index]
    image = page.locator("figure img")
    image.scroll_into_view_if_needed()
    expect(image).to_be_visible()


@pytest.mark.parametrize("which", ["site", "copy"])
def test_a_page_from_a_disk_is_whole_and_asks_nobody(request: pytest.FixtureRequest, tab: Page, which: str) -> None:
    folder: Path = request.getfixturevalue(which)
    complaints = heard(tab)
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.goto((folder / "paper/first/index.html").as_uri())
    is_whole(tab)
    tab.wait_for_load_state("networkidle")
    assert [] == complaints


def test_images_and_fonts_of_the_copy_are_loaded(copy: Path, page: Page) -> None:
    page.goto((copy / "paper/first/index.html").as_uri())
    page.locator("figure img").scroll_into_view_if_needed()
    wait_until(page, "document.querySelector('figure img').naturalWidth === 1")
    assert "loaded" == page.evaluate(
        "async () => { await document.fonts.ready; return [...document.fonts].find(font => /Formulas/.test(font.family)).status; }"
    )


def test_readers_of_the_copy_get_about_by_links_alone(copy: Path, tab: Page) -> None:
    tab.goto((copy / "index.html").as_uri())
    for link, heading in (
        ("Keywords", "Keywords"),
        ("Nets", "Nets"),
        ("First", "First"),
        ("Second", "Second"),
        ("Toy archive", None),
    ):
        tab.get_by_role("link", name=link, exact=True).first.click()
        expect(tab).to_have_url(re.compile(r"^file://.*/index\.html$"))
        if heading:
            expect(tab.get_by_role("heading", level=1)).to_have_text(heading)
    tab.get_by_role("link", name="Search").click()
    expect(tab.get_by_text("Searching needs a script")).to_be_visible()
    assert 0 == tab.locator("input:visible, button:visible").count()
    tab.get_by_role("link", name="Years").last.click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Years")


def test_readers_of_the_published_folder_get_about_with_the_help_of_a_script(site: Path, page: Page) -> None:
    complaints = heard(page)
    page.goto((site / "index.html").as_uri())
    for link in ("Keywords", "Nets", "First", "Second"):
        page.get_by_role("link", name=link, exact=True).first.click()
        expect(page).to_have_url(re.compile(r"^file://.*/index\.html$"))
    assert [] == complaints


def test_the_search_page_of_the_published_folder_says_what_it_needs_and_leads_on(site: Path, page: Page) -> None:
    page.goto((site / "search/index.html").as_uri())
    expect(page.get_by_role("status").first).to_have_text(
        "Searching needs the site on a web server, and a newer browser."
    )
    page.get_by_role("navigation", name="Lists").get_by_role("link", name="Keywords").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keywords")
