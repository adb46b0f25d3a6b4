"""Turns the text of an export into the whole numbers of the contract, one column at a time.

Every reading is exact and total: a text either becomes a value, or is null here and a named fault
beside it. What then becomes of the row is the profile's to say, not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from scoring.columns import Bools, Column, Int64s
from scoring.exact.fixed import divide, largest
from scoring.exact.period import MICROSECONDS
from scoring.importing.blocks import Block
from scoring.importing.clock import read_stamps
from scoring.importing.formats import pattern
from scoring.importing.profiles import Profile
from scoring.importing.readings import (
    ColumnReading,
    ConstantReading,
    DurationReading,
    FlagReading,
    KeptReading,
    LaterReading,
    NumberReading,
    Reading,
    StampReading,
    TextReading,
    TruthReading,
    Who,
)
from scoring.importing.texts import among, coded, known, start_of, where
from scoring.intake.canonical import Rows
from scoring.intake.contracts import Declared

__all__ = ["Converted", "convert", "where"]

Faults = dict[str, Bools]
Numeric = (
    TruthReading
    | FlagReading
    | KeptReading
    | StampReading
    | LaterReading
    | NumberReading
    | DurationReading
)
_NUMBER = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,40}))?")
_SECONDS: Mapping[str, int] = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
_BEYOND = 10**17  # outside the bounds of every contract, and 64 bits are left for what follows


class Converted(NamedTuple):
    """A block in canonical form, and what the profile's rules did on the way.

    Attributes:
        rows: the rows; `faults` in them holds what could not enter, by column and rule.
        filled: bool[rows] by column, where the fill rule stood in; only columns where it did.
        counts: bool[rows] by column with an `event`: the rows that meet its conditions.
        blanked: how many values `blank_where` left out, by column.
    """

    rows: Rows
    filled: dict[str, Bools]
    counts: dict[str, Bools]
    blanked: dict[str, int]


class _Made(NamedTuple):
    """A column of numbers, and what could not enter by rule."""

    column: Column
    faults: Faults


def convert(
    block: Block,
    profile: Profile,
    readings: Mapping[str, ColumnReading | Who],
    declared: Mapping[str, Declared],
) -> Converted:
    """Make the columns of the contract from a block of an export.

    Args:
        block: the rows as text, with every column of the export that the readings look at.
        profile: the words for no value, the zone and how numbers are written.
        readings: how each column is made.
        declared: what the contract declares of the columns.
    """
    faults: dict[tuple[str, str], Bools] = {}
    made = Converted(Rows(block.rows, {}, {}, faults), {}, {}, {})
    # Stamps that others start from come first.
    for name, reading in sorted(readings.items(), key=lambda c: isinstance(c[1], LaterReading)):
        if isinstance(reading, ConstantReading):
            made.rows.texts[name] = pa.repeat(pa.scalar(reading.word), block.rows.size)
            continue
        text = _start(name, reading, block, profile, made)
        if isinstance(reading, TextReading | Who):
            made.rows.texts[name] = text
            continue
        found = _number(reading, text, declared[name], profile.zone, made.rows.numbers)
        made.rows.numbers[name] = found.column
        faults |= {(name, rule): rows for rule, rows in found.faults.items() if rows.any()}
    return made


def _start(name: str, reading: Reading, block: Block, profile: Profile, made: Converted) -> Any:
    """Return the text that a column is made from, and note what the rules did to it."""
    source: Any = getattr(reading, "source", ())
    names = (source,) if isinstance(source, str) else source
    start = start_of(reading, names, block.columns, profile.nulls)
    if start.filled.any():
        made.filled[name] = start.filled
    if start.blanked:
        made.blanked[name] = start.blanked
    if reading.event is not None:
        made.counts[name] = where(reading.event.where, block.columns, profile.nulls)
    return start.text


def _number(
    reading: Numeric, text: Any, column: Declared, zone: str, made: Mapping[str, Column]
) -> _Made:
    if isinstance(reading, StampReading):
        return _stamps(reading, text, zone)
    if isinstance(reading, LaterReading):
        return _later(reading, text, made.get(reading.stamp))
    if isinstance(reading, NumberReading):
        return _on_scale(reading, _numbers(text, 10**column.places, reading.round), column)
    if isinstance(reading, DurationReading):
        return _numbers(text, _SECONDS[reading.unit], reading.round)
    return _truth(reading, text)


def _truth(reading: TruthReading | FlagReading | KeptReading, text: Any) -> _Made:
    if isinstance(reading, TruthReading):
        return _truths(reading, text)
    if isinstance(reading, FlagReading):
        true = among(text, reading.among)
        return _Made(Column("boolean", true.astype(np.int64), known(text)), {})
    left = _numbers(text, _SECONDS[reading.unit], "floor")
    kept = (left.column.values >= 0).astype(np.int64)
    return _Made(Column("boolean", kept, left.column.known), left.faults)


def _truths(reading: TruthReading, text: Any) -> _Made:
    true, false = among(text, reading.true_words), among(text, reading.false_words)
    strange = known(text) & ~true & ~false
    return _Made(Column("boolean", true.astype(np.int64), true | false), {"unknown-word": strange})


def _stamps(reading: StampReading, text: Any, zone: str) -> _Made:
    words, codes, valid = coded(text)
    patterns = tuple(pattern(one) for one in reading.formats)
    day_end = reading.date_only == "day_end"
    found = read_stamps(words, patterns, reading.zone or zone, day_end=day_end)
    faults = {
        "unparsable-stamp": found.unread,
        "ambiguous-stamp": found.torn,
        "zone-gap": found.gap,
        "zone-overlap": found.overlap,
    }
    column = Column("stamp", found.us[codes], valid & found.known[codes])
    return _Made(column, {rule: valid & mask[codes] for rule, mask in faults.items() if mask.any()})


def _later(reading: LaterReading, text: Any, start: Column | None) -> _Made:
    span, faults = _numbers(text, _SECONDS[reading.unit], reading.round)
    seconds = np.clip(span.values, -(10**11), 10**11)  # 3,000 years, more than bounds allow
    if start is None:  # the export does without the column that the stamp comes from
        return _Made(Column("stamp", seconds, np.zeros(len(text), np.bool_)), faults)
    stamps = start.values + seconds * MICROSECONDS
    return _Made(Column("stamp", stamps, span.known & start.known), faults)


def _numbers(text: Any, factor: int, how: str) -> _Made:
    """Read plain numbers exactly and multiply them by `factor`, each different text once."""
    words, codes, valid = coded(text)
    units, plain, fine = _units(words.to_pylist(), factor, how)
    faults = {
        "not-a-number": valid & ~plain[codes],
        "too-many-places": valid & plain[codes] & ~fine[codes],
    }
    return _Made(Column("whole", units[codes], valid & plain[codes] & fine[codes]), faults)


def _units(words: list[str], factor: int, how: str) -> tuple[Int64s, Bools, Bools]:
    """Return units, whether each word is a number, and whether it has no place too many."""
    found = [_NUMBER.fullmatch(word) for word in words]
    places = max((len(one[3] or "") for one in found if one), default=0)
    scaled = np.array([_scaled(one, places) * factor if one else 0 for one in found], object)
    fine = (scaled % 10**places == 0).astype(np.bool_) | (how != "exact")
    units = divide(scaled, 10**places, "half_up" if how == "exact" else how)  # type: ignore[arg-type]
    near = np.clip(units, -_BEYOND, _BEYOND) if largest(units) > _BEYOND else units
    return near.astype(np.int64), np.array([one is not None for one in found], np.bool_), fine


def _scaled(found: re.Match[str], places: int) -> int:
    sign, digits, fraction = found.groups(default="")
    return int(f"{sign}{digits}{fraction.ljust(places, '0')}")


def _on_scale(reading: NumberReading, made: _Made, column: Declared) -> _Made:
    old = made.column
    result = Column("decimal" if column.places else "whole", old.values, old.known, column.places)
    if reading.scale is None:
        return _Made(result, made.faults)
    unit = 10**column.places
    low, high = Fraction(reading.scale.lowest) * unit, Fraction(reading.scale.highest) * unit
    # An edge between two units is moved to the unit inside the scale.
    off = old.known & ((old.values < -(-low // 1)) | (old.values > high // 1))
    on = Column(result.kind, old.values, old.known & ~off, column.places)
    return _Made(on, {**made.faults, "out-of-scale": off})
