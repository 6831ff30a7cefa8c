"""No payload, wherever it is put, does anything to a reader: it comes out as words, or is refused with its place."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route
from playwright.sync_api import Error as PlaywrightError
from pylatexenc.latex2text import LatexNodes2Text

from attacks.corpus import ADDRESSES, CONFIG, HERE, Attack, pixel
from attacks.readings import FAULT, HTML, PLAIN, SOURCE, audited, found_in
from shortsite.pipeline import Built

Corpus = dict[int, Attack]

#: A payload between its marks. A mark in a slug or path is followed by no blank.
MARKED = re.compile(r"ox(\d+)x(\d+)(\s(?:(?!ox\1x).)*?)(?<=\s)xo\1x\2", re.DOTALL)
#: What the browser itself runs, or shows as a page.
#: One of so many pages of a kind is opened; all are parsed.
EVERY = 25
OPENED = (".html", ".svg", ".xml", ".xhtml")
#: What escapes of other formats leave behind, and signs that they have no words for.
LOOSE = re.compile(r'[{}"\\\s\u2061]')
#: Signs that stand for others where those would be read as markup.
SIGNS = {ord("\N{FULLWIDTH LESS-THAN SIGN}"): "<", ord("\N{FULLWIDTH AMPERSAND}"): "&"}
DASHES = re.compile("[-\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}]+")


#: The page for writers has a form, and a bookmark that is a script for the reader to keep.
OURS = (
    "write/index.html: <form> is",
    f"write/index.html: <a> href=javascript:location.href='{CONFIG['url']}write/?paper='+",
)
#: The address that the site is built for.
OWN = str(CONFIG["url"])


def normal(text: str) -> str:
    """One form for what means the same: blanks, hyphens, and the signs that stand for ``<`` and ``&`` where tags are read."""
    text = unicodedata.normalize("NFC", text)
    return DASHES.sub("-", " ".join(text.translate(SIGNS).split()))


def loose(text: str) -> str:
    """A form for what was escaped for Markdown or TeX, or is a formula without its spaces."""
    plain = LatexNodes2Text(keep_comments=True, math_mode="verbatim").latex_to_text(text) if "\\text" in text else text
    plain = plain.replace("&#91;", "[").replace("&#92;", "")
    plain = unicodedata.normalize("NFKC", plain).replace("\N{MODIFIER LETTER CIRCUMFLEX ACCENT}", "^")
    return normal(LOOSE.sub("", plain))


def is_expected(attack: Attack, path: str, shown: str, kind: str) -> bool:
    """Whether this may stand between the marks of an attack."""
    expected = {*attack.expected, *([attack.payload] if kind == SOURCE or attack.place == "title" else [])}
    if normal(shown) in set(map(normal, expected)):
        return True
    is_escaped = (
        path.endswith(".bib")
        or "\\" in shown
        or "&#9" in shown
        or "{" in shown
        or "math" in attack.name
        or "$" in attack.payload
    )
    return is_escaped and loose(shown) in set(map(loose, expected))


def wrong(corpus: Corpus, path: str, text: str, kind: str = "") -> Iterator[str]:
    """What stands between two marks and is not what was expected there."""
    for number, _slot, shown in MARKED.findall(text):
        attack = corpus[int(number)]
        if attack.place == "text" and not shown.strip():
            continue  # an opening may pass it over; whoever asks counts where it is shown
        is_rewritten = kind == PLAIN and attack.place == "text"  # its links and images are spelt out
        if not is_rewritten and not is_expected(attack, path, shown, kind):
            yield f"{path}: {attack.place}.{attack.name}: {normal(shown)!r} instead of {attack.expected!r}"


def shown_in(corpus: Corpus, text: str) -> set[int]:
    """The numbers of the attacks of which the text shows what is to be shown."""
    found = ((corpus[int(number)], shown) for number, _, shown in MARKED.findall(text))
    return {attack.number for attack, shown in found if shown.strip() or not all(map(str.strip, attack.expected))}


def assert_nothing(found: list[str]) -> None:
    """Fail with what was found, but for what is the program's own."""
    foreign = [fault for fault in found if not fault.startswith(OURS)]
    if foreign:
        pytest.fail("\n".join(dict.fromkeys(foreign[:600])))


def test_there_are_many_attacks_and_no_two_are_the_same(corpus: Corpus) -> None:
    found = {(attack.place, attack.payload) for attack in corpus.values()}
    assert len(found) == len(corpus) >= 500


