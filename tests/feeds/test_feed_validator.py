"""Every RSS and Atom feed passes the W3C's validator without a warning; and what that knows is checked without it too.

The validator is no package: FEEDVALIDATOR_SRC names a checkout of https://github.com/w3c/feedvalidator.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from archives import CONFIG, URL, paper, record, summary
from conftest import MakeArchive
from html5lib import HTMLParser
from lxml import etree
from subscribed import ATOM, DCTERMS, ENCODED, MATHML, XHTML, subscribed
from test_feed_math import FORMULAS

ROOT = Path(__file__).parents[2]
NOTES = ROOT.parent / "shared" / "archives" / "real"
SOURCE = os.environ.get("FEEDVALIDATOR_SRC", "")
#: Control and noncharacters may stand in a file; YAML can spell those that may not.
NAUGHTY = "</b> & ]]> <!-- <b onclick='x'> \u0085 😀 \u200f\u05d0\u05d1\u202eabc\u202c e\u0301 &amp; &#x41; &nbsp; \\u0001 $x<y$ $\\frac{1}{3}$ 'q' \"q\""
BODY = (
    f"{NAUGHTY}\n\n# Head\n\n- [[a]] $\\begin{{pmatrix}}1 & 2\\end{{pmatrix}}$\n- [ ] task\n\n> q\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n"
    "```python\nx < y & z\n```\n\n![A plot](f.png)\n\n<details><summary>S</summary>\n\nT\n\n</details>\n\n<div><p>x</div>\n\n"
    "Term\n: Meaning[^1]\n\n[^1]: Note ]]> of\n    two lines.\n\n---\n\n$$\\sum_{i=1}^n \\frac{1}{i} \\text{ if } x < 3$$\n"
    "<script>alert(1)</script> <iframe src='https://example.org/'></iframe> https://example.org/?a=1&b=2 <ann@example.org>\n"
)  # fmt: skip
HOSTILE = {
    "config.yml": CONFIG.replace("Toy archive", "Toy </b> & ]]> 😀") + "digests: [weekly, monthly]\nfeed_size: 4\n"
    "websub_hub: https://hub.example.org/?a=1&b=2\nlanguage: pt-BR\ntagline: '<b>x</b> & y'\n"
    "sections:\n  - {name: 'S </b> &', slug: s, keywords: ['*']}\n"
    "full_text_feeds: [section, venue, contributor, keyword, paper]\n",
    "content/papers/a.yml": paper(NAUGHTY, venue=NAUGHTY, keywords=[NAUGHTY, "k"], authors=[NAUGHTY, "Ada Byron"], doi="10.1000/<x>&y",
                                  arxiv="1706.03762"),
    "content/papers/b.yml": 'title: "A\\x85\\x01\\uFFFF\\uE000 b"\nauthors: [Ada]\nyear: 1899\nstatus: withdrawn\n',
    "content/contributors/ann.yml": record(name=NAUGHTY, bio=NAUGHTY),
    "content/summaries/a/ann.md": summary("a", BODY, tldr=NAUGHTY[:200], title=NAUGHTY, date="2026-03-01T23:59:60Z".replace(":60", ":59"),
                                          updated="2026-06-01", ai="generated", reproduced="no", version="v1", license="MIT"),
    "content/summaries/a/f.png": b"\x89PNG\r\n\x1a\n" + bytes(24),
    "content/summaries/a/eva.md": summary("a", "\n\n".join(f"${tex}$\n\n$$\n{tex}\n$$" for tex in FORMULAS), author="eva", lang="ar"),
    "content/summaries/a/re.md": summary("a", "Re", author="eva", reply_to="ann", date="2026-03-09"),
    "content/summaries/b/anonymous.md": summary("b", author="anonymous", date="1990-01-01", ai="none"),
    "content/summaries/b/only.md": summary("b", "", tldr="Gist alone", author="ben", date="2020-02-29"),
    "content/summaries/b/gone.md": summary("b", author="ben", withdrawn="wrong", date="2026-04-01"),
}  # fmt: skip
ONE = {"content/papers/a.yml": paper(), "content/summaries/ann.md": summary("a")}
CASES: dict[str, Mapping[str, str | bytes]] = {
    "hostile": HOSTILE,
    "empty": {},
    "one": ONE,
    "sub-path": {**ONE, "config.yml": CONFIG.replace(URL, "https://example.org/a/b/")},
    "idn": {**ONE, "config.yml": CONFIG.replace(URL, "https://bücher.example/über/")},
    "many": {"config.yml": CONFIG + "feed_size: 200\n"}
    | {f"content/papers/p{n}.yml": paper(f"Paper {n}") for n in range(600)}
    | {f"content/summaries/p{n}/ann.md": summary(f"p{n}") for n in range(600)},
}


def url_of(files: Mapping[str, bytes]) -> str:
    """Where the site's feed says that it lies."""
    own = re.search(rb'<link href="([^"]*)atom\.xml" rel="self"', files["atom.xml"])
    assert own
    return own[1].decode()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    from archives import write_archive

    return {name: subscribed(write_archive(tmp_path_factory.mktemp(name), files)) for name, files in CASES.items()}


# With the validator


