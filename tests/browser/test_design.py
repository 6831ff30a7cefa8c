"""The themes in a browser: every width, both schemes, print, without script; nothing overflows, shifts or is lost."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from archives import CONFIG, TINY, URL, paper, rendered, summary, write_archive
from playwright.sync_api import Browser, BrowserContext, Page, Route

TEXT = r"""Words[^1] that go on for a while, and more[^2] of them: $\sqrt{\frac{x}{1+x}}$.

$$
\left( \sum_{i=1}^{n} \frac{\partial f}{\partial x_i} \right)^{2} = a + b + c + d + e + f + g + h + i + j + k + l + m + n
$$

| Method | Parameters | Top-1 | Top-5 | Throughput | Memory | Remark |
| --- | ---: | ---: | ---: | ---: | ---: | --- |
| Averagelylongwordsthatdonotbreak | 25.6M | 76.1 | 92.9 | 1,203 | 4.1 GB | as published |

```python
answer = numpy.linalg.norm(numpy.ones((1000, 1000)) - numpy.zeros((1000, 1000)))  # a line that is very long
```

[^1]: A note that is long enough to take several lines in the margin, so that the next has to make room for it there.
[^2]: Another.
"""
FILES = {
    **TINY,
    "config.yml": f"{CONFIG}description: Summaries.\nrepository: https://github.com/example/papers\n",
    "content/papers/byron-2020-a-paper.yml": paper(
        "Incomprehensibilitiescounterrevolutionaries and $O(n)$",
        abstract="All that there is to say.",
        authors=[f"Name{number} Byron" for number in range(14)],
        keywords=["words", "numbers"],
        status="retracted",
        version="v5",
        pdf="https://example.org/paper.pdf",
    ),
    "content/summaries/byron-2020-a-paper/ann.md": summary("byron-2020-a-paper", TEXT, version="v1", ai="assisted"),
    "content/summaries/byron-2020-a-paper/bob.md": summary("byron-2020-a-paper", "Other words.", "bob"),
    "content/summaries/byron-2020-a-paper/eve.md": summary("byron-2020-a-paper", "No.", "eve", reply_to="ann"),
}
PAPER = "paper/byron-2020-a-paper/"
PAGES = ["", PAPER, "feeds/", "keyword/", "keyword/words/", "contributor/ann/", "write/", "404.html"]
THEMES = ["default", "classic"]
WIDTHS = [320, 360, 768, 992, 1160, 1280, 1920]
#: WCAG 2.2, 1.4.3
CONTRAST = 4.5

Site = dict[str, bytes]


@pytest.fixture(scope="module", params=THEMES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    files = {**FILES, "config.yml": f"{FILES['config.yml']}theme: {request.param}\n"}
    return rendered(write_archive(tmp_path_factory.mktemp("archive"), files))


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return rendered(write_archive(tmp_path_factory.mktemp("archive"), FILES))


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser in which the site stands at its address, and all that is asked for is noted."""
    contexts: list[BrowserContext] = []

    def make(site: Site, **options: object) -> BrowserContext:
        def answer(route: Route) -> None:
            path = urlsplit(route.request.url).path.removeprefix("/")
            file = path + "index.html" if path.endswith("/") or not path else path
            if not route.request.url.startswith(URL) or file not in site:
                route.fulfill(status=404, body=f"nothing at {route.request.url}")
                return
            route.fulfill(body=site[file], content_type=mimetypes.guess_type(file)[0] or "application/octet-stream")

        context = browser.new_context(**options)  # type: ignore[arg-type]
        context.route("**/*", answer)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


Opened = Callable[..., BrowserContext]


def at(context: BrowserContext, path: str = "", width: int = 1280) -> Page:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(URL + path)
    return page


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


# Widths


