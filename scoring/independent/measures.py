"""Measures and curves once more: one row at a time, in fractions, sharing no code with the rest.

The first part of `independent`, with the records that it fills. Every rule is written as the
plan's language defines it, row by row and without arrays, so that a reader can check it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from scoring.independent.repeats import asked
from scoring.independent.rows import SECONDS, Tree, passes
from scoring.independent.worktime import elapsed, instant

HALF, ONE, ZERO = Fraction(1, 2), Fraction(1), Fraction(0)
Path = tuple[str | int, ...]
Added: TypeAlias = tuple[Fraction, Fraction] | str
NO_CALENDARS: Tree = MappingProxyType({})


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


def written(x: Fraction, places: int) -> str:
    """Write a number that ends within `places` decimals, with all of them."""
    digits = str(abs(int(x * 10**places))).rjust(places + 1, "0")
    cut = len(digits) - places
    return ("-" if x < 0 else "") + digits[:cut] + ("." + digits[cut:] if places else "")


def shown(x: Fraction) -> str:
    """Write a fraction as a decimal: exact where it ends, and marked ≈ at six places where not."""
    for places in range(13):
        if (x * 10**places).denominator == 1:
            return written(x, places)
    return "≈" + shown(rounded(x, 6, "half_up"))


def rounded(x: Fraction, places: int, mode: str) -> Fraction:
    """Round once to `places` decimals; the modes mean what java.math.RoundingMode says."""
    below = math.floor(x * 10**places)
    rest = x * 10**places - below
    toward_zero = below if x >= 0 else below + 1
    away = below + 1 if x >= 0 else below
    if rest == 0:
        return Fraction(below, 10**places)
    nearer = below + 1 if rest > HALF else below
    chosen = {
        "floor": below,
        "ceiling": below + 1,
        "down": toward_zero,
        "up": away,
        "half_up": away if rest == HALF else nearer,
        "half_down": toward_zero if rest == HALF else nearer,
        "half_even": (below if below % 2 == 0 else below + 1) if rest == HALF else nearer,
    }[mode]
    return Fraction(chosen, 10**places)


def period_days(name: str) -> tuple[dt.date, dt.date]:
    """Return a period's first day and the day after its last: 2026-10, 2026-Q4, 2026-H2, 2026."""
    year, part = int(name[:4]), name[5:]
    months = 12 if not part else {"Q": 3, "H": 6}.get(part[0], 1)
    first = (int(part.lstrip("QH")) - 1) * months if part else 0
    return dt.date(year, first + 1, 1), dt.date(
        year + (first + months) // 12, (first + months) % 12 + 1, 1
    )


def bounds_us(name: str, zone: str) -> tuple[int, int]:
    """Return the UTC microseconds at which a period begins and ends in a zone."""
    midnights = [dt.datetime.combine(d, dt.time(), ZoneInfo(zone)) for d in period_days(name)]
    begins, ends = (instant(m) for m in midnights)
    return begins or 0, ends or 0


# Measures: each row adds to a numerator and a denominator, or is left out for the first reason.


def _quantity(row: Tree, of: str | Tree, calendars: Tree) -> Fraction | str | None:
    amount = row.get(of) if isinstance(of, str) else elapsed(row, of, calendars)
    return amount if amount is None or isinstance(amount, str) else Fraction(amount)


def _add_one(_plan: Tree, _measure: Tree, _row: Tree, _by: Tree) -> Added:
    return ONE, ONE


def _add_amount(_plan: Tree, measure: Tree, row: Tree, calendars: Tree) -> Added:
    if "currency" in measure and row.get("cost_currency") != measure["currency"]:
        return "other_currency"
    amount = _quantity(row, measure["of"], calendars)
    if amount is None:
        return "null_value"
    return amount if isinstance(amount, str) else (amount, ONE)


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
    if not passes(measure.get("where", {}), row):
        return "filtered"
    return _KINDS[measure["kind"]](plan, measure, row, calendars)


