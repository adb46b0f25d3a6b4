"""Export profiles: a frozen tree that says how the pay lines of a run become a target's file.

A shipped profile says what the target reads, column by column, and which settings and maps a
company must give. A company's own profile is either such a whole one or `extends` one and gives
just these.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from scoring.exports.cells import AnyCell, Pattern
from scoring.plan.nodes import Label, Name, Node, Text, Truth, Whole

SEPARATORS: dict[str, str] = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
LINE_ENDS: dict[str, str] = {"crlf": "\r\n", "lf": "\n"}
DateForm = Literal["YYYY-MM-DD", "YYYY/MM/DD", "YYYYMMDD", "MM/DD/YYYY", "DD/MM/YYYY", "DD.MM.YYYY"]
DATES_WRITTEN = "dates_written"
"""The setting that says how days are written, where a profile leaves it to the company."""
DATE_FORMS: dict[str, str] = {
    "YYYY-MM-DD": "%Y-%m-%d",
    "YYYY/MM/DD": "%Y/%m/%d",
    "YYYYMMDD": "%Y%m%d",
    "MM/DD/YYYY": "%m/%d/%Y",
    "DD/MM/YYYY": "%d/%m/%Y",
    "DD.MM.YYYY": "%d.%m.%Y",
}

ProfileName = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9-]{0,62}$", examples=["our-payroll"]),
]


def _header(said: str) -> str:
    if re.search(r"[\x00-\x1f]", said) or said != said.strip():
        raise ValueError("write a column's name without tabs or spaces around it")
    return said


Header = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_header)]
"""A column of the target's file, as its header names it."""

Said = Annotated[
    str,
    Field(min_length=1, max_length=200),
    WithJsonSchema({"type": ["string", "number"], "description": "a value"}),
]
"""A value that a company gives; its setting or map says of which form."""


ProvenBy = Literal["ours", "vendor", "excerpt", "public_test", "public_code", "template", "own"]


class Proven(Node):
    """How far the columns of a profile are known to be the target's."""

    by: ProvenBy = Field(
        description="ours: a format of this house; vendor: the vendor's page; excerpt: an excerpt "
        "of a page; public_test: a test of another project that pins the header; public_code: code "
        "of others; template: to be finished with your own field list; own: held against your own "
        "system"
    )
    on: Text = Field(description="what was held against what")


class File(Node):
    """The dialect of the file: all that decides its bytes beside the cells."""

    delimiter: Literal["comma", "semicolon", "tab", "pipe"] = Field(
        description="what stands between two cells"
    )
    quoting: Literal["never", "where_needed", "always"] = Field(
        description="double quotes around no cell (one that would need them is refused), around "
        "cells that hold the delimiter, or around all"
    )
    encoding: Literal["utf-8", "utf-16", "gb18030", "windows-1252"] = Field(
        description="how characters are stored as bytes; utf-16 is little-endian"
    )
    bom: Truth = Field(description="a byte-order mark in front; of utf-8 and utf-16 alone")
    line_end: Literal["crlf", "lf"] = Field(description="what ends every line, the last one too")
    dates: DateForm | Literal["setting"] = Field(
        description="how a day is written; setting: as the setting dates_written says, where it "
        "depends on the region or the user of the target"
    )
    name: Text | None = Field(
        default=None,
        description="the file's name where the target asks for one; {…} stands for a setting",
    )
    rows_known: Annotated[Whole, Field(ge=1)] | None = Field(
        default=None,
        description="so many rows a file is known to be taken with; where there are more, the "
        "summary says so",
    )


class Amounts(Node):
    """How money is written."""

    mark: Literal["point", "comma"] = Field(description="what stands before the decimals")
    places: Literal["currency"] | Annotated[Whole, Field(ge=0, le=4)] = Field(
        description="decimals: as many as the currency has, or always so many; an amount with more "
        "is refused"
    )
    digits: Annotated[Whole, Field(ge=1, le=18)] = Field(
        description="digits before the decimals that the target takes; a longer amount is refused"
    )
    negatives: Literal["allow", "refuse", "other_column", "other_side"] = Field(
        description="an amount below zero: written with a minus; refused; without a sign in a "
        "column of its own; or, in a journal, on the other side"
    )
    unused: Literal["blank", "zero"] = Field(
        description="a column of money that has no amount in a row: empty, or 0"
    )


