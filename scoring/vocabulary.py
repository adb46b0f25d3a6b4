"""The columns that a plan may name, with the kind and the decimal places of each.

Plans are checked before any file is read, so the words stand here, below both the plan and the
contracts of intake; a test holds the two together.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Kind = Literal["text", "boolean", "whole", "decimal", "stamp"]


class Known(NamedTuple):
    """What is known of a column before a file is read."""

    kind: Kind
    places: int = 0


COMPANY_PLACES = 6
"""Decimal places of a company's own `x_` columns."""

INTERACTION_COLUMNS: dict[str, Known] = {
    "interaction_id": Known("text"),
    "agent_id": Known("text"),
    "rated_agent_id": Known("text"),
    "created_at": Known("stamp"),
    "first_response_at": Known("stamp"),
    "resolved_at": Known("stamp"),
    "closed_at": Known("stamp"),
    "survey_at": Known("stamp"),
    "channel": Known("text"),
    "priority": Known("text"),
    "category": Known("text"),
    "product": Known("text"),
    "region": Known("text"),
    "team": Known("text"),
    "shift": Known("text"),
    "customer_id": Known("text"),
    "csat": Known("decimal", 4),
    "nps": Known("whole"),
    "resolved": Known("boolean"),
    "escalated": Known("boolean"),
    "complaint": Known("boolean"),
    "complaint_closed": Known("boolean"),
    "first_contact": Known("boolean"),
    "survey_sent": Known("boolean"),
    "reopens": Known("whole"),
    "checks_done": Known("whole"),
    "checks_passed": Known("whole"),
    "handle_s": Known("whole"),
    "talk_s": Known("whole"),
    "cost": Known("decimal", 4),
    "cost_currency": Known("text"),
}
"""The columns of `interactions.parquet`."""

IDENTIFIERS = frozenset({"interaction_id", "agent_id", "rated_agent_id"})
"""Columns that name a row or a person: no measure filters by them."""

ROSTER_TEXTS = ("name", "team", "region", "manager_id", "role", "shift", "currency", "cost_center")
"""The roster's text columns, as `Roster.columns` carries them."""

ROSTER_COLUMNS: dict[str, Known] = {
    **{name: Known("text") for name in ROSTER_TEXTS},
    "tenure_days": Known("whole"),
}
"""What filters may ask of an agent: the roster's texts, and the days from hire_date to the end of
the period."""

_UNSEEN = (
    *((0x00, 0x1F), (0x7F, 0x9F)),  # control
    *((0x61C, 0x61C), (0x2028, 0x202E), (0x2066, 0x206F)),  # lines and directions of writing
    *((0xAD, 0xAD), (0x180E, 0x180E), (0x200B, 0x200F), (0x2060, 0x2064)),  # no width
    *((0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xE0000, 0xE007F)),  # marks of bytes, notes and tags
)
UNSAFE = f"[{''.join(f'{chr(low)}-{chr(high)}' for low, high in _UNSEEN)}]"
"""Matches a character that does not show, as a regular expression: no text may hold one.

Two names that look the same would be two, and text would read otherwise than it is stored. Some
scripts join letters with such characters, U+200D above all; a name is written without them.
"""

PAYROLL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""What a machine file for payroll takes as an id: refused there, never escaped, told before."""
