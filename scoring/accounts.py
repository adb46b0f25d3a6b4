"""What becomes of rows: their fates by file and period, and how often each rule was broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

MEASURED = (
    "used",
    "unattributed",
    "not_in_plan",
    "no_stamp",
    "outside_period",
    "no_measure",
)
"""What becomes of a row that is measured: used, or the reason for which no measure used it."""


EXCLUSIONS = (
    "no_stamp",
    "outside_period",
    "outside_dates",
    "filtered",
    "other_currency",
    "no_promise",
    "no_calendar",
    "null_value",
    "unanswered",
    "negative_duration",
    "beyond_data",
)
"""Why a measure leaves a row out, in the order in which a row is asked: the first one holds."""


class Place(NamedTuple):
    """Where a row stands, and when it began.

    Attributes:
        file: the file of the interactions; of a row that the import left out, the export.
        period: of the plan's cycle, by `created_at` in the plan's zone; None where there is no
            such stamp, or nobody knows it any more.
        imported: whether the file is an export.
    """

    file: str
    period: str | None
    imported: bool = False


class Fate(NamedTuple):
    """What rows of a place became: a word of `MEASURED`, `quarantined`, or what an import did."""

    place: Place
    became: str


Fates = Mapping[Fate, int]
"""Rows by their fate; what no row met is not among them."""


def became(fates: Fates) -> dict[str, int]:
    """Add up rows by what became of them, wherever they stand."""
    rows: dict[str, int] = {}
    for fate, count in fates.items():
        rows[fate.became] = rows.get(fate.became, 0) + count
    return rows


@dataclass(frozen=True, slots=True)
class RuleTotal:
    """How often one rule was broken, or applied, in one column of one file.

    Attributes:
        consequence: what it came to, one of the words of `contracts.CONSEQUENCES`.
        column: None where the rule is about the row as a whole.
        reason: why, without a personal value.
        count: rows.
        places: the smallest of their row numbers, from 1, in order.
        values: what stands there, one text for each of `places`, where values were asked for.
    """

    consequence: str
    rule: str
    column: str | None
    reason: str
    file: str
    count: int
    places: tuple[int, ...]
    values: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Return the word of `findings.parquet` and `quarantine.parquet` for the consequence."""
        return CODES.get(self.consequence, self.consequence)


CODES = {"row": "quarantined", "field": "blanked"}
"""The code of a consequence, where it is another word."""
