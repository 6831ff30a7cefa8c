"""Kill builds at random moments while somebody reads the site: ``python tests/killing.py [--kills 200] [--seed 1]``.

Each build publishes the other of two versions. A second process reads the published pages all the while; every file
that it gets must be one of the two versions', and files that both have must always be there. After each kill the whole
site must be one version.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

from versions import expected, options, published, write_version

from shortsite.pipeline import build

_FORK = multiprocessing.get_context("fork")


def _build(root: Path) -> None:
    build(options(root))
    os._exit(0)


def _read(output: Path, versions: tuple[dict[str, bytes], ...], done: Event, faults: Connection) -> None:
    """Read pages until told to stop, and send what is no page of either version."""
    steady = set.intersection(*(set(version) for version in versions))
    paths = sorted(set().union(*versions))
    found: list[str] = []
    count = 0
    while not done.is_set():
        for path in paths:
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


def _usual(root: Path, version: int) -> float:
    """The seconds that a build takes which nobody kills."""
    write_version(root, version)
    start = time.monotonic()
    child = _FORK.Process(target=_build, args=(root,))
    child.start()
    child.join()
    return time.monotonic() - start


def kill_builds(folder: Path, kills: int, seed: int, *, say: bool = False) -> list[str]:
    """What went wrong while that many builds were killed; nothing if nothing did."""
    chance = random.Random(seed)
    versions = expected(folder / "expected", 0), expected(folder / "expected", 1)
    root = write_version(folder / "archive", 0)
    build(options(root))
    usual = sorted(_usual(root, number) for number in (1, 0, 1))[1]
    write_version(root, 0)
    build(options(root))
    done, (there, here) = _FORK.Event(), _FORK.Pipe(duplex=False)
    reader = _FORK.Process(target=_read, args=(root / "site", versions, done, here))
    reader.start()
    wrong: list[str] = []
    ended = 0
    for number in range(kills):
        write_version(root, (number + 1) % 2)
        child = _FORK.Process(target=_build, args=(root,))
        child.start()
        time.sleep(chance.uniform(0, 1.5 * usual))
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        ended += child.exitcode == 0
        if published(root / "site") not in versions:
            wrong.append(f"kill {number}: the site is neither version")
    done.set()
    count, found = there.recv()
    reader.join()
    build(options(root))
    if published(root / "site") != versions[kills % 2]:
        wrong.append("the build after all kills is not its version")
    if say:
        sys.stdout.write(f"{kills} builds killed, {ended} of them had ended; {count:,} pages read; {len(found)} torn\n")
    return wrong + found


def main() -> int:
    """Run it, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wrong = kill_builds(Path(folder), asked.kills, asked.seed, say=True)
    sys.stdout.write("".join(f"{fault}\n" for fault in wrong[:50]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
