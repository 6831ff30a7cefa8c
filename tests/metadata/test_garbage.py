"""Whatever a source answers, what comes out is a sound record or a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from metadata.conftest import ANSWERS
from shortsite.metadata import BY_KIND, Asked, Found, Unanswered, look_up, search_title
from shortsite.metadata.source import Answer, Request
from shortsite.problems import ERROR
from shortsite.readers import Source, read_paper
from shortsite.records import RECORD_BYTES, parse_record

T = TypeVar("T")

ASKED = {
    "arxiv": Asked("arxiv", "1706.03762", "v5"),
    "doi": Asked("doi", "10.1038/nature14236"),
    "dblp": Asked("dblp", "conf/nips/VaswaniSPUJGKP17"),
    "openreview": Asked("openreview", "VTF8yNQM66"),
}
RECORDED = sorted(file.name for file in ANSWERS.iterdir())


class Always:
    """A client to which every host gives the same answer."""

    def __init__(self, body: bytes, status: int = 200) -> None:
        self._answer = (status, body)

    def ask(self, request: Request, read: Callable[[Answer], T]) -> T:
        return read(Answer(request.hosts[0].label, *self._answer))


def is_sound(found: Found) -> bool:
    """Whether a file with these values is one that the loader takes, without an error."""
    text = json.dumps(found.values, ensure_ascii=False, indent=0)
    record, problems = parse_record(text, "paper.yml")
    assert record is not None, problems
    read_paper(Source(Path("paper.yml"), "paper.yml", "paper", "paper", record=record), None, problems)
    wrong = [problem for problem in problems if problem.severity == ERROR and problem.code != "SS007"]
    assert [] == wrong
    assert len(text.encode()) <= RECORD_BYTES
    assert all(note and note.isprintable() and len(note) < 1_000 for note in found.notes)
    return bool(found.values["title"]) and bool(found.source)


def check(kind: str, body: bytes, status: int = 200) -> None:
    """Look up and search; nothing but a sound record or a sentence may come of it."""
    for ask in (look_up, _search):
        said = ""
        try:
            found = ask(ASKED[kind], Always(body, status))
        except Unanswered as reason:
            said = str(reason)
        assert said.isprintable()
        assert said or all(map(is_sound, found if isinstance(found, tuple) else (found,)))


def _search(asked: Asked, client: Always) -> tuple[Found, ...]:
    search = BY_KIND[asked.kind].search
    return search("a title", client) if search else search_title("a title", client)


kinds = st.sampled_from(sorted(ASKED))
statuses = st.sampled_from([200, 200, 200, 204, 206, 400, 403, 404, 410, 418])


@given(kinds, st.binary(max_size=300), statuses)
def test_any_bytes(kind: str, body: bytes, status: int) -> None:
    check(kind, body, status)


@pytest.mark.parametrize("name", RECORDED)
@settings(max_examples=settings().max_examples // 4)
@given(data=st.data())
def test_recorded_answers_that_break_off_or_are_damaged(name: str, data: st.DataObject) -> None:
    whole = (ANSWERS / name).read_bytes()
    end = data.draw(st.integers(0, len(whole)))
    start = data.draw(st.integers(0, end))
    damage = data.draw(st.sampled_from([b"", b"\x00", b"\xff", b"<", b'"', b"&#8238;", b"{", b"9" * 30]))
    damaged = whole[:start] + damage + whole[end:]
    check(data.draw(kinds), data.draw(st.sampled_from([whole[:end], damaged])))


texts = st.sampled_from(
    [
        "2017",
        "10.1038/nature14236",
        "1706.03762",
        "Title",
        "$x$ \\'e",
        "x" * 3_000,
        "\u202e",
        "A, B",
        ",",
        "half \ud800",
    ]
)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | texts
anything = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
titles = st.just("A Title") | anything


def outline(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({}, optional=fields)


_PERSON = outline(given=anything, family=anything, name=anything, literal=anything, ORCID=anything, suffix=anything)
_DATE = outline(**{"date-parts": st.lists(st.lists(leaves, max_size=3), max_size=2) | anything})
csl = outline(
    **{"container-title": anything, "published-print": _DATE},
    title=titles | st.lists(titles, max_size=2), author=st.lists(_PERSON | anything, max_size=3) | anything,
    issued=_DATE | anything, type=anything, page=anything, volume=anything, issue=anything, publisher=anything,
    DOI=anything, URL=anything, ISBN=anything, subtitle=anything, abstract=anything,
)  # fmt: skip
crossref = outline(message=outline(items=st.lists(csl | anything, max_size=3) | anything) | anything)
_INFO = outline(
    authors=outline(author=st.lists(outline(text=anything) | anything, max_size=3) | anything) | anything,
    title=titles, venue=anything, volume=anything, number=anything, pages=anything, year=anything, type=anything,
    key=anything, doi=anything, ee=anything,
)  # fmt: skip
dblp = outline(result=outline(hits=outline(hit=st.lists(outline(info=_INFO | anything), max_size=3) | anything)))


def content(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return of | outline(value=of) | anything


_CONTENT = outline(
    title=content(titles), authors=content(st.lists(outline(fullname=anything) | anything, max_size=3)),
    venue=content(anything), keywords=content(anything), pdf=content(anything), _bibtex=content(anything),
)  # fmt: skip
_NOTE = outline(
    id=anything,
    forum=st.just("VTF8yNQM66"),
    cdate=anything,
    pdate=anything,
    odate=anything,
    content=_CONTENT | anything,
)
notes = outline(notes=st.lists(_NOTE | anything, max_size=2) | anything)


@given(csl | crossref | anything)
@example({"title": "A Title", "type": "\U0006e557", "page": "\u0378"})
@example({"title": "A half \ud800 title", "author": [{"family": "\udfff"}]})
def test_json_of_the_right_outline_for_dois(value: Any) -> None:
    check("doi", json.dumps(value).encode())


@given(dblp | anything)
def test_json_of_the_right_outline_for_dblp(value: Any) -> None:
    check("dblp", json.dumps(value).encode())


@given(notes | anything)
@example({"notes": [{"id": "\x9b\u202e\x98"}]})
@example({"notes": [{"id": "half \ud800"}]})
def test_json_of_the_right_outline_for_openreview(value: Any) -> None:
    check("openreview", json.dumps(value).encode())


tags = st.sampled_from(
    [
        "title",
        "author",
        "editor",
        "year",
        "booktitle",
        "journal",
        "volume",
        "number",
        "pages",
        "ee",
        "isbn",
        "publisher",
        "sub",
        "i",
    ]
)
words = st.text(st.characters(codec="utf-8", exclude_characters="<&\x00"), max_size=20) | st.sampled_from(
    ["https://doi.org/10.1038/nature14236", "Wei Wang 0001", "2017", "CoRR", "abs/1706.03762", "x" * 5_000, "Title."]
)


@given(st.lists(st.tuples(tags, words), max_size=12), st.sampled_from(["article", "inproceedings", "www", "book"]))
def test_xml_of_the_right_outline_for_dblp(fields: list[tuple[str, str]], kind: str) -> None:
    inner = "".join(f"<{tag}>{text}</{tag}>" for tag, text in fields)
    check("dblp", f"<dblp><{kind} key='conf/nips/VaswaniSPUJGKP17'>{inner}</{kind}></dblp>".encode())


atom = st.sampled_from(
    ["title", "author", "published", "summary", "category", "x:primary_category", "x:comment", "x:journal_ref", "x:doi"]
)


@example([("title", "A Title"), ("x:comment", "\U00066487")], "http://arxiv.org/abs/1706.03762v7")
@given(st.lists(st.tuples(atom, words), max_size=12), words | st.just("http://arxiv.org/abs/1706.03762v7"))
def test_xml_of_the_right_outline_for_arxiv(fields: list[tuple[str, str]], number: str) -> None:
    inner = "".join(f"<{tag} term={quoteattr(text)}><name>{text}</name></{tag}>" for tag, text in fields)
    spaces = "xmlns='http://www.w3.org/2005/Atom' xmlns:x='http://arxiv.org/schemas/atom'"
    check("arxiv", f"<feed {spaces}><entry><id>{number}</id>{inner}</entry></feed>".encode())


def test_an_answer_of_thousands_of_authors_is_cut_to_what_a_record_holds() -> None:
    people = "".join(f"<author>Given{number} Family{number}</author>" for number in range(6_000))
    body = f"<dblp><article key='conf/nips/VaswaniSPUJGKP17'><title>T</title>{people}</article></dblp>".encode()
    found = look_up(ASKED["dblp"], Always(body))
    assert is_sound(found)
    assert any("authors" in note for note in found.notes)


def test_a_recorded_answer_is_sound() -> None:
    assert is_sound(look_up(ASKED["arxiv"], Always((ANSWERS / "arxiv-1706.03762.xml").read_bytes())))
    assert is_sound(look_up(ASKED["dblp"], Always((ANSWERS / "dblp-vaswani.xml").read_bytes())))
    assert is_sound(look_up(ASKED["openreview"], Always((ANSWERS / "openreview-v2-VTF8yNQM66.json").read_bytes())))
