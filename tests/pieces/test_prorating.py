"""Proration of many agents at once, held to fractions of one at a time, at each side of int64."""

import dataclasses
import time
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.exact import ratios
from scoring.exact.fixed import exact
from scoring.flow import Segments
from scoring.pieces.bases import paid_on
from scoring.pieces.prorating import part_of
from scoring.plan.proration import ByMeasure, WorkingDays
from tests import people
from tests.every_key import PLANS
from tests.plans import RICH, plan_of


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    return plan_of(tmp_path_factory.mktemp("rich"), RICH)


@pytest.fixture(scope="module")
def parted(tmp_path_factory):
    return plan_of(tmp_path_factory.mktemp("parted"), PLANS["stretches"])


def fractions_of(found: ratios.Ratios, n: int) -> list[Fraction]:
    num = np.broadcast_to(found.num, n).tolist()
    den = [found.den] * n if isinstance(found.den, int) else found.den.tolist()
    return [Fraction(int(a), int(b)) for a, b in zip(num, den, strict=True)]


def attendance(**said: object) -> ByMeasure:
    whole = {"by": "measure", "measure": "rows", "most": "2", "missing": "0.25", "fte": "ignore"}
    return ByMeasure.model_validate(whole | said)


NUMBERS = st.one_of(st.none(), st.integers(-5, 40), st.integers(10**11, 10**12))


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=8))
def test_a_quotient_of_measures_is_exact(rich, pairs):  # rows has no places, rating one
    above, below = zip(*pairs, strict=True)
    values = {
        "rows": people.value(*(None if x is None else str(x) for x in above), places=0),
        "rating": people.value(*(None if x is None else f"{x}.5" for x in below), places=1),
    }
    roster = people.roster([f"a{i}" for i in range(len(pairs))])
    one = ratios.number(Decimal(1))
    found = part_of(attendance(out_of="rating"), rich, (roster, values), one)
    expected = []
    for x, y in pairs:
        under = None if y is None else Fraction(Decimal(f"{y}.5"))
        there = x is not None and under is not None and under > 0
        expected.append(min(max(Fraction(x), 0) / under, 2) if there else Fraction(1, 4))
    assert fractions_of(found, len(pairs)) == expected


def test_many_different_divisors_keep_their_own(rich):
    # The product of the first thousand primes has more than 3,000 digits; nobody waits for it.
    n = 2000
    values = {
        "rows": people.value(*(str(i + 1) for i in range(n)), places=0),
        "rating": people.value(*(f"{7 * i + 3}.1" for i in range(n)), places=1),
    }
    roster = people.roster([f"a{i:04}" for i in range(n)])
    begun = time.perf_counter()
    found = part_of(attendance(out_of="rating"), rich, (roster, values), ratios.number(Decimal(1)))
    assert time.perf_counter() - begun < 5
    expected = [Fraction(10 * (i + 1), 70 * i + 31) for i in range(n)]
    assert fractions_of(found, n) == expected


def test_working_days_by_a_number_are_held_to_the_most(rich):
    roster = people.roster(["a", "b", "c"], fte="0.5")
    served = {("working_days", "office"): (np.array([12, 22, 23]), 22)}
    roster = dataclasses.replace(roster, served=served)
    said = {"by": "working_days", "calendar": "office", "out_of": "21.75", "most": "1.02"}
    half = ratios.units(roster.fte, 4)
    form = WorkingDays.model_validate(said | {"fte": "apply"})
    found = part_of(form, rich, (roster, {}), half)
    by_hand = [Fraction(12 * 100, 2175), Fraction(2200, 2175), Fraction(102, 100)]
    assert fractions_of(found, 3) == [x / 2 for x in by_hand]


def stretched(bases: list[tuple[int, int, int, int]]) -> tuple:
    """A roster of agents with stretches: the agent, days, base in units of 10**-4, and fte."""
    names = sorted({f"a{who:02}" for who, *_ in bases})
    of = np.array([names.index(f"a{who:02}") for who, *_ in bases])
    number = np.array([int(np.count_nonzero(of[:i] == x)) + 1 for i, x in enumerate(of)])
    rows = people.roster([names[x] for x in of], base=["0"] * len(bases))
    rows = dataclasses.replace(
        rows,
        employed_days=np.array([days for _, days, _, _ in bases]),
        bonus_base=exact([base for *_, base, _ in bases]),
        fte=np.array([fte for *_, fte in bases]),
    )
    segments = Segments(rows, of, number, of, of)
    whole = people.roster(names, base=["1"] * len(names))
    return dataclasses.replace(whole, segments=segments), of


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.integers(1, 366),
            st.sampled_from([0, 10_000, 25_000_001, 10**14]),
            st.sampled_from([10_000, 7_500, 3_333, 100_000]),
        ),
        min_size=1,
        max_size=9,
    ).map(sorted)
)
def test_stretches_make_the_mean_of_base_and_fte(parted, bases):
    roster, of = stretched(bases)
    found, n = paid_on(parted, roster), len(roster.agent_ids)
    for i in range(n):
        own = [b for b, x in zip(bases, of, strict=True) if x == i]
        days = sum(d for _, d, _, _ in own)
        worth = sum(d * b for _, d, b, _ in own)
        base = Fraction(worth, days * 10**4)
        assert fractions_of(found.base, n)[i] == base
        by_days = Fraction(sum(d * f for _, d, _, f in own), days * 10**4)
        assert fractions_of(found.fte_of_days, n)[i] == by_days
        summed = sum(Fraction(d * b * f, 10**8) for _, d, b, f in own)
        if worth:
            assert fractions_of(found.fte, n)[i] * base * days == summed
        else:
            assert fractions_of(found.fte, n)[i] == by_days


@pytest.mark.parametrize("word", ["by_days", "last"])
def test_who_did_not_move_is_paid_on_the_one_row(tmp_path, word):
    text = PLANS["stretches"].replace("paid_on: by_days", f"paid_on: {word}")
    roster = people.roster(["a", "b"], base=["1200.5", None], fte="0.5")
    found = paid_on(plan_of(tmp_path, text), roster)
    assert fractions_of(found.base, 2)[0] == Fraction(24010, 20)
    assert found.has_base.tolist() == [True, False]
    assert fractions_of(found.fte, 2) == [Fraction(1, 2)] * 2
