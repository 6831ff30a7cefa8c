"""Kill builds while somebody reads the site: ``python tests/killing.py [--kills 200] [--seed 1] [--papers 3] [--anywhere]``.

Each build publishes the other of two versions. A second process reads the published pages all the while, by name and
as it finds them in the folder; every file that it gets must be one of the two versions', and files that both have must
always be there. After each kill the whole site must be one version.

A kill counts if it meets a build that is writing: from its first change of the spare tree to its last after the two
trees have changed places. ``--anywhere`` kills at any moment of a build instead.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path

from versions import expected, options, published, write_version

from shortsite.pipeline import build
from shortsite.trees import State, inode_of

Site = dict[str, bytes]

_FORK = multiprocessing.get_context("fork")
#: Of so many builds for each kill that is wanted one has to be met in time.
_TRIES = 20


def _build(root: Path) -> None:
    # with processes beside it, which end with it
    build(replace(options(root), jobs=2))
    os._exit(0)


def _read(output: Path, versions: tuple[Site, Site], done: Event, faults: Connection) -> None:
    """Read pages until told to stop, and send what is no page of either version."""
    steady = set(versions[0]) & set(versions[1])
    found: list[str] = []
    count = 0
    while not done.is_set():
        for path in (*sorted({**versions[0], **versions[1]}), *_walked(output)):
            count += 1
            try:
                data = (output / path).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                if path in steady:
                    found.append(f"{path} was not there")
                continue
            if data not in (version.get(path) for version in versions):
                found.append(f"{path} held something else: {data[:60]!r}")
    faults.send((count, found))


def _walked(output: Path) -> Iterator[str]:
    """The files that are in the folder, while it changes."""
    for folder, _, names in os.walk(output):
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), output)


def _started(root: Path) -> BaseProcess:
    child = _FORK.Process(target=_build, args=(root,))
    child.start()
    return child


class _Stage:
    """The part of a build that a kill has to meet: all of it, or that in which it writes."""

    def __init__(self, root: Path, *, is_all: bool) -> None:
        self._state = State(root / "site")
        self._is_all = is_all
        self._before = self._marked()
        self._tree = inode_of(self._state.output)

    def awaited(self, child: BaseProcess) -> bool:
        """Wait until the stage begins; tell whether it does before the build has ended."""
        while not self._is_all and child.is_alive():
            if self.is_on():
                return True
        return self._is_all

    def exchange_awaited(self, child: BaseProcess) -> None:
        """Wait until the two trees have changed places, as they do in the last milliseconds of the stage."""
        while child.is_alive() and inode_of(self._state.output) == self._tree:
            pass

    def is_on(self) -> bool:
        """Whether the mark of an unfinished tree was set since this object was made, and is still there."""
        return self._is_all or self._marked() not in {0, self._before}

    def lasts(self, child: BaseProcess) -> float:
        """The seconds that the stage takes in a build that nobody kills."""
        self.awaited(child)
        start = time.monotonic()
        while child.is_alive() and self.is_on():
            time.sleep(0.0005)
        took = time.monotonic() - start
        child.join()
        return took

    def _marked(self) -> int:
        try:
            return self._state.mark.stat().st_mtime_ns
        except FileNotFoundError:
            return 0


def kill_builds(
    folder: Path, kills: int, seed: int, *, papers: int = 3, anywhere: bool = False, say: bool = False
) -> list[str]:
    """What went wrong while that many builds were killed; nothing if nothing did."""
    chance = random.Random(seed)
    root, versions = folder / "archive", _versions(folder / "expected", papers)
    build(options(write_version(root, 0, papers)))
    usual = _usual(root, papers, anywhere=anywhere)
    done, (there, here) = _FORK.Event(), _FORK.Pipe(duplex=False)
    reader = _FORK.Process(target=_read, args=(root / "site", versions, done, here), daemon=True)
    reader.start()
    wrong: list[str] = []
    met, moved, now = 0, 0, 1
    for _ in range(_TRIES * kills):
        write_version(root, 1 - now, papers)
        if chance.random() < 0.4:
            # as it is after a first build: another process makes it while this one finds out what has changed
            shutil.rmtree(State(root / "site").spare, ignore_errors=True)
        stage = _Stage(root, is_all=anywhere)
        child = _started(root)
        if stage.awaited(child):
            if chance.random() < 0.2 and not anywhere:
                stage.exchange_awaited(child)
            else:
                time.sleep(chance.uniform(0, (1.5 if anywhere else 1.1) * usual))
            child.kill()
        child.join()
        met += child.exitcode != 0 and stage.is_on()
        site = published(root / "site")
        if site not in versions:
            wrong.append(f"kill {met}: the site is neither version")
            break
        moved += child.exitcode != 0 and stage.is_on() and site == versions[1 - now]
        now = versions.index(site)
        if met == kills:
            break
    done.set()
    count, found = there.recv()
    reader.join()
    wrong += [f"only {met} builds were met by a kill"] if met < kills else []
    build(options(write_version(root, 1 - now, papers)))
    if published(root / "site") != versions[1 - now]:
        wrong.append("the build after all kills is not its version")
    if say:
        where = "at any moment" if anywhere else f"within the {usual:.3f} s in which they write"
        left = f"{met - moved} left the old site, {moved} the new one"
        sys.stdout.write(f"{met} builds killed {where}: {left}; {count:,} pages read, {len(found)} torn\n")
    return wrong + found


def _versions(root: Path, papers: int) -> tuple[Site, Site]:
    return expected(root, 0, papers), expected(root, 1, papers)


def _usual(root: Path, papers: int, *, anywhere: bool) -> float:
    """The seconds that the stage usually takes; version 1 is published afterwards."""
    took = []
    for version in (1, 0, 1):
        write_version(root, version, papers)
        stage = _Stage(root, is_all=anywhere)
        took.append(stage.lasts(_started(root)))
    return sorted(took)[1]


def main() -> int:
    """Run it, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--papers", type=int, default=3)
    parser.add_argument("--anywhere", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wrong = kill_builds(
            Path(folder), asked.kills, asked.seed, papers=asked.papers, anywhere=asked.anywhere, say=True
        )
    sys.stdout.write("".join(f"{fault}\n" for fault in wrong[:50]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