def test_whatever_is_refused_is_told_with_its_file_and_all_else_is_published(corpus: Corpus, attacked: Built) -> None:
    expected: dict[tuple[str, str], int] = {}
    for attack in corpus.values():
        if attack.refused and attack.place == "address":
            expected |= {(path.format(attack.number), attack.refused): n for path, n in ADDRESSES.items()}
        elif attack.refused:
            (path,) = (attacked.plan.views.config.root / "content/summaries").rglob(f"a{attack.number}.md")
            expected[path.relative_to(attacked.plan.views.config.root).as_posix(), attack.refused] = 1
    found: dict[tuple[str, str], int] = {}
    for problem in attacked.plan.problems:
        if problem.severity == "error":
            assert problem.place.line >= 1
            key = problem.place.path, problem.code
            found[key] = found.get(key, 0) + 1
    assert expected == found


def files(built: Built) -> Iterator[tuple[str, bytes]]:
    for file in sorted(built.output.rglob("*")):
        if file.is_file():
            yield file.relative_to(built.output).as_posix(), file.read_bytes()


@pytest.mark.filterwarnings("ignore:Coercing non-XML name")
def test_every_file_is_read_by_other_parsers_as_it_is_meant(corpus: Corpus, attacked: Built) -> None:
    seen: set[tuple[str, str]] = set()
    faults: list[str] = []
    met: set[int] = set()
    for path, data in files(attacked):
        for found in found_in(path, data):
            if found.kind == FAULT:
                faults.append(found.value)
            elif (found.kind, found.value) not in seen:
                seen.add((found.kind, found.value))
                text, more = audited(found.value) if found.kind == HTML else (found.value, [])
                faults += [f"{path}: {fault}" for fault in more]
                faults += wrong(corpus, path, text, found.kind)
                met |= shown_in(corpus, text)
    assert_nothing(faults)
    shown = {attack.number for attack in corpus.values() if attack.place != "address" and not attack.refused}
    assert set() == shown - met


def test_addresses_lead_where_they_are_written(corpus: Corpus, attacked: Built) -> None:
    for attack in corpus.values():
        if attack.place == "address" and not attack.refused:
            paper = attacked.plan.views.archive.papers[f"address-2020-{attack.number}"]
            assert set(attack.expected) == {
                paper.url,
                paper.pdf,
                paper.code,
                paper.status_url,
                dict(paper.links)["words"],
            }
            contributor = attacked.plan.views.archive.contributors[f"address-{attack.number}"]
            assert attack.expected == (contributor.url,)


