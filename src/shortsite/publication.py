"""A publication under way: the parts of a site as they come, compared with the published ones."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from shortsite import trees
from shortsite.claims import Claims, check_path, folders_above
from shortsite.former_site import FormerSite
from shortsite.hashes import hash_of
from shortsite.ledger import Entries, Entry, KnownPart, Ledger
from shortsite.model import File, Rendered
from shortsite.refusals import reported
from shortsite.seals import identity
from shortsite.spare import Linked, Spare, is_folder
from shortsite.trees import State
from shortsite.written import Written, WrittenFile, WrittenPart


class Publication:
    """A site that is being published. Nothing is changed before the first difference, nor published before the end."""

    def __init__(self, state: State, ledger: Ledger, old: FormerSite, *, is_careful: bool, linked: Linked) -> None:
        self._state, self._linked = state, linked
        self._ledger, self._old = ledger, old
        self._spare: Spare | None = None
        self._kept: set[str] = set()
        self._made: dict[str, list[str]] = {}
        self._new, self._same = Entries(), Entries()
        self._gone: set[str] = set()
        self._claims = Claims(is_careful=is_careful)
        self._fresh = 0
        #: What the ledger says of all files, for copies of this process, which must not ask it.
        self._loaded: Mapping[str, Mapping[str, Entry]] | None = None
        self._loaded_paths: Mapping[str, Entry] = {}
        self._pages: dict[str, str] = {}
        self._shows: dict[str, str] = {}
        self._published_folders = old.folders

    def knows(self, name: str) -> bool:
        """Whether there is a published part of that name."""
        return name in self._old.parts

    def keep(self, name: str, shows: str) -> bool:
        """Keep the published part if there is one of that name that shows the same; tell whether there is."""
        known = self._old.parts.get(name)
        if known is None or known.shows != shows or not shows or name in self._old.broken:
            return False
        self._kept.add(name)
        return True

    def add(self, part: Rendered) -> None:
        """Write a part and take it."""
        self.take(self.written(part))

    def open_to_copies(self) -> None:
        """Have all at hand that ``written`` needs, so that copies of this process may call it."""
        with reported(self._state.output):
            self._started().settle()
            if self._old.ours is None:
                self._loaded = self._ledger.by_part()
                self._loaded_paths = {path: file for files in self._loaded.values() for path, file in files.items()}

    def written(self, part: Rendered) -> WrittenPart:
        """Write those of the part's files that differ from the published ones; the part, for ``take``."""
        known = self._known(part.name)
        files = []
        for file in part.files:
            with reported(self._state.output):
                files.append(self._written(file, known))
        return WrittenPart(part.name, part.shows, json.dumps(part.pages, separators=(",", ":")), tuple(files))

    def take(self, part: WrittenPart) -> None:
        """Have a part in the site that was written here or by a copy of this process. Raises ClashError."""
        paths = self._made.setdefault(part.name, [])
        for file in part.files:
            self._claims.claim(file.path)
            paths.append(file.path)
            self._fresh += file.is_fresh
            if file.is_new:
                self._started().wrote(file.path)
            (self._new if file.is_new else self._same).note(file.path, file.entry)
        self._shows[part.name] = part.shows
        self._pages[part.name] = part.pages
        if self._old.ours is None:
            self._gone |= self._known(part.name).keys() - set(paths)

    def pages(self) -> Iterator[tuple[str, str]]:
        """The pages of all parts so far that may be found, with the days of their last change."""
        kept = (self._old.parts[name].pages for name in self._kept)
        told = ",".join((*kept, *self._pages.values()))
        yield from map(tuple, chain.from_iterable(json.loads(f"[{told}]")))

    def files(self) -> dict[str, str]:
        """All files so far by path, with the digest of their bytes."""
        known = self._published()
        kept = {path: known[path].digest for path in self._kept_files()}
        return kept | {path: file.digest for path, file in chain(self._same.items(), self._new.items())}

    def read(self, path: str) -> bytes:
        """The bytes of one of these files."""
        return ((self._state.spare if path in self._new else self._state.output) / path).read_bytes()

    def finish(self) -> Written:
        """Publish the site, if it differs from the published one at all."""
        with reported(self._state.output):
            return self._finish()

    def _written(self, file: File, known: Mapping[str, Entry]) -> WrittenFile:
        check_path(file.path)
        digest = hash_of(file.data)
        own = known.get(file.path)
        old = own or self._elsewhere(file.path)
        if old is not None and old.digest == digest:
            # the part that it belonged to may have been kept
            return WrittenFile(file.path, old, is_new=False, is_fresh=own is None)
        entry = self._started().write(file.path, file.data, digest)
        return WrittenFile(file.path, entry, is_new=True, is_fresh=own is None)

    def _known(self, part: str) -> Mapping[str, Entry]:
        """The published files of a part; all that there are where the folder had to be walked."""
        if self._old.ours is not None:
            return self._old.ours
        return self._ledger.files(part) if self._loaded is None else self._loaded.get(part, {})

    def _elsewhere(self, path: str) -> Entry | None:
        """A published file that belonged to another part."""
        if self._old.ours is not None:
            return None
        if self._loaded is not None:
            return self._loaded_paths.get(path)
        return found[1] if (found := self._ledger.file(path)) else None

    def _published(self) -> Mapping[str, Entry]:
        """All files of the published tree."""
        return self._old.ours if self._old.ours is not None else self._ledger.files()

    def _started(self) -> Spare:
        if self._spare is None:
            self._spare = Spare(self._state, self._old.behind, self._published, self._linked)
        return self._spare

    def _finish(self) -> Written:
        dropped = self._old.parts.keys() - self._kept - self._made.keys()
        gone = self._gone_files(dropped)
        for path in self._kept_files() if self._fresh else ():
            self._claims.claim(path)
        count = len(self._new) + len(self._same) + self._ledger.count(self._kept)
        if self._new or gone or self._old.foreign or not self._state.output.exists():
            self._publish(gone)
        elif self._is_news():
            self._ledger.begin()
            self._write_ledger()
            self._keep_ledger()
        tree = identity(os.fspath(self._state.output))
        return Written(count, len(self._new), len(gone), ("", *self._published_folders), tree)

    def _kept_files(self) -> list[str]:
        """The paths of the files of the parts that are kept."""
        return [path for path, part in self._ledger.owners() if part in self._kept]

    def _is_kept(self, path: str) -> bool:
        if path in self._same:
            return True
        found = self._ledger.file(path)
        return found is not None and found[0] in self._kept

    def _gone_files(self, dropped: Iterable[str]) -> set[str]:
        """The files of the old site that the new one does not have."""
        if self._old.ours is not None:
            gone = {*self._old.ours, *self._old.foreign}.difference(self._kept_files())
        else:
            gone = self._gone.union(*(self._ledger.files(part) for part in dropped))
            gone = {path for path in gone if not self._is_kept(path)}
        return gone - self._new.keys() - self._same.keys()

    def _is_news(self) -> bool:
        """Whether the ledger has to be written although no file is."""
        parts = {name: shows for name, shows in self._shows.items() if shows}
        known = self._old.parts
        return (
            self._old.ours is not None
            or any(name not in known or known[name].shows != shows for name, shows in parts.items())
            or known.keys() != self._kept | self._made.keys()
        )

    def _publish(self, gone: set[str]) -> None:
        state, old = self._state, self._old
        spare = self._started()
        spare.complete(self._is_kept, gone)
        self._ledger.begin()
        self._write_ledger()
        folders = self._folders(gone)
        self._published_folders = tuple(folders)
        facts = {"tree": trees.inode_of(state.spare), "folders": folders, "sight": trees.sight(state.spare, folders)}
        facts["spare"] = self._left_behind(gone) if state.output.exists() and not old.foreign else None
        self._ledger.state(facts)
        self._ledger.keep(trees.inode_of(state.spare))
        trees.publish(state)
        self._ledger.forget_others()
        if old.foreign:
            shutil.rmtree(state.spare)
        state.mark.unlink(missing_ok=True)

    def _left_behind(self, gone: set[str]) -> dict[str, Any]:
        """What the next build has to know of the tree that is published now and will be the spare one."""
        if self._old.ours is None:
            # it was looked at when the build began, and nobody has written to it
            folders, sight = [*self._old.folders], self._ledger.facts()["sight"]
        else:
            folders = sorted(trees.walk(self._state.output).folders)
            sight = trees.sight(self._state.output, folders)
        return {"behind": sorted(gone | self._new.keys()), "folders": folders, "sight": sight}

    def _folders(self, gone: Iterable[str]) -> list[str]:
        """All folders of the new tree."""
        added = {folder for path in self._new for folder in folders_above(path)}
        if self._old.ours is not None:
            return sorted(added.union(*map(folders_above, (*self._same, *self._kept_files()))))
        spare = f"{self._state.spare}/"
        lost = {folder for path in gone for folder in folders_above(path) if not is_folder(spare + folder)}
        return sorted({*self._old.folders, *added} - lost)

    def _write_ledger(self) -> None:
        self._ledger.drop(self._old.parts.keys() - self._kept)
        new, same = self._new, self._same
        for name, paths in self._made.items():
            files = {path: (new if path in new else same)[path] for path in paths}
            self._ledger.put(name, KnownPart(self._shows[name], self._pages[name]), files)
        if self._old.ours is not None:
            self._ledger.renew(
                {path: file for path, file in self._old.ours.items() if path not in new and path not in same}
            )

    def _keep_ledger(self) -> None:
        """Write down that the tree is as the ledger says, after it was walked or a part came to show something else."""
        output, spare = self._state.output, self._ledger.facts().get("spare")
        folders = sorted({folder for path, _ in self._ledger.owners() for folder in folders_above(path)})
        self._published_folders = tuple(folders)
        facts: dict[str, Any] = {"tree": trees.inode_of(output), "folders": folders}
        facts["sight"] = trees.sight(output, folders)
        facts["spare"] = spare if self._old.behind is not None and self._spare is None else None
        self._ledger.state(facts)
        self._ledger.keep(trees.inode_of(output))
        self._ledger.forget_others()
