"""Archives that are made to harm the build: each bad file is told with its place, and hides no other's report."""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import sys
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
from archives import CONFIG, TINY, linked, paper, record, summary, write_archive
from conftest import MakeArchive

from shortsite.pipeline import Options, build, check
from shortsite.problems import SiteError

PAPERS, TEXTS = "content/papers", "content/summaries/byron-2020-a-paper"
PAPER = "byron-2020-a-paper"
PNG = b"\x89PNG\r\n\x1a\n"


def told(root: Path) -> dict[str, set[str]]:
    """The codes of what check finds, by path."""
    found: dict[str, set[str]] = {}
    for problem in check(Options(root=root, jobs=1)):
        assert problem.place.line >= 1
        found.setdefault(problem.place.path, set()).add(problem.code)
    return found


def run(root: Path, *command: str, seconds: int = 60) -> subprocess.CompletedProcess[str]:
    """A command, in a process that may have a gigabyte of memory."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))

    return subprocess.run(
        [sys.executable, "-m", "shortsite", "-C", str(root), *command],
        capture_output=True, check=False, timeout=seconds, preexec_fn=limited, encoding="utf-8", errors="surrogateescape",
    )  # fmt: skip


# Files


@pytest.mark.parametrize(
    "name",
    [
        "new\nline", "tab\there", "semi;colon", "$(id)", "`id`", "a b", " a", "a ", "a..b", "-rf", "--help", "%0A", "::error::x",
        "Upper", "\u00e9", "e\u0301", "x" * 150, 'quote"', "a\u202eb", "a\u200bb", "a\ue000b", "\udcff", "con", "prn", "aux", "nul",
        "com1", "lpt9", "aux.b", "*", "?", "a&b", "<script>", "{{a}}", "a:b", "a\\b", "a'b",
    ],
)  # fmt: skip
def test_a_file_whose_name_gives_no_id_is_refused_with_its_path(make_archive: MakeArchive, name: str) -> None:
    root = make_archive()
    for path, text in ((f"{PAPERS}/{name}.yml", paper()), (f"{TEXTS}/{name}.md", summary("byron-2020-a-paper"))):
        (root / path).write_text(text)
    found = {
        path: codes for path, codes in told(root).items() if "ann" not in path and "byron-2020-a-paper.yml" not in path
    }
    paths = [path for path in found if path.startswith((f"{PAPERS}/", f"{TEXTS}/"))]
    assert 2 == len(paths)
    assert all(codes & {"SS001", "SS011"} for codes in found.values())


def test_what_is_no_file_of_the_archive_is_never_opened_and_told(make_archive: MakeArchive, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("title: SECRET\nyear: 2020\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a-2020.yml").write_text(paper("SECRET"))
    root = make_archive()
    (root / PAPERS / "link-2020.yml").symlink_to(secret)
    (root / PAPERS / "lost-2020.yml").symlink_to("nowhere")
    (root / PAPERS / "circle-2020.yml").symlink_to("circle-2020.yml")
    (root / PAPERS / "folder").symlink_to(tmp_path / "folder")
    (root / TEXTS / "link.md").symlink_to(secret)
    (root / TEXTS / "link.png").symlink_to(secret)
    (root / TEXTS / "folder.md").mkdir()
    os.mkfifo(root / PAPERS / "pipe-2020.yml")
    os.mkfifo(root / TEXTS / "pipe.md")
    os.mkfifo(root / TEXTS / "pipe.png")
    write_archive(root, {f"{TEXTS}/shows.md": summary("byron-2020-a-paper", "![a](link.png) ![b](pipe.png)")})
    found = told(root)
    expected = ["circle-2020.yml", "link-2020.yml", "lost-2020.yml", "pipe-2020.yml"]
    expected = [*(f"{PAPERS}/{name}" for name in expected), f"{TEXTS}/link.md", f"{TEXTS}/pipe.md"]
    assert expected == sorted(path for path, codes in found.items() if "SS001" in codes)
    assert {"SS017"} == found[f"{PAPERS}/folder"]
    assert "SS044" in found[f"{TEXTS}/shows.md"]
    done = run(root, "build", "--keep-going")
    assert (1, False) == (done.returncode, "Traceback" in done.stderr)
    assert [] == [path for path in (root / "site").rglob("*") if path.is_file() and b"SECRET" in path.read_bytes()]


def test_a_socket_is_no_image(make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_archive({**TINY, f"{TEXTS}/shows.md": summary("byron-2020-a-paper", "![a](s.png)")})
    monkeypatch.chdir(root / TEXTS)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("s.png")
        assert "SS044" in told(root)[f"{TEXTS}/shows.md"]


@pytest.mark.parametrize("name", ["content", "content/papers", "content/summaries", "content/authors.yml"])
def test_links_in_place_of_content_are_not_followed(make_archive: MakeArchive, tmp_path: Path, name: str) -> None:
    root = make_archive({**TINY, "content/authors.yml": record(ada={"name": "Ada"})})
    (root / name).rename(tmp_path / "moved")
    (root / name).symlink_to(tmp_path / "moved")
    assert "SS001" in told(root)[name]


def test_huge_files_are_refused_by_their_size_alone(make_archive: MakeArchive) -> None:
    root = make_archive()
    for path in (f"{PAPERS}/big-2020.yml", f"{TEXTS}/big.md", "content/authors.yml"):
        with (root / path).open("wb") as file:
            file.truncate(3_000_000_000)  # more than the process may have
    with (root / TEXTS / "big.png").open("wb") as file:
        file.write(PNG)
        file.truncate(50_000_000)
    done = run(root, "check", "--format", "json")
    assert (1, 3) == (done.returncode, done.stdout.count("3,000,000,000 bytes"))


def test_folders_may_nest_as_deep_as_the_system_allows(make_archive: MakeArchive) -> None:
    root = make_archive()
    folder = root / TEXTS
    for _ in range(1_200):
        folder /= "d"
        folder.mkdir()
    (folder / "deep.md").write_text(summary("byron-2020-a-paper", "Deep words."))
    for command in ("check", "build", "fmt"):
        done = run(root, command)
        assert (0, False) == (done.returncode, "Traceback" in done.stderr), done.stderr[-500:]
    assert "Deep words." in (root / "site/paper/byron-2020-a-paper/index.html").read_text()
    subprocess.run(["rm", "-rf", str(root)], check=True)  # what cleans up recurses


def test_many_tiny_files_cost_no_more_than_their_number(make_archive: MakeArchive) -> None:
    root = make_archive()
    for number in range(5_000):
        (root / PAPERS / f"tiny-2020-{number}.yml").write_text("")
        (root / TEXTS / f"t{number}.png").write_bytes(b"")
    found = told(root)
    assert 5_000 == sum("SS007" in codes for codes in found.values())


@pytest.mark.parametrize("depth", [50, 600])
def test_replies_to_replies_are_shown_so_deep_and_no_deeper(make_archive: MakeArchive, depth: int) -> None:
    answered = {f"r{number}": f"r{number - 1}" if number else "ann" for number in range(depth)}
    files = {f"{TEXTS}/{stem}.md": summary(PAPER, author=stem, reply_to=to) for stem, to in answered.items()}
    root = make_archive(TINY | files)
    wrong = {f"{TEXTS}/r{number}.md": {"SS015"} for number in range(50, depth)}
    assert wrong == {path: codes for path, codes in told(root).items() if "SS015" in codes}
    build(Options(root=root, jobs=1, keep_going=True))
    page = (root / f"site/paper/{PAPER}/index.html").read_text()
    assert 50 == page.count('<div class="replies">')


def test_names_that_are_one_on_other_systems_are_told(make_archive: MakeArchive) -> None:
    text = "![a](Plot.png) ![b](plot.png) ![c](caf\u00e9.png) ![d](cafe\u0301.png)"
    root = make_archive({**TINY, f"{TEXTS}/shows.md": summary("byron-2020-a-paper", text)})
    for name in ("Plot.png", "plot.png", "caf\u00e9.png", "cafe\u0301.png"):
        (root / TEXTS / name).write_bytes(PNG)
    messages = [str(problem) for problem in check(Options(root=root, jobs=1)) if problem.code == "SS061"]
    assert 2 == len(messages)
    assert "only by letter case" in messages[0] + messages[1]
    assert "only by the form of its accents" in unicodedata.normalize("NFC", messages[0] + messages[1])


@pytest.mark.parametrize(
    "name", ["a\\b.png", "a\\..\\..\\x.png", "a:b.png", "a?.png", "b.png.", "aux.png", "<b>.png", "con/a.png"]
)
def test_names_that_no_file_may_have_on_windows_are_refused(make_archive: MakeArchive, name: str) -> None:
    text = f"![a]({quote(name)})"
    files = {"config.yml": CONFIG + "exports: {zip: true}\n", f"{TEXTS}/shows.md": summary("byron-2020-a-paper", text)}
    root = make_archive({**TINY, **files})
    (root / TEXTS / name).parent.mkdir(exist_ok=True)
    (root / TEXTS / name).write_bytes(PNG)
    assert {"SS001"} <= told(root)[f"{TEXTS}/{name.partition('/')[0]}"]
    done = run(root, "build", "--keep-going")
    assert (1, False) == (done.returncode, "Traceback" in done.stderr)
    assert [] == [path for path in (root / "site").rglob("*") if name.rpartition("/")[2] == path.name]


def test_slips_without_end_are_told_in_few_words_and_little_time(make_archive: MakeArchive) -> None:
    many = 400
    papers = {f"{PAPERS}/author{number}-2019-a-title.yml": paper(f"T{number}") for number in range(many)}
    links = "\n".join(f"[[author-2019-a-titel-{number}]]" for number in range(many))
    stems = "\n".join(f"[[{PAPER}#nobody{number}]]" for number in range(many))
    replies = {f"{TEXTS}/r{number}.md": summary(PAPER, "Yes.", reply_to=f"x{number}") for number in range(many)}
    root = make_archive({**TINY, **papers, f"{TEXTS}/shows.md": summary(PAPER, f"{links}\n{stems}"), **replies})
    done = run(root, "check", "--no-cache", "--format", "json", seconds=120)
    found = [problem for problem in json.loads(done.stdout)["problems"] if problem["code"] in ("SS024", "SS026")]
    assert 3 * many == len(found)
    assert max(len(problem["hint"]) for problem in found) < 200
    # a look for each would compare a million names
    assert 0 < sum("did you mean" in problem["hint"] for problem in found) < many


def test_links_without_a_blank_hide_no_report(make_archive: MakeArchive) -> None:
    texts = {
        f"{TEXTS}/shows.md": summary(PAPER, f"[[{PAPER}]]" * 10_000),
        f"{TEXTS}/bad.md": summary(PAPER, "[[x-2020-y]]"),
    }
    done = run(make_archive({**TINY, **texts}), "check", "--no-cache")
    assert f"{TEXTS}/bad.md:6:1: error SS026" in done.stdout
    assert "Traceback" not in done.stderr


def test_keys_behind_a_name_take_no_time(make_archive: MakeArchive) -> None:
    authors = "title: T\nauthors:\n  - family: X" + ", a:  " * 18 + ":\nyear: 2020\n"
    done = run(make_archive({**TINY, f"{PAPERS}/keys-2020.yml": authors}), "check", "--no-cache", seconds=30)
    assert f"{PAPERS}/keys-2020.yml:3:" in done.stdout


def test_a_link_shows_no_more_of_a_title_than_people_read(make_archive: MakeArchive) -> None:
    files = {f"{PAPERS}/long-2020.yml": paper("T" * 400), f"{TEXTS}/shows.md": summary(PAPER, "See [[long-2020]].")}
    root = make_archive({**TINY, **files})
    build(Options(root=root, jobs=1))
    page = (root / f"site/paper/{PAPER}/index.html").read_text()
    assert f">{'T' * 199}…</a>" in page


def test_the_list_of_each_author_names_some_authors_and_the_whole_one_all(make_archive: MakeArchive) -> None:
    authors = [f"Ada B{'x' * number}" for number in range(60)]
    papers = {f"{PAPERS}/many-{number}.yml": paper(f"T{number}", authors=[*authors]) for number in range(2)}
    root = make_archive({**TINY, **papers})
    build(Options(root=root, jobs=1))
    assert 2 == (root / "site/author/ada-b/papers.bib").read_text().count(" and others}")
    assert "others" not in (root / "site/api/papers.bib").read_text()
    assert "others" not in (root / "site/paper/many-0/index.html").read_text()


def test_names_of_many_images_are_mended_in_no_time(make_archive: MakeArchive) -> None:
    root = make_archive({**TINY, f"{TEXTS}/shows.md": summary(PAPER, "![x](A1.png)\n\n" * 1_000)})
    for number in range(600):
        (root / TEXTS / f"a{number}.png").write_bytes(PNG)
    assert 0 == run(root, "check", "--fix", "--no-cache", seconds=10).returncode
    assert 1_000 == (root / TEXTS / "shows.md").read_text().count("![x](a1.png)")


def test_a_venue_has_so_many_prefixes_and_no_more(make_archive: MakeArchive) -> None:
    prefixes = [f"10.1000/{number}" for number in range(101)]
    root = make_archive({**TINY, "content/venues/v.yml": record(name="V", doi_prefixes=prefixes)})
    assert {"SS015"} == told(root)["content/venues/v.yml"]


def test_people_who_claim_the_same_are_told_once(make_archive: MakeArchive) -> None:
    papers = {f"{PAPERS}/p{number}-2020.yml": paper(f"T{number}") for number in range(100)}
    spellings = [f"Name {chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(50)]
    names = [f"p{number}-2020" for number in range(100)]
    who = {slug: {"name": slug.title(), "papers": [*names], "spellings": [*spellings]} for slug in ("ada", "bob")}
    people = record(**who)
    problems = check(Options(root=make_archive({**TINY, **papers, "content/authors.yml": people}), jobs=1))
    (found,) = [problem for problem in problems if problem.code == "SS027"]
    assert found.message.endswith(" and 4,990 more")
    assert len(found.message) < 500


def test_a_file_that_vanishes_while_it_is_read_is_told(
    make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_archive({**TINY, f"{PAPERS}/gone-2020.yml": paper("Gone")})
    real = Path.read_bytes

    def vanishing(self: Path) -> bytes:
        if self.name == "gone-2020.yml":
            self.unlink(missing_ok=True)
        return real(self)

    monkeypatch.setattr(Path, "read_bytes", vanishing)
    assert {"SS001"} == told(root)[f"{PAPERS}/gone-2020.yml"]


# Values


WAYS_OUT = [
    "../../../etc/passwd",
    "..",
    "/etc/passwd",
    "a/../../b",
    "a\\..\\b",
    "%2e%2e%2f",
    ".",
    "a/b",
    "C:\\x",
    "~",
    "a\nb",
]


@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_value_leads_out_of_the_site(make_archive: MakeArchive, way: str) -> None:
    files = {
        f"{PAPERS}/a-2020-b.yml": paper("B", aliases=[way]),
        f"{PAPERS}/c-2020-d.yml": paper("D", arxiv=way, doi=way, openreview=way, dblp=way, s2=way, openalex=way),
        f"{PAPERS}/e-2020-f.yml": paper("F", venue=way, keywords=[way], authors=[way]),
        f"{TEXTS}/g.md": summary("byron-2020-a-paper", f"![x](<{way}>)", lang=way, license=way),
        f"{TEXTS}/h.md": summary(way),
        f"{TEXTS}/i.md": summary("byron-2020-a-paper", author=way),
        "content/venues/v.yml": record(name="V", logo=way),
        "content/contributors/c.yml": record(name="C", aliases=[way], github=way),
    }
    root = make_archive({**TINY, **files})
    built = build(Options(root=root, jobs=1, keep_going=True))
    inside = {path.relative_to(root).parts[0] for path in root.rglob("*")}
    assert {"config.yml", "content", "site", ".shortsite", ".site.shortsite"} == inside
    assert [] == [path for path in built.output.rglob("*") if path.is_symlink()]
    found = told(root)
    assert found[f"{TEXTS}/h.md"] & {"SS011", "SS012"}
    assert "SS011" in found[f"{TEXTS}/i.md"] or way == "."
    assert found[f"{PAPERS}/c-2020-d.yml"] & {"SS013"}


def test_front_matter_that_looks_like_a_template_is_text(make_archive: MakeArchive) -> None:
    words = "{{ 7 * 7 }} {% raw %} {{ config }} ${7*7} {# x #}"
    root = make_archive(
        {f"{PAPERS}/a-2020-b.yml": paper(words), f"{TEXTS}/g.md": summary("a-2020-b", words, tldr=words)}
    )
    archive, problems = linked(root)
    assert words == archive.papers["a-2020-b"].title.text
    assert [] == [problem for problem in problems if problem.severity == "error"]
    build(Options(root=root, jobs=1))
    assert words in (root / "site/paper/a-2020-b/index.html").read_text()


BOMBS = {
    "aliases": "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*{'a' if n == 0 else f'b{n - 1}'}, *a]\n" for n in range(30)),
    "merge keys": "a: &a {b: c}\n<<: *a\n",
    "tags": "title: !!python/object/apply:os.system ['id']\n",
    "a tag of a document": "%TAG ! tag:x,2000:\n---\ntitle: !x a\n",
    "documents": "title: a\n---\ntitle: b\n",
    "numbers": f"title: x\nyear: {'9' * 10_000}\n",
    "an exponent": "title: x\nyear: 1e999999999\n",
    "sexagesimal": "title: x\nyear: " + ":".join(["1"] * 10_000) + "\n",
    "deep lists": "title: " + "[" * 30_000,
    "deep mappings": "title: " + "{a: " * 10_000,
    "deep blocks": "".join(" " * n + "a:\n" for n in range(300)),
    "deep dashes": "- " * 20_000,
    "complex keys": "? " * 20_000,
    "keys": "".join(f"k{n}: v\n" for n in range(6_000)),
    "one key": "title: x\n" * 6_000,
    "a list of keys": "? [a, b]\n: c\n",
    "endless quotes": "title: '" + "x" * 60_000,
    "a NUL": "title: a\0b\nyear: 2020\n",
    "a mark of the byte order within": "title: a\nyear: \ufeff2020\n",
    "a tab": "title:\n\ty: x\n",
    "an anchor": "title: &x a\n",
    "a binary": "title: !!binary aGVsbG8=\n",
    "a set": "title: !!set {a, b}\n",
    "a directive": "%YAML 9.9\n---\ntitle: a\n",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_hostile_record_is_refused_and_hides_no_other_report(make_archive: MakeArchive, name: str) -> None:
    bomb, plain = f"{PAPERS}/bomb-2020.yml", f"{PAPERS}/plain-2020.yml"
    root = make_archive(
        {**TINY, bomb: BOMBS[name], plain: paper(colour="red"), f"{TEXTS}/b.md": f"---\n{BOMBS[name]}\n---\nWords."}
    )
    found = told(root)
    assert found[bomb] & {"SS002", "SS004", "SS005", "SS006", "SS007", "SS008", "SS015", "SS016", "SS052"}
    assert {"SS006"} <= found[plain]
    assert f"{TEXTS}/b.md" in found
    with pytest.raises(SiteError):
        build(Options(root=root, jobs=1))
