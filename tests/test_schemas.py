"""The JSON Schemas are what the readers ask for, and the manual describes every key of them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import jsonschema
import pytest
import yaml
from archives import config_of, viewed, write_archive
from facts import facts
from hypothesis import given
from hypothesis import strategies as st

from shortsite.config import read_config
from shortsite.fields import Fields
from shortsite.front_matter import split_front_matter
from shortsite.model import Document
from shortsite.pages.schemas import schema_files
from shortsite.problems import Place, Problem, errors_of
from shortsite.readers import KINDS, Source
from shortsite.records import Record, parse_record
from shortsite.schemas import SCHEMA_FOLDER, SCHEMAS, files_of, keys_of, schema, schema_text
from shortsite.schemas.descriptions import TABLES, sections
from shortsite.schemas.numbers import between
from shortsite.schemas.recorder import Recorder

ROOT = Path(__file__).parents[1]
BROKEN = Path(__file__).with_name("broken")
STARTER = ROOT / "src" / "shortsite" / "starter"
REAL = ROOT.parent / "shared" / "archives" / "real"
CONFIGURATION = ROOT / "docs" / "configuration.md"
ARCHIVES = {"own": ROOT, "starter": STARTER, "minimal": ROOT / "tests" / "sites" / "minimal", "real": REAL}
VALIDATORS = {kind: jsonschema.Draft7Validator(schema(kind)) for kind in SCHEMAS}


# YAML as editors type it


class Typed(yaml.SafeLoader):
    """YAML 1.2's core schema: dates are texts, and so are ``yes`` and ``012:30``."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for tag, pattern, first in [
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
]:
    Typed.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), first)


def typed(file: Path) -> Any:
    text = file.read_text(encoding="utf-8-sig")
    front = split_front_matter(text, file.name)[0] if file.suffix == ".md" else text
    return yaml.load(front, Typed) or {}


def records(root: Path) -> Iterator[tuple[str, Path]]:
    """Kind and file of everything in an archive that has a schema."""
    for kind in SCHEMAS:
        yield from ((kind, file) for file in sorted(root.glob(files_of(kind))))


def complaints(kind: str, value: Any) -> list[str]:
    return [f"{'.'.join(map(str, fault.path))}: {fault.message}" for fault in VALIDATORS[kind].iter_errors(value)]


def parts(made: Any) -> Iterator[dict[str, Any]]:
    """Every schema within a schema."""
    if isinstance(made, dict):
        yield made
        for value in made.values():
            yield from parts(value)
    elif isinstance(made, list):
        for value in made:
            yield from parts(value)


# The schemas themselves


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_schema_is_one(kind: str) -> None:
    jsonschema.Draft7Validator.check_schema(schema(kind))
    assert "http://json-schema.org/draft-07/schema#" == schema(kind)["$schema"]


@pytest.mark.parametrize("kind", SCHEMAS)
def test_patterns_are_of_the_syntax_that_python_and_ecmascript_share(kind: str) -> None:
    for made in parts(schema(kind)):
        pattern = made.get("pattern")
        if isinstance(pattern, str):
            assert re.compile(pattern)
            assert not re.search(r"\(\?(?![:=!])|\\[AZz\"]|[*+?}]\+", pattern)
            assert pattern == r"\S" or re.fullmatch(r"\^\(\?:.*\)\$", pattern)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_no_other_key_is_allowed(kind: str) -> None:
    mappings = [made for made in parts(schema(kind)) if "properties" in made and isinstance(made["properties"], dict)]
    assert mappings
    assert all(made["additionalProperties"] is False or not made["properties"] for made in mappings)


def test_a_kind_of_value_that_a_reader_may_ask_for_can_be_recorded() -> None:
    asking = {name for name in vars(Fields) if not name.startswith("_")} - {"note", "has", "lack", "finish"}
    assert set() == asking - vars(Recorder).keys()


def test_the_order_of_keys_is_that_in_which_the_reader_asks() -> None:
    assert ("title", "authors", "year", "venue") == keys_of("paper")[:4]
    assert ("paper", "author", "date") == keys_of("summary")[:3]
    assert ("name", "orcid", "spellings", "papers") == keys_of("people")
    assert ("title", "url") == keys_of("config")[:2]
    with pytest.raises(KeyError):
        keys_of("poem")


def test_what_editors_read_otherwise_wants_quotes() -> None:
    paper = {"title": "Attention", "year": 2017}
    assert [] == complaints("paper", paper | {"arxiv": "1706.03762", "year": "2017", "volume": 30, "venue": None})
    assert ["arxiv: 1706.0376 is not of type 'string', 'null'"] == complaints("paper", paper | {"arxiv": 1706.03760})


@given(st.integers(0, 3_000), st.integers(0, 3_000), st.integers(0, 3_500))
def test_a_range_of_numbers_as_a_pattern_has_just_these_numbers(low: int, high: int, number: int) -> None:
    low, high = sorted([low, high])
    assert (low <= number <= high) == bool(re.fullmatch(between(low, high), str(number)))


