"""How long a build with nothing to do takes, for archives so large that building them takes long.

    .venv/bin/python benchmarks/unchanged.py --sizes 1583 10000 100000 --work /dev/shm

The archive is a real one. The published site is not: it has as many folders as such a site has, and they are empty,
since no file in them is looked at. What the build before would have kept is written down with that.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from archive import write_archive
from measuring import command_line, run, surroundings, table

from shortsite.seals import identity
from shortsite.unchanged import Outcome, build_signature, keep

#: Folders of a site for each summary, as counted in the site of 1,583 summaries.
FOLDERS = 4.3
#: What ``build`` is asked for without any option.
OPTIONS = {
    "url": "",
    "drafts": False,
    "output": None,
    "strict": False,
    "keep_going": False,
    "force": False,
}


def pretended(root: Path, folders: int) -> None:
    """Make the archive look as if it had been built."""
    site = root / "site"
    site.mkdir()
    names = [""]
    for number in range(folders - 1):
        name = f"{number // 1000}" if number % 1000 == 0 else f"{number // 1000}/{number}"
        os.mkdir(f"{site}/{name}")
        names.append(name)
    # a moment later times alone can vouch for all of it, as for a site that was built a while ago
    time.sleep(2.5)
    now = build_signature(root, OPTIONS)
    if now is None:
        raise RuntimeError("the archive cannot be looked at")
    keep(root, now, Outcome(str(site), folders, (), has_full_text=True), names, identity(str(site)))


def measured(work: Path, size: int, runs: int) -> tuple[str, ...]:
    """The row of an archive of this size."""
    root = work / str(size)
    write_archive(root, size)
    files = sum(len(names) for _, _, names in os.walk(root))
    folders = round(FOLDERS * size)
    pretended(root, folders)
    command = [*command_line(pagefind=True), "-C", str(root), "build"]
    costs = [run(command) for _ in range(runs)]
    if (root / "site" / "index.html").exists():
        raise RuntimeError("the build had something to do")
    shutil.rmtree(root)
    wall = statistics.median(cost.wall for cost in costs)
    cpu = statistics.median(cost.cpu for cost in costs)
    memory = max(cost.largest for cost in costs)
    least = min(cost.wall for cost in costs)
    return f"{size:,}", f"{files:,}", f"{folders:,}", f"{wall:.2f}", f"{least:.2f}", f"{cpu:.2f}", f"{memory:.0f}"


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1583, 10_000, 100_000])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--work", type=Path, default=Path("/tmp"))  # noqa: S108
    asked = parser.parse_args()
    print(surroundings(asked.work), f"* medians of {asked.runs} runs\n", sep="\n")
    head = ("summaries", "files", "folders of the site", "wall s", "least wall s", "CPU s", "MiB")
    with TemporaryDirectory(prefix="shortsite-unchanged-", dir=asked.work) as work:
        print(table(head, (measured(Path(work), size, asked.runs) for size in asked.sizes)))


if __name__ == "__main__":
    main()
