"""The account of a run's rows: each of them, by file and by period, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

from scoring.accounts import MEASURED, Fates, Place, became
from scoring.errors import Problem, ReconciliationError
from scoring.ledger.identity import Json

QUARANTINED = "quarantined"
_Line = TypeVar("_Line")


def reconciled(rows_in: int, places: Mapping[Place, int], fates: Fates) -> dict[str, Json]:
    """Account for every row: rows in = used + excluded by reason + quarantined.

    So it is in sum, for each file and for each period. A row stands in one file: in the part of
    the interactions that holds it, or in the export where an import left it out; then its period
    is not known.

    Args:
        rows_in: rows that came in, by the files' own statements.
        places: rows that came in, by place.
        fates: what became of rows, by place.

    Raises:
        ReconciliationError: every place whose two sides differ, or rows that were made or lost.
    """
    found: dict[Place, dict[str, int]] = {place: {} for place in sorted(places, key=_order)}
    for (place, word), rows in fates.items():
        found.setdefault(place, {})[word] = rows
    problems = [
        _unaccounted(f"{place.file}, {place.period or 'no period'}", places.get(place, 0), rows)
        for place, rows in found.items()
        if sum(rows.values()) != places.get(place, 0) or min(rows.values(), default=0) < 0
    ]
    total = became(fates)
    if not problems and sum(total.values()) != rows_in:
        problems = [_unaccounted("interactions", rows_in, total)]
    if problems:
        raise ReconciliationError(problems)
    account = _account(rows_in, dict.fromkeys(MEASURED, 0) | total)
    return account | {"by_file": _by_file(found), "by_period": _by_period(found)}


def _order(place: Place) -> tuple[bool, str, bool, str]:
    """Order parts before exports, and what has no period last."""
    return place.imported, place.file, place.period is None, place.period or ""


def _unaccounted(where: str, rows_in: int, rows: Mapping[str, int]) -> Problem:
    said = " + ".join(f"{count} {word}" for word, count in rows.items()) or "none"
    what = f"rows in {rows_in}, accounted for {sum(rows.values())}: {said}"
    hint = "This is a fault of the engine; nothing was written. Please report it."
    return Problem("rows-unaccounted", where, what, hint)


def _account(rows_in: int, rows: Mapping[str, int]) -> dict[str, Json]:
    excluded = {word: n for word, n in rows.items() if word not in ("used", QUARANTINED)}
    used, quarantined = rows.get("used", 0), rows.get(QUARANTINED, 0)
    return {"in": rows_in, "used": used, "excluded": excluded, QUARANTINED: quarantined}


def _by_file(found: Mapping[Place, Mapping[str, int]]) -> list[Json]:
    lines = _summed({place: (place.imported, place.file) for place in found}, found)
    return [_line(line, file=file, imported=imported) for (imported, file), line in lines.items()]


def _by_period(found: Mapping[Place, Mapping[str, int]]) -> list[Json]:
    lines = _summed({place: place.period or "" for place in found}, found)
    ordered = sorted(lines.items(), key=lambda item: (not item[0], item[0]))
    return [_line(line, period=period or None) for period, line in ordered]


def _line(account: Mapping[str, Json], **words: Json) -> dict[str, Json]:
    return {**words, **account}


def _summed(
    lines: Mapping[Place, _Line], found: Mapping[Place, Mapping[str, int]]
) -> dict[_Line, dict[str, Json]]:
    """Add up the places of each line; a word that no row of it became is left out."""
    sums: dict[_Line, Counter[str]] = {}
    for place, rows in found.items():
        sums.setdefault(lines[place], Counter()).update(rows)
    return {line: _account(rows.total(), rows) for line, rows in sums.items()}