def test_a_required_key_may_not_be_empty() -> None:
    assert ["title: None is not of type 'string', 'number'"] == complaints("paper", {"title": None, "year": 2017})
    assert [": 'year' is a required property"] == complaints("paper", {"title": "Attention"})


def test_a_default_is_the_one_of_the_reader() -> None:
    properties = schema("config")["properties"]
    told = {key: made["default"] for key, made in properties.items() if "default" in made}
    assert {
        "language": "en",
        "license": "CC-BY-4.0",
        "theme": "default",
        "output": "site",
        "branch": "main",
        "page_size": 20,
        "feed_size": 20,
        "list_feed_size": 10,
    } == told


# Where they are


def test_schemas_are_published_under_the_address_by_which_they_call_themselves(tmp_path: Path) -> None:
    write_archive(tmp_path, {})
    files = {output.url: json.loads(output.text) for output in schema_files(viewed(tmp_path))}
    assert [f"{SCHEMA_FOLDER}/{kind}.json" for kind in SCHEMAS] == list(files)
    assert {path: made["$id"].removeprefix(config_of(tmp_path).url) for path, made in files.items()} == {
        path: path for path in files
    }


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_new_archive_has_them_for_its_editor(kind: str) -> None:
    file = STARTER / ".vscode" / "schema" / f"{kind}.json"
    if os.environ.get("UPDATE_SCHEMAS"):
        file.write_text(schema_text(kind), encoding="utf-8")
    assert schema_text(kind) == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("root", [ROOT, STARTER])
