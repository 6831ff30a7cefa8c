"""How large a site is: kinds of files, sums, and how it is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from archives import paper, rendered, summary, write_archive
from click.testing import CliRunner

from shortsite import urls
from shortsite.cli import shortsite
from shortsite.sizes import KINDS, LIMIT, OTHER, Kind, Sizes, as_json, as_text, kind_of, sizes

FILES = {
    "paper/a/index.html": 3_000_000,
    "paper/b/index.html": 1_000_000,
    "feed.xml": 2_000_000,
    "venue/x/feed.xml": 500_000,
    "robots.txt": 20,
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, size in FILES.items():
        (tmp_path / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / path).write_bytes(b"x" * size)
    return tmp_path / "site"


EXPECTED = Sizes(
    files=5,
    size=6_500_020,
    kinds=(
        Kind("pages", 2, 4_000_000, ("paper/a/index.html", 3_000_000)),
        Kind("feeds, RSS", 2, 2_500_000, ("feed.xml", 2_000_000)),
        Kind(OTHER, 1, 20, ("robots.txt", 20)),
    ),
    largest=(
        ("paper/a/index.html", 3_000_000),
        ("feed.xml", 2_000_000),
        ("paper/b/index.html", 1_000_000),
        ("venue/x/feed.xml", 500_000),
        ("robots.txt", 20),
    ),
)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", "pages"),
        ("paper/a/index.html", "pages"),
        ("feed.xml", "feeds, RSS"),
        ("keyword/x/atom.xml", "feeds, Atom"),
        ("paper/a/paper.bib", "citations"),
        ("paper/a/summary-ann.csl.json", "citations"),
        ("venue/x/papers.bib", "citations"),
        ("api/papers.bib", "for programs (api)"),
        ("schema/paper.json", "for programs (api)"),
        ("paper/a/index.json", "papers for programs"),
        ("paper/a/ann.md", "texts as written"),
        ("paper/a/plot.png", "images"),
        ("poster/a.png", "posters"),
        ("badge/a.svg", "badges"),
        ("search/words-1.json", "search by names"),
        ("search/index.html", "pages"),
        ("pagefind/index/x.pf_index", "search in texts"),
        ("static/style.css", "static files of the theme"),
        ("static/logo.png", "static files of the theme"),
        ("feed.json", "feeds, JSON Feed"),
        ("archive/2026.atom.xml", "feeds, Atom"),
        ("archive/2026.json", "feeds, JSON Feed"),
        ("digest/weekly/feed.xml", "feeds, RSS"),
        ("venue/iclr/papers.epub", "books and zip files"),
        ("contributor/ann/ann.zip", "books and zip files"),
        ("archive.zip", "books and zip files"),
        ("sitemap.xml", OTHER),
        ("notafeed.xml", OTHER),
        ("llms.txt", OTHER),
    ],
)
def test_a_file_is_of_the_kind_that_its_path_tells(path: str, kind: str) -> None:
    assert kind == kind_of(path)


def test_every_format_of_feeds_is_a_kind() -> None:
    assert {f"feeds, {label}" for *_, label in urls.FEEDS} <= {name for name, _ in KINDS}


def test_hardly_a_file_of_a_site_is_of_no_kind(tmp_path: Path) -> None:
    root = write_archive(
        tmp_path,
        {
            "content/papers/a.yml": paper("A", venue="ICLR", keywords=["x"], arxiv="2001.00001", aliases=["b"]),
            "content/summaries/a/ann.md": summary("a"),
        },
    )
    strange = {path for path in rendered(root) if kind_of(path) == OTHER}
    assert {"feeds.opml", "llms.txt", "opensearch.xml", "random/papers-0.json", "robots.txt", "sitemap.xml"} == strange


def test_sizes_are_summed_by_kind_the_largest_first(site: Path) -> None:
    assert EXPECTED == sizes(site)


def test_links_are_not_followed(site: Path) -> None:
    (site / "link").symlink_to(site)
    found = sizes(site)
    assert (EXPECTED.files + 1, EXPECTED.size + (site / "link").lstat().st_size) == (found.files, found.size)


def test_an_empty_site_has_no_kinds(tmp_path: Path) -> None:
    assert Sizes(0, 0, (), ()) == sizes(tmp_path)
    assert ["site: 0 files, 0.00 MB, 0.0 % of what GitHub Pages takes"] == list(as_text("site", sizes(tmp_path)))


def test_only_the_ten_largest_files_are_named(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number:02}.html").write_bytes(b"x" * (5 if number < 9 else number))
    expected = ["11.html", "10.html", "09.html", "00.html", "01.html"]
    assert (expected, 10) == ([path for path, _ in sizes(tmp_path).largest][:5], len(sizes(tmp_path).largest))


def test_people_get_columns() -> None:
    expected = """site: 5 files, 6.50 MB, 0.7 % of what GitHub Pages takes

             files    MB   share  largest
pages            2  4.00  61.5 %  3.00  paper/a/index.html
feeds, RSS       2  2.50  38.5 %  2.00  feed.xml
other files      1  0.00   0.0 %  0.00  robots.txt

the largest files
  paper/a/index.html  3.00
  feed.xml            2.00
  paper/b/index.html  1.00
  venue/x/feed.xml    0.50
  robots.txt          0.00"""
    assert expected == "\n".join(as_text("site", EXPECTED))


def test_a_site_that_is_too_large_is_told_as_such() -> None:
    assert ["site: 1 file, 2,500.00 MB, 250.0 % of what GitHub Pages takes"] == list(
        as_text("site", Sizes(1, 5 * LIMIT // 2, (), ()))
    )


def test_programs_get_one_document() -> None:
    told = as_json("site", EXPECTED)
    assert (1, "site", 5, 6_500_020, LIMIT) == tuple(
        told[key] for key in ("version", "output", "files", "bytes", "limit")
    )
    first = {
        "kind": "pages",
        "files": 2,
        "bytes": 4_000_000,
        "largest": {"path": "paper/a/index.html", "bytes": 3_000_000},
    }
    assert first == told["kinds"][0]
    assert {"path": "robots.txt", "bytes": 20} == told["largest"][-1]


# The command


def stats(root: Path, *options: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(shortsite, ["-C", str(root), "stats", *options])
    return done.exit_code, done.stdout, done.stderr


def test_the_command_tells_of_the_folder_that_the_configuration_names(site: Path) -> None:
    root = write_archive(site.parent, {})
    status, told, errors = stats(root)
    assert (0, "\n".join(as_text(str(site), EXPECTED)) + "\n", "") == (status, told, errors)
    assert as_json(str(site), EXPECTED) == json.loads(stats(root, "--format", "json")[1])


def test_the_command_tells_of_another_folder(site: Path, tmp_path: Path) -> None:
    assert 0 == stats(tmp_path, "--output", str(site))[0]


def test_where_nothing_is_published_it_says_so(tmp_path: Path) -> None:
    status, told, errors = stats(write_archive(tmp_path, {}))
    assert (2, "") == (status, told)
    assert "cannot be read (No such file or directory); 'shortsite build' makes it" in errors


def test_a_configuration_with_faults_is_told_as_ever(tmp_path: Path) -> None:
    status, told, errors = stats(write_archive(tmp_path, {"config.yml": "colour: red\n"}))
    assert (1, "") == (status, told)
    assert "SS006" in errors
