"""An agent's place among others by its value is what the independent calculation gives."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scoring.independent.readings import read
from scoring.independent.records import Around, Measured
from scoring.outputs.explain_places import places_of

FORMS = ["min_max", "percentile", "rank", "z_score"]
CURVE = {"mode": "whole", "below": "0", "bands": [{"from": "0", "gives": "0"}]}
tenths = st.integers(-30, 30)


def place_by_the_twin(form: str, better: str, own: Fraction, others: list[Fraction]) -> Fraction:
    on = {"relative": form, "among": "all", "all_equal": "7"}
    said = {"name": "c", "measure": "m", "on": on, "curve": CURVE}
    plan = {
        "conventions": {"places": {"points": "2"}, "rounding": "half_up", "boundary": "upper"},
        "measures": {"m": {"better": better}},
    }
    everybody = [
        ({"agent_id": str(i)}, {"m": Measured(value, value, 1, {}, "ok")})
        for i, value in enumerate([own, *others])
    ]
    around = Around(everybody=everybody)
    (one,) = read(plan, said, everybody[0][0], everybody[0][1], around)
    assert one.x is not None
    return one.x


@given(
    form=st.sampled_from(FORMS),
    better=st.sampled_from(["higher", "lower"]),
    own=tenths,
    others=st.lists(tenths, max_size=5),
)
def test_a_place_is_what_the_independent_calculation_gives(form, better, own, others):
    value, rest = Fraction(own, 10), [Fraction(x, 10) for x in others]
    places = places_of(form, rest, better, Fraction(7))
    assert places.at(value) == place_by_the_twin(form, better, value, rest)


@given(
    form=st.sampled_from(FORMS),
    better=st.sampled_from(["higher", "lower"]),
    others=st.lists(tenths, max_size=5),
    knots=st.lists(st.sampled_from([-1, 0, 1, 2, 33, 50, 100]), min_size=1, max_size=3),
    now=tenths,
)
def test_between_two_turns_a_place_stays_on_its_side_of_every_knot(
    form, better, others, knots, now
):
    """Every value from 100 below to 100 above is looked at, a tenth each."""
    places = places_of(form, [Fraction(x, 10) for x in others], better, Fraction(7))
    edges = [Fraction(knot) for knot in knots]
    for far in (-1000, 1000):
        turns = set(places.turns(edges, 10, now, far))
        for n in range(min(now, far), max(now, far)):
            here, there = (places.at(Fraction(x, 10)) for x in (n, n + 1))
            turned = any((here > e) != (there > e) or (here < e) != (there < e) for e in edges)
            assert not turned or {n, n + 1} <= turns
