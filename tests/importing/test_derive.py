"""A roster is what all rows of each agent agree on, whatever their order and however they come."""

import datetime as dt
import random

import numpy as np
import pyarrow as pa
import pytest

from scoring.importing import derive
from scoring.importing.derive import RosterMaker, lacking
from scoring.importing.profile.profiles import Derived

FROM = dt.date(2024, 1, 1)


def said(**columns):
    named = {name: {"from": source, "conflict": "blank"} for name, source in columns.items()}
    return Derived.model_validate({"from_date": FROM, "columns": named})


def given(maker, rows, sources=("Team", "Lead")):
    """Add rows: file, row, agent, and a text of each source."""
    texts = {
        name: pa.array([row[3 + i] for row in rows], pa.string()) for i, name in enumerate(sources)
    }
    maker.add(
        pa.array([row[2] for row in rows], pa.string()),
        texts,
        np.array([row[0] for row in rows], np.int64),
        np.array([row[1] for row in rows], np.int64),
    )


def found(made):
    """What was made, as plain values: the table's rows, and the places of each fault."""
    faults = {
        (f.column, f.rule): list(zip(f.files.tolist(), f.rows.tolist(), strict=True))
        for f in made.faults
        if f.rows.size
    }
    return made.table.to_pylist(), faults


def test_an_agent_has_what_its_rows_agree_on():
    maker = RosterMaker(said(team="Team", manager_id="Lead"))
    rows = [
        (0, 1, "b", "north", "kim"),
        (0, 2, "a", None, "lee"),
        (0, 3, "b", "north", None),
        (0, 4, None, "south", "kim"),
        (0, 5, "a", None, "lee"),
    ]
    given(maker, rows)
    table, faults = found(maker.made())
    assert table == [
        {"agent_id": "a", "from_date": FROM, "team": None, "manager_id": "lee"},
        {"agent_id": "b", "from_date": FROM, "team": "north", "manager_id": "kim"},
    ]
    assert faults == {}


def test_a_conflict_names_the_row_of_the_second_value_whatever_came_first():
    rows = [
        (0, 7, "a", "north", "kim"),
        (0, 9, "a", "north", "kim"),
        (1, 2, "a", "south", "kim"),
        (1, 3, "a", "east", "kim"),
        (0, 8, "b", "west", "kim"),
        (2, 1, "b", "east", "kim"),
    ]
    for order in (rows, rows[::-1]):
        maker = RosterMaker(said(team="Team", manager_id="Lead"))
        for row in order:
            given(maker, [row])
        table, faults = found(maker.made())
        assert [(row["team"], row["manager_id"]) for row in table] == [(None, "kim")] * 2
        assert faults == {("team", "roster-conflict"): [(1, 2), (2, 1)]}


def test_a_text_that_the_contract_refuses_is_told_at_the_agents_first_row():
    maker = RosterMaker(said(team="Team"))
    rows = [(1, 5, "a", "x" * 500), (0, 8, "a", "x" * 500), (0, 9, "b", "fine")]
    given(maker, rows, ("Team",))
    table, faults = found(maker.made())
    assert [row["team"] for row in table] == [None, "fine"]
    assert faults == {("team", "roster-text"): [(0, 8)]}


def test_two_columns_may_come_from_one_source():
    maker = RosterMaker(said(team="Team", cost_center="Team"))
    given(maker, [(0, 1, "a", "t"), (0, 2, "b", "t"), (0, 3, "b", "u")], ("Team",))
    table, faults = found(maker.made())
    assert [(row["team"], row["cost_center"]) for row in table] == [("t", "t"), (None, None)]
    assert faults == {
        ("team", "roster-conflict"): [(0, 3)],
        ("cost_center", "roster-conflict"): [(0, 3)],
    }


@pytest.mark.parametrize("rows", [[], [(0, 1, None, "north", "kim")]])
def test_no_agent_no_row_but_the_columns(rows):
    maker = RosterMaker(said(team="Team", manager_id="Lead"))
    if rows:
        given(maker, rows)
    made = maker.made()
    assert made.table.num_rows == 0
    assert made.table.schema.names == ["agent_id", "from_date", "team", "manager_id"]
    assert found(made)[1] == {}


def test_a_roster_says_what_it_lacks():
    missing = lacking(said(team="Team"))
    assert "bonus_base" in missing
    assert not {"agent_id", "from_date", "team"} & set(missing)


def plainly(rows):
    """The same with dictionaries, one row at a time in the order of files and rows."""
    seen = {}
    for file, row, agent, *texts in sorted(rows, key=lambda row: row[:2]):
        if agent is None:
            continue
        values = seen.setdefault(agent, [{} for _ in texts])
        for known, text in zip(values, texts, strict=True):
            if text is not None:
                known.setdefault(text, (file, row))
    table, faults = [], {}
    for agent in sorted(seen):
        line = {"agent_id": agent, "from_date": FROM, "team": None, "manager_id": None}
        for name, known in zip(("team", "manager_id"), seen[agent], strict=True):
            if len(known) == 1:
                (line[name],) = known
            elif known:
                faults.setdefault((name, "roster-conflict"), []).append(list(known.values())[1])
        table.append(line)
    return table, {key: sorted(places) for key, places in faults.items()}


@pytest.mark.parametrize("seed", range(30))
def test_it_is_the_same_as_row_by_row_shuffled_and_split(monkeypatch, seed):
    monkeypatch.setattr(derive, "_PENDING", 20)
    dice = random.Random(seed)
    agents = [None, "é", *(f"a{n}" for n in range(dice.choice([1, 5, 60])))]
    words = [None, "é", *map(str, range(dice.choice([0, 1, 40])))]
    usual = {agent: dice.choice(words) for agent in agents}

    def text(agent):
        return usual[agent] if dice.random() < 0.9 else dice.choice(words)

    rows = []
    for file in range(3):
        for row in range(1, dice.choice([2, 30, 200])):
            agent = dice.choice(agents)
            rows.append((file, row, agent, text(agent), text(agent)))
    dice.shuffle(rows)
    maker = RosterMaker(said(team="Team", manager_id="Lead"))
    start = 0
    while start < len(rows):
        count = dice.choice([0, 1, 7, 100])
        given(maker, rows[start : start + count])
        start += count
    assert found(maker.made()) == plainly(rows)


def test_what_is_kept_grows_with_agents_not_with_values():
    maker = RosterMaker(said(team="Team"))
    for block in range(5):
        rows = np.arange(block * 40_000, (block + 1) * 40_000)
        texts = {"Team": pa.array(rows).cast(pa.string())}
        agents = pa.array(["a", "b"]).take(pa.array(rows % 2))
        maker.add(agents, texts, np.zeros(rows.size, np.int64), rows + 1)
    assert maker._values["Team"].kept().num_rows == 4
    _, faults = found(maker.made())
    # Rows 1 and 2 bring the first values of a and b, rows 3 and 4 the second.
    assert faults == {("team", "roster-conflict"): [(0, 3), (0, 4)]}
