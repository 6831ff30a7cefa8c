"""The attacks, read from the files beside this module, and one archive that holds them all.

A file is named ``<place>.<group>.md`` and holds blocks of ``title . payload . what must come out .``. ``{U+202E}``
stands for that character. What must come out is ``=`` for the payload itself, ``!SS014`` for a refusal with that code,
else the words that a reader sees; below a line ``or`` stands what plain texts and other formats show in their place. Each payload stands between two marks, ``ox12x3`` and ``xo12x3``, which no program
takes for syntax: wherever both are found in the site, what is between them must be what is expected.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archives import paper, record, summary
from markdown_it.utils import read_fixture_file

HERE = Path(__file__).parent
TARGET = "target-2020-paper"
#: So many texts stand on one page.
TEXTS_OF_A_PAPER = 25
DAY = "2026-03-01"
CONFIG = {
    "title": "Toy archive",
    "url": "https://toy.example.org/",
    "feed_id": "toy.example.org,2026",
    "feed_size": 200,
    "page_size": 100,
}

_CHARACTER = re.compile(r"\{U\+([0-9A-F]{4,6})\}")


@dataclass(frozen=True)
class Attack:
    """A payload, where it is put, and what may come of it: words, or the code of the problem that refuses it."""

    number: int
    place: str
    name: str
    payload: str
    expected: tuple[str, ...]
    refused: str = ""

    def marked(self, slot: int = 0, between: str = " ") -> str:
        """The payload between its marks; ``slot`` tells the places of one attack apart."""
        return f"ox{self.number}x{slot}{between}{self.payload}{between}xo{self.number}x{slot}"


def attacks() -> list[Attack]:
    """All attacks, in the order of their files."""
    made: list[Attack] = []
    for file in sorted(HERE.glob("*.*.md")):
        place, group, _ = file.name.split(".")
        for _line, name, given, wanted in read_fixture_file(file):
            payload = _decoded(given.removesuffix("\n"))
            wants = wanted.removesuffix("\n").split("\nor\n")
            refused = wants[0][1:] if wants[0].startswith("!SS") else ""
            shown = tuple(payload if want == "=" else _decoded(want) for want in wants if not refused)
            made.append(Attack(len(made) + 1, place, f"{group}: {name}", payload, shown, refused))
    return made


def _decoded(text: str) -> str:
    return _CHARACTER.sub(lambda found: chr(int(found[1], 16)), text)


def of_place(found: list[Attack], place: str) -> list[Attack]:
    """The attacks of one place."""
    return [attack for attack in found if attack.place == place]


# The archive


def pixel(width: int = 700, height: int = 400) -> bytes:
    """A PNG file, large enough to stand for its page elsewhere."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>attacked()</script></svg>'
PAGE = b"<!DOCTYPE html><script>attacked()</script>"


def archive(found: list[Attack]) -> Iterator[tuple[str, str | bytes]]:
    """The files of an archive that holds the attacks, path by path."""
    yield "config.yml", record(**CONFIG)
    yield f"content/papers/{TARGET}.yml", paper("A target of links", keywords=["target"], doi="10.1000/target")
    yield f"content/summaries/{TARGET}/ann.md", summary(TARGET, "Words about the target.")
    yield from _texts(of_place(found, "text"))
    for attack in of_place(found, "title"):
        name = f"title-2020-{attack.number}"
        yield f"content/papers/{name}.yml", paper(attack.marked())
        yield f"content/summaries/{name}/ann.md", summary(name)
    for attack in of_place(found, "value"):
        yield from _values(attack)
    for attack in of_place(found, "address"):
        yield from _addresses(attack)


def _texts(found: list[Attack]) -> Iterator[tuple[str, str | bytes]]:
    for start in range(0, len(found), TEXTS_OF_A_PAPER):
        name = f"text-2020-{start}"
        folder = f"content/summaries/{name}"
        yield f"content/papers/{name}.yml", paper("A paper with many texts")
        yield f"{folder}/pixel.png", pixel()
        yield from ((f"{folder}/vector.{end}", SVG) for end in ("svg", "png"))
        yield f"{folder}/page.png", PAGE
        for attack in found[start : start + TEXTS_OF_A_PAPER]:
            yield f"{folder}/a{attack.number}.md", summary(name, attack.marked(between="\n\n"), "anonymous")


def _values(attack: Attack) -> Iterator[tuple[str, str | bytes]]:
    """Every value that is plain text."""
    name, handle = f"value-2020-{attack.number}", f"c{attack.number}"
    mark = attack.marked
    short = {key: mark(slot) for slot, key in enumerate(("volume", "issue", "pages"), 1) if len(mark(slot)) <= 50}
    values = {
        **short,
        "authors": [{"family": mark(4), "given": "Ada", "native": mark(5)}, {"family": "Byron", "given": mark(6)}],
        "keywords": [mark(7)] if len(mark(7)) <= 100 else [],
        "venue": mark(8),
        "publisher": mark(9),
        "source": mark(10) if len(mark(10)) <= 100 else "",
        "links": {mark(11): f"https://example.org/{attack.number}"},
        "abstract": f"Words of {name}.",
        "status": "retracted",
    }
    yield f"content/papers/{name}.yml", paper(f"A paper of values {attack.number}", **values)
    yield f"content/papers/{name}-b.yml", paper(f"A paper of a venue {attack.number}", venue=f"v{attack.number}")
    told = {"title": mark(12), "tldr": mark(13)}
    yield f"content/summaries/{name}/{handle}.md", summary(name, "Words.", handle, **told)
    yield f"content/summaries/{name}/b.md", summary(name, "Words.", handle, withdrawn=mark(14))
    about = {"name": mark(15), "affiliation": mark(16), "bio": mark(17)}
    yield f"content/contributors/{handle}.yml", record(**about)
    venue = {"name": mark(18), "short": mark(19), "description": mark(20), "kind": "journal"}
    yield f"content/venues/v{attack.number}.yml", record(**venue)
    yield f"content/pages/page-{attack.number}.md", f"---\n{record(title=mark(21))}---\nWords.\n"


#: The files of an attack on addresses, and how many addresses each holds.
ADDRESSES: Mapping[str, int] = {
    "content/papers/address-2020-{}.yml": 5,
    "content/summaries/target-2020-paper/address-{}.md": 1,
    "content/contributors/address-{}.yml": 1,
    "content/venues/address-{}.yml": 1,
}


def _addresses(attack: Attack) -> Iterator[tuple[str, str | bytes]]:
    url = attack.payload
    paths = [path.format(attack.number) for path in ADDRESSES]
    values: dict[str, Any] = dict.fromkeys(("url", "pdf", "code", "status_url"), url)
    title = f"A paper of addresses {attack.number}"
    yield paths[0], paper(title, status="retracted", links={"words": url}, venue=f"address-{attack.number}", **values)
    yield paths[1], summary(TARGET, "Words.", f"address-{attack.number}", reproduced="yes", reproduction_url=url)
    yield paths[2], record(name=f"Contributor {attack.number}", url=url)
    yield paths[3], record(name=f"Venue {attack.number}", url=url)
