"""The files of an archive become records; a fault stays within its file."""

from __future__ import annotations

import json
import os
from dataclasses import astuple
from pathlib import Path

import pytest
from archives import codes, config_of, loaded, paper, record, summary
from conftest import MakeArchive

from shortsite.cache import Store
from shortsite.gists import decode_document
from shortsite.load import load_content
from shortsite.problems import Place

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x05\x00\x00\x00\x07\x08\x02\x00\x00\x00\x00\x00\x00\x00"


def test_an_id_is_the_name_of_the_file_wherever_it_lies(make_archive: MakeArchive) -> None:
    content, problems = loaded(
        make_archive({
            "content/papers/a.yml": paper("A"),
            "content/papers/2020/spring/b.yml": paper("B"),
            "content/summaries/loose.md": summary("a"),
            "content/summaries/by/year/2020/ann.v2.md": summary("b"),
            "content/venues/journals/jmlr.yml": record(name="Journal"),
            "content/contributors/team/ann.yml": record(name="Ann"),
            "content/pages/more/about.md": "---\ntitle: About\n---\nText.\n",
        })
    )  # fmt: skip
    assert [] == problems
    assert ["b", "a"] == [paper.id for paper in content.papers]
    assert [("b", "ann.v2"), ("a", "loose")] == [text.key for text in content.summaries]
    assert ["jmlr"] == [venue.id for venue in content.venues]
    assert ["ann"] == [person.handle for person in content.contributors]
    assert ["about"] == [page.slug for page in content.pages]


def test_every_field_of_a_paper_is_read(make_archive: MakeArchive) -> None:
    text = paper(
        "On $x^2$ & more",
        2021,
        venue="ICLR",
        keywords=["learning", "cs.LG"],
        published="2020-12-31",
        abstract="Words with $y$.",
        doi="10.1000/X1",
        arxiv="2001.00010",
        pdf="https://example.org/a.pdf",
        links={"Talk": "https://example.org/talk"},
        pages="1-10",
        type="article",
        status="retracted",
        featured=True,
        aliases=["old", "conf/iclr/Byron21"],
    )
    content, problems = loaded(make_archive({"content/papers/a.yml": text}))
    (found,) = content.papers
    assert [] == problems
    assert ("a", 2021, "ICLR", ("learning", "cs.LG")) == (found.id, found.year, found.venue, found.keywords)
    assert (("arxiv", "2001.00010"), ("doi", "10.1000/X1")) == found.identifiers
    assert ("2001.00010", "") == (found.identifier("arxiv"), found.identifier("isbn"))
    assert ("On x² & more", "2020-12-31") == (found.title.text, found.published.iso if found.published else "")
    assert ("retracted", True, ("old", "conf/iclr/Byron21")) == (found.status, found.featured, found.aliases)
    assert found.abstract is not None
    assert 1 == len(found.abstract.formulas)
    assert Place("content/papers/a.yml", 1, 8) == found.places["title"]


def test_every_field_of_a_summary_is_read(make_archive: MakeArchive) -> None:
    text = summary(
        "a",
        "Words.",
        date="2026-03-01T12:00:00+01:00",
        updated="2026-03-04",
        tldr="In short",
        version="v2",
        reply_to="ben",
        lang="pt-BR",
        ai="assisted",
        reproduced="partly",
        withdrawn="a mistake",
        draft=True,
    )
    content, problems = loaded(make_archive({"content/summaries/ann.md": text}))
    (found,) = content.summaries
    assert [] == problems
    assert ("2026-03-01T11:00:00Z", "2026-03-04") == (found.date.iso, found.changed.iso)
    assert ("In short", "v2", "ben", "pt-BR") == (found.tldr, found.version, found.reply_to, found.lang)
    assert ("assisted", "partly", "a mistake", True) == (found.ai, found.reproduced, found.withdrawn, found.draft)
    assert ("Words.", 1) == (found.body.text, found.body.words)


