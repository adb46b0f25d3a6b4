"""From rows to values: what was counted for an agent, what was left out, and what came out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
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
        left_out=", ".join(_left_out(tongue, row)),
        how=_how(tongue, said.kind, row) if known else "",
        value=f"{tongue.number(value)} {said.unit}" if known else tongue(f"status_{row['status']}"),
        scored=scored,
    )


def _left_out(tongue: Tongue, row: Mapping[str, Any]) -> Iterator[str]:
    for reason in EXCLUSIONS:
        if count := row[f"excluded_{reason}"]:
            yield tongue(f"excluded_{reason}", count=tongue.number(count))


def _how(tongue: Tongue, kind: str, row: Mapping[str, Any]) -> str:
    """Say in short how a value was reckoned from its rows."""
    if row["numerator"] is None:
        return ""
    num, den = int(row["numerator"]), int(row["denominator"])
    found = Fraction(num, den)
    if kind in ("count", "given", "quantile"):
        return tongue(f"how_{kind}", of=tongue.number(row["volume"]))
    if kind in _PERCENTAGES:
        return f"100 × {_divided(Fraction(num, 100), den)}" if num % 100 == 0 else ""
    if kind in ("mean", "elapsed") and row["volume"]:
        return _divided(found * row["volume"], row["volume"])
    return _divided(Fraction(found.numerator), found.denominator)


def _divided(whole: Fraction, by: int) -> str:
    if by == 1 or max(len(str(whole.numerator)), len(str(by))) > _DIGITS_MAX:
        return ""
    millionths = (2 * 10**6 * abs(whole.numerator) + whole.denominator) // (2 * whole.denominator)
    sign = "-" if whole < 0 else ""
    about = "" if Fraction(millionths, 10**6) == abs(whole) else "≈"
    text = fixed.text(millionths, 6).rstrip("0").rstrip(".")
    return f"{about}{sign}{text} ÷ {by}"
