"""Stage 5: publish the files of a site, all or nothing.

There are two trees: the published one and a spare. A build that meets a difference brings the spare forward (what
did not change is hard-linked from the published tree, so it keeps its inode and mtime) and then the two change
places in one system call. A build killed before that leaves the old site, one killed after it the new.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from shortsite import trees
from shortsite.model import File
from shortsite.problems import Place, Problem, SiteError, quoted
from shortsite.seals import identity
from shortsite.trees import Entry, Published, State

#: What ``link`` says where a file system, or its owner's rights, allow no hard link.
NO_LINK = frozenset({errno.EPERM, errno.EACCES, errno.EMLINK, errno.EXDEV, errno.EOPNOTSUPP, errno.ENOSYS})

#: A folder that holds one of these is somebody's work, never an output folder.
PRECIOUS = (".git", "config.yml")

ANOTHER = "choose another output folder"


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did: files in the site, files written or renewed, files of the old site that are gone.

    ``folders`` are the paths of the site's folders, itself included, and ``tree`` is the published one's identity.
    """

    files: int
    changed: int
    removed: int
    folders: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    tree: tuple[int, ...] = field(default=(), compare=False, repr=False)


def write_site(files: Iterable[File], output: Path, force: bool = False, *, read_all: bool = False) -> Written:
    """Make ``output`` hold exactly these files, which may be a stream that is rendered meanwhile.

    What did not change keeps its inode and mtime; if nothing did, nothing is touched. Whatever is raised, also by
    the stream, leaves the published folder as it was. ``force`` deletes files that shortsite did not make. The bytes of
    published files are read only where their times differ from those that were noted, unless ``read_all`` asks for it.

    Raises SiteError (SS080) where the folder cannot be used, ValueError for paths that no site may have: absolute
    ones, ``..``, one path twice, one path for a file and a folder.
    """
    with ExitStack() as stack:
        with _reported(output):
            state = State(_usable(output))
            stack.enter_context(trees.locked(state))
            trees.rescue(state)
            published = trees.published(state, read_all=read_all)
            if published.foreign and not force:
                raise _unusable(output, _foreign(published.foreign), f"{ANOTHER}, or pass --force to delete them")
            build = _Build(state, published)
        for file in files:
            with _reported(output):
                build.add(file)
        with _reported(output):
            return build.finish()


def _unusable(output: Path, reason: str, hint: str = "") -> SiteError:
    return SiteError([Problem(Place(str(output)), "SS080", reason, hint)])


def _foreign(paths: tuple[str, ...]) -> str:
    names = ", ".join(map(quoted, paths[:3]))
    return f"holds files that shortsite did not make: {names}" + (f" and {len(paths) - 3} more" if paths[3:] else "")


@contextmanager
def _reported(output: Path) -> Iterator[None]:
    """Turn what the system refuses into a problem of the output folder."""
    try:
        yield
    except BlockingIOError:
        raise _unusable(output, "another build is writing here", "wait until it has ended") from None
    except OSError as error:
        where = f" ({quoted(os.fsdecode(error.filename), 200)})" if isinstance(error.filename, str | bytes) else ""
        raise _unusable(output, f"cannot be written: {error.strerror or error}{where}", ANOTHER) from error


def _usable(output: Path) -> Path:
    """The folder's absolute path; raises SiteError where not even ``force`` may replace it."""
    if output.is_symlink():
        target = quoted(str(output.readlink()), 200)
        raise _unusable(output, f"is a symbolic link to {target}", "name the folder that it leads to")
    if output.exists() and not output.is_dir():
        raise _unusable(output, "is not a folder", ANOTHER)
    path = output.resolve()
    for name, place in (("current", Path.cwd()), ("home", Path(os.path.expanduser("~")).resolve())):
        if path in {place, *place.parents}:
            raise _unusable(output, f"is the {name} folder, or holds it", ANOTHER)
    for name in PRECIOUS:
        if os.path.lexists(path / name):
            raise _unusable(output, f"holds {name}, so it is no output folder", ANOTHER)
    return path


