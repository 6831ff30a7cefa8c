"""Zip files with the same bytes every time: of the members and their order, of no clock and no machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

#: Endings of files that are packed already.
_PACKED = frozenset({".avif", ".epub", ".gif", ".jpeg", ".jpg", ".png", ".webp", ".woff2", ".zip"})
_UNIX = 3
_MODE = 0o100644 << 16


class Zip:
    """A zip file under way. ``add`` takes a member, ``finished`` gives the bytes."""

    def __init__(self) -> None:
        self._buffer = BytesIO()
        self._file = ZipFile(self._buffer, "w")

    def add(self, name: str, data: bytes, *, stored: bool = False) -> None:
        """Add a member; what is packed already, or is to be ``stored``, stays as it is."""
        # without a time of its own a member has the first that the format knows: 1 January 1980
        info = ZipInfo(name)
        info.create_system, info.external_attr = _UNIX, _MODE
        is_packed = stored or PurePosixPath(name).suffix.lower() in _PACKED
        self._file.writestr(info, data, ZIP_STORED if is_packed else ZIP_DEFLATED)

    def finished(self) -> bytes:
        """The whole file."""
        self._file.close()
        return self._buffer.getvalue()


def zipped(members: Iterable[tuple[str, Callable[[], bytes]]]) -> bytes:
    """A zip file of these members, each made when its turn comes."""
    made = Zip()
    for name, make in members:
        made.add(name, make())
    return made.finished()
