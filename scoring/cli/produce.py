"""Commands that make a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from scoring.cli.options import EXISTING, THREADS
from scoring.process import hold_memory


@click.command()
@click.option(
    "--out",
    type=EXISTING,
    default=Path("plaudit-demo"),
    show_default=True,
    help="Folder for the sample month and its run.",
)
def demo(out: Path) -> None:
    """Make a seeded sample month, run it and show what came out.

    60,000 interactions of 600 agents in 5 regions and 3 currencies, with the faults of real
    exports in them, each counted.

    \b
    Example:
      plaudit demo --out build/demo
    """
    from scoring.demo import run_demo

    click.echo(run_demo(out))


@click.command()
@click.argument("plan", type=EXISTING)
@click.argument("data", type=EXISTING)
@click.option("--period", required=True, help="2026-10, 2026-Q4, 2026-H2 or 2026.")
@click.option("--out", "runs", type=EXISTING, required=True, help="The folder that holds all runs.")
@click.option("--threads", type=THREADS, help="Cores to read a large export with; all by default.")
@click.option(
    "--previous", metavar="RUN", type=EXISTING, multiple=True, help="A run of an earlier period."
)
@click.option("--show-agents", is_flag=True, help="Name the agents under two plans or none.")
def run(plan: Path, data: Path, **asked: Any) -> None:
    """Score and pay one period; prints the folder of the run.

    PLAN may be a company's file: then all its plans are run together, or none.

    \b
    Example:
      plaudit run rules/aftersales-monthly.yaml data/2026-10 --period 2026-10 --out RUNS
    """
    from scoring.intake.apart import keep_pandas_out

    hold_memory()
    keep_pandas_out()
    from scoring.company.run import Asked, run_file
    from scoring.kernels.cache import told
    from scoring.shipped import find_plan

    with told(lambda notice: click.echo(f"plaudit: {notice}", err=True)):
        said = run_file(find_plan(plan), data, Asked(**asked))
    click.echo(said.words, err=True)
    for place in said.places:
        click.echo(place)
