"""Dates of a measure: which rows of the period lie on its days, in whose zone, and what is said."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest

from scoring.columns import words_of
from scoring.outputs.explain import explain
from tests.facts import plan_with
from tests.faults.test_plans import REFUSED, Month, agents, told
from tests.months import PLAN
from tests.plans import changed, where_of
from tests.stages.test_measures import agents as people_of
from tests.stages.test_measures import exactly, left_out, measured

ZONES = (
    "period_zone: plan\n",
    "period_zone: region\n  zones: {east: Asia/Shanghai, islands: Asia/Tokyo}\n",
)


def at(text: str, micro: int = 0, agent: int = 0) -> dict:
    seconds = int(dt.datetime.fromisoformat(f"{text}+00:00").timestamp())
    return {"agent": agent, "created_at": seconds * 10**6 + micro}


def test_both_days_count_to_the_microsecond(tmp_path):
    # The plan's zone is eight hours ahead: 5 October begins on the 4th at 16:00 UTC.
    plan = plan_with(tmp_path, m="kind: count, during: {from: 2026-10-05, to: 2026-10-06}")
    rows = at("2026-10-04T16:00:00", -1), at("2026-10-04T16:00:00"), at("2026-10-06T16:00:00", -1)
    value = measured(plan, *rows, at("2026-10-06T16:00:00"))
    assert (exactly(value), left_out(value)) == (2, {"outside_dates": 2})


def test_days_are_those_of_an_agents_own_region(tmp_path):
    # In Tokyo the day begins and ends an hour earlier; without a region it is the plan's.
    plan = plan_with(tmp_path, ZONES, m="kind: count, during: {from: 2026-10-05, to: 2026-10-05}")
    team = people_of(3)
    region = words_of(["east", "islands", None])
    team = replace(team, columns={**team.columns, "region": region})
    days = "2026-10-04", "2026-10-05"
    edges = [f"{day}T{hour}:00:00" for day in days for hour in (15, 16)]
    rows = [at(edge, micro, agent) for edge in edges for micro in (-1, 0) for agent in range(3)]
    value = measured(plan, *rows, people=team)
    # From its midnight on, the next two edges' both rows, and the last microsecond: 4 of 8.
    assert value.numerator.tolist() == [4, 4, 4]
    assert value.excluded["outside_dates"].tolist() == [4, 4, 4]
    alone = [at("2026-10-04T15:00:00", 0, agent) for agent in range(3)]
    assert measured(plan, *alone, people=team).numerator.tolist() == [0, 1, 0]


def test_the_period_comes_first_and_the_filter_after(tmp_path):
    said = "kind: count, where: {channel: chat}, during: {from: 2026-10-05, to: 2026-10-06}"
    plan = plan_with(tmp_path, m=said)
    first = at("2026-10-05T12:00:00")["created_at"]
    people = people_of(start=first, end=first + 10)
    before = {"created_at": first - 1, "channel": "mail"}
    team = replace(people, ends_us=np.array([at("2026-11-01T00:00:00")["created_at"]]))
    late = at("2026-10-20T00:00:00") | {"channel": "mail"}
    inside = {"created_at": first, "channel": "mail"}
    value = measured(plan, before, late, inside, people=team)
    assert left_out(value) == {"outside_period": 1, "outside_dates": 1, "filtered": 1}


# A campaign of a week: each contact of it is worth ten points, up to a hundred.
CAMPAIGN = changed(
    (
        "components:\n",
        """  campaign: {kind: count, during: {from: 2026-10-03, to: 2026-10-06}, title: Campaign,
             unit: contacts, better: higher, places: 0, period_on: created_at, volume_min: 0,
             missing: zero}
components:
""",
    ),
    ("    weight: 1\n", "    weight: 0.5\n"),
    (
        "tiers:\n",
        """  - {name: campaign, measure: campaign, weight: 0.5, on: value, why: This week.,
     curve: {mode: interpolated, below: 0, points: [{at: 0, gives: 0}, {at: 10, gives: 100}],
             above: hold}}
tiers:
""",
    ),
    text=PLAN,
)


@pytest.fixture
def month(tmp_path, plaudit):
    made = Month(tmp_path, plaudit)
    made.say(CAMPAIGN)
    return made


def test_a_campaign_counts_its_own_days(month):
    # Contacts are on the 1st to the 12th, four an agent: a1 has two from the 3rd to the 6th, b2
    # two, c3 none. 100, 81.25 and 62.5 points for ratings, 20, 20 and 0 for the campaign.
    run = month.ran()
    assert {who: f"{row['score']:.2f}" for who, row in agents(run).items()} == {
        "a1": "60.00", "b2": "50.63", "c3": "31.25",
    }  # fmt: skip
    rows = pq.read_table(run / "measures.parquet").to_pylist()
    found = {r["agent_id"]: r["excluded_outside_dates"] for r in rows if r["measure"] == "campaign"}
    assert found == {"a1": 2, "b2": 2, "c3": 4}
    text = " ".join(explain(run, "c3").to_text().split())
    assert "4 outside the dates that count" in text
    assert "2026-10-03 to 2026-10-06 count, both days included" in text
    assert told(run, "dates-not-met") == []


def test_dates_of_another_month_are_told(month):
    month.say(CAMPAIGN.replace("2026-10-0", "2026-11-0"))
    [(rule, reason)] = told(month.ran(), "dates-not-met")
    assert rule == "campaign"
    assert reason == "counts 2026-11-03 to 2026-11-06 alone, and none of it is in 2026-10"


def test_dates_that_end_before_they_begin_are_refused(month):
    text = CAMPAIGN.replace("to: 2026-10-06", "to: 2026-10-02")
    month.say(text)
    where = where_of(text, "to: 2026-10-02")
    month.refused(REFUSED, where, "ends on 2026-10-02, before it begins", "[dates-crossed]")


@pytest.mark.parametrize("day", ["2026-10-32", "2026-2-3", "3 October", "20261003"])
def test_what_is_no_day_is_refused(month, day):
    month.say(CAMPAIGN.replace("to: 2026-10-06", f"to: {day}"))
    month.refused(REFUSED, "measures.campaign.during.to", "Write a day such as 2026-01-31")
