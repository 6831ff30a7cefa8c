"""What no build can do without, measured on this machine: files looked at, read, hashed, parsed and written.

    .venv/bin/python benchmarks/limits.py --work /dev/shm

A build of an archive made by chance is the measure; see docs/performance.md for how near shortsite comes to it.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from archive import write_archive
from measuring import surroundings, table

ROUNDS = 5
BLOCK = 16_000


def least(work: Callable[[], object]) -> float:
    """The least CPU time of some runs, in seconds."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def started(code: str) -> float:
    """The least CPU time of a Python that runs this code."""

    def start() -> None:
        subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603

    found = []
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found)


def looked_at(folder: Path) -> list[str]:
    """Every file below the folder, after a look at each."""
    found, todo = [], [os.fspath(folder)]
    while todo:
        with os.scandir(todo.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    todo.append(entry.path)
                else:
                    entry.stat(follow_symlinks=False)
                    found.append(entry.path)
    return found


def read(paths: list[str]) -> list[bytes]:
    """The bytes of each."""
    found = []
    for path in paths:
        with open(path, "rb") as file:
            found.append(file.read())
    return found


def written(folder: Path, number: int) -> None:
    """So many new files of a page's size, a folder for each."""
    folder.mkdir()
    data = b"x" * BLOCK
    for name in range(number):
        place = f"{folder}/{name}"
        os.mkdir(place)
        with open(f"{place}/index.html", "wb") as file:
            file.write(data)


def rows(work: Path, summaries: int) -> Iterator[tuple[str, str, str]]:
    """What each of the things takes: in all, and for one."""
    from markdown_it import MarkdownIt

    root = work / "archive"
    write_archive(root, summaries)
    paths = looked_at(root)
    data = read(paths)
    size = sum(map(len, data))
    records = [text.decode() for path, text in zip(paths, data, strict=True) if path.endswith(".yml")]
    texts = [text.decode() for path, text in zip(paths, data, strict=True) if path.endswith(".md")]

    def row(what: str, seconds: float, number: int, unit: str) -> tuple[str, str, str]:
        return what, f"{1000 * seconds:.0f}", f"{1e6 * seconds / number:.1f} µs a {unit}"

    yield row("Python starts", started(""), 1, "run")
    yield row("Python starts, and click", started("import click"), 1, "run")
    yield row(f"{len(paths):,} files looked at", least(lambda: looked_at(root)), len(paths), "file")
    yield row(f"{len(paths):,} files read, {size / 1e6:.1f} MB", least(lambda: read(paths)), len(paths), "file")
    hashed = least(lambda: [blake2b(each, digest_size=16).digest() for each in data])
    yield row("the same hashed by BLAKE2b", hashed, len(paths), "file")
    block = b"x" * 100_000_000
    yield row("100 MB hashed by BLAKE2b", least(lambda: blake2b(block).digest()), 100, "MB")

    def parse() -> None:
        for text in records:
            for _ in yaml.parse(text, Loader=yaml.CBaseLoader):
                pass

    yield row(f"{len(records):,} records parsed as YAML", least(parse), len(records), "record")
    parser = MarkdownIt("commonmark")
    plain = least(lambda: [parser.render(text) for text in texts])
    yield row(f"{len(texts):,} texts by markdown-it, no formulas", plain, len(texts), "text")
    number = iter(range(ROUNDS))
    made = least(lambda: written(work / f"pages-{next(number)}", 5000))
    yield row(f"5,000 files of {BLOCK:,} bytes written into new folders", made, 5000, "file")


def main() -> None:
    """Measure this machine."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--summaries", type=int, default=1583)
    parser.add_argument("--work", type=Path, default=Path("/tmp"), help="where files are written")  # noqa: S108
    asked = parser.parse_args()
    print(surroundings(asked.work), f"* the least CPU of {ROUNDS} runs\n", sep="\n")
    with TemporaryDirectory(prefix="shortsite-limits-", dir=asked.work) as work:
        print(table(("what", "CPU ms", "each"), rows(Path(work), asked.summaries)))


if __name__ == "__main__":
    main()
