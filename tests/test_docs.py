"""The documents are held to the code: files and links are there, every option, key and template name is described."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

import click
import pytest
import yaml
from archives import paper, planned, summary, write_archive

from shortsite import __version__
from shortsite.cli import COMMANDS, shortsite
from shortsite.config import Config, load_config
from shortsite.identifiers import PAPER_IDENTIFIERS
from shortsite.model import Page
from shortsite.outside import Link
from shortsite.pages.head import Head
from shortsite.pages.listing import Pager
from shortsite.site_view import SiteView
from shortsite.urls import slug
from shortsite.views import Card, MentionView, PaperView, SummaryView

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "shortsite"
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    *sorted(f"docs/{file.name}" for file in (ROOT / "docs").glob("*.md")),
]
#: Keys of the configuration whose field is called otherwise.
NAMES = {"keyword_names": "keywords", "macros": "math"}
#: Fields that are no keys.
INNER = {"root", "places"}
KEYS = [NAMES.get(field.name, field.name) for field in fields(Config) if field.name not in INNER]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def without_examples(text: str) -> str:
    return re.sub(r"^( *)(`{3,})[^`\n]*\n.*?^\1\2$", "", text, flags=re.DOTALL | re.MULTILINE)


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", without_examples(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# Files and links


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_within_the_documents_lead_somewhere(name: str) -> None:
    prose = re.sub(r"`[^`\n]*`", "", without_examples(text_of(name)))
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if target.startswith(("https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        file = ROOT / Path(name).parent / path if path else ROOT / name
        assert file.exists(), target
        assert not anchor or anchor in anchors(file.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_that_the_documents_name_are_there(name: str) -> None:
    for path in re.findall(r"`([\w./-]+\.(?:py|html|md|toml|cff|css))`", text_of(name)):
        if name != "docs/problems.md":
            assert any(found for found in candidates(path)), path


def candidates(path: str) -> Iterator[Path]:
    """Where a file may be that is named by its usual short name."""
    theme = ROOT / "themes/default"
    folders = [ROOT, ROOT / "docs", SOURCE, SOURCE / "pages", theme, theme / "templates"]
    return (folder / path for folder in folders if (folder / path).exists())


def test_the_map_of_modules_has_every_module() -> None:
    page = text_of("docs/architecture.md")
    for entry in SOURCE.iterdir():
        if entry.suffix == ".py" and not entry.name.startswith("__"):
            assert f"`{entry.name}`" in page
        elif entry.is_dir() and (entry / "__init__.py").exists():
            assert f"`{entry.name}/`" in page


def test_modules_import_only_from_lines_above_theirs() -> None:
    table = text_of("docs/architecture.md").split("## The modules")[1].split("Stages stand")[0]
    rows = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    line_of = {
        name.rstrip("/").removesuffix(".py"): n for n, row in enumerate(rows) for name in re.findall(r"`([^`]+)`", row)
    }
    for file in SOURCE.rglob("*.py"):
        own = file.relative_to(SOURCE).parts[0].removesuffix(".py")
        for module in imported(file):
            if own in line_of and module in line_of:
                assert line_of[module] <= line_of[own], f"{own} imports {module}"


def imported(file: Path) -> Iterator[str]:
    """The modules of shortsite that a file imports, also within functions."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts[0] == "shortsite":
                yield from parts[1:2] or [name.name for name in node.names]


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("pages/__init__.py", "KINDS"),
        ("pages/listing.py", "listing"),
        ("pages/downloads.py", "DOWNLOADS"),
        ("terms.py", "TAXONOMIES"),
        ("pages/indexes.py", "LABELS"),
        ("site_view.py", "MENU"),
        ("identifiers.py", "PAPER_IDENTIFIERS"),
        ("config.py", "read_config"),
        ("problems.py", "CODES"),
        ("rules/__init__.py", "RULES"),
        ("markdown/parser.py", "RULES"),
        ("markdown/flow.py", "_MAKERS"),
        ("markdown/marks.py", "OURS"),
        ("markdown/draft.py", "draft_of"),
    ],
)
def test_the_tables_that_architecture_sends_people_to_are_there(module: str, name: str) -> None:
    assert f"`{name}`" in text_of("docs/architecture.md") or f"{name}" in text_of("docs/architecture.md")
    assert re.search(rf"^(def )?{name}\b", (SOURCE / module).read_text(encoding="utf-8"), re.MULTILINE)


# The command line


def test_every_command_and_option_is_described() -> None:
    page = text_of("docs/commands.md")
    for option in options_of(shortsite):
        assert f"`{option}" in page
    for name, command in commands().items():
        section = page.split(f"## `shortsite {name}")[1].split("\n## ")[0]
        for option in options_of(command):
            assert f"`{option}" in section, f"{name} {option}"


def commands() -> dict[str, click.Command]:
    found = {name: shortsite.get_command(click.Context(shortsite), name) for name in COMMANDS}
    return {name: command for name, command in found.items() if command is not None}


def options_of(command: click.Command) -> list[str]:
    return [name for param in command.params if isinstance(param, click.Option) for name in param.opts]


def test_no_option_is_described_that_is_not_there() -> None:
    known = {option for command in (shortsite, *commands().values()) for option in options_of(command)}
    for name in DOCUMENTS:
        for option in re.findall(r"`(--[a-z][a-z-]*)", text_of(name)):
            assert option in known | {"--help"}, f"{name}: {option}"


# The configuration


def sections_of(page: str) -> dict[str, str]:
    return dict(re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE))


def test_every_key_of_the_configuration_has_a_section_and_no_other_has() -> None:
    assert sorted(KEYS) == sorted(sections_of(text_of("docs/configuration.md")))


