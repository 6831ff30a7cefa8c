"""The pipeline: five stages that know nothing of each other, in one function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

from shortsite.cache import Store
from shortsite.config import CONFIG, Config, load_config
from shortsite.link import link_content
from shortsite.load import load_content
from shortsite.manifest import FOLDER
from shortsite.model import Output
from shortsite.pages import plan_site
from shortsite.parallel import jobs_for
from shortsite.problems import Place, Problem, SiteError, failing, in_order, without_notes
from shortsite.render import render_site
from shortsite.rules import archive_problems
from shortsite.search import full_text, search_files
from shortsite.theme import Theme, load_theme
from shortsite.timings import UNTIMED, Timings
from shortsite.views import Views
from shortsite.write import Written, write_site

CACHE = FOLDER
#: Folders of an archive that are somebody's work: nothing is ever written there, whatever ``--force`` says.
SOURCES = ("content", "themes", ".git")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run is asked to do, beside what the archive's configuration says.

    ``full_text`` has Pagefind index the texts, if it is installed; ``old_text`` takes the index that is there, if any.
    ``paranoid`` takes no file's times for a proof of what it holds.
    """

    root: Path = field(default_factory=Path)
    output: Path | None = None
    url: str = ""
    jobs: int | None = None
    drafts: bool = False
    strict: bool = False
    keep_going: bool = False
    use_cache: bool = True
    force: bool = False
    full_text: bool = False
    old_text: bool = False
    paranoid: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a build does before it renders: what is sound, and what is wrong.

    ``fatal`` are the problems of the configuration and the theme.
    """

    views: Views
    theme: Theme
    outputs: Sequence[Output]
    problems: tuple[Problem, ...]
    fatal: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did; ``has_full_text`` tells whether the texts of the site can be searched."""

    plan: Plan
    output: Path
    written: Written
    has_full_text: bool = False


def survey(options: Options, store: Store, timings: Timings = UNTIMED) -> Plan:
    """Read, link and plan the archive; note every problem of it. Raises SiteError without a readable configuration."""
    config, problems = load_config(options.root, options.url)
    theme, found = load_theme(options.root, config.theme, config.places.get("theme", Place(CONFIG)))
    problems += found
    fatal = tuple(problems)
    with timings.stage("read and convert"):
        content, found = load_content(config, jobs_for(options.jobs), store)
        problems += found
    with timings.stage("link"):
        archive, found = link_content(content, config, drafts=options.drafts)
        problems += found
    with timings.stage("plan"):
        views = Views(archive, config)
        outputs, found = plan_site(views, tuple(theme.static.values()))
    return Plan(views, theme, outputs, in_order(problems + found), fatal)


def prepare(options: Options, store: Store, timings: Timings = UNTIMED) -> Plan:
    """Survey the archive to publish it. Raises SiteError with every problem of it, notes excepted, when it can't be.

    Problems of the configuration or theme stop the run even where it is asked to keep going, but only at its end: the
    content's are reported with them.
    """
    plan = survey(options, store, timings)
    told = without_notes(plan.problems)
    if failing(plan.fatal if options.keep_going and not options.strict else told, strict=options.strict):
        raise SiteError(told)
    return replace(plan, problems=told)


def build(options: Options, timings: Timings = UNTIMED) -> Built:
    """Publish the archive; when anything is wrong, change nothing and raise SiteError."""
    with store_of(options) as store:
        plan = prepare(options, store, timings)
        output = _output(options, plan.views.config)
        home = options.root / CACHE / "search" if options.use_cache else None
        with full_text(plan.views, home, wanted=options.full_text, may_be_old=options.old_text) as bundle:
            rendered = render_site(plan.outputs, plan.views, plan.theme, store, jobs_for(options.jobs))
            files = chain(
                timings.over("render", rendered, len(plan.outputs)),
                timings.over("search", search_files(plan.views, bundle)),
            )
            with timings.stage("write"):
                written = write_site(files, output, options.force, read_all=options.paranoid)
        with timings.stage("keep what was made"):
            store.finish()
    return Built(plan, output, written, bundle.is_made)


def check(options: Options, today: date | None = None) -> tuple[Problem, ...]:
    """Every problem of the archive, notes and those of the rules included, without publishing anything.

    ``today`` is the day in UTC that dates are compared with.
    """
    return check_tree(options, options.root, today)


def check_tree(options: Options, tree: Path, today: date | None = None) -> tuple[Problem, ...]:
    """The same of another state of the archive, in the folder ``tree``; results are kept with the archive's own."""
    try:
        with store_of(options) as store:
            plan = survey(replace(options, root=tree), store)
    except SiteError as error:
        return error.problems
    found = archive_problems(plan.views.archive, plan.views.config, today or datetime.now(UTC).date())
    return in_order([*plan.problems, *found])


def store_of(options: Options) -> Store:
    """The store of results of the archive; one that keeps nothing where there is no archive, or as the options ask."""
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
    return not failing(problems, strict=strict)
