"""The pipeline: five stages that know nothing of each other, in one function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shortsite.cache import Store
from shortsite.config import CONFIG, Config, load_config
from shortsite.link import link_content
from shortsite.load import load_content
from shortsite.model import Output
from shortsite.pages import plan_site
from shortsite.parallel import jobs_for
from shortsite.problems import Place, Problem, SiteError, errors_of, in_order
from shortsite.render import render_site
from shortsite.theme import Theme, load_theme
from shortsite.views import Views
from shortsite.write import Written, write_site

CACHE = ".shortsite"
#: Folders of an archive that are somebody's work: nothing is ever written there, whatever ``--force`` says.
SOURCES = ("content", "themes", ".git")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run is asked to do, beside what the archive's configuration says."""

    root: Path = field(default_factory=Path)
    output: Path | None = None
    url: str = ""
    jobs: int | None = None
    drafts: bool = False
    strict: bool = False
    keep_going: bool = False
    use_cache: bool = True
    force: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a build does before it renders; ``problems`` are those that did not stop it."""

    views: Views
    theme: Theme
    outputs: Sequence[Output]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    plan: Plan
    output: Path
    written: Written


def prepare(options: Options, store: Store) -> Plan:
    """Read, link and plan the archive. Raises SiteError with every problem of it when it can't be published.

    Problems of the configuration or theme stop the run even where it is asked to keep going, but only at its end: the
    content's are reported with them.
    """
    config, problems = load_config(options.root, options.url)
    theme, found = load_theme(options.root, config.theme, config.places.get("theme", Place(CONFIG)))
    problems += found
    needed = tuple(problems)
    content, found = load_content(config, jobs_for(options.jobs), store)
    problems += found
    archive, found = link_content(content, config, drafts=options.drafts)
    problems += found
    views = Views(archive, config)
    outputs, found = plan_site(views, tuple(theme.static.values()))
    problems += found
    stopped_by = problems if options.strict else errors_of(needed if options.keep_going else problems)
    if stopped_by:
        raise SiteError(problems)
    return Plan(views, theme, outputs, in_order(problems))


def build(options: Options) -> Built:
    """Publish the archive; when anything is wrong, change nothing and raise SiteError."""
    with _store(options) as store:
        plan = prepare(options, store)
        output = _output(options, plan.views.config)
        files = render_site(plan.outputs, plan.views, plan.theme, store)
        written = write_site(files, output, options.force)
        store.finish()
    return Built(plan, output, written)


def check(options: Options) -> tuple[Problem, ...]:
    """Every problem of the archive, without publishing anything."""
    try:
        with _store(options) as store:
            return prepare(options, store).problems
    except SiteError as error:
        return error.problems


def _store(options: Options) -> Store:
    is_archive = (options.root / CONFIG).exists()
    return Store.open(options.root / CACHE / "cache.sqlite" if options.use_cache and is_archive else None)


def _output(options: Options, config: Config) -> Path:
    """The folder to publish to; never one that holds the archive itself."""
    output = options.output or options.root / config.output
    inside, path = options.root.resolve(), output.resolve()
    if inside.is_relative_to(path) or any(path.is_relative_to(inside / name) for name in SOURCES):
        message = "the site can't be written over the archive itself"
        raise SiteError([Problem(Place(str(output)), "SS080", message, "choose another folder with --output")])
    return output


def is_sound(problems: Sequence[Problem], *, strict: bool) -> bool:
    """Whether a run with these problems is a success."""
    return not (problems if strict else errors_of(problems))
