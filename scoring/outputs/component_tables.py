"""The tables of what is scored: components and groups, one row for each agent and each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from scoring.columns import Bools, words_of
from scoring.exact import fixed, fractions
from scoring.exact.fixed import Exact
from scoring.exact.fractions import Fraction
from scoring.flow import Attained, Grouped, Result
from scoring.outputs.arrow import decimals, side_by_side, text_array, words_side_by_side
from scoring.outputs.schemas import PLACES_MAX, VIEW_PLACES
from scoring.plan.model import Plan
from scoring.shares import Weighed, weighed_of

Arrays: TypeAlias = Mapping[str, Any]


def each_agent(result: Result, key: str, names: Sequence[str]) -> Arrays:
    """Return the key of a table with one row for each agent and name."""
    agents = pa.array(result.roster.agent_ids, pa.string())
    at = np.repeat(np.arange(len(agents), dtype=np.int32), len(names))
    each = np.tile(np.arange(len(names), dtype=np.int32), len(agents))
    return {
        "agent_id": agents.take(pa.array(at)),
        key: pa.array(names, pa.string()).take(pa.array(each)),
    }


def components(plan: Plan, result: Result) -> Arrays:
    """Lay out one row for each agent and component, components in the order of their names."""
    parts = sorted(plan.parts, key=lambda part: part.name)
    found = [result.components[part.name] for part in parts]
    measures = [words_of([said.measure for said in part.readings]) for part in parts]
    decided = [words.taken(one.decided) for words, one in zip(measures, found, strict=True)]
    weighed = weighed_of(plan, result.scored, result.components)
    own = [weighed[part.name] for part in parts]

    def stack(of: Callable[[Attained], npt.NDArray[Any]]) -> npt.NDArray[Any]:
        return side_by_side([of(one) for one in found])

    value = stack(lambda a: at_places_max(a.value, a.places))
    target = stack(lambda a: at_places_max(a.target, a.places))
    points = stack(lambda a: at_places_max(a.points, a.points_places))
    scored = np.repeat(result.scored.scored, len(parts))
    return {
        **each_agent(result, "component", [part.name for part in parts]),
        "measure": text_array(words_side_by_side(decided)),
        "value": decimals(value, stack(lambda a: a.value_known), PLACES_MAX),
        "target": decimals(target, stack(lambda a: a.target_known), PLACES_MAX),
        "attainment": decimals(
            stack(lambda a: _view(_attainment(a))), stack(_bounded), VIEW_PLACES
        ),
        "relative": decimals(
            stack(lambda a: _view(Fraction(a.relative_num, a.relative_den))),
            stack(lambda a: a.relative_known),
            VIEW_PLACES,
        ),
        "points": decimals(points, stack(lambda a: a.counts), PLACES_MAX),
        **_weights(own, scored),
        "reason": text_array(words_side_by_side([one.reason for one in found])),
    }


def groups(plan: Plan, result: Result) -> Arrays:
    """Lay out one row for each agent and group, groups in the order of their names."""
    ordered = sorted(plan.groups, key=lambda group: group.name)
    found = [result.scored.groups[group.name] for group in ordered]
    weighed = weighed_of(plan, result.scored, result.components)
    own = [weighed[group.name] for group in ordered]
    scored = np.repeat(result.scored.scored, len(ordered))
    score = side_by_side([_number(_score_of(one)) for one in found])
    return {
        **each_agent(result, "group", [group.name for group in ordered]),
        "score": decimals(score, side_by_side([one.counts for one in found]), PLACES_MAX),
        "members": side_by_side([one.members for one in found]),
        **_weights(own, scored),
        "reason": text_array(words_side_by_side([one.reason for one in found])),
    }


def _weights(own: Sequence[Weighed], scored: Bools) -> Arrays:
    """Lay out what members weigh; without a score nothing has any effect."""
    nominal = side_by_side([_number(one.weight) for one in own])
    return {
        "weight": decimals(nominal, None, PLACES_MAX),
        "effective_weight": decimals(
            side_by_side([_view(one.share) for one in own]), scored, VIEW_PLACES
        ),
        "weighted_points": decimals(
            side_by_side([_view(one.adds) for one in own]), scored, VIEW_PLACES
        ),
    }


def _view(exact: Fraction) -> Exact:
    """Round a fraction for people, in units of 10**-VIEW_PLACES."""
    return fractions.rounded(exact, VIEW_PLACES, "half_up")


def _number(exact: Fraction) -> Exact:
    """Return a fraction in units of 10**-PLACES_MAX, where all that is stored ends."""
    return fractions.rounded(exact, PLACES_MAX, "half_up")


def _bounded(part: Attained) -> Bools:
    """Tell where attainment is a number: known, and not unbounded (a denominator of 0)."""
    bounded: Bools = part.attainment_known & np.asarray(part.attainment_den != 0, dtype=np.bool_)
    return bounded


def _attainment(part: Attained) -> Fraction:
    shown = _bounded(part)
    num, den = fixed.where(shown, part.attainment_num, 0), part.attainment_den
    return Fraction(num, fixed.where(shown, den, 1))


def _score_of(group: Grouped) -> Fraction:
    return Fraction(group.num, fixed.multiply(group.den, 10**group.places))


def at_places_max(units: Exact, places: int) -> Exact:
    """Return units of 10**-places in units of 10**-PLACES_MAX."""
    return fixed.multiply(units, 10 ** (PLACES_MAX - places))
