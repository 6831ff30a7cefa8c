"""Who writes: the contributor that somebody at this machine, or on GitHub, is."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from shortsite.catalogue import Catalogue, ListedContributor
from shortsite.records import FORBIDDEN
from shortsite.urls import is_id, slug

_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Writer:
    """A contributor: handle, and what a record of one would say."""

    handle: str
    name: str = ""
    github: str = ""


def writer_here(root: Path, catalogue: Catalogue, handle: str = "") -> Writer | None:
    """Who works in this folder: who they say they are, else whom git's settings name; None if nobody knows.

    A contributor of the archive is found by handle (also a former one), GitHub account, or name.
    """
    name, login = git_setting(root, "user.name"), git_setting(root, "github.user")
    known = catalogue.contributors.get(handle) if handle else _known(catalogue, name, login)
    if known:
        return Writer(known.handle, known.name, known.github)
    made = handle or _handle(login) or _handle(name)
    return Writer(made, name, login if _handle(login) else "") if made else None


def writer_of_login(catalogue: Catalogue, login: str) -> ListedContributor | None:
    """The contributor with that GitHub account; accounts are the same in upper and lower case."""
    people = catalogue.contributors.values()
    return next((person for person in people if login and person.github.casefold() == login.casefold()), None)


def git_setting(root: Path, key: str) -> str:
    """A setting of git's as the archive's folder sees it, on one line; empty where there is none, or no git."""
    command = ("git", "-C", str(root), "config", "--get", key)
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603  # fixed words, no shell
    except (OSError, subprocess.SubprocessError):
        return ""
    return " ".join(FORBIDDEN.sub("", done.stdout.decode("utf-8", "replace")).split())[:200]


def _known(catalogue: Catalogue, name: str, login: str) -> ListedContributor | None:
    by_login = writer_of_login(catalogue, login)
    people = catalogue.contributors.values()
    return by_login or next((person for person in people if name and person.name == name), None)


def _handle(name: str) -> str:
    """A handle made of a name; empty if the name has no letters that could make one."""
    made = slug(name) if any(character.isalnum() for character in name) else ""
    return made if is_id(made) else ""
