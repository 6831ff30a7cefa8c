"""What every build has to know of every converted text, so that only those that are shown have to be unpacked."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, fields
from html import unescape
from operator import attrgetter
from typing import Any

from shortsite.hashes import hash_of
from shortsite.model import Document, Formula, Reference
from shortsite.packing import check_of, unpacked
from shortsite.problems import Place, Problem
from shortsite.shelf import Shelved

#: So many characters of a text tell what it is about.
OPENING = 1_500

_LINK = re.compile(r'<a [^>]*?href="(https?://[^"]+)"[^>]*>.*?</a>', re.DOTALL)
#: Code, tags, formulas; the title of a paper, by the number of its reference.
_NO_PROSE = re.compile("<pre\\b.*?(?:</pre>|$)|<[^>]*(?:>|$)|\ue000\\d+\ue001|\ue003(\\d+)\ue001", re.DOTALL)
_FORMULA = re.compile("\ue000(\\d+)\ue001")
_OTHER = re.compile("[^\x00-\x7f]")
#: So many texts are unpacked at a time.
_AT_ONCE = 150
_UNPACKED: deque[KeptDocument] = deque()
#: All that a value says, as a tuple: ``astuple`` takes twenty times as long.
_OF_FORMULA, _OF_REFERENCE, _OF_PLACE, _OF_PROBLEM = (
    attrgetter(*(field.name for field in fields(kind))) for kind in (Formula, Reference, Place, Problem)
)
#: What ``KeptDocument`` unpacks when it is asked for.
_LATE = ("html", "excerpt", "text", "formulas")


@dataclass(frozen=True, slots=True)
class Gist:
    """What a text comes down to for those who show nothing of it.

    ``formulas`` is how many it has, ``letters`` are the characters of their MathML beyond ASCII, in order, ``opening``
    is a hash of its ``opening_of``, ``words`` one of all its words and of the papers that it names, ``brief`` one of
    what is shown of it in lists. ``addresses`` are those of its links, as they stand in its HTML, if some of them may
    lead to a paper's page at arXiv or to a DOI.
    """

    formulas: int
    letters: str
    opening: str
    words: str
    brief: str
    addresses: tuple[str, ...]


def gist_of(document: Document) -> Gist:
    """The gist of a text; it is not unpacked for that."""
    return document.gist if isinstance(document, KeptDocument) else _made(document)


def opening_of(document: Document) -> str:
    """The first words of a text, without code and formulas; for the title of a paper stands what the link says."""

    def told(found: re.Match[str]) -> str:
        return document.references[int(found[1])].target if found[1] else " "

    return " ".join(unescape(_NO_PROSE.sub(told, document.html[: 4 * OPENING])).split())[:OPENING]


def links_in(html: str) -> re.Pattern[str] | None:
    """The pattern of links to other sites, whose first group is the address; None if none leads to arXiv or a DOI."""
    return _LINK if "arxiv.org/" in html or "doi.org/" in html else None


def _made(document: Document) -> Gist:
    links = links_in(document.html)
    return Gist(
        formulas=len(document.formulas),
        letters="".join(sorted({one for formula in document.formulas for one in _OTHER.findall(formula.mathml)})),
        opening=_hash_of(opening_of(document)),
        words=_hash_of(repr((document.text, [reference.target for reference in document.references]))),
        brief=_hash_of(repr(_in_lists(document))),
        addresses=tuple(found[1] for found in links.finditer(document.html)) if links else (),
    )


def _in_lists(document: Document) -> tuple[object, ...]:
    """What lists make of a text: its excerpt with the formulas in it; all of its words where that has none."""
    excerpt = document.excerpt
    formulas = [document.formulas[int(number)] for number in _FORMULA.findall(excerpt)]
    return excerpt, formulas, "" if unescape(_NO_PROSE.sub("", excerpt)).strip() else document.text


def _hash_of(text: str) -> str:
    return hash_of(text.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class KeptText:
    """What is known of a text that lies in the store of results: its key there, a sum of what lies there, its gist.

    The other fields are the document's; its problems are its file's.
    """

    key: str
    check: int
    words: int
    references: tuple[Reference, ...]
    images: tuple[str, ...]
    unlinked: tuple[Reference, ...]
    gist: Gist


class KeptDocument(Document):
    """A text as the store of results keeps it: unpacked when somebody asks for what it says, and equal to the whole.

    What was unpacked is let go of when enough other texts were, so that memory does not grow with what is shown.
    """

    __slots__ = ("_key", "_packed", "gist")

    gist: Gist
    _key: bytes
    _packed: bytes | Shelved

    def __getattr__(self, name: str) -> Any:
        """What is not set yet."""
        if name == "gist":
            _set(self, gist=_made(self))
        elif name in _LATE:
            whole = decode_document(unpacked(self._key, bytes(self._packed)))
            _set(self, **{late: getattr(whole, late) for late in _LATE})
            _UNPACKED.append(self)
            if len(_UNPACKED) > _AT_ONCE:
                _let_go(_UNPACKED.popleft())
        else:
            raise AttributeError(name)
        return object.__getattribute__(self, name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Document) and _whole(self) == _whole(other)

    __hash__ = Document.__hash__

    def __repr__(self) -> str:
        return repr(_whole(self))


def _let_go(document: KeptDocument) -> None:
    for late in _LATE:
        object.__delattr__(document, late)


def kept_document(text: KeptText, packed: bytes | Shelved) -> Document:
    """The text whose bytes in the store these are."""
    made = object.__new__(KeptDocument)
    given = {"words": text.words, "references": text.references, "images": text.images, "unlinked": text.unlinked}
    _set(made, _key=bytes.fromhex(text.key), _packed=packed, gist=text.gist, problems=(), **given)
    return made


def kept_text(key: bytes, packed: bytes, document: Document) -> KeptText:
    """What has to be known of a text to make it of its bytes in the store."""
    return KeptText(
        key=key.hex(),
        check=check_of(packed),
        words=document.words,
        references=document.references,
        images=document.images,
        unlinked=document.unlinked,
        gist=_made(document),
    )


def plain_document(document: Document) -> list[Any]:
    """What JSON can say of a text, for ``decode_document``."""
    formulas = list(map(_OF_FORMULA, document.formulas))
    references, unlinked = list(map(_OF_REFERENCE, document.references)), list(map(_OF_REFERENCE, document.unlinked))
    problems = [(_OF_PLACE(problem.place), *_OF_PROBLEM(problem)[1:]) for problem in document.problems]
    told = document.html, document.excerpt, document.text, document.words
    return [*told, formulas, references, document.images, problems, unlinked]


def _set(document: Document, **values: object) -> None:
    for name, value in values.items():
        object.__setattr__(document, name, value)


def _whole(document: Document) -> Document:
    if not isinstance(document, KeptDocument):
        return document
    return Document(*(getattr(document, name) for name in Document.__dataclass_fields__))


def decode_document(values: Sequence[Any]) -> Document:
    """The Document of what ``plain_document`` and JSON made of it."""
    html, excerpt, text, words, formulas, references, images, problems, unlinked = values
    return Document(
        html=html,
        excerpt=excerpt,
        text=text,
        words=words,
        formulas=tuple(Formula(*formula) for formula in formulas),
        references=tuple(Reference(*reference) for reference in references),
        images=tuple(images),
        problems=tuple(Problem(Place(*place), *rest) for place, *rest in problems),
        unlinked=tuple(Reference(*reference) for reference in unlinked),
    )