@pytest.mark.parametrize("key", KEYS)
def test_the_example_of_a_key_is_read_without_a_problem(key: str, tmp_path: Path) -> None:
    section = sections_of(text_of("docs/configuration.md"))[key]
    example = re.findall(r"^```yaml\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)[0]
    given = {"title": "title: An archive\n", "url": "url: https://example.org/\n", key: example}
    (tmp_path / "config.yml").write_text("".join(given.values()), encoding="utf-8")
    config, problems = load_config(tmp_path)
    assert [] == problems
    own_name = {new: old for old, new in NAMES.items()}.get(key, key)
    field = next(field for field in fields(Config) if field.name == own_name)
    if key not in {"title", "url", "theme"}:
        assert getattr(config, own_name) != _default(field.default, field.default_factory)


def _default(value: object, factory: object) -> object:
    return value if value is not MISSING else factory() if callable(factory) else None


@pytest.mark.parametrize("key", KEYS)
def test_the_default_of_a_key_is_the_one_that_is_told(key: str) -> None:
    section = sections_of(text_of("docs/configuration.md"))[key]
    own_name = {new: old for old, new in NAMES.items()}.get(key, key)
    default = next(field.default for field in fields(Config) if field.name == own_name)
    if default is MISSING and key in {"title", "url"}:
        assert "Required." in section
    elif isinstance(default, str | int) and default:
        assert f"Default: `{default}`." in section
    else:
        assert "May be left out." in section


# The content format


def keys_of_readers() -> set[str]:
    """The keys that ``readers.py`` asks for, read from its source."""
    tree = ast.parse((SOURCE / "readers.py").read_text(encoding="utf-8"))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    asked = {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "fields"
        and call.func.attr not in {"note", "has"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    return asked - {"author"} | {kind.key for kind in PAPER_IDENTIFIERS} | {"author", "date"}


def test_every_key_of_a_record_is_described() -> None:
    page = text_of("docs/content.md")
    assert {"title", "spellings", "arxiv", "reply_to", "logo"} < keys_of_readers()
    for key in keys_of_readers():
        assert f"`{key}`" in page or f"`{key}:" in page, key


def test_the_example_records_are_sound(tmp_path: Path) -> None:
    blocks = re.findall(r"^```(yaml|markdown)\n(.*?)^```$", text_of("docs/content.md"), re.DOTALL | re.MULTILINE)
    files = {}
    for number, (kind, block) in enumerate(blocks):
        if kind == "yaml" and block.startswith("#"):
            files["content/authors.yml"] = block
        elif kind == "yaml":
            files[f"content/papers/{slug(yaml.safe_load(block)['title'])}.yml"] = block
        elif block.startswith("---"):
            files[f"content/summaries/{number}.md"] = block.replace("paper: zhang-2017-", "paper: ")
    files["content/papers/doe-2019-cold-atoms.yml"] = paper("Cold atoms")
    names = {path: text for path, text in files.items() if "understanding" in path}
    files["content/papers/understanding-deep-learning.yml"] = files.pop(next(iter(names)))
    write_archive(tmp_path, files)
    _, problems = planned(tmp_path)
    assert [] == problems
    assert len(files) == 5


# Themes


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Page]:
    """Pages of every kind."""
    root = write_archive(
        tmp_path_factory.mktemp("archive"),
        {
            "content/papers/a.yml": paper("A", venue="ICLR", keywords=["x"], aliases=["b"]),
            "content/summaries/a/ann.md": summary("a"),
            "content/pages/about.md": "---\ntitle: About\n---\nUs.\n",
        },
    )
    return [output for output in planned(root)[0] if isinstance(output, Page)]


def test_every_template_and_what_it_gets_is_described(pages: list[Page]) -> None:
    rows = dict(re.findall(r"^\| `([\w-]+\.html)`.*?\| .*? \| (.*) \|$", text_of("docs/themes.md"), re.MULTILINE))
    for page in pages:
        told = rows[page.template]
        if "as `list.html`" in told:
            told += rows["list.html"]
        named = set(re.findall(r"`(\w+)`", told)) | {"head", "list"}
        assert set(page.context) <= named, page.template
        assert named - {"head", "list", "html"} <= set(page.context), page.template


@pytest.mark.parametrize("kind", [SiteView, Head, Link, PaperView, SummaryView, MentionView, Card, Pager])
def test_every_part_that_a_template_may_show_is_described(kind: type) -> None:
    page = text_of("docs/themes.md")
    made_late = [name for name, value in vars(kind).items() if isinstance(value, property)] if kind is Card else []
    for name in (*(part.name for part in fields(kind)), *made_late):
        if kind is not Card or name not in {"key", "made"}:
            assert f"`{name}`" in page, f"{kind.__name__}.{name}"


# The rest


def test_the_citation_file_names_the_version() -> None:
    cited = yaml.safe_load(text_of("CITATION.cff"))
    assert __version__ == cited["version"]
    assert cited["license"] == "MIT"


def test_the_licence_is_that_of_the_package_metadata() -> None:
    assert text_of("LICENSE").startswith("MIT License\n")
    assert 'license = "MIT"' in text_of("pyproject.toml")
    assert "https://creativecommons.org/licenses/by/4.0/legalcode" in text_of("LICENSE-content")


def test_the_make_targets_that_documents_name_are_there() -> None:
    makefile = text_of("Makefile")
    for name in DOCUMENTS:
        for target in re.findall(r"\bmake ([a-z]+)\b(?=`|\s+#)", text_of(name)):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{name}: make {target}"
