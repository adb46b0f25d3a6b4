"""A generated month of any size, written in bounded memory: what the benchmarks run on.

`python -m benchmarks.month OUT --rows 20000000` writes a data folder that breaks no rule of the
contract: thirteen columns, rows in the order of creation as a system exports them, busy and quiet
hours, skewed loads, and nulls where real exports have them. Three rows in a hundred lie outside of
October 2026 in Shanghai, and a few are credited to nobody. The same parameters give the same bytes.
"""

import argparse
import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from scoring.exact.period import instant_us
from scoring.intake.writing import parquet_writer, write_table
from scoring.sample.dice import Dice

PERIOD = "2026-10"
ZONE = "Asia/Shanghai"
BLOCK = 131_072
"""Rows drawn at once; the rows are the same however many blocks a row group takes."""
GROUP = 8 * BLOCK
"""Rows of a row group: 1,048,576, what Arrow's writers make unless told otherwise."""
PART = 5 * GROUP
"""Rows of a file: more than this, and the interactions are a folder of parts."""
AGENTS_MOST = 20_000

_DAYS = 32  # from noon on 30 September to noon on 1 November
_HOURS = (60, 70, 85, 80, 70, 60, 45, 40, 35, 25, 12, 4, 1, 1, 1, 1, 1, 2, 6, 20, 55, 90, 95, 80)
_FINE = 1_000  # parts into which a unit of load is divided
_LOADS = (5, 30, 60, 90, 110, 140, 200, 400)
_REGIONS = ("central", "east", "north", "south", "west")
_PRIORITIES = ("high", "low", "normal", "urgent")
_OWED_MS = (3_600_000, 86_400_000, 7_200_000, 900_000)
_CHANNELS = ("chat", "email", "phone", "social", "store")
_RESPONSE = (5, 15, 30, 50, 80, 120, 180, 260, 370, 520, 1_000, 2_600)  # thousandths of the owed
_SOLVE_S = (60, 300, 900, 1_800, 3_600, 14_400, 36_000, 86_400, 172_800, 345_600)
_HANDLE_S = (30, 90, 150, 220, 300, 380, 480, 620, 850, 1_500, 5_400)
_REOPENS = (88, 8, 3, 1)
_RATED_FROM = (90, 160, 300, 560)  # the luck from which a rating is 2, 3, 4 and 5
_STAMP = pa.timestamp("us", tz="UTC")


