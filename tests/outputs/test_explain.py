"""One agent's statement: every step, every stored figure met, and nothing else believed."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings

from scoring.errors import IntegrityError, UsageError
from scoring.exact.period import parse_period
from scoring.independent.periods import bounds_us
from scoring.independent.score import score_agent
from scoring.layout import cells_of, flowed
from scoring.lines import honours, pay_lines
from scoring.monthly import run_period
from scoring.outputs.explain import Explanation, explain
from scoring.outputs.explain_next import Way
from tests import months as small
from tests.made_up import published, stints
from tests.strategies import Month, employed_in, months


def in_plan_zone(month: Month) -> Month:
    """Employ everybody for a day at least, under one clock, as a roster would have it."""
    month = copy.deepcopy(month)
    month.plan["conventions"]["period_zone"] = "plan"
    settlement = month.plan.get("settlement", {})
    if settlement.get("negative") == "refuse":  # then there may be no run
        settlement["negative"] = "carry"
    bounds = bounds_us(month.period, month.plan["conventions"]["zone"])
    for person in month.roster:
        if person["tenure_days"] is not None:  # hired before the period, so that no day is lost
            person["tenure_days"] += parse_period(month.period).days
        days = parse_period(month.period).days  # whoever stays to the end is there for all of it
        some = max(1, min(person["employed_days"], days - 1))
        person.update(employed_in(month.period, some if person["left"] else days))
        person["starts_us"], person["ends_us"] = bounds
    return month


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(month=months())
def test_every_agent_of_a_run_is_explained_and_meets_every_figure(month, tmp_path_factory):
    month = in_plan_zone(month)
    run = published(month, tmp_path_factory.mktemp("runs"))
    for person in month.roster:
        told = explain(run, person["agent_id"])
        # At least the card's 11, and each measure's value and status.
        assert told.figures >= 11 + 2 * len(month.plan["measures"])
        assert max(cells_of(line) for line in told.to_text().splitlines()) <= 100
        assert told.to_json()["agent_id"] == person["agent_id"]
        for way in told.next_tier.ways if told.next_tier else ():
            check_way(told, way)


def check_way(told: Explanation, way: Way) -> None:
    """Score once more with what is promised, and with one unit less: it must be the very edge."""
    places = int(told.found.plan["measures"][way.measure]["places"])
    better = told.found.plan["measures"][way.measure]["better"]
    unit = Fraction(1 if better == "higher" else -1, 10**places)
    if way.now is None or "tried" in way.why_not:  # nothing is promised
        return
    value, now = Fraction(way.then or way.now), Fraction(way.now)
    if way.then is not None:
        assert reaches(told, way, value) is not bool(way.gates)
    if way.then is None or way.gates:
        # Neither the next thousand values nor some far ahead reach it.
        ahead = [*range(1, 1000), *(10**n for n in range(3, 9))]
        tried = [now + n * unit for n in ahead]
        assert not any(reaches(told, way, x) for x in tried if possible(told, way, x))
        return
    assert value != now
    steps = int((value - now) / unit)
    assert steps > 0
    nearer = [value - unit, *(now + n * unit for n in range(1, min(steps, 1000)))]
    assert not any(reaches(told, way, x) for x in nearer)


def reaches(told: Explanation, way: Way, value: Fraction) -> bool:
    found = told.found
    agent = found.outcome.agent
    other = dataclasses.replace(found.outcome.measures[way.measure], value=value, exact=value)
    changed = found.outcome.measures | {way.measure: other}
    others = [one for one in found.around.everybody if one[0]["agent_id"] != agent["agent_id"]]
    around = found.around._replace(everybody=[*others, (agent, changed)])
    out = score_agent(found.plan, agent, changed, around)
    edge = Fraction(told.next_tier.begins_at)
    upper = found.plan["conventions"]["boundary"] == "upper"
    return out.score > edge or (upper and out.score == edge)


def possible(told: Explanation, way: Way, value: Fraction) -> bool:
    """No share is above its whole, no duration below nothing, no rating outside of its scale."""
    measure = told.found.plan["measures"][way.measure]
    if measure["kind"] == "rollup":  # no further than what it rolls up
        measure = told.found.plan["measures"][measure["of"]]
    if measure["kind"] == "given":
        return True
    if measure["kind"] == "events":
        least, most = (measure[key] for key in ("least", "most"))
        high_enough = least == "none" or value >= Fraction(least)
        return high_enough and (most == "none" or value <= Fraction(most))
    shares = {"share", "kept", "repeat_rate"}
    if measure["kind"] in shares or measure.get("numerator") == "checks_passed":
        return 0 <= value <= int(measure["per"])
    if measure.get("of") in ("csat", "nps"):
        low, high = {"csat": (1, 5), "nps": (0, 10)}[measure["of"]]
        return low <= value <= high
    return value >= 0 or measure.get("of") in ("x_amount", "x_number", "cost")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The small month, run: a1 has a mean of 5, b2 of 4.25, c3 of 3.5."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "small.yaml").write_text(small.PLAN, encoding="utf-8")
    data = small.write(folder / "data")
    return run_period(folder / "small.yaml", data, small.MONTH, folder / "RUNS").path


def line_of(words: str, occurrence: int = 0) -> int:
    """The line of the plan on which words stand, counted from one."""
    lines = small.PLAN.splitlines()
    return [n for n, line in enumerate(lines, 1) if words in line][occurrence]


def test_a_statement_says_each_step_with_its_line(run):
    # b2: (5 + 4 + 4 + 4) / 4 = 4.25, a mean on the line from 1 to 5: 3.25 / 4 = 81.25 points,
    # the score, tier B, second of three; 1000 x 0.3 x 1 = 300.00 CNY.
    lines = [" ".join(line.split()) for line in explain(run, "b2").to_text().splitlines()]
    assert lines[0] == "b2 2026-10"
    assert lines[1] == "score 81.25, tier B, ranked, rank 2 of 3, 2 of 2 in north"
    for step in (
        f"csat Mean rating 平均评分 4.25 points small.yaml:{line_of('  csat:', 1)}",
        "17 / 4 = 4.25",
        "4 facts",
        f"satisfaction Mean rating 平均评分 81.25 points small.yaml:{line_of('- name')}",
        "value 4.25; on the line from 1 (0) to 5 (100)",
        "weight 1, effective 1: adds 81.25",
        "Customers decide.",
        f"score 81.25 small.yaml:{line_of('components:')}",
        "roster row from 2026-01-01: team t1, region north, role specialist, base 1000 CNY, fte 1",
        "(1 x 81.25) / 1",
        f"tier B small.yaml:{line_of('tiers:')}",
        "scores above it: 1 of 3",
        "1000 x 0.3 x 1",
        f"bonus 300.00 CNY small.yaml:{line_of('- name: bonus')}",
        "tier A begins at 90: 8.75 to go",
        # 100 x (v - 1) / 4 >= 90 from 4.6 on.
        "satisfaction alone: csat from 4.25 points to 4.60 points (81.25 to 90.00 points)",
    ):
        assert step in lines, step


def test_the_best_and_the_unpaid_zero(run):
    best = explain(run, "a1").to_json()
    assert (best["score"], best["tier"], best["rank"]) == ("100.00", "A", 1)
    assert best["next_tier"] is None
    assert "tier A is the highest" in explain(run, "a1").to_text()
    # c3: 7 / 2 = 3.5, 62.50 points, tier C: 30000 x 0.3 x 0.5 = 4500 yen, without decimals.
    (line,) = [s for s in explain(run, "c3").to_json()["steps"]["pay"] if s["name"] == "bonus"]
    assert (line["result"], line["origin"]) == (
        "4500 JPY",
        f"small.yaml:{line_of('- name: bonus')}",
    )
    assert line["amount"] == {"amount": "4500", "currency": "JPY"}


def test_rows_that_were_left_out_are_counted_by_reason(run):
    # c3 has four contacts, two of them without a rating.
    assert "2 facts; left out 2 with nothing to read" in explain(run, "c3").to_text()


def test_labels_come_in_both_languages(run):
    steps = explain(run, "b2").to_json()["steps"]
    assert steps["values"][0]["label"] == {"en": "Mean rating", "zh": "平均评分"}


def test_scripts_find_every_step_under_a_stable_key(run):
    told = explain(run, "b2").to_json()
    keys = {"values", "points", "standing", "pay", "awards_and_actions"}
    assert set(told["steps"]) == keys
    names = [s["name"] for steps in told["steps"].values() for s in steps]
    assert all(name == name.strip() and " " not in name for name in names)
    assert told["steps"]["awards_and_actions"] == []
    assert told["pay"] == {"bonus": {"amount": "300.00", "currency": "CNY"}}
    standing = [told[key] for key in ("status", "rank", "rank_of", "rank_in", "rank_in_of")]
    assert standing == ["ranked", 2, 3, 2, 2]
    (way,) = told["next_tier"]["ways"]
    assert (way["value"], way["value_needed"]) == ("4.25", "4.60")


def test_an_unknown_agent_is_a_wrong_call(run):
    with pytest.raises(UsageError) as raised:
        explain(run, "nobody-here")
    (problem,) = raised.value.problems
    assert problem.code == "unknown-agent"
    assert "plaudit rank" in problem.hint
    assert "nobody-here" not in str(problem)


def test_a_file_that_was_changed_is_not_explained(run, tmp_path):
    copied = tmp_path / run.name
    copied.mkdir()
    for path in run.rglob("*"):
        target = copied / path.relative_to(run)
        if path.is_dir():
            target.mkdir()
        else:
            target.write_bytes(path.read_bytes())
    with (copied / "scorecards.parquet").open("ab") as file:
        file.write(b"more")
    with pytest.raises(IntegrityError, match="altered-file"):
        explain(copied, "a1")


# A run whose papers agree with each other and not with the plan: only reckoning again can tell.


def month_by_hand() -> Month:
    """Two agents with given ratings of 85 and 70, tiers at 80 and 90, a base of 1000."""
    table = {"mode": "whole", "below": "C"}
    curve = {
        "mode": "interpolated",
        "below": "hold",
        "points": [{"at": "0", "gives": "0"}, {"at": "100", "gives": "100"}],
        "above": "hold",
    }
    pay = {"column": "bonus_base", "rate": "0.3"}
    pay["coefficient"] = {"on": "tier", "gives": {"A": "1.5", "B": "1", "C": "0.5"}}
    plan = {
        "plan": "by-hand",
        "title": "By hand",
        "version": "1",
        "cycle": "month",
        "conventions": {
            "rounding": "half_up",
            "places": {"points": "2", "score": "2"},
            "boundary": "upper",
            "denominators": "known",
            "rank": "competition",
            "roster_as_of": "period_end",
            "period_zone": "plan",
            "zone": "UTC",
            "order": ["multipliers", "cap", "proration", "floor"],
            "quarantine_max": "0",
        },
        "applies_to": {"everyone": "true"},
        "measures": {
            "rating": {
                "kind": "given",
                "given": "rating",
                "title": "Rating",
                "unit": "points",
                "better": "higher",
                "places": "2",
                "volume_min": "0",
                "missing": "exclude",
            }
        },
        "components": [
            {
                "name": "rated",
                "measure": "rating",
                "weight": "1",
                "on": "value",
                "curve": curve,
                "why": "Peers decide.",
            }
        ],
        "tiers": table | {"bands": [{"from": "80", "gives": "B"}, {"from": "90", "gives": "A"}]},
        "pay": [
            {"name": "bonus", "pay_code": "PB", "start": pay}
            | dict.fromkeys(("multipliers", "cap", "proration", "floor"), "none")
        ],
    }
    starts, ends = bounds_us("2026-10", "UTC")
    person = {
        "name": None, "manager_id": None, "region": None, "team": None, "role": None,
        "currency": "CNY", "cost_center": None, "bonus_base": Decimal(1000), "fte": Decimal(1),
        "employed_days": 31, "starts_us": starts, "ends_us": ends,
    }  # fmt: skip
    ratings = [
        {"agent_id": name, "name": "rating", "value": Decimal(x), "volume": 1}
        for name, x in (("a", "85"), ("b", "70"))
    ]
    roster = [person | {"agent_id": name} for name in ("a", "b")]
    return Month(plan, "2026-10", roster, [], ratings, [])


def test_the_hand_made_run_is_sound(tmp_path):
    told = explain(published(month_by_hand(), tmp_path), "a")
    assert told.to_json()["score"] == "85.00"
    assert told.to_json()["rank"] == 1


def paid_more(result):
    (line, *rest) = result.lines
    lines = pay_lines([line._replace(amount_minor=30_001), *rest])
    return dataclasses.replace(result, lines=lines)


def ranked_last(result):
    standing = dataclasses.replace(result.standing, rank=np.array([2, 2]))
    return dataclasses.replace(result, standing=standing)


def scored_higher(result):
    standing = dataclasses.replace(result.standing, score=np.array([8501, 7000]))
    return dataclasses.replace(result, standing=standing)


def valued_higher(result):
    value = dataclasses.replace(result.values["rating"], units=np.array([8600, 7000]))
    return dataclasses.replace(result, values={"rating": value})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (paid_more, "payouts.parquet, bonus: amount is stored as 300.01 and comes to 300"),
        (ranked_last, "scorecards.parquet: rank is stored as 2 and comes to 1"),
        (scored_higher, "scorecards.parquet: score is stored as 85.01 and comes to 85"),
        (valued_higher, "measures.parquet, rating: value is stored as 86 and comes to 85"),
    ],
)
def test_a_figure_that_the_plan_does_not_give_is_named(tmp_path, change, said):
    # Rating 85 on a line from 0 to 100 is 85 points, tier B, 1000 x 0.3 x 1 = 300 CNY, rank 1.
    run = published(month_by_hand(), tmp_path, change)
    with pytest.raises(IntegrityError) as raised:
        explain(run, "a")
    assert said in str(raised.value)
    assert {p.code for p in raised.value.problems} == {"figure-differs"}


def next_of(tmp_path, agent: str = "a", **changes) -> tuple[str, ...]:
    month = month_by_hand()
    month.plan |= changes
    told = explain(published(month, tmp_path), agent).next_tier
    assert told is not None
    return told.lines


def test_the_distance_to_the_next_tier(tmp_path):
    assert next_of(tmp_path) == (
        "tier A begins at 90: 5.00 to go",
        "rated alone: rating from 85.00 points to 90.00 points (85.00 to 90.00 points)",
    )
    conventions = month_by_hand().plan["conventions"] | {"boundary": "lower"}
    assert next_of(tmp_path / "lower", conventions=conventions) == (
        "tier A begins at 90: more than 5.00 to go",
        "rated alone: rating from 85.00 points to 90.01 points (85.00 to 90.01 points)",
    )


def test_a_gate_may_be_what_stands_in_the_way(tmp_path):
    when = {"measure": "rating", "below": "99", "missing": "fails"}
    gate = {"name": "low", "when": when, "at": "score", "then": {"cap": "79"}, "why": "Because."}
    assert next_of(tmp_path, gates=[gate]) == (
        "tier B begins at 80: the score before the gates, 85.00, reaches it",
        "low stands in the way: score at most 79",
        "rated alone: rating from 85.00 points to 99.00 points",
    )


def test_a_gate_with_several_conditions_is_walked_through(tmp_path):
    # The gate holds between 88 and 95 and below 70: 85 is free, 90 is not, and 95 is again.
    below = [{"measure": "rating", side: x, "missing": "fails"} for side, x in
             (("at_least", "88"), ("below", "95"))]  # fmt: skip
    low = {"score": "final", "below": "70", "missing": "fails"}
    when = {"any_of": [{"all_of": below}, low]}
    gate = {"name": "odd", "when": when, "at": "score", "then": {"cap": "79"}, "why": "Because."}
    points = "85.00 to 95.00 points, 90.00 needed"
    assert next_of(tmp_path, gates=[gate])[-1] == (
        f"rated alone: rating from 85.00 points to 95.00 points ({points})"
    )


AWARD = {
    "name": "star", "title": "Star", "top": "1", "per": "overall", "by": {"component": "rated"},
    "tiers": "any", "ties": "share", "amount": {"CNY": "0.05"}, "pay_code": "ST",
}  # fmt: skip


def honoured(tmp_path, *, ratings=("85", "85", "70"), award=AWARD, **changes):
    """Three agents, two of them alike, under one award; each statement's last section."""
    month = month_by_hand()
    person = month.roster[0] | {"role": "agent", "shift": "night", "tenure_days": 400}
    month.roster = [person | {"agent_id": name} for name in "abc"]
    month.given = [
        {"agent_id": name, "name": "rating", "value": Decimal(x), "volume": 1}
        for name, x in zip("abc", ratings, strict=True)
    ]
    month.plan |= {"awards": [award]} | changes
    run = published(month, tmp_path)
    return run, {name: explain(run, name).sections[-1].steps for name in "abc"}


