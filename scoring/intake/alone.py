"""A roster by itself, without a data folder around it: read by its contract as a run reads it."""

from __future__ import annotations

from pathlib import Path

from scoring.errors import DataError, Problem
from scoring.exact.period import Period
from scoring.intake.calendars import Calendar, read_calendar
from scoring.intake.contracts import declared
from scoring.intake.files import CALENDARS, ROSTER, TABLES, FileInfo, described
from scoring.intake.folder import Folder
from scoring.intake.footers import check_footer
from scoring.intake.tables import InPlan, read_roster
from scoring.opening import ABSENT, irregular
from scoring.plan.model import Plan
from scoring.plan.served import calendars_of_service


def read_roster_alone(path: Path, plan: Plan, period: Period) -> InPlan:
    """Read a roster file for a plan and a period, with nothing set for anybody in it.

    Raises:
        DataError: every fault found in it; nobody in the plan; a region without a time zone.
        StorageError: what the system does not let be read.
    """
    info = _described(path)
    calendars = _calendars(path, plan)
    folder = Folder(path.parent, (), {ROSTER: info}, (), calendars, None, None, ())
    plan = plan.model_copy(update={"exchange": None})  # no rates stand beside a roster alone
    try:
        return read_roster(folder, plan, period)
    except DataError as error:
        raise DataError([_at(path, problem) for problem in error.problems]) from error


def _described(path: Path) -> FileInfo:
    if path.suffix != ".parquet":
        what, hint = "a roster is a Parquet file", "Name one that ends in .parquet."
        raise DataError(Problem("not-parquet", path.name, what, hint))
    try:
        irregular(path)
    except ABSENT as error:
        what, hint = "there is no such file", "Name the roster of a data folder, or one like it."
        raise DataError(Problem("no-such-path", str(path), what, hint)) from error
    problems = list[Problem]()
    found = described(path.parent, [path.name], problems)
    for info in found:
        problems += check_footer(path.name, info.schema, declared(TABLES[ROSTER]), company=False)
    if problems:
        raise DataError(problems)
    return found[0]


def _calendars(path: Path, plan: Plan) -> dict[str, Calendar]:
    """Read the calendars that service is counted by, from the folder that the roster stands in."""
    problems, found = list[Problem](), dict[str, Calendar]()
    for name, place in calendars_of_service(plan):
        file = f"{CALENDARS}/{name}.yaml"
        if name in found:
            continue
        if (path.parent / file).is_file():
            found[name] = read_calendar(path.parent / file, file)
        else:
            what = f"the plan counts by '{name}' in {place}, and beside the roster is no {file}"
            problems.append(Problem("no-calendar", path.name, what, "Put the calendar there."))
    if problems:
        raise DataError(problems)
    return found


def _at(path: Path, problem: Problem) -> Problem:
    """Call the roster by the name of its file."""
    return problem._replace(where=problem.where.replace(ROSTER, path.name, 1))
