"""Entries as they stand in real files, and what is read from them. ``UPDATE_READINGS=1`` writes what is expected."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from shortsite.citations import bibtex, csl_json, ris
from shortsite.citations.entry import Entry

FOLDER = Path(__file__).with_name("readings")
READERS: dict[str, Callable[[str], tuple[list[Entry], list[str]]]] = {
    ".bib": bibtex.read,
    ".ris": ris.read,
    ".json": csl_json.read,
}
FILES = sorted(file for file in FOLDER.iterdir() if file.suffix in READERS)


def told(entries: Sequence[Entry], faults: Sequence[str]) -> dict[str, Any]:
    return {"entries": [asdict(entry) | {"notes": list(entry.notes)} for entry in entries], "faults": list(faults)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_reads_as_its_record_says(file: Path) -> None:
    read = told(*READERS[file.suffix](file.read_bytes().decode()))
    expected = FOLDER / f"{file.name}.yml"
    if os.environ.get("UPDATE_READINGS"):
        expected.write_text(yaml.safe_dump(read, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")
    assert yaml.safe_load(expected.read_text(encoding="utf-8")) == read
