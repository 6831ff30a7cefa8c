"""The site as a zip file, and a contributor's texts: what is in them, and that all of it leads somewhere."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest
from archives import CONFIG, URL, paper, planned, record, summary, viewed, write_archive
from conftest import MakeArchive
from lxml import html
from test_books import PNG

from shortsite.model import Export, File, Page
from shortsite.pipeline import Options, build
from shortsite.portable import is_portable, portable_page, site_zip
from shortsite.urls import file_of

ZIPS = CONFIG + "exports:\n  zip: true\nrepository: https://github.com/papers/toy\n"
FILES: dict[str, str | bytes] = {
    "config.yml": ZIPS,
    "content/papers/first.yml": paper("First", venue="conf", keywords=["Nets", "C#"], arxiv="2001.00001", aliases=["old"]),
    "content/papers/second.yml": paper("Second", venue="conf", keywords=["Nets"]),
    "content/venues/conf.yml": record(name="A Conference", short="Conf"),
    "content/pages/about.md": "---\ntitle: About\n---\nSee [[first]], [that](https://example.org/x/) and ![A plot](plot.png).\n",
    "content/pages/plot.png": PNG,
    "content/summaries/first/ann.md": summary("first", "As in [[second]]: $\\sqrt{x}$.\n\n![A plot](<plots/a plot.png>)"),
    "content/summaries/first/plots/a plot.png": PNG,
    "content/summaries/first/ben.md": summary("first", "No.", "ben", "2026-03-05", reply_to="ann"),
    "content/summaries/second/ann.md": summary("second", "Words."),
    "content/summaries/second/ben.md": summary("second", "Words.", "ben", draft=True),
    "content/summaries/second/eve.md": summary("second", "Gone.", "eve", withdrawn="Wrong."),
}  # fmt: skip


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a built site, by path."""
    root = write_archive(tmp_path_factory.mktemp("archive"), FILES)
    output = build(Options(root=root, jobs=1, use_cache=False)).output
    return {file.relative_to(output).as_posix(): file.read_bytes() for file in output.rglob("*") if file.is_file()}


@pytest.fixture(scope="module")
def copy(site: dict[str, bytes]) -> dict[str, bytes]:
    """The files of the zip file, by path within its folder."""
    files = unpacked(site["archive.zip"])
    assert {"toy-archive"} == {name.partition("/")[0] for name in files}
    return {name.partition("/")[2]: data for name, data in files.items()}


# What is in it


def test_all_pages_are_in_it_but_the_one_for_what_is_not_there(site: dict[str, bytes], copy: dict[str, bytes]) -> None:
    pages = {name for name in site if name.endswith(".html")}
    assert pages - {"404.html"} == {name for name in copy if name.endswith(".html")}


def test_images_styles_and_files_to_cite_from_are_in_it_as_they_are(
    site: dict[str, bytes], copy: dict[str, bytes]
) -> None:
    assert {
        "paper/first/plots/a plot.png",
        "paper/first/paper.bib",
        "paper/first/ann.md",
        "static/icon.svg",
    } <= copy.keys()
    rest = {name: data for name, data in copy.items() if not name.endswith((".html", ".css"))}
    assert {name: site[name] for name in rest} == rest


def test_nothing_for_programs_and_servers_is_in_it(copy: dict[str, bytes]) -> None:
    left = re.compile(r".*\.(js|xml|jsonl|zip|epub|txt)|(api|search|poster|badge|schema|random)/.*\.(json|bib|png|svg)")
    assert {"static/fonts/OFL.txt"} >= {name for name in copy if left.fullmatch(name)}


def leads(copy: dict[str, bytes], name: str) -> list[tuple[str, str]]:
    """The addresses of a page that are its own or the site's: as written, and where they lead in the copy."""
    tree = html.document_fromstring(copy[name].decode())
    found = [part.get(key) for part in tree.iter() for key in ("href", "src") if part.get(key)]
    inner = [address for address in found if not urlsplit(address).scheme]
    return [
        (address, normpath(join(dirname(name), unquote(urlsplit(address).path))) if urlsplit(address).path else name)
        for address in inner
    ]


