"""Builds with the workers of a Dask cluster: the same bytes, and clusters that cannot be used."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
from archives import paper, summary, write_archive

from shortsite import installed
from shortsite.cluster import ClusterError, _refuse_others, is_address
from shortsite.installed import programs

#: A cluster in a process of its own. It tells its address, and, once a line is read, which workers have converted texts.
CLUSTER = """
import sys
from distributed import Client, LocalCluster

def has_converted():
    return "shortsite.markdown.parser" in sys.modules

if __name__ == "__main__":
    threads = int(sys.argv[1])
    with LocalCluster(2, threads_per_worker=threads, host="127.0.0.1", dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.readline()
        with Client(cluster) as client:
            print(sum(client.run(has_converted).values()), flush=True)
"""
#: So many texts are worth other processes.
TEXTS = 310


@dataclass(frozen=True)
class Cluster:
    address: str
    pipe: tuple[IO[str], IO[str]]

    def workers_that_converted(self) -> int:
        self.pipe[0].write("\n")
        self.pipe[0].flush()
        return int(self.pipe[1].readline())


@contextmanager
def running(folder: Path, threads: int = 1) -> Iterator[Cluster]:
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    script = folder / "cluster.py"
    script.write_text(CLUSTER)
    process = subprocess.Popen(
        [sys.executable, str(script), str(threads)],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "false"},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        yield Cluster(address.replace("tcp:", "dask:"), (process.stdin, process.stdout))
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdin.close()
        process.stdout.close()


def built(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _WITHOUT_PAGEFIND, "-C", str(root), "build", "--no-cache", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


_WITHOUT_PAGEFIND = (
    "from shortsite import installed; installed.pagefind = lambda: None; from shortsite.cli import main; main()"
)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    texts = {
        f"content/summaries/a/ann-{number}.md": summary("a", f"Text ${number}^2$ of [[a]].", date="2026-03-01")
        for number in range(TEXTS)
    }
    return write_archive(tmp_path / "archive", {"content/papers/a.yml": paper("A"), **texts})


def test_a_cluster_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    assert 300 <= TEXTS
    with running(tmp_path) as cluster:
        there = built(root, "--executor", cluster.address, "--output", str(tmp_path / "there"))
        assert (0, "") == (there.returncode, there.stderr.partition("readers can search")[0])
        assert 2 == cluster.workers_that_converted()
    built(root, "--jobs", "1", "--output", str(tmp_path / "here"))
    assert tree(tmp_path / "here") == tree(tmp_path / "there")


def test_workers_with_threads_are_refused_since_parsers_are_not_shared_between_them(root: Path, tmp_path: Path) -> None:
    with running(tmp_path, threads=2) as cluster:
        ended = built(root, "--executor", cluster.address)
    assert (1, "") == (ended.returncode, ended.stdout)
    assert "has 2 threads; start workers with --nthreads 1" in ended.stderr
    assert not (root / "site").exists()


def test_a_cluster_that_is_not_there_is_told_in_a_sentence(root: Path) -> None:
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    ended = built(root, "--executor", "dask://127.0.0.1:9")
    assert (1, "") == (ended.returncode, ended.stdout)
    assert "Error: the cluster at dask://127.0.0.1:9 " in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dask://scheduler:8786", True),
        ("dask://10.0.0.7:8786/", True),
        ("dask://[::1]:8786", True),
        ("dask://scheduler", False),
        ("tcp://scheduler:8786", False),
        ("dask://a b:1", False),
        ("", False),
    ],
)
def test_an_address_is_a_scheduler_and_its_port(text: str, expected: bool) -> None:
    assert expected == is_address(text)


def test_what_is_no_address_is_wrong_usage(root: Path) -> None:
    ended = built(root, "--executor", "here")
    assert (2, "") == (ended.returncode, ended.stdout)
    assert "'here' is not the address of a cluster; it looks like dask://scheduler:8786" in ended.stderr


def test_without_the_library_it_says_what_to_install(root: Path) -> None:
    code = f"import sys; sys.modules['distributed'] = None; {_WITHOUT_PAGEFIND}"
    command = [sys.executable, "-c", code, "-C", str(root), "build", "--executor", "dask://127.0.0.1:9"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (1, "") == (ended.returncode, ended.stdout)
    assert "install 'shortsite[dask]'" in ended.stderr


def test_programs_are_told_to_the_last_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"Python", "shortsite", "nh3", "markdown-it-py", "pillow"} <= programs().keys()
    assert {"pytest", "distributed", "pagefind"}.isdisjoint(programs())
    (tmp_path / "x.py").write_text("1")
    monkeypatch.setattr(installed, "PACKAGE", tmp_path)
    before = programs()
    (tmp_path / "x.py").write_text("2")
    assert {"shortsite"} == {name for name, version in programs().items() if version != before[name]}


class Client:
    """A client of a cluster with one worker, on which these programs are installed."""

    def __init__(self, there: dict[str, str]) -> None:
        self._there = there

    def nthreads(self) -> dict[str, int]:
        return {"tcp://w:1": 1}

    def run(self, _: object) -> dict[str, dict[str, str]]:
        return {"tcp://w:1": self._there}


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ({"nh3": "0.1"}, "the worker tcp://w:1 has nh3 0.1, and here it is "),
        ({"Python": "3.99"}, "the worker tcp://w:1 has Python 3.99, and here it is 3."),
        ({"more": "1"}, "the worker tcp://w:1 has more 1, and here it is none; install the same one"),
    ],
)
def test_workers_that_could_give_other_results_are_refused(there: dict[str, str], expected: str) -> None:
    with pytest.raises(ClusterError, match=re.escape(expected)):
        _refuse_others(Client({**programs(), **there}))


def test_a_worker_with_the_same_programs_is_taken() -> None:
    _refuse_others(Client(programs()))
