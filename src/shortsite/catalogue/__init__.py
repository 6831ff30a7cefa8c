"""The catalogue of an archive: which papers, texts, venues and contributors are there, read quickly.

Nothing is converted and nothing is reported: a file that cannot be read is passed over, but its name counts as taken.
Whoever wants more reads the archive by the pipeline.
"""

from shortsite.catalogue.catalogue import (
    Catalogue,
    ListedContributor,
    ListedPaper,
    ListedText,
    identifier_name,
    is_near,
    read_catalogue,
)
from shortsite.titles import fold_title

__all__ = [
    "Catalogue",
    "ListedContributor",
    "ListedPaper",
    "ListedText",
    "fold_title",
    "identifier_name",
    "is_near",
    "read_catalogue",
]
