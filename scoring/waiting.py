"""Rows that wait until all of them are there: values to be ordered, contacts to be found repeated.

What waits is shared out into runs. Runs are added by laying them side by side, in any order.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from scoring.columns import Int64s


class Run(NamedTuple):
    """Values of rows, those of an agent side by side: quantiles are selected from them.

    Attributes:
        first: int64[n + 1], where each agent's values begin, and the last one's end.
        values: int32 or int64 by slice: an array, or values that wait on disk.
    """

    first: Int64s
    values: Any


class ContactRun(NamedTuple):
    """Contacts that wait to be looked for, those of a share of all keys side by side.

    Attributes:
        first: int64[shares + 1], where the contacts of each share begin, and the last one's end.
        high, low: int64 by slice: the halves of the key of customer and matter.
        stamp_us: int64 by slice, UTC µs.
        whose: int32 by slice, 2 x the agent's index where the row is measured, and -2 where it is
            not; and 1 more where it is one that others look for.
    """

    first: Int64s
    high: Any
    low: Any
    stamp_us: Any
    whose: Any


class Contacts(NamedTuple):
    """What rows contribute to a measure that looks for rows before or after each other.

    Attributes:
        first_us, last_us: the first and the last stamp of all rows, measured or not; None without.
        runs: the rows that are measured or looked for; in any order.
    """

    first_us: int | None = None
    last_us: int | None = None
    runs: tuple[ContactRun, ...] = ()

    def plus(self, other: Contacts) -> Contacts:
        """Return what the rows of both contribute."""
        firsts = [us for us in (self.first_us, other.first_us) if us is not None]
        lasts = [us for us in (self.last_us, other.last_us) if us is not None]
        runs = (*self.runs, *other.runs)
        return Contacts(min(firsts, default=None), max(lasts, default=None), runs)


class Reach(NamedTuple):
    """How far the data reach, for a measure that looks before or after its rows.

    Attributes:
        first_us, last_us: the first and the last stamp of all rows, UTC µs; None without rows.
        beyond: rows whose days reach beyond them, of all agents.
    """

    first_us: int | None
    last_us: int | None
    beyond: int