def test_an_award_is_explained_with_place_number_and_whose_cent_it_was(tmp_path):
    _, steps = honoured(tmp_path)
    tie = "place 1 of 3, rated 85.00 points, equal with 1 other"
    shared = f"{tie}; the money of 1 place shared by 2"
    assert [(e.formula, e.result) for e in steps["a"]] == [
        (f"{shared}, an odd 0.01 CNY by agent id", "0.03 CNY")
    ]
    assert [(e.formula, e.result) for e in steps["b"]] == [(shared, "0.02 CNY")]
    assert steps["c"] == []


def test_a_reason_that_was_made_up_is_found(tmp_path):
    def better(result):
        first, *rest = result.awards
        made_up = first._replace(reason=first.reason.replace("place 1", "place 2"))
        return dataclasses.replace(result, awards=honours([made_up, *rest]))

    month = month_by_hand()
    month.plan["awards"] = [AWARD | {"amount": "none", "ties": "expand"}]
    del month.plan["awards"][0]["pay_code"]
    run = published(month, tmp_path, better)
    with pytest.raises(IntegrityError, match=r"awards\.parquet: awards is stored as .*place 2"):
        explain(run, "a")


def test_the_others_of_a_race_are_judged_by_what_the_run_holds(tmp_path):
    # All that the award asks of a and b comes from the run's own tables and roster.
    asked = [
        {"attainment": "rating", "at_least": "106.25", "missing": "fails"},
        {"volume": "rating", "at_least": "1"},
        {"where": {"shift": "night", "tenure_days": {"at_least": "365"}, "role": "agent"}},
    ]
    award = AWARD | {"when": {"all_of": asked}, "per": "role", "least": "2", "by": "rating"}
    plan = month_by_hand().plan
    rating = plan["measures"]["rating"] | {"anchors": {"target": "80"}}  # 100 x 85 / 80 = 106.25
    _, steps = honoured(tmp_path, award=award, measures={"rating": rating})
    assert [entry.formula[:24] for entry in steps["a"]] == ["place 1 of 2, rating 85."]


