"""The forms of what a company gives: codes, words, days, currencies, each held to its own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from scoring.exact.money import MINOR_PLACES
from scoring.exports.profiles import Mapped, Setting
from scoring.vocabulary import UNSAFE

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")
_FORMULAS = "=+-@\uff1d\uff0b\uff0d\uff20 "
_SAID = {
    "code": "letters, digits and ._-/ without spaces",
    "text": "words in one line that begin with no sign of a formula and hold no double quote",
    "day": "a day such as 2026-10-31",
    "currency": "a code of ISO 4217 such as USD",
}


def misfit(declared: Setting | Mapped, value: str) -> str:
    """Say what a value should have been, or nothing where it is."""
    if declared.choices is not None and value not in declared.choices:
        return f"one of: {', '.join(declared.choices)}"
    if declared.pattern is not None and not re.fullmatch(declared.pattern, value):
        return f"of the form {declared.pattern}"
    return "" if _FITS[declared.form](value) else _SAID[declared.form]


def plain_words(value: str) -> bool:
    """Tell whether a text may stand in a machine file: one line that shows, and no formula."""
    return not re.search(UNSAFE, value) and '"' not in value and value[:1] not in _FORMULAS


def _is_code(value: str) -> bool:
    return _CODE.fullmatch(value) is not None


def _is_day(value: str) -> bool:
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_currency(value: str) -> bool:
    return value in MINOR_PLACES


_FITS: dict[str, Callable[[str], bool]] = {
    "code": _is_code,
    "text": plain_words,
    "day": _is_day,
    "currency": _is_currency,
}
