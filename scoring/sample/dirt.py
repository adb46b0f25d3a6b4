"""What is wrong with the sample, planted and counted, as real exports have it.

Every row carries at most one fault, and none lies on a row without an agent or at the edge of
the month, so that what a run finds must be exactly what was planted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scoring.columns import Column, Int64s
from scoring.exact.period import MICROSECONDS
from scoring.sample.contacts import Contacts
from scoring.sample.dice import Dice

Ratings = npt.NDArray[np.float64]
_UNKNOWN_AGENTS = 7


class Fault(NamedTuple):
    """One kind of fault: the column and the rule of the contract it breaks, and how often.

    A repeated row is a fault of every copy: `of_60000` counts the ids.
    """

    column: str
    rule: str
    of_60000: int


NULL_ID = Fault("interaction_id", "null-id", 12)
REPEATED_ROW = Fault("interaction_id", "repeated-row", 90)
UNKNOWN_AGENT = Fault("agent_id", "unknown-agent", 45)
OFF_SCALE = Fault("csat", "out-of-scale", 40)
NOT_A_NUMBER = Fault("csat", "not-finite", 15)
INFINITE = Fault("csat", "not-finite", 5)
BEFORE_CREATED = Fault("first_response_at", "negative-duration", 60)
NEGATIVE_HANDLE = Fault("handle_s", "negative-duration", 20)
ENDLESS_HANDLE = Fault("handle_s", "out-of-range", 10)
MORE_PASSED = Fault("checks_passed", "passed-over-done", 25)

FAULTS = (
    NULL_ID,
    REPEATED_ROW,
    UNKNOWN_AGENT,
    OFF_SCALE,
    NOT_A_NUMBER,
    INFINITE,
    BEFORE_CREATED,
    NEGATIVE_HANDLE,
    ENDLESS_HANDLE,
    MORE_PASSED,
)


class Soiled(NamedTuple):
    """Rows with faults in them.

    Attributes:
        columns: every column of the contract but `csat`.
        csat: float64[rows], as exports carry ratings, with NaN and infinity; null where unknown.
        csat_known: bool[rows].
        rows: int64[more], which contact each row is: repeated contacts stand again at the end.
        planted: how many rows have each fault; both copies of a repeated row.
        unattributed: rows without an agent, which is no fault.
    """

    columns: dict[str, Column]
    csat: Ratings
    csat_known: npt.NDArray[np.bool_]
    rows: Int64s
    planted: dict[Fault, int]
    unattributed: int


def counts(rows: int) -> dict[Fault, int]:
    """Return how many rows, or ids, get each fault in a sample of so many rows; one at least."""
    return {fault: max(1, fault.of_60000 * rows // 60_000) for fault in FAULTS}


def soil(seed: int, contacts: Contacts, total: int) -> Soiled:
    """Plant the faults: `total` rows come out, the repeated ones among them."""
    dice, planted = Dice(seed, "dirt"), counts(total)
    places = _places(dice, contacts, planted)
    columns = {name: _copy(column) for name, column in contacts.columns.items()}
    rating = columns.pop("csat")
    csat, csat_known = rating.values.astype(np.float64), rating.known
    for fault, spoil in _SPOIL.items():
        spoil(dice, columns, places[fault])
    for fault, wrong in _WRONG_RATINGS.items():
        csat[places[fault]] = np.resize(wrong, places[fault].size)
        csat_known[places[fault]] = True
    nobody = places[_NOBODY]
    columns["agent_id"].known[nobody] = False
    rows = np.concatenate([np.arange(csat.size, dtype=np.int64), places[REPEATED_ROW]])
    planted[REPEATED_ROW] *= 2
    return Soiled(columns, csat, csat_known, rows, planted, nobody.size)


_NOBODY = Fault("agent_id", "none", 300)


def _places(dice: Dice, contacts: Contacts, planted: dict[Fault, int]) -> dict[Fault, Int64s]:
    """Choose different rows for each fault."""
    free = np.flatnonzero(~contacts.edge)
    wanted = planted | {_NOBODY: max(1, _NOBODY.of_60000 * free.size // 60_000)}
    chosen = free[dice.chosen(sum(wanted.values()), free.size)]
    ends = np.cumsum(list(wanted.values()))[:-1]
    return dict(zip(wanted, map(np.sort, np.split(chosen, ends)), strict=True))


def _copy(column: Column) -> Column:
    return replace(column, values=column.values.copy(), known=column.known.copy())


def _no_id(_dice: Dice, columns: dict[str, Column], at: Int64s) -> None:
    columns["interaction_id"].known[at] = False


def _nobody_knows(dice: Dice, columns: dict[str, Column], at: Int64s) -> None:
    agent = columns["agent_id"]
    strangers = tuple(f"X{i + 1:04d}" for i in range(_UNKNOWN_AGENTS))
    agent.values[at] = len(agent.words) + dice.below(_UNKNOWN_AGENTS, at.size)
    columns["agent_id"] = replace(agent, words=agent.words + strangers)


def _answered_too_early(dice: Dice, columns: dict[str, Column], at: Int64s) -> None:
    response = columns["first_response_at"]
    early_s = 60 + dice.below(86_400, at.size)
    response.values[at] = columns["created_at"].values[at] - early_s * MICROSECONDS
    response.known[at] = True


def _handled_backwards(dice: Dice, columns: dict[str, Column], at: Int64s) -> None:
    columns["handle_s"].values[at] = -1 - dice.below(3_600, at.size)


def _handled_for_ever(dice: Dice, columns: dict[str, Column], at: Int64s) -> None:
    columns["handle_s"].values[at] = 10**9 + dice.below(10**9, at.size)


def _passed_too_much(dice: Dice, columns: dict[str, Column], at: Int64s) -> None:
    for name, values in (("checks_done", 10), ("checks_passed", 11 + dice.below(9, at.size))):
        columns[name].values[at] = values
        columns[name].known[at] = True


_SPOIL: dict[Fault, Callable[[Dice, dict[str, Column], Int64s], None]] = {
    NULL_ID: _no_id,
    UNKNOWN_AGENT: _nobody_knows,
    BEFORE_CREATED: _answered_too_early,
    NEGATIVE_HANDLE: _handled_backwards,
    ENDLESS_HANDLE: _handled_for_ever,
    MORE_PASSED: _passed_too_much,
}
_WRONG_RATINGS: dict[Fault, tuple[float, ...]] = {
    OFF_SCALE: (0.0, 6.0, 55.0),
    NOT_A_NUMBER: (float("nan"),),
    INFINITE: (float("inf"), float("-inf")),
}
