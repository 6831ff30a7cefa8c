"""Characters that nobody sees and that mislead: those that turn the direction of writing, and those of no width.

What such a name or text shows is not what it holds (https://www.unicode.org/reports/tr36/, https://trojansource.codes/).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from shortsite.problems import quoted
from shortsite.urls import is_reserved

#: A longer value is a text.
_LONG = 500
_BLACK_FLAG, _FIRST_TAG = "\U0001f3f4", "\U000e0000"
#: A flag such as Scotland's, which is spelt in tags.
_FLAG = f"{_BLACK_FLAG}[\U000e0020-\U000e007e]+\U000e007f"
_TAGS = f"{_FIRST_TAG}-\U000e007f"
_TURNING = "\u202a-\u202e\u2066-\u2069"
_MARKS = "\u061c\u200e\u200f"
#: Spaces of no width, signs of mathematics without a shape, empty letters.
_EMPTY = "\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\u115f\u1160\u3164\uffa0"
#: Joiners belong between letters of many scripts and between emoji; between these they join nothing.
_JOINER = "(?<=[A-Za-z])[\u200c\u200d]+(?=[A-Za-z])"
_IN_VALUE = re.compile(f"{_FLAG}|[{_TURNING}{_TAGS}{_MARKS}{_EMPTY}]|{_JOINER}")
_REFERENCE = r"&#(?:[xX]0*(?:202[a-eA-E]|206[6-9])|0*82(?:3[4-8]|9[4-7]));"
_IN_TEXT = re.compile(f"{_FLAG}|[{_TURNING}{_TAGS}]|{_REFERENCE}")
_NOT_ON_WINDOWS = re.compile(r'[\\/:*?"<>|]|[. ]\Z')
_ISOLATES, _END_OF_ISOLATE = "\u2066\u2067\u2068", "\u2069"
_EMBEDDINGS, _END_OF_EMBEDDING = "\u202a\u202b\u202d\u202e", "\u202c"
#: What is nested deeper has no effect.
_DEPTH = 125


def fault_of_value(text: str) -> str:
    """What is wrong with a name, title or other short value: the first such character in it; else an empty text.

    Marks of direction belong in values that hold letters written from right to left. A long value is a text.
    """
    if text.isascii():
        return ""
    if len(text) > _LONG:
        return fault_of_text(text)[1]
    for found in _IN_VALUE.finditer(text):
        if _misleads(found[0], text):
            around = quoted(text[max(found.start() - 20, 0) : found.end() + 20])
            return f"{around} holds {_described(found[0][0])}, which cannot be seen"
    return ""


def fault_of_name(name: str) -> str:
    """What is wrong with the name of a file or folder, which becomes a part of addresses; nothing if nothing is.

    An archive is cloned on Windows too, and what is published unpacked there.
    """
    if found := _NOT_ON_WINDOWS.search(name):
        how = "holds" if found.end() < len(name) else "ends in"
        return f"its name {quoted(name)} {how} {quoted(found[0])}, which no name may on Windows"
    if is_reserved(name):
        return f"its name {quoted(name)} is that of a device on Windows"
    if name.isascii() and name.isprintable():
        return ""
    try:
        name.encode()
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    if any(unicodedata.category(letter) in {"Cc", "Co", "Cn", "Zl", "Zp"} for letter in name):
        return f"its name {quoted(name)} holds a character that no address can bear"
    return fault_of_value(name)


def visible(text: str) -> str:
    """A name, title or other short value without the characters that ``fault_of_value`` finds in it."""
    if text.isascii() or len(text) > _LONG:
        return text
    # what goes first may have stood between a joiner and a letter
    return _without(_without(text))


def _without(text: str) -> str:
    return _IN_VALUE.sub(lambda found: "" if _misleads(found[0], text) else found[0], text)


def _misleads(hit: str, text: str) -> bool:
    return hit[0] != _BLACK_FLAG and not (hit in _MARKS and _is_right_to_left(text))


def fault_of_text(text: str) -> tuple[int, str]:
    """What is wrong with a text, and at which character; no words if nothing is.

    It is the first character that turns the writing's direction beyond the end of its line, or that hides words.
    """
    hits = [found for found in _IN_TEXT.finditer(text) if found[0][0] != _BLACK_FLAG]
    for offset, character in _misleading(text, hits):
        effect = "hides words from people" if character >= _FIRST_TAG else "turns the direction of what follows"
        return offset, f"{_described(character)} cannot be seen and {effect}"
    return 0, ""


def _misleading(text: str, hits: Sequence[re.Match[str]]) -> Iterator[tuple[int, str]]:
    """The tags, and of each line the first character whose effect is still open at its end."""
    opened: list[tuple[int, str]] = []
    end = 0
    for hit in hits:
        if opened and text.find("\n", end, hit.start()) >= 0:
            yield opened[0]
            opened = []
        end = hit.end()
        character = _decoded(hit[0])
        if character >= _FIRST_TAG:
            yield hit.start(), character
        _follow(opened, hit.start(), character)
    yield from opened[:1]


def _follow(opened: list[tuple[int, str]], start: int, character: str) -> None:
    """Note what a character opens or ends (https://www.unicode.org/reports/tr9/, rules X2 to X7)."""
    if character in _ISOLATES + _EMBEDDINGS and len(opened) < _DEPTH:
        opened.append((start, character))
    elif character == _END_OF_EMBEDDING and opened and opened[-1][1] in _EMBEDDINGS:
        opened.pop()
    elif character == _END_OF_ISOLATE and any(opening in _ISOLATES for _, opening in opened):
        while opened.pop()[1] not in _ISOLATES:
            pass


def _decoded(hit: str) -> str:
    if not hit.startswith("&"):
        return hit
    digits = hit[2:-1]
    return chr(int(digits[1:], 16) if digits[0] in "xX" else int(digits))


def _is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text if letter.isalpha())


def _described(character: str) -> str:
    """``U+202E RIGHT-TO-LEFT OVERRIDE``."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'unnamed')}"
