"""Each method of Fields takes what it may take, and reports the rest where it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shortsite.field_hints import ID_HINT
from shortsite.fields import Fields, check_id
from shortsite.identifiers import BY_KEY, ORCID
from shortsite.model import Author
from shortsite.problems import Place, Problem
from shortsite.records import parse_record
from shortsite.values import moment, web_url

Read = Callable[[Fields], Any]


def fields_of(text: str) -> Fields:
    record, problems = parse_record(text, "f.yml")
    assert [] == problems
    assert record is not None
    return Fields(record, "paper", [])


def accepted(typed: str, read: Read) -> Any:
    fields = fields_of(f"k: {typed}")
    value = read(fields)
    fields.finish()
    assert [] == fields.problems
    return value


def refused(typed: str, read: Read) -> str:
    """``code line:column`` of the one problem."""
    fields = fields_of(f"k: {typed}")
    read(fields)
    fields.finish()
    (problem,) = fields.problems
    return f"{problem.code} {problem.place.line}:{problem.place.column}"


# Texts


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("x", "x"),
        ("no", "no"),
        ("12:30", "12:30"),
        ("'  two\n\n   words '", "two words"),
        ("|\n  one\n  two", "one two"),
        ("null", ""),
        ("~", ""),
        ("", ""),
        ("'null'", "null"),
        ("'~'", "~"),
        ("x" * 2_000, "x" * 2_000),
    ],
)
def test_a_text_is_one_line(typed: str, text: str) -> None:
    assert text == accepted(typed, lambda fields: fields.text("k"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("''", "SS015 1:4"),
        ("'  '", "SS015 1:4"),
        ("x" * 2_001, "SS015 1:4"),
        ("[x]", "SS008 1:4"),
        ("\n  - x", "SS008 2:3"),
        ("{x: y}", "SS008 1:4"),
        ("\n  x: y", "SS008 2:3"),
    ],
)
def test_a_text_that_is_none_is_reported(typed: str, found: str) -> None:
    assert found == refused(typed, lambda fields: fields.text("k"))


@pytest.mark.parametrize(("text", "place"), [("a: x", "1:1"), ("k:", "1:3"), ("k: ~", "1:4"), ("a: x\nk: null", "2:4")])
def test_a_required_text_that_is_missing_is_reported_once(text: str, place: str) -> None:
    fields = fields_of(text)
    assert "" == fields.text("k", required=True)
    (problem,) = fields.problems
    assert ("SS007", f"f.yml:{place}") == (problem.code, str(problem.place))


def test_a_required_text_that_is_empty_is_reported() -> None:
    assert "SS015 1:4" == refused("''", lambda fields: fields.text("k", required=True))


def test_a_block_keeps_its_lines() -> None:
    assert "one\n\n  two" == accepted("|\n  one\n\n    two\n\n", lambda fields: fields.block("k"))
    assert "" == accepted("", lambda fields: fields.block("k"))
    assert "SS015 1:4" == refused("x" * 20_001, lambda fields: fields.block("k"))


# Numbers, flags, words


@pytest.mark.parametrize(
    ("typed", "number"), [("0", 0), ("-3", -3), ("007", 7), ("'5'", 5), ("9", 9), ("", 4), ("~", 4)]
)
def test_a_whole_number_is_read(typed: str, number: int) -> None:
    assert number == accepted(typed, lambda fields: fields.integer("k", -3, 9, default=4))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("10", "SS015"),
        ("-4", "SS015"),
        ("1.0", "SS008"),
        ("1e3", "SS008"),
        ("0x1", "SS008"),
        ("one", "SS008"),
        ("1_0", "SS008"),
        ("1" * 10, "SS008"),
        ("[1]", "SS008"),
        ("''", "SS008"),
    ],
)
def test_what_is_no_such_number_is_reported(typed: str, code: str) -> None:
    assert f"{code} 1:4" == refused(typed, lambda fields: fields.integer("k", -3, 9))


@pytest.mark.parametrize(
    ("typed", "flag"), [("true", True), ("Yes", True), ("'true'", True), ("false", False), ("NO", False), ("", False)]
)
def test_a_flag_is_true_or_false(typed: str, flag: bool) -> None:
    assert flag == accepted(typed, lambda fields: fields.flag("k"))


@pytest.mark.parametrize("typed", ["1", "on", "'yes please'", "[true]"])
def test_what_is_no_flag_is_reported(typed: str) -> None:
    assert "SS008 1:4" == refused(typed, lambda fields: fields.flag("k"))


@pytest.mark.parametrize("typed", ["The proof is wrong.", "no reason", "'1'", ""])
def test_a_reason_is_in_words(typed: str) -> None:
    assert typed.strip("'") == accepted(typed, lambda fields: fields.reason("k", limit=50, without="the text stands"))


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("false", "remove the line if the text stands"),
        ("'No'", "remove the line if the text stands"),
        ("yes", "write why"),
    ],
)
def test_a_flag_is_no_reason(typed: str, hint: str) -> None:
    fields = fields_of(f"k: {typed}")
    assert "" == fields.reason("k", limit=50, without="the text stands")
    (problem,) = fields.problems
    assert ("SS008", Place("f.yml", 1, 4), hint) == (problem.code, problem.place, problem.hint)


def test_a_choice_is_one_of_the_words() -> None:
    assert "no" == accepted("no", lambda fields: fields.choice("k", ("yes", "no")))
    assert "yes" == accepted("", lambda fields: fields.choice("k", ("yes", "no"), "yes"))
    assert "SS009 1:4" == refused("No", lambda fields: fields.choice("k", ("yes", "no")))


def test_a_choice_that_is_nearly_right_gets_a_hint() -> None:
    fields = fields_of("k: artcle")
    fields.choice("k", ("article", "book"))
    assert ["did you mean 'article'?"] == [problem.hint for problem in fields.problems]


def test_a_text_of_a_fixed_form_matches_as_a_whole() -> None:
    assert "v12" == accepted("v12", lambda fields: fields.matching("k", r"v\d+", "v2"))
    for typed in ("v", "xv1", "v1.0", "''"):
        assert "SS015 1:4" == refused(typed, lambda fields: fields.matching("k", r"v\d+", "v2"))


# Moments


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2026-11-23", "2026-11-23"),
        ("'2024-02-29'", "2024-02-29"),
        ("0001-01-01", "0001-01-01"),
        ("2026-11-23T09:30:00Z", "2026-11-23T09:30:00Z"),
        ("2026-11-23 09:30Z", "2026-11-23T09:30:00Z"),
        ("2026-11-23t09:30:00z", "2026-11-23T09:30:00Z"),
        ("2026-11-23T00:30:00+02:00", "2026-11-22T22:30:00Z"),
        ("2026-11-23T09:30:00.25-00:30", "2026-11-23T10:00:00.250000Z"),
    ],
)
def test_a_moment_is_a_day_or_a_time_in_utc(typed: str, iso: str) -> None:
    assert iso == accepted(typed, lambda fields: fields.moment("k")).iso


@pytest.mark.parametrize(
    "typed",
    [
        "2026-02-29",
        "2026-13-01",
        "2026-1-2",
        "23.11.2026",
        "2026",
        "2026-11-23T09:30:00",
        "2026-11-23T25:00:00Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T09:30:00.٢Z",
        "2026-11-23T09:30:60Z",
        "0000-01-01",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "20261123",
        "yesterday",
        "２０２６-11-23",
        "2026-11-23T09:30:00+99:99",
        "2026-11-23Z",
        "''",
    ],
)
def test_what_is_no_date_is_reported(typed: str) -> None:
    assert "SS010 1:4" == refused(typed, lambda fields: fields.moment("k"))


def test_moments_are_said_in_english_words() -> None:
    made = moment("2026-03-01")
    assert made is not None
    assert ("1 March 2026", "2026-03-01") == (made.words, made.day)


# Authors


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Ada Lovelace and Alan Turing", "write each on its own: [Ada Lovelace, Alan Turing]"),
        (
            "A. Lovelace, Alan M. Turing & Guido van Rossum",
            "write each on its own: [A. Lovelace, Alan M. Turing, Guido van Rossum]",
        ),
        ("Lovelace, Ada and Turing, Alan", 'write each on its own: ["Lovelace, Ada", "Turing, Alan"]'),
        ("Ada Lovelace; Alan Turing", "write each on its own: [Ada Lovelace, Alan Turing]"),
        ("Ada Lovelace et al.", "name the others too, or write Ada Lovelace alone"),
        ("et al.", "name them, or remove it"),
        ("and others", "name them, or remove it"),
    ],
)
def test_a_name_of_several_authors_is_told(name: str, hint: str) -> None:
    fields = fields_of(f"k: ['{name}']")
    fields.authors("k")
    (problem,) = fields.problems
    assert ("SS036", Place("f.yml", 1, 5), hint) == (problem.code, problem.place, problem.hint)


@pytest.mark.parametrize(
    "name",
    [
        "Johnson and Johnson",
        "Association for Computing Machinery and others",
        "Bill and Melinda Gates Foundation",
        "Google Research and Princeton University",
        "IBM Watson and MIT Media",
        "National Academy of Sciences and National Research Council",
        "Alan Turing and the desk",
        "Sanders, Bernie and sons",
        "Others, Ann",
        "Ana Ortega y Gasset",
        "Al, Et",
        "3Blue1Brown & Friends",
    ],
)
def test_a_name_with_an_and_in_it_is_one_author(name: str) -> None:
    assert 1 == len(accepted(f"['{name}']", lambda fields: fields.authors("k")))


# Ids, URLs, identifiers


@pytest.mark.parametrize("typed", ["a", "zhang-2017-x", "0", "v1.2", "a.b-c", "a" * 100])
def test_an_id_is_lower_case_words(typed: str) -> None:
    assert typed == accepted(f"'{typed}'", lambda fields: fields.id("k"))


@pytest.mark.parametrize(
    "typed", ["A", "a--b", "a.-b", "-a", "a-", "a_b", "é", "a b", "a/b", "..", "a" * 101, "''", '"a\\n"', "ａ", "٣"]
)
def test_what_is_no_id_is_reported(typed: str) -> None:
    assert "SS011 1:4" == refused(typed, lambda fields: fields.id("k"))


@pytest.mark.parametrize(
    ("typed", "like"),
    [
        ("Ada Lovelace", "ada-lovelace"),
        ("@ada", "ada"),
        ("ada_lovelace", "ada-lovelace"),
        ("M\u00fcller.2020", "muller.2020"),
        ("!!!", ""),
        ("Con", ""),
        ("arxiv:1706.03762", ""),
        ("A" * 101, ""),
    ],
)
def test_an_id_that_could_be_made_of_a_name_is_proposed(typed: str, like: str) -> None:
    fields = fields_of(f"k: '{typed}'")
    fields.id("k")
    (problem,) = fields.problems
    assert f"write it like {like}: {ID_HINT}" == problem.hint if like else problem.hint == ID_HINT


@pytest.mark.parametrize(
    "typed",
    ["a-2020-b", "1706.03762", "arXiv:1706.03762v2", "10.1000/AbC", "https://doi.org/10.1000/abc", "cs/0112017"],
)
def test_a_paper_is_an_id_or_what_the_joins_tell_by_its_identifier(typed: str) -> None:
    assert typed == accepted(typed, lambda fields: fields.paper("k"))


@pytest.mark.parametrize("typed", ["A", "conf/x/A1", "isbn:9780262035613", "openreview:Sy8gdB9xx"])
def test_what_is_neither_an_id_nor_an_identifier_is_no_paper(typed: str) -> None:
    assert "SS011 1:4" == refused(typed, lambda fields: fields.paper("k"))


def test_a_file_name_that_is_no_id_is_reported() -> None:
    problems: list[Problem] = []
    assert check_id("a-b", Place("f"), problems)
    assert not check_id("A B", Place("f"), problems)
    assert ["SS011"] == [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Journal: x", "did you mean 'venue'?"),
        ("date: 2020", "did you mean 'published' or 'year'?"),
        ("date: 2020-01-02\nyear: 2020", "did you mean 'published'?"),
        ("eprint: x\narxiv: y", "remove it, since 'arxiv' is given"),
        ("years: 2020\nyear: 2020", "did you mean 'year'?"),
        ("note: x", "a paper has no such key"),
    ],
)
def test_a_key_that_other_systems_have_gets_the_one_that_is_meant(text: str, hint: str) -> None:
    fields = fields_of(text)
    for key in ("venue", "published", "year", "arxiv", "url", "version"):
        fields.text(key)
    fields.finish()
    (problem,) = fields.problems
    assert ("SS006", hint) == (problem.code, problem.hint)


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("https://example.org", "https://example.org"),
        ("HTTP://Example.ORG:8080/A?b=c&d#e", "http://example.org:8080/A?b=c&d#e"),
        ("https://example.org/ü/%C3%A9", "https://example.org/%C3%BC/%C3%A9"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
        ("mailto:ann@example.org", "mailto:ann@example.org"),
    ],
)
def test_a_url_is_made_fit_for_a_link(typed: str, url: str) -> None:
    assert url == accepted(f"'{typed}'", lambda fields: fields.url("k"))


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "//example.org/",
        "/about/",
        "example.org",
        "https://",
        "https:///x",
        "https://user@example.org/",
        "https://a b/",
        "https://example.org/<b>",
        "http://[::1",
        "https://example.org:x/",
        "https://example.org:99999/",
        "mailto:",
        "mailto:a@b@c",
        'https://e.org/"',
        "",
    ],
)
def test_what_no_page_may_link_to_is_reported(typed: str) -> None:
    assert "SS014 1:4" == refused(f"'{typed}'", lambda fields: fields.url("k"))


def test_only_the_schemes_that_are_asked_for_are_urls() -> None:
    assert web_url("mailto:a@b", ("https",)) is None
    assert "https://b/" == web_url("https://b/", ("https",))


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("arxiv", "1706.03762"),
        ("arxiv", "1706.03760"),
        ("arxiv", "1706.03762v5"),
        ("arxiv", "cs/0112017"),
        ("arxiv", "math.GT/0309136"),
        ("doi", "10.1038/nature14236"),
        ("doi", "10.1002/(SICI)1097-0258(19980815)17:15<1>3.0.CO;2-W"),
        ("openreview", "Sy8gdB9xx"),
        ("dblp", "conf/iclr/ZhangBHRV17"),
        ("s2", "204e3073870fae3d05bcbc2f6a8e263d9b72e776"),
        ("openalex", "W2963403868"),
        ("isbn", "978-0-262-03561-3"),
        ("isbn", "0-262-03561-X"),
    ],
)
def test_identifiers_are_kept_as_written(kind: str, typed: str) -> None:
    fields = fields_of(f'{kind}: "{typed}"')
    assert (typed, []) == (fields.identifier(BY_KEY[kind]), fields.problems)


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        ("arxiv", "1706.376", "looks like"),
        ("arxiv", "170٦.03762", "looks like"),
        ("doi", "10.٣٣٣٣/x", "looks like"),
        ("doi", f"10.1234/{'a' * 300}", "looks like"),
        ("doi", f"10.1234{'.1' * 100}/x", "looks like"),
        ("doi", "10.1234/a^^5cinput^^7bx1", "looks like"),
        ("dblp", f"conf/nips/{'a' * 300}", "looks like"),
        ("arxiv", f"{'a' * 300}/0112017", "looks like"),
        ("arxiv", "arXiv:1706.03762", "write 1706.03762"),
        ("arxiv", "https://arxiv.org/pdf/1706.03762v5.pdf", "write 1706.03762v5"),
        ("doi", "https://doi.org/10.1038/nature14236", "write 10.1038/nature14236"),
        ("doi", "doi:10.1038/x y", "looks like"),
        ("doi", "10.1038", "looks like"),
        ("dblp", "ZhangBHRV17", "looks like"),
        ("s2", "xyz", "looks like"),
        ("openalex", "2963403868", "looks like"),
        ("isbn", "978", "looks like"),
    ],
)
def test_an_identifier_that_is_misshapen_says_how_to_write_it(kind: str, typed: str, says: str) -> None:
    fields = fields_of(f'{kind}: "{typed}"')
    assert "" == fields.identifier(BY_KEY[kind])
    (problem,) = fields.problems
    assert ("SS013", Place("f.yml", 1, len(kind) + 3)) == (problem.code, problem.place)
    assert says in f"{problem.message} {problem.hint}"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("0000-0002-1825-0097", []),
        ("0000-0002-1694-233X", []),
        ("0000-0002-1825-0098", ["SS019"]),
        ("1825-0097", ["SS013"]),
    ],
)
def test_an_orcid_is_checked_by_its_last_digit(typed: str, found: list[str]) -> None:
    fields = fields_of(f"orcid: {typed}")
    fields.identifier(ORCID)
    assert found == [problem.code for problem in fields.problems]


# Lists and mappings


def test_a_list_of_texts_holds_none_twice() -> None:
    assert ("a", "b c") == accepted("[a, ' b  c', a]", lambda fields: fields.texts("k"))
    assert () == accepted("[]", lambda fields: fields.texts("k"))
    assert () == accepted("", lambda fields: fields.texts("k"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("x", "SS008 1:4"),
        ("{a: b}", "SS008 1:4"),
        ("[a, '']", "SS015 1:8"),
        ("[a, [b]]", "SS008 1:8"),
        ("\n  - a\n  - b: c", "SS008 3:5"),
        (f"[a, {'x' * 201}]", "SS015 1:8"),
    ],
)
def test_what_is_no_list_of_texts_is_reported_at_its_item(typed: str, found: str) -> None:
    assert found == refused(typed, lambda fields: fields.texts("k"))


def test_one_word_where_a_list_should_be_gets_the_list_as_a_hint() -> None:
    fields = fields_of("k: word")
    fields.texts("k")
    assert ["write k: [word]"] == [problem.hint for problem in fields.problems]


def test_ids_and_former_names_are_checked_one_by_one() -> None:
    assert ("a", "b-c") == accepted("[a, b-c]", lambda fields: fields.ids("k"))
    assert "SS011 1:8" == refused("[a, B]", lambda fields: fields.ids("k"))
    assert ("a", "journals/corr/1706.03762", "Old_Name") == accepted(
        "[a, journals/corr/1706.03762, Old_Name]", lambda fields: fields.former_names("k")
    )
    for typed in ("../x", "a//b", "/a", "a/", "a b", "x.", "é", "a/../b"):
        assert "SS011 1:8" == refused(f"[a, {typed}]", lambda fields: fields.former_names("k"))


def test_pairs_and_links_keep_their_order() -> None:
    assert (("b", "x"), ("a", "y")) == accepted("{b: x, a: y}", lambda fields: fields.pairs("k"))
    assert (("Code", "https://b/"),) == accepted("{Code: 'https://b/'}", lambda fields: fields.links("k"))
    assert "SS008 1:4" == refused("[a]", lambda fields: fields.pairs("k"))
    assert "SS008 1:4" == refused("https://b/", lambda fields: fields.links("k"))
    assert "SS014 2:9" == refused("\n  Code: javascript:x", lambda fields: fields.links("k"))


@pytest.mark.parametrize(
    ("typed", "author"),
    [
        ("Ada Byron", Author("Byron", "Ada")),
        ("Ada Augusta Byron", Author("Byron", "Ada Augusta")),
        ("Plato", Author("Plato")),
        ("'Agüera y Arcas, Blaise'", Author("Agüera y Arcas", "Blaise")),
        ("'Plato,'", Author("Plato")),
        ("{family: Byron}", Author("Byron")),
        (
            "{family: 王, given: 伟, native: 王伟, orcid: 0000-0002-1825-0097}",
            Author("王", "伟", "0000-0002-1825-0097", "王伟"),
        ),
    ],
)
def test_an_author_is_written_in_three_ways(typed: str, author: Author) -> None:
    assert (author,) == accepted(f"[{typed}]", lambda fields: fields.authors("k"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Ada Byron", "SS008 1:4"),
        ("['']", "SS015 1:5"),
        ("[[x]]", "SS008 1:5"),
        ("[{given: Ada}]", "SS007 1:5"),
        ("[{family: Byron, born: 1815}]", "SS006 1:21"),
        ("\n  - family: Byron\n    orcid: 1815", "SS013 3:12"),
    ],
)
def test_what_is_no_author_is_reported_at_its_place(typed: str, found: str) -> None:
    assert found == refused(typed, lambda fields: fields.authors("k"))


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("Ada Byron", "[Ada Byron]"),
        ("'Byron, Ada'", '["Byron, Ada"]'),
        ("Byron, Ada", '["Byron, Ada"], or [Byron, Ada] for two authors'),
        ("Ada Byron, Carl Dee", "[Ada Byron, Carl Dee]"),
        ("Ada Byron and Carl Dee", "[Ada Byron, Carl Dee]"),
        ("Ada Byron, Bo Cox, and Carl Dee", "[Ada Byron, Bo Cox, Carl Dee]"),
        ("'Ada Byron & Carl Dee'", "[Ada Byron, Carl Dee]"),
        ("Byron, Ada and Dee, Carl", '["Byron, Ada", "Dee, Carl"]'),
        ("Byron, Ada; Dee, Carl", '["Byron, Ada", "Dee, Carl"]'),
    ],
)
def test_authors_in_one_text_are_shown_as_the_list_that_they_are(typed: str, hint: str) -> None:
    fields = fields_of(f"authors: {typed}")
    assert () == fields.authors("authors")
    assert [f"write authors: {hint}"] == [problem.hint for problem in fields.problems]


@pytest.mark.parametrize(
    ("key", "typed", "hint"),
    [
        ("keywords", "search and rescue", "[search and rescue]"),
        ("keywords", "'ml, nlp'", "[ml, nlp]"),
        ("keywords", "ml, C#, 2020", '[ml, C#, "2020"]'),
        ("spellings", "'Byron, Ada'", '["Byron, Ada"]'),
    ],
)
def test_texts_in_one_text_are_shown_as_a_list(key: str, typed: str, hint: str) -> None:
    fields = fields_of(f"{key}: {typed}")
    fields.texts(key)
    assert [f"write {key}: {hint}"] == [problem.hint for problem in fields.problems]


@pytest.mark.parametrize("given", ["author: [Ada]", "autors: [Ada]", "authors: []", "authors: [Ada]", "authors: x"])
def test_what_is_misspelt_or_empty_on_purpose_is_not_lacking(given: str) -> None:
    fields = fields_of(f"title: x\n{given}")
    fields.text("title")
    fields.authors("authors")
    fields.lack("authors", Place("f.yml"), "SS018", "the paper has no authors", "")
    fields.finish()
    assert "SS018" not in {problem.code for problem in fields.problems}


@pytest.mark.parametrize(("given", "place"), [("", "1:1"), ("authors:", "2:9"), ("authors: ~", "2:10")])
def test_what_is_lacking_is_told_where_it_should_stand(given: str, place: str) -> None:
    fields = fields_of(f"title: x\n{given}")
    fields.text("title")
    fields.authors("authors")
    fields.lack("authors", Place("f.yml"), "SS018", "the paper has no authors", "")
    fields.finish()
    assert [f"SS018 {place}"] == [f"{p.code} {p.place.line}:{p.place.column}" for p in fields.problems]


def test_mappings_within_a_record_are_fields_of_their_own() -> None:
    fields = fields_of("k: {a: x}\nl: [{a: y}, z]\nm: x")
    inner = fields.inner("k", "thing")
    assert inner is not None
    assert "x" == inner.text("a")
    assert ["y"] == [item.text("a") for item in fields.inners("l", "thing")]
    assert fields.inner("m", "thing") is None
    assert fields.inner("none", "thing") is None
    assert ["SS008 2:13", "SS008 3:4"] == [f"{p.code} {p.place.line}:{p.place.column}" for p in fields.problems]


def test_every_key_that_nobody_asks_for_is_reported_with_the_nearest_one() -> None:
    fields = fields_of("titel: x\nzzz: y\ntitle: z")
    fields.text("title")
    fields.finish()
    first, second = fields.problems
    assert ("SS006", "did you mean 'title'?", 1) == (first.code, first.hint, first.place.line)
    assert ("SS006", "a paper has no such key", 2) == (second.code, second.hint, second.place.line)


def test_one_fault_does_not_hide_another() -> None:
    fields = fields_of("year: x\ndate: y\nurl: z\nids: [A]")
    fields.integer("year", 1, 9)
    fields.moment("date")
    fields.url("url")
    fields.ids("ids")
    assert ["SS008", "SS010", "SS014", "SS011"] == [problem.code for problem in fields.problems]
