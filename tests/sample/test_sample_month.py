"""The sample month under the shipped appraisal: all of it occurs, every row is accounted for."""

from collections import Counter

import pytest

from scoring.accounts import became
from scoring.monthly import run_period
from scoring.sample.month import make_sample
from scoring.shipped import find_plan


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample-month")
    facts = make_sample(folder / "data")
    plan = find_plan("aftersales-monthly")
    return facts, run_period(plan, folder / "data", facts.period, folder / "runs")


def test_what_was_planted_is_what_the_run_found(month):
    facts, done = month
    found = Counter()
    for total in done.intake.faults:
        found[total.column, total.rule] += total.count
    assert found == facts.planted


def test_every_row_is_accounted_for(month):
    facts, done = month
    rows = became(done.intake.fates)
    assert sum(rows.values()) == facts.rows == 60_000
    assert rows["quarantined"] == sum(facts.planted.values())
    assert rows["unattributed"] == facts.unattributed
    # The rows at the edges of the month, but for those of trainers, who are not in the plan.
    assert facts.edge * 95 // 100 <= rows["outside_period"] <= facts.edge


def test_the_tiers_have_the_shares_that_such_a_plan_is_made_for(month):
    # Meant to be about S 5, A 20, B 45, C 25, D 5 in a hundred: none empty, B the largest.
    _, done = month
    tiers = Counter(t for t in done.result.standing.tier.tolist() if t)
    share = {t: 100 * n / tiers.total() for t, n in tiers.items()}
    meant = {"S": (2, 7), "A": (14, 25), "B": (42, 55), "C": (18, 30), "D": (2, 8)}
    assert {t: low <= share[t] <= high for t, (low, high) in meant.items()} == dict.fromkeys(
        meant, True
    )


def test_every_outcome_of_the_plan_occurs(month):
    facts, done = month
    result, plan = done.result, done.plan
    assert set(result.standing.status.tolist()) == {"ranked", "vetoed", "held"}
    closed = {name for gates in result.standing.gates for name in gates.split(",") if name}
    assert closed == {gate.name for gate in plan.gates}
    assert {a.name for a in result.awards} == {a.name for a in plan.awards}
    assert {a.name for a in result.actions} == {a.name for a in plan.actions}
    assert {line.currency for line in result.lines} == set(facts.currencies)
    stars = [a.agent for a in result.awards if a.name == "service_star"]
    assert {result.roster.columns["region"][i] for i in stars} == set(facts.regions)
    codes = {finding.code for finding in result.findings}
    assert {"no-bonus-base", "agent-moved", "not-in-plan", "unattributed"} <= codes
    reasons = {r for part in result.components.values() for r in part.reason.tolist()}
    assert {"scored", "excluded", "neutral", "held"} <= reasons
