"""The plan: a frozen tree that says everything which changes a result.

Each class is one block of the YAML file; `rules/README.md` is generated from the fields and
their descriptions here. What a class cannot check alone (names that must exist, edges in order,
weights that sum to one) is checked by `lint.py`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.exact.fixed import Mode
from scoring.plan.conditions import Filter
from scoring.plan.exchange import Exchange
from scoring.plan.kinds import Measure
from scoring.plan.nodes import Label, Name, Node, Number, Places, Seconds, Text, Truth, Whole
from scoring.plan.pay import PayLine, Step
from scoring.plan.ranking import Ranking
from scoring.plan.recognition import Action, Award
from scoring.plan.segments import SegmentRule
from scoring.plan.settlement import Settlement
from scoring.plan.standing import Gate
from scoring.plan.structure import (
    Component,
    Group,
    Member,
    ScoreRule,
    components_of,
    groups_of,
)
from scoring.plan.tiers import Tiers

Cycle = Literal["month", "quarter", "half_year", "year"]
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
    roster_as_of: Literal["period_start", "period_end", "segments"] = Field(
        description="the roster row that holds where an agent moved within the period; or each "
        "for its own days (segments), and the stretches make one score"
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
    components: tuple[Member, ...] = Field(
        min_length=1, description="components and groups: what the score is made of"
    )
    score: ScoreRule | None = None
    segments: SegmentRule | None = None
    gates: tuple[Gate, ...] = ()
    ranking: Ranking | None = None
    tiers: Tiers = Field(description="by the score, by the rank, or as a forced distribution")
    pay: Literal["none"] | Annotated[tuple[PayLine, ...], Field(min_length=1)] = Field(
        description="the lines that are paid, each computed by itself"
    )
    exchange: Exchange | None = None
    awards: tuple[Award, ...] = ()
    actions: tuple[Action, ...] = ()
    settlement: Settlement | None = Field(
        default=None, description="what of it is paid now, and what is kept for later periods"
    )

    @property
    def lines(self) -> tuple[PayLine, ...]:
        """Return every pay line, none where nothing is paid."""
        return () if isinstance(self.pay, str) else self.pay

    @property
    def parts(self) -> tuple[Component, ...]:
        """Return every component, whatever group it is in, in the order of the file."""
        return components_of(self.components)

    def anchored(self, source: str) -> list[tuple[str, str]]:
        """Return measure and anchor of those that one source gives: `targets` or `previous`."""
        return [
            (name, word)
            for name, measure in self.measures.items()
            for word, said in measure.anchors.items()
            if said == source
        ]

    @property
    def groups(self) -> tuple[Group, ...]:
        """Return every group, each before its members, in the order of the file."""
        return groups_of(self.components)