def test_actions_are_explained_by_the_number_that_decided(tmp_path):
    actions = [
        {"name": "need", "title": "Need", "each_component": {"below": "80"}},
        {"name": "rise", "title": "Rise", "when": {"all_of": [
            {"score": "final", "at_least": "80", "missing": "fails"}, {"tier": ["A", "B"]},
            {"where": {"tenure_days": {"at_least": "365"}}}]}},
    ]  # fmt: skip
    run, steps = honoured(tmp_path, actions=actions)
    assert [(e.name, e.formula) for e in steps["c"]] == [("need", "rated 70.00, 10.00 below 80")]
    [_, rise] = steps["a"]
    assert rise.formula == (
        "score 85.00 is at least 80; tier B is among A, B;"
        " tenure_days is 400 (as asked: at least 365)"
    )
    words = " ".join(explain(run, "a").to_text().split())
    assert rise.formula in words


def changed(month: Month, **changes) -> Month:
    month.plan |= changes
    return month


def test_what_a_cap_would_still_stop_is_not_promised(tmp_path):
    # 97 points reach A, but at 97 the rating is still below 99, and the cap below 90.
    when = {"measure": "rating", "below": "99", "missing": "fails"}
    gate = {"name": "low", "when": when, "at": "score", "then": {"cap": "89"}, "why": "Because."}
    assert next_of(tmp_path, gates=[gate]) == (
        "tier A begins at 90: 5.00 to go",
        "low stands in the way: score at most 89",
        (
            "rated alone: rating from 85.00 points to 99.00 points"
            " (85.00 to 99.00 points, 90.00 needed)"
        ),
    )
    talks = {"kind": "given", "given": "talks", "title": "Talks", "unit": "talks"}
    talks |= {"better": "lower", "places": "0", "volume_min": "0", "missing": "exclude"}
    plan = month_by_hand().plan
    gate["when"] = {"measure": "talks", "at_least": "3", "missing": "holds"}
    gates = {"gates": [gate], "measures": plan["measures"] | {"talks": talks}}
    assert next_of(tmp_path / "missing", **gates)[1:] == (
        "low stands in the way: score at most 89",
        (
            "not by rated alone: rating from 85.00 points to 90.00 points gives the points,"
            " but low caps the score"
        ),
    )
    month = changed(month_by_hand(), **gates)
    month.given[0] |= {"value": Decimal(95)}
    month.given.append(month.given[0] | {"name": "talks", "value": Decimal(7)})
    told = explain(published(month, tmp_path / "known"), "a")
    assert told.next_tier is not None
    assert told.next_tier.lines == (
        "tier A begins at 90: the score before the gates, 95.00, reaches it",
        "low stands in the way: score at most 89",
        "not by rated alone: the gates stand in the way",
        "talks alone: talks from 7 talks to 2 talks",  # fewer are better, and 3 are too many
    )
    applies, *_ = [s for s in told.to_json()["steps"]["standing"] if s["name"] == "low"]
    assert applies["result"] == "applies: score at most 89"
    assert applies["formula"] == "talks 7 is at least 3"


