"""Measures once more: one row at a time, in fractions, sharing no code with the rest.

The first part of `independent`. Every rule is written as the
plan's language defines it, row by row and without arrays, so that a reader can check it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias
from zoneinfo import ZoneInfo

from scoring.independent.curves import read_curve
from scoring.independent.numbers import ONE, ZERO, rounded
from scoring.independent.records import Measured
from scoring.independent.repeats import asked
from scoring.independent.rows import EPOCH, SECONDS, Tree, instant, passes
from scoring.independent.worktime import elapsed

Added: TypeAlias = tuple[Fraction, Fraction] | str
NO_CALENDARS: Tree = MappingProxyType({})

# Measures: each row adds to a numerator and a denominator, or is left out for the first reason.


def _quantity(row: Tree, of: str | Tree, calendars: Tree) -> Fraction | str | None:
    amount = row.get(of) if isinstance(of, str) else elapsed(row, of, calendars)
    return amount if amount is None or isinstance(amount, str) else Fraction(amount)


def _add_one(_plan: Tree, _measure: Tree, _row: Tree, _by: Tree) -> Added:
    return ONE, ONE


def _add_amount(plan: Tree, measure: Tree, row: Tree, calendars: Tree) -> Added:
    if "currency" in measure and row.get("cost_currency") != measure["currency"]:
        return "other_currency"
    amount = _quantity(row, measure["of"], calendars)
    if amount is None:
        return "null_value"
    if isinstance(amount, str) or "through" not in measure:
        return amount if isinstance(amount, str) else (amount, ONE)
    said = measure["through"]
    given = read_curve(said["curve"], amount, plan["conventions"]["boundary"]) or ZERO
    return (amount * given if said["gives"] == "rate" else given), ONE


def _add_share(plan: Tree, measure: Tree, row: Tree, _by: Tree) -> Added:
    asked = [
        c for c, s in measure["hits"].items() if not (isinstance(s, Mapping) and "present" in s)
    ]
    if plan["conventions"]["denominators"] == "known" and any(row.get(c) is None for c in asked):
        return "null_value"
    return Fraction(passes(measure["hits"], row)), ONE


def _add_kept(plan: Tree, measure: Tree, row: Tree, calendars: Tree) -> Added:
    promise = plan["promises"][measure["within"]]
    owed = promise["within"].get(row.get(promise["by"]), promise["otherwise"])
    if owed == "none":
        return "no_promise"
    took = elapsed(row, measure["of"], calendars)
    if isinstance(took, str):
        return took
    if row.get(measure["of"]["elapsed"]["from"]) is None:
        return "null_value"
    if took is None:
        return "unanswered" if measure["unanswered"] == "exclude" else (ZERO, ONE)
    count, unit = owed.split()
    return Fraction(took <= int(count) * SECONDS[unit]), ONE


def _add_ratio(_plan: Tree, measure: Tree, row: Tree, _by: Tree) -> Added:
    above, under = row.get(measure["numerator"]), row.get(measure["denominator"])
    return "null_value" if above is None or under is None else (Fraction(above), Fraction(under))


def _add_repeat(_plan: Tree, measure: Tree, row: Tree, _by: Tree) -> Added:
    if any(row.get(column) is None for column in measure["by"]):
        return "null_value"
    near = row.get(asked(measure))  # None where nobody looked, and the row is only to be counted
    if near and not near.covered and measure["beyond_data"] == "exclude":
        return "beyond_data"
    hit = near and near.repeated == (measure["hits"] == "repeated")
    return Fraction(bool(hit)), ONE


_KINDS: dict[str, Callable[[Tree, Tree, Tree, Tree], Added]] = {
    "count": _add_one,
    "sum": _add_amount,
    "mean": _add_amount,
    "quantile": _add_amount,
    "share": _add_share,
    "kept": _add_kept,
    "ratio": _add_ratio,
    "repeat_rate": _add_repeat,
}


def row_in_measure(
    plan: Tree, measure: Tree, agent: Tree, row: Tree, calendars: Tree
) -> tuple[Fraction, Fraction] | str:
    """Return what a row adds to numerator and denominator, or the reason for leaving it out."""
    stamp = instant(row.get(measure["period_on"]))
    if stamp is None:
        return "no_stamp"
    if not agent["starts_us"] <= stamp < agent["ends_us"]:
        return "outside_period"
    if "during" in measure and not _on_dates(plan, measure["during"], agent, stamp):
        return "outside_dates"
    if not passes(measure.get("where", {}), row):
        return "filtered"
    return _KINDS[measure["kind"]](plan, measure, row, calendars)


def _on_dates(plan: Tree, said: Tree, agent: Tree, stamp: int) -> bool:
    """Tell whether a stamp lies on one of some days, in the zone of the agent's period."""
    zone = plan["conventions"]["zone"]
    if plan["conventions"]["period_zone"] == "region":
        zone = plan["conventions"]["zones"].get(agent["region"], zone)
    there = (EPOCH + dt.timedelta(microseconds=stamp)).astimezone(ZoneInfo(zone))
    return bool(said["from"] <= there.date().isoformat() <= said["to"])


