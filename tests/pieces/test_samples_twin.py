"""Few facts reckoned twice: priors, drawn values and intervals, over counts of every size."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.independent import samples
from scoring.independent.records import Measured
from scoring.pieces.intervals import Form, normal_interval, wilson_interval
from scoring.pieces.priors import Facts, estimated_prior, shrunk
from tests.strategies import MODES

ONE = 10**12
SIZES = st.sampled_from([1, 2, 9, 100, 10**5, 10**9])
PARTS = st.lists(
    SIZES.flatmap(lambda most: st.integers(1, most)).flatmap(
        lambda n: st.tuples(st.integers(0, n), st.just(n))
    ),
    min_size=1,
    max_size=6,
)
FACTS = st.lists(
    st.lists(st.integers(-(10**7), 10**7), min_size=1, max_size=5), min_size=1, max_size=5
)
ZED = st.sampled_from(["0.1", "1.96", "2.69", "9.999999999999"])


def of_part(hits: int, n: int) -> Measured:
    share = Fraction(100 * hits, n)
    return Measured(share, share, n, {}, "known")


def of_mean(facts: list[int], unit: int) -> Measured:
    mean = Fraction(sum(facts), len(facts) * unit)
    squares = Fraction(sum(y * y for y in facts), unit * unit)
    return Measured(mean, mean, len(facts), {}, "known", squares)


def same(facts: Facts, measure: dict, found: list[Measured]) -> None:
    """Hold the two estimates, and the values drawn by them, against each other."""
    mine, theirs = estimated_prior(facts), samples.estimate(measure, found)
    assert mine.mean == theirs.mean * ONE
    assert (mine.strength is None) == (theirs.strength is None)
    assert mine.strength is None or mine.strength == theirs.strength * ONE
    which = np.zeros(len(found), np.int64)
    pairs = zip(*shrunk(facts, [mine], which, int(measure.get("per", 1))), strict=True)
    for pair, own in zip(pairs, found, strict=True):
        assert Fraction(*map(int, pair)) == samples.shrunk(measure, own, theirs)


@settings(max_examples=200, deadline=None)
@given(agents=PARTS)
def test_priors_of_parts(agents):
    facts = Facts(*(np.array(column) for column in zip(*agents, strict=True)))
    same(facts, {"kind": "share", "per": "100"}, [of_part(*pair) for pair in agents])


@settings(max_examples=200, deadline=None)
@given(agents=FACTS, unit=st.sampled_from([1, 3600]))
def test_priors_of_means(agents, unit):
    squares = np.array([sum(y * y for y in own) for own in agents])
    total, volume = (np.array([of(own) for own in agents]) for of in (sum, len))
    facts = Facts(total, volume, squares, unit)
    same(facts, {"kind": "mean"}, [of_mean(own, unit) for own in agents])


@settings(max_examples=200, deadline=None)
@given(agents=PARTS, z=ZED, places=st.integers(0, 12), mode=st.sampled_from(MODES))
def test_intervals_of_parts(agents, z, places, mode):
    hits, volume = (np.array(column) for column in zip(*agents, strict=True))
    found = wilson_interval(hits, volume, Form(Decimal(z), places, mode, 100))
    measure = {"kind": "share", "per": "100", "places": str(places), "adjusted": {"z": z}}
    for *mine, pair in zip(found.low, found.centre, found.high, agents, strict=True):
        theirs = samples.interval(measure, of_part(*pair), mode)
        assert [int(x) for x in mine] == [x * 10**places for x in theirs]


@settings(max_examples=200, deadline=None)
@given(agents=FACTS, z=ZED, places=st.integers(0, 6), mode=st.sampled_from(MODES))
def test_intervals_of_means(agents, z, places, mode):
    columns = [(sum(own), sum(y * y for y in own), len(own)) for own in agents]
    total, squares, volume = (np.array(column) for column in zip(*columns, strict=True))
    found = normal_interval(total, squares, volume, Form(Decimal(z), places, mode), 60)
    measure = {"kind": "mean", "places": str(places), "adjusted": {"z": z}}
    for low, high, known, own in zip(found.low, found.high, found.known, agents, strict=True):
        theirs = samples.interval(measure, of_mean(own, 60), mode)
        assert known == (theirs[0] is not None)
        if known:
            assert [int(low), int(high)] == [theirs[0] * 10**places, theirs[2] * 10**places]
