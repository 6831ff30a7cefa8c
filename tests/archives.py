"""Tiny archives for tests: their files as text, and each stage's result for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from shortsite.cache import Store
from shortsite.config import Config, load_config
from shortsite.link import link_content
from shortsite.load import load_content
from shortsite.model import Archive, Content, Output
from shortsite.pages import KINDS, Kind, plan_site
from shortsite.problems import Problem, refuse
from shortsite.render import render_site
from shortsite.theme import load_theme
from shortsite.views import Views

URL = "https://toy.example.org/"
CONFIG = f'title: Toy archive\nurl: "{URL}"\nfeed_id: "toy.example.org,2026"\n'


def record(**fields: Any) -> str:
    """A record as YAML."""
    return yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=10_000)


def paper(title: str = "A paper", year: int = 2020, **fields: Any) -> str:
    """The text of a paper's file."""
    return record(**{"title": title, "authors": ["Ada Byron"], "year": year, **fields})


def summary(of: str, text: str = "Some words.", author: str = "ann", date: str = "2026-03-01", **fields: Any) -> str:
    """The text of a summary's file."""
    return f"---\n{record(paper=of, author=author, date=date, **fields)}---\n{text}\n"


TINY = {
    "content/papers/byron-2020-a-paper.yml": paper(),
    "content/summaries/byron-2020-a-paper/ann.md": summary("byron-2020-a-paper", tldr="A few words."),
}


def write_archive(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the files below ``root``, with a configuration and an empty ``content/`` where they give none."""
    (root / "content").mkdir(parents=True, exist_ok=True)
    if not (root / "config.yml").exists():
        (root / "config.yml").write_text(CONFIG, encoding="utf-8")
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def add_paper(root: Path, paper_id: str, **fields: Any) -> Path:
    """Add a paper to the archive."""
    return write_archive(root, {f"content/papers/{paper_id}.yml": paper(**fields)})


def add_summary(root: Path, of: str, stem: str, **fields: Any) -> Path:
    """Add a summary to the archive."""
    return write_archive(root, {f"content/summaries/{of}/{stem}.md": summary(of, **fields)})


# The stages, one after another, in this process and without a cache


def config_of(root: Path) -> Config:
    """The archive's configuration, which must be sound."""
    config, problems = load_config(root)
    assert [] == problems
    return config


def loaded(root: Path) -> tuple[Content, list[Problem]]:
    """The records of the archive, and the problems of its files."""
    return load_content(config_of(root), 1, Store.open(None))


def linked(root: Path, *, drafts: bool = False) -> tuple[Archive, list[Problem]]:
    """The archive with all problems up to there."""
    content, problems = loaded(root)
    archive, found = link_content(content, config_of(root), drafts=drafts)
    return archive, problems + found


def viewed(root: Path) -> Views:
    """The views of what is sound."""
    return Views(linked(root)[0], config_of(root))


def planned(root: Path, kinds: Sequence[Kind] = KINDS) -> tuple[list[Output], list[Problem]]:
    """The outputs of the site, without the theme's files, and the problems of the plan alone."""
    return plan_site(viewed(root), (), kinds)


def rendered(root: Path) -> dict[str, bytes]:
    """The files of the site by path; the archive must be sound."""
    archive, problems = linked(root)
    assert [] == [str(problem) for problem in problems if problem.severity == "error"]
    views = Views(archive, config_of(root))
    theme, problems = load_theme(root, views.config.theme)
    refuse(problems)
    outputs, problems = plan_site(views, tuple(theme.static.values()))
    assert [] == problems
    return {file.path: file.data for file in render_site(outputs, views, theme, Store.open(None))}


def codes(problems: Sequence[Problem]) -> list[str]:
    """``code path:line:column`` of each problem, sorted by place."""
    return [f"{problem.code} {problem.place}" for problem in sorted(problems)]
