"""From items to the texts of a row: every cell filled and held to its form, or told by its row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from scoring.errors import Problem
from scoring.exact import fixed
from scoring.exact.money import MINOR_PLACES
from scoring.exact.period import parse_period
from scoring.exports.cells import (
    AmountCell,
    ConstantCell,
    DateCell,
    FieldCell,
    MapCell,
    NameCell,
    RosterCell,
    SettingCell,
    SideCell,
    TextCell,
    filled,
    placeholders,
)
from scoring.exports.forms import misfit
from scoring.exports.items import EXPENSE, Item, Said
from scoring.exports.lines import PAYOUTS, Line
from scoring.exports.profiles import DATE_FORMS
from scoring.exports.targets import Target

Roster = Mapping[str, Mapping[str, Any]]
"""What the roster says of each payee at the end of the period, by agent_id."""

_OF_THE_ROSTER = ("team", "region", "manager_id", "role", "shift")
_COLUMNS = {"payee_id": "agent_id"}
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '.\u2019-]){0,99}")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ &/-]{0,99}")
_HINT = "Correct the roster, the plan or the profile; machine files are never escaped."


class Gap(Exception):  # noqa: N818 - it ends one cell, and becomes a problem with its row
    """A cell that cannot be filled: from which column, and why."""

    def __init__(self, column: str, what: str, lines: tuple[Line, ...] = ()) -> None:
        """Say what is wrong, and with which lines if not with all of the row's."""
        super().__init__(what)
        self.column, self.what, self.lines = column, what, lines


