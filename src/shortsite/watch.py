"""Watching an archive: which of its files changed, as they change.

``content/`` and the themes are watched with all that is below them; the archive's folder itself only for what lies
directly in it, since it also holds what builds write (and often a whole virtual environment). So nothing that a build
writes can start another one. Each folder is watched for itself, since who watches one with all below it follows links.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Self

from shortsite.config import CONFIG, CONTENT
from shortsite.folders import walked
from shortsite.installed import built_in_themes

if TYPE_CHECKING:
    from watchfiles import Change

THEMES = "themes"

#: Milliseconds: changes this close together are one, unless they go on for as long as ``DEBOUNCE``.
STEP, DEBOUNCE = 20, 500
#: Milliseconds after which the watcher answers though nothing happened.
ANSWER = 200


class Watch:
    """Watches an archive while the context lasts; iterate to get the paths that changed, a set at a time."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._found: SimpleQueue[frozenset[str]] = SimpleQueue()
        self._stop = Event()
        self._is_stale = Event()
        self._threads = (Thread(target=self._watch_root), Thread(target=self._watch_folders))

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for thread in self._threads:
            thread.join()

    def __iter__(self) -> Iterator[frozenset[str]]:
        while not self._stop.is_set():
            changed = self._found.get()
            while not self._found.empty():
                try:
                    changed |= self._found.get_nowait()
                except Empty:
                    break
            if changed:
                yield changed

    def stop(self) -> None:
        """End the watch, from whatever thread."""
        self._stop.set()
        self._found.put(frozenset())

    def _watch_root(self) -> None:
        """Watch the configuration; and the folders' own coming and going, which their own watch ends with."""
        names = {str(self._root / name) for name in (CONFIG, CONTENT, THEMES)}
        for changes in _watched([self._root], self._stop, lambda _, path: path in names):
            if changes:
                self._found.put(frozenset(path for _, path in changes))
            if any(Path(path).name != CONFIG for _, path in changes):
                self._is_stale.set()

    def _watch_folders(self) -> None:
        while not self._stop.is_set():
            was_stale = self._is_stale.is_set()
            self._is_stale.clear()
            tops = self._tops()
            folders = [folder for top in tops for folder in _folders(top)]
            for changes in _watched(folders, _Either(self._stop, self._is_stale), _Wanted(tops)):
                # what happened before the new watch began was seen by nobody
                found = frozenset(map(str, tops)) if was_stale else frozenset(path for _, path in changes)
                was_stale = False
                if found:
                    self._found.put(found)
                if any(change.name == "added" and _is_folder(path) for change, path in changes):
                    self._is_stale.set()

    def _tops(self) -> list[Path]:
        content = [] if (self._root / CONTENT).is_symlink() else [self._root / CONTENT]
        found = dict.fromkeys(folder.resolve() for folder in (*content, self._root / THEMES, built_in_themes()))
        return [folder for folder in found if folder.is_dir()]


def _folders(top: Path) -> Iterator[Path]:
    """A folder and all below it but hidden ones, links not followed."""
    for above, folders, _ in walked(top):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield Path(above)


def _is_folder(path: str) -> bool:
    return os.path.isdir(path) and not os.path.islink(path)


class _Either:
    """An event that is set when one of two is."""

    def __init__(self, *events: Event) -> None:
        self._events = events

    def is_set(self) -> bool:
        return any(event.is_set() for event in self._events)


class _Wanted:
    """Whether a change matters: not if a name below the folder is hidden, or that of an editor's spare copy."""

    def __init__(self, folders: list[Path]) -> None:
        self._folders = folders

    def __call__(self, _: Change, path: str) -> bool:
        inner = next(
            (Path(path).relative_to(folder) for folder in self._folders if Path(path).is_relative_to(folder)), Path()
        )
        return not any(part.startswith(".") or part.endswith("~") for part in inner.parts)


def _watched(folders: list[Path], stop: Event | _Either, is_wanted: Any) -> Iterator[set[tuple[Change, str]]]:
    """The changes of what lies directly in the folders, and an empty set where there are none for a while."""
    from watchfiles import watch

    for force_polling in (None, True):
        try:
            yield from watch(
                *folders,
                watch_filter=is_wanted,
                stop_event=stop,
                step=STEP,
                debounce=DEBOUNCE,
                rust_timeout=ANSWER,
                yield_on_timeout=True,
                raise_interrupt=False,
                force_polling=force_polling,
                recursive=False,
            )
        except FileNotFoundError:
            # gone since we looked
            return
        except OSError as error:
            sys.stderr.write(f"files cannot be watched ({error}); looking at them again and again\n")
        else:
            return
