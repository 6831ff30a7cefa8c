"""Damage what is kept between builds: ``python tests/damaging.py [--times 100] [--seed 1] [NAME ...]``.

Each kept file is damaged that many times. After each time the archive is checked and built as the commands do, changed
or not, and what they publish and tell must be what they would without anything kept.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from archives import write_archive
from versions import expected, published, write_version

from shortsite.cli import shortsite

#: Where each lies, seen from the archive.
KEPT = {
    "cache": ".shortsite/cache.sqlite",
    "records": ".shortsite/records.jsonl",
    "build": ".shortsite/build.json",
    "check": ".shortsite/check.json",
    "search": ".shortsite/search/*.zip",
    "ledger": ".site.shortsite/ledger-*.sqlite",
}
#: What stands beside the papers: other kinds of records, formulas, and something to tell.
BESIDE = {
    "content/contributors/ann.yml": "name: Ann\nbio: Reads $x^2$.\n",
    "content/authors.yml": "byron:\n  name: Ada Byron\n  orcid: 0000-0002-1825-0097\n",
    "content/pages/about.md": "---\ntitle: About\n---\n$\\nonsense{x}$ and $\\frac{1}{2}$, again.[^1]\n\n[^1]: Here.\n",
}


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes of a file after an accident."""
    at = chance.randrange(len(data) or 1)
    page, other = at // 4096 * 4096, chance.randrange(len(data) or 1) // 4096 * 4096
    return chance.choice(
        [
            b"",
            data[:at],
            data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))] if data else b"x") + data[at + 1 :],
            data[:at] + chance.randbytes(min(200, len(data) - at)) + data[at + 200 :],
            data[:page] + bytes(len(data[page : page + 4096])) + data[page + 4096 :],
            data[:page] + data[other : other + 4096] + data[page + 4096 :],
            _with_lines_exchanged(data, chance),
            data + chance.randbytes(500),
            chance.randbytes(5_000),
        ]
    )


def _with_lines_exchanged(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def told(root: Path, *arguments: str) -> tuple[int, str, str]:
    """The exit status of a command, and what it printed."""
    out, errors = StringIO(), StringIO()
    status = 0
    with redirect_stdout(out), redirect_stderr(errors):
        try:
            shortsite.main(["-C", str(root), *arguments], standalone_mode=False)
        except SystemExit as end:
            status = int(end.code or 0)
    return status, out.getvalue(), errors.getvalue()


@contextmanager
def _clock(ahead: int) -> Iterator[None]:
    """A clock so many seconds ahead: to whom it tells the time, all files have been there for long."""
    now = time.time_ns
    with patch("time.time_ns", lambda: now() + ahead * 1_000_000_000):
        yield


def _file(root: Path, name: str) -> Path:
    return max(root.glob(KEPT[name]), key=lambda path: path.stat().st_mtime_ns)


def _archive(root: Path, version: int) -> Path:
    return write_archive(write_version(root, version), BESIDE)


def damage(folder: Path, name: str, times: int, seed: int) -> list[str]:
    """What went wrong while that kept file was damaged so many times; nothing if nothing did."""
    chance = random.Random(f"{name} {seed}")
    cold = write_archive(folder / "cold", BESIDE)
    sites = expected(cold, 0, full_text=True), expected(cold, 1, full_text=True)
    checks = [told(_archive(folder / "cold", version), "check", "--no-cache") for version in (0, 1)]
    errors = [told(_archive(folder / "cold", version), "build", "--no-cache")[2] for version in (0, 1)]
    root = _archive(folder / "archive", 0)
    told(root, "check")
    told(root, "build", "--jobs", "1")
    wrong, version = [], 0
    for number in range(times):
        file = _file(root, name)
        file.write_bytes(mutated(file.read_bytes(), chance))
        if chance.random() < 0.5:
            version = 1 - version
            _archive(root, version)
        if name != "ledger" and chance.random() < 0.4:
            # so that all is made anew of what is kept
            shutil.rmtree(root / "site")
            shutil.rmtree(root / ".site.shortsite")
        with _clock(chance.choice((0, 10))):
            checked, built = told(root, "check"), told(root, "build", "--jobs", "1")
        if checked != checks[version]:
            wrong.append(f"{name} {number}: check said {checked}")
        if (built[0], built[2]) != (0, errors[version]):
            wrong.append(f"{name} {number}: build said {built}")
        if published(root / "site") != sites[version]:
            wrong.append(f"{name} {number}: the site is not that of a cold build")
    return wrong


def main() -> int:
    """Run it, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("names", nargs="*", metavar="NAME", default=KEPT)
    asked = parser.parse_args()
    faults = 0
    for name in asked.names:
        with tempfile.TemporaryDirectory() as folder:
            wrong = damage(Path(folder), name, asked.times, asked.seed)
        faults += len(wrong)
        sys.stdout.write(f"{name}: damaged {asked.times} times, {len(wrong)} faults\n")
        sys.stdout.write("".join(f"{fault}\n" for fault in wrong[:50]))
        sys.stdout.flush()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
