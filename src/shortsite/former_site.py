"""What is published before a build: by its ledger where that can be trusted, else by looking at every file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from shortsite import trees
from shortsite.ledger import Entry, KnownPart, Ledger
from shortsite.trees import State


@dataclass(frozen=True, slots=True)
class FormerSite:
    """The published folder before the publication.

    ``ours`` are its files where it had to be walked, None where the ledger is as good. ``broken`` are parts that the
    folder does not hold as they were published. ``behind`` are the paths at which the spare tree differs from it, None
    where that is not known. ``folders`` are the folder's own, by the ledger.
    """

    parts: Mapping[str, KnownPart]
    ours: Mapping[str, Entry] | None
    foreign: tuple[str, ...] = ()
    broken: frozenset[str] = frozenset()
    behind: tuple[str, ...] | None = None
    folders: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether there is a published folder, which is as the ledger says."""
        return self.ours is None

    @classmethod
    def of(cls, state: State, ledger: Ledger, *, reads_all: bool) -> Self:
        """What the folder holds, by the ledger if it can be trusted, else by looking at each file."""
        facts, tree = ledger.facts(), trees.inode_of(state.output)
        is_own = facts.get("tree") == tree
        parts = ledger.parts() if tree else {}
        if is_own and tree and not reads_all and _is_as_seen(state.output, facts, "sight"):
            return cls(parts, None, behind=_behind(state, facts), folders=tuple(facts["folders"]))
        known = trees.read(state.output) if ledger.is_lost else ledger.files()
        found = (
            trees.published(state, known, is_own=is_own or ledger.is_lost, reads_all=reads_all)
            if tree
            else trees.Published({})
        )
        bad = {path for path, file in known.items() if path not in found.ours or found.ours[path].digest != file.digest}
        broken = frozenset(part for path, part in ledger.owners() if path in bad) if bad else frozenset[str]()
        return cls(parts, found.ours, found.foreign, broken)


def _is_as_seen(root: Path, facts: Mapping[str, Any], name: str) -> bool:
    folders = facts.get("folders")
    return isinstance(folders, list) and trees.sight(root, folders) == facts.get(name) != ""


def _behind(state: State, facts: Mapping[str, Any]) -> tuple[str, ...] | None:
    spare = facts.get("spare")
    if state.mark.exists() or not isinstance(spare, dict):
        return None
    return tuple(spare["behind"]) if _is_as_seen(state.spare, spare, "sight") else None
