"""Pools of a run by the command: tables, statements, findings, and what is found altered."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.errors import IntegrityError
from scoring.ledger.totals import verify_totals
from scoring.outputs.explain import explain
from tests import months
from tests.ledger.test_verify import codes, swap_table

POOL = """\
pay:
  - name: pool
    pay_code: POOL
    start: {weight: {on: tier, gives: {A: 1, B: 1, C: 0}}}
    multipliers: none
    cap: none
    proration: none
    floor: none
    pool:
      per: region
      fund: {groups: {north: {CNY: 100.01}, west: {CNY: 50}}}
      each_most: none
  - name: gain
    pay_code: GAIN
    start: {column: bonus_base, rate: 0.3, coefficient: {on: tier, gives: {A: 1.5, B: 1, C: 0}}}
    multipliers: none
    cap: none
    proration: none
    floor: none
    pool:
      per: overall
      fund: {percent: 10, payroll: all}
      each_most: {amount: {CNY: 120.5}}
      left_over: return
"""


def people(currencies=("CNY", "CNY", "CNY")) -> pa.Table:
    table = months.roster().set_column(
        months.roster().schema.get_field_index("currency"), "currency", pa.array(currencies)
    )
    base = pa.array([Decimal("1000.00")] * 3, pa.decimal128(12, 2))
    return table.set_column(table.schema.get_field_index("bonus_base"), "bonus_base", base)


def plan(folder: Path, *changes: tuple[str, str]) -> Path:
    text = months.PLAN[: months.PLAN.index("pay:")] + POOL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    return folder / "small.yaml"


@pytest.fixture
def run(tmp_path, plaudit) -> Path:
    folder = months.write(tmp_path / "data", people=people())
    left = plaudit("run", plan(tmp_path), folder, "--period", months.MONTH, "--out", tmp_path / "R")
    assert left.code == 0, left.err
    return Path(left.out.split()[-1])


def rows(run, name):
    return pq.read_table(run / name).to_pylist()


def test_every_fund_has_a_row_with_what_became_of_it(run):
    # a1 has tier A, b2 B, c3 C. North: 100.01 by 1 : 1, the odd cent to a1 by its id; west has
    # nobody. Overall: 10 % of 3,000 by 450, 300 and 0 is 180 and 120; a1 gets at most 120.50.
    found = [
        (r["line"], r["group"], str(r["fund"]), r["members"], str(r["returned"]), r["odd_units"])
        for r in rows(run, "pools.parquet")
    ]
    assert found == [
        ("gain", None, "300.0000", 3, "59.5000", 0),
        ("pool", "north", "100.0100", 2, "0.0000", 1),
        ("pool", "west", "50.0000", 0, "50.0000", 0),
    ]
    members = [
        (r["agent_id"], r["line"], str(r["amount"]), r["odd"], r["capped"])
        for r in rows(run, "pool_members.parquet")
    ]
    assert members == [
        ("a1", "gain", "120.5000", False, True),
        ("a1", "pool", "50.0100", True, False),
        ("b2", "gain", "120.0000", False, False),
        ("b2", "pool", "50.0000", False, False),
        ("c3", "gain", "0.0000", False, False),
    ]
    told = [r["reason"] for r in rows(run, "findings.parquet") if r["rule"] == "pool"]
    assert told == [
        "1 agents of groups for which the pool names no fund: not paid",
        "the pool of region west of 50.00 CNY is returned whole: nobody is in it",
    ]


def test_the_statement_shows_the_share_the_fund_and_the_odd_cent(run):
    lines = " ".join(explain(run, "a1").to_text().split())
    origin = "small.yaml:"
    for words in (
        "region north, 2 members: 100.01 x 1 / 2 = 50.005; an odd 0.01 CNY by the",
        f"largest fraction, by agent id among 2 with the same pool 50.01 CNY {origin}",
        "overall, 3 members: fund 300 (10 % of 3000); 300 x 450 / 750 = 180;",
        f"what exceeds 120.5, the most, is returned gain 120.50 CNY {origin}",
    ):
        assert words in lines
    other = " ".join(explain(run, "b2").to_text().split())
    assert f"north, 2 members: 100.01 x 1 / 2 = 50.005 pool 50.00 CNY {origin}" in other
    third = " ".join(explain(run, "c3").to_text().split())
    assert "the pool has no fund for this agent's group" in third
    steps = explain(run, "a1").to_json()["steps"]["pay"]
    share = next(s for s in steps if s["name"] == "pool_share")
    assert (share["value"], share["amount"]) == ("1", None)


def paid_by(tmp_path, plaudit, *changes) -> Path:
    folder = months.write(tmp_path / "data", people=people())
    file = plan(tmp_path, *changes)
    left = plaudit("run", file, folder, "--period", months.MONTH, "--out", tmp_path / "R")
    assert left.code == 0, left.err
    return Path(left.out.split()[-1])


def said_of(run, agent, line="gain"):
    """Return how the part of a pool came about, as the statement has it."""
    steps = explain(run, agent).to_json()["steps"]["pay"]
    paid = (line, "the part of the pool")
    at = next(i for i, step in enumerate(steps) if (step["name"], step["formula"]) == paid)
    return steps[at - 1]["formula"].split(": ", 1)[1].removeprefix("fund 300 (10 % of 3000); ")


def test_where_all_are_at_their_most_each_sees_the_own_figure_and_what_goes_back(tmp_path, plaudit):
    # 300 by 450 and 300 is 180 and 120. At 120.50 the first stops; 179.50 are left for the second,
    # who stops as well: 59.00 go back.
    run = paid_by(tmp_path, plaudit, ("left_over: return", "left_over: share"))
    rest = ", more than 120.5, the most; as all who have a share are at theirs, 59 of the fund is"
    assert said_of(run, "a1") == f"300 x 450 / 750 = 180{rest} returned"
    second = "(300 - 120.5 of 1 at their most) x 300 / 300 = 179.5"
    assert said_of(run, "b2") == f"{second}{rest} returned"
    nothing = "a share of zero gets nothing; (300 - 241 of 2 at their most) is returned"
    assert said_of(run, "c3") == nothing
    told = [r["reason"] for r in rows(run, "findings.parquet") if r["code"] == "pool-left-over"]
    assert told == [
        "the pool overall of 300.00 CNY: shared 241.00, returned 59.00, with 2 of 3 at their most"
    ]
    assert plaudit("verify", run, "--totals").code == 0


def test_what_exceeds_the_most_of_one_goes_to_the_others(tmp_path, plaudit):
    # At 150 the first stops at 150 of 180; the other 150 are just the most of the second.
    changes = (("left_over: return", "left_over: share"), ("120.5", "150"))
    run = paid_by(tmp_path, plaudit, *changes)
    words = (
        "300 x 450 / 750 = 180, more than 150, the most; what exceeds it is shared by the others"
    )
    assert said_of(run, "a1") == words
    assert said_of(run, "b2") == "(300 - 150 of 1 at their most) x 300 / 300 = 150"
    told = [r for r in rows(run, "findings.parquet") if r["code"] == "pool-left-over"]
    assert told == []


PROFIT = """\
measures:
  profit: {kind: result, result: profit, per: region, title: Profit, unit: CNY, better: higher,
           places: 2, missing: exclude}
