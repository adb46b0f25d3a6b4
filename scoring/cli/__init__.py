"""The `plaudit` command: parse, call, print.

Heavy imports live inside the commands, so that `--help` and `verify` start at once. Standard
output is data, standard error is talk. What a command decides is decided elsewhere.
"""

from __future__ import annotations

from typing import NoReturn

import click

from scoring.cli import consult, prepare, produce
from scoring.door import run_command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="plaudit", prog_name="plaudit")
@click.pass_context
def cli(context: click.Context) -> None:
    """Score service performance and pay it exactly: from a ticket export to a paid bonus.

    \b
    Example:
      plaudit demo --out build/demo
    """
    from scoring.intake.switches import refused_switches

    if context.invoked_subcommand in ("import", "run", "validate"):
        for name in refused_switches():
            click.echo(f"plaudit: {name} is refused: every row is checked in full", err=True)


COMMANDS = (
    *(prepare.import_, prepare.validate, prepare.check, prepare.calendar, prepare.schema),
    *(produce.demo, produce.run),
    *(consult.rank, consult.explain, consult.report, consult.export, consult.verify),
)
for command in COMMANDS:
    cli.add_command(command)


def main() -> NoReturn:
    """Run the command and leave with its exit code; no traceback reaches a person."""
    run_command(cli)
