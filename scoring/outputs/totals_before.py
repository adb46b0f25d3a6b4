"""Whether totals can go on from an earlier run: it has counted the same, and from when on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.errors import DataError, Problem, UsageError
from scoring.exact.period import Period, parse_period
from scoring.plan.model import Plan
from scoring.plan.past import begun
from scoring.plan.so_far import SoFar, begins, goes_on, opening_of

_COUNTED_BY = ("kind", "of", "since", "unit", "places")


def require_opened(plan: Plan, period: Period) -> None:
    """Refuse a period before the one in which a total of the plan begins.

    Raises:
        UsageError: naming each such total.
    """
    problems = [
        Problem(
            "before-opening",
            str(said.opening.at("in")),
            f"measures.{name} begins in {said.opening.begins}, and this is {period.name}",
            "Run a period from there on, or let the opening be in an earlier one.",
        )
        for name, said in plan.measures.items()
        if isinstance(said, SoFar)
        and said.opening is not None
        and begun(period.name, parse_period(said.opening.begins))
    ]
    if problems:
        raise UsageError(problems)


def require_totals(then: Mapping[str, Any], plan: Plan, before: Period, period: Period) -> None:
    """Refuse an earlier run whose totals are of something else, or begin elsewhere.

    Args:
        then: the plan by which the earlier run was made, as nested text.
        plan: the plan of the run at hand.
        before: the period of the earlier run.
        period: the period of the run at hand.

    Raises:
        DataError: naming each total that cannot go on.
    """
    problems = []
    for name, said in plan.measures.items():
        if isinstance(said, SoFar) and goes_on(said, period):
            own = then.get("measures", {}).get(name, {})
            for what in _differences(own, said, before, period):
                hint = f"Run {before.name} again by this plan, or let the total begin here: "
                hint += f"opening: {{in: {period.name}, reached: ...}}."
                why = f"measures.{name} goes on from the run of {before.name}, {what}"
                problems.append(Problem("previous-without-total", str(said.place), why, hint))
    if problems:
        raise DataError(problems)


def _differences(
    own: Mapping[str, Any], said: SoFar, before: Period, period: Period
) -> Iterator[str]:
    """Yield what of an earlier plan's total is not what the plan at hand goes on with."""
    if not own:
        yield "whose plan has no such measure"
        return
    for key in _COUNTED_BY:
        there, here = own.get(key), str(getattr(said, key))
        if there != here:
            yield f"where its {key} is {there or 'not said'}, and here {here}"
            return
    there, here = _opened_then(own, said, before), _opened_now(said, period)
    if there != here:
        yield f"where it has {there}, and here {here}"


def _opened_now(said: SoFar, period: Period) -> str:
    opening = opening_of(said, period)
    if opening is None:
        return _shown(None)
    reached = opening.reached
    return _shown((opening.begins, reached if isinstance(reached, str) else reached.given))


def _opened_then(own: Mapping[str, Any], said: SoFar, before: Period) -> str:
    """Return the earlier plan's opening, where it lies within the time that is counted."""
    opening = own.get("opening")
    if opening is None:
        return _shown(None)
    begun_in = parse_period(opening["in"])
    first = begins(said.model_copy(update={"opening": None}), before).first
    if not first <= begun_in.first <= before.first:
        return _shown(None)
    reached = opening["reached"]
    return _shown((begun_in.name, reached if isinstance(reached, str) else reached["given"]))


def _shown(opening: tuple[str, str] | None) -> str:
    return "no opening" if opening is None else f"an opening in {opening[0]} with {opening[1]}"
