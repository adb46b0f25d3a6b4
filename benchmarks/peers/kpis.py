"""What the peers compute: for each plan its columns, and how a peer's whole numbers become KPIs.

A peer writes one row an agent: for each measure `<measure>_n`, a sum or a selected value, and
`<measure>_v`, the facts behind it; a ratio also has `<measure>_d`. All are whole numbers, so that
answers agree exactly or not at all.
"""

from pathlib import Path
from typing import NamedTuple

START_UTC, END_UTC = "2026-09-30T16:00:00", "2026-10-31T16:00:00"
"""October 2026 in Shanghai, from the first instant up to and not including the second."""


class Kpi(NamedTuple):
    """A value as a fraction: `times` x n over `over`, by the facts (`v`), by `d`, or by 1.

    Attributes:
        times: what the numerator is multiplied by, such as 100 for percent.
        over: what the denominator is multiplied by, such as 60 for minutes.
        by: `v`, `d` or an empty text.
    """

    times: int
    over: int
    by: str


KPIS = {
    "desk": {
        "csat": Kpi(1, 1, "v"),
        "response_p90": Kpi(1, 60, ""),
        "response_kept": Kpi(100, 1, "v"),
        "solved": Kpi(100, 1, "v"),
        "handle_median": Kpi(1, 60, ""),
    },
    "volume": {
        "contacts": Kpi(1, 1, ""),
        "solved_in_period": Kpi(1, 1, ""),
        "hours": Kpi(1, 3_600, ""),
        "reopens_per_100_h": Kpi(360_000, 1, "d"),
        "time_to_solve": Kpi(1, 3_600, "v"),
        "satisfied_by_phone": Kpi(100, 1, "v"),
        "escalated": Kpi(100, 1, "v"),
    },
}
"""Every measure of each plan, as the plan defines it."""

COLUMNS = {
    "desk": (
        *("agent_id", "created_at", "first_response_at", "priority", "csat", "resolved"),
        "handle_s",
    ),
    "volume": (
        *("agent_id", "created_at", "resolved_at", "region", "priority", "channel", "csat"),
        *("resolved", "escalated", "handle_s", "reopens"),
    ),
}
"""The columns that a plan asks about; Plaudit reads the ids beside them, since ids are unique."""


def interactions_of(data: str) -> Path:
    """Return the interactions of a data folder: a file, or a folder of parts."""
    one = Path(data) / "interactions.parquet"
    return one if one.is_file() else Path(data) / "interactions"


def parts_of(data: str) -> list[str]:
    """Return every file of a data folder's interactions, in order."""
    where = interactions_of(data)
    return [str(where)] if where.is_file() else sorted(map(str, where.glob("*.parquet")))
