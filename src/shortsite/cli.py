"""The command line: parse options, call the pipeline, report problems, set the exit status.

Exit status: 0 sound, 1 problems of the archive or the system, 2 wrong usage, 3 a fault of the program, 130 stopped by
Ctrl-C. Results go to stdout, everything else to stderr. The engines are imported inside the commands, so that
``--help`` is quick.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any

import click

from shortsite import __version__
from shortsite.committed import committed_state, linked_state

#: Every command, and its help in a line. A command is loaded when it is run: that takes longer than telling this.
COMMANDS = {
    "build": "Publish the archive as a static site.",
    "check": "Tell what is wrong with the archive, and where.",
    "clean": "Delete the cache, the preview and the published site.",
    "explain": "Tell what a problem means and how to mend it.",
    "fmt": "Put records and front matter into their canonical form.",
    "from-issue": "Make files of a summary that was handed in by the issue form.",
    "import": "Bring papers and summaries from files of other systems.",
    "init": "Start an archive in an empty folder.",
    "links": "List the links to other sites that people wrote.",
    "new": "Begin a summary of a paper.",
    "ping": "Tell the hub of config.yml which feeds have changed, once the site is published.",
    "preview": "Tell what the branch would change for readers.",
    "serve": "Show the archive on this machine, and follow every change.",
    "stats": "Tell how large the published site is: its files by kind, and the largest.",
}

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


#: Commands that neither build nor check.
_NOTHING_BELIEVED = frozenset({"clean", "explain", "init"})
_LINKED = "{} is a link where shortsite keeps what it believes and writes; it may be a stranger's. Delete it"
_COMMITTED = (
    "git has {}, where shortsite keeps what it believes and writes; it may be a stranger's. Delete it: git rm -rf {}"
)


class Commands(click.Group):
    """The commands; whichever finds that the archive cannot be built ends with exit status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, which is loaded now."""
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            name = cmd_name.replace("-", "_")
            module = import_module(f"shortsite.commands.{name}{'_' if iskeyword(name) else ''}")
            self.add_command(next(found for found in vars(module).values() if _is_named(found, cmd_name)))
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands, of which none has to be loaded for that."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and report the problems that stopped it."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            from shortsite.problems import SiteError

            if not isinstance(error, SiteError):
                raise
            from shortsite.reports import report

            report(error.problems, ctx.obj)
            if ctx.invoked_subcommand == "build":
                click.echo("nothing was published", err=True)
            raise SystemExit(1) from None


def _is_named(found: object, name: str) -> bool:
    return isinstance(found, click.Command) and found.name == name


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
    if context.invoked_subcommand not in _NOTHING_BELIEVED:
        if link := linked_state(root):
            raise click.ClickException(_told(_LINKED, [link]))
        if committed := committed_state(root):
            raise click.ClickException(_told(_COMMITTED, committed))
    context.obj = root


def _told(message: str, found: Sequence[str]) -> str:
    """The message with the first of these paths, as they are read and as a shell takes them."""
    import shlex

    from shortsite.problems import only_printable, quoted

    shown = [only_printable(path) for path in found[:5]]
    return message.format(
        ", ".join(quoted(path, 200) for path in shown), " ".join(shlex.quote(f":/{path}") for path in shown)
    )


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
    from shortsite.excerpts import printable

    if isinstance(error, MemoryError):
        return "there is not enough memory"
    where = f" ({printable(os.fsdecode(error.filename))})" if isinstance(error.filename, str | bytes) else ""
    return f"{error.strerror or printable(str(error)) or type(error).__name__}{where}"


if __name__ == "__main__":
    main()
