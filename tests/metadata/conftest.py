"""A local HTTP server in the place of all hosts: recorded answers out, requests noted."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from shortsite.metadata import SOURCES, Client
from shortsite.metadata.client import Limits

ANSWERS = Path(__file__).parent / "answers"
HOSTS = sorted({host.name for source in SOURCES for host in source.hosts})
#: Quick: what is waited for in earnest is seconds, here hundredths of one.
QUICK = Limits(seconds=10.0, size=200_000, back_off=0.01, pace=0.0)


@dataclass(frozen=True)
class Given:
    """What the server answers once. ``pieces`` are sent one after another, ``pause`` seconds apart."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pause: float = 0.0
    length: int | None = None


@dataclass
class Outside:
    """All hosts: answers by the start of host and path, the longest first; the last answer of a list repeats."""

    origin: str = ""
    given: dict[str, list[Given]] = field(default_factory=lambda: defaultdict(list))
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def give(self, start: str, name_or_body: str | bytes, status: int = 200, **more: object) -> None:
        body = (ANSWERS / name_or_body).read_bytes() if isinstance(name_or_body, str) else name_or_body
        self.given[start].append(Given(body, status, **more))  # type: ignore[arg-type]

    def answer(self, path: str) -> Given:
        start = max((start for start in self.given if path.startswith(start)), key=len, default="")
        answers = self.given.get(start) or [Given(b"no such thing", 404)]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    @property
    def resolve(self) -> dict[str, str]:
        return {f"https://{name}": f"{self.origin}/{name}" for name in HOSTS}


class _Handler(BaseHTTPRequestHandler):
    outside: Outside

    def do_GET(self) -> None:
        path = self.path.removeprefix("/")
        self.outside.asked.append(path)
        self.outside.headers.append(dict(self.headers))
        given = self.outside.answer(path)
        self.send_response(given.status)
        for name, value in given.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(given.body) if given.length is None else given.length))
        self.end_headers()
        self._send(given)

    def _send(self, given: Given) -> None:
        try:
            if not given.pause:
                self.wfile.write(given.body)
                return
            for number in range(len(given.body)):
                self.wfile.write(given.body[number : number + 1])
                self.wfile.flush()
                if self.outside.stopped.wait(given.pause):  # type: ignore[attr-defined]
                    return
        except OSError:  # the client has gone away
            return

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def outside() -> Iterator[Outside]:
    """The server, which knows nothing until it is given answers."""
    made = Outside()
    made.stopped = threading.Event()  # type: ignore[attr-defined]
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"outside": made}))
    made.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.stopped.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def client(outside: Outside) -> Iterator[Client]:
    """A client that asks the local server, keeps nothing and waits little."""
    with Client(resolve=outside.resolve, limits=QUICK) as made:
        yield made
