"""Formatting one text: the form, what becomes of comments, and that nothing is ever lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shortsite.formatting import formatted
from shortsite.formatting.comments import words_of_comments
from shortsite.formatting.meaning import meaning_of
from shortsite.records import TextParser, parse_record

#: Pieces of records, as people write them; any of them may follow any other.
PIECES = st.sampled_from(
    [
        "title: A title\n",
        "title: 'It''s: a title' # t\n",
        "title:\n  # why\n  A title\n    of two lines\n",
        "authors:\n  - Ada Byron # a\n  # gone\n  - {family: X, # f\n     given: Jo}\n",
        "authors: [Ada Byron, # a\n   # b\n B Bee,\n]\n",
        "authors: # in order\n- family: X\n  # about the name\n  given: J\n",
        "year: 2017\n",
        "year:    '2017'   # y\n",
        "keywords: [a, 'b', \"c\"] # k\n",
        "links:\n\n  # pdf\n  PDF: http://a.example/#x # p\n    # deep\n  'T: U': y\n",
        "links: {PDF: x, # p\n V: y} # l\n",
        "abstract: | # lic\n  Some $x$\n\n   more # no comment\n",
        "abstract: >+\n  Some\n  words\n\n\n",
        "tldr: |2\n   indented\n  less\n",
        "venue:\n",
        "venue: ~ # none\n",
        "doi: https://doi.org/10.1234/AbC\n",
        "arxiv: 1706.03760\n",
        "featured: Yes\n",
        "odd: [a, [b, # in\n c], {d: e}, f: g]\n",
        "'a key': \"\\u2028\\t\"\n",
        "? long\n# under\n: short\n",
        "é: e\u0301 # e\u0301\n",
        "# a comment\n",
        "   # an indented comment\n",
        "\n",
        "\n\n# below a blank line\n\n",
        "--- # start\n",
        "...\n",
    ]
)
MESSES = st.lists(PIECES, max_size=8).map("".join)


def words(text: str) -> list[str]:
    return words_of_comments(text, TextParser(text).get_single_node())


def check(kind: str, text: str) -> None:
    before, problems = parse_record(text, "x.yml")
    if before is None or problems:
        return
    made, problems = formatted(kind, text, "x.yml")
    assert [] == problems
    assert made is not None
    after, _ = parse_record(made, "x.yml")
    assert meaning_of(kind, before) == meaning_of(kind, after)
    assert words(text) == words(made)
    assert (made, []) == formatted(kind, made, "x.yml")
    assert not made or made.endswith("\n")


@given(MESSES)
@example("links: {PDF: x, # p\n V: y} # l\n# end\n")
@example("# only a comment\n")
@example("")
def test_values_and_comments_stay_and_a_second_time_changes_nothing(text: str) -> None:
    check("paper", text)


@given(MESSES, st.lists(st.tuples(st.integers(0, 300), st.sampled_from([" # c\n", "\n", "# d\n", "\n  # e\n", " "]))))
def test_so_it_is_wherever_comments_and_blanks_stand(text: str, inserted: list[tuple[int, str]]) -> None:
    for place, what in inserted:
        text = text[:place] + what + text[place:]
    check("paper", text)


# The form


def made(text: str, kind: str = "paper") -> str | None:
    return formatted(kind, text, "x.yml")[0]


def test_keys_move_with_the_comments_that_are_about_them() -> None:
    text = "# the year\nyear: 2020 # y\n\n# two lines\n# on the title\ntitle: X # t\n# the end\n"
    assert "# two lines\n# on the title\ntitle: X  # t\n# the year\nyear: 2020  # y\n# the end\n" == made(text)


def test_what_is_said_of_the_whole_file_stays_at_its_top() -> None:
    text = "# yaml-language-server: $schema=x\n# Imported.\n\nyear: 2020\ntitle: X\n"
    assert "# yaml-language-server: $schema=x\n# Imported.\n\ntitle: X\nyear: 2020\n" == made(text)
    assert "# yaml-language-server: $schema=x\ntitle: X\n# y\nyear: 1\n" == made(
        "# yaml-language-server: $schema=x\n# y\nyear: 1\ntitle: X\n"
    )


def test_comments_within_lists_and_mappings_stay_with_their_items() -> None:
    text = "authors: [Ada Byron, # first\n  # a corporate name\n  {family: The Lab, # as printed\n   orcid: 0000-0002-1825-0097}]\n"
    expected = """\
authors:
  - Ada Byron  # first
  # a corporate name
  - family: The Lab  # as printed
    orcid: "0000-0002-1825-0097"
