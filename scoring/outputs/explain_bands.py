"""Rows that each went through a curve, band by band: how much lies there, and what it earns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from scoring.independent.bands import Band, Counts, bands_of, earned_in, fallen_into
from scoring.independent.numbers import shown
from scoring.outputs.recompute import Recomputed
from scoring.outputs.schemas import BANDS


def counts_of(stored: Mapping[str, Any], name: str) -> Counts:
    """Return what a run stores of a measure's bands: rows and their sum, by band."""
    rows = [row for row in stored.get(BANDS, ()) if row["measure"] == name]
    return {row["band"]: (row["items"], Fraction(row["amount"])) for row in rows}


def band_notes(found: Recomputed, name: str, measure: Any) -> Iterator[str]:
    """Say of each band how much lies in it and what that earns."""
    through, counts = measure.get("through"), counts_of(found.stored, name)
    if through is None or not counts:
        return
    bands, curve = bands_of(through["curve"]), through["curve"]
    sliced = curve["mode"] in ("marginal", "filled")
    for place, band in enumerate(bands):
        if sliced and band.low is not None and band.rate:
            slice_ = fallen_into(bands, place, counts)
            if slice_:
                yield f"{_where(band)}: {_slice(curve, band, slice_)}"
        elif not sliced and place in counts:
            yield f"{_where(band)}: {_rows(through, band, *counts[place])}"


def _where(band: Band) -> str:
    if band.low is None:
        return "everywhere" if band.high is None else f"below {shown(band.high)}"
    if band.low == band.high:
        return f"at {shown(band.low)}"
    high = "on" if band.high is None else f"to {shown(band.high)}"
    return f"from {shown(band.low)} {high}"


def _slice(curve: Any, band: Band, amount: Fraction) -> str:
    """Write what a slice of all values earns: at its rate, or as its part of an amount."""
    earned = shown(band.slope * amount)
    if curve["mode"] == "marginal" or band.low is None or band.high is None:
        return f"{shown(amount)} x {shown(band.rate)} = {earned}"
    return f"{shown(amount)} / {shown(band.high - band.low)} x {shown(band.rate)} = {earned}"


def _rows(through: Any, band: Band, items: int, amount: Fraction) -> str:
    """Write what the rows of a band earn: at its rate, by their number, or along its line."""
    rows = "1 row" if items == 1 else f"{items:,} rows"
    earned = shown(earned_in(band, items, amount, rate=through["gives"] == "rate"))
    if through["gives"] == "rate":
        return f"{rows}, {shown(amount)} x {shown(band.level)} = {earned}"
    if not band.slope:
        return f"{rows} x {shown(band.level)} = {earned}"
    return f"{rows}, {shown(amount)} together, along its line = {earned}"
