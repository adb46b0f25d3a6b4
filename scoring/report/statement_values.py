"""From rows to values: what was counted for an agent, what was left out, and what came out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import gcd
from typing import Any, NamedTuple

from scoring.accounts import EXCLUSIONS
from scoring.exact import fixed
from scoring.plan.kinds import Measure
from scoring.report.brief import Brief
from scoring.report.opened import MEASURES, at_places
from scoring.report.sheets import Sheet
from scoring.report.tongue import Tongue

_PERCENTAGES = {"share", "kept", "ratio", "repeat_rate"}
_DIGITS_MAX = 12
"""Longer numbers are not read by people; the value beside them is, and `explain` has them all."""
_EXCLUDED = tuple(f"excluded_{reason}" for reason in EXCLUSIONS)
"""Columns of rows that do not count, and what words call them."""


class ValueRow(NamedTuple):
    """A measure of an agent, in words."""

    title: str
    used: str
    left_out: str
    how: str
    value: str
    scored: bool


def values(brief: Brief, tongue: Tongue, sheet: Sheet) -> list[ValueRow]:
    """Return the measures of an agent in the plan's order, those of the score first."""
    found = {row["measure"]: row for row in sheet.rows(MEASURES)}
    made = [
        _row(tongue, measure, found[name], name in brief.scored)
        for name, measure in brief.opened.plan.measures.items()
        if name in found
    ]
    return sorted(made, key=lambda row: not row.scored)


def _row(tongue: Tongue, said: Measure, row: Mapping[str, Any], scored: bool) -> ValueRow:
    known = row["status"] == "known"
    value = at_places(row["value"], row["places"])
    return ValueRow(
        title=tongue.label(said.title),
        used=tongue.number(row["volume"]),
        left_out=tongue.listed(_left_out(tongue, row)),
        how=how(tongue, said.kind, row) if known else "",
        value=tongue.with_unit(value, said.unit)
        if known
        else _unknown(tongue, said, row["status"]),
        scored=scored,
    )


def _unknown(tongue: Tongue, said: Measure, status: str) -> str:
    """Say why a measure has no value; of too few rows also how many it needs."""
    if status == "below_volume":
        return tongue("status_below_volume", least=tongue.number(said.volume_min))
    return tongue(f"status_{status}")


def _left_out(tongue: Tongue, row: Mapping[str, Any]) -> Iterator[str]:
    for key in _EXCLUDED:
        if count := row[key]:
            yield tongue(key, count=tongue.number(count))


def how(tongue: Tongue, kind: str, row: Mapping[str, Any]) -> str:
    """Say in short how a value was reckoned from its rows."""
    if row["numerator"] is None:
        return ""
    if kind in ("count", "given", "quantile"):
        return tongue(f"how_{kind}", of=tongue.number(row["volume"]))
    num, den, volume = int(row["numerator"]), int(row["denominator"]), row["volume"]
    if kind in _PERCENTAGES:
        short = num % 100 == 0 and max(len(str(num)), len(str(den))) <= _DIGITS_MAX
        return f"100 × {num // 100} ÷ {den}" if short else ""
    if kind in ("mean", "elapsed") and volume:
        return _divided(num * volume, den, volume)
    common = gcd(num, den)
    return _divided(num // common, 1, den // common)


def _divided(num: int, den: int, by: int) -> str:
    """Write num/den over a whole number, which is what it was divided by; nothing for 1."""
    if by == 1 or max(len(str(num // den)), len(str(by))) > _DIGITS_MAX:
        return ""
    millionths, rest = divmod(10**6 * abs(num), den)
    about = "≈" if rest else ""
    if 2 * rest >= den:
        millionths += 1
    text = fixed.text(millionths, 6).rstrip("0").rstrip(".")
    return f"{about}{'-' if num < 0 else ''}{text} ÷ {by}"
