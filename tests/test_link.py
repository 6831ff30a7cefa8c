"""Records become an archive: every reference is resolved or reported, and what is sound is kept."""

from __future__ import annotations

from archives import codes, linked, paper, summary
from conftest import MakeArchive

from shortsite.model import Archive, Mention


def threads_of(archive: Archive) -> dict[str, list[str]]:
    return {paper: [stem for _, stem in keys] for paper, keys in archive.threads.items()}


# Papers


def test_a_paper_is_found_by_id_alias_and_identifier(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper("A", arxiv="1706.03762v2", doi="10.1000/ABC", aliases=["old", "conf/x/A1"]),
        "content/papers/b.yml": paper("B"),
        "content/summaries/b/ann.md": summary(
            "b", "[[a]] [[old]] [[conf/x/A1]] [[arxiv:1706.03762]] [[arXiv:1706.03762v7]] [[doi:10.1000/aBc]]"
        ),
    })  # fmt: skip
    archive, problems = linked(root)
    assert [] == problems
    assert ["a", "b"] == list(archive.papers)
    assert {
        "a": "a", "b": "b", "old": "a", "conf/x/A1": "a", "arxiv:1706.03762": "a", "doi:10.1000/abc": "a"
    } == archive.names  # fmt: skip


def test_two_papers_of_one_id_in_different_folders_are_reported_with_both_places(make_archive: MakeArchive) -> None:
    root = make_archive({"content/papers/one/a.yml": paper("A"), "content/papers/two/a.yml": paper("B")})
    archive, (problem,) = linked(root)
    assert ("SS020", "content/papers/two/a.yml") == (problem.code, problem.place.path)
    assert "content/papers/one/a.yml" in problem.message
    assert "A" == archive.papers["a"].title.text


def test_an_alias_that_is_taken_is_reported_and_an_id_wins(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper("A", aliases=["old"]),
        "content/papers/b.yml": paper("B", aliases=["old", "a"]),
    })  # fmt: skip
    archive, problems = linked(root)
    assert ["SS021 content/papers/b.yml:6:1"] * 2 == codes(problems)
    assert ("a", "a") == (archive.names["a"], archive.names["old"])


def test_two_records_of_one_paper_are_found_by_every_identifier_and_by_title(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper("A title", arxiv="1706.03762v2", doi="10.1000/ABC"),
        "content/papers/b.yml": paper("Other", arxiv="1706.03762"),
        "content/papers/c.yml": paper("Another", doi="10.1000/abc"),
        "content/papers/d.yml": paper("A Title!"),
        "content/papers/e.yml": paper("A $title$", arxiv="1706.03762"),
    })  # fmt: skip
    archive, problems = linked(root)
    assert [
        "SS022 content/papers/b.yml:5:8",
        "SS022 content/papers/c.yml:5:6",
        "SS023 content/papers/d.yml:1:8",
        "SS022 content/papers/e.yml:5:8",
    ] == codes(problems)
    assert 5 == len(archive.papers)


def test_the_doi_of_an_arxiv_number_is_that_number(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper("A", arxiv="1706.03762v5", doi="10.48550/arXiv.1706.03762"),
        "content/papers/b.yml": paper("B", doi="10.48550/ARXIV.1706.03762v1"),
        "content/papers/c.yml": paper("C", doi="10.48550/arXiv.2006.09661"),
        "content/papers/d.yml": paper("D", arxiv="2006.09661"),
        "content/papers/e.yml": paper("E", doi="10.48550/arXiv.math.GT/0309136"),
        "content/papers/f.yml": paper("F", arxiv="math.GT/0309136"),
    })  # fmt: skip
    assert [f"SS022 content/papers/{name}.yml:5:{column}" for name, column in (("b", 6), ("d", 8), ("f", 8))] == codes(
        linked(root)[1]
    )


def test_two_works_may_have_one_title_if_years_and_first_authors_differ(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper("Preface", 2001, authors=["Ada Byron"]),
        "content/papers/b.yml": paper("Preface", 2004, authors=["Bo Lee"]),
        "content/papers/c.yml": paper("Preface!", 2007, authors=["Cy BYRON", "Bo Lee"]),
        "content/papers/d.yml": paper("Preface", 2003, authors=["Di Jones"]),
        "content/papers/e.yml": paper("Preface", 2012, authors=[]),
    })  # fmt: skip
    assert ["SS023 content/papers/c.yml:1:8", "SS023 content/papers/d.yml:1:8"] == codes(linked(root)[1])


