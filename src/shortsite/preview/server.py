"""The preview's web server: on the loopback only, for GET and HEAD only, for requests to this machine by name only."""

from __future__ import annotations

import errno
import re
import socket
import sys
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any

from shortsite.preview.answers import Answer, answer_to
from shortsite.preview.live import Live
from shortsite.preview.pages import STREAM

LOOPBACK = "127.0.0.1"

#: So many ports are tried, from the one that was asked for.
PORTS = 100

#: A page of another site may make its own name stand for this machine (DNS rebinding), but then it asks for that name.
_OURS = re.compile(r"(127\.0\.0\.1|localhost)(:\d{1,5})?", re.IGNORECASE)

_HEADERS = (
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
)


class NoPortError(Exception):
    """No port is free."""


class PreviewServer(ThreadingHTTPServer):
    """Serves a site; each request has its thread, and closing the server ends them all.

    The site lies in the folder of ``folder`` that is named by the port: two servers never share one.
    """

    daemon_threads = False

    def __init__(self, port: int, folder: Path) -> None:
        self._folder = folder
        self.live = Live()
        self._open: set[socket.socket] = set()
        super().__init__((LOOPBACK, port), _Handler)

    @property
    def port(self) -> int:
        """The port that the server listens on."""
        return int(self.server_address[1])

    @property
    def site(self) -> Path:
        """The folder of the site."""
        return self._folder / str(self.port)

    @property
    def address(self) -> str:
        """The URL of the site's home page."""
        return f"http://{LOOPBACK}:{self.port}/"

    def server_bind(self) -> None:
        """Take the port; unlike HTTPServer's own, without asking the network for this machine's name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.port

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer a request in a thread of its own."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """End a connection."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say what went wrong with a request, unless it is only that the browser did not wait for the answer."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        """Close every connection, also those that a browser keeps in store, and wait until their threads have ended."""
        self.live.close()
        for connection in tuple(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        super().server_close()


def bound(port: int, folder: Path) -> PreviewServer:
    """A server on the first free port from ``port`` on. Raises NoPortError when none is free."""
    last = min(port + PORTS, 65536) - 1
    for candidate in range(port, last + 1):
        try:
            return PreviewServer(candidate, folder)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    message = f"no port from {port} to {last} is free; name another with --port"
    raise NoPortError(message)


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: PreviewServer
    server_version = "shortsite"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer with headers and body."""
        if not self._is_for_us():
            self._send(Answer(HTTPStatus.FORBIDDEN, b"This server answers to 127.0.0.1 and localhost only.\n"))
        elif self.path.partition("?")[0] == STREAM:
            self._stream()
        else:
            self._send(answer_to(self.path, self.server.site, self.server.live.status))

    def do_HEAD(self) -> None:
        """Answer with headers alone."""
        self.do_GET()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Refuse what is no request of HTTP, or one by a method that has no function here."""
        if code == HTTPStatus.NOT_IMPLEMENTED:
            text, headers = b"Only GET and HEAD are answered here.\n", (("Allow", "GET, HEAD"),)
            self._send(Answer(HTTPStatus.METHOD_NOT_ALLOWED, text, headers=headers))
        else:
            self._send(Answer(HTTPStatus(code), f"{HTTPStatus(code).phrase}\n".encode()))

    def _is_for_us(self) -> bool:
        hosts = self.headers.get_all("Host") or []
        return len(hosts) == 1 and _OURS.fullmatch(hosts[0].strip()) is not None

    def _send(self, answer: Answer) -> None:
        self._send_head(answer.status, answer.type, (*answer.headers, ("Content-Length", str(len(answer.body)))))
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _send_head(self, status: HTTPStatus, media: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        self.send_response(status)
        for name, value in (("Content-Type", media), *_HEADERS, *headers):
            self.send_header(name, value)
        self.end_headers()

    def _stream(self) -> None:
        """Send what is new as it comes, until the page goes away or the server ends."""
        self._send_head(HTTPStatus.OK, "text/event-stream; charset=utf-8")
        if self.command != "HEAD":
            for event in self.server.live.events():
                self.wfile.write(event)

    def log_message(self, *_: Any) -> None:
        """Keep the terminal for the archive's problems."""
