"""A cliff of pay: a step where the smallest change of a number moves what is paid by much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from scoring.exact.money import MINOR_PLACES
from scoring.plan.curves import At
from scoring.plan.line_reach import OF_BASE
from scoring.plan.lint_reach import shown
from scoring.plan.lint_shape import crossing
from scoring.plan.model import Plan
from scoring.plan.nodes import Place

LARGE = Fraction(1, 4)
"""The part of the most that a table gives, or of what is paid beyond a step, that makes a cliff."""


class Cliff(NamedTuple):
    """A step of what a line pays.

    Attributes:
        path: what has the step.
        crossing: which smallest change meets it, and of what.
        what: what happens there, with {} where its worth stands.
        worth: how far pay moves: as a multiple of the base, or by currency; empty where the data
            decides.
        most: whether it moves so far at the most, rather than always.
        part: which part it is of what is paid beyond the step.
        place: where it is written.
        hint: what to do where it is too much.
    """

    path: str
    crossing: str
    what: str
    worth: Mapping[str, Fraction]
    most: bool
    part: Fraction
    place: Place
    hint: str

    def __str__(self) -> str:
        """Say it to an author."""
        return f"{self.path}: {self.crossing} {self.what.format(self._worth())}"

    def _worth(self) -> str:
        if not self.worth:
            return f"up to {shown(100 * self.part)} % of what is paid there"
        said = ", ".join(self._amount(unit, n) for unit, n in self.worth.items() if n)
        return f"{'up to ' if self.most else ''}{said}"

    def _amount(self, unit: str, number: Fraction) -> str:
        if unit == OF_BASE:
            return f"{shown(100 * number)} % of the base"
        if self.most:  # no less than the most, and no finer than what can be paid
            whole = 10 ** MINOR_PLACES[unit]
            number = Fraction(ceil(number * whole), whole)
        return f"{shown(number)} {unit}"


def largest(cliffs: Iterable[Cliff]) -> Iterator[Cliff]:
    """Yield of the cliffs of a line that one step meets the largest alone."""
    by_edge: dict[str, list[Cliff]] = {}
    for cliff in cliffs:
        by_edge.setdefault(cliff.crossing, []).append(cliff)
    for together in by_edge.values():
        yield max(together, key=lambda one: (one.part, *one.worth.values()))


def crossed(plan: Plan, said: object, at: At) -> str:
    """Say which smallest change of which number meets an edge of what reads it."""
    measure = getattr(said, "measure", None)
    if measure is None:
        return f"{crossing(plan, at, plan.conventions.places.score)} of the score"
    if getattr(said, "on", "value") == "attainment":
        return f"{crossing(plan, at, None)} of the attainment of '{measure}'"
    return f"{crossing(plan, at, plan.measures[measure].places)} of '{measure}'"
