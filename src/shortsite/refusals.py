"""What is said where an output folder cannot be used or written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
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


def unusable(output: Path, reason: str, hint: str = "") -> SiteError:
    """The error of an output folder that cannot be used."""
    return SiteError([Problem(Place(str(output)), "SS080", reason, hint)])


def in_use(output: Path) -> SiteError:
    """The error of an output folder to which somebody else writes at this time."""
    return unusable(output, "another build is writing here", "wait until it has ended")
