"""A month with repeat rates through the doors of the command: history, findings, statement."""

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.outputs.explain import explain
from tests.months import MONTH, PLAN, STAMP, interactions, minute, write

COMMON = "title: Repeats, unit: '%', places: 2, period_on: created_at, volume_min: 1, per: 100"
REPEATS = f"""\
  again: {{kind: repeat_rate, by: [customer_id, category], within: 7 d, look: back,
          hits: repeated, beyond_data: exclude, better: lower, missing: zero, {COMMON}}}
  at_once: {{kind: repeat_rate, by: [customer_id, category], within: 7 d, look: ahead,
            hits: not_repeated, beyond_data: exclude, better: higher, missing: zero, {COMMON}}}
"""
# The twelve contacts lie on the days 1 to 12 of October at 8:00. K comes about a bill on the 1st
# (a1), the 5th (b2) and the 12th (c3), exactly 7 days later; before, on 26 September, nobody is
# credited. All others come once.
KNOWN = {0: "K", 4: "K", 11: "K"}
BEFORE = [minute(1) - dt.timedelta(days=5), minute(1) - dt.timedelta(days=11)]


def rows() -> pa.Table:
    month = interactions()
    extra = {
        "customer_id": pa.array([KNOWN.get(i, f"other {i}") for i in range(12)]),
        "category": pa.array(["bill"] * 12),
    }
    for name, column in extra.items():
        month = month.append_column(name, column)
    history = {field.name: pa.nulls(2, field.type) for field in month.schema}
    history |= {
        "interaction_id": pa.array(["H1", "H2"]),
        "created_at": pa.array(BEFORE, STAMP),
        "customer_id": pa.array(["K", "somebody"]),
        "category": pa.array(["bill"] * 2),
    }
    return pa.concat_tables([month, pa.table(history, month.schema)])


@pytest.fixture
def month(tmp_path):
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN.replace("components:\n", f"{REPEATS}components:\n"), encoding="utf-8")
    return plan, write(tmp_path / "data", rows=rows()), tmp_path / "RUNS"


def run(plaudit, month):
    plan, data, runs = month
    return plaudit("run", plan, data, "--period", MONTH, "--out", runs)


def test_a_month_is_read_with_what_came_before_it(plaudit, month):
    done = run(plaudit, month)
    assert done.code == 0, done.err
    (path,) = month[2].glob("*/*")
    found = {
        (r["agent_id"], r["measure"]): (r["value"], r["volume"], r["excluded_beyond_data"])
        for r in pq.read_table(path / "measures.parquet").to_pylist()
    }
    # Each has one contact of four that repeats another: of nobody's, of a1's, of b2's.
    assert [found[a, "again"] for a in ("a1", "b2", "c3")] == [(25, 4, 0)] * 3
    # The data end on the 12th at 8:00, so that 7 days after the 1st to the 5th are known: of a1's
    # four contacts K's comes again, and so does the one of b2's that can be judged.
    assert found["a1", "at_once"] == (75, 4, 0)
    assert found["b2", "at_once"] == (0, 1, 3)
    assert found["c3", "at_once"] == (None, 0, 4)
    told = pq.read_table(path / "findings.parquet").to_pylist()
    (beyond,) = [f for f in told if f["code"] == "beyond-data"]
    assert (beyond["rule"], beyond["column"]) == ("at_once", "created_at")
    assert beyond["reason"] == (
        "7 rows left out: the 7 d after reach beyond the data, which end at 2026-10-12 08:00:00 UTC"
    )
    assert "7 rows left out" in done.out + done.err
    assert plaudit("verify", path, "--totals").code == 0


def test_a_statement_says_what_was_counted_and_what_was_not(plaudit, month):
    run(plaudit, month)
    (path,) = month[2].glob("*/*")
    said = " ".join(explain(path, "b2").to_text().split())
    assert "100 x 1 / 4 = 25" in said
    assert "100 x 0 / 1 = 0" in said
    assert "1 fact; left out 3 whose days reach beyond the data" in said


def test_a_folder_without_customers_is_refused(plaudit, month):
    _, data, _ = month
    write(data, rows=rows().drop_columns("customer_id"))
    done = run(plaudit, month)
    assert done.code == 3
    assert "customer_id" in done.err
