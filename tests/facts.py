"""Facts for tests: rows written as words, whole numbers and decimals, and plans over them."""

from decimal import Decimal

import numpy as np

from scoring.columns import Column, text_column
from scoring.exact.fixed import scaled
from scoring.flow import Facts
from scoring.plan.model import Plan
from scoring.vocabulary import COMPANY_PLACES, INTERACTION_COLUMNS, Known
from tests.plans import changed, plan_of

SECOND = 1_000_000
COMMON = {
    "title": "A measure",
    "unit": "points",
    "better": "higher",
    "places": "2",
    "period_on": "created_at",
    "volume_min": "0",
    "missing": "exclude",
}
COMPANY = "columns: {x_amount: decimal, x_number: whole}\n"
PROMISES = """promises:
  reply: {by: priority, within: {high: 15 min, low: 2 h}, otherwise: 1 h}
  strict: {by: priority, within: {high: 15 min}, otherwise: none}
"""


def plan_with(folder, *changes: tuple[str, str], **measures: str) -> Plan:
    """The smallest plan, with more measures: each the keys that `COMMON` does not say already."""
    blocks = ""
    for name, said in measures.items():
        lacking = {key: word for key, word in COMMON.items() if f"{key}: " not in said}
        if "kind: given" in said:
            lacking.pop("period_on", None)
        common = ", ".join(f"{key}: {word}" for key, word in lacking.items())
        blocks += f"  {name}: {{{common}, {said}}}\n"
    inserted = ("components:\n", f"{blocks}components:\n")
    ground = ("measures:\n", f"{COMPANY}{PROMISES}measures:\n")
    return plan_of(folder, changed(inserted, ground, *changes))


def column(kind: Known, items: list) -> Column:
    """One column; decimals are written as text, stamps in µs; null holds a number to trip on."""
    if kind.kind == "text":
        return text_column(items)
    if kind.kind == "decimal":
        items = [None if item is None else scaled(Decimal(item), kind.places) for item in items]
    known = np.array([item is not None for item in items], np.bool_)
    values = np.array([-(2**63) if item is None else int(item) for item in items], np.int64)
    return Column(kind.kind, values, known, kind.places)


def facts(plan: Plan, *rows: dict, absent: tuple[str, ...] = ()) -> Facts:
    """A batch of rows; `agent` is 0 and `created_at` 1 s where a row does not say."""
    rows = tuple({"agent": 0, "created_at": SECOND} | row for row in rows)
    names = sorted({name for row in rows for name in row} - {"agent", *absent})
    company = {
        name: Known(kind, COMPANY_PLACES if kind == "decimal" else 0)
        for name, kind in plan.columns.items()
    }
    kinds = INTERACTION_COLUMNS | company
    columns = {name: column(kinds[name], [row.get(name) for row in rows]) for name in names}
    return Facts(np.array([row["agent"] for row in rows], np.int64), columns)


def taken(batch: Facts, rows: list[int]) -> Facts:
    """The rows of a batch at these places, in this order."""
    at = np.array(rows, np.int64)
    columns = {
        name: Column(c.kind, c.values[at], c.known[at], c.places, c.words)
        for name, c in batch.columns.items()
    }
    return Facts(batch.agent[at], columns)
