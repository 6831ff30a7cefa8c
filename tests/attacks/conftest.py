"""One archive of all attacks, built once, and the browser that opens its pages."""

from __future__ import annotations

import pytest
from archives import write_archive

from attacks.corpus import Attack, archive, attacks
from shortsite.pipeline import Built, Options, build


@pytest.fixture(scope="session")
def corpus() -> dict[int, Attack]:
    """The attacks by number."""
    return {attack.number: attack for attack in attacks()}


@pytest.fixture(scope="session")
def attacked(corpus: dict[int, Attack], tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The archive of all attacks, published as far as it is sound."""
    root = write_archive(tmp_path_factory.mktemp("attacked"), dict(archive(list(corpus.values()))))
    return build(Options(root=root, jobs=1, keep_going=True, use_cache=False, full_text=True))
