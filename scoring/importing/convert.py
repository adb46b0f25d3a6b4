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
import pyarrow.compute as pc

from scoring.columns import Bools, Column, Int64s
from scoring.exact.fixed import divide, largest
from scoring.exact.period import MICROSECONDS
from scoring.importing.clock import pattern, read_local, to_utc
from scoring.importing.delimited import Block
from scoring.importing.profiles import Profile
from scoring.importing.readings import (
    DurationReading,
    LaterReading,
    NumberReading,
    StampReading,
    TextReading,
    TruthReading,
    Who,
)
from scoring.intake.canonical import Rows
from scoring.intake.contracts import Declared
from scoring.plan.nodes import Test

Texts = Mapping[str, Any]
Faults = dict[str, Bools]
Numeric = TruthReading | StampReading | LaterReading | NumberReading | DurationReading
_NUMBER = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,40}))?")
_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
_BEYOND = 10**17  # outside the bounds of every contract, and 64 bits are left for what follows


class Converted(NamedTuple):
    """A block in canonical form, and the fields that conditions of the profile blanked.

    Attributes:
        rows: the rows; `faults` in them holds what could not enter, by column and rule.
        blanked: how many values `blank_where` left out, by column.
    """

    rows: Rows
    blanked: dict[str, int]


class _Made(NamedTuple):
    """A column of numbers, and what could not enter by rule."""

    column: Column
    faults: Faults


def convert(block: Block, profile: Profile, declared: Mapping[str, Declared]) -> Converted:
    """Make the columns of the contract from a block of an export.

    Args:
        block: the rows as text.
        profile: how each column is made.
        declared: what the contract declares of the profile's columns.
    """
    numbers: dict[str, Column] = {}
    texts: dict[str, Any] = {}
    faults: dict[tuple[str, str], Bools] = {}
    blanked: dict[str, int] = {}
    # Stamps that others start from come first.
    for name, reading in sorted(
        profile.readings.items(), key=lambda c: isinstance(c[1], LaterReading)
    ):
        text, blanked[name] = _text_of(reading, block.columns, profile.nulls)
        if isinstance(reading, TextReading | Who):
            texts[name] = text
            continue
        made = _number(reading, text, declared[name], profile.zone, numbers)
        numbers[name] = made.column
        faults |= {(name, rule): rows for rule, rows in made.faults.items() if rows.any()}
    count = len(next(iter(block.columns.values())))
    places = np.arange(block.first_row, block.first_row + count, dtype=np.int64)
    return Converted(Rows(places, numbers, texts, faults), {n: c for n, c in blanked.items() if c})


def _text_of(reading: Any, texts: Texts, nulls: tuple[str, ...]) -> tuple[Any, int]:
    """Return the text that a reading starts from, and how many values its conditions blanked."""
    words = nulls if reading.nulls is None else reading.nulls
    names = (reading.source,) if isinstance(reading.source, str) else reading.source
    text = _with_nulls(texts, names, words)
    if reading.blank_where is None:
        return text, 0
    kept = _blanked(text, where(reading.blank_where, texts, nulls))
    return kept, kept.null_count - text.null_count


def _number(
    reading: Numeric, text: Any, column: Declared, zone: str, made: Mapping[str, Column]
) -> _Made:
    if isinstance(reading, TruthReading):
        return _truths(reading, text)
    if isinstance(reading, StampReading):
        return _stamps(reading, text, zone)
    if isinstance(reading, LaterReading):
        return _later(reading, text, made[reading.stamp])
    if isinstance(reading, NumberReading):
        return _on_scale(reading, _numbers(text, 10**column.places, reading.round), column)
    return _numbers(text, _SECONDS[reading.unit], reading.round)


def where(tests: tuple[Test, ...], texts: Texts, nulls: tuple[str, ...]) -> Bools:
    """Say for each row whether every condition on the export's columns holds."""
    result = np.ones(len(next(iter(texts.values()))), np.bool_)
    for test in tests:
        text = _with_nulls(texts, (test.column,), nulls)
        known = _known(text)
        held = known if test.present is not False else ~known
        if test.one_of is not None:
            held = held & _among(text, test.one_of)
        if test.none_of is not None:
            held = held & ~_among(text, test.none_of)
        result &= held
    return result


def _among(text: Any, words: tuple[str, ...]) -> Bools:
    return np.asarray(pc.is_in(text, value_set=pa.array(words, pa.string())), np.bool_)


def _known(text: Any) -> Bools:
    return np.asarray(text.is_valid(), np.bool_)


def _with_nulls(texts: Texts, names: tuple[str, ...], words: tuple[str, ...]) -> Any:
    """Return one column's text, or several joined with a space; null where a word says so."""
    parts = [_blanked(texts[name], _among(texts[name], words)) for name in names]
    return parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, " ")


def _blanked(text: Any, rows: Bools) -> Any:
    return pc.if_else(pa.array(rows), pa.scalar(None, pa.string()), text) if rows.any() else text


def _truths(reading: TruthReading, text: Any) -> _Made:
    true, false = _among(text, reading.true_words), _among(text, reading.false_words)
    strange = _known(text) & ~true & ~false
    return _Made(Column("boolean", true.astype(np.int64), true | false), {"unknown-word": strange})


def _stamps(reading: StampReading, text: Any, zone: str) -> _Made:
    patterns = tuple(pattern(one) for one in reading.formats)
    local = read_local(text, patterns, day_end=reading.date_only == "day_end")
    utc = to_utc(local.us, zone)
    faults = {
        "unparsable-stamp": _known(text) & ~local.fits,
        "zone-gap": local.fits & utc.gap,
        "zone-overlap": local.fits & utc.overlap,
    }
    return _Made(Column("stamp", utc.us, local.fits & ~utc.gap & ~utc.overlap), faults)


def _later(reading: LaterReading, text: Any, start: Column) -> _Made:
    span, faults = _numbers(text, _SECONDS[reading.unit], reading.round)
    seconds = np.clip(span.values, -(10**11), 10**11)  # 3,000 years, more than bounds allow
    known = span.known & start.known
    return _Made(Column("stamp", start.values + seconds * MICROSECONDS, known), faults)


def _numbers(text: Any, factor: int, how: str) -> _Made:
    """Read plain numbers exactly and multiply them by `factor`, each different text once."""
    coded = text.dictionary_encode()
    known, codes = _known(text), np.asarray(coded.indices.fill_null(0), np.int64)
    units, plain, fine = _units(coded.dictionary.to_pylist() or [""], factor, how)
    faults = {
        "not-a-number": known & ~plain[codes],
        "too-many-places": known & plain[codes] & ~fine[codes],
    }
    return _Made(Column("whole", units[codes], known & plain[codes] & fine[codes]), faults)


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
