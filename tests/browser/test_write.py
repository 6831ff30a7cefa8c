"""The page about writing, and the page for what is not there, find the paper that an address names."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from archives import CONFIG, TINY, paper
from playwright.sync_api import BrowserContext, Page, expect
from serving import PAGE, PAPER, Served, served

REPOSITORY = "https://github.example.org/papers/archive"
ARXIV = "1706.03762"
DOI = "10.1000/xyz.(7)"
FORESTS = "10.1023/A:1010933404324"
SICI = "10.1002/(SICI)1097-4636(199823)43:4<338::AID-JBM1>3.0.CO;2-#"

expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    from archives import write_archive

    more = {f"content/papers/old-{n}.yml": paper(f"Old {n}", doi=doi) for n, doi in enumerate((FORESTS, SICI))}
    files = {**TINY, **more, PAPER: paper(arxiv=ARXIV, doi=DOI, aliases=["journals/corr/VaswaniSPUJGKP17"])}
    config = f"{CONFIG}repository: {REPOSITORY}\n"
    with served(write_archive(tmp_path_factory.mktemp("archive"), {**files, "config.yml": config})) as found:
        yield found


@pytest.mark.parametrize(
    "asked",
    [
        ARXIV,
        f"arXiv:{ARXIV}v5",
        f"https://arxiv.org/abs/{ARXIV}v2",
        f"https://arxiv.org/pdf/{ARXIV}v5.pdf#page=3",
        f"10.48550/arXiv.{ARXIV}",
        DOI,
        f"https://doi.org/{DOI.upper()}",
        "byron-2020-a-paper",
    ],
)
def test_a_paper_that_is_here_is_found(site: Served, page: Page, complaints: list[str], asked: str) -> None:
    page.goto(f"{site.address}write/")
    page.get_by_label("An arXiv number").fill(asked)
    page.get_by_role("button", name="Look").click()
    link = page.get_by_role("link", name="read its page")
    expect(link).to_have_count(1)
    link.click()
    expect(page).to_have_url(site.address + PAGE[1:])
    assert [] == complaints


@pytest.mark.parametrize(
    ("asked", "paper_id"),
    [
        (f"https://doi.org/{FORESTS}", "old-0"),
        (f"https://link.springer.com/article/{FORESTS}", "old-0"),
        (SICI, "old-1"),
        (f"doi:{SICI}", "old-1"),
        (f"https://onlinelibrary.wiley.com/doi/{quote(SICI)}?a=b", "old-1"),
    ],
)
def test_a_doi_with_awkward_signs_is_found(site: Served, page: Page, asked: str, paper_id: str) -> None:
    page.goto(f"{site.address}write/?paper={quote(asked, safe='')}")
    page.get_by_role("link", name="read its page").click()
    expect(page).to_have_url(f"{site.address}paper/{paper_id}/")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("https://arxiv.org/abs/1412.6980v9", "arxiv:1412.6980"),
        ("hep-th/9901001", "arxiv:hep-th/9901001"),
        ("https://doi.org/10.1038/Nature14539", "doi:10.1038/nature14539"),
        ("https://openreview.net/forum?id=Sy8gdB9xx&noteId=x", "openreview:Sy8gdB9xx"),
    ],
)
def test_a_paper_that_is_not_here_can_be_written_about(site: Served, page: Page, asked: str, told: str) -> None:
    page.goto(f"{site.address}write/?paper={asked.replace('&', '%26')}")
    link = page.get_by_role("link", name="Write the first summary")
    expect(link).to_have_count(1)
    address = link.get_attribute("href") or ""
    assert address.startswith(f"{REPOSITORY}/issues/new?")
    assert {"template": ["summary.yml"], "paper": [told]} == parse_qs(urlsplit(address).query)


@pytest.mark.parametrize(
    "asked", ["<img src=x onerror=alert(1)>", "javascript:alert(1)", "https://example.org/", "..", "💥"]
)
def test_what_is_no_paper_is_told_so_and_does_no_harm(
    site: Served, page: Page, complaints: list[str], asked: str
) -> None:
    page.goto(f"{site.address}write/")
    page.get_by_label("An arXiv number").fill(asked)
    page.get_by_role("button", name="Look").click()
    expect(page.locator("#found")).to_contain_text("no arXiv number")
    assert 0 == page.locator("#found img").count()
    assert [] == complaints


@pytest.mark.parametrize(
    "path",
    [f"arxiv/{ARXIV}v3/", f"abs/{ARXIV}", f"doi/{DOI.upper()}", "paper?bibtexKey=journals/corr/VaswaniSPUJGKP17"],
)
def test_the_missing_page_offers_the_paper_that_an_address_names(site: Served, page: Page, path: str) -> None:
    page.goto(site.address + path)
    expect(page.get_by_role("heading", name="Were you looking for a paper?")).to_be_visible()
    page.get_by_role("link", name="read its page").click()
    expect(page).to_have_url(site.address + PAGE[1:])


def test_the_missing_page_knows_a_doi_with_awkward_signs(site: Served, page: Page) -> None:
    page.goto(f"{site.address}doi/{quote(SICI)}")
    page.get_by_role("link", name="read its page").click()
    expect(page).to_have_url(f"{site.address}paper/old-1/")


def test_the_missing_page_offers_to_write_what_is_not_there(site: Served, page: Page) -> None:
    page.goto(f"{site.address}arxiv/1412.6980/")
    link = page.get_by_role("link", name="Write the first summary")
    assert "paper=arxiv%3A1412.6980" in (link.get_attribute("href") or "")
    assert "template=request.yml" in (page.get_by_role("link", name="ask for one").get_attribute("href") or "")


def test_the_missing_page_is_silent_about_any_other_address(site: Served, page: Page) -> None:
    page.goto(f"{site.address}venue/nowhere/")
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()
    assert page.locator("#find").is_hidden()


def test_the_bookmarklet_leads_here(site: Served, page: Page) -> None:
    page.goto(f"{site.address}write/")
    expect(page.locator("#bookmarklet")).to_be_visible()
    code = page.locator("#bookmark_address").inner_text()
    assert code == page.locator("#bookmarklet").get_attribute("href")
    assert f"javascript:location.href='{site.address}write/?paper='+encodeURIComponent(location.href)" == code


def test_without_script_every_way_to_write_is_a_plain_link(site: Served, context: BrowserContext) -> None:
    plain = context.browser and context.browser.new_context(java_script_enabled=False)
    assert plain
    page = plain.new_page()
    page.goto(f"{site.address}write/")
    assert page.locator("#find").is_hidden()
    assert f"{REPOSITORY}/issues/new?template=summary.yml" == page.get_by_role("link", name="form").get_attribute(
        "href"
    )
    plain.close()
