"""Import profiles: a frozen tree that says how an export becomes the contract's tables.

A profile is read aloud like a plan: for each column of the contract, from which columns of the
export it is made and how; for each rule, what a row that breaks it comes to. What a class cannot
check alone is checked by `lint.py` against the contract.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError, WithJsonSchema

from scoring.errors import PlanError, Problem, line_and_column
from scoring.importing.profile.readings import (
    Attribution,
    ColumnReading,
    ConstantReading,
    Numbers,
    SourceColumn,
    Who,
    Word,
)
from scoring.plan.conditions import Filter
from scoring.plan.load import read_model, read_yaml
from scoring.plan.nodes import Label, Mapping, Name, Node, Text, Truth, Whole, places_of_keys

Delimiter = Literal["comma", "semicolon", "tab", "pipe"]
SEPARATORS: dict[str, str] = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


def _day(raw: Any) -> Any:
    if isinstance(raw, str):
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw):
            raise ValueError("write a day such as 2026-01-31")
        return dt.date.fromisoformat(raw)
    return raw


Day = Annotated[
    dt.date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "description": "a day such as 2026-01-31"}),
]


class Proven(Node):
    """A real export that the profile has met."""

    export: Text = Field(description="which export, from which system and time")
    rows: Whole = Field(ge=1, description="how many rows it had")


class Csv(Node):
    """The dialect of a delimited file."""

    delimiter: Delimiter | Annotated[str, Field(pattern=r"^[^\"\s\w]$")] = Field(
        description="what stands between two columns: comma, semicolon, tab, pipe, or one sign"
    )
    encoding: Literal["utf-8", "utf-16", "gb18030", "windows-1252", "detect"] = Field(
        description="how characters are stored as bytes: utf-8, utf-16, gb18030 or windows-1252; "
        "detect tells the first three apart, and the import says which it found"
    )
    header_row: Annotated[Whole, Field(ge=1, le=1000)] = Field(
        default=1, description="the line that holds the column names, where lines stand above it"
    )


class Xlsx(Node):
    """The sheet of a workbook."""

    sheet: Text = Field(description="the name of the sheet, or first")
    header_row: Annotated[Whole, Field(ge=1, le=1000)] = Field(
        description="the row that holds the column names"
    )


class Latest(Node):
    """Several rows an id, of which the last counts: an event log, or a ticket exported again."""

    keep_last_by: Name | Annotated[tuple[Name, ...], Field(min_length=1)] = Field(
        description="the columns of this profile that order the rows of an id, the first decides "
        "first; the last row counts"
    )
    ties: Literal["later_row", "fault"] = Field(
        description="rows that are equal in all of them: the later row of the file counts, or they "
        "break repeated-id unless they are identical"
    )

    @property
    def order(self) -> tuple[str, ...]:
        """The columns that order the rows."""
        said = self.keep_last_by
        return (said,) if isinstance(said, str) else said


Strict = Literal["quarantine", "error"]
Action = Literal["blank", "quarantine", "error"]


class Violations(Node):
    """What each rule does to a row that breaks it.

    `blank` empties the field, and where the contract cannot do without it the row is left out;
    `quarantine` leaves the row out; `error` ends the import; `keep` only counts.
    """

    null_id: Strict = Field(alias="null-id", description="a row without an id")
    null_value: Strict = Field(alias="null-value", description="a needed field is empty")
    repeated_id: Strict = Field(
        alias="repeated-id", description="rows that share an id: all of them, none is the right one"
    )
    unparsable_stamp: Action = Field(alias="unparsable-stamp", description="no format fits")
    ambiguous_stamp: Strict = Field(
        alias="ambiguous-stamp", description="two formats fit and name different times"
    )
    zone_gap: Action = Field(
        alias="zone-gap", description="a local time that a change of the clock skipped"
    )
    zone_overlap: Action = Field(
        alias="zone-overlap", description="a local time that a change of the clock repeated"
    )
    not_a_number: Action = Field(alias="not-a-number", description="not a plain number")
    too_many_places: Action = Field(
        alias="too-many-places", description="under `round: exact`, more places than are kept"
    )
    unknown_word: Action = Field(alias="unknown-word", description="a word that was not declared")
    unsafe_text: Action = Field(
        alias="unsafe-text", description="too long, or with control, direction or zero-width marks"
    )
    blank_text: Action = Field(alias="blank-text", description="nothing but white space")
    out_of_range: Action = Field(
        alias="out-of-range", description="outside the bounds of the contract"
    )
    out_of_scale: Action = Field(alias="out-of-scale", description="outside the rating's scale")
    negative_duration: Action = Field(
        alias="negative-duration", description="a stamp before created_at, or seconds below zero"
    )
    passed_over_done: Action = Field(
        alias="passed-over-done", description="more checks passed than were made"
    )
    response_after_resolution: Action | Literal["keep"] = Field(
        alias="response-after-resolution", description="first answered after it was solved"
    )

    def action(self, rule: str) -> str:
        """Return what a rule does, by its name in the file."""
        return str(getattr(self, rule.replace("-", "_")))


class RosterColumn(Node):
    """A roster column that is the same in all of an agent's rows."""

    source: SourceColumn = Field(alias="from", description="the column of the export")
    conflict: Literal["blank", "error"] = Field(
        description="an agent with two different values: no value and a fault, or no import"
    )


