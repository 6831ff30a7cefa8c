"""Records as text: the canonical form of a ``.yml`` record and of front matter.

Keys stand in the order of their reader, identifiers bare and in double quotes, dates, years and truth values without
quotes, an abstract of some length as a block. ``docs/content.md`` describes the form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from shortsite import field_hints, yaml_text
from shortsite.identifiers import BY_KEY, ORCID
from shortsite.records import FORBIDDEN
from shortsite.schemas import keys_in_form, keys_of
from shortsite.values import DATE
from shortsite.yaml_text import CANNOT_BE_BLOCK, Leaf, Sequence, Slot, Value, folded, yaml_lines

#: The keys of an author of a paper.
AUTHOR_KEYS = field_hints.AUTHOR_KEYS
_IDENTIFIERS = {**BY_KEY, "orcid": ORCID}
_FLAG = {"true": "true", "yes": "true", "false": "false", "no": "false"}
_LONG = 100


def record_text(kind: str, values: Mapping[str, Any], schema_url: str = "") -> str:
    """The whole text of a new record of this kind, with a line that tells editors its schema where one is given.

    ``values`` are those of ``docs/content.md``: texts, numbers, dates, truth values, lists and mappings of them. Empty
    ones (None and empty texts) are left out. The reader gives back the same values.
    """
    modeline = [f"# yaml-language-server: $schema={schema_url}"] if schema_url else []
    return "".join(f"{line}\n" for line in [*modeline, *yaml_lines(_record(kind, values, {}))])


def text_file(kind: str, values: Mapping[str, Any], body: str, comments: Mapping[str, str] | None = None) -> str:
    """A Markdown file: front matter with these values, then the body as it is, with one line end at its end.

    ``comments`` are words for the end of a key's line.
    """
    front = "".join(f"{line}\n" for line in yaml_lines(_record(kind, values, comments or {})))
    text = body.rstrip("\n")
    return f"---\n{front}---\n{text}\n" if text else f"---\n{front}---\n"


def canonical(kind: str, record: yaml_text.Mapping) -> yaml_text.Mapping:
    """The record with its keys in order and every value in its form; comments stay with what they are about."""
    is_people = kind == "people"
    entries = []
    for slot in record.entries:
        inner = keys_of(kind) if is_people else AUTHOR_KEYS if slot.key == "authors" else ()
        entries.append(replace(slot, value=_canonical("" if is_people else slot.key, slot.value, inner)))
    return yaml_text.Mapping(tuple(entries) if is_people else _ordered(entries, keys_of(kind)))


def _canonical(key: str, value: Value, inner: tuple[str, ...]) -> Value:
    """The value of a key; ``inner`` are the keys of mappings in it, if those are known."""
    if isinstance(value, Leaf):
        return _leaf(key, value)
    if isinstance(value, Sequence):
        return Sequence(tuple(_item(replace(item, value=_canonical("", item.value, inner))) for item in value.items))
    made = (replace(slot, value=_canonical(slot.key if inner else "", slot.value, ())) for slot in value.entries)
    return yaml_text.Mapping(_ordered(made, inner))


def _item(item: Slot) -> Slot:
    """The item; what stands above the first key of its mapping stands above it, since that key is behind the bullet."""
    if not isinstance(item.value, yaml_text.Mapping) or not item.value.entries:
        return item
    first, *others = item.value.entries
    above = tuple(line for line in first.before if line)
    mapping = yaml_text.Mapping((replace(first, before=()), *others))
    return replace(item, value=mapping, before=item.before + above)


def _ordered(slots: Iterable[Slot], keys: tuple[str, ...]) -> tuple[Slot, ...]:
    """The entries in the order of the keys; behind them the unknown ones, as they were."""
    place = {key: number for number, key in enumerate(keys)}
    return tuple(sorted(slots, key=lambda slot: place.get(slot.key, len(place))))


def _leaf(key: str, leaf: Leaf) -> Leaf:
    flat = folded(leaf.text)
    if leaf.style == "bare":
        return leaf
    if key in _IDENTIFIERS:
        return Leaf(_IDENTIFIERS[key].bare(flat), "quoted")
    if key in keys_in_form("flag") and flat.lower() in _FLAG:
        return Leaf(_FLAG[flat.lower()], "bare")
    if (key in keys_in_form("moment") and re.fullmatch(DATE, flat, re.ASCII)) or (
        key == "year" and re.fullmatch(r"-?[1-9]\d*", flat, re.ASCII)
    ):
        return Leaf(flat, "bare")
    if leaf.is_block:
        return leaf
    # of Markdown line ends mean something
    is_markdown = key in keys_in_form("block")
    return _markdown(unicodedata.normalize("NFC", leaf.text).strip()) if is_markdown else Leaf(flat)


def _markdown(text: str) -> Leaf:
    is_long = "\n" in text or len(text) > _LONG
    return Leaf(text, "|-") if is_long and not CANNOT_BE_BLOCK.search(text) else Leaf(text)


# From plain values


def _record(kind: str, values: Mapping[str, Any], comments: Mapping[str, str]) -> yaml_text.Mapping:
    slots = (
        replace(slot, beside=(_comment(comments[slot.key]),)) if comments.get(slot.key) else slot
        for slot in _slots(values)
    )
    return canonical(kind, yaml_text.Mapping(tuple(slots)))


def _comment(words: str) -> str:
    return f"# {FORBIDDEN.sub('', ' '.join(words.split()))}"


def _slots(values: Mapping[str, Any]) -> Iterable[Slot]:
    named = {name: given for key, given in values.items() if (name := folded(FORBIDDEN.sub("", key)))}
    for key, given in named.items():
        value = _value(given)
        if value is not None:
            yield Slot(value, key)


def _value(given: Any) -> Value | None:
    if isinstance(given, Mapping):
        return yaml_text.Mapping(tuple(_slots(given)))
    if isinstance(given, list | tuple):
        return Sequence(tuple(Slot(value) for item in given if (value := _value(item)) is not None))
    text = _typed(given)
    return Leaf(text) if text.strip() else None


def _typed(given: Any) -> str:
    """A single value as the text that a person would type, without what no record may hold."""
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, date):
        return given.isoformat()
    return "" if given is None else FORBIDDEN.sub("", str(given))
