"""Who is ranked among whom, and what decides between equal scores."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scoring.plan.nodes import Name, Node
from scoring.plan.samples import Z

Group = Literal["region", "team", "role", "manager"]
COLUMN_OF: dict[str, str] = {
    "region": "region",
    "team": "team",
    "role": "role",
    "manager": "manager_id",
}
"""The roster column that names an agent's group; those who have none are a group of their own."""


class MeasureTie(Node):
    """Between equal scores the better value of this measure, in the measure's own direction."""

    measure: Name


class ComponentTie(Node):
    """Between equal scores the higher points of this component."""

    component: Name


class Intervals(Node):
    """How sure a rank is: advisory, and nothing else reads it."""

    z: Z = Field(
        description="how wide the intervals are, in standard errors: 1.96 covers 95 % of chance"
    )


class Ranking(Node):
    """Ranks compare the stored score, after gates. Without this block: in the region, shared."""

    within: Group = Field(description="the group of `rank_in`, beside the rank overall")
    break_ties: Literal["none"] | tuple[MeasureTie | ComponentTie | Literal["agent_id"], ...] = (
        Field(
            description="none: equal scores share a rank; else what decides between them, one "
            "after the other, a missing number last; a list ends in `agent_id`, and all ranks "
            "differ"
        )
    )
    intervals: Literal["none"] | Intervals = Field(
        default="none", description="the ranks that an agent could as well have had by chance"
    )
