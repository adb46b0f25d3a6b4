"""The next tier for all agents at once: by hand, against statements, and refused where it differs.

The plan by hand gives a rating's value as its points, with B from 80 and A from 90.
"""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, given, settings

from scoring.again.next_tiers import next_tiers
from scoring.again.placed import placed_again
from scoring.columns import words_of
from scoring.errors import DataError, IntegrityError, PlanError
from scoring.monthly import run_period
from scoring.sample.month import make_sample
from scoring.shipped import find_plan
from tests import months as small
from tests.again.checks import check_run
from tests.again.drawn import months_of_given
from tests.made_up import published, stints
from tests.outputs.test_explain import in_plan_zone, month_by_hand
from tests.outputs.test_explain_tiers import FORCED, RANKED, month_of
from tests.plans import changed
from tests.rules.test_shipped_month import LINES, data_for
from tests.stages.test_segments import BY_STRETCH, TWO, moving
from tests.strategies import Month, months

TALKS = {"given": "talks", "title": "Talks", "unit": "talks"}
SLOW = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def month_with(**changes: object) -> Month:
    month = month_by_hand()
    month.plan.update(changes)
    return month


def halves(curve: dict, **measure: str) -> Month:
    """The rating and how much was talked, each one half of the score; a and b talked 40."""
    month = month_by_hand()
    month.plan["measures"]["talks"] = month.plan["measures"]["rating"] | TALKS | measure
    (rated,) = month.plan["components"]
    talked = {"name": "talked", "measure": "talks", "curve": curve}
    month.plan["components"] = [rated | {"weight": "0.5"}, rated | talked | {"weight": "0.5"}]
    month.given.extend(
        {"agent_id": who, "name": "talks", "value": Decimal(40), "volume": 1} for who in "ab"
    )
    return month


def told(month: Month, folder, agent: str = "a"):
    found = next_tiers(published(month, folder))
    return found.of(found.agent_ids.index(agent))


def test_the_nearest_value_by_hand(tmp_path):
    found = next_tiers(published(month_by_hand(), tmp_path))
    assert found.agent_ids == ("a", "b")
    assert found.tiers == (("B", Fraction(80)), ("A", Fraction(90)))
    first, second = found.of(0), found.of(1)
    assert (first.reason, first.tier, first.edge, first.missing) == ("below", "A", 90, 500)
    assert (second.tier, second.edge, second.missing) == ("B", 80, 1000)
    (way,) = second.ways
    assert (way.reason, way.now, way.value) == ("suffices", 7000, 8000)
    assert (way.component, way.points, way.points_then) == ("rated", 7000, 8000)


def test_an_edge_that_the_tier_below_owns_must_be_passed(tmp_path):
    month = month_by_hand()
    month.plan["conventions"]["boundary"] = "lower"
    (way,) = told(month, tmp_path).ways
    assert way.value == 9001


def test_who_has_no_next_tier_hears_why(tmp_path):
    month = month_by_hand()
    month.given[0]["value"], month.given[1:] = Decimal(95), []
    found = next_tiers(published(month, tmp_path / "score"))
    assert found.reason.tolist() == ["highest", "no_score"]
    assert (found.of(0).ways, found.tier.tolist(), found.missing.tolist()) == (
        (),
        [-1] * 2,
        [-1] * 2,
    )
    for name, tiers in (("forced", FORCED), ("ranked", RANKED)):
        ranked = next_tiers(published(month_of(tiers), tmp_path / name))
        assert set(ranked.reason) == {"by_rank"}


