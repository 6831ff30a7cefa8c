"""Searching in a browser: the box of every page, the page of its own, and what is there without a script."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from archives import paper, summary, write_archive
from playwright.sync_api import Browser, Page, Route, expect
from serving import Served, served

from shortsite import installed
from shortsite.identifiers import BY_KEY
from shortsite.search import titles
from shortsite.search.words import folded

TEXT = "Every road leads to the **harbour** in the end.\n\nThe tide <b>is</b> what `x < y` says about lighthouses."
LONG = " ".join(f"word{number}" for number in range(40))
FILES = {
    "content/papers/vaswani-2017-attention.yml": paper("Attention Is All You Need", 2017, authors=["Ashish Vaswani"], arxiv="1706.03762", keywords=["Transformers"], venue="NeurIPS"),
    "content/papers/angstrom-2019-roads.yml": paper("Roads and Harbours", 2019, authors=["Søren Ångström"], doi="10.1000/xyz.(7)"),
    "content/papers/deep.yml": paper("Deep Learning", 2015, authors=["Ada Byron"], status="retracted"),
    "content/papers/deeper.yml": paper("Deep Residual Learning for Something Else Entirely", 2016, authors=["Ada Byron"]),
    "content/papers/batch.yml": paper("Batch Normalization Speeds Up the Training of All Kinds of Networks", 2015, authors=["Ada Byron"]),
    "content/papers/helps.yml": paper("How Batch Norm Helps", 2018, authors=["Ada Byron"]),
    "content/papers/helps-not.yml": paper("When Batch Norm Harms", 2019, authors=["Ada Byron"]),
    "content/venues/neurips.yml": "name: NeurIPS\n",
    "content/contributors/ann.yml": "name: Ann Example\n",
    "content/contributors/bob.yml": "name: Bob Example\n",
    "content/summaries/angstrom-2019-roads/ann.md": summary("angstrom-2019-roads", TEXT),
    "content/summaries/deep/ann.md": summary("deep", f"# Of a voyage\n\nFirst {LONG} sextant {LONG}. Then {LONG} compass."),
    "content/summaries/vaswani-2017-attention/bob.md": summary("vaswani-2017-attention", "The tide of lighthouses turns.", author="bob"),
}  # fmt: skip

needs_pagefind = pytest.mark.skipif(installed.pagefind() is None, reason="Pagefind is not installed")

expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(write_archive(tmp_path_factory.mktemp("archive"), FILES)) as found:
        yield found


@pytest.fixture(scope="module")
def divided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The same archive with its index in many parts, as a large one has it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(titles, "WHOLE_BYTES", 100)
        patch.setattr(titles, "WORDS_BYTES", 100)
        with served(write_archive(tmp_path_factory.mktemp("archive"), FILES)) as found:
            yield found


def opened(page: Page, site: Served) -> None:
    page.goto(site.address)
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()


FOUND = [
    ("need atten", "Attention Is All You Need"),
    ("vaswani 2017", "Attention Is All You Need"),
    ("angstrom", "Roads and Harbours"),
    ("Ångström", "Roads and Harbours"),
    ("atention", "Attention Is All You Need"),
    ("tatention need", "Attention Is All You Need"),
    ("transformres", "Attention Is All You Need"),
    ("1706.03762", "Attention Is All You Need"),
    ("https://arxiv.org/abs/1706.03762v5", "Attention Is All You Need"),
    ("https://arxiv.org/pdf/1706.03762.pdf", "Attention Is All You Need"),
    ("10.48550/arXiv.1706.03762", "Attention Is All You Need"),
    ("https://doi.org/10.1000/XYZ.(7)", "Roads and Harbours"),
    ("vaswani-2017-attention", "Attention Is All You Need"),
    ("deep learning", "Deep Learning"),
    ("batch norm", "Batch Normalization Speeds"),
    ("batch normalization", "Batch Normalization Speeds"),
    ("norm batch", "Norm"),
    ("how batch norm helps", "How Batch Norm Helps"),
]


def looked_for(page: Page, site: Served) -> list[tuple[str, str]]:
    """Each query, and the title of the first answer."""
    opened(page, site)
    answers = []
    for query, title in FOUND:
        page.get_by_role("combobox").fill("")
        expect(page.get_by_role("option")).to_have_count(0)
        page.get_by_role("combobox").fill(query)
        expect(page.get_by_role("option").first).to_contain_text(title)
        answers.append((query, title))
    return answers


def test_the_box_finds_papers_by_name(site: Served, page: Page, complaints: list[str]) -> None:
    assert looked_for(page, site) == FOUND
    assert [] == complaints


def test_an_index_in_many_parts_finds_the_same(divided: Served, page: Page, complaints: list[str]) -> None:
    assert looked_for(page, divided) == FOUND
    assert [] == complaints


def test_the_box_is_worked_by_keys_alone(site: Served, page: Page) -> None:
    opened(page, site)
    box = page.get_by_role("combobox")
    page.keyboard.type("roads")
    expect(page.get_by_role("option")).to_have_count(2)
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "search_option_0")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Roads and Harbours")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.address}paper/angstrom-2019-roads/")


def test_enter_leads_to_the_search_page_and_an_identifier_to_its_paper(site: Served, page: Page) -> None:
    opened(page, site)
    page.keyboard.type("roads")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.address}search/?q=roads")
    page.keyboard.press("Escape")
    opened(page, site)
    page.keyboard.type("arXiv:1706.03762")
    expect(page.get_by_role("option").first).to_contain_text("Attention")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.address}paper/vaswani-2017-attention/")


def test_escape_closes_the_box_and_slash_is_a_letter_within_it(site: Served, page: Page) -> None:
    opened(page, site)
    page.keyboard.type("a/b")
    expect(page.get_by_role("combobox")).to_have_value("a/b")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_nothing_is_fetched_before_somebody_searches(site: Served, page: Page) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(site.address)
    page.wait_for_load_state("load")
    assert [] == [url for url in fetched if "search-box" in url or "index.json" in url or "pagefind" in url]
    page.get_by_role("link", name="Search", exact=True).click()
    expect(page.get_by_role("combobox")).to_be_focused()
    assert [url for url in fetched if url.endswith("search/index.json")]


def test_single_keys_can_be_turned_off(site: Served, page: Page) -> None:
    page.goto(site.address)
    page.evaluate("localStorage.setItem('keys', 'off')")
    page.keyboard.press("/")
    page.wait_for_timeout(300)
    expect(page.locator("dialog[open]")).to_have_count(0)


@needs_pagefind
@pytest.mark.parametrize("query", ["deep learning", "sextant"])
def test_a_retracted_paper_is_marked_wherever_it_is_found(query: str, site: Served, page: Page) -> None:
    page.goto(f"{site.address}search/?q={query}")
    expect(page.locator("#search_results li.struck h2")).to_have_text("retracted Deep Learning")
    expect(page.locator("#search_results li.struck h2 a")).to_have_css("text-decoration-line", "line-through")
    opened(page, site)
    page.get_by_role("combobox").fill("deep learning")
    expect(page.get_by_role("option").first).to_contain_text("Ada Byron, 2015, retracted")


@needs_pagefind
def test_the_page_finds_texts_and_marks_the_words(site: Served, page: Page, complaints: list[str]) -> None:
    page.goto(f"{site.address}search/?q=lighthouses")
    expect(page.locator(".search-results li")).to_have_count(2)
    marks = page.locator("mark").all_inner_texts()
    assert {"lighthouses"} == {mark.strip(".").lower() for mark in marks}
    expect(page.get_by_role("link", name="Summary by Ann Example")).to_have_attribute(
        "href", f"{site.address}paper/angstrom-2019-roads/#ann"
    )
    expect(page.locator(".search-excerpt").filter(has_text="x < y")).to_have_count(1)
    expect(page.locator("#search_status")).to_have_text("2 papers found")
    assert [] == complaints


@needs_pagefind
@pytest.mark.parametrize("query", ["xylophone", "yyyyyy", "tide xylophone", "LIT", "rome"])
def test_words_that_no_text_has_find_no_others_with_their_first_letter(query: str, site: Served, page: Page) -> None:
    page.goto(f"{site.address}search/?q={query}")
    expect(page.locator("#search_status")).to_contain_text("Nothing has these words")
    expect(page.locator(".search-results li")).to_have_count(0)


@needs_pagefind
@pytest.mark.parametrize("query", ["lighthouse", "lighthousing", "Tides", "LIGHTHOUSE’s"])
def test_words_with_another_ending_are_found(query: str, site: Served, page: Page) -> None:
    page.goto(f"{site.address}search/?q={query}")
    expect(page.locator("#search_status")).to_have_text("2 papers found")


@needs_pagefind
def test_an_excerpt_tells_where_it_was_cut_within_a_sentence(site: Served, page: Page) -> None:
    excerpts = []
    for query in ("sextant", "compass", "harbour"):
        page.goto(f"{site.address}search/?q={query}")
        expect(page.locator("mark").first).to_be_visible()
        excerpts.append(page.locator(".search-excerpt").inner_text())
    sextant, compass, harbour = excerpts
    assert ("… word", " …") == (sextant[:6], sextant[-2:])
    assert ("… word", "compass.") == (compass[:6], compass[-8:])
    assert "…" not in harbour
    assert "in the end. The tide is" in harbour


@needs_pagefind
def test_results_are_narrowed_down_and_the_address_tells_how(site: Served, page: Page) -> None:
    page.goto(f"{site.address}search/?q=lighthouses")
    expect(page.locator(".search-results li")).to_have_count(2)
    page.get_by_text("Narrow down").click()
    page.get_by_label("Bob Example").check()
    expect(page.locator(".search-results li")).to_have_count(1)
    expect(page).to_have_url(f"{site.address}search/?q=lighthouses&contributor=bob")
    page.reload()
    expect(page.locator(".search-results li")).to_have_count(1)
    expect(page.get_by_label("Bob Example")).to_be_checked()
    page.get_by_label("Bob Example").uncheck()
    expect(page.locator(".search-results li")).to_have_count(2)


def test_the_page_is_worked_by_arrows(site: Served, page: Page) -> None:
    page.goto(f"{site.address}search/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("deep")
    expect(page.locator("#search_status")).to_have_text("2 papers found")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".search-results a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_what_is_not_there_is_said(site: Served, page: Page) -> None:
    page.goto(f"{site.address}search/?q=zyxwvut")
    expect(page.locator("#search_status")).to_contain_text("Nothing has these words")


def test_no_query_breaks_anything(site: Served, page: Page, complaints: list[str]) -> None:
    page.goto(f"{site.address}search/")
    for query in ("<img src=x onerror=alert(1)>", "' \" \\ %", "a" * 300, "((((", "🦜", "...", "/"):
        page.get_by_role("searchbox").fill(query)
        expect(page.locator("#search_status")).to_contain_text("Nothing")
        expect(page.locator(".search-results img")).to_have_count(0)
        page.get_by_role("searchbox").fill("")
        expect(page.locator("#search_status")).to_have_text("")
    assert [] == complaints


def test_without_a_script_the_lists_are_there(site: Served, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.address)
    page.get_by_role("link", name="Search", exact=True).click()
    assert "<noscript>\n<p>Searching needs a script" in page.content()
    expect(page.get_by_role("searchbox")).to_have_count(0)
    expect(page.get_by_text("Words of a title or text")).to_be_hidden()
    expect(page.locator("nav.search-lists").get_by_role("link", name="Venues")).to_be_visible()
    context.close()


def test_an_isbn_is_known_however_it_is_written(site: Served, page: Page) -> None:
    page.goto(site.address)
    found = page.evaluate(
        """async ([tools, texts]) => { const { identifierOf } = await import(tools); return texts.map(identifierOf); }""",
        [
            page.locator("a[data-search]").get_attribute("data-search"),
            ["0-262-03384-4", "ISBN 978-0-262-03561-3", "isbn:0 8044 2957 x", "0262033844", "word2vec", "2015 nets"],
        ],
    )
    fold = BY_KEY["isbn"].fold
    isbns = [fold(text).lower() for text in ("0-262-03384-4", "978-0-262-03561-3", "0 8044 2957 x", "0262033844")]
    assert [*isbns, "", ""] == found


def test_python_and_the_script_fold_words_alike(site: Served, page: Page) -> None:
    page.goto(site.address)
    link = page.locator("a[data-search]").get_attribute("data-search")
    texts = [
        "Über Straßen",
        "ŁÓDŹ",
        "Søren Æon œuvre",
        "İstanbul ılık",
        "ΟΔΥΣΣΕΥΣ",
        "naïve ﬁne L² Ⅷ",
        "Đặng",
        "深度学习",
        "हिन्दी",
    ]
    script = "async ([url, texts]) => { const { folded } = await import(new URL(url, document.baseURI)); return texts.map(folded); }"
    assert [folded(text) for text in texts] == page.evaluate(script, [link, texts])


def test_a_site_published_anew_meanwhile_is_searched_anew(divided: Served, page: Page) -> None:
    opened(page, divided)
    stale: list[str] = []

    def answer(route: Route) -> None:
        told = route.fetch().json()
        if not stale:
            stale.append(route.request.url)
            told["stamp"] = "another"
        route.fulfill(body=json.dumps(told))

    page.route("**/words-*.json*", answer)
    page.get_by_role("combobox").fill("roads")
    expect(page.get_by_role("option").first).to_contain_text("Roads and Harbours")
    assert stale


def test_the_script_of_every_page_is_small() -> None:
    (loader,) = (Path(__file__).parents[2] / "themes/default/static").glob("search.js")
    assert len(gzip.compress(loader.read_bytes())) < 1000


@needs_pagefind
def test_words_that_every_text_has_are_not_looked_for(site: Served, page: Page) -> None:
    page.goto(f"{site.address}search/?q=the+lighthouses+of+it")
    expect(page.locator("#search_status")).to_have_text("2 papers found")
    marks = page.locator("mark").all_inner_texts()
    assert {"lighthouses"} == {mark.strip(".").lower() for mark in marks}