def share_of_target(tmp_path, better: str, target: str, curve: dict) -> tuple[str, ...]:
    month = month_by_hand()
    month.plan["measures"]["rating"] |= {"better": better, "anchors": {"target": target}}
    part = month.plan["components"][0] | {"on": "attainment", "curve": curve}
    return next_of_month(changed(month, components=[part]), tmp_path)


def next_of_month(month: Month, tmp_path) -> tuple[str, ...]:
    told = explain(published(month, tmp_path), "a").next_tier
    assert told is not None
    return told.lines


def test_a_target_is_walked_back_to_the_value(tmp_path):
    line = month_by_hand().plan["components"][0]["curve"]
    # Fewer are better: 100 x 70 / 85 = 82.35 points; 90 (89.995 rounds up to it) from
    # 7000 / 89.995 = 77.782 on, so 77.78: 7000 / 77.78 = 89.997, and 77.79 gives 89.99.
    assert share_of_target(tmp_path / "lower", "lower", "70", line)[1] == (
        "rated alone: rating from 85.00 points to 77.78 points (82.35 to 90.00 points)"
    )
    # More are better, in a table: 85 of 100 is 85 %, and 95 % of 100 is the next band's edge.
    table = {"mode": "whole", "below": "0"}
    table["bands"] = [{"from": "80", "gives": "84"}, {"from": "95", "gives": "91"}]
    assert share_of_target(tmp_path / "higher", "higher", "100", table)[1] == (
        "rated alone: rating from 85.00 points to 95.00 points (84.00 to 91.00 points,"
        " 90.00 needed)"
    )
    table["bands"][1]["gives"] = "89"
    assert share_of_target(tmp_path / "never", "higher", "100", table)[1] == (
        "not by rated alone: 90.00 points needed, 89.00 is the most it gives"
    )


