"""What a plan needs of a data folder: columns that its measures read, tables that it refers to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scoring.errors import DataError, Problem, nearest
from scoring.exact.period import Period
from scoring.flow import Finding
from scoring.intake.adjustments import pays_adjustments
from scoring.intake.contracts import Company, Declared, Events, Interactions, declared
from scoring.intake.events import ledgers_of
from scoring.intake.folder import (
    ADJUSTMENTS,
    CALENDARS,
    EVENTS,
    FX,
    GIVEN,
    HOLDS,
    INTERACTIONS,
    RESULTS,
    TARGETS,
    Folder,
)
from scoring.intake.footers import missing_column
from scoring.plan.calendars import calendars_named, durations
from scoring.plan.kinds import Given, Result
from scoring.plan.lint_columns import used_columns
from scoring.plan.model import Plan
from scoring.plan.paying import named_moneys


def check_needs(folder: Folder, plan: Plan) -> None:
    """Make sure that a folder has what a plan reads, since a missing column is not an empty one.

    Raises:
        DataError: every column or file that is missing, or a company column of another kind.
    """
    problems = [*_columns(folder, plan), *_kinds(folder, plan), *_files(folder, plan)]
    problems += [*_proofs(folder, plan), *_calendars(folder, plan), *_holds(folder, plan)]
    if problems:
        raise DataError(problems)


def columns_read(plan: Plan) -> set[str]:
    """Return the columns of the interactions that a run reads: its own account's, and the plan's.

    A row is not judged by what the plan does not use; `validate` looks at all of it.
    """
    used = used_columns(plan) | set(plan.columns)
    if any(getattr(measure, "currency", None) for measure in plan.measures.values()):
        used.add("cost_currency")
    return used | {"interaction_id", "agent_id", "rated_agent_id", "created_at"}


def _declared(plan: Plan) -> dict[str, Declared]:
    by_kind = declared(Company)
    own = {name: by_kind[kind]._replace(name=name) for name, kind in plan.columns.items()}
    return declared(Interactions) | own


def _columns(folder: Folder, plan: Plan) -> Iterator[Problem]:
    known = _declared(plan)
    strangers = [name for name in folder.columns if name not in known]
    for name in sorted(columns_read(plan) - {"rated_agent_id"} - set(folder.columns)):
        yield missing_column(INTERACTIONS, known[name], strangers, ", which the plan reads")


def _kinds(folder: Folder, plan: Plan) -> Iterator[Problem]:
    known = _declared(plan)
    for part in folder.parts:
        for name in sorted(set(plan.columns) & set(folder.columns)):
            physical = part.schema.field(name).type
            if not known[name].takes(physical):
                where = f"{part.name}, column {name}"
                what = f"holds {physical}, the plan declares {known[name].kind}"
                hint = f"Expected {known[name].expected}."
                yield Problem("wrong-type", where, what, hint)


def _files(folder: Folder, plan: Plan) -> Iterator[Problem]:
    given = any(isinstance(measure, Given) for measure in plan.measures.values())
    targets = bool(plan.anchored("targets"))
    for name, needed, what in (
        (GIVEN, given, "values that come ready"),
        (RESULTS, _asks_results(plan), "results of the company"),
        (TARGETS, targets, "targets"),
        (EVENTS, bool(ledgers_of(plan)), "points added and deducted"),
        (FX, _exchanged(plan), "rates of exchange"),
    ):
        if needed and name not in folder.others:
            said = f"the plan reads {what} from it, and the folder has none"
            yield Problem("missing-file", name, said, "Put the file into the data folder.")


def _asks_results(plan: Plan) -> bool:
    return any(isinstance(measure, Result) for measure in plan.measures.values())


def _exchanged(plan: Plan) -> bool:
    """Tell whether a plan converts amounts: it says how, and has some."""
    return plan.exchange is not None and any(named_moneys(line) for line in plan.lines)


def _proofs(folder: Folder, plan: Plan) -> Iterator[Problem]:
    """Say what ledgers need of every event, where the table has no such column at all."""
    if EVENTS not in folder.others:
        return
    there = folder.others[EVENTS].schema.names
    said = [m.needs for m in ledgers_of(plan).values() if not isinstance(m.needs, str)]
    for name in sorted({column for needs in said for column in needs} - set(there)):
        yield missing_column(EVENTS, declared(Events)[name], (), ", which the plan needs")


def _calendars(folder: Folder, plan: Plan) -> Iterator[Problem]:
    for name, place in calendars_named(plan).items():
        if name not in folder.calendars:
            what = f"the plan counts by it in {place}, and the folder has no such calendar"
            hint = nearest(name, list(folder.calendars)) or (
                "Put the file into the data folder; `plaudit calendar` writes one to start from."
            )
            yield Problem("missing-file", f"{CALENDARS}/{name}.yaml", what, hint)


def _holds(folder: Folder, plan: Plan) -> Iterator[Problem]:
    """Say where holds are asked for and not there, or there and nobody says what they mean."""
    for path, of in durations(plan):
        said, place = of.elapsed.holds, of.elapsed
        if said == "subtract" and HOLDS not in folder.others:
            what = f"{path} takes time on hold off ({place.at('holds')}), and the folder has none"
            hint = "Put the file into the data folder, or write holds: ignore."
            yield Problem("missing-file", HOLDS, what, hint)
        elif said is None and HOLDS in folder.others:
            what = f"{path} does not say what becomes of time on hold ({place.place})"
            hint = "Write holds: subtract or holds: ignore, or remove the file."
            yield Problem("holds-not-said", HOLDS, what, hint)


def about_calendars(folder: Folder, plan: Plan, period: Period) -> Iterator[Finding]:
    """Tell of calendars that name days of other years, and none of the period's own."""
    years = {period.first.year, (period.end - dt.timedelta(days=1)).year}
    for name in calendars_named(plan):
        named = folder.calendars[name].years()
        if missing := sorted(years - named) if named else []:
            what = f"names no holiday of {missing[0]}, and some of {max(named)}"
            yield Finding(
                "calendar-without-days", f"{CALENDARS}/{name}.yaml", None, None, "files", what
            )


def findings_under(folder: Folder, plan: Plan) -> list[Finding]:
    """Return what is to be told of a folder's files where this plan reads them."""
    calendars = calendars_named(plan)
    subtracted = any(of.elapsed.holds == "subtract" for _, of in durations(plan))
    used = {
        HOLDS: subtracted,
        EVENTS: bool(ledgers_of(plan)),
        RESULTS: _asks_results(plan),
        FX: _exchanged(plan),
        ADJUSTMENTS: pays_adjustments(plan),
    }
    told = []
    for finding in folder.findings:
        if finding.code == "checked-not-used" and used.get(finding.file, False):
            continue
        if finding.file == ADJUSTMENTS and plan.settlement is not None:
            at = plan.settlement.at("adjustments").origin
            why = f"read and checked, and not paid: the plan says adjustments: ignore ({at})"
            told.append(finding._replace(reason=why))
            continue
        if finding.file != CALENDARS or not calendars:
            told.append(finding)
            continue
        idle = [name for name in folder.calendars if name not in calendars]
        told += [finding._replace(file=f"{CALENDARS}/{name}.yaml") for name in idle]
    return told
