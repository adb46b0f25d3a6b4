"""The fields of sentences on findings: what may stand in each, and how Chinese writes it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from scoring.exact.money import MINOR_PLACES
from scoring.exact.period import parse_period
from scoring.report.tongue import Tongue

_DIGITS = r"-?\d[\d,]*(?:\.\d+)?"
_DAY = r"\d{4}-\d{2}-\d{2}"
_MONEY = r"-?\d[\d,]*(?:\.\d+)? [A-Z]{3}"
_MORE = re.compile(r"(?P<names>.+) and (?P<more>\d[\d,]*) more", re.DOTALL)
_QUOTED = re.compile(r"'(.*?)'(?=, '|$)", re.DOTALL)
_ROWS = re.compile(r"'(.*?)' (\d[\d,]*)(?=, '|$)", re.DOTALL)
_TIER = re.compile(r"(.+?) (\d[\d,]*)(?:, |$)", re.DOTALL)
_LEVELS: Mapping[str, str] = {
    "all": "全体",
    "agent": "员工",
    "team": "班组",
    "region": "区域",
    "role": "岗位",
    "manager": "主管",
}
_LEVEL = "|".join(_LEVELS)
_PLACE = re.compile(rf"({_LEVEL}) '(.*?)'(?=, (?:{_LEVEL}) '|$)", re.DOTALL)
_WHOSE = re.compile(rf"of (?P<level>{_LEVEL}) (?P<name>.+)|without a (?P<none>{_LEVEL})", re.DOTALL)


class Field(NamedTuple):
    """A field of a sentence.

    Attributes:
        pattern: what may stand in it, as a regular expression; `.+?` for any text.
        write: writes it in a language.
        words: whether the pattern names the words that it may be.
    """

    pattern: str
    write: Callable[[Tongue, str], str]
    words: bool = False


def _as_it_is(_: Tongue, text: str) -> str:
    return text


def _number(tongue: Tongue, text: str) -> str:
    return tongue.number(text.replace(",", ""))


def _among(said: Mapping[str, str]) -> Field:
    return Field("|".join(said), lambda _, text: said[text], words=True)


def _day(tongue: Tongue, text: str) -> str:
    try:
        return tongue.day(dt.date.fromisoformat(text))
    except ValueError:  # it looks like a day, and is none
        return text


def _period(tongue: Tongue, text: str) -> str:
    try:
        return tongue.period(parse_period(text))
    except ValueError:
        return text


def _money(tongue: Tongue, text: str) -> str:
    amount, _, code = text.partition(" ")
    return tongue.amount(amount.replace(",", ""), code) if code in MINOR_PLACES else text


def _sums(tongue: Tongue, text: str) -> str:
    return tongue.listed(_money(tongue, one) for one in text.split(", "))


def _names(tongue: Tongue, text: str) -> str:
    more = _MORE.fullmatch(text)
    names = tongue.listed((more["names"] if more else text).split(", "))
    return f"{names}等（另有{_number(tongue, more['more'])}个）" if more else names


def _number_named(tongue: Tongue, text: str) -> str:
    return tongue("score") if text == "score" else text


def _quoted(tongue: Tongue, text: str) -> str:
    return tongue.listed(f"“{word}”" for word in _QUOTED.findall(text)) or text


def _rows_by_name(tongue: Tongue, text: str) -> str:
    found = _ROWS.findall(text)
    return tongue.listed(f"“{name}”{_number(tongue, rows)}行" for name, rows in found) or text


def _places(tongue: Tongue, text: str) -> str:
    return tongue.listed(f"{_LEVELS[level]}“{name}”" for level, name in _PLACE.findall(text))


def _groups(tongue: Tongue, text: str) -> str:
    """Write groups: at most five names, how many more there are, and those without one."""
    shown = text.split(", ")
    without = ["未填者"] if shown[-1] == "agents without one" else []
    shown = shown[: len(shown) - len(without)]
    more = re.fullmatch(r"(\d[\d,]*) more", shown[-1]) if len(shown) > 1 else None
    others = [f"另外{_number(tongue, more[1])}个"] if more else []
    named = [f"“{name}”" for name in (shown[:-1] if more else shown)]
    return tongue.listed([*named, *others, *without])


def _whose(_: Tongue, text: str) -> str:
    if (found := _WHOSE.fullmatch(text)) is None:
        return "全体"
    if found["none"]:
        return f"未填{_LEVELS[found['none']]}的"
    return f"{_LEVELS[found['level']]}“{found['name']}”"


def _tiers(tongue: Tongue, text: str) -> str:
    found = _TIER.findall(text)
    return tongue.listed(f"“{name}”{_number(tongue, agents)}人" for name, agents in found)


_CYCLES = {"month": "月度", "quarter": "季度", "half_year": "半年", "year": "年度"}
_NUMBER = Field(_DIGITS, _number)
_TEXT = Field(".+?", _as_it_is)
_OF_TIERS = Field(r".+? \d[\d,]*", _tiers)
_NUMBERS = (
    *("count", "of", "then", "now", "least", "pooled", "outside", "length"),
    *("amount", "shared", "returned", "most", "digits", "line"),
)
FIELDS: Mapping[str, Field] = {
    **dict.fromkeys(_NUMBERS, _NUMBER),
    "s": Field("s?", _as_it_is, words=True),
    "year": Field(r"\d{4}", _as_it_is),
    "day": Field(_DAY, _day),
    "first": Field(_DAY, _day),
    "last": Field(_DAY, _day),
    "period": Field(r"\d{4}(?:-\w{2})?", _period),
    "code": Field("[A-Z]{3}", _as_it_is),
    "sum": Field(_MONEY, _money),
    "budget": Field(_MONEY, _money),
    "sums": Field(f"{_MONEY}(?:, {_MONEY})*", _sums),
    "name": Field(".+?", _number_named),
    "names": Field(".+?", _names),
    "quoted": Field("'.+?'", _quoted),
    "rows_by_name": Field(r"'.+?' \d[\d,]*", _rows_by_name),
    "places": Field(rf"(?:{_LEVEL}) '.+?'", _places),
    "groups": Field(".+?", _groups),
    "whose": Field(rf"overall|of (?:{_LEVEL}) .+?|without a (?:{_LEVEL})", _whose),
    "tiers": _OF_TIERS,
    "alone": _OF_TIERS,
    "level": _among(_LEVELS),
    "unit": _among({"s": "秒", "min": "分钟", "h": "小时", "d": "天"}),
    "side": _among({"before": "前", "after": "后"}),
    "ends": _among({"begin": "始于", "end": "止于"}),
    "account": _among({"carried": "结转", "held": "延期", "owed": "待扣回"}),
    "cycle": _among(_CYCLES),
}
"""What may stand in a field of this name, also of `other_` this name; any text in one of another,
which stays as it is: a name, an id, a column, a file."""


def field(name: str) -> Field:
    """Return what a field of a template is, by its name."""
    return FIELDS.get(name.removeprefix("other_"), _TEXT)
