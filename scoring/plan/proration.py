"""Proration (在职折算): the part of a period that counts, in the ways that companies reckon it."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from scoring.plan.nodes import Name, Node, Number, Whole

Served: TypeAlias = tuple[str | int, ...]
"""What is counted of an agent's service beside calendar days: working days of a calendar, or
months by a rule. Forms that count the same have the same word for it."""

CalendarName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$", examples=["shanghai"])]
_FTE = "multiply by the roster's fte, or not"
_MOST = "the most that the quotient can be, before fte: 1 where more than all is still all"


class CalendarDays(Node):
    """Calendar days employed / calendar days of the period."""

    by: Literal["calendar_days"] = Field(description="days employed / days of the period")
    fte: Literal["apply", "ignore"] = Field(description=_FTE)


class WorkingDays(Node):
    """Working days employed / those of the period, or a number that stands for any month."""

    by: Literal["working_days"] = Field(description="working days employed / `out_of`")
    calendar: CalendarName = Field(
        description="a calendar of the data folder; a day on which it opens is a working day"
    )
    out_of: Literal["period"] | Annotated[Number, Field(gt=0)] = Field(
        description="the working days of the period, or a number such as 21.75"
    )
    most: Annotated[Number, Field(gt=0)] | None = Field(
        default=None, description=f"with a number, required: {_MOST}"
    )
    fte: Literal["apply", "ignore"] = Field(description=_FTE)

    @property
    def served(self) -> Served:
        """Name what is counted of an agent's service."""
        return "working_days", self.calendar


class Months(Node):
    """Months of service / months of the period; a month counts whole, or not at all."""

    by: Literal["months"] = Field(description="months of service / months of the period")
    full_from: Annotated[Whole, Field(ge=1, le=30)] = Field(
        description="a month counts from so many days employed in it, such as 16"
    )
    february_from: Annotated[Whole, Field(ge=1, le=28)] = Field(
        description="and a February from so many, such as 15"
    )
    fte: Literal["apply", "ignore"] = Field(description=_FTE)

    @property
    def served(self) -> Served:
        """Name what is counted of an agent's service."""
        return "months", self.full_from, self.february_from


class ByMeasure(Node):
    """A measure's value / a number, or another measure's: attendance 出勤率."""

    by: Literal["measure"] = Field(description="the value of `measure` / `out_of`")
    measure: Name = Field(description="such as the days attended; a value below 0 counts as 0")
    out_of: Annotated[Number, Field(gt=0)] | Name = Field(
        description="a number, or another measure, such as the days due"
    )
    most: Annotated[Number, Field(gt=0)] = Field(description=_MOST)
    missing: Annotated[Number, Field(ge=0)] = Field(
        description="the factor without a value, or where the other measure is not above 0"
    )
    fte: Literal["apply", "ignore"] = Field(description=_FTE)


ByDays = Annotated[CalendarDays | WorkingDays | Months, Field(discriminator="by")]
"""What follows from the days on which an agent is employed."""

Form: TypeAlias = CalendarDays | WorkingDays | Months | ByMeasure
Proration = Annotated[
    Form,
    Field(discriminator="by", description="the part of the period that is paid"),
]
"""Every form."""


class ProratedAnchors(Node):
    """Anchors of a measure for whoever serves a part of the period: half the month, half the count.

    Each is multiplied by the factor and rounded once, at the places of the measure.
    """

    anchors: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(
        description="which anchors of the measure, such as [target]"
    )
    proration: ByDays = Field(description="what each of them is multiplied by")
