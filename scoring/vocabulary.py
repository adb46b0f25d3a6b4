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

IDENTIFIERS = frozenset({"interaction_id", "agent_id"})
"""Columns that name a row or a person: no measure filters by them."""

ROSTER_COLUMNS: dict[str, Known] = {
    name: Known("text")
    for name in ("name", "team", "region", "manager_id", "role", "currency", "cost_center")
}
"""The roster's text columns, as `Roster.columns` carries them; filters choose among them."""

PAYROLL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""What a machine file for payroll takes as an id: refused there, never escaped, told before."""
