"""What a plan may not say of ranks and tiers: each fault alone, with its place and its remedy."""

import pytest

from scoring.errors import PlanError
from scoring.plan.lint import lint, notices
from scoring.plan.lint_tiers import TIER_NOTICES, TIER_RULES
from scoring.plan.tiers import beside, scale, tier_names
from tests.plans import FORCED, MINIMAL, RANKED, RICH, changed, plan_of, where_of

RANKED_PLAN, FORCED_PLAN = changed(*RANKED, text=RICH), changed(*FORCED, text=RICH)
TIES = "[{measure: wait}, {component: speed}, agent_id]"

# For each case: the plan, what is changed in it, the code, the text at the place named, and words
# of the message.
BROKEN = {
    "shares sum to 101": (
        FORCED_PLAN, [("C: 10}", "C: 11}")], "shares-not-100", "shares: {",
        "sum to 101, not to 100: 20 + 70 + 11",
    ),
    "shares sum to 99.999": (
        FORCED_PLAN, [("C: 10}", "C: 9.999}")], "shares-not-100", "shares: {", "sum to 99.999",
    ),
    "a share of nothing": (
        FORCED_PLAN, [("B: 70, C: 10}", "B: 80, C: 0}")], "share-not-positive", "C: 0}, members",
        "tiers.shares.C is 0",
    ),
    "one share": (
        FORCED_PLAN, [("{A: 20, B: 70, C: 10}", "{B: 100}")], "too-few", "shares: {B",
        "1 of at least 2",
    ),
    "nothing breaks the ties": (
        FORCED_PLAN, [(f"break_ties: {TIES}", "break_ties: none")], "missing-tie-breaks",
        "equal: break", "has no ranking.break_ties",
    ),
    "no ranking at all": (
        FORCED_PLAN, [(f"ranking: {{within: team, break_ties: {TIES}}}\n", "")],
        "missing-tie-breaks", "equal: break", "has no ranking.break_ties",
    ),
    "no table for small groups": (
        FORCED_PLAN, [("too_small: by_score", "too_small: by_scores")], "unknown-choice",
        "too_small: by_s", "Did you mean 'by_score'?",
    ),
    "excludes nobody": (
        FORCED_PLAN, [("where: {role: leader}, service_days_min: 90, ", "")], "excludes-nobody",
        "excluded: {", "names nobody",
    ),
    "excluded by a stranger": (
        FORCED_PLAN, [("excluded: {where: {role:", "excluded: {where: {rol:")], "unknown-column",
        "rol: leader", "tiers.excluded.where",
    ),
    "a tier by score twice": (
        FORCED_PLAN, [("{from: 90.01, gives: A}]", "{from: 90.01, gives: B}]")], "duplicate-name",
        "gives: B}]", "tiers.by_score names 'B' twice",
    ),
    "edges by score fall": (
        FORCED_PLAN, [("{from: 60, gives: B}", "{from: 95, gives: B}")], "edges-not-rising",
        "from: 90.01", "tiers.by_score",
    ),
    "a tier for the excluded that pays nothing known": (
        FORCED_PLAN, [("service_days_min: 90, gives: C", "service_days_min: 90, gives: X")],
        "tier-without-coefficient", "gives: {A: 1.5", "tier 'X' has no coefficient",
    ),
    "a tier of small groups that pays nothing known": (
        FORCED_PLAN, [("below: C, bands: [{from: 60,", "below: D, bands: [{from: 60,")],
        "tier-without-coefficient", "gives: {A: 1.5", "tier 'D' has no coefficient",
    ),
    "two limits": (
        RANKED_PLAN, [("{up_to: 3,", "{up_to: 3, next_percent: 5,")], "limit-not-clear",
        "{up_to: 3", "tiers.bands[1] has up_to and next_percent",
    ),
    "no limit": (
        RANKED_PLAN, [("{up_to: 3, ", "{")], "limit-not-clear", "{gives: A}, {up",
        "tiers.bands[1] has no limit",
    ),
    "ranks that do not rise": (
        RANKED_PLAN, [("up_to_percent: 60.5", "up_to: 3 ")], "limits-not-rising", "up_to: 3 ,",
        "tiers.bands[2]: up_to 3 follows 3",
    ),
    "percents that fall": (
        RANKED_PLAN, [("{up_to: 3,", "{up_to_percent: 61,")], "limits-not-rising",
        "up_to_percent: 60.5", "up_to_percent 60.5 follows 61",
    ),
    "nothing is left": (
        RANKED_PLAN,
        [("{up_to: 3,", "{next_percent: 40,"), ("up_to_percent: 60.5", "next_percent: 60")],
        "tier-without-ranks", "rest: C", "take 100 %",
    ),
    "nothing is left for a band": (
        RANKED_PLAN,
        [("{up_to: 3, gives: A}", "{up_to_percent: 60, gives: S}, {next_percent: 40, gives: A}"),
         ("up_to_percent: 60.5", "next_percent: 5"), ("{A: 1.5,", "{S: 2, A: 1.5,")],
        "tier-without-ranks", "{next_percent: 5", "tiers.bands[3] is reached by nobody",
    ),
    "all percents": (
        RANKED_PLAN, [("up_to_percent: 60.5", "up_to_percent: 100")], "wrong-value",
        "up_to_percent: 100", "up_to_percent is '100'",
    ),
    "a tier by rank twice": (
        RANKED_PLAN,
        [("60.5, gives: B}]", "60.5, gives: A}]"), ("B: 1, C: 0", "C: 0"), ("[A, B]", "[A]")],
        "duplicate-name", "gives: A}],", "tiers names 'A' twice",
    ),
    "a tie of no measure": (
        RANKED_PLAN, [("{measure: wait}", "{measure: wayt}")], "unknown-measure", "measure: wayt",
        "ranking.break_ties[1].measure names no measure: 'wayt'",
    ),
    "a tie of no component": (
        RANKED_PLAN, [("{component: speed}, agent", "{component: sped}, agent")],
        "unknown-component", "component: sped", "ranking.break_ties[2].component",
    ),
    "ties that do not end": (
        RANKED_PLAN, [("speed}, agent_id]", "speed}]")], "ties-not-ended", "break_ties: [",
        "does not end in agent_id",
    ),
    "no ties at all": (
        RANKED_PLAN, [(TIES, "[]")], "ties-not-ended", "break_ties: [", "does not end in agent_id",
    ),
    "ties that go on": (
        RANKED_PLAN, [("[{measure: wait}, {", "[agent_id, {"), ("speed}, agent_id]", "speed}]")],
        "ties-not-ended", "agent_id, {", "goes on after agent_id",
    ),
    "a tie twice": (
        RANKED_PLAN, [("{component: speed}, agent", "{measure: wait}, agent")], "duplicate-name",
        "{measure: wait}, agent", "ranking.break_ties[2] repeats",
    ),
    "intervals of no share": (
        f"{MINIMAL}ranking: {{within: team, break_ties: none}}\n",
        [("break_ties: none", "break_ties: none, intervals: {z: 1.96}")],
        "no-intervals", "intervals: {z", "no component scores a share of rows",
    ),
    "intervals without a width": (
        RANKED_PLAN, [(f"break_ties: {TIES}", f"break_ties: {TIES}, intervals: {{z: 0}}")],
        "wrong-value", "z: 0", "ranking.intervals.z is '0'",
    ),
    "within nothing": (
        RANKED_PLAN, [("within: team", "within: squad")], "unknown-choice", "within: squad",
        "Write region, team, role or manager",
    ),
    "no word on ties": (
        RANKED_PLAN, [(f", break_ties: {TIES}", "")], "missing-key", "ranking: {",
        "ranking lacks 'break_ties'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_one_change_is_one_problem_at_its_place(tmp_path, case):
    plan, changes, code, piece, words = BROKEN[case]
    text = changed(*changes, text=plan)
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    [problem] = caught.value.problems
    assert (problem.code, problem.where) == (code, where_of(text, piece))
    assert words in f"{problem.what} {problem.hint}"
    assert problem.hint


def test_small_groups_by_score_need_the_table(tmp_path):
    table = FORCED_PLAN[FORCED_PLAN.index(",\n  by_score:") : FORCED_PLAN.index("}\npay:")]
    text = changed((table, ""), text=FORCED_PLAN)
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    [problem] = caught.value.problems
    assert (problem.code, problem.where) == ("missing-table", where_of(text, "too_small: by_s"))


def test_a_tier_that_the_smallest_group_has_no_place_for_is_a_notice(tmp_path):
    # 3 x 20, 70, 10 % is 0.6, 2.1, 0.3: 0, 2, 0 and the one left goes to A. Nobody is C.
    text = changed(("members_min: 10", "members_min: 3"), text=FORCED_PLAN)
    plan = plan_of(tmp_path, text)
    [notice] = notices(plan)
    assert lint(plan) == []
    assert (notice.code, notice.where) == ("tier-without-place", where_of(text, "members_min: 3"))
    assert notice.what == ("in a group of 3 agents, tiers.members_min, no place is left for C")


def test_the_names_of_tiers_are_those_that_an_agent_may_get(tmp_path):
    plan = plan_of(tmp_path, changed(("gives: C},\n  by", "gives: X},\n  by"),
                                     ("A: 1.5,", "X: 0, A: 1.5,"), text=FORCED_PLAN))  # fmt: skip
    assert [name for name, _ in scale(plan.tiers)] == ["C", "B", "A"]
    assert [name for name, _ in beside(plan.tiers)] == ["X", "C", "B", "A"]
    assert tier_names(plan.tiers) == ["C", "B", "A", "X"]
    ranked = plan_of(tmp_path, RANKED_PLAN)
    assert [name for name, _ in scale(ranked.tiers)] == ["C", "B", "A"]


def test_every_rule_is_in_a_list():
    rules = [*TIER_RULES, *TIER_NOTICES]
    assert len({rule.__name__ for rule in rules}) == len(rules)
