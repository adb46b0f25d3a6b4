"""What pandas does with keys, nulls and text, and what comes of the same rows at our door."""

import datetime as dt
import io
import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.errors import DataError
from scoring.intake.folder import open_folder
from scoring.intake.validate import validate
from scoring.monthly import run_period
from tests import months
from tests.intake.folders import contacts, days, people, read, rules, write
from tests.traps.doors import Imported, refused


def ran(folder, rows=None, people_=None):
    """Run the small month with other rows, and return the tables of the run by name."""
    plan = folder / "plan.yaml"
    text = months.PLAN.replace("quarantine_max: 0.1", "quarantine_max: 1")
    plan.write_text(text, encoding="utf-8")
    data = months.write(folder / "data", rows=rows, people=people_)
    done = run_period(plan, data, months.MONTH, folder / "RUNS")
    return done, {p.stem: pq.read_table(p).to_pylist() for p in done.path.glob("*.parquet")}


def changed(name, values, kind):
    rows = months.interactions()
    return rows.set_column(rows.column_names.index(name), name, pa.array(values, kind))


def test_stamps_count_microseconds_now_and_nanoseconds_before(tmp_path):
    moment = dt.datetime(2026, 10, 5, 12, tzinfo=dt.UTC)
    series = pd.Series([moment])
    assert str(series.dtype) == "datetime64[us, UTC]"
    micro = int(moment.timestamp()) * 10**6
    assert series.astype("int64")[0] == micro  # pandas 2 gave a thousand times as much
    coarse = pd.Series(pd.to_datetime(["2026-10-05"])).astype("M8[s]").astype("int64")[0]
    assert coarse * 10**6 == series.dt.normalize().astype("int64")[0]  # and it follows the unit
    facts, _ = read(write(tmp_path / "d"))
    assert facts[0]["created_at"] == micro


def test_groups_without_a_key_are_dropped(tmp_path):
    rows = months.interactions().to_pandas()
    rows.loc[:3, "agent_id"] = None
    groups = rows.groupby("agent_id").interaction_id.count()
    assert groups.sum() == 8  # twelve rows went in
    nobody = [None] * 4 + ["b2"] * 4 + ["c3"] * 4
    done, _ = ran(tmp_path, changed("agent_id", nobody, pa.string()))
    rows = json.loads((done.path / "manifest.json").read_text(encoding="utf-8"))["rows"]
    assert rows["excluded"]["unattributed"] == 4
    assert rows["used"] + sum(rows["excluded"].values()) + rows["quarantined"] == rows["in"] == 12
    told = {f.code: f.reason for f in done.result.findings}
    assert told["unattributed"].endswith("reported and not scored: 4")


def test_a_merge_multiplies_rows(tmp_path):
    team = pd.DataFrame({"agent_id": ["a1", "a1"], "team": ["t1", "t2"]})
    rows = pd.DataFrame({"agent_id": ["a1"] * 3})
    assert len(rows.merge(team, on="agent_id")) == 6
    twice = pa.concat_tables([months.roster(), months.roster().slice(0, 1)])
    with pytest.raises(DataError) as caught:
        ran(tmp_path, people_=twice)
    assert [p.code for p in caught.value.problems] == ["overlapping-rows"]
    assert not (tmp_path / "RUNS").exists()


def test_missing_keys_match_each_other(tmp_path):
    rows = pd.DataFrame({"agent_id": ["a1", None]})
    roster = pd.DataFrame({"agent_id": ["a1", None], "base": [1000, 9999]})
    assert rows.merge(roster, on="agent_id").base.tolist() == [1000, 9999]
    # A roster's row without an agent is refused, so that nobody's work is never paid to anybody.
    d = write(tmp_path / "d", roster=people(agent_id=pa.array(["a1", None, "c3"])))
    with pytest.raises(DataError) as caught:
        validate(d)
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("null-id", "roster.parquet, column agent_id")
    ]
    facts, _ = read(write(tmp_path / "e", contacts(2, agent_id=pa.array([None, "a1"]))))
    assert [f["agent"] for f in facts] == [-1, 0]


def test_whole_keys_match_floats_that_are_near(tmp_path):
    near = 2**53 + 1
    one, other = pd.DataFrame({"agent_id": [near]}), pd.DataFrame({"agent_id": [float(near - 1)]})
    assert len(one.merge(other, on="agent_id")) == 1
    # An agent's id is text, and text is equal or it is not.
    for kind in (pa.int64(), pa.float64()):
        roster = people(agent_id=pa.array([1, 2, 3]).cast(kind))
        d = write(tmp_path / str(kind), roster=roster)
        assert refused(d) == {("wrong-type", "roster.parquet, column agent_id")}
    ids = contacts(2, interaction_id=pa.array([1.0, 2.0]))
    assert ("wrong-type", "interactions.parquet, column interaction_id") in refused(
        write(tmp_path / "ids", ids)
    )


def test_a_left_merge_turns_whole_numbers_into_floats(tmp_path):
    near = 2**53 + 1
    left = pd.DataFrame({"agent_id": ["a1", "a2"]})
    right = pd.DataFrame({"agent_id": ["a1"], "base": [near]})
    assert left.merge(right, on="agent_id", how="left").base[0] == near - 1
    # The roster's numbers meet the rows by the agent's place, and stay whole.
    base = pa.array([10**10, None, 1], pa.int64())
    currency = pa.array(["CNY", None, "CNY"])
    d = write(tmp_path / "d", roster=people(bonus_base=base, currency=currency))
    assert validate(d).agents == 3
    over = people(bonus_base=pa.array([10**10 + 1, None, 1], pa.int64()))
    with pytest.raises(DataError, match="out-of-range"):
        validate(write(tmp_path / "e", roster=over))


