"""What is paid now, month by month: by hand, through the command.

The plan of `chains` pays what a measure says: 100 given is 100.00 earned.
"""

import datetime as dt
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from scoring.errors import IntegrityError
from scoring.independent.records import Outcome
from scoring.independent.settlement import Settling
from scoring.ledger.manifest import outputs
from scoring.outputs.settled import settle_again
from tests.ledger.test_verify import forge
from tests.published.chains import NOTHING, Chain, balances, lines, paid, plan, save

DATA = 3
ADJUSTED = NOTHING | {"adjustments": {"pay_code": "ADJ"}}
HELD = NOTHING | {
    "holdback": {
        "lines": ["performance"], "share": "0.335", "release_after": "2",
        "release_to": "employed", "pay_code": "HELD",
    },
}  # fmt: skip
CARRIED = ("carried", None)


@pytest.fixture
def chain(plaudit, tmp_path):
    return lambda said: Chain(plaudit, tmp_path, plan(said))


def adjustment(amount: str, agent: str = "a", name: str = "J1", **more: str) -> dict:
    return {"adjustment_id": name, "agent_id": agent, "amount": amount} | more


def told(run) -> dict[tuple[str, str], str]:
    rows = pq.read_table(run / "findings.parquet").to_pylist()
    return {(row["code"], row["rule"]): row["reason"] for row in rows}


def steps(plaudit, run, agent: str = "a") -> dict[str, dict]:
    said = json.loads(plaudit("explain", run, agent, "--json").out)
    return {step["name"]: step for step in said["steps"]["settlement"]}


def test_adjustments_are_lines_with_their_reason_and_approver(chain, plaudit):
    rows = (
        adjustment("-30.05"),
        adjustment("12.00", name="J2", pay_code="BACKPAY"),
        adjustment("5", agent="b", name="J3"),
    )
    run = chain(ADJUSTED).next(1, {"a": "100", "b": "0"}, *rows)
    assert lines(run) == {
        "performance": "100.00", "adjustment:J1": "-30.05", "adjustment:J2": "12.00",
    }  # fmt: skip
    assert lines(run, "b") == {"performance": "0.00", "adjustment:J3": "5.00"}
    codes = {r["line"]: r["pay_code"] for r in pq.read_table(run / "payouts.parquet").to_pylist()}
    assert (codes["adjustment:J1"], codes["adjustment:J2"]) == ("ADJ", "BACKPAY")
    step = steps(plaudit, run)["adjustment:J1"]
    assert step["formula"] == "As agreed, approved by boss"
    assert step["origin"] == "drawn.yaml:1"


def test_adjustments_that_are_not_paid_are_counted(chain):
    rows = (
        adjustment("1", period="2026-02"),
        adjustment("-4", period="2026-02", currency="JPY", name="J5"),
        adjustment("-300.05", agent="nobody", name="J2"),
        adjustment("3", agent="b", name="J3"),
        adjustment("4", name="J4"),
    )
    said = plan(ADJUSTED)
    said["applies_to"] = {"where": {"role": "agent"}}
    months = chain(ADJUSTED)
    months.say(said)
    data = months.data(1, {"a": "100", "b": "100"}, rows, role=["agent", "lead"])
    left = months.run(1, data)
    assert left.code == 0, left.err
    run = Path(left.out.removesuffix("\n"))
    shown = [line.split() for line in left.err.splitlines() if "unknown-agent" in line]
    assert [words[:3] for words in shown] == [["unknown-agent"] * 2 + ["adjustments.parquet:"]]
    names = "adjustment-other-period  adjustment-other-period   adjustments.parquet: adjustments"
    assert names in left.err
    assert lines(run) == {"performance": "100.00", "adjustment:J4": "4.00"}
    other, outside = ("adjustment-other-period",) * 2, ("adjustment-not-in-plan",) * 2
    assert told(run)[other].endswith(": 2, together -4 JPY, 1.00 USD")
    assert told(run)[outside].endswith(": 1, together 3.00 USD")
    unknown = "rows for agents not on the roster: 1, together -300.05 USD"
    assert told(run)["unknown-agent", "unknown-agent"] == unknown
    assert ("checked-not-used", "files") not in told(run)


def test_adjustments_that_a_plan_ignores_change_nothing(chain):
    run = chain(NOTHING).next(1, {"a": "100"}, adjustment("-30"))
    assert lines(run) == {"performance": "100.00"}
    words = "read and checked, and not paid: the plan says adjustments: ignore (drawn.yaml:1)"
    assert told(run)["checked-not-used", "files"] == words


