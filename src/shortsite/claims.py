"""Which places of a site are taken: no two files may be in one, nor a file where a folder is."""

from __future__ import annotations

from collections.abc import Iterator


class ClashError(ValueError):
    """Two files of a site are in one place, or as good as."""


class Claims:
    """The places of a site that are taken, by files and by folders."""

    def __init__(self, *, is_careful: bool) -> None:
        self._is_careful = is_careful
        self._files: set[str] = set()
        self._folders: set[str] = {""}
        self._folded: set[str] = set()

    def claim(self, path: str) -> None:
        """Note that the site has a file at ``path``; ClashError or ValueError if it cannot have one there."""
        check_path(path)
        folded = path.casefold()
        if path in self._files or path in self._folders or (self._is_careful and folded in self._folded):
            message = f"two files of the site are at {path!r}"
            raise ClashError(message)
        for folder in folders_above(path):
            if folder in self._folders:
                break
            if folder in self._files:
                message = f"{folder!r} is a file of the site and a folder, of {path!r}"
                raise ClashError(message)
            self._folders.add(folder)
        self._files.add(path)
        if self._is_careful:
            self._folded.add(path if folded == path else folded)


def check_path(path: str) -> None:
    """Raises ValueError for a path that no file of a site may have."""
    if not path or "\0" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
        message = f"not a path within a site: {path!r}"
        raise ValueError(message)


def folders_above(path: str) -> Iterator[str]:
    """``a/b``, then ``a``, for ``a/b/c``."""
    while path := path.rpartition("/")[0]:
        yield path
