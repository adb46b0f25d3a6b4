"""What is said in both languages at once: a text is never written in one of them alone.

A template stands beside its twin, and both take the same parts. Words of the plan (a unit, a tier,
a name) and numbers are the same in both; numbers are written exactly as the plan has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from string import Formatter
from typing import NamedTuple, TypeAlias

from scoring.plan.nodes import Node


class Said(NamedTuple):
    """One thing in both languages."""

    en: str
    zh: str


Part: TypeAlias = Said | str | Decimal | int
Pair: TypeAlias = tuple[str, str]
NOTHING = Said("", "")
_MEETS = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9-]|[A-Za-z0-9][\u4e00-\u9fff]")
_STRAY = re.compile(r"[\u4e00-\u9fff”）] [\u4e00-\u9fff“（]")
WORDS: dict[tuple[type[Node], str], dict[str, Said]] = {}
"""What each word means that a plan chooses among, by the block and the key it stands at."""


def say(en: str, zh: str, /, **parts: Part) -> Said:
    """Fill both templates with the same parts, each in its language."""
    told = {name: both(part) for name, part in parts.items()}
    english = en.format(**{name: part.en for name, part in told.items()})
    return Said(english, _filled(zh, {name: part.zh for name, part in told.items()}))


def _filled(template: str, parts: Mapping[str, str]) -> str:
    """Fill a Chinese template, with a space where a character meets a letter or a digit.

    Where it meets another character there is none, though the template has one for numbers.
    """
    text = ""
    for literal, name, _, _ in Formatter().parse(template):
        for piece in (literal, "" if name is None else parts[name]):
            near = text[-2:] + piece[:2]
            if text and piece and _MEETS.fullmatch(text[-1] + piece[0]):
                text += " " + piece
            elif _STRAY.search(near):
                text = text.rstrip(" ") + piece.lstrip(" ")
            else:
                text += piece
    return text


def both(part: Part) -> Said:
    """Return a part in both languages: a number exactly as it is, a word as it stands."""
    if isinstance(part, Said):
        return part
    text = format(part, "f") if isinstance(part, Decimal) else str(part)
    return Said(text, text)


def quoted(text: str) -> str:
    """Set a word of the data or of the plan apart from the sentence that it stands in."""
    return f"“{text}”"


def joined(parts: Iterable[Part], en: str, zh: str) -> Said:
    """Join parts by what stands between two of them."""
    found = [both(part) for part in parts]
    return Said(en.join(part.en for part in found), zh.join(part.zh for part in found))


def sentences(*parts: Said) -> Said:
    """Put sentences one after the other; empty ones are none."""
    return joined([part for part in parts if part.en], " ", "")


def any_of(parts: Iterable[Part]) -> Said:
    """Join parts as a choice: a, b or c."""
    return _listed([both(part) for part in parts], " or ", "或")


def all_of(parts: Iterable[Part]) -> Said:
    """Join parts that come together: a, b and c."""
    return _listed([both(part) for part in parts], " and ", "和")


def _listed(parts: Sequence[Said], en: str, zh: str) -> Said:
    *first, last = parts
    return joined([joined(first, ", ", "、"), last], en, zh) if first else last


def counted(number: int, en: str, zh: str) -> Said:
    """Write a number with its noun: 1 place, 2 places; in Chinese the measure word alone."""
    return Said(f"{number} {en}{'' if number == 1 else 's'}", f"{number} {zh}")


_UNITS = ((86400, "day", "天"), (3600, "hour", "小时"), (60, "minute", "分钟"), (1, "second", "秒"))


def lasting(seconds: int) -> Said:
    """Write a duration in the largest unit that it is a whole number of; one day is 24 hours."""
    size, en, zh = next(
        unit for unit in _UNITS if seconds % unit[0] == 0 and (unit[0] < 86400 or seconds > 86400)
    )
    return counted(seconds // size, en, zh)


def choices(model: type[Node], key: str, meanings: Mapping[str, Pair]) -> None:
    """State what each word means that may stand at a key, English and Chinese side by side."""
    WORDS[model, key] = {word: Said(*pair) for word, pair in meanings.items()}


def chosen(node: Node, key: str) -> Said:
    """Return what the word at a node's field means."""
    word = getattr(node, key)
    return next(WORDS[model, key][word] for model in type(node).__mro__ if (model, key) in WORDS)
