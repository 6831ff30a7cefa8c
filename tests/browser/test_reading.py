"""What scripts add to reading: copying, previews, keys, abstracts in lists; and that nothing is missing without them."""

from __future__ import annotations

import gzip
import mimetypes
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from archives import CONFIG, URL, paper, rendered, summary, write_archive
from browsers import wait_until
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

TEXT = r"""See [[king-2021-b]] for more[^1], where $x^2$ stands.

$$
\frac{a}{b} < c
$$

```python
answer = 6 * 7
print(answer)
```

[^1]: A note of a few words.
"""
FILES = {
    "config.yml": f"{CONFIG}page_size: 2\n",
    "content/papers/byron-2020-a.yml": paper("First", abstract="All of it, as in [[king-2021-b]]."),
    "content/papers/king-2021-b.yml": paper("Second of $n$", 2021, abstract="Another abstract."),
    "content/papers/zeno-2022-c.yml": paper("Third", 2022),
    "content/summaries/byron-2020-a/ann.md": summary("byron-2020-a", TEXT, date="2026-03-03"),
    "content/summaries/byron-2020-a/ben.md": summary("byron-2020-a", "Other words.", "ben", "2026-03-01"),
    "content/summaries/king-2021-b/ann.md": summary("king-2021-b", tldr="In a sentence.", date="2026-03-04"),
    "content/summaries/zeno-2022-c/ann.md": summary("zeno-2022-c", date="2026-02-01"),
}
DISCUSSION = "discussion: {repo: papers/archive, repo_id: R_1, category: News, category_id: DIC_1}\n"
PAPER = f"{URL}paper/byron-2020-a/"
#: What the scripts of a page may weigh, compressed.
SCRIPTS = 8_000

Site = dict[str, bytes]
Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return rendered(write_archive(tmp_path_factory.mktemp("archive"), FILES))


@pytest.fixture(scope="module")
def discussed(tmp_path_factory: pytest.TempPathFactory) -> Site:
    files = {**FILES, "config.yml": CONFIG + DISCUSSION}
    return rendered(write_archive(tmp_path_factory.mktemp("archive"), files))


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Opens a page of a site that stands at its address; what fails there is a fault of the test's."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(site: Site, path: str = PAPER, **options: object) -> Page:
        def answer(route: Route) -> None:
            file = urlsplit(route.request.url).path.removeprefix("/")
            file = file + "index.html" if file.endswith("/") or not file else file
            if route.request.url.startswith(URL) and file in site:
                kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
                route.fulfill(body=site[file], content_type=kind)
            else:
                route.abort()

        context = browser.new_context(**options)  # type: ignore[arg-type]
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.route("**/*", answer)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: (
                faults.append(f"{message.text} {message.location['url']}") if message.type == "error" else None
            ),
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path)
        return page

    yield make
    for context in contexts:
        context.close()
    assert [] == faults


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def link_to_second(page: Page) -> Locator:
    return page.locator("#ann .prose a", has_text="Second of").first


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


# Copying


def test_the_address_of_a_summary_is_copied_and_said_to_be(site: Site, opened: Opened) -> None:
    page = opened(site, f"{PAPER}?utm=x")
    page.locator("#ann footer").get_by_role("button", name="Copy link").click()
    expect(page.locator("#ann footer .copy")).to_have_text("Copied")
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert f"{PAPER}#ann" == copied(page)
    expect(page.locator("#ann footer .copy")).to_have_text("")
    expect(page.get_by_role("status")).to_have_text("")


def test_the_address_of_the_paper_is_copied(site: Site, opened: Opened) -> None:
    page = opened(site)
    page.locator(".facts").get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert PAPER == copied(page)


def test_code_is_copied_as_it_stands(site: Site, opened: Opened) -> None:
    page = opened(site)
    page.get_by_role("button", name="Copy code").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert "answer = 6 * 7\nprint(answer)\n" == copied(page)


def test_a_formula_is_copied_as_tex(site: Site, opened: Opened) -> None:
    page = opened(site)
    page.get_by_role("button", name="Copy TeX").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert r"\frac{a}{b} < c" == copied(page).strip()


def test_a_selection_is_copied_with_the_tex_of_its_formulas(site: Site, opened: Opened) -> None:
    page = opened(site)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#ann .prose'))")
    page.keyboard.press("ControlOrMeta+c")
    text = copied(page)
    assert "where $x^2$ stands." in text
    assert "$$\\frac{a}{b} < c$$" in re.sub(r"\$\$\s*(.*?)\s*\$\$", r"$$\1$$", text)
    assert "Copy" not in text


def test_signs_that_link_to_headings_are_not_copied(site: Site, opened: Opened) -> None:
    page = opened(site)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#ann'))")
    page.keyboard.press("ControlOrMeta+c")
    text = copied(page)
    assert ("$x^2$" in text, "#" in text) == (True, False)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#ann > header'))")
    page.keyboard.press("ControlOrMeta+c")
    assert ("Summary by" in copied(page), "#" in copied(page)) == (True, False)


