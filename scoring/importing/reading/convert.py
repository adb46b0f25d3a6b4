"""Turns the text of an export into the whole numbers of the contract, one column at a time.

Every reading is exact and total: a text either becomes a value, or is null here and a named fault
beside it. What then becomes of the row is the profile's to say, not decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Column, Int64s
from scoring.exact.fixed import multiply
from scoring.exact.period import MICROSECONDS
from scoring.importing.blocks import Block
from scoring.importing.profile.profiles import Profile
from scoring.importing.profile.readings import (
    ColumnReading,
    ConstantReading,
    DurationReading,
    FlagReading,
    KeptReading,
    LaterReading,
    NumberReading,
    Numbers,
    Reading,
    StampReading,
    TextReading,
    TruthReading,
    Who,
)
from scoring.importing.reading.clock import read_stamps
from scoring.importing.reading.formats import pattern
from scoring.importing.reading.numbers import read_figures, settle
from scoring.importing.reading.spans import read_spans
from scoring.importing.reading.texts import among, coded, known, start_of, where
from scoring.intake.canonical import Rows
from scoring.intake.contracts import Declared
from scoring.plan.model import Scale

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
_FAR = 10**11  # seconds, 3,000 years: more than bounds allow


class Converted(NamedTuple):
    """A block in canonical form, and what the profile's rules did on the way.

    Attributes:
        rows: the rows; `faults` in them holds what could not enter, by column and rule.
        filled: bool[rows] by column, where the fill rule stood in; only columns where it did.
        counts: bool[rows] by column with an `event`: the rows that meet its conditions.
        blanked: bool[rows] by column, where `blank_where` left a value out; only where it did.
    """

    rows: Rows
    filled: dict[str, Bools]
    counts: dict[str, Bools]
    blanked: dict[str, Bools]


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
        found = _number(reading, text, declared[name], profile, made.rows.numbers)
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
    if start.blanked.any():
        made.blanked[name] = start.blanked
    if reading.event is not None:
        made.counts[name] = where(reading.event.where, block.columns, profile.nulls)
    return start.text


def _number(
    reading: Numeric, text: Any, column: Declared, profile: Profile, made: Mapping[str, Column]
) -> _Made:
    if isinstance(reading, StampReading):
        return _stamps(reading, text, reading.zone or profile.zone)
    if isinstance(reading, NumberReading):
        return _figures(reading, text, column, reading.numbers or profile.numbers)
    if isinstance(reading, TruthReading):
        return _truths(reading, text)
    if isinstance(reading, FlagReading):
        true = among(text, reading.among)
        return _Made(Column("boolean", true.astype(np.int64), known(text)), {})
    if isinstance(reading, KeptReading):
        return _kept(reading, text, reading.numbers or profile.numbers)
    span = _span(reading, text, reading.numbers or profile.numbers)
    return _later(span, made.get(reading.stamp)) if isinstance(reading, LaterReading) else span


def _truths(reading: TruthReading, text: Any) -> _Made:
    true, false = among(text, reading.true_words), among(text, reading.false_words)
    strange = known(text) & ~true & ~false
    return _Made(Column("boolean", true.astype(np.int64), true | false), {"unknown-word": strange})


def _stamps(reading: StampReading, text: Any, zone: str) -> _Made:
    words, codes, valid = coded(text)
    patterns = tuple(pattern(one) for one in reading.formats)
    found = read_stamps(words, patterns, zone, day_end=reading.date_only == "day_end")
    faults = {
        "unparsable-stamp": found.unread,
        "ambiguous-stamp": found.torn,
        "zone-gap": found.gap,
        "zone-overlap": found.overlap,
    }
    column = Column("stamp", found.us[codes], valid & found.known[codes])
    return _Made(column, {rule: valid & mask[codes] for rule, mask in faults.items() if mask.any()})


def _later(span: _Made, start: Column | None) -> _Made:
    """Add a duration to a stamp; the export may do without the column that the stamp is from."""
    seconds = np.clip(span.column.values, -_FAR, _FAR)
    if start is None:
        return _Made(Column("stamp", seconds, np.zeros(seconds.size, np.bool_)), span.faults)
    stamps = start.values + seconds * MICROSECONDS
    return _Made(Column("stamp", stamps, span.column.known & start.known), span.faults)


def _span(reading: DurationReading | LaterReading, text: Any, numbers: Numbers) -> _Made:
    words, codes, valid = coded(text)
    span = read_spans(words, reading.unit, numbers, reading.round)
    column = Column("whole", span.seconds[codes], valid & (span.plain & span.fine)[codes])
    return _Made(column, _number_faults(valid, span.plain[codes], span.fine[codes]))


def _kept(reading: KeptReading, text: Any, numbers: Numbers) -> _Made:
    words, codes, valid = coded(text)
    left = read_spans(words, reading.unit, numbers, "half_up")
    plain = left.plain[codes]
    kept = (~left.negative[codes]).astype(np.int64)
    return _Made(Column("boolean", kept, valid & plain), {"not-a-number": valid & ~plain})


def _figures(reading: NumberReading, text: Any, column: Declared, numbers: Numbers) -> _Made:
    words, codes, valid = coded(text)
    figures = read_figures(words, numbers, reading.affixes)
    unit = 10**column.places
    units, fine = settle(multiply(figures.units, unit), 10**figures.places, reading.round)
    plain = figures.plain
    for word, number in (reading.words or {}).items():
        rows = np.asarray(pc.equal(words, word), np.bool_)
        plain = plain | rows
        if number == "none":
            valid = valid & ~rows[codes]
        else:
            num, den = number.as_integer_ratio()
            units[rows], fine[rows] = settle(np.array([num * unit], object), den, reading.round)
    good = plain & fine
    off = good & _off_scale(units, reading.scale, unit)
    values, known_ = units[codes], valid & (good & ~off)[codes]
    faults = _number_faults(valid, plain[codes], fine[codes]) | {"out-of-scale": valid & off[codes]}
    return _Made(
        Column("decimal" if column.places else "whole", values, known_, column.places), faults
    )


def _number_faults(valid: Bools, plain: Bools, fine: Bools) -> Faults:
    return {"not-a-number": valid & ~plain, "too-many-places": valid & plain & ~fine}


def _off_scale(units: Int64s, scale: Scale | None, unit: int) -> Bools:
    if scale is None:
        return np.zeros(units.size, np.bool_)
    # An edge between two units is moved to the unit inside the scale.
    low, high = -((-Fraction(scale.lowest) * unit) // 1), Fraction(scale.highest) * unit // 1
    return (units < low) | (units > high)