def test_without_a_score_there_is_no_next_tier(tmp_path):
    month = month_by_hand()
    month.given.clear()
    told = explain(published(month, tmp_path), "a")
    assert told.next_tier is None
    assert "6. To the next tier" not in told.to_text()
    assert "unranked" in told.to_text()
    assert "rated" in told.to_text()
    (pay,) = told.to_json()["steps"]["pay"]
    assert (pay["result"], pay["formula"]) == (
        "not paid",
        "the agent is unranked: no score, and so no pay",
    )


def test_wide_letters_take_two_columns_and_break_anywhere():
    text = "服务好不好由客户说了算：百分之九十的客户应当满意。"
    lines = list(flowed(text, 20))
    assert "".join(lines) == text
    assert max(cells_of(line) for line in lines) <= 20
    assert all(not line.startswith(("：", "。")) for line in lines)
    assert list(flowed("one two three", 7)) == ["one two", "three"]


def test_an_amount_is_shown_at_the_places_of_its_currency(run):
    pay = explain(run, "b2").to_json()["steps"]["pay"]
    assert [s["result"] for s in pay if s["name"] == "bonus"] == ["300.00 CNY"]


def test_the_command_prints_the_statement_and_its_codes(run, plaudit):
    assert plaudit("explain", run, "b2").out.startswith("b2  2026-10\nscore 81.25, tier B, ranked")
    assert json.loads(plaudit("explain", run, "b2", "--json").out)["score"] == "81.25"
    unknown = plaudit("explain", run, "nobody-here")
    assert (unknown.code, unknown.out) == (2, "")
    assert "unknown-agent" in unknown.err


