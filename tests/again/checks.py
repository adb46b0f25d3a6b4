"""What is said of the next tier for all agents at once, held against the second calculation."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

from scoring.again.next_tiers import NextTier, Way, next_tiers
from scoring.again.ways import SUFFICES
from scoring.outputs.explain import Explanation, explain
from tests.outputs.test_explain import reaches


def exactly(units: int | None, places: int) -> Fraction | None:
    return None if units is None else Fraction(units, 10**places)


def check_run(run: Path, step: int = 1) -> Counter[str]:
    """Hold what is said of every so-many-th agent against the statement; count the reasons."""
    found, seen = next_tiers(run), Counter[str]()
    for i in range(0, len(found.agent_ids), step):
        mine, told = found.of(i), explain(run, found.agent_ids[i])
        seen[mine.reason] += 1
        theirs = told.next_tier
        assert (theirs is not None) == (mine.reason == "below")
        if theirs is not None:
            missing = None if theirs.missing is None else Fraction(theirs.missing)
            assert (mine.tier, mine.edge) == (theirs.tier, Fraction(theirs.begins_at))
            assert exactly(mine.missing, found.score_places) == missing
            seen.update(check_ways(told, mine))
    return seen


def check_ways(told: Explanation, mine: NextTier) -> list[str]:
    """Both name the same value where both name one; ours is tried once more where it is ours."""
    theirs = {way.measure: way for way in told.next_tier.ways if told.next_tier}
    for way in mine.ways:
        other: Any = theirs.get(way.measure)
        value = exactly(way.value, way.places)
        if other is not None and other.now is not None:
            assert exactly(way.now, way.places) == Fraction(other.now)
        named = other is not None and other.then is not None and not other.gates
        if value is not None:
            check_value(told, way)
            if named:
                assert value == Fraction(other.then)
        elif way.reason in ("not_enough", "gates", "no_value"):
            assert not named
        if way.component is not None and other is not None and other.points is not None:
            check_points(way, other.points, same=named and value is not None)
    return [way.reason for way in mine.ways]


def check_value(told: Explanation, way: Way) -> None:
    """The value reaches the tier by the second calculation; one unit nearer does not."""
    assert way.reason == SUFFICES
    better = told.found.plan["measures"][way.measure]["better"]
    unit = Fraction(1 if better == "higher" else -1, 10**way.places)
    value, now = exactly(way.value, way.places), exactly(way.now, way.places)
    assert (value - now) / unit > 0
    assert reaches(told, way, value)
    assert not reaches(told, way, value - unit)
    nearer = (now + n * unit for n in range(1, min(6, int((value - now) / unit))))
    assert not any(reaches(told, way, x) for x in nearer)


def check_points(way: Way, theirs: tuple[str, str, str | None], *, same: bool) -> None:
    now, needed, then = theirs
    if way.points is not None:
        assert exactly(way.points, way.points_places) == Fraction(now)
    if same:
        assert exactly(way.points_then, way.points_places) == Fraction(then)
    if way.points_needed is not None:
        assert exactly(way.points_needed, way.points_places) == Fraction(needed)
