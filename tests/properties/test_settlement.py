"""Nothing is lost on the way from what is earned to what is paid, however long the chain."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.balances import CARRIED, HELD, OWED, Openings, adjustments_of
from scoring.exact import fixed
from scoring.exact.period import parse_period
from scoring.lines import PayLine, pay_lines
from scoring.stages.settlement import settle
from tests.people import roster
from tests.published import chains
from tests.strategies import as_plan, one

AGENTS = ("a", "b", "c")
MONTHS = [f"2026-{month:02}" for month in range(1, 7)]
EDGE = 2**63
SOME = HealthCheck.too_slow, HealthCheck.data_too_large


@st.composite
def rules(draw):
    """Every way of settling but to refuse."""
    amount = {"USD": draw(one("0.01", "500", "2000.05"))}
    held = {
        "lines": ["performance"], "share": draw(one("0.2", "0.333", "1")),
        "release_after": draw(one("1", "3")), "release_to": draw(one("employed", "everyone")),
        "pay_code": "HELD",
    }  # fmt: skip
    lent = {"amount": amount, "recoverable": draw(one("true", "false")), "pay_code": "DRAW"}
    return chains.NOTHING | {
        "adjustments": {"pay_code": "ADJ"},
        "holdback": draw(one("none", held)),
        "draw": draw(one("none", lent)),
        "negative": draw(one("carry", "pay")),
        "minimum": draw(one("none", {"amount": {"USD": draw(one("20", "300"))}})),
    }


earned = st.lists(one(0, 1, 1999, 50_000, 200_004, 300_000), min_size=3, max_size=3)
adjusted = st.lists(one(0, 0, -250_000, 7), min_size=3, max_size=3)
left = st.lists(st.booleans(), min_size=3, max_size=3)
month = st.tuples(earned, adjusted, left)


def line(agent: int, amount: int) -> PayLine:
    return PayLine(agent, "performance", amount, "USD", "PERF", None, "plan.yaml:1")


def people(period: str, openings, amounts, gone=()):
    who = roster(list(AGENTS), currency=["USD"] * 3)
    rows = [(i, f"J{i}", x, "USD", None) for i, x in enumerate(amounts) if x]
    settling = who.settling._replace(
        adjustments=adjustments_of(rows),
        openings=openings,
        left=np.flatnonzero(np.array(gone, bool)),
    )
    return dataclasses.replace(who, period=parse_period(period), settling=settling)


def closing(balances) -> Openings:
    """What the next month opens with."""
    amounts = balances.closing
    rows = np.flatnonzero(amounts != 0)
    words = (w.taken(rows) for w in (balances.account, balances.currency, balances.origin))
    return Openings(balances.agent[rows], *words, amounts[rows])


def total(lines, *kinds: str) -> int:
    rows = [x.amount_minor for x in lines if not kinds or x.line.startswith(kinds)]
    return sum(rows)


def left_over(openings: Openings, account: str) -> int:
    return fixed.sum_of(openings.amount_minor[openings.account.are(account)])


@settings(max_examples=200, deadline=None, suppress_health_check=SOME)
@given(rule=rules(), months=st.lists(month, min_size=1, max_size=6))
def test_a_chain_of_months_never_loses_a_cent(rule, months):
    plan, _ = as_plan(chains.plan(rule))
    openings = roster(list(AGENTS)).settling.openings
    paid = due = given_ = lost = 0
    for period, (pay, adjust, gone) in zip(MONTHS, months, strict=False):
        lines = pay_lines(line(i, amount) for i, amount in enumerate(pay))
        found = settle(plan, people(period, openings, adjust, gone), lines)
        balances = found.balances
        assert fixed.sum_of(balances.opening) == fixed.sum_of(openings.amount_minor)
        openings = closing(balances)
        paid += total(found.lines)
        due += sum(pay) + sum(adjust)
        given_ += total(found.lines, "draw:guaranteed")
        lost += fixed.sum_of(balances.forfeited)
        assert min([0, *openings.amount_minor[openings.account.are(HELD, OWED)].tolist()]) == 0
    owed, kept = left_over(openings, OWED), left_over(openings, CARRIED) + left_over(openings, HELD)
    assert paid == due + given_ + owed - kept - lost


@settings(max_examples=60, deadline=None)
@given(rule=rules(), pay=earned, amount=one(-250_000, 7, 1999))
def test_a_reversal_and_what_it_reverses_are_nothing(rule, pay, amount):
    plan, _ = as_plan(chains.plan(rule))
    lines = pay_lines(line(i, x) for i, x in enumerate(pay))
    openings = roster(list(AGENTS)).settling.openings
    plain = settle(plan, people("2026-01", openings, (0, 0, 0)), lines)
    both = people("2026-01", openings, (0, 0, 0))
    rows = adjustments_of([(0, "J1", amount, "USD", None), (0, "J2", -amount, "USD", None)])
    both = dataclasses.replace(both, settling=both.settling._replace(adjustments=rows))
    undone = settle(plan, both, lines)
    assert total(undone.lines) == total(plain.lines)
    assert closing(undone.balances).amount_minor.tolist() == (
        closing(plain.balances).amount_minor.tolist()
    )
    assert len(undone.lines) == len(plain.lines) + 2


@settings(max_examples=60, deadline=None)
@given(rule=rules(), pay=earned, adjust=adjusted, order=st.permutations(range(3)))
def test_the_order_of_lines_and_adjustments_changes_nothing(rule, pay, adjust, order):
    plan, _ = as_plan(chains.plan(rule))
    openings = roster(list(AGENTS)).settling.openings
    who = people("2026-01", openings, adjust)
    lines = pay_lines(line(i, x) for i, x in enumerate(pay))
    mixed = lines.taken(np.array(order, np.int64))
    found, again = settle(plan, who, lines), settle(plan, who, mixed)
    assert sorted(found.lines, key=str) == sorted(again.lines, key=str)
    assert closing(found.balances).amount_minor.tolist() == (
        closing(again.balances).amount_minor.tolist()
    )


@settings(max_examples=60, deadline=None)
@given(rule=rules(), pay=earned, adjust=adjusted)
def test_ten_times_the_money_is_settled_ten_times(rule, pay, adjust):
    rule["holdback"] = "none"  # a share is rounded, and ten times a rounded share is another
    many = dict(rule)
    for key in ("draw", "minimum"):
        if many[key] != "none":
            amount = {"USD": str(round(float(rule[key]["amount"]["USD"]) * 10, 2))}
            many[key] = rule[key] | {"amount": amount}
    openings = roster(list(AGENTS)).settling.openings
    sums = []
    for said, by in ((rule, 1), (many, 10)):
        plan, _ = as_plan(chains.plan(said))
        who = people("2026-01", openings, [x * by for x in adjust])
        lines = pay_lines(line(i, x * by) for i, x in enumerate(pay))
        found = settle(plan, who, lines)
        sums.append([x.amount_minor for x in found.lines])
    assert [10 * x for x in sums[0]] == sums[1]


@pytest.mark.parametrize("amount", [EDGE - 1, EDGE, 10 * EDGE, 1_999])
def test_money_that_int64_cannot_hold_keeps_its_digits(amount):
    # Held is 0.2 of it, which is whole in every case but the last: 399.8, which is 400.
    rule = chains.NOTHING | {
        "holdback": {"lines": ["performance"], "share": "0.2", "release_after": "1",
                     "release_to": "everyone", "pay_code": "HELD"},
        "draw": {"amount": {"USD": "2000"}, "recoverable": "true", "pay_code": "D"},
    }  # fmt: skip
    plan, _ = as_plan(chains.plan(rule))
    openings = roster(list(AGENTS)).settling.openings
    lines = pay_lines([line(0, amount), line(0, amount)._replace(line="star")])
    found = settle(plan, people("2026-01", openings, (0, 0, 0)), lines)
    own = {x.line: x.amount_minor for x in found.lines if x.agent == 0}
    held = (2 * amount + 5) // 10
    assert own["held:performance"] == -held
    assert sum(own.values()) == max(2 * amount - held, 200_000)
