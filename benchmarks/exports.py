"""A generated event log of a help desk, as large as asked for, and the profile that reads it.

Every ticket has a few rows: opened, assigned, and solved by somebody. Rows come in the order of
time, so that those of one ticket lie far apart, as in a system's own log.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from tests.importing.exports import VIOLATIONS

PROFILE = """\
profile: big-log
title: {en: A generated event log, zh: 生成的事件日志}
proven: on no real export
csv: {delimiter: comma, encoding: utf-8}
trim: true
zone: UTC
nulls: ["", "?"]
numbers: {mark: point, grouping: none}
unlisted: refuse
repeats: {keep_last_by: [x_changed_at, x_changes], ties: later_row}
attribution:
  credit: resolver
  assignee: {from: assigned_to}
  resolver: {from: assigned_to, event: {take: last, where: {state: [Resolved]}}}
columns:
  interaction_id: {read: text, from: number}
  created_at: {read: stamp, from: opened_at, formats: ["%-d/%-m/%Y %-H:%M"]}
  first_response_at:
    read: stamp
    from: changed_at
    formats: ["%-d/%-m/%Y %-H:%M"]
    event: {take: first, where: {state: {not: [New]}}}
  resolved_at:
    read: stamp
    from: changed_at
    formats: ["%-d/%-m/%Y %-H:%M"]
    event: {take: last, where: {state: [Resolved]}}
  category: {read: text, from: category}
  priority: {read: text, from: priority}
  csat: {read: decimal, from: rating, round: exact, scale: {lowest: 1, highest: 5}}
  x_changed_at: {read: stamp, from: changed_at, formats: ["%-d/%-m/%Y %-H:%M"]}
  x_changes: {read: whole, from: changes, round: exact}
ignore: [remark]
VIOLATIONS
roster:
  from_date: 2026-01-01
  columns: {team: {from: category, conflict: blank}}
""".replace("VIOLATIONS\n", VIOLATIONS)
_EVENTS = ("New", "Active", "Active", "Resolved")
_TICKETS = 50_000


def write_log(path: Path, megabytes: int) -> int:
    """Write an event log of about so many megabytes; return its rows."""
    rng = np.random.default_rng(7)
    rows = 0
    with path.open("wb") as file:
        while file.tell() < megabytes << 20:
            first = rows // len(_EVENTS)
            for table in _tables(rng, first):
                header = csv.WriteOptions(include_header=rows == 0)
                csv.write_csv(table, file, header)
                rows += table.num_rows
    return rows


def _tables(rng: np.random.Generator, first: int) -> Iterator[pa.Table]:
    """Yield the events of some tickets: all that are opened, all that are changed, all solved."""
    ids = rng.permutation(_TICKETS)
    opened = rng.integers(0, 31 * 24 * 60, _TICKETS)
    waits = rng.integers(1, 600, (len(_EVENTS), _TICKETS)).cumsum(axis=0)
    rated = rng.integers(0, 6, _TICKETS)
    thanks = np.array(["", 'said ""thanks"", and no more', "wrote again"])
    for event, state in enumerate(_EVENTS):
        agent = np.char.add("agent ", rng.integers(0, 2_000, _TICKETS).astype(str))
        rating = np.where((rated > 0) & (state == "Resolved"), rated.astype(str), "?")
        yield pa.table(
            {
                "number": np.char.add("INC", np.char.zfill((first + ids).astype(str), 10)),
                "opened_at": _stamps(opened),
                "changed_at": _stamps(opened + waits[event] * (event > 0)),
                "changes": np.full(_TICKETS, event),
                "state": np.full(_TICKETS, state),
                "assigned_to": agent if event else np.full(_TICKETS, "?"),
                "category": np.char.add("Category ", (ids % 40).astype(str)),
                "priority": np.char.add((ids % 4 + 1).astype(str), " - High"),
                "rating": rating,
                "remark": thanks[ids % 3],
            }
        )


def _stamps(minutes: np.ndarray) -> np.ndarray:
    """Write minutes of 2026 as d/m/Y H:M, days and months unpadded."""
    every = np.arange(int(minutes.max()) + 1)
    days = np.datetime64("2026-01-01") + (every // 1440).astype("timedelta64[D]")
    month = days.astype("datetime64[M]")
    day = (days - month).astype(int) + 1
    parts = (day, "/", month.astype(int) % 12 + 1, "/2026 ", every // 60 % 24)
    text = np.array([""])
    for part in parts:
        text = np.char.add(text, part if isinstance(part, str) else part.astype(str))
    minute = np.char.zfill((every % 60).astype(str), 2)
    return np.char.add(np.char.add(text, ":"), minute)[minutes]
