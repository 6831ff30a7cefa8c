"""YAML as typed text with places: the raw form of every record, front matter and the configuration.

Read through libyaml's nodes, so that each key and value knows its line and column. Every scalar stays the text that
was typed (``arxiv: 1706.03760`` keeps its zero); ``shortsite.fields`` converts by field. Aliases, tags, several
documents and deep nesting are refused: a record needs none of them, and hostile ones do.
"""

from __future__ import annotations

import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from shortsite.conflicts import conflict_of
from shortsite.misread import misread_list, misread_scalar, without_curly_quotes
from shortsite.problems import Place, Problem, quoted
from shortsite.unseen import fault_of_value, visible
from shortsite.yaml_escapes import IN_SINGLE_QUOTES
from shortsite.yaml_syntax import missing_space, syntax_problem

RECORD_BYTES = 64 * 1024
TEXT_BYTES = 256 * 1024
DEPTH = 6
SUSPICIOUS = 50

#: What XML 1.0 or our placeholders forbid: C0, C1, surrogates, U+FFFE/F, U+E000..U+E00F; tab and newline are fine.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\ue00f\ufffe\uffff]")

_INDENTED = re.compile(r"[ \t?:-]{100}")
_ANCHOR = re.compile(r"(?:^|[\s\[{,])&\S")
_TEXT_TAG = "text"


def _parser_class() -> Any:
    """Libyaml's parser; where PyYAML was built without it the slower one, which gives the same nodes."""
    if yaml.__with_libyaml__:
        from yaml._yaml import CParser

        return CParser
    from shortsite.plain_yaml import PlainParser

    return PlainParser


_Parser: Any = _parser_class()


class TextParser(_Parser):  # type: ignore[misc]  # which class it is depends on how PyYAML was built
    """Composes nodes without guessing types: every scalar that bears no tag of its own is text."""

    def resolve(self, kind: type[Node], value: str | None, implicit: Any) -> str:  # noqa: ARG002, D102
        return _TEXT_TAG

    def descend_resolver(self, current: Node, index: Any) -> None: ...  # noqa: D102

    def ascend_resolver(self) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as typed. ``plain`` tells that it bore no quotes."""

    text: str
    place: Place
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Listing:
    """A YAML list."""

    items: tuple[Value, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Record:
    """A YAML mapping: its keys in order, none twice."""

    entries: dict[str, tuple[Place, Value]]
    place: Place


Value = Scalar | Listing | Record


def read_text(file: Path, path: str, limit: int) -> tuple[str | None, list[Problem]]:
    """The text of a regular UTF-8 file of at most ``limit`` bytes, with LF line ends and no BOM; or why not."""
    place = Place(path)
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            return None, [Problem(place, "SS001", "not a regular file", "replace the link or device by a file")]
        data = file.read_bytes() if file.stat().st_size <= limit else b""
        size = len(data) or file.stat().st_size
    except OSError as fault:
        return None, [Problem(place, "SS001", f"cannot be read: {fault.strerror or fault}")]
    if size > limit:
        return None, [Problem(place, "SS001", f"{size:,} bytes; at most {limit:,} are allowed", "split or shorten it")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        column = len(data[data.rfind(b"\n", 0, fault.start) + 1 : fault.start].decode("utf-8", "replace")) + 1
        message = f"not UTF-8: byte 0x{data[fault.start]:02x}"
        return None, [Problem(Place(path, line, column), "SS001", message, "save the file as UTF-8")]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    conflict = conflict_of(text, path)
    return (None, [conflict]) if conflict else (text, [])


def parse_record(text: str, path: str) -> tuple[Record | None, list[Problem]]:
    """Parse YAML whose top level is a mapping. The text must start on the file's first line."""
    try:
        if _too_deep(text):
            return None, [Problem(Place(path), "SS004", f"a record may not hold values nested more than {DEPTH} deep")]
        node = TextParser(text).get_single_node()
    except yaml.YAMLError as fault:
        return None, [syntax_problem(fault, text, path)]
    if node is None:
        return Record({}, Place(path)), []
    problems = _anchors(text, path)
    value = _Reader(text, path, problems).value(node, 0)
    if any(problem.code == "SS004" for problem in problems):
        return None, problems  # else what was refused would be called missing as well
    if isinstance(value, Record):
        return value, problems
    bare = Problem(_place(node, path), "SS008", "the file holds no keys", "write lines of the form 'key: value'")
    return None, [*problems, missing_space(text, path) or bare]


