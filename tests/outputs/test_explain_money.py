"""What was converted, rounded to a step and parted: on the statement, and in files for finance."""

import csv
import datetime as dt
import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.ledger.totals import verify_totals
from scoring.outputs.explain import explain
from tests import months
from tests.months import MONTH, PLAN
from tests.plans import changed

START, END = PLAN.index("    start:\n"), PLAN.index("    multipliers:")
AMOUNTS = """\
    start:
      on: score
      amounts: {mode: whole, below: {CNY: 100}, bands: [{from: 80, gives: {CNY: 1234.56}}]}
"""
ENDS = """\
    rounding: {mode: half_up, to: {CNY: 0.1, JPY: 10}}
    split:
      CC-A: 0.6
      CC-B: 0.4
exchange: {from: CNY, on: 2026-10-30, days_back: 3}
"""
TEXT = changed((PLAN[START:END], AMOUNTS), text=PLAN) + ENDS


@pytest.fixture
def run(tmp_path, plaudit):
    """The small month: a1 and b2 in yuan, c3 in yen, of which there is a rate on the 28th."""
    data = months.write(tmp_path / "data")
    table = {
        "from_currency": ["CNY", "CNY"],
        "to_currency": ["JPY", "JPY"],
        "on": pa.array([dt.date(2026, 10, 28), dt.date(2026, 10, 31)], pa.date32()),
        "rate": pa.array([Decimal("21.05"), Decimal(99)], pa.decimal128(19, 12)),
        "source": ["central bank", "central bank"],
    }
    pq.write_table(pa.table(table), data / "fx.parquet", write_page_checksum=True)
    (tmp_path / "plan.yaml").write_text(TEXT, encoding="utf-8")
    plan, out = tmp_path / "plan.yaml", tmp_path / "RUNS"
    left = plaudit("run", plan, data, "--period", MONTH, "--out", out)
    assert left.code == 0, left.err
    (manifest,) = out.rglob("manifest.json")
    return manifest.parent


def rows(run):
    return pq.read_table(run / "payouts.parquet").to_pylist()


def test_the_parts_are_rows_of_their_own(run):
    # c3 rates 3.50 on a line from 1 to 5: 62.5 points, below 80, so 100 CNY x 21.05 = 2,105 yen,
    # to tens 2,110 (half up): 1,266 and 844. a1 rates 5: 1,234.56 is 1,234.60 to 0.1.
    paid = {(row["agent_id"], row["line"]): row for row in rows(run)}
    found = {key: str(row["amount"]) for key, row in paid.items() if key[0] != "b2"}
    assert found == {
        ("a1", "bonus/CC-A"): "740.7600",
        ("a1", "bonus/CC-B"): "493.8400",
        ("c3", "bonus/CC-A"): "1266.0000",
        ("c3", "bonus/CC-B"): "844.0000",
    }
    assert {row["cost_center"] for row in rows(run)} == {"CC-A", "CC-B"}
    assert len({row["line_id"] for row in rows(run)}) == 6


def test_the_statement_shows_amount_rate_day_source_step_and_parts(run):
    told = " ".join(explain(run, "c3").to_text().split())  # wherever a line is broken
    for said in (
        (
            "JPY at score 62.50; below 80 gives 100: 100 CNY x 21.05 (CNY to JPY on 2026-10-28, "
            "central bank) = 2105 JPY"
        ),
        "2105 JPY, rounded once, half_up to a multiple of 10 JPY",
        "bonus/CC-A",
        "0.6 x 2110 JPY",
        "1266 JPY",
        "844 JPY",
    ):
        assert said in told, told
    steps = json.dumps(explain(run, "a1").to_json())
    assert "21.05" not in steps, "an amount named in the agent's currency is not converted"


def test_the_odd_unit_is_named(tmp_path, plaudit):
    # 333.33 in halves: the odd fen is the first part's.
    halves = changed(
        ("    rounding: {mode: half_up, to: {CNY: 0.1, JPY: 10}}\n", ""),
        ("CC-A: 0.6", "CC-A: 0.5"),
        ("CC-B: 0.4", "CC-B: 0.5"),
        ("gives: {CNY: 1234.56}", "gives: {CNY: 333.33, JPY: 7}"),
        ("below: {CNY: 100}", "below: {CNY: 0, JPY: 5}"),
        ("exchange: {from: CNY, on: 2026-10-30, days_back: 3}\n", ""),
        text=TEXT,
    )
    data, plan, out = months.write(tmp_path / "data"), tmp_path / "plan.yaml", tmp_path / "RUNS"
    plan.write_text(halves, encoding="utf-8")
    left = plaudit("run", plan, data, "--period", MONTH, "--out", out)
    assert left.code == 0, left.err
    (manifest,) = out.rglob("manifest.json")
    told = explain(manifest.parent, "a1").to_text()
    assert "0.5 x 333.33 CNY, and an odd 0.01 CNY" in told
    assert "166.67 CNY" in told
    assert "0.5 x 5 JPY, and an odd 1 JPY" in explain(manifest.parent, "c3").to_text()


def test_the_run_adds_up_and_finance_gets_a_line_a_part(run, tmp_path, plaudit):
    assert verify_totals(run) == []
    out = tmp_path / "payroll.csv"
    left = plaudit("export", run, "--to", "payroll-csv", "--out", out)
    assert left.code == 0, left.err
    lines = list(csv.DictReader(out.read_text(encoding="ascii").splitlines()))
    mine = [(x["payee_id"], x["pay_code"], x["amount"], x["cost_center"]) for x in lines]
    assert ("c3", "PERF", "1266", "CC-A") in mine
    assert ("c3", "PERF", "844", "CC-B") in mine
    assert len({line["line_id"] for line in lines}) == len(lines) == 6
