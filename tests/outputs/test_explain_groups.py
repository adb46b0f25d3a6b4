"""Statements of a plan with groups, several readings, anchors, overrides and sums, by hand."""

from __future__ import annotations

import copy
import dataclasses
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from scoring.errors import IntegrityError
from scoring.outputs import component_tables
from scoring.outputs.explain import Explanation, explain
from scoring.outputs.recheck import require_equal
from scoring.outputs.recompute import CARDS, COMPONENTS, GROUPS, MEASURES, PAYOUTS, recompute
from scoring.shares import weighed_of
from tests.made_up import published
from tests.outputs.test_explain import AWARD, month_by_hand
from tests.strategies import Month

GIVEN = {"kind": "given", "better": "higher", "places": "1", "volume_min": "0"}
LINE = {
    "mode": "interpolated",
    "below": "0",
    "points": [{"at": "60", "gives": "50", "then": "60"}, {"at": "100", "gives": "96"}],
    "above": "hold",
}
STEPS = {
    "mode": "deduct",
    "from": "50",
    "beyond": "promise",
    "side": "below",
    "every": "1",
    "costs": "2",
    "part": "ceil",
    "least": "10",
}
SLICES = {
    "mode": "marginal",
    "bands": [{"from": "0", "gives": "0.2"}, {"from": "100", "gives": "0.4"}],
}
SOLVED = {
    "mode": "whole",
    "below": "0",
    "bands": [{"from": "80", "gives": "70"}, {"from": "90", "gives": "80"}],
}
PEERS = {
    "mode": "interpolated",
    "below": "hold",
    "points": [{"at": "0", "gives": "0"}, {"at": "100", "gives": "100"}],
    "above": "hold",
}


def measure(name: str, **said) -> dict:
    return (
        GIVEN
        | {"given": name, "title": name.title(), "unit": "points", "missing": "exclude"}
        | said
    )


def component(name: str, said: str, curve: dict, **more) -> dict:
    return {"name": name, "measure": said, "on": "value", "curve": curve, "why": "Because."} | more


def nested() -> Month:
    """Two groups of two components each, and a ledger's points on top; three agents in team t1.

    Agent a has 85 for quality, 72 solved of a target of 80, talks of 30 beside 10 and 50, 130
    calls, and 92.3 % kept of a promise of 95; and 4.5 points on top, of which 3 count.
    """
    month = month_by_hand()
    month.plan["measures"] = {
        "quality": measure("quality"),
        "solved": measure("solved", anchors={"target": "targets"}),
        "talks": measure("talks"),
        "calls": measure("calls"),
        "kept": measure("kept", anchors={"promise": "95"}),
        "extra": measure("extra"),
    }
    better = {
        "name": "better",
        "best_of": [
            {"measure": "talks", "on": {"relative": "min_max", "among": "team", "all_equal": "50"},
             "curve": PEERS},
            {"measure": "solved", "on": "attainment", "curve": SOLVED},
        ],
        "missing": "zero",
        "points": {"places": "1", "rounding": "down"},
        "weight": "0.3",
        "why": "The better of two.",
    }  # fmt: skip
    customers = {
        "name": "customers",
        "combine": "weighted_mean",
        "members": [component("quality", "quality", LINE, weight="0.7"), better],
        "scored_min": "1",
        "weight_min": "0.5",
        "missing": "exclude",
        "places": "1",
        "weight": "0.6",
        "why": "Customers first.",
    }
    off = [{"where": {"role": "lead"}, "off": "true"}]
    work = {
        "name": "work",
        "combine": "percent_of_possible",
        "members": [
            component("calls", "calls", SLICES, possible="50", overrides=off),
            component("kept", "kept", STEPS, possible="50"),
        ],
        "scored_min": "1",
        "missing": "exclude",
        "places": "exact",
        "weight": "0.4",
        "why": "Work is work.",
    }
    month.plan["components"] = [customers, work]
    adjust = {"name": "conduct", "measure": "extra", "least": "-5", "most": "3"}
    month.plan["score"] = {
        "combine": "weighted_mean",
        "scored_min": "2",
        "adjust": [adjust | {"missing": "nothing", "why": "Points on top."}],
        "least": "0",
        "most": "100",
    }
    person = month.roster[0] | {"team": "t1", "role": "agent"}
    month.roster = [person | {"agent_id": name} for name in "abc"]
    month.roster[2]["role"] = "lead"
    values = {
        "a": {
            "quality": 85,
            "solved": 72,
            "talks": 30,
            "calls": 130,
            "kept": "92.3",
            "extra": "4.5",
        },
        "b": {"quality": 50, "solved": 60, "talks": 10, "calls": 80, "kept": 97},
        "c": {"solved": 80, "talks": 50, "calls": 10, "kept": 60, "extra": -9},
    }
    month.given = [
        {"agent_id": who, "name": name, "value": Decimal(x), "volume": 1}
        for who, own in values.items()
        for name, x in own.items()
    ]
    month.targets = [
        {"level": "team", "level_id": "t1", "measure": "solved", "name": "target",
         "value": Decimal(80)}
    ]  # fmt: skip
    return month


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return published(nested(), tmp_path_factory.mktemp("nested"))


