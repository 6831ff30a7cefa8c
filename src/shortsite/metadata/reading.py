"""Answers as JSON and XML, read warily: whatever they hold, what comes out has the type that was asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from shortsite.metadata.source import Answer, Unanswered

#: No answer of a source is nested deeper; counted before anything walks through it.
DEPTH = 60
#: No text that is asked for is longer; bringing endless ones into one Unicode form takes endless time.
LENGTH = 4_000
#: JSON can say half of a pair, which no UTF-8 can.
_HALF = re.compile("[\ud800-\udfff]")
_OK = 200
_GONE = (404, 410)


def checked(answer: Answer, missing: str) -> Answer:
    """The answer if it is one; raises ``Unanswered``, with the sentence ``missing`` if what was asked isn't there."""
    if answer.status in _GONE:
        raise Unanswered(missing)
    if answer.status != _OK:
        raise Unanswered(f"{answer.label} refused the question ({answer.status}); try again later")
    if not answer.body.strip():
        raise Unanswered(f"{answer.label} answered nothing; try again later")
    return answer


def json_of(answer: Answer) -> Any:
    """The answer's JSON; raises ``Unanswered`` if it is none."""
    try:
        return _bounded(json.loads(answer.body.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        raise _nonsense(answer) from None


def _bounded(value: Any) -> Any:
    """The value without texts that are longer than any that is asked for, and without halves of characters."""
    if isinstance(value, dict):
        return {key: _bounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_bounded(part) for part in value]
    if not isinstance(value, str):
        return value
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", value) if len(value) <= LENGTH else ""


def xml_of(answer: Answer) -> Element:
    """The root of the answer's XML; raises ``Unanswered`` if it is none, or declares entities or a document type."""
    try:
        root: Element = ElementTree.fromstring(answer.body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        raise _nonsense(answer) from None
    level = [root]
    for _ in range(DEPTH):
        level = [child for element in level for child in element]
    if level:
        raise _nonsense(answer)
    return root


def _nonsense(answer: Answer) -> Unanswered:
    if re.match(rb"\s*<(!doctype html|html)", answer.body[:200], re.IGNORECASE):
        return Unanswered(f"{answer.label} answered with a web page instead of data; try again later")
    return Unanswered(f"{answer.label} answered something that can't be read; try again later")


def part(value: Any, *path: str) -> Any:
    """What lies at the path of keys within mappings; None if nothing does."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text(value: Any, *path: str) -> str:
    """The text or number at the path, as text; empty if there is none."""
    found = part(value, *path)
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def items(value: Any, *path: str) -> list[Any]:
    """The list at the path; what stands there alone is a list of one, nothing is an empty one."""
    found = part(value, *path)
    if isinstance(found, list):
        return found
    return [] if found in (None, "") else [found]


def texts(value: Any, *path: str) -> list[str]:
    """The texts of the list at the path."""
    return [found for item in items(value, *path) if (found := text(item))]


def words(element: Element | None) -> str:
    """All text within the element."""
    made = "" if element is None else "".join(element.itertext())
    return made if len(made) <= LENGTH else ""


def each(root: Element, path: str, names: dict[str, str] | None = None) -> Iterator[str]:
    """The texts of the elements at the path, those without any left out."""
    for element in root.findall(path, names):
        if found := words(element).strip():
            yield found
