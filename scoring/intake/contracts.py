"""The contracts: every table that comes in, written once.

A contract is a pandera model. Each field says its kind, bounds, nulls, words for people and what
a fault in it does; the physical Arrow types it may come in follow from its kind through `TAKES`.
Frames hold the canonical form: text as `str`, whole numbers as `Int64`, decimals as `Int64` of
10**-places units, truth as `boolean`, stamps as UTC microseconds, days as `Int64` since 1970-01-01.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias

import pandas as pd
import pandera.pandas as pap
from pandera.config import set_config
from pandera.typing import Series

from scoring.exact.money import MINOR_PLACES
from scoring.intake.physical import FAMILIES, TAKES, Kind, family_of, written
from scoring.intake.plain import plain_text_check
from scoring.vocabulary import COMPANY_PLACES

Consequence = Literal["row", "field"]
"""What a fault does: the row goes to quarantine, or the one field is blanked."""

CONSEQUENCES = ("row", "field", "filled", "filtered", "repeated", "superseded")
"""What an import may do to a row or a field of it, by the profile's rules."""

# pandera reads these while it runs; mypy, which does not see pandera, takes them as Any.
TextField: TypeAlias = Series[str]
NumberField: TypeAlias = Series[pd.Int64Dtype]
TruthField: TypeAlias = Series[pd.BooleanDtype]
StampField: TypeAlias = Series[Annotated[pd.DatetimeTZDtype, "us", "UTC"]]

EXACT_FLOAT = 10**15
"""Units up to which a double's shortest decimal text is unique; decimals stay within it."""


# The environment may ask for another backend, which checks and coerces otherwise.
set_config(use_narwhals_backend=False)

CHECK_RULES = {
    "plain_text": "unsafe-text",
    "in_range": "out-of-range",
    "greater_than_or_equal_to": "negative-duration",
    "less_than_or_equal_to": "out-of-range",
    "isin": "unknown-word",
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
    }
    return pap.Field(
        nullable=more.get("nullable", True),
        description=said,
        metadata=metadata,
        n_failure_cases=3,
        **checks,
    )


def text(said: str, longest: int = 120, **more: Any) -> Any:
    """Declare a text field of 1 to `longest` plain characters."""
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
    """Declare decimals at `places` from `low`, or `above` units over it, to `high`."""
    least = low * 10**places + more.pop("above", 0)
    bounds = {"min_value": least, "max_value": high * 10**places}
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


def _together(rule: str, column: str, other: str, holds: Callable[[Any, Any], Any]) -> Any:
    """Make a check over two columns, where a table has both; a fault counts against `column`."""

    def check(_: Any, frame: Any) -> Any:
        if column not in frame or other not in frame:
            return pd.Series(data=True, index=frame.index)
        return holds(frame[column], frame[other]).fillna(value=True).astype(bool)

    return pap.dataframe_check(check, name=f"{rule} {column}", n_failure_cases=3)


def _in_order(rule: str, later: str, earlier: str) -> Any:
    return _together(rule, later, earlier, lambda end, start: ~(end < start))


class Contract(pap.DataFrameModel):  # type: ignore[misc] # pandera is untyped here
    """What every contract says of itself: no other column, no column twice, nothing coerced."""

    class Config:
        """Pandera's own switches."""

        strict = True
        coerce = False
        unique_column_names = True


