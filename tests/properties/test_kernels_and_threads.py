"""Compiled or plain, on one thread or many, spilled or held: the same run to the last byte."""

import datetime as dt
import pickle

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring import engine
from scoring.intake import parts, stretches
from scoring.kernels import choice, compiled, reference
from scoring.monthly import run_period
from scoring.pieces import runs
from scoring.sample.month import make_sample
from scoring.shipped import find_plan
from tests.facts import facts, plan_with
from tests.people import roster
from tests.properties.test_permutation import contents

STAMP = pa.timestamp("us", tz="UTC")


@pytest.fixture
def always_compiled(monkeypatch):
    """Small months read as large ones are: compiled, in short stretches, batch by small batch."""
    monkeypatch.setattr(choice, "WORTH_COMPILED", 0)
    monkeypatch.setattr(parts, "BATCH_ROWS", 777)
    monkeypatch.setattr(stretches, "ROWS", 1_000)


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    """A sample month with the faults of real exports in it, and the run of plain kernels."""
    data = tmp_path_factory.mktemp("month")
    make_sample(data, interactions=6_000, agents=60)
    rows = pq.read_table(data / "interactions.parquet")
    pq.write_table(
        rows, data / "interactions.parquet", row_group_size=500, write_page_checksum=True
    )
    return data, run(data, tmp_path_factory.mktemp("runs"), 1)


def run(data, folder, threads, plan="aftersales-monthly"):
    return run_period(find_plan(plan), data, "2026-10", folder, threads).path


def written(path):
    """A run's files; `environment.json` tells of the machine and the clock."""
    return {name: data for name, data in contents(path).items() if name != "environment.json"}


@pytest.mark.parametrize("threads", [1, 2, 8])
@pytest.mark.usefixtures("always_compiled")
def test_threads_and_compiled_kernels_change_no_byte(month, tmp_path, threads):
    data, plain = month
    again = run(data, tmp_path, threads)
    assert again.name == plain.name
    assert written(again) == written(plain)


@pytest.mark.usefixtures("always_compiled")
def test_values_that_are_spilled_change_no_byte(month, tmp_path, monkeypatch):
    data, plain = month
    monkeypatch.setattr(runs, "_ROOM", 50)
    monkeypatch.setattr(runs, "_BLOCK", 40)
    monkeypatch.setattr(engine, "HELD_BYTES", 1_000)
    spilled = []
    spill = runs.Spilled.__getitem__
    monkeypatch.setattr(
        runs.Spilled, "__getitem__", lambda self, rows: spilled.append(1) or spill(self, rows)
    )
    assert written(run(data, tmp_path, 2)) == written(plain)
    assert spilled


@pytest.mark.usefixtures("always_compiled")
@pytest.mark.parametrize("size", [1, 5_000_000])
def test_row_groups_of_one_row_or_of_all_of_them(month, tmp_path, size):
    data, plain = month
    rows = pq.read_table(data / "interactions.parquet").slice(0, 700)
    for name in ("plainly", "so"):
        folder = tmp_path / name
        folder.mkdir()
        for other in ("roster.parquet", "given.parquet", "targets.parquet"):
            (folder / other).write_bytes((data / other).read_bytes())
        step = size if name == "so" else 100
        pq.write_table(rows, folder / "interactions.parquet", row_group_size=step)
    one, other = (written(run(tmp_path / n, tmp_path / "RUNS", 2)) for n in ("plainly", "so"))
    differ = {name for name in one if one[name] != other[name]}
    assert differ <= {"manifest.json"}, "the list of inputs is another"
    del plain


PLAN = """\
plan: two
title: Two
version: 1
cycle: month
conventions:
  {rounding: half_up, places: {points: 2, score: 2}, boundary: upper, denominators: known,
   rank: competition, roster_as_of: period_end, period_zone: plan, zone: UTC,
   order: [multipliers, cap, proration, floor], quarantine_max: 1}
applies_to: {everyone: true}
measures:
  rows: {kind: count, where: {channel: [chat]}, title: Rows, unit: rows, better: higher, places: 0,
         period_on: created_at, volume_min: 0, missing: zero}
  half: {kind: quantile, q: 0.5, of: handle_s, title: Half, unit: s, better: lower, places: 0,
         period_on: created_at, volume_min: 0, missing: exclude}
components:
  - {name: all, measure: rows, weight: 1, on: value, why: All count.,
     curve: {mode: interpolated, below: hold, above: hold,
             points: [{at: 0, gives: 0}, {at: 100, gives: 100}]}}
tiers: {mode: whole, below: C, bands: [{from: 60, gives: B}]}
pay: none
"""


def interactions(first, agents, **columns):
    n = len(agents)
    moments = [dt.datetime(2026, 10, 2, tzinfo=dt.UTC)] * n
    table = {
        "interaction_id": pa.array([f"T{first + i:03}" for i in range(n)]),
        "agent_id": pa.array(agents),
        "created_at": pa.array(moments, STAMP),
        "channel": pa.array(["chat"] * n),
        "handle_s": pa.array(range(n), pa.int64()),
    }
    return pa.table(table | columns)


