"""How a plan speaks of the time between two stamps, and of the calendars that it counts by."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.plan.nodes import Name, Node, Text

CalendarName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$", examples=["north"])]
SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
"""The units in which a measure may show a duration."""


class ByRegion(Node):
    """A calendar for each region, by the interaction's own `region`.

    `wall` counts every second, and `none` leaves such rows out, counted as `no_calendar`.
    """

    by: Literal["region"] = Field(description="the column that names the calendar's class")
    within: dict[Text, CalendarName] = Field(
        alias="in", min_length=1, description="the calendar of each region, `wall` or `none`"
    )
    otherwise: CalendarName = Field(
        description="the calendar of any other region and of rows without one, `wall` or `none`"
    )


class Elapsed(Node):
    """Whole seconds between two stamps of a row, rounded down: all of them, or working time.

    Working time (工作时间) is what a calendar of the data folder is open between the stamps,
    `calendars/NAME.yaml`; its hours are local, and exact where clocks change.
    """

    start: Name = Field(alias="from", description="the earlier stamp")
    end: Name = Field(alias="to", description="the later stamp")
    calendar: CalendarName | ByRegion = Field(
        description="`wall`: every second counts; or the calendar whose hours count"
    )
    reversed: Literal["exclude", "zero", "negative"] = Field(
        description="a row whose later stamp is before the earlier: left out, counted as "
        "`negative_duration`; no time; or the time between them as a negative number"
    )
    holds: Literal["subtract", "ignore"] | None = Field(
        default=None,
        description="the time on hold (`holds.parquet`): taken off, or counted like any other; "
        "required where the data has such a table",
    )


class Duration(Node):
    """A quantity computed from stamps."""

    elapsed: Elapsed


Quantity = Name | Duration
"""What is added up or ordered: a numeric column by name, or a duration."""
