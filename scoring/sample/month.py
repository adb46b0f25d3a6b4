"""A seeded month to try everything on: 60,000 interactions of 600 agents who do not exist.

Five regions keep their own time, three currencies pay them, some agents begin, leave, move or
work part of the week, and the export is dirty in the ways real ones are, every fault counted.
The same seed writes the same bytes, whatever the version of NumPy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from scoring.columns import Column, Int64s
from scoring.intake.writing import arrow_of, write_table
from scoring.sample.contacts import levels, make_contacts
from scoring.sample.dice import Dice
from scoring.sample.dirt import REPEATED_ROW, Fault, Soiled, counts, soil
from scoring.sample.people import DAYS, END, FIRST, REGIONS, ROLES, People, make_people

PERIOD = "2026-10"
_MOVED_ON = dt.date(2026, 10, 16)
_TARGETS = (
    ("all", None, 85),
    ("region", "germany", 86),
    ("region", "japan", 88),
    ("region", "xinjiang", 82),
)


class SampleFacts(NamedTuple):
    """What is in a sample, so that what a run finds can be held against it.

    Attributes:
        period: the period to run.
        rows: interactions written, faulty ones among them.
        agents: agents on the roster; `roster_rows` is larger by those who moved.
        planted: rows with each fault, by column and rule; no row has two.
        unattributed: rows without an agent, which is no fault.
        edge: rows created outside of the month in their region's time.
    """

    period: str
    rows: int
    agents: int
    roster_rows: int
    regions: tuple[str, ...]
    zones: Mapping[str, str]
    currencies: tuple[str, ...]
    planted: Mapping[tuple[str, str], int]
    unattributed: int
    edge: int


def make_sample(
    out: Path, *, seed: int = 20261001, interactions: int = 60_000, agents: int = 600
) -> SampleFacts:
    """Write the sample month: interactions, roster, given and targets, as Parquet in `out`.

    Args:
        out: a directory; it is made where it is missing.
        seed: another seed gives another month of the same shape.
        interactions: rows of `interactions.parquet`, at least 2,000.
        agents: agents on the roster, at least 50.

    Raises:
        ValueError: a sample too small to hold what it must show.
    """
    if interactions < 2_000 or agents < 50:
        raise ValueError("a sample needs at least 2,000 interactions and 50 agents")
    people = make_people(seed, agents)
    contacts = make_contacts(seed, people, interactions - counts(interactions)[REPEATED_ROW])
    soiled = soil(seed, contacts, interactions)
    roster = _roster(seed, people)
    out.mkdir(parents=True, exist_ok=True)
    write_table(out / "interactions.parquet", _interactions(soiled))
    write_table(out / "roster.parquet", roster)
    write_table(out / "given.parquet", _given(seed, people))
    write_table(out / "targets.parquet", _targets())
    return SampleFacts(
        period=PERIOD,
        rows=interactions,
        agents=agents,
        roster_rows=roster.num_rows,
        regions=tuple(r.name for r in REGIONS),
        zones={r.name: r.zone for r in REGIONS},
        currencies=tuple(sorted({r.currency for r in REGIONS})),
        planted=_by_rule(soiled.planted),
        unattributed=soiled.unattributed,
        edge=int(contacts.edge.sum()),
    )


def _by_rule(planted: Mapping[Fault, int]) -> dict[tuple[str, str], int]:
    out: dict[tuple[str, str], int] = {}
    for fault, rows in planted.items():
        key = (fault.column, fault.rule)
        out[key] = out.get(key, 0) + rows
    return out


def _interactions(soiled: Soiled) -> Any:
    arrays = {name: arrow_of(_rows(c, soiled.rows)) for name, c in soiled.columns.items()}
    known = soiled.csat_known[soiled.rows]
    arrays["csat"] = pa.array(soiled.csat[soiled.rows], mask=~known)
    return pa.table(arrays)


def _rows(column: Column, rows: Int64s) -> Column:
    return replace(column, values=column.values[rows], known=column.known[rows])


def _decimals(units: Int64s, places: int) -> Any:
    return arrow_of(Column("decimal", units, np.ones(units.size, np.bool_), places))


def _roster(seed: int, people: People) -> Any:
    """Write one row an agent, and two for those who moved to another region in the month."""
    dice = Dice(seed, "roster")
    moved = _movers(dice, people)
    unpaid = int(dice.below(people.region.size, 1)[0])
    rows = []
    for i, name in enumerate(people.ids):
        row = _person(people, i, name) | ({"bonus_base": None} if i == unpaid else {})
        if i in moved:
            before = row | moved[i] | {"to_date": _MOVED_ON - dt.timedelta(days=1)}
            rows += [before, row | {"from_date": _MOVED_ON}]
        else:
            rows.append(row)
    return pa.Table.from_pylist(rows, schema=_ROSTER)


def _movers(dice: Dice, people: People) -> dict[int, dict[str, str]]:
    """Choose two whole-month agents and say where they were before; the currency stays."""
    whole = (people.first_day == 0) & (people.last_day == DAYS - 1)
    able = np.flatnonzero(whole & (people.region < 2))  # the two regions paid in CNY
    chosen = able[dice.chosen(2, able.size)].tolist()
    before = {i: REGIONS[1 - int(people.region[i])].name for i in chosen}
    return {i: {"region": name, "team": f"{name}-1"} for i, name in before.items()}


_ROSTER = pa.schema(
    [("agent_id", pa.string()), ("from_date", pa.date32()), ("to_date", pa.date32())]
    + [(name, pa.string()) for name in ("name", "team", "region", "manager_id", "role")]
    + [("hire_date", pa.date32()), ("leave_date", pa.date32())]
    + [("fte", pa.decimal128(18, 4)), ("bonus_base", pa.decimal128(18, 4))]
    + [("currency", pa.string()), ("cost_center", pa.string())]
)


def _person(people: People, i: int, agent_id: str) -> dict[str, Any]:
    region, team = REGIONS[people.region[i]], int(people.team[i])
    last = int(people.last_day[i])
    leaves = last < DAYS - 1
    hired = END - dt.timedelta(days=int(people.hired[i]))
    return {
        "agent_id": agent_id,
        "from_date": max(hired, dt.date(2026, 1, 1)),
        "to_date": None,
        "name": f"Agent {agent_id[1:]}",
        "team": f"{region.name}-{team + 1}",
        "region": region.name,
        "manager_id": f"M{int(people.region[i]) + 1}{team // 2 + 1:02d}",
        "role": ROLES[people.role[i]],
        "hire_date": hired,
        "leave_date": FIRST + dt.timedelta(days=last) if leaves else None,
        "fte": Decimal(int(people.fte_units[i])).scaleb(-4),
        "bonus_base": Decimal(int(people.base_units[i])).scaleb(-4),
        "currency": region.currency,
        "cost_center": region.cost_center,
    }


def _given(seed: int, people: People) -> Any:
    """Write the rating of collaboration, 0 to 100, for all but a few agents."""
    dice, agents = Dice(seed, "given"), people.region.size
    rated = ~dice.hits(300, agents)
    value = levels(people.skill, 70, 96) + dice.below(9, agents) - 4
    raters = 3 + dice.below(6, agents)
    ids = [agent_id for agent_id, there in zip(people.ids, rated, strict=True) if there]
    return pa.table(
        {
            "agent_id": pa.array(ids),
            "name": pa.array(["collaboration"] * len(ids)),
            "value": _decimals(value[rated] * 10, 1),
            "volume": pa.array(raters[rated]),
        }
    )


def _targets() -> Any:
    """Write the target of first-contact resolution: one for all, and what regions agreed on."""
    kinds, ids, values = zip(*_TARGETS, strict=True)
    units = np.array(values, dtype=np.int64) * 100
    return pa.table(
        {
            "level": pa.array(kinds),
            "level_id": pa.array(ids, type=pa.string()),
            "measure": pa.array(["first_contact_resolution"] * len(kinds)),
            "name": pa.array(["target"] * len(kinds)),
            "value": _decimals(units, 2),
        }
    )
