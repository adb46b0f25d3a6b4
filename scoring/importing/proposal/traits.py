"""What kind of column each one is, by its values alone, and what its name hints at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from scoring.errors import counted
from scoring.importing.proposal.dates import Candidates
from scoring.importing.proposal.fits import Decided
from scoring.importing.proposal.headings import Hint, hint_of
from scoring.importing.proposal.shapes import MAYBE_NO_VALUE, Shape, person_like
from scoring.importing.proposal.words import (
    chinese_name,
    topical,
    truth_of,
    vocabulary_of,
)

Kind = Literal["empty", "stamp", "clock", "span", "number", "truth", "words", "many", "free", "ids"]
"""What a column holds: `words` are of a small vocabulary, `many` are more than that and repeat,
`free` is prose, `ids` hardly ever repeat."""

_NEARLY = 0.98
_FIRST, _LAST = 631_152_000_000_000, 4_102_444_800_000_000  # the years 1990 to 2099
_STAMPED = frozenset({"created", "response", "resolution", "closed", "updated", "survey", "due"})
_FLAGGED = frozenset(
    {"resolution", "closed", "escalated", "complaint", "first_contact", "survey_sent", "answered"}
    | {"sla", "response"}
)
_WORDED = frozenset(
    {"channel", "priority", "category", "sub_category", "product", "region", "country", "city"}
    | {"shift", "status", "team", "manager", "resolver", "person", "remark", "tenure", "currency"}
    | {"agent", "customer", "id", "other_id", "row"}
)
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
    def variety(self) -> str:
        """How many different values there are, as notes give it."""
        return counted(self.shape.distinct, "different value")

    @property
    def repeats(self) -> float:
        """How many rows a value has, on average."""
        return self.present / max(1, self.shape.distinct)

    @property
    def places(self) -> int:
        """The most decimals that a number has."""
        return self.shape.places["," if self.mark == "comma" else "."]

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
    found = _by_values(shape, dates, clock)
    return replace(found, hint=_fitting(found))


def _fitting(trait: Trait) -> Hint:
    """Return the hint of the name without roles that a column of this kind cannot have."""
    hint = trait.hint
    roles = hint.roles
    if trait.kind == "stamp":
        roles = tuple(role for role in roles if role in _STAMPED)
    elif trait.kind == "truth":
        roles = tuple(role for role in roles if role in _FLAGGED)
    elif trait.kind in ("number", "span", "clock"):
        measured = bool(hint.unit) or trait.places > 0 or trait.shape.distinct > SMALL
        named = frozenset({"agent", "customer", "id", "other_id", "row"})
        kept = _WORDED - (frozenset() if trait.places or hint.unit else named)
        roles = tuple(role for role in roles if not measured or role not in kept)
    return hint._replace(role=roles[0] if roles else "", roles=roles)


def _by_values(shape: Shape, dates: Decided | None, clock: Candidates) -> Trait:
    maybe: tuple[str, ...] = ()
    if shape.words is not None:
        maybe = tuple(word for word in MAYBE_NO_VALUE if word in shape.words)
    base = shape.present - shape.among(maybe)
    own = (shape.place, shape.header, hint_of(shape.header), shape)
    if shape.present == 0:
        return Trait(*own, "empty")
    if dates is not None and base and dates.reads >= 0.9 * base and _plausible(shape, dates):
        return Trait(*own, "stamp", nulls=maybe, dates=dates)
    if (found := _of_day(shape, base, clock)) is not None:
        return Trait(*own, nulls=maybe, **found)
    pair = truth_of(list(shape.words)[:3]) if shape.words is not None else None
    if pair is not None and not (pair[0].startswith("1") and _counts(shape)):
        return Trait(*own, "truth", truth=pair)
    if base and _figures(shape) >= _NEARLY * base:
        mark, grouping = _written(shape)
        affix = _affix(shape, base)
        return Trait(*own, "number", maybe, mark=mark, grouping=grouping, affix=affix)
    return Trait(*own, **_text(shape))


def _plausible(shape: Shape, dates: Decided) -> bool:
    """Say whether stamps lie in years that an export has; whole numbers need a name as well."""
    if not _FIRST <= dates.least <= dates.most < _LAST:
        return False
    bare = shape.numbers["whole"] > 0.9 * shape.present
    return not bare or hint_of(shape.header).role in _STAMPED


def _of_day(shape: Shape, base: int, clock: Candidates) -> dict[str, Any] | None:
    """Tell durations and times of day, which look alike below 24 hours, from all else."""
    spans = max(shape.spans, key=lambda unit: shape.spans[unit], default="")
    is_clock = clock.rows >= _NEARLY * base and not shape.negative
    if base and spans and shape.spans[spans] >= _NEARLY * base:
        if is_clock and spans in ("h:m:s", "h:m"):
            return {"kind": "clock", "clock": clock.formats[0], "unit": spans}
        return {"kind": "span", "unit": spans}
    return {"kind": "clock", "clock": clock.formats[0]} if base and is_clock else None


def _counts(shape: Shape) -> bool:
    """Say whether 1 and 0 are numbers: one of them alone, or under a name for how often."""
    named = hint_of(shape.header).role in ("reopens", "checks_done", "checks_passed", "csat", "nps")
    return named or len(shape.words or ()) < 2


def _figures(shape: Shape) -> int:
    """Count the texts that are numbers, all of them with the same mark."""
    count = shape.numbers
    points = count["point"] + count["commas"] + count["comma_thousand"]
    commas = count["comma"] + count["points"] + count["point_thousand"]
    return count["whole"] + max(points, commas) + count["space"] + count["apostrophe"]


def _written(shape: Shape) -> tuple[str, str]:
    """Return the decimal mark and what groups thousands.

    1,234 alone is taken for a thousand, and 1.234 for a decimal, as most exports have it.
    """
    count = shape.numbers
    sure_comma = count["points"] + count["comma"] - count["comma_thousand"] > 0
    mark = "comma" if sure_comma else "point"
    for sign in ("space", "apostrophe"):
        if count[sign]:
            return mark, sign
    if mark == "comma":
        return mark, "point" if count["points"] + count["point_thousand"] else "none"
    return mark, "comma" if count["commas"] + count["comma_thousand"] else "none"


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
