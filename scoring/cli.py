"""The `plaudit` command: parse, call, print.

Heavy imports live inside the commands, so that `--help` and `verify` start at once. Standard
output is data, standard error is talk. What a command decides is decided elsewhere.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn

import click

from scoring.door import run_command
from scoring.errors import DataError
from scoring.process import hold_memory

if TYPE_CHECKING:
    from scoring.outputs.rank import By
    from scoring.prose.page import Languages

EXISTING = click.Path(path_type=Path, readable=False)
THREADS = click.IntRange(min=1, max=256)
DAYS = click.IntRange(min=1, max=100_000)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for a script.")


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


@cli.command()
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


@cli.command("import")
@click.option("--profile", help="A shipped profile's name, or a path to your own.")
@click.option("--propose", is_flag=True, help="Write a draft profile for the file, to be finished.")
@click.argument("source", nargs=-1, required=True, type=EXISTING)
@click.option("--out", type=EXISTING, help="The data folder to write, or the draft.")
@click.option("--controls", type=EXISTING, help="What the exporting system states: controls.yaml.")
@JSON
def import_(
    source: tuple[Path, ...],
    profile: str | None,
    out: Path | None,
    controls: Path | None,
    *,
    propose: bool,
    as_json: bool,
) -> None:
    """Turn a ticket system's export into a data folder, by a profile.

    SOURCE is delimited text (plain, gzip or zstd), a workbook (.xlsx) or Parquet, a folder of
    such files, or several of them.

    \b
    Example:
      plaudit import --profile ecommerce-csat export.csv --out data/2023-08
      plaudit import --propose export.csv --out our-desk.yaml
    """
    if propose == bool(profile):
        raise click.UsageError("Give --profile to import, or --propose for a draft of one.")
    if propose:
        _propose(source, out)
        return
    if out is None:
        raise click.UsageError("Missing option '--out': the data folder to write.")
    from scoring.importing.importer import import_export
    from scoring.terminal import progress_shown

    with progress_shown() as progress:
        report = import_export(profile or "", source, out, controls=controls, progress=progress)
    _print(report.to_json() if as_json else report.to_text())


def _propose(sources: tuple[Path, ...], out: Path | None) -> None:
    from scoring.importing.proposal.propose import propose

    if len(sources) > 1:
        raise click.UsageError("A draft is made from one file.")
    draft = propose(sources[0]).to_yaml()
    if out is None:
        _print(draft.rstrip("\n"))
        return
    from scoring.disk import place_new

    place_new(out, draft.encode())
    click.echo(f"{out}: a draft; look for `# check:`, then import with --profile {out}", err=True)


@cli.command()
@click.argument("data", type=EXISTING)
@click.option("--plan", type=EXISTING, help="Also check what this plan needs of the data.")
@click.option("--fresh-days", type=DAYS, default=31, show_default=True, help="How old is fresh.")
@click.option("--show-values", is_flag=True, help="Show what stands in the first places named.")
@JSON
def validate(
    data: Path, plan: Path | None, fresh_days: int, *, show_values: bool, as_json: bool
) -> None:
    """Check a data folder against the contracts, without computing anything.

    Prints each rule that was broken or applied, with counts, first places and the remedy; what
    became of the rows of each file and period; and completeness, accuracy and freshness.

    \b
    Example:
      plaudit validate data/2026-10
    """
    from scoring.intake.apart import keep_pandas_out

    keep_pandas_out()
    from scoring.intake.validate import validate as validate_folder
    from scoring.plan.load import load_plan
    from scoring.shipped import find_plan

    against = load_plan(find_plan(plan)) if plan else None
    report = validate_folder(data, against, fresh_days=fresh_days, show_values=show_values)
    _print(report.to_json() if as_json else report.to_text())
    if report.problems:
        raise DataError(list(report.problems))


@cli.command()
@click.argument("plan", type=EXISTING)
@click.option("--explain", "prose", is_flag=True, help="Print the plan as prose instead.")
@click.option(
    "--lang",
    "languages",
    type=click.Choice(["en", "zh", "both"]),
    help="The language of the prose; both by default.",
)
@click.option(
    "--roster",
    type=EXISTING,
    help="Also print the most that the plan can cost for it, as in --roster data/roster.parquet.",
)
@click.option("--period", help="With --roster: the period, as in --period 2026-10.")
@JSON
def check(plan: Path, languages: Languages | None, *, prose: bool, **cost: Any) -> None:
    """Check a plan and run the cases that stand beside it.

    With --explain, print what it says as prose for staff and works council instead: every key
    that changes a result, with its line.

    With --roster and --period, print what the plan can cost as well: for each line and currency how
    many can be paid, and the most in all. No run over that roster pays more.

    PLAN may be a company's file: then every version of every plan in it is checked.

    \b
    Example:
      plaudit check rules/aftersales-monthly.yaml
      plaudit check rules/aftersales-monthly.yaml --explain --lang zh
      plaudit check PLAN --roster data/roster.parquet --period 2026-10
    """
    if languages is not None and not prose:
        raise click.UsageError("--lang goes with --explain.")
    from scoring.shipped import find_plan

    if any(cost.values()):
        from scoring.intake.apart import keep_pandas_out

        keep_pandas_out()
        from scoring.company.cost import asked_cost

        _print(asked_cost(find_plan(plan), prose=prose, **cost))
        return
    if prose:
        from scoring.plan.company import is_company
        from scoring.plan.load import load_plan
        from scoring.prose.page import explained

        file = find_plan(plan)
        if is_company(file):
            raise click.UsageError("--explain tells one plan; name a plan's file, not a company's.")
        _print(explained(load_plan(file), languages or "both"))
        return
    from scoring.company.check import check_file

    click.echo(check_file(find_plan(plan)))


@cli.command()
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


@cli.command()
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
    from scoring.outputs.rank import rank_rows, rank_text

    rows = rank_rows(run_dir, by=by, top=top)
    _print(rows if as_json else rank_text(rows))


@cli.command()
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

    explanation = explain_agent(run_dir, agent)
    _print(explanation.to_json() if as_json else explanation.to_text())


@cli.command()
@click.argument("run_dir", metavar="RUN", type=EXISTING)
@click.option("--out", type=EXISTING, help="The folder of the site to write.")
@click.option("--pdf", type=EXISTING, help="The folder of statements on paper to write.")
@click.option(
    "--per",
    type=click.Choice(["agent", "team"]),
    default="agent",
    show_default=True,
    help="Whose statements share a PDF file.",
)
@click.option(
    "--lang",
    type=click.Choice(["en", "zh", "both"]),
    default="both",
    show_default=True,
    help="The language of the pages.",
)
@click.option("--scope", metavar="manager=ID", help="Only this manager's people.")
@click.option("--anonymous", is_flag=True, help="Without names and ids.")
@click.option(
    "--previous", metavar="RUN", type=EXISTING, multiple=True, help="A run of an earlier period."
)
def report(
    run_dir: Path, out: Path | None, pdf: Path | None, per: Literal["agent", "team"], **asked: Any
) -> None:
    """Write what people open: a site of scorecards and statements, or statements on paper.

    The site needs no server and no network: an overview, the ranking, a page for each manager, and
    a statement for each agent, which names nobody else. Paper is the same statements as PDF files,
    one for each agent or for each team, with certificates of awards and an index.

    \b
    Example:
      plaudit report RUNS/2026-10/0123abcd --out report-2026-10
      plaudit report RUNS/2026-10/0123abcd --out team-north --scope manager=M101 --lang zh
      plaudit report RUNS/2026-10/0123abcd --pdf paper-2026-10 --per team
    """
    if out is None and pdf is None:
        raise click.UsageError("Nothing to write: name --out, --pdf or both.")
    from scoring.report.asked import Places, report_of
    from scoring.terminal import progress_shown

    with progress_shown() as progress:
        click.echo(report_of(run_dir, Places(out, pdf, per), progress=progress, **asked))


@cli.command()
@click.argument("run_dir", metavar="RUN", type=EXISTING)
@click.option("--to", "target", required=True, type=click.Choice(["payroll-csv"]), help="Format.")
@click.option("--out", type=EXISTING, required=True, help="The file to write.")
@click.option("--supersedes", help="The run id whose export of this period this one replaces.")
def export(run_dir: Path, target: str, out: Path, supersedes: str | None) -> None:
    """Write the payout file of a run for finance, with its control totals beside it.

    \b
    Example:
      plaudit export RUNS/2026-10/0123abcd --to payroll-csv --out payroll-2026-10.csv
    """
    from scoring.outputs.payroll import EXPORTERS

    _print(EXPORTERS[target](run_dir, out, supersedes=supersedes))


@cli.command()
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


@cli.command()
@click.argument("country")
@click.option("--years", required=True, help="The years of the holidays: 2026, or 2026-2027.")
@click.option("--zone", required=True, help="The time zone of the hours, such as Asia/Shanghai.")
@click.option("--hours", multiple=True, required=True, help="Weekdays and spans; may be repeated.")
@click.option("--subdivision", help="A part of the country with holidays of its own.")
@click.option("--out", type=EXISTING, required=True, help="The file to write: NAME.yaml.")
def calendar(out: Path, **asked: Any) -> None:
    """Write a calendar of working hours with the public holidays of a country, for review.

    COUNTRY is a code of ISO 3166 such as CN. Days that --hours does not name are closed.

    \b
    Example:
      plaudit calendar CN --years 2026 --zone Asia/Shanghai \\
        --hours "monday-friday 09:00-12:00,13:00-18:00" --out data/2026-10/calendars/north.yaml
    """
    from scoring.disk import place_new
    from scoring.intake.calendar_draft import Asked, draft_calendar

    place_new(out, draft_calendar(Asked(name=out.stem, **asked)).encode())
    click.echo(f"{out}: a draft; look for `# check:` before a run reads it", err=True)


@cli.command()
@click.argument("what", type=click.Choice(["plan", "cases", "profile", "company"]))
def schema(what: str) -> None:
    """Print the JSON Schema of a plan, cases file, import profile or company's file, for editors.

    \b
    Example:
      plaudit schema plan > plan.schema.json
    """
    from scoring.cases import Cases
    from scoring.importing.profile.profiles import Profile
    from scoring.plan.company import Company
    from scoring.plan.model import Plan
    from scoring.plan.nodes import Node
    from scoring.plan.schema import schema_of

    models: dict[str, type[Node]] = {
        "plan": Plan,
        "cases": Cases,
        "profile": Profile,
        "company": Company,
    }
    _print(schema_of(models[what], f"A Plaudit {what}"))


def _print(data: Any) -> None:
    """Print text as it is, anything else as JSON."""
    if isinstance(data, str):
        click.echo(data)
        return
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def main() -> NoReturn:
    """Run the command and leave with its exit code; no traceback reaches a person."""
    run_command(cli)
