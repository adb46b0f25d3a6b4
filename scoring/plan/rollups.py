"""The value of many in place of one's own: a team's, a region's, or that of a manager's reports."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scoring.plan.measuring import FactMeasure
from scoring.plan.nodes import Name


class Rollup(FactMeasure):
    """Another measure's value over several agents, the members.

    What is added to what stands under [rollups](#rollups).
    """

    kind: Literal["rollup"]
    of: Name = Field(description="the measure that is rolled up")
    over: Literal["team", "region", "role", "all", "reports"] = Field(
        description="the members: those of the agent's own team, region or role, and the agent "
        "among them; all agents of the plan; or those whose `manager_id` is the agent, in the plan "
        "or not"
    )
    by: Literal["micro", "macro"] = Field(
        description="micro: the measure over the facts of all members, as if they were one "
        "agent's; macro: the mean of the members' values, each as it was rounded"
    )
