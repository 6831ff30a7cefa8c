"""The command line: parse options, call the pipeline, report problems, set the exit status.

Exit status: 0 sound, 1 problems of the archive or the system, 2 wrong usage, 3 a fault of the program. Results go to
stdout, everything else to stderr. The engines are imported inside the commands, so that ``--help`` is quick.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from shortsite import __version__
from shortsite.commands.build import build
from shortsite.commands.check import check
from shortsite.commands.clean import clean
from shortsite.commands.explain import explain
from shortsite.commands.fmt import fmt
from shortsite.commands.from_issue import from_issue
from shortsite.commands.import_ import import_
from shortsite.commands.init import init
from shortsite.commands.links import links
from shortsite.commands.new import new
from shortsite.commands.ping import ping
from shortsite.commands.preview import preview
from shortsite.commands.serve import serve
from shortsite.commands.stats import stats
from shortsite.excerpts import printable
from shortsite.problems import SiteError
from shortsite.reports import report

EXAMPLES = """
Examples:

\b
  shortsite init my-archive        start an archive in a new folder
  shortsite new 1706.03762         start a summary of a paper
  shortsite serve                  build it, show it, rebuild when a file changes
  shortsite check                  tell what is wrong, and where
  shortsite fmt                    put records into one form, and keep their comments
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


for _command in (build, check, serve, init, clean, explain, fmt, preview, new, from_issue, import_, links, ping, stats):
    shortsite.add_command(_command)


def main() -> None:
    """Run the command line; problems of the archive or the system are exit status 1, a fault of the program 3."""
    try:
        shortsite.main(standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        raise SystemExit(130) from None
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    except (OSError, MemoryError) as error:
        click.echo(f"stopped: {_refusal(error)}; what was published is as it was", err=True)
        raise SystemExit(1) from None
    except Exception:  # noqa: BLE001
        import traceback

        traceback.print_exc()
        click.echo("this is a fault of shortsite, not of the archive; please report it with the lines above", err=True)
        raise SystemExit(3) from None


def _refusal(error: OSError | MemoryError) -> str:
    """What the system refuses: a full disk, a file that may not be read, memory."""
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    where = f" ({printable(os.fsdecode(error.filename))})" if isinstance(error.filename, str | bytes) else ""
    return f"{error.strerror or printable(str(error)) or type(error).__name__}{where}"


if __name__ == "__main__":
    main()
