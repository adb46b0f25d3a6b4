"""The small tables that a published run keeps, read once more as the roster of its period."""

from __future__ import annotations

from pathlib import Path

from scoring.errors import DataError, Problem
from scoring.exact.period import Period
from scoring.flow import Roster
from scoring.intake.calendars import read_calendar
from scoring.intake.files import CALENDARS, FX, GIVEN, ROSTER, TARGETS, described
from scoring.intake.folder import Folder
from scoring.intake.tables import read_roster
from scoring.plan.model import AppliesTo, Plan

_READ = (ROSTER, TARGETS, GIVEN, FX)
"""Tables without which a roster cannot be read; what others hold, the values of a run hold, too."""


def kept_roster(inputs: Path, plan: Plan, period: Period, covers: AppliesTo | None) -> Roster:
    """Return the roster by which a run was made, as far as scores and pay lines go by it.

    Args:
        inputs: the folder of the run's own copies.
        plan: its plan.
        period: its period.
        covers: whom a company's file says that the plan covers, where there is one.

    Raises:
        DataError: copies that are not those of a run.
        IntegrityError: a table that changed meanwhile.
        StorageError: what the system does not let be read.
    """
    names = [name for name in _READ if (inputs / name).is_file()]
    names += [f"{CALENDARS}/{path.name}" for path in sorted((inputs / CALENDARS).glob("*.yaml"))]
    problems: list[Problem] = []
    others = {info.name: info for info in described(inputs, names, problems)}
    if ROSTER not in others:
        problems.append(Problem("missing-file", ROSTER, "the run keeps no roster", ""))
    if problems:
        raise DataError(problems)
    days = [n for n in others if n.startswith(f"{CALENDARS}/")]
    calendars = [read_calendar(others[name].path, name) for name in days]
    folder = Folder(
        path=inputs,
        parts=(),
        others=others,
        columns=(),
        calendars={calendar.calendar: calendar for calendar in calendars},
        controls=None,
        import_report=None,
        findings=(),
    )
    return read_roster(folder, plan, period, covers).roster
