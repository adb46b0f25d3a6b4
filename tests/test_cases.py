"""Cases beside a plan: what is said is compared, and each difference stands at its place."""

import pytest

from scoring.cases import TARGET_MAX, cases_path, check_plan, load_cases, run_cases
from scoring.errors import PlanError
from scoring.intake.contracts import Targets, declared
from tests import months
from tests.every_key import SETTLED, STAR
from tests.plan.test_lint_ledgers import LEDGER, ROLLUP
from tests.plans import MINIMAL, RICH, changed, plan_of, where_of

LED = changed(
    ("  team:", "  led:"),
    ("over: team", "over: reports"),
    ("by: micro", "by: macro"),
    ("volume_min: 5", "volume_min: 1"),
    text=ROLLUP,
)
# The smallest plan gives 100 points from 4.5, 80 from 4, else 0; A from 90, B from 60, else C.
CASES = """\
plan: minimal
period: 2026-10
cases:
  - name: on the edges
    why: A value on an edge is in the band above it.
    given:
      A: {measures: {csat: 4.50}}
      B: {measures: {csat: 4.49}}
      C: {measures: {csat: 3.99}, volumes: {csat: 9}}
    expect:
      A: {status: ranked, score: 100, tier: A, rank: 1, points: {satisfaction: 100.00}}
      B: {score: 80.00, tier: B, rank: 2, awards: [], actions: [], gates: []}
      C: {score: 0, tier: C, rank: 3, total: 0}
  - name: too few answers
    given:
      A: {measures: {csat: 5}, volumes: {csat: 4}}
      B: {}
    expect:
      A: {status: unranked, score: none, tier: none, rank: none, rank_in: none}
      B: {status: unranked, points: {satisfaction: none}}
"""

# By hand: csat 4.55 gives 100 points; response 95.25 is its target, so attainment 100 lies on the
# line from (80, 60) to (100.125, 90): 60 + 20 / 20.125 * 30 = 89.81 (89.8136...). solved 90 on a
# target of 100 is 90, in the band from 33.333: 50. Score 0.4 * 100 + 0.35 * 89.81 + 0.25 * 50
# = 40 + 31.4335 + 12.5 = 83.93, tier B, coefficient 1. Pay 10000 * 0.3 * 1 = 3000; csat 4.55 is
# worth a factor of 1.1, leading another: 3630; half time, 15 of 30 days: 3630 * 15 / 30 * 0.5 =
# 907.50. The star adds 500.25: 1407.75. The second agent waits too long: the gate vetoes.
RICH_CASES = """\
plan: rich
period: 2026-06
cases:
  - name: everything at once
    given:
      A: {measures: {csat: 4.55, response: 95.25, solved: 90, wait: 3},
          targets: {solved: {target: 100}},
          region: east, role: leader, currency: CNY, bonus_base: 10000, fte: 0.5, employed_days: 15}
      B: {measures: {csat: 4.55, response: 95.25, solved: 90, wait: 30.5},
          targets: {solved: {target: 100}},
          region: islands, currency: JPY, bonus_base: 300000}
    expect:
      A: {score: 83.93, tier: B, points: {speed: 89.81, solved: 50}, pay: {bonus: 907.50},
          awards: [star, thanks], total: 1407.75, rank_in: 1}
      B: {status: vetoed, score: 83.93, rank: 1, pay: {bonus: none}, gates: [slow], awards: []}
"""

