"""What kind of column each one is, by its values alone, and what its name hints at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from scoring.importing.proposal.dates import Candidates
from scoring.importing.proposal.fits import Decided
from scoring.importing.proposal.headings import Hint, hint_of
from scoring.importing.proposal.shapes import MAYBE_NO_VALUE, Shape, person_like
from scoring.importing.proposal.words import (
    chinese_name,
    rating_of,
    topical,
    truth_of,
    vocabulary_of,
)

Kind = Literal["empty", "stamp", "clock", "span", "number", "truth", "words", "many", "free", "ids"]
"""What a column holds: `words` are of a small vocabulary, `many` are more than that and repeat,
`free` is prose, `ids` hardly ever repeat."""

_NEARLY = 0.98
_LOOKED_AT = 2_000  # different words of a column, to say what kind of words they are
SMALL = 300
"""How many different words a vocabulary has at most that a person would read through."""


@dataclass(frozen=True)
class Trait:
    """One column, as far as it is known without the others.

    Attributes:
        nulls: words that mean no value in this column and may be words in others.
        dates: how its stamps are read.
        clock: the format of its times of day.
        mark: what stands before decimals; `grouping` between thousands; `affix` beside the number.
        unit: how its durations are written, where their shape says so.
        truth: its words for true and false.
        vocabulary: the known vocabulary that most of its words are of; `share` of them.
        person: the share of its words written like names; `topical` like matters.
    """

    place: int
    header: str
    hint: Hint
    shape: Shape
    kind: Kind
    nulls: tuple[str, ...] = ()
    dates: Decided | None = None
    clock: str = ""
    mark: str = "point"
    grouping: str = "none"
    affix: str = ""
    unit: str = ""
    truth: tuple[str, str] | None = None
    vocabulary: str = ""
    share: float = 0.0
    person: float = 0.0
    topical: float = 0.0

    @property
    def present(self) -> int:
        """How many rows have a value."""
        return self.shape.present - self.shape.among(self.nulls)

    @property
    def filled(self) -> float:
        """The share of rows that have a value."""
        return self.present / max(1, self.shape.rows)

    @property
    def unique(self) -> bool:
        """Say whether no two rows share a value."""
        return self.present > 0 and self.shape.distinct >= self.present

    @property
    def repeats(self) -> float:
        """How many rows a value has, on average."""
        return self.present / max(1, self.shape.distinct)

    @property
    def coded(self) -> float:
        """The share of rows that look like the code of something: digits, and no space."""
        return self.shape.codes / max(1, self.shape.present)

    @property
    def words(self) -> dict[str, int]:
        """Its different words and how often each stands, the most frequent first."""
        found: Mapping[str, int] = self.shape.words or {}
        order = sorted(found, key=lambda word: (-found[word], word))
        return {word: found[word] for word in order if word not in self.nulls}


def trait_of(shape: Shape, dates: Decided | None, clock: Candidates) -> Trait:
    """Say what kind of column it is.

    Args:
        shape: what its texts look like.
        dates: how they are read as stamps, where they may be.
        clock: the formats of times of day that its shapes could have.
    """
    maybe: tuple[str, ...] = ()
    if shape.words is not None:
        maybe = tuple(word for word in MAYBE_NO_VALUE if word in shape.words)
    base = shape.present - shape.among(maybe)
    own = (shape.place, shape.header, hint_of(shape.header), shape)
    if shape.present == 0:
        return Trait(*own, "empty")
    if dates is not None and base and dates.reads >= 0.9 * base:
        return Trait(*own, "stamp", nulls=maybe, dates=dates)
    if (found := _of_day(shape, base, clock)) is not None:
        return Trait(*own, nulls=maybe, **found)
    pair = truth_of(list(shape.words)[:3]) if shape.words is not None else None
    if pair is not None and not _only_figures(shape, pair):
        return Trait(*own, "truth", truth=pair)
    if base and _figures(shape) >= _NEARLY * base:
        mark, grouping = _written(shape)
        affix = _affix(shape, base)
        return Trait(*own, "number", maybe, mark=mark, grouping=grouping, affix=affix)
    return Trait(*own, **_text(shape))


def _of_day(shape: Shape, base: int, clock: Candidates) -> dict[str, Any] | None:
    """Tell durations and times of day, which look alike below 24 hours, from all else."""
    spans = max(shape.spans, key=lambda unit: shape.spans[unit], default="")
    is_clock = clock.rows >= _NEARLY * base and not shape.negative
    if base and spans and shape.spans[spans] >= _NEARLY * base:
        if is_clock and spans in ("h:m:s", "h:m"):
            return {"kind": "clock", "clock": clock.formats[0], "unit": spans}
        return {"kind": "span", "unit": spans}
    return {"kind": "clock", "clock": clock.formats[0]} if base and is_clock else None


def _only_figures(shape: Shape, pair: tuple[str, str]) -> bool:
    # A column of nothing but 1 (or 0) is a number as likely as not, and says nothing either way.
    return pair[0].startswith("1") and len(shape.words or ()) < 2


def _figures(shape: Shape) -> int:
    """Count the texts that are numbers; many are written in two ways at once (1,234)."""
    plain = shape.numbers["whole"] + shape.numbers["point"]
    grouped = shape.numbers["grouped_comma"]
    commas = shape.numbers["comma"] + shape.numbers["grouped_point"] + shape.numbers["whole"]
    others = shape.numbers["grouped_space"] + shape.numbers["grouped_apostrophe"]
    return max(plain + grouped, commas) + others + sum(shape.affixes.values())


def _written(shape: Shape) -> tuple[str, str]:
    """Return the decimal mark and what groups thousands."""
    count = shape.numbers
    comma = count["comma"] - count["grouped_comma"]
    for sign in ("space", "apostrophe"):
        if count[f"grouped_{sign}"]:
            return ("comma" if comma > 0 else "point"), sign
    if comma > 0 or (count["grouped_point"] and not count["point"] - count["grouped_point"]):
        return "comma", "point" if count["grouped_point"] else "none"
    return "point", "comma" if count["grouped_comma"] else "none"


def _affix(shape: Shape, base: int) -> str:
    sign, count = max(shape.affixes.items(), key=lambda one: one[1], default=("", 0))
    return sign if count * 2 > base else ""


def _text(shape: Shape) -> dict[str, Any]:
    """Tell words, names, prose and ids apart."""
    words = shape.words
    repeats = shape.present / max(1, shape.distinct)
    if words is None:
        return {"kind": _prose(shape) or ("ids" if repeats < 1.5 else "many")}
    some = list(words)[:_LOOKED_AT]
    known, share = vocabulary_of(some) if len(words) <= SMALL else ("", 0.0)
    named = sum(chinese_name(word) for word in some) / len(some)
    if len(words) <= SMALL and (repeats >= 3 or shape.present <= 30):
        kind = "words"
    else:
        kind = _prose(shape) or ("ids" if repeats < 1.25 else "many")
    return {
        "kind": kind,
        "vocabulary": known,
        "share": share,
        "person": max(person_like(words), named),
        "topical": sum(topical(word) for word in some) / len(some),
    }


def _prose(shape: Shape) -> str:
    """Say `free` where the texts are sentences more than names."""
    long = shape.longest > 80 and shape.gaps / max(1, shape.present) > 1.5
    return "free" if long or shape.gaps / max(1, shape.present) > 5 else ""


def rated_in_words(trait: Trait) -> dict[str, str]:
    """Return what each word of a column stands for on a scale, or nothing where few are ratings."""
    if not 2 <= len(trait.words) <= 12 or trait.vocabulary in ("channel", "status", "shift"):
        return {}
    found = {word: rating_of(word) for word in trait.words}
    rated = [one for one in found.values() if one and one != "none"]
    known = sum(trait.words[word] for word, one in found.items() if one or word.isdecimal())
    return found if len(set(rated)) >= 2 and known >= 0.9 * trait.present else {}
