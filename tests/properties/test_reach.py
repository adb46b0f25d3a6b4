"""Nothing that a plan gives lies outside of what its notices call possible, whatever the data."""

from fractions import Fraction

from hypothesis import HealthCheck, given, settings

from scoring import engine
from scoring.plan.lint import notices, remarks
from scoring.plan.reach import final_range, group_range, points_range, score_range, value_range
from tests.strategies import Month, as_plan, months
from tests.test_independent import facts_of, roster_with


def within(reach, units, places, known, *, over=1):
    """Tell whether every known number lies in a range."""
    numbers = [
        Fraction(int(n), int(d) * 10**places)
        for n, d, there in zip(units, spread(over, known), known, strict=True)
        if there
    ]
    low, high = reach
    return all((low is None or low <= n) and (high is None or n <= high) for n in numbers)


def spread(over, known):
    if isinstance(over, int):
        return [over] * len(known)
    return list(over) if len(over) == len(known) else [over[0]] * len(known)


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(month=months())
def test_values_points_and_scores_stay_within_reach(month: Month):
    # What is paid is nothing to scores, and a plan may refuse to pay a sum below zero.
    plan, _ = as_plan({k: v for k, v in month.plan.items() if k != "settlement"})
    roster = roster_with(month, [])
    batches = [facts_of(month.rows, list(roster.agent_ids))]
    values, _ = engine.measure(plan, roster, [batches])
    result = engine.run(plan, values, roster)
    for name, value in result.values.items():
        places = plan.measures[name].places
        assert within(value_range(plan, name), value.units, places, value.known), name
    for part in plan.parts:
        found = result.components[part.name]
        reach = points_range(plan, part)
        assert within(reach, found.points, found.points_places, found.counts), part.name
    for group in plan.groups:
        found = result.scored.groups[group.name]
        reach = group_range(plan, group)
        assert within(reach, found.num, found.places, found.counts, over=found.den), group.name
    places, scored = plan.conventions.places.score, result.scored
    assert within(score_range(plan), scored.score, places, scored.scored)
    assert within(final_range(plan), result.standing.score, places, scored.scored)
    assert all(p.hint for p in (*notices(plan), *remarks(plan)))
