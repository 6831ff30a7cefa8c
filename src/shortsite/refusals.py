"""What is said where an output folder cannot be used or written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

from shortsite.problems import Place, Problem, SiteError, quoted

ANOTHER = "choose another output folder"


@contextmanager
def reported(output: Path) -> Iterator[None]:
    """Turn what the system refuses into a problem of the output folder."""
    try:
        yield
    except BlockingIOError:
        raise in_use(output) from None
    except OSError as error:
        where = f" ({quoted(os.fsdecode(error.filename), 200)})" if isinstance(error.filename, str | bytes) else ""
        raise unusable(output, f"cannot be written: {error.strerror or error}{where}", ANOTHER) from error


def refuse_links(root: Path, output: Path) -> None:
    """Raise SiteError where the way from an archive to the output folder of its configuration leads through a link.

    Whoever sent the link may have it lead to another's folder.
    """
    below = takewhile(lambda folder: folder != root, output.parents)
    if any(folder.is_symlink() for folder in below):
        raise unusable(output, "lies behind a link", "name the folder that it leads to with --output")


def unusable(output: Path, reason: str, hint: str = "") -> SiteError:
    """The error of an output folder that cannot be used."""
    return SiteError([Problem(Place(str(output)), "SS080", reason, hint)])


def in_use(output: Path) -> SiteError:
    """The error of an output folder to which somebody else writes at this time."""
    return unusable(output, "another build is writing here", "wait until it has ended")
