"""What ``check --fix`` mends beside the form of records: slips of which only one thing can have been meant.

A key that is one slip away from a known one, if the record reads better with it; the letter case of an image's name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import takewhile
from pathlib import Path

from shortsite.additions import Addition, AdditionError, replace_text
from shortsite.folders import walked
from shortsite.formatting.files import kind_of, named_files
from shortsite.front_matter import split_front_matter
from shortsite.images import SUFFIXES, image_address
from shortsite.problems import Problem
from shortsite.readers import KINDS, Source
from shortsite.record_text import AUTHOR_KEYS
from shortsite.records import RECORD_BYTES, TEXT_BYTES, parse_record, read_text
from shortsite.schemas import keys_of

_KEY = re.compile(r"([\w-]+)[ \t]*:(?=\s|$)", re.ASCII)
#: A shorter key is too much like others.
_SHORTEST = 4
#: How many keys of a file are tried.
_ATTEMPTS = 20


def mend_keys(root: Path) -> Iterator[str]:
    """Mend the misspelt keys of all records; give a sentence on each."""
    for path in named_files(root, ()):
        text, problems = read_text(root / path, path, TEXT_BYTES if path.endswith(".md") else RECORD_BYTES)
        mended, said = _with_keys(path, text) if text is not None and not problems else ("", [])
        if said:
            yield from _written(root, path, mended, said)


def mend_images(root: Path, problems: Iterable[Problem]) -> Iterator[str]:
    """Mend the names of images that differ by letter case only, where these problems are; give a sentence on each."""
    for path, lines in _lines_of(problems, "SS048").items():
        text, _ = read_text(root / path, path, TEXT_BYTES)
        names = list(_images((root / path).parent))
        split = (text or "").split("\n")
        said = []
        for line in lines:
            found = list(_misnamed(split[line - 1], names)) if line <= len(split) else []
            if len(found) == 1:
                start, name = found[0]
                said.append(f"{path}:{line}:{start + 1}: the image is now called '{name}', as its file is")
                split[line - 1] = f"{split[line - 1][:start]}{name}{split[line - 1][start + len(name) :]}"
        if said:
            yield from _written(root, path, "\n".join(split), said)


def _written(root: Path, path: str, text: str, said: list[str]) -> list[str]:
    try:
        replace_text(Addition(path, text), root)
    except AdditionError as error:
        return [f"{path}: not mended: {error}"]
    return said


# Keys


def _with_keys(path: str, text: str) -> tuple[str, list[str]]:
    """The text with its misspelt keys mended, and a sentence on each."""
    said: list[str] = []
    problems = _problems_of(path, text)
    for problem in sorted(found for found in problems if found.code == "SS006")[:_ATTEMPTS]:
        slip = _slip(path, text, problem)
        if slip is None:
            continue
        start, key, meant = slip
        better = f"{text[:start]}{meant}{text[start + len(key) :]}"
        left = _problems_of(path, better)
        if _are_fewer(left, problems):
            text, problems = better, left
            said.append(f"{problem.place}: key '{key}' is now '{meant}'")
    return text, said


def _are_fewer(left: Sequence[Problem], before: Sequence[Problem]) -> bool:
    """Whether some problems are gone and none has come."""
    new = Counter((problem.code, problem.message) for problem in left)
    old = Counter((problem.code, problem.message) for problem in before)
    return new < old


def _slip(path: str, text: str, problem: Problem) -> tuple[int, str, str] | None:
    """Where the misspelt key of a problem stands, what it is, and which one must be meant."""
    place = problem.place
    lines = text.split("\n")
    found = _KEY.match(lines[place.line - 1], place.column - 1) if place.line <= len(lines) else None
    if found is None:
        return None
    kind = kind_of(path)
    known = keys_of(kind) if kind == "people" or place.column == 1 else AUTHOR_KEYS
    near = [key for key in known if is_one_slip(found[1], key)]
    start = sum(len(line) + 1 for line in lines[: place.line - 1]) + found.start()
    return (start, found[1], near[0]) if len(near) == 1 else None


def is_one_slip(typed: str, key: str) -> bool:
    """Whether the key was typed with one letter too many, too few, wrong or swapped; its case does not count."""
    typed = typed.lower().replace("-", "_")
    if typed == key:
        return True
    if min(len(typed), len(key)) < _SHORTEST or abs(len(typed) - len(key)) > 1:
        return False
    same = takewhile(lambda pair: pair[0] == pair[1], zip(typed, key, strict=False))
    start = sum(1 for _ in same)
    a, b = typed[start:], key[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _problems_of(path: str, text: str) -> list[Problem]:
    """The problems of a record by itself."""
    kind = KINDS[kind_of(path)]
    body, line = "", 1
    if kind.suffix == ".md":
        text, body, line, problems = split_front_matter(text, path)
        # an empty first line stands for the fence, so that lines are counted as in the file
        text = "\n" + text.removeprefix("\n")
        if problems:
            return problems
    record, problems = parse_record(text, path)
    if record is not None:
        file = Path(path)
        kind.read(Source(file, path, file.stem, kind.name, record=record, body=body, line=line), None, problems)
    return problems


# Images


def _lines_of(problems: Iterable[Problem], code: str) -> dict[str, list[int]]:
    """The lines at which there are problems of that code, by file."""
    lines: dict[str, list[int]] = {}
    for problem in problems:
        if problem.code == code:
            lines.setdefault(problem.place.path, []).append(problem.place.line)
    return {path: sorted(set(found)) for path, found in lines.items()}


def _images(folder: Path) -> Iterator[str]:
    """The images in a folder and below, as texts there may name them."""
    for above, folders, names in walked(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.lower().endswith(SUFFIXES):
                path = (Path(above) / name).relative_to(folder).as_posix()
                yield from dict.fromkeys((path, image_address(path)))


def _misnamed(line: str, names: Collection[str]) -> Iterator[tuple[int, str]]:
    """Where the line has a name in another letter case, and the right name; none that it has in its own case too."""
    folded = line.casefold()
    for name in names:
        # most names are not in the line, and a pattern takes longer to make than to look
        if name.casefold() not in folded:
            continue
        pattern = re.compile(rf"(?<![\w./-]){re.escape(name)}(?![\w./-])", re.IGNORECASE)
        yield from ((found.start(), name) for found in pattern.finditer(line) if found[0] != name)
