"""What few facts leave open: priors, and what stands beside a value that is adjusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from scoring.columns import Bools
from scoring.exact.fixed import Exact

PRIOR_PLACES = 12
"""Decimal places at which a prior is frozen: what is written of it is what is reckoned with."""


class Prior(NamedTuple):
    """What is believed of a measure before an agent's own facts: a mean, and facts it is worth.

    Attributes:
        mean: of one fact, in units of 10**-12: of a share the part that hits, of a mean its unit.
        strength: how many facts the mean counts for, in units of 10**-12; None where the agents do
            not differ more than chance makes them, so that the mean stands for each of them.
        note: what is to be told of it, a word of `NOTES`; empty for nothing.
    """

    mean: int
    strength: int | None
    note: str = ""


NOTES = ("one_agent", "single_facts", "no_difference", "held_low", "held_high")
"""Why a prior is as it is: one agent has facts; nobody has two; no more than chance between the
agents; the part of the variance that is between them was held at its least, or at its most."""


class Priors(NamedTuple):
    """The priors of one measure.

    Attributes:
        among: whose facts each is for: all, region, team or role.
        of: by the group's name; None is everybody for all, and whom the roster puts into no group.
    """

    among: str
    of: Mapping[str | None, Prior]


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What stands beside a value that is adjusted: the value as counted, and how sure it is.

    Attributes:
        raw: Exact[n], the value as it was counted, in units of 10**-places; 0 where not `counted`.
        counted: bool[n], who has enough facts for a value.
        low, high: Exact[n], the interval around the raw value; 0 where not `bounded`.
        bounded: bool[n], who has an interval: of a mean, whoever has two facts.
        squares: Exact[n], the sum of the squares of what was added up; None but for a mean.
        used: the priors toward which values were drawn; None for a Wilson bound.
        estimated: those that this period's facts give; None where the plan asks for none.
    """

    raw: Exact
    counted: Bools
    low: Exact
    high: Exact
    bounded: Bools
    squares: Exact | None = None
    used: Priors | None = None
    estimated: Priors | None = None
