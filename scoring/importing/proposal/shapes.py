"""What a column's texts look like, counted over the whole file in bounded memory.

Each different text of a block is looked at once, and weighs as often as it stands there. What
would grow with the file is capped, and beyond the cap only told to be more.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Int64s
from scoring.importing.reading.texts import among, coded

WORDS_MAX = 20_000
DISTINCT_MAX = 2_000_000
SHAPES_MAX = 200

NO_VALUE = (
    "?", "-", "--", "---", "—", "–", "N/A", "n/a", "#N/A", "NULL", "null", "Null", "nan", "NaN",
    "NAN", "\\N", "<null>", "(null)", "undefined", "(blank)", "(empty)", "Not Available", "暂无",
)  # fmt: skip
"""Words that mean no value wherever they stand."""

MAYBE_NO_VALUE = (
    "None", "none", "NONE", "NA", "na", "nil", "Nil", "无", "空", "/", ".", "x", "X", "unknown",
    "Unknown", "UNKNOWN", "Unassigned", "未知", "未分配",
)  # fmt: skip
"""Words that mean no value among numbers and dates, and may be words elsewhere."""

_MONTHS = "january|february|march|april|june|july|august|september|october|november|december"
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
MARKS = {"\x01": "%B", "\x02": "%b", "\x03": "%A", "\x04": "%a", "\x05": "%p"}
"""What stands in a shape for the name of a month, of a weekday, or of half a day."""

_NAMES = (
    (_MONTHS, "\x01"),
    ("sept|" + "|".join(m[:3] for m in [*_MONTHS.split("|"), "may"]), "\x02"),
    (_DAYS, "\x03"),
    ("|".join(d[:3] for d in _DAYS.split("|")), "\x04"),
)
_HALF = r"(?i)(a\.m\.|p\.m\.|\b[ap]m\b|[0-9][ap]m\b|上午|下午)"
_NUMBERS = {
    "whole": r"^[-+]?[0-9]+$",
    "point": r"^[-+]?[0-9]*\.[0-9]+$",
    "comma": r"^[-+]?[0-9]*,[0-9]+$",
    # 1.234 and 1,234 may be thousands or have three decimals; what follows may not.
    "point_thousand": r"^[-+]?[1-9][0-9]{0,2}\.[0-9]{3}$",
    "comma_thousand": r"^[-+]?[1-9][0-9]{0,2},[0-9]{3}$",
    "points": r"^[-+]?[0-9]{1,3}((\.[0-9]{3})+,[0-9]+|(\.[0-9]{3}){2,})$",
    "commas": r"^[-+]?[0-9]{1,3}((,[0-9]{3})+\.[0-9]+|(,[0-9]{3}){2,})$",
    "space": "^[-+]?[0-9]{1,3}([ \u00a0\u202f][0-9]{3})+([.,][0-9]+)?$",
    "apostrophe": r"^[-+]?[0-9]{1,3}(['’][0-9]{3})+([.,][0-9]+)?$",
}
_AFFIX = "[$€£¥%元]"
_SPANS = {
    "h:m:s": r"^-?[0-9]{1,5}:[0-5][0-9]:[0-5][0-9](\.[0-9]+)?$",
    "h:m": r"^-?[0-9]{1,5}:[0-5][0-9]$",
    "d h:m:s": r"^-?[0-9]{1,4} [0-9]{1,2}:[0-5][0-9]:[0-5][0-9]$",
    "words": r"(?i)^([0-9]+ (days?|hours?|minutes?|seconds?|mins?|hrs?|secs?)[ ,]*)+$",
}
_FIGURES = (
    "^[-+]?[$€£¥%]?[-+]?[0-9.][-0-9.,:'’ \u00a0\u202f]*[$€£¥%元]?$"
    "|(?i)^[0-9]+ (d|h|m|s)[a-z0-9 ,]*$"
)
_CODE = r"^[^\s@]*[0-9][^\s@]*$"
_PERSON = r"^((Mr|Mrs|Ms|Dr|Miss)\.? )?\p{Lu}[\p{L}'’.-]*( \p{Lu}[\p{L}'’.-]*){1,3}$"


@dataclass
class Shape:
    """What is known of one column.

    Attributes:
        rows: how many there are; filled: with a text.
        nulls: words for no value, and how often; they are in nothing below.
        words: every different text and how often; None once there are too many.
        distinct: how many different texts, up to `DISTINCT_MAX`.
        forms: shapes of texts with digits, and how often; `others` are those past the cap.
        numbers: how many texts are written as which kind of number; `spans` likewise.
        places: the most decimals behind a point and behind a comma, without zeros at the end.
    """

    place: int
    header: str
    rows: int = 0
    filled: int = 0
    nulls: Counter[str] = field(default_factory=Counter)
    words: Counter[str] | None = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    others: int = 0
    numbers: Counter[str] = field(default_factory=Counter)
    spans: Counter[str] = field(default_factory=Counter)
    affixes: Counter[str] = field(default_factory=Counter)
    negative: int = 0
    places: Counter[str] = field(default_factory=Counter)
    codes: int = 0
    longest: int = 0
    gaps: int = 0
    late_hours: int = 0
    _seen: Int64s = field(default_factory=lambda: np.empty(0, np.int64))

    @property
    def present(self) -> int:
        """How many rows have a value."""
        return self.filled - sum(self.nulls.values())

    @property
    def distinct(self) -> int:
        """How many different values there are, at most `DISTINCT_MAX` of them counted."""
        return len(self.words) if self.words is not None else int(self._seen.size)

    @property
    def figures(self) -> int:
        """How many rows have a text with a digit."""
        return sum(self.forms.values()) + self.others

    @property
    def capped(self) -> bool:
        """Say whether there may be more different values than were counted."""
        return self.words is None and self._seen.size >= DISTINCT_MAX

    def add(self, texts: Any) -> None:
        """Take the column's texts of one block: string[rows], trimmed, none null."""
        words, codes, _ = coded(texts)
        counts = np.bincount(codes, minlength=len(words))
        self.rows += len(texts)
        full = np.asarray(pc.not_equal(words, ""), np.bool_)
        self.filled += int(counts[full].sum())
        null = among(words, NO_VALUE)
        for word, count in zip(words.filter(pa.array(null)).to_pylist(), counts[null], strict=True):
            self.nulls[word] += int(count)
        kept = full & ~null
        if kept.any():
            self._look(words.filter(pa.array(kept)), counts[kept].astype(np.int64))

    def _look(self, words: Any, counts: Int64s) -> None:
        self._remember(words, counts)
        self.longest = max(self.longest, int(pc.max(pc.utf8_length(words)).as_py()))
        self.gaps += int((np.asarray(pc.count_substring(words, " ")) * counts).sum())
        digits = np.asarray(pc.match_substring_regex(words, "[0-9]"), np.bool_)
        if not digits.any():
            return
        words, counts = words.filter(pa.array(digits)), counts[digits]
        self.codes += _count(words, counts, _CODE)
        self._look_at_forms(words, counts)
        figures = np.asarray(pc.match_substring_regex(words, _FIGURES), np.bool_)
        if figures.any():
            self._look_at_figures(words.filter(pa.array(figures)), counts[figures])

    def _look_at_figures(self, words: Any, counts: Int64s) -> None:
        self._look_at_affixes(words, counts)
        bare = pc.utf8_trim_whitespace(pc.replace_substring_regex(words, _AFFIX, ""))
        for name, expression in _NUMBERS.items():
            self.numbers[name] += _count(bare, counts, expression)
        for name, expression in _SPANS.items():
            self.spans[name] += _count(words, counts, expression)
        self.negative += _count(words, counts, r"^-[0-9]")
        self.late_hours += _count(words, counts, r"^(1[0-9]|2[0-3]):[0-9]")
        for mark in ".,":
            fraction = pc.extract_regex(bare, rf"[{mark}](?P<f>[0-9]*?)0*$")
            lengths = pc.utf8_length(pc.struct_field(fraction, ["f"]))
            self.places[mark] = max(self.places[mark], pc.max(lengths).as_py() or 0)

    def _look_at_affixes(self, words: Any, counts: Int64s) -> None:
        for sign in _AFFIX.strip("[]"):
            here = np.asarray(pc.match_substring(words, sign), np.bool_)
            if here.any():
                self.affixes[sign] += int(counts[here].sum())

    def _look_at_forms(self, words: Any, counts: Int64s) -> None:
        short = np.asarray(pc.less(pc.utf8_length(words), 60), np.bool_)
        self.others += int(counts[~short].sum())
        for form, count in zip(
            _forms(words.filter(pa.array(short))), counts[short].tolist(), strict=True
        ):
            if form in self.forms or len(self.forms) < SHAPES_MAX:
                self.forms[form] += count
            else:
                self.others += count

    def _remember(self, words: Any, counts: Int64s) -> None:
        listed = words.to_pylist()
        if self.words is not None:
            for word, count in zip(listed, counts.tolist(), strict=True):
                self.words[word] += count
            if len(self.words) <= WORDS_MAX:
                return
            listed, self.words = list(self.words), None
        if self._seen.size < DISTINCT_MAX:
            new = np.fromiter(map(hash, listed), np.int64, len(listed))
            self._seen = np.union1d(self._seen, new)[:DISTINCT_MAX]

    def among(self, words: tuple[str, ...]) -> int:
        """Count the rows whose text is one of some words; 0 where there are too many to know."""
        return sum(self.words[word] for word in words) if self.words is not None else 0