def said_of(told: Explanation, key: str, name: str) -> dict:
    (step,) = [step for step in told.to_json()["steps"][key] if step["name"] == name]
    return step


def test_a_line_that_jumps_says_what_holds_after_the_jump(run):
    # 60 + (85 - 60) x (96 - 60) / (100 - 60) = 60 + 22.5 = 82.5
    step = said_of(explain(run, "a"), "points", "quality")
    assert step["formula"] == "value 85.0; on the line from 60 (60, after its jump) to 100 (96)"
    assert step["result"] == "82.50 points"
    # 0.6 x 0.7 = 0.42 of the score, and 0.42 x 82.5 = 34.65 points of it.
    assert step["notes"] == ["in customers, weight 0.7, effective 0.42: adds 34.65", "Because."]
    assert step["facts"]["effective_weight"] == "0.42"


def test_every_reading_is_shown_with_its_points_and_which_one_counts(run):
    # 100 x 72 / 80 = 90 %, the band from 90: 80 points. 100 x (30 - 10) / (50 - 10) = 50 points.
    step = said_of(explain(run, "a"), "points", "better")
    assert step["formula"] == "best_of: solved counts, with most points of 2 readings"
    talks, solved, rounding, weight, _ = step["notes"]
    assert talks.partition(": ")[2] == (
        "value 30.0; relative, others decide with it: min max among team t1, 3 with a value;"
        " from 10 to 50: 100 x (30 - 10) / (50 - 10) = 50; on the line from 0 (0) to 100 (100):"
        " 50 points"
    )
    assert solved.partition(": ")[2] == (
        "attainment 100 x 72.0 / 80 (by team) = 90 %; the band from 90 gives 80: 80 points, counts"
    )
    assert rounding.startswith("points are rounded down to 1 place here (made-up.yaml:")
    assert weight == "in customers, weight 0.3, effective 0.18: adds 14.4"
    first, second = step["facts"]["readings"]
    assert (first["on"], first["among"], first["among_count"], first["counts"]) == (
        "min_max", "team", 3, False
    )  # fmt: skip
    assert second["anchors"] == {"target": {"value": "80", "from": "by team"}}


def test_slices_and_deductions_are_written_out(run):
    # 100 x 0.2 + 30 x 0.4 = 32. 95 - 92.3 = 2.7, three steps begun, 6 points: 44 are left.
    told = explain(run, "a")
    calls, kept = (said_of(told, "points", name) for name in ("calls", "kept"))
    assert calls["formula"] == (
        "value 130.0; slice by slice: (100 - 0) x 0.2 + (130 - 100) x 0.4 = 32"
    )
    assert kept["formula"] == (
        "value 92.3; shortfall 2.7 below promise 95 (by the plan), started steps of 1:"
        " 3 x 2 = 6; 50 - 6 = 44"
    )
    # 50 of 100 possible in a group of 0.4; each point there is 100 / 100 of the group's.
    assert calls["notes"][0] == "in work, 50 possible, effective 0.2: adds 12.8"
    # c kept 60: 35 below, 70 points off, but 10 are left at the least.
    assert said_of(explain(run, "c"), "points", "kept")["formula"].endswith(
        "35 x 2 = 70; 50 - 70 = -20, at least 10"
    )
    assert said_of(explain(run, "b"), "points", "kept")["formula"] == (
        "value 97.0; not below promise 95 (by the plan): nothing is taken off, which gives 50"
    )


