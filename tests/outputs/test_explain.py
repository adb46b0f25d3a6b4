"""One agent's statement: every step, every stored figure met, and nothing else believed."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import json
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from scoring.errors import IntegrityError, UsageError
from scoring.independent.measures import bounds_us
from scoring.monthly import run_period
from scoring.outputs.explain import explain
from scoring.outputs.explain_text import width, wrapped
from tests import months as small
from tests.made_up import published, stints
from tests.strategies import Month, months


def in_plan_zone(month: Month) -> Month:
    """Employ everybody for a day at least, under one clock, as a roster would have it."""
    month = copy.deepcopy(month)
    month.plan["conventions"]["period_zone"] = "plan"
    bounds = bounds_us(month.period, month.plan["conventions"]["zone"])
    for person in month.roster:
        person["employed_days"] = max(1, person["employed_days"])
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
        assert max(width(line) for line in told.to_text().splitlines()) <= 100
        assert told.to_json()["agent_id"] == person["agent_id"]


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
        "weight 1: adds 81.25",
        "Customers decide.",
        f"score 81.25 small.yaml:{line_of('components:')}",
        "(1 x 81.25) / 1",
        f"tier B small.yaml:{line_of('tiers:')}",
        "scores above it: 1 of 3",
        "1000 x 0.3 x 1",
        f"bonus 300.00 CNY small.yaml:{line_of('bonus:')}",
        "tier A begins at 90: 8.75 to go",
        "satisfaction alone: 90 points instead of 81.25",
    ):
        assert step in lines, step


def test_the_best_and_the_unpaid_zero(run):
    best = explain(run, "a1").to_json()
    assert (best["score"], best["tier"], best["rank"]) == ("100.00", "A", 1)
    assert best["next_tier"] == ["tier A is the highest"]
    # c3: 7 / 2 = 3.5, 62.50 points, tier C: 30000 x 0.3 x 0.5 = 4500 yen, without decimals.
    (line,) = [s for s in explain(run, "c3").to_json()["steps"]["4. Pay"] if s["name"] == "bonus"]
    assert (line["result"], line["origin"]) == ("4500 JPY", f"small.yaml:{line_of('bonus:')}")


def test_rows_that_were_left_out_are_counted_by_reason(run):
    # c3 has four contacts, two of them without a rating.
    assert "2 facts; left out 2 with nothing to read" in explain(run, "c3").to_text()


def test_labels_come_in_both_languages(run):
    steps = explain(run, "b2").to_json()["steps"]
    assert steps["1. Rows to values"][0]["label"] == {"en": "Mean rating", "zh": "平均评分"}


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
        "bonus": {"pay_code": "PB", "pay": pay}
        | dict.fromkeys(("multipliers", "cap", "proration", "floor"), "none"),
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
    return dataclasses.replace(result, lines=(line._replace(amount_minor=30_001), *rest))


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
    return explain(published(month, tmp_path), agent).next_tier


def test_the_distance_to_the_next_tier(tmp_path):
    assert next_of(tmp_path) == (
        "tier A begins at 90: 5 to go",
        "rated alone: 90 points instead of 85",
    )
    conventions = month_by_hand().plan["conventions"] | {"boundary": "lower"}
    assert next_of(tmp_path / "lower", conventions=conventions)[0] == (
        "tier A begins at 90: more than 5 to go"
    )


def test_a_gate_may_be_what_stands_in_the_way(tmp_path):
    when = {"measure": "rating", "below": "99", "missing": "fails"}
    gate = {"name": "low", "when": when, "then": {"cap_score": "79"}, "why": "Because."}
    assert next_of(tmp_path, gates=[gate]) == (
        "tier B begins at 80: 1 to go",
        "the gate low stands in the way, not the points",
    )


def test_without_a_score_there_is_no_next_tier(tmp_path):
    month = month_by_hand()
    month.given.clear()
    told = explain(published(month, tmp_path), "a")
    assert told.next_tier == ()
    assert "unranked" in told.to_text()
    assert "rated" in told.to_text()
    (pay,) = told.to_json()["steps"]["4. Pay"]
    assert (pay["result"], pay["formula"]) == ("not paid", "the agent is unranked")


def test_wide_letters_take_two_columns_and_break_anywhere():
    text = "服务好不好由客户说了算：百分之九十的客户应当满意。"
    lines = list(wrapped(text, 20))
    assert "".join(lines) == text
    assert max(width(line) for line in lines) <= 20
    assert all(not line.startswith(("：", "。")) for line in lines)
    assert list(wrapped("one two three", 7)) == ["one two", "three"]


def test_an_amount_is_shown_at_the_places_of_its_currency(run):
    pay = explain(run, "b2").to_json()["steps"]["4. Pay"]
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
    assert width("e\N{COMBINING ACUTE ACCENT}") == 1
