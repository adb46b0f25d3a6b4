"""The shape of what a plan pays and scores by: cliffs, curves that turn back, rounded weights.

These are notices. A cliff is a step of a table, or a jump of a line, where the smallest change of
a value moves the score by a twentieth of what scores can be; the largest of each curve is told.
What the cliffs of pay are worth is told in `lint_worth.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import gcd
from typing import NamedTuple

from scoring.errors import Problem
from scoring.plan.amounts import currencies_of, in_one
from scoring.plan.curves import At, Curve, Deduction, Filled, Line, Power, Slices, Table
from scoring.plan.factors import ScoreFactor, TierFactor
from scoring.plan.lint_curves import Placed, curves_of
from scoring.plan.lint_reach import shown
from scoring.plan.lint_structure import together
from scoring.plan.model import Plan
from scoring.plan.nodes import Number, Place
from scoring.plan.paying import factors
from scoring.plan.reach import score_range, share_of
from scoring.plan.starts import MeasureAmounts, ScoreAmounts, Start

CLIFF_OF_SCORE = Fraction(1, 20)
USUAL_SCORES = Fraction(100)
"""How far scores go where the plan sets no end to them."""


class Step(NamedTuple):
    """Where a curve goes from one number to another without any between."""

    at: At
    before: Decimal
    after: Decimal
    place: Place

    @property
    def size(self) -> Decimal:
        """Return how far it goes, up or down."""
        return abs(self.after - self.before)


def steps_of(curve: Curve) -> Iterator[Step]:
    """Yield where a curve goes from one number to another without any between."""
    if isinstance(curve, Table):
        gives = [curve.below, *(band.gives for band in curve.bands)]
        for (before, after), band in zip(pairwise(gives), curve.bands, strict=True):
            yield Step(band.lower, before, after, band.place)
    if isinstance(curve, Line):
        for point in curve.points:
            before, after = point.left, point.right
            if point is curve.points[0] and isinstance(curve.below, Decimal):
                before = curve.below
            if point is curve.points[-1] and isinstance(curve.above, Decimal):
                after = curve.above
            yield Step(point.x, before, after, point.place)


def _largest(curve: Curve) -> Step | None:
    return max(steps_of(curve), key=lambda step: step.size, default=None)


def crossing(plan: Plan, at: At, places: int | None) -> str:
    """Say which smallest change meets an edge: from 89.99 to 90, where the value has places."""
    if isinstance(at, str) or places is None:
        return f"at {at}"
    unit = Decimal(1).scaleb(-places)
    near = (at - unit, at) if plan.conventions.boundary == "upper" else (at, at + unit)
    return f"from {near[0]:f} to {near[1]:f}"


_GENTLER = {
    False: "Where so little should not decide so much, draw a line: mode: interpolated.",
    True: "Where so little should not decide so much, let the line hold there, or add a point.",
}


def _points_have_cliffs(plan: Plan) -> Iterator[Problem]:
    low, high = score_range(plan)
    scores = USUAL_SCORES if low is None or high is None or low == high else high - low
    for component, share in share_of(plan).items():
        for found in _curves_of_component(plan, component):
            step = _largest(found.curve)
            if step is None or share * Fraction(step.size) < CLIFF_OF_SCORE * scores:
                continue
            moved = share * Fraction(step.size)
            what = (
                f"{found.path}: {crossing(plan, step.at, found.places)} the points go from "
                f"{step.before} to {step.after}: {step.size} points, {shown(moved)} of the score"
            )
            yield Problem("cliff", str(step.place), what, _GENTLER[isinstance(found.curve, Line)])


def _curves_of_component(plan: Plan, name: str) -> Iterator[Placed]:
    path = f"components.{name}."
    yield from (found for found in curves_of(plan) if found.path.startswith(path))


def steps_of_tiers(plan: Plan, coefficient: TierFactor) -> Iterator[Step]:
    """Yield the steps of a factor from tier to tier, where a table by the score says them."""
    if not isinstance(plan.tiers, Table):
        return
    gives = [coefficient.gives[n] for n in (plan.tiers.below, *(b.gives for b in plan.tiers.bands))]
    names = [band.gives for band in plan.tiers.bands]
    for (before, after), band, name in zip(pairwise(gives), plan.tiers.bands, names, strict=True):
        yield Step(band.lower, before, after, coefficient.at("gives", name))


class _Row(NamedTuple):
    """A row of a curve in order: what it gives, in the plan's words, and where that stands."""

    gives: Decimal
    said: str
    place: Place


def _rows(curve: Curve) -> Iterator[_Row]:
    match curve:
        case Table():
            yield _Row(curve.below, f"below {curve.below}", curve.at("below"))
            for band in curve.bands:
                said = f"from {band.lower} {band.gives}"
                yield _Row(band.gives, said, band.at("gives"))
        case Line():
            yield from _rows_of_line(curve)


def _rows_of_line(line: Line[Number]) -> Iterator[_Row]:
    if isinstance(line.below, Decimal):
        yield _Row(line.below, f"below {line.below}", line.at("below"))
    for point in line.points:
        keys = (("before", point.before), ("gives", point.gives), ("then", point.then))
        for key, gives in keys:
            if gives is not None:
                word = "" if key == "gives" else f"{key} "
                yield _Row(gives, f"at {point.x} {word}{gives}", point.at(key))
    if isinstance(line.above, Decimal):
        yield _Row(line.above, f"above {line.above}", line.at("above"))


def _curves_keep_their_direction(plan: Plan) -> Iterator[Problem]:
    for found, rises in _directed(plan):
        yield from _turns_back(found.path, found.curve, "points", rises=rises)