def test_the_command_ends_with_5_where_a_figure_differs(tmp_path, plaudit):
    left = plaudit("explain", published(month_by_hand(), tmp_path, paid_more), "a")
    assert (left.code, left.out) == (5, "")
    assert "amount is stored as 300.01 and comes to 300" in left.err


def test_an_agent_outside_of_the_plan_is_said_to_be_so(tmp_path):
    month = month_by_hand()
    month.roster[1]["role"] = "trainer"
    month.plan["applies_to"] = {"where": {"role": {"present": "false"}}}
    month.given.pop()
    inside = Month(month.plan, month.period, month.roster[:1], [], month.given, [])
    run = published(inside, tmp_path, roster=stints(month))
    with pytest.raises(UsageError, match="on the roster but not in the plan"):
        explain(run, "b")


def test_a_run_that_scores_whom_its_own_roster_leaves_out_is_refused(tmp_path):
    month = month_by_hand()
    gone = [row | {"leave_date": row["from_date"] - dt.timedelta(days=1)} for row in stints(month)]
    run = published(month, tmp_path, roster=gone)
    with pytest.raises(IntegrityError, match="roster and plan leave out"):
        explain(run, "a")


def test_letters_with_accents_of_their_own_take_one_column():
    assert cells_of("e\N{COMBINING ACUTE ACCENT}") == 1


