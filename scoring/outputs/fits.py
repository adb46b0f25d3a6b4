"""Numbers that a run's tables have no room for: which they are, and for how many agents.

The tables would refuse them as well, and could not say what they are of.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scoring.columns import Bools, Int64s, Words
from scoring.errors import DataError, Problem, counted
from scoring.exact import fixed
from scoring.exact.fixed import INT64_MAX, Exact
from scoring.exact.money import AMOUNT_PLACES, MINOR_PLACES
from scoring.flow import Result
from scoring.outputs.schemas import PLACES_MAX, POOLS
from scoring.plan.model import Plan

AMOUNT_DIGITS, NUMBER_DIGITS = 18, 38
_CODE = "number-too-large"


def require_fit(plan: Plan, result: Result) -> None:
    """Make sure that the tables of a run can hold its measures, components and amounts.

    Raises:
        DataError: naming each measure, component, pay line and pool of which they cannot.
    """
    problems = [*_of_measures(plan, result), *_of_components(plan, result)]
    problems = problems or [*_of_lines(result), *_of_pools(plan, result)]
    if problems:
        raise DataError(problems)


def _of_measures(plan: Plan, result: Result) -> Iterator[Problem]:
    for name, value in result.values.items():
        said = plan.measures[name]
        count = int(np.count_nonzero(_too_large(value.units, said.places) & value.known))
        if count:
            yield _problem(
                "measures.parquet, value", f"measure {name} ({said.place.origin})", count
            )


def _of_components(plan: Plan, result: Result) -> Iterator[Problem]:
    for part in plan.parts:
        found = result.components[part.name]
        columns = (
            ("target", found.target, found.places, found.target_known),
            ("points", found.points, found.points_places, found.counts),
        )
        for column, units, places, known in columns:
            if count := int(np.count_nonzero(_too_large(units, places) & known)):
                whose = f"component {part.name} ({part.place.origin})"
                yield _problem(f"components.parquet, {column}", whose, count)


def _too_large(units: Exact, places: int) -> Bools:
    """Say which numbers have too many digits once they are written at all places."""
    return _beyond(units, 10 ** (NUMBER_DIGITS - PLACES_MAX + places))


def _beyond(units: Exact, limit: int) -> Bools:
    if fixed.largest(units) < limit:
        return np.zeros(units.size, np.bool_)
    return np.asarray(abs(fixed.wide(units)) >= limit, np.bool_)


def _of_lines(result: Result) -> Iterator[Problem]:
    lines = result.lines
    beyond = _amounts_beyond(lines.amount_minor, lines.currency)
    for name in filter(None, lines.line.taken(beyond).different()):
        at = beyond[lines.line.taken(beyond).are(name)]
        whose = f"pay line {name} ({lines.origin[int(at[0])]})"
        yield _amount("payouts.parquet, amount", whose, lines.currency.taken(at), lines.agent[at])


def _of_pools(plan: Plan, result: Result) -> Iterator[Problem]:
    if result.shared is None:
        return
    pools = result.shared.pools
    beyond = _amounts_beyond(pools.fund, pools.currency)
    for line in plan.lines:
        at = beyond[pools.line.taken(beyond).are(line.name)]
        if at.size:
            what = f"pay line {line.name} ({line.place.origin})"
            codes = _codes(pools.currency.taken(at))
            funds = counted(int(at.size), "pool")
            yield _refused(
                f"{POOLS}, fund",
                f"{what} has funds of more than 14 digits before the point in {codes}: {funds}",
            )


def _amounts_beyond(minor: Exact, currency: Words) -> Int64s:
    """Return the rows of amounts that have too many digits before the point."""
    whole = AMOUNT_DIGITS - AMOUNT_PLACES
    if fixed.largest(minor) < 10**whole:  # what has so few digits fits in every currency
        return np.zeros(0, np.int64)
    limits = [10 ** (whole + MINOR_PLACES.get(code, 0)) for code in currency.words]
    limit = fixed.exact([*limits, INT64_MAX])[currency.codes]
    return np.flatnonzero(np.asarray(abs(fixed.wide(minor)) >= fixed.wide(limit), np.bool_))


def _amount(where: str, whose: str, currency: Words, agents: Int64s) -> Problem:
    digits = AMOUNT_DIGITS - AMOUNT_PLACES
    said = counted(int(np.unique(agents).size), "agent")
    amounts = f"amounts of more than {digits} digits before the point in {_codes(currency)}"
    what = f"{whose} has {amounts}: {said}"
    return _refused(where, what)


def _codes(currency: Words) -> str:
    return ", ".join(sorted({code for code in currency if code}))


def _problem(where: str, whose: str, agents: int) -> Problem:
    digits, said = NUMBER_DIGITS - PLACES_MAX, counted(agents, "agent")
    return _refused(where, f"{whose} has more than {digits} digits before the point: {said}")


def _refused(where: str, what: str) -> Problem:
    hint = (
        "Check the units of what it is measured from, the roster's bases, and the plan's rates, "
        "multipliers and amounts. Nothing was written."
    )
    return Problem(_CODE, f"the run's {where}", what, hint)
