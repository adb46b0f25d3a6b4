"""Months of any size in which every row breaks the same rules, next to the same month clean.

Every figure follows from the number of rows, so that counts are known without reading anything.
"""

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

STAMP = pa.timestamp("us", tz="UTC")
AGENTS = [f"A{i:04}" for i in range(600)]
CHANNELS = ["chat", "form", "mail", "phone"]
FIRST = int(dt.datetime(2026, 10, 1, tzinfo=dt.UTC).timestamp()) * 1_000_000
MONTH_US = 31 * 86_400 * 1_000_000
HOUR_US = 3_600 * 1_000_000

BREAKS = {
    "clean": {},
    # A rating of 900, an end before the beginning, an nps of 99, a channel of white space.
    "broken": {
        "out-of-range csat": "row",
        "out-of-range nps": "row",
        "negative-duration resolved_at": "row",
        "blank-text channel": "field",
    },
    # No id, an agent of whom the roster has not heard, and two of the above.
    "strangers": {
        "null-id interaction_id": "row",
        "unknown-agent agent_id": "row",
        "out-of-range csat": "row",
        "negative-duration resolved_at": "row",
    },
    # Every row is there twice, and none of them is what was meant.
    "twice": {"repeated-row interaction_id": "row"},
}
"""What each row of a kind of month breaks: `rule column`, and what it comes to."""


def write_large(folder, kind, rows):
    """Write a data folder of one kind, its interactions in groups of 131,072 rows."""
    folder.mkdir(parents=True)
    table = _table(kind, rows)
    pq.write_table(
        table, folder / "interactions.parquet", row_group_size=131_072, write_page_checksum=True
    )
    days = pa.array([dt.date(2026, 1, 1)] * len(AGENTS))
    pq.write_table(
        pa.table({"agent_id": AGENTS, "from_date": days}),
        folder / "roster.parquet",
        write_page_checksum=True,
    )
    return folder


def _table(kind, rows):
    i = np.arange(rows) // 2 if kind == "twice" else np.arange(rows)
    breaks = BREAKS[kind]
    bad = "out-of-range csat" in breaks
    created = FIRST + i * (MONTH_US // rows)
    ids = np.char.add("T", np.char.zfill(i.astype(str), 9))
    if kind == "twice":  # the second half of the file repeats the first
        order = np.concatenate([np.arange(0, rows, 2), np.arange(1, rows, 2)])
        i, created, ids = i[order], created[order], ids[order]
    stranger = "unknown-agent agent_id" in breaks
    words = [" "] if "blank-text channel" in breaks else CHANNELS
    return pa.table(
        {
            "interaction_id": pa.nulls(rows, pa.string()) if stranger else pa.array(ids),
            "agent_id": _words([f"Z{a}" for a in AGENTS] if stranger else AGENTS, i),
            "created_at": pa.array(created).cast(STAMP),
            "first_response_at": pa.array(created + HOUR_US // 60).cast(STAMP),
            "resolved_at": pa.array(created + (-HOUR_US if bad else HOUR_US)).cast(STAMP),
            "channel": _words(words, i),
            "csat": pa.array(np.full(rows, 900.0) if bad else i % 5 + 1.0),
            "nps": pa.array(np.full(rows, 99) if kind == "broken" else i % 11),
            "resolved": pa.array(i % 3 > 0),
            "handle_s": pa.array(i % 3_000),
        }
    )


def _words(words, i):
    return pa.array(words).take(pa.array(i % len(words)))
