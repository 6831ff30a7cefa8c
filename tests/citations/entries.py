"""Entries in the shapes of the ACL Anthology, DBLP and Zotero, made up from a seed: as many as are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

GIVEN = (
    "Ada",
    "Jos{\\'e}",
    "Ming-Wei",
    "{\\L}ukasz",
    "Anne Marie",
    "S{\\o}ren",
    "J. R.",
    "{\\v Z}eljko",
    "Li",
    "Ng{\\d o}c",
)
FAMILY = (
    "Byron", 'M{\\"u}ller', "van der Berg", "De la Cruz", "O'Neil", "Nguy{\\~{\\^e}}n", "Garc{\\'\\i}a M{\\'a}rquez", "Zhang",
    "{\\O}stg{\\aa}rd", "Smith-Jones", "Erd{\\H{o}}s",
)  # fmt: skip
WORDS = (
    "{N}eural", "attention", "for {BERT}", "{$O(n \\log n)$}", "with {GAN}s", "translation", "caf{\\'e}s \\& bars", "a 100\\% case",
    "of graphs", "{``}quoted{''}", "pre-training", "C{\\#} code", "$\\alpha$-stable", "--- a study", "at $5\\times$ less cost",
    "on $\\{0,1\\}^n$", "what's new?", "under\\_score", "{\\textquotedblleft}x{\\textquotedblright}", "10\\textsuperscript{3}",
)  # fmt: skip
KEYWORDS = ("machine learning", "Computer Science - Machine Learning", "{NLP}", "R\\&D", 'na{\\"i}ve Bayes', "C++")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def names(random: Random) -> list[tuple[str, str]]:
    """Given and family names, none twice."""
    return list({(random.choice(GIVEN), random.choice(FAMILY)) for _ in range(random.randint(1, 8))})


def title(random: Random, number: int) -> str:
    """A title that no other number has."""
    return " ".join(random.sample(WORDS, random.randint(2, 6))) + f", part {number}"


def acl(random: Random, number: int) -> str:
    """As ``anthology.bib`` has them: quoted, with a month, an editor and an address."""
    authors = "  and\n      ".join(f"{family}, {given}" for given, family in names(random))
    year = random.randint(1990, 2024)
    fields = [
        f'title = "{title(random, number)}"',
        f'author = "{authors}"',
        'editor = "Korhonen, Anna"',
        f'booktitle = "Proceedings of the {number}th Annual Meeting of the Association for {{C}}omputational {{L}}inguistics"',
        f"month = {random.choice(MONTHS)}" + random.choice(("", ' # "~4"', ' # " 12--14"')),
        f'year = "{year}"',
        'address = "Florence, Italy"',
        'publisher = "Association for Computational Linguistics"',
        f'url = "https://aclanthology.org/{year}.acl-long.{number}/"',
        f'doi = "10.18653/v1/{year}.acl-long.{number}"',
        f'pages = "{number}--{number + 9}"',
        'abstract = "We show $x_i < y$ in <i>90</i>{\\%} of *all* [cases] & more; a_b, `c` and [[d-e]]."',
    ]
    return f"@inproceedings{{key-etal-{year}-{number},\n    " + ",\n    ".join(fields) + "\n}\n"


def dblp(random: Random, number: int) -> str:
    """As dblp.org gives them: of a conference, a journal or CoRR."""
    authors = " and\n                  ".join(
        f"{given} {family}" + random.choice(("", "", " 0001")) for given, family in names(random)
    )
    year = random.randint(1990, 2024)
    kind, place, numbers = random.choice(
        [
            (
                "inproceedings",
                "booktitle    = {{ACM} Symposium, {STOC} 2014}",
                f"pages        = {{{number}--{number + 9}}}",
            ),
            (
                "article",
                "journal      = {J. {ACM}}",
                "volume       = {12},\n  number       = {3},\n  pages        = {1:1--1:25}",
            ),
            ("article", "journal      = {CoRR}", f"volume       = {{abs/2{number % 1000:03}.{number:05}}}"),
        ]
    )
    key = f"journals/jacm/Key{number}" if kind == "article" else f"conf/stoc/Key{number}"
    fields = [
        f"author       = {{{authors}}}",
        f"title        = {{{title(random, number)}}}",
        place,
        numbers,
        f"year         = {{{year}}}",
        f"url          = {{https://doi.org/10.1145/{number}.{number + 1}}}",
        f"doi          = {{10.1145/{number}.{number + 1}}}",
        "timestamp    = {Thu, 21 Jan 2021 15:15:21 +0100}",
        f"biburl       = {{https://dblp.org/rec/{key}.bib}}",
        "bibsource    = {dblp computer science bibliography, https://dblp.org}",
    ]
    return f"@{kind}{{DBLP:{key},\n  " + ",\n  ".join(fields) + "\n}\n"


def zotero(random: Random, number: int) -> str:
    """As Zotero and Better BibTeX export them: BibTeX or BibLaTeX, with files and notes."""
    authors = " and ".join(f"{family}, {given}" for given, family in names(random)) + random.choice(
        ("", " and {WHO Group}")
    )
    year, day = random.randint(1990, 2024), f"{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    kind, place = random.choice(
        [
            (
                "misc",
                f"\tpublisher = {{arXiv}},\n\tnumber = {{arXiv:1{number % 1000:03}.{number:05}}},\n\tnote = {{arXiv: 1 [cs]}}",
            ),
            (
                "article",
                f"\tjournaltitle = {{Nature}},\n\tvolume = {{5}},\n\tdoi = {{10.1038/n\\_{number}}},\n\tissn = {{0028-0836}}",
            ),
            (
                "inproceedings",
                f"\tbooktitle = {{{{IEEE}} {{Conference}} {{\\textbar}} {year}}},\n\tisbn = {{978-0-262-03561-3 {number}}}",
            ),
            ("phdthesis", "\tschool = {University of {\\AA}bo},\n\ttype = {{PhD} {Thesis}}"),
        ]
    )
    fields = [
        f"\ttitle = {{{{{title(random, number)}}}}}",
        place,
        random.choice((f"\tyear = {{{year}}},\n\tmonth = {random.choice(MONTHS)}", f"\tdate = {{{year}-{day}}}")),
        f"\turl = {{https://example.org/a\\_{number}\\%20b\\#{number}}}",
        "\turldate = {2024-03-01}",
        f"\tauthor = {{{authors}}}",
        f"\tkeywords = {{{', '.join(random.sample(KEYWORDS, random.randint(1, 4)))}}}",
        "\tfile = {Full Text:files/12/a.pdf:application/pdf}",
        "\tabstract = {First {\\textless}p{\\textgreater} of it. Then {\\textquotedblleft}more{\\textquotedblright}.}",
    ]
    return f"\n@{kind}{{key_{number},\n" + ",\n".join(fields) + ",\n}\n"


SHAPES: dict[str, Callable[[Random, int], str]] = {"acl": acl, "dblp": dblp, "zotero": zotero}


def entries(shape: str, count: int, seed: int = 1) -> Iterator[str]:
    """That many entries of a shape, always the same."""
    random = Random(f"{shape} {seed}")
    return (SHAPES[shape](random, number) for number in range(1, count + 1))
