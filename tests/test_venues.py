"""A paper's venue is found by whatever name it was given, or made of it."""

from __future__ import annotations

from typing import Any

import pytest
from archives import linked, paper, record
from conftest import MakeArchive

from shortsite.model import Term
from shortsite.problems import Problem

VENUES = {
    "content/venues/iclr.yml": record(
        name="International Conference on Learning Representations",
        short="ICLR",
        aliases=["Int. Conf. Learning Repr."],
        doi_prefixes=["10.2000/iclr"],
        dblp_prefixes=["conf/iclr"],
    ),
    "content/venues/nature.yml": record(name="Nature", kind="journal", doi_prefixes=["10.1038/"]),
    "content/venues/sub/nature-methods.yml": record(name="Nature Methods", doi_prefixes=["10.1038/s41592"]),
}


def venues_of(make_archive: MakeArchive, files: dict[str, str], **fields: Any) -> tuple[dict[str, Term], list[Problem]]:
    """The venues that have papers, of an archive with a paper of these fields."""
    archive, problems = linked(make_archive({**files, "content/papers/a.yml": paper(**fields)}))
    return {slug: term for slug, term in archive.terms["venue"].items() if term.papers}, problems


@pytest.mark.parametrize(
    ("fields", "venue"),
    [
        ({"venue": "iclr"}, "iclr"),
        ({"venue": "ICLR"}, "iclr"),
        ({"venue": "international conference on LEARNING representations"}, "iclr"),
        ({"venue": "Int. Conf. Learning Repr."}, "iclr"),
        ({"doi": "10.2000/ICLR.5"}, "iclr"),
        ({"dblp": "conf/iclr/ZhangBHRV17"}, "iclr"),
        ({"doi": "10.1038/nature14236"}, "nature"),
        ({"doi": "10.1038/s41592-021-1"}, "nature-methods"),
        ({"venue": "nature", "doi": "10.2000/iclr.5"}, "nature"),
    ],
)
def test_a_venue_is_found_by_id_name_short_name_alias_or_prefix(
    make_archive: MakeArchive, fields: dict[str, str], venue: str
) -> None:
    found, problems = venues_of(make_archive, VENUES, **fields)
    assert ([], [venue]) == (problems, list(found))


@pytest.mark.parametrize("fields", [{}, {"doi": "10.3000/x"}, {"dblp": "journals/x/Y"}, {"arxiv": "1706.03762"}])
def test_a_paper_may_have_no_venue(make_archive: MakeArchive, fields: dict[str, str]) -> None:
    assert ({}, []) == venues_of(make_archive, VENUES, **fields)


def test_free_text_makes_a_venue_of_its_own(make_archive: MakeArchive) -> None:
    files = {"content/papers/b.yml": paper("B", venue="workshop on ÜBER things")}
    found, problems = venues_of(make_archive, files, venue="Workshop on Über Things")
    assert [] == problems
    (term,) = found.values()
    assert ("workshop-on-uber-things", ("a", "b")) == (term.slug, term.papers)
    assert term.name in {"Workshop on Über Things", "workshop on ÜBER things"}


def test_a_venue_without_papers_is_there_too(make_archive: MakeArchive) -> None:
    archive, _ = linked(make_archive(VENUES))
    assert {"iclr": (), "nature": (), "nature-methods": ()} == {
        slug: term.papers for slug, term in archive.terms["venue"].items()
    }


def test_a_name_of_two_venues_is_a_problem_and_an_id_wins(make_archive: MakeArchive) -> None:
    files = {
        "content/venues/a.yml": record(name="A", aliases=["Both", "b"]),
        "content/venues/b.yml": record(name="B", short="both"),
    }
    found, problems = venues_of(make_archive, files, venue="b")
    assert ["b"] == list(found)
    assert {"SS021"} == {problem.code for problem in problems}
    assert all(problem.place.path == "content/venues/a.yml" for problem in problems)
