"""The archive that lies in this repository: sound, and as rich as a first archive should be."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

from shortsite.cache import Store
from shortsite.model import Archive, Summary
from shortsite.pipeline import Options, check, prepare

ROOT = Path(__file__).parents[1]
#: The papers that every such archive is asked for first.
KNOWN = {
    "zhang-2017-understanding-deep-learning": "1611.03530",
    "wu-2019-behavior-regularized-offline": "1911.11361",
    "sitzmann-2020-implicit-neural-representations": "2006.09661",
    "mcmahan-2017-communication-efficient-learning": "1602.05629",
    "mildenhall-2020-nerf": "2003.08934",
}


@cache
def archive() -> Archive:
    plan = prepare(Options(root=ROOT, jobs=1, use_cache=False), Store.open(None))
    assert [] == [str(problem) for problem in plan.problems]
    return plan.views.archive


def texts(*, replies: bool) -> list[Summary]:
    """The texts of the desks, which write under house rules; others may write as they like."""
    found = [text for text in archive().summaries.values() if text.author.endswith("-desk")]
    return [text for text in found if bool(text.reply_to) is replies]


def test_the_archive_has_no_problem_at_all() -> None:
    assert archive().papers
    assert [] == [str(problem) for problem in check(Options(root=ROOT, jobs=1, use_cache=False))]


def test_the_archive_is_large_enough_to_show_everything() -> None:
    assert len(archive().papers) >= 30
    assert len(archive().summaries) >= 40
    assert sum(len(keys) > 1 for keys in archive().threads.values()) >= 6
    assert sum(bool(text.reply_to) for text in archive().summaries.values()) >= 3
    assert all(archive().texts_of(paper) for paper in archive().papers)


def test_the_papers_that_are_asked_for_are_there() -> None:
    papers = archive().papers
    assert KNOWN == {paper: papers[paper].identifier("arxiv") for paper in KNOWN if paper in papers}
    assert all(archive().threads[paper] for paper in KNOWN)


def test_summaries_have_250_to_900_words_and_replies_at_least_100() -> None:
    lengths = {"/".join(text.key): text.body.words for text in texts(replies=False)}
    assert {} == {key: words for key, words in lengths.items() if not 250 <= words <= 900}
    lengths = {"/".join(text.key): text.body.words for text in texts(replies=True)}
    assert {} == {key: words for key, words in lengths.items() if not 100 <= words <= 900}


def test_every_summary_says_who_wrote_it_how_and_what_it_found() -> None:
    for text in (*texts(replies=False), *texts(replies=True)):
        assert text.ai == "generated", text.key
        assert text.author in archive().contributors
        assert archive().contributors[text.author].bio
    assert [] == [text.key for text in texts(replies=False) if not 20 <= len(text.tldr) <= 200]


def test_summaries_lie_where_the_convention_says() -> None:
    for text in archive().summaries.values():
        assert f"content/summaries/{text.paper}/{text.stem}.md" == text.place.path


def test_every_formula_can_be_converted_and_most_texts_hold_one() -> None:
    formulas = [formula for text in archive().summaries.values() for formula in text.body.formulas]
    assert all(formula.mathml for formula in formulas)
    assert len(formulas) > 2 * len(archive().summaries)


def test_records_are_complete_and_papers_share_keywords() -> None:
    for paper in archive().papers.values():
        assert paper.authors
        assert paper.keywords
        assert archive().terms_of["venue", paper.id]
        assert f"-{paper.year}-" in paper.id
    counts = Counter(len(term.papers) for term in archive().terms["keyword"].values())
    assert sum(number for size, number in counts.items() if size > 1) >= 10


def test_papers_speak_of_each_other() -> None:
    assert len(archive().mentions) >= 15