CSV = "id,agent,day,time,wait,solved,channel,stars,state,talk,price,team,remark\n"


@pytest.mark.parametrize(
    "agents",
    [["007", "008"], ["NA", "b2"], ["null", "b2"], ["None", "nan"], ["1e3", "1000"], ["N/A", "x"]],
)
def test_a_csv_read_by_pandas_renames_its_agents(tmp_path, plaudit, agents):
    lines = [
        f"T{i},{agent},02.01.2024,10:00,1,,chat,5,done,1,1,t,\n" for i, agent in enumerate(agents)
    ]
    naive = pd.read_csv(io.StringIO(CSV + "".join(lines))).agent.tolist()
    assert [str(x) for x in naive] != agents
    imported = Imported(tmp_path, plaudit)
    left = imported(CSV + "".join(lines))
    assert left.code == 0, left.err
    assert [row["agent_id"] for row in imported.rows()] == agents
    assert open_folder(imported.out).others["roster.parquet"].rows == len(set(agents))


def test_a_column_with_a_gap_loses_its_last_digit(tmp_path):
    near = 2**53 + 1
    parts = [pd.DataFrame({"n": [near]}), pd.DataFrame({"m": [1]})]
    assert pd.concat(parts).n.tolist()[0] == near - 1
    n = pa.array([10**15 - 1, None, -(10**15)])
    facts, quarantine = read(write(tmp_path / "d", contacts(3, x_n=n)))
    assert [f["x_n"] for f in facts] == [10**15 - 1, None, -(10**15)]
    assert quarantine.rows == 0


def test_truth_with_a_gap_is_no_truth_any_more(tmp_path):
    flags = pa.array([True, None, False])
    naive = flags.to_pandas()
    assert naive.dtype == object
    assert naive.astype(bool).tolist() == [True, False, False]  # unknown has become false
    facts, _ = read(write(tmp_path / "d", contacts(3, resolved=flags)))
    assert [f["resolved"] for f in facts] == [1, None, 0]


@pytest.mark.parametrize("ratings", [[None] * 12, [None] * 4 + [5.0] * 8])
def test_a_sum_of_nothing_is_zero_and_a_rating_of_nobody_is_none(tmp_path, ratings):
    none = pd.Series(ratings, dtype="float64")[:4]
    assert none.sum() == 0.0
    assert np.isnan(none.mean())
    _, tables = ran(tmp_path, changed("csat", ratings, pa.float64()))
    mine = next(row for row in tables["measures"] if row["agent_id"] == "a1")
    # Nobody rated a1: the value is missing, no zero that would be scored and no NaN.
    assert (mine["value"], mine["volume"]) == (None, 0)
    assert mine["status"] not in ("ok", "scored")
    card = next(row for row in tables["scorecards"] if row["agent_id"] == "a1")
    assert card["score"] is None


def test_a_mean_of_whole_numbers_goes_through_a_float(tmp_path):
    near = 2**53 + 1
    assert pd.Series([near, near]).mean() == near - 1
    # Ratings of 4.9999 and 5 have the mean 4.99995, which at two places is 5.00 exactly once.
    ratings = [4.9999, 5.0, 4.9999, 5.0] * 3
    _, tables = ran(tmp_path, changed("csat", ratings, pa.float64()))
    mine = next(row for row in tables["measures"] if row["agent_id"] == "a1")
    assert str(mine["value"]).startswith("5.00")
    # Carried as ten-thousandths: 49,999 + 50,000 + 49,999 + 50,000 over four.
    assert (mine["numerator"], mine["denominator"]) == ("199998", "40000")


def test_columns_of_one_name_are_renamed_or_kept_by_pandas(tmp_path, plaudit):
    twice = CSV.replace("remark", "stars") + "T1,a,02.01.2024,10:00,1,,chat,5,done,1,1,t,1\n"
    assert "stars.1" in pd.read_csv(io.StringIO(twice)).columns
    left = Imported(tmp_path, plaudit)(twice)
    assert left.code == 3
    assert "[repeated-column]" in left.err
    assert not (tmp_path / "data").exists()


def test_rows_of_other_lengths_are_filled_or_moved_by_pandas(tmp_path, plaudit):
    short = pd.read_csv(io.StringIO("a,b\n1\n3,4\n"))
    assert short.b.isna().tolist() == [True, False]
    moved = pd.read_csv(io.StringIO("a,b\n1,2,3\n4,5,6\n"))
    assert moved.a.tolist() == [2, 5]  # every value stands one column to the right
    good = "T1,a,02.01.2024,10:00,1,,chat,5,done,1,1,t,x"
    for line in (good.removesuffix(",x"), good + ",y"):
        left = Imported(tmp_path, plaudit)(CSV + good.replace("T1", "T0") + "\n" + line + "\n")
        assert left.code == 3
        assert "[wrong-column-count]" in left.err
        assert "export.csv row 2" in left.err
        assert not (tmp_path / "data").exists()


def test_days_are_days_whatever_the_zone_of_the_machine(tmp_path):
    table = people(hire_date=days("2026-01-31", None, "2024-02-29"))
    assert table.to_pandas().hire_date.dtype == object
    d = write(tmp_path / "d", roster=table)
    assert rules(read(d)[1]) == []
    stamps = pa.array([dt.datetime(2026, 1, 31, tzinfo=dt.UTC)] * 3, pa.timestamp("us", tz="UTC"))
    assert refused(write(tmp_path / "e", roster=people(hire_date=stamps))) == {
        ("wrong-type", "roster.parquet, column hire_date")
    }
