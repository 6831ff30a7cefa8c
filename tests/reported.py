"""Reports read back, as the programs that they are for read them: into the lines of the format ``text``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote


def workflow_command(line: str) -> tuple[str, dict[str, str], str]:
    """The command, properties and data of a line, cut and unescaped as GitHub's runner does it."""
    assert line.startswith("::")
    told, data = line[2:].split("::", 1)
    command, _, properties = told.partition(" ")
    pairs = (pair.split("=", 1) for pair in properties.split(",") if pair.strip())
    return command, {key: _unescaped(value) for key, value in pairs}, _unescaped(data)


def _unescaped(value: str) -> str:
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        value = value.replace(escape, character)
    return value


def from_github(lines: Iterable[str]) -> list[str]:
    read = []
    for line in lines:
        command, found, words = workflow_command(line)
        severity = "note" if command == "notice" else command
        code = found["title"].split(" ")[0]
        read.append(f"{found['file']}:{found['line']}:{found['col']}: {severity} {code}: {words}")
    return read


def from_json(lines: Iterable[str]) -> list[str]:
    document = json.loads("\n".join(lines))
    problems = document["problems"]
    severities = [found["severity"] for found in problems]
    assert 1 == document["version"]
    for severity in ("error", "warning", "note"):
        assert severities.count(severity) == document[f"{severity}s"]
    return [_line(found["path"], found, found["code"], _words(found)) for found in problems]


def _words(found: dict[str, str]) -> str:
    return f"{found['message']}; {found['hint']}" if found["hint"] else found["message"]


def _line(path: str, found: dict[str, Any], code: str, words: str) -> str:
    return f"{path}:{found['line']}:{found['column']}: {found['severity']} {code}: {words}"


def from_sarif(lines: Iterable[str]) -> list[str]:
    """The results of a log, after what the specification demands of one was checked."""
    document = json.loads("\n".join(lines))
    assert {"$schema", "version", "runs"} == set(document)
    assert "2.1.0" == document["version"]
    (run,) = document["runs"]
    assert "unicodeCodePoints" == run["columnKind"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"]
    assert len(rules) == len({rule["id"] for rule in rules})
    return [_result(found, rules) for found in run["results"]]


def _result(found: dict[str, Any], rules: list[dict[str, Any]]) -> str:
    rule = rules[found["ruleIndex"]]
    assert found["ruleId"] == rule["id"]
    # what was there before a change is a note, whatever its rule says
    assert found["level"] in {"note", rule["defaultConfiguration"]["level"]}
    words = found["message"]["text"]
    # a single brace is a placeholder, and a bracket before a parenthesis ends the words of a link
    assert not re.search(r"(?<!\{)\{(\{\{)*(?!\{)|(?<!\})\}(\}\})*(?!\})", words)
    assert not re.search(r"(?<!\\)(\\\\)*\]\(", words)
    (location,) = found["locations"]
    artifact, region = location["physicalLocation"]["artifactLocation"], location["physicalLocation"]["region"]
    assert "%SRCROOT%" == artifact["uriBaseId"]
    # RFC 3986, a relative path without a scheme
    assert re.fullmatch(r"([\w.~-]|%[0-9A-F]{2})([\w.~/-]|%[0-9A-F]{2})*", artifact["uri"], re.ASCII)
    place = {"line": region["startLine"], "column": region["startColumn"], "severity": found["level"]}
    assert region["startLine"] >= 1 <= region["startColumn"]
    plain = words.replace("{{", "{").replace("}}", "}").replace("\\](", "](")
    return _line(unquote(artifact["uri"]), place, found["ruleId"], plain)
