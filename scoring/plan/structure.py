"""What is scored: components that read measures, in groups and groups of groups.

A component or a group is a member of the group above it; the score is the uppermost group.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal, TypeAlias

from pydantic import Field

from scoring.exact.fixed import Mode
from scoring.plan.conditions import Filter
from scoring.plan.curves import Curve
from scoring.plan.measuring import Missing
from scoring.plan.nodes import Label, Name, Node, Number, Places, Truth, Whole

Among = Literal["all", "region", "team", "role"]
Combine = Literal["weighted_mean", "mean", "percent_of_possible", "sum"]
_COMBINE = (
    "weighted_mean: by the members' weights, which sum to 1; mean: all count alike; "
    "percent_of_possible: 100 x points over the points possible; sum: all points added up"
)
_SCORED_MIN = "with fewer members that count, there is no score here"
_WEIGHT_MIN = "with less than this share of the weights (or of what is possible), there is none"


class Relative(Node):
    """An agent beside the others of a group; the statement says that others decide with it."""

    relative: Literal["min_max", "percentile", "rank", "z_score"] = Field(
        description="min_max: 0 for the worst, 100 for the best, in proportion between; "
        "percentile: 100 x others that are worse / others; rank: 1 for the best, equal ones share; "
        "z_score: standard deviations above the mean, at 12 places; better is always more"
    )
    among: Among = Field(description="the group that the agent is compared with")
    all_equal: Number = Field(
        description="what is read where all of the group are equal, or the agent is alone"
    )


On = Literal["value", "attainment"] | Relative


class Reading(Node):
    """A measure, read through a curve."""

    measure: Name = Field(description="the measure it reads")
    on: On = Field(
        description="what the curve reads: the value; 100 x value / its anchor `target` (target "
        "over value where lower is better); or the place among others"
    )
    curve: Curve = Field(description="from what is read to points")


class Rounded(Node):
    """How a component's points are rounded, where not as the conventions say."""

    places: Places
    rounding: Mode


class Override(Node):
    """What is different for some agents; the override that names most columns wins."""

    where: Filter = Field(description="conditions on roster columns")
    weight: Number | None = Field(default=None, gt=0, le=1)
    possible: Number | None = Field(default=None, ge=0)
    curve: Curve | None = Field(default=None, description="only where there is one reading")
    off: Truth | None = Field(
        default=None, description="true: not scored, and the other weights are scaled up"
    )


class MemberBase(Node):
    """What a component and a group say alike."""

    name: Name
    title: Label | None = Field(
        default=None,
        description="what people call it, in English and Chinese; left out, a component is called "
        "as its measures are, and a group by its name",
    )
    weight: Number | None = Field(
        default=None, gt=0, le=1, description="in a weighted mean; the weights there sum to 1"
    )
    possible: Number | None = Field(
        default=None,
        ge=0,
        description="the most points, in a percentage of what is possible; 0 for points on top",
    )
    overrides: tuple[Override, ...] = Field(
        default=(), description="what is different for some agents; a tie between two is refused"
    )
    why: Label = Field(description="printed on the statement")


class Component(MemberBase):
    """A part of the score that reads a measure, or the best or worst of several readings."""

    measure: Name | None = Field(default=None, description="the measure it scores")
    on: On | None = Field(default=None, description="as in a [reading](#reading)")
    curve: Curve | None = Field(default=None, description="from what is read to points")
    best_of: tuple[Reading, ...] | None = Field(
        default=None,
        min_length=2,
        description="the reading with most points counts; one without a value is left out",
    )
    worst_of: tuple[Reading, ...] | None = Field(
        default=None, min_length=2, description="the reading with fewest points counts"
    )
    scored_min: Whole | None = Field(
        default=None,
        ge=2,
        description="of several readings: with fewer that have a value, there is none here",
    )
    missing: Missing | None = Field(
        default=None,
        description="without a value; as its measure says if left out; required with several "
        "readings",
    )
    points: Rounded | None = Field(
        default=None, description="how its points are rounded; as the conventions say if left out"
    )

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Return what it reads; one that is written as keys of the component is a reading too."""
        if several := self.best_of or self.worst_of:
            return several
        if self.measure is None or self.on is None or self.curve is None:
            return ()  # the lint refuses it
        return (
            Reading(
                measure=self.measure,
                on=self.on,
                curve=self.curve,
                place=self.place,
                key_places=self.key_places,
            ),
        )


class Group(MemberBase):
    """Members that are scored together, and count as one above."""

    combine: Combine = Field(description=_COMBINE)
    members: tuple[Member, ...] = Field(min_length=1)
    scored_min: Whole = Field(ge=1, description=_SCORED_MIN)
    weight_min: Number | None = Field(default=None, gt=0, le=1, description=_WEIGHT_MIN)
    missing: Missing = Field(description="what it does without a score of its own")
    places: Places | Literal["exact"] = Field(
        description="places of its score, rounded once; exact: it is not rounded"
    )


Member: TypeAlias = Component | Group


class Adjust(Node):
    """A measure's value that is added to the score, such as a ledger of points."""

    name: Name
    measure: Name = Field(description="its value is added as it is; below zero it is taken off")
    least: Number | Literal["none"] = Field(description="what it adds at the least")
    most: Number | Literal["none"] = Field(description="what it adds at the most")
    missing: Literal["nothing", "hold"] = Field(
        description="without a value: nothing is added, or the score is held"
    )
    why: Label = Field(description="printed on the statement")


class ScoreRule(Node):
    """How components and groups come to the score; without it, the weighted mean of all."""

    combine: Combine = Field(description=_COMBINE)
    scored_min: Whole = Field(ge=1, description=_SCORED_MIN)
    weight_min: Number | None = Field(default=None, gt=0, le=1, description=_WEIGHT_MIN)
    adjust: tuple[Adjust, ...] = Field(default=(), description="added after the weighing")
    least: Number | Literal["none"] = Field(description="the lowest score there is")
    most: Number | Literal["none"] = Field(description="the highest score there is")


Group.model_rebuild()


def every_member(members: tuple[Member, ...]) -> Iterator[Member]:
    """Yield every component and group, from the top down, each group before its members."""
    for member in members:
        yield member
        if isinstance(member, Group):
            yield from every_member(member.members)


def components_of(members: tuple[Member, ...]) -> tuple[Component, ...]:
    """Return every component, whatever group it is in, in the order of the file."""
    return tuple(m for m in every_member(members) if isinstance(m, Component))


def groups_of(members: tuple[Member, ...]) -> tuple[Group, ...]:
    """Return every group, each before its members, in the order of the file."""
    return tuple(m for m in every_member(members) if isinstance(m, Group))
