"""A small invented export and its profile, for tests that break one thing at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

VIOLATIONS = """\
violations:
  null-id: quarantine
  null-value: quarantine
  repeated-id: quarantine
  unparsable-stamp: quarantine
  ambiguous-stamp: error
  zone-gap: blank
  zone-overlap: blank
  not-a-number: blank
  too-many-places: blank
  unknown-word: blank
  unsafe-text: blank
  blank-text: blank
  out-of-range: blank
  out-of-scale: blank
  negative-duration: blank
  passed-over-done: blank
  response-after-resolution: keep
"""
"""The usual choice for each rule."""

PROFILE = """\
profile: helpdesk
title: {en: Help desk, zh: 服务台}
proven: on no real export
csv: {delimiter: comma, encoding: utf-8}
trim: true
zone: Europe/Berlin
nulls: ["", "-"]
numbers: {mark: point, grouping: none}
unlisted: refuse
repeats: error
attribution:
  credit: assignee
  assignee: {from: agent}
columns:
  interaction_id: {read: text, from: id}
  created_at: {read: stamp, from: [day, time], formats: ["%d.%m.%Y %H:%M"]}
  first_response_at:
    read: stamp_plus_duration
    stamp: created_at
    from: wait
    unit: min
    round: half_up
  resolved_at: {read: stamp, from: solved, formats: ["%d.%m.%Y %H:%M"]}
  channel: {read: text, from: channel}
  csat: {read: decimal, from: stars, round: exact, scale: {lowest: 1, highest: 5}}
  resolved: {read: boolean, from: state, true_words: [done], false_words: [open]}
  talk_s: {read: duration, from: talk, unit: min, round: exact, blank_where: {state: open}}
  x_price: {read: decimal, from: price, round: half_even}
ignore: [remark]
VIOLATIONS
roster:
  from_date: 2024-01-01
  columns:
    team: {from: team, conflict: blank}
""".replace(
    "VIOLATIONS\n",
    VIOLATIONS.replace("unparsable-stamp: quarantine", "unparsable-stamp: blank")
    .replace("ambiguous-stamp: error", "ambiguous-stamp: quarantine")
    .replace("zone-overlap: blank", "zone-overlap: quarantine"),
)
HEADER = "id,agent,day,time,wait,solved,channel,stars,state,talk,price,team,remark"
ROW = {
    "id": "T1",
    "agent": "a1",
    "day": "02.01.2024",
    "time": "10:00",
    "wait": "2.5",
    "solved": "02.01.2024 11:00",
    "channel": "chat",
    "stars": "4.5",
    "state": "done",
    "talk": "1.5",
    "price": "12.3456785",
    "team": "north",
    "remark": "fine",
}


def row(**said: str) -> dict[str, str]:
    """One row of the export, ordinary but for what is said."""
    return {**ROW, **said}


def write_profile(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the profile with some of its text replaced; each replaced text must be there."""
    text = PROFILE
    for old, new in changes:
        if old not in text:
            raise ValueError(f"the profile does not say {old!r}")
        text = text.replace(old, new)
    path = folder / "helpdesk.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def write_export(folder: Path, *rows: dict[str, str]) -> Path:
    """Write an export of such rows."""
    lines = [HEADER, *(",".join(r[name] for name in HEADER.split(",")) for r in rows)]
    path = folder / "export.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    """Read a written table as one dictionary a row, asking for the page checksums."""
    return pq.read_table(folder / name, page_checksum_verification=True).to_pylist()
