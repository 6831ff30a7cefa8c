"""Imports run in one direction, stages never meet, modules and functions stay small."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "shortsite"

#: Lowest first. A module imports from layers below its own, never from its own. A package is one module here.
LAYERS = (
    "beside hashes heap",
    "arxiv_classes codec common_words titles problems folders urls yaml_text identifiers committed packing shelf cache_file parallel images plain_yaml ledger documents installed claims seals timings",
    "cache cluster conflicts excerpts feed_names left_over progress refusals removed written trees manifest model sources tally unseen yaml_escapes yaml_syntax zips",
    "gists misread",
    "paper_words",
    "plots posters spare former_site reading_paths related sizes values verdict records markdown names people venues references duplicates",
    "field_hints front_matter here publication unchanged",
    "fields",
    "config readers theme",
    "digests plain_records terms outside schemas forges rules additions catalogue math_font",
    "record_text citations known_files",
    "actions content_files formatting metadata reading",
    "shown",
    "views mending contributing",
    "books cards coins feeds portable search site_view",
    "load link pages render write importing keeping",
    "pipeline",
    "clean explain glance init preview reports watch",
    "serve review published",
    "outside_links",
    "commands",
    "cli",
    "__main__",
)
LAYER = {name: number for number, names in enumerate(LAYERS) for name in names.split()}
STAGES = {"load", "link", "pages", "render", "write"}

#: Who imports a stage, beside the pipeline that joins them, and why.
STAGE_USERS = {("glance", "load"), ("glance", "pages")}  # one page, for who looks at a preview

#: A library is known to the few modules that need it, so that it can be replaced there.
LIBRARIES = {
    "bibtexparser": {"citations"},
    "click": {"cli", "commands", "init", "clean", "reports", "serve"},
    "distributed": {"cluster"},
    "defusedxml": {"importing", "metadata"},
    "feedgen": {"feeds"},
    "fontTools": {"math_font", "posters"},
    "frontmatter": {"front_matter"},
    "imagesize": {"images"},
    "jinja2": {"theme", "render"},
    "lxml": set(),
    "markdown_it": {"markdown"},
    "markupsafe": {"cards", "coins", "feeds", "pages", "render", "shown", "views"},
    "math_core": {"markdown"},
    "mdit_py_plugins": {"markdown"},
    "nh3": {"markdown"},
    "pygments": {"markdown"},
    "PIL": {"posters"},
    "pylatexenc": {"citations"},
    "slugify": {"urls"},
    "sqlite3": {"cache", "cache_file", "ledger"},
    "urllib3": {"metadata", "outside_links", "published"},
    "watchfiles": {"watch", "serve"},
    "yaml": {"records", "plain_yaml", "yaml_syntax", "yaml_text", "formatting"},
}

LINES_OF_A_MODULE = 250
LINES_OF_A_FUNCTION = 40
#: Modules that are long on purpose, and how long they may be.
LONG_MODULES = {
    "urls.py": 300,  # one function an address
    "config.py": 290,  # one line a key
    "model.py": 510,  # the nouns, which are best read on one page
    "fields.py": 385,  # one method a kind of value
    "markdown/plain_math.py": 260,  # one function an element of MathML
}
LONG_FUNCTIONS: dict[str, int] = {}


def files() -> list[Path]:
    return sorted(file for file in SOURCE.rglob("*.py") if "starter" not in file.parts and "themes" not in file.parts)


def dotted(file: Path) -> str:
    parts = file.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


@cache
def modules() -> frozenset[str]:
    """All modules by dotted name below ``shortsite``, packages too."""
    return frozenset(dotted(file) for file in files())


def imports(file: Path) -> Iterator[str]:
    """Every imported module, whether at the top, in a function or for types: ours dotted, others by first name."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.removeprefix("shortsite.") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            module = node.module or ""
            for alias in node.names:
                full = f"{module}.{alias.name}".removeprefix("shortsite.")
                yield full if full in modules() else module.removeprefix("shortsite.")