def test_every_link_within_the_copy_names_a_file_that_is_there(copy: dict[str, bytes]) -> None:
    for name in copy:
        if name.endswith(".html"):
            assert [] == [address for address, target in leads(copy, name) if target not in copy], name


def test_links_keep_their_places_and_questions(copy: dict[str, bytes]) -> None:
    page = copy["paper/second/index.html"].decode()
    assert 'href="../../paper/first/index.html"' in page
    assert "index.html#paper" in copy["index.html"].decode()
    assert "index.html#ann" in copy["keyword/nets/index.html"].decode()
    assert 'content="0; url=../../paper/first/index.html"' in copy["paper/old/index.html"].decode()
    assert "keyword/c-sharp/index.html" in copy["paper/first/index.html"].decode()


def test_links_to_what_is_not_in_it_lead_to_the_site(copy: dict[str, bytes]) -> None:
    page = html.document_fromstring(copy["keyword/nets/index.html"].decode())
    found = {(link.text, link.get("href")) for link in page.iter("a")}
    assert {("RSS", f"{URL}keyword/nets/feed.xml"), ("Offline copy", f"{URL}archive.zip")} <= found
    assert ("BibTeX", "../../keyword/nets/papers.bib") in found


def test_no_page_has_a_script_or_what_needs_one(copy: dict[str, bytes]) -> None:
    for name, data in copy.items():
        if name.endswith(".html"):
            tree = html.document_fromstring(data.decode())
            assert [] == [part.tag for part in tree.iter("script", "noscript", "form", "input")], name
            policies = [meta.get("content") for meta in tree.iter("meta") if "Policy" in (meta.get("http-equiv") or "")]
            assert ["script-src 'none'"] * ("script-src" in policies[0]) == re.findall("script-src [^;]*", policies[0])
            assert policies[0].startswith("default-src 'none'")


def test_the_search_page_says_what_is_possible(copy: dict[str, bytes]) -> None:
    text = html.document_fromstring(copy["search/index.html"].decode()).text_content()
    assert "Searching needs a script, and here none runs." in text


def test_fonts_are_within_the_style_sheet(site: dict[str, bytes], copy: dict[str, bytes]) -> None:
    (sheet,) = [name for name in copy if re.fullmatch(r"static/math\.\w+\.css", name)]
    assert b'url("data:font/woff2;base64,' in copy[sheet]
    assert b'url("fonts/' in site[sheet]


# The rest of the site


def test_people_and_programs_are_told_of_it(site: dict[str, bytes]) -> None:
    assert f"{URL}archive.zip" == json.loads(site["api/index.json"])["files"]["archive"]
    for name, data in site.items():
        if name.endswith(".html") and b'class="site-footer"' in data:
            assert b'archive.zip">Offline copy</a>' in data, name


def test_without_the_setting_there_is_neither(make_archive: MakeArchive) -> None:
    root = make_archive({**FILES, "config.yml": CONFIG})
    assert [] == [output.url for output in planned(root)[0] if isinstance(output, Export)]
    assert not (build(Options(root=root, jobs=1, use_cache=False)).output / "archive.zip").exists()


