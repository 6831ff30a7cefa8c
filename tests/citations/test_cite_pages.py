"""Pages tell how to cite what they show, and files for reference managers lie beside them."""

from __future__ import annotations

import json
import re
from html import unescape
from itertools import chain

import bibtexparser
import pytest
from archives import add_paper, add_summary, paper, planned, record, rendered, summary
from conftest import MakeArchive

from shortsite.model import Made
from shortsite.pages import bibliographies

FILES = {
    "content/papers/byron-2020-x.yml": paper("An $x^2$ paper & more", 2020, venue="iclr", keywords=["graphs"]),
    "content/papers/king-2021-y.yml": paper("Another", 2021, venue="iclr", keywords=["graphs", "trees"], abstract="Long."),
    "content/summaries/byron-2020-x/paper.md": summary("byron-2020-x", author="ann", date="2026-03-01"),
    "content/summaries/byron-2020-x/ben.md": summary("byron-2020-x", author="ben", date="2026-03-02", reply_to="paper"),
    "content/summaries/byron-2020-x/eve.md": summary("byron-2020-x", author="eve", withdrawn="Wrong."),
    "content/venues/iclr.yml": record(name="Learning Representations", short="ICLR", kind="conference"),
    "content/contributors/ann.yml": record(name="Ann Lee"),
}  # fmt: skip
BOX = re.compile(r'<details class="cite">.*?</details>', re.DOTALL)


def made(make_archive: MakeArchive) -> dict[str, str]:
    """What the plan's files for machines hold, by address."""
    outputs, problems = planned(make_archive(FILES))
    assert [] == problems
    return {output.url: output.make() for output in outputs if isinstance(output, Made)}


def keys(text: str) -> list[str]:
    return [entry.key for entry in bibtexparser.parse_string(text).entries]


def test_a_page_tells_how_to_cite_the_paper_and_each_text(make_archive: MakeArchive) -> None:
    page = rendered(make_archive(FILES))["paper/byron-2020-x/index.html"].decode()
    names = [re.search(r"<summary>(.*?)</summary>", box) for box in BOX.findall(page)]
    assert ["Cite this paper", "Cite this summary", "Cite this reply"] == [name[1] for name in names if name]


def test_all_that_is_cited_can_be_selected_without_a_script(make_archive: MakeArchive) -> None:
    page = rendered(make_archive(FILES))["paper/byron-2020-x/index.html"].decode()
    box = BOX.findall(page)[1]
    copied = re.findall(r'<button class="copy" type="button" hidden data-copy="([^"]*)">', box)
    texts = [
        unescape(found[1])
        for name in copied
        if (found := re.search(rf'id="{name}">(.*?)</(?:span|pre)>', box, re.DOTALL))
    ]
    assert ["paper_cite_reference", "paper_cite_bibtex", "paper_cite_markdown"] == copied
    assert [
        "Lee, A. (2026, March 1).",
        "@misc{byron-2020-x:paper",
        "Lee, A. (2026, March 1).",
    ] == [
        text[: text.index(" [Sum" if "[Sum" in text else " Sum") if text[0] == "L" else text.index(",")]
        for text in texts
    ]


def test_the_files_that_a_page_offers_are_there(make_archive: MakeArchive) -> None:
    site = rendered(make_archive(FILES))
    page = site["paper/byron-2020-x/index.html"].decode()
    offered = [file for box in BOX.findall(page) for file in re.findall(r'href="\.\./\.\./([^"]*)" download', box)]
    assert 9 == len(set(offered))
    assert set() == set(offered) - set(site)


def test_a_text_named_paper_does_not_take_the_papers_place(make_archive: MakeArchive) -> None:
    files = made(make_archive)
    assert ["byron-2020-x"] == keys(files["paper/byron-2020-x/paper.bib"])
    assert ["byron-2020-x:paper"] == keys(files["paper/byron-2020-x/summary-paper.bib"])
    assert "byron-2020-x:paper" == json.loads(files["paper/byron-2020-x/summary-paper.csl.json"])[0]["id"]
    assert "ID  - byron-2020-x:paper\r\n" in files["paper/byron-2020-x/summary-paper.ris"]


def test_what_was_withdrawn_is_not_cited(make_archive: MakeArchive) -> None:
    assert [] == [url for url in made(make_archive) if "summary-eve" in url]


def test_lists_that_people_cite_from_have_their_papers_as_bibtex(make_archive: MakeArchive) -> None:
    files = {url: text for url, text in made(make_archive).items() if url.endswith("papers.bib")}
    both = ["king-2021-y", "byron-2020-x"]
    assert {
        "api/papers.bib": ["byron-2020-x", "king-2021-y"],
        "author/ada-byron/papers.bib": both,
        "keyword/graphs/papers.bib": both,
        "venue/iclr/papers.bib": both,
    } == {url: keys(text) for url, text in files.items()}
    assert "abstract" not in files["api/papers.bib"]


def test_a_years_page_of_a_venue_offers_its_own_papers(make_archive: MakeArchive) -> None:
    root = make_archive(FILES)
    add_paper(root, "plato-2021-z", title="Third", year=2021, venue="iclr")
    site = rendered(root)
    assert ["king-2021-y", "plato-2021-z"] == sorted(keys(site["venue/iclr/2021/papers.bib"].decode()))
    assert (
        'href="../../../venue/iclr/2021/papers.bib" download>BibTeX</a>' in site["venue/iclr/2021/index.html"].decode()
    )


def test_a_list_that_is_too_long_for_one_file_has_several(
    make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bibliographies, "PART_BYTES", 2_500)
    files = {f"content/papers/a{number}.yml": paper(f"A{number}", venue="V") for number in range(4)}
    site = rendered(make_archive(files))
    entries = [keys(site[f"venue/v/{name}"].decode()) for name in ("papers.bib", "papers-2.bib")]
    assert (["a0", "a1", "a2", "a3"], [2, 2]) == (sorted(chain(*entries)), [len(part) for part in entries])
    assert "venue/v/papers-3.bib" not in site
    page = site["venue/v/index.html"].decode()
    assert [("../../venue/v/papers.bib", "BibTeX 1"), ("../../venue/v/papers-2.bib", "BibTeX 2")] == re.findall(
        r'<a href="([^"]*)" download>(BibTeX[^<]*)</a>', page
    )
    assert {"api/papers.bib", "api/papers-2.bib"} <= site.keys()


def test_a_list_of_one_paper_or_of_a_year_offers_none(make_archive: MakeArchive) -> None:
    site = rendered(make_archive(FILES))
    for path in ("keyword/trees", "year/2021", "venue/iclr/2021"):
        assert f"{path}/papers.bib" not in site
        assert "papers.bib" not in site[f"{path}/index.html"].decode()


def test_marks_in_titles_and_names_stay_marks(make_archive: MakeArchive) -> None:
    root = make_archive(FILES)
    add_paper(root, "a", title="<b>x</b> [y](z) *w*", year=2021, authors=["<i>, Eve"])
    add_summary(root, "a", "ann", title="</pre><script>alert(1)</script>")
    page = rendered(root)["paper/a/index.html"].decode()
    assert (False, False) == ("<b>x" in page, "<script>alert" in page)
    assert r"\&lt;b\&gt;x\&lt;/b\&gt; \[y\](z) \*w\*" in page
