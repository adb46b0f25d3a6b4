"""How few observations are treated: a bound of the Wilson interval, or shrinkage toward a prior."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.plan.nodes import Node, Number

Among = Literal["all", "region", "team", "role"]
Z = Annotated[Number, Field(gt=0, le=10)]


class Wilson(Node):
    """The value becomes a bound of the Wilson interval, which narrows with the facts.

    The formula stands under [few facts](#few-facts).
    """

    by: Literal["wilson"]
    z: Z = Field(
        description="how wide the interval is, in standard errors: 1.96 covers 95 %. The value "
        "depends on it"
    )
    bound: Literal["lower", "upper", "centre"] = Field(
        description="which of the interval is the value: lower doubts what is high, upper doubts "
        "what is low, centre lies between them"
    )


class EstimatedPrior(Node):
    """A prior that the facts of all agents give."""

    source: Literal["period", "previous"] = Field(
        alias="from",
        description="whose facts: those of this period, or those of the period before, as the run "
        "that `--previous` names has them",
    )
    among: Among = Field(
        description="one prior for all agents, or one for those of each region, team or role"
    )


class StatedPrior(Node):
    """A prior that the plan states, such as one that was agreed on."""

    source: Literal["stated"] = Field(alias="from")
    mean: Number = Field(
        description="of one fact: of a share the part that hits, from 0 to 1, whatever `per` is; "
        "of a mean in its unit"
    )
    strength: Annotated[Number, Field(gt=0)] = Field(
        description="how many facts the mean is worth: an agent with as many is half way between"
    )


Prior = Annotated[EstimatedPrior | StatedPrior, Field(discriminator="source")]


class Shrinkage(Node):
    """The value is drawn toward what is usual, the more so the fewer its facts: empirical Bayes.

    The formula stands under [few facts](#few-facts).
    """

    by: Literal["shrinkage"]
    z: Z = Field(
        description="how wide the interval beside the value is, in standard errors: 1.96 covers 95 "
        "%. The value does not depend on it"
    )
    prior: Prior = Field(description="what is usual, and how many facts that is worth")


Adjusting = Annotated[Wilson | Shrinkage, Field(discriminator="by")]
"""How few facts are treated; a share, a promise kept, a repeat rate or a mean may say it."""

TREATED = "how few facts are treated; left out, the value stands as it was counted"
