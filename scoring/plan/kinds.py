"""The kinds of measures: what a plan may count, add up, order, be given, look up or carry on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.plan.conditions import Filter
from scoring.plan.curves import RowCurve
from scoring.plan.durations import Duration, Quantity
from scoring.plan.events import EventLedger
from scoring.plan.measuring import FactMeasure, MeasureBase, RepeatRate, RowMeasure
from scoring.plan.nodes import Name, Node, Number, Text, Whole
from scoring.plan.rollups import Rollup
from scoring.plan.samples import TREATED, Adjusting
from scoring.plan.so_far import SoFar


class Count(RowMeasure):
    """How many rows."""

    kind: Literal["count"]


class Through(Node):
    """A table of rates that each row goes through by itself, before anything is added up.

    Of the four answers that one table gives, these are the ones by item; how they differ stands
    under [by row or on the total](#by-row-or-on-the-total).
    """

    gives: Literal["amount", "rate"] = Field(
        description="what the curve gives: an amount, which is added up, or a rate, which is "
        "multiplied by the row's value first (`mode: whole` alone)"
    )
    curve: RowCurve


class Sum(RowMeasure):
    """The sum of a column or duration, or of what each row of a column earns."""

    kind: Literal["sum"]
    of: Quantity = Field(description="a numeric column, or the time between two stamps")
    currency: Text | None = Field(default=None, description="required for `cost`: rows in it count")
    through: Through | None = Field(
        default=None,
        description="what the value of each row goes through; `unit` is then that of what comes "
        "out, and edges are in the column's own",
    )


class Mean(RowMeasure):
    """The sum over the number of rows that have a value."""

    kind: Literal["mean"]
    of: Quantity = Field(description="a numeric column, or the time between two stamps")
    currency: Text | None = Field(default=None, description="required for `cost`: rows in it count")
    adjusted: Adjusting | None = Field(default=None, description=TREATED)


class Quantile(RowMeasure):
    """The nearest-rank quantile: the ceil(q x n)-th of the ordered values."""

    kind: Literal["quantile"]
    of: Quantity = Field(description="a numeric column, or the time between two stamps")
    q: Number = Field(gt=0, le=1, description="0.5 is the median")


class Share(RowMeasure):
    """Rows that hit, of the rows looked at, times `per`."""

    kind: Literal["share"]
    hits: Filter = Field(description="what makes a row a hit")
    per: Whole = Field(ge=1, description="100 for percent")
    adjusted: Adjusting | None = Field(default=None, description=TREATED)


class Kept(RowMeasure):
    """Rows whose duration kept its promise, of the rows with a promise, times `per`."""

    kind: Literal["kept"]
    of: Duration = Field(description="the time that was promised")
    within: Name = Field(description="the promise")
    unanswered: Literal["broken", "exclude"] = Field(
        description="a row without the later stamp: a broken promise, or left out"
    )
    per: Whole = Field(ge=1, description="100 for percent")
    adjusted: Adjusting | None = Field(default=None, description=TREATED)


class Ratio(RowMeasure):
    """The sum of one column over the sum of another, times `per`."""

    kind: Literal["ratio"]
    numerator: Name = Field(description="the column whose sum is divided")
    denominator: Name = Field(description="the column by whose sum it is divided")
    per: Whole = Field(ge=1, description="100 for percent")


class Given(FactMeasure):
    """A value that comes ready in `given.parquet`, such as a superior's rating."""

    kind: Literal["given"]
    given: Name = Field(description="its name in the file")


class Result(MeasureBase):
    """A number of the company, or of the agent's region or team, from `results.parquet`.

    All agents there have the same one. What it may be, and who has it, stands under
    [results](#results).
    """

    kind: Literal["result"]
    result: Name = Field(description="its name in the file")
    per: Literal["all", "region", "team"] = Field(
        description="whose number it is: the company's, or that of the agent's region or team"
    )

    @property
    def volume_min(self) -> int:
        """How many facts it asks for: none, as it is there or not."""
        return 0


Measure = Annotated[
    Count
    | Sum
    | Mean
    | Quantile
    | Share
    | Kept
    | Ratio
    | RepeatRate
    | Given
    | Result
    | EventLedger
    | Rollup
    | SoFar,
    Field(discriminator="kind"),
]
