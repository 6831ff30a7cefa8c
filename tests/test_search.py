"""What search is made of: words, the index of names and its parts, facets, Pagefind's bundle, and how it is published."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from archives import CONFIG, TINY, paper, summary, viewed, write_archive
from conftest import MakeArchive
from hypothesis import given
from hypothesis import strategies as st

from shortsite import installed
from shortsite.pipeline import Options, build
from shortsite.problems import SiteError
from shortsite.search import bundle as bundles
from shortsite.search import titles
from shortsite.search.facets import facets_file
from shortsite.search.titles import PLACES, numbered_papers, title_files
from shortsite.search.words import folded, words

NAMES = {
    "content/papers/a.yml": paper("Über Straßen & Łódź", 2019, authors=["Søren Ångström"], keywords=["Maps"], arxiv="1706.03762"),
    "content/papers/b.yml": paper("Attention is all you need to read it well", 2020, venue="NeurIPS", doi="10.1000/ABC"),
    "content/venues/neurips.yml": "name: Neural Information Processing Systems\nshort: NeurIPS\naliases: [NIPS]\n",
    "content/contributors/ann.yml": "name: Ann Example\n",
    "content/summaries/a/ann.md": summary("a", "Roads lead to **Rome** and formulas $x^2$."),
}  # fmt: skip

needs_pagefind = pytest.mark.skipif(installed.pagefind() is None, reason="Pagefind is not installed")


def index_of(root: Path) -> dict[str, object]:
    views = viewed(root)
    files = {
        file.path: json.loads(file.data) for file in title_files(views, numbered_papers(views), {}, has_texts=False)
    }
    assert list(files) == ["search/index.json"]
    return files["search/index.json"]


def places(rows: Sequence[tuple[str, list[int]]], word: str) -> list[tuple[int, str]]:
    """(paper's number, place) of each posting of a word."""
    found, posting = [], 0
    for distance in dict(rows).get(word, []):
        posting += distance
        found.append((posting >> 3, PLACES[posting & 7]))
    return found


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


# Words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Attention Is All You Need", ["attention", "all", "you", "need"]),
        ("Über Straßen & Łódź", ["uber", "strassen", "lodz"]),
        ("Søren Ångström", ["soren", "angstrom"]),
        ("word2vec: L²-norms, C++", ["word2vec", "l2", "norms", "c"]),
        ("深度 学习", ["深度", "学习"]),
        ("… --- $", []),
    ],
)
def test_words_have_neither_case_nor_accents(text: str, expected: list[str]):
    assert expected == words(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str):
    assert folded(folded(text).lower()) == folded(folded(folded(text).lower()).lower())
    assert all(word and "_" not in word for word in words(text))


# The index of names


def test_every_word_of_a_record_leads_to_the_paper_from_its_best_place(make_archive: MakeArchive):
    index = index_of(make_archive(NAMES))
    (rows,) = index["words"]  # type: ignore[misc]
    assert [(0, "short title")] == places(rows, "strassen")
    assert [(0, "author")] == places(rows, "angstrom")
    assert [(0, "keyword")] == places(rows, "maps")
    assert [(0, "year")] == places(rows, "2019")
    assert [(0, "identifier")] == places(rows, "1706.03762")
    assert [(1, "identifier")] == places(rows, "10.1000/abc")
    assert [(1, "title")] == places(rows, "attention")
    assert [(1, "venue")] == places(rows, "nips")
    assert [word for word, _ in rows] == sorted(word for word, _ in rows)


def test_papers_with_texts_come_before_those_without(make_archive: MakeArchive):
    assert ("a", "b") == numbered_papers(viewed(make_archive(NAMES)))


def test_a_result_shows_title_authors_and_where_it_appeared(make_archive: MakeArchive):
    (cards,) = index_of(make_archive(NAMES))["cards"]  # type: ignore[misc]
    assert ["a", "Über Straßen & Łódź", "Søren Ångström", "2019", ""] == cards[0]
    assert "NeurIPS 2020" == cards[1][3]


def test_a_result_tells_of_a_retracted_paper(make_archive: MakeArchive):
    from shortsite.search.texts import text_documents

    files = {**TINY, "content/papers/byron-2020-a-paper.yml": paper(status="retracted")}
    root = make_archive(files)
    ((card,),) = index_of(root)["cards"]  # type: ignore[misc]
    assert card[5:] == ["retracted"]
    ((_, html),) = text_documents(viewed(root), ["byron-2020-a-paper"])
    assert 'data-pagefind-meta="status:retracted"' in html


