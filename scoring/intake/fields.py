"""How a contract is written, and what it declares of each column.

A contract is a pandera model. Each field says its kind, bounds, nulls, words for people and what
a fault in it does; the physical Arrow types it may come in follow from its kind through `TAKES`.
Frames hold the canonical form: text as `str`, whole numbers as `Int64`, decimals as `Int64` of
10**-places units, truth as `boolean`, stamps as UTC microseconds, days as `Int64` since 1970-01-01.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias

import pandas as pd
import pandera.pandas as pap
from pandera.config import set_config
from pandera.typing import Series

from scoring.intake.physical import FAMILIES, TAKES, Kind, family_of, written
from scoring.intake.plain import form_check, plain_text_check

Consequence = Literal["row", "field"]
"""What a fault does: the row goes to quarantine, or the one field is blanked."""

# pandera reads these while it runs; mypy, which does not see pandera, takes them as Any.
TextField: TypeAlias = Series[str]
NumberField: TypeAlias = Series[pd.Int64Dtype]
TruthField: TypeAlias = Series[pd.BooleanDtype]
StampField: TypeAlias = Series[Annotated[pd.DatetimeTZDtype, "us", "UTC"]]

EXACT_FLOAT = 10**15
"""Units up to which a double names one decimal, so that its units are found without its text."""

DIGITS = 18
"""Digits that a decimal may have with its places: all that decimal128(18, places) can write."""


# The environment may ask for another backend, which checks and coerces otherwise.
set_config(use_narwhals_backend=False)

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


def _field(kind: Kind, said: str, more: Mapping[str, Any], **checks: Any) -> Any:
    metadata = {
        "kind": kind,
        "places": more.get("places", 0),
        "fault": more.get("fault", "row"),
        "also": more.get("also", ()),
        "longest": more.get("longest"),
        "form": more.get("form"),
    }
    return pap.Field(
        nullable=more.get("nullable", True),
        description=said,
        metadata=metadata,
        n_failure_cases=3,
        **checks,
    )


def text(said: str, longest: int | None = 120, **more: Any) -> Any:
    """Declare a text field of 1 to `longest` plain characters, or of any text where it is None.

    `words` are the only ones allowed; `form` names one that it must have, such as `period`.
    """
    words = more.pop("words", None)
    checks = {} if words is None else {"isin": list(words)}
    return _field("text", said, {**more, "longest": longest}, **checks)


def whole(said: str, low: int, high: int, **more: Any) -> Any:
    """Declare a field of whole numbers from `low` to `high`."""
    return _field("whole", said, more, in_range={"min_value": low, "max_value": high})


def seconds(said: str, high: int = 366 * 86_400, **more: Any) -> Any:
    """Declare a duration in whole seconds; below zero it is a negative duration."""
    return _field("whole", said, more, ge=0, le=high)


def decimal(said: str, places: int, low: int, high: int, **more: Any) -> Any:
    """Declare decimals at `places` from `low`, or `above` units over it, to `high`.

    Both bounds come within what `DIGITS` digits can write.
    """
    most = 10**DIGITS - 1
    least = max(low * 10**places + more.pop("above", 0), -most)
    bounds = {"min_value": least, "max_value": min(high * 10**places, most)}
    return _field("decimal", said, {**more, "places": places}, in_range=bounds)


def truth(said: str, **more: Any) -> Any:
    """Declare a field of true and false."""
    return _field("boolean", said, more)


def stamp(said: str, **more: Any) -> Any:
    """Declare an instant between 1990 and 2100."""
    low, high = pd.Timestamp("1990-01-01", tz="UTC"), pd.Timestamp("2100-01-01", tz="UTC")
    return _field("stamp", said, more, in_range={"min_value": low, "max_value": high})


def _days(*of: int) -> int:
    return (dt.date(*of) - dt.date(1970, 1, 1)).days


def day(said: str, **more: Any) -> Any:
    """Declare a calendar day between 1900 and 2200."""
    bounds = {"min_value": _days(1900, 1, 1), "max_value": _days(2200, 12, 31)}
    return _field("day", said, more, in_range=bounds)


def together(rule: str, column: str, other: str, holds: Callable[[Any, Any], Any]) -> Any:
    """Make a check over two columns, where a table has both; a fault counts against `column`."""

    def check(_: Any, frame: Any) -> Any:
        if column not in frame or other not in frame:
            return pd.Series(data=True, index=frame.index)
        return holds(frame[column], frame[other]).fillna(value=True).astype(bool)

    return pap.dataframe_check(check, name=f"{rule} {column}", n_failure_cases=3)


def ordered(rule: str, column: str, lower: str, upper: str) -> Any:
    """Make a check that one column is not above another; a fault counts against `column`.

    What it compares stands among its statistics, so that others can ask the same of arrays.
    """

    def check(_: Any, frame: Any) -> Any:
        if lower not in frame or upper not in frame:
            return pd.Series(data=True, index=frame.index)
        return (~(frame[upper] < frame[lower])).fillna(value=True).astype(bool)

    said = {"lower": lower, "upper": upper}
    return pap.dataframe_check(check, name=f"{rule} {column}", n_failure_cases=3, statistics=said)


def in_order(rule: str, later: str, earlier: str) -> Any:
    """Make a check that one column is not before another."""
    return ordered(rule, later, earlier, later)


class Contract(pap.DataFrameModel):  # type: ignore[misc] # pandera is untyped here
    """What every contract says of itself: no other column, no column twice, nothing coerced."""

    class Config:
        """Pandera's own switches."""

        strict = True
        coerce = False
        unique_column_names = True


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
            FAMILIES[f].format(places=self.places) for f in dict.fromkeys(taken) if f != "null"
        )

    def takes(self, physical: Any) -> bool:
        """Say whether a physical Arrow type enters this column without loss."""
        family = family_of(physical)
        if family == "null":
            return self.nullable
        if family == "decimal" and not 0 <= physical.scale <= self.places:
            return False
        return family in TAKES[self.kind] or family in self.also


