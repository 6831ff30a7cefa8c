"""The command line: parse options, call the pipeline, report problems, set the exit status.

Exit status: 0 sound, 1 the archive has problems, 2 wrong usage, 3 a fault of the program. Results go to stdout,
everything else to stderr. The engines are imported inside the commands, so that ``--help`` is quick.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from shortsite import __version__
from shortsite.problems import CODES, SiteError, did_you_mean, quoted
from shortsite.reports import FORMATS, report

EXAMPLES = """
Examples:

\b
  shortsite init my-archive        start an archive in a new folder
  shortsite serve                  build it, show it, rebuild when a file changes
  shortsite check                  tell what is wrong, and where
  shortsite explain SS012          tell more about a problem, with an example
  shortsite build                  publish the archive to the folder site/
  shortsite -C ../archive build --output /srv/www --url https://example.org/
"""


class Commands(click.Group):
    """The commands; whichever finds that the archive cannot be built ends with exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and report the problems that stopped it."""
        try:
            return super().invoke(ctx)
        except SiteError as error:
            report(error.problems, ctx.obj)
            click.echo("nothing was published", err=True)
            raise SystemExit(1) from None


@click.group(
    cls=Commands, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="shortsite")
@click.option(
    "-C", "root", type=click.Path(path_type=Path), default=Path(), metavar="DIR", help="The archive's folder."
)
@click.pass_context
def shortsite(context: click.Context, root: Path) -> None:
    """An archive of paper summaries, kept in git, published as a static site."""
    if not root.is_dir() and context.invoked_subcommand != "init":
        raise click.UsageError(f"there is no folder {root}")
    context.obj = root


def _shared(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that all commands which read the archive have."""
    options = (
        click.option(
            "--url", metavar="URL", default="", help="Where the site is published; overrides the configuration."
        ),
        click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes to use [default: one a CPU]."),
        click.option("--drafts", is_flag=True, help="Include summaries that say 'draft: true'."),
        click.option(
            "--no-cache",
            "use_cache",
            is_flag=True,
            flag_value=False,
            default=True,
            help="Neither read nor write the cache.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


@shortsite.command()
@_shared
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="DIR", help="Publish to this folder [default: site]."
)
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--keep-going", is_flag=True, help="Publish what is sound, leave out and report what is not.")
@click.option("--force", is_flag=True, help="Delete files in the output folder that shortsite did not make.")
@click.pass_obj
def build(root: Path, /, **options: Any) -> None:
    """Publish the archive as a static site.

    The published folder is always a whole site, the old one or the new one. Errors stop the build and leave it alone.
    """
    from shortsite.pipeline import Options, is_sound
    from shortsite.pipeline import build as run
    from shortsite.progress import reported

    with reported("building"):
        built = run(Options(root=root, **options))
    report(built.plan.problems, root)
    written = built.written
    change = (
        f"{written.changed:,} changed, {written.removed:,} removed"
        if written.changed or written.removed
        else "nothing changed"
    )
    click.echo(f"{built.output}: {written.files:,} files, {change}")
    if not is_sound(built.plan.problems, strict=options["strict"]):
        raise SystemExit(1)


@shortsite.command()
@_shared
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option(
    "--format",
    "name",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How to report: for people, as annotations of GitHub, or for programs.",
)
@click.pass_obj
def check(root: Path, /, *, strict: bool, name: str, **options: Any) -> None:
    """Tell what is wrong with the archive, and where.

    Everything is reported in one run, sorted by place. Nothing is published.
    """
    from shortsite.pipeline import Options, is_sound
    from shortsite.pipeline import check as run
    from shortsite.progress import reported

    with reported("checking"):
        problems = run(Options(root=root, **options))
    report(problems, root, name, results=True)
    if not is_sound(problems, strict=strict):
        raise SystemExit(1)


@shortsite.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to start looking at."
)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in a browser.")
@click.option("--drafts", is_flag=True, help="Include summaries that say 'draft: true'.")
@click.pass_obj
def serve(root: Path, /, port: int, *, open_browser: bool, drafts: bool) -> None:
    """Show the archive on this machine, and follow every change.

    It is built anew whenever a file changes. Pages reload by themselves; errors are shown in the page and here.
    Only this machine can see the site.
    """
    from shortsite.pipeline import Options
    from shortsite.serve import NoPortError
    from shortsite.serve import serve as run

    try:
        run(Options(root=root, drafts=drafts), port, open_browser=open_browser, report=partial(report, root=root))
    except NoPortError as error:
        raise click.UsageError(str(error)) from None


@shortsite.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.pass_obj
def init(root: Path, folder: Path) -> None:
    """Start an archive in an empty folder."""
    from shortsite.init import write_archive

    target = root / folder
    try:
        written = write_archive(target)
    except OSError as error:
        raise click.UsageError(str(error)) from None
    for path in written:
        click.echo(path)
    click.echo(f"\nNext: shortsite -C {target} serve" if target != Path() else "\nNext: shortsite serve", err=True)


@shortsite.command()
@click.pass_obj
def clean(root: Path) -> None:
    """Delete the cache, the preview and the published site."""
    from shortsite.clean import clean as run

    for path in run(root):
        click.echo(path)


@shortsite.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Tell what a problem means and how to mend it.

    CODE stands in every report, such as SS012. Without one, all codes are listed.
    """
    from shortsite.explain import explained, listed

    if code is None:
        click.echo("\n".join(listed()))
    elif code.upper() in CODES:
        click.echo(explained(code.upper()))
    else:
        hint = did_you_mean(code, CODES) or "'shortsite explain' lists all codes"
        raise click.UsageError(f"there is no code {quoted(code)}; {hint}")


def main() -> None:
    """Run the command line; an archive's problems are exit status 1, a fault of the program 3."""
    try:
        shortsite.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        raise SystemExit(130) from None
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    except Exception:  # noqa: BLE001
        traceback.print_exc()
        click.echo("this is a fault of shortsite, not of the archive; please report it with the lines above", err=True)
        raise SystemExit(3) from None


if __name__ == "__main__":
    main()
