"""What a record means, whatever its form: by this, formatting is held to change nothing else."""

from __future__ import annotations

from typing import Any

from shortsite.identifiers import BY_KEY, ORCID
from shortsite.records import Listing, Record, Scalar, Value
from shortsite.schemas import keys_in_form
from shortsite.yaml_text import NOTHING

_IDENTIFIERS = {**BY_KEY, "orcid": ORCID}
_FLAGS = {"yes": "true", "no": "false"}


def meaning_of(kind: str, record: Record) -> Any:
    """The values of a record as its reader understands them: blanks, order of keys and ways to write an id left out."""
    return {
        key: _meaning("" if kind == "people" else key, value, known=kind == "people" or key == "authors")
        for key, (_, value) in record.entries.items()
    }


def _meaning(key: str, value: Value, *, known: bool = False, in_list: bool = False) -> Any:
    if isinstance(value, Scalar):
        is_nothing = not in_list and value.plain and value.text in NOTHING
        return None if is_nothing else _text(key, value)
    if isinstance(value, Listing):
        return [_meaning("", item, known=known, in_list=True) for item in value.items]
    if known:
        return {inner: _meaning(inner, entry) for inner, (_, entry) in value.entries.items()}
    return [(inner, _meaning("", entry)) for inner, (_, entry) in value.entries.items()]


def _text(key: str, value: Scalar) -> str:
    flat = " ".join(value.text.split())
    if key in _IDENTIFIERS:
        return _IDENTIFIERS[key].bare(flat)
    if key in keys_in_form("flag"):
        return _FLAGS.get(flat.lower(), flat.lower())
    return value.text.strip() if key in keys_in_form("block") else flat
