"""A chain of runs that hand balances on: in order, without gaps, without forks."""

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from scoring.errors import ConflictError
from scoring.ledger.chain import Link, require_unforked
from tests.published.chains import NOTHING, Chain, balances, lines, paid, plan

USAGE, CONFLICT = 2, 6
DRAWN = NOTHING | {
    "draw": {"amount": {"USD": "2000"}, "recoverable": "true", "pay_code": "DRAW"},
}


@pytest.fixture
def chain(plaudit, tmp_path):
    return Chain(plaudit, tmp_path, plan(DRAWN))


def run_id(run: Path) -> str:
    return run.name


def export(chain: Chain, run: Path, *more: object):
    out = chain.folder / f"{run.name}.csv"
    return chain.plaudit("export", run, "--to", "payroll-csv", "--out", out, *more)


def refused(left, code: int, *words: str) -> None:
    assert left.code == code, left.err
    assert left.out == ""
    assert "Traceback" not in left.err
    assert [word for word in words if word not in left.err] == [], left.err


def test_the_first_period_opens_with_nothing_and_keeps_no_earlier_run(chain):
    run = chain.next(1, {"a": "1500"})
    assert balances(run) == {("owed", None): ["0.00", "500.00", "0.00", "0.00", "500.00"]}
    assert not (run / "inputs" / "previous_balances.parquet").exists()


def test_what_a_run_closes_with_the_next_one_opens_with(chain):
    chain.next(1, {"a": "1500"})
    run = chain.next(2, {"a": "2375"})
    assert balances(run) == {("owed", None): ["500.00", "0.00", "375.00", "0.00", "125.00"]}
    assert (run / "inputs" / "previous_balances.parquet").exists()
    told = json.loads(chain.plaudit("explain", run, "a", "--json").out)
    found = [row["reason"] for row in pq.read_table(run / "findings.parquet").to_pylist()]
    assert not any("looks back" in reason for reason in found)
    (owed,) = told["settlement"]["balances"]
    assert owed["closing"] == {"amount": "125.00", "currency": "USD"}


def test_a_run_is_explained_and_verified_without_the_one_before(chain):
    first = chain.next(1, {"a": "1500"})
    run = chain.next(2, {"a": "2375"})
    shutil.rmtree(first)
    assert chain.plaudit("verify", run, "--totals").code == 0
    assert "owed for draws" in chain.plaudit("explain", run, "a").out


def test_a_later_period_needs_the_run_before(chain):
    data = chain.data(2, {"a": "2375"})
    refused(chain.run(2, data), USAGE, "previous-needed", "settlement.starts", "--previous RUN")


def test_a_run_that_is_not_there_is_no_run(chain):
    data = chain.data(2, {"a": "2375"})
    refused(chain.run(2, data, chain.folder / "RUNS" / "2026-01" / ("0" * 32)), 5, "no-manifest")


def test_a_period_before_the_first_is_refused(chain):
    chain.say(plan(DRAWN | {"starts": "2026-02"}))
    left = chain.run(1, chain.data(1, {"a": "1500"}))
    refused(left, USAGE, "before-settlement", "begins with 2026-02")


def test_a_gap_is_refused(chain):
    first = chain.next(1, {"a": "1500"})
    left = chain.run(3, chain.data(3, {"a": "2375"}), first)
    refused(left, USAGE, "previous-gap", "2026-01", "carries on from 2026-02")


def test_a_run_without_balances_is_refused(chain):
    chain.say({k: v for k, v in plan(DRAWN).items() if k != "settlement"})
    first = chain.next(1, {"a": "1500"})
    chain.say(plan(DRAWN))
    left = chain.run(2, chain.data(2, {"a": "2375"}), first)
    refused(left, USAGE, "previous-without-balances", "hands no balances on")


def test_another_beginning_of_the_chain_is_refused(chain):
    first = chain.next(1, {"a": "1500"})
    chain.say(plan(DRAWN | {"starts": "2025-11"}))
    left = chain.run(2, chain.data(2, {"a": "2375"}), first)
    refused(left, USAGE, "previous-without-balances", "2025-11", "Write starts: 2026-01")


def test_a_chain_that_begins_again_would_lose_its_balances(chain):
    first = chain.next(1, {"a": "1500"})
    chain.say(plan(DRAWN | {"starts": "2026-02"}))
    data = chain.data(2, {"a": "2375"})
    refused(chain.run(2, data, first), USAGE, "previous-without-balances", "Write starts: 2026-01")
    refused(chain.run(2, data), CONFLICT, "chain-begins-again", run_id(first))
    assert export(chain, first).code == 0
    refused(chain.run(2, data), CONFLICT, "chain-begins-again", run_id(first))


