"""A preview server that runs in a thread, and a client for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Event, Thread
from typing import Any

from shortsite.pipeline import Options
from shortsite.problems import Problem
from shortsite.serve import Preview

MakeArchive = Callable[..., Path]

PAPER = "content/papers/byron-2020-a-paper.yml"
SUMMARY = "content/summaries/byron-2020-a-paper/ann.md"
PAGE = "/paper/byron-2020-a-paper/"

#: Seconds that anything may take, on a machine that is busy with other tests.
PATIENCE = 30


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Served:
    """An archive that is being served."""

    root: Path
    preview: Preview
    reported: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return self.preview.address

    @property
    def site(self) -> Path:
        return self.root / ".shortsite" / "preview" / str(self.preview.port)

    def get(self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
        with closing(HTTPConnection("127.0.0.1", self.preview.port, timeout=PATIENCE)) as connection:
            connection.request(method, path, headers=dict(headers or {}))
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())

    @contextmanager
    def news(self) -> Iterator[News]:
        with closing(HTTPConnection("127.0.0.1", self.preview.port, timeout=PATIENCE)) as connection:
            connection.request("GET", "/_live")
            with connection.getresponse() as response:
                yield News(response)

    def write(self, path: str, text: str) -> None:
        (self.root / path).write_text(text, encoding="utf-8")

    def append(self, path: str, text: str) -> None:
        with (self.root / path).open("a", encoding="utf-8") as file:
            file.write(text)


class News:
    """A stream of server-sent events."""

    def __init__(self, response: HTTPResponse) -> None:
        self._response = response

    @property
    def media_type(self) -> str:
        return self._response.headers.get_content_type()

    def next(self) -> tuple[str, dict[str, Any]]:
        """The next event: its name and data."""
        name = ""
        while line := self._response.readline():
            key, _, value = line.decode().strip().partition(": ")
            if key == "event":
                name = value
            elif key == "data":
                return name, json.loads(value)
        raise EOFError

    def next_named(self, name: str) -> dict[str, Any]:
        """The data of the next event of that name."""
        while (found := self.next())[0] != name:
            pass
        return found[1]


@contextmanager
def served(root: Path, port: int = 0, **options: Any) -> Iterator[Served]:
    """Serve the archive while the block runs; on any free port if none is given."""
    reported: list[str] = []

    def report(problems: Sequence[Problem]) -> None:
        reported.extend(map(str, problems))

    ready = Event()
    with Preview(Options(root=root, **{"jobs": 1, **options}), port, report) as preview:
        thread = Thread(target=preview.run, args=(ready.set,))
        thread.start()
        try:
            assert ready.wait(PATIENCE)
            yield Served(root, preview, reported)
        finally:
            preview.stop()
            thread.join()
