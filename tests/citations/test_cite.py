"""Papers and texts about them, cited: in words, in Markdown, and for programs; all say the same of whom and what."""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import Random
from typing import Any

import bibtexparser
import pytest
import yaml
from archives import config_of, write_archive
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from csl_schema import SCHEMA
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from pybtex.database import parse_string
from test_round_trip import paper_of, venue, venue_of

from shortsite.citations import bibtex, bibtex_write, csl_json, csl_write, reference, ris, texts
from shortsite.citations.latex import text_of
from shortsite.citations.names import author_named
from shortsite.citations.reference import MARKDOWN, PLAIN
from shortsite.config import Config
from shortsite.init import STARTER
from shortsite.markdown import TextContext, convert, inline
from shortsite.model import Author, Paper, Summary
from shortsite.pages.bibliographies import PART_BYTES, entry_size
from shortsite.pages.lists import parts
from shortsite.problems import Place
from shortsite.values import moment

COUNT = 500
AUTHORS: tuple[Any, ...] = (
    "Ada Byron", "van der Maaten, Laurens", "De la Torre, José", "Plato", "Đỗ, Ngọc", "张, 伟", "李明", "Łukasz Kaiser",
    {"family": "The ATLAS Collaboration"}, "O'Neil, Seán", "García Márquez, Ana", "Jean-Baptiste Müller", "Søren Ångström",
    "ten Hoopen, Anna-Lena", "Ştefan Țurcanu", "Smith Jr., John", "Ruđer Bošković", "Иван Петров", "and Co, Ben",
)  # fmt: skip
TITLES = (
    "Learning", "on $x^2$", r"$\{0,1\}^n$", "of {GAN}s", "für Anfänger", "50% & more", "a_b", "C#", "$\\alpha$-stable",
    "naïve", "深度学习", "~tilde", "what?", "“quotes”", "--- a study", "in $O(n \\log n)$ time", "$\\ell_1$-norms",
)  # fmt: skip


def records() -> dict[str, Paper]:
    """Papers with names and titles in which programs go wrong."""
    random = Random("names and titles")
    made = {}
    for number in range(COUNT):
        values = {
            "title": " ".join(random.sample(TITLES, random.randint(1, 5))) + f", part {number}",
            "authors": random.sample(AUTHORS, random.randint(1, 6)),
            "year": random.randint(1950, 2026),
            "venue": random.choice(("", "iclr", "Zeitschrift für Physik & Chemie")),
            **random.choice(
                ({}, {"doi": "10.1000/a_b"}, {"arxiv": "1706.03762"}, {"url": "https://example.org/a_b%20c#d"})
            ),
            **random.choice(({}, {"volume": "7", "issue": "3", "pages": "1-20"}, {"pages": "8"})),
            **random.choice(({}, {"type": "thesis"}, {"type": "book", "publisher": "Wiley & Sons"})),
        }
        made[f"paper-{number}"] = paper_of(values, f"paper-{number}")
    return made


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return config_of(write_archive(tmp_path_factory.mktemp("archive"), {}))


@pytest.fixture(scope="module")
def papers() -> dict[str, Paper]:
    return records()


def brief_file(papers: dict[str, Paper]) -> str:
    return "\n".join(bibtex_write.brief(paper, venue_of(paper)) for paper in papers.values())


def names_of(paper: Paper) -> list[tuple[str, str]]:
    return [(author.family, author.given) for author in paper.authors]


def words(*parts: list[str]) -> str:
    return text_of(" ".join(word for part in parts for word in part))


# Entries for lists of references


def test_pybtex_reads_what_the_records_say(papers: dict[str, Paper]) -> None:
    theirs = parse_string(brief_file(papers), "bibtex").entries
    assert list(papers) == list(theirs)
    for name, paper in papers.items():
        fields, people = theirs[name].fields, theirs[name].persons["author"]
        assert (paper.title.source, str(paper.year)) == (text_of(fields["title"]), fields["year"])
        assert names_of(paper) == [
            (words(person.prelast_names, person.last_names), words(person.first_names, person.middle_names))
            for person in people
        ]