def test_two_spellings_of_a_title_are_one(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper("Poincaré self-attention: why?"),
        "content/papers/b.yml": paper("Poincare Selfattention, why"),
        "content/papers/c.yml": paper("???"),
        "content/papers/d.yml": paper("!!!"),
    })  # fmt: skip
    assert ["SS023 content/papers/b.yml:1:8"] == codes(linked(root)[1])


# Summaries


def test_what_is_left_over_from_an_example_is_refused(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/byron-2020-a-paper.yml": paper(),
        "content/summaries/byron-2020-a-paper/x.md": summary("byron-2020-a-paper", author="your-handle"),
        "content/summaries/byron-2020-a-paper/y.md": summary("byron-2020-a-paper", "\n---\npaper: a\n---\nText."),
        "content/summaries/byron-2020-a-paper/z.md": summary("byron-2020-a-paper", "---\n\nText: a rule above.\n\n---\n"),
    })  # fmt: skip
    assert [
        "SS015 content/summaries/byron-2020-a-paper/x.md:3:9",
        "SS003 content/summaries/byron-2020-a-paper/y.md:7:1",
    ] == codes(linked(root)[1])


def test_summaries_stand_in_the_order_of_time_and_replies_beneath_what_they_answer(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper(),
        "content/summaries/a/new.md": summary("a", date="2026-03-05"),
        "content/summaries/a/old.md": summary("a", date="2026-03-01"),
        "content/summaries/a/second.md": summary("a", date="2026-03-05"),
        "content/summaries/a/late.md": summary("a", date="2026-03-09", reply_to="old"),
        "content/summaries/a/early.md": summary("a", date="2026-03-02", reply_to="old"),
        "content/summaries/a/deep.md": summary("a", date="2026-03-03", reply_to="early"),
        "content/summaries/a/deeper.md": summary("a", date="2026-03-04", reply_to="deep"),
    })  # fmt: skip
    archive, problems = linked(root)
    assert [] == problems
    assert {"a": ["old", "new", "second"]} == threads_of(archive)
    assert [("a", "early"), ("a", "late")] == list(archive.replies[("a", "old")])
    order = ["old", "early", "deep", "deeper", "late", "new", "second"]
    assert order == [text.stem for text in archive.texts_of("a")]
    assert () == archive.texts_of("none")


def test_a_summary_may_name_its_paper_by_an_alias(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper(aliases=["old"]),
        "content/summaries/ann.md": summary("old"),
        "content/summaries/ben.md": summary("a", reply_to="ann"),
    })  # fmt: skip
    archive, problems = linked(root)
    assert [] == problems
    assert [("a", "ann"), ("a", "ben")] == list(archive.summaries)
    assert {("a", "ann"): (("a", "ben"),)} == archive.replies


def test_a_summary_of_an_unknown_paper_is_a_problem(make_archive: MakeArchive) -> None:
    root = make_archive({"content/papers/byron-2020-x.yml": paper(), "content/summaries/a.md": summary("byron-2021-x")})
    archive, (problem,) = linked(root)
    assert ("SS012", "content/summaries/a.md:2:8") == (problem.code, str(problem.place))
    assert "did you mean 'byron-2020-x'?" == problem.hint
    assert {} == archive.summaries


def test_two_summaries_of_one_name_are_reported(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper(aliases=["old"]),
        "content/summaries/1/ann.md": summary("a", "One"),
        "content/summaries/2/ann.md": summary("old", "Two"),
    })  # fmt: skip
    archive, (problem,) = linked(root)
    assert ("SS020", "content/summaries/2/ann.md") == (problem.code, problem.place.path)
    assert "content/summaries/1/ann.md" in problem.message
    assert "One" == archive.summaries["a", "ann"].body.text


def test_a_reply_to_nothing_and_what_answers_it_are_left_out(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper(),
        "content/summaries/ann.md": summary("a"),
        "content/summaries/ben.md": summary("a", reply_to="anne"),
        "content/summaries/cy.md": summary("a", reply_to="ben"),
    })  # fmt: skip
    archive, (problem,) = linked(root)
    assert ("SS024", "content/summaries/ben.md:5:11", "did you mean 'ann'?") == (
        problem.code, str(problem.place), problem.hint
    )  # fmt: skip
    assert [("a", "ann")] == list(archive.summaries)