def _statistics(column: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for check in column.checks:
        found |= check.statistics or {}
    return found


def _units(bound: Any) -> int | None:
    if isinstance(bound, pd.Timestamp):
        return int((bound - pd.Timestamp("1970-01-01", tz="UTC")) // pd.Timedelta(microseconds=1))
    return None if bound is None else int(bound)


def declared_of(column: Any, name: str) -> Declared:
    """Return what a pandera column declares, under a name."""
    said = _statistics(column)
    return Declared(
        name=name,
        required=bool(column.required),
        nullable=bool(column.nullable),
        low=_units(said.get("min_value")),
        high=_units(said.get("max_value")),
        words=tuple(said.get("allowed_values", ())),
        said=column.description,
        **column.metadata,
    )


class _Known(NamedTuple):
    """A contract's pandera schema, and what it declares by column, in its order."""

    schema: Any
    declared: dict[str, Declared]


def _text_checks(said: Mapping[str, Any]) -> list[Any]:
    form = [form_check(said["form"])] if said["form"] else []
    return [plain_text_check(said["longest"]), *form]


@cache
def _known(contract: Any) -> _Known:
    """Build a contract's schema once, since it does not change, with the check on its texts.

    The check is put in here, because pandera's own way of registering one imports hypothesis
    wherever that is installed.
    """
    schema = contract.to_schema()
    texts = {name: c for name, c in schema.columns.items() if c.metadata["longest"]}
    schema = schema.update_columns(
        {name: {"checks": [*_text_checks(c.metadata), *c.checks]} for name, c in texts.items()}
    )
    return _Known(schema, {name: declared_of(c, name) for name, c in schema.columns.items()})


def schema_of(contract: type[Contract]) -> Any:
    """Return the pandera schema of a contract, whose texts are checked as well."""
    known: Any = contract
    return _known(known).schema


def declared(contract: type[Contract]) -> dict[str, Declared]:
    """Return what a contract declares, by column, in its order."""
    known: Any = contract
    return dict(_known(known).declared)