# Half of each team is A; a team of one is graded by the score alone. E is new, and takes no place:
# t1 has three to grade, 1.5 places each, and the one left is A's. F has no score.
FORCED_MINIMAL = changed(
    (
        """tiers:
  mode: whole
  below: C
  bands:
    - {from: 60, gives: B}
    - {from: 90, gives: A}
""",
        """ranking: {within: manager, break_ties: [agent_id]}
tiers: {mode: distribution, among: team, shares: {A: 50, B: 50}, equal: break, members_min: 2,
  small_groups: apart, too_small: by_score, excluded: {service_days_min: 90, gives: New},
  by_score: {mode: whole, below: C, bands: [{from: 60, gives: B}, {from: 90, gives: A}]}}
""",
    )
)
FORCED_CASES = """\
plan: minimal
period: 2026-10
cases:
  - name: a distribution
    given:
      A: {measures: {csat: 4.50}, team: t1, tenure_days: 90, manager_id: m1}
      B: {measures: {csat: 3.99}, team: t1, tenure_days: 91}
      C: {measures: {csat: 4.50}, team: t1, tenure_days: 900}
      D: {measures: {csat: 4.00}, team: t2, tenure_days: 900}
      E: {measures: {csat: 4.50}, team: t1, tenure_days: 89, manager_id: m1}
      F: {team: t1}
    expect:
      A: {score: 100, tier: A, tier_by: distribution, tier_by_score: A, rank: 1, rank_in: 1}
      B: {tier: B, tier_by: distribution, tier_by_score: C, rank: 5}
      C: {tier: A, rank: 2, rank_in: 1}
      D: {tier: B, tier_by: too_small, rank: 4}
      E: {tier: New, tier_by: excluded, tier_by_score: A, rank: 3, rank_in: 2}
      F: {tier: none, tier_by_score: none, rank: none}
"""


# Two of a team have 4.5 from six facts and 4 from four: 43 / 10 = 4.3 together, 80 points; 4.5
# would have 100. C has no team. Without events the balance is its start, 100; it is stated for A
# alone, where it closes the gate.
GATE_AND_ACTIONS = """\
gates:
  - {name: bad, when: {measure: conduct, below: 60, missing: fails}, then: veto, why: Bad}
actions:
  - {name: kept, title: Kept, when: {measure: conduct, at_least: 100, missing: fails}}
  - {name: leads, title: Leads, when: {measure: led, at_least: 4.5, missing: fails}}
tiers:
"""
TOGETHER = changed(
    ("components:\n", f"{LEDGER}{ROLLUP}{LED}components:\n"),
    ("measure: csat", "measure: team"),
    ("tiers:\n", GATE_AND_ACTIONS),
)
TOGETHER_CASES = """\
plan: minimal
period: 2026-10
cases:
  - name: a team and who leads it
    given:
      A: {measures: {csat: 4.5, conduct: 59.9}, volumes: {csat: 6}, team: t, manager_id: C}
      B: {measures: {csat: 4}, volumes: {csat: 4}, team: t, manager_id: C}
      C: {}
    expect:
      A: {status: vetoed, points: {satisfaction: 80}, gates: [bad], actions: []}
      B: {status: ranked, points: {satisfaction: 80}, gates: [], actions: [kept]}
      C: {status: unranked, points: {satisfaction: none}}
  - name: few facts together
    given:
      A: {measures: {csat: 5}, volumes: {csat: 3}, team: t}
      B: {measures: {csat: 4}, volumes: {csat: 1}, team: t}
    expect:
      A: {status: unranked}
      B: {status: unranked}
"""


def test_a_rollup_follows_from_the_agents_of_a_case_and_a_ledger_from_its_start(tmp_path):
    # B's own 4 is of too few facts for a value, which are the team's facts still. Nothing scores C,
    # so that no action concerns C, though A's 4.5 alone is what C leads by.
    found = outcomes(tmp_path, TOGETHER_CASES, TOGETHER)
    assert [p for outcome in found for p in outcome.problems] == []


@pytest.mark.parametrize("key", ["measures", "volumes"])
def test_a_rollup_is_not_stated(tmp_path, key):
    text = changed(("C: {}", f"C: {{{key}: {{team: 5}}}}"), text=TOGETHER_CASES)
    with pytest.raises(PlanError) as caught:
        outcomes(tmp_path, text, TOGETHER)
    [problem] = caught.value.problems
    place = where_of(text, "team: 5", "plan.cases.yaml")
    assert (problem.code, problem.where) == ("rollup-stated", place)
    assert problem.hint == "State csat of each agent, and who is in which team."


