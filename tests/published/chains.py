"""A plan that settles, run by the command month by month, each run continuing the one before."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.made_up import ADJUSTMENTS
from tests.published.folders import STAMP


def plan(settlement: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A plan in which a measure that comes ready is the gross pay: base 1, and a line as it is."""
    line = {
        "mode": "interpolated", "below": "extrapolate", "above": "extrapolate",
        "points": [{"at": "0", "gives": "0"}, {"at": "1", "gives": "1"}],
    }  # fmt: skip
    none = dict.fromkeys(("multipliers", "cap", "proration", "floor"), "none")
    coefficient = {"on": "score", "curve": line | {"below": "hold"}}
    return {
        "plan": "drawn", "title": "Drawn", "version": "1", "cycle": "month",
        "conventions": {
            "rounding": "half_up", "places": {"points": "2", "score": "2"},
            "boundary": "upper", "denominators": "known", "rank": "competition",
            "roster_as_of": "period_end", "period_zone": "plan", "zone": "UTC",
            "order": ["multipliers", "cap", "proration", "floor"], "quarantine_max": "0",
        },
        "applies_to": {"everyone": "true"},
        "measures": {
            "gross": {
                "kind": "given", "title": "Gross", "unit": "USD", "better": "higher",
                "places": "2", "volume_min": "0", "missing": "zero", "given": "gross",
            },
        },
        "components": [
            {"name": "gross", "measure": "gross", "on": "value", "weight": "1", "curve": line,
             "why": "So."},
        ],
        "tiers": {"mode": "whole", "below": "any", "bands": [{"from": "0", "gives": "paid"}]},
        "pay": [
            {"name": "performance", "pay_code": "PERF",
             "start": {"column": "bonus_base", "rate": "1", "coefficient": coefficient}} | none,
        ],
        "settlement": dict(settlement),
    } | more  # fmt: skip


NOTHING = {
    "starts": "2026-01", "adjustments": "ignore", "holdback": "none", "draw": "none",
    "negative": "carry", "minimum": "none", "pay_code": "CARRY",
}  # fmt: skip


class Chain:
    """Months of a plan, in a folder of their own."""

    def __init__(self, plaudit: Any, folder: Path, said: Mapping[str, Any]) -> None:
        self.plaudit, self.folder, self.runs = plaudit, folder, folder / "RUNS"
        self.plan, self.last = folder / "drawn.yaml", None
        self.say(said)

    def say(self, said: Mapping[str, Any]) -> None:
        """Write the plan, or another version of it."""
        self.plan.write_text(json.dumps(said), encoding="utf-8")

    def data(
        self,
        month: int,
        gross: Mapping[str, str],
        adjustments: Sequence[Mapping[str, str | None]] = (),
        **roster: Sequence[Any],
    ) -> Path:
        """Write what each agent has earned in a month of 2026, and what is adjusted."""
        data = self.folder / f"data-{month}-{len(list(self.folder.iterdir()))}"
        data.mkdir()
        amounts = pa.array([Decimal(amount) for amount in gross.values()], pa.decimal128(18, 9))
        words = {"agent_id": list(gross), "name": ["gross"] * len(gross), "value": amounts}
        save(data / "given.parquet", pa.table(words))
        count = len(gross)
        people = {
            "agent_id": list(gross),
            "from_date": pa.array([dt.date(2026, 1, 1)] * count, pa.date32()),
            "bonus_base": pa.array([Decimal(1)] * count, pa.decimal128(18, 4)),
            "currency": ["USD"] * count,
        } | roster
        save(data / "roster.parquet", pa.table(people))
        began = pa.array([dt.datetime(2026, month, 2, tzinfo=dt.UTC)], STAMP)
        contact = {"interaction_id": ["T1"], "agent_id": pa.array([None], pa.string())}
        save(data / "interactions.parquet", pa.table(contact | {"created_at": began}))
        if adjustments:
            rows = [
                {"period": f"2026-{month:02}", "currency": "USD", "pay_code": None,
                 "reason": "As agreed", "approver": "boss"} | dict(row)
                for row in adjustments
            ]  # fmt: skip
            for row in rows:
                row["amount"] = Decimal(str(row["amount"]))
            save(data / "adjustments.parquet", pa.Table.from_pylist(rows, ADJUSTMENTS))
        return data

    def run(self, month: int, data: Path, previous: Path | None = None) -> Any:
        """Run a month, and say what the command left."""
        named = () if previous is None else ("--previous", previous)
        words = (self.plan, data, "--period", f"2026-{month:02}", "--out", self.runs)
        return self.plaudit("run", *words, *named)

    def next(self, month: int, gross: Mapping[str, str], *adjustments: Any, **roster: Any) -> Path:
        """Run a month that continues the last one, and return the run."""
        left = self.run(month, self.data(month, gross, adjustments, **roster), self.last)
        assert left.code == 0, left.err
        self.last = Path(left.out.removesuffix("\n"))
        checked = self.plaudit("verify", self.last, "--totals")
        assert checked.code == 0, checked.err
        return self.last


def save(file: Path, table: pa.Table) -> None:
    pq.write_table(table, file, write_page_checksum=True)


def lines(run: Path, agent: str = "a") -> dict[str, str]:
    """The pay lines of an agent by name, at two places."""
    rows = pq.read_table(run / "payouts.parquet").to_pylist()
    return {r["line"]: f"{r['amount']:.2f}" for r in rows if r["agent_id"] == agent}


def paid(run: Path, agent: str = "a") -> str:
    """What an agent is paid: the sum of all lines."""
    return f"{sum((Decimal(x) for x in lines(run, agent).values()), Decimal(0)):.2f}"


def balances(run: Path, agent: str = "a") -> dict[tuple[str, str | None], list[str]]:
    """Opening, added, taken, forfeited and closing of each balance of an agent."""
    rows = pq.read_table(run / "balances.parquet").to_pylist()
    names = ("opening", "added", "taken", "forfeited", "closing")
    return {
        (r["account"], r["origin_period"]): [f"{r[name]:.2f}" for name in names]
        for r in rows
        if r["agent_id"] == agent
    }