def test_a_reply_to_a_summary_of_another_paper_is_a_problem(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper("A"),
        "content/papers/b.yml": paper("B"),
        "content/summaries/ann.md": summary("a"),
        "content/summaries/ben.md": summary("b", reply_to="ann"),
    })  # fmt: skip
    assert ["SS024 content/summaries/ben.md:5:11"] == codes(linked(root)[1])


def test_replies_in_a_circle_are_reported_and_left_out(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper(),
        "content/summaries/ann.md": summary("a"),
        "content/summaries/ben.md": summary("a", reply_to="cy"),
        "content/summaries/cy.md": summary("a", reply_to="ben"),
        "content/summaries/dee.md": summary("a", reply_to="dee"),
        "content/summaries/eve.md": summary("a", reply_to="cy"),
    })  # fmt: skip
    archive, problems = linked(root)
    assert {"SS025"} == {problem.code for problem in problems}
    assert {"ben", "cy", "dee"} <= {problem.place.path[18:-3] for problem in problems}
    assert [("a", "ann")] == list(archive.summaries)


def test_drafts_appear_only_when_asked_for(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper(),
        "content/summaries/ann.md": summary("a"),
        "content/summaries/ben.md": summary("a", draft=True),
        "content/summaries/cy.md": summary("nowhere", draft=True),
    })  # fmt: skip
    archive, problems = linked(root)
    assert ([], {"a": ["ann"]}) == (problems, threads_of(archive))
    assert ["ann"] == list(archive.contributors)
    archive, problems = linked(root, drafts=True)
    assert ["SS012 content/summaries/cy.md:2:8"] == codes(problems)
    assert {"a": ["ann", "ben"]} == threads_of(archive)


def test_who_names_a_draft_is_told_that_it_is_one(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper(aliases=["old"]),
        "content/papers/b.yml": paper("B"),
        "content/summaries/ann.md": summary("a", author="ann"),
        "content/summaries/ben.md": summary("old", author="ben", draft=True),
        "content/summaries/cy.md": summary("a", author="cy", reply_to="ben"),
        "content/summaries/dee.md": summary("a", author="dee", reply_to="cy"),
        "content/summaries/eve.md": summary("b", "See [[old#ben]].", author="eve"),
    })  # fmt: skip
    assert [
        (
            "content/summaries/eve.md:6:5: error SS024: 'a#ben' is a draft; "
            "remove 'draft' from that text, or link to the paper alone: [[a]]"
        ),
        (
            "content/summaries/cy.md:5:11: error SS024: 'ben', to which this replies, is a draft; "
            "remove 'draft' from that text, or make this one a draft too"
        ),
    ] == [str(problem) for problem in linked(root)[1]]
    archive, problems = linked(root, drafts=True)
    assert ([], {"a": ["ann", "ben"], "b": ["eve"]}) == (problems, threads_of(archive))


def test_a_withdrawn_summary_keeps_its_place_but_is_listed_nowhere(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper("A"),
        "content/papers/b.yml": paper("B"),
        "content/summaries/ann.md": summary("a", "See [[b]].", withdrawn="a mistake"),
        "content/summaries/ben.md": summary("a", reply_to="ann"),
    })  # fmt: skip
    archive, problems = linked(root)
    assert [] == problems
    assert ["ann", "ben"] == [text.stem for text in archive.texts_of("a")]
    assert (("a", "ben"),) == archive.terms["year"]["2020"].summaries
    assert {} == archive.mentions


# Contributors


def test_a_contributor_is_found_by_alias_and_shown_by_handle_without_a_file(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper(),
        "content/contributors/ann.yml": "name: Ann B\naliases: [anna]\n",
        "content/contributors/idle.yml": "name: Idle\n",
        "content/summaries/one.md": summary("a", author="anna"),
        "content/summaries/two.md": summary("a", author="ben"),
    })  # fmt: skip
    archive, problems = linked(root)
    assert [] == problems
    assert {"ann": "Ann B", "ben": "ben", "idle": "Idle"} == {
        handle: person.name for handle, person in sorted(archive.contributors.items())
    }
    terms = archive.terms["contributor"]
    assert (("a", "one"),) == terms["ann"].summaries
    assert ((), ()) == (terms["idle"].summaries, terms["idle"].papers)


