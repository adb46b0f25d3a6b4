"""No run ever pays more than the bound that was told before it: plans and months made up freely."""

import random
from collections import Counter, defaultdict
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import engine
from scoring.costs.cost import costs, totals
from scoring.costs.lines import line_most
from scoring.costs.world import World
from scoring.errors import DataError
from tests.agree import crowd
from tests.made_up import facts_of, roster_of
from tests.moving import moving_months
from tests.published.chains import NOTHING
from tests.strategies import Month, as_plan, months, plans

few = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@settings(few, max_examples=200)
@given(month=months())
def test_no_run_pays_more_than_was_told(month: Month):
    within_bounds(month)


@few
@given(month=moving_months())
def test_agents_who_move_are_not_paid_more_either(month: Month):
    within_bounds(month)


@settings(few, max_examples=120)
@given(month=months(), amount=st.sampled_from(["0.01", "40", "2000"]), owed=st.booleans())
def test_no_run_pays_more_where_a_draw_tops_up(month: Month, amount: str, owed: bool):
    """Give every month a draw: agents are paid the greater of it and what they earn."""
    lent = {"amount": {"CNY": amount}, "recoverable": str(owed).lower(), "pay_code": "DRAW"}
    before = month.plan.get("settlement", {})
    settled = month.plan | {"settlement": NOTHING | before | {"draw": lent}}
    within_bounds(replace(month, plan=settled))


@few
@given(plan=plans("given"), of=st.integers(0, 2**32 - 1))
def test_crowds_with_pools_and_awards_are_not_paid_more_either(plan, of):
    within_bounds(crowd(plan, random.Random(of)))


def within_bounds(month: Month) -> None:
    """Hold a run to what was told before it: how many are paid each line, and what it costs."""
    plan, _ = as_plan(month.plan)
    roster = roster_of(month)
    rows = costs(plan, roster)
    values, _ = engine.measure(plan, roster, [[facts_of(month.rows, list(roster.agent_ids))]])
    try:
        paid = engine.run(plan, values, roster).lines
    except DataError:  # sums below zero, or over a budget, that the plan refuses: nothing is paid
        return
    earned = {piece["name"] for piece in [*plan_lines(month), *month.plan["awards"]]}
    bound = {(row.line, row.currency): row for row in rows}
    each_within_bounds(plan, roster, paid)
    who, spent, in_all = defaultdict(set), Counter(), Counter()
    for line in paid:  # what is parted between cost centres is told as one line
        key = line.line.partition("/")[0], line.currency
        in_all[line.currency] += line.amount_minor
        if key in bound or key[0] in earned:
            who[key].add(line.agent)
            spent[key] += line.amount_minor
    for key, agents in who.items():
        if key[0] in earned or nothing_before(roster):
            assert len(agents) <= bound[key].agents, key
            assert bound[key].most is None or spent[key] <= bound[key].most, key
    most = totals(rows)
    for code, amount in in_all.items():  # what is held back, or carried on, is not paid
        if nothing_before(roster) and most[code] is not None:
            assert amount <= most[code]


def each_within_bounds(plan, roster, paid):
    """Hold every agent's line to the bound of that agent."""
    spent = Counter()
    for line in paid:
        spent[line.line.partition("/")[0], line.agent] += line.amount_minor
    for said in plan.lines:
        if said.pool is None:
            one = line_most(said, World(plan, roster))
            most = dict(zip(one.who.tolist(), one.minor.tolist(), strict=True))
            open_ = set(one.who[one.open].tolist())
            for (name, agent), amount in spent.items():
                assert name != said.name or agent in open_ or amount <= most[agent], (name, agent)


def nothing_before(roster):
    """Tell whether nothing of other periods, and no adjustment, is settled with this one."""
    return not roster.settling.openings.agent.size and not len(roster.settling.adjustments.agent)


def plan_lines(month):
    """The pay lines of a month's plan, as they were drawn."""
    return [] if month.plan["pay"] == "none" else month.plan["pay"]