def test_bibtexparser_reads_what_the_records_say(papers: dict[str, Paper]) -> None:
    library = bibtexparser.parse_string(brief_file(papers), append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    assert ([], list(papers)) == (library.failed_blocks, [entry.key for entry in library.entries])
    for entry, paper in zip(library.entries, papers.values(), strict=True):
        assert paper.title.source == text_of(entry["title"])
        assert names_of(paper) == [(words(name.von, name.last, name.jr), words(name.first)) for name in entry["author"]]


def test_our_own_reader_reads_what_the_records_say(papers: dict[str, Paper]) -> None:
    found, faults = bibtex.read(brief_file(papers))
    assert ([], list(papers)) == (faults, [entry.key for entry in found])
    assert [names_of(paper) for paper in papers.values()] == [names_of(paper_of(entry.values)) for entry in found]


def test_a_brief_entry_names_the_first_of_many_authors() -> None:
    paper = paper_of({"title": "A", "authors": [f"Ada B{'x' * number}" for number in range(60)], "year": 2017})
    authors = next(line for line in bibtex_write.brief(paper, None, 50).splitlines() if "author" in line)
    assert authors.endswith(", Ada and others},")
    assert 50 == authors.count(" and ")
    assert "others" not in bibtex_write.brief(paper, None)


def test_a_brief_entry_holds_what_references_show() -> None:
    paper = paper_of(
        {"title": "A", "authors": ["Ada Byron"], "year": 2017, "venue": "iclr", "keywords": ["k"], "abstract": "Long.",
         "published": "2017-06-12", "openreview": "Sy8gdB9xx", "url": "https://example.org/a", "pdf": "https://example.org/a.pdf"}
    )  # fmt: skip
    expected = """@inproceedings{a-paper,
  title = {A},
  author = {Byron, Ada},
  year = {2017},
  month = jun,
  booktitle = {International Conference on Learning Representations},
  url = {https://openreview.net/forum?id=Sy8gdB9xx},
}
"""
    assert expected == bibtex_write.brief(paper, venue_of(paper))


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"type": "report", "publisher": "A Lab"}, "  institution = {A Lab},\n  publisher = {A Lab},\n"),
        ({"type": "report", "venue": "A Lab"}, "  howpublished = {A Lab},\n  institution = {A Lab},\n"),
        (
            {"type": "report", "venue": "Notes", "publisher": "A Lab"},
            "  howpublished = {Notes},\n  institution = {A Lab},\n  publisher = {A Lab},\n",
        ),
        ({"type": "thesis", "publisher": "Bern"}, "  school = {Bern},\n  publisher = {Bern},\n"),
        ({"type": "thesis", "venue": "Bern", "publisher": "A Press"}, "  school = {Bern},\n  publisher = {A Press},\n"),
    ],
)
def test_reports_and_theses_have_the_institution_that_styles_ask_for(values: dict[str, str], fields: str) -> None:
    record = {"title": "A", "year": 2017, **values}
    paper = paper_of(record)
    assert f"  year = {{2017}},\n{fields}}}\n" in bibtex_write.brief(paper, venue_of(paper))
    ((entry,), _) = bibtex.read(bibtex.write([paper], venue_of))
    assert {key: entry.values.get(key) for key in values} == values
    assert entry.values.get("venue", "") == values.get("venue", "")


def test_a_doi_stands_for_the_address() -> None:
    paper = paper_of({"title": "A", "year": 2017, "doi": "10.1000/a_b", "url": "https://example.org/a"})
    assert "@misc{a-paper,\n  title = {A},\n  year = {2017},\n  doi = {10.1000/a_b},\n}\n" == bibtex_write.brief(
        paper, None
    )


# CSL-JSON


def csl_items(papers: dict[str, Paper], config: Config) -> list[dict[str, Any]]:
    items = json.loads(csl_write.write(papers.values(), venue_of))
    assert isinstance(items, list)
    return items + [json.loads(texts.csl(cited(paper, config)))[0] for paper in papers.values()]


def test_csl_items_are_what_the_specification_allows(papers: dict[str, Paper], config: Config) -> None:
    items = csl_items(papers, config)
    assert [] == [f"{fault.json_path}: {fault.message}" for fault in Draft7Validator(SCHEMA).iter_errors(items)]
    assert 2 * COUNT == len(items)
    assert {"article", "article-journal", "paper-conference", "thesis", "book", "webpage"} == {
        item["type"] for item in items
    }


@pytest.mark.skipif(
    "CSL_SCHEMA" not in os.environ, reason="CSL_SCHEMA is to name csl-data.json of citation-style-language/schema"
)
def test_csl_items_fit_the_schema_of_csl(papers: dict[str, Paper], config: Config) -> None:
    schema = json.loads(Path(os.environ["CSL_SCHEMA"]).read_text(encoding="utf-8"))
    faults = Draft7Validator(schema).iter_errors(csl_items(papers, config))
    assert [] == [fault.message for fault in faults]


# References in words


