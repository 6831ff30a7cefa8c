"""The four sources, by their recorded answers."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from metadata.conftest import ANSWERS, QUICK, Outside
from shortsite.metadata import SOURCES, Asked, Client, Found, Unanswered, look_up, search_title

ARXIV = "export.arxiv.org/api/query?"
VASWANI = [
    "Ashish Vaswani",
    "Noam Shazeer",
    "Niki Parmar",
    "Jakob Uszkoreit",
    "Llion Jones",
    "Aidan N. Gomez",
    "Lukasz Kaiser",
    "Illia Polosukhin",
]


def sentence(client: Client, kind: str, value: str, version: str = "") -> str:
    with pytest.raises(Unanswered) as caught:
        look_up(Asked(kind, value, version), client)
    return str(caught.value)


# arXiv


def test_a_paper_of_arxiv(outside: Outside, client: Client) -> None:
    outside.give(ARXIV, "arxiv-1706.03762.xml")
    found = look_up(Asked("arxiv", "1706.03762", "v5"), client)
    assert {
        "title": "Attention Is All You Need",
        "authors": VASWANI,
        "year": 2017,
        "venue": "arXiv",
        "published": "2017-06-12",
        "keywords": ["cs.CL"],
        "arxiv": "1706.03762",
        "type": "preprint",
        "source": "arXiv",
    } == found.values
    assert (
        "v7 is the latest version on arXiv; you named v5",
        "also in cs.LG",
        "comment on arXiv: 15 pages, 5 figures",
    ) == found.notes
    assert ["export.arxiv.org/api/query?id_list=1706.03762"] == outside.asked


def test_a_version_that_is_not_there_is_told(outside: Outside, client: Client) -> None:
    outside.give(ARXIV, "arxiv-1706.03762.xml")
    notes = look_up(Asked("arxiv", "1706.03762", "v9"), client).notes
    assert "there is no v9 on arXiv; the latest is v7" == notes[0]


def test_a_published_paper_of_arxiv_with_tex_in_its_title(outside: Outside, client: Client) -> None:
    outside.give(ARXIV, "arxiv-0710.2073.xml")
    found = look_up(Asked("arxiv", "0710.2073"), client)
    assert {
        "title": r"On coincidence of Alday-Maldacena-regularized $\sigma$-model and Nambu-Goto areas of minimal surfaces",
        "authors": ["A. Popolitov"],
        "year": 2007,
        "published": "2007-10-10",
        "keywords": ["hep-th"],
        "arxiv": "0710.2073",
        "doi": "10.1134/S0021364007210011",
        "source": "arXiv",
    } == found.values
    assert (
        "arXiv says that it appeared in: JETP Lett.86:559-561,2008; set 'venue' and 'year' if you mean that"
        == found.notes[0]
    )


def test_an_old_number_and_two_dois(outside: Outside, client: Client) -> None:
    outside.give(ARXIV, "arxiv-hep-th_9711200.xml")
    found = look_up(Asked("arxiv", "hep-th/9711200"), client)
    assert ("hep-th/9711200", "10.1023/A:1026654312961") == (found.values["arxiv"], found.values["doi"])
    assert "it has further DOIs: 10.4310/ATMP.1998.v2.n2.a1" in found.notes
    assert ["export.arxiv.org/api/query?id_list=hep-th%2F9711200"] == outside.asked


def test_a_withdrawn_paper_of_arxiv(outside: Outside, client: Client) -> None:
    outside.give(ARXIV, "arxiv-withdrawn.xml")
    found = look_up(Asked("arxiv", "2001.00099"), client)
    assert {
        "title": "AN EXAMPLE OF 100% CAPITALS",
        "authors": [{"family": "The Example Collaboration"}, "van der Example, Laurens", "Example Jr., René"],
        "status": "withdrawn",
        "status_url": "https://arxiv.org/abs/2001.00099",
    } == {key: found.values[key] for key in ("title", "authors", "status", "status_url")}
    assert "arXiv says that it was withdrawn" in found.notes
    assert "the title is in capitals; write it as the paper does" in found.notes


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (r"Schr\"odinger's caf\'e", "Schrödinger's café"),
        (r"The price is $5", "The price is $5"),
        (r"From $5 to $6", r"From \$5 to \$6"),
        (r"99\% of $O(n)$ &amp; more", "99% of $O(n)$ & more"),
        ("Bias--variance", "Bias–variance"),
        ("A\x7f title\u202e\n  with\u00a0marks", "A title with marks"),
        ("Cafe\u0301", "Café"),
    ],
)
def test_titles_of_arxiv_are_read_as_tex(outside: Outside, client: Client, title: str, expected: str) -> None:
    feed = (ANSWERS / "arxiv-1706.03762.xml").read_text().replace("Attention Is All You Need", title)
    outside.give(ARXIV, feed.encode())
    assert expected == look_up(Asked("arxiv", "1706.03762"), client).values["title"]


@pytest.mark.parametrize(
    ("answer", "status", "expected"),
    [
        ("arxiv-error.xml", 200, "arXiv has no paper 1201.56789"),
        ("arxiv-error.xml", 400, "arXiv has no paper 1201.56789"),
        ("arxiv-empty.xml", 200, "arXiv has no paper 1201.56789"),
        ("arxiv-1706.03762.xml", 200, "arXiv was asked about 1201.56789 and answered about another paper"),
        ("dblp-429.html", 200, "arXiv answered with a web page instead of data; try again later"),
        ("dblp-vaswani.xml", 200, "arXiv answered something that can't be read; try again later"),
        (b"Rate exceeded.", 200, "arXiv asked us to wait; try again in a minute"),
        (b"Rate exceeded.", 429, "arXiv asked us to wait (429); try again in a minute"),
        (b"", 200, "arXiv answered nothing; try again later"),
        (b"{}", 200, "arXiv answered something that can't be read; try again later"),
        (b"<feed", 200, "arXiv answered something that can't be read; try again later"),
        (b"no", 403, "arXiv refused the question (403); try again later"),
    ],
)
def test_what_arxiv_says_instead(
    outside: Outside, client: Client, answer: str | bytes, status: int, expected: str
) -> None:
    outside.give(ARXIV, answer, status)
    assert expected == sentence(client, "arxiv", "1201.56789")


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE feed [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><feed>&b;</feed>',
        '<!DOCTYPE feed [<!ENTITY a SYSTEM "file:///etc/passwd">]><feed>&a;</feed>',
        '<!DOCTYPE feed SYSTEM "http://169.254.169.254/x.dtd"><feed/>',
        "<a>" * 5000 + "</a>" * 5000,
        '<?xml version="1.0" encoding="nonsense"?><feed/>',
    ],
)
def test_xml_that_would_do_harm_is_not_read(outside: Outside, client: Client, declared: str) -> None:
    outside.give(ARXIV, declared.encode())
    expected = "arXiv answered something that can't be read; try again later"
    assert expected == sentence(client, "arxiv", "1706.03762")
    assert 1 == len(outside.asked)


# DOI


def test_a_doi_of_crossref(outside: Outside, client: Client) -> None:
    there = "https://api.crossref.org/v1/works/10.1038%2Fnature14236/transform"
    outside.give("doi.org/10.1038/NATURE14236", b"", 302, headers={"Location": there})
    outside.give("api.crossref.org/v1/works/10.1038%2Fnature14236/transform", "crossref-nature14236.json")
    found = look_up(Asked("doi", "10.1038/NATURE14236"), client)
    assert "application/vnd.citationstyles.csl+json" == outside.headers[-1]["Accept"]
    shown = {key: value for key, value in found.values.items() if key not in ("url", "published", "publisher")}
    assert {
        "title": "Human-level control through deep reinforcement learning",
        "authors": ["Volodymyr Mnih", "Koray Kavukcuoglu", "David Silver", "Andrei A. Rusu"],
        "year": 2015,
        "venue": "Nature",
        "doi": "10.1038/nature14236",
        "volume": "518",
        "issue": "7540",
        "pages": "529-533",
        "type": "article",
        "source": "Crossref",
    } == shown
    assert "Crossref" == found.source


def test_a_doi_of_datacite(outside: Outside, client: Client) -> None:
    there = "https://api.datacite.org/dois/application/vnd.citationstyles.csl+json/10.5281/zenodo.5297715"
    outside.give("doi.org/", b"", 302, headers={"Location": there})
    outside.give("api.datacite.org/dois/", "datacite-zenodo.5297715.json")
    found = look_up(Asked("doi", "10.5281/zenodo.5297715"), client)
    assert ["Sid Black", "Leo Gao", "Phil Wang", "Connor Leahy", "Stella Biderman"] == found.values["authors"]
    assert (2021, "10.5281/zenodo.5297715", "DataCite") == (found.values["year"], found.values["doi"], found.source)
    assert "abstract" not in found.values


def test_a_doi_of_arxiv_is_asked_of_arxiv(outside: Outside, client: Client) -> None:
    outside.give(ARXIV, "arxiv-1706.03762.xml")
    assert "1706.03762" == look_up(Asked("doi", "10.48550/arXiv.1706.03762"), client).values["arxiv"]


@pytest.mark.parametrize(
    ("answer", "status", "expected"),
    [
        (b"<html>DOI not found</html>", 404, "doi.org knows no DOI 10.1000/182"),
        (b"", 406, "doi.org gives no citation for the DOI 10.1000/182"),
        (b"", 204, "doi.org gives no citation for the DOI 10.1000/182"),
        ("crossref-nature14236.json", 200, "doi.org was asked about 10.1000/182 and answered about another work"),
        (b"[]", 200, "doi.org answered something that can't be read; try again later"),
        (b"{}", 200, "doi.org gave no title"),
        (b"[" * 100_000, 200, "doi.org answered something that can't be read; try again later"),
        (b'{"title": "\xff"}', 200, "doi.org answered something that can't be read; try again later"),
        (b"<!DOCTYPE html><p>", 200, "doi.org answered with a web page instead of data; try again later"),
    ],
)
def test_what_doi_org_says_instead(
    outside: Outside, client: Client, answer: str | bytes, status: int, expected: str
) -> None:
    outside.give("doi.org/", answer, status)
    assert expected == sentence(client, "doi", "10.1000/182")


def test_a_doi_whose_agency_is_not_asked_is_told(outside: Outside, client: Client) -> None:
    outside.give("doi.org/", b"", 302, headers={"Location": "https://publisher.example.org/landing"})
    expected = "doi.org sent us to publisher.example.org, which shortsite does not ask"
    assert expected == sentence(client, "doi", "10.1000/182")


def test_a_doi_with_strange_signs_is_asked_whole(outside: Outside, client: Client) -> None:
    outside.give("doi.org/", b"", 404)
    sentence(client, "doi", "10.1002/(SICI)1097<1661::AID>3.0.CO;2-2?#")
    assert ["doi.org/10.1002/(SICI)1097%3C1661::AID%3E3.0.CO;2-2%3F%23"] == outside.asked


# DBLP


def test_a_conference_paper_of_dblp(outside: Outside, client: Client) -> None:
    outside.give("dblp.org/rec/conf/nips/VaswaniSPUJGKP17.xml", "dblp-vaswani.xml")
    found = look_up(Asked("dblp", "conf/nips/VaswaniSPUJGKP17"), client)
    assert {
        "title": "Attention is All you Need",
        "authors": [{"family": "Vaswani", "given": "Ashish", "orcid": "0000-0002-1825-0097"}, *VASWANI[1:]],
        "year": 2017,
        "venue": "NIPS",
        "dblp": "conf/nips/VaswaniSPUJGKP17",
        "url": "https://proceedings.neurips.cc/paper/2017/hash/3f5ee243547dee91fbd053c1c4a845aa-Abstract.html",
        "pages": "5998-6008",
        "type": "inproceedings",
        "source": "DBLP",
    } == found.values
    assert () == found.notes


def test_dblp_gives_dois_and_numbers_namesakes(outside: Outside, client: Client) -> None:
    outside.give("dblp.org/rec/conf/naacl/DevlinCLT19.xml", "dblp-devlin.xml")
    found = look_up(Asked("dblp", "conf/naacl/DevlinCLT19"), client)
    assert ("10.18653/v1/n19-1423", "NAACL-HLT") == (found.values["doi"], found.values["venue"])
    assert "Kenton Lee" == found.values["authors"][2]
    assert "url" not in found.values


def test_a_preprint_of_dblp_is_one_of_arxiv(outside: Outside, client: Client) -> None:
    outside.give("dblp.org/rec/journals/corr/abs-1810-04805.xml", "dblp-corr.xml")
    found = look_up(Asked("dblp", "journals/corr/abs-1810-04805"), client)
    expected = {"arxiv": "1810.04805", "venue": "arXiv", "type": "preprint", "year": 2018}
    assert expected == {key: found.values[key] for key in expected}
    assert "volume" not in found.values


@pytest.mark.parametrize(
    ("answer", "status", "expected"),
    [
        (b"<html>404</html>", 404, "DBLP has no record conf/x/Y"),
        ("dblp-429.html", 429, "DBLP asked us to wait (429); try again in a minute"),
        ("dblp-429.html", 200, "DBLP answered with a web page instead of data; try again later"),
        ("dblp-person.xml", 200, "conf/x/Y is no paper at DBLP but of another kind, 'www'"),
        (b"<dblp/>", 200, "DBLP has no record conf/x/Y"),
        (b"<dblp><article key='x'/></dblp>", 200, "DBLP gave no title"),
        (b"<dblp><article key='x'><title></title></article></dblp>", 200, "DBLP gave no title"),
    ],
)
def test_what_dblp_says_instead(
    outside: Outside, client: Client, answer: str | bytes, status: int, expected: str
) -> None:
    outside.give("dblp.org/", answer, status)
    assert expected == sentence(client, "dblp", "conf/x/Y")


# OpenReview


def test_a_paper_of_openreview(outside: Outside, client: Client) -> None:
    outside.give("api2.openreview.net/notes?id=VTF8yNQM66", "openreview-v2-VTF8yNQM66.json")
    found = look_up(Asked("openreview", "VTF8yNQM66"), client)
    assert {
        "title": "SWE-bench: Can Language Models Resolve Real-world Github Issues?",
        "authors": [
            "Carlos E Jimenez",
            "John Yang",
            "Alexander Wettig",
            "Shunyu Yao",
            "Kexin Pei",
            "Ofir Press",
            "Karthik R Narasimhan",
        ],
        "year": 2024,
        "venue": "ICLR",
        "published": "2023-10-13",
        "keywords": ["Language models", "Natural language processing", "Software engineering"],
        "openreview": "VTF8yNQM66",
        "pdf": "https://openreview.net/pdf?id=VTF8yNQM66",
        "type": "inproceedings",
        "source": "OpenReview",
    } == found.values
    assert ("presented as: oral",) == found.notes


def test_an_older_paper_of_openreview_is_in_the_first_api(outside: Outside, client: Client) -> None:
    outside.give("api2.openreview.net/notes", "openreview-v2-none.json", 404)
    outside.give("api.openreview.net/notes?id=Sy8gdB9xx", "openreview-v1-Sy8gdB9xx.json")
    found = look_up(Asked("openreview", "Sy8gdB9xx"), client)
    expected: dict[str, Any] = {
        "title": "Understanding deep learning requires rethinking generalization",
        "year": 2017,
        "venue": "International Conference on Learning Representations",
        "published": "2016-11-04",
        "keywords": ["Deep learning"],
    }
    assert expected == {key: found.values[key] for key in expected}


def note(**content: object) -> bytes:
    fields = {"title": "T", "authors": ["Example Desk"], **content}
    return json.dumps(
        {"notes": [{"id": "abcde", "forum": "abcde", "cdate": 1478286000000, "content": fields}]}
    ).encode()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"venue": "Submitted to ICLR 2024"}, {"year": 2016}),
        ({"venue": "ICLR 2024 Conference Withdrawn Submission"}, {"year": 2016}),
        ({"venue": "Accepted by TMLR"}, {"year": 2016, "venue": "TMLR"}),
        ({"venue": "NeurIPS 2023 poster"}, {"year": 2023, "venue": "NeurIPS", "type": "inproceedings"}),
        ({"authors": ["Anonymous"]}, {"year": 2016, "authors": None}),
        ({"authors": {"value": [{"fullname": "Example Desk", "username": "~E1"}]}}, {"authors": ["Example Desk"]}),
        ({"keywords": "a, b; c"}, {"keywords": ["a", "b", "c"]}),
        ({"pdf": "https://arxiv.org/pdf/1611.03530"}, {"arxiv": "1611.03530", "pdf": None}),
        ({"pdf": "javascript:alert(1)"}, {"pdf": None}),
    ],
)
def test_forms_of_notes(
    outside: Outside, client: Client, content: dict[str, object], expected: dict[str, object]
) -> None:
    outside.give("api2.openreview.net/notes", note(**content))
    found = look_up(Asked("openreview", "abcde"), client)
    assert expected == {key: found.values.get(key) for key in expected}


@pytest.mark.parametrize(
    ("second", "first", "expected"),
    [
        (("openreview-403.json", 403), (b"", 500), "OpenReview lets no program read this (403); open https://openreview.net/forum?id=abcde and copy what it says"),
        (("openreview-v2-none.json", 404), (b'{"notes": []}', 200), "OpenReview shows no paper abcde to the public"),
        (("openreview-v2-none.json", 400), ("openreview-403.json", 403), "OpenReview lets no program read this (403); open https://openreview.net/forum?id=abcde and copy what it says"),
        ((b'{"notes": {}}', 200), (b"", 500), "OpenReview answered something that can't be read; try again later"),
        ((b'{"notes": [[]]}', 200), (b"", 500), "OpenReview gave no title"),
        (("openreview-v2-VTF8yNQM66.json", 200), (b"", 500), "abcde is a comment at OpenReview; the paper is https://openreview.net/forum?id=VTF8yNQM66"),
    ],
)  # fmt: skip
def test_what_openreview_says_instead(
    outside: Outside, client: Client, second: tuple[Any, int], first: tuple[Any, int], expected: str
) -> None:
    outside.give("api2.openreview.net/", *second)
    outside.give("api.openreview.net/", *first)
    assert expected == sentence(client, "openreview", "abcde")


# titles


def test_a_title_is_asked_of_arxiv_first(outside: Outside, client: Client) -> None:
    outside.give(ARXIV, "arxiv-1706.03762.xml")
    found = search_title("attention is all you need!", client)
    assert ["Attention Is All You Need"] == [one.values["title"] for one in found]
    assert [
        "export.arxiv.org/api/query?search_query=ti%3A%22attention+is+all+you+need%22&max_results=5"
    ] == outside.asked


def test_a_title_that_one_source_does_not_have_is_asked_of_the_next(outside: Outside, client: Client) -> None:
    outside.give(ARXIV, "arxiv-0710.2073.xml")
    outside.give("dblp.org/search/", "dblp-search.json")
    found = search_title("Attention is all you need", client)
    assert [
        ("DBLP", "Attention is All you Need"),
        (
            "arXiv",
            r"On coincidence of Alday-Maldacena-regularized $\sigma$-model and Nambu-Goto areas of minimal surfaces",
        ),
        ("DBLP", "Is Attention & Memory All You Need?"),
    ] == [(one.source, one.values["title"]) for one in found]
    assert ["Ashish Vaswani", "Noam Shazeer"] == found[0].values["authors"]
    assert ("2001.00099", "arXiv", "preprint") == tuple(found[2].values[key] for key in ("arxiv", "venue", "type"))
    assert not any("crossref" in asked for asked in outside.asked)


def test_crossref_is_asked_last(outside: Outside, client: Client) -> None:
    outside.give(ARXIV, b"", 500)
    outside.give("dblp.org/search/", "dblp-none.json")
    outside.give("api.crossref.org/works?query.bibliographic=", "crossref-search.json")
    found = search_title("Human-level control through deep reinforcement learning", client)
    assert [("10.1038/nature14236", "Nature")] == [(one.values["doi"], one.values["venue"]) for one in found]


def test_a_title_that_nobody_knows(outside: Outside, client: Client) -> None:
    outside.give(ARXIV, "arxiv-empty.xml")
    outside.give("dblp.org/search/", "dblp-none.json")
    outside.give("api.crossref.org/", b'{"status": "ok", "message": {"items": []}}')
    assert () == search_title("zzz", client)
    assert () == search_title("?!", client)


def test_when_no_source_answers_all_their_reasons_are_told(outside: Outside, client: Client) -> None:
    outside.give(ARXIV, b"", 429)
    outside.give("dblp.org/", b"", 429)
    outside.give("api.crossref.org/", b"", 503)
    with pytest.raises(Unanswered) as caught:
        search_title("a title", client)
    assert (
        "arXiv asked us to wait (429); try again in a minute; "
        "DBLP asked us to wait (429); try again in a minute; "
        "Crossref asked us to wait (503); try again in a minute"
    ) == str(caught.value)


def test_a_hostile_title_is_a_few_words_to_a_search(outside: Outside, client: Client) -> None:
    outside.give(ARXIV, "arxiv-empty.xml")
    with pytest.raises(Unanswered):
        search_title('x" OR all:"y&max_results=9999 ' + "z" * 10_000, client)
    assert outside.asked[0].startswith(
        "export.arxiv.org/api/query?search_query=ti%3A%22x+OR+all+y+max_results+9999+zzz"
    )
    assert len(outside.asked[0]) < 500


def test_an_answer_is_asked_for_once_in_a_month(outside: Outside, tmp_path: Path) -> None:
    outside.give(ARXIV, "arxiv-1706.03762.xml")
    outside.give(ARXIV, b"", 500)
    for _ in range(2):
        with Client(tmp_path / "answers.sqlite", resolve=outside.resolve, limits=QUICK) as client:
            assert isinstance(look_up(Asked("arxiv", "1706.03762"), client), Found)


def test_every_source_has_a_row() -> None:
    assert ["arxiv", "dblp", "doi", "openreview"] == [source.kind for source in SOURCES]
    assert all(host.pause > 0 for source in SOURCES for host in source.hosts)


# the world


@pytest.mark.network
@pytest.mark.parametrize(
    ("kind", "value", "title"),
    [
        ("arxiv", "1706.03762", "Attention Is All You Need"),
        ("doi", "10.1038/nature14236", "Human-level control through deep reinforcement learning"),
        ("dblp", "conf/nips/VaswaniSPUJGKP17", "Attention is All you Need"),
        ("openreview", "Sy8gdB9xx", "Understanding deep learning requires rethinking generalization"),
    ],
)
def test_the_real_hosts_answer_in_these_shapes(kind: str, value: str, title: str) -> None:
    with Client() as client:
        try:
            found = look_up(Asked(kind, value), client)
        except Unanswered as reason:
            pytest.skip(f"no answer: {reason}")
    time.sleep(1)
    assert title == found.values["title"]
