"""How a number stands beside its unit: units of plans that are words have one in Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SCALE = re.compile(r"(\d+)\s*[-–]\s*(\d+)")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CLOSE = {"%"}  # stands at its number in English, too
_CALLED = {
    "points": "分",
    "contacts": "次",
    "min": "分钟",
    "h": "小时",
    "s": "秒",
    "d": "天",
    "day": "天",
    "days": "天",
    "cases": "起",
    "answers": "条",
    "errors": "次",
    "breaches": "次",
    "times": "倍",
    "contracts": "份",
    "%": "%",
}
_PLAIN = {
    f"unit_{unit}": ("{text}" + ("" if unit in _CLOSE else " ") + unit, "{text}" + said)
    for unit, said in _CALLED.items()
}
UNITS: Mapping[str, tuple[str, str]] = {
    **_PLAIN,
    "on_scale": ("{text} ({low}–{high})", "{text}（{low}–{high}分）"),
    "with_unit": ("{text} {unit}", "{text} {unit}"),
    "with_unit_close": ("{text} {unit}", "{text}{unit}"),
}
"""By key: English and Chinese; `{text}` is the number."""


def is_scale(unit: str) -> bool:
    """Tell whether a unit says from where to where ratings go, such as `1-5`."""
    return _SCALE.fullmatch(unit) is not None


def unit_key(unit: str) -> tuple[str, Mapping[str, str]]:
    """Return the key of the words that a number with a unit is written by, and their other parts.

    A unit that nobody knows, such as the code of a currency, stays as the plan has it.
    """
    if unit in _CALLED:
        return f"unit_{unit}", {}
    if found := _SCALE.fullmatch(unit):
        return "on_scale", {"low": found[1], "high": found[2]}
    key = "with_unit_close" if _CHINESE.match(unit) else "with_unit"
    return key, {"unit": unit}
