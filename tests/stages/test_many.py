"""Many agents in one go: the same as few at a time, and pay as fractions of Python reckon it."""

import dataclasses
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import run
from scoring.exact import fixed
from scoring.exact.money import MINOR_PLACES
from tests.people import roster, value
from tests.plans import RICH, plan_of

EDGE = 2**63
PLACES = {
    "csat": 2,
    "response": 2,
    "solved": 1,
    "wait": 1,
    "cost": 2,
    "price": 2,
    "rows": 0,
    "again": 2,
    "sure": 2,
    "handling": 2,
    "promoted": 2,
    "conduct": 1,
    "profit": 1,
    "earned": 2,
}
COEFFICIENT = {"A": Fraction(3, 2), "B": Fraction(1), "C": Fraction(0)}


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return plan_of(tmp_path_factory.mktemp("plan"), RICH)


def month(people):
    """Values and roster of agents written as csat, kept, role, currency, base, fte and days."""
    n = len(people)
    csat, kept, role, currency, base, fte, days = zip(*people, strict=True)
    said = {name: ["1"] * n for name in PLACES} | {"csat": csat, "response": kept}
    values = {name: value(*said[name], places=PLACES[name]) for name in PLACES}
    values["rating"] = value(*["3"] * n, places=1)
    half = np.full(n, 500), np.ones(n, dtype=bool)
    who = roster(
        [f"{i:06}" for i in range(n)],
        days=days,
        targets={("solved", "target"): half},
        role=role,
        currency=currency,
        region=["east"] * n,
    )
    bases = {"bonus_base": fixed.exact(base), "has_base": np.ones(n, dtype=bool)}
    return values, dataclasses.replace(who, fte=np.array(fte), **bases)


def pay_of(person, tier):
    """Base x 0.3 x coefficient x multipliers, then cap, days and fte, floor; rounded once."""
    csat, _, role, currency, base, fte, days = person
    stake = Fraction(base, 10_000) * Fraction(3, 10)
    amount = stake * COEFFICIENT[tier]
    amount *= Fraction(11, 10) if role == "leader" else 1
    if csat is not None:
        amount *= Fraction(11, 10) if Decimal(csat) >= Decimal("4.25") else Fraction(9, 10)
    amount = min(amount, 2 * stake) * Fraction(days, 30) * Fraction(fte, 10_000)
    units = max(amount, stake / 10) * 10 ** MINOR_PLACES[currency]
    return int(units + Fraction(1, 2))  # half up, of what is never negative


PERSON = st.tuples(
    st.sampled_from([None, "3.99", "4.24", "4.25", "4.55"]),
    st.sampled_from([None, "70.00", "95.25", "99.00"]),
    st.sampled_from(["agent", "leader"]),
    st.sampled_from(["CNY", "JPY", "KWD"]),
    st.one_of(
        st.integers(0, 10**9),
        st.integers(EDGE - 2, EDGE + 2),
        st.integers(EDGE // 9 - 2, EDGE // 9 + 2),
        st.integers(0, 2**70),
    ),
    st.sampled_from([10_000, 5_000, 3_333]),
    st.integers(1, 30),
)


@settings(max_examples=60)
@given(people=st.lists(PERSON, min_size=1, max_size=6))
def test_pay_is_exact_on_both_sides_of_int64(plan, people):
    result = run(plan, *month(people))
    paid = {line.agent: line.amount_minor for line in result.lines if line.line == "bonus"}
    tiers = result.standing.tier.tolist()
    assert paid == {i: pay_of(person, tiers[i]) for i, person in enumerate(people)}


def some_people(n):
    """People who differ in everything, so that bases, scores and ranks are many."""
    rng = np.random.default_rng(5)
    return [
        (
            [None, f"{4 + i % 100 / 100:.2f}"][i % 50 > 0],
            f"{80 + i % 2000 / 100:.2f}",
            ("agent", "leader")[i % 10 == 0],
            ("CNY", "JPY")[i % 3 == 0],
            base * 100,
            (10_000, 5_000)[i % 7 == 0],
            1 + i % 30,
        )
        for i, base in enumerate(rng.integers(100_000, 3_000_000, n).tolist())
    ]


def test_twenty_thousand_at_once_are_as_each_alone(plan):
    people = some_people(20_000)
    result = run(plan, *month(people))
    tiers = result.standing.tier.tolist()
    paid = {line.agent: line.amount_minor for line in result.lines if line.line == "bonus"}
    assert paid == {i: pay_of(person, tiers[i]) for i, person in enumerate(people)}
    assert result.lines.amount_minor.dtype == np.int64  # no amount needed Python's integers
    score = result.standing.score.tolist()
    place = {s: 1 + i for i, s in reversed([*enumerate(sorted(score, reverse=True))])}
    assert result.standing.rank.tolist() == [place[s] for s in score]
    for first in (0, 7_000, 19_900):
        few = run(plan, *month(people[first : first + 100]))
        assert few.standing.score.tolist() == score[first : first + 100]
        assert few.standing.status.tolist() == result.standing.status.tolist()[first : first + 100]
        assert few.standing.gates.tolist() == result.standing.gates.tolist()[first : first + 100]
