"""Cleaning up: everything that shortsite made in an archive is removed, and nothing else."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path

from shortsite import trees
from shortsite.config import load_config
from shortsite.ledger import Ledger
from shortsite.manifest import FOLDER
from shortsite.problems import quoted, refuse
from shortsite.refusals import in_use, refuse_links, unusable
from shortsite.trees import State


def clean(root: Path) -> tuple[Path, ...]:
    """Delete the cache, the preview, the published site and its state folder; return the paths of what was there.

    Raises SiteError when the configuration is not sound, or (SS080) when the output folder is not shortsite's own,
    holds a file that is not, or is being written. Nothing is deleted then.
    """
    config, problems = load_config(root)
    refuse(problems)
    output = root / config.output
    refuse_links(root, output)
    state = State(output.absolute())
    with ExitStack() as stack:
        if state.folder.is_dir():
            try:
                stack.enter_context(trees.locked(state))
            except BlockingIOError:
                raise in_use(output) from None
        _refuse_strangers(output, state)
        ours = root / FOLDER, output, output.parent / state.folder.name
        doomed = [path for path in ours if path.is_dir() or path.is_symlink()]
        for path in doomed:
            _delete(path)
    return tuple(doomed)


def _refuse_strangers(output: Path, state: State) -> None:
    """Raise SiteError unless all that is in the output folder was written by shortsite."""
    hint = "see whether it is needed; shortsite deletes only what it made"
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise unusable(output, "is not a folder", hint)
    if not output.is_dir():
        return
    tree = trees.inode_of(output)
    with Ledger(state.folder, tree) as ledger:
        if not (ledger.is_known or ledger.is_lost):
            raise unusable(output, "was not made by shortsite", hint)
        known = trees.read(output) if ledger.is_lost else ledger.files()
        found = trees.published(state, known, is_own=ledger.is_lost or ledger.facts().get("tree") == tree)
    if foreign := found.foreign:
        raise unusable(output, f"holds a file that shortsite did not make: {quoted(foreign[0], 200)}", hint)


def _delete(path: Path) -> None:
    """Delete a folder; of a link, only the link."""
    if path.is_symlink():
        path.unlink()
    else:
        shutil.rmtree(path)
