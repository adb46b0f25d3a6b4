"""What the independent calculation fills in, agent by agent: measures, parts, lines, steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from scoring.independent.numbers import ZERO, shown
from scoring.independent.rows import Tree

Path = tuple[str | int, ...]


@dataclass
class Measured:
    """A measure of one agent; `exact` is the value before its one rounding."""

    value: Fraction | None
    exact: Fraction | None
    volume: int
    excluded: dict[str, int]
    status: str


class Step(NamedTuple):
    """One step of an agent's calculation: what it is, how it was reckoned, and what decides it."""

    kind: str
    name: str
    formula: str
    result: str
    path: Path


@dataclass
class Part:
    """A component of one agent; `points` is None where it does not weigh in the score.

    `target_level` names the level of the targets' file that gave the target, if it was the file.
    """

    weight: Fraction
    points: Fraction | None
    reason: str
    target: Fraction | None
    attainment: Fraction | None
    target_level: str | None


class Line(NamedTuple):
    """An amount in minor units, rounded once."""

    line_id: str
    line: str
    amount_minor: int
    currency: str
    pay_code: str
    cost_center: str | None
    path: Path


@dataclass
class Outcome:
    """Everything that one agent gets, and how."""

    agent: Tree
    measures: dict[str, Measured]
    components: dict[str, Part] = field(default_factory=dict)
    weight_left: Fraction = ZERO
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
    unpaid: str = ""
    lines: list[Line] = field(default_factory=list)
    awards: list[tuple[str, int | None]] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    trace: list[Step] = field(default_factory=list)

    def note(self, kind: str, name: str, formula: str, result: object, path: Path) -> None:
        """Add a step to the trace; a number is written as people read it."""
        said = shown(result) if isinstance(result, Fraction) else str(result)
        self.trace.append(Step(kind, name, formula, said, path))