# By hand: 5.00 and 4.00 give 100 and 80 points. B's rating was 3.00, A's 4.50, and nobody knows
# C's: B improved by 1.00, A by 0.50. Both scores were 90, so that A has 10 more and B 10 less.
HONOURS = (
    MINIMAL
    + """\
awards:
  - {name: riser, title: Riser, top: 1, per: manager, by: {improved: csat}, tiers: any,
     ties: expand, amount: none}
actions:
  - {name: worse, title: Worse, when: {improved: score, below: 0, missing: fails}}
  - {name: short, title: Short, each_component: {below: 100},
     when: {where: {shift: night, tenure_days: {at_least: 90}}}}
"""
)
HONOURED = """\
plan: minimal
period: 2026-10
cases:
  - name: who improved
    given:
      A: {measures: {csat: 5.00}, earlier: {score: 90, measures: {csat: 4.50}}, manager_id: M1}
      B: {measures: {csat: 4.00}, earlier: {score: 90, measures: {csat: 3.00}}, manager_id: M1,
          shift: night, tenure_days: 90}
      C: {measures: {csat: 4.00}, manager_id: M1, shift: night, tenure_days: 89}
    expect:
      A: {awards: [], actions: []}
      B: {awards: [riser], actions: [worse, short]}
      C: {awards: [], actions: []}
  - name: no run was named
    given:
      A: {measures: {csat: 5.00}}
    expect:
      A: {awards: [], actions: []}
"""


def outcomes(folder, cases, plan=MINIMAL):
    (folder / "plan.cases.yaml").write_text(cases, encoding="utf-8")
    return run_cases(plan_of(folder, plan), load_cases(folder / "plan.cases.yaml"))


@pytest.mark.parametrize(
    ("cases", "plan"),
    [
        (CASES, MINIMAL),
        (RICH_CASES, RICH),
        (HONOURED, HONOURS),
        (FORCED_CASES, FORCED_MINIMAL),
    ],
)
def test_what_was_said_comes_out(tmp_path, cases, plan):
    assert [p for outcome in outcomes(tmp_path, cases, plan) for p in outcome.problems] == []


@pytest.mark.parametrize(
    ("said", "instead", "words"),
    [
        ("tier: B", "tier: A", "B.tier is B, expected A"),
        ("score: 80.00", "score: 80.01", "B.score is 80.00, expected 80.01"),
        ("score: 80.00", "score: none", "B.score is 80.00, expected none"),
        ("rank: 2", "rank: 1", "B.rank is 2, expected 1"),
        ("total: 0", "total: 1", "C.total is 0, expected 1"),
        ("status: ranked", "status: held", "A.status is ranked, expected held"),
        ("satisfaction: none", "satisfaction: 0", "points.satisfaction is none, expected 0"),
    ],
)
def test_a_difference_is_told_with_both_sides_and_its_place(tmp_path, said, instead, words):
    text = changed((said, instead), text=CASES)
    [problem] = [p for outcome in outcomes(tmp_path, text) for p in outcome.problems]
    assert problem.code == "case-fails"
    assert problem.where == where_of(CASES, said, "plan.cases.yaml")
    assert words in problem.what


@pytest.mark.parametrize(
    ("said", "instead", "words"),
    [
        ("pay: {bonus: 907.50}", "pay: {bonus: 10}", "A.pay.bonus is 907.50, expected 10"),
        ("pay: {bonus: none}", "pay: {bonus: 0}", "B.pay.bonus is none, expected 0"),
    ],
)
def test_a_pay_line_is_compared_by_its_name(tmp_path, said, instead, words):
    text = changed((said, instead), text=RICH_CASES)
    [problem] = [p for found in outcomes(tmp_path, text, RICH) for p in found.problems]
    assert problem.what.endswith(words)
    assert problem.where == where_of(text, instead[6:]).replace("plan.yaml", "plan.cases.yaml")


@pytest.mark.parametrize(
    ("said", "instead", "words"),
    [
        ("tier_by: too_small", "tier_by: pooled", "D.tier_by is too_small, expected pooled"),
        ("tier_by_score: C", "tier_by_score: B", "B.tier_by_score is C, expected B"),
        ("tier_by_score: none", "tier_by_score: C", "F.tier_by_score is none, expected C"),
    ],
)
def test_how_a_tier_was_given_is_compared(tmp_path, said, instead, words):
    text = changed((said, instead), text=FORCED_CASES)
    [problem] = [p for o in outcomes(tmp_path, text, FORCED_MINIMAL) for p in o.problems]
    assert problem.where == where_of(FORCED_CASES, said, "plan.cases.yaml")
    assert words in problem.what


