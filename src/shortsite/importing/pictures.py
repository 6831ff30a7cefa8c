"""Images of notes: found within the folder of the notes and nowhere else, and named for the place beside a summary."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from unicodedata import normalize
from urllib.parse import unquote

from shortsite.folders import walked
from shortsite.images import SUFFIXES, measure
from shortsite.importing.prose import in_prose
from shortsite.problems import quoted
from shortsite.urls import slug

#: Larger files are no figures.
BYTES = 20 * 1024 * 1024
_NAME = 60
_FILES = 100_000
#: What stands between blanks in a name, with brackets as in ``plot (1).png``.
_WORD = r"(?:[^\s<>()]|\([^\s<>()]{0,99}\)){1,500}+"
_IMAGE = re.compile(
    r"(?P<before>!\[[^\]\n]{0,1000}\]\(\s*)"
    rf"(?:<(?P<wrapped>[^<>\n]{{1,500}})>|(?P<bare>{_WORD}(?: {{1,9}}(?![=\"']){_WORD}){{0,30}}))"
    r"(?P<title>\s+(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'))?(?:\s+=\d*x\d*)?\s*\)"
)
_ELEMENT = re.compile(
    r"(?P<before><img\b[^<>]{0,500}?\bsrc\s*=\s*)(?P<quote>[\"'])(?P<bare>[^\"'<>\n]{1,500})(?P=quote)"
)
_DEFINITION = re.compile(r"(?P<before>^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*)<?(?P<bare>[^\s<>]{1,500})>?", re.MULTILINE)

#: Gives the file's name beside the summary.
Keep = Callable[[Path], str]


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks for the images of the note of that path in the folder."""

    root: Path
    note: str

    def find(self, address: str) -> Path | None:
        """The image that an address means: below the note's folder, the folder of all notes, or by its name alone.

        None if there is no such image, or what is there is no image or is a link.
        """
        path = unquote(address.partition("?")[0].partition("#")[0])
        if path.startswith("/"):
            tries = [_within(PurePosixPath(path.lstrip("/")))]
        else:
            tries = [_within(PurePosixPath(self.note).parent / path), _within(PurePosixPath(path))]
        tries.append(_by_name(str(self.root)).get(_folded(PurePosixPath(path).name), ""))
        return next((self.root / one for one in tries if one and _is_image(self.root, one)), None)


def _within(path: PurePosixPath) -> str:
    """The path without ``..``; empty if it leads out of the folder."""
    made: list[str] = []
    for part in path.parts:
        if part == ".." and not made:
            return ""
        made = made[:-1] if part == ".." else [*made, part]
    return "/".join(made)


def _is_image(root: Path, path: str) -> bool:
    try:
        parts = PurePosixPath(path).parts
        steps = [root.joinpath(*parts[: number + 1]) for number in range(len(parts))]
        if any(step.is_symlink() for step in steps) or not steps[-1].is_file() or steps[-1].stat().st_size > BYTES:
            return False
        return path.lower().endswith(SUFFIXES) and measure(steps[-1])[0] >= 0
    except (OSError, ValueError):
        return False


def _folded(name: str) -> str:
    return normalize("NFC", name).casefold()


@lru_cache(maxsize=8)
def _by_name(root: str) -> dict[str, str]:
    """The images of a folder by their names, where a name is that of one alone."""
    found: dict[str, str] = {}
    count = 0
    for above, folders, names in walked(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            count += 1
            if name.lower().endswith(SUFFIXES):
                inner = os.path.relpath(os.path.join(above, name), root).replace(os.sep, "/")
                found[_folded(name)] = "" if _folded(name) in found else inner
        if count > _FILES:
            break
    return found


def with_pictures(body: str, finder: Finder, keep: Keep) -> tuple[str, tuple[str, ...]]:
    """The text with the addresses of its images as they are beside it, and notes of those that are not there."""
    missing: dict[str, None] = {}

    def address(given: str) -> str:
        if re.match(r"(?i)[a-z][a-z0-9+.-]*:|//", given):
            return given
        file = finder.find(given)
        if file is None:
            missing[given] = None
        return keep(file) if file else given

    def image(found: re.Match[str]) -> str:
        given = found["wrapped"] or found["bare"]
        made = address(given)
        return found[0] if made == given else f"{found['before']}{made}{found['title'] or ''})"

    def element(found: re.Match[str]) -> str:
        return f"{found['before']}{found['quote']}{address(found['bare'])}{found['quote']}"

    def definition(found: re.Match[str]) -> str:
        is_image = found["bare"].lower().endswith(SUFFIXES)
        return f"{found['before']}{address(found['bare'])}" if is_image else found[0]

    def prose(text: str) -> str:
        return _DEFINITION.sub(definition, _ELEMENT.sub(element, _IMAGE.sub(image, text)))

    made = in_prose(body, prose)
    return made, tuple(f"the image {quoted(name)} is not there, or is none" for name in missing)


def picture_name(file: Path, number: int = 1) -> str:
    """What an image is called beside a summary: letters and digits, with a number where the name is taken."""
    stem = slug(file.stem[:_NAME]).replace(".", "-")
    return f"{stem}{f'-{number}' if number > 1 else ''}{file.suffix.lower()}"
