"""Which names on which papers are one author."""

from __future__ import annotations

from typing import Any

from archives import linked, paper, record
from conftest import MakeArchive

ADA, BEN = "0000-0002-1825-0097", "0000-0002-1694-233X"


def authors_of(make_archive: MakeArchive, papers: dict[str, list[Any]], people: str = "") -> dict[str, tuple[str, ...]]:
    """Slug of each author's page -> papers; the archive must be sound."""
    files = {f"content/papers/{name}.yml": paper(name, authors=authors) for name, authors in papers.items()}
    if people:
        files["content/authors.yml"] = people
    archive, problems = linked(make_archive(files))
    assert [] == problems
    return {slug: term.papers for slug, term in archive.terms["author"].items()}


def test_one_name_in_several_spellings_is_one_author(make_archive: MakeArchive) -> None:
    papers = {"a": ["José Álvarez"], "b": ["Alvarez, Jose"], "c": ["JOSE ALVAREZ"], "d": ["José M. Álvarez"]}
    assert {"jose-alvarez": ("a", "b", "c"), "jose-m-alvarez": ("d",)} == authors_of(make_archive, papers)


def test_the_commonest_spelling_is_shown(make_archive: MakeArchive) -> None:
    files = {
        f"content/papers/{n}.yml": paper(f"P{n}", authors=[name])
        for n, name in enumerate(["José Díaz", "Jose Diaz", "José Díaz"])
    }
    archive, _ = linked(make_archive(files))
    assert "José Díaz" == archive.terms["author"]["jose-diaz"].name


def test_names_in_other_scripts_have_pages_of_their_own(make_archive: MakeArchive) -> None:
    found = authors_of(make_archive, {"a": ["王伟"], "b": ["Лев Толстой"], "c": ["…"]})
    assert 3 == len(found)
    assert all(slug.isascii() for slug in found)


def test_one_name_with_two_orcids_is_two_authors(make_archive: MakeArchive) -> None:
    def wang(orcid: str) -> dict[str, str]:
        return {"family": "Wang", "given": "Wei", "orcid": orcid}

    papers = {"a": [wang(ADA)], "b": [wang(BEN)], "c": ["Wei Wang"]}
    assert {"wei-wang": ("c",), "wei-wang-0097": ("a",), "wei-wang-233x": ("b",)} == authors_of(make_archive, papers)


def test_one_orcid_alone_does_not_change_the_page(make_archive: MakeArchive) -> None:
    papers = {"a": [{"family": "Wang", "given": "Wei", "orcid": ADA}], "b": ["Wei Wang"]}
    assert {"wei-wang": ("a", "b")} == authors_of(make_archive, papers)


def test_an_entry_joins_spellings_and_orcids(make_archive: MakeArchive) -> None:
    people = record(**{"ada-byron": {"name": "Ada Byron", "orcid": ADA, "spellings": ["A. Byron", "Ada King"]}})
    papers = {
        "a": ["Ada Byron"],
        "b": ["A. Byron"],
        "c": ["King, Ada"],
        "d": [{"family": "Lovelace", "orcid": ADA}],
        "e": ["Annabella Byron"],
    }
    found = authors_of(make_archive, papers, people)
    assert {"ada-byron": ("a", "b", "c", "d"), "annabella-byron": ("e",)} == found


def test_entries_part_one_name_by_papers(make_archive: MakeArchive) -> None:
    people = record(**{
        "wei-wang-bonn": {"name": "Wei Wang", "papers": ["a"]},
        "wei-wang-graz": {"name": "Wei Wang", "papers": ["b"]},
    })  # fmt: skip
    papers = {"a": ["Wei Wang"], "b": ["Wei Wang"], "c": ["Wei Wang"]}
    found = authors_of(make_archive, papers, people)
    assert {"wei-wang-bonn": ("a",), "wei-wang-graz": ("b",), "wei-wang": ("c",)} == found


def test_an_author_who_is_named_twice_is_on_the_paper_once(make_archive: MakeArchive) -> None:
    assert {"ada-byron": ("a",), "ben": ("a",)} == authors_of(make_archive, {"a": ["Ada Byron", "Ben", "ada byron"]})


def test_two_entries_that_claim_one_name_or_orcid_are_a_problem(make_archive: MakeArchive) -> None:
    people = record(
        one={"name": "Ada", "orcid": ADA}, two={"name": "ADA", "spellings": ["Ben"]}, three={"name": "C", "orcid": ADA}
    )
    archive, problems = linked(
        make_archive({"content/papers/a.yml": paper(authors=["Ada"]), "content/authors.yml": people})
    )
    assert [("SS027", 4), ("SS027", 8)] == [(problem.code, problem.place.line) for problem in sorted(problems)]
    assert ["one"] == list(archive.terms["author"])
