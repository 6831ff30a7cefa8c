"""What measurements share: processes with their time and memory, the machine and its versions, tables in Markdown."""

from __future__ import annotations

import ctypes
import math
import os
import platform
import resource
import statistics
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

MIB = 1024 * 1024
LIBRARIES = ("jinja2", "markdown-it-py", "math-core", "nh3", "pyyaml", "pygments")
#: Runs the command line as if Pagefind were not installed.
WITHOUT_PAGEFIND = (
    "from shortsite import installed; installed.pagefind = lambda: None; from shortsite.__main__ import run; run()"
)


@dataclass(frozen=True)
class Cost:
    """What a run took: seconds by the clock, seconds of CPU of all its processes, and memory in MiB.

    ``largest`` is the peak of its largest process, as the kernel tells; ``together`` the most that all of them had at
    once, in which pages that they share count again: the truth lies between the two.
    """

    wall: float
    cpu: float
    largest: float
    together: float


def run(command: list[str], *, status: int = 0) -> Cost:
    """Run a command that must end with that exit status; RuntimeError with what it said if it does not."""
    _adopt_orphans()
    start = time.perf_counter()
    reading, writing = os.pipe()
    pid = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1), (os.POSIX_SPAWN_DUP2, writing, 2)],
        setpgroup=0,
    )
    os.close(writing)
    memory = _Memory(pid)
    memory.start()
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, ended, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    memory.stop()
    usages = [usage, *_orphans(pid)]
    if os.waitstatus_to_exitcode(ended) != status:
        raise RuntimeError(f"{' '.join(command)}: {said.decode(errors='replace')[-2000:]}")
    largest = max(found.ru_maxrss for found in usages) * 1024 / MIB
    cpu = sum(found.ru_utime + found.ru_stime for found in usages)
    return Cost(wall, cpu, largest, max(largest, memory.peak))


def _orphans(group: int) -> Iterable[resource.struct_rusage]:
    """What the processes of a group took that a run left to itself, such as the server that forks its workers."""
    while True:
        try:
            yield os.wait4(-group, 0)[2]
        except ChildProcessError:
            return


def _adopt_orphans() -> None:
    """Become who waits for the children of children that ended: else nobody would tell what they took."""
    # PR_SET_CHILD_SUBREAPER of linux/prctl.h
    ctypes.CDLL(None, use_errno=True).prctl(36, 1, 0, 0, 0)


class _Memory(threading.Thread):
    """Looks at the memory of a process and all below it, some times a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0
        self._pid = pid
        self._over = threading.Event()

    def run(self) -> None:
        """Look until the process is over."""
        while not self._over.wait(0.02):
            self.peak = max(self.peak, sum(map(_resident, _family(self._pid))) / MIB)

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()


def _family(pid: int) -> Iterable[int]:
    yield pid
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            for child in Path(f"/proc/{pid}/task/{thread}/children").read_text(encoding="ascii").split():
                yield from _family(int(child))
    except OSError:
        return


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def middle(costs: Sequence[Cost]) -> Cost:
    """The medians."""
    parts = zip(*((cost.wall, cost.cpu, cost.largest, cost.together) for cost in costs), strict=True)
    return Cost(*map(statistics.median, parts))


def slope(points: Sequence[tuple[float, float]]) -> float:
    """By which power the second grows with the first: the slope of the line through the points' logarithms."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    return statistics.linear_regression(*zip(*logs, strict=True)).slope


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; all but the first column are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def surroundings(work: Path) -> str:
    """The machine, the versions, the file system that was written to, and the day, in a few lines."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    machine = (
        f"{_processor()}, {len(os.sched_getaffinity(0))} usable CPUs, {_memory():.0f} GiB, "
        f"{platform.system()} {platform.release()}"
    )
    load = os.getloadavg()[0]
    return "\n".join(
        [
            f"* {datetime.now(UTC).date()}, {machine}, load at the start {load:.1f}",
            f"* files on {_file_system(work)}",
            f"* shortsite {version('shortsite')}, Python {platform.python_version()}, {libraries}",
        ]
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3


def _file_system(folder: Path) -> str:
    """The kind of file system that a folder is on."""
    path, found = folder.resolve(), ("", "unknown")
    try:
        for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines():
            place, kind = line.split()[1:3]
            if path.is_relative_to(place) and len(place) >= len(found[0]):
                found = place, kind
    except OSError:
        pass
    return found[1]


def command_line(*, pagefind: bool) -> list[str]:
    """How shortsite is called, with Pagefind if it is installed, or as if it were not."""
    return [sys.executable, "-m", "shortsite"] if pagefind else [sys.executable, "-c", WITHOUT_PAGEFIND]
