"""Files for programs: they parse, say what the archive says, and are described."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from archives import URL, paper, planned, record, rendered, summary
from conftest import MakeArchive
from lxml import etree

from shortsite.pages import api, llms

DOC = (Path(__file__).parents[1] / "docs" / "api.md").read_text(encoding="utf-8")
FILES = {
    "content/papers/a.yml": paper(
        "An $x^2$ paper", venue="conf", keywords=["Deep Learning"], arxiv="2001.00010v2", doi="10.1000/X", version="v2",
        abstract="Of it.", published="2020-01-02", type="inproceedings", volume="1", issue="2", pages="3-4",
        publisher="A Press", pdf="https://example.org/a.pdf", code="https://example.org/code", status="retracted",
        aliases=["b"], source="arXiv",
        authors=[{"family": "Byron", "given": "Ada", "orcid": "0000-0002-1825-0097", "native": "А"}],
    ),
    "content/papers/c.yml": paper("Not read"),
    "content/venues/conf.yml": record(name="A Conference", kind="conference"),
    "content/contributors/ann.yml": record(name="Ann"),
    "content/summaries/a/ann.md": summary(
        "a", "See [[c]] and $x_1$.\u2028Next.", title="T", tldr="Short.", version="v1", ai="assisted", lang="en", updated="2026-03-05",
        reproduced="yes", reproduction_url="https://example.org/r",
    ),
    "content/summaries/a/gone.md": summary("a", "Secret words.", author="ben", withdrawn="it was wrong"),
    "content/summaries/a/reply.md": summary("a", reply_to="ann", author="ben"),
    "content/summaries/a/draft.md": summary("a", "Draft words.", author="ben", draft=True),
}  # fmt: skip


@pytest.fixture
def site(make_archive: MakeArchive) -> dict[str, bytes]:
    return rendered(make_archive(FILES))


def lines(site: dict[str, bytes], name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in site[f"api/{name}"].decode().split("\n")[:-1]]


def keys_of(heading: str) -> list[str]:
    """The keys that the document's table under a heading describes, in order."""
    table = DOC.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", table, re.MULTILINE)
    return [key for cell in cells for key in re.findall(r"`(\w+)`", cell)]


def test_every_key_is_described_and_every_described_key_is_there(site: dict[str, bytes]) -> None:
    whole = json.loads(site["paper/a/index.json"])
    assert ["version", "paper", "summaries"] == [*whole]
    assert keys_of("A paper") == [*whole["paper"]]
    seen = {key: None for text in whole["summaries"] for key in text}
    assert sorted(keys_of("A text")) == sorted(seen)
    for word in (*json.loads(site["api/index.json"]), *json.loads(site["api/arxiv/2001.00010.json"])):
        assert f"`{word}`" in DOC


def test_a_line_says_what_the_record_says(site: dict[str, bytes]) -> None:
    first, second = lines(site, "papers.jsonl")
    assert ("a", "An x² paper", ["deep-learning"], 1, 1) == (
        first["id"], first["title"], first["keywords"], first["summaries"], first["replies"]
    )  # fmt: skip
    assert {"arxiv": "2001.00010v2", "doi": "10.1000/X"} == first["identifiers"]
    assert {"version", "id", "url", "json", "title", "authors", "year", "summaries", "replies"} == second.keys()
    texts = {text["id"]: text for text in lines(site, "summaries.jsonl")}
    assert ["a/ann", "a/gone", "a/reply"] == [*texts]
    assert (["c"], "a/ann", "it was wrong") == (
        texts["a/ann"]["papers"], texts["a/reply"]["reply_to"], texts["a/gone"]["withdrawn"]
    )  # fmt: skip


def test_a_text_without_formatting_has_the_titles_of_papers_and_no_placeholders(make_archive: MakeArchive) -> None:
    linking = {
        "content/papers/c.yml": paper("Not <read>", abstract="Beside [[a]]."),
        "content/summaries/c/ann.md": summary("c", "See [[a]], [[c|this]] and [[c]]."),
        "content/pages/about.md": "---\ntitle: About\n---\n- [[c]]\n",
    }
    site = rendered(make_archive(FILES | linking))
    assert "Beside a." == lines(site, "papers.jsonl")[1]["abstract"]
    texts = {text["id"]: text for text in lines(site, "summaries.jsonl")}
    assert "See Not <read> and x₁. Next." == texts["a/ann"]["text"]
    assert "See An x² paper, this and Not <read>." == texts["c/ann"]["text"]
    assert 'content="Not &lt;read&gt;"' in site["about/index.html"].decode()
    assert [] == [path for path, data in site.items() if re.search("[\ue000-\ue00f]", data.decode(errors="ignore"))]


def test_lines_end_at_line_feeds_whoever_reads_them(site: dict[str, bytes]) -> None:
    for name in ("papers.jsonl", "summaries.jsonl"):
        assert lines(site, name) == [json.loads(line) for line in site[f"api/{name}"].decode().splitlines()]


def test_nothing_of_drafts_and_withdrawn_texts_is_published(site: dict[str, bytes]) -> None:
    assert [] == [path for path, data in site.items() if b"Secret words" in data or b"Draft words" in data]
    assert {"paper/a/ann.md", "paper/a/reply.md"} == {path for path in site if path.endswith(".md")}


