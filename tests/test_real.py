"""Real notes as messy as they were written, and large made-up archives, where they are at hand."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shortsite import urls
from shortsite.markdown import fill
from shortsite.model import Archive
from shortsite.pipeline import Built, Options, build
from shortsite.problems import errors_of

SHARED = Path(__file__).parents[2] / "shared"
NOTES, SYNTH = SHARED / "archives" / "real", SHARED / "archives" / "synth.py"

#: What is wrong with the notes, as they were written: nothing else may be reported.
EXPECTED = {
    "SS018",  # records without authors
    "SS026",  # a link to a paper that is not there
    "SS040",  # TeX that is not LaTeX
    "SS042",  # figures that were not kept
    "SS043",  # figures on other hosts
    "SS045",  # HTML
    "SS046",  # a dollar too many
    "SS047",  # links to places that only the authors' own site has
}

needs_notes = pytest.mark.skipif(not NOTES.is_dir(), reason="the archive of real notes is not here")
needs_synth = pytest.mark.skipif(not SYNTH.is_file(), reason="the generator of archives is not here")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("real") / "archive"
    shutil.copytree(NOTES, root, ignore=shutil.ignore_patterns("site", ".shortsite", ".*.shortsite"))
    return build(Options(root=root, jobs=1, keep_going=True))


def archive_of(built: Built) -> Archive:
    return built.plan.views.archive


def page_of(built: Built, paper: str) -> str:
    return (built.output / urls.file_of(urls.paper(paper))).read_text(encoding="utf-8")


@needs_notes
def test_only_the_known_faults_of_the_notes_are_reported(real: Built) -> None:
    assert set() == {problem.code for problem in real.plan.problems} - EXPECTED
    assert len(errors_of(real.plan.problems)) <= 3
    assert len(real.plan.problems) < 1_000


@needs_notes
def test_every_sound_paper_and_summary_has_its_place(real: Built) -> None:
    root = real.plan.views.config.root
    faulty = {problem.place.path for problem in errors_of(real.plan.problems)}
    papers = {
        file.stem
        for file in (root / "content/papers").rglob("*.yml")
        if file.relative_to(root).as_posix() not in faulty
    }
    assert papers == set(archive_of(real).papers)
    texts = [
        file for file in (root / "content/summaries").rglob("*.md") if file.relative_to(root).as_posix() not in faulty
    ]
    assert {text.place.path for text in archive_of(real).summaries.values()} == {
        file.relative_to(root).as_posix() for file in texts
    }
    for paper, stem in archive_of(real).summaries:
        assert f'id="{stem}"' in page_of(real, paper)


@needs_notes
def test_no_formula_of_the_notes_is_lost(real: Built) -> None:
    total = 0
    for (paper, stem), text in archive_of(real).summaries.items():
        article = page_of(real, paper).partition(f' id="{stem}"')[2].partition("</article>")[0]
        shown = len(re.findall(r"<math[ >]", article)) + len(re.findall(r'class="math-error"', article))
        assert len(text.body.formulas) == shown, (paper, stem)
        total += shown
    assert total > 500


@needs_notes
def test_no_placeholder_is_left_in_any_file(real: Built) -> None:
    for file in real.output.rglob("*"):
        if file.suffix in {".html", ".xml"}:
            assert not re.search("[\ue000-\ue00f]", file.read_text(encoding="utf-8")), file


@needs_notes
def test_every_text_of_the_notes_is_in_the_page_and_in_the_feeds(real: Built) -> None:
    views = real.plan.views
    for key, text in archive_of(real).summaries.items():
        links = [(f"https://x/{number}", title) for number, (_, title) in enumerate(views.summary(key).body.links)]
        for form in ("rss", "mathml"):
            filled = fill(text.body.html, text.body, links, form, "https://x/")
            assert filled.count("<p") >= text.body.html.count("<p>")


@needs_synth
def test_a_made_up_archive_builds_without_errors(tmp_path: Path) -> None:
    command = [sys.executable, str(SYNTH), "--summaries", "200", "--seed", "7", "--out", str(tmp_path / "synth")]
    subprocess.run(command, check=True, capture_output=True)
    built = build(Options(root=tmp_path / "synth", jobs=1))
    assert 200 == len(archive_of(built).summaries)
    assert () == errors_of(built.plan.problems)
    assert built.written.files > 2_000
