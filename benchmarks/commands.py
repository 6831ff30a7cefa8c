"""How long whole commands take, as processes, with archives of several sizes made by chance.

    .venv/bin/python benchmarks/commands.py                                   100, 1,000 and 10,000 summaries
    .venv/bin/python benchmarks/commands.py --sizes 100 1000 10000 100000 --runs 1
    .venv/bin/python benchmarks/commands.py --archive ../my-archive           a copy of that one
    .venv/bin/python benchmarks/commands.py --pagefind                        texts indexed too

Each round is a build from nothing, the same build again, one after an edit of one summary, one after a new summary, a
check after that, and the same check again. What is printed are medians over the rounds as a table in Markdown, with
machine, versions and date; and how cold builds grow with the archive. ``--work /dev/shm`` takes the disk out of it.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from archive import write_archive
from measuring import Cost, command_line, middle, run, slope, surroundings, table

JOBS = (
    "build from nothing",
    "build, nothing changed",
    "build, one summary edited",
    "build, one summary new",
    "check, one summary new",
    "check, nothing changed",
)


def round_of(shortsite: list[str], root: Path, number: int) -> Iterator[tuple[str, Cost]]:
    """What each of the jobs takes; the archive's cache and site must not be there yet."""
    build = [*shortsite, "-C", str(root), "build"]
    check = [*shortsite, "-C", str(root), "check"]
    texts = sorted((root / "content" / "summaries").rglob("*.md"))
    edited, answered = texts[(7 * number) % len(texts)], texts[(11 * number + 5) % len(texts)]
    # a check is from memory in part, as it is for people who build
    run(check)
    shutil.rmtree(root / ".shortsite")
    yield JOBS[0], run(build)
    yield JOBS[1], run(build)
    before = edited.read_text(encoding="utf-8")
    edited.write_text(f"{before}\nA sentence more, in round {number}.\n", encoding="utf-8")
    yield JOBS[2], run(build)
    new = answered.with_name(f"somebody-new-{number}.md")
    head = answered.read_text(encoding="utf-8").split("\n---\n")[0].splitlines()
    kept = "\n".join(line for line in head if line.startswith(("---", "paper:", "date:")))
    new.write_text(f"{kept}\nauthor: somebody-new\n---\nAnother view, with $x_{{{number}}}$.\n", encoding="utf-8")
    yield JOBS[3], run(build)
    yield JOBS[4], run(check)
    yield JOBS[5], run(check)
    edited.write_text(before, encoding="utf-8")
    new.unlink()


def measured(shortsite: list[str], source: Path, work: Path, runs: int) -> dict[str, Cost]:
    """The medians of each job over so many rounds."""
    costs = defaultdict[str, list[Cost]](list)
    for number in range(runs):
        # a fresh copy in a fresh folder: where many files were just deleted, ext4 is slow to make new ones
        root = work / f"round-{number}"
        shutil.copytree(source, root, ignore=shutil.ignore_patterns(".shortsite", ".git", "site", ".site.shortsite"))
        for job, cost in round_of(shortsite, root, number):
            costs[job].append(cost)
            print(f"  round {number + 1}: {job}: {cost.wall:.2f} s", file=sys.stderr)
        size = sum(file.stat().st_size for file in (root / "site").rglob("*") if file.is_file()) / 1e6
        print(f"  the site has {size:,.0f} MB", file=sys.stderr)
    return {job: middle(found) for job, found in costs.items()}


@contextmanager
def archives(asked: argparse.Namespace) -> Iterator[Iterator[tuple[str, int, Path, Path]]]:
    """The archives to measure: name, number of summaries, folder, and a folder to work in."""

    def made(top: Path) -> Iterator[tuple[str, int, Path, Path]]:
        if asked.archive:
            number = sum(1 for _ in (asked.archive / "content" / "summaries").rglob("*.md"))
            yield asked.archive.resolve().name, number, asked.archive, top
            return
        for size in asked.sizes:
            folder = top / str(size)
            write_archive(folder / "archive", size, asked.seed)
            yield f"{size:,}", size, folder / "archive", folder
            shutil.rmtree(folder)

    with TemporaryDirectory(prefix="shortsite-measured-", dir=asked.work) as top:
        yield made(Path(top))


def told(asked: argparse.Namespace) -> Iterator[str]:
    """The lines of the report, each as soon as it is known."""
    shortsite = command_line(pagefind=asked.pagefind)
    yield f"{surroundings(asked.work)}\n* medians of {asked.runs}, {'with' if asked.pagefind else 'without'} Pagefind\n"
    help_cost = middle([run([*shortsite, "--help"]) for _ in range(max(asked.runs, 5))])
    yield f"`--help`: {help_cost.wall * 1000:.0f} ms, {help_cost.cpu * 1000:.0f} ms of CPU\n"
    yield table(("summaries, job", "wall s", "CPU s", "largest process MiB", "all together MiB"), [])
    cold: list[tuple[int, Cost]] = []
    with archives(asked) as found:
        for name, size, folder, work in found:
            costs = measured(shortsite, folder, work, asked.runs)
            cold.append((size, costs[JOBS[0]]))
            for job in JOBS:
                cost = costs[job]
                yield (
                    f"| {name}: {job} | {cost.wall:.2f} | {cost.cpu:.2f} | {cost.largest:.0f} | {cost.together:.0f} |"
                )
    if len(cold) > 1:
        by_wall = slope([(size, cost.wall) for size, cost in cold])
        by_cpu = slope([(size, cost.cpu) for size, cost in cold])
        yield f"\nA cold build grows with the {by_wall:.2f}th power of the archive by the clock, {by_cpu:.2f}th by CPU."


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n", 1)[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10_000], help="numbers of summaries")
    parser.add_argument("--archive", type=Path, help="an archive to copy, instead of made-up ones")
    parser.add_argument("--runs", type=int, default=3, help="rounds for each archive")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other archives")
    parser.add_argument("--work", type=Path, default=Path("/tmp"), help="where archives and sites are written")  # noqa: S108
    parser.add_argument("--pagefind", action="store_true", help="have Pagefind index the texts")
    for line in told(parser.parse_args()):
        print(line, flush=True)


if __name__ == "__main__":
    main()
