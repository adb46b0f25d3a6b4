"""What is called idle is idle: without the caps that bind nobody every run pays the same."""

import copy

from hypothesis import HealthCheck, given, settings

from scoring import engine
from scoring.errors import DataError
from scoring.plan.lint import remarks
from tests.made_up import facts_of, roster_of
from tests.strategies import Month, as_plan, months


def idle_caps(month):
    """The pay lines of a month, each with the places of caps that are called idle."""
    plan, _ = as_plan(month.plan)
    told = [p.what.split(" ")[0] for p in remarks(plan) if p.code == "cap-never-binds"]
    return plan, told


def without(tree, paths):
    """The plan without these caps."""
    tree = copy.deepcopy(tree)
    for line in [] if tree["pay"] == "none" else tree["pay"]:
        if line["cap"] != "none":
            path = f"pay.{line['name']}.cap"
            left = [c for i, c in enumerate(line["cap"], 1) if f"{path}[{i}]" not in paths]
            line["cap"] = left or "none"
    return tree


def paid(plan, month):
    """What a run pays: agents, lines, currencies and amounts; nothing where it is refused."""
    roster = roster_of(month)
    values, _ = engine.measure(plan, roster, [[facts_of(month.rows, list(roster.agent_ids))]])
    try:
        lines = engine.run(plan, values, roster).lines
    except DataError:
        return []
    return [(one.agent, one.line, one.currency, one.amount_minor) for one in lines]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(month=months())
def test_a_cap_that_is_called_idle_binds_nobody(month: Month):
    plan, told = idle_caps(month)
    if told:
        other, _ = as_plan(without(month.plan, told))
        assert paid(plan, month) == paid(other, month)
