"""RIS and CSL-JSON as written: the same facts are read back; files beside a paper's page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from archives import add_paper, planned, write_archive
from conftest import MakeArchive
from entries import SHAPES, entries
from test_round_trip import paper_of, venue_of

from shortsite.citations import bibtex, csl_json, ris
from shortsite.model import Made
from shortsite.urls import slug

#: What each format has a place for.
FACTS = (
    "title",
    "authors",
    "year",
    "venue",
    "published",
    "keywords",
    "doi",
    "arxiv",
    "volume",
    "issue",
    "pages",
    "type",
)
VALUES: dict[str, Any] = {
    "title": "On $x_1$ & {GAN}s",
    "authors": ["Ada Byron", "van Rossum, Guido", {"family": "The ATLAS Collaboration"}],
    "year": 2017,
    "venue": "iclr",
    "published": "2017-06-12",
    "keywords": ["cs.LG", "graphs"],
    "abstract": "One *word*.\n\nAnd $\\kappa(A)$.",
    "arxiv": "1706.03762",
    "doi": "10.1000/a_b",
    "isbn": "978-0-262-03561-3",
    "volume": "7",
    "issue": "3",
    "pages": "1-2",
    "pdf": "https://example.org/a.pdf",
}


def facts(values: dict[str, Any]) -> dict[str, Any]:
    return {key: values[key] for key in FACTS if key in values}


def imported() -> dict[str, dict[str, Any]]:
    found, _ = bibtex.read("".join(text for shape in SHAPES for text in entries(shape, 60, seed=2)))
    return {slug(entry.key): entry.values for entry in found if "$" not in entry.values["title"]}


def test_ris_reads_back_what_it_wrote() -> None:
    wrote = imported()
    read, faults = ris.read(ris.write([paper_of(values, name) for name, values in wrote.items()], venue_of))
    assert [] == faults
    assert [(name, facts(values)) for name, values in wrote.items()] == [
        (entry.key, facts(entry.values)) for entry in read
    ]


def test_csl_reads_back_what_it_wrote() -> None:
    wrote = imported()
    read, faults = csl_json.read(csl_json.write([paper_of(values, name) for name, values in wrote.items()], venue_of))
    assert [] == faults
    assert [(name, facts(values)) for name, values in wrote.items()] == [
        (entry.key, facts(entry.values)) for entry in read
    ]


def test_a_reference_is_written_like_this() -> None:
    expected = """TY  - CPAPER
ID  - a-paper
TI  - On x₁ & {GAN}s
AU  - Byron, Ada
AU  - van Rossum, Guido
AU  - The ATLAS Collaboration
PY  - 2017
T2  - International Conference on Learning Representations
VL  - 7
IS  - 3
SP  - 1
EP  - 2
PB  - OpenReview
SN  - 978-0-262-03561-3
DO  - 10.1000/a_b
AN  - arXiv:1706.03762
UR  - https://doi.org/10.1000/a_b
L1  - https://example.org/a.pdf
KW  - cs.LG
KW  - graphs
AB  - One word. And κ(A).
ER  - 
"""  # noqa: W291 - a reference ends in a space
    written = ris.write([paper_of({**VALUES, "publisher": "OpenReview", "type": "inproceedings"})], venue_of)
    assert expected == written.replace("\r\n", "\n")


def test_an_item_is_written_like_this() -> None:
    expected = {
        "id": "a-paper",
        "type": "paper-conference",
        "title": "On x₁ & {GAN}s",
        "author": [
            {"family": "Byron", "given": "Ada"},
            {"family": "van Rossum", "given": "Guido"},
            {"literal": "The ATLAS Collaboration"},
        ],
        "issued": {"date-parts": [[2017]]},
        "available-date": {"date-parts": [[2017, 6, 12]]},
        "container-title": "International Conference on Learning Representations",
        "volume": "7",
        "issue": "3",
        "page": "1-2",
        "DOI": "10.1000/a_b",
        "ISBN": "978-0-262-03561-3",
        "number": "arXiv:1706.03762",
        "URL": "https://doi.org/10.1000/a_b",
        "keyword": "cs.LG, graphs",
        "abstract": "One word. And κ(A).",
    }
    assert [expected] == json.loads(csl_json.write([paper_of(VALUES)], venue_of))


@pytest.mark.parametrize(
    ("more", "is_venues"),
    [
        ({"venue": "iclr"}, True),
        ({"venue": "iclr", "arxiv": "1706.03762"}, False),
        ({"arxiv": "1706.03762"}, True),
        ({"venue": "iclr", "arxiv": "1706.03762", "type": "preprint"}, True),
        ({}, True),
    ],
)
def test_the_day_of_a_preprint_is_not_told_of_where_the_paper_appeared(more: dict[str, str], is_venues: bool) -> None:
    paper = paper_of({"title": "A", "year": 2017, "published": "2017-06-12", **more})
    (item,) = json.loads(csl_json.write([paper], venue_of))
    text = bibtex.write([paper], venue_of)
    assert ([[2017, 6, 12]] if is_venues else [[2017]]) == item["issued"]["date-parts"]
    assert [is_venues, is_venues] == ["month = jun" in text, "DA  - 2017/06/12" in ris.write([paper], venue_of)]
    # whoever reads our own files again loses nothing
    for (entry,), _ in (bibtex.read(text), csl_json.read(json.dumps([item]))):
        assert (2017, "2017-06-12") == (entry.values["year"], entry.values["published"])


def test_a_preprint_that_is_older_than_its_publication_is_dated_by_the_year() -> None:
    paper = paper_of({"title": "A", "year": 2018, "published": "2017-06-12"})
    assert [{"date-parts": [[2018]]}] == [item["issued"] for item in json.loads(csl_json.write([paper], venue_of))]
    assert "DA  - " not in ris.write([paper], venue_of)
    assert "month" not in bibtex.write([paper], venue_of)


def test_the_citations_of_a_paper_lie_beside_its_page(make_archive: MakeArchive) -> None:
    root = make_archive({})
    write_archive(root, {"content/venues/nature.yml": "name: Nature\ndoi_prefixes: [10.1038]\n"})
    add_paper(root, "a-paper", title="A paper", year=2015, doi="10.1038/nature14236")
    outputs, problems = planned(root)
    files = {output.url: output.make() for output in outputs if isinstance(output, Made)}
    assert [] == problems
    assert "booktitle = {Nature}" in files["paper/a-paper/paper.bib"]
    assert "T2  - Nature\r\n" in files["paper/a-paper/paper.ris"]
    assert "Nature" == json.loads(files["paper/a-paper/paper.csl.json"])[0]["container-title"]
