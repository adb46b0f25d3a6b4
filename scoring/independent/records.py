"""What the independent calculation fills in, agent by agent: measures, parts, lines, steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from scoring.independent.numbers import ZERO, shown
from scoring.independent.rows import Tree

Path = tuple[str | int, ...]
NOBODY: Tree = MappingProxyType({})


class Sure(NamedTuple):
    """What stands beside an adjusted value: the value as counted, and the interval around it."""

    raw: Fraction
    low: Fraction | None
    high: Fraction | None


@dataclass
class Measured:
    """A measure of one agent; `exact` is the value before it is adjusted and rounded.

    `sums` are what it is a fraction of: what the rows add up to above and below the line.
    `squares` is the sum of the squares of a mean that is adjusted, in the measure's unit.
    `before` is the value before a gate made another of it, or none.
    """

    value: Fraction | None
    exact: Fraction | None
    volume: int
    excluded: dict[str, int]
    status: str
    squares: Fraction | None = None
    sure: Sure | None = None
    sums: tuple[Fraction, Fraction] | None = None
    before: Fraction | None = None


class Step(NamedTuple):
    """One step of an agent's calculation: what it is, how it was reckoned, and what decides it."""

    kind: str
    name: str
    formula: str
    result: str
    path: Path


@dataclass
class Read:
    """One reading of a component: a measure, and what its curve gives, rounded once.

    `x` is what the curve read, None for attainment beyond every edge; `points` is None where the
    reading has no value. `levels` name the levels of the targets' file that gave anchors, and
    `whole` has those that were prorated as they were before, with what they were multiplied by.
    """

    place: int
    measure: str
    on: str
    value: Fraction | None
    target: Fraction | None
    attainment: Fraction | None
    relative: Fraction | None
    x: Fraction | None
    points: Fraction | None
    anchors: dict[str, Fraction | None]
    levels: dict[str, str]
    curve: Tree = field(default_factory=dict)
    whole: Mapping[str, tuple[Fraction, str]] = field(default_factory=dict)


NOTHING_READ = Read(0, "", "value", None, None, None, None, None, None, {}, {})


@dataclass
class Part:
    """A component of one agent; `points` is None where it does not weigh in the score.

    `share` is its part of the weights of the score, `adds` what it adds there, and `each` what a
    point of it does; `before` are the points before a gate made others of them.
    """

    read: Read
    reads: list[Read]
    points: Fraction | None
    reason: str
    path: Path
    weight: Fraction = ZERO
    share: Fraction = ZERO
    adds: Fraction = ZERO
    each: Fraction = ZERO
    before: Fraction | None = None


@dataclass
class Grouped:
    """A group of one agent; `score` is None where it does not weigh in the score.

    `before` is the score before a gate made another of it.
    """

    score: Fraction | None
    reason: str
    members: int
    path: Path
    weight: Fraction = ZERO
    share: Fraction = ZERO
    adds: Fraction = ZERO
    before: Fraction | None = None


class Around(NamedTuple):
    """What an agent is held against, beside the agent's own values.

    Attributes:
        targets: rows of the targets' file.
        earlier: what an earlier run says of each agent, by agent id.
        before: the period of the earlier run, where it is known.
        everybody: all agents of the plan with their measures; the agent is one of them.
        period: the period's name.
        calendars: the calendars of working hours by name, as nested text.
        rates: rows of the rates of exchange.
    """

    targets: Sequence[Tree] = ()
    earlier: Tree = NOBODY
    everybody: Sequence[tuple[Tree, Mapping[str, Measured]]] = ()
    period: str = ""
    calendars: Tree = NOBODY
    rates: Sequence[Tree] = ()
    before: str = ""


NOTHING_AROUND = Around()


class Line(NamedTuple):
    """An amount in minor units, rounded once."""

    line_id: str
    line: str
    amount_minor: int
    currency: str
    pay_code: str
    cost_center: str | None
    path: Path


class Entered(NamedTuple):
    """What an agent enters a pool with: a share, and the most in currency units or None."""

    share: Fraction
    most: Fraction | None


class PoolRow(NamedTuple):
    """One pool: amounts in minor units; the group is None where all share one fund."""

    line: str
    group: str | None
    currency: str
    fund: int
    members: int
    shared: int
    returned: int
    odd: int


class PoolShare(NamedTuple):
    """What an agent gets of a pool, in minor units."""

    pool: PoolRow
    amount: int
    odd: bool
    capped: bool


class Balance(NamedTuple):
    """What a run makes of one balance of an agent, in minor units."""

    account: str
    currency: str
    origin: str | None
    opening: int
    added: int
    taken: int
    forfeited: int

    @property
    def closing(self) -> int:
        """Return what is left."""
        return self.opening + self.added - self.taken - self.forfeited


@dataclass
class Outcome:
    """Everything that one agent gets, and how.

    `rate` is the row by which amounts become the agent's, where the plan converts any. `counted`
    are the measures before the gates, and `total` is the score before it is rounded, None
    without one. Of an agent who is scored by stretch, components and groups are those of the
    `stretches`, each an outcome of its own.
    """

    agent: Tree
    measures: dict[str, Measured]
    components: dict[str, Part] = field(default_factory=dict)
    around: Around = NOTHING_AROUND
    groups: dict[str, Grouped] = field(default_factory=dict)
    added: dict[str, Fraction] = field(default_factory=dict)
    total: Fraction | None = None
    ungated: Fraction | None = None
    score: Fraction | None = None
    gates: list[str] = field(default_factory=list)
    status: str = "unranked"
    tier: str = ""
    tier_by: str = ""
    tier_by_score: str = ""
    excluded: bool = False
    score_low: Fraction | None = None
    score_high: Fraction | None = None
    rank_low: int = 0
    rank_high: int = 0
    rank: int = 0
    rank_in: int = 0
    payable: bool = False
    rate: Tree | None = None
    unpaid: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    entered: dict[str, Entered] = field(default_factory=dict)
    pooled: dict[str, PoolShare] = field(default_factory=dict)
    balances: list[Balance] = field(default_factory=list)
    awards: list[tuple[str, int | None, str]] = field(default_factory=list)
    actions: list[tuple[str, str]] = field(default_factory=list)
    trace: list[Step] = field(default_factory=list)
    stretches: list[Outcome] = field(default_factory=list)
    counted: Mapping[str, Measured] = field(default_factory=dict)

    def note(self, kind: str, name: str, formula: str, result: object, path: Path) -> None:
        """Add a step to the trace; a number is written as people read it."""
        said = shown(result) if isinstance(result, Fraction) else str(result)
        self.trace.append(Step(kind, name, formula, said, path))
