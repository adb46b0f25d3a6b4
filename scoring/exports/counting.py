"""Money that a profile would count twice in a row, and columns that are the total of the others."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import Problem
from scoring.exports.cells import AmountCell
from scoring.exports.profiles import ExportProfile, Record

_HINT = (
    "Write total: true where it is the sum of the row; else give each column its map and word, or "
    "its slot."
)


def counted_once(profile: ExportProfile) -> Iterator[Problem]:
    """Yield columns of money that hold what an earlier one of the row holds already."""
    for record in profile.records.values():
        earlier: dict[str, tuple[str, AmountCell]] = {}
        for header, cell in _money(record):
            if cell.total:
                continue
            before, other = earlier.setdefault(cell.amount, (header, cell))
            if before != header and not _apart(other, cell):
                what = f"counts money that column '{before}' counts already"
                yield _told(record, header, what, _HINT)
        yield from _twice_by_name(record)


def totals_fit(profile: ExportProfile) -> Iterator[Problem]:
    """Yield totals that are none: of a part of the row, of one sign, or without parts beside."""
    for record in profile.records.values():
        money = _money(record)
        parts = [cell for _, cell in money if not cell.total]
        for header, cell in money:
            if not cell.total:
                continue
            if cell.slot or cell.map or cell.word or cell.amount != "signed":
                hint = "Write {amount: signed, total: true} alone."
                yield _told(record, header, "is a total, and says what part it is of", hint)
            if not parts:
                hint = "Remove total, or add the columns that it adds up."
                yield _told(record, header, "is a total, and no column beside it has a part", hint)


def _twice_by_name(record: Record) -> Iterator[Problem]:
    """Yield columns with the slot or the word of an earlier one."""
    known: dict[tuple[str, int | None, str | None], str] = {}
    for header, cell in _money(record):
        if cell.slot is None and cell.word is None:
            continue
        before = known.setdefault((cell.amount, cell.slot, cell.word), header)
        if before != header:
            what = f"counts the slot or word that column '{before}' counts already"
            yield _told(record, header, what, "Give each column a slot or a word of its own.")


def _apart(one: AmountCell, other: AmountCell) -> bool:
    """Tell whether two columns take different lines of the row: by slots, or by one map."""
    if one.slot is not None or other.slot is not None:
        return one.slot is not None and other.slot is not None
    return one.map is not None and one.map == other.map


def _money(record: Record) -> list[tuple[str, AmountCell]]:
    return [(h, cell) for h, cell in record.columns.items() if isinstance(cell, AmountCell)]


def _told(record: Record, header: str, what: str, hint: str) -> Problem:
    place = str(record.at("columns", header))
    return Problem("counted-twice", place, f"column '{header}' {what}", hint)
