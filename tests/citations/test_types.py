"""What a paper is, each format says in its own words and none says otherwise."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs

import pytest
from archives import config_of, write_archive
from test_round_trip import paper_of, venue

from shortsite.citations import bibtex, csl_json, reference, ris
from shortsite.citations.reference import PLAIN
from shortsite.citations.venues import type_of
from shortsite.coins import coins
from shortsite.config import Config
from shortsite.model import Venue
from shortsite.pages.metadata import item_type

ARXIV = venue("arXiv", "preprint")
PREPRINT = ("misc", "howpublished", "UNPB", "article", "preprint", "preprint", "arXiv.")
ARTICLE = ("article", "journal", "JOUR", "article-journal", "article", "journalArticle", "Nature, 3, 1–9.")

#: Values of a record; its venue; then BibTeX's type and field, those of RIS, CSL, COinS and Zotero, and words.
CASES: tuple[tuple[dict[str, Any], Venue | None, tuple[str, ...]], ...] = (
    ({"arxiv": "1706.03762"}, ARXIV, PREPRINT),
    ({"arxiv": "1706.03762"}, venue("arXiv"), PREPRINT),
    ({}, venue("bioRxiv"), (*PREPRINT[:-1], "bioRxiv.")),
    ({"arxiv": "1706.03762"}, None, ("misc", "", *PREPRINT[2:-1], "arXiv:1706.03762.")),
    ({"volume": "3", "pages": "1-9"}, venue("Nature", "journal"), ARTICLE),
    ({"pages": "1-9"}, venue("Nature", "journal"), (*ARTICLE[:-1], "Nature, 1–9.")),
    ({"volume": "3", "pages": "1-9"}, venue("Nature"), ARTICLE),
    (
        {"volume": "3", "pages": "1-9"},
        venue("Papers", "conference"),
        ("inproceedings", "booktitle", "CPAPER", "paper-conference", "proceeding", "conferencePaper", "In Papers (Vol. 3, pp. 1–9)."),
    ),
    (
        {"pages": "1-9"},
        venue("Handbook", "book"),
        ("incollection", "booktitle", "CHAP", "chapter", "bookitem", "bookSection", "In Handbook (pp. 1–9)."),
    ),
    ({}, venue("Bern", "thesis"), ("phdthesis", "school", "THES", "thesis", "", "thesis", "Thesis, Bern.")),
    ({"type": "article"}, ARXIV, (*ARTICLE[:-1], "arXiv.")),
)  # fmt: skip


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return config_of(write_archive(tmp_path_factory.mktemp("archive"), {}))


@pytest.mark.parametrize(("values", "within", "expected"), CASES)
def test_every_format_says_of_what_type_a_paper_is(
    values: dict[str, Any], within: Venue | None, expected: tuple[str, ...], config: Config
) -> None:
    paper = paper_of({"title": "T", "year": 2017, "authors": ["Ada Byron"], **values})
    entry = bibtex.write([paper], lambda _: within)
    fields = [] if within is None else re.findall(rf"  (\w+) = {{{within.name}}}", entry)
    span = parse_qs(re.findall(r'title="([^"]*)"', str(coins(config, paper, within)))[0].replace("&amp;", "&"))
    words = reference.reference(paper, within, PLAIN).removeprefix("Byron, A. (2017). T. ")
    assert expected == (
        entry[1 : entry.index("{")],
        fields[0] if fields else "",
        ris.write([paper], lambda _: within)[6:].split("\r\n")[0],
        json.loads(csl_json.write([paper], lambda _: within))[0]["type"],
        span.get("rft.genre", [""])[0],
        item_type(paper, within),
        words.removesuffix(" https://arxiv.org/abs/1706.03762"),
    )


def test_a_preprint_bears_its_number() -> None:
    paper = paper_of({"title": "T", "year": 2017, "arxiv": "1706.03762"})
    entry = bibtex.write([paper], lambda _: ARXIV)
    assert "  eprint = {1706.03762},\n  archiveprefix = {arXiv},\n" in entry
    assert "booktitle" not in entry


@pytest.mark.parametrize("kind", ["", "conference", "journal", "preprint", "workshop", "book", "thesis"])
def test_a_record_says_best_what_it_is(kind: str) -> None:
    paper = paper_of({"title": "T", "year": 2017, "type": "report"})
    assert "report" == type_of(paper, venue("A", kind))
