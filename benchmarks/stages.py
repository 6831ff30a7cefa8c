"""Where the time of builds goes, stage by stage, with archives of several sizes made by chance.

    .venv/bin/python benchmarks/stages.py                                     100, 1,000 and 10,000 summaries
    .venv/bin/python benchmarks/stages.py --archive ../my-archive             a copy of that one
    .venv/bin/python benchmarks/stages.py --jobs 1                            all of it in one process

For each archive: a build from nothing, and one after an edit of one summary. What is printed are tables in Markdown, of
the round with the least CPU. It is what ``shortsite build --profile`` tells; Pagefind does not run.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from archive import write_archive
from measuring import surroundings, table

#: One build in a process of its own, since what a process has read and made once is cheaper the second time.
ONE_BUILD = """
import json, sys, time
from pathlib import Path
start = time.perf_counter(), time.process_time()
from shortsite.pipeline import Options, build
from shortsite.timings import Timings
loaded = time.perf_counter() - start[0], time.process_time() - start[1]
timings = Timings()
build(Options(root=Path(sys.argv[1]), jobs=int(sys.argv[2]) or None), timings)
rows = [("load the program", *loaded, ())]
rows += [(row.stage, row.wall, row.cpu, row.counts) for row in timings.rows()]
whole = timings.total()
print(json.dumps({"rows": rows, "wall": whole.wall + loaded[0], "cpu": whole.cpu + loaded[1]}))
"""

HEAD = ("stage", "wall s", "CPU s", "share of CPU", "CPU ms a summary", "counts")


def built(root: Path, jobs: int) -> dict[str, object]:
    """The stages of one build."""
    command = [sys.executable, "-c", ONE_BUILD, str(root), str(jobs)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    found: dict[str, object] = json.loads(done.stdout)
    return found


def rows_of(found: dict[str, object], summaries: int) -> Iterator[Sequence[str]]:
    """The rows of the table of one build; the last is the whole."""
    rows: list[tuple[str, float, float, list[tuple[str, int]]]] = found["rows"]  # type: ignore[assignment]
    wall, cpu = float(str(found["wall"])), float(str(found["cpu"]))
    rest = wall - sum(row[1] for row in rows), cpu - sum(row[2] for row in rows)
    for stage, clock, spent, counts in (*rows, ("all else", *rest, []), ("together", wall, cpu, [])):
        told = ", ".join(f"{number:,} {what}" for what, number in counts if number)
        share, each = f"{100 * spent / cpu:.0f} %", f"{1000 * spent / summaries:.2f}"
        yield stage, f"{clock:.2f}", f"{spent:.2f}", share, each, told


def measured(source: Path, work: Path, rounds: int, jobs: int) -> tuple[dict[str, object], dict[str, object]]:
    """The cheapest build from nothing, and the cheapest after an edit."""
    cold, edit = [], []
    for number in range(rounds):
        root = work / f"round-{number}"
        shutil.copytree(source, root, ignore=shutil.ignore_patterns(".shortsite", ".git", "site", ".site.shortsite"))
        cold.append(built(root, jobs))
        texts = sorted((root / "content" / "summaries").rglob("*.md"))
        text = texts[(7 * number) % len(texts)]
        text.write_text(text.read_text(encoding="utf-8") + "\nA sentence more.\n", encoding="utf-8")
        edit.append(built(root, jobs))

    def cpu(found: dict[str, object]) -> float:
        return float(str(found["cpu"]))

    return min(cold, key=cpu), min(edit, key=cpu)


def told(asked: argparse.Namespace) -> Iterator[str]:
    """The lines of the report."""
    yield surroundings(asked.work)
    yield f"* the least CPU of {asked.runs} rounds, {asked.jobs or 'as many as there are CPUs'} processes\n"
    with TemporaryDirectory(prefix="shortsite-stages-", dir=asked.work) as top:
        for size in asked.sizes if not asked.archive else [0]:
            folder = Path(top, str(size))
            source = asked.archive or folder / "archive"
            if not asked.archive:
                write_archive(source, size, asked.seed)
            summaries = size or sum(1 for _ in (source / "content" / "summaries").rglob("*.md"))
            cold, edit = measured(source, folder, asked.runs, asked.jobs)
            for what, found in (("from nothing", cold), ("after an edit", edit)):
                yield f"\n{summaries:,} summaries, {what}:\n\n{table(HEAD, rows_of(found, summaries))}"
            shutil.rmtree(folder)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n", 1)[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10_000], help="numbers of summaries")
    parser.add_argument("--archive", type=Path, help="an archive to copy, instead of made-up ones")
    parser.add_argument("--runs", type=int, default=3, help="rounds for each archive")
    parser.add_argument("--jobs", type=int, default=0, help="processes; 0 is one for each CPU")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other archives")
    parser.add_argument("--work", type=Path, default=Path("/tmp"), help="where archives and sites are written")  # noqa: S108
    for line in told(parser.parse_args()):
        print(line, flush=True)


if __name__ == "__main__":
    main()
