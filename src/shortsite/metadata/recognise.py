"""What people paste when they name a paper: identifiers and addresses, told from titles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from shortsite.identifiers import BY_KEY
from shortsite.metadata.source import Asked

#: Whatever is longer is a text, not the name of a paper.
LENGTH = 2_000

_NEW_ARXIV = r"\d\d(?:0[1-9]|1[0-2])\.\d{4,5}"
_OLD_ARXIV = r"[a-z-]+(?:\.[a-z]{2})?/\d\d(?:0[1-9]|1[0-2])\d{3}"
_FIRST_ARXIV_YEAR = 91
_ARXIV = re.compile(rf"(?P<id>{_NEW_ARXIV}|{_OLD_ARXIV})(?P<version>v\d{{1,3}})?", re.IGNORECASE)
#: Beside the number, the stamp on an arXiv paper's first page gives its category and date.
_STAMP = re.compile(r"(?P<number>\S+)(\s+\[[\w.-]+\].*)?")
#: DOIs that DataCite gives to arXiv's papers: https://info.arxiv.org/help/doi.html
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(?P<id>.+)", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}(\.\d+)*/\S+")
#: The first parts of DBLP's keys: https://dblp.org/faq/What+is+the+meaning+of+the+DBLP+key.html
_DBLP = re.compile(r"(conf|journals|books|phd|series|reference|tr|ms|persons|www)(/[^\s/]+){2,3}")
_DBLP_FORM = re.compile(r"\.(html|bib|xml|nt|ris|rdf|ttl|json)$")
_CORR = re.compile(r"journals/corr/(?P<id>.+)")
_PREFIX = re.compile(r"(?P<kind>arxiv|doi|openreview|dblp):\s*(?P<rest>\S.*)", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/|\?|$)", re.IGNORECASE)
_OPENERS = {")": "(", "]": "[", "}": "{", ">": "<"}


@dataclass(frozen=True, slots=True)
class _Address:
    """Addresses that name a paper: host and path, the identifier in a group or, if ``query`` is given, in that key."""

    kind: str
    host: re.Pattern[str]
    path: re.Pattern[str]
    query: str = ""


def _address(kind: str, host: str, path: str, query: str = "") -> _Address:
    return _Address(kind, re.compile(rf"(www\.)?({host})"), re.compile(path), query)


_DOI_HOSTS = (
    r"dl\.acm\.org|pnas\.org|science\.org|onlinelibrary\.wiley\.com|tandfonline\.com|journals\.sagepub\.com"
    r"|pubs\.acs\.org|epubs\.siam\.org|pubsonline\.informs\.org"
)

#: A new kind of address is a new row.
ADDRESSES = (
    _address("arxiv", r"ar5iv\.(labs\.arxiv\.)?org", r"/(?:html/|abs/)?(.+)"),
    _address("arxiv", r"([a-z]+\.)?arxiv\.org|xxx\.lanl\.gov", r"/(?:abs|pdf|html|format|ps|e-print|src)/(.+)"),
    _address("arxiv", r"alphaxiv\.org", r"/(?:abs|pdf|html|overview)/(.+)"),
    _address("arxiv", r"huggingface\.co", r"/papers/([^/]+)"),
    _address("doi", r"(dx\.)?doi\.org", r"/(.+)"),
    _address("doi", _DOI_HOSTS, r"/doi/(?:[A-Za-z]+/)?(10\..+)"),
    _address("doi", r"link\.springer\.com", r"/(?:article|chapter|book|content/pdf)/(10\..+?)(?:\.pdf)?"),
    _address("openreview", r"openreview\.net", r"/(?:forum|pdf|attachment|revisions)/?", "id"),
    _address("dblp", r"dblp\.org|dblp\.uni-trier\.de|dblp\.dagstuhl\.de", r"/rec/(?:[a-z]+[0-9]?/(?=[a-z]+/.*/))?(.+)"),
)


def recognise(text: str) -> Asked | None:
    """The paper that an identifier or address names, or None if the text is neither, and so perhaps a title."""
    bare = _bare(text)
    if not bare or len(bare) > LENGTH:
        return None
    if re.match(r"(?i)https?://", bare):
        return _from_address(bare)
    prefix = _PREFIX.fullmatch(bare)
    if prefix:
        return _from_prefix(prefix["kind"].lower(), prefix["rest"])
    asked = _READERS["arxiv"](bare) or _READERS["doi"](bare) or (_DBLP.fullmatch(bare) and _READERS["dblp"](bare))
    return asked or (_from_address(f"https://{bare}") if _HOST.match(bare) else None)


def arxiv_year(number: str) -> int:
    """The year in which arXiv gave this number; 0 if it is none."""
    if not _ARXIV.fullmatch(number):
        return 0
    year = int(number.rpartition("/")[2][:2])
    return year + (1900 if year >= _FIRST_ARXIV_YEAR else 2000)


def _bare(text: str) -> str:
    """The text without what sentences and mails put around a name."""
    bare = text.strip().lstrip("<\"'([{").strip()
    while bare and (bare[-1] in ".,;:!?\"'" or (bare[-1] in _OPENERS and _is_open(bare))):
        bare = bare[:-1].rstrip()
    return bare


def _is_open(text: str) -> bool:
    """Whether the bracket at the end closes none of the text's own: ``10.1016/S0140-6736(97)`` keeps its."""
    return text.count(text[-1]) > text.count(_OPENERS[text[-1]])


def _from_prefix(kind: str, rest: str) -> Asked | None:
    if re.match(r"(?i)https?://", rest):
        return _from_address(rest)
    stamp = _STAMP.fullmatch(rest)
    return _READERS[kind](stamp["number"] if stamp and kind == "arxiv" else rest)


def _from_address(url: str) -> Asked | None:
    try:
        parts = urlsplit(url)
        host, path, query = (parts.hostname or "").lower(), parts.path, parse_qs(parts.query, max_num_fields=50)
    except ValueError:
        return None
    for row in ADDRESSES:
        place = row.path.fullmatch(path)
        if row.host.fullmatch(host) and place:
            value = query.get(row.query, [""])[0] if row.query else unquote(place[1])
            return _READERS[row.kind](_bare(value).rstrip("/"))
    return None


def _arxiv(text: str) -> Asked | None:
    found = _ARXIV.fullmatch(re.sub(r"(?i)\.pdf$", "", text))
    if not found:
        return None
    # arXiv's own names of old papers leave the subject class out: math.GT/0309136 is math/0309136.
    number = re.sub(r"\.[a-z]{2}/", "/", found["id"].lower())
    return _sound(Asked("arxiv", number, (found["version"] or "").lower()))


def _doi(text: str) -> Asked | None:
    preprint = _ARXIV_DOI.fullmatch(text)
    if preprint:
        return _arxiv(preprint["id"])
    return _sound(Asked("doi", text)) if _DOI.fullmatch(text) else None


def _openreview(text: str) -> Asked | None:
    return _sound(Asked("openreview", text))


def _dblp(text: str) -> Asked | None:
    key = _DBLP_FORM.sub("", re.sub(r"(?i)^dblp:", "", text))
    # Older archives name arXiv's papers so; DBLP itself doesn't.
    preprint = _CORR.fullmatch(key)
    return (_arxiv(preprint["id"]) if preprint else None) or _sound(Asked("dblp", key))


def _sound(asked: Asked) -> Asked | None:
    return asked if BY_KEY[asked.kind].pattern.fullmatch(asked.value) else None


_READERS = {"arxiv": _arxiv, "doi": _doi, "openreview": _openreview, "dblp": _dblp}
