"""What a plan says of factors: none is negative, and together they keep within reason."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.errors import Problem, counted
from scoring.plan.curves import Deduction, Line, Power
from scoring.plan.factors import (
    Bounded,
    Factor,
    LookupFactor,
    MeasureFactor,
    RosterFactor,
    ScoreFactor,
    SectionsFactor,
    TierFactor,
)
from scoring.plan.lookups import Lookup
from scoring.plan.model import Plan
from scoring.plan.nodes import Number, Place
from scoring.plan.pay import PayLine, TimesBase
from scoring.plan.paying import (
    bounded_of,
    factors,
    factors_of,
    limits_of,
    lookups,
    multipliers_of,
)
from scoring.plan.starts import BaseTimes

FACTOR_MAX = 10**6
"""The most that all factors together may make of a base or an amount: piece rates on a base of 1
have room, and more is a slip of the hand."""

Said = tuple[str, Decimal, Place]


def _numbers_of(path: str, said: Factor) -> Iterator[Said]:
    """Yield every number that a factor may be."""
    if isinstance(said, TierFactor):
        for tier, number in said.gives.items():
            yield f"{path}.gives.{tier}", number, said.at("gives", tier)
    elif isinstance(said, RosterFactor):
        yield f"{path}.times", said.times, said.at("times")
    elif isinstance(said, LookupFactor):
        for i, row in enumerate(said.rows, start=1):
            yield f"{path}.rows[{i}].gives", row.gives, row.at("gives")
        if isinstance(said.otherwise, Decimal):
            yield f"{path}.otherwise", said.otherwise, said.at("otherwise")
    elif isinstance(said, ScoreFactor | MeasureFactor):
        yield from _given_by(f"{path}.curve", said.curve)
    if isinstance(said, MeasureFactor):
        yield f"{path}.missing", said.missing, said.at("missing")


def _given_by(path: str, curve: Any) -> Iterator[Said]:
    """Yield every number that a curve gives, or comes to; edges and exponents are none."""
    if isinstance(curve, Power):
        return
    keys = ("start", "least") if isinstance(curve, Deduction) else ("below", "above", "crossed")
    rows = getattr(curve, "bands", getattr(curve, "points", ()))
    said = [(curve, key) for key in keys]
    said += [(row, key) for row in rows for key in ("before", "gives", "then")]
    for node, key in said:
        if isinstance(number := getattr(node, key, None), Decimal):
            word = "from" if key == "start" else key
            yield f"{path}.{word}", number, node.at(word)


def _factors_do_not_fall_without_end(plan: Plan) -> Iterator[Problem]:
    for path, said in factors(plan):
        curve, falls = getattr(said, "curve", None), None
        if isinstance(curve, Deduction) and curve.least == "none":
            falls = "least"
        if isinstance(curve, Line) and len(curve.points) > 1:
            falls = falling_end(curve)
        if curve is not None and falls is not None:
            end = f"{path}.curve.{falls}"
            what = f"{end} is {getattr(curve, falls)}, so that the factor falls below 0"
            hint = "Write a number of 0 or more: a bonus adds to pay."
            yield Problem("negative-factor", str(curve.at(falls)), what, hint)


def falling_end(curve: Line[Number]) -> str | None:
    """Return the end at which a line of two points or more falls without end, if there is one."""
    (first, second), (before, last) = curve.points[:2], curve.points[-2:]
    if curve.below == "extrapolate" and second.left > first.right:
        return "below"
    return "above" if curve.above == "extrapolate" and last.left < before.right else None


def _factors_are_not_negative(plan: Plan) -> Iterator[Problem]:
    for path, factor in factors(plan):
        for name, number, place in _numbers_of(path, factor):
            if number < 0:
                what, hint = f"{name} is {number}", "Write 0 or more: a bonus adds to pay."
                yield Problem("negative-factor", str(place), what, hint)


def _bounds_are_in_order(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        for path, said in bounded_of(line):
            if said.least is not None and said.most is not None and said.least > said.most:
                what = f"{path}: least {said.least} is above most {said.most}"
                yield Problem("bounds-crossed", str(said.at("least")), what, "Exchange the two.")


def _sections_are_clear(plan: Plan) -> Iterator[Problem]:
    for path, said in factors(plan):
        if isinstance(said, SectionsFactor):
            yield from _shares_of(path, said)


def _shares_of(path: str, said: SectionsFactor) -> Iterator[Problem]:
    for section in said.sections:
        if (section.share is None) == (said.combine == "add"):
            has = "no share" if section.share is None else "a share"
            what = f"{path}.sections.{section.name} has {has}, and combine is {said.combine}"
            hint = "Write share: with add, and none with multiply."
            yield Problem("share-not-clear", str(section.place), what, hint)
    total = sum((s.share for s in said.sections if s.share is not None), start=Decimal(0))
    if said.combine == "add" and total != 1:
        what = f"the shares of {path}.sections sum to {total}"
        yield Problem("shares-not-one", str(said.at("sections")), what, "Let them sum to 1.")


def _lookups_are_clear(plan: Plan) -> Iterator[Problem]:
    for path, said in lookups(plan):
        yield from _lookup_problems(path, said)


def _lookup_problems(path: str, said: Lookup[Any]) -> Iterator[Problem]:
    """Yield what is wrong with a lookup: columns twice, rows of another length, or rows twice."""
    by = said.by
    if len(set(by)) < len(by):
        what = f"{path}.by names a column twice"
        yield Problem("duplicate-name", str(said.at("by")), what, "Name it once.")
    met = set[tuple[str, ...]]()
    for row in said.rows:
        if len(row.words) != len(by):
            words, columns = counted(len(row.words), "word"), counted(len(by), "column")
            what = f"{path}: a row has {words} for {columns}"
            yield Problem("row-length", str(row.place), what, f"Write is: [{', '.join(by)}].")
        elif row.words in met:
            what = f"{path} has two rows for {', '.join(row.words)}"
            yield Problem("duplicate-row", str(row.place), what, "Keep the one that is meant.")
        met.add(row.words)


def _factors_are_not_too_large(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        said = [number for path, one in factors_of(line) for number in _numbers_of(path, one)]
        large = [one for one in (*said, *_shares(line)) if one[1] > FACTOR_MAX]
        for path, number, place in large:
            hint = f"Write at most {FACTOR_MAX}."
            yield Problem("number-too-large", str(place), f"{path} is {number}", hint)
        if not large and _most(line) > FACTOR_MAX:
            what = (
                f"the factors of pay.{line.name} can make more than {FACTOR_MAX} times of what "
                "they start from"
            )
            hint = "Lower the rate, the coefficients, the multipliers or the floor."
            yield Problem("number-too-large", str(line.place), what, hint)


def _shares(line: PayLine) -> Iterator[Said]:
    """Yield every number that the base is multiplied by before, or to find a limit."""
    path = f"pay.{line.name}"
    if isinstance(line.start, BaseTimes):
        yield f"{path}.start.rate", line.start.rate, line.start.at("rate")
    for _, where, limit in limits_of(line):
        if isinstance(limit, TimesBase):
            yield f"{where}.times_base", limit.times_base, limit.at("times_base")
    for where, said in bounded_of(line):
        for key in ("least", "most"):
            if (number := getattr(said, key)) is not None:
                yield f"{where}.{key}", number, said.at(key)
    prorated = line.proration
    for key in ("most", "missing"):
        if not isinstance(prorated, str) and (number := getattr(prorated, key, None)) is not None:
            yield f"{path}.proration.{key}", number, prorated.at(key)


def _most(line: PayLine) -> Fraction:
    """Return what the largest factors make of 1, whatever the order of the steps."""
    floors = (one for key, _, one in limits_of(line) if key == "floor")
    floor = max(
        (one.times_base for one in floors if isinstance(one, TimesBase)), default=Decimal(1)
    )
    started = Fraction(1)
    if isinstance(line.start, BaseTimes):
        coefficient = max(_largest(line.start.coefficient), Fraction(floor), Fraction(1))
        started = max(Fraction(line.start.rate) * coefficient, started)
    else:
        started = max(Fraction(floor), started)
    for key in ("most", "missing"):
        started *= max(Fraction(getattr(line.proration, key, None) or 1), Fraction(1))
    return math.prod((_most_of(m) for m in multipliers_of(line)), start=started)


def _most_of(said: Bounded) -> Fraction:
    """Return the most that a factor within bounds can be, 1 at the least."""
    most = _largest(said.factor)
    if said.least is not None:
        most = max(most, Fraction(said.least))
    if said.most is not None:
        most = min(most, Fraction(said.most))
    return max(most, Fraction(1))


def _largest(said: Factor) -> Fraction:
    if isinstance(said, SectionsFactor):
        parts = [(_most_of(section), Fraction(section.share or 1)) for section in said.sections]
        if said.combine == "add":
            return sum((most * share for most, share in parts), start=Fraction(0))
        return math.prod((most for most, _ in parts), start=Fraction(1))
    return max((Fraction(n) for _, n, _ in _numbers_of("", said)), default=Fraction(1))


FACTOR_RULES = (
    _factors_are_not_negative,
    _factors_do_not_fall_without_end,
    _bounds_are_in_order,
    _sections_are_clear,
    _lookups_are_clear,
    _factors_are_not_too_large,
)
