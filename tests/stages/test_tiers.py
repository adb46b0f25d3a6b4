"""Tiers by rank and as a distribution, and what breaks ties: figures worked out by hand."""

import dataclasses
import math
from collections import Counter
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.columns import whole_column
from scoring.engine import run
from scoring.plan.tiers import ForcedTiers, RankedTiers
from scoring.stages.tiers import limits_of, places_in
from tests.people import roster, value
from tests.plans import plan_of
from tests.stages.test_stages import parts

TABLE = "{mode: whole, below: C, bands: [{from: 80, gives: B}, {from: 90, gives: A}]}"
FIVE = "{A: 10, B: 20, C: 50, D: 15, E: 5}"


def forced(shares: str = FIVE, among: str = "all", equal: str = "up", **more: str) -> str:
    keys = {"members_min": "1", "small_groups": "pool", "too_small": "{gives: few}"} | more
    said = "".join(f", {key}: {text}" for key, text in keys.items())
    return f"{{mode: distribution, among: {among}, shares: {shares}, equal: {equal}{said}}}"


def plan_with(folder, tiers: str, ranking: str = "", count: int = 1):
    """A plan whose points are the values of m0, m1, … each weighing the same."""
    each = {1: ["1"], 2: ["0.5", "0.5"], 4: ["0.25"] * 4}[count]
    text = parts(*each).replace(f"tiers: {TABLE}", f"tiers: {tiers}")
    return plan_of(folder, text + (f"ranking: {ranking}\n" if ranking else ""))


def graded(folder, tiers: str, scores, ranking: str = "", served=None, **columns):
    """The result for agents 00, 01, … with the scores written; None is without one."""
    who = roster([f"{i:05}" for i in range(len(scores))], **columns)
    days = [None if d is None or d < 0 else d for d in served or [None] * len(scores)]
    who = dataclasses.replace(who, numbers={"tenure_days": whole_column(days)})
    return run(plan_with(folder, tiers, ranking), {"m0": value(*scores)}, who)


def tiers_of(*args, **columns) -> str:
    """The tiers as one word, an agent a letter; a dot is none."""
    tiers = graded(*args, **columns).standing.tier.tolist()
    return "".join({"": ".", "few": "f", "new": "n"}.get(tier, tier) for tier in tiers)


def falling(n: int) -> list[str]:
    """Scores of so many agents, each less than the one before."""
    return [str(100 - i) for i in range(n)]


@pytest.mark.parametrize(
    ("n", "places"),
    [
        # N x 10, 20, 50, 15, 5 %: 1.3, 2.6, 6.5, 1.95, 0.65. Whole: 1, 2, 6, 1, 0; three are left
        # for the largest remainders .95 (D), .65 (E), .6 (B).
        (13, "ABBBCCCCCCDDE"),
        # 0.7, 1.4, 3.5, 1.05, 0.35: 0, 1, 3, 1, 0 and two left for .7 (A), .5 (C): none for E.
        (7, "ABCCCCD"),
        # 0.3, 0.6, 1.5, 0.45, 0.15: 0, 0, 1, 0, 0 and two left for .6 (B), .5 (C): a distribution
        # over three people has no A at all.
        (3, "BCC"),
        # 0.1, 0.2, 0.5, 0.15, 0.05: one left, for .5.
        (1, "C"),
        # 2, 4, 10, 3, 1 without a remainder.
        (20, "AABBBBCCCCCCCCCCDDDE"),
    ],
)
def test_places_are_those_of_the_largest_remainder(tmp_path, n, places):
    assert tiers_of(tmp_path, forced(), falling(n)) == places


def test_equal_remainders_go_to_the_better_tier(tmp_path):
    # 3 x 50 % is 1.5 twice: the place left goes to the first.
    assert tiers_of(tmp_path, forced("{A: 50, B: 50}"), falling(3)) == "AAB"


