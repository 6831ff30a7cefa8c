"""``python -m shortsite`` is the command ``shortsite``."""

import os
import sys

from shortsite.cli import main

_STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


def _open_streams() -> None:
    """Let those of the standard streams that are closed lead nowhere, before a file takes the number of one."""
    while (number := os.open(os.devnull, os.O_RDWR)) < len(_STREAMS):
        os.set_inheritable(number, True)  # noqa: FBT003
    os.close(number)
    for number, (name, mode) in enumerate(_STREAMS):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8"))


def run() -> None:
    """The command, and the end of the process: taking apart what is in memory can take as long as a rebuild."""
    _open_streams()
    main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    run()
