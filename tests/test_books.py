"""Books for e-readers: what is in them, that they are sound whatever strangers write, and the same every time."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from archives import CONFIG, paper, record, rendered, summary, write_archive
from conftest import MakeArchive
from hypothesis import given
from hypothesis import strategies as st

from shortsite.books.cover import HEIGHT, cover
from shortsite.books.xhtml import Addresses, _without_dead_ends, sound_address, xhtml
from shortsite.pages import books
from shortsite.urls import ROOT

EPUBS = CONFIG + "exports:\n  epub: true\n"
HTML, OPF, DC = "{http://www.w3.org/1999/xhtml}", "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
MATH = "{http://www.w3.org/1998/Math/MathML}"
#: One pixel each.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f00050001ff89993d1d"
    "0000000049454e44ae426082"
)
WEBP = bytes.fromhex("524946461a000000574542505650384c0d0000002f00000010071011118888fe0700")
KEYWORD, YEAR, ANN = "keyword/nets/nets.epub", "venue/conf/2020/conf-2020.epub", "contributor/ann/ann.epub"

FILES: dict[str, str | bytes] = {
    "config.yml": EPUBS,
    "content/venues/conf.yml": record(name="A Conference", short="Conf", kind="conference"),
    "content/contributors/ann.yml": record(name="Ann van den Berg"),
    "content/papers/first.yml": paper("On $x^2 < y$ & <more>", venue="conf", keywords=["Nets"], arxiv="2001.00001", published="2020-01-02"),
    "content/papers/second.yml": paper("Second", venue="conf", keywords=["Nets"], abstract="It is **ours**."),
    "content/papers/third.yml": paper("Third", 2021, keywords=["Nets"]),
    "content/papers/bare.yml": paper("Nobody's", venue="conf", keywords=["Nets"]),
    "content/summaries/first/ann.md": summary(
        "first", 'As in [[second#ann]], [[second|here]], [[third]] and [[bare]]: $\\textbf{a} \\le "b"$.[^1]\n\n![A plot](plot.png)\n\n![Same](same.png)\n\n'
        "![New](new.webp)\n\n## Part\n\nSee [above](#part), a<br>b&nbsp;c.\n\n[^1]: A note.\n\n<details><summary>More</summary>\n\n$$y = \\frac12$$\n\n</details>",
        tldr="In *short*.", lang="de", license="CC0-1.0",
    ),
    "content/summaries/first/plot.png": PNG,
    "content/summaries/first/same.png": PNG,
    "content/summaries/first/new.webp": WEBP,
    "content/summaries/first/ben.md": summary("first", "No.", "ben", "2026-03-05", reply_to="ann"),
    "content/summaries/first/ann-back.md": summary("first", "Yes.", "ann", "2026-03-06", reply_to="ben"),
    "content/summaries/second/ann.md": summary("second", "Words."),
    "content/summaries/second/eve.md": summary("second", "Gone.", "eve", withdrawn="It was wrong."),
    "content/summaries/third/ann.md": summary("third", "More words.", date="2026-04-01", updated="2026-05-02"),
    "content/summaries/third/ben.md": summary("third", "Other words.", "ben"),
}  # fmt: skip


def book(data: bytes) -> dict[str, bytes]:
    """The files of a book, by path within ``EPUB/``."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name.removeprefix("EPUB/"): file.read(name) for name in file.namelist()}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return rendered(write_archive(tmp_path_factory.mktemp("archive"), FILES))


def parsed(files: Mapping[str, bytes], name: str) -> ET.Element:
    return ET.fromstring(files[name])


