"""Published runs paid again: every line of the shipped plans, and refusals of altered ones."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import shutil
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.again.pay_steps import PaySteps, pay_steps
from scoring.again.placed import placed_again
from scoring.again.restored import Restored
from scoring.errors import IntegrityError
from scoring.ledger.identity import MANIFEST, canonical, digest, manifest_digest
from scoring.monthly import run_period
from scoring.outputs.explain import explain
from scoring.outputs.recompute import recompute
from scoring.sample.month import make_sample
from scoring.shipped import find_plan
from tests import months
from tests.again.test_pay_steps import hold
from tests.outputs.test_explain_money import TEXT
from tests.rules.test_shipped_month import data_for

PLANS = {
    "aftersales-monthly": {"base", "rate", "coefficient", "multiplier", "cap", "proration"},
    "contact-centre-scorecard": {"base", "coefficient", "by_attainment"},
    "jixiao-monthly": {"base", "coefficient", "multiplier"},
    "piece-rate": {"slice", "by_rates", "hurdle_open", "hurdle_closed", "floor"},
    "region-pool": {"weight", "share"},
    "target-incentive": {"coefficient", "by_rates"},
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    make_sample(folder, interactions=4_000, agents=50)
    return folder


@pytest.fixture(scope="module", params=PLANS)
def run(request, sample, tmp_path_factory) -> Path:
    return run_of(request.param, sample, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def monthly(sample, tmp_path_factory) -> Path:
    return run_of("aftersales-monthly", sample, tmp_path_factory.mktemp("monthly"))


@pytest.fixture(scope="module")
def pooled(sample, tmp_path_factory) -> Path:
    return run_of("region-pool", sample, tmp_path_factory.mktemp("pooled"))


def run_of(plan: str, sample: Path, folder: Path) -> Path:
    data = data_for(plan, sample, folder / "data")
    return run_period(find_plan(plan), data, "2026-10", folder / "RUNS").path


def told_of(run: Path) -> tuple[Restored, PaySteps]:
    again = placed_again(run)
    return again.restored, pay_steps(run, again)


def test_steps_of_shipped_plans_are_those_of_the_second_calculation(run: Path) -> None:
    found, told = told_of(run)
    ids = found.roster.agent_ids
    lines = told.some(range(len(ids)))
    met = {step.kind for own in lines for line in own for step in line.steps}
    assert met >= PLANS[found.plan.plan]
    statuses = found.cards.status.tolist()
    some = {statuses.index(status) for status in set(statuses)} | set(range(0, len(ids), 4))
    assert sum(hold(lines[i], recompute(run, ids[i]).outcome) for i in some) > len(some)


def test_steps_stand_where_explain_says_they_do(monthly: Path) -> None:
    found, told = told_of(monthly)
    ids = found.roster.agent_ids
    i = told.told[0].why.tolist().index("")
    (pay,) = [s for s in explain(monthly, ids[i]).sections if s.key == "pay"]
    said = {entry.origin for entry in pay.steps}
    ours = {step.origin for step in told.of(i)[0].steps if step.kind not in ("base", "rate")}
    assert ours <= said


def test_steps_travel_to_another_process(monthly: Path) -> None:
    _, told = told_of(monthly)
    assert pickle.loads(pickle.dumps(told)).some([0, 3, 7]) == told.some([0, 3, 7])


def test_a_line_leads_from_the_base_to_what_was_paid(monthly: Path) -> None:
    found, told = told_of(monthly)
    paid = {
        (row["agent_id"], row["line"]): row["amount"]
        for row in pq.read_table(monthly / "payouts.parquet").to_pylist()
    }
    bases = {
        row["agent_id"]: row["bonus_base"]
        for row in pq.read_table(monthly / "inputs/roster.parquet").to_pylist()
    }
    ids, count = found.roster.agent_ids, 0
    for agent, lines in zip(ids, told.some(range(len(ids))), strict=True):
        for line in lines:
            assert bool(line.why) == ((agent, line.line) not in paid)
            if not line.why:
                assert Decimal(line.steps[0].amount.text) == bases[agent]
                assert Decimal(line.steps[-1].amount.text) == paid[agent, line.line]
                count += 1
    assert count > 20


def altered(run: Path, folder: Path, name: str, change) -> Path:
    """Copy a run with a table changed, and the manifest made to fit."""
    other = folder / run.name
    shutil.copytree(run, other)
    table = change(pq.read_table(other / name))
    for file in (name, MANIFEST):
        (other / file).chmod(0o600)
    pq.write_table(table, other / name, write_page_checksum=True)
    data = (other / name).read_bytes()
    said = json.loads((other / MANIFEST).read_bytes())
    for entry in said["outputs"]:
        if entry["name"] == name:
            entry |= {"bytes": len(data), "sha256": digest(data), "rows": table.num_rows}
    del said["digest"]
    (other / MANIFEST).write_bytes(canonical(said | {"digest": manifest_digest(said)}))
    return other


def a_cent_more(table: pa.Table) -> pa.Table:
    rows = table.to_pylist()
    row = next(row for row in rows if row["line"] == "bonus")
    row["amount"] += Decimal("0.01")
    return pa.Table.from_pylist(rows, schema=table.schema)


def one_line_less(table: pa.Table) -> pa.Table:
    rows = table.to_pylist()
    rows.remove(next(row for row in rows if row["line"] == "bonus"))
    return pa.Table.from_pylist(rows, schema=table.schema)


def another_currency(table: pa.Table) -> pa.Table:
    rows = table.to_pylist()
    row = next(row for row in rows if row["currency"] == "CNY")
    row["currency"] = "EUR"
    return pa.Table.from_pylist(rows, schema=table.schema)


@pytest.mark.parametrize("change", [a_cent_more, one_line_less, another_currency])
def test_a_run_that_paid_anything_else_is_refused(change, monthly: Path, tmp_path: Path) -> None:
    other = altered(monthly, tmp_path, "payouts.parquet", change)
    with pytest.raises(IntegrityError, match="other pay lines than the values of 1 agent"):
        told_of(other)


def a_larger_share(table: pa.Table) -> pa.Table:
    rows = table.to_pylist()
    rows[0]["numerator"] = str(int(rows[0]["numerator"]) + 1)
    return pa.Table.from_pylist(rows, schema=table.schema)


def the_same_share_otherwise(table: pa.Table) -> pa.Table:
    rows = table.to_pylist()
    for key in ("numerator", "denominator"):
        rows[0][key] = str(3 * int(rows[0][key]))
    return pa.Table.from_pylist(rows, schema=table.schema)


def nobody_shares_first(table: pa.Table) -> pa.Table:
    return table.filter(pa.array([i > 0 for i in range(len(table))]))


@pytest.mark.parametrize("change", [a_larger_share, nobody_shares_first])
def test_a_run_with_another_share_is_refused(change, pooled: Path, tmp_path: Path) -> None:
    other = altered(pooled, tmp_path, "pool_members.parquet", change)
    with pytest.raises(IntegrityError, match=r"another share of '\w+' than the values of 1 agent"):
        told_of(other)


def test_a_share_is_the_fraction_and_not_its_text(pooled: Path, tmp_path: Path) -> None:
    told_of(altered(pooled, tmp_path, "pool_members.parquet", the_same_share_otherwise))


def in_yen(folder: Path) -> Path:
    """The small month: c3 is paid in yen, by a rate of the 28th, to tens, in two parts."""
    data, plan = months.write(folder / "data"), folder / "plan.yaml"
    table = {
        "from_currency": ["CNY"],
        "to_currency": ["JPY"],
        "on": pa.array([dt.date(2026, 10, 28)], pa.date32()),
        "rate": pa.array([Decimal("21.05")], pa.decimal128(19, 12)),
        "source": ["central bank"],
    }
    pq.write_table(pa.table(table), data / "fx.parquet", write_page_checksum=True)
    plan.write_text(TEXT, encoding="utf-8")
    return run_period(plan, data, months.MONTH, folder / "RUNS").path


def test_amounts_are_converted_by_the_rates_that_the_run_keeps(tmp_path: Path) -> None:
    # c3 has 62.5 points, below 80: 100 CNY x 21.05 = 2105 yen, to tens 2110; 0.6 of it are 1266.
    found, told = told_of(in_yen(tmp_path))
    (line,) = told.of(found.roster.agent_ids.index("c3"))
    said = [(step.kind, step.of and step.of.text, step.amount.text) for step in line.steps]
    assert said[0] == ("by_score", "62.5", "2105")
    assert [row for row in said if row[0] in ("rounding", "part")] == [
        ("rounding", None, "2110"),
        ("part", None, "1266"),
        ("part", None, "844"),
    ]
    assert line.currency == "JPY"