def test_what_is_added_is_among_the_values_that_count(run):
    steps = explain(run, "a").to_json()["steps"]
    assert [step["name"] for step in steps["values"]][-1] == "extra"
    assert "values_without_points" not in steps


def test_an_award_that_asks_for_a_group_knows_that_of_the_others(tmp_path):
    # a has 81.8 points for customers and b has 0; c has too little to weigh, and is no candidate.
    month = nested()
    award = AWARD | {"by": {"component": "calls"}}
    award["when"] = {"group": "customers", "at_least": "0", "missing": "fails"}
    month.plan["awards"] = [award]
    run = published(month, tmp_path)
    (won,) = explain(run, "a").sections[-1].steps
    assert won.formula == "place 1 of 2, calls 32.00 points"
    assert explain(run, "b").sections[-1].steps == []
    assert explain(run, "c").sections[-1].steps == []


def test_a_group_says_what_counted_and_how_it_was_rounded(run):
    told = explain(run, "a")
    customers, work = (said_of(told, "groups", name) for name in ("customers", "work"))
    # 0.7 x 82.5 + 0.3 x 80 = 81.75; 100 x (32 + 44) / 100 = 76.
    assert customers["formula"] == (
        "weighted mean: (0.7 x 82.5 + 0.3 x 80) / 1 = 81.75, rounded to 1 place"
    )
    assert (customers["result"], work["result"]) == ("81.8 points", "76 points")
    assert customers["notes"] == [
        "2 of 2 members count: quality 82.5, better 80",
        "weight 0.6, effective 0.6: adds 49.08",
        "Customers first.",
    ]
    assert work["formula"] == ("percent of possible: 100 x (32 + 44) / 100 = 76, not rounded")
    assert customers["facts"] | {"weight": "", "adds": ""} == {
        "score": "81.8", "combine": "weighted_mean", "members": 2, "members_of": 2, "group": None,
        "reason": "scored", "weight": "", "effective_weight": "0.6", "adds": "",
    }  # fmt: skip


def test_the_score_says_what_was_added_within_its_bounds(run):
    # (0.6 x 81.8 + 0.4 x 76) / 1 = 79.48, and 3 of the 4.5 points on top.
    told = explain(run, "a")
    assert said_of(told, "standing", "conduct")["formula"] == "extra 4.5, at most 3"
    assert said_of(told, "standing", "conduct")["result"] == "+3"
    score = said_of(told, "standing", "score")
    assert score["formula"] == "(0.6 x 81.8 + 0.4 x 76) / 1 + 3 (conduct)"
    assert score["result"] == "82.48"
    assert score["notes"] == [
        "weighted mean; 2 of 2 members count, at least 2: customers 81.8, work 76",
        "the score is at least 0 and at most 100",
    ]
    assert said_of(explain(run, "b"), "standing", "conduct")["formula"] == (
        "extra has no value: adds nothing (missing: nothing)"
    )


def test_a_score_beyond_its_bounds_says_so(tmp_path):
    month = nested()
    month.plan["score"]["most"] = "80"
    score = said_of(explain(published(month, tmp_path), "a"), "standing", "score")
    assert score["formula"].endswith("+ 3 (conduct) = 82.48, at most 80")
    assert score["result"] == "80.00"


def test_too_little_that_counts_is_said_at_every_level(run):
    # c has no quality, so that 0.3 of 1 is left of the customers' weights; work alone is too few.
    told = explain(run, "c")
    customers = said_of(told, "groups", "customers")
    assert customers["formula"] == (
        "0.3 of 1 in weights counts, at least 0.5 of it must (weight_min) (missing: exclude)"
    )
    assert customers["result"] == "no score"
    assert customers["notes"][0] == "1 of 2 members counts: better 100; not quality (excluded)"
    text = " ".join(told.to_text().split())
    assert "unranked: no score, 1 of 2 members counts, at least 2 must (scored_min)" in text
    calls = said_of(told, "points", "calls")
    assert (calls["formula"], calls["result"]) == ("not scored for this agent", "no points")
    override, weight, _ = calls["notes"]
    assert override.endswith(", as role is lead: off")
    assert weight == "in work, 50 possible: does not count (off)"


