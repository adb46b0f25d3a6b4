"""What `make bench-peers` stands on: the same month for a seed, clean, and answers that must agree.

The scripts of DuckDB, Polars and DataFusion are compared when the benchmark runs; the pandas script
needs nothing that the project lacks, and a third reckoning here goes through the rows one by one.
"""

import datetime as dt
import hashlib
import json
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks import month as months
from benchmarks.month import BLOCK, PERIOD, Month, kept_month, write_month
from benchmarks.peers import in_pandas
from benchmarks.peers.__main__ import PLANS
from benchmarks.peers.check import differences
from benchmarks.peers.kpis import COLUMNS, END_UTC, KPIS, START_UTC, parts_of
from benchmarks.peers.page import BEGIN, END, Results, write_results
from benchmarks.processes import ROOT, FailedError, Measured, measure, median
from scoring.exact.period import instant_us
from scoring.intake.validate import validate
from scoring.monthly import run_period
from scoring.plan.load import load_plan

ROWS = 20_000


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return write_month(tmp_path_factory.mktemp("month") / "data", Month(ROWS))


def plan_path(name):
    return ROOT / "benchmarks" / "plans" / f"{name}.yaml"


def digests(folder):
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
    }


def rows_of(folder):
    return pa.concat_tables(pq.read_table(path) for path in parts_of(folder)).to_pylist()


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(data, tmp_path):
    again = write_month(tmp_path / "again", Month(ROWS))
    other = write_month(tmp_path / "other", Month(ROWS, seed=7))
    assert digests(again) == digests(data)
    assert set(digests(other).items()).isdisjoint(digests(data).items())


def test_rows_do_not_depend_on_how_they_lie_in_groups_and_files(tmp_path, monkeypatch):
    rows = 2 * BLOCK + 7
    whole = write_month(tmp_path / "whole", Month(rows))
    groups = write_month(tmp_path / "groups", Month(rows, group=BLOCK))
    monkeypatch.setattr(months, "PART", BLOCK)
    parts = write_month(tmp_path / "parts", Month(rows, group=BLOCK))
    found = [pq.ParquetFile(path).metadata for path in parts_of(parts)]
    assert [(file.num_row_groups, file.num_rows) for file in found] == [(1, BLOCK)] * 2 + [(1, 7)]
    assert pq.ParquetFile(parts_of(groups)[0]).metadata.num_row_groups == 3
    one = pa.concat_tables(map(pq.read_table, parts_of(whole)))
    assert one.equals(pa.concat_tables(map(pq.read_table, parts_of(groups))))
    assert one.equals(pa.concat_tables(map(pq.read_table, parts_of(parts))))
    assert pa.compute.all(pa.compute.equal(one["interaction_id"], pa.array(np.arange(rows) + 1)))


@pytest.mark.parametrize("ids", ["whole", "text"])
def test_no_row_breaks_a_rule(tmp_path, ids):
    folder = write_month(tmp_path / "data", Month(ROWS, ids))
    report = json.loads(validate(folder, load_plan(plan_path("desk"))).to_json())
    assert report["rows_in"] == report["clean"] == ROWS
    assert report["rules"] == []


def test_the_month_is_shaped_as_it_says(data):
    table = pq.read_table(parts_of(data)[0])
    created = table["created_at"].cast(pa.int64()).to_numpy()
    inside = (created >= instant_us(dt.date(2026, 10, 1), months.ZONE)) & (
        created < instant_us(dt.date(2026, 11, 1), months.ZONE)
    )
    assert table.num_columns == 13
    assert 0.02 < 1 - inside.mean() < 0.05
    assert (np.diff(created) >= -1_000_000).all()  # the order of creation, to the second
    assert 0.25 < 1 - table["csat"].null_count / ROWS < 0.4
    assert set(table["csat"].to_pylist()) == {None, 1, 2, 3, 4, 5}
    assert 0.04 < table["first_response_at"].null_count / ROWS < 0.07
    loads = sorted(table["agent_id"].value_counts().field("counts").to_pylist())
    assert len(loads) == 40 + 1  # an agent for 500 rows, and nobody
    assert loads[-1] > 10 * loads[1]


def test_what_cannot_be_written_is_refused(tmp_path):
    with pytest.raises(ValueError, match="a multiple of 131,072"):
        write_month(tmp_path / "a", Month(10, group=1_000))
    with pytest.raises(ValueError, match="whole or text"):
        write_month(tmp_path / "a", Month(10, ids="uuid"))


def test_a_month_on_the_shelf_is_used_again_and_a_torn_one_is_not(tmp_path):
    first = kept_month(tmp_path, Month(1_000))
    before = digests(first)
    stamp = (first / "roster.parquet").stat().st_mtime_ns
    assert kept_month(tmp_path, Month(1_000)) == first
    assert (first / "roster.parquet").stat().st_mtime_ns == stamp
    (first.parent / "month.json").unlink()  # it is written last
    (first / "interactions.parquet").write_bytes(b"half")
    assert digests(kept_month(tmp_path, Month(1_000))) == before


@pytest.mark.parametrize("name", PLANS)
def test_the_table_of_kpis_is_that_of_the_plan(name, data):
    plan = load_plan(plan_path(name))
    assert set(KPIS[name]) == set(plan.measures)
    assert set(COLUMNS[name]) <= set(pq.read_schema(parts_of(data)[0]).names)
    for month, at in ((10, START_UTC), (11, END_UTC)):
        edge = dt.datetime.fromisoformat(f"{at}+00:00")
        assert instant_us(dt.date(2026, month, 1), plan.conventions.zone) == edge.timestamp() * 1e6


