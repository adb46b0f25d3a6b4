"""What is held for those who leave before it falls due: by hand, month by month, by the command.

Of what is earned a fifth is held for two months. Agent b leaves on 15 February 2026, so that the
plan has b in January and February alone: 20.00 of January fall due in March, 10.00 of February in
April.
"""

import datetime as dt
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from scoring.errors import IntegrityError
from scoring.independent.settlement import outside_balances
from scoring.ledger.totals import verify_totals
from scoring.outputs.explain import explain
from tests.ledger.test_verify import swap_table
from tests.published.chains import NOTHING, Chain, balances, lines, paid, plan

LEFT = dt.date(2026, 2, 15)
ONE = "1 balance of USD, together"
JANUARY, FEBRUARY = ("held", "2026-01"), ("held", "2026-02")


@pytest.fixture
def months(plaudit, tmp_path):
    """A chain that has run January and February; b has left in the second."""

    def begun(to="employed"):
        held = {
            "lines": ["performance"], "share": "0.2", "release_after": "2", "release_to": to,
            "pay_code": "HELD",
        }  # fmt: skip
        chain = Chain(plaudit, tmp_path, plan(NOTHING | {"holdback": held}))
        chain.next(1, {"a": "100", "b": "100"})
        chain.next(2, {"a": "50", "b": "50"}, leave_date=[None, LEFT])
        assert balances(chain.last, "b") == {
            JANUARY: ["20.00", "0.00", "0.00", "0.00", "20.00"],
            FEBRUARY: ["0.00", "10.00", "0.00", "0.00", "10.00"],
        }
        return chain

    return begun


def told(run, code):
    rows = pq.read_table(run / "findings.parquet").to_pylist()
    return [row["reason"] for row in rows if row["code"] == code]


def test_what_falls_due_after_somebody_left_is_forfeited(months):
    chain = months()
    march = chain.next(3, {"a": "0", "b": "0"}, leave_date=[None, LEFT])
    assert balances(march, "b") == {
        JANUARY: ["20.00", "0.00", "0.00", "20.00", "0.00"],
        FEBRUARY: ["10.00", "0.00", "0.00", "0.00", "10.00"],
    }
    assert lines(march, "b") == {}
    assert lines(march)["released:2026-01"] == "20.00"
    assert told(march, "balance-forfeited") == [
        f"held for agents who had left when it fell due, so that they forfeit it: {ONE} 20.00"
    ]
    assert told(march, "balance-outside-plan") == [
        f"held for agents who are in the plan no more, kept as it is: {ONE} 10.00"
    ]
    april = chain.next(4, {"a": "0", "b": "0"}, leave_date=[None, LEFT])
    assert balances(april, "b") == {FEBRUARY: ["10.00", "0.00", "0.00", "10.00", "0.00"]}
    may = chain.next(5, {"a": "0", "b": "0"}, leave_date=[None, LEFT])
    assert balances(may, "b") == {}
    assert told(may, "balance-forfeited") == told(may, "balance-outside-plan") == []


def test_of_whom_the_roster_does_not_know_nothing_is_guessed(months):
    chain = months()
    march = chain.next(3, {"a": "0"})
    kept = {
        JANUARY: ["20.00", "0.00", "0.00", "0.00", "20.00"],
        FEBRUARY: ["10.00", "0.00", "0.00", "0.00", "10.00"],
    }
    assert balances(march, "b") == kept
    assert told(march, "balance-forfeited") == []
    assert told(march, "balance-outside-plan") == [
        (
            "held for agents who are not on the roster, kept as it is: 2 balances of USD, together "
            "30.00. Nobody can tell whether they have left; keep leavers on the roster, with their "
            "leave_date, until all that was held for them has fallen due"
        )
    ]
    # A roster that has the leaver again settles what fell due meanwhile: 20.00 in March.
    april = chain.next(4, {"a": "0", "b": "0"}, leave_date=[None, LEFT])
    assert [row[3:] for row in balances(april, "b").values()] == [
        ["20.00", "0.00"],
        ["10.00", "0.00"],
    ]


@pytest.mark.parametrize(
    ("left", "forfeited"),
    [(dt.date(2026, 3, 30), "20.00"), (dt.date(2026, 3, 31), "0.00"), (None, "0.00")],
)
def test_who_is_employed_on_the_last_day_has_forfeited_nothing(months, left, forfeited):
    # b is in the plan no more from March on, for another role, and employed until `left`.
    chain = months()
    said = plan(
        NOTHING | {"holdback": json.loads(chain.plan.read_text())["settlement"]["holdback"]}
    )
    chain.say(said | {"applies_to": {"where": {"role": "agent"}}})
    chain.next(3, {"a": "0", "b": "0"}, role=["agent", "lead"], leave_date=[None, left])
    april = {"role": ["agent", "lead"], "leave_date": [None, left]}
    run = chain.last
    assert balances(run, "b")[JANUARY] == [
        "20.00", "0.00", "0.00", forfeited, "0.00" if forfeited == "20.00" else "20.00",
    ]  # fmt: skip
    # Of February, due on the last day of April, b has forfeited all who left before it.
    chain.next(4, {"a": "0", "b": "0"}, **april)
    assert balances(chain.last, "b")[FEBRUARY][3] == ("0.00" if left is None else "10.00")