def measured(tmp_path, *tables, agents=("a", "b", "c")):
    """What `measures.parquet` says of parts under the small plan, plain and compiled alike."""
    data = tmp_path / "data"
    (data / "interactions").mkdir(parents=True)
    for i, table in enumerate(tables):
        pq.write_table(table, data / "interactions" / f"p{i}.parquet", write_page_checksum=True)
    since = pa.array([dt.date(2026, 1, 1)] * len(agents), pa.date32())
    people = pa.table({"agent_id": pa.array(agents), "from_date": since})
    pq.write_table(people, data / "roster.parquet", write_page_checksum=True)
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN, encoding="utf-8")
    found = run_period(plan, data, "2026-10", tmp_path / "RUNS", 2).path
    rows = pq.read_table(found / "measures.parquet").to_pylist()
    aside = pq.read_table(found / "quarantine.parquet").to_pylist()
    return (
        {(r["agent_id"], r["measure"]): (int(r["numerator"]), r["volume"]) for r in rows},
        [(r["file"], r["row"], r["rule"]) for r in aside],
    )


@pytest.mark.usefixtures("always_compiled")
def test_dictionaries_that_differ_by_part(tmp_path):
    one = interactions(0, ["a", "b", "a"], channel=pa.array(["mail", "chat", "chat"]))
    other = interactions(3, ["c", "a"], channel=pa.array(["chat", "chat"]).dictionary_encode())
    found, aside = measured(tmp_path, one, other)
    assert {agent: found[agent, "rows"][0] for agent in "abc"} == {"a": 2, "b": 1, "c": 1}
    assert {agent: found[agent, "half"] for agent in "abc"} == {
        "a": (1, 3),  # 0, 1, 2 in order: the second of three
        "b": (1, 1),
        "c": (0, 1),
    }
    assert aside == []


@pytest.mark.usefixtures("always_compiled")
def test_columns_of_nulls_and_an_agent_first_seen_in_the_last_part(tmp_path):
    nothing = {"channel": pa.array([None] * 2, pa.string()), "handle_s": pa.array([None] * 2)}
    one = interactions(0, ["a", "b"], **nothing)
    found, _ = measured(tmp_path, one, interactions(2, ["c"]))
    assert [found[agent, "rows"] for agent in "abc"] == [(0, 0), (0, 0), (1, 1)]
    assert [found[agent, "half"][1] for agent in "abc"] == [0, 0, 1]


@pytest.mark.usefixtures("always_compiled")
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.int64()])
def test_ids_that_do_not_increase_are_looked_at_whole(tmp_path, kind):
    def ids(*numbers):
        texts = [str(1000 + number) for number in numbers]
        return pa.array([int(text) for text in texts] if kind == pa.int64() else texts, kind)

    one = interactions(0, ["a", "b", "a"], interaction_id=ids(5, 3, 4))
    other = interactions(3, ["c", "a"], interaction_id=ids(3, 9))
    found, aside = measured(tmp_path, one, other)
    assert [found[agent, "rows"][0] for agent in "abc"] == [3, 0, 0]
    assert [(file[-10:], row, rule) for file, row, rule in aside] == [
        ("p0.parquet", 2, "repeated-id"),
        ("p1.parquet", 1, "repeated-id"),
    ]


@pytest.mark.usefixtures("always_compiled")
@pytest.mark.parametrize("bad", ["", "a b", "x\u200by"])
def test_an_id_at_fault_is_set_aside_though_all_of_them_increase(tmp_path, bad):
    ids = sorted(["0", "1", bad, "zz"])
    one = interactions(0, ["a", "b", "a", "c"], interaction_id=pa.array(ids))
    _, aside = measured(tmp_path, one)
    place = ("interactions/p0.parquet", ids.index(bad) + 1)
    rules = {"": "blank-text", "x\u200by": "unsafe-text"}  # a blank within is no fault
    assert aside == ([(*place, rules[bad])] if bad in rules else [])


def test_a_contribution_is_a_value_that_travels_and_adds_up(tmp_path):
    """What a worker on another machine would send: the same figures in any order."""
    kind = "kind: quantile, of: x_number, q: 0.5"
    plan, people = plan_with(tmp_path, m=kind), roster(["a", "b"])
    rows = [{"agent": i % 2, "x_number": 7 * i % 11} for i in range(20)]
    whole = engine.measure(plan, people, [[facts(plan, *rows)]])
    for kernels in (reference, compiled):
        with runs.Keeper(held_bytes=0) as keeper:
            sent = [
                engine.contribution(plan, people, [facts(plan, *rows[i::3])], kernels, keeper)
                for i in range(3)
            ]
            assert isinstance(sent[0].measures["m"].runs[0].values, runs.Spilled)
            come = [pickle.loads(pickle.dumps(one)) for one in sent]
        total = engine.tallies.add(come[2], engine.tallies.add(come[0], come[1]))
        found = engine.values(plan, people, total, kernels)
        assert found["m"].units.tolist() == whole[0]["m"].units.tolist()
        assert total.fates == whole[1]
