"""A new archive is sound, can be published, and is put into no folder that holds somebody's work."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from shortsite import __version__
from shortsite.init import STARTER, starter_files, write_archive
from shortsite.pipeline import Options, build, check


def paths(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def test_a_new_archive_has_no_problem_at_all(tmp_path: Path) -> None:
    write_archive(tmp_path)
    assert () == check(Options(root=tmp_path))


def test_a_new_archive_can_be_published(tmp_path: Path) -> None:
    write_archive(tmp_path)
    built = build(Options(root=tmp_path, strict=True))
    page = (built.output / "paper/zhang-2017-understanding-deep-learning/index.html").read_text(encoding="utf-8")
    assert "<math" in page
    assert 'id="first-desk"' in page
    assert (built.output / "feed.xml").is_file()


def test_every_file_of_the_starter_is_written_and_named(tmp_path: Path) -> None:
    written = write_archive(tmp_path / "new" / "archive")
    new = tmp_path / "new" / "archive"
    assert paths(STARTER) | {".github/requirements.txt"} == {path.relative_to(new).as_posix() for path in written}
    assert {"config.yml", ".gitignore", "README.md", ".github/workflows/deploy.yml"} < paths(
        tmp_path / "new" / "archive"
    )


def test_the_workflows_install_the_version_that_made_the_archive(tmp_path: Path) -> None:
    write_archive(tmp_path)
    assert f"shortsite[cards,math,search]=={__version__}" in (tmp_path / ".github/requirements.txt").read_text()


def test_what_shortsite_makes_is_not_tracked(tmp_path: Path) -> None:
    write_archive(tmp_path)
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    before = untracked(tmp_path)
    build(Options(root=tmp_path))
    assert before == untracked(tmp_path)


def untracked(folder: Path) -> str:
    command = ["git", "-C", folder, "status", "--porcelain", "--untracked-files=all"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_the_ids_of_feeds_do_not_hang_on_the_address(tmp_path: Path) -> None:
    write_archive(tmp_path)
    assert "example.org,2026" == yaml.safe_load((tmp_path / "config.yml").read_text())["feed_id"]


def test_a_repository_that_was_just_made_may_take_the_archive(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "LICENSE.txt").touch()
    (tmp_path / "Readme.md").touch()
    (tmp_path / "README.md").write_text("mine")
    assert tmp_path / "README.md" not in write_archive(tmp_path)
    assert "mine" == (tmp_path / "README.md").read_text()


@pytest.mark.parametrize("name", ["config.yml", "notes.txt", "content", "READMEFIRST", ".bashrc"])
def test_a_folder_with_somebodys_work_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(FileExistsError, match=f"is not empty: it holds '{re.escape(name)}'"):
        write_archive(tmp_path)
    assert {name} == paths(tmp_path)


def test_a_file_is_no_folder_for_an_archive(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError, match="is not a folder"):
        write_archive(tmp_path / "file")


def test_the_command_names_what_it_wrote_and_refuses_to_do_it_twice(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "shortsite", "-C", tmp_path / "new", "init"]
    first = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (0, {str(tmp_path / "new" / path) for path, _ in starter_files()}) == (
        first.returncode,
        set(first.stdout.splitlines()),
    )
    assert f"shortsite -C {tmp_path / 'new'} serve" in first.stderr
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (2, "") == (second.returncode, second.stdout)
    assert "is not empty" in second.stderr


def test_a_folder_that_cannot_be_made_is_wrong_usage() -> None:
    command = [sys.executable, "-m", "shortsite", "init", "/dev/null/new"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (2, "") == (ended.returncode, ended.stdout)
    assert "Traceback" not in ended.stderr
