"""Nothing that reads an archive asks the network: every command runs with sockets that refuse."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from archives import TINY, write_archive
from repositories import Repository

#: Ends the process as soon as it asks for an address or a connection; https://peps.python.org/pep-0578/.
GUARDED = """
import os, sys

def guard(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"):
        os.write(2, f"the network was asked: {event} {arguments!r}\\n".encode())
        os._exit(99)

sys.addaudithook(guard)
from shortsite.cli import main
main()
"""


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in the archive, ended when it reaches for the network."""
    command = [sys.executable, "-c", GUARDED, "-C", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    repository = Repository.init(tmp_path / "archive")
    write_archive(repository.root, TINY)
    repository.commit({})
    return repository.root


@pytest.mark.parametrize(
    "arguments",
    [
        ["build"],
        ["build", "--jobs", "2", "--no-cache"],
        ["check"],
        ["check", "--fix"],
        ["check", "--since", "HEAD", "--format", "github"],
        ["fmt"],
        ["preview", "--base", "HEAD"],
        ["links"],
        ["new", "--yes", "--offline", "--as", "ben", "arxiv:1607.06450"],
        ["new", "--yes", "--as", "ben", "byron-2020-a-paper"],
        ["explain", "SS012"],
        ["clean"],
    ],
    ids=" ".join,
)
def test_no_command_asks_the_network_unasked(archive: Path, arguments: list[str]) -> None:
    done = run(archive, *arguments)
    assert (0, "") == (done.returncode, "".join(line for line in done.stderr.splitlines() if "network" in line))


def test_the_guard_notices_a_request(archive: Path) -> None:
    done = run(archive, "new", "--yes", "--as", "ben", "arxiv:1607.06450")
    assert 99 == done.returncode
    assert "the network was asked" in done.stderr
