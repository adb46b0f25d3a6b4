"""Tiers: by the score, by the rank, or as a forced distribution (强制分布)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.plan.conditions import Filter
from scoring.plan.curves import Table
from scoring.plan.nodes import Node, Number, Place, Text, Whole
from scoring.plan.ranking import Group

Among = Literal["all"] | Group


class NotGraded(Node):
    """Agents who are shown and take no place: too new, on leave. Any of these is reason enough."""

    where: Filter | None = Field(default=None, description="roster conditions")
    service_days_min: Whole | None = Field(
        default=None,
        ge=1,
        description="fewer days from hire_date to the period's end, or no hire_date",
    )
    gives: Text = Field(description="the tier that they are shown with")


class RankTier(Node):
    """A tier for the ranks that the tiers before it have left; exactly one of three limits."""

    up_to: Whole | None = Field(default=None, ge=1, description="ranks up to this one")
    up_to_percent: Number | None = Field(
        default=None, gt=0, lt=100, description="ranks up to N x percent, started places in full"
    )
    next_percent: Number | None = Field(
        default=None,
        gt=0,
        lt=100,
        description="so many more ranks than the tier before: N x percent, started places in full",
    )
    gives: Text


class RankedTiers(Node):
    """Tiers by the rank in a group; N is the number of agents who are ranked in it."""

    mode: Literal["rank"]
    among: Among = Field(description="the group in which ranks are counted")
    bands: tuple[RankTier, ...] = Field(min_length=1, description="from the best tier on")
    rest: Text = Field(description="the tier of all ranks after them")
    excluded: NotGraded | None = Field(default=None, description="who takes no rank in the group")
    by_score: Table[Text] | None = Field(
        default=None, description="the tier by the score alone, reported beside"
    )


class OneTier(Node):
    """The same tier for all of them."""

    gives: Text


class ForcedTiers(Node):
    """A forced distribution 强制分布: so many percent of a group's agents in each tier.

    The places of a group of N are N x percent, and what that leaves goes to the largest
    remainders, equal ones to the better tier. They are filled from the top: a tier ends after as
    many agents as it and the better tiers have places together.
    """

    mode: Literal["distribution"]
    among: Among = Field(description="the group that is distributed")
    shares: dict[Text, Number] = Field(
        min_length=2, description="percent of each tier, the best first; they sum to 100"
    )
    equal: Literal["up", "down", "break"] = Field(
        description="equal scores where a tier ends: all get the better tier (up), all the lower "
        "one (down), and the tiers beside have what is left; or ranking.break_ties decides (break)"
    )
    members_min: Whole = Field(ge=1, description="a group with fewer agents to grade is small")
    small_groups: Literal["pool", "apart"] = Field(
        description="all small groups are one group together (pool), or each stays alone (apart)"
    )
    too_small: Literal["by_score"] | OneTier = Field(
        description="the tier of agents whose group is small even so: as `by_score` says, or one"
    )
    excluded: NotGraded | None = Field(
        default=None, description="who counts neither as an agent of the group nor in a tier"
    )
    by_score: Table[Text] | None = Field(
        default=None, description="the tier by the score alone, reported beside"
    )


Tiers = Annotated[Table[Text] | RankedTiers | ForcedTiers, Field(discriminator="mode")]
"""By the score (a table), by the rank, or as a distribution."""

Named = list[tuple[str, Place]]


def table_of(tiers: Tiers) -> Table[Text] | None:
    """Return the table that gives a tier by the score alone, if there is one."""
    return tiers if isinstance(tiers, Table) else tiers.by_score


def scale(tiers: Tiers) -> Named:
    """Return the tiers from the lowest to the highest, with their places in the file."""
    if isinstance(tiers, Table):
        return [(tiers.below, tiers.at("below")), *((b.gives, b.at("gives")) for b in tiers.bands)]
    if isinstance(tiers, RankedTiers):
        bands = [(band.gives, band.at("gives")) for band in tiers.bands]
        return [(tiers.rest, tiers.at("rest")), *reversed(bands)]
    return [(name, tiers.at("shares", name)) for name in reversed(tiers.shares)]


def beside(tiers: Tiers) -> Named:
    """Return the tiers that are given outside of the scale: to the excluded, in small groups."""
    if isinstance(tiers, Table):
        return []
    found: Named = []
    if tiers.excluded is not None:
        found.append((tiers.excluded.gives, tiers.excluded.at("gives")))
    if isinstance(tiers, ForcedTiers) and isinstance(tiers.too_small, OneTier):
        found.append((tiers.too_small.gives, tiers.too_small.at("gives")))
    elif isinstance(tiers, ForcedTiers) and tiers.by_score is not None:
        found += scale(tiers.by_score)
    return found


def tier_names(tiers: Tiers) -> list[str]:
    """Return every tier that an agent may get, each once: the scale from the lowest, then others.

    Those of the table by score are among them only where it decides.
    """
    return list(dict.fromkeys(name for name, _ in (*scale(tiers), *beside(tiers))))
