"""Related papers: found for good reasons, the same in every run, and moved by few edits."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from archives import linked, paper, summary, write_archive
from conftest import MakeArchive

from shortsite.model import Archive, Document
from shortsite.related import MOST, Related, related_papers

Texts = dict[str, str]


def archive_of(root: Path) -> Archive:
    archive, problems = linked(root)
    assert [] == [str(problem) for problem in problems if problem.severity == "error"]
    return archive


def files(papers: dict[str, dict[str, Any]], texts: Texts) -> dict[str, str]:
    records = {
        f"content/papers/{name}.yml": paper(**{"authors": [f"Ada {name.title()}"], **values})
        for name, values in papers.items()
    }
    return records | {f"content/summaries/{name}/ann.md": summary(name, text) for name, text in texts.items()}


def related(make_archive: MakeArchive, papers: dict[str, dict[str, Any]], texts: Texts) -> dict[str, list[Related]]:
    found = related_papers(archive_of(make_archive(files(papers, texts))))
    return {name: list(others) for name, others in found.items()}


def titled(*names: str, **values: Any) -> dict[str, dict[str, Any]]:
    return {name: {"title": f"Title{name}", **values} for name in names}


def test_papers_are_related_by_the_words_of_their_texts(make_archive: MakeArchive) -> None:
    texts = {"a": "Gradient descent on convex losses.", "b": "Convex losses and the gradient.", "c": "Proteins fold."}
    found = related(make_archive, titled(*texts), texts)
    assert [("b", {"convex", "gradient", "losses"})] == [(one.paper, set(one.words)) for one in found["a"]]
    assert [] == found["c"]


def test_words_of_any_text_relate_none(make_archive: MakeArchive) -> None:
    common = "I wonder whether this argument beats the unified solution being created."
    texts = {
        "a": f"{common} Convex losses.",
        "b": f"{common} Proteins fold.",
        "c": f"{common} The convex loss of gradients.",
    }
    assert {"a": [], "b": [], "c": []} == related(make_archive, titled(*texts), texts)


def test_a_plural_is_its_singular_and_is_shown_as_the_text_writes_it(make_archive: MakeArchive) -> None:
    texts = {
        "a": "Grams and losses of a gram; grams of policies.",
        "b": "A gram, a loss, a policy.",
        "c": "Physics of lenses on a bus.",
        "d": "Many a bias, many a virus.",
    }
    found = related(make_archive, titled(*texts), texts)
    assert [("b", {"grams", "losses", "policies"})] == [(one.paper, {*one.words}) for one in found["a"]]
    assert [("a", {"gram", "loss", "policy"})] == [(one.paper, {*one.words}) for one in found["b"]]


def test_what_shares_a_word_or_two_is_not_shown_without_another_reason(make_archive: MakeArchive) -> None:
    texts = {"a": "Convex losses.", "b": "Convex losses, too.", "c": "Convex losses of [[a]]."}
    found = related(make_archive, titled(*texts), texts)
    assert {"a": ["c"], "b": [], "c": ["a"]} == {name: [one.paper for one in others] for name, others in found.items()}


def test_what_code_and_formulas_say_makes_no_papers_alike(make_archive: MakeArchive) -> None:
    code = "\n\n```python\ndef __init__(self, dim):\n    return super().forward(dim)\n```\n\n$$\\operatorname{softmax}(logits)$$\n"
    texts = {"a": f"Gradient descent.{code}", "b": f"Proteins fold.{code}", "c": f"Gradient descent. See [[a]].{code}"}
    found = related(make_archive, titled(*texts), texts)
    assert ["c"] == [one.paper for one in found["a"]]
    assert {"gradient", "descent"} == set(found["a"][0].words)
    assert [] == found["b"]


def test_papers_are_related_by_a_shared_keyword_and_author_and_by_a_link(make_archive: MakeArchive) -> None:
    papers = titled("a", "b", "c", "d", "e")
    papers["a"]["keywords"] = papers["b"]["keywords"] = ["rare thing"]
    papers["a"]["authors"] = papers["c"]["authors"] = ["Ada Byron"]
    texts = {"a": "See [[d]].", "b": "One.", "c": "Two.", "d": "Three.", "e": "Four."}
    for name in "fghijklmnopqrstuvwxyz":
        papers |= titled(name)
    found = {one.paper: one for one in related(make_archive, papers, texts)["a"]}
    assert {"b": ("rare-thing",), "c": (), "d": ()} == {name: one.keywords for name, one in found.items()}
    assert {"b": (), "c": ("ada-byron",), "d": ()} == {name: one.authors for name, one in found.items()}
    assert {"b": False, "c": False, "d": True} == {name: one.is_linked for name, one in found.items()}


def test_a_link_counts_in_both_directions(make_archive: MakeArchive) -> None:
    found = related(make_archive, titled("a", "b"), {"a": "See [[b]].", "b": "Nothing else."})
    assert {"a": ["b"], "b": ["a"]} == {name: [one.paper for one in others] for name, others in found.items()}


def test_a_paper_without_a_summary_is_related_to_none_but_has_related_ones(make_archive: MakeArchive) -> None:
    papers = titled("a", "b", "c", keywords=["rare thing"])
    root = make_archive(
        files(papers, {"a": "One.", "b": "Two."})
        | {
            "content/summaries/b/ann.md": summary("b", "Two.", withdrawn="It was wrong."),
        }
    )
    found = related_papers(archive_of(root))
    assert {"a": [], "b": ["a"], "c": ["a"]} == {name: [one.paper for one in others] for name, others in found.items()}


def test_no_more_than_five_are_shown_and_equals_go_by_id(make_archive: MakeArchive) -> None:
    names = "abcdefghij"
    found = related(make_archive, titled(*names, keywords=["rare thing"]), dict.fromkeys(names, "Words."))
    assert list("bcdef") == [one.paper for one in found["a"]]
    assert list("abcde") == [one.paper for one in found["j"]]
    assert MOST == len(found["e"])


def test_what_all_papers_share_relates_none(make_archive: MakeArchive) -> None:
    names = [f"p{number}" for number in range(30)]
    papers = {name: {"title": "On it", "keywords": ["everywhere"], "authors": ["Ada Byron"]} for name in names}
    found = related(make_archive, papers, dict.fromkeys(names, "The same words in every text."))
    assert {name: [] for name in names} == found


def test_hundreds_of_common_authors_weigh_no_more_than_two(make_archive: MakeArchive) -> None:
    crowd = [f"Given{number} Family{number}" for number in range(300)]
    papers = titled("a", "b", authors=crowd) | titled("c", keywords=["one", "two", "three"])
    papers["a"]["keywords"] = ["one", "two", "three"]
    papers |= {f"z{number}": {"title": f"Other{number}"} for number in range(60)}
    found = related(make_archive, papers, {"a": "One.", "b": "Two.", "c": "Three."})
    assert ["c", "b"] == [one.paper for one in found["a"]]


def test_an_archive_of_nothing_has_nothing_related(make_archive: MakeArchive) -> None:
    assert {} == related(make_archive, {}, {})
    assert {"a": []} == related(make_archive, titled("a"), {"a": "Alone."})


# One edit must not reshuffle every page.

PAPERS, TOPICS = 300, 30


def natural(seed: int = 1) -> tuple[dict[str, dict[str, Any]], Texts]:
    """Papers on topics: each text has words of its topic, and others by Zipf's law as prose has."""
    draw = random.Random(seed)
    words = ["".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=draw.randint(4, 9))) for _ in range(6000)]
    weights = [1 / (rank + 10) for rank in range(len(words))]
    topics = [draw.sample(words[300:], 40) for _ in range(TOPICS)]
    names = [f"paper-{number:03}" for number in range(PAPERS)]
    papers, texts = {}, {}
    for number, name in enumerate(names):
        topic = topics[number % TOPICS]
        told = draw.choices(words, weights, k=220) + draw.choices(topic, k=60)
        draw.shuffle(told)
        papers[name] = {"title": " ".join(draw.sample(topic, 4)), "keywords": [f"topic {number % TOPICS}"]}
        texts[name] = " ".join(told)
    return papers, texts


