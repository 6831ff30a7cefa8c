"""Rules about images: too large, or shown by no text."""

from __future__ import annotations

from pathlib import Path

import pytest
from archives import config_of, linked, paper, summary, write_archive
from ruling import TODAY, found, png

from shortsite.rules.images import large_images, unused_images

PAPER = "content/papers/count.yml"
FOLDER = "content/summaries/count"


def seen(root: Path, text: str, **images: bytes) -> list[str]:
    """What is found of a summary with that text beside images of these names."""
    files = {f"{FOLDER}/{name.replace('_', '.')}": data for name, data in images.items()}
    return found(
        write_archive(root, {PAPER: paper(), f"{FOLDER}/ann.md": summary("count", text), **files}), "SS049", "SS050"
    )


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (png(2_000, 2_000), ""),
        (png(2_001, 3), "2,001 x 3 pixels"),
        (png(3, 2_001), "3 x 2,001 pixels"),
        (png(2, 2, 999_000), ""),
        (png(2, 2, 1_234_000), "1.2 MB"),
    ],
)
def test_images_above_a_size_are_found(data: bytes, told: str, tmp_path: Path) -> None:
    expected = [f"plot.png:1:1 SS049 the image has {told}; at most 1 MB and 2,000 pixels a side are sensible"]
    assert expected * bool(told) == seen(tmp_path, "![A plot](plot.png)", plot_png=data)


def test_an_image_that_went_away_meanwhile_is_not_found(tmp_path: Path) -> None:
    seen(tmp_path, "![A plot](plot.png)", plot_png=png(2_001, 3))
    archive = linked(tmp_path)[0]
    (tmp_path / FOLDER / "plot.png").unlink()
    assert [] == list(large_images(archive, config_of(tmp_path), TODAY))


def test_an_image_that_no_text_names_is_found(tmp_path: Path) -> None:
    assert ["left.png:1:1 SS050 no text shows this image"] == seen(
        tmp_path, "![A plot](plot.png)", plot_png=png(), left_png=png()
    )


def test_an_image_that_no_text_names_comes_with_an_address_that_shows_it(tmp_path: Path) -> None:
    files = {PAPER: paper(), f"{FOLDER}/ann.md": summary("count"), f"{FOLDER}/my plot (1).png": png()}
    archive, config = linked(write_archive(tmp_path, files))[0], config_of(tmp_path)
    hints = [problem.hint for problem in unused_images(archive, config, TODAY)]
    assert ["write ![what it shows](my%20plot%20%281%29.png) in a text of its folder, or delete it"] == hints


@pytest.mark.parametrize(
    "text",
    [
        "![](plot.png)",
        "plot.png",
        '<img src="plot.png" alt="">',
        "See PLOT.PNG.",
        "![A](PLOT.png)",
        "<!-- ![A](plot.png) -->",
        "[[nobody]] ![A](plot.png)",
    ],
)
def test_an_image_that_a_text_names_is_not_blamed(text: str, tmp_path: Path) -> None:
    assert [] == seen(tmp_path, text, plot_png=png())


def test_a_text_above_may_name_an_image_and_a_draft_too(tmp_path: Path) -> None:
    files = {
        PAPER: paper(),
        "content/summaries/ann.md": summary("count", "![A](count/deep/a%20b.png)"),
        "content/summaries/count/bo.md": summary("count", "![A](deep/c.png)", "bo", draft=True),
        f"{FOLDER}/deep/a b.png": png(),
        f"{FOLDER}/deep/c.png": png(),
        f"{FOLDER}/.hidden.png": png(),
        "content/venues/logo.png": png(),
    }
    assert [] == found(write_archive(tmp_path, files), "SS050")


def test_the_images_of_pages_are_looked_at_too(tmp_path: Path) -> None:
    files = {"content/pages/about.md": "---\ntitle: About\n---\n![A](a.png)\n", "content/pages/a.png": png()}
    assert [] == found(write_archive(tmp_path, files), "SS050")
    write_archive(tmp_path, {"content/pages/v1.5/b.png": png()})
    assert ["b.png:1:1 SS050 no text shows this image"] == found(tmp_path, "SS050")


def test_links_are_not_followed(tmp_path: Path) -> None:
    write_archive(tmp_path / "elsewhere", {"a.png": png()})
    root = write_archive(tmp_path / "archive", {PAPER: paper(), f"{FOLDER}/ann.md": summary("count")})
    (root / FOLDER / "a.png").symlink_to(tmp_path / "elsewhere" / "a.png")
    (root / FOLDER / "b").symlink_to(tmp_path / "elsewhere")
    (root / FOLDER / "loop").symlink_to(root / FOLDER)
    assert [] == found(root, "SS050")
