"""The cells of an export profile: the few things that may stand in a column of a target's file."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from scoring.plan.nodes import Name, Node, Text, Truth, Whole

FieldName = Literal[
    "payee_id",
    "pay_code",
    "currency",
    "cost_center",
    "line_id",
    "period",
    "plan",
    "run_id",
    "entry_id",
    "short_entry_id",
]
"""What a run says of a line or posting, and of itself."""

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def _pattern(said: str) -> str:
    try:
        re.compile(said)
    except re.error as error:
        raise ValueError(f"this is no regular expression: {error}") from error
    return said


Pattern = Annotated[
    str,
    Field(min_length=1, max_length=200),
    AfterValidator(_pattern),
    WithJsonSchema({"type": "string", "description": "a regular expression"}),
]
"""A regular expression that a whole value must match."""

Blank = Literal["refused", "allowed"]
Slot = Annotated[Whole, Field(ge=1, le=9)]


class Cell(Node):
    """What every cell may say."""

    pattern: Pattern | None = Field(
        default=None, description="a regular expression that the whole value must match"
    )
    longest: Annotated[Whole, Field(ge=1, le=1000)] | None = Field(
        default=None, description="how many characters the target takes"
    )
    blank: Blank = Field(
        default="refused",
        description="a value that there is none of: the file is refused, or not; allowed in a text "
        "that is put together, the rest of it is written",
    )
    slot: Slot | None = Field(
        default=None,
        description="with `rows: payee`: the first, second, … line of the payee; lines beyond the "
        "last slot go on a further row",
    )


class FieldCell(Cell):
    """What the run says: a field of the line or posting, or of the run."""

    field: FieldName = Field(
        description="payee_id, pay_code, currency, cost_center; line_id, the same in every run; "
        "period, plan, run_id; entry_id, the run's id and the currency; short_entry_id, the first "
        "16 digits of the run's id and the currency"
    )


class SettingCell(Cell):
    """What a company says once: a setting."""

    setting: Name = Field(description="the name of a setting")


class MapCell(Cell):
    """What a company says for each pay code, cost centre, currency, payee or roster value."""

    map: Name = Field(description="the name of a map")


class RosterCell(Cell):
    """What the roster says of the payee at the end of the period."""

    roster: Literal["team", "region", "manager_id", "role", "shift"] = Field(
        description="the column of the roster, at the end of the period"
    )


class NameCell(Cell):
    """A part of the payee's name in the roster, for a target that asks for names."""

    name: Literal["last", "first"] = Field(description="which part of the name")
    written: Name = Field(
        description="the setting that says how the roster writes names: `last, first` or "
        "`first last`"
    )


class DateCell(Cell):
    """A day, in the file's form of dates."""

    date: Name = Field(
        description="a setting of the form day, or period_first or period_last, the first and last "
        "day of the period"
    )
    within: Literal["employment"] | None = Field(
        default=None,
        description="employment: a day before the roster's `hire_date` or after its `leave_date` "
        "is refused, where the roster has them",
    )


class AmountCell(Cell):
    """Money: of a line, of a payee's lines under one word of a map, or of a posting."""

    amount: Literal["signed", "above_zero", "below_zero", "debit", "credit"] = Field(
        description="signed; above_zero or below_zero, each in a column of its own without a sign; "
        "of a posting also debit or credit"
    )
    map: Name | None = Field(
        default=None,
        description="with `rows: payee`: a map by pay_code; lines it sends elsewhere "
        "do not count here",
    )
    word: Text | None = Field(
        default=None, description="with `map`: the word of the lines that are added up here"
    )
    total: Truth = Field(
        default=False,
        description="true: the sum of the row's other columns of money, which the target wants "
        "beside them; it is checked and not added up again",
    )


class ConstantCell(Node):
    """The same text in every row."""

    constant: Text = Field(description="the text")


class TextCell(Cell):
    """Several values in one text, such as "{pay_code} {run_id}"."""

    text: Text = Field(
        description="a text in which {…} stands for a field of the run, a setting or a map"
    )


class SideCell(Node):
    """A cell that differs between the two postings of an amount."""

    expense: FieldCell | SettingCell | MapCell | ConstantCell | TextCell = Field(
        description="what stands in the posting of the bonus expense"
    )
    payable: FieldCell | SettingCell | MapCell | ConstantCell | TextCell = Field(
        description="what stands in the posting of the bonus payable"
    )


AnyCell = (
    Literal["blank"]
    | FieldCell
    | SettingCell
    | MapCell
    | RosterCell
    | NameCell
    | DateCell
    | AmountCell
    | ConstantCell
    | TextCell
    | SideCell
)


def placeholders(text: str) -> list[str]:
    """List the names in braces of a text."""
    return _PLACEHOLDER.findall(text)


def filled(text: str, values: dict[str, str]) -> str:
    """Put values in the place of the names in braces; nothing in them is looked at again."""
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def parts(cell: Any) -> tuple[Any, ...]:
    """Return a cell, or the two that stand for the two sides of an amount."""
    return (cell.expense, cell.payable) if isinstance(cell, SideCell) else (cell,)


def settings_of(cell: Any) -> tuple[str, ...]:
    """Return the names that a cell may take from the settings, fields of the run among them."""
    if isinstance(cell, SettingCell):
        return (cell.setting,)
    if isinstance(cell, NameCell):
        return (cell.written,)
    if isinstance(cell, DateCell):
        return (cell.date,)
    return tuple(placeholders(cell.text)) if isinstance(cell, TextCell) else ()