CUT = {
    # Ten agents at 20/50/30: A ends after 2, B after 7.
    # Places 2 and 3 are equal, where A ends: up, three are A and B keeps four; down, one is A.
    "across one end": ([9, 8, 8, 7, 6, 5, 4, 3, 2, 1], "AAABBBBCCC", "ABBBBBBCCC"),
    # Equal scores at an end that they do not cross decide nothing.
    "beside an end": ([9, 9, 8, 8, 6, 5, 4, 3, 3, 1], "AABBBBBCCC", "AABBBBBCCC"),
    # Places 2 to 8 are equal, across both ends: up, all are A and nobody is left for B; down, C.
    "across two ends": ([9, 8, 8, 8, 8, 8, 8, 8, 7, 6], "AAAAAAAACC", "ACCCCCCCCC"),
    "all of them": ([8] * 10, "AAAAAAAAAA", "CCCCCCCCCC"),
}


@pytest.mark.parametrize("case", CUT)
def test_equal_scores_where_a_tier_ends(tmp_path, case):
    numbers, up, down = CUT[case]
    scores = [str(n) for n in numbers]
    shares = "{A: 20, B: 50, C: 30}"
    assert tiers_of(tmp_path, forced(shares), scores) == up
    assert tiers_of(tmp_path, forced(shares, equal="down"), scores) == down
    broken = forced(shares, equal="break")
    ties = "{within: region, break_ties: [agent_id]}"
    assert tiers_of(tmp_path, broken, scores, ties) == "AABBBBBCCC"


def test_small_groups_form_one_group_or_stay_alone(tmp_path):
    # Four in n, two in s, one in w, one without a region; at least three: the last three groups
    # are small, four agents together. Halves: n gives 2 and 2, the pool 2 and 2 by its own order.
    region = ["n", "s", "w", "n", None, "n", "s", "n"]
    scores = ["90", "80", "70", "60", "95", "50", "85", "40"]
    said = {"among": "region", "members_min": "3"}
    pooled = forced("{A: 50, B: 50}", **said)
    result = graded(tmp_path, pooled, scores, region=region)
    # n: 90 60 | 50 40; together: 95 (none) 85 (s) | 80 (s) 70 (w).
    assert "".join(result.standing.tier.tolist()) == "ABBAABAB"
    how = ["distribution", "pooled", "pooled", "distribution", "pooled"]
    assert result.standing.tier_by.tolist() == [*how, "distribution", "pooled", "distribution"]
    [small, told] = result.findings
    assert (small.code, small.rule) == ("small-groups", "tiers.members_min")
    assert small.reason == (
        "groups with fewer than 3 agents to grade: 3; agents in the group that they form "
        "together: 4; agents graded outside of the distribution: 0"
    )
    assert (told.code, told.reason) == ("tiers-forced", "as distributed: A 4, B 4")
    apart = forced("{A: 50, B: 50}", small_groups="apart", **said)
    assert tiers_of(tmp_path, apart, scores, region=region) == "AffAfBfB"


def test_a_pool_that_is_small_too_is_graded_as_the_plan_says(tmp_path):
    region, scores = ["n", "n", "n", "s", "w"], ["50", "95", "60", "91", "79"]
    said = {"among": "region", "members_min": "3"}
    result = graded(tmp_path, forced("{A: 50, B: 50}", **said), scores, region=region)
    # 3 x 50 % is 1.5 twice: two places of A, one of B.
    assert result.standing.tier.tolist() == ["B", "A", "A", "few", "few"]
    assert result.standing.tier_by.tolist() == ["distribution"] * 3 + ["too_small"] * 2
    said |= {"too_small": "by_score", "by_score": TABLE}
    result = graded(tmp_path, forced("{A: 50, B: 50}", **said), scores, region=region)
    assert result.standing.tier.tolist() == ["B", "A", "A", "A", "C"]
    assert result.standing.tier_by_score.tolist() == ["C", "A", "C", "A", "C"]
    assert result.findings[-1].reason == (
        "as distributed: A 2, B 1; by the score alone they would be A 1, B 0, C 2"
    )


