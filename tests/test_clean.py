"""Cleaning deletes what shortsite made, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from archives import CONFIG
from serving import MakeArchive

from shortsite import trees
from shortsite.clean import clean
from shortsite.pipeline import Options, build
from shortsite.problems import SiteError
from shortsite.trees import State


@pytest.fixture
def built(make_archive: MakeArchive) -> Path:
    root = make_archive()
    build(Options(root=root))
    return root


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def refusal(root: Path) -> str:
    """Why cleaning is refused; nothing may have been deleted."""
    before = sorted(root.rglob("*"))
    with pytest.raises(SiteError) as caught:
        clean(root)
    assert before == sorted(root.rglob("*"))
    (problem,) = caught.value.problems
    assert "SS080" == problem.code
    return problem.message


def test_everything_that_a_build_made_is_deleted(built: Path) -> None:
    assert {built / ".shortsite", built / "site", built / ".site.shortsite"} == set(clean(built))
    assert {"config.yml", "content"} == names(built)


def test_nothing_is_deleted_twice(built: Path) -> None:
    clean(built)
    assert () == clean(built)


def test_a_site_can_be_built_again_afterwards(built: Path) -> None:
    clean(built)
    written = build(Options(root=built)).written
    assert written.files == written.changed


def test_the_output_folder_of_the_configuration_is_meant(make_archive: MakeArchive) -> None:
    root = make_archive({"config.yml": CONFIG + "output: public/www\n"})
    (root / "site").mkdir()
    build(Options(root=root))
    clean(root)
    assert {"config.yml", "content", "public", "site"} == names(root)
    assert set() == names(root / "public")


def test_a_copy_of_a_site_that_still_has_its_state_is_known(built: Path) -> None:
    (built / "site").rename(built / "old")
    (built / "site").mkdir()
    (built / "site" / "robots.txt").write_bytes((built / "old" / "robots.txt").read_bytes())
    assert built / "site" in clean(built)


def test_a_folder_that_shortsite_did_not_make_is_left_alone(make_archive: MakeArchive) -> None:
    root = make_archive({"site/index.html": "mine"})
    assert "was not made by shortsite" == refusal(root)


def test_a_site_that_holds_somebodys_file_is_left_alone(built: Path) -> None:
    (built / "site" / "notes.txt").write_text("mine")
    assert "holds a file that shortsite did not make: 'notes.txt'" == refusal(built)


def test_a_link_in_place_of_the_site_is_left_alone(built: Path, tmp_path: Path) -> None:
    (built / "site").rename(tmp_path / "elsewhere")
    (built / "site").symlink_to(tmp_path / "elsewhere")
    assert "is not a folder" == refusal(built)


def test_the_archive_itself_is_never_the_output(make_archive: MakeArchive) -> None:
    root = make_archive({"config.yml": CONFIG + "output: .\n"})
    assert "was not made by shortsite" == refusal(root)


def test_a_link_in_place_of_the_cache_is_deleted_and_not_what_it_leads_to(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    root = make_archive()
    (tmp_path / "mine").mkdir()
    (root / ".shortsite").symlink_to(tmp_path / "mine")
    assert (root / ".shortsite",) == clean(root)
    assert (tmp_path / "mine").is_dir()


def test_a_build_that_is_under_way_is_left_alone(built: Path) -> None:
    with trees.locked(State((built / "site").absolute())):
        assert "another build is writing here" == refusal(built)


def test_a_folder_without_an_archive_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".shortsite").mkdir()
    with pytest.raises(SiteError, match="there is no archive in this folder"):
        clean(tmp_path)
    assert {".shortsite"} == names(tmp_path)