def told(files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """What the package document says of the book."""
    metadata = parsed(files, "package.opf").find(f"{OPF}metadata")
    assert metadata is not None
    return [(child.get("property") or child.tag.rpartition("}")[2], child.text or "") for child in metadata]


def links(files: Mapping[str, bytes], name: str) -> list[tuple[str, str]]:
    return [("".join(link.itertext()), link.get("href", "")) for link in parsed(files, name).iter(f"{HTML}a")]


# Which books


def test_there_are_books_of_years_keywords_and_contributors_with_three_summaries(site: dict[str, bytes]) -> None:
    assert sorted([KEYWORD, ANN]) == sorted(name for name in site if name.endswith(".epub"))


def test_their_pages_link_to_them_and_no_others_do(site: dict[str, bytes]) -> None:
    offered = {
        name
        for name, data in site.items()
        if name.endswith(".html") and re.search(rb'href="[^"]*\.epub" download>EPUB<', data)
    }
    assert {"keyword/nets/index.html", "contributor/ann/index.html"} == offered


def test_without_the_setting_there_is_none(make_archive: MakeArchive) -> None:
    plain = rendered(make_archive({**FILES, "config.yml": CONFIG}))
    assert [] == [name for name in plain if name.endswith(".epub")]
    assert b"EPUB" not in plain["keyword/nets/index.html"]


def test_a_year_of_a_venue_with_three_summaries_has_a_book(make_archive: MakeArchive) -> None:
    more = {"content/summaries/second/ben.md": summary("second", "Mine.", "ben")}
    files = book(rendered(make_archive({**FILES, **more}))[YEAR])
    assert ("title", "Conf 2020") in told(files)
    assert ["papers/second.xhtml", "papers/first.xhtml"] == [name for name in files if name.startswith("papers/")]


def test_a_book_of_a_contributor_has_their_texts_and_the_replies_to_them(make_archive: MakeArchive) -> None:
    more = {"content/summaries/third/ann-too.md": summary("third", "But.", "ann", "2026-06-01", reply_to="ben")}
    files = book(rendered(make_archive({**FILES, **more}))[ANN])
    ids = {
        name: [part.get("id") for part in parsed(files, name).iter(f"{HTML}section")]
        for name in files
        if name.startswith("papers/")
    }
    assert {
        "papers/second.xhtml": ["ann"],
        "papers/first.xhtml": ["ann", "ben", "ann-back"],
        "papers/third.xhtml": ["ann-too", "ann"],
    } == ids
    assert ("title", "Summaries by Ann van den Berg") in told(files)


def test_what_is_too_long_for_one_volume_has_several(
    make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "VOLUME_BYTES", 18_000)
    site = rendered(make_archive(FILES))
    volumes = [book(site[name]) for name in ("keyword/nets/nets.epub", "keyword/nets/nets-2.epub")]
    titles = [dict(told(files))["title"] for files in volumes]
    assert ["Nets, part 1 of 2", "Nets, part 2 of 2"] == titles
    assert ["tag:toy.example.org,2026:book/keyword/nets/", "tag:toy.example.org,2026:book/keyword/nets/2/"] == [
        dict(told(files))["identifier"] for files in volumes
    ]
    chapters = [[name for name in files if name.startswith("papers/")] for files in volumes]
    assert [["papers/second.xhtml", "papers/first.xhtml"], ["papers/third.xhtml"]] == chapters
    assert b'nets-2.epub" download>EPUB 2<' in site["keyword/nets/index.html"]


# What is in them


def test_the_package_says_what_the_book_is(site: dict[str, bytes]) -> None:
    assert [
        ("identifier", "tag:toy.example.org,2026:book/keyword/nets/"),
        ("title", "Nets"),
        ("language", "en"),
        ("creator", "Ann van den Berg"),
        ("role", "aut"),
        ("file-as", "van den Berg, Ann"),
        ("creator", "ben"),
        ("role", "aut"),
        ("file-as", "ben"),
        ("creator", "eve"),
        ("role", "aut"),
        ("file-as", "eve"),
        ("publisher", "Toy archive"),
        ("description", "Summaries of papers on Nets"),
        ("source", "https://toy.example.org/keyword/nets/"),
        (
            "rights",
            (
                "Each text names its author and its licence: CC-BY-4.0, https://creativecommons.org/licenses/by/4.0/; "
                "CC0-1.0, https://creativecommons.org/publicdomain/zero/1.0/"
            ),
        ),
        ("date", "2026-05-02"),
        ("dcterms:modified", "2026-05-02T00:00:00Z"),
        ("schema:accessMode", "textual"),
        ("schema:accessMode", "visual"),
        ("schema:accessibilityFeature", "tableOfContents"),
        ("schema:accessibilityFeature", "readingOrder"),
        ("schema:accessibilityFeature", "structuralNavigation"),
        ("schema:accessibilityFeature", "MathML"),
        ("schema:accessibilityHazard", "unknown"),
    ] == told(book(site[KEYWORD]))
    assert ("contributor", "ben") in told(book(site[ANN]))


def test_the_contents_lead_to_every_paper_and_text(site: dict[str, bytes]) -> None:
    assert [
        ("Second", "papers/second.xhtml"),
        ("Summary by Ann van den Berg", "papers/second.xhtml#ann"),
        ("Summary by eve", "papers/second.xhtml#eve"),
        ("On x² < y & <more>", "papers/first.xhtml"),
        ("Summary by Ann van den Berg", "papers/first.xhtml#ann"),
        ("Reply by ben", "papers/first.xhtml#ben"),
        ("Reply by Ann van den Berg", "papers/first.xhtml#ann-back"),
        ("Third", "papers/third.xhtml"),
        ("Summary by ben", "papers/third.xhtml#ben"),
        ("Summary by Ann van den Berg", "papers/third.xhtml#ann"),
    ] == links(book(site[KEYWORD]), "contents.xhtml")[:-3]


def test_links_between_papers_of_the_book_stay_in_it_and_others_lead_to_the_site(site: dict[str, bytes]) -> None:
    by_words = dict(links(book(site[KEYWORD]), "papers/first.xhtml"))
    assert ("second.xhtml#ann", "second.xhtml", "third.xhtml", "https://toy.example.org/paper/bare/") == tuple(
        by_words[words] for words in ("Second", "here", "Third", "Nobody's")
    )
    assert "#ann--part" == by_words["above"]
    assert "https://toy.example.org/keyword/nets/" == by_words["Nets"]
    assert "first.xhtml#ben" == by_words["ben"]
    assert "https://arxiv.org/abs/2001.00001" == by_words["arXiv"]


def test_a_text_that_is_not_in_the_book_is_linked_by_its_paper_or_on_the_site(make_archive: MakeArchive) -> None:
    more = {
        "content/summaries/second/ann.md": summary("second", "See [[third#ben|his]] and [[first#ben|that]] and [[bare|no]].")
    }  # fmt: skip
    found = dict(links(book(rendered(make_archive({**FILES, **more}))[ANN]), "papers/second.xhtml"))
    assert ("third.xhtml", "first.xhtml#ben") == (found["his"], found["that"])
    assert "https://toy.example.org/paper/bare/" == found["no"]


def test_formulas_are_mathml_with_their_tex_for_those_who_know_none(site: dict[str, bytes]) -> None:
    files = book(site[KEYWORD])
    formulas = list(parsed(files, "papers/first.xhtml").iter(f"{MATH}math"))
    assert ["x^2 < y", '\\textbf{a} \\le "b"', "y = \\frac12"] == [formula.get("alttext") for formula in formulas]
    assert [HTML + "b"] == [part.tag for part in formulas[1].iter() if not part.tag.startswith(MATH)]
    with_math = {
        item.get("href")
        for item in parsed(files, "package.opf").iter(f"{OPF}item")
        if item.get("properties") == "mathml"
    }
    assert {"papers/first.xhtml"} == with_math


def test_images_are_inside_once_and_new_kinds_have_one_that_everybody_knows(site: dict[str, bytes]) -> None:
    files = book(site[KEYWORD])
    chapter = parsed(files, "papers/first.xhtml")
    shown = [(image.get("src"), image.get("alt")) for image in chapter.iter(f"{HTML}img")]
    (png,) = [name for name in files if name.endswith(".png")]
    (webp,) = [name for name in files if name.endswith(".webp")]
    assert [(f"../{png}", "A plot"), (f"../{png}", "Same"), ("../images/instead.svg", "New")] == shown
    assert (PNG, WEBP) == (files[png], files[webp])
    sources = [(source.get("srcset"), source.get("type")) for source in chapter.iter(f"{HTML}source")]
    assert [(f"../{webp}", "image/webp")] == sources
    assert [] == [link for link in chapter.iter(f"{HTML}a") if (link.get("href") or "").endswith((".png", ".webp"))]


def test_texts_say_who_wrote_them_when_and_under_which_licence(site: dict[str, bytes]) -> None:
    chapter = parsed(book(site[KEYWORD]), "papers/first.xhtml")
    first, reply, _ = chapter.iter(f"{HTML}section")
    lines = [
        " ".join("".join(line.itertext()).split()) for line in first.iter(f"{HTML}p") if line.get("class") == "byline"
    ]
    assert "By Ann van den Berg, 1 March 2026. Licence: CC0-1.0" == lines[0]
    assert "By ben, 5 March 2026, in reply to Ann van den Berg. Licence: CC-BY-4.0" == lines[1]
    assert (None, "reply") == (first.get("lang"), reply.get("class"))
    # the interface's own words are not in the text's language
    assert ["tldr", "prose"] == [part.get("class") for part in first.iter() if part.get("lang") == "de"]
    assert ["open"] == [fold.get("open") for fold in chapter.iter(f"{HTML}details")]


def test_what_was_withdrawn_has_gone(site: dict[str, bytes]) -> None:
    chapter = book(site[KEYWORD])["papers/second.xhtml"].decode()
    assert (False, True) == ("Gone." in chapter, "It was wrong." in chapter)


def test_the_file_begins_with_its_type_and_knows_no_clock(site: dict[str, bytes], make_archive: MakeArchive) -> None:
    assert site[KEYWORD][30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(io.BytesIO(site[KEYWORD])) as file:
        infos = file.infolist()
    assert zipfile.ZIP_STORED == infos[0].compress_type
    assert {((1980, 1, 1, 0, 0, 0), 3)} == {(info.date_time, info.create_system) for info in infos}
    again = rendered(make_archive(dict(reversed([*FILES.items()]))))
    assert site[KEYWORD] == again[KEYWORD]


def faults_within(files: Mapping[str, bytes]) -> list[str]:
    """Files that are not well-formed, links and images that lead nowhere, files that are not listed."""
    pages = {name: parsed(files, name) for name in files if name.endswith((".xhtml", ".opf", ".svg", ".xml"))}
    ids = {f"{name}#{part.get('id')}" for name, page in pages.items() for part in page.iter() if part.get("id")}
    listed = {item.get("href") for item in pages["package.opf"].iter(f"{OPF}item")}
    inner = set(files) - {"mimetype", "META-INF/container.xml", "package.opf"}
    found = [f"{name} is not listed" for name in inner ^ listed]
    for name, page in pages.items():
        if not name.endswith(".xhtml"):
            continue
        for part in page.iter():
            for key in ("href", "src", "srcset"):
                target = part.get(key)
                if target is None or urlsplit(target).scheme in ("https", "http", "mailto"):
                    continue
                place = normpath(join(dirname(name), target)) if target[:1] != "#" else f"{name}{target}"
                if place not in files and place not in ids:
                    found.append(f"{name}: {target}")
    return found


def test_nothing_in_a_book_leads_nowhere(site: dict[str, bytes]) -> None:
    for name in (KEYWORD, ANN):
        assert [] == faults_within(book(site[name]))


# Whatever strangers write

STRANGE = (
    "<p title='a>b\"c'>x <b><i>y</b></i> <ul><li>z</ul> <a href='http://[::1'>bad</a> <a href='https://ex ample.org/ü|\\^`{}[]?a b#c d#e'>odd</a>\n\n"
    "[x](http://a:b@c:99999/) [y](https://xn--.example/%zz%) [z](mailto:a b@c) [w](<https://example.org/a\"b<c>d>) <a href='//host/x'>v</a>\n\n"
    "&copy; &nbsp; &foo; &amp;lt; &#0; &#x1F600; ]]> <!-- c --> <![CDATA[ d ]]> <?php e ?> <script>f</script> <svg><p>g</svg>\n\n"
    "$a < b & c$ $\\text{<b>&amp;}$ $$\\unknown{x}$$ `</code>` \u2028 \ufffe\n\n<table><tr><td>1<td colspan=2>2</table> <dl><dt>t<dd>d</dl>\n\n"
    "| a | b |\n|--:|:-:|\n| `x` | [[first]] |\n\n1. [ ] t\n\n<img src=plot.png width=5 height=5 alt='\"<'> <wbr> <q>q</q> <ruby>r<rt>t</ruby>\n"
)  # fmt: skip


def strange(text: str, title: str = "T") -> dict[str, str | bytes]:
    return {
        **FILES,
        "content/papers/second.yml": paper(title, venue="conf", keywords=["Nets"], url="https://example.org/ü"),
        "content/summaries/second/ann.md": summary("second", text, tldr="a < b & \"c\" 'd' <e>"),
        "content/summaries/second/plot.png": PNG,
        "content/summaries/second/ben.md": summary("second", "Words.", "1-2.b", title="<b>&amp;</b> $x$"),
    }


def test_a_book_is_sound_whatever_strangers_write(make_archive: MakeArchive) -> None:
    title = "</title><script>x</script> $\\text{<b>}$ &amp; &lt;"
    files = book(rendered(make_archive(strange(STRANGE, title)))[KEYWORD])
    assert [] == faults_within(files)
    chapter = files["papers/second.xhtml"].decode()
    assert (0, 0) == (chapter.count("<script"), len(re.findall("[\ue000-\ue00f]", chapter)))


def epubcheck() -> list[str]:
    """The command of EPUBCheck (https://www.w3.org/publishing/epubcheck/), if it is here with Java."""
    jars = (Path("/usr/share/java/epubcheck.jar"),)
    found = next((jar for jar in jars if jar.exists()), None)
    return ["java", "-jar", str(found)] if found and shutil.which("java") else []


@pytest.mark.timeout(600)
@pytest.mark.skipif(not epubcheck(), reason="there is no epubcheck here")
def test_epubcheck_finds_nothing_to_complain_of(make_archive: MakeArchive, tmp_path: Path) -> None:
    file = tmp_path / "book.epub"
    file.write_bytes(rendered(make_archive(strange(STRANGE)))[KEYWORD])
    done = subprocess.run([*epubcheck(), str(file)], capture_output=True, text=True, check=False)
    assert (0, []) == (
        done.returncode,
        re.findall(r"^(?:ERROR|WARNING|FATAL).*", done.stderr + done.stdout, re.MULTILINE),
    )


NOWHERE = Addresses({f"{ROOT}paper/a/": "a.xhtml"}, "https://toy.example.org/", {"p.png": "../images/p.png"}, {}, "")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a<br>b<hr>c<wbr>d", "a<br/>b<hr/>c<wbr/>d"),
        ("&nbsp;&copy;&amp;&lt;&unknown; & &#65;", "\xa0©&amp;&lt;&amp;unknown; &amp; &#65;"),
        ('<img src="p.png" alt="a > b" loading="lazy">', '<img src="../images/p.png" alt="a &gt; b"/>'),
        ('<a href="p.png"><img src="p.png"></a>', '<a><img src="../images/p.png"/></a>'),
        ('<h3 id="x">A <a class="anchor" href="#x">#</a></h3>', '<h3 id="x">A</h3>'),
        ('<a href="#gone">a</a>', "<a>a</a>"),
        (f'<a href="{ROOT}paper/a/#b">a</a>', '<a href="a.xhtml">a</a>'),
        (f'<a href="{ROOT}paper/b/">b</a>', '<a href="https://toy.example.org/paper/b/">b</a>'),
        ('<a href="">a</a>', "<a>a</a>"),
        ("<details><summary>a</summary></details>", '<details open="open"><summary>a</summary></details>'),
        ('<div tabindex="0" data-x="1" class="table">', '<div class="table">'),
        ("a\x00b\x1b\ufffe", "ab"),
    ],
)
def test_html_becomes_xhtml_like_this(html: str, expected: str) -> None:
    assert expected == xhtml(html, NOWHERE)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ('https://example.org/ü b|{}\\^`<>"[', "https://example.org/%C3%BC%20b%7C%7B%7D%5C%5E%60%3C%3E%22%5B"),
        ("https://example.org/%zz%41%", "https://example.org/%25zz%41%25"),
        ("https://example.org/#a#b", "https://example.org/#a%23b"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://u:p@example.org:8080/x", "http://example.org:8080/x"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("mailto:a@example.org?subject=b c", "mailto:a@example.org?subject=b%20c"),
        ("http://[::1", ""),
        ("http://a:99999/", ""),
        ("http:///x", ""),
        ("http://a b/", ""),
        ("//example.org/", ""),
        ("javascript:x", ""),
        ("plot.png", ""),
        ("", ""),
    ],
)
def test_an_address_is_a_sound_uri_or_none(address: str, expected: str) -> None:
    assert expected == sound_address(address)


