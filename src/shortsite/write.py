"""Stage 5: publish the files of a site, all or nothing.

There are two trees: the published one and a spare. A build that meets a difference brings the spare forward (what
did not change is hard-linked from the published tree, so it keeps its inode and mtime) and then the two change
places in one system call. A build killed before that leaves the old site, one killed after it the new.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from shortsite import trees
from shortsite.claims import ClashError
from shortsite.former_site import FormerSite
from shortsite.ledger import Ledger
from shortsite.model import File, Rendered
from shortsite.parallel import can_copy
from shortsite.problems import quoted
from shortsite.publication import Publication
from shortsite.refusals import ANOTHER, reported, unusable
from shortsite.spare import linked_beside
from shortsite.trees import State
from shortsite.written import Written

__all__ = ["ClashError", "Publication", "Written", "publishing", "write_site"]

#: A folder that holds one of these is somebody's work, never an output folder.
PRECIOUS = (".git", "config.yml")


def write_site(
    files: Iterable[File], output: Path, force: bool = False, *, read_all: bool = False, jobs: int = 1
) -> Written:
    """Make ``output`` hold exactly these files, which may be a stream that is rendered meanwhile.

    Raises what ``publishing`` raises.
    """
    with publishing(output, force=force, reads_all=read_all, jobs=jobs) as site:
        site.add(Rendered("", "", files))
        return site.finish()


@contextmanager
def publishing(
    output: Path, *, force: bool = False, reads_all: bool = False, is_careful: bool = False, jobs: int = 1
) -> Iterator[Publication]:
    """Make ``output`` hold the parts that the publication is given, once it is finished.

    What did not change keeps its inode and mtime; if nothing did, nothing is touched. Whatever is raised meanwhile
    leaves the published folder as it was. ``force`` deletes files that shortsite did not make. ``reads_all`` takes the
    word of no clock and no ledger for what the folder holds. ``is_careful`` refuses paths that differ by case alone.
    With several ``jobs``, a spare tree that is not there yet is made by another process meanwhile.

    Raises SiteError (SS080) where the folder cannot be used, ClashError for two files in one place, ValueError for
    paths that no site may have: absolute ones, ``..``.
    """
    with ExitStack() as stack:
        with reported(output):
            state = State(_usable(output))
            stack.enter_context(trees.locked(state))
            trees.rescue(state)
            ledger = stack.enter_context(Ledger(state.folder, trees.inode_of(state.output)))
            old = FormerSite.of(state, ledger, reads_all=reads_all)
            if old.foreign and not force:
                raise unusable(output, _foreign(old.foreign), f"{ANOTHER}, or pass --force to delete them")
            is_new = old.is_known and not state.spare.exists()
            linked = stack.enter_context(linked_beside(state)) if is_new and can_copy(jobs) else None
            site = Publication(state, ledger, old, is_careful=is_careful, linked=linked)
        yield site


def _foreign(paths: tuple[str, ...]) -> str:
    names = ", ".join(map(quoted, paths[:3]))
    return f"holds files that shortsite did not make: {names}" + (f" and {len(paths) - 3} more" if paths[3:] else "")


def _usable(output: Path) -> Path:
    """The folder's absolute path; raises SiteError where not even ``force`` may replace it."""
    if output.is_symlink():
        target = quoted(str(output.readlink()), 200)
        raise unusable(output, f"is a symbolic link to {target}", "name the folder that it leads to")
    if output.exists() and not output.is_dir():
        raise unusable(output, "is not a folder", ANOTHER)
    path = output.resolve()
    for name, place in (("current", Path.cwd()), ("home", Path(os.path.expanduser("~")).resolve())):
        if path in {place, *place.parents}:
            raise unusable(output, f"is the {name} folder, or holds it", ANOTHER)
    for name in PRECIOUS:
        if os.path.lexists(path / name):
            raise unusable(output, f"holds {name}, so it is no output folder", ANOTHER)
    return path
