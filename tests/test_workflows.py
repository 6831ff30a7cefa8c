"""What runs at GitHub has few rights, takes nothing of a stranger for a command, and does here what it does there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from archives import CONFIG, paper, rendered, summary
from repositories import ENVIRONMENT, Repository
from sites_elsewhere import file_server, serving

from shortsite.contributing.issue_form import AI_OPTIONS, FIELDS
from shortsite.init import STARTER

ROOT = Path(__file__).parents[1]
OWN, TEMPLATES = ROOT / ".github", STARTER / ".github"
#: Files that only one of the two has, or that differ.
DIFFERENT = {"workflows/ci.yml", "requirements.txt", "dependabot.yml"}
WORKFLOWS = sorted((TEMPLATES / "workflows").glob("*.yml"))
FORMS = sorted(file for file in (TEMPLATES / "ISSUE_TEMPLATE").glob("*.yml") if file.stem != "config")
PINNED = re.compile(r"uses: actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+\n")
#: Every right that a job has: no other may be added unnoticed.
RIGHTS = {
    "check/check": {"contents": "read"},
    "ci/audit": {"contents": "read"},
    "ci/run": {"contents": "read"},
    "deploy/build": {"contents": "read"},
    "deploy/deploy": {"pages": "write", "id-token": "write"},
    "deploy/ping": {"contents": "read"},
    "from-issue/propose": {"contents": "write", "issues": "write", "pull-requests": "write"},
    "labels/labels": {"issues": "write"},
    "links/links": {"contents": "read", "issues": "write"},
    "preview/comment": {"actions": "read", "pull-requests": "write"},
}


def read(file: Path) -> dict[str, Any]:
    # "on" is a truth value to YAML 1.1
    loaded: dict[Any, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in loaded.items()}


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in [*WORKFLOWS, OWN / "workflows/ci.yml"]:
        for name, job in read(file)["jobs"].items():
            yield f"{file.stem}/{name}", job


def files(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


# What they are


def test_an_archive_has_the_same_files_as_this_repository() -> None:
    own, templates = ({k: v for k, v in files(f).items() if k not in DIFFERENT} for f in (OWN, TEMPLATES))
    assert templates == own


def test_every_job_has_few_rights_and_little_time() -> None:
    assert RIGHTS == {name: job["permissions"] for name, job in jobs()}
    assert all(job["timeout-minutes"] <= 60 for _, job in jobs())


@pytest.mark.parametrize("file", [*WORKFLOWS, OWN / "workflows/ci.yml"], ids=lambda file: file.stem)
def test_a_workflow_grants_nothing_by_default_and_pins_its_actions(file: Path) -> None:
    text, workflow = file.read_text(encoding="utf-8"), read(file)
    assert {} == workflow["permissions"]
    assert "group" in workflow["concurrency"]
    assert "bash" == workflow["defaults"]["run"]["shell"]
    assert text.count("uses:") == len(PINNED.findall(text))
    assert "pull_request_target" not in text
    assert "secrets." not in text


def test_nothing_is_put_into_a_command_by_github() -> None:
    assert [] == [name for name, job in jobs() for step in job["steps"] if "${{" in step.get("run", "")]


def test_no_token_is_left_in_a_checkout() -> None:
    checkouts = [step for _, job in jobs() for step in job["steps"] if "checkout@" in step.get("uses", "")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_what_may_write_to_a_pull_request_checks_nothing_out() -> None:
    steps = read(TEMPLATES / "workflows/preview.yml")["jobs"]["comment"]["steps"]
    assert [] == [step["uses"] for step in steps if "uses" in step]


def test_the_form_is_the_one_that_is_read() -> None:
    body = [part for part in read(TEMPLATES / "ISSUE_TEMPLATE/summary.yml")["body"] if "id" in part]
    assert list(FIELDS) == [(part["id"], part["attributes"]["label"]) for part in body]
    assert list(AI_OPTIONS) == next(part["attributes"]["options"] for part in body if part["id"] == "ai")


def test_every_label_of_a_form_is_made() -> None:
    made = (TEMPLATES / "workflows/labels.yml").read_text(encoding="utf-8")
    for form in FORMS:
        assert all(f"gh label create {label} " in made for label in read(form)["labels"])


# What others say of them


def run(*command: str | Path) -> tuple[int, str]:
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def tool(name: str) -> str:
    """The path of a program beside this Python, or on the path."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if not found:
        pytest.skip(f"{name} is not here")
    return found


