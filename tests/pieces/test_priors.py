"""Priors by moments against plain fractions, on every edge, and values drawn toward them."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.columns import words_of
from scoring.pieces.priors import Facts, estimated_prior, group_priors, shrunk
from scoring.priors import NOTES, Prior

ONE = 10**12


def half_up(x: Fraction) -> int:
    """Units of 10**-12, halves away from zero."""
    units = abs(x) * ONE
    whole = int(units + Fraction(1, 2))
    return whole if x >= 0 else -whole


def of_parts(x: list[int], n: list[int]) -> Fraction | None:
    """ρ as Kleinman's moments give it, term by term; None where they give none."""
    k, total = len(x), sum(n)
    p = Fraction(sum(x), total)
    s = sum(m * (Fraction(a, m) - p) ** 2 for a, m in zip(x, n, strict=True))
    under = p * (1 - p) * (total - Fraction(sum(m * m for m in n), total) - (k - 1))
    return (s - p * (1 - p) * (k - 1)) / under if under else None


def of_means(agents: list[list[int]]) -> Fraction | None:
    """ρ by the analysis of variance, fact by fact; None where it gives none."""
    n, k = [len(own) for own in agents], len(agents)
    every = [y for own in agents for y in own]
    mean = Fraction(sum(every), len(every))
    means = [Fraction(sum(own), len(own)) for own in agents]
    if k == 1 or len(every) == k:
        return None
    within = sum((y - m) ** 2 for own, m in zip(agents, means, strict=True) for y in own)
    within /= len(every) - k
    between = sum(m * (y - mean) ** 2 for m, y in zip(n, means, strict=True)) / (k - 1)
    size = (len(every) - Fraction(sum(m * m for m in n), len(every))) / (k - 1)
    tau = (between - within) / size
    return tau / (tau + within) if tau > 0 else Fraction(0)


def expected(mean: Fraction, rho: Fraction | None) -> tuple[int, int | None]:
    if rho is None or rho <= 0:
        return half_up(mean), None
    held = min(max(rho, Fraction(1, 10_000)), Fraction(9, 10))
    return half_up(mean), half_up(1 / held - 1)


PARTS = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(max_examples=300, deadline=None)
@given(agents=st.lists(PARTS, max_size=9))
def test_priors_of_parts_are_those_of_the_moments(agents):
    x, n = [a for a, _ in agents], [m for _, m in agents]
    found = estimated_prior(Facts(np.array(x, np.int64), np.array(n, np.int64)))
    some = [(a, m) for a, m in agents if m]
    if not some:
        assert found is None
        return
    x, n = [a for a, _ in some], [m for _, m in some]
    assert (found.mean, found.strength) == expected(Fraction(sum(x), sum(n)), of_parts(x, n))
    assert (found.strength is None) <= (found.note in NOTES[:3])


@settings(max_examples=300, deadline=None)
@given(
    agents=st.lists(st.lists(st.integers(-50, 50), max_size=5), max_size=6),
    unit=st.sampled_from([1, 60, 10_000]),
)
def test_priors_of_means_are_those_of_the_analysis_of_variance(agents, unit):
    total, volume, squares = (
        np.array([of(own) for own in agents], np.int64)
        for of in (sum, len, lambda own: sum(y * y for y in own))
    )
    found = estimated_prior(Facts(total, volume, squares, unit))
    some = [own for own in agents if own]
    if not some:
        assert found is None
        return
    every = [y for own in some for y in own]
    mean = Fraction(sum(every), len(every) * unit)
    assert (found.mean, found.strength) == expected(mean, of_means(some))


@pytest.mark.parametrize(
    ("x", "n", "prior"),
    [
        # p = 1/2, S = 2 x 10 x 0.09 = 1.8: ρ = 1.55 / 2.25 = 31/45, and 45/31 - 1 = 14/31.
        ([2, 8], [10, 10], (ONE // 2, 451_612_903_226, "")),
        ([3], [10], (3 * ONE // 10, None, "one_agent")),
        ([3, 0], [10, 0], (3 * ONE // 10, None, "one_agent")),
        ([1, 0, 0], [1, 1, 1], (333_333_333_333, None, "single_facts")),
        ([5, 5], [10, 10], (ONE // 2, None, "no_difference")),
        ([10, 10], [10, 10], (ONE, None, "no_difference")),
        ([0, 0], [7, 9], (0, None, "no_difference")),
        # All or nothing: S = N/4, so that ρ = (500 - 0.25) / (0.25 x (2000 - 1000 - 1)) > 0.9.
        ([0, 1000], [1000, 1000], (ONE // 2, 111_111_111_111, "held_high")),
    ],
)
def test_edges_of_parts(x, n, prior):
    assert estimated_prior(Facts(np.array(x), np.array(n))) == Prior(*prior)


def test_agents_who_hardly_differ_are_held_at_the_most():
    # Two agents of a million facts, 1,100 hits apart: S = 0.605 and p (1 - p) = 0.25 nearly, so
    # that ρ is 0.355 / 250,000, far under 1/10,000; the mean is worth 9,999 facts.
    found = estimated_prior(Facts(np.array([500_550, 499_450]), np.array([10**6, 10**6])))
    assert found == Prior(ONE // 2, 9999 * ONE, "held_low")


def test_a_prior_of_means_by_hand():
    # 1, 3 and 7, 9: the mean is 5, σ² = 4/2 = 2, between 36, n₀ = 2: τ² = 17 and σ²/τ² = 2/17.
    facts = Facts(np.array([4, 16]), np.array([2, 2]), np.array([10, 130]))
    prior = estimated_prior(facts)
    assert prior == Prior(5 * ONE, 117_647_058_824)
    above, below = shrunk(facts, [prior], np.array([0, 0]))
    strength = Fraction(117_647_058_824, ONE)
    assert Fraction(above[0], below[0]) == (4 + 5 * strength) / (2 + strength)


def test_volumes_that_share_nothing_are_added_up_exactly():
    # A thousand different volumes: their common denominator has thousands of digits.
    n = [10**6 + 7 * i for i in range(1000)]
    x = [m // 3 + 900 * (i % 3) for i, m in enumerate(n)]
    found = estimated_prior(Facts(np.array(x), np.array(n)))
    assert (found.mean, found.strength) == expected(Fraction(sum(x), sum(n)), of_parts(x, n))


def test_each_group_has_its_own_prior_and_none_is_a_group():
    facts = Facts(np.array([2, 3, 8, 1]), np.array([10, 9, 10, 0]))
    group = words_of(["north", None, "north", "south"])
    found = group_priors(facts, group)
    assert found == {
        "north": Prior(ONE // 2, 451_612_903_226),
        None: Prior(333_333_333_333, None, "one_agent"),
    }


def test_values_are_drawn_by_the_strength_and_stay_where_nothing_tells():
    priors = [Prior(ONE // 4, 6 * ONE), Prior(ONE // 4, None)]
    above, below = shrunk(Facts(np.array([4, 4]), np.array([4, 4])), priors, np.array([0, 1]), 100)
    # 100 x (4 + 6 x 0.25) / (4 + 6) = 55; and the mean, 25.
    assert [Fraction(a, b) for a, b in zip(above, below, strict=True)] == [55, 25]