def test_a_selection_that_begins_within_a_formula_has_all_of_it(site: Site, opened: Opened) -> None:
    page = opened(site)
    page.evaluate(
        "getSelection().setBaseAndExtent(document.querySelector('#ann math mi').firstChild, 1,"
        " document.querySelector('#ann .prose p').lastChild, 7)"
    )
    page.keyboard.press("ControlOrMeta+c")
    assert "$x^2$ stands" == copied(page)


def test_where_there_is_no_clipboard_of_the_new_kind_the_old_one_serves(site: Site, opened: Opened) -> None:
    page = opened(site)
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error('no')))")
    page.locator("#ann footer .copy").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert f"{PAPER}#ann" == copied(page)


def test_on_a_screen_that_is_touched_the_system_shares(site: Site, opened: Opened) -> None:
    page = opened(site, f"{URL}write/", has_touch=True, is_mobile=True)
    page.add_init_script("navigator.share = (what) => { window.shared = what.url; return Promise.resolve(); }")
    page.goto(PAPER)
    page.locator("#ben footer").get_by_role("button", name="Share").tap()
    assert f"{PAPER}#ben" == page.evaluate("window.shared")


# Previews


def test_a_paper_is_previewed_where_its_link_is_pointed_at(site: Site, opened: Opened) -> None:
    page = opened(site)
    link_to_second(page).hover()
    expect(page.get_by_role("tooltip")).to_contain_text("In a sentence.")
    assert 1 == page.locator(".preview math").count()
    assert "preview" == link_to_second(page).get_attribute("aria-describedby")
    page.get_by_role("tooltip").hover()
    page.wait_for_timeout(400)
    assert page.get_by_role("tooltip").is_visible()
    page.mouse.move(2, 2)
    expect(page.get_by_role("tooltip")).to_be_hidden()


def test_a_paper_is_previewed_where_its_link_is_focused_until_escape(site: Site, opened: Opened) -> None:
    page = opened(site)
    link_to_second(page).focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("tooltip")).to_contain_text("Second of")
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_be_hidden()
    assert link_to_second(page).get_attribute("aria-describedby") is None


def test_a_preview_moves_nothing_and_stays_on_the_screen(site: Site, opened: Opened) -> None:
    page = opened(site, viewport={"width": 320, "height": 500})
    # the font of formulas comes last
    wait_until(page, "document.querySelector('link[data-late]').media === 'all'")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    before = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    link_to_second(page).hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    after = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert before == after
    box = page.get_by_role("tooltip").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320


def test_who_only_passes_over_a_link_fetches_nothing(site: Site, opened: Opened) -> None:
    page = opened(site)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    link_to_second(page).evaluate(
        "link => [link, document.body].forEach((what) => what.dispatchEvent("
        "new PointerEvent('pointerover', {bubbles: true, pointerType: 'mouse'})))"
    )
    page.wait_for_timeout(400)
    assert [] == [url for url in asked if url.endswith(".json")]


def test_nothing_is_previewed_by_touch_nor_the_page_itself(site: Site, opened: Opened) -> None:
    page = opened(site, has_touch=True)
    page.evaluate("addEventListener('click', (event) => event.preventDefault())")
    link_to_second(page).tap()
    page.locator(".contents a").first.hover()
    page.wait_for_timeout(400)
    assert page.get_by_role("tooltip").is_hidden()


@pytest.mark.parametrize(("width", "is_shown"), [(700, True), (1400, False)])
def test_a_note_is_previewed_where_it_does_not_stand_beside_its_mark(
    site: Site, opened: Opened, width: int, is_shown: bool
) -> None:
    page = opened(site, viewport={"width": width, "height": 800})
    page.locator(".footnote a").first.hover()
    if is_shown:
        expect(page.get_by_role("tooltip")).to_have_text("A note of a few words.")
    else:
        page.wait_for_timeout(400)
        assert page.get_by_role("tooltip").is_hidden()


# Keys


def test_j_and_k_go_through_the_entries_and_o_opens_one(site: Site, opened: Opened) -> None:
    page = opened(site, URL)
    names = []
    for key in "jjk":
        page.keyboard.press(key)
        names.append(focused(page)[:6])
    assert ["Second", "First", "Second"] == names
    page.keyboard.press("o")
    page.wait_for_url("**/paper/king-2021-b/#ann")


def test_j_goes_from_summary_to_summary(site: Site, opened: Opened) -> None:
    page = opened(site)
    found = []
    for _ in range(3):
        page.keyboard.press("j")
        found.append(page.evaluate("document.activeElement.hash"))
    assert ["#ben", "#ann", "#ann"] == found


def test_n_and_p_turn_pages(site: Site, opened: Opened) -> None:
    page = opened(site, URL)
    page.keyboard.press("n")
    page.wait_for_url(f"{URL}page/2/")
    page.keyboard.press("p")
    page.wait_for_url(URL)


def test_t_changes_the_colours_and_a_opens_the_abstract(site: Site, opened: Opened) -> None:
    page = opened(site)
    page.keyboard.press("t")
    assert "light" == page.evaluate("document.documentElement.dataset.scheme")
    page.keyboard.press("a")
    assert page.get_by_text("All of it, as in").is_visible()
    page.keyboard.press("a")
    assert page.get_by_text("All of it, as in").is_hidden()