def test_the_excluded_are_shown_and_count_nowhere(tmp_path):
    # Of six, one leads and one is new: the four others are two and two. The excluded keep ranks.
    said = {"excluded": "{where: {role: lead}, service_days_min: 90, gives: new}"}
    role = ["agent", "lead", "agent", "agent", "agent", "agent"]
    result = graded(
        tmp_path,
        forced("{A: 50, B: 50}", members_min="4", **said),
        ["90", "95", "99", "80", "70", "60"],
        served=[90, 900, 89, 100, 100, 100],
        role=role,
    )
    assert result.standing.tier.tolist() == ["A", "new", "new", "A", "B", "B"]
    assert result.standing.rank.tolist() == [3, 2, 1, 4, 5, 6]
    assert result.findings[0].code == "tier-excluded"
    assert result.findings[0].reason == "agents shown and not graded: 2"
    # Without a hire date nobody can say that the days are enough.
    unknown = graded(tmp_path, forced("{A: 50, B: 50}", **said), ["90", "80"], served=[-1, 90])
    assert unknown.standing.tier.tolist() == ["new", "A"]
    assert [f.code for f in unknown.findings] == [
        "unknown-hire-date", "tier-excluded", "tiers-forced",
    ]  # fmt: skip
    assert unknown.findings[0].reason.endswith("not graded: 1")
    nowhere = graded(tmp_path, forced("{A: 50, B: 50}", **said), ["90", "80"])
    assert nowhere.standing.tier.tolist() == ["new", "new"]


def test_who_has_no_score_has_no_tier_and_takes_no_place(tmp_path):
    assert tiers_of(tmp_path, forced("{A: 50, B: 50}"), ["90", None, "80"]) == "A.B"
    assert tiers_of(tmp_path, forced(), [None]) == "."
    result = graded(tmp_path, forced(), [None])
    assert result.standing.tier_by.tolist() == [""]


def ranked(bands: str, among: str = "all", **more: str) -> str:
    said = "".join(f", {key}: {text}" for key, text in more.items())
    return f"{{mode: rank, among: {among}, bands: [{bands}], rest: C{said}}}"


THIRD = "33.333333333333"
TERCILES = ranked(f"{{next_percent: {THIRD}, gives: A}}, {{next_percent: {THIRD}, gives: B}}")


@pytest.mark.parametrize(
    ("n", "tiers"),
    # Each tercile has ceil(N / 3) places: 2 of four, of five; 3 of seven; 2 of six, exactly.
    [(4, "AABB"), (5, "AABBC"), (7, "AAABBBC"), (6, "AABBCC"), (1, "A"), (3, "ABC")],
)
def test_terciles(tmp_path, n, tiers):
    assert tiers_of(tmp_path, TERCILES, falling(n)) == tiers


def test_ranks_up_to_a_number_and_up_to_a_percent(tmp_path):
    # S to 3; 20 % of 12 is 2.4, started places in full: to 3, so that A has nobody; B to 6.
    bands = "{up_to: 3, gives: S}, {up_to_percent: 20, gives: A}, {up_to_percent: 50, gives: B}"
    assert tiers_of(tmp_path, ranked(bands), falling(12)) == "SSSBBBCCCCCC"
    # Of 40 they are 3, 8 and 20.
    assert Counter(tiers_of(tmp_path, ranked(bands), falling(40))) == {
        "S": 3, "A": 5, "B": 12, "C": 20,
    }  # fmt: skip


@pytest.mark.parametrize(("rule", "tiers"), [("competition", "AAACC"), ("dense", "AAAAC")])
def test_equal_scores_share_the_rank_that_decides(tmp_path, rule, tiers):
    # 90 90 90 80 70: competition 1 1 1 4 5, dense 1 1 1 2 3; A is up to rank 2.
    text = parts("1").replace("rank: competition", f"rank: {rule}")
    text = text.replace(f"tiers: {TABLE}", f"tiers: {ranked('{up_to: 2, gives: A}')}")
    who = roster(list("abcde"))
    result = run(plan_of(tmp_path, text), {"m0": value("90", "90", "90", "80", "70")}, who)
    assert "".join(result.standing.tier.tolist()) == tiers


