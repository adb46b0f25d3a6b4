"""The steps of pay lines as text, for some agents at a time: exact, or marked where they go on."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from scoring.columns import Int64s
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.exact.ratios import Ratios
from scoring.pieces.steps import Kind, Path, Step, Told

PLACES = 6
"""Decimal places of what people read; what has more is rounded half up, and marked."""
_FACTOR_PLACES, _FRACTION_DIGITS = 12, 14
_OF_SOME = ("hurdle_open", "hurdle_closed", "slice")
"""Steps that are left out for those whom they do not concern."""


class Number(NamedTuple):
    """A number as text: a decimal such as 3379.2, or a fraction such as 17/31; `about` if cut."""

    text: str
    about: bool


class StepText(NamedTuple):
    """One step of a pay line of one agent.

    Attributes:
        kind: what is done.
        path: where the plan says so.
        origin: the same as `file:line`.
        amount: what the line comes to with it; of a slice or a part, what it alone comes to; None
            for a hurdle.
        factor: what it multiplies by, or the limit; None where there is none.
        of: what it reads or multiplies, or of a proration the days or months served, such as 17/31;
            None where that is what the line came to before, or where attainment is unbounded.
        here: whether its limit holds, or its measure has a value.
    """

    kind: Kind
    path: Path
    origin: str
    amount: Number | None
    factor: Number | None
    of: Number | None
    here: bool


def step_texts(told: Told, origins: Sequence[str], rows: Int64s) -> list[tuple[StepText, ...]]:
    """Write the steps of a line for some of the agents who have it.

    Args:
        told: the line.
        origins: where the plan says each step, as `file:line`.
        rows: int64[k], their places in `told.who`.

    Returns:
        k times the steps, in their order.
    """
    if not rows.size:
        return []
    columns = [
        list(_column(step, origin, rows)) for step, origin in zip(told.steps, origins, strict=True)
    ]
    if not any(step.kind in _OF_SOME for step in told.steps):
        return list(zip(*columns, strict=True))
    return [
        tuple(step for step in steps if step.here or step.kind not in _OF_SOME)
        for steps in zip(*columns, strict=True)
    ]


def _column(step: Step, origin: str, rows: Int64s) -> Iterator[StepText]:
    here = [True] * rows.size if step.here is None else step.here[rows].tolist()
    limits = step.kind in ("cap", "floor", "slice")  # money, as amounts are
    numbers = (
        _amounts(step.amount, rows),
        _amounts(step.factor, rows) if limits else _factors(step.factor, rows),
        _counts(step.of, rows) if step.kind == "proration" else _amounts(step.of, rows),
    )
    for amount, factor, of, holds in zip(*numbers, here, strict=True):
        yield StepText(step.kind, step.path, origin, amount, factor, of, holds)


def _taken(said: Ratios, rows: Int64s) -> tuple[Exact, Exact]:
    """Return the fractions of those who are asked for; what stands for all of them stays one."""
    num: Exact = said.num[rows] if said.num.ndim else said.num.reshape(1)
    if isinstance(said.den, int):
        return num, fixed.filled(1, said.den)
    return num, said.den[rows] if said.den.ndim else said.den.reshape(1)


def _amounts(said: Ratios | None, rows: Int64s) -> list[Number | None]:
    """Write fractions as decimals; nothing over a denominator of 0."""
    if said is None:
        return [None] * rows.size
    num, den = _taken(said, rows)
    bounded = np.asarray(den != 0, dtype=bool)
    under, up = fixed.where(bounded, den, 1), fixed.multiply(num, 10**PLACES)
    units = fixed.divide(up, under)
    exact = np.asarray(fixed.multiply(units, under) == up, dtype=bool)
    known: dict[tuple[int, bool], Number | None] = {}
    found: list[Number | None] = []
    for pair in zip(units.tolist(), exact.tolist(), strict=True):
        if (number := known.get(pair)) is None:
            number = known[pair] = Number(_shortest(pair[0], PLACES), not pair[1])
        found.append(number)
    if not bounded.all():
        found = [n if there else None for n, there in zip(found, bounded.tolist(), strict=True)]
    return _for_all(found, rows)


def _factors(said: Ratios | None, rows: Int64s) -> list[Number | None]:
    """Write fractions as decimals where they end, as fractions where they are short."""
    if said is None:
        return [None] * rows.size
    num, den = _taken(said, rows)
    size = max(num.size, den.size)
    above, below = fixed.spread(num, size).tolist(), fixed.spread(den, size).tolist()
    known: dict[tuple[int, int], Number | None] = {}
    found: list[Number | None] = []
    for pair in zip(above, below, strict=True):
        if (number := known.get(pair)) is None:
            number = known[pair] = _factor(*pair)
        found.append(number)
    return _for_all(found, rows)


def _counts(said: Ratios | None, rows: Int64s) -> list[Number | None]:
    """Write fractions of whole numbers as they were counted: 31/31; others as decimals."""
    if said is None or not isinstance(said.den, int) or said.den == 1:
        return _amounts(said, rows)
    return [Number(f"{num}/{said.den}", about=False) for num in said.num[rows].tolist()]


def _for_all(found: list[Number | None], rows: Int64s) -> list[Number | None]:
    return found if len(found) == rows.size else found * rows.size


def _factor(num: int, den: int) -> Number:
    shared = math.gcd(num, den)
    num, den = num // shared, den // shared
    if 10**_FACTOR_PLACES % den == 0:
        return Number(_shortest(num * (10**_FACTOR_PLACES // den), _FACTOR_PLACES), about=False)
    if len(f"{num}{den}") <= _FRACTION_DIGITS:
        return Number(f"{num}/{den}", about=False)
    return Number(_shortest(fixed.divide_one(num * 10**PLACES, den), PLACES), about=True)


def _shortest(units: int, places: int) -> str:
    """Write a decimal without zeros at its end."""
    return fixed.text(units, places).rstrip("0").rstrip(".")