def test_a_draft_that_was_not_paid_is_no_beginning(chain):
    chain.next(1, {"a": "1500"})
    chain.say({k: v for k, v in plan(DRAWN).items() if k != "settlement"})
    paid_run = Path(chain.run(1, chain.data(1, {"a": "1500"})).out.removesuffix("\n"))
    assert export(chain, paid_run).code == 0
    chain.say(plan(DRAWN | {"starts": "2026-02"}))
    left = chain.run(2, chain.data(2, {"a": "2375"}))
    assert left.code == 0, left.err


def test_the_same_again_finds_itself(chain):
    first = chain.next(1, {"a": "1500"})
    data = chain.data(2, {"a": "2375"})
    again = [chain.run(2, data, first) for _ in range(2)]
    assert [left.code for left in again] == [0, 0]
    assert again[0].out == again[1].out


def test_a_fork_of_drafts_is_refused_until_one_is_exported(chain):
    old = chain.next(1, {"a": "1500"})
    draft = chain.next(2, {"a": "2375"})
    new = Path(chain.run(1, chain.data(1, {"a": "1600"})).out.removesuffix("\n"))
    data = chain.data(2, {"a": "2375"})
    left = chain.run(2, data, new)
    refused(left, CONFLICT, "chain-forks", run_id(old), run_id(new), run_id(draft))
    assert export(chain, new).code == 0
    left = chain.run(2, data, new)
    assert left.code == 0, left.err
    assert paid(Path(left.out.removesuffix("\n"))) == "2000.00"
    refused(export(chain, draft), CONFLICT, "chain-forks", run_id(old), run_id(new))


def test_the_chain_goes_on_from_what_was_paid(chain):
    old = chain.next(1, {"a": "1500"})
    assert export(chain, old).code == 0
    new = Path(chain.run(1, chain.data(1, {"a": "1600"})).out.removesuffix("\n"))
    data = chain.data(2, {"a": "2375"})
    refused(chain.run(2, data, new), CONFLICT, "chain-forks", run_id(old), run_id(new))
    assert export(chain, new, "--supersedes", run_id(old)).code == 0
    assert chain.run(2, data, new).code == 0
    refused(chain.run(2, data, old), CONFLICT, "chain-forks", run_id(old), run_id(new))


def test_a_period_is_closed_once_a_later_one_was_exported(chain):
    old = chain.next(1, {"a": "1500"})
    corrected = Path(chain.run(1, chain.data(1, {"a": "1600"})).out.removesuffix("\n"))
    second = chain.next(2, {"a": "2375"})
    assert export(chain, second).code == 0
    left = chain.run(1, chain.data(1, {"a": "1700"}))
    refused(left, CONFLICT, "period-closed", "2026-02", run_id(second), "adjustment")
    refused(export(chain, corrected), CONFLICT, "period-closed", run_id(second))
    left = export(chain, old)  # the one that the second goes back to
    assert left.code == 0, left.err
    assert export(chain, old).code == 0


def test_a_run_that_a_chain_begins_after_is_no_link_of_it(chain):
    chain.say({k: v for k, v in plan(DRAWN).items() if k != "settlement"})
    exported = chain.next(1, {"a": "1500"})
    assert export(chain, exported).code == 0
    other = Path(chain.run(1, chain.data(1, {"a": "1600"})).out.removesuffix("\n"))
    chain.say(plan(DRAWN | {"starts": "2026-02"}))
    chain.last = other  # whatever else may be looked up there, no balance is
    run = chain.next(2, {"a": "1500"})
    assert balances(run)["owed", None][0] == "0.00"
    assert not (run / "inputs" / "previous_balances.parquet").exists()
    assert export(chain, run).code == 0


def test_a_broken_run_beside_the_chain_is_no_link(chain, tmp_path):
    first = chain.next(1, {"a": "1500"})
    shutil.copytree(first, first.with_name("f" * 32))
    (first.with_name("f" * 32) / "manifest.json").write_text("{}", encoding="utf-8")
    link = Link("drawn", "2026-02", "0" * 32, None)
    with pytest.raises(ConflictError) as caught:
        require_unforked(chain.runs, link)
    assert len(caught.value.problems) == 1


def test_lines_below_zero_are_exported_where_settlement_made_them(chain):
    chain.next(1, {"a": "1500"})
    run = chain.next(2, {"a": "3000"})
    assert lines(run) == {"performance": "3000.00", "draw:recovered": "-500.00"}
    assert export(chain, run).code == 0
    written = (chain.folder / f"{run.name}.csv").read_text(encoding="utf-8")
    assert ",DRAW,-500.00,USD," in written