def test_less_is_better_where_the_measure_says_so(tmp_path):
    # 100 points up to 20 talks, 0 from 60 on: 40 talks are 50. a has (85 + 50) / 2 = 67.5; B needs
    # 75 points for the talks: 30 of them.
    points = [{"at": "20", "gives": "100"}, {"at": "60", "gives": "0"}]
    line = {"mode": "interpolated", "below": "hold", "points": points, "above": "hold"}
    rated, talked = told(halves(line, better="lower", places="1"), tmp_path).ways
    assert (talked.reason, talked.now, talked.value) == ("suffices", 400, 300)
    assert (talked.points, talked.points_then) == (5000, 7500)
    # By the rating alone it takes 109.99 of 100 points: (109.99 + 50) / 2 = 79.995 is 80.00.
    assert (rated.reason, rated.value) == ("not_enough", None)
    assert (rated.points_then, rated.points_needed) == (10000, 10999)


BAND = {"mode": "whole", "below": "50", "bands": [{"from": "90", "gives": "0"}]}


@pytest.mark.parametrize(
    ("curve", "measure", "reason"),
    [
        (BAND, {"better": "higher"}, "not_monotone"),
        (BAND, {"better": "inside"}, "inside"),
        (BAND | {"below": "10"}, {"better": "lower"}, "not_enough"),
    ],
)
def test_why_nothing_is_said_of_a_measure(tmp_path, curve, measure, reason):
    _, talked = told(halves(curve, **measure), tmp_path).ways
    assert (talked.reason, talked.value) == (reason, None)


def test_a_place_among_others_moves_with_them(tmp_path):
    month = halves(BAND)
    among = {"relative": "percentile", "among": "all", "all_equal": "50"}
    month.plan["components"][1]["on"] = among
    assert [way.reason for way in told(month, tmp_path).ways] == ["not_enough", "relative"]


def test_a_measure_without_a_value_and_a_component_that_is_off(tmp_path):
    month = halves(BAND)
    month.given[:] = [
        row for row in month.given if row["agent_id"] == "b" or row["name"] != "talks"
    ]
    month.plan["components"][0]["overrides"] = [{"where": {"role": "lead"}, "off": "true"}]
    month.roster[1]["role"] = "lead"
    found = next_tiers(published(month, tmp_path))
    assert [way.reason for way in found.of(0).ways] == ["suffices", "no_value"]
    assert [way.reason for way in found.of(1).ways] == ["not_scored", "not_monotone"]


GATE = {"name": "few", "why": "It matters.", "at": "score", "then": {"cap": "79.99"}}


def test_gates_are_told_apart_from_points(tmp_path):
    # a would be B with 85; having talked 40 of 50, it is held at 79.99 until it talks more.
    month = halves({"mode": "whole", "below": "85", "bands": [{"from": "90", "gives": "85"}]})
    when = {"measure": "talks", "below": "50", "missing": "holds"}
    month.plan["gates"] = [GATE | {"when": when}]
    first = told(month, tmp_path)
    rated, talked = first.ways
    assert (first.tier, first.missing) == ("B", None)
    assert (rated.reason, talked.reason, talked.value) == ("gates", "suffices", 5000)


def test_a_measure_that_only_a_closed_gate_asks_for_is_a_way(tmp_path):
    month = halves(BAND)
    month.plan["components"] = [month.plan["components"][0] | {"weight": "1"}]
    when = {"measure": "talks", "below": "40.01", "missing": "holds"}
    month.plan["gates"] = [GATE | {"when": when}]
    found = next_tiers(published(month, tmp_path))
    ways = {way.measure: way for way in found.of(0).ways}
    assert (ways["talks"].reason, ways["talks"].value, ways["talks"].component) == (
        "suffices", 4001, None,
    )  # fmt: skip
    assert ways["rating"].reason == "gates"


def test_a_gate_that_a_better_value_closes_is_no_way(tmp_path):
    month = month_with(gates=[GATE | {"when": {"measure": "rating", "at_least": "88"} | MISSING}])
    (way,) = told(month, tmp_path, "b").ways
    assert way.reason == "not_monotone"


MISSING = {"missing": "holds"}


def with_score(result):
    standing = dataclasses.replace(result.standing, score=np.array([8501, 7000]))
    return dataclasses.replace(result, standing=standing)


