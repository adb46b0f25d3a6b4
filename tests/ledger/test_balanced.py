"""Balances that were changed do not tie to the lines, to themselves, or to what came before."""

import shutil
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.ledger.totals import verify_totals
from tests.ledger.test_verify import codes, swap_table
from tests.published.chains import NOTHING, Chain, plan

RULE = NOTHING | {
    "adjustments": {"pay_code": "ADJ"},
    "holdback": {
        "lines": ["performance"], "share": "0.1", "release_after": "1", "release_to": "everyone",
        "pay_code": "HELD",
    },
    "draw": {"amount": {"USD": "500"}, "recoverable": "true", "pay_code": "DRAW"},
    "minimum": {"amount": {"USD": "600"}},
}  # fmt: skip


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    """A second month in which every account moves; only read."""
    from scoring.monthly import run_period

    folder = tmp_path_factory.mktemp("balances")
    chain = Chain(None, folder, plan(RULE))
    gross = {"a": "100", "b": "580"}
    first = run_period(chain.plan, chain.data(1, gross), "2026-01", chain.runs).path
    data = chain.data(2, {"a": "700", "b": "100", "c": "100"})
    return run_period(chain.plan, data, "2026-02", chain.runs, previous=first).path


@pytest.fixture
def run(second, tmp_path):
    return shutil.copytree(second, tmp_path / "run")


def changed(run, name, change):
    table = pq.read_table(run / name)
    rows = table.to_pylist()
    change(rows)
    swap_table(run, name, pa.Table.from_pylist(rows, table.schema))
    return verify_totals(run)


def of(rows, account, **more):
    return next(
        row
        for row in rows
        if row["account"] == account and all(row[k] == v for k, v in more.items())
    )


def test_every_account_moves_and_ties(run):
    assert verify_totals(run) == []
    rows = pq.read_table(run / "balances.parquet").to_pylist()
    assert {row["account"] for row in rows} == {"carried", "held", "owed"}
    lines = {row["line"] for row in pq.read_table(run / "payouts.parquet").to_pylist()}
    assert lines == {
        "performance", "held:performance", "released:2026-01", "carried:in", "carried:out",
        "draw:advanced", "draw:recovered",
    }  # fmt: skip


@pytest.mark.parametrize("column", ["opening", "added", "taken", "forfeited", "closing"])
def test_a_balance_that_does_not_add_up(run, column):
    def change(rows):
        of(rows, "held", origin_period="2026-02")[column] += Decimal("0.01")

    problems = changed(run, "balances.parquet", change)
    assert set(codes(problems)) == {"balance-differs"}
    assert any("closing" in problem.what for problem in problems)


@pytest.mark.parametrize(
    ("account", "column"), [("carried", "added"), ("owed", "taken"), ("held", "taken")]
)
def test_a_balance_that_no_line_moves(run, account, column):
    def change(rows):
        row = of(rows, account)
        row[column] += 1
        row["closing"] += 1 if column == "added" else -1

    (problem,) = changed(run, "balances.parquet", change)
    assert "other amounts than the lines" in problem.what


def test_a_balance_that_is_lost(run):
    found = changed(run, "balances.parquet", lambda rows: rows.remove(of(rows, "owed")))
    whats = [problem.what for problem in found if problem.code == "balance-differs"]
    assert any("earlier run has left" in what for what in whats)


def test_an_opening_that_was_changed_on_both_sides_of_the_plan(run):
    def change(rows):
        rows[0]["amount"] += 1

    (problem,) = [
        problem
        for problem in changed(run, "inputs/previous_balances.parquet", change)
        if problem.code == "balance-differs"
    ]
    assert "do not open with" in problem.what


def test_a_statement_meets_its_balances(run, plaudit):
    def change(rows):
        of(rows, "owed")["closing"] += 1

    changed(run, "balances.parquet", change)
    left = plaudit("explain", run, "a")
    assert left.code == 5
    assert "closing is stored as" in left.err
