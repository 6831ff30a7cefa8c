"""JSON Schemas (draft-07) of all that people write in YAML, taken from the readers that check it.

Each reader runs once against a ``Recorder``, which notes what it asks for; so there is no second list of keys, and
what an editor completes is what ``check`` takes. Draft-07 is the newest that YAML editors know in full.
"""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from shortsite import urls
from shortsite.config import CONFIG, CONTENT, read_config
from shortsite.fields import Fields
from shortsite.problems import Place
from shortsite.readers import KINDS, Source
from shortsite.records import Record
from shortsite.schemas.recorder import Recorder, Schema
from shortsite.urls import SCHEMA_FOLDER

__all__ = ["SCHEMAS", "SCHEMA_FOLDER", "files_of", "keys_in_form", "keys_of", "schema", "schema_text"]

DRAFT = "http://json-schema.org/draft-07/schema#"
CONFIGURATION = "config"

#: Every kind that has a schema: each kind of record, and the configuration.
SCHEMAS = (*KINDS, CONFIGURATION)


def keys_of(kind: str) -> tuple[str, ...]:
    """The keys of a kind of record (a name in ``KINDS``, or ``config``), in the order in which its reader asks.

    For a kind whose own keys are free (``people``) those of each entry. Raises KeyError for a kind that is not known.
    """
    made = _recorded(kind)
    return tuple((made["additionalProperties"] or made)["properties"])


@cache
def keys_in_form(form: str) -> frozenset[str]:
    """The keys of records whose values are of this form: ``flag``, ``moment``, ``block``."""
    return frozenset(key for kind in KINDS for key in _recorder(kind).forms[form])


def schema(kind: str, url: str = "") -> dict[str, Any]:
    """The schema of a kind of record; with its own address where it is published below ``url``.

    Raises KeyError for a kind that is not known.
    """
    address = {"$id": url + urls.schema(kind)} if url else {}
    title = "shortsite: configuration" if kind == CONFIGURATION else f"shortsite: {kind}"
    return {"$schema": DRAFT, **address, "title": title, "description": files_of(kind), **deepcopy(_recorded(kind))}


@cache
def schema_text(kind: str, url: str = "") -> str:
    """The schema as the text of a file."""
    return json.dumps(schema(kind, url), indent=2, ensure_ascii=False) + "\n"


def files_of(kind: str) -> str:
    """Which files the schema is for, as a pattern relative to the archive's folder."""
    if kind == CONFIGURATION:
        return CONFIG
    folder, suffix = KINDS[kind].folder, KINDS[kind].suffix
    return f"{CONTENT}/{folder}" if folder.endswith(suffix) else f"{CONTENT}/{folder}/**/*{suffix}"


@cache
def _recorded(kind: str) -> Schema:
    return _configuration() if kind == CONFIGURATION else _recorder(kind).made


@cache
def _recorder(kind: str) -> Recorder:
    recorder = Recorder(kind)
    source = Source(Path("x"), "x", "x", kind, record=recorder.record, fields=lambda *_: recorder)
    KINDS[kind].read(source, None, [])
    return recorder


def _configuration() -> Schema:
    """The configuration's schema, with the values that the reader gives where a key is left out."""
    recorder = Recorder("configuration")
    read_config(recorder, Path())
    given = read_config(Fields(Record({}, Place(CONFIG)), "configuration", []), Path())
    for key, made in recorder.made["properties"].items():
        default = getattr(given, key, None)
        if isinstance(default, str | int) and default and key not in recorder.made["required"]:
            made["default"] = default
    return recorder.made