def _exact(measure: Tree, added: list[tuple[Fraction, Fraction]]) -> Fraction | None:
    kind, amounts = measure["kind"], sorted(above for above, _ in added)
    if kind == "count":
        return Fraction(len(amounts))
    if kind in {"share", "kept", "ratio", "repeat_rate"}:
        under = sum((under for _, under in added), ZERO)
        return None if under == 0 else int(measure["per"]) * sum(amounts, ZERO) / under
    timed = isinstance(measure["of"], Mapping) or measure["of"].endswith("_s")
    unit = SECONDS[measure["unit"]] if timed else 1
    if kind == "sum":
        return sum(amounts, ZERO) / unit
    if not amounts:
        return None
    if kind == "mean":
        return sum(amounts, ZERO) / len(amounts) / unit
    return amounts[math.ceil(Fraction(measure["q"]) * len(amounts)) - 1] / unit


def _status(measure: Tree, volume: int, exact: Fraction | None) -> str:
    if volume < int(measure["volume_min"]):
        return "below_volume" if volume else "no_facts"
    if exact is None:
        return "no_facts" if measure["kind"] in {"mean", "quantile"} else "zero_denominator"
    return "known"


def measured(
    plan: Tree, measure: Tree, exact: Fraction | None, volume: int, excluded: dict[str, int]
) -> Measured:
    """Round an exact value once, or say why there is none."""
    status = _status(measure, volume, exact)
    value = None
    if status == "known" and exact is not None:
        value = rounded(exact, int(measure["places"]), plan["conventions"]["rounding"])
    return Measured(value, exact, volume, excluded, status)


def measure_agent(
    plan: Tree,
    agent: Tree,
    rows: Iterable[Tree],
    given: Iterable[Tree] = (),
    calendars: Tree = NO_CALENDARS,
) -> dict[str, Measured]:
    """Measure one agent from the rows credited to the agent and the values given ready."""
    rows, found = list(rows), {}
    ready = {g["name"]: g for g in given if g["agent_id"] == agent["agent_id"]}
    for name, measure in plan["measures"].items():
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
        found[name] = measured(plan, measure, _exact(measure, added), len(added), excluded)
    return found


# Curves: tables take the whole band, lines run straight between points.


def band_of(table: Tree, x: Fraction, boundary: str) -> Any:
    """Return what the band of `x` gives; an edge belongs to the band above it or below it."""
    given = table["below"]
    for band in table["bands"]:
        edge = Fraction(band["from"])
        if x > edge or (x == edge and boundary == "upper"):
            given = band["gives"]
    return given


def read_curve(curve: Tree, x: Fraction, boundary: str) -> Fraction:
    """Return what a table or a line gives for `x`, exactly."""
    if curve["mode"] == "whole":
        return Fraction(band_of(curve, x, boundary))
    points = [(Fraction(p["at"]), Fraction(p["gives"])) for p in curve["points"]]
    if x < points[0][0]:
        return points[0][1] if curve["below"] == "hold" else Fraction(curve["below"])
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return y0 + (x - x0) * (y1 - y0) / (x1 - x0)
    return top_of(curve)


def top_of(curve: Tree) -> Fraction:
    """Return what a curve gives beyond its last band or point."""
    if curve["mode"] == "whole":
        return Fraction(curve["bands"][-1]["gives"])
    return Fraction(curve["points"][-1]["gives"] if curve["above"] == "hold" else curve["above"])


# Conditions: one stored number of the agent against one edge.


def met(plan: Tree, when: Tree, out: Outcome, score: Fraction | None) -> tuple[bool, str]:
    """Tell whether a condition holds, and why, with the number that decided it."""
    places = plan["conventions"]["places"]
    if "measure" in when:
        name, number = when["measure"], out.measures[when["measure"]].value
        decimals, unit = plan["measures"][name]["places"], ""
    elif "component" in when:
        name, number = when["component"], out.components[when["component"]].points
        decimals, unit = places["points"], " points"
    else:
        name, number, decimals, unit = "score", score, places["score"], ""
    if number is None:
        holds = when["missing"] == "holds"
        taken = "met" if holds else "not met"
        return holds, f"{name} has no value: taken as {taken} (missing: {when['missing']})"
    side = "below" if "below" in when else "at_least"
    holds = (number < Fraction(when[side])) == (side == "below")
    asked = f"{'is' if holds else 'is not'} {side.replace('_', ' ')} {when[side]}"
    return holds, f"{name} {written(number, int(decimals))}{unit} {asked}"
