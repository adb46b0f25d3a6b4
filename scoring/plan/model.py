"""The plan: a frozen tree that says everything which changes a result.

Each class is one block of the YAML file; `rules/README.md` is generated from the fields and
their descriptions here. What a class cannot check alone (names that must exist, edges in order,
weights that sum to one) is checked by `lint.py`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.exact.fixed import Mode
from scoring.plan.durations import Duration, Quantity
from scoring.plan.measuring import MeasureBase, RepeatRate, RowMeasure
from scoring.plan.nodes import (
    Curve,
    Filter,
    Label,
    Money,
    Name,
    Node,
    Number,
    Places,
    Seconds,
    Table,
    Text,
    Truth,
    When,
    Whole,
)

Cycle = Literal["month", "quarter", "half_year", "year"]
Step = Literal["multipliers", "cap", "proration", "floor"]
PayCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", examples=["BONUS01"])]
PlanName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$", examples=["aftersales-monthly"])]
CompanyColumn = Annotated[str, Field(pattern=r"^x_[a-z0-9_]{1,60}$", examples=["x_shift_lead"])]
ColumnType = Literal["text", "boolean", "whole", "decimal", "stamp"]


class NodePlaces(Node):
    """Decimal places at the rounding nodes that have no key of their own."""

    points: Places = Field(description="places of a component's points")
    score: Places = Field(description="places of the score; tiers, ranks and gates compare it so")


class Conventions(Node):
    """The choices where two readings give different results. All are required."""

    rounding: Mode = Field(description="what a remainder does, at every rounding of the plan")
    places: NodePlaces = Field(description="decimal places of points and score")
    boundary: Literal["upper", "lower"] = Field(
        description="the band that owns a value exactly on an edge: the one above it, or below it"
    )
    denominators: Literal["known", "all"] = Field(
        description="a row whose tested column is empty: left out of a share (known), or "
        "counted as no hit (all)"
    )
    rank: Literal["competition", "dense"] = Field(
        description="ranks after equal scores: 1, 1, 3 (competition) or 1, 1, 2 (dense)"
    )
    roster_as_of: Literal["period_start", "period_end"] = Field(
        description="the roster row that holds where an agent moved within the period"
    )
    period_zone: Literal["plan", "region"] = Field(
        description="where the period's midnight is: in `zone` for all, or in each region's zone"
    )
    zone: Text = Field(description="time zone of the plan, such as Asia/Shanghai")
    zones: dict[Text, Text] = Field(
        default_factory=dict,
        description="time zone of each roster region, for `period_zone: region`",
    )
    order: tuple[Step, ...] = Field(
        min_length=4, max_length=4, description="the order of multipliers, cap, proration and floor"
    )
    quarantine_max: Number = Field(
        ge=0, le=1, description="the share of rows in quarantine above which the run ends (exit 3)"
    )


class Scale(Node):
    """The lowest and highest rating that the survey allows."""

    lowest: Number
    highest: Number


class AppliesTo(Node):
    """Who is in the plan; an agent outside is reported, not scored."""

    everyone: Truth | None = Field(default=None, description="true: every agent on the roster")
    where: Filter | None = Field(default=None, description="conditions on roster columns")
    service_days_min: Whole | None = Field(
        default=None, ge=0, description="days from hire_date to the period's end, at least"
    )


class Promise(Node):
    """The time owed to each class of interaction.

    A duration is whole seconds, rounded down: an answer after 15:00.9 keeps a promise of 15 min.
    """

    by: Literal["priority", "category", "channel", "region"] = Field(
        description="the column that names the class"
    )
    within: dict[Text, Seconds] = Field(min_length=1, description="the time owed to each class")
    otherwise: Seconds | Literal["none"] = Field(
        description="the time owed to any other class; `none` leaves such rows out, counted"
    )


class Count(RowMeasure):
    """How many rows."""

    kind: Literal["count"]


class Sum(RowMeasure):
    """The sum of a column or duration."""

    kind: Literal["sum"]
    of: Quantity = Field(description="a numeric column, or the time between two stamps")
    currency: Text | None = Field(default=None, description="required for `cost`: rows in it count")


class Mean(RowMeasure):
    """The sum over the number of rows that have a value."""

    kind: Literal["mean"]
    of: Quantity = Field(description="a numeric column, or the time between two stamps")
    currency: Text | None = Field(default=None, description="required for `cost`: rows in it count")


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


class Kept(RowMeasure):
    """Rows whose duration kept its promise, of the rows with a promise, times `per`."""

    kind: Literal["kept"]
    of: Duration = Field(description="the time that was promised")
    within: Name = Field(description="the promise")
    unanswered: Literal["broken", "exclude"] = Field(
        description="a row without the later stamp: a broken promise, or left out"
    )
    per: Whole = Field(ge=1, description="100 for percent")


class Ratio(RowMeasure):
    """The sum of one column over the sum of another, times `per`."""

    kind: Literal["ratio"]
    numerator: Name = Field(description="the column whose sum is divided")
    denominator: Name = Field(description="the column by whose sum it is divided")
    per: Whole = Field(ge=1, description="100 for percent")


class Given(MeasureBase):
    """A value that comes ready in `given.parquet`, such as a superior's rating."""

    kind: Literal["given"]
    given: Name = Field(description="its name in the file")


Measure = Annotated[
    Count | Sum | Mean | Quantile | Share | Kept | Ratio | RepeatRate | Given,
    Field(discriminator="kind"),
]


