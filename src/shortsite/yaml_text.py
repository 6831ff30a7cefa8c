"""YAML as shortsite writes it: one form for every value, which YAML 1.1 and YAML 1.2 read alike.

Text stands plain where both versions read it as that very text, else in quotes. Nothing is folded. Lists of short texts
and small mappings within lists stand on one line where they fit. Comments stand above, beside or below what they are
about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO

import yaml
from yaml.emitter import Emitter

WIDTH = 120
#: What YAML reads as no value, where it stands plain.
NOTHING = ("", "~", "null")
#: A key of more characters needs the explicit form ``? key`` (section 7.4.3 of YAML 1.2 allows 1024, quotes included).
_KEY = 1000
#: What YAML reads only as an escape within double quotes; U+0085, U+2028 and U+2029 end lines in YAML 1.1.
_ESCAPED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
#: What a block cannot hold, since nothing is escaped there.
CANNOT_BE_BLOCK = re.compile(_ESCAPED.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
#: Certainly plain: words that no version of YAML takes for anything else.
_WORDS = re.compile(r"[A-Za-z]{6,}(?:[ -][A-Za-z0-9]+)*")
#: What YAML 1.2 (section 10.3.2) or the bare text of YAML 1.1 takes for more than text and PyYAML does not.
_TYPED = re.compile(r"[yYnN]|[-+]?0o[0-7]+|[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|[-+]?0[xX][0-9a-fA-F]+")

_CURLY = "\u201c\u201d\u201e\u2018\u2019\u201a"
#: A plain text that loses these quotes where it is read: most likely they were to be YAML's own.
IN_CURLY_QUOTES = re.compile(
    rf"[\u201c\u201e](?P<double>[^{_CURLY}]+)[\u201c\u201d]|[\u2018\u201a](?P<single>[^{_CURLY}]+)[\u2018\u2019]"
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value.

    ``style`` is ``text``, ``quoted`` (always in quotes), ``bare`` (as it is: a number, a date, nothing) or, for a value
    of several lines, the header of its block such as ``|-``.
    """

    text: str
    style: str = "text"

    @property
    def is_block(self) -> bool:
        """Whether it takes lines of its own."""
        return self.style[0] in "|>"


@dataclass(frozen=True, slots=True)
class Slot:
    """An entry of a mapping, or an item of a list, which has no key.

    ``before`` and ``after`` are lines of their own, each a comment or empty; ``beside`` are comments behind its first
    line. Nothing is before the first part of an item, which shares the item's line.
    """

    value: Value
    key: str = ""
    before: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in this order."""

    entries: tuple[Slot, ...]


Value = Leaf | Sequence | Mapping


def yaml_lines(mapping: Mapping) -> Iterator[str]:
    """The lines of a document whose top level is the mapping."""
    for entry in mapping.entries:
        yield from _slot(entry, 0, "")


def folded(text: str) -> str:
    """The text on one line: NFC, every run of blanks and line ends one blank, none at its ends."""
    return re.sub(r"[ \t\r\n]+", " ", unicodedata.normalize("NFC", text)).strip(" ")


@lru_cache(maxsize=50_000)
def scalar(text: str, *, in_flow: bool = False) -> str:
    """The text as a scalar on one line, plain where that is safe."""
    if _WORDS.fullmatch(text):
        return text
    return text if _is_text(text) and _may_be_plain(text, in_flow) else quoted(text)


def quoted(text: str) -> str:
    """The text in double quotes; in single ones if it holds backslashes or double quotes."""
    if ("\\" in text or '"' in text) and not _ESCAPED.search(text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + re.sub(rf'[\\"]|{_ESCAPED.pattern}', _escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}"


def _is_text(text: str) -> bool:
    """Whether no version of YAML takes the plain text for a number, a date, a truth value or nothing."""
    resolvers = yaml.SafeLoader.yaml_implicit_resolvers.get(text[:1], [])
    return bool(text) and not _TYPED.fullmatch(text) and not any(pattern.match(text) for _, pattern in resolvers)


def _may_be_plain(text: str, in_flow: bool) -> bool:
    if "\t" in text or text.startswith(("---", "...")) or IN_CURLY_QUOTES.fullmatch(text):
        return False
    found = Emitter(StringIO(), allow_unicode=True).analyze_scalar(text)
    return bool(found.allow_flow_plain if in_flow else found.allow_block_plain)


# Slots


def _slot(slot: Slot, indent: int, bullet: str) -> Iterator[str]:
    pad = " " * indent
    yield from (f"{pad}{line}".rstrip() for line in slot.before)
    lead = bullet or _key(slot.key, pad)
    lines = list(_value(slot.value, indent, lead))
    first = f"{lead} {lines[0]}" if lines[0] else lead
    yield pad + "  ".join((first, " ".join(slot.beside)) if slot.beside else (first,))
    yield from lines[1:]
    yield from (f"{pad}{line}" for line in slot.after)


def _key(key: str, pad: str) -> str:
    made = scalar(key)
    return f"? {made}\n{pad}:" if len(made) > _KEY else f"{made}:"


def _value(value: Value, indent: int, lead: str) -> Iterator[str]:
    """What stands behind the lead of a slot, then the lines below with their indentation."""
    if isinstance(value, Leaf):
        yield from _leaf(value, " " * (indent + 2), in_flow=lead == "-")
        return
    line = _in_flow(value, in_list=lead == "-")
    if line and indent + len(lead) + 1 + len(line) <= WIDTH:
        yield line
        return
    slots, bullet = (value.items, "-") if isinstance(value, Sequence) else (value.entries, "")
    lines = [line for slot in slots for line in _slot(slot, indent + 2, bullet)]
    # the first part of an item stands behind its bullet
    yield from (lines[0].lstrip(" "), *lines[1:]) if lead == "-" else ("", *lines)


def _leaf(leaf: Leaf, pad: str, *, in_flow: bool) -> Iterator[str]:
    if leaf.is_block:
        yield leaf.style
        yield from (pad + line if line else "" for line in leaf.text.split("\n"))
    else:
        # the items of a list are written alike, however long the list is
        yield _on_one_line(leaf, in_flow=in_flow)


def _on_one_line(leaf: Leaf, *, in_flow: bool) -> str:
    if leaf.style == "bare":
        return leaf.text or ("null" if in_flow else "")
    return quoted(leaf.text) if leaf.style == "quoted" else scalar(leaf.text, in_flow=in_flow)


def _in_flow(value: Sequence | Mapping, *, in_list: bool) -> str:
    """The value on one line; nothing if it should not stand on one."""
    slots = value.items if isinstance(value, Sequence) else value.entries
    if not slots:
        return "[]" if isinstance(value, Sequence) else "{}"
    if any(slot.before or slot.beside or slot.after for slot in slots):
        return ""
    leaves = [slot.value for slot in slots if isinstance(slot.value, Leaf) and not slot.value.is_block]
    if len(leaves) < len(slots):
        return ""
    written = [_on_one_line(leaf, in_flow=True) for leaf in leaves]
    if isinstance(value, Sequence):
        # "Family, Given" between commas is hard on the eye
        return "" if any("," in leaf.text for leaf in leaves) else f"[{', '.join(written)}]"
    keys = [scalar(slot.key, in_flow=True) for slot in slots]
    return f"{{{', '.join(f'{key}: {text}' for key, text in zip(keys, written, strict=True))}}}" if in_list else ""