def test_single_keys_can_be_turned_off_and_on_again(site: Site, opened: Opened) -> None:
    page = opened(site)
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").get_by_label("Use single keys").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("t")
    page.keyboard.press("?")
    assert "auto" == page.evaluate("document.documentElement.dataset.scheme")
    assert 0 == page.get_by_role("dialog").count()
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Use single keys").check()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("t")
    assert "light" == page.evaluate("document.documentElement.dataset.scheme")


def test_keys_do_nothing_while_somebody_types_or_means_another_key(site: Site, opened: Opened) -> None:
    page = opened(site, f"{URL}write/")
    page.locator("input").first.press_sequentially("t?")
    page.keyboard.press("Control+t")
    assert "auto" == page.evaluate("document.documentElement.dataset.scheme")
    assert 0 == page.get_by_role("dialog").count()


# Lists


def test_abstracts_of_a_list_are_shown_when_asked_for_and_remembered(site: Site, opened: Opened) -> None:
    page = opened(site, URL)
    assert 0 == page.locator(".abstract").count()
    page.get_by_role("button", name="Show all abstracts").click()
    expect(page.get_by_text("Another abstract.")).to_be_visible()
    link = page.locator(".card .abstract a", has_text="Second of")
    assert f"{URL}paper/king-2021-b/" == link.evaluate("link => link.href")
    page.reload()
    expect(page.get_by_text("Another abstract.")).to_be_visible()
    page.get_by_role("button", name="Hide all abstracts").click()
    expect(page.get_by_text("Another abstract.")).to_be_hidden()


def test_a_list_without_abstracts_has_no_button_for_them(site: Site, opened: Opened) -> None:
    page = opened(site, f"{URL}year/2022/")
    assert 0 == page.get_by_role("button", name="Show all abstracts").count()


def test_what_is_new_since_the_last_visit_bears_a_mark(site: Site, opened: Opened) -> None:
    page = opened(site, URL)
    assert 0 == page.locator(".card.new").count()
    page.evaluate("localStorage.setItem('visited', '2026-03-03T12:00:00Z')")
    page.reload()
    assert ["Second"] == [text[:6] for text in page.locator(".card.new h2").all_inner_texts()]
    page.reload()
    assert 1 == page.locator(".card.new").count()


# Comments


def test_comments_are_loaded_only_when_asked_for(discussed: Site, opened: Opened) -> None:
    page = opened(discussed)
    asked: list[str] = []
    script = "window.told = {...document.currentScript.dataset}"
    page.context.route(
        "https://giscus.app/**",
        lambda route: route.fulfill(
            body=script, content_type="text/javascript", headers={"access-control-allow-origin": "*"}
        ),
    )
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_load_state("networkidle")
    assert [] == [url for url in asked if not url.startswith(URL)]
    page.get_by_role("button", name="Load the comments").click()
    wait_until(page, "window.told")
    assert ["https://giscus.app/client.js"] == [url for url in asked if not url.startswith(URL)]
    told = page.evaluate("window.told")
    assert {"repo": "papers/archive", "repoId": "R_1", "category": "News", "categoryId": "DIC_1"} | {
        "mapping": "specific",
        "term": "byron-2020-a",
        "strict": "1",
        "theme": "preferred_color_scheme",
    } == told


# Without this or that


def test_without_script_nothing_is_shown_that_does_nothing(discussed: Site, opened: Opened) -> None:
    for path in (URL, PAPER):
        page = opened(discussed, path, java_script_enabled=False)
        assert [] == [button.inner_text() for button in page.get_by_role("button").all() if button.is_visible()]
    page = opened(discussed, PAPER, java_script_enabled=False)
    assert page.get_by_role("link", name="GitHub Discussions").is_visible()


def test_on_paper_no_button_is_left(discussed: Site, opened: Opened) -> None:
    page = opened(discussed)
    page.emulate_media(media="print")
    assert [] == [button.inner_text() for button in page.locator("button").all() if button.is_visible()]
    assert page.get_by_text("answer = 6 * 7").is_visible()


def test_from_disk_links_lead_to_pages_and_nothing_fails(site: Site, browser: Browser, tmp_path: Path) -> None:
    for path, data in site.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    page = browser.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((tmp_path / "index.html").as_uri())
    assert page.get_by_role("button", name="Show all abstracts").count() == 0
    page.get_by_role("link", name="First").click()
    page.wait_for_url("**/paper/byron-2020-a/index.html#ann")
    link_to_second(page).hover()
    page.wait_for_timeout(400)
    link_to_second(page).click()
    page.wait_for_url("**/paper/king-2021-b/index.html")
    assert page.locator(".scheme").is_visible()
    assert [] == faults
    page.close()


def test_the_scripts_of_a_page_are_light(site: Site) -> None:
    page = site["paper/byron-2020-a/index.html"].decode()
    scripts = re.findall(r'<script src="\.\./\.\./([^"]+)"', page)
    assert sum(len(gzip.compress(site[script], 9)) for script in scripts) < SCRIPTS