# In a browser


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None: ...


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """A browser that goes on before it has read the answer disturbs nobody."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The folder at an address of this machine, while the block runs."""
    server = _Server(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Recorder:
    """A tab that notes whatever an attack could do: run, ask, load, lead away, open."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.recorded: list[str] = []
        self._address = address
        self._now = ""
        context.expose_binding("recorded", lambda _source, what: self._note(what))
        early = (HERE.parents[1] / "themes/default/templates/early.js").read_text(encoding="utf-8")
        early = re.sub(r"\{#.*?#\}", "", early, flags=re.DOTALL).strip()
        context.add_init_script(f"window.ours = {json.dumps(early)}")
        context.add_init_script(path=HERE / "recording.js")
        context.route(lambda url: not url.startswith(address), self._refuse)
        context.on("page", lambda page: self._note(f"opened {page.url}"))
        self.page: Page = context.new_page()
        self.recorded.clear()
        self.page.on("dialog", lambda dialog: self._note(f"asked {dialog.message}"))
        self.page.on("download", lambda download: self._note(f"downloaded {download.url}"))
        self.page.on("request", self._requested)
        self.page.on(
            "console", lambda message: self._note(message.text) if "Content Security" in message.text else None
        )

    def _note(self, what: str) -> None:
        self.recorded.append(f"{self._now}: {what}")

    def _refuse(self, route: Route) -> None:
        if route.request.url.startswith(OWN):  # a feed that is opened shows the site's images
            route.fulfill(body=pixel(), content_type="image/png")
            return
        self._note(f"asked for {route.request.url}")
        route.abort()

    def _requested(self, request: Request) -> None:
        if (
            request.url.startswith(self._address)
            and request.is_navigation_request()
            and urlsplit(request.url).path.strip("/") not in self._now
        ):
            self._note(f"went to {request.url}")

    def read(self, path: str) -> list[str]:
        """Open a file of the site: its words; what must not be in it is recorded."""
        self._now = path
        self.page.goto(self._address + quote(path), wait_until="load")
        return self._noted(path, self.page.evaluate("window.opened()"))

    def parse(self, pages: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
        """Have the browser parse pages without opening them."""
        for path, read in zip(pages, self.page.evaluate("window.parsed", [*pages.values()]), strict=True):
            yield path, self._noted(path, read)

    def _noted(self, path: str, read: dict[str, list[str]]) -> list[str]:
        self.recorded += [f"{path}: {fault}" for fault in read["faults"]]
        return read["texts"]


@pytest.fixture
def recorder(browser: Browser, attacked: Built) -> Iterator[Recorder]:
    context = browser.new_context()
    with serving(attacked.output) as address:
        yield Recorder(context, address)
    context.close()


def is_redirect(data: bytes) -> bool:
    return b'http-equiv="refresh"' in data


def test_every_page_holds_the_words_and_nothing_else(corpus: Corpus, attacked: Built, recorder: Recorder) -> None:
    pages = {path: data.decode() for path, data in files(attacked) if path.endswith(".html")}
    recorder.read("index.html")
    met: set[int] = set()
    for path, texts in recorder.parse(pages):
        for text in texts:
            recorder.recorded += wrong(corpus, path, text)
            met |= shown_in(corpus, text)
    assert_nothing(recorder.recorded)
    shown = {attack.number for attack in corpus.values() if attack.place != "address" and not attack.refused}
    assert set() == shown - met


def some(built: Built) -> Iterator[str]:
    """The files that are opened: all pages of papers and one in so many others of a kind; all if the caller wants."""
    counts: dict[tuple[str, str], int] = {}
    for path, data in files(built):
        if path.endswith(OPENED) and not is_redirect(data):
            folder, end = path.partition("/")[0], path.rpartition(".")[2]
            number = counts[folder, end] = counts.get((folder, end), -1) + 1
            texts = re.match(r"paper/t.*\.html$", path)
            if texts or number % EVERY == 0 or os.environ.get("ATTACKS") == "all":
                yield path


@pytest.mark.timeout(900)  # all pages take minutes
def test_no_page_does_anything_but_show_words(corpus: Corpus, attacked: Built, recorder: Recorder) -> None:
    for path in some(attacked):
        texts = recorder.read(path)
        if not path.endswith(".xml"):  # whose HTML is shown as its source
            recorder.recorded += (fault for text in texts for fault in wrong(corpus, path, text))
    assert_nothing(recorder.recorded)


def test_the_search_shows_words_too(recorder: Recorder) -> None:
    for query in ("attacked", "words", "script"):
        recorder.read("search/index.html")
        recorder.page.get_by_role("searchbox").first.fill(query)
        recorder.page.wait_for_selector("main article, main li", timeout=20_000)
        recorder.page.wait_for_load_state("networkidle")
        recorder.recorded += recorder.page.evaluate("window.opened()")["faults"]
    assert_nothing(recorder.recorded)


ATTACKS_THAT_WORK = {
    "<script>attacked()</script>": "the policy forbade script-src",
    "<img src=https://attacker.example/x.png>": "the policy forbade img-src",
    "<img src=x onerror=attacked()>": "<img> onerror=attacked()",
    "<a href='javascript:attacked()'>words</a>": "<a> href=javascript:attacked()",
    "<p style='position:fixed;inset:0'>words</p>": "the policy forbade style-src",
    "<iframe src=https://attacker.example></iframe>": "the policy forbade",
    "<meta http-equiv=refresh content='0;url=https://attacker.example/'>": "asked for https://attacker.example/",
    "</main><p>words</p>": "it has other parts",
}


@pytest.mark.parametrize("html", ATTACKS_THAT_WORK)
def test_an_attack_that_works_is_recorded(html: str, attacked: Built, recorder: Recorder, tmp_path: Path) -> None:
    page = (attacked.output / "index.html").read_text().replace("</main>", f"{html}</main>").replace('="./', '="/')
    (tmp_path / "index.html").write_text(page)
    with serving(tmp_path) as address:
        found = Recorder(recorder.page.context.browser.new_context(), address)
        try:
            found.read("index.html")
            found.page.wait_for_timeout(50)
        except PlaywrightError as error:
            found.recorded.append(str(error))
        assert [] != [what for what in found.recorded if ATTACKS_THAT_WORK[html] in what], found.recorded
        found.page.context.close()
