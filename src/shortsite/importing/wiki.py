"""Links between notes, ``[[Name]]`` or ``[words](name.md)``, as links between papers; and what else stands so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from shortsite.catalogue import fold_title
from shortsite.images import SUFFIXES
from shortsite.importing.prose import in_prose, stretches
from shortsite.markdown import TextContext, convert
from shortsite.markdown.remarks import Mark, marks_in, remarks

_WIKI = re.compile(
    r"(?P<formula>\$\$?[^$]{1,1000}\$\$?)"
    r"|(?P<shown>!?)\[\[(?P<target>[^\[\]|\\\n]{1,300})(?:\\?\|(?P<words>[^\[\]\n]{0,300}))?\]\](?!\()"
)
_LINK = re.compile(
    r"(?<!!)\[(?P<words>[^\[\]\n]{0,300})\]"
    r"\(<?(?P<path>[^()\s<>:#]{1,300}\.(?:md|markdown))(?:#[^()\s<>]{0,300})?>?\)"
)
_LETTER = re.compile(r"[^\W\d_]")
#: Before the name of a post.
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-")
_ROUNDS = 3

#: The id of the paper that a name or path of a note means, seen from another note; empty if it means none.
Resolve = Callable[[str], str]


class Notes:
    """The notes of a folder by all the names that links give them."""

    def __init__(self, papers: Iterable[tuple[str, str, str]]) -> None:
        """``papers`` are path, title and the paper's id of each note; the first of a name has it."""
        self._paths: dict[str, str] = {}
        self._names: dict[str, str] = {}
        for path, title, paper in papers:
            bare = _bare(path)
            self._paths.setdefault(bare, paper)
            name = bare.rpartition("/")[2]
            for called in (name, _DAY.sub("", name), fold_title(title)):
                self._names.setdefault(called, paper)

    def resolve(self, name: str, note: str) -> str:
        """The paper that ``name`` means in the note of that path; an empty text if it means none."""
        wanted = _bare(unquote(name))
        near = "/".join(_settled(PurePosixPath(note).parent / wanted)).casefold()
        found = self._paths.get(wanted.lstrip("/")) or self._paths.get(near)
        return found or self._names.get(wanted.rpartition("/")[2], "") or self._names.get(fold_title(wanted), "")


def _bare(path: str) -> str:
    name = path.strip().removeprefix("./").casefold()
    return re.sub(r"\.(md|markdown)$", "", name)


def _settled(path: PurePosixPath) -> list[str]:
    """The parts of a path without ``..``."""
    made: list[str] = []
    for part in path.parts:
        if part == "..":
            del made[-1:]
        elif part not in (".", "/"):
            made.append(part)
    return made


def linked(body: str, resolve: Resolve, is_ours: Callable[[str], bool]) -> str:
    """The text with its links to other notes as links to their papers; those that lead nowhere become their words.

    ``is_ours`` tells whether what stands in double brackets is a link to a paper of the archive already.
    """

    def wiki(found: re.Match[str]) -> str:
        return _link(found, resolve, is_ours)

    def link(found: re.Match[str]) -> str:
        paper = resolve(found["path"])
        return _paper_link(paper, found["words"], found) if paper else found[0]

    if "[[" not in body and "](" not in body:
        return body
    return in_prose(body, lambda prose: _LINK.sub(link, _WIKI.sub(wiki, prose)))


def _link(found: re.Match[str], resolve: Resolve, is_ours: Callable[[str], bool]) -> str:
    target, words = found["target"], (found["words"] or "").strip()
    if target is None:
        return found[0]
    name, _, part = target.partition("#")
    if found["shown"] and name.strip().lower().endswith(SUFFIXES):
        alt = "" if re.fullmatch(r"[\dx]*", words) else words
        return f"![{alt}]({name.strip().replace(' ', '%20')})"
    paper = resolve(name)
    if not paper and is_ours(target):
        return found[0]
    paper = paper or (name.strip() if is_ours(name) else "")
    if paper:
        return _paper_link(paper, words, found)
    # numbers in brackets are references or arrays
    return (words or name.strip() or part) if _LETTER.search(target) else found[0]


def _paper_link(paper: str, words: str, found: re.Match[str]) -> str:
    line = found.string[found.string.rfind("\n", 0, found.start()) + 1 : found.start()]
    bar = "\\|" if line.lstrip().startswith("|") else "|"
    return f"[[{paper}{bar}{words}]]" if words.strip() else f"[[{paper}]]"


def without_remarks(body: str) -> tuple[str, int]:
    """The text without what stands between ``%%``, which Obsidian shows to nobody; and how many such remarks it had."""
    if "%%" not in body:
        return body, 0
    marks: list[Mark] = []
    start = line = 0
    for is_prose, part in stretches(body):
        for offset, *what in marks_in(part) if is_prose else ():
            place = start + offset
            line += body.count("\n", marks[-1].place[0] if marks else 0, place)
            marks.append(Mark((place, place + 2), line, *what))
        start += len(part)
    kept, end, count = [], 0, 0
    for opening, closing in remarks(marks):
        kept.append(body[end : opening.place[0]])
        end, count = closing.place[1], count + 1
    return "".join([*kept, body[end:]]), count


def without_dead_links(body: str, targets: Callable[[str, str], bool]) -> str:
    """The text in which double brackets around what is no paper or text of the archive are just that.

    ``targets`` tells whether there is a paper of that name with a text of that stem (or none asked for). What a link is
    says the converter itself.
    """
    for _ in range(_ROUNDS):
        dead = list(_dead(body, targets))
        if not dead:
            return body
        body = _escaped(body, {line for _, line in dead}, {start for start, _ in dead})
    # where a line did not tell, all of them go
    return body.replace("[[", "[\\[") if any(_dead(body, targets)) else body


def _dead(body: str, targets: Callable[[str, str], bool]) -> Iterator[tuple[str, int]]:
    """How what is told as a bad link begins, and its line."""
    if "[[" not in body:
        return
    document = convert(body, TextContext("import", (), ()))
    for found in document.references:
        if not targets(found.target, found.stem):
            yield found.target.split(":")[0], found.line
    for found in document.unlinked:
        if ":" in found.target or targets(found.target, ""):
            yield found.label.strip().split(":")[0], found.line


def _escaped(body: str, numbers: set[int], starts: set[str]) -> str:
    """The text with a backslash within the double brackets of these lines that start so."""
    opening = re.compile(rf"\[\[(?=\s*(?:{'|'.join(map(re.escape, sorted(starts)))})\s*[]:#|\\])", re.IGNORECASE)
    lines = body.split("\n")
    for number in numbers:
        lines[number - 1] = opening.sub(r"[\\[", lines[number - 1])
    return "\n".join(lines)