def test_what_holds_the_score_is_named_down_to_the_group(tmp_path):
    month = nested()
    month.plan["components"][0]["missing"] = "hold"
    told = explain(published(month, tmp_path / "group"), "c")
    text = " ".join(told.to_text().split())
    assert (
        "held: no score, customers holds it: 0.3 of 1 in weights counts, at least 0.5 of it must"
        " (weight_min)"
    ) in text
    assert said_of(told, "groups", "customers")["notes"][1] == (
        "weight 0.6: holds the score (missing: hold)"
    )
    month.plan["components"][0]["members"][0]["missing"] = "hold"
    told = explain(published(month, tmp_path / "part"), "c")
    assert "quality holds it: no value (not given)" in " ".join(told.to_text().split())
    assert said_of(told, "groups", "customers")["formula"] == "held by quality"
    month.plan["score"]["adjust"][0]["missing"] = "hold"
    told = explain(published(month, tmp_path / "added"), "b")
    assert "held: no score, conduct holds it: extra has no value" in " ".join(
        told.to_text().split()
    )


def test_a_member_of_a_group_that_does_not_count_adds_nothing(tmp_path):
    month = nested()
    month.plan["score"]["scored_min"] = "1"
    told = explain(published(month, tmp_path), "c")
    better = said_of(told, "points", "better")
    assert (
        "in customers, weight 0.3: adds nothing, as customers does not count by its members"
        in (better["notes"])
    )
    assert said_of(told, "groups", "customers")["notes"][1] == (
        "weight 0.6: does not count (missing: exclude); the other weights are scaled up"
    )


def test_anchors_that_are_crossed_or_missing_are_said(tmp_path):
    month = nested()
    month.plan["measures"]["kept"]["anchors"] = {"worst": "90", "promise": "targets"}
    rows = [{"from": "worst", "gives": "10"}, {"from": "promise", "gives": "50"}]
    month.plan["components"][1]["members"][1]["curve"] = {
        "mode": "whole", "below": "0", "bands": rows, "crossed": "7"
    }  # fmt: skip
    own = {"level": "agent", "level_id": "a", "measure": "kept", "name": "promise"}
    month.targets.append(own | {"value": Decimal(80)})
    run = published(month, tmp_path)
    kept = said_of(explain(run, "a"), "points", "kept")
    assert kept["formula"] == (
        "value 92.3; crossed: worst 90 (by the plan) is not below promise 80 (by agent): gives 7"
    )
    assert said_of(explain(run, "b"), "points", "kept")["formula"] == "no promise (not in targets)"


def test_the_override_that_holds_is_named_with_its_line(tmp_path):
    month = nested()
    flat = {"mode": "whole", "below": "12", "bands": [{"from": "10", "gives": "33"}]}
    calls = month.plan["components"][1]["members"][0]
    calls["overrides"] = [
        {"where": {"team": "t1"}, "possible": "40"},
        {"where": {"team": "t1", "role": "agent"}, "possible": "60", "curve": flat},
    ]
    step = said_of(explain(published(month, tmp_path), "a"), "points", "calls")
    assert step["formula"] == "value 130.0; the band from 10 gives 33"
    assert step["notes"][0].endswith(
        "as team is t1, role is agent: possible 60, a curve of its own"
    )
    assert step["notes"][1].startswith("in work, 60 possible, effective ")


# Figures that are not what they should be


def tampered(change):
    """Change what is stored of the first agent in a group, and let the papers agree with it."""

    def altered(result):
        groups = dict(result.scored.groups)
        groups["customers"] = change(groups["customers"])
        return dataclasses.replace(result, scored=dataclasses.replace(result.scored, groups=groups))

    return altered


def more_of(name: str):
    def change(group):
        numbers = np.array(getattr(group, name), copy=True)
        numbers[0] += 1
        return dataclasses.replace(group, **{name: numbers})

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (more_of("num"), "groups.parquet, customers: score is stored as"),
        (more_of("members"), "groups.parquet, customers: members is stored as 3 and comes to 2"),
    ],
)
def test_a_group_that_was_changed_is_found_out(tmp_path, change, said, plaudit):
    run = published(nested(), tmp_path, tampered(change))
    with pytest.raises(IntegrityError) as raised:
        explain(run, "a")
    assert said in str(raised.value)
    assert plaudit("explain", run, "a").code == 5


