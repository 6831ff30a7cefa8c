"""Images of the archive: which files are what their names say, and how large."""

from __future__ import annotations

import re
import stat
import struct
from collections import defaultdict
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from shortsite.hashes import hash_of_file

#: The first bytes of each kind of image, by suffix; a ``?`` stands for any byte.
_MAGIC = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF????WEBP",),
    ".avif": (b"????ftypavif", b"????ftypavis"),
}
#: The suffixes of images, in lower case.
SUFFIXES = tuple(_MAGIC)
#: Those of figures that pages do not show.
NOT_SHOWN = (".svg", ".pdf", ".eps", ".heic", ".heif", ".tif", ".tiff", ".bmp", ".jxl")
_NO_IMAGE = -1
#: A size stands behind what a camera or a printer wants to know, and that is no more; the rest is not looked at.
_LOOKED_AT = 1024 * 1024
#: Boxes of AVIF: the size of an item of the image, and by how many quarters of a circle it is turned.
_EXTENT, _TURN = re.compile(rb"ispe\0{4}(.{8})", re.DOTALL), re.compile(rb"irot([\0-\3])")
#: What an address in Markdown may not hold, or what means something else there.
_NO_ADDRESS = re.compile(r"[^\w/.~!$'*+,;=:@-]")
#: A text may show images of its own folder, and of so many above less one.
_LEVELS = 3


def image_address(path: str) -> str:
    """How a text writes the path of an image, so that Markdown takes it for an address: blanks as ``%20``."""
    return _NO_ADDRESS.sub(lambda found: quote(found[0], safe="", errors="replace"), path)


def measure(file: Path) -> tuple[int, int]:
    """Width and height in pixels; (0, 0) if unknown; (-1, -1) if the file is not the image that its suffix says."""
    start = _start(file)
    if not any(_fits(start, pattern) for pattern in _MAGIC.get(file.suffix.lower(), ())):
        return _NO_IMAGE, _NO_IMAGE
    return _size_of_avif(start) if file.suffix.lower() == ".avif" else _size(start)


def _size(start: bytes) -> tuple[int, int]:
    import imagesize  # it loads a client for the web, and most runs measure nothing

    try:
        width, height = imagesize.get(BytesIO(start))
    except Exception:  # noqa: BLE001  it unpacks whatever the file says, and raises what that leads to
        return 0, 0
    return max(int(width), 0), max(int(height), 0)


def _size_of_avif(start: bytes) -> tuple[int, int]:
    """The size of the largest item (ISO 23008-12, 6.5.3), which the whole image is if it has parts.

    A library that follows the boxes takes gigabytes for a few that claim to have many parts.
    """
    sizes = [struct.unpack(">II", found[1]) for found in _EXTENT.finditer(start)]
    width, height = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
    turned = _TURN.search(start)
    return (height, width) if turned and turned[1][0] % 2 else (width, height)


def _start(file: Path) -> bytes:
    """The first bytes of a regular file; none of what is no such file or cannot be read."""
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            return b""
        with file.open("rb") as stream:
            return stream.read(_LOOKED_AT)
    except OSError:
        return b""


def _fits(start: bytes, pattern: bytes) -> bool:
    return len(start) >= len(pattern) and all(
        want in (have, ord("?")) for have, want in zip(start, pattern, strict=False)
    )


def image_table(sizes: Mapping[str, tuple[int, int]]) -> dict[str, tuple[tuple[str, int, int], ...]]:
    """For each folder that holds images, in itself or below: (path from that folder, width, height), sorted.

    Images are given by path, with the width and height of each.
    """
    table: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for path, size in sizes.items():
        folder = path
        for _ in range(_LEVELS):
            folder = folder.rpartition("/")[0]
            if not folder:
                break
            table[folder].append((path[len(folder) + 1 :], *size))
    return {folder: tuple(sorted(images)) for folder, images in table.items()}


def digest_of_image(file: Path) -> str:
    """A hash of a regular file's bytes; empty where it is none or cannot be read."""
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            return ""
        with file.open("rb") as stream:
            return hash_of_file(stream)
    except OSError:
        return ""
