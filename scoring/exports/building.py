"""From pay lines to the bytes of a target's file, or every reason why it cannot be written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from scoring.errors import DataError, Problem
from scoring.exports.cells import SideCell
from scoring.exports.dialect import refusal, written
from scoring.exports.filling import Filler
from scoring.exports.items import Item, items_of
from scoring.exports.lines import PAYOUTS, Line
from scoring.exports.lint import amount_record, payee_header
from scoring.exports.profiles import File, Record

_HINT = "Let the profile's maps tell them apart, or take the lines to another target."


class Section(NamedTuple):
    """One kind of rows as it was written: its items and their cells, row by row."""

    record: Record
    items: tuple[Item, ...]
    rows: tuple[list[str], ...]


class Built(NamedTuple):
    """A file that can be written.

    Attributes:
        content: its bytes.
        sections: what is in it.
        payees: what the file calls each payee, by agent_id; empty for a journal.
    """

    content: bytes
    sections: tuple[Section, ...]
    payees: Mapping[str, str]

    @property
    def table(self) -> list[list[str]]:
        """The cells that were made, row by row, headers among them."""
        return _table(self.sections)

    @property
    def rows(self) -> int:
        """Count the rows under the headers."""
        return sum(len(section.rows) for section in self.sections)


def built(filler: Filler, lines: Sequence[Line]) -> Built:
    """Fill all rows of a target's file.

    Args:
        filler: what rows are filled from.
        lines: the pay lines that are handed out, none of them of zero.

    Raises:
        DataError: every cell that cannot be filled, by row and column, and rows that the target
            would take for one.
    """
    profile = filler.sources.target.profile
    sections, problems = [], list[Problem]()
    for record in profile.records.values():
        items = items_of(record, lines, filler.sources.said)
        rows, found = filler.rows(record, items)
        section = Section(record, tuple(items), tuple(rows))
        problems += found
        problems += _unwritable(section, profile.file)
        problems += () if found else [*_alike(section), *_one_account(section)]
        sections.append(section)
    payees, shared = _payees(filler, sections)
    problems += shared
    if problems:
        raise DataError(list(dict.fromkeys(problems)))
    return Built(written(_table(sections), profile.file), tuple(sections), payees)


def _table(sections: Sequence[Section]) -> list[list[str]]:
    return [row for s in sections for row in (list(s.record.columns), *s.rows)]


def _unwritable(section: Section, file: File) -> Iterator[Problem]:
    """Yield cells that the dialect cannot hold: nothing is escaped."""
    if not refusal("".join(map("".join, section.rows)), file):
        return
    for item, row in zip(section.items, section.rows, strict=True):
        for header, cell in zip(section.record.columns, row, strict=True):
            if wrong := refusal(cell, file):
                where = f"{PAYOUTS}:{item.first.row}"
                what = f"column '{header}' of the target: {wrong}"
                hint = "Give another value in the settings, maps or roster."
                yield Problem("field-refused", where, what, hint)


def _alike(section: Section) -> Iterator[Problem]:
    """Yield rows that agree with an earlier one in all columns of the target's key."""
    headers = list(section.record.columns)
    places = [headers.index(name) for name in section.record.key]
    first: dict[tuple[str, ...], int] = {}
    for item, row in zip(section.items, section.rows, strict=True) if places else ():
        key = tuple(row[place] for place in places)
        before = first.setdefault(key, item.first.row)
        if before != item.first.row:
            where = f"{PAYOUTS}:{item.first.row}"
            what = f"the target takes it for row {before}: alike in {', '.join(section.record.key)}"
            yield Problem("rows-alike", where, what, _HINT)


def _one_account(section: Section) -> Iterator[Problem]:
    """Yield that expense and payable are booked to one place, which books nothing."""
    columns = section.record.columns
    sides = [i for i, cell in enumerate(columns.values()) if isinstance(cell, SideCell)]
    pairs = zip(section.rows[::2], section.rows[1::2], strict=True) if sides else ()
    if any(all(debit[i] == credit[i] for i in sides) for debit, credit in pairs):
        named = ", ".join(f"'{list(columns)[i]}'" for i in sides)
        what = f"debit and credit of an amount are alike in {named}"
        hint = "Name two accounts: one of the expense, one of what is payable."
        yield Problem("one-account", "settings", what, hint)


def _payees(filler: Filler, sections: Sequence[Section]) -> tuple[dict[str, str], list[Problem]]:
    """Return what the file calls each payee, and those whom it would take for one another."""
    profile = filler.sources.target.profile
    if profile.kind != "payroll":
        return {}, []
    record = amount_record(profile)
    (section,) = (one for one in sections if one.record is record)
    place = list(record.columns).index(payee_header(profile, record))
    called = {
        item.first.payee_id: row[place]
        for item, row in zip(section.items, section.rows, strict=True)
    }
    times = Counter(name for name in called.values() if name)
    rows = {item.first.payee_id: item.first.row for item in reversed(section.items)}
    return called, [
        Problem(
            "payees-alike",
            f"{PAYOUTS}:{rows[payee]} (agent_id)",
            f"column '{payee_header(profile, record)}' of the target names several payees alike",
            "Correct the map by payee_id: each payee has a name of their own.",
        )
        for payee, name in called.items()
        if times[name] > 1
    ]
