"""Statements about ranks and tiers that others decide, too: places, groups and what breaks ties."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import numpy as np
import pytest

from scoring.columns import words_of
from scoring.errors import IntegrityError
from scoring.outputs.explain import explain
from scoring.outputs.rank import rank_rows
from tests.made_up import published
from tests.outputs.test_explain import month_by_hand
from tests.strategies import Month

TABLE = {"mode": "whole", "below": "C", "bands": [{"from": "80", "gives": "A"}]}
FORCED = {
    "mode": "distribution",
    "among": "team",
    "shares": {"A": "20", "B": "50", "C": "30"},
    "equal": "up",
    "members_min": "3",
    "small_groups": "pool",
    "too_small": {"gives": "B"},
    "excluded": {"service_days_min": "90", "gives": "C"},
    "by_score": TABLE,
}
RANKED = {
    "mode": "rank",
    "among": "team",
    "bands": [{"up_to": "1", "gives": "A"}, {"up_to_percent": "50", "gives": "B"}],
    "rest": "C",
}
PEOPLE = {
    # Who: rating, team, days of service, talks (which breaks ties: the fewer, the better).
    "a": ("85", "t1", 900, "3"),
    "b": ("70", "t1", 900, "1"),
    "c": ("85", "t1", 900, "2"),
    "d": ("95", "t2", 900, "1"),
    "e": ("60", None, 900, "1"),
    "f": ("99", "t1", 60, "1"),
    "g": ("50", "t1", 900, None),
}


def month_of(tiers: dict, ranking: dict | None = None) -> Month:
    """Seven agents of two teams and none, under the hand-made plan with other tiers."""
    month = month_by_hand()
    month.plan["tiers"] = tiers
    talks = {"given": "talks", "title": "Talks", "unit": "talks", "better": "lower", "places": "0"}
    rating = month.plan["measures"]["rating"]
    month.plan["measures"] = {"rating": rating, "talks": rating | talks}
    if ranking:
        month.plan["ranking"] = ranking
    person, month.given[:] = month.roster[0], []
    month.roster[:] = [
        person | {"agent_id": name, "team": team, "tenure_days": days}
        for name, (_, team, days, _) in PEOPLE.items()
    ]
    for name, (rated, _, _, talked) in PEOPLE.items():
        for word, said in (("rating", rated), ("talks", talked)):
            if said is not None:
                row = {"agent_id": name, "name": word, "value": Decimal(said), "volume": 1}
                month.given.append(row)
    return month


def lines_of(run, agent: str) -> list[str]:
    return [" ".join(line.split()) for line in explain(run, agent).to_text().splitlines()]


def test_a_forced_tier_says_its_place_and_where_each_tier_ends(tmp_path):
    # t1 has f, who is new, and four to grade: 85, 85, 70, 50. 4 x 20, 50, 30 % is 0.8, 2, 1.2: A 1,
    # B 2, C 1. The two with 85 stand where A ends and go up: A, A; then B for 70, C for 50.
    run = published(month_of(FORCED), tmp_path)
    told = lines_of(run, "a")
    assert told[1] == "score 85.00, tier A, ranked, rank 3 of 7, 3 of 7 without a region"
    assert (
        "place 1 of 4 in team t1 (the first of 2 with this score): A to 1, B to 3, C to 4" in told
    )
    assert "score 85.00, alone" in told
    assert (
        "tiers go by a distribution: what reaches the next one, the others' scores decide" in told
    )
    assert "place 3 of 4 in team t1: A to 1, B to 3, C to 4" in lines_of(run, "b")
    # b, with 70, is C by the score alone and B by the distribution: 1000 x 0.3 x 1.
    said = explain(run, "b").to_json()
    assert (said["tier"], said["tier_by"], said["tier_by_score"]) == ("B", "distribution", "C")
    assert said["pay"] == {"bonus": {"amount": "300.00", "currency": "CNY"}}
    assert said["next_tier"] is None
    steps = [step["name"] for step in said["steps"]["standing"]]
    assert steps == ["score", "tier_by_score", "tier", "rank", "rank_in_region"]


def test_small_groups_and_new_agents_say_so(tmp_path):
    run = published(month_of(FORCED), tmp_path)
    told = lines_of(run, "d")  # d and e are in small groups, and two together are small still
    assert "2 agents in the group of all small groups, fewer than 3" in told
    assert explain(run, "d").to_json()["tier_by"] == "too_small"
    assert "takes no place: excluded" in lines_of(run, "f")
    pooled = published(month_of(FORCED | {"members_min": "2"}), tmp_path / "two")
    # 2 x 20, 50, 30 % is 0.4, 1, 0.6: B 1, C 1.
    assert "place 1 of 2 in the group of all small groups: A to 0, B to 1, C to 2" in lines_of(
        pooled, "d"
    )
    assert explain(pooled, "e").to_json()["tier"] == "C"
    alone = FORCED | {"small_groups": "apart", "too_small": "by_score"}
    apart = published(month_of(alone), tmp_path / "apart")
    assert "1 agent in team t2, fewer than 3: by the score alone" in lines_of(apart, "d")
    assert "1 agent without a team, fewer than 3: by the score alone" in lines_of(apart, "e")
    assert explain(apart, "d").to_json()["tier"] == "A"


TIES = {"within": "team", "break_ties": [{"measure": "talks"}, {"component": "rated"}, "agent_id"]}


def test_ranks_say_what_breaks_their_ties(tmp_path):
    # a and c have 85; c has talked less, and is before a. In t1: f 99, c, a, b, g.
    run = published(month_of(RANKED, TIES), tmp_path)
    told = lines_of(run, "a")
    assert told[1] == "score 85.00, tier B, ranked, rank 4 of 7, 3 of 5 in t1"
    assert "agents before it: 3 of 7" in told
    assert "agents before it: 2 of 5 in t1" in told
    assert (
        "between equal scores: the lower talks, then the higher points of rated, then the first "
        "by agent id"
    ) in " ".join(told)
    # 50 % of 5 is 2.5, started places in full: B to 3.
    assert "rank 3 of 5 in team t1: A to 1, B to 3, C after" in lines_of(run, "a")


def test_b_is_reached_up_to_its_last_rank(tmp_path):
    run = published(month_of(RANKED, TIES), tmp_path)
    tiers = {agent: explain(run, agent).to_json()["tier"] for agent in PEOPLE}
    assert tiers == {"a": "B", "b": "C", "c": "B", "d": "A", "e": "A", "f": "A", "g": "C"}
    assert [row["agent_id"] for row in rank_rows(run)] == ["f", "d", "c", "a", "b", "e", "g"]


def better_tier(result):
    standing = dataclasses.replace(result.standing, tier=words_of("AAABBCC"))
    return dataclasses.replace(result, standing=standing)


def other_way(result):
    standing = dataclasses.replace(result.standing, tier_by=words_of(["pooled"] * 7))
    return dataclasses.replace(result, standing=standing)


def softer_score(result):
    standing = dataclasses.replace(result.standing, tier_by_score=words_of("AAAACAC"))
    return dataclasses.replace(result, standing=standing)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (better_tier, "tier is stored as A and comes to B"),
        (other_way, "tier_by is stored as pooled and comes to distribution"),
        (softer_score, "tier_by_score is stored as A and comes to C"),
    ],
)
def test_a_tier_that_the_others_do_not_leave_is_named(tmp_path, change, said):
    run = published(month_of(FORCED), tmp_path, change)
    with pytest.raises(IntegrityError) as raised:
        explain(run, "b")
    assert said in str(raised.value)


def test_a_rank_by_role_is_printed(tmp_path, plaudit):
    month = month_of(FORCED)
    for person in month.roster:
        person["role"] = "lead" if person["agent_id"] in "bd" else None
    told = plaudit("rank", str(published(month, tmp_path)), "--by", "role", "--top", "1").out
    assert [line.split()[:4] for line in told.splitlines()[1:] if line] == [
        ["lead", "1", "2", "d"],
        ["-", "1", "1", "f"],
    ]


CHANCE = {
    "kind": "share", "hits": {"resolved": "true"}, "per": "100", "title": "Solved", "unit": "%",
    "better": "higher", "places": "2", "period_on": "created_at", "volume_min": "0",
    "missing": "exclude",
}  # fmt: skip


def month_of_chance() -> Month:
    """Two agents with 3 of 4 and 1 of 4 rows solved, and one with nothing."""
    month = month_of(RANKED, {"within": "region", "break_ties": "none"})
    month.plan["ranking"]["intervals"] = {"z": "1.96"}
    month.plan["measures"] = {"rating": CHANCE}
    month.roster[:], month.given[:] = month.roster[:3], []
    stamp = (month.roster[0]["starts_us"] + month.roster[0]["ends_us"]) // 2
    month.rows[:] = [
        {"agent_id": agent, "created_at": stamp, "resolved": i < solved, "holds": [], "at": i}
        for agent, solved in (("a", 3), ("b", 1))
        for i in range(4)
    ]
    return month


def worse_luck(result):
    standing = result.standing
    chance = dataclasses.replace(standing.chance, rank_high=np.array([1, 2, 0]))
    return dataclasses.replace(result, standing=dataclasses.replace(standing, chance=chance))


def test_a_rank_says_which_others_chance_allows(tmp_path, plaudit):
    # Wilson at 95 % for 3 of 4 and 1 of 4: 30.06 to 95.44 and 4.56 to 69.94, half-widths of 32.69:
    # the scores of 75 and 25 lie in 42.31 to 107.69 and in -7.69 to 57.69, which overlap.
    run = published(month_of_chance(), tmp_path)
    told = lines_of(run, "a")
    assert told[1].startswith("score 75.00, tier A, ranked, rank 1 (1-2) of 2")
    (line,) = [line for line in told if line.startswith("rank interval")]
    assert line.split()[2:5] == ["1", "to", "2"]
    assert any(
        line.startswith("score 42.31") and "to 107.69" in line and "at z 1.96" in line
        for line in told
    )
    assert "surely better: 0; surely worse: 0" in told
    said = explain(run, "b").to_json()
    assert (said["rank"], said["rank_low"], said["rank_high"]) == (2, 1, 2)
    assert explain(run, "c").to_json()["rank_low"] is None
    rows = rank_rows(run)
    assert [(row["rank"], row.get("rank_low"), row.get("rank_high")) for row in rows] == [
        (1, 1, 2), (2, 1, 2), (None, None, None),
    ]  # fmt: skip
    text = plaudit("rank", str(run)).out
    assert [line.split()[:3] for line in text.splitlines()[1:3]] == [
        ["1", "(1-2)", "a"],
        ["2", "(1-2)", "b"],
    ]


def test_an_interval_that_the_others_do_not_leave_is_named(tmp_path):
    run = published(month_of_chance(), tmp_path, worse_luck)
    with pytest.raises(IntegrityError, match="rank_high is stored as 1 and comes to 2"):
        explain(run, "a")
