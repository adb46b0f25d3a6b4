"""An amount that is looked up: on the statement, and in a run that is verified."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.ledger.totals import verify_totals
from scoring.outputs.explain import explain
from tests import months
from tests.months import MONTH, PLAN
from tests.plans import changed, where_of

START, END = PLAN.index("    start:\n"), PLAN.index("    multipliers:")
LOOKUP = """\
    start:
      on: lookup
      by: [role, region, tier]
      rows:
        - {is: [客服专员, north, A], gives: {CNY: 800.5}}
        - {is: [客服专员, north, B], gives: {CNY: 500}}
      otherwise: {CNY: 99.9}
"""
EXCHANGE = "exchange: {from: CNY, on: 2026-10-30, days_back: 3}\n"
TEXT = changed((PLAN[START:END], LOOKUP), text=PLAN) + EXCHANGE
SPECIALISTS = pa.array(["客服专员"] * 3)


@pytest.fixture
def run(tmp_path, plaudit):
    """The small month: a1 and b2 in the north in yuan, c3 in the south in yen, at 21.05."""
    people = months.roster()
    people = people.set_column(people.schema.get_field_index("role"), "role", SPECIALISTS)
    data = months.write(tmp_path / "data", people=people)
    table = {
        "from_currency": ["CNY"],
        "to_currency": ["JPY"],
        "on": pa.array([dt.date(2026, 10, 28)], pa.date32()),
        "rate": pa.array([Decimal("21.05")], pa.decimal128(19, 12)),
        "source": ["central bank"],
    }
    pq.write_table(pa.table(table), data / "fx.parquet", write_page_checksum=True)
    (tmp_path / "plan.yaml").write_text(TEXT, encoding="utf-8")
    plan, out = tmp_path / "plan.yaml", tmp_path / "RUNS"
    left = plaudit("run", plan, data, "--period", MONTH, "--out", out)
    assert left.code == 0, left.err
    (manifest,) = out.rglob("manifest.json")
    return manifest.parent


def started(run, agent):
    """What the statement says the line starts from: how, what, and in which line of the plan."""
    steps = explain(run, agent).to_json()["steps"]["pay"]
    [step] = [step for step in steps if step["name"] == "amount"]
    return step["formula"], step["result"], step["origin"]


def line_of(piece):
    return where_of(TEXT, piece).rpartition(":")[0]


def test_the_run_pays_by_the_rows(run):
    # a1 rates 5.00: 100 points, A. b2 rates 4.25: 81.25, B. c3 is in no row, and 99.9 x 21.05 =
    # 2,102.895 yen, rounded once.
    rows = pq.read_table(run / "payouts.parquet").to_pylist()
    assert {row["agent_id"]: str(row["amount"]) for row in rows} == {
        "a1": "800.5000",
        "b2": "500.0000",
        "c3": "2103.0000",
    }
    assert verify_totals(run) == []


def test_the_statement_names_the_words_and_the_row(run):
    assert started(run, "a1") == (
        "CNY for role 客服专员, region north, tier A",
        "800.5",
        line_of("{is: [客服专员, north, A]"),
    )
    assert started(run, "b2") == (
        "CNY for role 客服专员, region north, tier B",
        "500",
        line_of("{is: [客服专员, north, B]"),
    )


def test_the_statement_says_that_no_row_is_for_an_agent_and_what_is_converted(run):
    how, amount, origin = started(run, "c3")
    assert how == (
        "JPY for role 客服专员, region south, tier C: no row is for this: "
        "99.9 CNY x 21.05 (CNY to JPY on 2026-10-28, central bank) = 2102.895 JPY"
    )
    assert (amount, origin) == ("2102.895", line_of("otherwise:"))