def test_a_clawback_beyond_the_pay_is_carried_until_it_is_paid_back(chain):
    # 100 - 250 = -150; + 60 = -90; + 200 = 110.
    months = chain(ADJUSTED)
    first = months.next(1, {"a": "100"}, adjustment("-250"))
    assert lines(first)["carried:out"] == "150.00"
    assert paid(first) == "0.00"
    assert balances(first)[CARRIED] == ["0.00", "-150.00", "0.00", "0.00", "-150.00"]
    second = months.next(2, {"a": "60"})
    assert lines(second) == {
        "performance": "60.00", "carried:in": "-150.00", "carried:out": "90.00",
    }  # fmt: skip
    third = months.next(3, {"a": "200"})
    assert paid(third) == "110.00"
    assert balances(third)[CARRIED] == ["-90.00", "0.00", "-90.00", "0.00", "0.00"]
    assert balances(months.next(4, {"a": "1"})) == {}


def test_a_sum_below_zero_may_be_handed_to_payroll(chain):
    run = chain(ADJUSTED | {"negative": "pay"}).next(1, {"a": "100"}, adjustment("-250"))
    assert paid(run) == "-150.00"
    assert balances(run) == {}


def test_a_sum_below_zero_may_end_the_run(chain):
    months = chain(ADJUSTED | {"negative": "refuse"})
    left = months.run(1, months.data(1, {"a": "100"}, [adjustment("-100.01")]))
    assert left.code == DATA
    assert "negative-sum" in left.err
    assert "refuses to pay: a" in left.err
    assert not list(months.runs.rglob("manifest.json"))
    months.next(1, {"a": "100"}, adjustment("-100"))  # nothing is not below zero


@pytest.mark.parametrize(
    ("gross", "payments"),
    [(("19.99", "0.01"), ("0.00", "20.00")), (("20", "3"), ("20.00", "0.00"))],
)
def test_a_sum_below_the_minimum_waits(chain, gross, payments):
    months = chain(NOTHING | {"minimum": {"amount": {"USD": "20"}}})
    runs = [months.next(month, {"a": amount}) for month, amount in enumerate(gross, 1)]
    assert tuple(paid(run) for run in runs) == payments


def test_what_is_held_is_rounded_once_and_released_in_time(chain):
    # 0.335 x 100.01 = 33.50335; 0.335 x 0.01 = 0.00335, which is nothing.
    months = chain(HELD)
    first = months.next(1, {"a": "100.01"})
    assert lines(first) == {"performance": "100.01", "held:performance": "-33.50"}
    assert balances(first) == {("held", "2026-01"): ["0.00", "33.50", "0.00", "0.00", "33.50"]}
    second = months.next(2, {"a": "0.01"})
    assert lines(second) == {"performance": "0.01"}
    third = months.next(3, {"a": "0"})
    assert lines(third) == {"performance": "0.00", "released:2026-01": "33.50"}
    assert balances(third) == {("held", "2026-01"): ["33.50", "0.00", "33.50", "0.00", "0.00"]}


@pytest.mark.parametrize("to", ["employed", "everyone"])
def test_who_leaves_before_it_is_released(chain, plaudit, to):
    months = chain(HELD | {"holdback": HELD["holdback"] | {"release_to": to}})
    months.next(1, {"a": "100"})
    months.next(2, {"a": "0"})
    run = months.next(3, {"a": "0"}, leave_date=[dt.date(2026, 3, 30)])
    if to == "everyone":
        assert paid(run) == "33.50"
        return
    assert paid(run) == "0.00"
    assert balances(run) == {("held", "2026-01"): ["33.50", "0.00", "0.00", "33.50", "0.00"]}
    assert "together 33.50" in told(run)["balance-forfeited", "USD"]
    assert "not employed" in steps(plaudit, run)["forfeited:2026-01"]["formula"]


def test_who_leaves_on_the_last_day_is_employed_on_it(chain):
    months = chain(HELD)
    months.next(1, {"a": "100"})
    months.next(2, {"a": "0"})
    run = months.next(3, {"a": "0"}, leave_date=[dt.date(2026, 3, 31)])
    assert paid(run) == "33.50"


def test_balances_of_those_who_left_the_plan_are_kept(chain):
    months = chain(HELD)
    months.next(1, {"a": "100", "b": "1000"})
    for month in (2, 3, 4):
        run = months.next(month, {"a": "0"})
        assert balances(run, "b") == {
            ("held", "2026-01"): ["335.00", "0.00", "0.00", "0.00", "335.00"]
        }
        assert lines(run, "b") == {}
        assert "together 335.00" in told(run)["balance-outside-plan", "USD"]
    run = months.next(5, {"a": "0", "b": "0"})
    assert lines(run, "b")["released:2026-01"] == "335.00"