CASES: tuple[tuple[dict[str, Any], str, str], ...] = (
    (
        {"authors": ["Ada Byron", "van Rossum, Guido"], "venue": "iclr", "pages": "1-20", "doi": "10.1000/a_b"},
        "Byron, A., & van Rossum, G. (2017). On $x$. In ICLR (pp. 1–20). https://doi.org/10.1000/a_b",
        r"Byron, A., \& van Rossum, G. (2017). [On x](https://doi.org/10.1000/a_b). In *ICLR* (pp. 1–20).",
    ),
    (
        {"authors": ["Jean-Baptiste Müller"], "venue": "J. of A", "volume": "7", "issue": "3", "pages": "8", "type": "article"},
        "Müller, J.-B. (2017). On $x$. J. of A, 7(3), 8.",
        "Müller, J.-B. (2017). *On x*. *J. of A*, 7(3), 8.",
    ),
    (
        {"authors": ["张, 伟", "Plato", {"family": "The ATLAS Collaboration"}], "arxiv": "1706.03762"},
        "张, 伟, Plato, & The ATLAS Collaboration. (2017). On $x$. arXiv:1706.03762. https://arxiv.org/abs/1706.03762",
        "张, 伟, Plato, \\& The ATLAS Collaboration. (2017). [On x](https://arxiv.org/abs/1706.03762). arXiv:1706.03762.",
    ),
    (
        {"authors": ["Ada Byron"], "venue": "University of Bern", "type": "thesis", "url": "https://example.org/a(b)"},
        "Byron, A. (2017). On $x$. Thesis, University of Bern. https://example.org/a(b)",
        "Byron, A. (2017). [On x](https://example.org/a%28b%29). Thesis, *University of Bern*.",
    ),
    (
        {"type": "book", "publisher": "Wiley & Sons", "volume": "2"},
        "On $x$. (2017). Wiley & Sons.",
        r"*On x*. (2017). Wiley \& Sons.",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("values", "plain", "markdown"), CASES, ids=[case[1][:20] for case in CASES])
def test_a_paper_is_referred_to_like_this(values: dict[str, Any], plain: str, markdown: str) -> None:
    paper = paper_of({"title": "On $x$", "year": 2017, **values})
    within = venue("ICLR", "conference") if paper.venue == "iclr" else venue_of(paper)
    assert plain.replace("$x$", "x") == reference.reference(paper, within, PLAIN)
    assert markdown == reference.reference(paper, within, MARKDOWN)


def test_of_many_authors_the_first_and_the_last_are_named() -> None:
    authors = tuple(Author(f"Family{number}", "Given") for number in range(1, 31))
    named = reference.names_of(authors)
    assert named.startswith("Family1, G., Family2, G.,")
    assert named.endswith("Family19, G., … Family30, G.")
    assert reference.names_of(authors[:20]).endswith("Family19, G., & Family20, G.")


def test_a_title_that_ends_a_sentence_gets_no_full_stop() -> None:
    paper = paper_of({"title": "Why?", "year": 2017, "authors": ["Ada Byron"], "url": "https://example.org/"})
    assert "Byron, A. (2017). Why? https://example.org/" == reference.reference(paper, None, PLAIN)
    assert "Byron, A. (2017). [Why?](https://example.org/)" == reference.reference(paper, None, MARKDOWN)


SHOWN = st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn", "Zl", "Zp"])


@given(st.text(SHOWN, min_size=1, max_size=40) | st.text(st.sampled_from("[]()\\_*ab =α^$.`<&"), min_size=1))
@example("[\u02d2]")
@example("\\(x = 1\\)")
@example("[Re] A_b [x = 1]")
def test_markdown_shows_words_as_they_are(text: str) -> None:
    shown = convert(f"a {reference.escaped(text)} b", TextContext("words"))
    assert " ".join(f"a {text} b".split()) == " ".join(shown.text.split())


# Summaries


def cited(paper: Paper, config: Config, **fields: Any) -> texts.CitedText:
    body = convert("Words.", TextContext("words"))
    values = {"date": moment("2026-03-01"), "author": "ann", **fields}
    summary = Summary(paper=paper.id, stem="ann", body=body, place=Place(""), **values)
    return texts.cited_text(summary, paper, fields.get("author", "Vision desk"), config)


PAPER = {"title": "On $x_1$ & more", "authors": ["Ada Byron", "Ben King"], "year": 2017}


def test_a_summary_is_a_work_of_its_contributor(config: Config) -> None:
    expected = r"""@misc{a-paper:ann,
  title = {{Summary of “On $x_1$ \& more” (Byron \& King, 2017)}},
  author = {{Vision desk}},
  year = {2026},
  month = mar,
  howpublished = {Toy archive},
  url = {https://toy.example.org/paper/a-paper/#ann},
  note = {Version of 2026-03-01, CC-BY-4.0},
}
"""
    assert expected == texts.bibtex(cited(paper_of(PAPER), config))


def test_a_summary_with_a_title_says_what_it_is_about(config: Config) -> None:
    text = cited(paper_of(PAPER), config, title=inline("Not *so* new"), updated=moment("2026-04-02"), license="CC0-1.0")
    about = "Summary of “On x₁ & more” (Byron & King, 2017)"
    assert (
        f"Vision desk. (2026, March 1; edited 2026, April 2). Not *so* new [{about}]. Toy archive. CC0-1.0. {text.url}"
        == texts.reference(text, PLAIN)
    )
    assert (
        f"Vision desk. (2026, March 1; edited 2026, April 2). [Not \\*so\\* new]({text.url}) "
        f"\\[{about.replace('&', chr(92) + '&')}\\]. *Toy archive*. CC0-1.0."
    ) == texts.reference(text, MARKDOWN)
    assert (
        r"  note = {Summary of “On $x_1$ \& more” (Byron \& King, 2017), version of 2026-04-02, CC0-1.0},"
        in texts.bibtex(text)
    )


def test_programs_read_a_summary_as_a_page_of_the_archive(config: Config) -> None:
    text = cited(paper_of(PAPER), config, author="Jan van den Berg", tldr="Short.", reply_to="ben")
    (item,) = json.loads(texts.csl(text))
    assert {
        "id": "a-paper:ann",
        "type": "webpage",
        "genre": "Reply",
        "title": "Reply about “On x₁ & more” (Byron & King, 2017)",
        "author": [{"family": "van den Berg", "given": "Jan"}],
        "issued": {"date-parts": [[2026, 3, 1]]},
        "container-title": "Toy archive",
        "version": "2026-03-01",
        "language": "en",
        "abstract": "Short.",
        "URL": "https://toy.example.org/paper/a-paper/#ann",
        "reviewed-title": "On x₁ & more",
        "reviewed-author": [{"family": "Byron", "given": "Ada"}, {"family": "King", "given": "Ben"}],
        "note": "Reply about “On x₁ & more” (Byron & King, 2017), CC-BY-4.0",
    } == item
    (found,), faults = ris.read(texts.ris(text))
    assert ([], "a-paper:ann", ["van den Berg, Jan"]) == (faults, found.key, found.values["authors"])
    (found,), faults = csl_json.read(texts.csl(text))
    assert ([], "a-paper:ann", ["van den Berg, Jan"]) == (faults, found.key, found.values["authors"])


@pytest.mark.parametrize(
    ("name", "author"),
    [
        ("Ada Byron", Author("Byron", "Ada")),
        ("Jan van den Berg", Author("van den Berg", "Jan")),
        ("Vision desk", Author("Vision desk")),
        ("Plato", Author("Plato")),
        ("Zoë O'Hara & Co", Author("Zoë O'Hara & Co")),
        ("Ada and Ben", Author("Ada and Ben")),
        ("Anders Andersen", Author("Andersen", "Anders")),
        ("李明", Author("李明")),
        ("Ana María García", Author("García", "Ana María")),
        ("", Author("")),
    ],
)
def test_a_contributors_name_is_split_where_it_is_sure(name: str, author: Author) -> None:
    assert author == author_named(name)


def test_entries_of_summaries_are_sound_bibtex(papers: dict[str, Paper], config: Config) -> None:
    hard = "50% & {more} $5 \\ ~^_#"
    works = [
        cited(paper, config, title=inline(hard if number % 2 else "")) for number, paper in enumerate(papers.values())
    ]
    entries = parse_string("\n".join(map(texts.bibtex, works)), "bibtex").entries.values()
    assert [work.url for work in works] == [entry.fields["url"] for entry in entries]
    assert {"Vision desk"} == {text_of(str(entry.persons["author"][0])) for entry in entries}
    assert {hard} == {text_of(entry.fields["title"]) for entry in list(entries)[1::2]}


# The archive's papers in parts


def test_papers_are_parted_so_that_no_file_is_too_large(papers: dict[str, Paper]) -> None:
    runs = [*parts(((name, entry_size(paper)) for name, paper in papers.items()), 100_000)]
    sizes = [
        len("\n".join(bibtex_write.brief(papers[name], venue_of(papers[name])) for name in run).encode())
        for run in runs
    ]
    assert list(papers) == [name for run in runs for name in run]
    assert (True, True) == (len(runs) > 3, max(sizes) < 100_000)
    assert [()] == [*parts([], PART_BYTES)]


def test_a_new_archive_says_how_to_cite_it() -> None:
    told = yaml.safe_load((STARTER / "CITATION.cff").read_text(encoding="utf-8"))
    config = yaml.safe_load((STARTER / "config.yml").read_text(encoding="utf-8"))
    assert [told[key] for key in ("title", "url", "license")] == [config[key] for key in ("title", "url", "license")]