# One component within a group, its points rounded to whole ones: 4.49 is on the line from (4, 80)
# to (5, 100) at 80 + 0.49 x 20 = 89.8, which is 90.
MEMBER = changed(
    (
        """  - name: satisfaction
    measure: csat
    weight: 1
    on: value
    curve:
      mode: whole
      below: 0
      bands:
        - {from: 4, gives: 80}
        - {from: 4.5, gives: 100}
    why: Customers come first.
""",
        """  - name: customer
    weight: 1
    combine: mean
    scored_min: 1
    missing: exclude
    places: exact
    why: Customers come first.
    members:
      - name: satisfaction
        measure: csat
        on: value
        curve:
          {mode: interpolated, below: 0, points: [{at: 4, gives: 80}, {at: 5, gives: 100}],
           above: hold}
        points: {places: 0, rounding: half_up}
        why: Customers come first.
""",
    ),
    text=MINIMAL,
)
MEMBER_CASES = """\
plan: minimal
period: 2026-10
cases:
  - name: within a group
    given:
      A: {measures: {csat: 4.49}}
    expect:
      A: {score: 90, points: {satisfaction: 90}}
"""


def test_the_points_of_a_member_are_compared_at_its_own_places(tmp_path):
    [outcome] = outcomes(tmp_path, MEMBER_CASES, MEMBER)
    assert outcome.problems == ()
    text = changed(("satisfaction: 90}", "satisfaction: 89}"), text=MEMBER_CASES)
    [problem] = outcomes(tmp_path, text, MEMBER)[0].problems
    assert "points.satisfaction is 90, expected 89" in problem.what


def test_lists_are_compared_without_order(tmp_path):
    text = changed(("awards: [star, thanks]", "awards: [thanks, star]"), text=RICH_CASES)
    assert [p for outcome in outcomes(tmp_path, text, RICH) for p in outcome.problems] == []
    text = changed(("awards: [star, thanks]", "awards: [thanks]"), text=RICH_CASES)
    [problem] = outcomes(tmp_path, text, RICH)[0].problems
    assert "is star, thanks, expected thanks" in problem.what


# What a case may not say: the change, the code, the text at the place named.
UNFIT = {
    "another plan": (("plan: minimal", "plan: other"), "cases-of-another-plan", "plan: other"),
    "same name": (
        ("name: too few answers", "name: on the edges "),
        "duplicate-name",
        "name: on the edges \n",
    ),
    "measure": (("{csat: 4.50}", "{cast: 4.50}"), "unknown-measure", "cast: 4.50"),
    "volume": (("volumes: {csat: 9}", "volumes: {cast: 9}"), "unknown-measure", "cast: 9"),
    "component": (
        ("points: {satisfaction: 100", "points: {patience: 100"),
        "unknown-component",
        "patience: 100",
    ),
    "award": (("awards: []", "awards: [star]"), "unknown-award", "star]"),
    "agent": (("C: {score: 0", "D: {score: 0"), "unknown-agent", "D: {score: 0"),
    "places": (("{csat: 4.50}", "{csat: 4.501}"), "too-many-places", "csat: 4.501"),
    "currency": (("B: {}", "B: {currency: RMB}"), "unknown-currency", "currency: RMB"),
    "base": (("B: {}", "B: {bonus_base: 1.00001}"), "too-many-places", "bonus_base: 1.00001"),
    "period": (("period: 2026-10", "period: October"), "not-a-period", "period: October"),
    "cycle": (("period: 2026-10", "period: 2026-Q4"), "wrong-cycle", "period: 2026-Q4"),
    "key": (("rank: 2", "rnk: 2"), "unknown-key", "rnk: 2"),
}


@pytest.mark.parametrize("target", ["0", "-1", "1000000000"])
def test_a_target_is_one_that_a_file_could_hold(tmp_path, target):
    first = (
        "wait: 3},\n          targets: {solved: {target: 100}}",
        f"wait: 3}},\n          targets: {{solved: {{target: {target}}}}}",
    )
    text = changed(first, text=RICH_CASES)
    with pytest.raises(PlanError) as caught:
        outcomes(tmp_path, text, RICH)
    [problem] = caught.value.problems
    place = where_of(text, f"solved: {{target: {target}}}", "plan.cases.yaml")
    assert (problem.code, problem.where) == ("target-out-of-range", place)
    held = declared(Targets)["value"]
    whole = int(TARGET_MAX * 10**held.places)
    assert (held.low, held.high) == (1 - whole, whole - 1)


