"""Totals so far by themselves: exact beyond int64, and only of whom the earlier run knows."""

import dataclasses

import numpy as np

from scoring.flow import Earlier
from scoring.pieces.reports import earlier_taken, measured_agents, with_earlier
from scoring.pieces.so_far import about_totals, reached
from tests.people import roster
from tests.plan.test_so_far_lint import TEXT
from tests.plans import plan_of

NAME = "sold_before"


def earlier(totals, came, there=None):
    """What a run says: numbers or None by agent, and who was in it."""

    def units(numbers):
        known = np.array([x is not None for x in numbers])
        return np.array([x or 0 for x in numbers], dtype=object), known

    n = len(totals)
    values = {NAME: units(totals), "sold": units(came)}
    nobody = np.zeros(n, np.int64), np.zeros(n, np.bool_)
    return Earlier(
        "r", "2026-05", *nobody, values, there=None if there is None else np.array(there)
    )


def people(past, agents):
    return dataclasses.replace(roster(agents, period="2026-06"), earlier=past)


def test_sums_that_int64_cannot_hold_stay_exact(tmp_path):
    plan = plan_of(tmp_path, TEXT)
    past = earlier([2**63 - 1, 10**30, 5], [1, 1, -6])
    total, denominator, known = reached(NAME, plan.measures[NAME], people(past, "abc"))
    assert total.tolist() == [2**63, 10**30 + 1, -1]
    assert (denominator.tolist(), known.tolist()) == ([1] * 3, [True] * 3)


def test_who_was_not_there_begins_at_zero_and_what_is_not_known_stays_so(tmp_path):
    plan = plan_of(tmp_path, TEXT)
    past = earlier([3, None, 4, None], [5, 6, None, None], [True, True, True, False])
    own = people(past, "abcd")
    total, _, known = reached(NAME, plan.measures[NAME], own)
    assert total.tolist() == [8, 0, 0, 0]
    assert known.tolist() == [True, False, False, True]
    told = {finding.code: finding.reason for finding in about_totals(plan, own)}
    assert told["begins-at-zero"].startswith("1 agent not in the run of 2026-05")
    assert told["unknown-so-far"].startswith(
        "2 agents of whom it is not known in the run of 2026-05"
    )


def test_without_a_run_before_nothing_is_known(tmp_path):
    plan = plan_of(tmp_path, TEXT)
    alone = people(None, "ab")
    assert not reached(NAME, plan.measures[NAME], alone)[2].any()
    assert list(about_totals(plan, alone)) == []


def test_who_was_there_goes_with_agents_and_with_reports_beside_them():
    past = earlier([1, 2, 3], [1, 1, 1], [True, False, True])
    assert earlier_taken(past, np.array([2, 1])).there.tolist() == [True, False]
    inside, beside = roster("ab"), roster("c")
    both = with_earlier(dataclasses.replace(inside, beside=beside), past)
    assert both.earlier.there.tolist() == [True, False]
    assert measured_agents(both).earlier.there.tolist() == [True, False, True]