class Filler(NamedTuple):
    """What all rows are filled from.

    Attributes:
        target: the profile with the company's settings and maps.
        said: what the run says of itself.
        roster: what it says of each payee; empty where nothing asks it.
    """

    target: Target
    said: Said
    roster: Roster

    def row(self, columns: Mapping[str, Any], item: Item) -> tuple[list[str], list[Problem]]:
        """Fill the cells of one row; a cell that cannot be is empty, and a problem each line."""
        texts, problems = list[str](), list[Problem]()
        for header, cell in columns.items():
            try:
                texts.append(self.text(cell, item))
            except Gap as gap:
                texts.append("")
                problems += _told(header, gap, item)
        return texts, problems

    def text(self, cell: Any, item: Item) -> str:
        """Return what stands in a cell.

        Raises:
            Gap: there is no value, or none that the target takes.
        """
        if isinstance(cell, SideCell):
            cell = cell.expense if item.side == EXPENSE else cell.payable
        if cell == "blank":
            return ""
        if isinstance(cell, ConstantCell):
            return cell.constant
        if isinstance(cell, AmountCell):
            return self._amount(cell, item)
        chosen = _in_slot(cell, item)
        if chosen is None:
            return ""
        return _checked(cell, *self._value(cell, chosen))

    def _value(self, cell: Any, item: Item) -> tuple[str, str]:
        """Return what a cell takes, and the column of the run that it comes from."""
        column = "settings"
        match cell:
            case FieldCell():
                value, column = self._field(cell.field, item), _COLUMNS.get(cell.field, cell.field)
            case SettingCell():
                value = self.target.settings.get(cell.setting, "")
            case MapCell():
                value, column = self._mapped(cell.map, item.first), self._by(cell.map)
            case RosterCell():
                value, column = self._in_roster(cell.roster, item.first), f"roster {cell.roster}"
            case NameCell():
                value, column = self._name(cell, item.first), "roster name"
            case DateCell():
                value = self._day(cell.date)
            case _:
                value, column = self._together(cell, item)
        return value, column

    def _together(self, cell: TextCell, item: Item) -> tuple[str, str]:
        """Put a text together; where one of its values is missing there is none."""
        names = placeholders(cell.text)
        values = {name: self._named(name, item) for name in names}
        missing = next((name for name in names if not values[name]), None)
        if missing is not None:
            return "", _COLUMNS.get(missing, missing)
        return filled(cell.text, values), "line"

    def _named(self, name: str, item: Item) -> str:
        """Return what a name in braces stands for: a setting, a map, or a field of the run."""
        if name in self.target.profile.settings and name not in self.target.profile.maps:
            return self.target.settings.get(name, "")
        if name in self.target.profile.maps:
            return self._mapped(name, item.first)
        return self._field(name, item)

    def _field(self, name: str, item: Item) -> str:
        line, said = item.first, self.said
        own = {
            "period": said.period,
            "plan": said.plan,
            "run_id": said.run_id,
            "entry_id": f"{said.run_id}-{line.currency}",
            "short_entry_id": f"{said.run_id[:16]}-{line.currency}",
            "line_id": item.line_id,
        }
        return own[name] if name in own else str(getattr(line, name))

    def _by(self, name: str) -> str:
        by = self.target.profile.maps[name].by
        return f"roster {by}" if by in _OF_THE_ROSTER else _COLUMNS.get(by, by)

    def _mapped(self, name: str, line: Line) -> str:
        """Return what a map says of a line.

        Raises:
            Gap: the company's map does not know what it goes by.
        """
        declared, given = self.target.profile.maps[name], self.target.maps.get(name, {})
        by = declared.by
        key = self._in_roster(by, line) if by in _OF_THE_ROSTER else str(getattr(line, by))
        if given is not None and key in given:
            return given[key]
        if declared.unmapped == "setting" and given is not None:
            return self.target.settings.get(name, "")
        if declared.unmapped == "refuse" and given is not None and key:
            raise Gap(self._by(name), f"maps.{name} says nothing of this {by}", (line,))
        if key and (wrong := misfit(declared, key)):
            raise Gap(self._by(name), f"is not {wrong}", (line,))
        return key

    def _in_roster(self, column: str, line: Line) -> str:
        return str((self.roster.get(line.payee_id) or {}).get(column) or "")

    def _name(self, cell: NameCell, line: Line) -> str:
        """Part a name as the setting says that the roster writes it."""
        name, written = self._in_roster("name", line), self.target.settings[cell.written]
        found = name.split(", " if written == "last, first" else " ")
        if name and (len(found) != 2 or not all(map(_NAME.fullmatch, found))):
            raise Gap("roster name", f"is not a name of letters written {written}")
        last_at = 0 if written == "last, first" else 1
        return found[last_at if cell.name == "last" else 1 - last_at] if name else ""

    def _day(self, name: str) -> str:
        period = parse_period(self.said.period)
        own = {"period_first": period.first, "period_last": period.end - dt.timedelta(days=1)}
        said = self.target.settings.get(name)
        day = own.get(name) or (dt.date.fromisoformat(said) if said else None)
        return day.strftime(DATE_FORMS[self.target.profile.file.dates]) if day else ""

    def _amount(self, cell: AmountCell, item: Item) -> str:
        said = self.target.profile.amounts
        lines = [item.first] if item.side else list(self._counting(cell, item))
        amount = item.amount_minor if item.side else sum(line.amount_minor for line in lines)
        shown = {
            "signed": amount,
            "above_zero": max(amount, 0),
            "below_zero": max(-amount, 0),
            "debit": max(amount, 0),
            "credit": max(-amount, 0),
        }[cell.amount]
        if not shown:
            return "" if said.unused == "blank" or _absent(cell, item) else "0"
        if shown < 0 and said.negatives == "refuse":
            raise Gap("amount", "is below zero, which the target refuses", tuple(lines))
        return self._written(shown, item.first.currency, tuple(item.lines if item.side else lines))

    def _counting(self, cell: AmountCell, item: Item) -> Iterator[Line]:
        """Yield the lines of a payee that a column of money adds up."""
        if cell.slot is not None:
            yield from item.lines[cell.slot - 1 : cell.slot]
            return
        for line in item.lines:
            if cell.map is None or self._mapped(cell.map, line) == cell.word:
                yield line

    def _written(self, minor: int, currency: str, lines: tuple[Line, ...]) -> str:
        said, own = self.target.profile.amounts, MINOR_PLACES[currency]
        places = own if said.places == "currency" else said.places
        if places < own:
            what = f"has {own} decimals by its currency, and the target takes {places}"
            raise Gap("amount", what, lines)
        if len(str(abs(minor) // 10**own)) > said.digits:
            what = f"has more than the {said.digits} digits before the decimals that it may have"
            raise Gap("amount", what, lines)
        text = fixed.text(minor * 10 ** (places - own), places)
        return text.replace(".", ",") if said.mark == "comma" else text


def _absent(cell: AmountCell, item: Item) -> bool:
    return cell.slot is not None and cell.slot > len(item.lines)


def _in_slot(cell: Any, item: Item) -> Item | None:
    """Return the line that a cell is about as an item of its own; None where there is none."""
    if cell.slot is None:
        return item
    if cell.slot > len(item.lines):
        return None
    line = item.lines[cell.slot - 1]
    return Item((line,), line.amount_minor, line.line_id)


def _checked(cell: Any, value: str, column: str) -> str:
    if not value:
        if cell.blank == "allowed" or column == "settings":
            return ""
        raise Gap(column, "has no value, and the target needs one")
    if cell.longest is not None and len(value) > cell.longest:
        raise Gap(column, f"has more than the {cell.longest} characters that the target takes")
    if cell.pattern is not None and not re.fullmatch(cell.pattern, value):
        raise Gap(column, f"is not of the form {cell.pattern}")
    if isinstance(cell, RosterCell) and cell.pattern is None and not _PLAIN.fullmatch(value):
        raise Gap(column, f"is not of the form {_PLAIN.pattern}")
    return value


def _told(header: str, gap: Gap, item: Item) -> Iterator[Problem]:
    """Yield a problem for each line that a cell could not be filled from; no value is named."""
    for line in gap.lines or item.lines:
        where = f"{PAYOUTS}:{line.row} ({gap.column})"
        yield Problem("field-refused", where, f"column '{header}' of the target: {gap.what}", _HINT)
