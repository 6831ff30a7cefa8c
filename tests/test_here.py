"""Links that leave the site for a paper which has a summary here."""

from __future__ import annotations

import re

import pytest
from archives import paper, rendered, summary
from conftest import MakeArchive

from shortsite.pipeline import Options, build

FILES = {
    "content/papers/a.yml": paper("First", arxiv="2001.00001", doi="10.1000/A(1)"),
    "content/papers/b.yml": paper("Second", arxiv="2001.00002"),
    "content/papers/c.yml": paper("Third, without a summary", arxiv="2001.00003"),
    "content/summaries/a/ann.md": summary("a"),
}
MARK = r'<a class="here" href="\.\./\.\./paper/a/">summary here</a>'


def page_of(make_archive: MakeArchive, text: str, name: str = "paper/b/index.html") -> str:
    return rendered(make_archive({**FILES, "content/summaries/b/ann.md": summary("b", text)}))[name].decode()


@pytest.mark.parametrize(
    "address",
    [
        "https://arxiv.org/abs/2001.00001",
        "http://www.arxiv.org/abs/2001.00001v3",
        "https://arxiv.org/pdf/2001.00001.pdf",
        "https://doi.org/10.1000/a(1)",
    ],
)
def test_a_link_to_a_paper_of_the_archive_bears_a_mark(address: str, make_archive: MakeArchive):
    html = page_of(make_archive, f"As [they *say*](<{address}>) and [others](https://example.org/).")
    assert 1 == len(re.findall(rf"<em>say</em></a> {MARK} and <a", html))
    assert 1 == html.count('class="here"')


def test_no_mark_where_there_is_no_summary_nor_at_the_paper_itself(make_archive: MakeArchive):
    text = "<https://arxiv.org/abs/2001.00003>, <https://arxiv.org/abs/2001.00002>, <https://arxiv.org/list/cs.LG>."
    assert 'class="here"' not in page_of(make_archive, text)


def test_a_mark_is_a_link_of_the_site_in_feeds_and_stands_beside_references(make_archive: MakeArchive):
    text = "See [[a]] and <https://arxiv.org/abs/2001.00001>."
    feed = page_of(make_archive, text, "feed.xml")
    assert '<a class="paper" href="https://toy.example.org/paper/a/">First</a>' in feed
    assert '</a> <a class="here" href="https://toy.example.org/paper/a/">summary here</a>.' in feed


def test_a_mark_comes_with_the_first_summary_and_goes_with_it(make_archive: MakeArchive):
    files = {path: text for path, text in FILES.items() if "/summaries/" not in path}
    text = summary("b", "See <https://arxiv.org/abs/2001.00001>.")
    root = make_archive({**files, "content/summaries/b/ann.md": text})
    page = root / "site/paper/b/index.html"
    first = root / "content/summaries/a/ann.md"
    shown = []
    for has_summary in (False, True, False):
        first.parent.mkdir(exist_ok=True)
        first.write_text(summary("a")) if has_summary else first.unlink(missing_ok=True)
        build(Options(root=root, jobs=1))
        shown.append('class="here"' in page.read_text())
    assert [False, True, False] == shown
