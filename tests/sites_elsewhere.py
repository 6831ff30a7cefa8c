"""Published sites for tests: as a folder, or on a server of this machine that answers as a test wants."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


def write_site(folder: Path, files: Mapping[str, bytes]) -> Path:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@contextmanager
def serving(respond: Callable[[str], tuple[int, dict[str, str], bytes]]) -> Iterator[str]:
    """A server that answers paths, and its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = respond(self.path)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            with suppress(ConnectionError):
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def file_server(files: Mapping[str, bytes], below: str = "/") -> Callable[[str], tuple[int, dict[str, str], bytes]]:
    def respond(path: str) -> tuple[int, dict[str, str], bytes]:
        inner = path.removeprefix(below)
        name = inner + "index.html" if not inner or inner.endswith("/") else inner
        return (200, {}, files[name]) if name in files else (404, {}, b"no")

    return respond