def test_a_guarantee_makes_up_from_zero_alone(chain):
    # 2000 - 0 is made up; -500 stays: 1500.
    said = {"amount": {"USD": "2000"}, "recoverable": "false", "pay_code": "G"}
    run = chain(ADJUSTED | {"draw": said}).next(1, {"a": "0"}, adjustment("-500"))
    assert lines(run)["draw:guaranteed"] == "2000.00"
    assert paid(run) == "1500.00"
    assert balances(run) == {}


def test_a_draw_makes_up_for_a_clawback_and_it_is_owed(chain):
    said = {"amount": {"USD": "2000"}, "recoverable": "true", "pay_code": "D"}
    run = chain(ADJUSTED | {"draw": said}).next(1, {"a": "0"}, adjustment("-500"))
    assert paid(run) == "2000.00"
    assert balances(run)["owed", None][-1] == "2500.00"


def test_a_draw_reaches_those_who_earn_nothing_and_no_other_currency(chain):
    said = {"amount": {"USD": "2000"}, "recoverable": "true", "pay_code": "D"}
    months = chain(NOTHING | {"draw": said})
    run = months.next(
        1, {"a": "5", "b": "5", "c": "5"}, currency=["USD", "EUR", None], bonus_base=[None] * 3
    )
    assert lines(run, "a") == {"draw:advanced": "2000.00"}
    assert lines(run, "b") == lines(run, "c") == {}
    assert told(run)["no-amount-for-currency", "settlement.draw"].startswith("1 agents")


def test_owed_that_no_draw_recovers_is_kept_and_told(chain):
    said = {"amount": {"USD": "2000"}, "recoverable": "true", "pay_code": "D"}
    months = chain(NOTHING | {"draw": said})
    months.next(1, {"a": "1500"})
    months.say(plan(NOTHING))
    run = months.next(2, {"a": "3000"})
    assert paid(run) == "3000.00"
    assert balances(run) == {("owed", None): ["500.00", "0.00", "0.00", "0.00", "500.00"]}
    assert "nothing in the plan recovers it" in told(run)["balance-kept", "USD"]


def test_two_currencies_are_two_purses(chain):
    rows = (adjustment("-30", currency="EUR"), adjustment("10", name="J2", currency="JPY"))
    run = chain(ADJUSTED).next(1, {"a": "100"}, *rows)
    found = pq.read_table(run / "payouts.parquet").to_pylist()
    sums: dict[str, int] = {}
    for row in found:
        sums[row["currency"]] = sums.get(row["currency"], 0) + row["amount"]
    assert sums == {"USD": 100, "EUR": 0, "JPY": 10}
    manifest = json.loads((run / "manifest.json").read_bytes())
    assert {c: t["sum"] for c, t in manifest["totals"]["currencies"].items()} == {
        "EUR": "0.00", "JPY": "10", "USD": "100.00",
    }  # fmt: skip
    assert manifest["totals"]["currencies"]["EUR"]["rows"] == 2


def test_the_statement_stands_in_a_section_of_its_own(chain, plaudit):
    months = chain(ADJUSTED)
    run = months.next(1, {"a": "100"}, adjustment("-250"))
    text = plaudit("explain", run, "a").out
    assert "6. Settlement" in text
    assert "7. To the next tier" in text
    assert "carried to the next period" in text
    said = json.loads(plaudit("explain", run, "a", "--json").out)
    assert said["pay"] == {"performance": {"amount": "100.00", "currency": "USD"}}
    names = [line["line"] for line in said["settlement"]["lines"]]
    assert names == ["adjustment:J1", "carried:out"]
    (balance,) = said["settlement"]["balances"]
    assert balance["closing"] == {"amount": "-150.00", "currency": "USD"}


def test_a_statement_of_who_has_nothing_says_so(chain, plaudit):
    run = chain(NOTHING).next(1, {"a": "100", "b": "1"}, currency=["USD", None])
    assert "nothing is earned" in plaudit("explain", run, "b").out


def test_a_plan_that_settles_nothing_has_no_table(chain, plaudit):
    months = chain(NOTHING)
    months.say({k: v for k, v in plan(NOTHING).items() if k != "settlement"})
    run = months.next(1, {"a": "100"})
    assert not (run / "balances.parquet").exists()
    said = json.loads(plaudit("explain", run, "a", "--json").out)
    assert said["settlement"] is None
    assert "settlement" not in said["steps"]