class _Build:
    """One write under way: the site's files as they come, compared with the published ones."""

    def __init__(self, state: State, published: Published) -> None:
        self._state = state
        self._published = published
        self._entries: dict[str, Entry] = {}
        self._folders = {""}
        self._spare: _Spare | None = None
        self._changed = 0

    def add(self, file: File) -> None:
        """Take the next file of the site; only one that differs from the published one is written."""
        self._claim(file.path)
        digest = trees.digest_of(file.data)
        known = self._published.ours.get(file.path)
        if known is None or known.digest != digest:
            known = self._started().write(file.path, file.data, digest)
            self._changed += 1
        self._entries[file.path] = known

    def finish(self) -> Written:
        """Publish the site, if it differs from the published one at all."""
        old = self._published
        gone = {*old.ours, *old.foreign} - self._entries.keys()
        if self._changed or gone or old.foreign or not self._state.output.exists():
            self._publish()
        elif not old.is_recorded:
            trees.save_manifest(self._state, self._state.output, self._entries)
        tree = identity(os.fspath(self._state.output))
        return Written(len(self._entries), self._changed, len(gone), frozenset(self._folders), tree)

    def _publish(self) -> None:
        self._started().complete(self._entries, self._folders)
        trees.save_manifest(self._state, self._state.spare, self._entries)
        trees.publish(self._state)
        trees.forget_other_manifests(self._state)
        if self._published.foreign:
            shutil.rmtree(self._state.spare)

    def _started(self) -> _Spare:
        self._spare = self._spare or _Spare(self._state, self._published.ours)
        return self._spare

    def _claim(self, path: str) -> None:
        """Note that the site has a file at ``path``; ValueError if it cannot have one there."""
        if not path or "\0" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
            message = f"not a path within a site: {path!r}"
            raise ValueError(message)
        if path in self._entries or path in self._folders:
            message = f"two files of the site are at {path!r}"
            raise ValueError(message)
        for folder in _folders_above(path):
            if folder in self._folders:
                break
            if folder in self._entries:
                message = f"{folder!r} is a file of the site and a folder, of {path!r}"
                raise ValueError(message)
            self._folders.add(folder)


class _Spare:
    """The spare tree while it is brought forward.

    It starts with the files that it shares with the published tree, which equal inodes prove; whatever else an
    earlier build or a killed one left in it is removed. So it needs no manifest, and no file is ever overwritten:
    bytes go into new files only, since an old one may be the published one too.
    """

    def __init__(self, state: State, published: Mapping[str, Entry]) -> None:
        self._root = f"{state.spare}/"
        self._output = f"{state.output}/"
        state.spare.mkdir(exist_ok=True)
        tree = trees.walk(state.spare)
        self._folders = {"", *tree.folders}
        self._files: set[str] = set()
        for path, found in tree.files.items():
            if path in published and published[path].inode == found.inode():
                self._files.add(path)
            else:
                os.unlink(found)

    def write(self, path: str, data: bytes, digest: str) -> Entry:
        """Write a file that differs from the published one."""
        self._make_room(path)
        target = os.open(self._root + path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(target, rest) :]
            stat = os.fstat(target)
        finally:
            os.close(target)
        self._files.add(path)
        return Entry(digest, stat.st_size, stat.st_mtime_ns, stat.st_ino)

    def complete(self, entries: Mapping[str, Entry], folders: set[str]) -> None:
        """Remove what the site does not have, and take what is missing from the published tree."""
        for path in self._files - entries.keys():
            os.unlink(self._root + path)
        self._files &= entries.keys()
        for path in entries.keys() - self._files:
            self._make_room(path)
            self._link(path)
        for folder in sorted(self._folders - folders, reverse=True):
            os.rmdir(self._root + folder)

    def _link(self, path: str) -> None:
        try:
            os.link(self._output + path, self._root + path, follow_symlinks=False)
        except OSError as error:
            if error.errno not in NO_LINK:
                raise
            shutil.copy2(self._output + path, self._root + path)

    def _make_room(self, path: str) -> None:
        """See that the folder of ``path`` is there and nothing is at ``path`` itself."""
        for folder in reversed([*_folders_above(path)]):
            if folder not in self._folders:
                self._remove(folder)
                os.mkdir(self._root + folder)
                self._folders.add(folder)
        self._remove(path)

    def _remove(self, path: str) -> None:
        if path in self._files:
            os.unlink(self._root + path)
            self._files.discard(path)
        elif path in self._folders:
            shutil.rmtree(self._root + path)
            self._files = {file for file in self._files if not file.startswith(path + "/")}
            self._folders = {folder for folder in self._folders if not f"{folder}/".startswith(path + "/")}


def _folders_above(path: str) -> Iterator[str]:
    """``a/b``, then ``a``, for ``a/b/c``."""
    while path := path.rpartition("/")[0]:
        yield path
