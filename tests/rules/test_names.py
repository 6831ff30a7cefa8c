"""Venues, keywords and handles under two spellings: what is one name is found, and what only looks like one is not."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest
from archives import paper, record, summary, write_archive
from ruling import found

from shortsite.problems import quoted
from shortsite.rules.spellings import Spelling, folded, pairs

ICML = {
    "content/venues/icml.yml": record(
        name="International Conference on Machine Learning", short="ICML", aliases=["Intl. Conf. Machine Learning"]
    )
}


def keyworded(root: Path, *keywords: str) -> list[str]:
    """What is found with one paper for each keyword."""
    files = {
        f"content/papers/p{number}.yml": paper(f"Paper {number}", keywords=[word])
        for number, word in enumerate(keywords)
    }
    return found(write_archive(root, files), "SS030")


def held(root: Path, *venues: str) -> list[str]:
    """What is found with one paper for each venue, beside a venue with a record."""
    files = {
        f"content/papers/p{number}.yml": paper(f"Paper {number}", venue=venue) for number, venue in enumerate(venues)
    }
    return found(write_archive(root, ICML | files), "SS028", "SS029")


# Keywords


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("generalisation", "generalization"),
        ("neural net", "neural nets"),
        ("GAN", "GANs"),
        ("R-CNN", "RCNN"),
        ("offline rl", "off-line RL"),
        ("ontologies", "ontology"),
        ("labelled data", "labeled data"),
        ("behaviour cloning", "behavior cloning"),
        ("dialogue", "dialog"),
        ("point of centre", "point of center"),
        ("reinforcment learning", "reinforcement learning"),
        ("causal inference", "casual inference"),
        ("Schrödinger equations", "Schrodinger equation"),
        ("loss", "losses"),
    ],
)
def test_two_spellings_of_a_keyword_are_found(one: str, other: str, tmp_path: Path) -> None:
    assert 1 == len(keyworded(tmp_path, one, other))
    assert 1 == len(keyworded(tmp_path, other, one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("supervised learning", "unsupervised learning"),
        ("synchronous sgd", "asynchronous sgd"),
        ("2d detection", "3d detection"),
        ("ontology", "oncology"),
        ("microeconomics", "macroeconomics"),
        ("cs.CL", "cs.CV"),
        ("bias", "biases of readers"),
        ("GPT-2", "GPT-3"),
        ("C++", "C"),
        ("physics", "physic garden"),
        ("image", "images of sheep"),
        ("trial", "trail"),
        ("强化学习", "机器学习"),
        ("l1 norm", "l2 norm"),
    ],
)
def test_two_keywords_are_not_taken_for_one(one: str, other: str, tmp_path: Path) -> None:
    assert [] == keyworded(tmp_path, one, other)


def test_the_commoner_spelling_is_the_one_to_keep(tmp_path: Path) -> None:
    assert [
        "p1.yml:6:1 SS030 'neural net' (1 paper) and 'neural nets' (2 papers) may be one keyword"
    ] == keyworded(tmp_path, "neural nets", "neural net", "neural nets")  # fmt: skip


def test_what_the_configuration_joins_is_one_keyword(tmp_path: Path) -> None:
    config = "title: T\nurl: https://example.org/\nkeywords: {aliases: {neural nets: [neural net]}}\n"
    write_archive(tmp_path, {"config.yml": config})
    assert [] == keyworded(tmp_path, "neural nets", "neural net")


def hashed(number: int) -> str:
    """Twelve letters that no other number has, nor any with a letter less."""
    return "".join(chr(ord("a") + byte % 26) for byte in hashlib.blake2b(str(number).encode(), digest_size=12).digest())


def test_many_names_take_little_time() -> None:
    names = [f"{first} {hashed(number)}" for number in range(10_000) for first in ("theoretical", "practical")]
    spellings = [Spelling(name, name, 1, folded(name, plurals=True)) for name in names]
    start = time.process_time()
    assert [] == list(pairs(spellings))
    assert time.process_time() - start < 5


def test_names_that_are_all_alike_take_little_time() -> None:
    spellings = [
        Spelling(str(number), "-".join("generalization"), number, ("generalization",)) for number in range(5_000)
    ]
    start = time.process_time()
    assert 4_999 == len(list(pairs(spellings)))
    assert time.process_time() - start < 5


# Venues


@pytest.mark.parametrize(
    "name",
    [
        "Proc. of ICML",
        "Proceedings of the 34th International Conference on Machine Learning",
        "ICML 2019",
        "ICML'19",
        "In ICML",
        "Thirty-Third International Conference on Machine Learning",
        "Annual International Conference on Machine Learning 37",
        "Intl. Conf. on Machine Learning, 2020",
    ],
)
def test_free_text_for_a_venue_with_a_record_is_found(name: str, tmp_path: Path) -> None:
    assert [
        f"p0.yml:5:8 SS028 {quoted(name)} seems to be the venue 'icml', whose page does not have it"
    ] == held(tmp_path, name)  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        "icml",
        "ICML Workshop on Sheep",
        "ICML (workshop)",
        "International Conference on Machine Vision",
        "European Conference on Machine Learning",
        "2020",
        "The 3rd",
        "Physical Review A",
    ],
)
def test_another_venue_is_left_alone(name: str, tmp_path: Path) -> None:
    assert [] == held(tmp_path, name)


def test_letters_and_numbers_tell_journals_apart(tmp_path: Path) -> None:
    assert [] == held(
        tmp_path, "Physical Review A", "Physical Review B", "Circuits and Systems I", "Circuits and Systems II"
    )


def test_two_spellings_of_free_text_are_found(tmp_path: Path) -> None:
    assert [
        "p1.yml:5:8 SS029 'Sheep Studies, 2020' (1 paper) and 'Sheep Studies' (2 papers) may be one venue"
    ] == held(tmp_path, "Sheep Studies", "Sheep Studies, 2020", "Sheep studies")  # fmt: skip


def test_a_slip_in_the_name_of_a_venue_with_a_record_is_found(tmp_path: Path) -> None:
    (line,) = held(tmp_path, "International Confernce on Machine Learning")
    assert line.startswith("p0.yml:5:8 SS029 'International Confernce on Machine Learning' (1 paper) and ")
    assert line.endswith(" 'International Conference on Machine Learning' (0 papers) may be one venue")


@pytest.mark.parametrize("name", ["neurps", "NeurlPS", "Nuerips", "NEURIPSS"])
def test_a_slip_in_the_short_name_of_a_venue_with_a_record_is_found(name: str, tmp_path: Path) -> None:
    short = {"content/venues/neurips.yml": record(name="Neural Information Processing Systems", short="NeurIPS")}
    (line,) = held(write_archive(tmp_path, short), name)
    assert line.startswith(f"p0.yml:5:8 SS029 '{name}' (1 paper) and ")


def test_short_names_that_differ_by_a_letter_are_two_venues(tmp_path: Path) -> None:
    short = {"content/venues/iclr.yml": record(name="Learning Representations", short="ICLR")}
    write_archive(tmp_path, short | {"content/venues/sigmod.yml": record(name="Management of Data", short="SIGMOD")})
    assert [] == held(tmp_path, "ICLP", "ICRL", "ICR", "SIGMO", "SIGMODS")


def test_a_name_that_two_records_could_mean_is_left_alone(tmp_path: Path) -> None:
    write_archive(tmp_path, {"content/venues/icml-workshops.yml": record(name="ICML 2000", short="IW")})
    assert [] == held(tmp_path, "ICML 1999")


def test_the_spellings_of_an_archive_without_papers_are_none(tmp_path: Path) -> None:
    assert [] == held(tmp_path) + keyworded(tmp_path)


# Handles


def written(root: Path, *handles: str) -> list[str]:
    """What is found with one text for each handle, beside a contributor with a file."""
    files = {
        f"content/summaries/p0/t{number}.md": summary("p0", f"Text {number}", handle)
        for number, handle in enumerate(handles)
    }
    files["content/contributors/ada-lovelace.yml"] = record(name="Ada Lovelace")
    return found(write_archive(root, {"content/papers/p0.yml": paper()} | files), "SS037")


@pytest.mark.parametrize("handle", ["ada-lovelce", "ada-lovelacce", "ada-lovealce", "adalovelace", "ada-love1ace"])
def test_a_slip_in_a_handle_is_found(handle: str, tmp_path: Path) -> None:
    assert [
        f"t0.md:3:9 SS037 '{handle}' (1 text) and 'ada-lovelace' (0 texts) may be one contributor"
    ] == written(tmp_path, handle)  # fmt: skip


def test_of_two_handles_without_a_file_the_rarer_one_is_told(tmp_path: Path) -> None:
    assert [
        "t1.md:3:9 SS037 'vision-gruops' (1 text) and 'vision-groups' (2 texts) may be one contributor"
    ] == written(tmp_path, "vision-groups", "vision-gruops", "vision-groups")  # fmt: skip


def test_handles_of_two_people_are_left_alone(tmp_path: Path) -> None:
    write_archive(tmp_path, {"content/contributors/ada-lovelce.yml": record(name="Another Ada")})
    assert [] == written(tmp_path, "ada-lovelce", "ada-byron", "ada", "ida", "anne", "ann", "desk-1", "desk-2")
