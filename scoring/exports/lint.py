"""What an export profile says against itself, each contradiction at its line and column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, get_args

from scoring.errors import Problem, line_and_column, nearest
from scoring.exports.cells import (
    AmountCell,
    DateCell,
    FieldCell,
    FieldName,
    MapCell,
    NameCell,
    RosterCell,
    SideCell,
    TextCell,
    parts,
    placeholders,
    settings_of,
)
from scoring.exports.counting import counted_once, totals_fit
from scoring.exports.forms import plain_words
from scoring.exports.lettering import headers_fit, texts_fit
from scoring.exports.profiles import DATE_FORMS, DATES_WRITTEN, ExportProfile, Record

DAYS = ("period_first", "period_last")
"""Days that a run has by itself."""
WRITTEN = frozenset({"last, first", "first last"})
"""How a roster may write names."""
FIELDS: tuple[str, ...] = get_args(FieldName)
_OF_A_LINE = {"pay_code", "cost_center", "line_id"}
_PEOPLE = {"payee_id", "employment", "name", "team", "region", "manager_id", "role", "shift"}


class _At(NamedTuple):
    """A cell, and where in the profile it stands."""

    record: Record
    header: str
    cell: Any

    def problem(self, code: str, what: str, hint: str) -> Problem:
        place = str(self.record.at("columns", self.header))
        return Problem(code, place, f"column '{self.header}' {what}", hint)


def lint_export(profile: ExportProfile) -> list[Problem]:
    """Return every contradiction in a profile, in the order in which the file is read."""
    found = [problem for rule in _RULES for problem in rule(profile)]
    return sorted(dict.fromkeys(found), key=line_and_column)


def cells_of(profile: ExportProfile) -> Iterator[_At]:
    """Yield every cell that takes a value, both sides of one that differs by side."""
    for record in profile.records.values():
        for header, cell in record.columns.items():
            for part in parts(cell):
                if part != "blank":
                    yield _At(record, header, part)


def amount_record(profile: ExportProfile) -> Record:
    """Return the kind of rows that hold the money."""
    return next(r for r in profile.records.values() if _amounts(r))


def payee_header(profile: ExportProfile, record: Record) -> str:
    """Return the column that says who is paid, or nothing."""
    return _header_of(profile, record, "payee_id")


def currency_header(profile: ExportProfile, record: Record) -> str:
    """Return the column that says which currency an amount is in, or nothing."""
    return _header_of(profile, record, "currency")


def _header_of(profile: ExportProfile, record: Record, field: str) -> str:
    """Return the first column that is written from a field, as it is or through a map."""
    for header, cell in record.columns.items():
        if isinstance(cell, FieldCell) and cell.field == field:
            return header
        if isinstance(cell, MapCell) and _goes_by(profile, cell.map) == field:
            return header
    return ""


def _goes_by(profile: ExportProfile, name: str) -> str:
    return profile.maps[name].by if name in profile.maps else ""


def _amounts(record: Record) -> list[AmountCell]:
    return [cell for cell in record.columns.values() if isinstance(cell, AmountCell)]


def _names_are_declared(profile: ExportProfile) -> Iterator[Problem]:
    known = [*profile.settings, *profile.maps, *FIELDS]
    for one in cells_of(profile):
        cell = one.cell
        if isinstance(cell, TextCell):
            strangers = [n for n in placeholders(cell.text) if n not in known]
            kind = "field, setting or map"
        elif isinstance(cell, DateCell):
            strangers = [cell.date] if cell.date not in (*profile.settings, *DAYS) else []
            kind = "setting"
        else:
            strangers = [n for n in settings_of(cell) if n not in profile.settings]
            kind = "setting"
        for name in strangers:
            hint = nearest(name, known) or f"Declare it under {kind.split()[-1]}s."
            yield one.problem("unknown-setting", f"names '{name}', which is no {kind}", hint)
        used = getattr(cell, "map", None)
        if used is not None and used not in profile.maps:
            hint = nearest(used, list(profile.maps)) or "Declare it under maps."
            yield one.problem("unknown-map", f"names '{used}', which is no map", hint)


def _what_is_declared_is_used(profile: ExportProfile) -> Iterator[Problem]:
    cells = [one.cell for one in cells_of(profile)]
    used = {name for cell in cells for name in settings_of(cell)}
    used |= {cell.map for cell in cells if getattr(cell, "map", None)}
    used |= set(placeholders(profile.file.name or ""))
    used |= {DATES_WRITTEN} if profile.file.dates == "setting" else set()
    for name, setting in profile.settings.items():
        fallback = name in profile.maps and profile.maps[name].unmapped == "setting"
        if name not in used and not fallback and setting.form != "currency":
            yield _unused(profile, "settings", name)
    for name, mapped in profile.maps.items():
        if name not in used:
            yield _unused(profile, "maps", name)
        if mapped.unmapped == "setting" and name not in profile.settings:
            what = f"maps.{name} falls back to a setting '{name}', which is not declared"
            place = str(profile.at("maps", name))
            yield Problem("unknown-setting", place, what, f"Declare settings.{name}.")


def _unused(profile: ExportProfile, block: str, name: str) -> Problem:
    what = f"{block}.{name} stands in no column"
    return Problem("unused-setting", str(profile.at(block, name)), what, "Use it or remove it.")


def _days_and_names_fit(profile: ExportProfile) -> Iterator[Problem]:
    for one in cells_of(profile):
        cell = one.cell
        if isinstance(cell, DateCell) and cell.date in profile.settings:
            if profile.settings[cell.date].form != "day":
                what = f"is a day, and settings.{cell.date} is none"
                yield one.problem("contradiction", what, "Write form: day.")
        elif isinstance(cell, NameCell) and cell.written in profile.settings:
            choices = profile.settings[cell.written].choices
            if choices is None or not set(choices) <= WRITTEN:
                what = f"asks settings.{cell.written} how names are written"
                hint = 'Write choices: ["last, first", "first last"].'
                yield one.problem("contradiction", what, hint)


def _texts_are_no_formulas(profile: ExportProfile) -> Iterator[Problem]:
    for one in cells_of(profile):
        said = getattr(one.cell, "constant", None) or getattr(one.cell, "text", None)
        if isinstance(said, str) and not plain_words(said):
            what = "begins with a sign of a formula or holds a double quote"
            yield one.problem("formula", what, "Begin with a letter or a digit.")


def _rows_fit_the_kind(profile: ExportProfile) -> Iterator[Problem]:
    journal = profile.kind == "journal"
    for record in profile.records.values():
        if (record.rows == "posting") != journal:
            what = f"rows: {record.rows} in a {profile.kind}"
            hint = "A journal has rows: posting; a payroll file rows: line or rows: payee."
            yield Problem("contradiction", str(record.at("rows")), what, hint)
        for header, cell in record.columns.items():
            if isinstance(cell, SideCell) and not journal:
                what = "has two sides, and pay lines have none"
                yield _At(record, header, cell).problem("contradiction", what, "Write one cell.")
    if journal:
        for one in cells_of(profile):
            if _asked_of_lines(profile, one.cell) & _PEOPLE:
                what = "is about a payee, whom no posting names"
                yield one.problem("contradiction", what, "Take what goes by pay code or centre.")


def _asked_of_lines(profile: ExportProfile, cell: Any) -> set[str]:
    """Return the fields of a line, and the columns of the roster, that a cell is made of."""
    if isinstance(cell, NameCell):
        return {"name"}
    if isinstance(cell, RosterCell):
        return {cell.roster}
    if isinstance(cell, FieldCell):
        return {cell.field}
    if isinstance(cell, DateCell):
        return {"employment"} if cell.within else set()
    names = placeholders(cell.text) if isinstance(cell, TextCell) else []
    names += [cell.map] if isinstance(cell, MapCell) else []
    return {_goes_by(profile, name) or name for name in names}


def _slots_fit_the_rows(profile: ExportProfile) -> Iterator[Problem]:
    for record in profile.records.values():
        own = [one for one in cells_of(profile) if one.record is record]
        slots = {one.cell.slot for one in own if getattr(one.cell, "slot", None)}
        if slots and record.rows != "payee":
            what = "slots are of rows: payee alone"
            yield Problem("contradiction", str(record.at("rows")), what, "Remove the slots.")
        elif slots != set(range(1, len(slots) + 1)):
            what = "slots are numbered from 1 without a gap"
            yield Problem("contradiction", str(record.at("columns")), what, "Number them anew.")
        for one in own if record.rows == "payee" else ():
            if _asked_of_lines(profile, one.cell) & _OF_A_LINE and one.cell.slot is None:
                what = "is of one line, and the row has all lines of a payee"
                yield one.problem("contradiction", what, "Say which by slot:, or rows: line.")


def _money_stands_once(profile: ExportProfile) -> Iterator[Problem]:
    holding = [r for r in profile.records.values() if _amounts(r)]
    place = str(profile.at("records"))
    if len(holding) != 1:
        what = f"records with an amount: {len(holding)}, and money stands in one of them"
        yield Problem("contradiction", place, what, "Give one record the columns of money.")
        return
    (record,) = holding
    if profile.kind == "payroll" and not payee_header(profile, record):
        what = "no column beside the amount says who is paid"
        yield Problem("contradiction", place, what, "Add a column {field: payee_id}.")
    if profile.currencies == "several" and not currency_header(profile, record):
        what = "several currencies, and no column beside the amount names one"
        hint = "Add a column {field: currency}, or write currencies: one."
        yield Problem("contradiction", str(profile.at("currencies")), what, hint)
    named = [name for name, said in profile.settings.items() if said.form == "currency"]
    if (profile.currencies == "one") != (len(named) == 1):
        what = "one currency is named by one setting of form: currency, and several by none"
        hint = "Declare settings.currency, or write currencies: several."
        yield Problem("contradiction", str(profile.at("currencies")), what, hint)


_SIGNS = {
    "payroll": {
        "allow": {"signed"},
        "refuse": {"signed"},
        "other_column": {"above_zero", "below_zero"},
    },
    "journal": {"allow": {"signed"}, "other_side": {"debit", "credit"}},
}
"""Which columns of money go with each policy on amounts below zero."""


def _signs_fit_the_columns(profile: ExportProfile) -> Iterator[Problem]:
    able = _SIGNS[profile.kind].get(profile.amounts.negatives)
    used = {cell.amount for record in profile.records.values() for cell in _amounts(record)}
    if able is None or (used and used != able):
        said = f"negatives: {profile.amounts.negatives}"
        what = f"{said} in a {profile.kind} with columns of money {', '.join(sorted(used))}"
        ways = "; ".join(
            f"{way}: {' and '.join(sorted(c))}" for way, c in _SIGNS[profile.kind].items()
        )
        place = str(profile.amounts.at("negatives"))
        yield Problem("contradiction", place, what, f"What goes together: {ways}.")


def _words_of_amounts_are_all_there(profile: ExportProfile) -> Iterator[Problem]:
    for record in profile.records.values():
        words = {(cell.map, cell.word) for cell in _amounts(record) if cell.map in profile.maps}
        for name in dict.fromkeys(name for name, _ in words):
            mapped = profile.maps[str(name)]
            own = {str(word) for other, word in words if other == name}
            if mapped.by != "pay_code" or set(mapped.choices or ()) != own:
                what = f"maps.{name} sends pay codes to other words than the columns of money have"
                hint = f"Write by: pay_code, and choices: [{', '.join(sorted(own))}]."
                yield Problem("contradiction", str(profile.at("maps", str(name))), what, hint)
        for header, cell in record.columns.items():
            if isinstance(cell, AmountCell) and (cell.map is None) != (cell.word is None):
                what = "has one of map and word, which go together"
                yield _At(record, header, cell).problem("contradiction", what, "Write both.")


def _dialect_can_be_read(profile: ExportProfile) -> Iterator[Problem]:
    file = profile.file
    if file.bom and file.encoding not in ("utf-8", "utf-16"):
        what = f"a byte-order mark in {file.encoding}, which has none"
        yield Problem("contradiction", str(file.at("bom")), what, "Write bom: false.")
    if (profile.amounts.mark, file.delimiter, file.quoting) == ("comma", "comma", "never"):
        what = "a decimal comma between commas without quotes"
        hint = "Write another delimiter, or quoting: where_needed."
        yield Problem("contradiction", str(file.at("quoting")), what, hint)
    if file.dates == "setting":
        asked = profile.settings.get(DATES_WRITTEN)
        if asked is None or not asked.needed or not {*(asked.choices or [""])} <= {*DATE_FORMS}:
            what = f"settings.{DATES_WRITTEN} does not ask how a day is written"
            hint = f"Declare it, needed, with choices among {', '.join(DATE_FORMS)}."
            yield Problem("contradiction", str(file.at("dates")), what, hint)
    for name in placeholders(file.name or ""):
        if name not in profile.settings:
            what = f"file.name holds '{name}', which is no setting"
            hint = nearest(name, list(profile.settings))
            yield Problem("unknown-setting", str(file.at("name")), what, hint)


def _keys_are_columns(profile: ExportProfile) -> Iterator[Problem]:
    for record in profile.records.values():
        for header in record.key:
            if header not in record.columns:
                what = f"key names '{header}', which is no column"
                hint = nearest(header, list(record.columns))
                yield Problem("unknown-column", str(record.at("key")), what, hint)


def _days_follow_days(profile: ExportProfile) -> Iterator[Problem]:
    for name, said in profile.settings.items():
        if said.not_before is None:
            continue
        other = profile.settings.get(said.not_before)
        if other is None or {said.form, other.form} != {"day"}:
            what = f"settings.{name} is not before '{said.not_before}', and both must be days"
            hint = nearest(said.not_before, list(profile.settings)) or "Name a setting of a day."
            yield Problem("unknown-setting", str(said.at("not_before")), what, hint)


_RULES = (
    _names_are_declared,
    _what_is_declared_is_used,
    _days_and_names_fit,
    _texts_are_no_formulas,
    _rows_fit_the_kind,
    _slots_fit_the_rows,
    _money_stands_once,
    _signs_fit_the_columns,
    _words_of_amounts_are_all_there,
    _dialect_can_be_read,
    _keys_are_columns,
    _days_follow_days,
    headers_fit,
    texts_fit,
    counted_once,
    totals_fit,
)
