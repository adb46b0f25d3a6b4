"""How a contract is written, and what it declares of each column.

A contract is a class of fields. Each says its kind, bounds, nulls, words for people and what a
fault in it does; the physical Arrow types it may come in follow from its kind through `TAKES`.
Nothing here knows pandas or pandera: `frames` makes pandera's schema of a contract, and `gate` asks
the same of arrays, both from the `Terms` that stand here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias, get_args, get_type_hints

from scoring.intake.physical import FAMILIES, TAKES, Kind, family_of, written

Consequence = Literal["row", "field"]
"""What a fault does: the row goes to quarantine, or the one field is blanked."""

# What a field of each kind holds; `| None` says that a table may lack the column.
TextField: TypeAlias = str
NumberField: TypeAlias = int
TruthField: TypeAlias = bool
StampField: TypeAlias = dt.datetime

EXACT_FLOAT = 10**15
"""Units up to which a double names one decimal, so that its units are found without its text."""

DIGITS = 18
"""Digits that a decimal may have with its places: all that decimal128(18, places) can write."""

CHECK_RULES = {
    "plain_text": "unsafe-text",
    "in_range": "out-of-range",
    "greater_than_or_equal_to": "negative-duration",
    "less_than_or_equal_to": "out-of-range",
    "isin": "unknown-word",
    "form_period": "not-a-period",
    "out_of_scale": "out-of-scale",
}
"""The rule that a column's check stands for; a check over two columns is named `rule column`."""


class Declared(NamedTuple):
    """What a contract declares of one column.

    Attributes:
        kind, places: what the canonical integers mean.
        required, nullable: whether the column, or a value in it, may be missing.
        low, high: both bounds of numbers, stamps (µs) and days (days since 1970), in canonical
            units; None for text and truth.
        longest: characters that a text may have; None for other kinds.
        words: the only words allowed; empty where any are.
        form: the form that a text must have, such as `period`; None for any.
        fault: what a fault in it does.
        also: families of physical types taken beside those of the kind.
        duration: whether it is a span of time, which is told as negative below its low bound.
        finer: places at which a whole table may have it instead, where one of its numbers needs
            them; they leave fewer digits before the point. 0 where `places` are all there are.
        said: a description for people.
    """

    name: str
    kind: Kind
    places: int
    required: bool
    nullable: bool
    low: int | None
    high: int | None
    longest: int | None
    words: tuple[str, ...]
    form: str | None
    fault: Consequence
    also: tuple[str, ...]
    duration: bool
    finer: int
    said: str

    @property
    def arrow(self) -> Any:
        """Return the physical type in which import writes the column."""
        return written(self.kind, self.places)

    @property
    def expected(self) -> str:
        """Name the physical types that are taken, for a message."""
        taken = (*TAKES[self.kind], *self.also)
        return " or ".join(
            FAMILIES[f].format(places=self.most_places) for f in dict.fromkeys(taken) if f != "null"
        )

    def takes(self, physical: Any) -> bool:
        """Say whether a physical Arrow type enters this column without loss."""
        family = family_of(physical)
        if family == "null":
            return self.nullable
        if family == "decimal" and not 0 <= physical.scale <= self.most_places:
            return False
        return family in TAKES[self.kind] or family in self.also

    @property
    def most_places(self) -> int:
        """Return the places that a number may have at the most."""
        return max(self.places, self.finer)

    def at_finer(self) -> Declared:
        """Return the same at its finer places, within what `DIGITS` digits can write there."""
        factor, most = 10 ** (self.finer - self.places), 10**DIGITS - 1
        low, high = ((bound or 0) * factor for bound in (self.low, self.high))
        return self._replace(places=self.finer, finer=0, low=max(low, -most), high=min(high, most))


def _field(kind: Kind, said: str, more: Mapping[str, Any], *bounds: int) -> Any:
    low, high = bounds or (None, None)
    return Declared(
        name="",  # it is the attribute's, as is whether the column must be there
        kind=kind,
        places=more.get("places", 0),
        required=True,
        nullable=more.get("nullable", True),
        low=low,
        high=high,
        longest=more.get("longest"),
        words=tuple(more.get("words", ())),
        form=more.get("form"),
        fault=more.get("fault", "row"),
        also=more.get("also", ()),
        duration=more.get("duration", False),
        finer=more.get("finer", 0),
        said=said,
    )


def text(said: str, longest: int | None = 120, **more: Any) -> Any:
    """Declare a text field of 1 to `longest` plain characters, or of any text where it is None.

    `words` are the only ones allowed; `form` names one that it must have, such as `period`.
    """
    return _field("text", said, {**more, "longest": longest})


def whole(said: str, low: int, high: int, **more: Any) -> Any:
    """Declare a field of whole numbers from `low` to `high`."""
    return _field("whole", said, more, low, high)


def seconds(said: str, high: int = 366 * 86_400, **more: Any) -> Any:
    """Declare a duration in whole seconds; below zero it is a negative duration."""
    return _field("whole", said, {**more, "duration": True}, 0, high)


