"""How long it takes in ``serve`` from saving a text until its page is served anew, and until the whole site is.

    .venv/bin/python benchmarks/serving.py --sizes 1583 10000 --runs 9 --work /dev/shm

A client asks for the page every other millisecond. ``preview.json`` beside the page is made by the build of the whole
site alone, so that it tells when that has ended.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import time
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

from archive import write_archive
from measuring import command_line, surroundings, table

#: Seconds that a first build of a very large archive may take, and those between two questions.
PATIENCE, PAUSE = 3_600.0, 0.002


def answer(connection: HTTPConnection, path: str) -> bytes:
    """What the server answers."""
    connection.request("GET", path)
    return connection.getresponse().read()


def until(connection: HTTPConnection, path: str, words: bytes, start: float) -> float:
    """The seconds from ``start`` until the answer has these words."""
    while words not in answer(connection, path):
        if time.perf_counter() - start > PATIENCE:
            raise RuntimeError(f"{path} never had {words!r}")
        time.sleep(PAUSE)
    return time.perf_counter() - start


def measured(work: Path, size: int, runs: int) -> tuple[str, ...]:
    """The row of an archive of this size."""
    root = work / str(size)
    write_archive(root, size)
    texts = sorted(root.glob("content/summaries/*/*.md"))
    command = [*command_line(pagefind=False), "-C", str(root), "serve", "--port", "8765"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:  # noqa: S603
        assert server.stdout is not None
        port = int(server.stdout.readline().strip().rstrip("/").rpartition(":")[2])
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        pages, sites = [], []
        for number in range(runs):
            text = texts[len(texts) * (number + 1) // (runs + 2)]
            page = f"/paper/{text.parent.name}/"
            with text.open("a", encoding="utf-8") as file:
                file.write(f"\nFreshly added words, number {number}.\n")
            start = time.perf_counter()
            pages.append(until(connection, page, f"added words, number {number}.".encode(), start))
            sites.append(until(connection, f"{page}index.json", f"added words, number {number}.".encode(), start))
            time.sleep(1)
        server.terminate()
    return f"{size:,}", *(f"{1000 * statistics.median(found):,.0f}" for found in (pages, sites))


def main() -> None:
    """Measure what the command line asks for, and print it as a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1583])
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--work", type=Path, help="where to write archives [default: the folder for temporary files]")
    asked = parser.parse_args()
    with TemporaryDirectory(dir=asked.work) as folder:
        print(f"{surroundings(Path(folder))}\n* medians of {asked.runs}\n")
        rows = [measured(Path(folder), size, asked.runs) for size in asked.sizes]
        print(table(("summaries", "the page, ms", "the whole site, ms"), rows))


if __name__ == "__main__":
    main()
