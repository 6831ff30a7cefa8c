"""``python -m shortsite`` is the command ``shortsite``."""

from shortsite.cli import main

if __name__ == "__main__":
    main()