def with_tier(result):
    return dataclasses.replace(
        result, standing=dataclasses.replace(result.standing, tier=words_of(["A", "C"]))
    )


def with_value(result):
    rating = result.values["rating"]
    other = dataclasses.replace(rating, units=np.array([8500, 7001]))
    return dataclasses.replace(result, values={"rating": other})


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (with_score, "stores another score than the values of 1 agent"),
        (with_tier, "stores another tier than the values of 1 agent"),
        (with_value, "stores another score than the values of 1 agent"),
    ],
)
def test_a_run_whose_figures_do_not_follow_is_refused(tmp_path, change, what):
    run = published(month_by_hand(), tmp_path, change)
    with pytest.raises(IntegrityError) as refused:
        next_tiers(run)
    assert what in str(refused.value)
    assert refused.value.exit_code == 5


def test_a_file_that_is_not_the_one_that_was_written_is_refused(tmp_path):
    run = published(month_by_hand(), tmp_path)
    table = pq.read_table(run / "scorecards.parquet")
    pq.write_table(table.slice(1), run / "scorecards.parquet")
    with pytest.raises(IntegrityError, match=r"scorecards\.parquet"):
        next_tiers(run)


def test_a_roster_with_other_agents_is_refused(tmp_path):
    month = month_by_hand()
    rows = stints(month)
    rows.append(rows[0] | {"agent_id": "c"})
    run = published(month, tmp_path, roster=rows)
    with pytest.raises(IntegrityError, match="other agents than the roster"):
        next_tiers(run)


PLANS = sorted({*LINES, "csat-only"})


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    make_sample(folder, interactions=6_000, agents=60)
    return folder


@pytest.mark.parametrize("plan", PLANS)
def test_every_shipped_plan_is_told_as_statements_tell_it(plan, sample, tmp_path):
    data = data_for(plan, sample, tmp_path / "data")
    period = "2026-Q4" if plan == "aftersales-quarterly" else "2026-10"
    run = run_period(find_plan(plan), data, period, tmp_path / "RUNS").path
    seen = check_run(run, step=3)
    if plan in ("jixiao-monthly", "region-pool"):
        assert set(seen) == {"by_rank", "no_score"} & set(seen)
    else:
        assert seen["suffices"] > 5


@SLOW
@given(month=months_of_given())
def test_drawn_plans_are_told_as_statements_tell_it(month, tmp_path_factory):
    try:
        run = published(month, tmp_path_factory.mktemp("drawn"))
    except PlanError:
        assume(False)
    check_run(run, step=3)


@SLOW
@given(month=months())
def test_whatever_a_run_stores_gives_its_scores_and_tiers_again(month, tmp_path_factory):
    month = in_plan_zone(month)
    run = published(month, tmp_path_factory.mktemp("again"))
    try:
        again = placed_again(run)
    except (IntegrityError, DataError) as error:
        # Targets that a plan names and nobody has are refused before a run, not where it is made.
        assume({problem.code for problem in error.problems} != {"nobody-targeted"})
        raise
    cards = pq.read_table(run / "scorecards.parquet").to_pylist()
    assert [card["agent_id"] for card in cards] == list(again.restored.roster.agent_ids)
    assert [card["tier"] or "" for card in cards] == again.placed.standing.tier.tolist()


def test_an_agent_of_several_stretches_is_placed_again_and_told_nothing(tmp_path):
    data = small.write(tmp_path / "data", people=moving(*TWO))
    (tmp_path / "plan.yaml").write_text(changed(*BY_STRETCH, text=small.PLAN), encoding="utf-8")
    run = run_period(tmp_path / "plan.yaml", data, small.MONTH, tmp_path / "RUNS").path
    found = next_tiers(run)
    assert found.of(found.agent_ids.index("b2")).reason == "several_stretches"
    assert {found.reason[0], found.reason[2]} <= {"below", "highest", "no_score"}