class Setting(Node):
    """What a company must say once, and a run does not hold."""

    what: Text = Field(description="what it is, for the message that asks for it")
    form: Literal["code", "text", "day", "currency"] = Field(
        description="code: letters, digits and ._-/ without spaces; text: words in one line; day: "
        "2026-10-31; currency: a code of ISO 4217 in which the target keeps its amounts"
    )
    pattern: Pattern | None = Field(
        default=None, description="a regular expression that the whole value must match"
    )
    choices: Annotated[tuple[Said, ...], Field(min_length=1)] | None = Field(
        default=None, description="the only values that there are"
    )
    not_before: Name | None = Field(
        default=None, description="of a day: another setting, before which it must not lie"
    )
    needed: Truth = Field(
        default=True, description="false: without it the columns that hold it are empty"
    )


class Mapped(Node):
    """What a company may or must say for each pay code, cost centre, currency or payee."""

    what: Text = Field(description="what it is, for the message that asks for it")
    by: Literal[
        "pay_code", "cost_center", "currency", "payee_id", "team", "region", "role", "shift"
    ] = Field(description="what it goes by; team, region, role and shift are the roster's")
    form: Literal["code", "text"] = Field(description="of which form the values are")
    pattern: Pattern | None = Field(
        default=None, description="a regular expression that the whole value must match"
    )
    choices: Annotated[tuple[Said, ...], Field(min_length=1)] | None = Field(
        default=None, description="the only values that there are"
    )
    unmapped: Literal["same", "refuse", "setting"] = Field(
        description="where the map says nothing: the value that it goes by itself; the file is "
        "refused; or a setting of the same name"
    )


Given = Literal["same"] | dict[Said, Said]


class Record(Node):
    """One kind of row of the file, with a header of its own."""

    rows: Literal["line", "payee", "posting"] = Field(
        description="one row a pay line; a payee and currency; or a posting of the journal"
    )
    columns: dict[Header, AnyCell] = Field(
        min_length=1, description="the columns in their order, each with what stands in it"
    )
    key: tuple[Header, ...] = Field(
        default=(),
        description="columns by which the target tells rows apart: two rows that agree in all are "
        "refused",
    )


class Whose(Node):
    """What a company gives to a profile."""

    settings: dict[Name, Said] = Field(
        default_factory=dict, description="values for the settings of the profile"
    )
    maps: dict[Name, Given] = Field(
        default_factory=dict,
        description="for each map its values, such as {PERF: BON, STAR: AWD}; or `same` where the "
        "target has the very values that the map goes by",
    )


class ExportProfile(Node):
    """One profile: the target's file, its columns, and what a company must say."""

    export: ProfileName = Field(description="its name: lower-case letters, digits, hyphens")
    kind: Literal["payroll", "journal"] = Field(
        description="payroll: pay lines of payees; journal: postings of what they come to"
    )
    title: Label = Field(description="what people call it, in English and Chinese")
    proven: Proven = Field(description="how far its columns are known to be the target's")
    file: File = Field(description="the dialect of the file")
    amounts: Amounts = Field(description="how money is written")
    currencies: Literal["several", "one"] = Field(
        description="several: a column names the currency; one: the target knows one currency, and "
        "`--currency` names it where a run pays in several"
    )
    settings: dict[Name, Setting] = Field(
        default_factory=dict, description="what a company must say once"
    )
    maps: dict[Name, Mapped] = Field(
        default_factory=dict, description="what a company says for each pay code, payee and so on"
    )
    records: dict[Name, Record] = Field(
        min_length=1, description="the kinds of rows, one after another in the file"
    )
    given: Whose = Field(
        default=Whose(), description="the company's settings and maps, where it has its own file"
    )


class Extension(Whose):
    """A company's own profile on top of another one: its settings and maps."""

    export: ProfileName = Field(description="its name: lower-case letters, digits, hyphens")
    extends: Text = Field(
        description="a shipped profile's name, or a path from this file to a whole profile"
    )
