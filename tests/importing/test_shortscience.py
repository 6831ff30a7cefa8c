"""``import`` of what ShortScience gave out: its feed, and the tables of its contributors."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from archives import paper, write_archive
from bringing import bring, empty, errors, files, given

KEY = "journals/corr/1706.03762"
PAPER = "2017-attention-is-all"
SUMMARY = f"content/summaries/{PAPER}/jane.md"
WHOLE = 'See [the code](https://example.org/x) and $x_i$.\n\n![](https://example.org/a.png)\n\n* it says \\"so\\", and "no"\n\n---\n\nEnd [[1]].'
BARE = 'See [the code]() and $x_i$.\n\n![]()\n\n* it says \\"so\\", and "no"\n\n---\n\nEnd [[1]].'


def item(text: str, key: str = KEY, user: str = "Jane", name: str = "Jane R.", **more: str) -> str:
    title = more.get("title", "Attention is all you need")
    link = f"https://www.shortscience.org/paper?bibtexKey={key}#{user}"
    return (
        f"<item>\n<shortscience:bibtexkey>{key}</shortscience:bibtexkey>\n<shortscience:votes>3</shortscience:votes>"
        f"<title>{escape(title)}</title>\n<author>{name}</author>\n<description>{escape(text)}</description>\n"
        f"<link>{link}</link><guid>{link}</guid><pubDate>{more.get('date', 'Mon, 03 Jul 2017 23:30:00 -0400')}</pubDate></item>"
    )


def feed(*items: str) -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n\n<rss \nversion="2.0"\nxmlns:shortscience="http://www.shortscience.org">'
    return f"{head}\n<channel><title>ShortScience.org Latest Summaries</title>{''.join(items)}</channel></rss>"


def rows(*pairs: tuple[str, str]) -> str:
    """As PHP's ``fputcsv`` writes them: a quote behind a backslash is not doubled."""
    doubled = (text.replace('"', '""').replace('\\""', '\\"') for _, text in pairs)
    return "".join(f'{key},"{text}"\n' for (key, _), text in zip(pairs, doubled, strict=True))


def test_the_feed_becomes_papers_and_summaries(tmp_path: Path) -> None:
    root = empty(tmp_path)
    done = bring(root, given(tmp_path, "rss-full.xml", feed(item(BARE))), "--write")
    assert [
        f"rss-full.xml#1: new paper: content/papers/{PAPER}.yml ('Attention is all you need', 2017, arXiv 1706.03762)",
        "rss-full.xml#1: note: the feed has left out the addresses of links and images",
        "rss-full.xml#1: note: the year, 2017, is guessed from its arXiv number",
        f"rss-full.xml#1: new text: {SUMMARY} (by jane, 2017-07-04)",
    ] == done.lines
    assert ["wrote 1 paper, 1 text, 1 contributor"] == done.errors
    found = files(root)
    assert f"aliases: [{KEY}]\n" in found[f"content/papers/{PAPER}.yml"]
    text = BARE.replace("[[1]]", "[\\[1]]")
    assert f"---\npaper: {PAPER}\nauthor: jane\ndate: 2017-07-04\n---\n{text}\n" == found[SUMMARY]
    assert "name: Jane R.\n" in found["content/contributors/jane.yml"]
    assert [] == errors(root)


def test_a_second_run_writes_nothing_and_keeps_what_was_edited(tmp_path: Path) -> None:
    root = empty(tmp_path)
    file = given(tmp_path, "rss-full.xml", feed(item(BARE), item("By nobody.", user="anon", name="Anonymous")))
    bring(root, file, "--write")
    assert ["wrote nothing; 4 already here"] == bring(root, file, "--write").errors
    (root / SUMMARY).write_text((root / SUMMARY).read_text().replace("the code", "their code"))
    edited = files(root)
    again = bring(root, file, "--write")
    assert f"rss-full.xml#1: left alone: {SUMMARY} is there with another text" in again.lines
    assert edited == files(root)


def test_a_text_whose_front_matter_was_changed_is_still_the_same(tmp_path: Path) -> None:
    root = empty(tmp_path)
    file = given(tmp_path, "rss-full.xml", feed(item(BARE)))
    bring(root, file, "--write")
    (root / SUMMARY).write_text((root / SUMMARY).read_text().replace("\n---\n", "\ntldr: It works.\n---\n", 1))
    (root / SUMMARY).rename(root / "content/summaries/jane.md")
    assert ["wrote nothing; 2 already here"] == bring(root, file, "--write").errors


def test_the_table_needs_to_know_who_wrote_it_and_when(tmp_path: Path) -> None:
    known = {"content/papers/a.yml": paper("A", arxiv="1706.03762")}
    root = write_archive(tmp_path / "archive", known)
    file = given(tmp_path, "export.csv", "paperid,text\n" + rows((KEY, WHOLE)))
    assert (
        "skipped text: the file does not tell who wrote the text; name them with --as HANDLE"
        in bring(root, file).lines[-1]
    )
    assert "give one with --date" in bring(root, file, "--as", "jane").lines[-1]
    done = bring(root, file, "--as", "jane", "--date", "2018-01-02", "--write")
    assert (0, ["wrote 1 text; 1 already here"]) == (done.status, done.errors)
    whole = WHOLE.replace("[[1]]", "[\\[1]]")
    assert files(root)["content/summaries/a/jane.md"].endswith(f"---\n{whole}\n")


def test_a_table_names_no_titles_so_its_papers_have_to_be_known(tmp_path: Path) -> None:
    done = bring(empty(tmp_path), given(tmp_path, "export.csv", rows((KEY, "Words."))), "--as", "jane")
    told = f"'{KEY}': no title is known; add --look-up to ask for its arXiv number 1706.03762"
    assert f"export.csv:1: skipped: {told}" == done.lines[0]


