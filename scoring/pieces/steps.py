"""The steps of pay lines as the engine says them to whoever asks: exact, for all agents at once."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from scoring.columns import Bools, Int64s, Words
from scoring.exact.ratios import Ratios

Kind: TypeAlias = Literal[
    "base",
    "rate",
    "coefficient",
    "weight",
    "by_score",
    "by_value",
    "by_attainment",
    "by_lookup",
    "hurdle_open",
    "hurdle_closed",
    "slice",
    "by_rates",
    "multiplier",
    "cap",
    "proration",
    "floor",
    "rounding",
    "part",
    "share",
]
Path: TypeAlias = tuple[str | int, ...]


class Step(NamedTuple):
    """One step of a pay line, for the m agents who are paid it.

    Attributes:
        kind: what is done.
        path: where the plan says so, from its top: `("pay", 0, "multipliers", 1)`.
        amount: m fractions, what the line comes to with it, in currency units, or a bare number
            where it starts from a weight; of a slice and of a part, what it alone comes to. None
            for a hurdle.
        factor: what it multiplies by, or the limit; m fractions or one for all. None where there
            is none.
        of: what it reads or multiplies: the score, a value, the units of a slice, and of a
            proration the days or months served over all of them, as they were counted; None where
            there is nothing but what the line came to before. A denominator of 0 is unbounded
            attainment.
        here: bool[m], whom it concerns: whose limit holds, who has a value, whose hurdle is taken;
            None for everybody.
    """

    kind: Kind
    path: Path
    amount: Ratios | None
    factor: Ratios | None = None
    of: Ratios | None = None
    here: Bools | None = None


class Told(NamedTuple):
    """How a pay line came about.

    Attributes:
        line: its place among those of the plan, from 0.
        who: int64[m], the agents who are paid it or share in its pool, in the order of their index.
        currency: text[m], what each is paid in.
        why: text[n] for all agents, why one has no such line: a status other than `ranked`,
            `where`, `when`, or the code of a finding; empty for those who have it.
        steps: in their order.
    """

    line: int
    who: Int64s
    currency: Words
    why: Words
    steps: list[Step]


class Slice(NamedTuple):
    """A part of a value at a rate of its own.

    Attributes:
        band: the place of the band, from 0; None where one rate holds for all of the value.
        of: m fractions, the units of it.
        rate: money for one.
        amount: what they come to.
    """

    band: int | None
    of: Ratios
    rate: Ratios
    amount: Ratios