def test_no_page_is_wider_than_the_screen(site: Site, opened: Opened):
    page = at(opened(site))
    found = []
    for path in PAGES:
        page.goto(URL + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [(path, width, over)] if over else []
    assert [] == found


def test_what_is_too_wide_scrolls_in_its_own_box_which_the_keyboard_reaches(site: Site, opened: Opened):
    page = at(opened(site), PAPER, 360)
    wide = page.evaluate(
        "[...document.querySelectorAll('.math-display, .table, pre')]"
        ".filter(box => box.scrollWidth > box.clientWidth).map(box => [box.className, box.tabIndex])"
    )
    assert [["math-display", 0], ["table", 0]] == wide[:2]
    assert all(index == 0 for _, index in wide)


def test_lines_hold_some_65_to_72_letters(default: Site, opened: Opened):
    page = at(opened(default), PAPER, 1280)
    letters = page.evaluate(
        """() => {
          const text = document.querySelector('#ann .prose p'), probe = document.createElement('span');
          probe.textContent = 'as calm as a good printed page, as quick as a plain text file '.repeat(10);
          probe.style.whiteSpace = 'nowrap';
          text.append(probe);
          return text.clientWidth / (probe.getBoundingClientRect().width / probe.textContent.length);
        }"""
    )
    assert 62 < letters < 76


# Footnotes


def test_footnotes_stand_beside_their_marks_where_there_is_room(default: Site, opened: Opened):
    page = at(opened(default), PAPER, 1280)
    marks = [page.locator(f'[id$="fnref{n}"]').bounding_box() for n in (1, 2)]
    notes = [page.locator(f'li[id$="fn{n}"]').bounding_box() for n in (1, 2)]
    text = page.locator("#ann .prose p").first.bounding_box()
    assert text
    assert all(notes)
    first, second = (note for note in notes if note)
    assert first["x"] > text["x"] + text["width"]
    assert marks[0]
    assert abs(first["y"] - marks[0]["y"]) < 12
    assert second["y"] >= first["y"] + first["height"]


def test_footnotes_stand_at_the_end_where_there_is_none(default: Site, opened: Opened):
    page = at(opened(default), PAPER, 1000)
    table, note = page.locator(".table").bounding_box(), page.locator('li[id$="fn1"]').bounding_box()
    assert table
    assert note
    assert note["y"] > table["y"] + table["height"]


# Colours


def test_the_switch_goes_from_auto_to_light_to_dark_and_is_remembered(site: Site, opened: Opened):
    context = opened(site, color_scheme="dark")
    page = at(context)
    switch = page.get_by_role("button", name="Colours:")
    dark = background(page)
    names, grounds = [], []
    for _ in range(3):
        names.append(switch.aria_snapshot())
        grounds.append(background(page))
        switch.click()
    assert ["Auto", "Light", "Dark"] == [re.findall(r"Colours: (\w+)", name)[0] for name in names]
    assert grounds[0] == grounds[2] == dark != grounds[1]
    switch.click()
    light = at(context, PAPER)
    assert light.evaluate("document.documentElement.dataset.scheme") == "light"
    assert background(light) != dark


def test_the_colours_are_chosen_before_anything_is_painted(site: Site, opened: Opened):
    context = opened(site)
    at(context).evaluate("localStorage.setItem('scheme', 'dark')")
    page = context.new_page()
    page.add_init_script(
        "new MutationObserver(() => {"
        " if (document.body && !window.seen) window.seen = document.documentElement.dataset.scheme"
        "}).observe(document, {childList: true, subtree: true})"
    )
    page.goto(URL)
    assert page.evaluate("window.seen") == "dark"


CONTRASTS = """() => {
  const luminance = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
    const [r, g, b] = parts.map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$|transparent/.test(colour)) return colour;
    }
    return getComputedStyle(document.body).backgroundColor;
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || element.closest('script, annotation, .unseen, .skip')) continue;
    const [one, other] = [luminance(getComputedStyle(element).color), luminance(ground(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    found.push([ratio, element.outerHTML.slice(0, 80)]);
  }
  return found;
}"""


def test_all_words_stand_out_from_their_ground(site: Site, opened: Opened):
    page = at(opened(site))
    for path in PAGES:
        page.goto(URL + path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert [] == [what for ratio, what in page.evaluate(CONTRASTS) if ratio < CONTRAST]


# Without this or that


def test_without_script_nothing_is_missing_but_the_switch(site: Site, opened: Opened):
    page = at(opened(site, java_script_enabled=False), PAPER)
    assert not page.locator(".scheme").is_visible()
    assert page.locator("#ann .prose").is_visible()
    page.get_by_text("Abstract").click()
    assert page.get_by_text("All that there is to say.").is_visible()


def test_on_paper_all_is_open_and_the_sites_machinery_is_gone(site: Site, opened: Opened):
    context = opened(site)
    at(context).evaluate("localStorage.setItem('scheme', 'dark')")
    page = at(context, PAPER)
    page.emulate_media(media="print")
    assert background(page) == "rgb(255, 255, 255)"
    assert [False, False] == [page.locator(part).first.is_visible() for part in (".scheme", ".site-header nav")]
    shown = page.locator(".abstract .prose").bounding_box()
    assert shown
    assert shown["height"] > 10


def test_nothing_is_asked_of_other_hosts_and_nothing_is_refused(site: Site, opened: Opened):
    context = opened(site)
    page, asked, complaints = context.new_page(), list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for path in PAGES:
        page.goto(URL + path, wait_until="networkidle")
    assert ([], []) == (complaints, [url for url in asked if not url.startswith(URL)])


def test_only_pages_with_formulas_fetch_the_font_for_them(default: Site, opened: Opened):
    context = opened(default)
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{URL}write/", wait_until="networkidle")
    assert [] == [url for url in asked if url.endswith(".woff2")]
    page.goto(URL + PAPER, wait_until="networkidle")
    assert 1 == len([url for url in asked if url.endswith(".woff2")])


def test_hardly_anything_moves_while_a_page_loads(default: Site, opened: Opened):
    page = opened(default).new_page()
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => {"
        " for (const entry of list.getEntries()) window.shift += entry.value"
        "}).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(URL + PAPER, wait_until="networkidle")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") < 0.02


@pytest.mark.parametrize("path", ["", "feeds/", "write/", "random/", "keyword/words/", "search/"])
def test_nothing_moves_however_late_scripts_come(path: str, default: Site, opened: Opened):
    page = opened(default).new_page()

    def late(route: Route) -> None:
        page.wait_for_timeout(400)
        route.fallback()

    page.route("**/*.js", late)
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => {"
        " for (const entry of list.getEntries()) window.shift += entry.value"
        "}).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(URL + path, wait_until="networkidle")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") < 0.01
