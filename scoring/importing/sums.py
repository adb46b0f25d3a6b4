"""What an export holds in sum, to be held against what its system states: numbers and days."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scoring.exact.fixed import sum_of, text
from scoring.intake.canonical import Rows
from scoring.intake.contracts import Declared


class Sums:
    """Adds up the columns of whole numbers and decimals, over every row that is read.

    Attributes:
        first_us, last_us: the earliest and the latest `created_at`, None before there is one.
    """

    def __init__(self, declared: Mapping[str, Declared]) -> None:
        """Start at nothing for each column of numbers."""
        self._places = {n: c.places for n, c in declared.items() if c.kind in ("whole", "decimal")}
        self._units = dict.fromkeys(self._places, 0)
        self.first_us: int | None = None
        self.last_us: int | None = None

    def add(self, rows: Rows) -> None:
        """Add the known values of some rows."""
        for name in self._places:
            column = rows.numbers[name]
            known = np.where(column.known, column.values, 0)
            self._units[name] += sum_of(known)
        began = rows.numbers["created_at"]
        if began.known.any():
            us = began.values[began.known]
            first, last = int(us.min()), int(us.max())
            self.first_us = first if self.first_us is None else min(self.first_us, first)
            self.last_us = last if self.last_us is None else max(self.last_us, last)

    def texts(self) -> dict[str, str]:
        """Return the sums as plain decimals, by column."""
        return {name: text(units, self._places[name]) for name, units in self._units.items()}