def _count(words: Any, counts: Int64s, expression: str) -> int:
    matched: Bools = np.asarray(pc.match_substring_regex(words, expression), np.bool_)
    return int(counts[matched].sum())


def _forms(words: Any) -> list[str]:
    """Return texts with every digit as 9 and every name of a month or day as its mark."""
    made = words
    if pc.any(pc.match_substring_regex(made, _HALF)).as_py():
        made = pc.replace_substring_regex(made, r"(?i)(a\.m\.|p\.m\.|\b[ap]m\b|上午|下午)", "\x05")
        made = pc.replace_substring_regex(made, r"(?i)([0-9])[ap]m\b", "\\1\x05")
    if pc.any(pc.match_substring_regex(made, f"(?i)({_NAMES[1][0]})")).as_py():
        for names, mark in _NAMES:
            made = pc.replace_substring_regex(made, rf"(?i)\b({names})\b", mark)
        # A name may stand right beside a digit: 01JAN2024.
        beside = rf"(?i)([0-9])({_NAMES[1][0]})([0-9])"
        made = pc.replace_substring_regex(made, beside, "\\1\x02\\3")
    return [str(form) for form in pc.replace_substring_regex(made, "[0-9]", "9").to_pylist()]


def person_like(words: Counter[str]) -> float:
    """Return the share of different words that are written like the name of a person."""
    found = pa.array(list(words), pa.string())
    matched = pc.match_substring_regex(found, _PERSON)
    return float(pc.sum(matched).as_py() or 0) / max(1, len(words))
