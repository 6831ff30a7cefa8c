"""The links out of an archive: found, asked for, reported."""
