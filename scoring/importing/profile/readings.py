"""How a column is read from an export: the few ways, and what each of them may say.

A reading takes the text of one or several columns of the export to one column of the contract.
Every way is closed and exact: a text becomes a value, is one of the words for no value, or breaks
a rule whose consequence the profile names.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.exact.fixed import Mode
from scoring.plan.conditions import Filter
from scoring.plan.model import Scale
from scoring.plan.nodes import Name, Node, Number, Text, Truth

SourceColumn = Annotated[str, Field(max_length=500)]
"""A column of the export as its header names it; a blank name is written ""."""

Sources = SourceColumn | Annotated[tuple[SourceColumn, ...], Field(min_length=1)]
Word = Annotated[str, Field(max_length=200)]
Round = Literal["exact"] | Mode
"""`exact` refuses a number with more places than the column keeps; a mode rounds it, once."""

Unit = Literal["s", "min", "h", "d", "h:m:s", "h:m", "m:s", "d h:m:s", "words"]
"""How a duration is written: a number of seconds, minutes, hours or days, or parts with colons."""

_FROM = "the column of the export, or several whose texts are joined with a space"
_UNIT = (
    "how it is written: a number of s, min, h or d; h:m:s, h:m, m:s or d h:m:s; or words such as "
    "3 Days 12 Hours"
)


class Numbers(Node):
    """How numbers are written."""

    mark: Literal["point", "comma"] = Field(description="what stands before the decimals")
    grouping: Literal["none", "comma", "point", "space", "apostrophe"] = Field(
        description="what may stand between thousands"
    )


class Fill(Node):
    """What stands in for an empty text: one word, or the text of another column."""

    word: Word | None = Field(default=None, alias="with", description="this word")
    source: SourceColumn | None = Field(
        default=None, alias="from", description="the text of this column of the export"
    )


class Event(Node):
    """Of the rows that share an id, the one that the value is taken from."""

    take: Literal["first", "last"] = Field(
        description="the first or the last of them, in the order of keep_last_by"
    )
    where: Filter = Field(description="conditions on columns of the export that the row must meet")


class Reading(Node):
    """What every way of reading a column may say."""

    nulls: tuple[Word, ...] | None = Field(
        default=None, description="words that mean no value here, instead of the profile's own"
    )
    blank_where: Filter | None = Field(
        default=None, description="conditions on columns of the export; where all hold: no value"
    )
    fill: Fill | None = Field(
        default=None,
        description="what stands in where the export says nothing; each time is counted and listed",
    )
    event: Event | None = Field(
        default=None,
        description="with keep_last_by: the row that counts, where it is not the last one",
    )
    optional: Truth = Field(
        default=False, description="true: an export without the column does without the value"
    )


class Who(Reading):
    """A column that names a person."""

    source: Sources = Field(alias="from", description=_FROM)


class TextReading(Reading):
    """The text as it stands."""

    read: Literal["text"]
    source: Sources = Field(alias="from", description=_FROM)


class ConstantReading(Node):
    """One word for all rows, such as the currency of a cost."""

    read: Literal["constant"]
    word: Text = Field(description="the word")


class StampReading(Reading):
    """A date, or a date and time, on the wall clock of the profile's zone."""

    read: Literal["stamp"]
    source: Sources = Field(alias="from", description=_FROM)
    formats: tuple[Text, ...] = Field(
        min_length=1,
        description="formats, read strictly: %d is two digits, %-d has no leading zero, %z counts, "
        "and an offset written as text does not; or unix_s, unix_ms",
    )
    date_only: Literal["day_start", "day_end"] | None = Field(
        default=None,
        description="the instant of a date without a time; needed where a format has no hour",
    )
    zone: Text | None = Field(
        default=None, description="the zone of this column's clock, where it is another"
    )


class LaterReading(Reading):
    """Another stamp of the row, and so much later."""

    read: Literal["stamp_plus_duration"]
    stamp: Name = Field(
        description="the column of the contract that it starts from, one with read: stamp"
    )
    source: SourceColumn = Field(alias="from", description="the column with the duration")
    unit: Unit = Field(description=_UNIT)
    round: Round = Field(description="how the duration becomes whole seconds")
    numbers: Numbers | None = Field(default=None, description="how its numbers are written")


class DurationReading(Reading):
    """A duration, in whole seconds."""

    read: Literal["duration"]
    source: SourceColumn = Field(alias="from", description="the column of the export")
    unit: Unit = Field(description=_UNIT)
    round: Round = Field(description="how it becomes whole seconds")
    numbers: Numbers | None = Field(default=None, description="how its numbers are written")


class NumberReading(Reading):
    """A whole or decimal number."""

    read: Literal["whole", "decimal"]
    source: SourceColumn = Field(alias="from", description="the column of the export")
    round: Round = Field(description="how it comes to the places that the contract keeps")
    scale: Scale | None = Field(
        default=None, description="the ratings that the survey allows; csat must say it"
    )
    words: dict[Word, Number | Literal["none"]] | None = Field(
        default=None,
        description="words that stand for a number, such as {Good: 5, Bad: 1, Not rated: none}; "
        "none is no value, and is not filled",
    )
    affixes: tuple[Word, ...] = Field(
        default=(), description="signs that may stand before or after the number, such as %"
    )
    numbers: Numbers | None = Field(default=None, description="how its numbers are written")


class TruthReading(Reading):
    """True or false, from the words of the export."""

    read: Literal["boolean"]
    source: SourceColumn = Field(alias="from", description="the column of the export")
    true_words: tuple[Word, ...] = Field(min_length=1, description="words that mean true")
    false_words: tuple[Word, ...] = Field(min_length=1, description="words that mean false")


class FlagReading(Reading):
    """True for a set of words, false for every other; no value where there is no word."""

    read: Literal["flag"]
    source: SourceColumn = Field(alias="from", description="the column of the export")
    among: tuple[Word, ...] = Field(min_length=1, description="the words that mean true")


class KeptReading(Reading):
    """Whether a promise was kept, from the time left: with a minus before it, it was broken."""

    read: Literal["kept"]
    source: SourceColumn = Field(alias="from", description="the column with the time left")
    unit: Unit = Field(description=_UNIT)
    numbers: Numbers | None = Field(default=None, description="how its numbers are written")


ColumnReading = Annotated[
    TextReading
    | ConstantReading
    | StampReading
    | LaterReading
    | DurationReading
    | NumberReading
    | TruthReading
    | FlagReading
    | KeptReading,
    Field(discriminator="read"),
]


class Attribution(Node):
    """Who is credited with an interaction: an export may name several people."""

    credit: Literal["assignee", "resolver", "column"] = Field(
        description="which of them agent_id is: the assignee at export time, who solved it, or "
        "another column"
    )
    assignee: Who | None = Field(default=None, description="who it was assigned to at export time")
    resolver: Who | None = Field(default=None, description="who solved it")
    column: Who | None = Field(default=None, description="whoever else the company credits")
    rated: Who | None = Field(
        default=None,
        description="whom the customer rated; where it is not agent_id, the run reports it",
    )

    @property
    def credited(self) -> Who | None:
        """The reading of agent_id; None where the block does not have the one it credits."""
        found: Who | None = getattr(self, self.credit)
        return found