class Interactions(Contract):
    """One row an interaction: `interactions.parquet`, or a directory of such parts."""

    interaction_id: TextField = text(
        "unique over all parts; text or whole number", nullable=False, also=("integer",)
    )
    agent_id: TextField = text("who is credited; null: nobody, reported and not scored")
    rated_agent_id: TextField | None = text(
        "whom the customer rated, where the export tells; other than agent_id is reported"
    )
    created_at: StampField = stamp("when the interaction began", nullable=False)
    first_response_at: StampField | None = stamp("when the customer first got an answer")
    resolved_at: StampField | None = stamp("when it was solved")
    closed_at: StampField | None = stamp("when it was closed")
    survey_at: StampField | None = stamp("when the customer rated it")
    channel: TextField | None = text("chat, phone, mail and the like", fault="field")
    priority: TextField | None = text("its class of urgency", fault="field")
    category: TextField | None = text("what it was about", fault="field")
    product: TextField | None = text("the product it was about", fault="field")
    region: TextField | None = text("where it arose, for filters and calendars", fault="field")
    team: TextField | None = text("the team that handled it, for filters", fault="field")
    shift: TextField | None = text("the shift in which it fell", fault="field")
    customer_id: TextField | None = text("who asked; repeat contacts are found by it")
    csat: NumberField | None = decimal("the customer's rating; the plan says its scale", 4, 0, 100)
    nps: NumberField | None = whole("likelihood to recommend, as asked", 0, 10)
    resolved: TruthField | None = truth("whether it was solved")
    escalated: TruthField | None = truth("whether it was handed up")
    complaint: TruthField | None = truth("whether it is a complaint")
    complaint_closed: TruthField | None = truth("whether the complaint was closed")
    first_contact: TruthField | None = truth("whether the first contact solved it")
    survey_sent: TruthField | None = truth("whether a survey was sent")
    reopens: NumberField | None = whole("how often it was opened again", 0, 10_000)
    checks_done: NumberField | None = whole("quality checks made", 0, 10_000)
    checks_passed: NumberField | None = whole("quality checks passed", 0, 10_000)
    handle_s: NumberField | None = seconds("seconds of work on it")
    talk_s: NumberField | None = seconds("seconds of talk")
    cost: NumberField | None = decimal("what it cost, in `cost_currency`", 4, 0, 10**9)
    cost_currency: TextField | None = text("ISO 4217 code", 3, words=MINOR_PLACES)

    answered_in_order = _in_order("negative-duration", "first_response_at", "created_at")
    resolved_in_order = _in_order("negative-duration", "resolved_at", "created_at")
    closed_in_order = _in_order("negative-duration", "closed_at", "created_at")
    rated_in_order = _in_order("negative-duration", "survey_at", "created_at")
    passed_within_done = _together(
        "passed-over-done", "checks_passed", "checks_done", lambda passed, done: passed <= done
    )


class Company(Contract):
    """A company's own `x_` column, by its kind."""

    text: TextField = text("words", 500, fault="field")
    boolean: TruthField = truth("true or false")
    whole: NumberField = whole("whole numbers", -EXACT_FLOAT, EXACT_FLOAT)
    decimal: NumberField = decimal("decimals", COMPANY_PLACES, -(10**9), 10**9)
    stamp: StampField = stamp("instants")


class Roster(Contract):
    """One row an agent and span of days; a move is a new row: `roster.parquet`."""

    agent_id: TextField = text("the agent", nullable=False)
    from_date: NumberField = day("the first day on which the row holds", nullable=False)
    to_date: NumberField | None = day("the last day on which it holds; null: still holds")
    name: TextField | None = text("the agent's name", 200)
    team: TextField | None = text("scorecards and awards group by it")
    region: TextField | None = text("scorecards, awards and time zones go by it")
    manager_id: TextField | None = text("who reviews the agent")
    role: TextField | None = text("plans choose agents by it")
    hire_date: NumberField | None = day("the first day of employment")
    leave_date: NumberField | None = day("the last day of employment; null: employed")
    fte: NumberField | None = decimal("full-time equivalent, 1 for full time", 4, 0, 2)
    bonus_base: NumberField | None = decimal(
        "the base of pay that a bonus is a share of", 4, 0, 10**10
    )
    currency: TextField | None = text(
        "ISO 4217 code in which the agent is paid", 3, words=MINOR_PLACES
    )
    cost_center: TextField | None = text("where finance books the pay", 64)

    ends_in_order = _in_order("ends-before-start", "to_date", "from_date")
    leaves_in_order = _in_order("leaves-before-hire", "leave_date", "hire_date")


LEVELS = ("agent", "team", "role", "region", "all")
"""What a target may be set for; the more specific comes first and wins."""