def test_who_comes_back_is_employed_again(months):
    # b comes back on 20 March, for another role: employed on 31 March, and not in the plan.
    chain = months()
    said = json.loads(chain.plan.read_text())
    chain.say(said | {"applies_to": {"where": {"role": "agent"}}})
    data = chain.data(
        3,
        {"a": "0", "b": "0", "c": "0"},
        agent_id=["a", "b", "b"],
        from_date=[dt.date(2026, 1, 1), dt.date(2026, 1, 1), dt.date(2026, 3, 20)],
        to_date=[None, dt.date(2026, 3, 19), None],
        leave_date=[None, LEFT, None],
        role=["agent", "agent", "lead"],
    )
    left = chain.run(3, data, chain.last)
    assert left.code == 0, left.err
    march = Path(left.out.removesuffix("\n"))
    assert balances(march, "b")[JANUARY] == ["20.00", "0.00", "0.00", "0.00", "20.00"]


def test_a_share_for_everyone_is_kept_for_those_outside_of_the_plan(months):
    chain = months("everyone")
    march = chain.next(3, {"a": "0", "b": "0"}, leave_date=[None, LEFT])
    assert balances(march, "b")[JANUARY] == ["20.00", "0.00", "0.00", "0.00", "20.00"]
    assert paid(march) == "20.00"
    assert told(march, "balance-forfeited") == []


def test_the_statement_of_a_leaver_says_what_was_forfeited_and_why(months, plaudit):
    chain = months()
    march = chain.next(3, {"a": "0", "b": "0"}, leave_date=[None, LEFT])
    text = " ".join(plaudit("explain", march, "b").out.split())
    assert "in the plan no more: no score and no pay" in text
    assert "forfeited:2026-01 0.00 USD drawn.yaml:1" in text
    assert "20.00, due on 2026-03-31, left on 2026-02-15" in text
    assert "held:2026-02 10.00 USD" in text
    assert "10.00, not due yet, kept as it is" in text
    said = json.loads(plaudit("explain", march, "b", "--json").out)
    assert said["status"] == "outside"
    assert [b["forfeited"]["amount"] for b in said["settlement"]["balances"]] == ["20.00", "0.00"]
    unknown = plaudit("explain", march, "nobody")
    assert (unknown.code, "nobody has this id" in unknown.err) == (2, True)


@pytest.mark.parametrize(
    ("row", "changes", "found"),
    [
        (0, {"forfeited": "0", "closing": "20"}, False),
        (1, {"forfeited": "10", "closing": "0"}, False),
        (0, {"forfeited": "19", "closing": "1"}, True),
    ],
)
def test_a_forfeiture_that_was_altered_is_found(months, row, changes, found):
    # What is forfeited has no line: the statement reckons it, and totals find a part of a share.
    march = months().next(3, {"a": "0", "b": "0"}, leave_date=[None, LEFT])
    table = pq.ParquetFile(march / "balances.parquet").read()
    rows = table.to_pylist()
    at = [i for i, one in enumerate(rows) if one["agent_id"] == "b"][row]
    rows[at] |= {name: type(rows[at][name])(amount) for name, amount in changes.items()}
    swap_table(march, "balances.parquet", type(table).from_pylist(rows, schema=table.schema))
    words = [problem.what for problem in verify_totals(march)]
    assert any("forfeit anything but the whole" in what for what in words) == found
    with pytest.raises(IntegrityError, match="forfeited is stored as"):
        explain(march, "b")


def test_a_leaver_by_the_independent_calculation():
    # Held in the second quarter, for two quarters: due on 31 December.
    held = {"lines": ["x"], "share": "1", "release_after": "2", "release_to": "employed"}
    said = {"settlement": {"holdback": held}}
    opened = {"account": "held", "currency": "JPY", "origin_period": "2026-Q2", "amount": 7}
    row = {"from_date": dt.date(2020, 1, 1), "leave_date": dt.date(2026, 12, 30)}

    def lost(period, *rows):
        [(balance, _)] = outside_balances(said, rows, [opened], period, {"JPY": 0})
        assert balance.opening - balance.forfeited == balance.closing
        return balance.forfeited

    assert [lost("2026-Q3", row), lost("2026-Q4", row), lost("2027-Q1", row)] == [0, 7, 7]
    assert lost("2026-Q4", row | {"leave_date": dt.date(2026, 12, 31)}) == 0
    assert lost("2026-Q4") == 0