def test_ranks_are_counted_in_the_group_and_the_excluded_take_none(tmp_path):
    said = ranked("{up_to: 1, gives: A}", "team", excluded="{where: {role: lead}, gives: new}")
    scores, team = ["90", "80", "95", "70", "60"], ["x", "x", "x", None, None]
    role = ["agent", "agent", "lead", "agent", "agent"]
    result = graded(tmp_path, said, scores, team=team, role=role)
    assert result.standing.tier.tolist() == ["A", "C", "new", "A", "C"]
    assert result.standing.tier_by.tolist() == ["rank", "rank", "excluded", "rank", "rank"]


CHAIN = "{within: team, break_ties: [{measure: m1}, {component: c2}, agent_id]}"


def test_ties_are_broken_one_number_after_the_other(tmp_path):
    # Each weighs a quarter, so that all of a to e have 80. m1 is better where it is lower: d, with
    # 20, is first; e has none, and is last; a, b and c have 60, and c has the most of c2; a and b
    # are equal in everything, and the id decides. f has more, and is before all of them.
    plan = plan_with(tmp_path, TABLE, CHAIN, count=4)
    lower = plan.measures["m1"].model_copy(update={"better": "lower"})
    plan = plan.model_copy(update={"measures": plan.measures | {"m1": lower}})
    values = {
        "m0": value("100", "100", "80", "100", "90", "100"),
        "m1": value("60", "60", "60", "20", None, "99"),
        "m2": value("80", "80", "100", "100", "60", "99"),
        "m3": value("80", "80", "80", "100", "90", "99"),
    }
    team = ["x", "y", "x", "x", "y", "y"]
    standing = run(plan, values, roster(list("abcdef"), team=team)).standing
    assert standing.score.tolist() == [8000, 8000, 8000, 8000, 8000, 9925]
    assert standing.rank.tolist() == [4, 5, 3, 2, 6, 1]
    assert standing.rank_in.tolist() == [3, 2, 2, 1, 3, 1]


def test_without_ties_to_break_agents_share_ranks_in_the_group_that_is_named(tmp_path):
    said = "{within: manager, break_ties: none}"
    manager = ["m1", "m1", "m2", None]
    result = graded(tmp_path, TABLE, ["90", "90", "90", "80"], said, manager_id=manager)
    assert result.standing.rank.tolist() == [1, 1, 1, 4]
    assert result.standing.rank_in.tolist() == [1, 1, 1, 1]


# Many groups at once, against the definitions in plain Python.


def plainly(tiers, people: list[tuple[int, str, bool]]) -> list[str]:
    """Grade people of (score, group, excluded) one by one, by counting."""
    found = [""] * len(people)
    names = list(tiers.shares)
    inside = [i for i, (_, _, out) in enumerate(people) if not out]
    size = Counter(people[i][1] for i in inside)
    small = {group for group, n in size.items() if n < tiers.members_min}
    pool = tiers.small_groups == "pool"
    for i, (score, group, out) in enumerate(people):
        together = small if pool and group in small else {group}
        mine = [people[j][0] for j in inside if people[j][1] in together]
        if out or len(mine) < tiers.members_min:
            found[i] = "new" if out else "few"
            continue
        first = sum(s > score for s in mine)
        last = sum(s >= score for s in mine) - 1
        place = first if tiers.equal == "up" else last
        found[i] = names[sum(place >= end for end in hamilton(tiers, len(mine)))]
    return found


def hamilton(tiers, n: int) -> list[int]:
    """The ends of all tiers but the last, by the definition of the largest remainder."""
    exact = [Fraction(share) * n / 100 for share in tiers.shares.values()]
    whole = [math.floor(x) for x in exact]
    for i in sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))[: n - sum(whole)]:
        whole[i] += 1
    return [sum(whole[: i + 1]) for i in range(len(whole) - 1)]


PERSON = st.tuples(
    st.integers(60, 70), st.sampled_from("abcdefgh"), st.sampled_from([False, False, False, True])
)


