"""Durations as exports write them: plain numbers of a unit, parts with colons, or words.

All come to seconds, exactly, and are rounded once. Of the parts with colons only the first may be
of any size; the others are two digits in their bounds. A leading minus is of the whole duration:
`-0:05` is five minutes below zero.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow.compute as pc

from scoring.columns import Bools, Int64s
from scoring.exact.fixed import Exact, add, multiply
from scoring.importing.profile.readings import Numbers, Round, Unit
from scoring.importing.reading.numbers import MARKS, SIGN, is_minus, joined, read_figures, settle

SECONDS: Mapping[str, int] = {"d": 86_400, "h": 3600, "min": 60, "s": 1}
_ANY, _SIXTY = "[0-9]{1,9}", "[0-5][0-9]"
_CLOCKS = {
    "h:m:s": rf"(?P<h>{_ANY}):(?P<min>{_SIXTY}):(?P<s>{_SIXTY})PART",
    "h:m": rf"(?P<h>{_ANY}):(?P<min>{_SIXTY})",
    "m:s": rf"(?P<min>{_ANY}):(?P<s>{_SIXTY})PART",
    "d h:m:s": rf"(?:(?P<d>{_ANY})(?P<word> *(?i:days?),?)? +)?"
    rf"(?P<h>2[0-3]|[01]?[0-9]):(?P<min>{_SIXTY}):(?P<s>{_SIXTY})PART",
}
_WORDS = {
    "d": "days?|d|天|日",
    "h": "hours?|hrs?|h|小时|时",
    "min": "minutes?|mins?|m|分钟|分",
    "s": "seconds?|secs?|s|秒",
}
_BETWEEN = "(?: *,? *(?:and +)?)"


class Spans(NamedTuple):
    """Durations in whole seconds.

    Attributes:
        seconds: int64[texts].
        plain: bool[texts], whether the text is a duration.
        fine: bool[texts], false where the profile says `exact` and there is a part of a second.
        negative: bool[texts], whether a minus stands before it, be it before zero.
    """

    seconds: Int64s
    plain: Bools
    fine: Bools
    negative: Bools


class _Exact(NamedTuple):
    """Durations in units of 10**-places seconds."""

    units: Exact
    places: int
    plain: Bools
    negative: Bools


def read_spans(texts: Any, unit: Unit, numbers: Numbers, how: Round) -> Spans:
    """Read durations.

    Args:
        texts: string[texts], none null.
        unit: how they are written.
        numbers: how their numbers are written; of parts and words, the mark before decimals.
        how: what a part of a second does.
    """
    if unit in SECONDS:
        figures = read_figures(texts, numbers)
        units = multiply(figures.units, SECONDS[unit])
        found = _Exact(units, figures.places, figures.plain, figures.negative)
    else:
        found = _in_parts(texts, unit, numbers)
    seconds, fine = settle(found.units, 10**found.places, how)
    return Spans(seconds, found.plain, fine, found.negative)


def _in_parts(texts: Any, unit: Unit, numbers: Numbers) -> _Exact:
    expression = _in_words(numbers) if unit == "words" else _in_clock(unit, numbers)
    found = pc.extract_regex(texts, expression)
    part = {
        field.name: pc.struct_field(found, [i]).fill_null("") for i, field in enumerate(found.type)
    }
    negative = is_minus(part["sign"])
    plain = np.asarray(found.is_valid(), np.bool_)
    if unit == "words":
        ends = pc.match_substring_regex(texts, r"[0-9][^0-9]*[^0-9 ,]\z")
        plain &= np.asarray(ends, np.bool_)
    if "word" in part:  # Python's -1 day, 23:55:00 is five minutes below zero, and others' is not
        plain &= ~negative | np.asarray(pc.equal(part["word"], ""), np.bool_)
    units, places = _summed(part)
    units = np.where(plain, units, 0)
    return _Exact(np.where(negative, -units, units), places, plain, plain & negative)


def _summed(part: Mapping[str, Any]) -> tuple[Exact, int]:
    """Return the sum of days, hours, minutes and seconds, and its places."""
    read = [
        (joined(part[name], part[f"{name}_part"]) if f"{name}_part" in part
         else joined(part[name], pc.utf8_slice_codeunits(part[name], 0, 0)), size)
        for name, size in SECONDS.items()
        if name in part
    ]  # fmt: skip
    most = max(places for (_, places), _ in read)
    total: Exact = np.zeros(len(part["sign"]), np.int64)
    for (units, places), size in read:
        total = add(total, multiply(units, size * 10 ** (most - places)))
    return total, most


@cache
def _in_clock(unit: Unit, numbers: Numbers) -> str:
    part = rf"(?:{re.escape(MARKS[numbers.mark])}(?P<s_part>[0-9]{{1,12}}))?"
    return rf"\A(?P<sign>{SIGN})" + _CLOCKS[unit].replace("PART", part) + r"\z"


@cache
def _in_words(numbers: Numbers) -> str:
    mark = re.escape(MARKS[numbers.mark])
    parts = [
        rf"(?:(?P<{name}>{_ANY})(?:{mark}(?P<{name}_part>[0-9]{{1,12}}))? *(?i:{words}){_BETWEEN})?"
        for name, words in _WORDS.items()
    ]
    return rf"\A(?P<sign>{SIGN})" + "".join(parts) + r"\z"
