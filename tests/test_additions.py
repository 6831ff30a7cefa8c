"""New files are written whole, once, inside of content/, and never over anything."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortsite.additions import Addition, AdditionError, replace_text, state_of, write_additions

PAPER = Addition("content/papers/a.yml", "title: Ünïcode\n")


def test_a_file_that_is_not_there_is_written_with_its_folders(tmp_path: Path) -> None:
    assert "new" == state_of(PAPER, tmp_path)
    assert [PAPER.path] == write_additions([PAPER], tmp_path)
    assert PAPER.text == (tmp_path / PAPER.path).read_text(encoding="utf-8")
    assert "same" == state_of(PAPER, tmp_path)
    assert ["content", "content/papers", PAPER.path] == sorted(
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")
    )


def test_where_no_links_can_be_made_it_is_written_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    assert [PAPER.path] == write_additions([PAPER], tmp_path)
    assert PAPER.text == (tmp_path / PAPER.path).read_text(encoding="utf-8")
    assert [] == write_additions([Addition(PAPER.path, "title: Another\n")], tmp_path)
    assert PAPER.text == (tmp_path / PAPER.path).read_text(encoding="utf-8")
    assert ["a.yml"] == [path.name for path in (tmp_path / "content" / "papers").iterdir()]


def test_what_is_there_stays_as_it_is(tmp_path: Path) -> None:
    other = Addition(PAPER.path, "title: Another\n")
    summary = Addition("content/summaries/a/ann.md", "---\n---\n")
    write_additions([PAPER], tmp_path)
    assert "differs" == state_of(other, tmp_path)
    assert [summary.path] == write_additions([other, summary, PAPER], tmp_path)
    assert PAPER.text == (tmp_path / PAPER.path).read_text(encoding="utf-8")


def test_a_folder_in_the_file_s_place_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / PAPER.path).mkdir(parents=True)
    assert "differs" == state_of(PAPER, tmp_path)
    assert [] == write_additions([PAPER], tmp_path)


@pytest.mark.parametrize(
    "path",
    [
        "config.yml",
        "content",
        "content/",
        "/etc/passwd",
        "/content/papers/a.yml",
        "content/../config.yml",
        "content/papers/../../x",
        "content//papers/a.yml",
        "./content/papers/a.yml",
        "content/./a.yml",
        "content/.hidden/a.yml",
        "content/papers/.a.yml",
        "content/papers/a\0.yml",
        "content/papers/a\n.yml",
        "content/papers/a\\..\\b.yml",
        "content/papers/c:a.yml",
        "content/papers/a.yml ",
        "themes/default/x.html",
        ".github/workflows/x.yml",
        "",
    ],
)
def test_no_other_path_is_written_to(tmp_path: Path, path: str) -> None:
    with pytest.raises(AdditionError, match="is no path below content/"):
        write_additions([PAPER, Addition(path, "x")], tmp_path)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("link", ["content", "content/papers"])
def test_nothing_is_written_through_a_link(tmp_path: Path, link: str) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (root / link).parent.mkdir(parents=True)
    (root / link).symlink_to(elsewhere)
    with pytest.raises(AdditionError, match=f"{link} is a link and no folder"):
        write_additions([PAPER], root)
    assert [] == list(elsewhere.iterdir())


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "content").write_text("x")
    with pytest.raises(AdditionError, match="content is a file and no folder"):
        write_additions([PAPER], tmp_path)


def test_a_link_in_the_file_s_place_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "target"
    (tmp_path / "content/papers").mkdir(parents=True)
    (tmp_path / PAPER.path).symlink_to(target)
    assert "differs" == state_of(PAPER, tmp_path)
    assert [] == write_additions([PAPER], tmp_path)
    with pytest.raises(AdditionError, match="is a link"):
        replace_text(PAPER, tmp_path)
    assert not target.exists()


def test_a_folder_that_may_not_be_written_to_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    with pytest.raises(AdditionError, match="cannot be written: File name too long"):
        write_additions([Addition(f"content/papers/{'a' * 300}.yml", "x")], tmp_path)


def test_a_text_can_be_replaced_on_purpose(tmp_path: Path) -> None:
    write_additions([PAPER], tmp_path)
    replace_text(Addition(PAPER.path, "title: Another\n"), tmp_path)
    assert "title: Another\n" == (tmp_path / PAPER.path).read_text()
    assert ["a.yml"] == [file.name for file in (tmp_path / "content/papers").iterdir()]


@given(st.text(max_size=40).map(lambda text: f"content/{text}"))
def test_a_path_is_refused_or_lies_inside_of_content(path: str) -> None:
    root = Path("/nonexistent/archive")
    try:
        state_of(Addition(path, ""), root)
    except AdditionError:
        return
    inside = (root / path).resolve()
    assert inside.is_relative_to(root / "content")
    assert inside != root / "content"
