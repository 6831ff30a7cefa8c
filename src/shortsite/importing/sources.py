"""Files of other systems as text, whatever they are."""

from __future__ import annotations

import codecs
import re
import stat
import unicodedata
from functools import lru_cache
from pathlib import Path

from shortsite.problems import quoted

#: Larger files are refused: read entry by entry they take many times their size.
FILE_BYTES = 40 * 1024 * 1024
#: As many marks as a letter may bear in the "stream-safe text format" (https://www.unicode.org/reports/tr15/).
_MARKS = 30
_LAST_MARK = 0x1FFFF


class Unreadable(Exception):  # noqa: N818  # nothing is wrong with the program
    """A file that cannot be read; the text is a sentence for people."""


def bytes_of(file: Path, limit: int = FILE_BYTES) -> bytes:
    """The bytes of a regular file. Raises Unreadable for anything else, and for one that is too large."""
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("it is no regular file")
        if status.st_size > limit:
            raise Unreadable(f"it has {status.st_size:,} bytes; at most {limit:,} are read, so split it")
        with file.open("rb") as stream:
            return stream.read(limit)
    except OSError as fault:
        raise Unreadable(f"it cannot be read: {fault.strerror or fault}") from None
    except ValueError:
        raise Unreadable(f"{quoted(str(file))} is no name of a file") from None


def text_of(data: bytes) -> str:
    """The bytes as text with LF line ends: UTF-8, UTF-16 where a mark says so, else Windows-1252, which can be all."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    return calm(text.replace("\r\n", "\n").replace("\r", "\n"))


def calm(text: str) -> str:
    """The text without what takes endless time to bring into one Unicode form: hundreds of marks on one letter."""
    return text if text.isascii() else _heap().sub(r"\1", text)


@lru_cache(maxsize=1)
def _heap() -> re.Pattern[str]:
    """More marks on a letter than any writing has."""
    marks = "".join(character for code in range(_LAST_MARK) if unicodedata.combining(character := chr(code)))
    return re.compile(rf"([{marks}]{{{_MARKS}}})[{marks}]+")
