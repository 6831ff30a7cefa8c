"""``python -m shortsite`` is the command ``shortsite``."""

import os
import sys

from shortsite.cli import main


def run() -> None:
    """The command, and the end of the process: taking apart what is in memory can take as long as a rebuild."""
    main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    run()
