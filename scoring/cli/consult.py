"""Commands that read a published run: what people, finance and auditors ask of it."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scoring.cli.options import EXISTING, JSON, say

if TYPE_CHECKING:
    from scoring.outputs.rank import By


@click.command()
@click.argument("run_dir", metavar="RUN", type=EXISTING)
@click.option(
    "--by",
    type=click.Choice(["region", "team", "role", "manager"]),
    help="Rank within groups.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    help="Only the first N (of each group), and all who are equal to the N-th.",
)
@JSON
def rank(run_dir: Path, by: By | None, top: int | None, *, as_json: bool) -> None:
    """Print the ranking of a run.

    \b
    Example:
      plaudit rank RUNS/2026-10/0123abcd --by region --top 3
    """
    from scoring.outputs.rank import rank_rows
    from scoring.terminal.shown import ranking_shown

    rows = rank_rows(run_dir, by=by, top=top)
    say(rows if as_json else ranking_shown(run_dir, rows, by))


@click.command()
@click.argument("run_dir", metavar="RUN", type=EXISTING)
@click.argument("agent")
@JSON
def explain(run_dir: Path, agent: str, *, as_json: bool) -> None:
    """Show every step from an agent's rows to the pay, with the plan's lines.

    \b
    Example:
      plaudit explain RUNS/2026-10/0123abcd A0001
    """
    from scoring.outputs.explain import explain as explain_agent
    from scoring.terminal.shown import statement_shown

    explanation = explain_agent(run_dir, agent)
    say(explanation.to_json() if as_json else statement_shown(explanation))


@click.command()
@click.argument("run_dir", metavar="RUN", type=EXISTING)
@click.option("--out", type=EXISTING, help="The folder of the site to write.")
@click.option("--xlsx", type=EXISTING, help="The workbook to write, a file that ends in .xlsx.")
@click.option("--csv", type=EXISTING, help="The ranking to write, for spreadsheets: a .csv file.")
@click.option("--pdf", type=EXISTING, help="The folder of statements on paper to write.")
@click.option(
    "--per",
    type=click.Choice(["agent", "team"]),
    help="Whose statements share a PDF file; each agent has one by default.",
)
@click.option(
    "--lang",
    type=click.Choice(["en", "zh", "both"]),
    default="both",
    show_default=True,
    help="The language of the pages.",
)
@click.option("--scope", metavar="manager=ID", help="Only this manager's people.")
@click.option(
    "--anonymous", is_flag=True, help="Without names and all that would tell them: ids, pay."
)
@click.option(
    "--previous", metavar="RUN", type=EXISTING, multiple=True, help="A run of an earlier period."
)
def report(run_dir: Path, **asked: Any) -> None:
    """Write what people open: a site of scorecards and statements, a workbook, paper.

    The site needs no server and no network: an overview, the ranking, a page for each manager, and
    a statement for each agent, which names nobody else. Paper is the same statements as PDF files,
    one for each agent or for each team, with certificates of awards and an index. The workbook has
    the ranking, a sheet for each region, all pay lines with their totals, and the findings.

    \b
    Example:
      plaudit report RUNS/2026-10/0123abcd --out report-2026-10
      plaudit report RUNS/2026-10/0123abcd --out team-north --scope manager=M101 --lang zh
      plaudit report RUNS/2026-10/0123abcd --xlsx october.xlsx --lang zh
      plaudit report RUNS/2026-10/0123abcd --pdf paper-2026-10 --per team
    """
    places = {key: asked.pop(key) for key in ("out", "pdf", "per", "xlsx", "csv")}
    if all(places[key] is None for key in places if key != "per"):
        raise click.UsageError("Nothing to write: name --out, --xlsx, --csv or --pdf.")
    if places["per"] is not None and places["pdf"] is None:
        raise click.UsageError("--per goes with --pdf.")
    places["per"] = places["per"] or "agent"
    from scoring.report.hands import Aid
    from scoring.report.second import second
    from scoring.terminal.progress import progress_shown

    whole = places["out"] is not None and asked["lang"] == "both" and asked["scope"] is None
    with second(run_dir) if whole else nullcontext() as other, progress_shown() as progress:
        from scoring.report.asked import Places, report_of  # while the other process loads it, too

        aid = Aid(progress, other)
        click.echo(report_of(run_dir, Places(**places), aid=aid, **asked))


@click.command()
@click.argument("run_dir", metavar="RUN", type=EXISTING)
@click.option("--to", required=True, help="A shipped format's name, or a path to your profile.")
@click.option("--out", type=EXISTING, required=True, help="The file to write.")
@click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE", help="A setting that the format needs."
)
@click.option("--currency", help="Only what is paid in this currency, such as USD.")
@click.option("--supersedes", help="The run id whose export of this period this one replaces.")
@click.option("--show-values", is_flag=True, help="Name the agent in the refusal of a pay line.")
@JSON
def export(run_dir: Path, out: Path, *, as_json: bool, **asked: Any) -> None:
    """Write the pay of a run as a payroll file or a journal, with its control totals beside it.

    What a company must say (accounts, dates, codes) stands in a profile of its own that extends a
    shipped one, or is given by --set; a format that lacks any says which. --json prints the totals
    that the file was held to, and whether this very file was exported before.

    \b
    Example:
      plaudit export RUNS/2026-10/0123abcd --to payroll-csv --out payroll-2026-10.csv
      plaudit export RUNS/2026-10/0123abcd --to our-netsuite.yaml --out journal.csv
    """
    from scoring.exports.export import Asked, export_run

    exported = export_run(run_dir, out, Asked(**asked))
    say(exported.to_json() if as_json else exported.summary())


@click.command()
@click.argument("run_dir", metavar="RUN", type=EXISTING)
@click.option("--totals", is_flag=True, help="Also read the tables and add everything up again.")
def verify(run_dir: Path, *, totals: bool) -> None:
    """Check that a run is what its manifest says, file by file.

    \b
    Example:
      plaudit verify RUNS/2026-10/0123abcd --totals
    """
    from scoring.errors import IntegrityError, ReconciliationError
    from scoring.ledger.verify import verify as verify_run

    if problems := verify_run(run_dir):
        raise IntegrityError(problems)
    click.echo(f"{run_dir}: every file is the one its manifest names")
    if totals:
        from scoring.ledger.totals import verify_totals

        if problems := verify_totals(run_dir):
            raise ReconciliationError(problems)
        click.echo("every total is the sum of its lines")