def test_an_effective_weight_that_was_changed_is_found_out(tmp_path, plaudit, monkeypatch):
    def shared_out(plan, scored, components):
        found = weighed_of(plan, scored, components)
        share = found["customers"].share
        more = share._replace(num=share.num + 1)
        return found | {"customers": found["customers"]._replace(share=more)}

    monkeypatch.setattr(component_tables, "weighed_of", shared_out)
    left = plaudit("explain", published(nested(), tmp_path), "a")
    assert left.code == 5
    assert "groups.parquet, customers: effective_weight is stored as" in left.err
    assert "and comes to 0.6" in left.err


STARTED_FROM = {"agent_id", "numerator", "denominator", "squares", "volume"}
"""Columns of the measures that the calculation starts from; `agent_id` says whose row it is."""


def another(value):
    """A value of the same kind that is not this one; for nothing, a number."""
    if isinstance(value, bool):
        return not value
    return value + ("x" if isinstance(value, str) else 1) if value is not None else "9"


def test_every_stored_column_is_reckoned_once_more(run):
    found = recompute(run, "a")
    assert require_equal(found) > 100
    unnoticed = set()
    for table in (CARDS, MEASURES, COMPONENTS, GROUPS, PAYOUTS):
        assert found.stored[table]
        for column in found.stored[table][0]:
            stored = copy.deepcopy(dict(found.stored))
            row = stored[table][0]
            row[column] = another(row[column])
            try:
                require_equal(found._replace(stored=stored))
            except IntegrityError:
                continue
            unnoticed.add((table, column))
    assert {column for table, column in unnoticed if table != MEASURES} == {"agent_id"}
    assert {column for table, column in unnoticed if table == MEASURES} <= STARTED_FROM


def test_a_measure_without_a_row_is_an_altered_run(tmp_path):
    def without(result):
        kept = {name: value for name, value in result.values.items() if name != "extra"}
        return dataclasses.replace(result, values=kept)

    run = published(nested(), tmp_path, without)
    with pytest.raises(IntegrityError, match="no row of the agent for extra"):
        explain(run, "a")


# To the next tier


def ways_of(month: Month, tmp_path, agent: str = "a") -> dict[str, str]:
    told = explain(published(month, tmp_path), agent).next_tier
    assert told is not None
    return {way.measure: str(way) for way in told.ways}


def test_the_way_to_the_next_tier_leads_through_the_groups(tmp_path):
    # 82.48 to 90 are 7.52: customers must come from 81.8 to 81.8 + 7.52 / 0.6 = 94.33, rounded to
    # one place 94.4: 94.35 / 0.7 - 24 / 0.7 = 100.5 points of quality, of which 96 are the most.
    # kept: 100 x (32 + x) / 100 = 76 + 7.52 / 0.4 = 94.8 gives x = 62.8 points; 50 are the most,
    # but for the score's rounding: 62.7875 suffices, so 62.79.
    ways = ways_of(nested(), tmp_path)
    assert (
        ways["quality"] == "not by quality alone: 100.50 points needed, 96.00 is the most it gives"
    )
    assert ways["kept"] == "not by kept alone: 62.79 points needed, 50.00 is the most it gives"
    # calls: 62.79 - 44 = 18.79 more: 32 + 18.79 = 50.79 points, 20 + 0.4 x 76.975 from 176.975 on.
    assert ways["calls"] == (
        "calls alone: calls from 130.0 points to 177.0 points (32.00 to 50.80 points, 50.79 needed)"
    )
    # solved is at its highest band; talks may come to 50 like the best: 100 points, but
    # 94.35 - 57.75 = 36.6, which are 122 of 0.3.
    assert (
        ways["talks"]
        == "not by better (talks) alone: 122.0 points needed, 100.0 is the most it gives"
    )
    assert (
        ways["solved"]
        == "not by better (solved) alone: 122.0 points needed, 80.0 is the most it gives"
    )
    # extra is bounded.
    assert ways["extra"] == "not by conduct alone: no better value reaches it"


