"""One language of a report: its words, and how it writes numbers, amounts and days.

Numbers are written from the exact text of a run with Babel's signs for the language; an amount
keeps the places of its currency by our own table and its ISO code goes before it, since one sign
stands for several currencies. What is written once is kept, as most of it comes again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from babel import Locale
from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol, get_minus_sign_symbol

from scoring.exact.money import MINOR_PLACES
from scoring.exact.period import Period
from scoring.plan.nodes import Label
from scoring.report.words import WORDS
from scoring.report.words_units import unit_key

Language = Literal["en", "zh"]
_LOCALES = {"en": Locale("en"), "zh": Locale("zh", script="Hans")}
_SIGNS = {
    language: str.maketrans(
        {
            ",": get_group_symbol(locale),
            ".": get_decimal_symbol(locale),
            "-": get_minus_sign_symbol(locale),
        }
    )
    for language, locale in _LOCALES.items()
}
"""What each language writes for the signs within a number; both group by three digits."""
HTML_LANGUAGES = {"en": "en", "zh": "zh-Hans"}
OTHER: Mapping[Language, Language] = {"en": "zh", "zh": "en"}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {key: en for key, (en, _) in WORDS.items()},
    "zh": {key: zh for key, (_, zh) in WORDS.items()},
}
_KEPT = 200_000
_NOTHING = "–"
_DIGITS = 100
_HALF_UP = Context(prec=_DIGITS, rounding=ROUND_HALF_UP)
_OTHERS = "other_language"  # the one word of a language that the other is written in


class Tongue(NamedTuple):
    """A language to write in: `en` or `zh`."""

    language: Language

    def __call__(self, key: str, **parts: object) -> str:
        """Return words by their key, with the parts that they take put in."""
        said = WORDS[key][self.language == "zh"]
        return said.format(**parts) if parts else said

    def letters(self) -> frozenset[str]:
        """Return every character that words of the language are written with."""
        own = (said[self.language == "zh"] for key, said in WORDS.items() if key != _OTHERS)
        return frozenset("".join(own))

    @property
    def words(self) -> Mapping[str, str]:
        """Return all words by key, for a template that asks for many."""
        return _WORDS[self.language]

    @property
    def html(self) -> str:
        """Return the language as HTML names it."""
        return HTML_LANGUAGES[self.language]

    def label(self, label: Label) -> str:
        """Return what a plan calls something."""
        return label.zh if self.language == "zh" else label.en

    def number(self, text: str | int | None) -> str:
        """Write a number with all of its places; a dash where there is none."""
        return _NOTHING if text is None else _number(str(text), self.language)

    def with_unit(self, text: str | int | None, unit: str) -> str:
        """Write a number with the unit that a plan gives it; nothing where there is none."""
        return "" if text is None else _with_unit(self, str(text), unit)

    def listed(self, said: Iterable[str]) -> str:
        """Write several things one after the other, with what the language puts between them."""
        return self("join").join(said)

    def amount(self, text: str, currency: str) -> str:
        """Write an amount of a table with its currency, at the places of that."""
        places = MINOR_PLACES[currency]
        whole, _, digits = text.partition(".")
        cut = f"{whole}.{digits[:places].ljust(places, '0')}" if places else whole
        return f"{currency}\N{NO-BREAK SPACE}{_number(cut, self.language)}"

    def percent(self, part: int, whole: int) -> str:
        """Write a part of a whole in percent, with one place, half up."""
        if not whole:
            return _NOTHING
        tenths = (2000 * part + whole) // (2 * whole)
        return f"{_number(f'{tenths // 10}.{tenths % 10}', self.language)}%"

    def period(self, period: Period) -> str:
        """Write a period as people name it."""
        first, language = period.first, self.language
        match period.cycle:
            case "month":
                skeleton = "MMMM y" if language == "en" else "y年M月"
                return format_date(first, skeleton, locale=_LOCALES[language])
            case "quarter":
                quarter = (first.month + 2) // 3
                return self("quarter", year=first.year, number=quarter)
            case "half_year":
                return self("first_half" if first.month == 1 else "second_half", year=first.year)
            case _:
                return self("year", year=first.year)

    def day(self, day: dt.date) -> str:
        """Write a day."""
        return format_date(day, "long", locale=_LOCALES[self.language])


def cut(number: Decimal, places: int) -> Decimal:
    """Round a view for people, half up."""
    return number.quantize(Decimal(1).scaleb(-places), context=_HALF_UP)


@lru_cache(maxsize=_KEPT)
def _with_unit(tongue: Tongue, text: str, unit: str) -> str:
    key, parts = unit_key(unit)
    return tongue(key, text=tongue.number(text), **parts)


@lru_cache(maxsize=_KEPT)
def _number(text: str, language: Language) -> str:
    return f"{Decimal(text):,f}".translate(_SIGNS[language])