@pytest.mark.parametrize("case", UNFIT)
def test_a_case_that_does_not_fit_its_plan_is_refused(tmp_path, case):
    change, code, piece = UNFIT[case]
    text = changed(change, text=CASES)
    with pytest.raises(PlanError) as caught:
        outcomes(tmp_path, text)
    [problem] = caught.value.problems
    assert (problem.code, problem.where) == (code, where_of(text, piece, "plan.cases.yaml"))
    assert problem.hint


@pytest.mark.parametrize(
    ("change", "code", "piece"),
    [
        (("measures: {csat: 3.00}", "measures: {cast: 3.00}"), "unknown-measure", "cast: 3.00"),
        (("measures: {csat: 3.00}", "measures: {csat: 3.001}"), "too-many-places", "csat: 3.001"),
        (("score: 90, measures: {csat: 3", "score: 9.001, measures: {csat: 3"), "too-many-places",
         "score: 9.001"),
        (("tenure_days: 89", "tenure_days: 89.5"), "wrong-value", "tenure_days: 89.5"),
    ],
)  # fmt: skip
def test_a_past_that_could_not_be_is_refused(tmp_path, change, code, piece):
    text = changed(change, text=HONOURED)
    with pytest.raises(PlanError) as caught:
        outcomes(tmp_path, text, HONOURS)
    [problem] = caught.value.problems
    assert (problem.code, problem.where) == (code, where_of(text, piece, "plan.cases.yaml"))


def test_check_says_what_holds_and_what_is_missing(tmp_path):
    plan_of(tmp_path, MINIMAL)
    path = tmp_path / "plan.yaml"
    assert "no cases beside the plan" in check_plan(path)
    assert cases_path(path) == tmp_path / "plan.cases.yaml"
    cases_path(path).write_text(CASES, encoding="utf-8")
    assert "all 2 cases come out as expected" in check_plan(path)
    cases_path(path).write_text(changed(("tier: B", "tier: A"), text=CASES), encoding="utf-8")
    with pytest.raises(PlanError, match="case-fails"):
        check_plan(path)


def test_the_cases_of_the_shipped_plans_come_out(root):
    plans = [p for p in (root / "rules").glob("*.yaml") if not p.stem.endswith(".cases")]
    assert plans
    for path in plans:
        assert "as expected" in check_plan(path)


# The base of pay for whoever has a score, prorated by three words: 12 of 22 working days, months
# from 16 days on, and half of the target of 4.5, at two places, for half of June.
PAID_IN_PART = """\
pay:
  - name: bonus
    pay_code: PB
    start: {column: bonus_base, rate: 1, coefficient: {on: tier, gives: {A: 1, B: 1, C: 1}}}
    multipliers: none
    cap: none
    proration: FORM
    floor: none
"""
BY_WORKING_DAYS = "{by: working_days, calendar: office, out_of: period, fte: ignore}"
BY_MONTHS = "{by: months, full_from: 16, february_from: 15, fte: ignore}"
PART = """\
plan: minimal
period: 2026-06
cases:
  - name: a part of June
    given:
      A: {measures: {csat: 4.50}, currency: CNY, bonus_base: 1200, GIVEN}
    expect:
      A: {pay: {bonus: PAID}}
"""


def in_part(tmp_path, form: str, given: str, paid: str):
    text = changed(("pay: none\n", PAID_IN_PART.replace("FORM", form)))
    plan = plan_of(tmp_path, text)
    cases = tmp_path / "plan.cases.yaml"
    cases.write_text(PART.replace("GIVEN", given).replace("PAID", paid), encoding="utf-8")
    (outcome,) = run_cases(plan, load_cases(cases))
    return outcome.problems