def faults_of(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """What the validator says, but how many feeds there were."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(Path(__file__).with_name("validator.py")), SOURCE, str(folder), url_of(files)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    *faults, count = done.stdout.splitlines()
    assert f"{sum(path.endswith('.xml') for path in files)} feeds" == count
    return faults


needs_validator = pytest.mark.skipif(not SOURCE, reason="FEEDVALIDATOR_SRC names no checkout of the validator")


@needs_validator
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", CASES)
def test_the_validator_finds_no_error_and_no_warning(
    made: dict[str, dict[str, bytes]], name: str, tmp_path: Path
) -> None:
    assert [] == faults_of(made[name], tmp_path)


@needs_validator
@pytest.mark.timeout(600)
def test_the_validator_has_nothing_against_the_feeds_of_our_archive(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "archive" / "content")
    shutil.copy(ROOT / "config.yml", tmp_path / "archive")
    assert [] == faults_of(subscribed(tmp_path / "archive"), tmp_path / "site")


@needs_validator
@pytest.mark.timeout(1_200)
@pytest.mark.skipif(not NOTES.is_dir(), reason="the archive of real notes is not here")
def test_the_validator_has_nothing_against_the_feeds_of_real_notes(tmp_path: Path) -> None:
    shutil.copytree(NOTES, tmp_path / "archive", ignore=shutil.ignore_patterns("site", ".*"))
    assert [] == faults_of(subscribed(tmp_path / "archive"), tmp_path / "site")


@needs_validator
def test_the_validator_would_find_faults(tmp_path: Path, make_archive: MakeArchive) -> None:
    files = subscribed(make_archive(ONE))
    files["atom.xml"] = files["atom.xml"].replace(b"<published>2026", b"<published>1970")
    assert 1 == len(faults_of(files, tmp_path))


# Without it


def xml_of(made: dict[str, dict[str, bytes]]) -> list[tuple[str, etree._Element]]:
    return [(f"{name}/{path}", etree.fromstring(data)) for name, files in made.items() for path, data in files.items() if path.endswith(".xml")]  # fmt: skip


def test_no_date_is_one_that_readers_take_for_a_mistake(made: dict[str, dict[str, bytes]]) -> None:
    first, last = datetime(1990, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    names = {"pubDate", "lastBuildDate", f"{ATOM}updated", f"{ATOM}published", f"{DCTERMS}modified"}
    for where, root in xml_of(made):
        for node in root.iter(*names):
            text = node.text or ""
            time = parsedate_to_datetime(text) if "Date" in node.tag else datetime.fromisoformat(text)
            assert text.endswith("+0000" if "Date" in node.tag else "+00:00"), where
            assert first <= time < last, where


def test_no_two_entries_of_a_feed_were_updated_at_the_same_moment(made: dict[str, dict[str, bytes]]) -> None:
    for where, root in xml_of(made):
        for name in (f"{ATOM}id", f"{ATOM}updated"):
            values = [node.findtext(name) for node in root.iter(f"{ATOM}entry")]
            assert len(values) == len(set(values)), where


def test_no_text_of_a_feed_holds_characters_that_xml_or_readers_refuse(made: dict[str, dict[str, bytes]]) -> None:
    refused = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\uf8ff\ufffe\uffff]")
    for name, files in made.items():
        for path, data in files.items():
            assert not refused.search(data.decode()), f"{name}/{path}"


def test_plain_words_hold_nothing_that_looks_like_a_tag(made: dict[str, dict[str, bytes]]) -> None:
    for where, root in xml_of(made):
        for node in root.iter("title", "description", f"{ATOM}title", f"{ATOM}summary", f"{ATOM}subtitle"):
            assert not re.search("</?[a-zA-Z!?]", node.text or ""), where


def test_the_html_of_items_is_strict(made: dict[str, dict[str, bytes]]) -> None:
    for where, root in xml_of(made):
        for node in root.iter(ENCODED):
            parser = HTMLParser(strict=True)
            parser.parseFragment(node.text or "")
            words = re.findall(r"<([a-z0-9]+)", node.text or "")
            assert not {"script", "style", "iframe", "math", "svg", "link", "object", "form"} & set(words), where
            assert not re.search(r'<[^>]* (?:style|on\w+|id|srcset)="', node.text or ""), where


def test_the_xhtml_of_entries_is_of_known_elements_without_ids(made: dict[str, dict[str, bytes]]) -> None:
    for where, root in xml_of(made):
        for content in root.iter(f"{ATOM}content"):
            assert [f"{XHTML}div"] == [child.tag for child in content], where
            for node in content[0].iter():
                assert node.tag.startswith((XHTML, MATHML)), where
                assert not {"id", "style", "class"} & (set(node.attrib) if node.tag.startswith(MATHML) else {*()}), (
                    where
                )
                assert "id" not in node.attrib, where


def test_links_of_a_feed_to_itself_are_where_it_is(made: dict[str, dict[str, bytes]]) -> None:
    for name, files in made.items():
        for path, data in files.items():
            if path.endswith(".xml"):
                own = [
                    node.get("href") for node in etree.fromstring(data).iter(f"{ATOM}link") if node.get("rel") == "self"
                ]
                assert [url_of(files) + path] == own, f"{name}/{path}"


def test_all_categories_have_words(made: dict[str, dict[str, bytes]]) -> None:
    for where, root in xml_of(made):
        assert all((node.text or "").strip() for node in root.iter("category")), where
        assert all((node.get("term") or "").strip() for node in root.iter(f"{ATOM}category")), where
