"""Data folders in which every value comes ready, as other people's examples have them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

STAMP = pa.timestamp("us", tz="UTC")
KEYS = ("level", "level_id", "measure", "name")
Numbers = Iterable[tuple[str, str, str | None]]
"""Agent, name and number."""


def write(
    folder: Path,
    agents: Sequence[str],
    given: Numbers,
    targets: Iterable[tuple[str, str | None, str, str, str]] = (),
    roster: Mapping[str, Sequence[object]] | None = None,
    *,
    places: int = 9,
) -> Path:
    """Write agents, what is given of each, and targets; nobody has an interaction.

    Args:
        folder: where to write.
        agents: who is on the roster, for the whole year.
        given: agent, name and number; None is a number that is not given.
        targets: level, who, measure, name and number.
        roster: further columns.
        places: decimal places of what is given and of targets, as they are stored.
    """
    folder.mkdir(parents=True)
    rows = [(who, name, None if n is None else Decimal(n)) for who, name, n in given]
    _save(folder / "given.parquet", ("agent_id", "name"), rows, places)
    if aims := [(*key, Decimal(n)) for *key, n in targets]:
        _save(folder / "targets.parquet", KEYS, aims, places)
    begins = pa.array([dt.date(2026, 1, 1)] * len(agents), pa.date32())
    people = {"agent_id": list(agents), "from_date": begins, **(roster or {})}
    _write(folder / "roster.parquet", pa.table(people))
    began = pa.array([dt.datetime(2026, 1, 2, tzinfo=dt.UTC)], STAMP)
    nobody = pa.array([None], pa.string())
    contact = {"interaction_id": ["T1"], "agent_id": nobody, "created_at": began}
    _write(folder / "interactions.parquet", pa.table(contact))
    return folder


def _save(file: Path, keys: Sequence[str], rows: Sequence[tuple], places: int) -> None:
    *texts, numbers = zip(*rows, strict=True)
    columns = {key: pa.array(text, pa.string()) for key, text in zip(keys, texts, strict=True)}
    _write(file, pa.table(columns | {"value": pa.array(numbers, pa.decimal128(38, places))}))


def _write(file: Path, table: pa.Table) -> None:
    pq.write_table(table, file, write_page_checksum=True)


def run(plaudit, plan: Path, folder: Path) -> Path:
    """Run the command on a plan and a data folder of 2026, and return the run."""
    out = folder.parent / "RUNS"
    left = plaudit("run", plan, folder, "--period", "2026", "--out", out)
    assert left.code == 0, left.err
    return Path(left.out.split()[-1])


def table(run: Path, name: str) -> list[dict]:
    """Return a table of a run, row by row."""
    return pq.read_table(run / name).to_pylist()
