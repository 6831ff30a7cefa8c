"""How well and how fast the search of a built site finds papers: known-item queries, asked in Chromium.

    .venv/bin/python benchmarks/search.py site --queries 200 --seed 7

Queries are made from the archive's papers: words of a title in any order, an author and the year, a misspelt word of a
title beside others, an arXiv number. What is printed for each kind: the mean reciprocal rank of the paper meant (of
several by that author in that year, each will do), and the time of an answer. Then the time from key to list, what
a first query fetches, and how long the texts take.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import random
import re
import shutil
import statistics
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Page, Response, sync_playwright

from shortsite.search.words import words

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
KINDS = ("title words", "author and year", "misspelt word", "arXiv number")
SHOWN = 10
#: What hosts send compressed; Pagefind's own parts are compressed as they are.
COMPRESSED = (".html", ".css", ".js", ".json", ".svg", ".xml")

_ASK = """async ([tools, base, query, shown]) => {
  const { Finder } = await import(tools);
  window.finder ??= new Finder(base);
  const start = performance.now();
  const { hits } = await window.finder.find(query, shown);
  return [performance.now() - start, hits.map((hit) => hit.card[0])];
}"""

_TEXTS = """async ([pagefind, query]) => {
  const module = await import(pagefind);
  const start = performance.now();
  const { results } = await module.search(query);
  await Promise.all(results.slice(0, 10).map((result) => result.data()));
  return [performance.now() - start, results.length];
}"""


@dataclass(frozen=True)
class Query:
    """What somebody types, and the paper that is meant."""

    kind: str
    text: str
    paper: str


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The site's address while it is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def records(archive: Path) -> dict[str, dict[str, Any]]:
    """The records of an archive's papers, by id."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    files = sorted((archive / "content" / "papers").rglob("*.yml"))
    return {file.stem: yaml.load(file.read_text("utf-8"), loader) for file in files}


def misspelt(word: str, dice: random.Random) -> str:
    """The word with one letter missing, doubled, wrong or changed about with its neighbour."""
    at = dice.randrange(len(word) - 1)
    before, here, after = word[:at], word[at], word[at + 1 :]
    wrong = dice.choice([letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter != here])
    swapped = before + after[0] + here + after[1:]
    return dice.choice([before + after, before + here * 2 + after, before + wrong + after, swapped])


def family(author: Any) -> str:
    """The name under which an author is looked for."""
    if isinstance(author, dict):
        return str(author.get("family", ""))
    name = str(author)
    return name.partition(",")[0] if "," in name else name.rpartition(" ")[2]


def query_for(kind: str, paper_id: str, record: dict[str, Any], dice: random.Random) -> Query | None:
    """A query of that kind for the paper; None if it has too little for one."""
    title = list(dict.fromkeys(words(str(record["title"]))))
    long = [word for word in title if re.fullmatch("[a-z]{6,}", word)]
    authors = record.get("authors") or []
    if kind == "title words" and len(title) >= 2:
        return Query(kind, " ".join(dice.sample(title, min(len(title), dice.randint(3, 4)))), paper_id)
    if kind == "author and year" and authors:
        return Query(kind, f"{family(dice.choice(authors))} {record['year']}", paper_id)
    if kind == "misspelt word" and long and len(title) >= 3:
        wrong = dice.choice(long)
        others = dice.sample([word for word in title if word != wrong], min(2, len(title) - 1))
        return Query(kind, " ".join([misspelt(wrong, dice), *others]), paper_id)
    if kind == "arXiv number" and record.get("arxiv"):
        form = dice.choice(["{}", "arXiv:{}", "https://arxiv.org/abs/{}", "{}v2"])
        return Query(kind, form.format(re.sub(r"v\d+$", "", str(record["arxiv"]))), paper_id)
    return None


