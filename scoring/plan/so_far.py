"""What another measure was in the earlier periods of a quarter, half-year or year, added up."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scoring.exact.period import Period, parse_period, period_around
from scoring.plan.measuring import MeasureBase
from scoring.plan.nodes import Name, Node
from scoring.plan.settlement import PeriodName


class ReachedBefore(Node):
    """A number for each agent that comes ready in `given.parquet`, such as the last one by hand."""

    given: Name = Field(description="its name in the file, which is read in that period alone")


class Opening(Node):
    """Where a total begins of which no run of this plan has the earlier part."""

    begins: PeriodName = Field(
        alias="in",
        description="the period that the total begins in; it needs no run of the period before",
    )
    reached: Literal["zero"] | ReachedBefore = Field(
        description="what was reached before it: nothing, or a number that is given for each agent"
    )


class SoFar(MeasureBase):
    """What another measure was in earlier periods of the quarter, half-year or year, added up.

    It is without the period itself, and goes on from run to run by `--previous`; how stands under
    [so far](#so-far).
    """

    kind: Literal["so_far"]
    of: Name = Field(description="the measure that is added up: a count, a sum or a value given")
    since: Literal["quarter", "half_year", "year"] = Field(
        description="where it begins at 0: with the quarter, half-year or year that the period "
        "begins in, which is longer than the cycle of the plan"
    )
    opening: Opening | None = Field(
        default=None,
        description="for a plan that has it only from within that time on; left out, each period "
        "but the first of that time needs the run of the period right before, by this measure",
    )

    @property
    def volume_min(self) -> int:
        """How many facts it asks for: none, as it is known or not."""
        return 0


def opening_of(said: SoFar, period: Period) -> Opening | None:
    """Return the opening within the time that a period counts, or None where there is none."""
    span = period_around(period.first, said.since)
    if said.opening is None or not span.first <= parse_period(said.opening.begins).first < span.end:
        return None
    return said.opening


def given_before(said: SoFar, period: Period) -> str | None:
    """Return the name under which the opening of a period is given, where it opens with one."""
    opening = opening_of(said, period)
    if opening is None or opening.begins != period.name or opening.reached == "zero":
        return None
    return opening.reached.given


def begins(said: SoFar, period: Period) -> Period:
    """Return the period in which the total begins that goes on in another."""
    opening = opening_of(said, period)
    if opening is not None:
        return parse_period(opening.begins)
    return period_around(period_around(period.first, said.since).first, period.cycle)


def goes_on(said: SoFar, period: Period) -> bool:
    """Tell whether the run of the period before has to say what was reached."""
    return begins(said, period).first < period.first
