"""Fuzz a reader guided by what code an input reaches: ``python tests/fuzz_by_coverage.py TARGET [-max_total_time=60] [CORPUS]``.

It needs ``pip install atheris``, which exists for some versions of Python only, so no test depends on it. Options are those of
libFuzzer (https://llvm.org/docs/LibFuzzer.html#options). What it finds belongs into ``test_fuzz.py`` as an example.
"""

from __future__ import annotations

import socket
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import atheris

READERS = [
    "shortsite",
    "markdown_it",
    "mdit_py_plugins",
    "pylatexenc",
    "bibtexparser",
    "http.server",
    "defusedxml",
    "json",
]
with atheris.instrument_imports(include=READERS):
    from metadata.test_garbage import ASKED, check
    from test_fuzz import NOWHERE, keeps_to_itself

    from shortsite.books.xhtml import xhtml
    from shortsite.citations import bibtex, csl_json, ris
    from shortsite.front_matter import split_front_matter
    from shortsite.markdown import TextContext, fill, inline
    from shortsite.markdown.conversion import convert
    from shortsite.markdown.formula import converted
    from shortsite.markdown.marks import cleaned
    from shortsite.preview.server import bound
    from shortsite.readers import Source, read_paper
    from shortsite.records import parse_record
    from shortsite.values import moment, web_url


def text(source: str) -> None:
    """Make a text's HTML, and what feeds and books have of it."""
    document = convert(source, TextContext("stem", (("fig.png", 10, 10),)))
    links = [("../paper/", "Title")] * len(document.references)
    for form in ("html", "mathml", "rss", "tex"):
        xhtml(fill(document.html, document, links, form, "https://x.org/"), NOWHERE)


def record(text: str) -> None:
    """Read a paper's record."""
    found, problems = parse_record(text, "paper.yml")
    if found is not None:
        read_paper(Source(Path("paper.yml"), "paper.yml", "paper", "paper", record=found), None, problems)


def answer(text: str) -> None:
    """Give every source's reader the answer; what it finds must be sound."""
    for kind in ASKED:
        check(kind, text.encode())


class Asking:
    """Gives requests to the preview's server within this thread, by a pair of sockets."""

    def __init__(self) -> None:
        folder = Path(tempfile.mkdtemp())
        (folder / "secret.txt").write_text("SECRET")
        self.server = bound(20_000, folder)
        self.server.site.mkdir()
        (self.server.site / "index.html").write_text("<!doctype html><title>A</title><body>B")
        (self.server.site / "link.html").symlink_to(folder / "secret.txt")

    def __call__(self, text: str) -> None:
        """Ask with these bytes, and with them as the path of a request."""
        data = text.encode()
        if b"_live" in data or len(data) > 4_000:
            return  # a stream, which does not end, and what the buffers of a socket would not hold
        for request in (
            data + b"\r\n\r\n",
            b"GET /" + data + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        ):
            here, there = socket.socketpair()
            with here, there:
                here.sendall(request)
                here.shutdown(socket.SHUT_WR)
                self.server.finish_request(there, ("127.0.0.1", 1))
                there.close()
                keeps_to_itself(request, b"".join(iter(lambda connection=here: connection.recv(65_536), b"")))


@cache
def asking() -> Asking:
    """The one server of a run."""
    return Asking()


def request(text: str) -> None:
    """Ask the preview's server."""
    asking()(text)


TARGETS: dict[str, Callable[[str], object]] = {
    "record": record,
    "answer": answer,
    "request": request,
    "front_matter": lambda text: parse_record(split_front_matter(text, "a.md")[0] or text, "a.md"),
    "text": text,
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
