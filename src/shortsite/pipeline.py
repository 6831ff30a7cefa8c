"""The pipeline: five stages that know nothing of each other, in one function."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from shortsite.cache import Store
from shortsite.config import CONFIG, Config, Exports, load_config
from shortsite.installed import without_collector
from shortsite.keeping import add_zip, key_unless_kept, missing_parts, written_parts
from shortsite.link import link_content
from shortsite.load import load_content
from shortsite.manifest import FOLDER
from shortsite.model import Output, Part
from shortsite.pages import plan_site, site_parts, sitemap
from shortsite.parallel import jobs_for
from shortsite.problems import Place, Problem, SiteError, failing, in_order, quoted, without_notes
from shortsite.refusals import refuse_links
from shortsite.render import Renderer
from shortsite.rules import archive_problems
from shortsite.search import Bundle, full_text, search_parts
from shortsite.theme import Theme, compiling_beside, load_theme
from shortsite.timings import UNTIMED, Timings
from shortsite.views import Views
from shortsite.write import ClashError, Written, publishing

#: Folders of an archive that are somebody's work: nothing is ever written there, whatever ``--force`` says.
SOURCES = ("content", "themes", ".git")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run is asked to do, beside what the archive's configuration says.

    ``full_text`` has Pagefind index the texts, if it is installed; ``old_text`` takes the index that is there, if any.
    Without ``exports`` no books and zip files are made, whatever is configured.
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
    exports: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a build does before it renders: what is sound, and what is wrong.

    ``fatal`` are the problems of the configuration and the theme.
    """

    views: Views
    theme: Theme
    problems: tuple[Problem, ...]
    fatal: tuple[Problem, ...] = ()

    def outputs(self) -> tuple[list[Output], list[Problem]]:
        """Every output of the site, one at each place; and the problems of those that would be in one."""
        return plan_site(self.views, tuple(self.theme.static.values()))


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did; ``has_full_text`` tells whether the texts of the site can be searched."""

    plan: Plan
    output: Path
    written: Written
    renderer: Renderer
    has_full_text: bool = False


def survey(options: Options, store: Store, timings: Timings = UNTIMED, records: Path | None = None) -> Plan:
    """Read and link the archive; note every problem of it. Raises SiteError without a readable configuration.

    ``records`` is the file in which what was read is kept.
    """
    config, problems = load_config(options.root, options.url)
    config = config if options.exports else replace(config, exports=Exports())
    theme, found = load_theme(options.root, config.theme, config.places.get("theme", Place(CONFIG)))
    problems += found
    fatal = tuple(problems)
    jobs = jobs_for(options.jobs)
    with timings.stage("read and convert"):
        content, found = load_content(config, jobs, store, records, reads_all=options.paranoid, timings=timings)
        problems += found
    with timings.stage("link"):
        archive, found = link_content(content, config, drafts=options.drafts)
    return Plan(Views(archive, config, store), theme, in_order(problems + found), fatal)


def prepare(options: Options, store: Store, timings: Timings = UNTIMED) -> Plan:
    """Survey the archive to publish it. Raises SiteError with every problem of it, notes excepted, when it can't be.

    Problems of the configuration or theme stop the run even where it is asked to keep going, but only at its end: the
    content's are reported with them.
    """
    plan = survey(options, store, timings, _records_of(options))
    told = without_notes(plan.problems)
    if failing(plan.fatal if options.keep_going and not options.strict else told, strict=options.strict):
        raise SiteError(in_order([*told, *plan.outputs()[1]]))
    return replace(plan, problems=told)


def build(options: Options, timings: Timings = UNTIMED) -> Built:
    """Publish the archive; when anything is wrong, change nothing and raise SiteError."""
    compiling = compiling_beside(partial(_theme, options), jobs_for(options.jobs))
    with without_collector(), store_of(options) as store, compiling:
        plan = prepare(options, store, timings)
        output = _output(options, plan.views.config)
        renderer = Renderer(plan.views, plan.theme, store, jobs_for(options.jobs))
        try:
            written, bundle = _publish(options, output, plan, renderer, timings)
        except ClashError:
            plan, sound = _without_clashes(options, plan)
            written, bundle = _publish(options, output, plan, renderer, timings, sound)
        with timings.stage("keep what was made"):
            store.finish()
    plan = replace(plan, problems=in_order([*plan.problems, *_search_problems(bundle)]))
    return Built(plan, output, written, renderer, bundle.is_made)


def _theme(options: Options) -> Theme:
    config, _ = load_config(options.root, options.url)
    return load_theme(options.root, config.theme)[0]


def _search_problems(made: Bundle) -> list[Problem]:
    """A site is worth publishing even where its texts cannot be searched."""
    if not made.fault:
        return []
    message = f"pagefind failed, so readers can search titles and names, but no texts: {quoted(made.fault)}"
    return [
        Problem(Place("pagefind"), "SS081", message, "build again; if it fails again, install another version of it")
    ]


def _publish(
    options: Options,
    output: Path,
    plan: Plan,
    renderer: Renderer,
    timings: Timings,
    sound: Sequence[Output] | None = None,
) -> tuple[Written, Bundle]:
    """Render what has to be and publish it. With ``sound``, these outputs; else all parts, each that is new."""
    views, statics = plan.views, tuple(plan.theme.static.values())
    with ExitStack() as stack:
        jobs, reads_all = jobs_for(options.jobs), options.paranoid
        asked = publishing(output, force=options.force, reads_all=reads_all, is_careful=sound is None, jobs=jobs)
        site = stack.enter_context(asked)
        home = options.root / FOLDER / "search" if options.use_cache else None
        missing = partial(key_unless_kept, site, renderer.same)
        text = full_text(views, home, missing, wanted=options.full_text, may_be_old=options.old_text)
        with timings.stage("search"):
            bundle = stack.enter_context(text)
        loose: list[Output] = []
        every = site_parts(views, statics) if sound is None else sound
        parts = missing_parts(every, site, renderer.same, loose, timings)
        made = written_parts(parts, renderer, site, renderer.store, jobs, timings)
        with timings.stage("write"):
            for part in timings.over("render", made):
                site.take(part)
            for rendered in renderer.rendered([Part("loose", str, lambda: loose)]):
                site.add(rendered)
            site.add(renderer.own)
            for rendered in timings.over("search", search_parts(views, bundle, missing)):
                site.add(rendered)
        if options.strict and (found := _search_problems(bundle)):
            raise SiteError(found)
        if sound is None:
            for rendered in renderer.rendered([Part("sitemap", str, partial(sitemap, views.config, site.pages()))]):
                site.add(rendered)
        if views.config.exports.zip:
            add_zip(site, views.config, missing)
        with timings.stage("write"):
            return site.finish(), bundle


def _without_clashes(options: Options, plan: Plan) -> tuple[Plan, list[Output]]:
    """What can be published although two outputs would be in one place. Raises SiteError unless asked to keep going."""
    outputs, found = plan.outputs()
    told = in_order([*plan.problems, *without_notes(found)])
    if not options.keep_going or options.strict:
        raise SiteError(told)
    return replace(plan, problems=told), outputs


def check(options: Options, today: date | None = None) -> tuple[Problem, ...]:
    """Every problem of the archive, notes and those of the rules included, without publishing anything.

    ``today`` is the day in UTC that dates are compared with.
    """
    return check_tree(options, options.root, today)


def check_tree(options: Options, tree: Path, today: date | None = None) -> tuple[Problem, ...]:
    """The same of another state of the archive, in the folder ``tree``; results are kept with the archive's own."""
    return looked_through(options, tree, today)[1]


