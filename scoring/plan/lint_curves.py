"""What a plan says in curves: edges in order and to be met, and anchors that are there."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from scoring.errors import Problem, counted, nearest, shortened
from scoring.exact.fixed import scaled
from scoring.plan.asking import conditions
from scoring.plan.curves import (
    Deduction,
    Filled,
    Line,
    Power,
    RunningSlices,
    Slices,
    Table,
    knots,
    numbers_in,
)
from scoring.plan.factors import MeasureFactor, ScoreFactor
from scoring.plan.kinds import Sum
from scoring.plan.measuring import MeasureBase
from scoring.plan.model import Plan
from scoring.plan.nodes import Place
from scoring.plan.pay import PayLine
from scoring.plan.paying import factors_of, measure_factors
from scoring.plan.starts import MeasureAmounts, Rates, tables_of
from scoring.plan.structure import Component, Reading, Relative, every_member
from scoring.plan.tiers import table_of
from scoring.vocabulary import COMPANY_PLACES, INTERACTION_COLUMNS

EXPONENT_PLACES = 2
"""An exponent of q hundredths is settled by whole numbers of a hundred times as many digits."""


class Placed(NamedTuple):
    """A curve somewhere in the plan.

    Attributes:
        path: its keys, for a message.
        curve: a table, a line, slices, amounts of bands, a deduction or a power.
        places: decimal places of the number that it reads; None for an exact fraction.
        measure: the measure whose value, attainment or place among others it reads.
        by_value: whether it reads the measure's value, so that the measure's anchors lie on it.
        rises: whether more of what it reads is better.
    """

    path: str
    curve: Any
    places: int | None
    measure: MeasureBase | None = None
    by_value: bool = False
    rises: bool = True


def curves_of(plan: Plan) -> Iterator[Placed]:
    """Yield every curve and table of a plan, with what it reads."""
    score = plan.conventions.places.score
    for part in plan.parts:
        yield from _of_component(plan, part)
    for name, said in plan.measures.items():
        if isinstance(said, Sum) and said.through is not None:
            places = places_of(plan, said.of) if isinstance(said.of, str) else None
            yield Placed(f"measures.{name}.through.curve", said.through.curve, places)
    if (by_score := table_of(plan.tiers)) is not None:
        yield Placed("tiers" if by_score is plan.tiers else "tiers.by_score", by_score, score)
    for line in plan.lines:
        yield from _of_line(plan, line)


def _of_line(plan: Plan, line: PayLine) -> Iterator[Placed]:
    score = plan.conventions.places.score
    start, path = line.start, f"pay.{line.name}.start"
    read: int | None = score
    if isinstance(start, MeasureAmounts | Rates):
        measure = plan.measures.get(start.measure)
        attained = isinstance(start, MeasureAmounts) and start.on == "attainment"
        read = None if measure is None or attained else measure.places
    for name, table in tables_of(start):
        yield Placed(f"{path}.{name}", table, read)
    for path, said in factors_of(line):
        if isinstance(said, ScoreFactor):
            yield Placed(f"{path}.curve", said.curve, score)
        if isinstance(said, MeasureFactor):
            measure, by_value = plan.measures.get(said.measure), said.on == "value"
            places = measure.places if measure is not None and by_value else None
            yield Placed(f"{path}.curve", said.curve, places, measure, by_value)


def places_of(plan: Plan, column: str) -> int | None:
    """Return the decimal places of a column; None for one that there is not."""
    if column in plan.columns:
        return COMPANY_PLACES if plan.columns[column] == "decimal" else 0
    known = INTERACTION_COLUMNS.get(column)
    return None if known is None else known.places


def _of_component(plan: Plan, part: Component) -> Iterator[Placed]:
    several = len(part.readings) > 1
    for i, said in enumerate(part.readings):
        measure = plan.measures.get(said.measure)
        by_value = said.on == "value"
        places = measure.places if measure is not None and by_value else None
        word = "best_of" if part.best_of else "worst_of"
        path = f"components.{part.name}" + (f".{word}[{i + 1}]" if several else "")
        placed = Placed(
            f"{path}.curve", said.curve, places, measure, by_value, _rises(said, measure)
        )
        yield placed
        for j, override in enumerate(() if several else part.overrides):
            if override.curve is not None:
                path = f"components.{part.name}.overrides[{j + 1}].curve"
                yield placed._replace(path=path, curve=override.curve)


def _rises(said: Reading, measure: MeasureBase | None) -> bool:
    """Tell whether more of what a reading reads is better: rank 1 is best, and others are not."""
    if isinstance(said.on, Relative):
        return said.on.relative != "rank"
    return said.on == "attainment" or measure is None or measure.better != "lower"


class _Knot(NamedTuple):
    """Where a curve changes: the number, as the plan writes it, and its place."""

    number: Decimal
    said: str
    place: Place


def _known_knots(found: Placed) -> list[_Knot]:
    """Return the knots that are numbers, in the plan's own words or by an anchor's number."""
    anchors = {} if found.measure is None else found.measure.fixed_anchors
    known = []
    for at, place in knots(found.curve):
        number = anchors.get(at) if isinstance(at, str) else at
        if isinstance(number, Decimal):
            said = f"{at} ({number})" if isinstance(at, str) else str(number)
            known.append(_Knot(number, said, place))
    return known


def _edges_rise(plan: Plan) -> Iterator[Problem]:
    for found in curves_of(plan):
        known = _known_knots(found)
        for before, (edge, said, place) in pairwise(known):
            if edge <= before.number:
                word = _word(found.curve, place)
                what = f"{found.path}: {word} {said} follows {before.said} and is not above it"
                hint = "Order the rows from the lowest to the highest, each edge once."
                yield Problem("edges-not-rising", str(place), what, hint)


def _word(curve: Any, place: Place) -> str:
    """Return the key at which an edge is written."""
    if isinstance(curve, Filled) and place == curve.at("to"):
        return "to"
    return "at" if isinstance(curve, Line) else "from"


def _edges_can_be_met(plan: Plan) -> Iterator[Problem]:
    for found in curves_of(plan):
        if not isinstance(found.curve, Table | Slices | Filled) or found.places is None:
            continue
        for at, place in numbers_in(found.curve):
            if isinstance(at, Decimal):
                word = "start_at" if place == _start(found.curve) else "the edge"
                yield from too_fine(at, found.places, place, f"{found.path}: {word} {at}")


def _start(curve: Any) -> Place | None:
    started = isinstance(curve, RunningSlices) and curve.start_at is not None
    return curve.at("start_at") if started else None


def too_fine(number: Decimal, places: int, place: Place, what: str) -> Iterator[Problem]:
    """Yield a problem where a number has more places than the one it meets."""
    try:
        scaled(number, places)
    except ValueError:
        yield Problem(
            "too-many-places",
            str(place),
            f"{what} has more places than the {places} it is compared at",
            f"Write at most {counted(places, 'decimal place')}, or raise the places.",
        )


def _anchors_are_there(plan: Plan) -> Iterator[Problem]:
    for found in curves_of(plan):
        for at, place in numbers_in(found.curve):
            if not isinstance(at, str):
                continue
            if not found.by_value:
                what = f"{found.path} names '{shortened(at)}', where no anchor has a meaning"
                hint = "Write a number; a curve on the value of a measure may name its anchors."
                yield Problem("anchor-not-here", str(place), what, hint)
            elif found.measure is not None and at not in found.measure.anchors:
                known = list(found.measure.anchors)
                hint = nearest(at, known) or (
                    f"Known: {', '.join(known)}."
                    if known
                    else "Write it under the measure's `anchors`."
                )
                what = f"{found.path} names no anchor of its measure: '{shortened(at)}'"
                yield Problem("unknown-anchor", str(place), what, hint)


def _crossed_is_said(plan: Plan) -> Iterator[Problem]:
    for found in curves_of(plan):
        by_one = isinstance(found.curve, Deduction | Power)
        if by_one or (found.by_value and found.measure is None):
            continue
        measure, edges = found.measure, [at for at, _ in knots(found.curve)]
        named = [at for at in edges if isinstance(at, str)]
        differ = [at for at in named if measure is not None and measure.differs(at)]
        may_cross = bool(differ) and len(edges) > 1
        crossed = getattr(found.curve, "crossed", None)
        if may_cross and crossed is None:
            what = f"{found.path} does not say what it gives where {differ[0]} is out of order"
            hint = "Write crossed: missing, or the number that it gives."
            yield Problem("crossed-not-said", str(found.curve.place), what, hint)
        elif crossed is not None and not may_cross:
            what = f"{found.path}.crossed is said, and its edges cannot be out of order"
            yield Problem("crossed-not-read", str(found.curve.at("crossed")), what, "Remove it.")


def _ends_are_read(plan: Plan) -> Iterator[Problem]:
    """Refuse what no value can meet: a side of an outer point, or a line without an end."""
    for found in curves_of(plan):
        line = found.curve
        if not isinstance(line, Line):
            continue
        first, last = line.points[0], line.points[-1]
        for point, key, end in ((first, "before", line.below), (last, "then", line.above)):
            if getattr(point, key) is not None and end != "hold":
                side = "below" if key == "before" else "above"
                what = f"{found.path}: nothing reads `{key}` here, since `{side}` says the same"
                hint = f"Remove it, or write {side}: hold."
                yield Problem("side-not-read", str(point.at(key)), what, hint)
        for side in ("below", "above") if len(line.points) == 1 else ():
            if getattr(line, side) == "extrapolate":
                what = f"{found.path}: {side} goes on along a line, and there is a single point"
                hint = f"Write {side}: hold or a number, or a second point."
                yield Problem("line-of-one-point", str(line.at(side)), what, hint)


def _deductions_make_sense(plan: Plan) -> Iterator[Problem]:
    for found in curves_of(plan):
        said = found.curve
        if not isinstance(said, Deduction) or isinstance(said.least, str):
            continue
        if said.least > said.start:
            what = f"{found.path}.least is {said.least}, above {said.start} to begin with"
            hint = "Write at most as many points as it begins with."
            yield Problem("bounds-crossed", str(said.at("least")), what, hint)


def _exponents_are_short(plan: Plan) -> Iterator[Problem]:
    for found in curves_of(plan):
        said = found.curve
        for key in ("above", "below") if isinstance(said, Power) else ():
            exponent = getattr(said, key)
            if round(exponent, EXPONENT_PLACES) != exponent:
                what = f"{found.path}.{key} is {exponent}, an exponent of more than two places"
                hint = f"Write at most {counted(EXPONENT_PLACES, 'decimal place')}, such as 1.35."
                yield Problem("too-many-places", str(said.at(key)), what, hint)


def _anchors_make_sense(plan: Plan) -> Iterator[Problem]:
    for name, measure in plan.measures.items():
        for word, number in measure.anchors.items():
            if isinstance(number, Decimal):
                path = f"measures.{name}.anchors.{word} {number}"
                yield from too_fine(number, measure.places, measure.at("anchors", word), path)


def _attainment_has_a_target(plan: Plan) -> Iterator[Problem]:
    for part in plan.parts:
        path = f"components.{part.name}"
        for said in part.readings:
            yield from _attained_by(plan, path, said)
            if said.on == "attainment" and said.measure in plan.measures:
                for i, override in enumerate(part.overrides, start=1):
                    name, measure = f"{path}.overrides[{i}].curve", plan.measures[said.measure]
                    yield from _ends_somewhere(name, override.curve, measure)
    for path, factor in measure_factors(plan):
        yield from _attained_by(plan, path, factor)
    for line in plan.lines:
        if isinstance(line.start, MeasureAmounts):
            yield from _attained_by(plan, f"pay.{line.name}.start", line.start)


def _attained_by(
    plan: Plan, path: str, said: Reading | MeasureFactor | MeasureAmounts
) -> Iterator[Problem]:
    """Refuse what has no better direction or no target where it reads one."""
    measure, place = plan.measures.get(said.measure), str(said.at("on"))
    if measure is None:
        return
    if said.on != "value" and measure.better == "inside":
        what = f"{path} reads {_words(said.on)}, and its measure is best inside"
        hint = "Write on: value; a measure that is best inside has no better direction."
        yield Problem("no-direction", place, what, hint)
    if said.on != "attainment":
        return
    if "target" not in measure.anchors:
        what = f"{path} reads attainment, and measure {said.measure} has no target"
        hint = (
            "Write anchors: {target: N} in the measure, or target: targets to read it from "
            "targets.parquet."
        )
        yield Problem("missing-target", place, what, hint)
    if isinstance(said, MeasureAmounts):
        yield from _ends_somewhere(f"{path}.amounts", said.amounts, measure)
    else:
        yield from _ends_somewhere(f"{path}.curve", said.curve, measure)


def attained_measures(plan: Plan) -> set[str]:
    """Return the measures whose attainment a curve or a condition reads."""
    read = {s.measure for part in plan.parts for s in part.readings if s.on == "attainment"}
    read |= {said.measure for _, said in measure_factors(plan) if said.on == "attainment"}
    starts = [line.start for line in plan.lines]
    read |= {s.measure for s in starts if isinstance(s, MeasureAmounts) and s.on == "attainment"}
    return read | {when.attainment for _, when in conditions(plan) if when.attainment is not None}


def _targets_are_positive(plan: Plan) -> Iterator[Problem]:
    divided_by = attained_measures(plan)
    for name, measure in plan.measures.items():
        target = measure.anchors.get("target")
        if name in divided_by and isinstance(target, Decimal) and target <= 0:
            what = f"measures.{name}.anchors.target is {target}"
            hint = "Write a target above 0; attainment divides by it."
            yield Problem("target-not-positive", str(measure.at("anchors", "target")), what, hint)


def _words(on: Any) -> str:
    return on if isinstance(on, str) else "a place among others"


def _ends_somewhere(path: str, curve: Any, measure: MeasureBase) -> Iterator[Problem]:
    """Refuse curves that have no end, where attainment has none: a value of nothing is best."""
    endless = isinstance(curve, Slices | Power) or (
        isinstance(curve, Line) and curve.above == "extrapolate"
    )
    endless = endless or (isinstance(curve, Deduction) and curve.side == "above")
    if endless and measure.better == "lower":
        what = f"{path} has no end, and attainment has none where less is better"
        hint = "Read the value, or write a line with above: hold or a number."
        yield Problem("endless-curve", str(curve.place), what, hint)


def _overrides_have_curves(plan: Plan) -> Iterator[Problem]:
    for member in every_member(plan.components):
        several = not isinstance(member, Component) or len(member.readings) > 1
        for override in member.overrides:
            if override.curve is not None and several:
                what = f"{member.name}.overrides: a curve where there is not one reading"
                hint = "Override the weight, or switch the component off and write another one."
                yield Problem("curve-not-here", str(override.at("curve")), what, hint)


CURVE_RULES = (
    _edges_rise,
    _edges_can_be_met,
    _anchors_are_there,
    _crossed_is_said,
    _ends_are_read,
    _deductions_make_sense,
    _exponents_are_short,
    _anchors_make_sense,
    _attainment_has_a_target,
    _targets_are_positive,
    _overrides_have_curves,
)
