"""Contacts that wait until all rows are there, since only then it shows which repeat another.

Each waits as 28 bytes: its key, its stamp and its agent, shared out by the key into 256 shares, in
memory or in a file without a name. Only what can matter waits: rows that are measured, and those
within reach of the period.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.flow import Roster
from scoring.kernels.choice import Kernels
from scoring.pieces.outcomes import USED, Batch, Codes, looked_for, stamps
from scoring.pieces.runs import Keeper
from scoring.plan.measuring import RepeatRate
from scoring.waiting import ContactRun, Contacts

SHARES = 256
_SHARE_BITS = 8
_ROOM = 1 << 20
"""Contacts that are gathered before they are shared out."""

SECOND_US = 1_000_000
SOUGHT, NOT_MEASURED = 1, -2
"""What `ContactRun.whose` is made of, beside twice the agent."""


class ContactCollector:
    """Collects the contacts of one measure, and shares them out whenever there are enough."""

    def __init__(
        self, measure: RepeatRate, roster: Roster, kernels: Kernels, keeper: Keeper
    ) -> None:
        """Start empty.

        Args:
            measure: the measure.
            roster: its agents, and their periods.
            kernels: the kernels that do the work.
            keeper: keeps what was shared out.
        """
        self._measure, self._kernels, self._keeper = measure, kernels, keeper
        self._agents = len(roster.agent_ids)
        self._start, self._end = _reach(measure, roster)
        self._waiting: list[tuple[npt.NDArray[Any], ...]] = []
        self._rows = 0
        self._contacts = Contacts()

    def take(self, codes: Codes, batch: Batch) -> None:
        """Take a batch, whose rows stand under these codes."""
        stamp, keys = stamps(self._measure, batch), batch.keys[self._measure.by]
        dated = stamp.values[stamp.known]
        if dated.size:
            extent = Contacts(int(dated.min()), int(dated.max()))
            self._contacts = self._contacts.plus(extent)
        near = (stamp.values >= self._start) & (stamp.values <= self._end)
        sought = near & looked_for(self._measure, batch) & stamp.known & keys.known
        counts = (codes == USED) & (batch.agent < self._agents)
        at = np.flatnonzero(sought | counts)
        whose = np.where(counts, 2 * batch.agent, NOT_MEASURED) + SOUGHT * sought
        taken = (keys.high[at], keys.low[at], stamp.values[at], whose[at].astype(np.int32))
        self._waiting.append(taken)
        self._rows += at.size
        if self._rows >= _ROOM:
            self._share_out()

    def contacts(self) -> Contacts:
        """Return everything that was taken."""
        self._share_out()
        return self._contacts

    def _share_out(self) -> None:
        if self._rows:
            columns = [np.concatenate(parts) for parts in zip(*self._waiting, strict=True)]
            share = (columns[0].view(np.uint64) >> np.uint64(64 - _SHARE_BITS)).astype(np.int64)
            first, kept = np.empty(SHARES + 1, np.int64), []
            for column in columns:
                ordered = np.empty_like(column)
                self._kernels.order_by_agent(share, column.astype(np.int64), first, ordered)
                kept.append(self._keeper.keep(ordered))
            run = ContactRun(first, *kept)
            self._contacts = self._contacts.plus(Contacts(None, None, (run,)))
        self._waiting, self._rows = [], 0


def _reach(measure: RepeatRate, roster: Roster) -> tuple[int, int]:
    """Return the first and the last microsecond at which a row can matter to any agent."""
    if not len(roster.agent_ids):
        return 0, -1
    within = measure.within * SECOND_US
    start, end = int(roster.starts_us.min()), int(roster.ends_us.max())
    return (start - within, end) if measure.look == "back" else (start, end + within)