def test_the_days_that_count_are_named_with_the_reason_for_the_others(tmp_path):
    # Hired on the 7th, away from the roster on the 12th and 13th, left on the 20th:
    # 7 to 11 is five days, 14 to 20 is seven: 12 of 31.
    month = month_by_hand()
    month.plan["pay"][0]["proration"] = {"by": "calendar_days", "fte": "apply"}
    month.roster[0] |= {"employed_days": 12, "team": "t2", "region": "south"}
    a, b = stints(month)
    hired, left = dt.date(2026, 10, 7), dt.date(2026, 10, 20)
    a |= {"from_date": dt.date(2026, 9, 1), "hire_date": hired, "leave_date": left}
    early = a | {"to_date": dt.date(2026, 10, 11), "team": "t1", "bonus_base": Decimal(900)}
    late = a | {"from_date": dt.date(2026, 10, 14)}
    run = published(month, tmp_path, roster=[early, late, b])
    told = explain(run, "a")
    (step,) = [s for s in told.to_json()["steps"]["pay"] if s["name"] == "proration"]
    # 1000 x 0.3 x 1 for tier B.
    assert step["formula"] == "300 x 12 / 31 days x 1 fte"
    assert step["amount"] == {"amount": "116.129032", "currency": "CNY"}
    assert step["exact"] is False
    assert step["notes"] == [
        "12 of 31 days: employed 2026-10-07 to 2026-10-11, 2026-10-14 to 2026-10-20",
        "not counted: 2026-10-01 to 2026-10-06 (6 days), before the hire date 2026-10-07",
        "not counted: 2026-10-12 to 2026-10-13 (2 days), no roster row",
        "not counted: 2026-10-21 to 2026-10-31 (11 days), after the leave date 2026-10-20",
    ]
    text = told.to_text()
    assert "row from 2026-10-14: team t2, region south, no role, base 1000 CNY, fte 1" in text
    assert "2 roster rows in the period: the last holds for all of it" in text
    assert "not used: from 2026-09-01 to 2026-10-11: team t1, region south, no role" in text
    assert told.to_json()["roster"]["rows_in_period"] == 2


