"""The spare tree while it is brought forward to the state that will be published.

What did not change is shared with the published tree: hard links of one file. Bytes go into new files only, since an
old one may be the published one too. So no build ever writes to what readers see.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from stat import S_ISDIR

from shortsite import trees
from shortsite.beside import beside, end_with
from shortsite.claims import folders_above
from shortsite.ledger import Entry
from shortsite.trees import State

#: What ``link`` says where a file system, or its owner's rights, allow no hard link.
NO_LINK = frozenset({errno.EPERM, errno.EACCES, errno.EMLINK, errno.EXDEV, errno.EOPNOTSUPP, errno.ENOSYS})
#: What ``open`` and ``link`` say where the folder is not there, or a file stands in its place.
_NO_FOLDER = frozenset({errno.ENOENT, errno.ENOTDIR})
#: What is in the way of a file is cleared away so many times. Only where two outputs of a site are in one place, which
#: the publication refuses in the end, may another process put something there again.
_TRIES = 4


#: Waits for ``linked_beside``; None where nobody makes links.
Linked = Callable[[], bool] | None


def begin(state: State) -> None:
    """Note that the spare tree is being changed from now on, and see that there is one."""
    state.mark.touch()
    state.spare.mkdir(exist_ok=True)


@contextmanager
def linked_beside(state: State) -> Iterator[Linked]:
    """Have another process make the spare tree, which is not there yet, while this one finds out what has changed.

    It links to all files of the published tree, none of which may be written in the spare one but as a new file. What
    it gets waits for that process, and tells whether it came to its end.
    """
    begin(state)
    parent = os.getpid()

    def work() -> bool:
        end_with(parent)
        _link_all(os.fspath(state.output), os.fspath(state.spare))
        return True

    with beside(work) as told:
        yield lambda: told() is True


def _link_all(output: str, spare: str) -> None:
    todo = [""]
    while todo:
        with os.scandir(f"{output}/{todo[-1]}") as entries:
            prefix = todo.pop()
            for entry in entries:
                path = prefix + entry.name
                # this process's parent may have been there before
                with suppress(FileExistsError):
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(f"{path}/")
                        os.mkdir(f"{spare}/{path}")
                    else:
                        os.link(entry.path, f"{spare}/{path}", follow_symlinks=False)


def is_folder(path: str) -> bool:
    """Whether a folder is there, and no link to one; raises OSError where nobody can tell, since much depends on it."""
    try:
        return S_ISDIR(os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


class Spare:
    """A spare tree that is being changed.

    ``behind`` are the paths at which it differs from the published tree, as far as that is known. Where it isn't, the
    tree is walked: it keeps the files that it shares with the published tree (``shared``), which equal inodes prove;
    whatever else an earlier build or a killed one left in it is removed.
    """

    def __init__(
        self,
        state: State,
        behind: Collection[str] | None,
        shared: Callable[[], Mapping[str, Entry]],
        linked: Linked = None,
    ) -> None:
        begin(state)
        self._root = f"{state.spare}/"
        self._output = f"{state.output}/"
        self._linked_beside, self._shared = linked, shared
        if linked:
            self._missing = set[str]()
        else:
            self._missing = set(self._purged(state, shared()) if behind is None else self._without(behind))

    def settle(self) -> None:
        """Wait for the process that makes links beside this one, and see to what it has not done."""
        linked, self._linked_beside = self._linked_beside, None
        if linked and not linked():
            self._missing |= {path for path in self._shared() if not os.path.lexists(self._root + path)}

    def write(self, path: str, data: bytes, digest: str) -> Entry:
        """Write a file that differs from the published one."""
        target = self._created(path)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(target, rest) :]
            stat = os.fstat(target)
        finally:
            os.close(target)
        return Entry(digest, stat.st_size, stat.st_mtime_ns, stat.st_ino)

    def wrote(self, path: str) -> None:
        """Know that a file was written here, maybe by a copy of this process: it is not missing any more."""
        self._missing.discard(path)

    def complete(self, is_kept: Callable[[str], bool], gone: Iterable[str]) -> None:
        """Remove what the site does not have any more, and take what is missing from the published tree."""
        self.settle()
        for path in gone:
            self._remove(path)
        for path in sorted(self._missing):
            if is_kept(path):
                self._link(path)
        self._missing.clear()

    def _without(self, behind: Collection[str]) -> Collection[str]:
        for path in behind:
            self._remove(path)
        return behind

    def _purged(self, state: State, shared: Mapping[str, Entry]) -> Iterator[str]:
        """The paths that the tree lacks, once all is removed from it that it does not share."""
        tree = trees.walk(state.spare)
        there = set()
        for path, found in tree.files.items():
            if path in shared and shared[path].inode == found.inode():
                there.add(path)
            else:
                os.unlink(found)
        for folder in sorted(tree.folders, reverse=True):
            with suppress(OSError):  # it is in use
                os.rmdir(self._root + folder)
        return (path for path in shared if path not in there)

    def _created(self, path: str) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        for _ in range(_TRIES):
            try:
                return os.open(self._root + path, flags, 0o666)
            except FileExistsError:
                self._clear(path)
            except OSError as fault:
                if fault.errno not in _NO_FOLDER:
                    raise
                self._make_folders(path)
        return os.open(self._root + path, flags, 0o666)

    def _link(self, path: str) -> None:
        try:
            self._linked(path)
        except OSError as fault:
            if fault.errno not in _NO_FOLDER:
                raise
            self._make_folders(path)
            self._linked(path)

    def _linked(self, path: str) -> None:
        try:
            os.link(self._output + path, self._root + path, follow_symlinks=False)
        except OSError as fault:
            if fault.errno not in NO_LINK:
                raise
            shutil.copy2(self._output + path, self._root + path)

    def _make_folders(self, path: str) -> None:
        """See that the folders above the path are there, whatever stands in their place."""
        for folder in reversed([*folders_above(path)]):
            try:
                os.mkdir(self._root + folder)
            except FileExistsError:
                if not is_folder(self._root + folder):
                    self._clear(folder)
                    with suppress(FileExistsError):
                        os.mkdir(self._root + folder)

    def _clear(self, path: str) -> None:
        """Remove what is at the path: a file, or a folder of the old site, whose files are gone from the new one."""
        with suppress(FileNotFoundError):
            if is_folder(self._root + path):
                self.settle()
                shutil.rmtree(self._root + path)
            else:
                os.unlink(self._root + path)

    def _remove(self, path: str) -> None:
        """Remove a file, and the folders above it that are empty then."""
        try:
            os.unlink(self._root + path)
        except (FileNotFoundError, NotADirectoryError):
            pass
        except (IsADirectoryError, PermissionError):
            if not is_folder(self._root + path):
                raise
        for folder in folders_above(path):
            try:
                os.rmdir(self._root + folder)
            except OSError:
                break
