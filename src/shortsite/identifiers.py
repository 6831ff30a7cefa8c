"""Identifiers of papers and people: one row each says how one is written, checked, folded and linked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

_WRAPPED = re.compile(
    r"(?i)^(https?://(www\.|dx\.|export\.)?"
    r"(doi\.org/|arxiv\.org/(abs|pdf)/|orcid\.org/|openalex\.org/|dblp\.org/rec/|openreview\.net/(forum|pdf)\?id=)"
    r"|(doi|arxiv|isbn):\s*)"
)


def _same(text: str) -> str:
    return text


def _arxiv(text: str) -> str:
    return re.sub(r"v\d+$", "", re.sub(r"(?i)^arxiv:\s*", "", text))


def _doi(text: str) -> str:
    return text.lower()


def _isbn(text: str) -> str:
    return re.sub(r"[- ]", "", text).upper()


@dataclass(frozen=True, slots=True)
class Identifier:
    """A kind of identifier: its label on a link, its name in a sentence (``an arXiv number``).

    ``fold`` gives the form in which two spellings of one identifier are equal.
    """

    key: str
    label: str
    name: str
    pattern: re.Pattern[str]
    example: str
    link: str
    fold: Callable[[str], str] = _same
    redirects: bool = False

    def fault(self, text: str) -> str:
        """Why the text is no such identifier, or an empty text."""
        if self.pattern.fullmatch(text):
            return ""
        bare = self.bare(text)
        if bare != text:
            return f"{self.name} stands alone; write {bare}"
        return f"not {self.name}, which looks like {self.example}"

    def bare(self, text: str) -> str:
        """The identifier alone where the text is its address or has its name before it; else the text."""
        if self.pattern.fullmatch(text):
            return text
        bare = _WRAPPED.sub("", text).removesuffix(".pdf")
        return bare if self.pattern.fullmatch(bare) else text

    def url(self, text: str) -> str:
        """The outside page of what the identifier names."""
        value = text if self.key == "doi" else self.fold(text)
        return self.link.format(quote(value, safe="/:@!$&'()*+,;=-._~"))


#: A new identifier is a new row: records read it, pages link it, duplicates are found by it. Each has a bound, since
#: files are named by some, and no file system takes names of more than 255 bytes.
PAPER_IDENTIFIERS = (
    Identifier(
        key="arxiv",
        label="arXiv",
        name="an arXiv number",
        pattern=re.compile(
            r"((0[7-9]|1[0-4])\d\d\.\d{4}|(1[5-9]|[2-9]\d)\d\d\.\d{5}|[a-z-]{1,20}(\.[A-Z]{2})?/\d{7})(v\d{1,3})?",
            re.ASCII,
        ),
        example="1706.03762",
        link="https://arxiv.org/abs/{}",
        fold=_arxiv,
        redirects=True,
    ),
    Identifier(
        key="doi",
        label="DOI",
        name="a DOI",
        pattern=re.compile(r"10\.\d{4,9}(\.\d{1,9}){0,5}/[!-\[\]_-~]{1,180}", re.ASCII),
        example="10.1038/nature14236",
        link="https://doi.org/{}",
        fold=_doi,
        redirects=True,
    ),
    Identifier(
        key="openreview",
        label="OpenReview",
        name="an OpenReview id",
        pattern=re.compile(r"[A-Za-z0-9_-]{5,40}", re.ASCII),
        example="Sy8gdB9xx",
        link="https://openreview.net/forum?id={}",
    ),
    Identifier(
        key="dblp",
        label="DBLP",
        name="a DBLP key",
        pattern=re.compile(r"[a-z]{1,20}(/[A-Za-z0-9_.:+-]{1,100}){2,3}", re.ASCII),
        example="conf/iclr/ZhangBHRV17",
        link="https://dblp.org/rec/{}",
    ),
    Identifier(
        key="s2",
        label="Semantic Scholar",
        name="a Semantic Scholar id",
        pattern=re.compile(r"[0-9a-f]{40}|\d{1,12}", re.ASCII),
        example="204e3073870fae3d05bcbc2f6a8e263d9b72e776",
        link="https://www.semanticscholar.org/paper/{}",
    ),
    Identifier(
        key="openalex",
        label="OpenAlex",
        name="an OpenAlex id",
        pattern=re.compile(r"W\d{4,12}", re.ASCII),
        example="W2963403868",
        link="https://openalex.org/{}",
    ),
    Identifier(
        key="isbn",
        label="ISBN",
        name="an ISBN",
        pattern=re.compile(r"(97[89][- ]?)?(\d[- ]?){9}[\dXx]", re.ASCII),
        example="978-0-262-03561-3",
        link="https://www.worldcat.org/isbn/{}",
        fold=_isbn,
    ),
)

ORCID = Identifier(
    key="orcid",
    label="ORCID",
    name="an ORCID",
    pattern=re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", re.ASCII),
    example="0000-0002-1825-0097",
    link="https://orcid.org/{}",
)

BY_KEY = {identifier.key: identifier for identifier in PAPER_IDENTIFIERS}

#: What some file system or server refuses in a name or takes for more than a part of one; ``=`` where it would seem to
#: stand for such a sign.
_AWKWARD = re.compile(r'[<>:"|?*\\%#\s]|[./](?=/|$)|=(?=[0-9a-f]{2})')
_LONGEST_NAME = 240


def file_name(value: str) -> str:
    """An identifier as files and folders bear it: ``10.1023/a=3a1010`` is that of ``10.1023/a:1010``.

    No two identifiers have one name. It is empty where it would be longer than file systems allow.
    """
    made = _AWKWARD.sub(lambda found: f"={ord(found[0]):02x}", value)
    return made if max(map(len, made.split("/"))) <= _LONGEST_NAME else ""


def orcid_is_sound(text: str) -> bool:
    """Whether the check digit is right (ISO 7064 MOD 11-2, as ORCID's documentation gives it)."""
    digits = text.replace("-", "")
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == digits[-1].upper()


def name_by_identifier(text: str) -> str:
    """``arxiv:1706.03762`` of a paper's arXiv number or DOI, however it is written; an empty text of anything else."""
    for kind in (BY_KEY["arxiv"], BY_KEY["doi"]):
        bare = kind.bare(text)
        if kind.pattern.fullmatch(bare):
            return reference_name(f"{kind.key}:{bare}")
    return ""


def reference_name(target: str) -> str:
    """The form in which all spellings of a reference's target are equal: ``arXiv:1706.03762v5`` loses its version."""
    kind, colon, value = target.partition(":")
    kind = kind.lower()
    return f"{kind}:{BY_KEY[kind].fold(value)}" if colon and kind in BY_KEY else target
