"""Numbers as exports write them, read exactly: what a profile does not declare is no number.

A number is ASCII digits, in groups of three where the profile names a sign between them, and after
the declared mark its decimals. A sign stands directly before it: `-`, the typographic minus, or
`+`, which says nothing. An exponent, a wrong mark, a group of two or digits of another script make
it no number: nothing is guessed from what it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Int64s
from scoring.exact.fixed import Exact, divide, largest
from scoring.importing.profile.readings import Numbers, Round

MARKS = {"point": ".", "comma": ","}
GROUPINGS = {
    "none": "",
    "comma": ",",
    "point": ".",
    "space": " \N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}",
    "apostrophe": "'\N{RIGHT SINGLE QUOTATION MARK}",
}
MINUS = ("-", "\N{MINUS SIGN}")
SIGN = f"[+{MINUS[1]}{MINUS[0]}]?"
"""An expression for the sign before a number."""

_GAP = f"[{GROUPINGS['space']}]*"
DIGITS_MAX = 40
_NARROW = 18  # digits that always fit into int64
_BEYOND = 10**17  # outside the bounds of every contract, and 64 bits are left for what follows


class Figures(NamedTuple):
    """Texts as exact numbers, units of 10**-places.

    Attributes:
        units: whole numbers[texts], int64 or Python integers; 0 where not plain.
        places: decimal places of all units.
        plain: bool[texts], whether the text is a number.
        negative: bool[texts], whether a minus stands before it, be it before zero.
    """

    units: Exact
    places: int
    plain: Bools
    negative: Bools


def read_figures(texts: Any, numbers: Numbers, affixes: tuple[str, ...] = ()) -> Figures:
    """Read numbers of any length.

    Args:
        texts: string[texts], none null.
        numbers: the mark and the grouping.
        affixes: signs of which one may stand before the number, one after it, with or without
            spaces between; a minus may stand before or behind the first.
    """
    found = pc.extract_regex(texts, _expression(numbers, affixes))
    part = {
        field.name: pc.struct_field(found, [i]).fill_null("") for i, field in enumerate(found.type)
    }
    plain = np.asarray(found.is_valid(), np.bool_)
    plain &= ~_empty(part["whole"]) | ~_empty(part["part"])
    negative = is_minus(part["sign"])
    if affixes:
        plain &= _empty(part["front"]) | _empty(part["sign"])
        # A mark right behind a prefix may be part of it: Rs.5 is never read as 0.5.
        plain &= ~_empty(part["whole"]) | _empty(part["prefix"])
        negative |= is_minus(part["front"])
    whole = part["whole"]
    if numbers.grouping != "none":
        whole = pc.replace_substring_regex(whole, "[^0-9]", "")
    longest = pc.max_element_wise(pc.binary_length(whole), pc.binary_length(part["part"]))
    plain &= np.asarray(pc.less_equal(longest, DIGITS_MAX), np.bool_)
    units, places = joined(*(pc.if_else(pa.array(plain), one, "") for one in (whole, part["part"])))
    return Figures(np.where(negative & plain, -units, units), places, plain, negative & plain)


def joined(whole: Any, part: Any) -> tuple[Exact, int]:
    """Return the number that digits before and after a mark make, and its places.

    Args:
        whole: string[texts], digits before the mark; the empty text is 0.
        part: string[texts], digits after it, if any.
    """
    part = pc.utf8_rtrim(part, "0")
    places = pc.max(pc.binary_length(part)).as_py() or 0
    before = pc.max(pc.binary_length(whole)).as_py() or 0
    digits = pc.binary_join_element_wise("0", whole, pc.utf8_rpad(part, places, "0"), "")
    if before + places <= _NARROW:
        return np.asarray(digits.cast(pa.int64()), np.int64), places
    return np.array([int(word) for word in digits.to_pylist()], object), places


def settle(num: Exact, den: int, how: Round) -> tuple[Int64s, Bools]:
    """Bring num / den to whole numbers, once.

    Returns:
        int64, clipped where no contract's bounds reach; and bool, false where the profile says
        `exact` and there is a remainder.
    """
    exact = np.asarray(num % den == 0, np.bool_)
    mode = "half_up" if how == "exact" else how
    units = divide(num, den, mode)
    near = np.clip(units, -_BEYOND, _BEYOND) if largest(units) > _BEYOND else units
    return near.astype(np.int64), exact | (how != "exact")


def fronts(affixes: Iterable[str]) -> list[str]:
    """Return the affixes that may stand before a number: their end can be told from it."""
    return [one for one in affixes if not _joins(one[-1])]


def backs(affixes: Iterable[str]) -> list[str]:
    """Return the affixes that may stand after a number."""
    return [one for one in affixes if not _joins(one[0])]


def is_minus(sign: Any) -> Bools:
    """Return bool[texts]: whether a sign is a minus."""
    return np.asarray(pc.is_in(sign, value_set=pa.array(MINUS, pa.string())), np.bool_)


@cache
def _expression(numbers: Numbers, affixes: tuple[str, ...]) -> str:
    group = GROUPINGS[numbers.grouping]
    digits = f"[0-9]{{1,3}}(?:[{re.escape(group)}][0-9]{{3}})+|[0-9]+" if group else "[0-9]+"
    mark = re.escape(MARKS[numbers.mark])
    number = rf"(?P<sign>{SIGN})(?P<whole>{digits})?(?:{mark}(?P<part>[0-9]+))?"
    if not affixes:
        return rf"\A{number}\z"
    before, after = _any_of(fronts(affixes)), _any_of(backs(affixes))
    front = rf"(?P<front>{SIGN})(?:(?P<prefix>{before}){_GAP})?"
    return rf"\A{front}{number}(?:{_GAP}(?:{after}))?\z"


def _any_of(affixes: list[str]) -> str:
    """Return an expression for one of some signs; one that nothing meets where there is none."""
    longest_first = sorted(affixes, key=len, reverse=True)
    return "|".join(re.escape(one) for one in longest_first) or r"[^\x00-\x{10FFFF}]"


def _joins(sign: str) -> bool:
    """Say whether a sign beside a number could be part of it."""
    return sign.isdigit() or sign in "+()" or sign in MINUS


def _empty(texts: Any) -> Bools:
    return np.asarray(pc.equal(pc.binary_length(texts), 0), np.bool_)
