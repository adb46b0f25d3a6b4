"""Points at the target: by hand, and held against the second calculation of the same agent."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given

from scoring.again.at_target import at_targets
from scoring.again.placed import placed_again
from scoring.errors import DataError, IntegrityError
from scoring.independent.readings import read
from scoring.independent.rows import Tree
from scoring.monthly import run_period
from scoring.outputs.explain import Explanation, explain
from scoring.sample.month import make_sample
from scoring.shipped import find_plan
from tests import months as small
from tests.again.test_next_tiers import BAND, PLANS, SLOW, halves
from tests.made_up import published
from tests.outputs.test_explain import in_plan_zone
from tests.plans import changed
from tests.rules.test_shipped_month import data_for
from tests.stages.test_segments import BY_STRETCH, TWO, moving
from tests.strategies import Month, months


def at(run, component: str, agent: int, stretch: int | None = None) -> str | None:
    return at_targets(placed_again(run)).of(component, agent, stretch)


def talked(folder, curve: dict, **measure: object) -> str | None:
    """What the component of talks gives a for its target."""
    return at(published(halves(curve, **measure), folder), "talked", 0)


def line(*points: tuple[str, str]) -> dict:
    found = [{"at": x, "gives": y} for x, y in points]
    return {"mode": "interpolated", "below": "hold", "points": found, "above": "hold"}


def test_the_curve_is_read_at_the_target(tmp_path):
    # From 0 points for 20 talks to 100 for 60, 50 talks are three quarters of the way.
    curve, anchors = line(("20", "0"), ("60", "100")), {"anchors": {"target": "50"}}
    assert talked(tmp_path / "line", curve, better="higher", **anchors) == "75.00"
    assert talked(tmp_path / "band", BAND, better="higher", **anchors) == "50.00"
    assert talked(tmp_path / "edge", BAND, better="higher", anchors={"target": "90"}) == "0.00"
    assert talked(tmp_path / "none", curve, better="higher") is None


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_attainment_is_whole_at_the_target(tmp_path, better):
    curve = line(("0", "0"), ("100", "90"), ("200", "100"))
    month = halves(curve, better=better, anchors={"target": "7"})
    month.plan["components"][1]["on"] = "attainment"
    assert at(published(month, tmp_path), "talked", 0) == "90.00"


def test_points_are_rounded_as_the_component_says(tmp_path):
    # A third of the way, 33.333..., at no places and up.
    month = halves(line(("0", "0"), ("30", "100")), better="higher", anchors={"target": "10"})
    month.plan["components"][1]["points"] = {"places": "0", "rounding": "up"}
    assert at(published(month, tmp_path), "talked", 0) == "34"


def test_a_place_among_others_has_none(tmp_path):
    month = halves(line(("0", "0"), ("100", "100")), better="higher", anchors={"target": "50"})
    among = {"relative": "percentile", "among": "all", "all_equal": "50"}
    month.plan["components"][1]["on"] = among
    assert at(published(month, tmp_path), "talked", 0) is None


def test_an_override_holds_for_its_agents(tmp_path):
    month = halves(line(("0", "0"), ("100", "100")), better="higher", anchors={"target": "50"})
    curve = line(("0", "100"), ("100", "100"))
    month.plan["components"][1]["overrides"] = [{"where": {"role": "lead"}, "curve": curve}]
    month.roster[1]["role"] = "lead"
    run = published(month, tmp_path)
    assert [at(run, "talked", agent) for agent in (0, 1)] == ["50.00", "100.00"]


def test_of_several_readings_the_one_that_decided_is_asked(tmp_path):
    month = halves(line(("0", "0"), ("100", "100")), better="higher", anchors={"target": "60"})
    month.plan["measures"]["rating"]["anchors"] = {"target": "90"}
    rated, other = month.plan["components"]
    keys = ("measure", "on", "curve")
    both = [{key: part[key] for key in keys} for part in (rated, other)]
    rest = {key: value for key, value in other.items() if key not in keys}
    month.plan["components"] = [rated, rest | {"best_of": both, "missing": "exclude"}]
    month.given[-1]["value"] = Decimal(99)  # b has talked more than it is rated; a has not
    run = published(month, tmp_path)
    assert [at(run, "talked", agent) for agent in (0, 1)] == ["90.00", "60.00"]


def test_each_stretch_has_its_own(tmp_path):
    data = small.write(tmp_path / "data", people=moving(*TWO))
    target = ("    volume_min: 1\n", "    volume_min: 1\n    anchors: {target: 4}\n")
    text = changed(*BY_STRETCH, target, text=small.PLAN)
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    run = run_period(tmp_path / "plan.yaml", data, small.MONTH, tmp_path / "RUNS").path
    found = at_targets(placed_again(run))
    (name,) = found.whole
    # A mean of 4 of 5 gives 75 points: 25 for each above 1.
    assert {found.of(name, agent) for agent in range(3)} == {"75.00"}
    assert [found.of(name, 1, stretch) for stretch in (1, 2)] == ["75.00", "75.00"]
    assert set(found.ends(name)) == set(found.ends(name, {1})) == {"75.00"}
    assert list(found.ends(name, set())) == []


def held(told: Explanation, said: Tree, decided: int) -> Fraction | None:
    """The same by the second calculation: the agent measured once more, at the target."""
    found = told.found
    agent, measures = found.outcome.agent, found.outcome.measures
    own = read(found.plan, said, agent, measures, found.around)[decided]
    if own.target is None or own.on not in ("value", "attainment"):
        return None
    other = dataclasses.replace(measures[own.measure], value=own.target, exact=own.target)
    changed = measures | {own.measure: other}
    return read(found.plan, said, agent, changed, found.around)[decided].points


def check_run(run, step: int = 1) -> int:
    """Hold every so-many-th agent of a run against it; return how many points were told."""
    again = placed_again(run)
    found, seen = at_targets(again), 0
    for i in range(0, len(again.restored.roster.agent_ids), step):
        told = explain(run, again.restored.roster.agent_ids[i])
        trees = {said["name"]: said for said in _components(told.found.plan["components"])}
        for name, part in again.placed.weighed.attained.items():
            theirs = held(told, trees[name], int(part.decided[i]))
            mine = found.of(name, i)
            assert (None if mine is None else Fraction(mine)) == theirs, (name, i)
            seen += mine is not None
    return seen


def _components(members: list[Tree]) -> list[Tree]:
    return [
        part
        for member in members
        for part in (_components(member["members"]) if "members" in member else [member])
    ]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    make_sample(folder, interactions=6_000, agents=60)
    return folder


@pytest.mark.parametrize("plan", PLANS)
def test_every_shipped_plan_gives_the_same_by_the_second_calculation(plan, sample, tmp_path):
    data = data_for(plan, sample, tmp_path / "data")
    period = "2026-Q4" if plan == "aftersales-quarterly" else "2026-10"
    run = run_period(find_plan(plan), data, period, tmp_path / "RUNS").path
    with_target = "target" in find_plan(plan).read_text("utf-8")
    assert (check_run(run, step=5) > 0) == with_target


@SLOW
@given(month=months())
def test_drawn_months_give_the_same_by_the_second_calculation(month: Month, tmp_path_factory):
    run = published(in_plan_zone(month), tmp_path_factory.mktemp("drawn"))
    try:
        check_run(run, step=2)
    except (IntegrityError, DataError) as error:
        assume({problem.code for problem in error.problems} != {"nobody-targeted"})
        raise
