"""What an address of the preview stands for: a file of the site, a redirect, or a page that says what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote

from shortsite.preview.live import Status
from shortsite.preview.pages import POLICY, SCRIPT, STYLE, failed_page, with_script
from shortsite.urls import CITATIONS, FEEDS

#: Media types by the end of a file's name, the longest end first; the system's own table differs from host to host.
TYPES = {
    **{name: media for _, name, media, _ in FEEDS},
    **{name.removeprefix("paper"): media for _, name, media, _ in CITATIONS},
    ".avif": "image/avif",
    ".css": "text/css",
    ".gif": "image/gif",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".md": "text/markdown",
    ".opml": "text/x-opml",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".xsl": "text/xsl",
}
_ENDS = sorted(TYPES, key=len, reverse=True)
_TEXTS = ("text/", "application/x-bibtex", "application/x-research")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back: status, body, its media type, and further headers."""

    status: HTTPStatus
    body: bytes = b""
    type: str = "text/plain; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


def answer_to(target: str, site: Path, status: Status) -> Answer:
    """The answer to a request for ``target`` (path and query) while the status is ``status``."""
    path = target.partition("?")[0].partition("#")[0]
    if path in (SCRIPT, STYLE):
        return Answer(HTTPStatus.OK, _own_file(path), media_type(path))
    if not status.has_site:
        return _html(HTTPStatus.INTERNAL_SERVER_ERROR, failed_page(status), POLICY)
    found = located(site, path)
    try:
        if found and found.is_dir():
            return _to_folder(found, path)
        if found:
            early = status.early.get(found.relative_to(site.resolve()).as_posix())
            return _file(HTTPStatus.OK, found, status, early)
    except OSError:
        # the site was changed since the file was found
        pass
    return _missing(site, status)


def located(site: Path, path: str) -> Path | None:
    """The file or folder of the site at a path such as ``/paper/x/``; None where there is none, or it leads out."""
    names = unquote(path).split("/")
    if (
        names[0]
        or any(name in ("", ".", "..") or not name.isprintable() for name in names[1:-1])
        or names[-1] in (".", "..")
    ):
        return None
    try:
        found = site.joinpath(*names[1:-1], names[-1] or "index.html").resolve(strict=True)
        is_inside = found.is_relative_to(site.resolve())
    except (OSError, ValueError, RuntimeError):
        # no such file, a name that no file can have, links that lead in a circle
        return None
    return found if is_inside else None


def media_type(name: str) -> str:
    """The media type of a file by its name, with the charset where it is a text."""
    media = next((TYPES[end] for end in _ENDS if name.endswith(end)), "application/octet-stream")
    is_text = media.startswith(_TEXTS) or media.endswith(("xml", "json", "jsonl"))
    return f"{media}; charset=utf-8" if is_text else media


def _own_file(path: str) -> bytes:
    return Path(__file__).with_name(path.removeprefix("/_")).read_bytes()


def _to_folder(folder: Path, path: str) -> Answer:
    """Send on to the folder's page; relative links would lead astray without the slash at the end."""
    (folder / "index.html").stat()
    return Answer(HTTPStatus.MOVED_PERMANENTLY, headers=(("Location", quote(unquote(path)) + "/"),))


def _missing(site: Path, status: Status) -> Answer:
    try:
        return _file(HTTPStatus.NOT_FOUND, site / "404.html", status)
    except OSError:
        return Answer(HTTPStatus.NOT_FOUND, b"There is no page at this address.\n")


def _file(code: HTTPStatus, file: Path, status: Status, early: bytes | None = None) -> Answer:
    data = file.read_bytes() if early is None else early
    if file.suffix != ".html":
        return Answer(code, data, media_type(file.name))
    html, policies = with_script(data.decode(errors="replace"), status.version)
    return _html(code, html, *policies)


def _html(code: HTTPStatus, html: str, *policies: str) -> Answer:
    headers = tuple(("Content-Security-Policy", policy) for policy in policies)
    return Answer(code, html.encode(), media_type(".html"), headers)
