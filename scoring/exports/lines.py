"""The pay lines of a run, each field that is written validated: refused and never escaped."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from scoring.errors import DataError, Problem
from scoring.exact import fixed
from scoring.exact.money import AMOUNT_PLACES, MINOR_PLACES
from scoring.ledger.totals import Rows
from scoring.vocabulary import PAYROLL_ID

PAYOUTS = "payouts.parquet"
_IDS = ("agent_id", "pay_code", "cost_center")
_ANYTHING = re.compile(r".+", re.DOTALL)
_LINE_ID = re.compile(r"[0-9a-f]{32}")


class Line(NamedTuple):
    """A validated pay line: amount in the currency's minor unit, row from 1 in the run's table."""

    row: int
    payee_id: str
    pay_code: str
    amount_minor: int
    currency: str
    cost_center: str
    line_id: str


def validated(
    rows: Rows, run: Path, *, settles: bool, written: Collection[str] = _IDS
) -> list[Line]:
    """Turn rows into validated lines, or refuse the file and list every field out of pattern.

    Args:
        rows: the pay lines of the run.
        run: its folder.
        settles: whether its plan says what becomes of a sum below zero.
        written: those of agent_id, pay_code and cost_center that the file writes as they are; the
            others are held to no pattern, as a journal names no payee and a map gives other names.

    Raises:
        DataError: a run without pay, or fields that no machine file may get; all are listed.
    """
    if not rows:
        what = "has no pay lines: it holds scorecards only"
        hint = "A plan with a bonus, and a roster with bonus_base and currency, give pay."
        raise DataError(Problem("no-pay", str(run), what, hint))
    problems = [
        problem for number, row in enumerate(rows, 1) for problem in _faults(number, row, written)
    ]
    if not settles:
        problems += _below_zero(rows)
    if problems:
        raise DataError(problems)
    return [_line(number, row) for number, row in enumerate(rows, 1)]


def of_currencies(lines: Sequence[Line], codes: Sequence[str]) -> list[Line]:
    """Return the lines in these currencies, in their order."""
    return [line for line in lines if line.currency in codes]


def _faults(number: int, row: Mapping[str, Any], written: Collection[str]) -> Iterator[Problem]:
    """Yield what is wrong with one row: its number and columns, never its values."""
    for column in _IDS:
        if row[column] is None and column == "cost_center":
            continue
        pattern = PAYROLL_ID if column in written else _ANYTHING
        if row[column] is None or not pattern.fullmatch(row[column]):
            yield _fault(number, column, f"is not of the form {pattern.pattern}")
    if row["line_id"] is None or not _LINE_ID.fullmatch(row["line_id"]):
        yield _fault(number, "line_id", f"is not of the form {_LINE_ID.pattern}")
    places = MINOR_PLACES.get(row["currency"])
    if places is None:
        yield _fault(number, "currency", "is not an ISO 4217 code")
    elif fixed.scaled(row["amount"], AMOUNT_PLACES) % 10 ** (AMOUNT_PLACES - places):
        yield _fault(number, "amount", f"has more than the {places} places of its currency")


def _below_zero(rows: Rows) -> Iterator[Problem]:
    """Yield the lines below zero of payees to whom less than nothing is due in their currency."""
    due: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        due[row["agent_id"], row["currency"]] += row["amount"]
    for number, row in enumerate(rows, 1):
        if row["amount"] < 0 and due[row["agent_id"], row["currency"]] < 0:
            where = f"{PAYOUTS}:{number} (amount)"
            what = f"{row['line']}: below zero, and so is all that the payee is due in the currency"
            hint = "Let settlement.negative say in the plan what follows: carry, pay or refuse."
            yield Problem("sum-below-zero", where, what, hint)


def _fault(number: int, column: str, what: str) -> Problem:
    hint = "Correct the roster or the plan and run again; machine files are never escaped."
    return Problem("field-refused", f"{PAYOUTS}:{number} ({column})", what, hint)


def _line(number: int, row: Mapping[str, Any]) -> Line:
    places = MINOR_PLACES[row["currency"]]
    minor = fixed.scaled(row["amount"], AMOUNT_PLACES) // 10 ** (AMOUNT_PLACES - places)
    ids = row["agent_id"], row["pay_code"]
    return Line(number, *ids, minor, row["currency"], row["cost_center"] or "", row["line_id"])