def test_a_table_of_adjustments_may_lack_pay_codes(chain):
    months = chain(ADJUSTED)
    data = months.data(1, {"a": "100"}, [adjustment("-30")])
    file = data / "adjustments.parquet"
    save(file, pq.read_table(file).drop_columns(["pay_code"]))
    left = months.run(1, data)
    assert left.code == 0, left.err
    rows = pq.read_table(Path(left.out.removesuffix("\n")) / "payouts.parquet").to_pylist()
    assert {row["line"]: row["pay_code"] for row in rows} == {
        "performance": "PERF", "adjustment:J1": "ADJ",
    }  # fmt: skip


def test_balances_that_cannot_be_read_are_no_opening(chain):
    months = chain(ADJUSTED)
    first = months.next(1, {"a": "100"}, adjustment("-250"))
    data = b"no table"
    (first / "balances.parquet").write_bytes(data)
    entry = outputs({"balances.parquet": data}, {"balances.parquet": 1})[0]
    forge(first, lambda said: said["outputs"].__setitem__(place_of(said), entry))
    left = months.run(2, months.data(2, {"a": "100"}), first)
    assert (left.code, "unreadable-file" in left.err) == (5, True)
    (first / "balances.parquet").write_bytes(b"other bytes")
    left = months.run(2, months.data(2, {"a": "100"}), first)
    assert (left.code, "altered-file" in left.err) == (5, True)


def place_of(manifest: dict) -> int:
    return [entry["name"] for entry in manifest["outputs"]].index("balances.parquet")


def test_a_run_that_its_plan_refuses_is_not_explained():
    said = plan(ADJUSTED | {"negative": "refuse"})
    agent = {"agent_id": "a", "currency": "USD", "cost_center": None}
    taken = adjustment("-1", period="2026-01", currency="USD")
    with pytest.raises(IntegrityError, match="below zero"):
        settle_again(said, Outcome(agent, {}), "2026-01", Settling([taken]))


def with_refunds(settlement: dict | None) -> dict:
    """A plan that pays 100.00 for any score, and takes back what the measure says below zero."""
    said, money = plan(settlement or NOTHING), {"USD": "1"}
    none = dict.fromkeys(("multipliers", "cap", "proration", "floor"), "none")
    rates = {"mode": "whole", "below": money, "bands": [{"from": "0", "gives": money}]}
    same = {"USD": "100"}
    amounts = {"mode": "whole", "below": same, "bands": [{"from": "0", "gives": same}]}
    said["pay"] = [
        {"name": "fixed", "pay_code": "FIX", "start": {"on": "score", "amounts": amounts}} | none,
        {"name": "refund", "pay_code": "BACK",
         "start": {"measure": "gross", "missing": {"USD": "0"}, "rates": rates}} | none,
    ]  # fmt: skip
    if settlement is None:
        del said["settlement"]
    return said


def exported(months: Chain, run: Path) -> tuple[int, str, list[str]]:
    """Hand a run to payroll: how it ended, what was said, and the lines of the file."""
    file = months.folder / "payroll.csv"
    left = months.plaudit("export", run, "--to", "payroll-csv", "--out", file)
    rows = file.read_text().splitlines()[1:] if file.exists() else []
    return left.code, left.err, [",".join(row.split(",")[1:4]) for row in rows]


def test_a_refund_below_zero_goes_to_payroll_beside_what_is_earned(plaudit, tmp_path):
    months = Chain(plaudit, tmp_path, with_refunds(None))
    run = months.next(1, {"a": "-30"})
    assert ("not-for-payroll", "payroll-csv") not in told(run)
    assert exported(months, run)[::2] == (0, ["a,FIX,100.00", "a,BACK,-30.00"])


def test_a_sum_below_zero_that_no_settlement_decides_is_told_and_not_exported(plaudit, tmp_path):
    months = Chain(plaudit, tmp_path, with_refunds(None))
    run = months.next(1, {"a": "-130", "b": "-20"})
    assert told(run)["not-for-payroll", "payroll-csv"].endswith("1 sum of USD, together -30.00")
    code, said, rows = exported(months, run)
    assert (code, rows) == (3, [])
    assert "refund: below zero, and so is all that the payee is due" in said
    assert "settlement.negative" in said


@pytest.mark.parametrize(
    ("negative", "rows"),
    [
        ("carry", ["a,CARRY,30.00", "a,FIX,100.00", "a,BACK,-130.00"]),
        ("pay", ["a,FIX,100.00", "a,BACK,-130.00"]),
    ],
)
def test_settlement_decides_what_payroll_gets_of_a_sum_below_zero(
    plaudit, tmp_path, negative, rows
):
    months = Chain(plaudit, tmp_path, with_refunds(NOTHING | {"negative": negative}))
    run = months.next(1, {"a": "-130"})
    assert exported(months, run)[::2] == (0, rows)
