"""Fuzz a reader guided by what code an input reaches: ``python tests/fuzz_by_coverage.py TARGET [-max_total_time=60] [CORPUS]``.

It needs ``pip install atheris``, which exists for some versions of Python only, so no test depends on it. Options are those of
libFuzzer (https://llvm.org/docs/LibFuzzer.html#options). What it finds belongs into ``test_fuzz.py`` as an example.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["shortsite", "markdown_it", "mdit_py_plugins", "pylatexenc", "bibtexparser"]):
    from shortsite.citations import bibtex, csl_json, ris
    from shortsite.markdown import TextContext, inline
    from shortsite.markdown.convert import convert
    from shortsite.markdown.formula import converted
    from shortsite.markdown.marks import cleaned
    from shortsite.records import parse_record, split_front_matter
    from shortsite.values import moment, web_url

TARGETS: dict[str, Callable[[str], object]] = {
    "front_matter": lambda text: parse_record(split_front_matter(text, "a.md")[0] or text, "a.md"),
    "text": lambda text: convert(text, TextContext("stem")),
    "title": inline,
    "tex": lambda text: converted(cleaned(text)[0], "display", ()),
    "bibtex": bibtex.read,
    "ris": ris.read,
    "csl": csl_json.read,
    "values": lambda text: (web_url(text), moment(text)),
}


def main() -> None:
    """Fuzz the target that is named, until told to stop or something is raised."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: {Path(sys.argv[0]).name} {{{','.join(TARGETS)}}} [LIBFUZZER OPTION ...] [CORPUS]")
    target = TARGETS[sys.argv.pop(1)]

    def one(data: bytes) -> None:
        target(data.decode("utf-8", "surrogateescape").encode("utf-8", "replace").decode())

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
