"""Whether a build has anything to do: what the last one told, for as long as nothing that it read or wrote has changed.

Nothing here is slow to import: a build of an archive that has not changed ends before anything else is loaded.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shortsite.beside import beside
from shortsite.installed import pagefind
from shortsite.manifest import CONFIG, Signature, glance, inputs_signature, recall, remember, size
from shortsite.problems import Problem
from shortsite.seals import MANY_RACY, Seal, identity, is_whole, sealed, times_of
from shortsite.verdict import plain, problems_of

#: The name under which the last build is kept.
NAME = "build"
#: A file of so many bytes names some thousand folders, which are worth a second process.
_MANY = 100_000
#: Options that change how a build is done, and nothing of what it makes or tells.
_MANNERS = frozenset({"jobs", "use_cache", "paranoid"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build told: the folder as it was named, how many files, what is wrong, whether texts can be searched."""

    output: str
    files: int
    problems: tuple[Problem, ...]
    has_full_text: bool


def look_for_changes(root: Path, options: Mapping[str, Any]) -> tuple[Signature | None, Outcome | None]:
    """What ``build_signature`` and ``last_outcome`` tell, found by two processes where there is much to look at.

    It may fork, so it is to be called before any thread is started.
    """
    with ExitStack() as stack:
        times = None
        if size(root, NAME) >= _MANY:
            times = stack.enter_context(beside(lambda: times_of(*_guess(root))))
        now = build_signature(root, options)
        return now, last_outcome(root, now, times) if now else None


def _guess(root: Path) -> tuple[str, list[str]]:
    """The folders that will have to be looked at if nothing has changed. Raises TypeError and KeyError."""
    value = glance(root, NAME)
    return _typed(value["output"], str), _typed(value["folders"], list)


def build_signature(root: Path, options: Mapping[str, Any]) -> Signature | None:
    """The signature of all that a build with these options depends on, the published folder apart.

    It must be taken before anything is read. None if there is no archive, or if its files cannot be listed.
    """
    if not (root / CONFIG).exists():
        return None
    asked = {name: str(value) for name, value in options.items() if name not in _MANNERS}
    # names of folders may be relative, and are told as they were given
    asked |= {"root": str(root), "here": os.getcwd(), "pagefind": str(pagefind())}
    return inputs_signature(root, repr(sorted(asked.items())))


def last_outcome(root: Path, now: Signature, times: Callable[[], Any] | None = None) -> Outcome | None:
    """What the last build told, if another would tell and publish the same; None if that is not certain.

    ``times`` gives the hash of the times of the site's folders, where somebody has looked at them already.
    """
    value = recall(root, NAME, now)
    try:
        outcome = Outcome(
            _typed(value["output"], str),
            _typed(value["files"], int),
            _typed(problems_of(value["problems"]), tuple),
            _typed(value["full_text"], bool),
        )
        tree, folders = tuple(value["tree"]), _typed(value["folders"], list)
        seal = Seal(value["times"], tuple(value["racy"]), value["names"])
        if identity(outcome.output) != tree or not is_whole(outcome.output, folders, seal, times):
            return None
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if len(seal.racy) >= MANY_RACY:
        keep(root, now, outcome, folders, tree)
    return outcome


def keep(root: Path, signature: Signature, outcome: Outcome, folders: Sequence[str], tree: tuple[int, ...]) -> None:
    """Keep what a build told, with the seal of what it published: the folders of the tree whose ``identity`` is given.

    Nothing is kept where another build has published in the meantime.
    """
    try:
        seal = sealed(outcome.output, folders)
        if identity(outcome.output) != tree:
            return
    except OSError:
        return
    value = {
        "output": outcome.output,
        "files": outcome.files,
        "problems": [plain(problem) for problem in outcome.problems],
        "full_text": outcome.has_full_text,
        "tree": tree,
        "folders": list(folders),
        "times": seal.times,
        "racy": seal.racy,
        "names": seal.names,
    }
    remember(root, NAME, signature, value)


def _typed(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        message = f"no {kind.__name__}"
        raise TypeError(message)
    return value