class Targets(Contract):
    """One row a target: `targets.parquet`."""

    level: TextField = text("agent, team, role, region or all", words=LEVELS, nullable=False)
    level_id: TextField = text("which agent, team, role or region; null for all")
    measure: TextField = text("the plan's measure", 63, nullable=False)
    name: TextField = text("target, threshold, benchmark or baseline", 63, nullable=False)
    value: NumberField = decimal("the target, above zero", 9, 0, 10**6, nullable=False, above=1)

    ids_fit_levels = _together(
        "level-without-id", "level_id", "level", lambda who, level: who.isna() == (level == "all")
    )


class Given(Contract):
    """One row a value that comes ready, such as a superior's rating: `given.parquet`."""

    agent_id: TextField = text("the agent", nullable=False)
    name: TextField = text("the name that the plan's measure asks for", 63, nullable=False)
    value: NumberField = decimal("the value; null: not given", 9, -(10**6), 10**6, also=("text",))
    volume: NumberField | None = whole(
        "the facts behind it; 1 if left out", 0, 10**9, nullable=False
    )


class ImportFaults(Contract):
    """One row a fault that the import met: `import-faults.parquet`, next to `import.json`."""

    file: TextField = text("the export", 255, nullable=False)
    row: NumberField = whole(
        "its row, counted from 1 without the header", 1, 10**12, nullable=False
    )
    column: TextField = text("the export's column; null: the row as a whole")
    rule: TextField = text("the rule broken", 63, nullable=False)
    reason: TextField = text("why, without a personal value", 500, nullable=False)
    consequence: TextField = text(
        "what became of it: the row was set aside, the field was blanked or filled, or the row was "
        "filtered out, dropped as a repeat, or superseded by a later row of its id",
        words=CONSEQUENCES,
        nullable=False,
    )


class ImportQuarantine(Contract):
    """One row that the import set aside, as the export has it: `import-quarantine.parquet`."""

    file: TextField = text("the export", 255, nullable=False)
    row: NumberField = whole(
        "its row, counted from 1 without the header", 1, 10**12, nullable=False
    )
    raw: TextField = pap.Field(
        nullable=False,
        description="the row as a JSON object of the export's own columns and texts",
        metadata={"kind": "text", "places": 0, "fault": "row", "also": (), "longest": None},
    )


class Declared(NamedTuple):
    """What a contract declares of one column.

    Attributes:
        kind, places: what the canonical integers mean.
        required, nullable: whether the column, or a value in it, may be missing.
        low, high: both bounds of numbers, stamps (µs) and days (days since 1970), in canonical
            units; None for text and truth.
        longest: characters that a text may have; None for other kinds.
        words: the only words allowed; empty where any are.
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


def _declared(column: Any, name: str) -> Declared:
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


@cache
def _known(contract: Any) -> _Known:
    """Build a contract's schema once, since it does not change, with the check on its texts.

    The check is put in here, because pandera's own way of registering one imports hypothesis
    wherever that is installed.
    """
    schema = contract.to_schema()
    texts = {name: c for name, c in schema.columns.items() if c.metadata["longest"]}
    schema = schema.update_columns(
        {
            name: {"checks": [plain_text_check(c.metadata["longest"]), *c.checks]}
            for name, c in texts.items()
        }
    )
    return _Known(schema, {name: _declared(c, name) for name, c in schema.columns.items()})


def schema_of(contract: type[Contract]) -> Any:
    """Return the pandera schema of a contract, whose texts are checked as well."""
    known: Any = contract
    return _known(known).schema


def declared(contract: type[Contract]) -> dict[str, Declared]:
    """Return what a contract declares, by column, in its order."""
    known: Any = contract
    return dict(_known(known).declared)


def with_company(company: Mapping[str, Kind]) -> tuple[Any, dict[str, Declared]]:
    """Return the interactions' pandera schema and declarations with a company's own columns.

    Args:
        company: names that start with `x_`, and their kinds.
    """
    by_kind = schema_of(Company).columns
    own = {name: deepcopy(by_kind[kind]).set_name(name) for name, kind in company.items()}
    schema = schema_of(Interactions).add_columns(own)
    return schema, {n: _declared(column, n) for n, column in schema.columns.items()}
