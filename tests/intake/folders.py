"""Small data folders for the tests of intake: built by hand, so that every figure is known."""

import datetime as dt
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scoring.intake.folder import open_folder
from scoring.intake.ids import Ids
from scoring.intake.quarantine import Quarantine
from scoring.intake.reader import Asked, read_batches
from scoring.kernels import compiled

STAMP = pa.timestamp("us", tz="UTC")
NOON = dt.datetime(2026, 10, 5, 12, tzinfo=dt.UTC)
AGENTS = {"a1": 0, "b2": 1, "c3": -2}


def later(minutes):
    return NOON + dt.timedelta(minutes=minutes)


def contacts(rows=6, **columns):
    """Clean contacts: ids increase, agents take turns; columns replace or extend them."""
    table = {
        "interaction_id": pa.array([f"T{i:03}" for i in range(rows)]),
        "agent_id": pa.array([("a1", "b2", "c3")[i % 3] for i in range(rows)]),
        "created_at": pa.array([later(i) for i in range(rows)], STAMP),
    }
    return pa.table(table | columns)


def people(**columns):
    """Three agents since January, in two regions."""
    table = {
        "agent_id": pa.array(["a1", "b2", "c3"]),
        "from_date": days("2026-01-01", "2026-01-01", "2026-01-01"),
        "to_date": days(None, None, None),
        "team": pa.array(["t1", "t1", "t2"]),
        "region": pa.array(["north", "north", "south"]),
        "role": pa.array(["specialist", "specialist", "trainer"]),
        "bonus_base": pa.array([Decimal("1000.00"), Decimal(900), None], pa.decimal128(12, 2)),
        "currency": pa.array(["CNY", "JPY", "CNY"]),
    }
    return pa.table(table | columns)


def days(*texts):
    return pa.array([t and dt.date.fromisoformat(t) for t in texts], pa.date32())


def write(folder, rows=None, roster=None, **others):
    """Write a data folder; `others` are further tables by their names without the ending."""
    folder.mkdir(exist_ok=True)
    pq.write_table(
        contacts() if rows is None else rows,
        folder / "interactions.parquet",
        write_page_checksum=True,
    )
    pq.write_table(
        people() if roster is None else roster, folder / "roster.parquet", write_page_checksum=True
    )
    for name, table in others.items():
        pq.write_table(table, folder / f"{name}.parquet", write_page_checksum=True)
    return folder


def write_parts(folder, parts, roster=None):
    """Write the interactions as a folder of parts."""
    (folder / "interactions").mkdir(parents=True)
    for i, part in enumerate(parts):
        pq.write_table(
            part, folder / "interactions" / f"part-{i}.parquet", write_page_checksum=True
        )
    pq.write_table(
        people() if roster is None else roster, folder / "roster.parquet", write_page_checksum=True
    )
    return folder


def read(folder, agents=None, scales=None, company=None, quarantine=None):
    """Read a folder's facts into one list of plain rows, with the quarantine."""
    opened = open_folder(folder)
    quarantine = Quarantine() if quarantine is None else quarantine
    again = deepcopy(quarantine)
    asked = Asked(
        known_agents=AGENTS if agents is None else agents,
        scales=scales or {},
        company_columns=opened.company if company is None else company,
        quarantine=quarantine,
    )
    rows = [row for facts in read_batches(opened, asked) for row in plain(facts)]
    by_gate = replace(asked, quarantine=again, kernels=compiled, ids=Ids(opened))
    quick = [row for facts in read_batches(opened, by_gate) for row in plain(facts)]
    assert quick == rows
    assert again.table().equals(quarantine.table())
    assert again.totals() == quarantine.totals()
    return rows, quarantine


def plain(facts):
    """Facts as dicts of what a person would read: words, integers of units, None."""
    columns = {}
    for name, column in facts.columns.items():
        values = [column.words[v] if column.words and k else int(v) for v, k in pairs(column)]
        columns[name] = [v if k else None for v, k in zip(values, column.known, strict=True)]
    rows = zip(*columns.values(), strict=True)
    return [
        {"agent": int(agent)} | dict(zip(columns, row, strict=True))
        for agent, row in zip(facts.agent, rows, strict=True)
    ]


def pairs(column):
    assert column.values.dtype == np.int64
    return zip(column.values, column.known, strict=True)


def rules(quarantine):
    """What the quarantine holds, as (row, column, rule)."""
    return [(f["row"], f["column"], f["rule"]) for f in faults(quarantine)]


def faults(quarantine):
    """Every fault that the quarantine lists, as dicts, by place."""
    return quarantine.table().to_pylist()
