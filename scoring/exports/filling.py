"""From items to the texts of rows: every cell filled and held to its form, or told by its row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from scoring.errors import Problem, counted
from scoring.exact import fixed
from scoring.exact.money import MINOR_PLACES
from scoring.exports.cells import AmountCell, ConstantCell, DateCell, RosterCell, SideCell
from scoring.exports.items import EXPENSE, Item
from scoring.exports.lines import PAYOUTS, Line
from scoring.exports.profiles import Amounts, Record
from scoring.exports.sources import SETTINGS, Gap, Source, Sources

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ &/-]{0,99}")
_HINT = "Correct the roster, the plan or the profile; machine files are never escaped."
_SHOWN: dict[str, Callable[[int], int]] = {
    "signed": lambda amount: amount,
    "above_zero": lambda amount: max(amount, 0),
    "below_zero": lambda amount: max(-amount, 0),
    "debit": lambda amount: max(amount, 0),
    "credit": lambda amount: max(-amount, 0),
}
"""What of an amount stands in each kind of column of money."""


class Filler(NamedTuple):
    """What fills the rows of a file: the sources of its values, and its profile."""

    sources: Sources

    def rows(self, record: Record, items: Sequence[Item]) -> tuple[list[list[str]], list[Problem]]:
        """Fill the rows of one kind; a cell that cannot be is empty, and a problem each line."""
        cells = {header: self._cell(cell) for header, cell in record.columns.items()}
        rows, problems, told = list[list[str]](), list[Problem](), set[str]()
        for item in items:
            try:
                rows.append([fill(item) for fill in cells.values()])
            except Gap:
                row, found = _one_by_one(cells, item, told)
                rows.append(row)
                problems += found
        return rows, problems

    def _cell(self, cell: Any) -> Source:
        """Return what fills a cell; it raises a Gap where there is no value that fits."""
        if isinstance(cell, SideCell):
            expense, payable = self._cell(cell.expense), self._cell(cell.payable)
            return lambda item: (expense if item.side == EXPENSE else payable)(item)
        if cell == "blank" or isinstance(cell, ConstantCell):
            text = "" if cell == "blank" else cell.constant
            return lambda _item: text
        if isinstance(cell, AmountCell):
            return self._money(cell)
        source, column = self.sources.of(cell)
        checked = _checked(cell, source, column)
        if isinstance(cell, DateCell) and cell.within is not None:
            checked = self.sources.while_employed(cell.date, checked)
        return checked if cell.slot is None else _in_slot(cell.slot, checked)

    def _money(self, cell: AmountCell) -> Source:
        said, shown = self.sources.target.profile.amounts, _SHOWN[cell.amount]
        counting = self._counting(cell)

        def fill(item: Item) -> str:
            lines = item.lines if item.side else counting(item)
            amount = item.amount_minor if item.side else sum(line.amount_minor for line in lines)
            here = shown(amount)
            if not here:
                absent = cell.slot is not None and cell.slot > len(item.lines)
                return "" if absent or said.unused == "blank" else "0"
            return _written(here, said, item._replace(lines=lines))

        return fill

    def _counting(self, cell: AmountCell) -> Callable[[Item], tuple[Line, ...]]:
        """Return which lines of an item a column of money adds up."""
        slot, word = cell.slot, cell.word
        if slot is not None:
            return lambda item: item.lines[slot - 1 : slot]
        if cell.map is None:
            return lambda item: item.lines
        lookup = self.sources.lookup(cell.map)
        return lambda item: tuple(line for line in item.lines if lookup(line) == word)


def _one_by_one(
    cells: dict[str, Source], item: Item, told: set[str]
) -> tuple[list[str], list[Problem]]:
    """Fill cell by cell; `told` gathers what is told once for all rows."""
    texts, problems = list[str](), list[Problem]()
    for header, fill in cells.items():
        try:
            texts.append(fill(item))
        except Gap as gap:
            texts.append("")
            if not gap.once or gap.once not in told:
                problems += _told(header, gap, item)
            told |= {gap.once}
    return texts, problems


def _in_slot(slot: int, source: Source) -> Source:
    """Fill from one line of a payee; from none where there are fewer."""

    def fill(item: Item) -> str:
        if slot > len(item.lines):
            return ""
        line = item.lines[slot - 1]
        return source(Item((line,), line.amount_minor, line.line_id))

    return fill


def _checked(cell: Any, source: Source, column: str) -> Source:
    """Hold what a source gives to what the cell says of it."""
    said = cell.pattern
    if said is None and isinstance(cell, RosterCell):
        said = _PLAIN.pattern
    pattern, longest = re.compile(said) if said is not None else None, cell.longest
    may_be_blank = cell.blank == "allowed" or column == SETTINGS  # a setting that is not needed

    def fill(item: Item) -> str:
        value = source(item)
        if not value:
            if may_be_blank:
                return ""
            raise Gap(column, "has no value, and the target needs one")
        if longest is not None and len(value) > longest:
            raise Gap(column, f"has more than the {longest} characters that the target takes")
        if pattern is not None and not pattern.fullmatch(value):
            raise Gap(column, f"is not of the form {pattern.pattern}")
        return value

    return fill


def _written(minor: int, said: Amounts, item: Item) -> str:
    """Write an amount of the currency of an item.

    Raises:
        Gap: it is longer, finer or lower than the target takes.
    """
    own = MINOR_PLACES[item.first.currency]
    places = own if said.places == "currency" else said.places
    if minor < 0 and said.negatives == "refuse":
        raise _no_amount(item, "is below zero, which the target refuses")
    if places < own:
        what = (
            f"{item.first.currency} has {own} decimals and the target takes {places}, "
            "in this row and all others of the currency"
        )
        raise Gap("amount", what, item.lines[:1], once=f"places {item.first.currency}")
    if len(str(abs(minor) // 10**own)) > said.digits:
        what = f"has more than the {said.digits} digits before the decimals that it may have"
        raise _no_amount(item, what)
    text = fixed.text(minor * 10 ** (places - own), places)
    return text.replace(".", ",") if said.mark == "comma" else text


def _no_amount(item: Item, what: str) -> Gap:
    """Return the gap of an amount: of its lines, or of a posting as a whole and for both sides."""
    first = item.first
    if not item.side:
        return Gap("amount", what, item.lines)
    whole = f"the posting of its cost centre and pay code, {counted(len(item.lines), 'line')} from "
    whole += f"this row on, {what}"
    once = f"posting|{first.currency}|{first.cost_center}|{first.pay_code}"
    return Gap("posting", whole, item.lines[:1], once=once)


def _told(header: str, gap: Gap, item: Item) -> Iterator[Problem]:
    """Yield a problem for each line that a cell could not be filled from; no value is named."""
    for line in gap.lines or item.lines:
        where = f"{PAYOUTS}:{line.row} ({gap.column})"
        yield Problem("field-refused", where, f"column '{header}' of the target: {gap.what}", _HINT)
