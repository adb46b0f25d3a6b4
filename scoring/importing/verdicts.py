"""What becomes of the rows that break a rule: the profile says, and every fault is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.errors import DataError, Problem, counted
from scoring.importing.profiles import Profile
from scoring.intake.canonical import Rows
from scoring.intake.checks import faults_in, reason_of
from scoring.intake.contracts import Declared

_REASONS = {
    "unparsable-stamp": "no format of the profile fits, or two of them disagree",
    "zone-gap": "the clock was put forward over this local time, so it never was",
    "zone-overlap": "the clock was put back over this local time, so it was twice",
    "unknown-word": "the profile does not know the word",
    "out-of-scale": "outside of the scale that the profile gives",
    "response-after-resolution": "the first answer came after the solution",
    "roster-conflict": "an agent's rows disagree about it",
    "roster-text": "not a text that a roster may hold",
}


class Verdict(NamedTuple):
    """Rows in which one column broke one rule, and what it came to.

    Attributes:
        column: the contract's column.
        action: `blank`, `quarantine`, `error` or `keep`.
        reason: why, without a personal value.
        rows: int64[n], row numbers of the export counted from one.
    """

    column: str
    rule: str
    action: str
    reason: str
    rows: Int64s


@dataclass(slots=True)
class Judge:
    """Holds blocks of rows against the contract and the profile.

    Attributes:
        verdicts: all that was found, in the order of the blocks.
    """

    profile: Profile
    schema: Any
    declared: Mapping[str, Declared]
    verdicts: list[Verdict] = field(default_factory=list)

    def judge(self, rows: Rows) -> Bools:
        """Blank the fields that the profile blanks; return bool[rows], the rows to leave out."""
        out = np.zeros(rows.places_in_file.size, np.bool_)
        found = [(f.column, f.rule, f.mask) for f in faults_in(rows, self.schema, self.declared)]
        for column, rule, mask in found:
            out |= self._apply(rows, column, rule, mask)
        late = _answered_late(rows)
        return out | self._apply(rows, "first_response_at", "response-after-resolution", late)

    def leave_out(self, column: str, rule: str, rows: Int64s) -> None:
        """Note rows that break a rule which no block can see alone."""
        self.note(column, rule, self.profile.violations.action(rule), rows)

    def note(self, column: str, rule: str, action: str, rows: Int64s) -> None:
        """Take down rows that broke a rule; no rows are nothing."""
        if rows.size:
            self.verdicts.append(Verdict(column, rule, action, self._reason(column, rule), rows))

    def _reason(self, column: str, rule: str) -> str:
        """Say why: by the profile, or by the contract where that is what names the words."""
        of_contract = rule == "unknown-word" and self.declared[column].words
        said = None if of_contract else _REASONS.get(rule)
        return said or reason_of(rule, self.declared[column])

    def raise_errors(self, file: str) -> None:
        """Refuse the export where a rule that the profile calls an error was broken.

        Raises:
            DataError: with one problem for each rule and column.
        """
        problems = []
        for (column, rule), found in self._together("error").items():
            rows = counted(found.rows.size, "row")
            what = f"{column}: '{rule}' is broken by {rows}: {found.reason}"
            hint = f"Mend the export, or let the profile say otherwise at {_choice(column, rule)}."
            problems.append(Problem(rule, f"{file} row {int(found.rows.min())}", what, hint))
        if problems:
            raise DataError(problems)

    def totals(self) -> list[Verdict]:
        """Return one verdict for each column, rule and action, its rows in order."""
        found: list[Verdict] = []
        for action in ("keep", "blank", "quarantine"):
            found += self._together(action).values()
        return sorted(found, key=lambda v: (v.rule, v.column, v.action))

    def _together(self, action: str) -> dict[tuple[str, str], Verdict]:
        found: dict[tuple[str, str], Verdict] = {}
        for one in self.verdicts:
            if one.action == action:
                before = found.get((one.column, one.rule))
                rows = one.rows if before is None else np.concatenate([before.rows, one.rows])
                found[one.column, one.rule] = one._replace(rows=np.sort(rows))
        return found

    def _apply(self, rows: Rows, column: str, rule: str, mask: Bools) -> Bools:
        action = self.profile.violations.action(rule)
        if action == "blank" and not self.declared[column].nullable:
            action = "quarantine"
        if action == "blank":
            rows.blank(column, mask)
        self.note(column, rule, action, rows.places_in_file[mask])
        return mask & (action == "quarantine")


def _choice(column: str, rule: str) -> str:
    """Name the key of a profile that says what a fault comes to."""
    room, _, name = column.rpartition(".")
    return f"{room}.columns.{name}.conflict" if room else f"violations.{rule}"


def _answered_late(rows: Rows) -> Bools:
    """Say which rows were answered after they were solved."""
    answered, solved = rows.numbers.get("first_response_at"), rows.numbers.get("resolved_at")
    if answered is None or solved is None:
        return np.zeros(rows.places_in_file.size, np.bool_)
    return answered.known & solved.known & (answered.values > solved.values)