"""
    assert expected == made(text)


def test_a_comment_that_is_indented_belongs_to_what_is_above() -> None:
    text = "authors:\n- Ada Byron\n  # - B. Bee, gone\nyear: 2020\n"
    assert "authors:\n  - Ada Byron\n  # - B. Bee, gone\nyear: 2020\n" == made(text)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("arxiv: 1706.03760", 'arxiv: "1706.03760"'),
        ("arxiv: https://arxiv.org/pdf/1706.03762v5.pdf", 'arxiv: "1706.03762v5"'),
        ("arxiv: 'arXiv: 1706.03762'", 'arxiv: "1706.03762"'),
        ("doi: http://dx.doi.org/10.1038/nature14236", 'doi: "10.1038/nature14236"'),
        ("doi: https://dl.acm.org/doi/10.1145/3292500", 'doi: "https://dl.acm.org/doi/10.1145/3292500"'),
        ("openreview: https://openreview.net/forum?id=Sy8gdB9xx", 'openreview: "Sy8gdB9xx"'),
        ("links: {doi: https://doi.org/10.1/x}", "links:\n  doi: https://doi.org/10.1/x"),
        ("year: '2017'", "year: 2017"),
        ('published: "2017-06-12"', "published: 2017-06-12"),
        ("published: 2017-13-12", "published: 2017-13-12"),
        ("featured: Yes", "featured: true"),
        ("featured: maybe", "featured: maybe"),
        ("venue:", "venue:"),
        ("venue: ~", "venue: ~"),
        ("venue: ''", 'venue: ""'),
        ("title: 'Plain after all'", "title: Plain after all"),
        ("title:   Two\n    lines", "title: Two lines"),
        ('title: "a: \\"b\\""', "title: 'a: \"b\"'"),
        ("title: 'No'", 'title: "No"'),
        ("volume: 12", 'volume: "12"'),
        ("keywords: ['a', \"b\"]", "keywords: [a, b]"),
        ("keywords: [a, 'b, c']", 'keywords:\n  - a\n  - "b, c"'),
        ("authors: []", "authors: []"),
        ("authors:\n- 'van Rossum, Guido'", 'authors:\n  - "van Rossum, Guido"'),
        ("{title: X, year: 2020}", "title: X\nyear: 2020"),
        ("---\ntitle: X\n...", "title: X"),
        ("title: e\u0301", "title: é"),
        ("tldr: >\n    as\n    broken\n\n\n", "tldr: >-\n  as\n  broken"),
        ("tldr: |\n  only one", "tldr: only one"),
        ("authors:\n- {given: J, family: B}", "authors:\n  - {family: B, given: J}"),
    ],
)
def test_the_form_of_a_value(typed: str, expected: str) -> None:
    assert f"{expected}\n" == made(f"{typed}\n")
    assert f"{expected}\n" == made(f"{expected}\n")


def test_an_abstract_becomes_a_block_and_keeps_its_lines() -> None:
    text = 'abstract: "One $\\\\alpha$.\\n\\nTwo: # three  \\n"\n'
    assert "abstract: |-\n  One $\\alpha$.\n\n  Two: # three\n" == made(text)


def test_a_list_that_does_not_fit_on_a_line_stands_on_several() -> None:
    names = [f"Author Number {letter}" for letter in "ABCDEFGH"]
    assert f"authors:\n{''.join(f'  - {name}{chr(10)}' for name in names)}" == made(f"authors: [{', '.join(names)}]\n")


def test_the_text_below_front_matter_stays_as_it_is() -> None:
    text = "----  \ndate: 2020-01-02\n\npaper: 'a'\n---\n\n  e\u0301  \n---\nnot: yaml\n\n\n"
    expected = "---\npaper: a\ndate: 2020-01-02\n---\n\n  e\u0301  \n---\nnot: yaml\n"
    assert expected == made(text, "summary")
    assert expected == made(expected, "summary")


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("title: a: b\n", "x.yml:1:9", "SS002"),
        ("title: X\ntitle: Y\n", "x.yml:2:1", "SS005"),
        ("title: &a X\n", "x.yml:1:8", "SS004"),
        ('title: "\\alpha"\n', "x.yml:1:8", "SS016"),
        ("title: We are #1\n", "x.yml:1:15", "SS035"),
        ("- title\n", "x.yml:1:1", "SS008"),
    ],
)
def test_what_cannot_be_read_is_left_alone_and_told_with_its_place(text: str, place: str, code: str) -> None:
    left, problems = formatted("paper", text, "x.yml")
    assert (None, [(place, code)]) == (left, [(str(problem.place), problem.code) for problem in problems])


def test_places_in_front_matter_are_those_of_the_file() -> None:
    _, problems = formatted("summary", "---\npaper: a\ntldr: b: c\n---\nText.\n", "x.md")
    assert ["x.md:3:8"] == [str(problem.place) for problem in problems]


def test_a_hostile_text_takes_no_longer_than_its_size_explains() -> None:
    comments = "keywords:\n" + "- a #\n  #\n#\n" * 1000
    nested = f"title: {'[' * 40}{']' * 40}\n"
    check("paper", comments)
    assert None is made(nested)
    assert len(re.findall("#", comments)) == len(re.findall("#", made(comments) or ""))