class Derived(Node):
    """A roster made from the export: its agents, from a day on."""

    from_date: Day = Field(description="the first day on which the rows hold")
    columns: dict[Name, RosterColumn] = Field(
        description="roster columns that the export carries: name, team, region, manager_id, role, "
        "shift, cost_center"
    )


class Profile(Node):
    """One profile: the export's dialect, its columns, its faults, its roster."""

    profile: Annotated[
        str,
        Field(
            pattern=r"^[a-z][a-z0-9-]{0,62}$",
            description="its name: lower-case letters, digits, hyphens",
        ),
    ]
    title: Label = Field(description="what people call it, in English and Chinese")
    proven: Proven | Literal["on no real export"] = Field(
        description="the export it has met, or: on no real export"
    )
    csv: Csv | None = Field(
        default=None, description="the dialect; only needed for exports as delimited text"
    )
    xlsx: Xlsx | None = Field(
        default=None, description="the sheet; only needed for exports as workbooks"
    )
    trim: Truth = Field(description="drop white space at both ends of every value, or keep it")
    zone: Text = Field(description="the zone of the export's clock, such as Asia/Kolkata")
    nulls: tuple[Word, ...] = Field(description='words that mean no value; "" is the empty text')
    numbers: Numbers = Field(description="how numbers are written")
    headers: dict[SourceColumn, tuple[SourceColumn, ...]] = Field(
        default_factory=dict,
        description="other names under which exports have a column, such as Created: [Creada]; "
        "capitals and spaces around a name never matter",
    )
    unlisted: Literal["refuse", "leave_behind"] = Field(
        description="columns of the export that the profile does not mention: no import, or they "
        "stay behind and are reported"
    )
    keep: Filter | None = Field(
        default=None,
        description="conditions on columns of the export, such as {kind: {not: [Test]}}; rows that "
        "do not meet all of them are left out and counted",
    )
    repeats: Literal["error", "identical_ok"] | Latest = Field(
        description="rows that share an id: error (they break repeated-id), identical_ok (one "
        "counts where all are identical), or keep_last_by"
    )
    attribution: Attribution = Field(description="who is credited")
    columns: dict[Name, ColumnReading] = Field(
        min_length=1,
        description="the contract's columns but agent_id, and your own as x_…",
    )
    ignore: tuple[SourceColumn, ...] = Field(description="columns of the export that stay behind")
    violations: Violations = Field(description="what each rule does to a row that breaks it")
    roster: Literal["none"] | Derived = Field(description="how to make a roster, or none")

    @property
    def readings(self) -> dict[str, ColumnReading | Who]:
        """Every column of the contract that the profile makes, and how; people included."""
        who = {"agent_id": self.attribution.credited, "rated_agent_id": self.attribution.rated}
        return {name: one for name, one in who.items() if one is not None} | self.columns

    @property
    def latest(self) -> Latest | None:
        """How the last of several rows an id is told; None where an id has one row."""
        return self.repeats if isinstance(self.repeats, Latest) else None


