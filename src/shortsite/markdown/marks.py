"""Private-use characters that stand for what is put into a text's HTML later, and keeping them out of sources.

A placeholder is a mark, a number and ``END``. No source may hold any of these characters, neither raw nor as a
numeric character reference, so a placeholder in finished HTML is always one of ours.
"""

from __future__ import annotations

import re
import sys

#: Formula number n of the document.
FORMULA = "\ue000"
#: Ends every numbered placeholder.
END = "\ue001"
#: The title of the paper that reference n names.
TITLE = "\ue003"
#: The address of the paper that reference n names.
HREF = "\ue004"
#: Begins the value of every attribute that we write and strangers may not.
OURS = "\ue005"
#: The URL of the page that the text stands on.
PAGE = "\ue006"
#: A trusted fragment that is put in after sanitising; gone from a finished document.
KEPT = "\ue007"

#: Characters that XML 1.0 forbids, C1 controls, noncharacters of the first plane, lone surrogates and our own marks.
_FORBIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\ue00f\ufffe\uffff"
FORBIDDEN = re.compile(f"[{_FORBIDDEN}]")
_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]{1,6})(?![0-9a-fA-F])|0*(\d{1,7})(?!\d));?")


def secured(address: str) -> str:
    """The address; one that names no protocol would take the page's own, which from a disk is no web at all."""
    return f"https:{address}" if address.startswith("//") else address


def _is_forbidden(found: re.Match[str]) -> bool:
    code = int(found[1], 16) if found[1] else int(found[2])
    return code > sys.maxunicode or FORBIDDEN.match(chr(code)) is not None


def cleaned(text: str) -> tuple[str, int]:
    """The text without forbidden characters, and where the first one stood (-1 if there was none).

    Numeric character references to such characters are removed as well: Markdown and HTML would decode them.
    """
    first = FORBIDDEN.search(text)
    clean = FORBIDDEN.sub("", text) if first else text
    place = first.start() if first else -1
    if "&#" not in clean:
        return clean, place
    bad = next((found for found in _REFERENCE.finditer(clean) if _is_forbidden(found)), None)
    if bad is None:
        return clean, place
    # What is left on both sides of a removed reference must not become a new one, hence the replacement character.
    replaced = _REFERENCE.sub(lambda found: "\ufffd" if _is_forbidden(found) else found[0], clean)
    return replaced, place if place >= 0 else bad.start()


def placeholder(mark: str, number: int) -> str:
    """The placeholder for the thing of that number."""
    return f"{mark}{number}{END}"