def test_table_and_feed_together_give_whole_texts_with_dates(tmp_path: Path) -> None:
    root = empty(tmp_path)
    table = given(tmp_path, "export.csv", rows(("conf/nips/OtherBB12", "Of nobody."), (KEY, WHOLE)))
    done = bring(root, given(tmp_path, "rss-full.xml", feed(item(BARE))), table, "--write")
    assert "rss-full.xml#1: note: the whole text is that of export.csv:2" in done.lines
    assert "(https://example.org/a.png)" in files(root)[SUMMARY]
    assert 1 == done.lines.count(
        "export.csv:1: skipped: 'conf/nips/OtherBB12': no title is known; add --look-up to ask for its DBLP key conf/nips/OtherBB12"
    )


def test_the_short_feed_is_refused_for_its_texts(tmp_path: Path) -> None:
    done = bring(empty(tmp_path), given(tmp_path, "rss.xml", feed(item("x" * 500 + "..."))))
    assert (
        "rss.xml#1: skipped text: the feed has only the beginning of the text; import rss-full.xml, which has it all"
        == done.lines[-1]
    )
    whole = bring(empty(tmp_path), tmp_path / "rss.xml", given(tmp_path, "export.csv", rows((KEY, "x" * 900))))
    assert "rss.xml#1: note: the whole text is that of export.csv:1" in whole.lines


def test_two_users_never_become_one(tmp_path: Path) -> None:
    root = empty(tmp_path)
    texts = feed(
        item("One.", user="j_r"), item("Two.", user="J-R"), item("Three.", user="anonymous"), item("Four.", user="anon")
    )
    bring(root, given(tmp_path, "rss-full.xml", texts), "--write")
    found = {
        path.rpartition("/")[2]: text.rpartition("---\n")[2]
        for path, text in files(root).items()
        if path.endswith(".md")
    }
    assert {"j-r.md": "One.\n", "j-r-2.md": "Two.\n", "anonymous.md": "Three.\n", "anonymous-2.md": "Four.\n"} == found
    assert [] == errors(root)
    assert "8 already here" in bring(root, tmp_path / "rss-full.xml", "--write").errors[0]


@pytest.mark.parametrize(
    ("key", "identifiers", "year"),
    [
        ("journals/corr/1706.03762", 'arxiv: "1706.03762"', 2017),
        ("journals/corr/abs-1706-03762", 'arxiv: "1706.03762"\ndblp: "journals/corr/abs-1706-03762"', 2017),
        ("journals/corr/VaswaniSPUJGKP17", 'dblp: "journals/corr/VaswaniSPUJGKP17"', 2017),
        ("conf/nips/HintonS93a", 'dblp: "conf/nips/HintonS93a"', 1993),
        ("10.1109/cvpr.2016.90", 'doi: "10.1109/cvpr.2016.90"', 2016),
        ("10.1038/nature14236", 'doi: "10.1038/nature14236"', 2018),
        ("arxiv:1706.03762", 'arxiv: "1706.03762"', 2017),
        ("someone2016words", "", 2018),
    ],
)
def test_keys_tell_identifiers_and_years(key: str, identifiers: str, year: int, tmp_path: Path) -> None:
    root = empty(tmp_path)
    file = given(tmp_path, "f.xml", feed(item("Words.", key=key, date="Tue, 02 Jan 2018 00:00:00 +0000")))
    bring(root, file, "--write")
    record = files(root)[f"content/papers/{year}-attention-is-all.yml"]
    assert record.partition("\ntitle: ")[2].startswith("Attention is all you need\nauthors:  # ")
    assert f"\nyear: {year}\n{identifiers}" in record
    assert f"aliases: [{key}]" in record or f'aliases: ["{key}"]' in record
    assert [] == errors(root)


@pytest.mark.parametrize(
    "key", ["../../x", "/etc/passwd", "a b", "x/index.html", ".hidden", "a" * 5_000, "a\u202eb", "a/../b"]
)
def test_keys_that_are_no_names_make_no_paths(key: str, tmp_path: Path) -> None:
    root = empty(tmp_path)
    bring(root, given(tmp_path, "f.xml", feed(item("Words.", key=key, user="../../u"))), "--write")
    found = files(root)
    assert f"content/papers/{PAPER}.yml" in found
    assert "aliases" not in found[f"content/papers/{PAPER}.yml"]
    assert all(
        path.startswith(("content/papers/2017-", f"content/summaries/{PAPER}/", "content/contributors/"))
        for path in found
    )
    assert [] == errors(root)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><rss><channel><item/></channel></rss>', "the file declares entities"),
        ("<rss><channel>", "this is not XML that can be read"),
        ("<rss><channel></channel></rss>", "the feed has no entries"),
        ("<rss><channel><item><title>x</title></item></channel></rss>", "the entry names no paper"),
        ('<?xml version="1.0" encoding="x"?><rss/>', "this is not XML that can be read"),
    ],
)
def test_what_is_no_feed_is_told(text: str, sentence: str, tmp_path: Path) -> None:
    done = bring(empty(tmp_path), given(tmp_path, "f.xml", text))
    assert 1 == done.status
    assert sentence in done.lines[0]


def test_a_day_that_is_still_to_come_is_none(tmp_path: Path) -> None:
    done = bring(empty(tmp_path), given(tmp_path, "f.xml", feed(item("x", date="Fri, 04 Jul 2999 10:00:00 +0000"))))
    assert "give one with --date" in done.lines[-1]