def _sums(measure: Tree, added: list[tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction]:
    """Return what the value is a fraction of: what its rows add up to, above and below the line."""
    kind, above = measure["kind"], sum((above for above, _ in added), ZERO)
    if kind == "count":
        return above, ONE
    if kind in {"share", "kept", "ratio", "repeat_rate"}:
        return int(measure["per"]) * above, sum((under for _, under in added), ZERO)
    return above / _unit(measure), ONE if kind == "sum" else Fraction(len(added))


def _unit(measure: Tree) -> int:
    timed = isinstance(measure["of"], Mapping) or measure["of"].endswith("_s")
    return SECONDS[measure["unit"]] if timed else 1


def _exact(measure: Tree, added: list[tuple[Fraction, Fraction]]) -> Fraction | None:
    if measure["kind"] == "quantile":
        amounts = sorted(above for above, _ in added)
        place = math.ceil(Fraction(measure["q"]) * len(amounts))
        return amounts[place - 1] / _unit(measure) if amounts else None
    above, under = _sums(measure, added)
    return above / under if under else None


def measured(
    plan: Tree, measure: Tree, exact: Fraction | None, volume: int, excluded: dict[str, int]
) -> Measured:
    """Round an exact value once, or say why there is none."""
    averaged = measure["kind"] in {"mean", "quantile"}
    found = valued(plan, measure, exact, volume, "no_facts" if averaged else "zero_denominator")
    return replace(found, excluded=excluded)


def valued(
    plan: Tree, measure: Tree, exact: Fraction | None, volume: int, undefined: str
) -> Measured:
    """Round an exact value once; without one, or with too few facts, say why there is none."""
    status, value = "known", None
    if volume < int(measure.get("volume_min", 0)):  # a result has no such key
        status = "below_volume" if volume else "no_facts"
    elif exact is None:
        status = undefined
    else:
        value = rounded(exact, int(measure["places"]), plan["conventions"]["rounding"])
    return Measured(value, exact, volume, {}, status)


def measure_agent(
    plan: Tree,
    agent: Tree,
    rows: Iterable[Tree],
    given: Iterable[Tree] = (),
    calendars: Tree = NO_CALENDARS,
) -> dict[str, Measured]:
    """Measure one agent from the rows credited to the agent and the values given ready.

    Ledgers and totals are kept elsewhere, and rollups need everybody's measures first.
    """
    rows, found = list(rows), {}
    ready = {g["name"]: g for g in given if g["agent_id"] == agent["agent_id"]}
    for name, measure in plan["measures"].items():
        if measure["kind"] in {"events", "rollup", "result", "so_far"}:
            continue
        if measure["kind"] == "given":
            row = ready.get(measure["given"])
            absent = Measured(None, None, 0, {}, "not_given")
            found[name] = (
                absent
                if row is None
                else measured(plan, measure, Fraction(row["value"]), row.get("volume", 1), {})
            )
            continue
        taken = [row_in_measure(plan, measure, agent, row, calendars) for row in rows]
        reasons = [t for t in taken if isinstance(t, str)]
        added = [t for t in taken if not isinstance(t, str)]
        excluded = {reason: reasons.count(reason) for reason in reasons}
        value = measured(plan, measure, _exact(measure, added), len(added), excluded)
        sums = None if measure["kind"] == "quantile" else _sums(measure, added)
        found[name] = replace(value, sums=sums)
        if measure["kind"] == "mean" and "adjusted" in measure:
            timed = isinstance(measure["of"], Mapping) or measure["of"].endswith("_s")
            unit = SECONDS[measure["unit"]] if timed else 1
            found[name].squares = sum(((above / unit) ** 2 for above, _ in added), ZERO)
    return found