@pytest.fixture(scope="module", params=PLANS)
def compared(request, data, tmp_path_factory):
    """A plan, its run, and the table of the pandas script."""
    folder = tmp_path_factory.mktemp("compared")
    done = run_period(plan_path(request.param), data, PERIOD, folder / "RUNS")
    in_pandas.main(request.param, str(data), str(folder / "kpis.parquet"), "2")
    return request.param, done.path, folder / "kpis.parquet"


def test_the_pandas_script_agrees_with_the_run(compared):
    plan, run, kpis = compared
    assert pq.read_table(kpis).num_rows == 40
    assert differences(plan, run, kpis) == []


def test_money_comes_out(compared):
    _, run, _ = compared
    assert len(pq.read_table(run / "payouts.parquet")) >= 30
    assert len(set(pq.read_table(run / "scorecards.parquet")["tier"].to_pylist())) >= 3


def test_one_unit_more_one_fact_less_or_a_stranger_is_noticed(compared, tmp_path):
    plan, run, kpis = compared
    measure_name = next(iter(KPIS[plan]))
    for column, by in ((f"{measure_name}_n", 1), (f"{measure_name}_v", -1)):
        rows = pq.read_table(kpis).to_pylist()
        rows[3][column] += by
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / "changed.parquet")
        (line,) = differences(plan, run, tmp_path / "changed.parquet")
        assert line.startswith(f"{rows[3]['agent_id']} {measure_name}: ")
    rows = pq.read_table(kpis).to_pylist()
    rows.append(rows[0] | {"agent_id": "Z"})
    pq.write_table(pa.Table.from_pylist(rows[1:]), tmp_path / "changed.parquet")
    found = differences(plan, run, tmp_path / "changed.parquet")
    assert {line.partition(" ")[0] for line in found} == {rows[0]["agent_id"], "Z"}
    assert len(found) == 2 * len(KPIS[plan])


def test_row_by_row_reckoning_agrees_with_the_pandas_script(data, tmp_path):
    """The desk once more with nothing but loops, whole numbers and fractions."""
    in_pandas.main("desk", str(data), str(tmp_path / "kpis.parquet"), "1")
    found = {row["agent_id"]: row for row in pq.read_table(tmp_path / "kpis.parquet").to_pylist()}
    start, end = (dt.datetime.fromisoformat(f"{at}+00:00") for at in (START_UTC, END_UTC))
    owed = {"urgent": 15 * 60, "high": 3_600, "low": 86_400}
    mine = {}
    for row in rows_of(data):
        if row["agent_id"] is None or not start <= row["created_at"] < end:
            continue
        own = mine.setdefault(row["agent_id"], ([], [], [], [], []))
        ratings, responses, kept, solved, handled = own
        ratings += [row["csat"]] if row["csat"] is not None else []
        took = None
        if row["first_response_at"] is not None:
            took = (row["first_response_at"] - row["created_at"]) // dt.timedelta(seconds=1)
            responses.append(took)
        kept.append(took is not None and took <= owed.get(row["priority"], 7_200))
        solved += [row["resolved"]] if row["resolved"] is not None else []
        handled += [row["handle_s"]] if row["handle_s"] is not None else []

    def ranked(values, q):
        return sorted(values)[-int(-q * len(values) // 1) - 1]

    assert set(mine) == set(found)
    for agent, (ratings, responses, kept, solved, handled) in mine.items():
        assert found[agent] == {
            "agent_id": agent,
            "csat_n": sum(ratings),
            "csat_v": len(ratings),
            "response_p90_n": ranked(responses, Fraction(9, 10)),
            "response_p90_v": len(responses),
            "response_kept_n": sum(kept),
            "response_kept_v": len(kept),
            "solved_n": sum(solved),
            "solved_v": len(solved),
            "handle_median_n": ranked(handled, Fraction(1, 2)),
            "handle_median_v": len(handled),
        }


def test_a_process_is_measured_whole(tmp_path):
    small = measure(["-c", "pass"], tmp_path / "said.txt")
    large = measure(["-c", "x = b'x' * (96 << 20); print('done')"], tmp_path / "said.txt")
    assert (tmp_path / "said.txt").read_text() == "done\n"
    assert large.mib - small.mib >= 90
    assert small.seconds > 0
    with pytest.raises(FailedError, match=r"ended with 3:\nwhy"):
        measure(["-c", "print('why'); raise SystemExit(3)"], tmp_path / "said.txt")


def test_results_take_the_place_of_those_of_as_many_rows(tmp_path):
    page = tmp_path / "README.md"
    page.write_text(f"before\n{BEGIN}\n{END}\nafter\n", encoding="utf-8")
    rounds = {"Plaudit": [Measured(3, 5, 100)] * 2, "DuckDB": [Measured(2, 3, 90)], "decode": []}
    rounds["decode"] = [Measured(1, 1, 10), Measured(4, 1, 30), Measured(1.5, 1, 20)]
    assert median(rounds["decode"]) == Measured(1.5, 1, 20)
    for rows in (1_000_000, 20_000, 1_000_000):
        write_results(page, Results(rows, 10**6, 2, {"desk": rounds}, {"desk": {}}))
    text = page.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith(f"{END}\nafter\n")
    assert [line for line in text.splitlines() if line.startswith("### ")] == [
        "### 20,000 rows",
        "### 1,000,000 rows",
    ]
    assert text.count("| Plaudit | 3.00 | 1.50 | 2.00 | 5.00 | 100 |  |") == 2
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="no place for results"):
        write_results(page, Results(1, 1, 2, {}, {}))