def test_anonymous_may_write_several_summaries_of_one_paper(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper(),
        "content/summaries/a/anonymous.md": summary("a", author="anonymous"),
        "content/summaries/a/anonymous-2.md": summary("a", author="anonymous"),
    })  # fmt: skip
    archive, problems = linked(root)
    assert ([], 2) == (problems, len(archive.terms["contributor"]["anonymous"].summaries))


# References


def test_who_speaks_of_a_paper_is_known_with_the_sentence(make_archive: MakeArchive) -> None:
    text = "First [[bell-2020]]. It goes on [[byron-2020|this way]]. Again [[arxiv:1706.03762]]."
    root = make_archive({
        "content/papers/byron-2020.yml": paper("A", arxiv="1706.03762"),
        "content/papers/cox-2020.yml": paper("B"),
        "content/papers/bell-2020.yml": paper("C"),
        "content/summaries/cox-2020/ann.md": summary("cox-2020", text),
        "content/summaries/byron-2020/ben.md": summary("byron-2020", "Itself [[byron-2020]] and [[cox-2020#ann]]."),
    })  # fmt: skip
    archive, problems = linked(root)
    assert [] == problems
    assert {
        "byron-2020": (Mention("cox-2020", "ann", 1),),
        "cox-2020": (Mention("byron-2020", "ben", 1),),
        "bell-2020": (Mention("cox-2020", "ann", 0),),
    } == archive.mentions
    assert "It goes on this way." == archive.summaries["cox-2020", "ann"].body.references[1].sentence


def test_every_reference_that_leads_nowhere_is_reported_where_it_stands(make_archive: MakeArchive) -> None:
    text = "See [[byron-2021-x]] and\n\n> [[arxiv:1706.99999]], [[byron-2020-x#anna]], [[byron-2020-x#ann]]."
    root = make_archive({
        "content/papers/byron-2020-x.yml": paper("X", abstract="By [[nobody]]."),
        "content/summaries/ann.md": summary("byron-2020-x"),
        "content/summaries/ben.md": summary("byron-2020-x", text),
        "content/summaries/cy.md": summary("byron-2020-x", reply_to="ben"),
        "content/pages/about.md": "---\ntitle: About\n---\n[[nobody]]\n",
    })  # fmt: skip
    archive, problems = linked(root)
    assert [
        "SS026 content/pages/about.md:4:1",
        "SS026 content/papers/byron-2020-x.yml:5:11",
        "SS026 content/summaries/ben.md:6:5",
        "SS026 content/summaries/ben.md:8:3",
        "SS024 content/summaries/ben.md:8:25",
    ] == codes(problems)
    hints = {
        problem.place.line: problem.hint for problem in problems if problem.code == "SS024" or "2021" in problem.message
    }
    assert {6: "did you mean '[[byron-2020-x]]'?", 8: "did you mean '[[byron-2020-x#ann]]'?"} == hints
    assert [("byron-2020-x", "ann")] == list(archive.summaries)
    assert (None, ()) == (archive.papers["byron-2020-x"].abstract, archive.pages)


def test_nobody_is_blamed_for_naming_what_is_broken(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": "title: [\n",
        "content/papers/b.yml": paper(year="soon", aliases=["bee"], doi="10.1000/b"),
        "content/papers/c.yml": paper("C"),
        "content/summaries/a/ann.md": summary("a"),
        "content/summaries/b/ann.md": summary("bee"),
        "content/summaries/c/ann.md": summary("c", date="soon"),
        "content/summaries/c/ben.md": summary("c", reply_to="ann"),
        "content/summaries/c/cy.md": summary("c", "[[a]] [[b]] [[bee]] [[doi:10.1000/B]] [[b#ann]] [[c#ann]]"),
    })  # fmt: skip
    archive, problems = linked(root)
    assert ["content/papers/a.yml", "content/papers/b.yml", "content/summaries/c/ann.md"] == [
        problem.place.path for problem in sorted(problems)
    ]
    assert [("c", "cy")] == list(archive.summaries)