def test_the_zip_file_is_the_same_every_time(site: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> None:
    root = write_archive(tmp_path_factory.mktemp("again"), dict(reversed([*FILES.items()])))
    output = build(Options(root=root, jobs=2)).output
    for name in ("archive.zip", "contributor/ann/ann.zip"):
        assert site[name] == (output / name).read_bytes()
    with zipfile.ZipFile(output / "archive.zip") as file:
        assert {(1980, 1, 1, 0, 0, 0)} == {info.date_time for info in file.infolist()}


def test_a_preview_leaves_them_out_and_has_no_link_to_them(tmp_path: Path) -> None:
    root = write_archive(tmp_path, {**FILES, "config.yml": ZIPS.replace("zip: true", "zip: true\n  epub: true")})
    output = build(Options(root=root, jobs=1, exports=False)).output
    assert [] == [file.name for ending in ("zip", "epub") for file in output.rglob(f"*.{ending}")]
    assert "archive.zip" not in (output / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("html_", "expected"),
    [
        ('<a href="../../venue/">', '<a href="../../venue/index.html">'),
        ('<a class="x" href="../../">', '<a class="x" href="../../index.html">'),
        ('<a title="a > b" href="../b/?q=a&amp;b#c">', '<a title="a > b" href="../b/index.html?q=a&amp;b#c">'),
        ('<a href="#c">', '<a href="#c">'),
        ('<a href="?q=1">', '<a href="?q=1">'),
        ('<a href="https://example.org/x/">', '<a href="https://example.org/x/">'),
        ('<a href="//example.org/x/">', '<a href="//example.org/x/">'),
        ('<a href="mailto:a@example.org">', '<a href="mailto:a@example.org">'),
        ('<a href="../../feed.xml">', '<a href="https://toy.example.org/feed.xml">'),
        ('<a href="../../../outside/">', '<a href="https://toy.example.org/outside/">'),
        ('<link rel="alternate" href="x">\n<link rel="icon" href="x">', '<link rel="icon" href="x">'),
        ('a<script src="x"></script>b<script>\n"</p>"</script>c', "abc"),
        ("<noscript>Without</noscript>", "Without"),
        ("<pre>&lt;script&gt;x&lt;/script&gt;</pre>", "<pre>&lt;script&gt;x&lt;/script&gt;</pre>"),
    ],
)
def test_a_page_is_changed_like_this(html_: str, expected: str) -> None:
    assert expected == portable_page(html_, "paper/a/index.html", URL)


def test_every_page_of_the_plan_but_one_is_portable(make_archive: MakeArchive) -> None:
    pages = [file_of(output.url) for output in planned(make_archive(FILES))[0] if isinstance(output, Page)]
    assert ["404.html"] == [path for path in pages if not is_portable(path)]


def test_a_file_of_no_kind_that_people_read_stays_out(make_archive: MakeArchive) -> None:
    config = viewed(make_archive(FILES)).config
    assert {"toy-archive/a/index.html": b"<p>"} == unpacked(site_zip([File("a/index.html", b"<p>")], config))
    assert [False, False] == [is_portable(path) for path in ("robots.txt", "static/x.js")]


# A contributor's texts


def test_a_contributor_takes_out_texts_images_and_records_as_they_were_written(site: dict[str, bytes]) -> None:
    names = (
        "papers/first.yml",
        "papers/second.yml",
        "summaries/first/ann.md",
        "summaries/first/plots/a plot.png",
        "summaries/second/ann.md",
    )
    expected = {f"ann/content/{name}": FILES[f"content/{name}"] for name in names}
    found = unpacked(site["contributor/ann/ann.zip"])
    assert {name: text if isinstance(text, bytes) else text.encode() for name, text in expected.items()} == found
    assert b'ann.zip" download>Texts (ZIP)</a>' in site["contributor/ann/index.html"]


def test_drafts_and_withdrawn_texts_are_not_given_out(site: dict[str, bytes]) -> None:
    assert ["ben/content/papers/first.yml", "ben/content/summaries/first/ben.md"] == [
        *unpacked(site["contributor/ben/ben.zip"])
    ]
    assert "contributor/eve/eve.zip" not in site


def test_what_was_taken_out_is_an_archive(site: dict[str, bytes], tmp_path: Path) -> None:
    for name, data in unpacked(site["contributor/ann/ann.zip"]).items():
        write_archive(tmp_path, {name.partition("/")[2]: data})
    built = build(Options(root=tmp_path, jobs=1, use_cache=False))
    assert {("first", "ann"), ("second", "ann")} == set(built.plan.views.archive.summaries)
