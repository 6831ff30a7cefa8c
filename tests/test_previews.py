"""What is shown of a paper where a link to it is pointed at, and comments beneath it."""

from __future__ import annotations

import json
from pathlib import Path

from archives import CONFIG, TINY, codes, config_of, paper, planned, rendered, summary, write_archive

from shortsite.config import load_config
from shortsite.model import Made, Page

PREVIEW = "paper/byron-2020-a-paper/preview.json"
DISCUSSION = """discussion:
  repo: papers/archive
  repo_id: R_1
  category: Announcements
  category_id: DIC_1
"""


def preview(root: Path, files: dict[str, str]) -> dict[str, str]:
    made = {output.url: output for output in planned(write_archive(root, files))[0] if isinstance(output, Made)}
    found = json.loads(made[PREVIEW].make())
    assert isinstance(found, dict)
    return found


def test_a_preview_tells_who_wrote_what_and_where_in_a_sentence(tmp_path: Path) -> None:
    files = TINY | {
        "content/papers/byron-2020-a-paper.yml": paper("An $x$ & more", venue="iclr", status="retracted"),
        "content/venues/iclr.yml": "name: Learning Representations\nshort: ICLR\n",
    }
    found = preview(tmp_path, files)
    assert found.pop("title").endswith("</math> &amp; more")
    assert {
        "authors": "Ada Byron",
        "where": "ICLR 2020",
        "status": "retracted",
        "text": "A few words.",
        "count": "1 summary",
    } == found


def test_without_a_tldr_the_first_words_stand_for_the_text(tmp_path: Path) -> None:
    found = preview(
        tmp_path, TINY | {"content/summaries/byron-2020-a-paper/ann.md": summary("byron-2020-a-paper", "Word " * 500)}
    )
    assert found["text"].endswith("Word…")
    assert len(found["text"]) <= 280


def test_the_first_words_are_those_of_a_sentence_and_not_of_a_heading(tmp_path: Path) -> None:
    text = summary("byron-2020-a-paper", "# Motivation\n\nRoads lead to Rome.")
    found = preview(tmp_path, TINY | {"content/summaries/byron-2020-a-paper/ann.md": text})
    assert "Roads lead to Rome." == found["text"]


def test_a_withdrawn_text_is_not_previewed(tmp_path: Path) -> None:
    text = summary("byron-2020-a-paper", tldr="Wrong.", withdrawn="It was wrong.")
    found = preview(tmp_path, TINY | {"content/summaries/byron-2020-a-paper/ann.md": text})
    assert {"title": "A paper", "authors": "Ada Byron", "where": "2020"} == found


def test_links_within_an_abstract_are_relative_to_the_preview(tmp_path: Path) -> None:
    files = TINY | {
        "content/papers/byron-2020-a-paper.yml": paper(abstract="As in [[king-2021-b]], $y$ <b onclick='x'>it</b>."),
        "content/papers/king-2021-b.yml": paper("B", 2021),
    }
    found = preview(tmp_path, files)
    assert 'href="../../paper/king-2021-b/"' in found["abstract"]
    assert "<math>" in found["abstract"]
    assert "onclick" not in found["abstract"].replace("&lt;b onclick", "")


# Comments


def test_comments_are_found_by_the_first_id_of_a_paper(tmp_path: Path) -> None:
    files = TINY | {
        "config.yml": CONFIG + DISCUSSION,
        "content/papers/byron-2020-a-paper.yml": paper(aliases=["byron-2019-preprint", "conf/x/Byron20"]),
    }
    page = next(page for page in planned(write_archive(tmp_path, files))[0] if page.url == "paper/byron-2020-a-paper/")
    assert isinstance(page, Page)
    shown = page.context["discussion"]
    assert ("byron-2019-preprint", "https://github.com/papers/archive/discussions") == (shown.term, shown.url)


def test_only_pages_with_comments_let_giscus_in(tmp_path: Path) -> None:
    site = rendered(write_archive(tmp_path, TINY | {"config.yml": CONFIG + DISCUSSION}))
    assert ["paper/byron-2020-a-paper/index.html"] == [
        path for path, data in site.items() if b"https://giscus.app;" in data
    ]


def test_without_the_setting_nothing_of_giscus_is_on_a_page(tmp_path: Path) -> None:
    site = rendered(write_archive(tmp_path, TINY))
    assert [] == [path for path, data in site.items() if path.endswith(".html") and b"giscus" in data]


def test_settings_of_comments_are_checked_one_by_one(tmp_path: Path) -> None:
    text = CONFIG + "discussion:\n  repo: https://github.com/papers/archive\n  repoid: R_1\n  category: News\n"
    problems = load_config(write_archive(tmp_path, {"config.yml": text}))[1]
    assert ["SS007 config.yml:5:3", "SS015 config.yml:5:9", "SS006 config.yml:6:3"] == codes(problems)


def test_sound_settings_of_comments_are_read(tmp_path: Path) -> None:
    found = config_of(write_archive(tmp_path, {"config.yml": CONFIG + DISCUSSION})).discussion
    assert found is not None
    assert ("papers/archive", "R_1", "Announcements", "DIC_1") == (
        found.repo,
        found.repo_id,
        found.category,
        found.category_id,
    )
