"""The whole site as one zip file whose pages open from a disk, in any browser and without a script.

Pages are changed for it as text, so that those of every theme are. From a disk, a link to a folder shows what lies in
the folder, so it has to name the page in it; no script may fetch anything, so there is none, and nothing that needs
one; what only programs on the net read, such as feeds, stays there, and links to it lead there.
"""

from __future__ import annotations

import posixpath
import re
from base64 import b64encode
from collections.abc import Iterable
from functools import partial
from html import escape, unescape
from urllib.parse import unquote, urljoin, urlsplit

from shortsite import urls
from shortsite.config import Config
from shortsite.model import File
from shortsite.zips import Zip

_KEPT = re.compile(
    r".+\.(html|css|woff2|svg|png|jpe?g|gif|webp|avif|ico|md|bib|ris|csl\.json)|static/.+\.txt", re.IGNORECASE
)
#: For networks, programs and servers.
_LEFT = ("api/", "badge/", "pagefind/", "poster/", "404.html")
_REMOVED = re.compile(
    r"<script\b.*?</script>\s*|<section\b[^>]*\bscripted\b[^>]*>.*?</section>\s*|<form\b.*?</form>\s*|</?noscript\b[^>]*>\s*"
    r"|<meta (?:property|name=\"twitter:)[^>]*>\s*",
    re.DOTALL | re.IGNORECASE,
)
_LINK = re.compile(r"<link\b[^>]*>\s*", re.IGNORECASE)
_SHOWN = re.compile(r'\brel="(?:stylesheet|icon|canonical)"', re.IGNORECASE)
_HREF = re.compile(
    r'(<(?:a|area)\b(?:[^>"]|"[^"]*")*? href="|<meta http-equiv="refresh" content="\d+; url=)([^"]*)', re.IGNORECASE
)
_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)', re.IGNORECASE)
_SCRIPTS = re.compile(r"script-src [^;]*")
_FONT = re.compile(r"url\(\"?([^\")]+\.woff2)\"?\)")


def site_zip(files: Iterable[File], config: Config) -> bytes:
    """A zip file of these files of the site, which people read, sorted by path."""
    made = Zip()
    folder = f"{urls.slug(config.title)}/"
    fonts: dict[str, bytes] = {}
    sheets: list[File] = []
    for file in files:
        if file.path.endswith(".woff2"):
            fonts[file.path] = file.data
        if file.path.endswith(".css"):
            sheets.append(file)
        else:
            made.add(folder + file.path, _portable(file, config))
    for sheet in sheets:
        made.add(folder + sheet.path, _with_fonts(sheet, fonts).encode())
    return made.finished()


def is_portable(path: str) -> bool:
    """Whether people read the file at this path of the site, or see it in a page."""
    return not path.startswith(_LEFT) and _KEPT.fullmatch(path) is not None


def _portable(file: File, config: Config) -> bytes:
    if file.path.endswith(".html"):
        return portable_page(file.data.decode(), file.path, config.url).encode()
    return file.data


def portable_page(page: str, path: str, site: str) -> str:
    """The page at a path of the site, for a disk; ``site`` is the address of the site."""
    page = _REMOVED.sub("", page)
    page = _LINK.sub(lambda found: found[0] if _SHOWN.search(found[0]) else "", page)
    page = _POLICY.sub(_policy, page)
    return _HREF.sub(partial(_href, path, site), page)


def _policy(found: re.Match[str]) -> str:
    """The policy with files as a source: browsers differ in whether a page of a disk is of one origin with another."""
    allowed = found[2].replace("'self'", "'self' file:").replace("font-src ", "font-src data: ")
    return found[1] + _SCRIPTS.sub("script-src 'none'", allowed)


def _href(path: str, site: str, found: re.Match[str]) -> str:
    """A link with the name of the page that it leads to; to what is not there, the address on the net."""
    href = unescape(found[2])
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not parts.path:
        return found[0]
    there = parts.path + ("index.html" if parts.path.endswith("/") else "")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(there)))
    rest = href[len(parts.path) :]
    is_inside = not target.startswith("../") and is_portable(target)
    return found[1] + escape(there + rest if is_inside else urljoin(site + urls.escaped(path), href))


def _with_fonts(sheet: File, fonts: dict[str, bytes]) -> str:
    """The style sheet with its fonts inside: browsers let no page of a disk load a font."""

    def inside(found: re.Match[str]) -> str:
        font = fonts.get(posixpath.normpath(posixpath.join(posixpath.dirname(sheet.path), found[1])))
        return f'url("data:font/woff2;base64,{b64encode(font).decode()}")' if font else found[0]

    return _FONT.sub(inside, sheet.data.decode())