def lists(archive: Archive) -> dict[str, list[str]]:
    return {name: [one.paper for one in others] for name, others in related_papers(archive).items()}


def edited(archive: Archive, name: str, text: str) -> Archive:
    key = (name, "ann")
    old = archive.summaries[key]
    body = Document(f"<p>{text}</p>")
    return replace(archive, summaries={**archive.summaries, key: replace(old, body=body)})


def others_that_changed(archive: Archive, name: str, text: str) -> int:
    before, after = lists(archive), lists(edited(archive, name, text))
    return sum(before[other] != after[other] for other in before if other != name)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return archive_of(write_archive(tmp_path_factory.mktemp("library"), files(*natural())))


def test_one_edit_among_300_papers_changes_few_lists_of_others(library: Archive) -> None:
    _, texts = natural()
    sentence, paragraph, whole = [], [], []
    _, foreign = natural(seed=2)
    for name in ("paper-007", "paper-123", "paper-288"):
        other = foreign[name].split()
        sentence.append(others_that_changed(library, name, f"{texts[name]} {' '.join(other[:12])}"))
        paragraph.append(others_that_changed(library, name, f"{texts[name]} {' '.join(other[:80])}"))
        whole.append(others_that_changed(library, name, texts["paper-042"]))
    assert [True] * 3 == [count <= 3 for count in sentence], sentence
    assert [True] * 3 == [count <= 0.03 * PAPERS for count in paragraph], paragraph
    assert [True] * 3 == [count <= 0.3 * PAPERS for count in whole], whole


def test_the_order_of_records_changes_nothing(library: Archive) -> None:
    turned = replace(library, papers=dict(reversed(list(library.papers.items()))))
    assert lists(library) == lists(turned)


def test_papers_of_one_topic_find_each_other(library: Archive) -> None:
    found = lists(library)
    hits = sum(
        int(name[-3:]) % TOPICS == int(other[-3:]) % TOPICS for name, others in found.items() for other in others
    )
    assert hits > 0.95 * sum(map(len, found.values()))