def on_roster(where: dict, times: str) -> dict:
    return {"on": "roster", "where": where, "times": times}


def test_cap_floor_and_multiplier_show_where_their_numbers_come_from(tmp_path):
    month = month_by_hand()
    month.roster[0]["role"] = "lead"
    month.plan["pay"][0] |= {
        "multipliers": [
            {"name": "leads", "factor": on_roster({"role": ["lead", "head"]}, "1.1")},
            {"name": "trains", "factor": on_roster({"role": "trainer"}, "2")},
            {"name": "stays", "factor": on_roster({"role": {"not": "lead"}}, "2")},
            {
                "name": "rated",
                "factor": {"on": "value", "measure": "rating", "missing": "1", "curve": FLAT},
            },
        ],
        "cap": [{"times_base": "1.05"}],
        "floor": [{"amount": {"CNY": "50"}}],
    }
    pay = explain(published(month, tmp_path), "a").to_json()["steps"]["pay"]
    # 300 x 1.1 = 330, x 0.9 = 297; at most 1.05 x 1000 x 0.3 = 315; at least 50.
    assert {s["name"]: s["formula"] for s in pay[3:-1]} == {
        "leads": "300 x 1.1: role is lead",
        "trains": "330 x 1: role is lead, not trainer",
        "stays": "330 x 1: role is lead (not as asked: other than lead)",
        "rated": "330 x 0.9: rating 85.00; the band from 80 gives 0.9",
        "cap": "the lesser of 297 and 1.05 x 1000 x 0.3 = 315",
        "floor": "the greater of 297 and 50, the amount for CNY",
    }
    assert pay[-1]["amount"] == {"amount": "297.00", "currency": "CNY"}


FLAT = {"mode": "whole", "below": "0.8", "bands": [{"from": "80", "gives": "0.9"}]}


def test_a_held_statement_says_what_holds_it_and_weighs_nothing(tmp_path):
    month = month_by_hand()
    talks = month.plan["measures"]["rating"] | {"given": "talks", "missing": "hold"}
    talks["volume_min"] = "10"
    month.plan["measures"]["talks"] = talks
    first = month.plan["components"][0] | {"weight": "0.5"}
    month.plan["components"] = [first, first | {"name": "talked", "measure": "talks"}]
    month.given.append(month.given[0] | {"name": "talks", "volume": 9})
    told = explain(published(month, tmp_path), "a")
    text = told.to_text()
    assert (
        "held: no score, talked holds it: no value (below volume: 9 facts of at least 10)" in text
    )
    assert "weight 0.5: holds the score (missing: hold)" in text
    assert "weight 0.5: no score is given" in text
    for contradiction in ("effective", "adds", "scaled up", "below_volume"):
        assert contradiction not in text
    assert told.to_json()["score"] is None


def test_an_agent_without_a_region_is_ranked_among_those_without(tmp_path):
    text = explain(published(month_by_hand(), tmp_path), "a").to_text()
    assert "1 of 2 without a region" in text
    assert "no region: 1" in text


def test_a_measure_in_another_currency_takes_one_line(tmp_path):
    plan = small.PLAN.replace("components:", COST + "components:")
    (tmp_path / "small.yaml").write_text(plan, encoding="utf-8")
    rows = small.interactions()
    costs = pa.array([Decimal("1.5")] * rows.num_rows, pa.decimal128(10, 2))
    rows = rows.append_column("cost", costs)
    rows = rows.append_column("cost_currency", pa.array(["CNY"] * rows.num_rows))
    data = small.write(tmp_path / "data", rows=rows)
    run = run_period(tmp_path / "small.yaml", data, small.MONTH, tmp_path / "RUNS").path
    lines = explain(run, "b2").to_text().splitlines()
    (at,) = [n for n, line in enumerate(lines) if line.startswith("  cost ")]
    assert "no facts, 4 in another currency" in lines[at]
    assert lines[at + 1] == ""


COST = """\
  cost:
    {kind: mean, title: Cost, of: cost, currency: JPY, unit: JPY, better: lower, places: 0,
     period_on: created_at, volume_min: 1, missing: exclude}
"""
