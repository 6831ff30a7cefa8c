"""How well and how fast related papers are found: ``python benchmarks/related.py ARCHIVE``.

Prints P@5, the share of the related papers that share a rare keyword (one that at most 5 % of all papers have), over
the papers that have such a keyword; the same by words alone, without the help of keywords; and the CPU time.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

from shortsite.cache import Store
from shortsite.config import load_config
from shortsite.link import link_content
from shortsite.load import load_content
from shortsite.model import Archive
from shortsite.related import MOST, related_papers

RARE = 0.05


def read(root: Path) -> Archive:
    """The archive in the folder, as far as it is sound."""
    config, _ = load_config(root)
    content, _ = load_content(config, 1, Store.open(None))
    return link_content(content, config)[0]


def without_keywords(archive: Archive) -> Archive:
    """The same papers, told apart by nothing but words, authors, venues and links."""
    kept = {key: () if key[0] == "keyword" else slugs for key, slugs in archive.terms_of.items()}
    return replace(archive, terms_of=kept)


def precision(archive: Archive, told: Archive) -> float:
    """P@5 of what is found for ``told``, judged by the keywords of ``archive``."""
    most = RARE * len(archive.papers)
    rare = {slug for slug, term in archive.terms["keyword"].items() if 1 < len(term.papers) <= most}
    hits = asked = 0
    for paper, related in related_papers(told).items():
        own = rare.intersection(archive.terms_of["keyword", paper])
        if own:
            asked += MOST
            hits += sum(not own.isdisjoint(archive.terms_of["keyword", other.paper]) for other in related)
    return hits / asked if asked else 0.0


def main() -> None:
    """Measure the archive that is named."""
    archive = read(Path(sys.argv[1]))
    start = time.process_time()
    related_papers(archive)
    seconds = time.process_time() - start
    print(f"papers {len(archive.papers)}, CPU {seconds:.2f} s")
    print(f"P@5 {precision(archive, archive):.3f}, by words alone {precision(archive, without_keywords(archive)):.3f}")


if __name__ == "__main__":
    main()