def test_a_large_index_is_divided_by_words_and_by_papers(make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(titles, "WHOLE_BYTES", 100)
    monkeypatch.setattr(titles, "WORDS_BYTES", 60)
    monkeypatch.setattr(titles, "PAPERS_IN_A_FILE", 1)
    views = viewed(make_archive(NAMES))
    files = {
        file.path: json.loads(file.data) for file in title_files(views, numbered_papers(views), {}, has_texts=True)
    }
    index = files.pop("search/index.json")
    parts = [files[f"search/words-{number}.json"]["rows"] for number in range(len(index["starts"]))]
    assert len(parts) > 3
    assert index["starts"][1:] == [part[0][0] for part in parts[1:]]
    assert {index["stamp"]} == {file["stamp"] for file in files.values()}
    assert [["a"], ["b"]] == [[card[0] for card in files[f"search/papers-{n}.json"]["rows"]] for n in range(2)]
    words_found = [row[0] for part in parts for row in part]
    assert words_found == sorted(words_found)


def test_an_empty_archive_has_an_empty_index(make_archive: MakeArchive):
    root = make_archive({"config.yml": CONFIG, **dict.fromkeys(TINY, "")})
    for path in TINY:
        (root / path).unlink(missing_ok=True)
    index = index_of(root)
    assert 0 == index["papers"]
    assert [[]] == index["words"]


def test_facets_hold_the_papers_of_each_value(make_archive: MakeArchive):
    views = viewed(make_archive(NAMES))
    told = json.loads(facets_file(views, numbered_papers(views), {"a": "en_1"}).data)
    assert [["neurips", "NeurIPS", [1]]] == told["facets"]["venue"]
    assert [["2020", "2020", [1]], ["2019", "2019", [0]]] == told["facets"]["year"]
    assert [["ann", "Ann Example", [0]]] == told["facets"]["contributor"]
    assert ["en_1", ""] == told["fragments"]


def test_browsers_are_told_how_to_search(make_archive: MakeArchive, tmp_path: Path):
    title = 'title: "An archive & its <rather> long name"'
    root = make_archive({**NAMES, "config.yml": CONFIG.replace(CONFIG.splitlines()[0], title)})
    build(Options(root=root, jobs=1, output=tmp_path / "site"))
    space = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    found = ET.parse(tmp_path / "site/opensearch.xml").getroot()
    template = found.find("o:Url", space)
    assert template is not None
    assert template.attrib["template"].endswith("/search/?q={searchTerms}")
    assert len(found.findtext("o:ShortName", "", space)) <= 16
    assert 'rel="search"' in (tmp_path / "site/index.html").read_text()


# Texts


@needs_pagefind
def test_texts_are_indexed_to_the_same_bytes_each_time(make_archive: MakeArchive, tmp_path: Path):
    root = make_archive(NAMES)
    for name in ("one", "other"):
        made = build(Options(root=root, jobs=1, output=tmp_path / name, use_cache=False, full_text=True))
        assert made.has_full_text
    one, other = files_of(tmp_path / "one"), files_of(tmp_path / "other")
    assert one == other
    assert "pagefind/pagefind.js" in one
    assert not [path for path in one if path.startswith("pagefind/filter") or "-ui." in path]
    assert not (root / ".shortsite/search").exists()


@needs_pagefind
def test_pagefind_runs_only_where_a_text_has_changed(make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch):
    root = make_archive(NAMES)
    options = Options(root=root, jobs=1, full_text=True)
    build(options)
    runs: list[object] = []
    start = bundles._started
    monkeypatch.setattr(bundles, "_started", lambda *given: runs.append(given) or start(*given))
    assert 0 == build(options).written.changed
    assert [] == runs
    text = root / "content/summaries/a/ann.md"
    text.write_text(text.read_text().replace("Rome", "Athens"))
    assert build(options).written.changed
    assert 1 == len(runs)


@needs_pagefind
def test_a_preview_takes_the_index_that_is_there(make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch):
    root = make_archive(NAMES)
    build(Options(root=root, jobs=1, full_text=True))
    text = root / "content/summaries/a/ann.md"
    text.write_text(text.read_text().replace("Rome", "Athens"))
    monkeypatch.setattr(bundles, "_started", lambda *_: pytest.fail("Pagefind ran"))
    assert build(Options(root=root, jobs=1, full_text=True, old_text=True)).has_full_text


@needs_pagefind
def test_an_index_that_was_kept_and_damaged_is_made_anew(make_archive: MakeArchive):
    root = make_archive(NAMES)
    options = Options(root=root, jobs=1, full_text=True)
    build(options)
    (kept,) = (root / ".shortsite/search").iterdir()
    kept.write_bytes(b"no archive")
    # as long as the site has it, nobody asks for it
    assert 0 == build(options).written.changed
    shutil.rmtree(root / "site")
    assert build(options).has_full_text
    assert zipfile.is_zipfile(kept)


def test_without_pagefind_names_can_be_searched_and_texts_cannot(
    make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(installed, "pagefind", lambda: None)
    root = make_archive(NAMES)
    built = build(Options(root=root, jobs=1, full_text=True))
    assert not built.has_full_text
    assert not (built.output / "pagefind").exists()
    assert json.loads((built.output / "search/index.json").read_bytes())["texts"] is False


FAILING = {
    "it broke": "#!/bin/sh\necho it broke\nexit 3\n",
    "it ended with 3": "#!/bin/sh\nexit 3\n",
    "it ended with -9": "#!/bin/sh\nkill -9 $$\n",
    "it wrote a fragment that cannot be read: Not a gzipped file": "#!/bin/sh\nmkdir bundle\necho no > bundle/a.pf_fragment\n",
    "Exec format error": "\x7fELF",
    "it was still at work after 2 seconds": "#!/bin/sh\nexec sleep 60\n",
}


@pytest.mark.parametrize("fault", FAILING)
def test_a_site_is_published_without_full_text_where_pagefind_fails(
    fault: str, make_archive: MakeArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    program = tmp_path / "pagefind"
    program.write_text(FAILING[fault])
    program.chmod(0o755)
    monkeypatch.setattr(installed, "pagefind", lambda: program)
    monkeypatch.setattr(bundles, "_PATIENCE", 2.0)
    root = make_archive(NAMES)
    built = build(Options(root=root, jobs=1, full_text=True))
    (problem,) = (problem for problem in built.plan.problems if problem.code == "SS081")
    assert (fault in problem.message, problem.severity) == (True, "warning")
    assert not built.has_full_text
    assert not (built.output / "pagefind").exists()
    assert json.loads((built.output / "search/index.json").read_bytes())["texts"] is False
    assert [] == list((root / ".shortsite/search").glob("*"))


def test_strict_builds_publish_nothing_where_pagefind_fails(
    make_archive: MakeArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    program = tmp_path / "pagefind"
    program.write_text(FAILING["it broke"])
    program.chmod(0o755)
    monkeypatch.setattr(installed, "pagefind", lambda: program)
    root = make_archive(NAMES)
    with pytest.raises(SiteError) as caught:
        build(Options(root=root, jobs=1, full_text=True, strict=True))
    assert ["SS081"] == [problem.code for problem in caught.value.problems]
    assert not (root / "site").exists()


def test_words_of_an_archive_cannot_become_markup_in_what_pagefind_reads(make_archive: MakeArchive):
    from shortsite.search.texts import text_documents

    root = make_archive({**NAMES, "content/papers/a.yml": paper('<script>"x" & y', 2019)})
    views = viewed(root)
    document = dict(text_documents(views, numbered_papers(views)))["paper/a/index.html"]
    assert "<script>" not in document
    assert "Roads lead to Rome" in document


def test_each_block_of_a_text_is_a_paragraph_and_a_link_the_title_of_its_paper(make_archive: MakeArchive):
    from shortsite.search.texts import text_documents

    text = summary("a", "# Roads\n\nTo [[b]].\n\n- One\n- Two $x^2$")
    views = viewed(make_archive({**NAMES, "content/summaries/a/ann.md": text}))
    blocks = "<p>Roads</p><p>To Attention is all you need to read it well.</p><p>One</p><p>Two x²</p>"
    assert blocks in dict(text_documents(views, numbered_papers(views)))["paper/a/index.html"]


def test_a_text_is_found_by_who_wrote_it_whether_or_not_it_has_a_title(make_archive: MakeArchive):
    from shortsite.search.texts import text_documents

    files = {
        **TINY,
        "content/contributors/ann.yml": "name: Ann Zeno\n",
        "content/summaries/byron-2020-a-paper/two.md": summary("byron-2020-a-paper", title="Titled"),
    }
    ((_, html),) = text_documents(viewed(make_archive(files)), ["byron-2020-a-paper"])
    first, second = html.split("<h2 ")[1:]
    assert ("Summary by Ann Zeno</h2>" in first, "<p>Ann Zeno</p>" in second) == (True, True)
    assert (first.count("Zeno"), second.count("Zeno")) == (1, 1)


def test_withdrawn_texts_are_not_searched(make_archive: MakeArchive):
    from shortsite.search.texts import text_documents

    text = summary("a", "Roads lead to Rome.", withdrawn="It was wrong.")
    views = viewed(make_archive({**NAMES, "content/summaries/a/ann.md": text}))
    assert "Rome" not in dict(text_documents(views, numbered_papers(views)))["paper/a/index.html"]
    assert [] == json.loads(facets_file(views, numbered_papers(views), {}).data)["facets"]["contributor"]


def test_a_page_of_the_archive_cannot_take_the_place_of_the_index(tmp_path: Path):
    page = "---\ntitle: Mine\n---\nText.\n"
    root = write_archive(tmp_path, {**TINY, "config.yml": CONFIG, "content/pages/pagefind.md": page})
    with pytest.raises(SiteError):
        build(Options(root=root, jobs=1))