@pytest.mark.parametrize(
    ("form", "given", "paid"),
    [
        (BY_WORKING_DAYS, "working_days: {employed: 12, period: 22}", "654.55"),
        (BY_MONTHS, "employed_from: 2026-06-15", "1200"),
        (BY_MONTHS, "employed_from: 2026-06-16, employed_to: 2026-06-30", "0"),
        (BY_MONTHS, "role: agent", "1200"),
        ("{by: calendar_days, fte: ignore}", "employed_from: 2026-06-15", "640"),
        ("{by: calendar_days, fte: ignore}", "employed_to: 2026-06-15", "600"),
        ("{by: calendar_days, fte: apply}", "employed_days: 15, fte: 0.5", "300"),
    ],
)
def test_service_is_stated_as_the_plan_counts_it(tmp_path, form, given, paid):
    assert in_part(tmp_path, form, given, paid) == ()


@pytest.mark.parametrize(
    ("form", "given", "code"),
    [
        (BY_WORKING_DAYS, "role: agent", "working-days-not-said"),
        (BY_WORKING_DAYS, "working_days: {employed: 23, period: 22}", "too-many-days"),
        (BY_MONTHS, "working_days: {employed: 2, period: 22}", "working-days-not-asked"),
        (BY_MONTHS, "employed_days: 15", "days-not-said"),
        (BY_MONTHS, "employed_days: 15, employed_from: 2026-06-16", "said-twice"),
        (BY_MONTHS, "employed_from: 2026-05-31", "days-outside-period"),
        (BY_MONTHS, "employed_to: 2026-07-01", "days-outside-period"),
        (BY_MONTHS, "employed_from: 2026-06-20, employed_to: 2026-06-19", "days-outside-period"),
    ],
)
def test_service_that_does_not_fit_is_refused(tmp_path, form, given, code):
    with pytest.raises(PlanError) as caught:
        in_part(tmp_path, form, given, "0")
    assert [problem.code for problem in caught.value.problems] == [code]


def test_agents_of_a_case_share_the_period(tmp_path):
    days = "working_days: {employed: 2, period: 2"
    given = f"{days}2}}}}\n      B: {{{days}1}}"
    with pytest.raises(PlanError, match="22 working days, and 21"):
        in_part(tmp_path, BY_WORKING_DAYS, given, "0")


CONVERTED = changed(
    (
        "pay: none\n",
        """pay:
  - name: bonus
    pay_code: PERF
    start:
      on: score
      amounts: {mode: whole, below: {CNY: 0}, bands: [{from: 80, gives: {CNY: 500}}]}
    multipliers: none
    cap: none
    proration: none
    floor: none
    split: {CC-A: 0.6, CC-B: 0.4}
exchange: {from: CNY, on: period_end, days_back: 0}
""",
    )
)
CONVERTED_CASES = """\
plan: minimal
period: 2026-10
cases:
  - name: paid in euros
    rates: {EUR: 0.128123456789}
    given:
      A: {measures: {csat: 4.50}, currency: EUR}
      B: {measures: {csat: 4.50}, currency: CNY}
    expect:
      A: {pay: {bonus: 64.06}, total: 64.06}
      B: {pay: {bonus: 500}}
"""


