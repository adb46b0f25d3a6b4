"""What a file of cases says: situations of a few agents, and what must come out."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from scoring.cases.earlier import Before
from scoring.cases.settling import Account, Settled
from scoring.plan.model import PlanName
from scoring.plan.nodes import CurrencyCode, Name, Node, Number, Text, Whole
from scoring.standing import TierBy

AgentName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$", examples=["A"])]
TARGET_MAX = Decimal(1000000000)
"""The largest target, on either side of zero, that the contract takes; a test compares them."""


class Given(Node):
    """What is known of one agent."""

    measures: dict[Name, Number] = Field(
        default_factory=dict, description="values as they are compared, at the measure's places"
    )
    volumes: dict[Name, Whole] = Field(
        default_factory=dict, description="the facts behind a value; enough of them if left out"
    )
    targets: dict[Name, dict[Name, Number]] = Field(
        default_factory=dict,
        description="by measure, the anchors that the plan takes from `targets.parquet`: "
        "`{csat: {target: 90}}`",
    )
    earlier: Before | None = Field(
        default=None, description="what an earlier run says; no run was named if nobody has it"
    )
    settled: Settled | None = Field(
        default=None, description="what settlement takes: balances, adjustments, a leave"
    )
    region: Text | None = None
    team: Text | None = None
    manager_id: AgentName | None = Field(default=None, description="an agent of the case, or not")
    role: Text | None = None
    shift: Text | None = None
    tenure_days: Whole | None = Field(
        default=None, description="from the hire date to the end of the period; unknown if left out"
    )
    currency: CurrencyCode | None = None
    cost_center: Text | None = None
    bonus_base: Number | None = Field(default=None, ge=0)
    fte: Number = Field(default=Decimal(1), ge=0, le=10)
    employed_days: Whole | None = Field(default=None, ge=0, description="all days if left out")


class Expect(Node):
    """What must come out for one agent; what is left out is not compared."""

    status: Literal["ranked", "vetoed", "unranked", "held"] | None = None
    score: Number | Literal["none"] | None = None
    tier: Text | Literal["none"] | None = None
    tier_by: TierBy | None = Field(default=None, description="how it was given")
    tier_by_score: Text | Literal["none"] | None = Field(default=None, description="alone")
    rank: Whole | Literal["none"] | None = None
    rank_in: Whole | Literal["none"] | None = Field(
        default=None, description="within the group of `ranking.within`, else the region"
    )
    points: dict[Name, Number | Literal["none"]] = Field(
        default_factory=dict, description="by component; none where it does not weigh"
    )
    gates: tuple[Name, ...] | None = Field(default=None, description="the gates that closed")
    pay: dict[Name, Number | Literal["none"]] = Field(
        default_factory=dict, description="by pay line, the amount; none where there is no line"
    )
    awards: tuple[Name, ...] | None = None
    actions: tuple[Name, ...] | None = None
    lines: dict[Text, Number | Literal["none"]] = Field(
        default_factory=dict, description="lines by name, such as `draw:advanced`"
    )
    balances: Account | None = Field(default=None, description="what is left for the next run")
    total: Number | None = Field(default=None, description="the sum of the agent's pay lines")


class Case(Node):
    """One situation and its outcome."""

    name: Text
    why: Text | None = None
    period: Text | None = Field(default=None, description="another period than the file's")
    rates: dict[CurrencyCode, Annotated[Number, Field(gt=0)]] = Field(
        default_factory=dict,
        description="what one unit of the currency that `exchange` converts becomes in others",
    )
    given: dict[AgentName, Given] = Field(min_length=1)
    expect: dict[AgentName, Expect] = Field(min_length=1)


class Cases(Node):
    """The cases of one plan."""

    plan: PlanName = Field(description="the name of the plan they are for")
    period: Text = Field(description="the period they are computed for, such as 2026-10")
    cases: tuple[Case, ...] = Field(min_length=1)