def queries(archive: dict[str, dict[str, Any]], count: int, seed: int) -> list[Query]:
    """As many queries of each kind, of papers that lot chooses."""
    dice = random.Random(seed)
    made: list[Query] = []
    for kind in KINDS:
        papers = dice.sample(sorted(archive), len(archive))
        found = (query_for(kind, paper, archive[paper], dice) for paper in papers)
        made += [query for query in found if query][: -(-count // len(KINDS))]
    return made


def fits(query: Query, record: dict[str, Any]) -> bool:
    """Whether a paper answers a query for an author and a year as well as the one that it was made from."""
    name, _, year = query.text.rpartition(" ")
    return str(record["year"]) == year and any(name == family(author) for author in record.get("authors") or [])


def rank(query: Query, answers: list[str], archive: dict[str, dict[str, Any]]) -> int:
    """The place of the paper among the answers, from 1; 0 if it is not there."""
    for place, paper in enumerate(answers, start=1):
        if paper == query.paper or (query.kind == "author and year" and fits(query, archive[paper])):
            return place
    return 0


def tool_url(site: Path, base: str, name: str) -> str:
    """The address of one of the theme's scripts."""
    file = next((site / "static").glob(f"{name}.*.js"))
    return f"{base}static/{file.name}"


class Traffic:
    """What a page fetches, as a host would send it."""

    def __init__(self, page: Page, site: Path, base: str) -> None:
        self._site, self._base = site, base
        self.sizes: dict[str, int] = {}
        page.on("response", self._note)

    def _note(self, response: Response) -> None:
        path = response.url.removeprefix(self._base).split("?")[0].split("#")[0]
        file = self._site / (path + "index.html" if path.endswith("/") or not path else path)
        data = file.read_bytes() if file.is_file() else b""
        self.sizes[path] = len(gzip.compress(data, 6)) if file.suffix in COMPRESSED else len(data)

    def took(self) -> int:
        """Bytes since it was last asked."""
        total = sum(self.sizes.values())
        self.sizes.clear()
        return total


def measure_names(page: Page, site: Path, base: str, asked: list[Query], archive: dict[str, dict[str, Any]]) -> None:
    """Print how the instant tier did."""
    page.goto(f"{base}search/")
    tools = tool_url(site, base, "search-box")
    found: dict[str, list[tuple[int, float]]] = {kind: [] for kind in KINDS}
    for query in asked:
        answers, best = [], 1e9
        for _ in range(2):
            took, answers = page.evaluate(_ASK, [tools, f"{base}search/", query.text, SHOWN])
            best = min(best, took)
        found[query.kind].append((rank(query, answers, archive), best))
        if rank(query, answers, archive) != 1:
            sys.stderr.write(f"{query.kind}: {query.text!r} for {query.paper}: {rank(query, answers, archive)}\n")
    for kind, rows in found.items():
        if rows:
            mean = statistics.mean(1 / place if place else 0 for place, _ in rows)
            times = sorted(took for _, took in rows)
            spent = f"median {statistics.median(times):5.1f} ms  worst {times[-1]:5.1f} ms"
            print(f"{kind:16} {len(rows):4} queries  MRR {mean:.3f}  {spent}")
    every = [1 / place if place else 0 for rows in found.values() for place, _ in rows]
    print(f"{'all':16} {len(every):4} queries  MRR {statistics.mean(every):.3f}")


def measure_keys(page: Page, base: str, query: str) -> None:
    """Print how long after each key the list of answers stands."""
    page.goto(base)
    page.keyboard.press("/")
    page.wait_for_selector("dialog[open] input")
    page.evaluate("""() => {
      window.times = []; let pressed = 0;
      const box = document.querySelector('dialog input');
      box.addEventListener('input', () => { pressed = performance.now(); }, true);
      new MutationObserver(() => { if (pressed) { window.times.push(performance.now() - pressed); pressed = 0; } })
        .observe(document.querySelector('#search_options'), { childList: true });
    }""")
    page.keyboard.type(query, delay=150)
    page.wait_for_timeout(500)
    times = page.evaluate("window.times")
    print(f"keys of {query!r}: median {statistics.median(times):.1f} ms, worst {max(times):.1f} ms (first ones fetch)")


def measure_first(page: Page, traffic: Traffic, base: str, query: str) -> None:
    """Print what a first query fetches: in the box, and on the page of its own."""
    page.goto(base)
    traffic.took()
    page.keyboard.press("/")
    page.wait_for_selector("dialog[open] input")
    page.keyboard.type(query)
    page.wait_for_selector("dialog li")
    page.wait_for_load_state("networkidle")
    print(f"first query {query!r} in the box: {traffic.took() / 1000:.0f} kB")
    page.goto(f"{base}search/?q={query.replace(' ', '+')}")
    page.wait_for_selector(".search-results li mark", timeout=20_000)
    page.wait_for_load_state("networkidle")
    sizes = sorted(traffic.sizes.items(), key=lambda row: -row[1])[:8]
    print(f"first query on the search page, all in: {traffic.took() / 1000:.0f} kB; {sizes}")


def measure_texts(page: Page, base: str, texts: list[str]) -> None:
    """Print how long the texts take, the first query apart."""
    times = [page.evaluate(_TEXTS, [f"{base}pagefind/pagefind.js", text])[0] for text in texts]
    rest = times[1:]
    print(f"texts: first {times[0]:.0f} ms, then median {statistics.median(rest):.0f} ms, worst {max(rest):.0f} ms")


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path, help="a built site; its archive is the folder above, or --archive")
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    archive = records(asked.archive or asked.site.resolve().parent)
    made = queries(archive, asked.queries, asked.seed)
    executable = next(filter(None, map(shutil.which, CHROMIUM)))
    with served(asked.site) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        measure_names(browser.new_page(), asked.site, base, made, archive)
        titles = [query.text for query in made if query.kind == "title words"]
        measure_keys(browser.new_page(), base, titles[0])
        page = browser.new_page()
        measure_first(page, Traffic(page, asked.site, base), base, " ".join(titles[1].split()[:2]))
        if (asked.site / "pagefind").is_dir():
            measure_texts(page, base, titles[2:32])
        browser.close()


if __name__ == "__main__":
    main()
