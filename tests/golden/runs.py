"""The golden runs, and what is kept of them: digests of every table, as text and as bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.monthly import run_period
from scoring.outputs.schemas import SCHEMAS
from scoring.sample.month import make_sample
from scoring.shipped import find_plan
from tests import months

KEPT = Path(__file__).with_name("digests.json")
RUNS = ("small", "aftersales-monthly")


def make(name: str, folder: Path) -> Path:
    """Make a golden run's data in `folder` and run it; return the run."""
    folder.mkdir(exist_ok=True)
    if name == "small":
        plan = folder / "plan.yaml"
        plan.write_text(months.PLAN, encoding="utf-8")
        months.write(folder / "data")
    else:
        plan = find_plan(name)
        make_sample(folder / "data", interactions=2_000, agents=50)
    return run_period(plan, folder / "data", months.MONTH, folder / "RUNS").path


def read(path: Path) -> dict[str, object]:
    """Return what is kept of one golden run: rows and digest of every table, in and out."""
    data = path.parents[2] / "data"
    totals = json.loads((path / "manifest.json").read_bytes())["totals"]["currencies"]
    return {
        "paid": {currency: total["sum"] for currency, total in totals.items()},
        "inputs": {file.name: of_text(file) for file in sorted(data.iterdir())},
        "tables": {name: of_text(path / name) for name in tables(path)},
    }


def tables(path: Path) -> list[str]:
    """Return the tables that a run has: some are there only where its plan asks for them."""
    return sorted(name for name in SCHEMAS if (path / name).exists())


def of_text(path: Path) -> str:
    """Return the rows of a table and the SHA-256 of its text."""
    table = pq.read_table(path)
    return f"{table.num_rows} rows {hashlib.sha256(text(table, path.name).encode()).hexdigest()}"


def of_bytes(path: Path) -> dict[str, str]:
    """Return the SHA-256 of every table's file, which holds for one version of pyarrow."""
    return {n: hashlib.sha256((path / n).read_bytes()).hexdigest() for n in tables(path)}


def text(table: pa.Table, name: str) -> str:
    """Write a table as text that no version of any library decides.

    Left out is what can change while no number does: lines of the plan, which a comment in it
    moves; reasons in words, which may be put better; reasons for which no row was left out.
    """
    columns = {column: table[column].to_pylist() for column in table.column_names}
    wordy = {"origin"} if name == "components.parquet" else {"origin", "reason"}
    idle = {c for c, values in columns.items() if c.startswith("excluded_") and not any(values)}
    columns = {column: columns[column] for column in columns if column not in wordy | idle}
    rows = zip(*columns.values(), strict=True)
    lines = [list(columns), *([written(value) for value in row] for row in rows)]
    return "".join(",".join(line) + "\n" for line in lines)


def written(value: object) -> str:
    """Write one value: nothing for a null, text in quotes, a number with the places it has."""
    if value is None:
        return ""
    if isinstance(value, bool | str):
        return json.dumps(value)
    if isinstance(value, Decimal):
        whole, _, part = f"{value:f}".partition(".")
        return f"{whole}.{part}".rstrip("0").rstrip(".") if part else whole
    if isinstance(value, dt.date):  # a moment, too
        return value.isoformat()
    return repr(value)  # a whole number; or a float, which no output has
