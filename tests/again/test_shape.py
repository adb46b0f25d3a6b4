"""Which way a curve goes, held against what it gives along many numbers."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given

from scoring.again.shape import falls, goes_on, rises
from scoring.independent.curves import read_curve
from scoring.plan.structure import Reading
from tests.strategies import EDGES, POINTS, as_nodes, curves, deductions, filled, jumping, marginal
from tests.strategies import powers_ as powers

FORMS = curves(EDGES, POINTS) | jumping(EDGES, open_ends=True) | marginal(EDGES)
FORMS |= filled(EDGES) | deductions(EDGES) | powers(EDGES)
ALONG = [Fraction(n, 8) for n in range(-80, 8 * 110)]


def given_along(said):
    return [read_curve(said, x, "upper", {}) for x in [*ALONG, *map(Fraction, EDGES)]]


@given(said=FORMS)
def test_a_curve_that_is_said_to_go_one_way_never_goes_the_other(said):
    model = Reading.model_validate(as_nodes({"measure": "m", "on": "value", "curve": said})[0])
    xs = sorted({*ALONG, *map(Fraction, EDGES)})
    read = [read_curve(said, x, "upper", {}) for x in xs]
    up = all(a <= b for a, b in pairwise(read))
    down = all(a >= b for a, b in pairwise(read))
    if rises(model.curve):
        assert up
    if falls(model.curve):
        assert down
    # A line's rows tell all of it; whether its one-sided limits turn, these numbers may miss.
    if said["mode"] in ("whole", "filled", "deduct", "power"):
        assert (rises(model.curve), falls(model.curve)) == (up, down) or up is down
    if not goes_on(model.curve, up=True):
        beyond = [read_curve(said, Fraction(n), "upper", {}) for n in (101, 1_000, 10**6)]
        assert len(set(beyond)) == 1
    if not goes_on(model.curve, up=False):
        before = [read_curve(said, Fraction(n), "upper", {}) for n in (-201, -1_000, -(10**6))]
        assert len(set(before)) == 1
