"""Which of several formats a column of dates is written in: the one that its texts fit.

Both readings of `03/04/2024` are counted on the whole file: a single 26 where only a day can stand
decides, and where no text does, that is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from scoring.columns import Bools
from scoring.importing.reading.clock import read_local
from scoring.importing.reading.formats import pattern
from scoring.importing.reading.texts import among, coded

_DAY_US = 86_400_000_000


@dataclass
class Fits:
    """How many texts of a column each of its candidates reads.

    Attributes:
        alone: int[i, j], rows that format i reads and j does not; [i, i] all that i reads.
        torn: int[i, j], rows that both read, as different times.
        midnight: rows at exactly 00:00 by format i; least and most: microseconds.
    """

    formats: tuple[str, ...]
    rows: int = 0
    alone: Any = None
    torn: Any = None
    midnight: Counter[int] = field(default_factory=Counter)
    least: dict[int, int] = field(default_factory=dict)
    most: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with no row."""
        size = len(self.formats)
        self.alone = np.zeros((size, size), np.int64)
        self.torn = np.zeros((size, size), np.int64)
        self._patterns = [pattern(one) for one in self.formats]

    def add(self, texts: Any, nulls: Sequence[str]) -> None:
        """Take the texts of one block: string[rows], and the words that mean no value."""
        found = coded(texts)
        counts = np.bincount(found.codes, minlength=len(found.words))
        full = ~among(found.words, nulls)
        kept, counts = found.words.filter(pa.array(full)), counts[full]
        self.rows += int(counts.sum())
        if not len(kept):
            return
        read = [read_local(kept, one) for one in self._patterns]
        for i, one in enumerate(read):
            self._note(i, one.us, one.fits, counts)
            for j, other in enumerate(read):
                if i == j:
                    self.alone[i, i] += int(counts[one.fits].sum())
                    continue
                self.alone[i, j] += int(counts[one.fits & ~other.fits].sum())
                both: Bools = one.fits & other.fits & (one.us != other.us)
                self.torn[i, j] += int(counts[both].sum())

    def _note(self, i: int, us: Any, fits: Bools, counts: Any) -> None:
        if not fits.any():
            return
        self.midnight[i] += int(counts[fits & (us % _DAY_US == 0)].sum())
        self.least[i] = min(self.least.get(i, int(us[fits].min())), int(us[fits].min()))
        self.most[i] = max(self.most.get(i, int(us[fits].max())), int(us[fits].max()))

    def span(self, i: int) -> int:
        """Return the microseconds between the first and the last stamp by one format."""
        return self.most.get(i, 0) - self.least.get(i, 0)


class Decided(NamedTuple):
    """The formats a column is read by, and what speaks for them.

    Attributes:
        formats: the one of the most rows first.
        reads: how many rows they read; of: of how many.
        order: `day` or `month` first, where both were possible; otherwise empty.
        rival: the format that lost.
        both: rows that would be read by the rival too, as another time.
        proof: rows that only the chosen order can read; against: only the rival.
        midnight: rows at exactly 00:00.
        least: the first stamp and `most` the last, in microseconds of the wall clock.
        by: how a tie was decided: values, others, span; or nothing.
    """

    formats: tuple[str, ...]
    reads: int
    of: int
    order: str
    rival: str
    both: int
    proof: int
    against: int
    midnight: int
    least: int
    most: int
    by: str

    @property
    def timed(self) -> bool:
        """Say whether every format names a time of day."""
        return all(pattern(one).timed for one in self.formats)


def decide(every: dict[int, Fits]) -> dict[int, Decided]:
    """Choose the formats of each column; what one column proves counts for those that cannot."""
    orders: Counter[str] = Counter()
    for fits in every.values():
        i = _best(fits)
        j = _rival(fits, i)
        if j is not None and fits.alone[i, j] > 0 == fits.alone[j, i]:
            orders[_order(fits.formats[i])] += int(fits.alone[i, j])
    usual = orders.most_common(1)[0][0] if orders else ""
    return {place: _decided(fits, usual) for place, fits in every.items()}


def _best(fits: Fits) -> int:
    return int(np.argmax(np.diagonal(fits.alone)))


def _rival(fits: Fits, i: int) -> int | None:
    """Return the candidate that reads the same texts with day and month changed about."""

    def shape(one: str) -> str:
        return re.sub("%-?[dm]", "%?", one)

    chosen = fits.formats[i]
    rivals = [
        j
        for j, one in enumerate(fits.formats)
        if shape(one) == shape(chosen) and _order(one) != _order(chosen)
    ]
    return max(rivals, key=lambda j: int(fits.alone[j, j]), default=None)


def _order(one: str) -> str:
    day, month = re.search("%-?d", one), re.search("%-?[mbB]", one)
    return "day" if day and month and day.start() < month.start() else "month"


def _decided(fits: Fits, usual: str) -> Decided:
    i = _best(fits)
    j = _rival(fits, i)
    by = "values" if j is not None else ""
    if j is not None and fits.alone[i, j] == fits.alone[j, i]:
        chosen, by = _tie(fits, i, j, usual)
        i, j = chosen, i if chosen == j else j
    formats = [i]
    for k in np.argsort(-np.diagonal(fits.alone), kind="stable").tolist():
        new = min(int(fits.alone[k, one]) for one in formats)
        if k not in formats and new > 0 and all(fits.torn[k, one] == 0 for one in formats):
            formats.append(k)
    reads = int(fits.alone[i, i]) + sum(
        min(int(fits.alone[k, one]) for one in formats if one != k) for k in formats[1:]
    )
    rival, both, proof, against = "", 0, 0, 0
    if j is not None:
        rival, both = fits.formats[j], int(fits.torn[i, j])
        proof, against = int(fits.alone[i, j]), int(fits.alone[j, i])
    return Decided(
        tuple(fits.formats[k] for k in formats),
        min(reads, fits.rows),
        fits.rows,
        _order(fits.formats[i]) if rival else "",
        rival,
        both,
        proof,
        against,
        fits.midnight[i],
        min(fits.least.get(k, 0) for k in formats),
        max(fits.most.get(k, 0) for k in formats),
        by,
    )


def _tie(fits: Fits, i: int, j: int, usual: str) -> tuple[int, str]:
    """Decide between two orders that read the same rows: by other columns, else by the span.

    Rows of a few days lie close together when they are read rightly, and spread over the year
    when their days are taken for months.
    """
    for one in (i, j):
        if _order(fits.formats[one]) == usual:
            return one, "others"
    if fits.span(i) == fits.span(j):
        return (i if _order(fits.formats[i]) == "day" else j), "nothing"
    return (i if fits.span(i) < fits.span(j) else j), "span"
