"""What the rows of a file are made of: pay lines, the lines of a payee, or postings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from scoring.exports.lines import Line
from scoring.exports.profiles import Record
from scoring.ledger.identity import digest

EXPENSE, PAYABLE = "expense", "payable"


class Said(NamedTuple):
    """What a run says of itself, for every row alike."""

    period: str
    plan: str
    run_id: str


class Item(NamedTuple):
    """What one row is made of.

    Attributes:
        lines: the pay lines behind it, at least one.
        amount_minor: what they come to; of a posting, above zero what is debited, below what is
            credited.
        line_id: the stable id of the line or the posting; empty for several lines of a payee.
        side: of a posting, expense or payable.
    """

    lines: tuple[Line, ...]
    amount_minor: int
    line_id: str
    side: str = ""

    @property
    def first(self) -> Line:
        """The line that stands for all: they agree in what the row is made by."""
        return self.lines[0]


def items_of(record: Record, lines: Sequence[Line], said: Said) -> list[Item]:
    """Make the items of one kind of rows, in the order in which they are written."""
    if record.rows == "line":
        return [Item((line,), line.amount_minor, line.line_id) for line in lines]
    if record.rows == "payee":
        return list(_payees(lines, _slots(record)))
    return postings(lines, said)


def postings(lines: Sequence[Line], said: Said) -> list[Item]:
    """Book pay lines: a debit of the expense and a credit of what is payable, amount by amount.

    One amount for each currency, cost centre and pay code, in this order; one that comes to zero
    books nothing.
    """
    groups = _grouped(lines, lambda line: (line.currency, line.cost_center, line.pay_code))
    found = []
    for group in sorted(groups, key=lambda g: (g[0].currency, g[0].cost_center, g[0].pay_code)):
        amount = sum(line.amount_minor for line in group)
        if amount:
            found.append(Item(group, amount, _posting_id(group[0], said, EXPENSE), EXPENSE))
            found.append(Item(group, -amount, _posting_id(group[0], said, PAYABLE), PAYABLE))
    return found


def _posting_id(line: Line, said: Said, side: str) -> str:
    """Name a posting the same in every run, so that whoever books can refuse it a second time."""
    key = (said.period, said.plan, line.currency, line.cost_center, line.pay_code, side)
    return digest("|".join(key).encode())[:32]


def _payees(lines: Sequence[Line], slots: int) -> Iterator[Item]:
    """Yield the lines of each payee and currency, so many a row as there are slots."""
    for group in _grouped(lines, lambda line: (line.payee_id, line.currency)):
        size = slots or len(group)
        for start in range(0, len(group), size):
            part = group[start : start + size]
            yield Item(part, sum(line.amount_minor for line in part), "")


def _slots(record: Record) -> int:
    numbers = (getattr(cell, "slot", None) or 0 for cell in record.columns.values())
    return max(numbers)


def _grouped(
    lines: Iterable[Line], key: Callable[[Line], tuple[str, ...]]
) -> list[tuple[Line, ...]]:
    groups: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return [tuple(group) for group in groups.values()]
