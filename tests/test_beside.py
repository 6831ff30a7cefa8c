"""What another process does meanwhile: its result, its end, and that nothing depends on either."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shortsite.beside import beside

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no other system copies a process")


def children() -> set[str]:
    """The processes that this one has started and not waited for."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split())


@pytest.mark.parametrize(
    "made", [None, {"a": (1, b"x")}, "\ud800", "x" * 3_000_000, compile("1 + 1", "t.html", "eval")]
)
def test_what_is_made_is_told_as_often_as_it_is_asked_for(made: Any) -> None:
    before = os.getpid()
    with beside(lambda: (os.getpid(), made)) as told:
        process, found = told()
        assert (made, True) == (found, told()[1] == made)
        assert before != process
        assert str(process) in children()
    assert str(process) not in children()


def failing() -> None:
    raise ValueError


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(failing, id="raises"),
        pytest.param(lambda: os._exit(0), id="ends"),
        pytest.param(lambda: os.kill(os.getpid(), 9), id="is killed"),
        pytest.param(object, id="makes what cannot be told"),
    ],
)
def test_where_it_fails_nothing_is_told(work: Callable[[], Any], capfd: pytest.CaptureFixture[str]) -> None:
    with beside(work) as told:
        assert told() is None
    assert ("", "") == capfd.readouterr()


@pytest.mark.parametrize("call", ["pipe", "fork"])
def test_where_the_system_allows_no_process_nothing_is_told(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> None:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    before = set(os.listdir("/proc/self/fd"))
    monkeypatch.setattr(os, call, refused)
    with beside(lambda: 1) as told:
        assert told() is None
    assert before == set(os.listdir("/proc/self/fd"))


def test_who_is_still_at_work_is_stopped() -> None:
    before, start = children(), time.monotonic()
    with beside(lambda: time.sleep(60)):
        pass
    assert time.monotonic() - start < 30
    assert before == children()


def test_what_the_block_raises_is_raised() -> None:
    with pytest.raises(KeyError), beside(lambda: "x" * 1_000_000):
        raise KeyError


#: Any sites after one another, in a process without threads; the spare tree is often not there, and each build in which
#: it is not has its links made by another process.
SITES = """
import itertools, os, random, shutil, sys
from pathlib import Path
from shortsite import spare, trees
from shortsite.model import File
from shortsite.parallel import can_copy
from shortsite.write import publishing, write_site

how, output = sys.argv[1], Path(sys.argv[2])
state, chance = trees.State(output.resolve()), random.Random(f"sites {how}")
names = [f"{one}/{two}" for one in "abcdefgh" for two in ("x.html", "y/z.html", "y/w/v.html")]
links, turn = [], spare.linked_beside

def counted(state):
    links.append(1)
    return turn(state)

from shortsite import write
write.linked_beside = counted
work = spare._link_all
if how == "failing":
    def fails(output, other, count=itertools.count()):
        link = os.link
        def refused(*args, **options):
            if next(count) > 5:
                raise OSError(5, "refused")
            return link(*args, **options)
        os.link = refused
        work(output, other)
    spare._link_all = fails
if how == "slow":
    import time
    def slow(output, other):
        time.sleep(0.05)
        work(output, other)
    spare._link_all = slow

def read(folder):
    return {path: Path(found.path).read_bytes() for path, found in trees.walk(folder).files.items()}

assert can_copy(2)
for number in range(40):
    site = {name: f"{chance.randrange(3)}".encode() for name in chance.sample(names, chance.randrange(1, len(names)))}
    if chance.random() < 0.3:
        # what was a folder is a file
        folder = chance.choice("abcdefgh")
        site = {name: data for name, data in site.items() if name[0] != folder} | {folder: b"file"}
    before = {path: os.stat(output / path).st_mtime_ns for path in read(output)} if number else {}
    was = read(output) if number else {}
    write_site((File(path, data) for path, data in site.items()), output, jobs=2)
    assert site == read(output), number
    kept = [path for path, data in site.items() if was.get(path) == data]
    assert all(before[path] == os.stat(output / path).st_mtime_ns for path in kept), number
    assert not state.mark.exists()
    if chance.random() < 0.7:
        shutil.rmtree(state.spare, ignore_errors=True)
print(len(links))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="no other system copies a process safely")
@pytest.mark.parametrize("how", ["well", "failing", "slow"])
def test_any_site_is_published_whatever_becomes_of_who_makes_its_links(how: str, tmp_path: Path) -> None:
    asked = [sys.executable, "-c", SITES, how, str(tmp_path / "site")]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert "" == done.stderr
    assert int(done.stdout) > 15


TEMPLATES = """
import sys
from pathlib import Path
from shortsite import theme

root = Path(sys.argv[1])
asked = []

class Counted(theme._Compiled):
    def dump_bytecode(self, bucket):
        asked.append(bucket.key)
        super().dump_bytecode(bucket)

def rendered(name):
    return theme.load_theme(root, "ours")[0].environment().get_template(name).render({"x": "<1>"})

theme._COMPILED.__class__ = Counted
made = theme.load_theme(root, "ours")[0]
with theme.compiling_beside(lambda: made, 2):
    assert theme._COMPILED.coming is not dict
    assert "one &lt;1&gt;" == rendered("one.html")
    assert [] == asked, "nothing was compiled here"
    (root / "themes/ours/templates/two.html").write_text("changed {{ x }}")
    assert "changed &lt;1&gt;" == rendered("two.html")
    assert 1 == len(asked), "what was compiled of another source is of no use"
with theme.compiling_beside(lambda: made, 2):
    assert theme._COMPILED.coming is dict, "there is nothing to do a second time"
theme._COMPILED.known.clear()
with theme.compiling_beside(lambda: 1 / 0, 2):
    assert "one &lt;1&gt;" == rendered("one.html")
assert 2 == len(asked)
theme._COMPILED.known.clear()
with theme.compiling_beside(lambda: made, 1):
    assert theme._COMPILED.coming is dict
"""


@pytest.mark.skipif(sys.platform != "linux", reason="no other system copies a process safely")
def test_templates_are_compiled_by_another_process_and_believed_where_they_are_the_same(tmp_path: Path) -> None:
    templates = tmp_path / "themes" / "ours" / "templates"
    templates.mkdir(parents=True)
    for name in ("one", "two"):
        (templates / f"{name}.html").write_text(f"{name} {{{{ x }}}}", encoding="utf-8")
    (templates / "faulty.html").write_text("{% if %}", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", TEMPLATES, str(tmp_path)], capture_output=True, text=True, check=False)
    assert "" == done.stderr