def decimal(said: str, places: int, low: int, high: int, **more: Any) -> Any:
    """Declare decimals at `places` from `low`, or `above` units over it, to `high`.

    Both bounds come within what `DIGITS` digits can write.
    """
    most = 10**DIGITS - 1
    least = max(low * 10**places + more.get("above", 0), -most)
    return _field("decimal", said, {**more, "places": places}, least, min(high * 10**places, most))


def truth(said: str, **more: Any) -> Any:
    """Declare a field of true and false."""
    return _field("boolean", said, more)


def _days(*of: int) -> int:
    return (dt.date(*of) - dt.date(1970, 1, 1)).days


def stamp(said: str, **more: Any) -> Any:
    """Declare an instant between 1990 and 2100."""
    low, high = (_days(year, 1, 1) * 86_400 * 10**6 for year in (1990, 2100))
    return _field("stamp", said, more, low, high)


def day(said: str, **more: Any) -> Any:
    """Declare a calendar day between 1900 and 2200."""
    return _field("day", said, more, _days(1900, 1, 1), _days(2200, 12, 31))


class Ordered(NamedTuple):
    """Two columns of which `lower` is never above `upper`, where a table has both.

    Attributes:
        rule, column: what a fault is told as, and the column that it counts against.
    """

    rule: str
    column: str
    lower: str
    upper: str

    @property
    def of(self) -> tuple[str, str]:
        """The columns that must be there, or nothing is asked."""
        return self.lower, self.upper


class Together(NamedTuple):
    """What else is asked of the columns of one row, in tables that are small.

    Attributes:
        rule, column: what a fault is told as, and the column that it counts against.
        of: the columns that must be there, or nothing is asked.
        holds: says whether a row is well, by its values: canonical units, texts, None for empty.
    """

    rule: str
    column: str
    of: tuple[str, ...]
    holds: Callable[[Mapping[str, Any]], bool]


def in_order(rule: str, later: str, earlier: str) -> Ordered:
    """Ask that one column is not before another."""
    return Ordered(rule, later, earlier, later)


def different(rule: str, column: str, other: str) -> Together:
    """Ask that two columns are never the same; what is empty is like nothing else."""
    return Together(
        rule, column, (column, other), lambda row: row[column] is None or row[column] != row[other]
    )


class Contract:
    """What every contract is: fields and what is asked of them together, by name, in their order.

    No other column may be there, no column twice, and nothing is coerced.
    """


class Asked(NamedTuple):
    """One check of a column's values: its name, one of `CHECK_RULES`, and its bounds if any."""

    name: str
    low: int | None = None
    high: int | None = None


def _asked(column: Declared) -> tuple[Asked, ...]:
    if column.low is not None and column.duration:
        return (
            Asked("greater_than_or_equal_to", low=column.low),
            Asked("less_than_or_equal_to", high=column.high),
        )
    if column.low is not None:
        return (Asked("in_range", column.low, column.high),)
    names = {
        "plain_text": column.longest,
        f"form_{column.form}": column.form,
        "isin": column.words,
    }
    return tuple(Asked(name) for name, said in names.items() if said)


@dataclass(frozen=True, eq=False)
class Terms:
    """What a contract, or some columns of it, asks of a table.

    Attributes:
        name: the contract's.
        columns: the columns that there may be, in their order.
        together: what is asked of columns together.
        scales: what a plan's scales ask beyond the contract: both bounds, in units, by column.
    """

    name: str
    columns: Mapping[str, Declared]
    together: tuple[Ordered | Together, ...] = ()
    scales: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def asked(self, name: str) -> tuple[Asked, ...]:
        """Return every check of a column's values."""
        scale = self.scales.get(name)
        own = _asked(self.columns[name])
        return own if scale is None else (*own, Asked("out_of_scale", *scale))

    def only(self, names: Collection[str]) -> Terms:
        """Return the terms of these columns alone, as those of a table that has no other."""
        columns = {name: column for name, column in self.columns.items() if name in names}
        asked = tuple(one for one in self.together if columns.keys() >= {*one.of})
        return replace(self, columns=columns, together=asked)


@cache
def _terms(contract: Any) -> Terms:
    """Collect a contract once, since it does not change."""
    hints = get_type_hints(contract)
    columns = {
        name: said._replace(name=name, required=type(None) not in get_args(hints[name]))
        for name, said in vars(contract).items()
        if isinstance(said, Declared)
    }
    asked = tuple(said for said in vars(contract).values() if isinstance(said, Ordered | Together))
    return Terms(contract.__name__, columns, asked)


def terms_of(contract: type[Contract]) -> Terms:
    """Return what a contract asks of a table."""
    known: Any = contract
    return _terms(known)


def declared(contract: type[Contract]) -> dict[str, Declared]:
    """Return what a contract declares, by column, in its order."""
    return dict(terms_of(contract).columns)