"""
OF_PROFIT = "{measure: profit, rate: {CNY: 0.03}, below_zero: BELOW}"


def with_profits(tmp_path, plaudit, *changes) -> Path:
    folder = months.write(tmp_path / "data", people=people())
    columns = {
        "level": ["region"] * 2,
        "level_id": ["north", "south"],
        "name": ["profit"] * 2,
        "value": pa.array([Decimal("5000.50"), Decimal("-123.45")], pa.decimal128(20, 2)),
    }
    pq.write_table(pa.table(columns), folder / "results.parquet", write_page_checksum=True)
    file = plan(tmp_path, *changes)
    left = plaudit("run", file, folder, "--period", months.MONTH, "--out", tmp_path / "R")
    assert left.code == 0, left.err
    return Path(left.out.split()[-1])


@pytest.mark.parametrize(
    ("left_over", "words"),
    [
        (
            "share",
            ", more than 2, the most; as all who have a share are at theirs, 1.7 of the fund",
        ),
        ("return", "; what exceeds 2, the most,"),
    ],
)
def test_of_a_loss_nobody_is_told_that_something_is_returned(tmp_path, plaudit, left_over, words):
    # The loss of the south is 3.70, as below; its one agent bears 2.00 of it, and nobody the rest.
    changes = (
        ("measures:\n", PROFIT),
        ("{groups: {north: {CNY: 100.01}, west: {CNY: 50}}}", OF_PROFIT.replace("BELOW", "shared")),
        ("{A: 1, B: 1, C: 0}", "{A: 1, B: 1, C: 2}"),
        ("each_most: none", f"each_most: {{amount: {{CNY: 2}}}}\n      left_over: {left_over}"),
    )
    run = with_profits(tmp_path, plaudit, *changes)
    formula = f"fund -3.7 (profit -123.45 x 0.03); 3.7 x 2 / 2 = 3.7{words} is not deducted"
    assert said_of(run, "c3", "pool") == f"{formula}; a loss, and so deducted"
    (told,) = (r["reason"] for r in rows(run, "findings.parquet") if "south" in r["reason"])
    became = "shared -2.00, not deducted -1.70, with 1 of 1 at their most"
    assert told == f"the pool of region south of -3.70 CNY: {became}"


@pytest.mark.parametrize(
    ("below", "south", "paid"), [("nothing", "0.0000", "0.0000"), ("shared", "-3.7000", "-3.7000")]
)
def test_a_fund_is_a_share_of_a_regions_profit(tmp_path, plaudit, below, south, paid):
    # 3 % of 5,000.50 is 150.015, rounded once to 150.02; of a loss of 123.45 it is 3.7035.
    # The tiers A, B and C weigh 1, 1 and 2.
    changes = (
        ("measures:\n", PROFIT),
        ("{groups: {north: {CNY: 100.01}, west: {CNY: 50}}}", OF_PROFIT.replace("BELOW", below)),
        ("{A: 1, B: 1, C: 0}", "{A: 1, B: 1, C: 2}"),
    )
    run = with_profits(tmp_path, plaudit, *changes)
    found = {r["group"]: r for r in rows(run, "pools.parquet") if r["line"] == "pool"}
    assert str(found["north"]["fund"]) == "150.0200"
    assert str(found["south"]["fund"]) == south
    lines = {r["agent_id"]: str(r["amount"]) for r in rows(run, "payouts.parquet")
             if r["line"] == "pool"}  # fmt: skip
    assert lines == {"a1": "75.0100", "b2": "75.0100", "c3": paid}
    assert plaudit("verify", run, "--totals").code == 0
    told = " ".join(explain(run, "a1").to_text().split())
    assert "region north, 2 members: fund 150.02 (profit 5000.5 x 0.03); 150.02 x 1 / 2" in told
    explain(run, "c3")


def test_what_was_shared_and_returned_adds_up(run, plaudit):
    assert plaudit("verify", run, "--totals").code == 0


@pytest.mark.parametrize(
    ("name", "column", "at", "words"),
    [
        ("pools.parquet", "returned", 0, "gain overall: shared and returned are not the fund"),
        ("pools.parquet", "group", 2, "1 pool of members are not listed"),
        ("pool_members.parquet", "amount", 1, "pool north: members do not add up to the pool"),
        ("pool_members.parquet", "agent_id", 1, "the pay lines of pools are not what their"),
    ],
)
def test_an_altered_pool_is_found(run, name, column, at, words):
    table = pq.ParquetFile(run / name).read()
    changed = table.to_pylist()
    instead = {"group": "east", "agent_id": "c3"}
    changed[at][column] = instead.get(column) or changed[at][column] + Decimal("0.01")
    if column == "group":
        changed = [*changed[:1], changed[1] | {"group": "east"}, changed[2]]
    swap_table(run, name, type(table).from_pylist(changed, schema=table.schema))
    problems = verify_totals(run)
    assert set(codes(problems)) == {"pools-differ"}
    assert any(problem.what.startswith(words) for problem in problems)


@pytest.mark.parametrize(
    ("name", "column", "at", "value"),
    [
        ("pools.parquet", "fund", 1, Decimal("100.0200")),
        ("pools.parquet", "members", 1, 3),
        ("pool_members.parquet", "odd", 1, False),
        ("pool_members.parquet", "numerator", 1, "2"),
        ("pool_members.parquet", "amount", 1, Decimal("50.0000")),
    ],
)
def test_a_statement_believes_nothing_that_it_does_not_reckon(run, name, column, at, value):
    table = pq.ParquetFile(run / name).read()
    changed = table.to_pylist()
    changed[at][column] = value
    swap_table(run, name, type(table).from_pylist(changed, schema=table.schema))
    with pytest.raises(IntegrityError, match="figure-differs"):
        explain(run, "a1")


def test_members_in_a_currency_without_a_fund_end_the_run(tmp_path, plaudit):
    folder = months.write(tmp_path / "data", people=people(("CNY", "JPY", "CNY")))
    left = plaudit("run", plan(tmp_path), folder, "--period", months.MONTH, "--out", tmp_path / "R")
    assert left.code == 3
    for words in (
        "pay.pool: agents of the pool of region north are paid in JPY, in which it has no fund",
        "pay.gain: the payroll of the pool overall is in CNY, JPY, and a pool has one currency",
        "mixed-currencies",
        "roster.parquet",
        "leave them out with `where`",
    ):
        assert words in left.err
    assert not (tmp_path / "R").exists() or not list((tmp_path / "R").rglob("manifest.json"))


def test_a_fund_of_yen_has_no_decimals(tmp_path, plaudit):
    file = plan(tmp_path, ("{CNY: 100.01}", "{CNY: 100.01, JPY: 100.5}"))
    left = plaudit("check", file)
    assert left.code == 4
    assert "pay.pool.pool.fund.groups.north.JPY is 100.5, and JPY has 0 decimal places" in left.err


def test_an_explanation_of_moves_shares_with_the_row_that_holds(tmp_path, plaudit):
    # b2 moves north to south on the 20th: period_end counts it as of the south, which has no fund.
    table = people()
    moved = table.to_pylist()
    moved[1]["to_date"] = dt.date(2026, 10, 19)
    moved.append(
        moved[1] | {"from_date": dt.date(2026, 10, 20), "to_date": None, "region": "south"}
    )
    folder = months.write(
        tmp_path / "data", people=pa.Table.from_pylist(moved, schema=table.schema)
    )
    left = plaudit("run", plan(tmp_path), folder, "--period", months.MONTH, "--out", tmp_path / "R")
    assert left.code == 0, left.err
    run = Path(left.out.split()[-1])
    for agent in ("a1", "b2", "c3"):
        explain(run, agent)
    assert [r["members"] for r in rows(run, "pools.parquet")] == [3, 1, 0]