@pytest.mark.parametrize(
    ("schema", "names"),
    [
        ("github-workflows", "workflows/*.yml"),
        ("github-issue-forms", "ISSUE_TEMPLATE/[!c]*.yml"),
        ("github-issue-forms", "ISSUE_TEMPLATE/correction.yml"),
        ("github-issue-config", "ISSUE_TEMPLATE/config.yml"),
        ("dependabot", "dependabot.yml"),
    ],
)
def test_the_files_fit_their_schemas(schema: str, names: str) -> None:
    found = [*OWN.glob(names), *TEMPLATES.glob(names)]
    status, output = run(tool("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", *found)
    assert (0, len(found) > 1) == (status, True), output


@pytest.mark.parametrize("folder", [OWN, TEMPLATES], ids=["own", "starter"])
def test_zizmor_has_nothing_to_say(folder: Path) -> None:
    status, output = run(tool("zizmor"), "--offline", "--no-progress", "--no-config", folder)
    assert 0 == status, output


@pytest.mark.parametrize("folder", [OWN, TEMPLATES], ids=["own", "starter"])
def test_actionlint_has_nothing_to_say(folder: Path) -> None:
    status, output = run(tool("actionlint"), "-no-color", *sorted((folder / "workflows").glob("*.yml")))
    assert (0, "") == (status, output)


def test_shellcheck_has_nothing_to_say(tmp_path: Path) -> None:
    scripts = []
    for name, job in jobs():
        for number, step in enumerate(job["steps"]):
            if "run" in step:
                scripts.append(tmp_path / f"{name.replace('/', '-')}-{number}.sh")
                scripts[-1].write_text(f"#!/usr/bin/env bash\nset -eo pipefail\n{step['run']}")
    assert (0, "") == run(tool("shellcheck"), *scripts)


# What they do, at a scratch repository and without GitHub


GH = """#!/usr/bin/env bash
# Notes each call with what it is given, and answers from a folder.
set -euo pipefail
for word in "$@"; do printf '%s\\n' "$word" >> "$FAKE/calls"; done
printf -- '--\\n' >> "$FAKE/calls"
previous=
for word in "$@"; do
  case "$previous" in --input|--body-file) cp "$word" "$FAKE/given-$(wc -l < "$FAKE/count")"; echo >> "$FAKE/count" ;; esac
  previous=$word
done
name=$(printf '%s' "$*" | sed -n 's/.*repos\\/o\\/r\\/\\([a-z0-9/]*\\).*/\\1/p' | tr / _)
if [ "$1" = api ] && [ -e "$FAKE/$name" ]; then cat "$FAKE/$name"; fi
"""


@dataclass
class Runner:
    """Runs the commands of a job, in order, as GitHub's runner does, with a ``gh`` that answers from files."""

    root: Path
    temp: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fake = self.temp / "fake"
        self.fake.mkdir(parents=True)
        (self.fake / "gh").write_text(GH)
        (self.fake / "gh").chmod(0o755)
        (self.fake / "count").touch()
        (self.fake / "calls").touch()
        for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
            self.environment[name] = str(self.temp / name)
            (self.temp / name).touch()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_"))}
        path = f"{self.fake}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        own = {"PATH": path, "RUNNER_TEMP": str(self.temp), "GITHUB_REPOSITORY": "o/r", "FAKE": str(self.fake)}
        git = {name: value for name, value in ENVIRONMENT.items() if name.startswith("GIT_CONFIG")}
        self.environment |= kept | git | own

    def job(self, workflow: str, **given: str) -> list[subprocess.CompletedProcess[str]]:
        """What each step did; ``given`` are the values of variables that GitHub would fill in."""
        (job,) = read(TEMPLATES / f"workflows/{workflow}.yml")["jobs"].values()
        plain = {key: str(value) for key, value in job.get("env", {}).items() if "${{" not in str(value)}
        done: list[subprocess.CompletedProcess[str]] = []
        for step in job["steps"]:
            if "run" in step and not step["run"].startswith("pip install"):
                environment = self.environment | plain | given | self.outputs()
                folder = self.temp if "working-directory" in step or workflow == "preview" else self.root
                if self.is_due(step.get("if", ""), done):
                    done.append(self.bash(step["run"], folder, environment))
        return done

    def is_due(self, condition: str, done: list[subprocess.CompletedProcess[str]]) -> bool:
        failed = any(step.returncode for step in done)
        if "cancelled" in condition:
            return True
        if match := re.fullmatch(r"steps\.\w+\.outputs\.(\w+)(?: == '(\w+)')?", condition):
            value = self.outputs().get(match[1].upper(), "")
            return not failed and (value == match[2] if match[2] else bool(value))
        assert condition == ""
        return not failed

    def outputs(self) -> dict[str, str]:
        """Outputs of steps, under the names that the workflows give them in the environment of later steps."""
        lines = (self.temp / "GITHUB_OUTPUT").read_text().splitlines()
        found = {key.upper(): value for key, _, value in (line.partition("=") for line in lines)}
        return found | ({"IS_READY": found["READY"]} if "READY" in found else {})

    def bash(self, script: str, folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)

    def given(self) -> list[str]:
        """The files that ``gh`` was given."""
        return [file.read_text(encoding="utf-8") for file in sorted(self.fake.glob("given-*"))]

    def calls(self) -> list[list[str]]:
        return [call.splitlines() for call in (self.fake / "calls").read_text().split("--\n") if call]


WORDS = " ".join(["Some words about the paper, long enough for a summary."] * 20)
HOSTILE = "x](http://evil.example) @everyone ::error::x <script> #1"
BASE = {
    "config.yml": CONFIG,
    ".gitignore": ".shortsite/\n.*.shortsite/\n",
    "content/papers/byron-2020-a-paper.yml": paper("A paper"),
    "content/papers/byron-2019-old.yml": paper("An old paper", 2019),
    "content/summaries/byron-2020-a-paper/ann.md": summary("byron-2020-a-paper", WORDS, tldr="First."),
    "content/summaries/byron-2019-old/ann.md": summary("byron-2019-old", WORDS, tldr="Old.", date="2026-02-01"),
}


@pytest.fixture
def clone(tmp_path: Path) -> Repository:
    """A clone with a branch ``work`` of a repository whose branch is ``main``."""
    origin = Repository.init(tmp_path / "origin")
    origin.commit(BASE)
    origin.git("config", "receive.denyCurrentBranch", "ignore")
    origin.git("clone", "-q", str(origin.root), str(tmp_path / "clone"))
    made = Repository(tmp_path / "clone")
    made.git("checkout", "-q", "-b", "work")
    return made


@pytest.fixture
def runner(clone: Repository, tmp_path: Path) -> Runner:
    return Runner(clone.root, tmp_path / "runner")


def test_a_pull_request_is_checked_built_and_told_of(clone: Repository, runner: Runner) -> None:
    clone.git("mv", "content/papers/byron-2019-old.yml", "content/papers/byron-2019-new.yml")
    clone.git("mv", "content/summaries/byron-2019-old", "content/summaries/byron-2019-new")
    edited = summary("byron-2020-a-paper", WORDS + " More.", tldr="First.", updated="2026-03-02")
    clone.commit(
        {
            "content/papers/byron-2019-new.yml": paper("An old paper", 2019, aliases=["byron-2019-old"]),
            "content/summaries/byron-2019-new/ann.md": summary("byron-2019-new", WORDS, tldr="Old.", date="2026-02-01"),
            "content/summaries/byron-2020-a-paper/ann.md": edited,
            "content/papers/evil-2020-x.yml": paper(HOSTILE),
            "content/summaries/evil-2020-x/bob.md": summary("evil-2020-x", WORDS, "bob", tldr=HOSTILE),
        }
    )
    done = runner.job("check", GITHUB_BASE_REF="main")
    assert [0, 0, 0, 0] == [step.returncode for step in done], [step.stderr for step in done]
    comment = (runner.temp / "preview/comment.md").read_text(encoding="utf-8")
    headings = [line for line in comment.splitlines() if line.startswith("#")]
    assert ["### What this change does", "### New", "### Changed", "### Moved", "### In feed readers"] == [
        line for line in headings if "look at" not in line
    ]
    for path in ("evil-2020-x/#bob", "byron-2020-a-paper/#ann", "byron-2019-new/#ann"):
        assert f"(<https://toy.example.org/paper/{path}>)" in comment
    assert not re.search(r"@(?!\u200b)\w|<script|\]\(http|^::", comment, re.MULTILINE)
    assert comment in (runner.temp / "GITHUB_STEP_SUMMARY").read_text(encoding="utf-8")
    assert (runner.temp / "site/paper/evil-2020-x/index.html").is_file()
    # whatever was printed of texts stands between the marks
    for step in done[1:2] + done[3:]:
        mark = re.findall(r"::stop-commands::(\w+)\n", step.stdout)[0]
        assert step.stdout.startswith(f"::stop-commands::{mark}\n")
        assert f"::{mark}::\n" in step.stdout


def test_a_pull_request_with_an_error_fails_and_is_told_of_all_the_same(clone: Repository, runner: Runner) -> None:
    clone.commit({"content/summaries/byron-2020-a-paper/bob.md": summary("byron-2020-a-papr", WORDS, "bob")})
    done = runner.job("check", GITHUB_BASE_REF="main")
    assert [1, 0, 0, 0] == [step.returncode for step in done], [step.stderr for step in done]
    assert done[0].stdout.startswith("::error file=content/summaries/byron-2020-a-paper/bob.md,line=2,")
    assert "SS012" in (runner.temp / "preview/comment.md").read_text(encoding="utf-8")
    assert (runner.temp / "site/index.html").is_file()


def answer(runner: Runner, name: str, value: Any) -> None:
    (runner.fake / name).write_text(json.dumps(value))


def commented(
    runner: Runner, comment: str, outside: int = 0, comments: tuple[dict[str, Any], ...] = (), count: int = 0
) -> str:
    """What is posted when the pull request's check made this comment."""
    for needed in ("jq", "unzip"):
        tool(needed)
    answer(runner, "pulls", [{"number": 1, "head": {"sha": "other"}}, {"number": 7, "head": {"sha": "abc"}}])
    answer(runner, "actions_runs_5_artifacts", {"artifacts": [{"id": 9, "size_in_bytes": 1000}]})
    with zipfile.ZipFile(runner.fake / "actions_artifacts_9_zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../evil", "x")
        archive.writestr("comment.md", comment)
    changed = [{"filename": "content/x.y/z.md"}, *([{"filename": "content/.gitattributes"}] if outside else [])] + [
        {"filename": f"{number}.yml"} for number in range(outside)
    ]
    answer(runner, "pulls_7_files", changed)
    answer(runner, "pulls_7", {"changed_files": count or len(changed)})
    answer(runner, "issues_7_comments", list(comments))
    given = {"RUN_ID": "5", "RUN_URL": "https://github.com/o/r/actions/runs/5", "HEAD_SHA": "abc"}
    done = runner.job("preview", HEAD_OWNER="ann", HEAD_BRANCH="work", **given)
    assert [0, 0, 0] == [step.returncode for step in done], [step.stderr for step in done]
    assert not (runner.temp.parent / "evil").exists()
    return str(json.loads(runner.given()[0])["body"])


def test_the_comment_is_posted_once(runner: Runner) -> None:
    body = commented(runner, "### What this change does\n")
    assert body.startswith("<!-- shortsite preview -->\n### What this change does")
    assert ["api", "--method", "POST", "repos/o/r/issues/7/comments"] == runner.calls()[-1][:4]


def test_a_comment_that_is_there_is_renewed_unless_somebody_else_wrote_it(runner: Runner) -> None:
    marked = "<!-- shortsite preview -->\nold"
    mine = {"id": 3, "user": {"login": "github-actions[bot]"}, "body": marked}
    theirs = {"id": 2, "user": {"login": "mallory"}, "body": marked}
    commented(runner, "new", comments=(theirs, mine))
    assert ["api", "--method", "PATCH", "repos/o/r/issues/comments/3"] == runner.calls()[-1][:4]


def test_a_text_that_was_made_to_harm_is_disarmed_and_cut(runner: Runner) -> None:
    body = commented(runner, "@everyone &#64;all &#x40;you <p>&#64octocat <!-- hidden\n" + "é" * 300_000, outside=2)
    assert not re.search(r"(@|&#64;?|&#x40;)(?![\u200b;])", body)
    assert "<!--" not in body.removeprefix("<!-- shortsite preview -->")
    assert "3 of the changed files are not in `content/`, or hidden there" in body
    assert len(body) < 65_536


def test_files_that_github_does_not_list_are_told_of(runner: Runner) -> None:
    body = commented(runner, "### What this change does\n", count=3_002)
    assert "does not list 2 of the changed files, so they may be any." in body


def test_a_commit_that_no_open_pull_request_has_gets_no_comment(runner: Runner) -> None:
    tool("jq")
    answer(runner, "pulls", [{"number": 7, "head": {"sha": "newer"}}])
    done = runner.job("preview", HEAD_SHA="abc", HEAD_OWNER="ann", HEAD_BRANCH="work")
    assert ([0], []) == ([step.returncode for step in done], runner.given())


def issue(clone: Repository, runner: Runner, text: str, paper_id: str = "byron-2020-a-paper") -> list[int]:
    """The statuses of the steps when an issue is opened with this summary."""
    tool("jq")
    clone.git("checkout", "-q", "main")
    values = (paper_id, "Bob", "One sentence.", text, AI_OPTIONS[0], "- [X] Yes")
    body = "\n\n".join(f"### {label}\n\n{value}" for (_, label), value in zip(FIELDS, values, strict=True))
    event = runner.temp / "event.json"
    event.write_text(json.dumps({"issue": {"body": body}}))
    given = {"NUMBER": "4", "LOGIN": "bob", "USER_ID": "11", "BASE": "main", "GH_REPO": "o/r"}
    done = runner.job("from-issue", GITHUB_EVENT_PATH=str(event), GITHUB_SERVER_URL="https://github.com", **given)
    return [step.returncode for step in done]


EVIL = f"{WORDS}\n\n$(touch /tmp/pwned) `id` ::set-output name=x::y\n\n---\npaper: other\n---\n\n@everyone"


def test_an_issue_becomes_a_branch_and_a_pull_request(clone: Repository, runner: Runner) -> None:
    assert [0, 0, 0] == issue(clone, runner, EVIL)
    origin = Repository(clone.root.parent / "origin")
    message = origin.git("log", "-1", "--format=%an|%s|%b", "issue-4").strip()
    assert "github-actions[bot]|Summary from issue #4|Co-authored-by: bob <11+bob@users.noreply.github.com>" == message
    changed = origin.git("diff", "--name-only", "main", "issue-4").split()
    assert all(path.startswith("content/") for path in changed)
    (text,) = (path for path in changed if path.startswith("content/summaries/byron-2020-a-paper/"))
    assert "$(touch /tmp/pwned)" in origin.git("show", f"issue-4:{text}")
    request, told = runner.given()
    assert request.startswith("Closes #4.")
    assert "### In feed readers" in request
    assert told.startswith("Thank you. The summary stands in ")
    assert not re.search(r"^\S.*@everyone", request + told, re.MULTILINE)


def test_an_issue_with_a_fault_gets_an_answer_and_no_branch(clone: Repository, runner: Runner) -> None:
    assert [0, 0] == issue(clone, runner, "_No response_", paper_id="../../x")
    (told,) = runner.given()
    assert told.startswith("Thank you. Something has to be mended first")
    assert "    " in told
    assert "main\nwork" == "\n".join(
        sorted(line.strip(" *") for line in clone.git("branch", "--format=%(refname:short)").splitlines())
    )


def test_a_branch_that_somebody_edited_is_left_alone(clone: Repository, runner: Runner) -> None:
    origin = Repository(clone.root.parent / "origin")
    origin.git("checkout", "-q", "-b", "issue-4")
    edited = origin.commit({"content/pages/x.md": "---\ntitle: X\n---\nEdited by hand.\n"})
    origin.git("checkout", "-q", "main")
    assert [0, 0, 0] == issue(clone, runner, WORDS)
    assert edited == origin.git("rev-parse", "issue-4").strip()
    assert "was edited by hand" in runner.given()[0]


@pytest.mark.usefixtures("clone")
def test_dead_links_become_one_issue(runner: Runner) -> None:
    done = runner.job("links")
    assert [0, 0] == [step.returncode for step in done], [step.stderr for step in done]
    assert ["gh", "issue", "list"][1:] == runner.calls()[1][:2]
    assert [] == runner.given()


def test_where_no_host_answers_no_issue_is_touched(clone: Repository, runner: Runner) -> None:
    clone.commit({"content/papers/linked-2020-x.yml": paper("Linked", url="http://127.0.0.1:1/")})
    (asked,) = runner.job("links")
    assert (1, True) == (asked.returncode, "is there a network?" in asked.stderr)
    assert "issue" not in [call[0] for call in runner.calls()]


def deployment(runner: Runner, job: str, step: str, **given: str) -> subprocess.CompletedProcess[str]:
    """What a step of the deployment does."""
    steps = {found.get("name"): found for found in read(TEMPLATES / "workflows/deploy.yml")["jobs"][job]["steps"]}
    return runner.bash(steps[step]["run"], runner.root, runner.environment | given)


CHECK, LOOK, PING = (
    "Check, also that nothing that is published is lost",
    "Look whether there is a hub",
    "Tell the hub which feeds have changed",
)


def test_a_first_deployment_goes_through(clone: Repository, runner: Runner) -> None:
    with serving(file_server({})) as url:
        clone.commit({"config.yml": CONFIG.replace("https://toy.example.org/", url)})
        done = deployment(runner, "build", CHECK, BEFORE="0" * 40)
    assert (0, True) == (done.returncode, f"nothing is published at {url} yet" in done.stderr), done.stderr


def test_a_deployment_that_would_lose_what_is_published_stops(clone: Repository, runner: Runner) -> None:
    published: dict[str, bytes] = {}
    with serving(file_server(published)) as url:
        clone.commit({"config.yml": CONFIG.replace("https://toy.example.org/", url)})
        published |= {path: data for path, data in rendered(clone.root).items() if path.startswith("api/")}
        before = clone.git("rev-parse", "HEAD").strip()
        assert 0 == deployment(runner, "build", CHECK, BEFORE=before).returncode
        # the push that is deployed did not do it, but one whose deployment failed
        clone.git("mv", "content/papers/byron-2019-old.yml", "content/papers/byron-2019-new.yml")
        clone.git("mv", "content/summaries/byron-2019-old", "content/summaries/byron-2019-new")
        before = clone.commit(
            {
                "content/summaries/byron-2019-new/ann.md": summary(
                    "byron-2019-new", WORDS, tldr="Old.", date="2026-02-01"
                )
            }
        )
        done = deployment(runner, "build", CHECK, BEFORE=before)
    assert (1, True) == (done.returncode, "::error file=content/papers/byron-2019-old.yml" in done.stdout), done.stdout


def test_a_hub_is_told_after_a_deployment_if_there_is_one(clone: Repository, runner: Runner) -> None:
    assert 0 == deployment(runner, "build", LOOK).returncode
    assert {} == runner.outputs()
    clone.commit({"config.yml": f"{CONFIG}websub_hub: http://127.0.0.1:1/\n"})
    assert 0 == deployment(runner, "build", LOOK).returncode
    assert {"FOUND": "true"} == runner.outputs()
    done = deployment(runner, "ping", PING, BEFORE="0" * 40)
    assert (1, True) == (done.returncode, "can't be reached; it was told of 0 of 3 feeds" in done.stderr), done.stderr
    before = clone.git("rev-parse", "HEAD").strip()
    done = deployment(runner, "ping", PING, BEFORE=before)
    assert (0, "no feed has changed\n") == (done.returncode, done.stderr)