def test_a_summary_whose_front_matter_cannot_be_read_is_known_by_its_folder(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/c.yml": paper("C"),
        "content/summaries/c/ann.md": "---\npaper: [\n---\n",
        "content/summaries/c/ben.md": summary("c", reply_to="ann"),
        "content/summaries/c/cy.md": summary("c", "[[c#ann]]"),
    })  # fmt: skip
    archive, problems = linked(root)
    assert ["content/summaries/c/ann.md"] == [problem.place.path for problem in problems]
    assert [("c", "cy")] == list(archive.summaries)


def test_what_a_record_with_errors_names_is_looked_for_in_the_same_run(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper("A"),
        "content/papers/b.yml": paper("B", year="soon", abstract="[[gone]]"),
        "content/pages/about.md": "---\ntitle: About\nmenu: maybe\n---\n[[gone]]\n",
        "content/summaries/a/ann.md": summary("a"),
        "content/summaries/a/ben.md": summary("a", "[[gone]] [[a#cy]]", date="soon", reply_to="nobody"),
        "content/summaries/a/cy.md": summary("a", "[[gone]]", reply_to="nobody"),
        "content/summaries/a/di.md": summary("aa", "[[a#ann]]", date="soon", reply_to="nobody"),
        "content/summaries/a/ed.md": summary("b", "[[b]]", date="soon", reply_to="nobody"),
        "content/summaries/a/flo.md": summary("a", "[[gone]]", date="soon", draft=True),
    })  # fmt: skip
    archive, problems = linked(root)
    assert [
        "SS008 content/pages/about.md:3:7",
        "SS026 content/pages/about.md:5:1",
        "SS008 content/papers/b.yml:4:7",
        "SS026 content/papers/b.yml:5:11",
        "SS010 content/summaries/a/ben.md:4:7",
        "SS024 content/summaries/a/ben.md:5:11",
        "SS026 content/summaries/a/ben.md:7:1",
        "SS024 content/summaries/a/cy.md:5:11",
        "SS026 content/summaries/a/cy.md:7:1",
        "SS012 content/summaries/a/di.md:2:8",
        "SS010 content/summaries/a/di.md:4:7",
        "SS010 content/summaries/a/ed.md:4:7",
        "SS010 content/summaries/a/flo.md:4:7",
    ] == codes(problems)
    assert ([("a", "ann")], ["a"], ()) == (list(archive.summaries), list(archive.papers), archive.pages)


def test_nobody_is_blamed_for_naming_a_summary_whose_paper_is_misspelt(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a-2020.yml": paper("A"),
        "content/summaries/a-2020/ann.md": summary("a-2002"),
        "content/summaries/a-2020/ben.md": summary("a-2020", "[[a-2020#ann]]", reply_to="ann"),
    })  # fmt: skip
    archive, problems = linked(root)
    assert ["SS012 content/summaries/a-2020/ann.md:2:8"] == codes(problems)
    assert {} == archive.summaries


def test_a_paper_that_is_named_by_its_identifier_is_told_by_its_id(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/papers/a.yml": paper("A", arxiv="1706.03762v2", doi="10.1000/ABC"),
        "content/papers/b.yml": paper("B", year="soon", arxiv="1706.03764"),
        "content/summaries/a/ann.md": summary("1706.03762"),
        "content/summaries/a/ben.md": summary("https://doi.org/10.1000/abc", date="soon"),
        "content/summaries/a/cy.md": summary("arxiv:1706.03763"),
        "content/summaries/a/di.md": summary("arxiv:1706.03764"),
        "content/summaries/a/ed.md": summary("A", date="2026-03-02"),
        "content/summaries/a/flo.md": summary("a", "[[a#ed]]", reply_to="cy"),
    })  # fmt: skip
    archive, problems = linked(root)
    unknown = "write the name of its record in content/papers"
    assert {
        "ann": "write paper: a", "ben": "write paper: a", "cy": unknown, "di": unknown
    } == {problem.place.path[-6:-3].strip("/"): problem.hint for problem in problems if problem.code == "SS012"}  # fmt: skip
    assert ["SS011 content/summaries/a/ed.md:2:8"] == [code for code in codes(problems) if "SS011" in code]
    assert not [code for code in codes(problems) if "flo" in code]
    assert {} == archive.summaries
