"""What becomes of the rows that break a rule: the profile says, and every fault is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.errors import DataError, Problem, counted
from scoring.importing.log import Log, Said, apart
from scoring.importing.profile.profiles import Profile
from scoring.intake.canonical import Rows
from scoring.intake.checks import faults_in, reason_of
from scoring.intake.contracts import Declared, Terms

_REASONS = {
    "unparsable-stamp": "no format of the profile fits",
    "ambiguous-stamp": "two formats of the profile fit, and they name different times",
    "zone-gap": "the clock was put forward over this local time, so it never was",
    "zone-overlap": "the clock was put back over this local time, so it was twice",
    "unknown-word": "the profile does not know the word",
    "out-of-scale": "outside of the scale that the profile gives",
    "response-after-resolution": "the first answer came after the solution",
    "repeated-id": "rows share the id, and `repeats` does not say which of them counts",
    "other-assignee": "it is assigned to another person than the one credited",
    "other-resolver": "another person than the one credited solved it",
    "other-column": "the column that is not credited names another person",
    "roster-conflict": "an agent's rows disagree about it",
    "roster-text": "not a text that a roster may hold",
}
_APPLIED = {
    "emptied": ("blank-where", "a condition of the profile's `blank_where` holds"),
    "filled": ("fill", "it was empty, and the profile's `fill` stood in"),
    "filtered": ("keep", "it does not meet the profile's `keep`"),
    "repeated": ("repeats", "it is identical to another row of its id"),
    "superseded": ("repeats", "another row of its id is later by `keep_last_by`"),
}
"""The cleaning rules of a profile, by what they do: their key, and why."""


@dataclass(slots=True)
class Judge:
    """Holds rows against the contract and the profile.

    Attributes:
        log: takes down all that is found.
    """

    profile: Profile
    terms: Terms
    log: Log

    @property
    def declared(self) -> Mapping[str, Declared]:
        """What the contract declares, by column."""
        return self.terms.columns

    def judge(self, rows: Rows, torn: Bools, taken_at: Mapping[str, Int64s]) -> Bools:
        """Blank the fields that the profile blanks; return bool[rows], the rows to leave out.

        Args:
            rows: one row an id; their places are those of the log.
            torn: bool[rows], rows that share their id and cannot be told apart.
            taken_at: for columns that come from another row of the id, that row's place.
        """
        out = np.zeros(rows.places_in_file.size, np.bool_)
        found = [(f.column, f.rule, f.mask) for f in faults_in(rows, self.terms)]
        found.append(("interaction_id", "repeated-id", torn))
        for fault in found:
            out |= self._apply(rows, taken_at, *fault)
        # Of the stamps that are left, since a field that is blank by now is in no order.
        late = _answered_late(rows)
        if late.any():
            rule = "response-after-resolution"
            out |= self._apply(rows, taken_at, "first_response_at", rule, late)
        return out

    def applied(self, action: str, column: str, at: Int64s) -> None:
        """Take down places at which a cleaning rule of the profile did its work."""
        rule, reason = _APPLIED[action]
        self.log.note(Said(column, rule, action, reason), at)

    def note(self, column: str, rule: str, action: str, at: Int64s) -> None:
        """Take down places that broke a rule."""
        self.log.note(Said(column, rule, action, self._reason(column, rule)), at)

    def _reason(self, column: str, rule: str) -> str:
        """Say why: by the profile, or by the contract where that is what names the words."""
        of_contract = rule == "unknown-word" and self.declared[column].words
        said = None if of_contract else _REASONS.get(rule)
        return said or reason_of(rule, self.declared[column])

    def raise_errors(self, files: Sequence[str]) -> None:
        """Refuse the export where a rule that the profile calls an error was broken.

        Raises:
            DataError: with one problem for each rule and column.
        """
        problems = []
        for said, count in self.log.counts.items():
            if said.action == "error":
                file, row = apart(np.array([self.log.first[said]]))
                what = (
                    f"{said.column}: '{said.rule}' is broken by {counted(count, 'row')}: "
                    f"{said.reason}"
                )
                choice = _choice(said.column, said.rule)
                hint = f"Mend the export, or let the profile say otherwise at {choice}."
                where = f"{files[int(file[0])]} row {int(row[0])}"
                problems.append(Problem(said.rule, where, what, hint))
        if problems:
            raise DataError(sorted(problems, key=lambda p: (p.what, p.where)))

    def _apply(
        self, rows: Rows, taken_at: Mapping[str, Int64s], column: str, rule: str, mask: Bools
    ) -> Bools:
        at = taken_at.get(column, rows.places_in_file)
        action = self.profile.violations.action(rule)
        if action == "blank" and not self.declared[column].nullable:
            action = "quarantine"
        if action == "blank":
            rows.blank(column, mask)
        if action == "quarantine":  # the row that stands for the id is the one set aside
            at = rows.places_in_file
        self.note(column, rule, action, np.where(at < 0, rows.places_in_file, at)[mask])
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
