"""Git repositories for tests, out of reach of the machine's own configuration."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Vision desk",
    "GIT_AUTHOR_EMAIL": "vision@example.org",
    "GIT_COMMITTER_NAME": "Vision desk",
    "GIT_COMMITTER_EMAIL": "vision@example.org",
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
}


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository in the folder ``root``."""

    root: Path

    @classmethod
    def init(cls, root: Path) -> Self:
        """An empty repository whose branch is ``main``."""
        root.mkdir(parents=True, exist_ok=True)
        made = cls(root)
        made.git("init", "-q", "-b", "main")
        return made

    def git(self, *arguments: str, given: str | bytes = b"") -> str:
        """Run git; what it prints."""
        data = given.encode() if isinstance(given, str) else given
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | ENVIRONMENT
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=environment,
            input=data,
            capture_output=True,
            check=False,
        )
        assert 0 == done.returncode, done.stderr.decode()
        return done.stdout.decode("utf-8", "surrogateescape")

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write the files, and commit nothing."""
        for path, text in files.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_bytes(text if isinstance(text, bytes) else text.encode())

    def commit(self, files: Mapping[str, str | bytes]) -> str:
        """Write the files and commit everything; the commit's name."""
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "a change")
        return self.head()

    def head(self) -> str:
        """The commit that is checked out."""
        return self.git("rev-parse", "HEAD").strip()
