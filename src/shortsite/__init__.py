"""shortsite: an archive of paper summaries, kept in git, published as a static site."""

__version__ = "0.1.0"