@given(st.text(), st.sampled_from(["https://", "http://example.org/", "mailto:", "https://a", ""]))
def test_any_address_is_a_sound_uri_or_none(text: str, start: str) -> None:
    made = sound_address(start + text)
    assert re.fullmatch(r"((https?|mailto):([A-Za-z0-9/?#!$&'()*+,;=:@._~\[\]-]|%[0-9A-Fa-f]{2})*)?", made)
    assert made.count("#") <= 1
    assert made == sound_address(made)


@given(st.text(min_size=1), st.text())
def test_a_cover_is_sound_and_its_lines_stay_on_it(title: str, site: str) -> None:
    words = "".join(letter for letter in title + site if letter.isprintable())
    drawn: Any = ET.fromstring(cover(words, (words, "2 papers"), words))
    heights = [float(text.get("y")) for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert all(0 < y < HEIGHT for y in heights)


def test_words_that_look_like_links_to_nowhere_stay() -> None:
    page = '<p id="there">The code &lt;a href="#top"&gt; and x href="#y" z, id="w" <a href="#there">a</a> <a href="#w">b</a></p>'
    kept = '<p id="there">The code &lt;a href="#top"&gt; and x href="#y" z, id="w" <a href="#there">a</a> <a>b</a></p>'
    assert kept == _without_dead_ends(page)