def test_faults_of_records_are_reported_at_their_places_and_leave_out_the_record(make_archive: MakeArchive) -> None:
    content, problems = loaded(
        make_archive({
            "content/papers/a.yml": "title: A\nauthors: [Ada]\nyear: soon\nzzz: 1\n",
            "content/papers/b.yml": "title: [\n",
            "content/papers/Bad Name.yml": paper(),
            "content/papers/c.yml": paper(),
            "content/summaries/ann.md": "---\npaper: c\nauthor: ann\ndate: 2026-03-01\nupdated: 2026-02-01\n---\nText\n",
            "content/summaries/ben.md": "No front matter\n",
            "content/summaries/cy.md": "---\npaper: c\nauthor: cy\ndate: 2026-03-01\n---\n",
            "content/pages/venue.md": "---\ntitle: Mine\n---\n",
            "content/authors.yml": "ann:\n  name: Ann\nBen B:\n  name: Ben\n  papers: c\n",
        })
    )  # fmt: skip
    errors = [problem for problem in problems if problem.severity == "error"]
    assert [
        "SS011 content/authors.yml:3:1",
        "SS008 content/authors.yml:5:11",
        "SS060 content/pages/venue.md:1:1",
        "SS011 content/papers/Bad Name.yml:1:1",
        "SS008 content/papers/a.yml:3:7",
        "SS006 content/papers/a.yml:4:1",
        "SS015 content/summaries/ann.md:5:10",
        "SS003 content/summaries/ben.md:1:1",
        "SS015 content/summaries/cy.md:6:1",
    ] == [code for code in codes(errors) if "b.yml" not in code]
    assert ["SS002"] == [problem.code for problem in problems if "/b.yml" in problem.place.path]
    assert ["c"] == [paper.id for paper in content.papers]
    assert () == content.summaries
    assert {
        ("paper", "a"),
        ("paper", "b"),
        ("summary", "ben"),
        ("text", "c#ann"),
        ("people", "authors"),
    } <= content.broken


def test_warnings_leave_the_record_where_it_is(make_archive: MakeArchive) -> None:
    files = {
        "content/papers/a.yml": "title: A\nyear: 2020\n",
        "content/summaries/ann.md": summary("a", "Formula $\\zzz$\n\n![](none.png)\n\n<script>x</script>"),
        "content/contributors/ann.yml": record(orcid="0000-0002-1825-0098"),
    }
    content, problems = loaded(make_archive(files))
    assert {"SS018", "SS040", "SS042", "SS045", "SS019"} == {problem.code for problem in problems}
    assert (1, 1, 1) == (len(content.papers), len(content.summaries), len(content.contributors))


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_places_in_a_text_count_the_lines_of_its_file(make_archive: MakeArchive, start: str, end: str) -> None:
    lines = ["---", "paper: a", "author: ann", "date: 2026-03-01", "---", "", "", "Ä 😀 $\\zzz$ and [[a]]", ""]
    root = make_archive({"content/summaries/ann.md": start + end.join(lines)})
    content, problems = loaded(root)
    (found,) = content.summaries
    assert ["SS040 content/summaries/ann.md:8:6"] == codes(problems)
    assert (8, 16) == (found.body.references[0].line, found.body.references[0].column)
    assert Place("content/summaries/ann.md", 3, 9) == found.places["author"]


def test_problems_of_an_abstract_are_at_its_key(make_archive: MakeArchive) -> None:
    root = make_archive({"content/papers/a.yml": paper(abstract="One $\\zzz$ two") + "doi: x\n"})
    assert ["SS040 content/papers/a.yml:5:11", "SS013 content/papers/a.yml:6:6"] == codes(loaded(root)[1])


def test_what_is_not_used_is_reported_and_hidden_files_are_not(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/paper/a.yml": "",
        "content/notes.txt": "",
        "content/papers/a.yaml": "",
        "content/papers/.a.yml.swp": "",
        "content/summaries/a/fig.svg": "",
        "content/summaries/.git/x.md": "",
        "content/.DS_Store": "",
        "content/summaries/a/fig.PNG": PNG,
    })  # fmt: skip
    assert [
        "SS017 content/notes.txt:1:1",
        "SS017 content/paper:1:1",
        "SS017 content/papers/a.yaml:1:1",
        "SS017 content/summaries/a/fig.svg:1:1",
    ] == codes(loaded(root)[1])


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("papers/a.yaml", "rename it to .yml"),
        ("summaries/a/ann.markdown", "rename it to .md"),
        ("summaries/a/ann.MD", "rename it to .md"),
        ("papers/ann.md", "what ends in '.md' belongs in content/summaries, content/pages"),
        ("summaries/a/paper.yaml", "what ends in '.yml' belongs in content/papers, content/venues, "),
        ("summaries/a/plot.pdf", "if it is a figure, save it as PNG"),
        ("summaries/a/fig.SVG", "if it is a figure, save it as PNG"),
        ("summaries/a/data.csv", "records here end in '.md'"),
        ("papers/md", "records here end in '.yml'"),
    ],
)
def test_what_is_not_used_is_told_where_it_belongs(make_archive: MakeArchive, path: str, hint: str) -> None:
    (found,) = loaded(make_archive({f"content/{path}": ""}))[1]
    assert "SS017" == found.code
    assert found.hint.startswith(hint)


