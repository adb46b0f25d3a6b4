"""Periods once more: their days, and the instants at which they begin and end."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from scoring.independent.rows import instant


def period_days(name: str) -> tuple[dt.date, dt.date]:
    """Return a period's first day and the day after its last: 2026-10, 2026-Q4, 2026-H2, 2026."""
    year, part = int(name[:4]), name[5:]
    months = 12 if not part else {"Q": 3, "H": 6}.get(part[0], 1)
    first = (int(part.lstrip("QH")) - 1) * months if part else 0
    return dt.date(year, first + 1, 1), dt.date(
        year + (first + months) // 12, (first + months) % 12 + 1, 1
    )


def bounds_us(name: str, zone: str) -> tuple[int, int]:
    """Return the UTC microseconds at which a period begins and ends in a zone."""
    midnights = [dt.datetime.combine(d, dt.time(), ZoneInfo(zone)) for d in period_days(name)]
    begins, ends = (instant(m) for m in midnights)
    return begins or 0, ends or 0
