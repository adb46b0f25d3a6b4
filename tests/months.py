"""A month small enough to reckon by hand: three agents in two regions, twelve interactions."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

STAMP = pa.timestamp("us", tz="UTC")
MONTH = "2026-10"


def minute(day: int, minutes: int = 0) -> dt.datetime:
    """A moment of October 2026, in UTC."""
    return dt.datetime(2026, 10, day, 8, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)


def interactions() -> pa.Table:
    """Four contacts an agent: a1 rated 5 5 5 5, b2 rated 5 4 4 4, c3 rated 3 4 none none."""
    ratings = ["5", "5", "5", "5", "5", "4", "4", "4", "3", "4", None, None]
    return pa.table(
        {
            "interaction_id": pa.array([f"T{i:03}" for i in range(12)]),
            "agent_id": pa.array([agent for agent in ("a1", "b2", "c3") for _ in range(4)]),
            "created_at": pa.array([minute(i + 1) for i in range(12)], STAMP),
            "first_response_at": pa.array([minute(i + 1, i) for i in range(12)], STAMP),
            "csat": pa.array([r and Decimal(r) for r in ratings], pa.decimal128(5, 2)),
        }
    )


def roster() -> pa.Table:
    """Three agents since January; c3 is paid in yen."""
    return pa.table(
        {
            "agent_id": ["a1", "b2", "c3"],
            "from_date": pa.array([dt.date(2026, 1, 1)] * 3, pa.date32()),
            "to_date": pa.array([None] * 3, pa.date32()),
            "team": ["t1", "t1", "t2"],
            "region": ["north", "north", "south"],
            "manager_id": ["m1", "m1", "m2"],
            "role": ["specialist"] * 3,
            "bonus_base": pa.array(
                [Decimal("1000.00")] * 2 + [Decimal(30000)], pa.decimal128(12, 2)
            ),
            "currency": ["CNY", "CNY", "JPY"],
            "cost_center": ["CC1", "CC1", "CC2"],
        }
    )


def write(
    folder: Path, *, rows: pa.Table | None = None, people: pa.Table | None = None, parts: int = 1
) -> Path:
    """Write a data folder, the interactions as one file or in parts."""
    folder.mkdir(parents=True, exist_ok=True)
    table = interactions() if rows is None else rows
    if parts == 1:
        pq.write_table(table, folder / "interactions.parquet", write_page_checksum=True)
    else:
        (folder / "interactions").mkdir()
        size = -(-table.num_rows // parts)
        for i in range(parts):
            name = f"part-{i}.parquet"
            pq.write_table(
                table.slice(i * size, size),
                folder / "interactions" / name,
                write_page_checksum=True,
            )
    pq.write_table(
        roster() if people is None else people, folder / "roster.parquet", write_page_checksum=True
    )
    return folder


PLAN = """\
plan: small
title: {en: Small plan, zh: 小方案}
version: 1
cycle: month
conventions:
  rounding: half_up
  places: {points: 2, score: 2}
  boundary: upper
  denominators: known
  rank: competition
  roster_as_of: period_end
  period_zone: plan
  zone: UTC
  order: [multipliers, cap, proration, floor]
  quarantine_max: 0.1
applies_to:
  everyone: true
scales:
  csat: {lowest: 1, highest: 5}
measures:
  csat:
    title: {en: Mean rating, zh: 平均评分}
    kind: mean
    of: csat
    unit: points
    better: higher
    places: 2
    period_on: created_at
    volume_min: 2
    missing: exclude
components:
  - name: satisfaction
    measure: csat
    weight: 1
    on: value
    curve:
      mode: interpolated
      below: 0
      points: [{at: 1, gives: 0}, {at: 5, gives: 100}]
      above: hold
    why: Customers decide.
tiers:
  mode: whole
  below: C
  bands: [{from: 80, gives: B}, {from: 90, gives: A}]
pay:
  - name: bonus
    pay_code: PERF
    start:
      column: bonus_base
      rate: 0.3
      coefficient: {on: tier, gives: {A: 1.5, B: 1, C: 0.5}}
    multipliers: none
    cap: none
    proration: none
    floor: none
"""
