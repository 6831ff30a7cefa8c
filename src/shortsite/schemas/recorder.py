"""A reader run without a record: what it asks for is written down as a JSON Schema.

Each method answers one of ``shortsite.fields.Fields`` with a harmless value of its kind, and notes the key with the
schema of all values that the other would take, as a YAML 1.2 editor types them. Where YAML makes a number or a flag
of what shortsite reads as text (``arxiv: 1706.03760``), the schema asks for quotes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from shortsite.field_hints import ID_HINT
from shortsite.fields import FLAGS, Fields, named_author
from shortsite.identifiers import Identifier
from shortsite.model import Author, Moment
from shortsite.problems import Place
from shortsite.records import Record, Scalar
from shortsite.schemas.descriptions import descriptions
from shortsite.schemas.numbers import between
from shortsite.urls import FORMER, ID, ID_LENGTH
from shortsite.values import DATE, DATE_HINT, LINK_SCHEMES, moment, url_pattern

Schema = dict[str, Any]

#: Stands for every key of a mapping whose keys are free.
ANY = "*"
#: Forms of values that are written in a way of their own.
FORMS = ("flag", "moment", "block")
_FLAGS = [written for word in FLAGS for written in (word, word.capitalize(), word.upper())]
_NOWHERE = Place("")
_TODAY = "2026-11-23"


class Recorder(Fields):
    """The fields of a record that is not there. ``made`` is the schema of the mapping, complete when all is asked."""

    def __init__(self, kind: str) -> None:
        super().__init__(Record({ANY: (_NOWHERE, Scalar("", _NOWHERE))}, _NOWHERE), kind, [])
        self.places = defaultdict(lambda: _NOWHERE)
        self.made: Schema = {"type": "object", "properties": {}, "additionalProperties": False}
        #: The keys of which a flag, a moment or a block was asked.
        self.forms: dict[str, set[str]] = {form: set() for form in FORMS}
        self._words = descriptions(kind)

    def _put(self, key: str, made: Schema, *, required: bool = False) -> None:
        if key == ANY:
            self.made["additionalProperties"] = made
            return
        # in place, since what a mapping holds is asked for after the mapping itself
        parts = dict(made)
        made.clear()
        made["description"] = self._words.get(key, "")
        made.update(parts if required else _or_nothing(parts))
        self.made["properties"][key] = made
        if required:
            self.made.setdefault("required", []).append(key)

    def finish(self) -> None:
        """Nothing is given that was not asked for."""

    # single values

    def text(self, key: str, *, required: bool = False, limit: int = 2_000) -> str:
        """A number is fine as well: ``volume: 30``."""
        self._put(key, _text(limit), required=required)
        return "x"

    def reason(self, key: str, *, limit: int, without: str) -> str:  # noqa: ARG002
        """Any text but a flag."""
        self._put(key, _text(limit) | {"not": {"enum": _FLAGS}})
        return "x"

    def block(self, key: str, limit: int = 20_000) -> str:
        """Any text, also an empty one."""
        self._put(key, {"type": ["string", "number"], "maxLength": limit})
        self.forms["block"].add(key)
        return "x"

    def integer(self, key: str, low: int, high: int, *, required: bool = False, default: int = 0) -> int:
        """In quotes or not."""
        quoted = _pattern(between(low, high), f"it must lie between {low} and {high}")
        self._put(key, {"type": ["integer", "string"], "minimum": low, "maximum": high, **quoted}, required=required)
        return default or low

    def flag(self, key: str, *, default: bool = False) -> bool:
        """``yes`` is a text to an editor."""
        self._put(key, {"type": ["boolean", "string"], **_pattern("|".join(_FLAGS), "write true or false")})
        self.forms["flag"].add(key)
        return default

    def choice(self, key: str, choices: Collection[str], default: str = "") -> str:
        """The vocabulary."""
        self._put(key, {"enum": list(choices)})
        return default

    def moment(self, key: str, *, required: bool = False) -> Moment | None:
        """A day is a text in YAML 1.2."""
        made = {"type": "string", **_pattern(DATE, DATE_HINT), "examples": [_TODAY]}
        self._put(key, made, required=required)
        self.forms["moment"].add(key)
        return moment(_TODAY)

    def matching(self, key: str, pattern: str, example: str, *, required: bool = False) -> str:
        """The pattern, as it is."""
        self._put(key, {"type": "string", **_pattern(pattern, f"write it like {example}")}, required=required)
        return ""

    def id(self, key: str, *, required: bool = False) -> str:
        """An id."""
        self._put(key, _id(), required=required)
        return "x"

    def paper(self, key: str, *, required: bool = False) -> str:
        """An id."""
        return self.id(key, required=required)

    def url(self, key: str, schemes: Collection[str] = LINK_SCHEMES, *, required: bool = False) -> str:
        """A URL."""
        self._put(key, _url(schemes), required=required)
        return "https://example.org/"

    def identifier(self, kind: Identifier) -> str:
        """In quotes, since an editor makes a number of many."""
        hint = f"{kind.name} looks like {kind.example}"
        made = {"type": "string", **_pattern(kind.pattern.pattern, hint), "examples": [kind.example]}
        self._put(kind.key, made)
        return kind.example

    # several values

    def texts(self, key: str, limit: int = 200, most: int | None = None) -> tuple[str, ...]:
        """A list of texts."""
        self._put(key, _list(_text(limit)) | ({} if most is None else {"maxItems": most}))
        return ()

    def ids(self, key: str) -> tuple[str, ...]:
        """A list of ids."""
        self._put(key, _list(_id()))
        return ()

    def former_names(self, key: str) -> tuple[str, ...]:
        """A list of former ids."""
        self._put(key, _list({"type": "string", "maxLength": 200, **_pattern(FORMER.pattern)}))
        return ()

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """A mapping of text to text."""
        self._put(key, {"type": "object", "additionalProperties": _text(2_000)})
        return ()

    def links(self, key: str) -> tuple[tuple[str, str], ...]:
        """A mapping of label to URL."""
        self._put(key, {"type": "object", "additionalProperties": _url(LINK_SCHEMES)})
        return ()

    def authors(self, key: str) -> tuple[Author, ...]:
        """A list of names, each a text that starts with a family or given name, or a mapping."""
        parts = Recorder("author's name")
        named_author(parts)
        form = _pattern(r"\s*[^\s,][\s\S]*", "write 'Given Family' or 'Family, Given'")
        name = {"title": "name", "type": "string", "maxLength": 200, **form}
        self._put(key, _list({"anyOf": [name, {"title": "name in parts", **parts.made}]}))
        return ()

    def inner(self, key: str, kind: str) -> Fields:
        """A mapping within this one."""
        inner = Recorder(kind)
        self._put(key, inner.made)
        return inner

    def inners(self, key: str, kind: str) -> tuple[Fields, ...]:
        """A list of mappings."""
        inner = Recorder(kind)
        self._put(key, _list(inner.made))
        return (inner,)

    def entries(self, kind: str, *, ids: bool = False) -> Iterator[tuple[str, Place, Fields]]:
        """A mapping under any key."""
        inner = Recorder(kind)
        self.made["additionalProperties"] = inner.made
        if ids:
            self.made["propertyNames"] = _id()
        yield ANY, _NOWHERE, inner


# Parts


def _or_nothing(made: Schema) -> Schema:
    """A key that is not required may be left empty."""
    if "enum" in made:
        return made | {"enum": [*made["enum"], None]}
    kinds = made["type"]
    return made | {"type": [*([kinds] if isinstance(kinds, str) else kinds), "null"]}


def _pattern(pattern: str, hint: str = "") -> Schema:
    """The whole text must match, in the syntax that Python and ECMAScript share; editors show the hint."""
    return {"pattern": f"^(?:{pattern})$"} | ({"patternErrorMessage": hint} if hint else {})


def _text(limit: int) -> Schema:
    made = {"type": ["string", "number"], "pattern": r"\S", "patternErrorMessage": "the text is empty"}
    return made | {"maxLength": limit}


def _id() -> Schema:
    return {"type": "string", **_pattern(ID.pattern, ID_HINT), "maxLength": ID_LENGTH}


def _url(schemes: Collection[str]) -> Schema:
    hint = f"start it with {' or '.join(f'{scheme}:' for scheme in schemes)}; encode spaces as %20"
    return {"type": "string", **_pattern(url_pattern(schemes), hint)}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}