def top(module: str) -> str:
    return module.split(".", 1)[0]


@cache
def graph() -> dict[str, frozenset[str]]:
    """Module -> modules of ours that it imports."""
    return {dotted(file): frozenset(set(imports(file)) & modules() - {"__init__"}) for file in files()}


def test_every_module_has_a_layer() -> None:
    assert set(LAYER) == {top(name) for name in modules()} - {"__init__"}


def test_imports_run_downwards() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, others in graph().items()
        for other in others
        if top(name) != top(other) and name != "__init__" and LAYER[top(other)] >= LAYER[top(name)]
    ]
    assert [] == sorted(wrong)


def test_stages_never_import_each_other() -> None:
    users = {(top(name), top(other)) for name, others in graph().items() for other in others if top(other) in STAGES}
    assert STAGE_USERS | {("pipeline", stage) for stage in STAGES} == {(a, b) for a, b in users if a != b}


def test_no_modules_import_each_other_in_a_circle() -> None:
    # a package that imports its own parts does so for those who import the package
    edges = {name: {other for other in others if not name.startswith(f"{other}.")} for name, others in graph().items()}
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as fault:
        pytest.fail(" imports ".join(fault.args[1]))


def test_only_its_own_modules_know_a_library() -> None:
    wrong = [
        f"{dotted(file)} imports {library}"
        for file in files()
        for library in {top(name) for name in imports(file)} & LIBRARIES.keys()
        if top(dotted(file)) not in LIBRARIES[library]
    ]
    assert [] == sorted(wrong)


def test_nothing_but_the_preview_and_look_ups_know_of_networks() -> None:
    networks = {"http", "socket", "socketserver", "ssl", "urllib.request", "urllib3", "asyncio", "webbrowser"}
    users = {
        top(dotted(file))
        for file in files()
        for name in imports(file)
        if name in networks or top(name) in networks
    }  # fmt: skip
    assert users <= {"metadata", "preview", "outside_links", "published", "serve"}


def test_no_build_or_check_can_ask_the_outside() -> None:
    reached, ahead = set(), ["pipeline"]
    while ahead:
        name = ahead.pop()
        reached.add(name)
        ahead += graph().get(name, frozenset()) - reached
    assert set() == {"metadata", "published"} & {top(name) for name in reached}


def test_modules_are_short() -> None:
    lengths = {file.relative_to(SOURCE).as_posix(): len(file.read_text().splitlines()) for file in files()}
    long = {path: length for path, length in lengths.items() if length > LONG_MODULES.get(path, LINES_OF_A_MODULE)}
    assert {} == long


def functions() -> Iterator[tuple[str, int]]:
    for file in files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{dotted(file)}.{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_functions_are_short() -> None:
    found = dict(functions())
    long = {name: length for name, length in found.items() if length > LONG_FUNCTIONS.get(name, LINES_OF_A_FUNCTION)}
    assert {} == long
    lengths = sorted(length for _, length in functions())
    assert lengths[len(lengths) // 2] <= 10


def test_every_public_thing_says_what_it_is() -> None:
    silent = []
    for file in files():
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        public = [node for node in named if not node.name.startswith("_")]
        silent += [f"{dotted(file)}.{node.name}" for node in public if not ast.get_docstring(node)]
        silent += [] if ast.get_docstring(tree) else [dotted(file)]
    assert [] == silent


def test_help_is_quick_since_it_loads_no_engine() -> None:
    code = (
        "import sys\nfrom shortsite.cli import shortsite\n"
        "shortsite.main(['--help'], standalone_mode=False)\n"
        "print('loaded', *sorted(name.split('.')[0] for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    text, _, loaded = done.stdout.rpartition("loaded ")
    assert "build" in text
    engines = {
        "jinja2",
        "markdown_it",
        "feedgen",
        "lxml",
        "yaml",
        "nh3",
        "math_core",
        "pygments",
        "slugify",
        "watchfiles",
    }
    assert set() == engines & set(loaded.split())