def test_a_twin_is_the_file_itself(site: dict[str, bytes]) -> None:
    assert FILES["content/summaries/a/ann.md"].encode() == site["paper/a/ann.md"]


def test_programs_learn_whether_there_is_a_summary(site: dict[str, bytes]) -> None:
    told = {
        "version": 1,
        "paper": "a",
        "title": "An x² paper",
        "url": f"{URL}paper/a/",
        "json": f"{URL}paper/a/index.json",
        "summaries": 1,
        "replies": 1,
    }
    assert told == json.loads(site["api/arxiv/2001.00010.json"]) == json.loads(site["api/doi/10.1000/x.json"])
    ids = {"arxiv": {"2001.00010": ["a", 1]}, "doi": {"10.1000/x": ["a", 1]}}
    assert {"version": 1, "ids": ids} == json.loads(site["api/ids.json"])


def test_a_doi_with_awkward_signs_is_known_too(make_archive: MakeArchive) -> None:
    dois = ["10.1023/a:1010933404324", "10.1000/" + 100 * ":"]
    site = rendered(make_archive({f"content/papers/p{n}.yml": paper(f"P {n}", doi=doi) for n, doi in enumerate(dois)}))
    assert {"doi": {dois[0]: ["p0", 0], dois[1]: ["p1", 0]}} == json.loads(site["api/ids.json"])["ids"]
    assert "p0" == json.loads(site["api/doi/10.1023/a=3a1010933404324.json"])["paper"]


def test_many_identifiers_come_in_parts(make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "IDS_SIZE", 400)
    papers = {f"content/papers/p{n}.yml": paper(f"P {n}", arxiv=f"2001.{n:05}") for n in range(40)}
    site = rendered(make_archive(papers))
    parts = json.loads(site["api/ids.json"])["parts"]
    names = [part["url"].removeprefix(URL) for part in parts]
    assert sorted(names) == sorted(path for path in site if path.startswith("api/ids-"))
    assert all(len(site[name]) <= 500 for name in names)
    found = [list(json.loads(site[name])["ids"]["arxiv"]) for name in names]
    assert [f"2001.{n:05}" for n in range(40)] == [value for part in found for value in part]
    assert [[["arxiv", part[0]], ["arxiv", part[-1]]] for part in found] == [
        [part["first"], part["last"]] for part in parts
    ]


def addresses(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith(URL):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from addresses(inner)


def test_every_address_leads_to_a_file(site: dict[str, bytes]) -> None:
    index = json.loads(site["api/index.json"])
    names = {"{id}": "a", "{stem}": "ann", "{arxiv}": "2001.00010", "{doi}": "10.1000/x"}
    found = [
        json.loads(data) for path, data in site.items() if path.endswith("json") and path.startswith(("api/", "paper/"))
    ]
    found += lines(site, "papers.jsonl") + lines(site, "summaries.jsonl") + [index]
    for url in {url.partition("#")[0] for value in found for url in addresses(value)}:
        path = re.sub(r"\{\w+\}", lambda name: names[name[0]], url.removeprefix(URL))
        assert (path + "index.html" if path.endswith("/") or not path else path) in site, url


def test_the_index_leaves_out_what_the_archive_does_not_say(make_archive: MakeArchive) -> None:
    index = json.loads(rendered(make_archive({}))["api/index.json"])
    assert ("description" in index, "" in index.values()) == (False, False)


def test_the_index_names_the_files_of_the_whole_archive(site: dict[str, bytes]) -> None:
    files = json.loads(site["api/index.json"])["files"]
    assert {
        "papers": f"{URL}api/papers.jsonl",
        "summaries": f"{URL}api/summaries.jsonl",
        "ids": f"{URL}api/ids.json",
        "bibtex": f"{URL}api/papers.bib",
    } == files


def test_badges_count_summaries_and_are_sound(site: dict[str, bytes]) -> None:
    badge = etree.fromstring(site["badge/a.svg"])
    assert "1 summary" == badge.get("aria-label")
    assert b"no summary yet" in site["badge/c.svg"]


def test_language_models_find_the_texts(site: dict[str, bytes]) -> None:
    text = site["llms.txt"].decode()
    assert text.startswith("# Toy archive\n\n> ")
    assert f"- [\\[Retracted\\] An x² paper]({URL}paper/a/ann.md): Short.\n" in text
    for url in re.findall(r"\]\(([^)]+)\)", text):
        path = url.removeprefix(URL)
        assert path in site or f"{path}index.html" in site, url


def test_the_file_for_language_models_stays_small(make_archive: MakeArchive) -> None:
    files = {f"content/papers/p{n}.yml": paper("]( <b> `" * 20) for n in range(llms.NEWEST + 20)}
    files |= {f"content/summaries/p{n}/ann.md": summary(f"p{n}", tldr="w " * 150) for n in range(llms.NEWEST + 20)}
    (made,) = planned(make_archive(files), (llms.llms_file,))[0][:1]
    text = made.make()  # type: ignore[union-attr]
    assert llms.NEWEST == text.count(".md): ")
    assert len(text) < 100_000


def test_twins_keep_their_front_matter_readable(site: dict[str, bytes]) -> None:
    front = site["paper/a/ann.md"].decode().split("---\n")[1]
    assert "a" == yaml.safe_load(front)["paper"]