def test_an_archive_without_content_says_so(make_archive: MakeArchive) -> None:
    root = make_archive({})
    assert [] == loaded(root)[1]
    (root / "content").rmdir()
    assert ["SS001 content:1:1"] == codes(loaded(root)[1])


def test_links_are_not_followed(make_archive: MakeArchive, tmp_path: Path) -> None:
    outside = make_archive({"content/papers/a.yml": paper()}, "outside")
    root = make_archive({"content/papers/b.yml": paper()})
    (root / "content/papers/more").symlink_to(outside / "content/papers")
    (root / "content/papers/c.yml").symlink_to(outside / "content/papers/a.yml")
    (root / "content/venues").symlink_to(outside / "content")
    os.mkfifo(root / "content/papers/d.yml")
    content, problems = loaded(root)
    assert ["b"] == [paper.id for paper in content.papers]
    assert {"SS001", "SS017"} == {problem.code for problem in problems}
    assert tmp_path.as_posix() not in "".join(map(str, problems))


def test_images_lie_beside_the_text(make_archive: MakeArchive) -> None:
    text = summary("a", "![A](fig.png)\n\n![B](deep/b.png)\n\n![C](../c.png)\n\n![D](no.png)\n\n![E](FIG.png)")
    root = make_archive({
        "content/summaries/a/ann.md": text,
        "content/summaries/a/fig.png": PNG,
        "content/summaries/a/deep/b.png": PNG,
        "content/summaries/c.png": PNG,
        "content/summaries/a/no.png": b"GIF89a",
    })  # fmt: skip
    content, problems = loaded(root)
    (found,) = content.summaries
    assert ("fig.png", "deep/b.png") == found.body.images
    assert 'width="5" height="7"' in found.body.html
    assert ["SS042", "SS044", "SS048"] == [problem.code for problem in sorted(problems)]


def test_a_logo_must_lie_beside_its_venue(make_archive: MakeArchive) -> None:
    root = make_archive({
        "content/venues/a.yml": record(name="A", logo="a.png"),
        "content/venues/a.png": PNG,
        "content/venues/b.yml": record(name="B", logo="b.png"),
    })  # fmt: skip
    content, problems = loaded(root)
    assert ["a"] == [venue.id for venue in content.venues]
    assert ["SS015 content/venues/b.yml:2:7"] == codes(problems)


def test_a_text_from_the_cache_is_the_text_that_was_converted(make_archive: MakeArchive, tmp_path: Path) -> None:
    text = "## Head\n\nWords $x^2$, [[a|this]] and ![](fig.png)\n\n$\\zzz$"
    root = make_archive({"content/papers/a.yml": paper(abstract="$a$"), "content/summaries/ann.md": summary("a", text)})
    config = config_of(root)
    results = []
    for _ in range(2):
        with Store.open(tmp_path / "cache.sqlite") as store:
            results.append(load_content(config, 1, store))
            store.finish()
    assert results[0] == results[1]
    (body,) = (found.body for found in results[0][0].summaries)
    assert body == decode_document(json.loads(json.dumps(astuple(body))))


def test_the_order_of_files_on_the_disk_does_not_matter(make_archive: MakeArchive) -> None:
    files = {f"content/papers/{name}.yml": paper(name) for name in "cab"}
    files |= {f"content/summaries/{name}.md": summary(name) for name in "cab"}
    first = make_archive(files, "first")
    second = make_archive(dict(reversed(files.items())), "second")
    assert loaded(first) == loaded(second)


def test_drafts_are_records_like_others(make_archive: MakeArchive) -> None:
    content, problems = loaded(make_archive({"content/summaries/ann.md": summary("a", draft=True)}))
    assert ([], [True]) == (problems, [text.draft for text in content.summaries])