def looked_through(options: Options, tree: Path, today: date | None = None) -> tuple[Plan | None, tuple[Problem, ...]]:
    """The plan of what is sound in ``tree``, none if its configuration can't be read, and all that ``check`` finds."""
    # of another tree nothing is kept but results
    records = _records_of(options) if tree == options.root else None
    try:
        with without_collector(), store_of(options) as store:
            plan = survey(replace(options, root=tree), store, records=records)
            found = archive_problems(plan.views.archive, plan.views.config, today or datetime.now(UTC).date())
            return plan, in_order([*plan.problems, *plan.outputs()[1], *found])
    except SiteError as error:
        return None, error.problems


def store_of(options: Options) -> Store:
    """The store of results of the archive; one that keeps nothing where there is no archive, or as the options ask."""
    is_archive = (options.root / CONFIG).exists()
    return Store.open(options.root / FOLDER / "cache.sqlite" if options.use_cache and is_archive else None)


def _records_of(options: Options) -> Path | None:
    """The file with what was read of the archive; none where nothing is to be kept."""
    return options.root / FOLDER / "records.jsonl" if options.use_cache else None


def _output(options: Options, config: Config) -> Path:
    """The folder to publish to; never one that holds the archive itself."""
    output = options.output or options.root / config.output
    if options.output is None:
        refuse_links(options.root, output)
    inside, path = options.root.resolve(), output.resolve()
    if inside.is_relative_to(path) or any(path.is_relative_to(inside / name) for name in SOURCES):
        message = "the site can't be written over the archive itself"
        raise SiteError([Problem(Place(str(output)), "SS080", message, "choose another folder with --output")])
    return output