def _amounts_keep_their_direction(plan: Plan) -> Iterator[Problem]:
    """Tell of amounts that turn back, in the first currency in which they do."""
    for line in plan.lines:
        said, rises = line.start, _pays_more(plan, line.start)
        if rises is None or not isinstance(said, ScoreAmounts | MeasureAmounts):
            continue
        for code in currencies_of(said.amounts):
            path, curve = f"pay.{line.name}.start.amounts", in_one(said.amounts, code)
            if told := list(_turns_back(path, curve, f"amounts in {code}", rises=rises)):
                yield from told
                break


def _pays_more(plan: Plan, start: Start) -> bool | None:
    """Tell whether more of what amounts go by is better, where that is known."""
    if not isinstance(start, MeasureAmounts) or start.on == "attainment":
        return True
    measure = plan.measures.get(start.measure)
    return None if measure is None or measure.better == "inside" else measure.better == "higher"


def _turns_back(path: str, curve: Curve, given: str, *, rises: bool) -> Iterator[Problem]:
    """Tell of the first row that goes the other way, and of a curve that does as a whole."""
    word, better = ("fall", "rise") if rises else ("rise", "fall")
    for before, after in pairwise(_rows(curve)):
        turns = after.gives < before.gives if rises else after.gives > before.gives
        if turns:
            what = (
                f"{path}: where they should {better} the {given} {word}: {before.said} in "
                f"line {before.place.line}, and {after.said} here"
            )
            hint = "Exchange the two, or write better: inside where neither end is best."
            yield Problem("curve-turns-back", str(after.place), what, hint)
            break
    if (against := _goes_against(curve, rises=rises)) is not None:
        what = f"{path}: where {given} should {better}, {against[0]}"
        yield Problem("curve-turns-back", str(against[1]), what, "Turn it round.")


def _goes_against(curve: Curve, *, rises: bool) -> tuple[str, Place] | None:
    """Return what is wrong about curves that have a direction as a whole."""
    if isinstance(curve, Slices | Filled):
        word = "slice" if isinstance(curve, Slices) else "band"
        for band in curve.bands:
            if (band.gives < 0) if rises else (band.gives > 0):
                return f"the {word} from {band.lower} earns {band.gives}", band.at("gives")
    if isinstance(curve, Deduction) and curve.side == ("above" if rises else "below"):
        return f"what is {curve.side} costs points", curve.at("side")
    if isinstance(curve, Power) and not rises:
        return "a power rises", curve.at("mode")
    return None


def _directed(plan: Plan) -> Iterator[tuple[Placed, bool]]:
    """Yield the curves of which it is known whether more is better, and whether it is."""
    for found in curves_of(plan):
        if found.measure is None or not found.path.startswith("components."):
            continue
        if found.measure.better != "inside" or not found.by_value:
            yield found, found.rises
    for path, said in factors(plan):
        if isinstance(said, ScoreFactor):
            yield Placed(f"{path}.curve", said.curve, None), True


def _tiers_pay_more(plan: Plan) -> Iterator[Problem]:
    for path, said in factors(plan):
        for step in steps_of_tiers(plan, said) if isinstance(said, TierFactor) else ():
            if step.after < step.before:
                what = (
                    f"{path}: the tier from {step.at} has {step.after}, less than "
                    f"{step.before} of the tier below it"
                )
                yield Problem("curve-turns-back", str(step.place), what, "Exchange the two.")


def _weights_are_not_rounded(plan: Plan) -> Iterator[Problem]:
    for path, place, members, combine, _ in together(plan):
        weights = [m.weight for m in members if m.weight is not None]
        if combine != "weighted_mean" or len(weights) != len(members) or len(weights) < 2:
            continue
        said = ", ".join(map(str, weights))
        if _are_alike(weights):
            what = f"{path}: the weights {said} are {len(weights)} equal ones, rounded"
            hint = "Write combine: mean, without weights, and all count exactly alike."
            yield Problem("rounded-weights", str(place), what, hint)
        elif (fraction := _rounded_fraction(weights)) is not None:
            weight, exact = fraction
            what = f"{path}: the weight {weight} is near {exact}, which no decimal is exactly"
            hint = (
                "Where parts are meant, write combine: percent_of_possible with possible: in "
                "parts, or put those that count alike into a group with combine: mean."
            )
            yield Problem("rounded-weights", str(place), what, hint)


def _places(weight: Decimal) -> int:
    return max(0, -int(weight.as_tuple().exponent))


def _are_alike(weights: Sequence[Decimal]) -> bool:
    places = max(map(_places, weights))
    apart = max(weights) - min(weights)
    return places >= 2 and 0 < apart <= Decimal(1).scaleb(-places)


def _rounded_fraction(weights: Sequence[Decimal]) -> tuple[Decimal, Fraction] | None:
    """Return a weight that is a third at two places, or a twelfth and the like at three or more."""
    for weight in weights:
        places = _places(weight)
        if places < 2:
            continue
        for below in (3,) if places == 2 else (3, 6, 7, 9, 11, 12):
            above = round(Fraction(weight) * below)
            near = Fraction(above, below)
            off = abs(near - Fraction(weight))
            if gcd(above, below) == 1 and off and 2 * off * 10**places <= 1:
                return weight, near
    return None


CLIFFS = (_points_have_cliffs,)

SHAPE_NOTICES = (
    _curves_keep_their_direction,
    _amounts_keep_their_direction,
    _tiers_pay_more,
    _weights_are_not_rounded,
)
