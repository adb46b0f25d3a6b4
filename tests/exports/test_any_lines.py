"""Whatever lines a run has: each target's file comes to them, by payee and in all."""

import csv
import io
from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.exports.building import built
from scoring.exports.filling import Filler
from scoring.exports.items import Said
from scoring.exports.lines import Line
from scoring.exports.sources import Sources
from scoring.exports.targets import load_target
from scoring.exports.tying import require_file_tied
from tests.exports.scene import own_profile

SAID = Said("2026-10", "small-month", "f" * 32)
MONEY = {
    "payroll-csv": ("payee_id", ["amount"]),
    "adp-workforce-now": ("File #", ["Earnings 3 Amount", "Earnings 4 Amount"]),
    "paychex-flex": ("Worker ID", ["Amount"]),
    "gusto": ("gusto_employee_id", ["bonus", "commission", "correction_payment"]),
}
CODES = ("BONUS", "STAR", "GIFT")
CALLED = {"gusto": {"A001": "e-1", "A002": "e-2"}}


@st.composite
def pay(draw, least, *, once=False):
    """Lines of two payees in their order, up to seven each, none of zero.

    With `once` a payee has no pay code twice, which the target takes for one row.
    """
    amounts = st.integers(least, 10**9).filter(bool)
    found = [
        (who, code, draw(amounts))
        for who in ("A001", "A002")
        for code in draw(st.lists(st.sampled_from(CODES), max_size=7, unique=once))
    ]
    return [
        Line(n, who, code, amount, "USD", "CC-1", f"{n:032x}")
        for n, (who, code, amount) in enumerate(found, 1)
    ]


@pytest.mark.parametrize("name", MONEY)
def test_each_payee_gets_what_the_lines_come_to(tmp_path_factory, name):
    target = load_target(str(own_profile(tmp_path_factory.mktemp("own"), name)))
    roster = {"A001": {"name": "Stone, Ada"}, "A002": {"name": "Brook, Ben"}}
    filler = Filler(Sources(target, SAID, roster))

    @settings(max_examples=40)
    @given(pay(1 if name == "gusto" else -(10**9), once=name == "paychex-flex"))
    def holds(lines):
        file = built(filler, lines)
        due = defaultdict(Decimal)
        rows = []
        for one in lines:
            amount = Decimal(one.amount_minor).scaleb(-2)
            due[CALLED.get(name, {}).get(one.payee_id, one.payee_id)] += amount
            rows.append({"agent_id": one.payee_id, "currency": "USD", "amount": amount})
        require_file_tied(file, target, lines, rows, SAID)
        whose, columns = MONEY[name]
        found = defaultdict(Decimal)
        for row in csv.DictReader(io.StringIO(file.content.decode(), newline="")):
            found[row[whose]] += sum(Decimal(row[column] or 0) for column in columns)
        assert found == due

    holds()