class Month(NamedTuple):
    """What a month is made of: the same values, the same rows.

    Attributes:
        rows: interactions.
        ids: `whole` for numbers that rise, `text` for T0000000001 and so on.
        group: rows of a row group, a multiple of `BLOCK`.
        seed: another seed, another month of the same shape.
    """

    rows: int
    ids: str = "whole"
    group: int = GROUP
    seed: int = 20261001

    @property
    def agents(self) -> int:
        """How many agents: one for 500 rows, at least 20 and at most 20,000."""
        return min(AGENTS_MOST, max(20, self.rows // 500))


def write_month(out: Path, month: Month) -> Path:
    """Write a data folder: interactions, in parts where they are many, and the roster.

    Args:
        out: the folder; it is made.
        month: what to write.

    Raises:
        ValueError: a row group that is not made of whole blocks, or ids of no known kind.
    """
    if month.group % BLOCK or month.ids not in ("whole", "text"):
        raise ValueError(f"a group is a multiple of {BLOCK:,} rows, ids are whole or text")
    out.mkdir(parents=True)
    write_table(out / "roster.parquet", _roster(month))
    if month.rows > PART:
        (out / "interactions").mkdir()
    groups = _groups(month)
    for part, first in enumerate(range(0, month.rows, PART)):
        name = f"interactions/part-{part:03}" if month.rows > PART else "interactions"
        rows = min(PART, month.rows - first)
        group = next(groups)
        with parquet_writer(out / f"{name}.parquet", group.schema) as writer:
            writer.write_table(group, row_group_size=month.group)
            for _ in range(-(-rows // month.group) - 1):
                writer.write_table(next(groups), row_group_size=month.group)
    return out


def kept_month(shelf: Path, month: Month) -> Path:
    """Return the folder of a month on a shelf; it is written where it is not there whole."""
    home = shelf / f"{month.rows}-{month.ids}-{month.group}-{month.seed}"
    note, data = home / "month.json", home / "data"
    if note.is_file() and json.loads(note.read_text("utf-8")) == _edition(month):
        return data
    for path in sorted(home.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    write_month(data, month)
    note.write_text(json.dumps(_edition(month)), encoding="utf-8")
    return data


def _edition(month: Month) -> dict[str, Any]:
    """Say what was written, and by which edition of this file."""
    return {"edition": 1, **month._asdict()}


def _groups(month: Month) -> Iterator[pa.Table]:
    """Yield the rows, a row group at a time and each column in one piece; parts end a group."""
    first = 0
    while first < month.rows:
        end = min(first + month.group, month.rows, (first // PART + 1) * PART)
        blocks = [_block(month, at, min(BLOCK, end - at)) for at in range(first, end, BLOCK)]
        yield pa.concat_tables(blocks).combine_chunks()
        first = end


def _block(month: Month, first: int, rows: int) -> pa.Table:
    """Draw some rows, from one stream of chance that belongs to their place."""
    dice = Dice(month.seed, f"rows from {first}")
    agent = dice.pick(_loads(month), rows)
    skill = _skills(month)[agent]
    created = _created_ms(month, np.arange(first, first + rows), dice)
    priority = dice.pick((22, 18, 52, 8), rows)
    owed = np.array(_OWED_MS)[priority]
    response = owed * dice.along(_RESPONSE, rows) // 1_000 * (1_600 - skill) // 1_000
    answered = created + response + dice.below(1_000, rows)
    solved = answered + 1_000 * dice.along(_SOLVE_S, rows) + dice.below(1_000, rows)
    resolved = dice.hits(7_800 + skill * 2, rows)
    rating = np.searchsorted(_RATED_FROM, dice.below(1_000, rows) * 3 // 4 + skill // 4, "right")
    return pa.table(
        {
            "interaction_id": _ids(month, np.arange(first, first + rows)),
            "agent_id": _words(_agents(month), agent, dice.hits(40, rows)),
            "created_at": _stamps(created, np.zeros(rows, np.bool_)),
            "first_response_at": _stamps(answered, dice.hits(550, rows)),
            "resolved_at": _stamps(solved, ~resolved),
            "region": _words(_REGIONS, agent % len(_REGIONS), dice.hits(100, rows)),
            "priority": _words(_PRIORITIES, priority, dice.hits(150, rows)),
            "channel": _words(_CHANNELS, dice.pick((40, 18, 30, 7, 5), rows), dice.hits(80, rows)),
            "csat": pa.array(rating + 1, mask=~dice.hits(3_200, rows)),
            "resolved": pa.array(resolved, mask=dice.hits(120, rows)),
            "escalated": pa.array(dice.hits(900 - skill // 2, rows)),
            "handle_s": pa.array(dice.along(_HANDLE_S, rows), mask=dice.hits(300, rows)),
            "reopens": pa.array(dice.pick(_REOPENS, rows), mask=~resolved),
        }
    )


def _created_ms(month: Month, row: np.ndarray, dice: Dice) -> np.ndarray:
    """Spread rows over the hours as busy as each is: UTC milliseconds, all but in order."""
    load = np.tile(np.array(_HOURS, np.int64), _DAYS)
    edges = np.concatenate([[0], np.cumsum(load)]) * _FINE
    all_of_it = int(edges[-1])
    at = (row * all_of_it + dice.below(all_of_it, row.size)) // month.rows
    hour = np.searchsorted(edges, at, side="right") - 1
    within = (at - edges[hour]) * 3_600_000 // (load[hour] * _FINE)
    noon = instant_us(dt.date(2026, 9, 30), ZONE) // 1_000 + 12 * 3_600_000
    return noon + hour * 3_600_000 + within + dice.below(1_000, row.size)


def _ids(month: Month, row: np.ndarray) -> pa.Array:
    """Number the rows from 1, as numbers or as T and ten digits."""
    if month.ids == "whole":
        return pa.array(row + 1)
    digits = (row[:, None] + 1) // 10 ** np.arange(9, -1, -1) % 10 + ord("0")
    text = np.concatenate([np.full((row.size, 1), ord("T")), digits], axis=1).astype(np.uint8)
    ends = np.arange(row.size + 1, dtype=np.int32) * 11
    buffers = [None, pa.py_buffer(ends.tobytes()), pa.py_buffer(text.tobytes())]
    return pa.Array.from_buffers(pa.string(), row.size, buffers)


def _stamps(ms: np.ndarray, absent: np.ndarray) -> pa.Array:
    return pa.array(ms * 1_000, mask=absent).cast(_STAMP)


def _words(words: tuple[str, ...], code: np.ndarray, absent: np.ndarray) -> pa.Array:
    return pa.array(words).take(pa.array(code, mask=absent))


def _agents(month: Month) -> tuple[str, ...]:
    return tuple(f"A{i + 1:05}" for i in range(month.agents))


def _loads(month: Month) -> list[int]:
    """Weigh the agents: the busiest have eighty times the rows of those who just began."""
    return Dice(month.seed, "loads").along(_LOADS, month.agents).tolist()


def _skills(month: Month) -> np.ndarray:
    return Dice(month.seed, "skills").below(1_000, month.agents)


def _roster(month: Month) -> pa.Table:
    """Write one row an agent, all of whom are there for the whole month."""
    ids, each = _agents(month), range(month.agents)
    base = Dice(month.seed, "pay").below(90_000, month.agents).tolist()
    money = pa.decimal128(18, 4)
    return pa.table(
        {
            "agent_id": pa.array(ids),
            "from_date": pa.array([dt.date(2026, 1, 1) for _ in each], pa.date32()),
            "name": pa.array([f"Agent {name[1:]}" for name in ids]),
            "team": pa.array([f"team {i // 12 + 1}" for i in each]),
            "region": pa.array([_REGIONS[i % len(_REGIONS)] for i in each]),
            "manager_id": pa.array([f"M{i // 144 + 1:03}" for i in each]),
            "role": pa.array(["group_leader" if i % 12 == 0 else "specialist" for i in each]),
            "hire_date": pa.array([dt.date(2025, 3, 1) for _ in each], pa.date32()),
            "fte": pa.array([Decimal("0.8") if i % 17 == 0 else Decimal(1) for i in each], money),
            "bonus_base": pa.array([6_000 + Decimal(units) / 10 for units in base], money),
            "currency": pa.array(["CNY" for _ in each]),
            "cost_center": pa.array([f"CC{i % len(_REGIONS) + 1}" for i in each]),
        }
    )


def main() -> None:
    """Write the month that the command line asks for."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.month", description=__doc__)
    asked.add_argument("out", type=Path, help="the data folder to make")
    asked.add_argument("--rows", type=int, default=20_000_000)
    asked.add_argument("--ids", choices=("whole", "text"), default="whole")
    asked.add_argument("--group", type=int, default=GROUP, help="rows of a row group")
    asked.add_argument("--seed", type=int, default=Month._field_defaults["seed"])
    said = asked.parse_args()
    write_month(said.out, Month(said.rows, said.ids, said.group, said.seed))


if __name__ == "__main__":
    main()
