"""Commands before a run: exports become data folders, and plans are checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scoring.cli.options import DAYS, EXISTING, JSON, say
from scoring.errors import DataError

if TYPE_CHECKING:
    from scoring.prose.page import Languages


@click.command("import")
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
    from scoring.terminal.progress import progress_shown

    with progress_shown() as progress:
        report = import_export(profile or "", source, out, controls=controls, progress=progress)
    say(report.to_json() if as_json else report.to_text())


def _propose(sources: tuple[Path, ...], out: Path | None) -> None:
    from scoring.importing.proposal.propose import propose

    if len(sources) > 1:
        raise click.UsageError("A draft is made from one file.")
    draft = propose(sources[0]).to_yaml()
    if out is None:
        say(draft.rstrip("\n"))
        return
    from scoring.disk import place_new

    place_new(out, draft.encode())
    click.echo(f"{out}: a draft; look for `# check:`, then import with --profile {out}", err=True)


@click.command()
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
    say(report.to_json() if as_json else report.to_text())
    if report.problems:
        raise DataError(list(report.problems))


@click.command()
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

        say(asked_cost(find_plan(plan), prose=prose, **cost))
        return
    if prose:
        from scoring.plan.company import is_company
        from scoring.plan.load import load_plan
        from scoring.prose.page import explained

        file = find_plan(plan)
        if is_company(file):
            raise click.UsageError("--explain tells one plan; name a plan's file, not a company's.")
        say(explained(load_plan(file), languages or "both"))
        return
    from scoring.company.check import check_file

    click.echo(check_file(find_plan(plan)))


@click.command()
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


@click.command()
@click.argument("what", type=click.Choice(["plan", "cases", "profile", "export", "company"]))
def schema(what: str) -> None:
    """Print the JSON Schema of a plan, cases, a profile of imports or exports, or a company's file.

    \b
    Example:
      plaudit schema plan > plan.schema.json
    """
    from scoring.cases import Cases
    from scoring.exports.schema import export_schema
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
    found = models.get(what)
    say(schema_of(found, f"A Plaudit {what}") if found else export_schema())
