"""What every measure says, and the kind that looks at other rows beside its own: `repeat_rate`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from scoring.plan.conditions import Filter
from scoring.plan.days import Day
from scoring.plan.nodes import Label, Name, Node, Number, Places, Seconds, Text, Whole
from scoring.plan.proration import ProratedAnchors
from scoring.plan.samples import TREATED, Adjusting


class Neutral(Node):
    """Points that stand in for a missing measure."""

    neutral: Number


Anchor = Number | Literal["targets", "previous"]
"""A number that curves refer to by name: the plan's own, or one for each agent.

`targets` reads it from `targets.parquet`, under the anchor's name; `previous` is the agent's own
value in the run that `--previous` names.
"""

Missing = Literal["exclude", "zero", "hold"] | Neutral
"""Without a value: scale the other weights up, give zero points, hold the score, give N points."""


class MeasureBase(Node):
    """What every measure says."""

    title: Label = Field(description="what people call it, in English and Chinese")
    unit: Text = Field(description="shown with the value; durations take s, min, h or d")
    better: Literal["higher", "lower", "inside"] = Field(
        description="which direction is good; inside: neither too high nor too low"
    )
    places: Places = Field(description="decimal places of the value, rounded once")
    missing: Missing = Field(description="what a component does without a value")
    anchors: dict[Name, Anchor] = Field(
        default_factory=dict,
        description="numbers with names, such as target, threshold, benchmark, baseline, worst and "
        "best: the plan's own; `targets`, by agent, team, role or region from `targets.parquet`; "
        "or `previous`, the agent's own value in the run that `--previous` names. Attainment "
        "reads `target`",
    )
    prorated: ProratedAnchors | None = Field(
        default=None,
        description="anchors that whoever serves a part of the period owes a part of; left out, "
        "everybody owes all of them",
    )

    @property
    def fixed_anchors(self) -> dict[str, Decimal]:
        """Return the anchors that are the same number for everybody."""
        said = self.anchors.items()
        return {w: n for w, n in said if isinstance(n, Decimal) and not self.differs(w)}

    def differs(self, anchor: str) -> bool:
        """Tell whether an anchor is another number for different agents."""
        prorated = self.prorated is not None and anchor in self.prorated.anchors
        return prorated or isinstance(self.anchors.get(anchor), str)


class FactMeasure(MeasureBase):
    """A measure with facts behind it: rows, events, values of others, or a rating that is given."""

    volume_min: Whole = Field(ge=0, description="fewer facts than this and the value is missing")


class During(Node):
    """Days within the period, in the zone of the period: both ends count."""

    first: Day = Field(alias="from", description="the first day that counts")
    last: Day = Field(alias="to", description="the last day that counts")


class RowMeasure(FactMeasure):
    """A measure over interactions."""

    where: Filter | None = Field(default=None, description="the rows it looks at; all if left out")
    period_on: Name = Field(description="the stamp that must lie in the period")
    during: During | None = Field(
        default=None,
        description="the days on which it must lie, too, as a campaign has them; all of the period "
        "if left out",
    )


class RepeatRate(RowMeasure):
    """Rows whose customer has the same matter again within some days, or has not, times `per`.

    What is looked for, and what counts as a hit, stands under [repeats](#repeats).
    """

    kind: Literal["repeat_rate"]
    by: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(
        description="what makes two rows the same matter: `customer_id`, and other columns of text"
    )
    within: Seconds = Field(
        description="how far apart at most, such as `7 d`; a day is 24 hours, and exactly so far "
        "is within"
    )
    look: Literal["back", "ahead"] = Field(
        description="back: for a row before, so that a repeat counts for whoever takes it; "
        "ahead: for a row after, so that it counts for whoever had the matter before"
    )
    among: Filter | None = Field(
        default=None, description="the rows that are looked for; all if left out"
    )
    hits: Literal["repeated", "not_repeated"] = Field(
        description="a row with such another row, or one without: first-contact resolution"
    )
    beyond_data: Literal["exclude", "as_seen"] = Field(
        description="a row whose days reach beyond the data: left out, or judged by what is there"
    )
    per: Whole = Field(ge=1, description="100 for percent")
    adjusted: Adjusting | None = Field(default=None, description=TREATED)
