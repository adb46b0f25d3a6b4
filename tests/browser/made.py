"""Sites made by the real command, from months of the sample, and what the runs behind them hold."""

import datetime as dt
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scoring.sample.month import PERIOD, make_sample

ROOT = Path(__file__).resolve().parents[2]
PLAN = ROOT / "rules" / "aftersales-monthly.yaml"
BEFORE = "2026-09"


class Made(NamedTuple):
    """A site in both languages, and the run that it shows."""

    site: Path
    run: Path

    def file(self, name: str, language: str = "en") -> Path:
        """A page: by its name, or any page of a folder such as `managers/`."""
        found = self.site / language / name
        return min(found.glob("*.html")) if name.endswith("/") else found

    def cards(self) -> list[dict[str, Any]]:
        """The agents as the tables of the run have them: their cards, names, points and pay."""
        names = {r["agent_id"]: r["name"] for r in self._rows("inputs/roster.parquet")}
        points, paid = defaultdict[str, dict](dict), defaultdict[str, Decimal](Decimal)
        for row in self._rows("components.parquet"):
            points[row["agent_id"]][row["component"]] = row["points"]
        for row in self._rows("payouts.parquet"):
            paid[row["agent_id"]] += row["amount"]
        return [
            card
            | {"name": names[card["agent_id"]], "points": points[card["agent_id"]]}
            | {"paid": paid.get(card["agent_id"])}
            for card in self._rows("scorecards.parquet")
        ]

    def _rows(self, name: str) -> list[dict[str, Any]]:
        return pq.read_table(self.run / name).to_pylist()


def plaudit(*words: object) -> str:
    """Run the command as a process, and return what it printed."""
    command = [sys.executable, str(ROOT / "cli.py"), *map(str, words)]
    return subprocess.run(command, capture_output=True, check=True, text=True, cwd=ROOT).stdout


def run_of(folder: Path, data: Path, period: str = PERIOD) -> Path:
    """Score and pay a period of a data folder."""
    plaudit("run", PLAN, data, "--period", period, "--out", folder / "RUNS")
    (manifest,) = folder.glob(f"RUNS/{period}/*/manifest.json")
    return manifest.parent


def site_of(folder: Path, run: Path, *words: object) -> Made:
    """Write the site of a run."""
    plaudit("report", run, "--out", folder / "site", *words)
    return Made(folder / "site", run)


def month_before(data: Path, out: Path) -> None:
    """Write a data folder again, a month of thirty days earlier."""
    out.mkdir()
    for path in data.glob("*.parquet"):
        table = pq.read_table(path)
        for place, field in enumerate(table.schema):
            if pa.types.is_timestamp(field.type):
                moved = pc.subtract(table.column(place), dt.timedelta(days=30)).cast(field.type)
                table = table.set_column(place, field, moved)
        pq.write_table(table, out / path.name)


def small(folder: Path) -> Made:
    """A site of sixty agents that have an earlier month as well."""
    data, earlier = folder / "data", folder / "earlier"
    make_sample(data, agents=60, interactions=6_000)
    month_before(data, earlier)
    first = run_of(folder, earlier, BEFORE)
    return site_of(folder, run_of(folder, data), "--previous", first)