def test_a_case_states_the_rates_and_compares_the_parts_of_a_line_together(tmp_path):
    # 500 x 0.128123456789 = 64.0617283945: 64.06, in parts of 38.44 and 25.62.
    plan_of(tmp_path, CONVERTED)
    cases_path(tmp_path / "plan.yaml").write_text(CONVERTED_CASES, encoding="utf-8")
    assert "1 case comes out as expected" in check_plan(tmp_path / "plan.yaml")


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (("rates: {EUR: 0.128123456789}", "why: None"), "missing-rate", "no rate of CNY to EUR"),
        (("{EUR: 0.128123456789}", "{EUR: 0.1, EUX: 1}"), "unknown-currency", "'EUX'"),
        (("{EUR: 0.128123456789}", "{EUR: 0.1, CNY: 1}"), "rate-not-asked", "into CNY"),
        (("pay: {bonus: 64.06}", "pay: {bonus: 64.07}"), "case-fails", "is 64.06"),
    ],
)
def test_a_case_that_lacks_a_rate_or_has_one_too_many_is_refused(tmp_path, change, code, words):
    plan = plan_of(tmp_path, CONVERTED)
    beside = cases_path(tmp_path / "plan.yaml")
    beside.write_text(changed(change, text=CONVERTED_CASES), encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        check_plan(tmp_path / "plan.yaml")
    assert plan.exchange is not None
    assert [p.code for p in caught.value.problems] == [code]
    assert words in str(caught.value)


def test_rates_that_no_plan_asks_for_are_refused(tmp_path):
    without = changed(("exchange: {from: CNY, on: period_end, days_back: 0}\n", ""), text=CONVERTED)
    plan_of(tmp_path, without)
    cases_path(tmp_path / "plan.yaml").write_text(CONVERTED_CASES, encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        check_plan(tmp_path / "plan.yaml")
    assert {p.code for p in caught.value.problems} == {"rate-not-asked"}


# Earned 3000 by tier B; adjusted by -200; 25 % of the 3000 is held, 750; released 100; carried -50:
# 2100, which is below the draw of 2500: 400 are advanced, and 60 + 400 owed.
SETTLED_CASES = """\
plan: small
period: 2026-06
cases:
  - name: all at once
    given:
      A: {measures: {csat: 4.4}, currency: CNY, bonus_base: 10000,
          settled: {balances: {carried: -50, owed: 60, held: {2026-03: 100, 2026-04: 7}},
                    adjustments: {J1: -200}}}
      B: {measures: {csat: 4.4}, currency: CNY, bonus_base: 10000,
          settled: {balances: {held: {2026-03: 100}}, leaves: true}}
    expect:
      A: {total: 2500, pay: {bonus: 3000},
          lines: {"adjustment:J1": -200, "held:bonus": -750, "released:2026-03": 100,
                  "carried:in": -50, "draw:advanced": 400, "carried:out": none},
          balances: {carried: 0, owed: 460, held: {2026-03: 0, 2026-04: 7, 2026-06: 750}}}
      B: {lines: {"released:2026-03": none}, balances: {held: {2026-03: 0}}}
"""
SMALL = (
    months.PLAN
    + STAR.replace("top: 1", "top: 1, where: {role: boss}")
    + SETTLED.replace("CNY: 600", "CNY: 2500")
)


def differences(folder, cases):
    return [p for outcome in outcomes(folder, cases, SMALL) for p in outcome.problems]


def test_balances_are_stated_and_expected(tmp_path):
    assert differences(tmp_path, SETTLED_CASES) == []


@pytest.mark.parametrize(
    ("said", "instead", "words"),
    [
        ("owed: 460", "owed: 461", "A.balances.owed is 460.00, expected 461"),
        ("2026-04: 7,", "2026-04: 8,", "A.balances.held.2026-04 is 7.00, expected 8"),
        ("-750", "-751", "A.lines.held:bonus is -750.00, expected -751"),
        ('"carried:out": none', '"carried:out": 0', "A.lines.carried:out is none, expected 0"),
    ],
)
def test_a_balance_that_differs_is_told(tmp_path, said, instead, words):
    assert SETTLED_CASES.count(said) in (1, 2)
    text = instead.join(SETTLED_CASES.rsplit(said, 1))
    (problem,) = differences(tmp_path, text)
    assert words in problem.what


@pytest.mark.parametrize(
    ("said", "instead", "code"),
    [
        ("J1: -200}", "J1: -200.001}", "too-many-places"),
        ("A: {measures: {csat: 4.4}, currency: CNY,", "A: {measures: {csat: 4.4},", "missing-cur"),
    ],
)
def test_amounts_that_could_not_be_are_refused(tmp_path, said, instead, code):
    assert SETTLED_CASES.count(said) == 1
    with pytest.raises(PlanError) as caught:
        outcomes(tmp_path, SETTLED_CASES.replace(said, instead), SMALL)
    assert all(problem.code.startswith(code) for problem in caught.value.problems)


def test_a_plan_that_settles_nothing_takes_no_balances(tmp_path):
    with pytest.raises(PlanError) as caught:
        outcomes(tmp_path, SETTLED_CASES, months.PLAN)
    assert {problem.code for problem in caught.value.problems} == {"nothing-to-settle"}
