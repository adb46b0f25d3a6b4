"""Who is in the plan: the roster's rows of each agent, cut to a period."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
import pyarrow.compute as pc

from scoring.balances import EMPLOYED
from scoring.columns import Bools, Column, Int64s, Words
from scoring.errors import Problem
from scoring.exact.period import Period
from scoring.exact.service import epoch_day
from scoring.flow import Finding
from scoring.intake.canonical import Rows, encoded
from scoring.intake.folder import ROSTER
from scoring.intake.small import rows_problem
from scoring.vocabulary import ROSTER_TEXTS

_OPEN = 10**9  # a day after every other: a row without an end
_BEGUN = -(10**9)
FULL_TIME = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Stints:
    """Rows of the roster, ordered by agent and first day.

    Days count from 1970-01-01; first and last day belong to a row.

    Attributes:
        agent_ids: every agent of the roster once, increasing.
        agent: int64[rows], the index into them.
        row: int64[rows], the number in the file, from 1.
        first, last: int64[rows], the days on which the row begins and ends to hold.
        hired, left: int64[rows], the first and last day of employment.
        base: int64[rows] in units of 10**-4, where `has_base`.
        has_base: bool[rows].
        fte: int64[rows] in units of 10**-4.
        texts: the text columns of the roster, all of them.
    """

    agent_ids: tuple[str, ...]
    agent: Int64s
    row: Int64s
    first: Int64s
    last: Int64s
    hired: Int64s
    left: Int64s
    base: Int64s
    has_base: Bools
    fte: Int64s
    texts: Mapping[str, Words]

    def taken(self, at: Int64s) -> Stints:
        """Return some of the rows, in the order of `at`."""
        columns = {
            field.name: getattr(self, field.name)[at]
            for field in fields(self)
            if field.name not in ("agent_ids", "texts")
        }
        texts = {name: words.taken(at) for name, words in self.texts.items()}
        return replace(self, **columns, texts=texts)

    def tenure(self, end: int) -> Column:
        """Return the days from the hire date up to `end`, the first day after a period."""
        known = self.hired != _BEGUN
        return Column("whole", np.where(known, end - self.hired, 0), known)

    def days_in(self, begin: int, end: int) -> Int64s:
        """Count the days from `begin` up to `end` on which rows hold and employment lasts."""
        first = np.maximum(np.maximum(self.first, self.hired), begin)
        last = np.minimum(np.minimum(self.last, self.left), end - 1)
        days: Int64s = np.maximum(last - first + 1, 0)
        return days


def stints_of(rows: Rows) -> Stints:
    """Return the roster's rows in the order of agent and first day."""
    count = rows.places_in_file.size
    agents = encoded(pc.fill_null(rows.texts["agent_id"], ""))
    there = "bonus_base" in rows.numbers
    found = Stints(
        agent_ids=agents.words,
        agent=agents.values,
        row=rows.places_in_file,
        first=_numbers(rows, "from_date", count, _BEGUN),
        last=_numbers(rows, "to_date", count, _OPEN),
        hired=_numbers(rows, "hire_date", count, _BEGUN),
        left=_numbers(rows, "leave_date", count, EMPLOYED),
        base=_numbers(rows, "bonus_base", count, 0),
        has_base=rows.numbers["bonus_base"].known if there else np.zeros(count, np.bool_),
        fte=_numbers(rows, "fte", count, FULL_TIME),
        texts={name: _words(rows, name, count) for name in ROSTER_TEXTS},
    )
    return found.taken(np.lexsort((found.row, found.first, found.agent)))


def _words(rows: Rows, name: str, count: int) -> Words:
    if name not in rows.texts:
        return Words(np.full(count, -1, np.int32), ())
    column = encoded(rows.texts[name])
    return Words(np.where(column.known, column.values, -1).astype(np.int32), column.words)


def _numbers(rows: Rows, name: str, count: int, without: int) -> Int64s:
    if name not in rows.numbers:
        return np.full(count, without, np.int64)
    column = rows.numbers[name]
    return np.where(column.known, column.values, without)


def overlaps(stints: Stints) -> list[Problem]:
    """Return the one problem that rows of an agent overlap, by row number; nothing if none do."""
    same = (stints.agent[1:] == stints.agent[:-1]) & (stints.first[1:] <= stints.last[:-1])
    named = np.array([agent != "" for agent in stints.agent_ids], np.bool_)
    rows = stints.row[1:][same & named[stints.agent[1:]]]
    if not rows.size:
        return []
    what = "holds on days on which another row of the same agent holds"
    return [rows_problem(ROSTER, "from_date", "overlapping-rows", rows, what)]


def look_alikes(agents: Iterable[str]) -> list[Finding]:
    """Tell of ids that a person reads as one and a machine as two: case, width, composition.

    They are counted as different agents, since nobody can tell which of them was meant.
    """
    known = set(agents)
    alike = Counter(_as_read(agent) for agent in known)
    twins = sum(count for count in alike.values() if count > 1)
    said = f"agent ids that differ from another one only in case or in their Unicode form: {twins}"
    rule = "look-alike-ids"
    return [Finding(rule, ROSTER, None, "agent_id", rule, said)] if twins else []


def _as_read(agent: str) -> str:
    if agent.isascii():  # has one composition and one width
        return agent.casefold()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", agent).casefold())


def employed_days(stints: Stints, period: Period) -> Int64s:
    """Return for each agent of the roster the days employed in a period, under whichever row."""
    begin, end = epoch_day(period.first), epoch_day(period.end)
    held = (stints.first < end) & (stints.last >= begin)
    return each(stints, np.where(held, stints.days_in(begin, end), 0))


def last_days(stints: Stints, period: Period) -> dict[str, int]:
    """Return for each agent of the roster the last day of employment, or `EMPLOYED`.

    It is that of the last row which has begun by the end of the period: who came back is employed,
    and who comes back later is not yet.
    """
    begun = np.flatnonzero(stints.first < epoch_day(period.end))
    at = begun[np.diff(stints.agent[begun], append=-1) != 0]
    days = np.full(len(stints.agent_ids), EMPLOYED, np.int64)
    days[stints.agent[at]] = stints.left[at]
    return dict(zip(stints.agent_ids, days.tolist(), strict=True))


def each(stints: Stints, counts: Int64s) -> Int64s:
    """Add up a count over the rows of each agent of the roster."""
    begins = np.flatnonzero(np.diff(stints.agent, prepend=-1))
    sums: Int64s = np.add.reduceat(counts, begins) if begins.size else counts
    return sums