def test_a_measure_that_several_components_read_moves_all_of_them(tmp_path):
    month = month_by_hand()
    first = month.plan["components"][0] | {"weight": "0.5"}
    # 85 gives 85 and 60 + (85 - 60) x 36 / 40 = 82.5: 83.75. (x + 60 + 0.9 (x - 60)) / 2 = 90
    # gives x = 174 / 1.9 = 91.58 (rounded up: 89.995 suffices: 91.573, so 91.58: 91.58 and 88.42).
    second = first | {"name": "again", "curve": LINE}
    month.plan["components"] = [first, second]
    assert ways_of(month, tmp_path) == {
        "rating": "rated and again alone: rating from 85.00 points to 91.58 points"
    }


def test_readings_that_pull_against_each_other_are_not_guessed_at(tmp_path):
    month = month_by_hand()
    falling = PEERS | {"points": [{"at": "0", "gives": "100"}, {"at": "100", "gives": "0"}]}
    first = month.plan["components"][0] | {"weight": "0.5"}
    month.plan["components"] = [first, first | {"name": "less", "curve": falling}]
    assert ways_of(month, tmp_path) == {
        "rating": "rated and less alone: its readings pull against each other, not tried"
    }


def test_where_neither_is_better_the_nearest_value_of_both_sides_is_named(tmp_path):
    month = month_by_hand()
    month.plan["measures"]["rating"]["better"] = "inside"
    rows = [("60", "95"), ("80", "81"), ("99", "95")]
    month.plan["components"][0]["curve"] = {
        "mode": "whole", "below": "0", "bands": [{"from": e, "gives": g} for e, g in rows]
    }  # fmt: skip
    # 85 lies in the band from 80: 79.99 is 5.01 away, and 99 is 14.
    assert ways_of(month, tmp_path) == {
        "rating": "rated alone: rating from 85.00 points to 79.99 points"
        " (81.00 to 95.00 points, 90.00 needed)"
    }


def test_a_line_that_goes_on_is_followed(tmp_path):
    month = month_by_hand()
    points = [{"at": "0", "gives": "0"}, {"at": "10", "gives": "1"}]
    month.plan["components"][0]["curve"] = {
        "mode": "interpolated", "below": "hold", "points": points, "above": "extrapolate"
    }  # fmt: skip
    told = explain(published(month, tmp_path), "a")
    assert said_of(told, "points", "rated")["formula"] == (
        "value 85.00; above 10, the line from 0 (0) to 10 (1) drawn on"
    )
    # A tenth of a point each: tier B begins at 80, and 79.995 rounds up to it.
    assert str(told.next_tier.ways[0]).startswith(
        "rated alone: rating from 85.00 points to 799.95 points"
    )


@pytest.mark.parametrize(
    ("form", "better", "value"),
    [
        # Of 60, 70 and 80: 100 x (x - 60) / 20 >= 89.995 from 77.999 on.
        ("min_max", "higher", "78.00"),
        # Two of three others worse are 66.67, all three 100: just above 80.
        ("percentile", "higher", "80.01"),
        # Lower is better, 61 of 60, 70, 80: 100 x (80 - x) / 20 >= 89.995 up to 62.001.
        ("min_max", "lower", "62.00"),
        ("percentile", "lower", "59.99"),
    ],
)
def test_a_place_among_others_is_walked_back_to_the_value(tmp_path, form, better, value):
    month = month_by_hand()
    month.plan["measures"]["rating"]["better"] = better
    on = {"relative": form, "among": "all", "all_equal": "50"}
    month.plan["components"][0] |= {"on": on, "curve": PEERS}
    month.roster = [month.roster[0] | {"agent_id": name} for name in "abcd"]
    own = "65" if better == "higher" else "75"
    month.given = [
        {"agent_id": name, "name": "rating", "value": Decimal(x), "volume": 1}
        for name, x in zip("abcd", (own, "60", "70", "80"), strict=True)
    ]
    month.plan["tiers"]["bands"] = [{"from": "90", "gives": "A"}]
    del month.plan["pay"][0]["start"]["coefficient"]["gives"]["B"]
    (way,) = explain(published(month, tmp_path), "a").next_tier.ways
    assert way.then == value
    assert Fraction(way.points[2]) >= 90
