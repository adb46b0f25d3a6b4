"""The most that amounts of a lookup can cost: by hand, through the command."""

import json

import pytest

from tests.costs.test_cost import person, written
from tests.plans import changed

BY_TIER = """{on: lookup, by: [role, tier], otherwise: {CNY: 50, JPY: 1000},
      rows: [{is: [agent, A], gives: {CNY: 500, JPY: 7000}},
        {is: [lead, A], gives: {CNY: 800.5, JPY: 9000}},
        {is: [lead, B], gives: {CNY: 20, JPY: 400}},
        {is: [nobody, A], gives: {CNY: 99999, JPY: 99999}}]}"""
BY_ROLE = """{on: lookup, by: [role, region], otherwise: {CNY: 5000, JPY: 3},
      rows: [{is: [agent, north], gives: {CNY: 70, JPY: 1}},
        {is: [lead, south], gives: {CNY: 9000, JPY: 2}}]}"""
REFUSING = BY_TIER.replace("{CNY: 50, JPY: 1000}", "refuse")
PEOPLE = [
    person("a"),
    person("b", role="lead"),
    person("c", role=None),
    person("d", currency="JPY", role="lead"),
    person("e", bonus_base=None),
]


def most(plaudit, folder, start):
    """The line by currency, as the command tells it: how many are paid, the most, and by tier."""
    steps = "".join(f"    {k}: none\n" for k in ("multipliers", "cap", "proration", "floor"))
    pay = f"pay:\n  - name: bonus\n    pay_code: B1\n    start: {start}\n{steps}"
    plan, roster = written(folder, PEOPLE, changed(("pay: none\n", pay)))
    left = plaudit("check", plan, "--roster", roster, "--period", "2026-10", "--json")
    lines = json.loads(left.out)["lines"]
    told = ("agents", "at_most", "if_all_in_tier")
    return {row["currency"]: tuple(row.get(key) for key in told) for row in lines}


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        # In yuan a and e 500 each, b 800.50, c 50, whose role is not known. In tier B a and e get
        # what others get, 50 each, as c does, and b 20; in C all four get 50.
        (
            BY_TIER,
            {
                "CNY": (4, "1850.50", {"C": "200.00", "B": "170.00", "A": "1850.50"}),
                "JPY": (1, "9000", {"C": "1000", "B": "400", "A": "9000"}),
            },
        ),
        # Whoever is refused is paid nothing: the run ends.
        (
            REFUSING,
            {
                "CNY": (4, "1800.50", {"C": "0.00", "B": "20.00", "A": "1800.50"}),
                "JPY": (1, "9000", {"C": "0", "B": "400", "A": "9000"}),
            },
        ),
    ],
    ids=["others", "refused"],
)
def test_the_most_is_the_largest_row_that_each_may_be_in(plaudit, tmp_path, start, expected):
    assert most(plaudit, tmp_path, start) == expected


def test_who_may_be_in_no_row_may_get_what_others_get(plaudit, tmp_path):
    # In tier C anybody is among the others: 900 for each of four, 10,000 yen for d.
    start = BY_TIER.replace("{CNY: 50, JPY: 1000}", "{CNY: 900, JPY: 10000}")
    found = most(plaudit, tmp_path, start)
    assert {code: row[:2] for code, row in found.items()} == {
        "CNY": (4, "3600.00"),
        "JPY": (1, "10000"),
    }


def test_who_is_surely_in_a_row_gets_no_more_than_it(plaudit, tmp_path):
    # a and e are agents of the north: 70 each, though others get 5,000, as b and c do.
    found = most(plaudit, tmp_path, BY_ROLE)
    assert {code: row[:2] for code, row in found.items()} == {
        "CNY": (4, "10140.00"),
        "JPY": (1, "3"),
    }
