"""Papers and summaries are grouped by venue, year, keyword, author, contributor and section."""

from __future__ import annotations

import pytest
from archives import CONFIG, linked, paper, record, summary
from conftest import MakeArchive
from hypothesis import given
from hypothesis import strategies as st

from shortsite import terms, urls
from shortsite.model import Archive
from shortsite.terms import TAXONOMIES, Taxonomy

KEYWORDS = CONFIG + "keywords:\n  aliases:\n    reinforcement learning: [RL, reinforced learning]\n"
SECTIONS = (
    CONFIG
    + "sections:\n  - {name: Computer Science, slug: cs, keywords: [cs.*], venues: [iclr]}\n"
    + "  - {name: Biology, keywords: [q-bio.??, Protein*]}\n"
)


def papers_of(archive: Archive, taxonomy: str) -> dict[str, tuple[str, ...]]:
    return {slug: term.papers for slug, term in archive.terms[taxonomy].items()}


def test_every_taxonomy_is_there_even_when_it_is_empty(make_archive: MakeArchive) -> None:
    archive, _ = linked(make_archive({}))
    assert {"venue", "year", "keyword", "author", "section", "contributor"} == set(archive.terms)
    assert not any(archive.terms.values())


def test_keywords_are_folded_and_the_commonest_spelling_is_shown(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper("A", keywords=["Deep Learning", "C++", "C#", "C"]),
        "content/papers/b.yml": paper("B", keywords=["deep-learning"]),
        "content/papers/c.yml": paper("C", keywords=["deep learning", "deep Learning"]),
        "content/papers/d.yml": paper("D", keywords=["Deep Learning"]),
    })  # fmt: skip
    archive, _ = linked(root)
    assert {"deep-learning": ("a", "b", "c", "d"), "c": ("a",), "c-plus-plus": ("a",), "c-sharp": ("a",)} == papers_of(
        archive, "keyword"
    )
    assert "Deep Learning" == archive.terms["keyword"]["deep-learning"].name
    assert ("deep-learning", "c-plus-plus", "c-sharp", "c") == archive.terms_of["keyword", "a"]


def test_keywords_go_by_the_name_that_the_configuration_gives(make_archive: MakeArchive) -> None:
    root = make_archive({
        "config.yml": KEYWORDS,
        "content/papers/a.yml": paper("A", keywords=["rl", "cs.LG"]),
        "content/papers/b.yml": paper("B", keywords=["Reinforced Learning", "Reinforcement  learning"]),
    })  # fmt: skip
    archive, _ = linked(root)
    assert {"cs.lg": ("a",), "reinforcement-learning": ("a", "b")} == papers_of(archive, "keyword")
    assert "reinforcement learning" == archive.terms["keyword"]["reinforcement-learning"].name


def test_sections_hold_papers_by_keyword_or_venue(make_archive: MakeArchive) -> None:
    root = make_archive({
        "config.yml": SECTIONS,
        "content/venues/iclr.yml": record(name="ICLR"),
        "content/papers/a.yml": paper("A", keywords=["cs.LG"]),
        "content/papers/b.yml": paper("B", venue="iclr", keywords=["protein folding"]),
        "content/papers/c.yml": paper("C", keywords=["q-bio.BM", "CS"]),
        "content/papers/d.yml": paper("D"),
    })  # fmt: skip
    archive, _ = linked(root)
    assert {"cs": ("a", "b"), "biology": ("b", "c")} == papers_of(archive, "section")


def test_papers_of_a_term_are_newest_first(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper("A", 2019, published="2019-12-31"),
        "content/papers/b.yml": paper("B", 2020, published="2020-01-01"),
        "content/papers/c.yml": paper("C", 2020, published="2020-05-01"),
        "content/papers/d.yml": paper("D", 2020),
        "content/papers/e.yml": paper("E", 2020, published="2020-05-01"),
    })  # fmt: skip
    archive, _ = linked(root)
    assert {"2019": ("a",), "2020": ("c", "e", "b", "d")} == papers_of(archive, "year")
    assert ("c", "e", "b", "d", "a") == archive.terms["author"]["ada-byron"].papers


def test_summaries_of_a_term_are_newest_first_replies_included(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper("A"),
        "content/papers/b.yml": paper("B"),
        "content/summaries/a/one.md": summary("a", date="2026-03-01"),
        "content/summaries/b/one.md": summary("b", date="2026-03-03"),
        "content/summaries/a/two.md": summary("a", date="2026-03-03", reply_to="one"),
        "content/summaries/a/gone.md": summary("a", date="2026-03-09", withdrawn="wrong"),
    })  # fmt: skip
    archive, _ = linked(root)
    order = (("a", "two"), ("b", "one"), ("a", "one"))
    assert order == archive.terms["year"]["2020"].summaries
    assert order == archive.terms["contributor"]["ann"].summaries
    assert ("a", "b") == archive.terms["contributor"]["ann"].papers


def test_a_new_taxonomy_is_one_row(make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    decade = Taxonomy("decade", lambda paper, _: [(f"{paper.year // 10}0s", f"The {paper.year // 10}0s")])
    monkeypatch.setattr(terms, "TAXONOMIES", (*TAXONOMIES, decade))
    root = make_archive({"content/papers/a.yml": paper("A", 1999), "content/papers/b.yml": paper("B", 1991)})
    archive, _ = linked(root)
    assert {"1990s": ("a", "b")} == papers_of(archive, "decade")
    assert ("1990s",) == archive.terms_of["decade", "a"]


@given(st.text(st.sampled_from("AZaz09 .-"), max_size=12) | st.text(st.sampled_from("AZ9z .-+#é,'"), max_size=120))
def test_simple_names_have_the_slugs_that_a_library_makes_of_them(name: str) -> None:
    assert urls._slugified(name) == urls.slug(name)
