"""Where values of cells come from: fields of the run, settings, maps, roster, names and days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from scoring.exact.period import parse_period
from scoring.exports.cells import (
    DateCell,
    FieldCell,
    MapCell,
    NameCell,
    RosterCell,
    SettingCell,
    TextCell,
    filled,
    placeholders,
)
from scoring.exports.forms import misfit
from scoring.exports.items import Item, Said
from scoring.exports.lines import Line
from scoring.exports.lint import cells_of
from scoring.exports.profiles import DATE_FORMS, DATES_WRITTEN
from scoring.exports.targets import Target

Roster = Mapping[str, Mapping[str, Any]]
"""What the roster says of each payee at the end of the period, by agent_id."""

Source = Callable[[Item], str]
"""What gives the value of a cell for an item; empty where there is none."""

ROSTER_COLUMNS = ("team", "region", "role", "shift")
"""Columns of the roster that a map may go by."""
SETTINGS = "settings"
_COLUMNS = {"payee_id": "agent_id"}
_OF_THE_LINE = ("payee_id", "pay_code", "currency", "cost_center")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '.\u2019-]){0,99}")


def written_fields(target: Target) -> set[str]:
    """Return the columns of pay lines that a file writes as they are, not through a map."""
    cells = [one.cell for one in cells_of(target.profile)]
    names: set[str] = {cell.field for cell in cells if isinstance(cell, FieldCell)}
    texts = [cell.text for cell in cells if isinstance(cell, TextCell)]
    names |= {name for text in texts for name in placeholders(text)}
    return {_COLUMNS.get(name, name) for name in names & {*_OF_THE_LINE}}


class Gap(Exception):  # noqa: N818 - it ends one cell, and becomes a problem with its row
    """A cell that cannot be filled: from which column, why, and for which lines if not for all.

    Attributes:
        once: what is told a single time however many cells of the file it concerns; empty where
            each cell is told.
    """

    def __init__(
        self, column: str, what: str, lines: tuple[Line, ...] = (), *, once: str = ""
    ) -> None:
        """Say what is wrong, and with which lines if not with all of the row's."""
        super().__init__(what)
        self.column, self.what, self.lines, self.once = column, what, lines, once


class Sources(NamedTuple):
    """What all cells take their values from.

    Attributes:
        target: the profile with the company's settings and maps.
        said: what the run says of itself.
        roster: what it says of each payee; empty where nothing asks it.
    """

    target: Target
    said: Said
    roster: Roster

    def of(self, cell: Any) -> tuple[Source, str]:
        """Return the source of a cell, and the column of the run that it looks at."""
        match cell:
            case FieldCell():
                return self._field(cell.field), _COLUMNS.get(cell.field, cell.field)
            case MapCell():
                lookup = self.lookup(cell.map)
                return (lambda item: lookup(item.lines[0])), self._by(cell.map)
            case RosterCell():
                column = cell.roster
                return (lambda item: self._in_roster(column, item.lines[0])), f"roster {column}"
            case NameCell():
                return (lambda item: self._name(cell, item.lines[0])), "roster name"
            case TextCell():
                return self._together(cell), "line"
        return _always(self._once(cell)), SETTINGS

    def _once(self, cell: SettingCell | DateCell) -> str:
        """Return a value that is the same in all rows."""
        if isinstance(cell, SettingCell):
            return self.target.settings.get(cell.setting, "")
        return self._day(cell.date)

    def _together(self, cell: TextCell) -> Source:
        """Put a text together.

        Its source raises:
            Gap: one of its values is missing, and the cell may not be blank.
        """
        named = {name: self._named(name) for name in placeholders(cell.text)}

        def put(item: Item) -> str:
            values = {name: source(item) for name, source in named.items()}
            missing = [name for name, value in values.items() if not value]
            if missing and cell.blank == "refused":
                column = _COLUMNS.get(missing[0], missing[0])
                raise Gap(column, "has no value, and the target needs one")
            text = filled(cell.text, values)
            return " ".join(text.split()) if missing else text

        return put

    def _named(self, name: str) -> Source:
        """Return the source of a name in braces: a map, a setting, or a field of the run."""
        if name in self.target.profile.maps:
            lookup = self.lookup(name)
            return lambda item: lookup(item.lines[0])
        if name in self.target.profile.settings:
            return _always(self.target.settings.get(name, ""))
        return self._field(name)

    def _field(self, name: str) -> Source:
        said = self.said
        if name == "line_id":
            return lambda item: item.line_id
        if name in _OF_THE_LINE:
            return lambda item: str(getattr(item.lines[0], name))
        if name in ("entry_id", "short_entry_id"):
            run_id = said.run_id if name == "entry_id" else said.run_id[:16]
            return lambda item: f"{run_id}-{item.lines[0].currency}"
        return _always(str(getattr(said, name)))

    def _by(self, name: str) -> str:
        by = self.target.profile.maps[name].by
        return f"roster {by}" if by in ROSTER_COLUMNS else _COLUMNS.get(by, by)

    def lookup(self, name: str) -> Callable[[Line], str]:
        """Return what a map says of a line.

        The lookup raises:
            Gap: the map does not know what it goes by, or that is no value of the target.
        """
        by, known = self.target.profile.maps[name].by, dict[str, str]()

        def look(line: Line) -> str:
            key = self._in_roster(by, line) if by in ROSTER_COLUMNS else str(getattr(line, by))
            if key not in known:
                known[key] = self._mapped(name, key, line)
            return known[key]

        return look

    def _mapped(self, name: str, key: str, line: Line) -> str:
        declared, given = self.target.profile.maps[name], self.target.maps.get(name, {})
        if given is not None and key in given:
            return given[key]
        if declared.unmapped == "setting" and given is not None:
            return self.target.settings.get(name, "")
        if declared.unmapped == "refuse" and given is not None and key:
            raise Gap(self._by(name), f"maps.{name} says nothing of this {declared.by}", (line,))
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

    def while_employed(self, name: str, source: Source) -> Source:
        """Hold a day to the employment of each payee, as far as the roster knows it.

        Its source raises:
            Gap: the payee is hired after the day, or has left before it.
        """
        day = self._date(name)

        def fill(item: Item) -> str:
            row = self.roster.get(item.first.payee_id) or {}
            hired, left = row.get("hire_date"), row.get("leave_date")
            if day and hired and day < hired:
                raise Gap("roster hire_date", "the day lies before the payee is hired")
            if day and left and day > left:
                raise Gap("roster leave_date", "the day lies after the payee has left")
            return source(item)

        return fill

    def _date(self, name: str) -> dt.date | None:
        period = parse_period(self.said.period)
        own = {"period_first": period.first, "period_last": period.end - dt.timedelta(days=1)}
        said = self.target.settings.get(name)
        return own.get(name) or (dt.date.fromisoformat(said) if said else None)

    def _day(self, name: str) -> str:
        day = self._date(name)
        form: str = self.target.profile.file.dates
        form = self.target.settings[DATES_WRITTEN] if form == "setting" else form
        return day.strftime(DATE_FORMS[form]) if day else ""


def _always(value: str) -> Source:
    return lambda _item: value
