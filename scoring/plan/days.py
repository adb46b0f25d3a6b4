"""Calendar days as every YAML file of the house writes them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from scoring.exact.period import YEARS

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_or_raw(raw: Any) -> Any:
    """Read a day from its text; what is no text is left for the type to judge."""
    if not isinstance(raw, str):
        return raw
    try:
        day = dt.date.fromisoformat(raw) if _DAY.fullmatch(raw) else None
    except ValueError:
        day = None
    if day is None or not YEARS[0] <= day.year <= YEARS[1]:
        raise ValueError("write a day such as 2026-01-31")
    return day


Day = Annotated[
    dt.date,
    BeforeValidator(day_or_raw),
    WithJsonSchema({"type": "string", "description": "a day such as 2026-01-31"}),
]
"""A calendar day, written as ISO 8601 has it."""