@pytest.mark.parametrize("equal", ["up", "down"])
@pytest.mark.parametrize("small_groups", ["pool", "apart"])
@pytest.mark.parametrize("least", [1, 3, 6])
def test_many_groups_are_as_each_person_counted_alone(tmp_path_factory, equal, small_groups, least):
    said = forced(
        FIVE,
        "team",
        equal,
        members_min=str(least),
        small_groups=small_groups,
        excluded="{where: {role: lead}, gives: new}",
    )
    plan = plan_with(tmp_path_factory.mktemp("plan"), said)

    @settings(max_examples=25)
    @given(people=st.lists(PERSON, min_size=1, max_size=40))
    def compare(people):
        score, team, out = zip(*people, strict=True)
        who = roster(
            [f"{i:03}" for i in range(len(people))],
            team=team,
            role=["lead" if left else "agent" for left in out],
        )
        found = run(plan, {"m0": value(*map(str, score))}, who).standing.tier.tolist()
        assert found == plainly(plan.tiers, people)

    compare()


@settings(max_examples=200)
@given(
    cuts=st.lists(st.integers(1, 999), min_size=1, max_size=5, unique=True).map(sorted),
    n=st.integers(0, 10_000),
)
def test_places_sum_up_and_stay_within_one_of_their_share(cuts, n):
    whole = [b - a for a, b in zip([0, *cuts], [*cuts, 1000], strict=True)]
    tiers = ForcedTiers.model_validate(
        {
            "mode": "distribution", "among": "all", "equal": "up", "members_min": "1",
            "small_groups": "pool", "too_small": {"gives": "few"},
            "shares": {str(i): f"{w // 10}.{w % 10}" for i, w in enumerate(whole)},
        }
    )  # fmt: skip
    ends = [0, *places_in(tiers, n), n]
    for share, (a, b) in zip(whole, pairwise(ends), strict=True):
        assert abs((b - a) - Fraction(n * share, 1000)) < 1


def test_limits_never_fall_where_ranks_and_percents_meet():
    bands = [{"up_to": "10", "gives": "S"}, {"up_to_percent": "20", "gives": "A"}]
    bands.append({"next_percent": "10", "gives": "B"})
    tiers = RankedTiers.model_validate(
        {"mode": "rank", "among": "all", "bands": bands, "rest": "C"}
    )
    # Of 20: 10; 4, which is fewer; 10 + 2. Of 100: 10; 20; 20 + 10.
    assert limits_of(tiers, 20) == [10, 10, 12]
    assert limits_of(tiers, 100) == [10, 20, 30]


def test_twenty_thousand_in_three_thousand_teams_are_as_each_team_by_itself(tmp_path):
    # Teams of about seven and scores of a hundred levels: ties everywhere, broken by the id. Each
    # team is sorted by itself, and its places counted off; leaders take none.
    rng = np.random.default_rng(11)
    n = 20_000
    score, team = rng.integers(0, 100, n).tolist(), rng.integers(0, 3_000, n).tolist()
    role = ["lead" if i % 10 == 0 else "agent" for i in range(n)]
    said = {"members_min": "5", "excluded": "{where: {role: lead}, gives: new}"}
    result = graded(
        tmp_path,
        forced(FIVE, "team", "break", **said),
        [str(s) for s in score],
        "{within: team, break_ties: [agent_id]}",
        team=[f"t{t}" for t in team],
        role=role,
    )
    tiers = plan_with(tmp_path, forced(FIVE, "team")).tiers
    teams: dict[int, list[int]] = {}
    for i in range(n):
        if role[i] == "agent":
            teams.setdefault(team[i], []).append(i)
    groups = [members for members in teams.values() if len(members) >= 5]
    groups.append([i for members in teams.values() if len(members) < 5 for i in members])
    expected = ["new"] * n
    for members in groups:
        ends = hamilton(tiers, len(members))
        for place, i in enumerate(sorted(members, key=lambda i: (-score[i], i))):
            expected[i] = list(tiers.shares)[sum(place >= end for end in ends)]
    assert len(groups) > 1_000
    assert result.standing.tier.tolist() == expected
    order = sorted(range(n), key=lambda i: (-score[i], i))
    rank = {i: 1 + place for place, i in enumerate(order)}
    assert result.standing.rank.tolist() == [rank[i] for i in range(n)]
