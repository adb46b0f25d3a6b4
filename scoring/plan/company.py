"""The company's file, `company.yaml`: its plans, whom each covers, and which version holds when.

Versions are written by the day on which they begin. Which one holds is always asked as of a date,
the one that `as_of` names in the period; never as of today.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from scoring.errors import PlanError, Problem, line_and_column, shortened
from scoring.exact.period import Period
from scoring.plan.days import Day
from scoring.plan.lint import who_is_clear
from scoring.plan.lint_columns import filter_problems
from scoring.plan.load import load_plan, read_model, read_yaml
from scoring.plan.model import AppliesTo, Plan, PlanName
from scoring.plan.nodes import Node, Text
from scoring.vocabulary import ROSTER_COLUMNS

CompanyName = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$", examples=["northwind-service"])
]
_DAY = dt.timedelta(days=1)


class Version(Node):
    """One version of a plan, and the days on which it holds."""

    file: Text = Field(description="the plan's file, as seen from the folder of this one")
    start: Day = Field(alias="from", description="the first day on which it holds")
    end: Day | None = Field(
        default=None,
        alias="to",
        description="the last day on which it holds; until the next one begins if left out",
    )


class Covered(Node):
    """One plan, and whom it covers."""

    plan: PlanName = Field(description="its name, as its files say it")
    versions: tuple[Version, ...] = Field(
        min_length=1, description="its versions, the earliest first"
    )
    covers: AppliesTo = Field(
        description="whom it covers, where its own `applies_to` holds as well; written like it"
    )


class Company(Node):
    """The company's file: which plans it has."""

    company: CompanyName = Field(description="its name")
    as_of: Literal["period_start", "period_end"] = Field(
        description="the day of the period as of which a version holds for all of it: the first, "
        "or the last"
    )
    plans: tuple[Covered, ...] = Field(min_length=1, description="its plans")

    def day_in(self, period: Period) -> dt.date:
        """Return the day of a period as of which versions are asked for."""
        return period.first if self.as_of == "period_start" else period.end - _DAY


def is_company(path: Path) -> bool:
    """Tell whether a file is a company's, as far as it can be read."""
    try:
        return "company" in read_yaml(path)
    except PlanError:
        return False  # whoever reads it as a plan says what is wrong with it


def load_company(path: Path) -> Company:
    """Read a company's file and hold it against itself; the plans are not opened.

    Raises:
        PlanError: with every problem found, each at `file:line:column`.
    """
    company = read_model(path, Company)
    problems = [*_names(company)]
    for plan in company.plans:
        at = f"plans.{plan.plan}"
        problems += _versions(plan, f"{at}.versions")
        problems += who_is_clear(plan.covers, f"{at}.covers")
        if plan.covers.where:
            problems += filter_problems(f"{at}.covers.where", plan.covers.where, ROSTER_COLUMNS)
    if problems:
        raise PlanError(sorted(problems, key=line_and_column))
    return company


def load_version(company: Path, entry: Covered, version: Version, file: Path) -> Plan:
    """Read a version of a plan, which must carry the plan's name.

    Args:
        company: the company's file.
        entry: the plan in it.
        version: the version.
        file: where its file is.

    Raises:
        PlanError: there is no such file, something is wrong with it, or it is another plan.
    """
    place = version.at("file")
    try:
        plan = load_plan(file)
    except PlanError as error:
        absent = [p for p in error.problems if p.code == "missing-file"]
        if not absent:
            raise
        what = f"there is no plan at {shortened(version.file)}"
        hint = f"Write the path as seen from the folder of {company.name}."
        raise PlanError(Problem("missing-file", str(place), what, hint)) from error
    if plan.plan != entry.plan:
        what = f"the file is of plan '{plan.plan}', and stands under '{entry.plan}'"
        hint = "Correct the name here or there: all versions of a plan have one name."
        raise PlanError(Problem("another-plan", str(place), what, hint))
    return plan


def _names(company: Company) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for plan in company.plans:
        place = plan.at("plan")
        if plan.plan in first:
            what = f"plan '{plan.plan}' stands here twice, first in line {first[plan.plan]}"
            hint = "Put all its versions under one entry."
            yield Problem("duplicate-name", str(place), what, hint)
        first.setdefault(plan.plan, place.line)


def _versions(plan: Covered, path: str) -> Iterator[Problem]:
    """Yield versions that end before they begin, overlap, or stand in no order."""
    before: Version | None = None
    for version in plan.versions:
        if version.end is not None and version.end < version.start:
            what = f"{path} ends on {version.end}, before it begins on {version.start}"
            yield Problem("ends-before-start", str(version.at("to")), what, "Correct one of them.")
        if before is not None and version.start < before.start:
            what = f"{path} begins on {version.start}, and the one above it on {before.start}"
            hint = "Write the earliest version first."
            yield Problem("versions-not-in-order", str(version.at("from")), what, hint)
        elif before is not None and version.start <= (before.end or before.start):
            until = f"holds to {before.end}" if before.end else f"begins on {before.start}"
            what = f"{path} begins on {version.start}, and the one above it {until}: they overlap"
            hint = "A version holds until the next one begins; end it earlier, or leave `to` out."
            yield Problem("versions-overlap", str(version.at("from")), what, hint)
        before = version


class InForce(NamedTuple):
    """Which version of a plan holds for a period.

    Attributes:
        version: the version; None where the plan is not in force.
        why: where it is not, why; where another one takes over within the period, which day.
    """

    version: Version | None
    why: str = ""


def in_force(plan: Covered, day: dt.date, period: Period) -> InForce:
    """Find the version of a plan that holds for a period, as of a day in it.

    A plan that begins after the period, or has ended before it, is not in force, which is no
    fault. Days of the period on which no version holds are one, be it between two versions or
    because a plan begins or ends within it: nobody would know by which plan they count.

    Args:
        plan: the plan and its versions, as `load_company` found them good.
        day: the day of the period.
        period: the period.

    Raises:
        PlanError: days of the period on which no version holds.
    """
    held = list(_held(plan))
    first, last = held[0][0], held[-1][1]
    if period.end <= first:
        return InForce(None, f"its first version begins on {first}")
    if last < period.first:
        return InForce(None, f"its last version ended on {last}")
    without = _without(held, period)
    if without:
        what = f"no version of plan '{shortened(plan.plan)}' holds {without} in {period.name}"
        hint = "Let versions begin and end with periods, and each follow the one before it."
        raise PlanError(Problem("no-version", str(plan.at("versions")), what, hint))
    at = next(i for i, (start, end) in enumerate(held) if start <= day <= end)
    others = [start for start, _ in held if period.first < start < period.end]
    why = f"another version takes over on {others[0]}" if others else ""
    return InForce(plan.versions[at], why)


def _held(plan: Covered) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield the first and the last day of each version."""
    following = [version.start - _DAY for version in plan.versions[1:]]
    for version, until in zip(plan.versions, [*following, dt.date.max], strict=True):
        yield version.start, version.end or until


def _without(held: list[tuple[dt.date, dt.date]], period: Period) -> str:
    """Say which days of a period lie in no version; nothing where all do."""
    found, day = list[tuple[dt.date, dt.date]](), period.first
    for start, end in held:
        if start > day and day < period.end:
            found.append((day, min(start, period.end) - _DAY))
        if end >= day:
            day = min(end, period.end) + _DAY
    if day < period.end:
        found.append((day, period.end - _DAY))
    return " and ".join(
        f"on {first}" if first == last else f"from {first} to {last}" for first, last in found
    )