def test_the_editor_is_told_which_files_they_are_for(root: Path) -> None:
    settings = json.loads((root / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    wanted = {kind: files_of(kind) for kind in SCHEMAS if files_of(kind).endswith(".yml")}
    found = {Path(name).stem: (root / name, files) for name, files in settings["yaml.schemas"].items()}
    assert all(file.is_file() for file, _ in found.values())
    assert wanted == {kind: files if isinstance(files, str) else files[0] for kind, (_, files) in found.items()}


# The manual


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_key_has_a_description(kind: str) -> None:
    silent = [
        key
        for made in parts(schema(kind))
        if isinstance(properties := made.get("properties"), dict)
        for key, inner in properties.items()
        if not inner.get("description")
    ]
    assert [] == silent


def mappings_by_name() -> dict[str, dict[str, Any]]:
    """The schema of every mapping that the manual has a table for."""
    config = schema("config")["properties"]
    return {
        **{kind: schema(kind) for kind in ("paper", "summary", "venue", "contributor", "page")},
        "author": schema("people")["additionalProperties"],
        "author's name": schema("paper")["properties"]["authors"]["items"]["anyOf"][1],
        "section": config["sections"]["items"],
        "keyword setting": config["keywords"],
        "math setting": config["math"],
        "discussion setting": config["discussion"],
        "setting of exports": config["exports"],
    }


def test_a_table_of_the_manual_has_the_keys_in_their_order() -> None:
    made = mappings_by_name()
    assert TABLES.keys() == made.keys()
    for kind, (page, heading) in TABLES.items():
        rows = re.findall(r"^\| `(\w+)` \| (.*) \| .* \|$", sections(page)[heading], re.MULTILINE)
        assert list(made[kind]["properties"]) == [key for key, _ in rows]
        required = {key for key, told in rows if told.endswith("; required")}
        assert set(made[kind].get("required", ())) == required
        for key, told in rows:
            words = made[kind]["properties"][key].get("enum", [None])[:-1]
            assert set(words) <= set(re.findall(r"`(\w+)`", told)), key


def test_the_manual_gives_the_facts_of_each_key_of_the_configuration() -> None:
    made, text = schema("config"), CONFIGURATION.read_text(encoding="utf-8")
    told = text
    for key, value in made["properties"].items():
        fact = facts(value, required=key in made["required"])
        told = re.sub(rf"(?<=^## `{key}`\n\n)[^\n]*", lambda _, fact=fact: fact, told, flags=re.MULTILINE)
    if os.environ.get("UPDATE_SCHEMAS"):
        CONFIGURATION.write_text(told, encoding="utf-8")
    assert told == CONFIGURATION.read_text(encoding="utf-8")


# Agreement with the readers


@pytest.mark.parametrize("name", ARCHIVES)
def test_sound_records_have_nothing_to_complain_of(name: str) -> None:
    if not ARCHIVES[name].is_dir():
        pytest.skip("the archive is not here")
    found = {str(file): complaints(kind, typed(file)) for kind, file in records(ARCHIVES[name])}
    assert found
    assert {} == {path: faults for path, faults in found.items() if faults}


#: Faults of one value that a schema can tell.
TOLD = {"SS006", "SS007", "SS008", "SS009", "SS010", "SS011", "SS013", "SS014", "SS015"}
#: Words of the faults that need more than the form of one value.
UNTOLD = (
    "the file's name gives the id",
    "'2026-02-30' is not a date",
    "is before 'date'",
    "is before 1990",
    "the summary has no text",
    "no image 'logo.png' lies beside this file",
    "'url' must not hold '?' or '#'",
)


def broken_records() -> Iterator[tuple[str, Path, list[str]]]:
    """Kind, file and problems of each record that has no other fault than such."""
    for report in sorted(BROKEN.glob("*/problems.txt")):
        case = report.parent
        by_file: dict[str, list[str]] = {}
        for line in report.read_text(encoding="utf-8").splitlines():
            found = re.match(r"(.+?):\d+:\d+: \w+ (SS\d{3}): (.*)", line)
            if found:
                by_file.setdefault(found[1], []).append(f"{found[2]} {found[3]}")
        for kind, file in records(case):
            problems = by_file.get(file.relative_to(case).as_posix(), [])
            if problems and {problem[:5] for problem in problems} <= TOLD:
                yield kind, file, problems


def test_what_a_reader_refuses_the_schema_refuses() -> None:
    found = [(problems, complaints(kind, typed(file))) for kind, file, problems in broken_records()]
    passed = [problems for problems, faults in found if not faults]
    assert [] == [problems for problems in passed if not any(words in problems[0] for words in UNTOLD)]
    assert set(UNTOLD) == {words for problems in passed for words in UNTOLD if words in problems[0]}
    assert len(found) > 5 * len(passed)


LETTERS = st.characters(min_codepoint=32, max_codepoint=126)
WORDS = st.text(LETTERS, min_size=1, max_size=20).filter(str.strip)


@cache
def sound(kind: str) -> st.SearchStrategy[Any]:
    """Values of a kind of record of which its schema has nothing to complain."""
    return instances(schema(kind))


def instances(made: Any) -> st.SearchStrategy[Any]:
    """Values of which a schema has nothing to complain."""
    if not isinstance(made, dict) or not made:
        return WORDS
    if "anyOf" in made:
        return st.one_of([instances(one) for one in made["anyOf"]])
    if "enum" in made:
        return st.sampled_from(made["enum"])
    kinds = made["type"] if isinstance(made["type"], list) else [made["type"]]
    return st.one_of([instances_of(kind, made) for kind in kinds])


def instances_of(kind: str, made: dict[str, Any]) -> st.SearchStrategy[Any]:
    if kind == "object":
        return mappings(made)
    if kind == "array":
        return st.lists(instances(made["items"]), max_size=3)
    if kind == "integer":
        return st.integers(made["minimum"], made["maximum"])
    if kind == "string":
        return strings(made)
    return {"boolean": st.booleans(), "null": st.none(), "number": st.integers(0, 10**6)}[kind]


def strings(made: dict[str, Any]) -> st.SearchStrategy[str]:
    if made.get("pattern", r"\S") == r"\S":
        return WORDS
    pattern = re.compile(made["pattern"].replace("$", r"\Z"), re.ASCII)
    limit = made.get("maxLength", 200)
    drawn = st.from_regex(pattern, alphabet=LETTERS).filter(lambda text: len(text) <= limit)
    return drawn | st.sampled_from(made["examples"]) if "examples" in made else drawn


def mappings(made: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    required = made.get("required", ())
    known = {key: instances(inner) for key, inner in made.get("properties", {}).items()}
    fixed = st.fixed_dictionaries(
        {key: value for key, value in known.items() if key in required},
        optional={key: value for key, value in known.items() if key not in required},
    )
    if known:
        return fixed
    names = instances(made["propertyNames"]) if "propertyNames" in made else st.sampled_from(["arxiv", "doi"])
    return st.dictionaries(names, instances(made["additionalProperties"]), max_size=3)


def read(kind: str, values: Any) -> list[Problem]:
    """What the reader finds wrong with the values, written down as JSON, which is YAML."""
    record, problems = parse_record(json.dumps(values, ensure_ascii=False), "x.yml")
    if kind == "config":
        read_config(Fields(record or Record({}, Place("x.yml")), "configuration", problems), Path())
        return errors_of(problems)
    source = Source(Path("x"), "x.yml", "x", kind, record=record, body="Words.")
    KINDS[kind].read(source, Document("<p>Words.</p>", text="Words.", words=1), problems)
    return errors_of(problems)


def expressible(problem: Problem) -> bool:
    """Whether a schema can tell such a fault: not that there is no such day, host or file, nor how two values agree."""
    more = r"no image|is before|must not hold|not a template|not the name of a macro|is given twice|is an alias of"
    return problem.code not in {"SS010", "SS014"} and not re.search(more, problem.message)


@pytest.mark.parametrize("kind", SCHEMAS)
@given(data=st.data())
def test_what_the_schema_accepts_the_reader_accepts(kind: str, data: st.DataObject) -> None:
    values = data.draw(sound(kind))
    assert [] == complaints(kind, values)
    assert [] == [str(problem) for problem in read(kind, values) if expressible(problem)]