class Loaded(NamedTuple):
    """A checked profile and the digest of its file."""

    profile: Profile
    sha256: str


def load_profile(path: Path) -> Loaded:
    """Read a profile and check all that it says, against the language and the contract.

    Raises:
        PlanError: with every problem found, each at `file:line:column`.
    """
    from scoring.importing.profile.lint import lint_profile  # noqa: PLC0415 - contracts are heavy

    try:
        profile = read_model(path, Profile)
    except PlanError as error:
        found = [*error.problems, *_contradictions(path)]
        raise PlanError(sorted(found, key=line_and_column)) from None
    problems = lint_profile(profile)
    if problems:
        raise PlanError(problems)
    return Loaded(profile, hashlib.sha256(path.read_bytes()).hexdigest())


def _contradictions(path: Path) -> list[Problem]:
    """Find what the readable part of a profile contradicts, so that all is told at once."""
    from scoring.importing.profile.lint import lint_profile  # noqa: PLC0415 - contracts are heavy

    try:
        root = read_yaml(path)
    except PlanError:  # the caller has told of it
        return []
    columns = root.get("columns")
    if "profile" not in root or not isinstance(columns, Mapping):
        return []
    tried = {name: _fitting(ColumnReading, said) for name, said in columns.items()}
    readable = {name: reading for name, reading in tried.items() if reading is not None}
    parts: dict[str, Any] = {name: _fitting(kind, root.get(name)) for name, kind in _PARTS.items()}
    unread = {name for name, part in parts.items() if part is None and root.get(name) is not None}
    parts = {name: _ABSENT[name] if part is None else part for name, part in parts.items()}
    parts |= {"place": root.place, "key_places": places_of_keys(root), "columns": readable}
    found = lint_profile(Profile.model_construct(**parts))
    # Of what cannot be read yet, nobody knows what it would be and which columns it looks at.
    unsure = {"unused-header"} if unread or len(readable) < len(columns) else set()
    if len(readable) < len(columns):
        unsure |= {"missing-column", "unknown-stamp", "unknown-order"}
    return [problem for problem in found if problem.code not in unsure]


_PARTS: dict[str, Any] = {
    "zone": Text,
    "nulls": tuple[Word, ...],
    "numbers": Numbers,
    "headers": dict[SourceColumn, tuple[SourceColumn, ...]],
    "keep": Filter,
    "repeats": Literal["error", "identical_ok"] | Latest,
    "attribution": Attribution,
    "ignore": tuple[SourceColumn, ...],
    "roster": Literal["none"] | Derived,
}
_ABSENT: dict[str, Any] = {
    "zone": "UTC",
    "nulls": (),
    "numbers": Numbers(mark="point", grouping="none"),
    "headers": {},
    "keep": None,
    "repeats": Latest.model_construct(keep_last_by=(), ties="fault"),
    "attribution": Attribution.model_construct(
        credit="assignee", assignee=Who.model_construct(source=())
    ),
    "ignore": (),
    "roster": "none",
}
"""What stands in for a part that cannot be read, so that nothing is said of it."""


def _fitting(kind: Any, raw: Any) -> Any:
    """Return what a type makes of a value, or None where it refuses it."""
    try:
        return TypeAdapter(kind).validate_python(raw)
    except ValidationError:
        return None


def sources(reading: Any) -> tuple[str, ...]:
    """Return the columns of the export that a reading looks at, its conditions included."""
    if isinstance(reading, ConstantReading):
        return ()
    own = (reading.source,) if isinstance(reading.source, str) else reading.source
    tests = (*(reading.blank_where or ()), *(reading.event.where if reading.event else ()))
    filled = () if reading.fill is None or reading.fill.source is None else (reading.fill.source,)
    return (*own, *filled, *(test.column for test in tests))


def proven_on(profile: Profile) -> str:
    """Say in words which real export a profile has met."""
    met = profile.proven
    return "no real export" if isinstance(met, str) else f"{met.export}, {met.rows:,} rows"
