"""Reading a record field by field: each method converts one value, or notes a problem with its place.

A method gives a value that is safe to go on with even where it noted a problem, so that one fault does not hide or
cause others. ``finish`` reports the keys that nobody asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from shortsite.field_hints import id_hint, is_author, key_hint, list_hint, several_authors, url_hint
from shortsite.identifiers import ORCID, Identifier, name_by_identifier, orcid_is_sound
from shortsite.model import Author, Moment
from shortsite.names import family_and_given
from shortsite.problems import Place, Problem, did_you_mean, quoted
from shortsite.records import Listing, Record, Scalar, Value
from shortsite.urls import is_former_name, is_id, is_reserved
from shortsite.values import DATE_HINT, LINK_SCHEMES, moment, web_url

#: How yes and no may be written, in any case.
FLAGS = {"true": True, "yes": True, "false": False, "no": False}
_Item = TypeVar("_Item")


class Fields:
    """The fields of one record; ``problems`` grows as they are read, ``places`` holds where each value stands."""

    def __init__(self, record: Record, kind: str, problems: list[Problem]) -> None:
        self.record = record
        self.kind = kind
        self.problems = problems
        self.places: dict[str, Place] = {key: value.place for key, (_, value) in record.entries.items()}
        self._asked: list[str] = []
        self._missing: dict[str, Problem] = {}

    def note(self, place: Place, code: str, message: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(place, code, message, hint))

    def has(self, key: str) -> bool:
        """Whether the key is given, with whatever value."""
        return key in self.record.entries

    def lack(self, key: str, place: Place, code: str, message: str, hint: str) -> None:
        """Note a problem if the key is missing or has no value; ``finish`` takes it back where the key is misspelt.

        ``place`` is where the key is missing.
        """
        value = self.record.entries[key][1] if self.has(key) else None
        if value is None or _is_nothing(value):
            self.note(value.place if value else place, code, message, hint)
            self._missing |= {} if value else {key: self.problems[-1]}

    def finish(self) -> None:
        """Report every key that was not asked for."""
        for key, (place, _) in self.record.entries.items():
            if key not in self._asked:
                hint = key_hint(self.kind, key, self._asked, self.record.entries)
                self._forgive(hint)
                self.note(place, "SS006", f"unknown key {quoted(key)}", hint)

    def _forgive(self, hint: str) -> None:
        """A required key that stands under another name, which the hint tells, is not missing as well."""
        for key, problem in self._missing.items():
            if f"'{key}'" in hint and problem in self.problems:
                self.problems.remove(problem)

    # single values

    def text(self, key: str, *, required: bool = False, limit: int = 2_000) -> str:
        """The value on one line."""
        found = self._scalar(key, required=required)
        if found is None:
            return ""
        flat = " ".join(found.text.split())
        if not flat:
            if required or not found.plain:
                self.note(found.place, "SS015", f"'{key}' is empty")
        elif len(flat) > limit:
            self.note(found.place, "SS015", f"'{key}' has {len(flat):,} characters; at most {limit:,} are allowed")
        return flat

    def reason(self, key: str, *, limit: int, without: str) -> str:
        """A text that says why; yes and no say nothing. ``without`` is what holds where the key is left out."""
        why = self.text(key, limit=limit)
        if why.casefold() not in FLAGS:
            return why
        hint = "write why" if FLAGS[why.casefold()] else f"remove the line if {without}"
        self.note(self.places[key], "SS008", f"'{key}' wants the reason in words, not {quoted(why)}", hint)
        return ""

    def block(self, key: str, limit: int = 20_000) -> str:
        """The value with its line breaks, for Markdown."""
        found = self._scalar(key)
        if found is None:
            return ""
        if len(found.text) > limit:
            self.note(
                found.place, "SS015", f"'{key}' has {len(found.text):,} characters; at most {limit:,} are allowed"
            )
        return found.text.strip()

    def integer(self, key: str, low: int, high: int, *, required: bool = False, default: int = 0) -> int:
        """A whole number between low and high."""
        found = self._scalar(key, required=required)
        if found is None:
            return default
        if not re.fullmatch(r"-?[0-9]{1,9}", found.text):
            self.note(found.place, "SS008", f"'{key}' must be a whole number, not {quoted(found.text)}")
            return default
        if not low <= int(found.text) <= high:
            self.note(found.place, "SS015", f"'{key}' is {found.text}; it must lie between {low} and {high}")
            return default
        return int(found.text)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """``true`` or ``false``."""
        found = self._scalar(key)
        if found is None:
            return default
        if found.text.lower() not in FLAGS:
            self.note(found.place, "SS008", f"'{key}' must be true or false, not {quoted(found.text)}")
        return FLAGS.get(found.text.lower(), default)

    def choice(self, key: str, choices: Collection[str], default: str = "") -> str:
        """One word of a closed vocabulary."""
        found = self._scalar(key)
        if found is None:
            return default
        if found.text not in choices:
            hint = did_you_mean(found.text, choices) or f"use one of {', '.join(choices)}"
            self.note(found.place, "SS009", f"'{key}' can't be {quoted(found.text)}", hint)
            return default
        return found.text

    def moment(self, key: str, *, required: bool = False) -> Moment | None:
        """A day or a time."""
        found = self._scalar(key, required=required)
        if found is None:
            return None
        made = moment(found.text)
        if made is None:
            self.note(found.place, "SS010", f"{quoted(found.text)} is not a date", DATE_HINT)
        return made

    def matching(self, key: str, pattern: str, example: str, *, required: bool = False) -> str:
        """A text of a fixed form."""
        found = self._scalar(key, required=required)
        if found is None:
            return ""
        if not re.fullmatch(pattern, found.text, re.ASCII):
            self.note(found.place, "SS015", f"'{key}' can't be {quoted(found.text)}", f"write it like {example}")
            return ""
        return found.text

    def id(self, key: str, *, required: bool = False) -> str:
        """The id of another thing."""
        found = self._scalar(key, required=required)
        return self._id(found) if found else ""

    def paper(self, key: str, *, required: bool = False) -> str:
        """The id of a paper. That its arXiv number or DOI is none is told where the papers are known."""
        found = self._scalar(key, required=required)
        if found and name_by_identifier(found.text):
            return found.text
        return self._id(found) if found else ""

    def url(self, key: str, schemes: Collection[str] = LINK_SCHEMES, *, required: bool = False) -> str:
        """A URL."""
        found = self._scalar(key, required=required)
        return self._url(found, schemes) if found else ""

    def identifier(self, kind: Identifier) -> str:
        """An identifier from one of the tables."""
        found = self._scalar(kind.key)
        if found is None:
            return ""
        fault = kind.fault(found.text)
        if fault:
            self.note(found.place, "SS013", f"{quoted(found.text)} is {fault}" if fault.startswith("not") else fault)
            return ""
        if kind is ORCID and not orcid_is_sound(found.text):
            self.note(found.place, "SS019", f"ORCID {found.text} fails its check digit", "compare it with the profile")
        return found.text

    # several values

    def texts(self, key: str, limit: int = 200, most: int | None = None) -> tuple[str, ...]:
        """A list of one-line texts, none empty, none twice, and at ``most`` so many."""
        made = self._list(key, lambda item: self._one_line(key, item, limit))
        if most is not None and len(made) > most:
            self.note(self.places[key], "SS015", f"'{key}' holds {len(made):,} texts; at most {most:,} are allowed")
        return made

    def ids(self, key: str) -> tuple[str, ...]:
        """A list of ids."""
        return self._list(
            key, lambda item: self._id(item) if isinstance(item, Scalar) else self._wrong(key, item, "hold texts")
        )

    def former_names(self, key: str) -> tuple[str, ...]:
        """A list of former ids, which may be keys of an older system such as ``journals/corr/1706.03762``."""
        return self._list(key, lambda item: self._former(key, item))

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """A mapping of text to text, in its order."""
        found = self._value(key)
        if found is None:
            return ()
        if not isinstance(found, Record):
            self.note(
                found.place, "SS008", f"'{key}' must be a mapping", "write indented lines of the form 'label: value'"
            )
            return ()
        made = ((label, self._one_line(key, value, 2_000)) for label, (_, value) in found.entries.items())
        return tuple((label, text) for label, text in made if text)

    def links(self, key: str) -> tuple[tuple[str, str], ...]:
        """A mapping of label to URL, in its order."""
        found = self._value(key)
        if not isinstance(found, Record):
            return self.pairs(key)
        made = (
            (
                label,
                self._url(value, LINK_SCHEMES) if isinstance(value, Scalar) else self._wrong(key, value, "hold texts"),
            )
            for label, (_, value) in found.entries.items()
        )
        return tuple((label, url) for label, url in made if url)

    def authors(self, key: str) -> tuple[Author, ...]:
        """A list of names, each ``Given Family``, ``Family, Given`` or a mapping."""
        return self._list(key, lambda item: self._author(key, item))

    def inner(self, key: str, kind: str) -> Fields | None:
        """The fields of a mapping within this one."""
        found = self._value(key)
        return self._inner(key, found, kind) if found else None

    def inners(self, key: str, kind: str) -> tuple[Fields, ...]:
        """The fields of each mapping of a list."""
        return self._list(key, lambda item: self._inner(key, item, kind, "hold mappings"))

    def entries(self, kind: str, *, ids: bool = False) -> Iterator[tuple[str, Place, Fields]]:
        """Every key of this record with the mapping under it; all keys count as asked for, and may have to be ids."""
        for key, (place, value) in self.record.entries.items():
            self._asked.append(key)
            if ids:
                self._id(Scalar(key, place))
            fields = self._inner(key, value, kind)
            if fields:
                yield key, place, fields

    # parts

    def _value(self, key: str, *, required: bool = False) -> Value | None:
        self._asked.append(key)
        if key in self.record.entries:
            value = self.record.entries[key][1]
            if not _is_nothing(value):
                return value
            if not required:
                return None
            self.note(value.place, "SS007", f"'{key}' has no value", f"every {self.kind} needs it")
        elif required:
            self.note(self.record.place, "SS007", f"'{key}' is missing", f"every {self.kind} needs it")
            self._missing[key] = self.problems[-1]
        return None

    def _scalar(self, key: str, *, required: bool = False) -> Scalar | None:
        found = self._value(key, required=required)
        if found is None or isinstance(found, Scalar):
            return found
        self._wrong(key, found)
        return None

    def _list(self, key: str, read: Callable[[Value], _Item | None]) -> tuple[_Item, ...]:
        found = self._value(key)
        if found is None:
            return ()
        if not isinstance(found, Listing):
            hint = list_hint(key, found.text, is_plain=found.plain) if isinstance(found, Scalar) else ""
            self.note(found.place, "SS008", f"'{key}' must be a list", hint)
            return ()
        return tuple(dict.fromkeys(made for item in found.items if (made := read(item))))

    def _wrong(self, key: str, value: Value, want: str = "be a text") -> str:
        kind = "a list" if isinstance(value, Listing) else "a mapping"
        hint = ""
        if isinstance(value, Record) and len(value.entries) == 1 and value.place.column > 1:
            hint = "a text that holds ': ' or starts with '{' needs quotes"
        self.note(value.place, "SS008", f"'{key}' must {want}, not {kind}", hint)
        return ""

    def _one_line(self, key: str, value: Value, limit: int) -> str:
        if not isinstance(value, Scalar):
            return self._wrong(key, value, "hold texts")
        flat = " ".join(value.text.split())
        if not flat or len(flat) > limit:
            message = (
                f"'{key}' holds an empty text" if not flat else f"a text of '{key}' is longer than {limit} characters"
            )
            self.note(value.place, "SS015", message)
            return ""
        return flat

    def _id(self, value: Scalar) -> str:
        if is_id(value.text):
            return value.text
        self.note(value.place, "SS011", f"{quoted(value.text)} is not an id", id_hint(value.text))
        return ""

    def _former(self, key: str, value: Value) -> str:
        name = self._one_line(key, value, 200)
        if not name or is_former_name(name):
            return name
        hint = "use letters, digits and '.', '-', '_', ':' in parts joined by '/'"
        self.note(value.place, "SS011", f"{quoted(name)} can't be a former id", hint)
        return ""

    def _url(self, value: Scalar, schemes: Collection[str]) -> str:
        made = web_url(value.text, schemes)
        if made is None:
            message = f"{quoted(value.text)} is not a URL that a page may link to"
            self.note(value.place, "SS014", message, url_hint(value.text, schemes))
        return made or ""

    def _author(self, key: str, value: Value) -> Author | None:
        if isinstance(value, Record):
            if not is_author(value.entries):
                self._wrong(key, value, "hold names")
                return None
            fields = Fields(value, "author", self.problems)
            made = named_author(fields)
            fields.finish()
            return made if made.family else None
        name = self._one_line(key, value, 200)
        if not name:
            return None
        if several := several_authors(name):
            self.note(value.place, "SS036", *several)
        family, comma, given = name.partition(",")
        if comma and not family.strip():
            self.note(value.place, "SS015", f"{quoted(name)} has no family name", "write 'Family, Given'")
            return None
        if comma:
            return Author(family.strip(), given.strip())
        return Author(*family_and_given(name))

    def _inner(self, key: str, value: Value, kind: str, want: str = "be a mapping") -> Fields | None:
        if isinstance(value, Record):
            return Fields(value, kind, self.problems)
        self.note(value.place, "SS008", f"'{key}' must {want}", "write indented lines of the form 'key: value'")
        return None


def named_author(fields: Fields) -> Author:
    """An author whose name is given in parts."""
    return Author(
        family=fields.text("family", required=True, limit=200),
        given=fields.text("given", limit=200),
        orcid=fields.identifier(ORCID),
        native=fields.text("native", limit=200),
    )


def _is_nothing(value: Value) -> bool:
    return isinstance(value, Scalar) and value.plain and value.text in ("", "~", "null")


def check_id(text: str, place: Place, problems: list[Problem]) -> bool:
    """Whether a file's name gives a sound id; notes a problem if not."""
    if is_id(text) and not is_reserved(text):
        return True
    why, hint = (", which Windows keeps for a device", "add a word to it") if is_id(text) else ("", id_hint(text))
    problems.append(Problem(place, "SS011", f"the file's name gives the id {quoted(text)}{why}", hint))
    return False
