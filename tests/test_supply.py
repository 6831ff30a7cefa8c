"""Each dependency has its reason, each file of others in a site its licence, and the lock file its hashes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from archives import TINY, summary
from conftest import MakeArchive
from test_docs import text_of

from shortsite.pipeline import Options, build

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads(text_of("pyproject.toml"))["project"]
DEPENDENCIES = text_of("docs/dependencies.md")


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ]", line, maxsplit=1)[0].lower() for line in requirements}


def rows(heading: str) -> list[list[str]]:
    """The rows of the table below a heading."""
    section = re.split(r"^## ", DEPENDENCIES.partition(f"## {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    table = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table]


def test_every_dependency_has_a_reason_and_a_licence() -> None:
    told = {row[0].strip("`"): row for row in rows("The program")}
    assert names(PROJECT["dependencies"]) == set(told)
    assert all(len(row) == 3 and all(row) for row in told.values())


def test_every_package_of_an_extra_has_a_reason_and_a_licence() -> None:
    extras = {extra: names(lines) for extra, lines in PROJECT["optional-dependencies"].items() if extra != "dev"}
    told = {(row[0].strip("`"), extra) for row in rows("Extras") for extra in re.findall(r"`([a-z]+)`", row[1])}
    assert {(name, extra) for extra, found in extras.items() for name in found} == told


def test_a_site_carries_nothing_of_others_that_is_not_listed(make_archive: MakeArchive) -> None:
    text = "$x^2$ and\n\n```python\nx = 1\n```\n"
    root = make_archive({**TINY, "content/summaries/byron-2020-a-paper/math.md": summary("byron-2020-a-paper", text)})
    built = build(Options(root=root, jobs=1, full_text=True))
    themes = {file.read_bytes() for file in (ROOT / "themes").rglob("*") if file.is_file()}
    listed = tuple(path for row in rows("What a built site carries") for path in re.findall(r"`([^`]+)`", row[0]))
    own = ("static/math.",)  # the style sheet that names the font
    code = (".js", ".mjs", ".css", ".wasm", ".woff", ".woff2", ".ttf", ".otf", ".pagefind")
    unlisted = [
        path
        for file in built.output.rglob("*")
        if file.suffix in code
        and not (path := file.relative_to(built.output).as_posix()).startswith((*listed, *own))
        and file.read_bytes() not in themes
    ]
    assert [] == unlisted


def test_the_lock_file_has_every_dependency_with_hashes_and_names_no_index() -> None:
    lock = text_of(".ci/lock.txt")
    packages = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in package for package in packages)
    locked = {re.split(r"[=\[ ]", package, maxsplit=1)[0].lower() for package in packages}
    wanted = names(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"])
    assert set() == {name.replace("_", "-") for name in wanted} - locked
    assert "://" not in lock
    assert "index" not in re.sub(r"#.*", "", lock)


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:tests|benchmarks)/[\w./]+)`", text_of("docs/security.md"))))
)
def test_what_holds_the_defences_is_there(path: str) -> None:
    assert (ROOT / path).exists()