class TargetFromFile(Node):
    """A target that differs by agent, team, role or region, from `targets.parquet`."""

    named: Name = Field(description="its name in the file, such as target or benchmark")


class Component(Node):
    """A weighted part of the score."""

    name: Name
    measure: Name = Field(description="the measure it scores")
    weight: Number = Field(gt=0, le=1, description="the weights of a plan sum to 1")
    target: Number | TargetFromFile | None = Field(
        default=None, description="the target that attainment is read against"
    )
    on: Literal["value", "attainment"] = Field(
        description="what the curve reads: the value, or 100 x value / target (target over value "
        "where lower is better)"
    )
    curve: Curve = Field(description="from value or attainment to points")
    why: Label = Field(description="printed on the statement")


class CapScore(Node):
    """The score is at most this."""

    cap_score: Number


class Gate(Node):
    """A condition that caps the score or vetoes the bonus (一票否决)."""

    name: Name
    when: When
    then: Literal["veto"] | CapScore = Field(
        description="veto: score and rank stay, and nothing is paid or awarded"
    )
    why: Label = Field(description="printed on the statement")


class TierCoefficient(Node):
    """A coefficient for each tier."""

    on: Literal["tier"]
    gives: dict[Text, Number] = Field(min_length=1)


class ScoreCoefficient(Node):
    """A coefficient from the score, through a table or a line."""

    on: Literal["score"]
    curve: Curve


Coefficient = Annotated[TierCoefficient | ScoreCoefficient, Field(discriminator="on")]


class BaseTimes(Node):
    """Base of pay x rate x coefficient."""

    column: Literal["bonus_base"] = Field(description="the roster column that holds the base")
    rate: Number = Field(gt=0, description="the share of the base that is at stake")
    coefficient: Coefficient


class AmountTable(Node):
    """An amount for each band of the score, in each currency paid."""

    amounts: Table[Money]


class Multiplier(Node):
    """A factor on the bonus: fixed for the agents of a filter, or read from a measure."""

    name: Name
    where: Filter | None = Field(default=None, description="roster conditions; others take 1")
    times: Number | None = Field(default=None, description="the factor, with `where`")
    measure: Name | None = Field(default=None, description="the measure that the curve reads")
    curve: Curve | None = Field(default=None, description="from the measure's value to the factor")
    missing: Number | None = Field(default=None, description="the factor without a value")


class TimesBase(Node):
    """A limit as a multiple of base x rate."""

    times_base: Number = Field(ge=0)


class InMoney(Node):
    """A limit as an amount in each currency paid."""

    amount: Money


class Proration(Node):
    """Pay for the part of the period in which the agent was employed."""

    by: Literal["calendar_days"] = Field(description="days employed / days of the period")
    fte: Literal["apply", "ignore"] = Field(description="multiply by the roster's fte, or not")


class Bonus(Node):
    """The pay line that the score earns."""

    pay_code: PayCode = Field(description="the code of the line in the payroll system")
    pay: BaseTimes | AmountTable = Field(description="what the steps below start from")
    multipliers: Literal["none"] | tuple[Multiplier, ...] = Field(
        description="factors on the amount, all of them multiplied"
    )
    cap: Literal["none"] | TimesBase | InMoney = Field(description="the most that an agent gets")
    proration: Literal["none"] | Proration
    floor: Literal["none"] | TimesBase | InMoney = Field(
        description="the least that a payable agent gets; a vetoed agent gets nothing"
    )


class Award(Node):
    """Recognition for the best, with or without money."""

    name: Name
    title: Label
    top: Whole = Field(ge=1, description="how many places")
    per: Literal["overall", "region", "team"] = Field(description="places overall or in each group")
    by: Name = Field(description="score, or the name of a measure")
    tiers: Annotated[tuple[Text, ...], Field(min_length=1)] | Literal["any"] = Field(
        description="tiers that are eligible"
    )
    ties: Literal["all", "none", "agent_id"] = Field(
        description="equal at the last place: all get it, none of them, or the first by agent id"
    )
    amount: Literal["none"] | Money = Field(
        description="in the currency of the winner; none is an honour without money"
    )
    pay_code: PayCode | None = Field(default=None, description="required with money")


class Action(Node):
    """A development outcome: training, review, promotion eligibility."""

    name: Name
    title: Label
    when: When


class Plan(Node):
    """One plan: who, what is measured, how it scores, what it pays."""

    plan: PlanName = Field(description="its name")
    title: Label = Field(description="what people call it, in English and Chinese")
    version: Whole = Field(ge=1, description="raised with every change that is announced")
    cycle: Cycle = Field(description="the length of the period it is run for")
    conventions: Conventions
    applies_to: AppliesTo
    columns: dict[CompanyColumn, ColumnType] = Field(
        default_factory=dict, description="company columns that the plan uses"
    )
    scales: dict[Literal["csat"], Scale] = Field(
        default_factory=dict, description="what a rating may be; others go to quarantine"
    )
    promises: dict[Name, Promise] = Field(default_factory=dict)
    measures: dict[Name, Measure] = Field(min_length=1)
    components: tuple[Component, ...] = Field(min_length=1)
    gates: tuple[Gate, ...] = ()
    tiers: Table[Text]
    bonus: Literal["none"] | Bonus
    awards: tuple[Award, ...] = ()
    actions: tuple[Action, ...] = ()
