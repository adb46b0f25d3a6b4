"""The lines of a run: what it pays, whom it honours, whom an action concerns.

They are held as columns, for a million agents have a million lines, and read like rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np

from scoring.columns import Int64s, Words, joined, words_of
from scoring.exact.fixed import Exact, exact, sum_of


class PayLine(NamedTuple):
    """One rounded amount for one agent; totals are sums of these and nothing else."""

    agent: int
    line: str
    amount_minor: int
    currency: str
    pay_code: str
    cost_center: str | None
    origin: str


class Honour(NamedTuple):
    """An award or an action for one agent, with the reason in words and numbers."""

    agent: int
    name: str
    reason: str
    amount_minor: int | None
    currency: str | None
    origin: str


@dataclass(frozen=True, slots=True, eq=False)
class PayLines:
    """Pay lines, in the order in which they were earned.

    Attributes:
        agent: int64[m].
        line: the name of the pay line or of the award.
        amount_minor: Exact[m] in the currency's minor unit.
        currency, pay_code, origin: a word in every line.
        cost_center: of the agent; may be missing.
    """

    agent: Int64s
    line: Words
    amount_minor: Exact
    currency: Words
    pay_code: Words
    cost_center: Words
    origin: Words

    def __len__(self) -> int:
        """Count the lines."""
        return self.agent.size

    def __iter__(self) -> Iterator[PayLine]:
        """Yield the lines one by one."""
        numbers = self.agent.tolist(), self.line, self.amount_minor.tolist()
        words = self.currency, self.pay_code, self.cost_center, self.origin
        return map(PayLine, *numbers, *words)

    def taken(self, rows: Int64s) -> PayLines:
        """Return some of the lines, in the order of `rows`."""
        return PayLines(*_taken(self, rows))

    def sums(self) -> dict[str, tuple[int, int]]:
        """Add up the lines of each currency, by its code: whole minor units, and how many lines."""
        found = {}
        for code in sorted(self.currency.words):
            own = self.amount_minor[self.currency.are(code)]
            if own.size:
                found[code] = sum_of(own), own.size
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Honours:
    """Awards or actions, in the plan's order.

    Attributes:
        agent: int64[m].
        name, reason, origin: a word for each.
        amount_minor: Exact[m] in the currency's minor unit; 0 without money.
        currency: missing where there is no money.
    """

    agent: Int64s
    name: Words
    reason: Words
    amount_minor: Exact
    currency: Words
    origin: Words

    def __len__(self) -> int:
        """Count them."""
        return self.agent.size

    def __iter__(self) -> Iterator[Honour]:
        """Yield them one by one."""
        currencies = self.currency.tolist()
        with_money = zip(self.amount_minor.tolist(), currencies, strict=True)
        amounts = [None if currency is None else minor for minor, currency in with_money]
        words = self.name, self.reason, amounts, currencies, self.origin
        return map(Honour, self.agent.tolist(), *words)

    def taken(self, rows: Int64s) -> Honours:
        """Return some of them, in the order of `rows`."""
        return Honours(*_taken(self, rows))


class Winners(NamedTuple):
    """Who has won awards with a cool-down, by agent id and award; who has left is among them.

    Attributes:
        agent_ids: text[w].
        agent: int64[w], the agent's index; -1 for those who are not in the plan now.
        award: text[w].
        period: text[w], the period in which the agent has won the award last.
    """

    agent_ids: tuple[str, ...]
    agent: Int64s
    award: Words
    period: Words


def pay_lines(lines: Iterable[PayLine] = ()) -> PayLines:
    """Hold lines as columns."""
    agent, line, amount, *words = _columns(lines, len(PayLine._fields))
    return PayLines(_ints(agent), words_of(line), exact(amount), *map(words_of, words))


def honours(given: Iterable[Honour] = ()) -> Honours:
    """Hold awards or actions as columns."""
    agent, name, reason, amount, *words = _columns(given, len(Honour._fields))
    minor = exact([one or 0 for one in amount])
    return Honours(_ints(agent), words_of(name), words_of(reason), minor, *map(words_of, words))


def joined_lines(*parts: PayLines) -> PayLines:
    """Put lines one after the other."""
    return PayLines(*_joined([pay_lines(), *parts]))


def joined_honours(*parts: Honours) -> Honours:
    """Put awards or actions one after the other."""
    return Honours(*_joined([honours(), *parts]))


def _columns(rows: Iterable[tuple[Any, ...]], count: int) -> Sequence[Sequence[Any]]:
    return list(zip(*rows, strict=True)) or [()] * count


def _taken(columns: PayLines | Honours, rows: Int64s) -> Iterator[Any]:
    for column in (getattr(columns, field.name) for field in fields(columns)):
        yield column.taken(rows) if isinstance(column, Words) else column[rows]


def _joined(parts: Sequence[PayLines | Honours]) -> Iterator[Any]:
    for name in (field.name for field in fields(parts[0])):
        columns = [getattr(part, name) for part in parts]
        yield joined(columns) if isinstance(columns[0], Words) else np.concatenate(columns)


def _ints(numbers: Sequence[int]) -> Int64s:
    return np.array(numbers, dtype=np.int64)
