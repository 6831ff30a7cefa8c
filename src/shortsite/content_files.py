"""The files of ``content/``: which there are, and what lies beside each. None but images is opened here."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from shortsite.config import CONTENT
from shortsite.hashes import hash_of
from shortsite.images import NOT_SHOWN, SUFFIXES, digest_of_image, image_table, measure
from shortsite.known_files import KnownFiles, look_of
from shortsite.plain_records import ContentFile, ImageFacts, Look
from shortsite.problems import Place, Problem
from shortsite.readers import KINDS, Kind
from shortsite.unseen import fault_of_name

_LINK = "it is a link, which is not followed", "put the folder itself there"


def content_files(root: Path, known: KnownFiles, problems: list[Problem]) -> Iterator[ContentFile]:
    """The files from which records are read, in order of kind and path; what lies beside them in vain is noted."""
    content = root / CONTENT
    if content.is_symlink() or not content.is_dir():
        missing = "there is no folder 'content'", "make it; records of papers go into content/papers"
        problems.append(Problem(Place(CONTENT), "SS001", *(_LINK if content.is_symlink() else missing)))
        return
    folders = [kind.folder for kind in KINDS.values()]
    problems += [
        Problem(
            Place(f"{CONTENT}/{entry.name}"), "SS017", "shortsite does not use this", f"it reads {', '.join(folders)}"
        )
        for entry in sorted(content.iterdir())
        if entry.name not in folders and not entry.name.startswith(".")
    ]
    for kind in KINDS.values():
        yield from _of_kind(kind, root, known, problems)


def content_file(root: Path, path: str, known: KnownFiles) -> ContentFile | None:
    """One of these files; None where there is none at that path."""
    kind = next((kind for kind in KINDS.values() if path.startswith(f"{CONTENT}/{kind.folder}/")), None)
    if kind is None:
        return None
    return next((file for file in _of_kind(kind, root, known, [], path.rpartition("/")[0]) if file.path == path), None)


def _of_kind(
    kind: Kind, root: Path, known: KnownFiles, problems: list[Problem], top: str = ""
) -> Iterator[ContentFile]:
    files = dict(sorted(_files(top or f"{CONTENT}/{kind.folder}", root, problems)))
    facts = {path: _facts(root, path, look, known) for path, look in files.items() if path.lower().endswith(SUFFIXES)}
    images = image_table({path: (width, height) for path, (width, height, _) in facts.items()})
    stamps = {folder: _stamp(folder, found, facts) for folder, found in images.items()}
    for path, look in files.items():
        folder, _, name = path.rpartition("/")
        if name.endswith(kind.suffix):
            yield ContentFile(path, kind, look, images.get(folder, ()), stamps.get(folder, ""))
        elif path not in facts:
            problems.append(Problem(Place(path), "SS017", "shortsite does not use this file", _way_out(kind, name)))


def _way_out(kind: Kind, name: str) -> str:
    """What somebody who laid this file among the records of that kind may have meant to do."""
    stem, dot, suffix = name.lower().rpartition(".")
    spelling = ".md" if suffix in ("md", "markdown", "mdown") else ".yml" if suffix in ("yml", "yaml") else ""
    if stem and spelling == kind.suffix:
        return f"rename it to {spelling}"
    if stem and spelling:
        homes = [f"{CONTENT}/{other.folder}" for other in KINDS.values() if other.suffix == spelling]
        return f"what ends in '{spelling}' belongs in {', '.join(homes)}"
    if dot + suffix in NOT_SHOWN:
        return "if it is a figure, save it as PNG"
    return f"records here end in '{kind.suffix}'"


def _facts(root: Path, path: str, look: Look, known: KnownFiles) -> ImageFacts:
    facts = known.image(path, look)
    if facts is None:
        file = root / path
        facts = *measure(file), digest_of_image(file)
        known.note_image(path, look, facts)
    return facts


def _stamp(folder: str, images: tuple[tuple[str, int, int], ...], facts: Mapping[str, ImageFacts]) -> str:
    told = repr([(image, facts[f"{folder}/{image[0]}"]) for image in images])
    return hash_of(told.encode("utf-8", "surrogatepass"))


def _files(top: str, root: Path, problems: list[Problem]) -> Iterator[tuple[str, Look]]:
    """All files below a folder but hidden ones, links not followed; or the file itself. With what is told of each.

    What has a name that no address can bear is left out and told, and so is a folder that cannot be read.
    """
    if (root / top).is_file():
        yield top, _look(root / top)
        return
    if (root / top).is_symlink():
        problems.append(Problem(Place(top), "SS001", *_LINK))
    folders = [top] if (root / top).is_dir() and not (root / top).is_symlink() else []
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(root / folder) as entries:
                found = [entry for entry in entries if not entry.name.startswith(".")]
        except OSError as fault:
            problems.append(Problem(Place(folder), "SS001", f"cannot be read: {fault.strerror or fault}"))
            continue
        for entry in found:
            path = f"{folder}/{entry.name}"
            if fault_of_name(entry.name):
                problems.append(Problem(Place(path), "SS001", fault_of_name(entry.name), "rename it"))
            elif entry.is_dir(follow_symlinks=False):
                folders.append(path)
            else:
                yield path, _look(entry)


def _look(entry: os.DirEntry[str] | Path) -> Look:
    """What the file system says of a file; nothing where it is gone by now."""
    try:
        return look_of(entry.stat(follow_symlinks=False))
    except OSError:
        return ()
