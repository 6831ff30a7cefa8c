"""Excerpts of source lines in a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from shortsite.excerpts import excerpt, source_lines
from shortsite.problems import Place


def shown(line: str, column: int, columns: int = 80) -> list[str]:
    return list(excerpt(Place("a.md", 1, column), [line], columns))


@pytest.mark.parametrize(
    ("line", "column", "source", "caret"),
    [
        ("year: MMXX", 7, "year: MMXX", "      ^"),
        ("x", 1, "x", "^"),
        ("no end", 7, "no end", "      ^"),
        ("\tindented", 2, " indented", " ^"),
        ("深い学習 x", 6, "深い学習 x", "         ^"),
        ("e\u0301te\u0301 x", 7, "e\u0301te\u0301 x", "    ^"),
        ("a\x1b[31m\x07b", 7, "a\ufffd[31m\ufffdb", "      ^"),
        ("a\u202eb", 3, "a\ufffdb", "  ^"),
    ],
)
def test_the_caret_is_below_the_column(line: str, column: int, source: str, caret: str) -> None:
    assert [f"     1 | {source}", f"       | {caret}"] == shown(line, column)


def test_of_a_long_line_the_part_around_the_place_is_shown() -> None:
    source, caret = shown("a" * 500 + "!" + "b" * 500, 501, columns=70)
    assert [f"     1 | …{'a' * 19}!{'b' * 39}", f"       | {' ' * 20}^"] == [source, caret]
    wide, caret = shown("深" * 500, 250, columns=70)
    assert "     1 | …" + "深" * 29 == wide
    assert f"       | {' ' * 39}^" == caret


@pytest.mark.parametrize(("line", "lines"), [(1, [""]), (1, []), (3, ["a", "b"]), (1, ["  \t"])])
def test_where_there_is_nothing_nothing_is_shown(line: int, lines: list[str]) -> None:
    assert [] == list(excerpt(Place("a.md", line), lines, 80))


def test_lines_end_as_the_records_reader_ends_them(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("\ufeffa\r\nb\rc\u2028d\x0ce\n".encode())
    assert ["a", "b", "c\u2028d\x0ce", ""] == list(source_lines(tmp_path.resolve(), "a.md"))


def test_bytes_that_are_not_utf_8_are_shown_as_signs(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("Größe".encode("latin-1"))
    assert ["Gr\ufffd\ufffde"] == list(source_lines(tmp_path.resolve(), "a.md"))


def test_nothing_but_texts_of_the_archive_is_read(tmp_path: Path) -> None:
    root = (tmp_path / "archive").resolve()
    (root / "real").mkdir(parents=True)
    (root / "real" / "a.md").write_text("fine")
    (tmp_path / "secret").write_text("secret")
    (root / "link.md").symlink_to(tmp_path / "secret")
    (root / "loop.md").symlink_to(root / "loop.md")
    (root / "folder").symlink_to(root / "real")
    (root / "picture.png").write_bytes(b"\x89PNG\r\n\0\0")
    (root / "large.md").write_bytes(b"x" * 1_048_577)
    assert ["fine"] == list(source_lines(root, "real/a.md"))
    others = ["link.md", "loop.md", "folder/a.md", "../secret", str(tmp_path / "secret"), "picture.png", "large.md"]
    assert [[]] * 10 == [list(source_lines(root, path)) for path in (*others, "gone.md", "real", "a\0b")]
