"""Ids of feed entries: what a paper is called in them must not change with the first alias of its record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from shortsite.catalogue.files import ListedFile, listed_files
from shortsite.feed_names import feed_name, is_settled
from shortsite.problems import Problem
from shortsite.records import RECORD_BYTES, read_text
from shortsite.review.present import Present, aliases_of, place_of


def changed_feed_ids(
    now: Present, past: Path, texts: Iterable[ListedFile], changed: Collection[str]
) -> Iterator[Problem]:
    """SS091 for each paper whose texts would have other ids in feeds.

    ``texts`` are those of the past that readers could see; ``changed`` are the paths of all files that changed.
    """
    owners, former = _former(now, past, changed)
    names = {paper: feed_name(paper, aliases_of(now.papers[paper])) for paper in former}
    other = {paper: name for paper, name in names.items() if not is_settled(name, paper, former[paper])}
    found: dict[str, list[tuple[bool, str, str]]] = defaultdict(list)
    for old in (*texts, *(text for text in now.texts.values() if text.path not in changed)) if other else ():
        paper, owner = now.paper_of(old), owners.get(old.text("paper") or old.folder, "")
        new = now.texts.get((paper, old.stem))
        is_shown = new and not new.text("withdrawn") and not old.text("withdrawn")
        if is_shown and paper in other and former[paper].get(owner, other[paper]) != other[paper]:
            found[paper].append((owner != paper, former[paper][owner], old.stem))
    for paper, known in sorted(found.items()):
        _, was, stem = min(known)
        # a name that is gone is told, and with it the ids come back
        if was in now.catalogue.names:
            yield _changed(now, paper, f"{was}/{stem}", f"{other[paper]}/{stem}")


def _former(now: Present, past: Path, changed: Collection[str]) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Whose each former id is; and for each paper of today, what feeds called the papers that it was, by their ids."""
    ids: dict[str, str] = {}
    owners: dict[str, str] = {}
    former: dict[str, dict[str, str]] = defaultdict(dict)
    for old in listed_files(past, "papers", ("title", "aliases")):
        paper = now.catalogue.names.get(old.stem, "")
        is_known = old.text("title") and paper and not now.is_unreadable(paper)
        if is_known and now.catalogue.papers[paper].path in changed:
            ids[old.stem] = old.stem
            owners.update((alias, old.stem) for alias in aliases_of(old))
            former[paper][old.stem] = feed_name(old.stem, aliases_of(old))
    return owners | ids, former


def _changed(now: Present, paper: str, was: str, name: str) -> Problem:
    path = now.catalogue.papers[paper].path
    place = place_of(read_text(now.root / path, path, RECORD_BYTES)[0] or "", path, "aliases")
    hint = f"let '{was.rpartition('/')[0]}' be the first of its 'aliases', or feed readers see the text as new"
    return Problem(place, "SS091", f"the id in feeds changes from '{was}' to '{name}'", hint)