def _anchors(text: str, path: str) -> list[Problem]:
    """A problem for each anchor (``&name``), which the parser would swallow with the first word of a title."""
    if not _ANCHOR.search(text):
        return []
    message, hint = "a record may not hold an anchor ('&name')", "put the value in quotes if it starts with '&'"
    return [
        Problem(_place(event, path), "SS004", message, hint)
        for event in iter(TextParser(text).get_event, None)
        if isinstance(event, NodeEvent) and event.anchor and not isinstance(event, AliasEvent)
    ]


def _too_deep(text: str) -> bool:
    """Whether nodes nest so deep that composing them could exhaust libyaml's stack, which would kill the process.

    Events come without recursion but cost as much as the nodes, so only suspicious texts are walked: those with
    many brackets, or with a long run of indentation and indicators (anywhere: YAML breaks lines at U+2028 too).
    """
    if text.count("[") + text.count("{") < SUSPICIOUS and not _INDENTED.search(text):
        return False
    parser, depth = TextParser(text), 0
    try:
        while parser.check_event():
            event = parser.get_event()
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            if depth > SUSPICIOUS:
                return True
    except yaml.YAMLError as fault:
        return "nesting depth" in str(getattr(fault, "problem", ""))  # newer versions of libyaml have a bound too
    return False


def _place(node: Any, path: str) -> Place:
    return Place(path, node.start_mark.line + 1, node.start_mark.column + 1)


class _Reader:
    """Turns nodes into values and notes what a record may not hold."""

    def __init__(self, text: str, path: str, problems: list[Problem]) -> None:
        self.text, self.path, self.problems = text, path, problems
        self.seen: set[int] = set()

    def value(self, node: Node, depth: int) -> Value | None:
        place = _place(node, self.path)
        if id(node) in self.seen:
            self.refused(place, "an alias ('*name')", "write the value out")
            return None
        self.seen.add(id(node))
        if node.tag != _TEXT_TAG:
            hint = "remove it; put the value in quotes if it starts with '!'"
            self.refused(place, f"a tag ({quoted(node.tag)})", hint)
            return None
        if depth > DEPTH:
            self.refused(place, f"values nested more than {DEPTH} deep", "")
            return None
        if isinstance(node, ScalarNode):
            self.problems += misread_scalar(node, self.text, self.path)
            return self.scalar(node, place)
        if isinstance(node, SequenceNode):
            self.problems += misread_list(node, self.text, self.path)
            items = (self.value(item, depth + 1) for item in node.value)
            return Listing(tuple(item for item in items if item is not None), place)
        return self.record(node, place, depth)

    def scalar(self, node: ScalarNode, place: Place) -> Scalar:
        plain = node.style in (None, "")
        text, problems = without_curly_quotes(node.value, place) if plain else (node.value, [])
        self.problems += problems
        return Scalar(self.clean(text, place, node.style), place, plain and not problems)

    def record(self, node: Node, place: Place, depth: int) -> Record:
        assert isinstance(node, MappingNode)
        entries: dict[str, tuple[Place, Value]] = {}
        for key_node, value_node in node.value:
            key_place = _place(key_node, self.path)
            value = self.value(value_node, depth + 1)
            if not isinstance(key_node, ScalarNode) or key_node.tag != _TEXT_TAG:
                self.problems.append(Problem(key_place, "SS008", "a key must be a word"))
                continue
            key = self.clean(key_node.value, key_place)
            if not key:
                self.problems.append(Problem(key_place, "SS008", "a key must be a word", "write one before the ':'"))
            elif key in entries:
                message = f"key {quoted(key)} is given twice, first on line {entries[key][0].line}"
                self.problems.append(Problem(key_place, "SS005", message, "keep one of them"))
            elif value is not None:
                entries[key] = key_place, value
        return Record(entries, place)

    def refused(self, place: Place, what: str, hint: str) -> None:
        self.problems.append(Problem(place, "SS004", f"a record may not hold {what}", hint))

    def clean(self, text: str, place: Place, style: str | None = None) -> str:
        bare = FORBIDDEN.sub("", text)
        if bare != text:
            hint = IN_SINGLE_QUOTES if style == '"' else "delete them"
            self.problems.append(Problem(place, "SS016", "control characters were removed", hint))
        if fault := fault_of_value(bare):
            self.problems.append(Problem(place, "SS052", fault, "delete it"))
        return unicodedata.normalize("NFC", visible(bare))
