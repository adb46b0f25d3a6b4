"""Money by a number once more: by band, along a line, or so much for each unit of a measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from scoring.independent.bases import paid_on
from scoring.independent.conditions import met
from scoring.independent.curves import read_curve
from scoring.independent.exchange import exchanged, in_currency, named_in
from scoring.independent.factors import read_measure, row_for, score_read
from scoring.independent.laid import Laid, on_curve
from scoring.independent.numbers import ONE, ZERO, shown
from scoring.independent.prorating import part_of
from scoring.independent.records import Outcome
from scoring.independent.rows import Tree

Note = Callable[..., None]


def start_in_money(plan: Tree, start: Tree, out: Outcome, note: Note) -> Fraction:
    """Return what a line starts from, where that is money, and note how it came about."""
    if "rates" in start:
        return _by_rates(plan, start, out, note)
    if start["on"] == "lookup":
        return _looked_up(plan, start, out, note)
    x, read = score_read(plan, out) if start["on"] == "score" else read_measure(plan, start, out)
    if not read:
        valued = out.measures[start["measure"]].value is not None
        why = "no target above 0" if valued else "no value"
        return _missing(plan, start, out, note, f"{start['measure']} has {why}")
    amount, how = _amount(plan, start["amounts"], x, out)
    said = f"{out.agent['currency']} at {read}; {how}"
    note("amount", "amount", said, amount, "start", "amounts")
    return amount


def _amount(plan: Tree, said: Tree, x: Fraction | None, out: Outcome) -> tuple[Fraction, str]:
    """Return what `x` comes to in the agent's currency, and where it lies among the amounts."""
    rows = said["points" if said["mode"] == "interpolated" else "bands"]
    code = named_in(plan, out, rows[0]["gives"])
    laid = Laid(_in_one(said, code), plan["conventions"]["boundary"], {}, {})
    given = read_curve(laid.curve, x, laid.boundary)
    if given is None:
        raise ValueError("money by a number names an anchor, which the lint refuses")
    amount, how = exchanged(out, given, code)
    return amount, f"{on_curve(laid, x, given)}{_told(how)}"


def _in_one(said: Any, code: str) -> Any:
    """Return amounts as the numbers that they are in one currency."""
    if isinstance(said, list):
        return [_in_one(one, code) for one in said]
    if not isinstance(said, dict):
        return said
    return said[code] if code in said else {key: _in_one(one, code) for key, one in said.items()}


def _looked_up(plan: Tree, start: Tree, out: Outcome, note: Note) -> Fraction:
    given, read, path = row_for(start, out)
    amount, how = in_currency(plan, out, given)
    said = f"{out.agent['currency']} for {read}{_told(how)}"
    note("amount", "amount", said, amount, "start", *path)
    return amount


def _told(how: str) -> str:
    return f": {how}" if how else ""


def _missing(plan: Tree, start: Tree, out: Outcome, note: Note, why: str) -> Fraction:
    amount, how = in_currency(plan, out, start["missing"])
    note("amount", "amount", f"{why}{_told(how)}", amount, "start", "missing")
    return amount


def _by_rates(plan: Tree, start: Tree, out: Outcome, note: Note) -> Fraction:
    name, value = start["measure"], out.measures[start["measure"]].value
    before = out.measures[start["after"]].value if "after" in start else ZERO
    if value is None or before is None:
        lacking = name if value is None else start["after"]
        return _missing(plan, start, out, note, f"{lacking} has no value")
    edges, served = _edges(plan, start, out)
    if edges == 0:
        return _missing(plan, start, out, note, f"nothing of the period is served: {served}")
    reached = f", edges x {served}" if served else ""
    table: Tree = start["rates"]
    path: tuple[str, ...] = ("start", "rates")
    if "hurdle" in start:
        opened, why = met(plan, start["hurdle"]["when"], out, out.score)
        note("hurdle", "hurdle", why, "open" if opened else "closed", "start", "hurdle")
        if not opened:
            table, path = start["hurdle"]["closed"], ("start", "hurdle", "closed")
    if table["mode"] == "whole":
        rate, how = _amount(plan, table, value / edges, out)
        said = f"{name} {shown(value)} x {shown(rate)}; {how}{reached}"
        note("amount", "amount", said, value * rate, *path)
        return value * rate
    amount = ZERO
    for low, high, money in _slices(table, edges):
        rate, how = in_currency(plan, out, money)
        part = _between(before + value, low, high) - _between(before, low, high)
        if part:
            ends = f"above {shown(low)}" if high is None else f"from {shown(low)} to {shown(high)}"
            said = f"{shown(part)} of {name} {ends} x {shown(rate)}{_told(how)}"
            note("slice", "slice", said, part * rate, *path)
            amount += part * rate
    after = f" after {shown(before)}" if "after" in start else ""
    how = ", slice by slice"
    first = Fraction(table["bands"][0]["from"]) * edges
    if max(before, before + value) <= first:
        how = f"; nothing up to {shown(first)} gives 0"
    note("amount", "amount", f"{name} {shown(value)}{after}{reached}{how}", amount, *path)
    return amount


def _edges(plan: Tree, start: Tree, out: Outcome) -> tuple[Fraction, str]:
    """Return what the edges of the rates are multiplied by, and how that is reckoned."""
    if "prorated" not in start:
        return ONE, ""
    on = paid_on(plan, out.agent, based=False)
    return part_of(start["prorated"], out.agent, out.around, out.measures, on)


def _slices(table: Tree, times: Fraction) -> Iterator[tuple[Fraction, Fraction | None, Tree]]:
    edges = [Fraction(band["from"]) * times for band in table["bands"]]
    ends: list[Fraction | None] = [*edges[1:], None]
    for low, high, band in zip(edges, ends, table["bands"], strict=True):
        yield low, high, band["gives"]


def _between(x: Fraction, low: Fraction, high: Fraction | None) -> Fraction:
    """Return how much of a number lies between two edges."""
    return max((x if high is None else min(x, high)) - low, ZERO)
