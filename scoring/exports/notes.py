"""What the summary of an export says to look at: nothing of it is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scoring.exact.period import parse_period
from scoring.exports.cells import DateCell
from scoring.exports.items import Said
from scoring.exports.lint import DAYS, cells_of
from scoring.exports.targets import Target


def notes_of(target: Target, said: Said, rows: int) -> tuple[str, ...]:
    """Return what is worth a look in a file of so many rows, one line each."""
    booked = _outside(target, said) if target.profile.kind == "journal" else ()
    return (*booked, *_many(target, rows))


def _outside(target: Target, said: Said) -> Iterator[str]:
    """Yield the days of a journal that lie outside of the period."""
    period = parse_period(said.period)
    cells = [one.cell for one in cells_of(target.profile)]
    days = dict.fromkeys(cell.date for cell in cells if isinstance(cell, DateCell))
    for name in days:
        given = target.settings.get(name)
        if given is None or name in DAYS:
            continue
        if not period.first <= dt.date.fromisoformat(given) < period.end:
            yield f"{name} {given} lies outside of {said.period}, the period of the run"


def _many(target: Target, rows: int) -> Iterator[str]:
    known = target.profile.file.rows_known
    if known is not None and rows > known:
        yield (
            f"{rows:,} rows: one project caps a file of {target.profile.title.en} at {known:,}; "
            "try how many your system takes"
        )
