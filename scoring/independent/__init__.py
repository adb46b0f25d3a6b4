"""The whole calculation once more: one agent at a time, in fractions, sharing no code.

It reads the plan as the plain text it is written in, takes every row by itself and rounds by
the definition of the mode, so that it can be read beside the plan and disagree with the engine
where either is wrong. The tests hold both against each other; `explain` prints its steps.

    rows → measure_agent → roll_up → score_agent → rank_agents → tier_agents
         → pay_agent → award_agents → settle_agent → act_on_agent
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from scoring.independent.awards import act_on_agent, award_agents
from scoring.independent.chance import spread
from scoring.independent.events import ledger_value, ledgers_of
from scoring.independent.gates import gated
from scoring.independent.measures import NO_CALENDARS, measure_agent, row_in_measure
from scoring.independent.pay import Minor, pay_agent
from scoring.independent.pools import pool_agents
from scoring.independent.ranking import rank_agents
from scoring.independent.records import Around, Measured, Outcome
from scoring.independent.repeats import looked_up
from scoring.independent.results import results_of
from scoring.independent.rollups import roll_up
from scoring.independent.rows import Tree
from scoring.independent.samples import adjust
from scoring.independent.score import score_agent
from scoring.independent.segments import BESIDE_ROWS, measure_stretches, score_stretches
from scoring.independent.settlement import NOTHING_TO_SETTLE, Settling, settle_agent
from scoring.independent.so_far import total_value, totals_of
from scoring.independent.tiers import tier_agents


class Beside(NamedTuple):
    """What a data folder holds beside its roster and its interactions.

    Attributes:
        given: agent_id, name, value and volume of the measures that come ready.
        targets: level, level_id, measure, name and value.
        calendars: the calendars of working hours by name, as nested mappings and lists of text.
        earlier: what an earlier run says of each agent, by agent id: `score` and, by name of
            measure, `measures`; exact numbers, or None; who was in that run has its totals there.
        priors: by measure, what an earlier run has estimated: `among`, and `of`, by group a
            `samples.Prior`.
        events: event_id, agent_id, on, category, points, evidence and approver of what happened.
        reports: agents outside of the plan who report to one in it, as in the roster; measured
            alone, where a rollup takes a measure over reports.
        results: level, level_id, name and value of the company, its regions and its teams.
        rates: from_currency, to_currency, on, rate and source of rates of exchange.
        settling: adjustments, and what an earlier run has left in the agents' accounts.
    """

    given: Iterable[Tree] = ()
    targets: Iterable[Tree] = ()
    calendars: Tree = NO_CALENDARS
    earlier: Tree = MappingProxyType({})
    priors: Tree = MappingProxyType({})
    events: Iterable[Tree] = ()
    reports: Iterable[Tree] = ()
    results: Iterable[Tree] = ()
    rates: Iterable[Tree] = ()
    settling: Settling = NOTHING_TO_SETTLE


def calculate(
    plan: Tree,
    period: str,
    roster: Iterable[Tree],
    rows: Iterable[Tree],
    *,
    beside: Beside,
    minor_places: Minor,
) -> dict[str, Outcome]:
    """Compute everything for everybody.

    Args:
        plan: the plan as nested mappings and lists of text.
        period: its name, such as 2026-10.
        roster: the agents in the plan: agent_id, what filters may ask of the roster, currency,
            cost_center, bonus_base and fte as exact numbers, employed_days, starts_us and ends_us;
            who is scored by stretch has them as `segments`, with the same keys.
        rows: interactions with plain values: text, bool, int, Decimal, datetime or UTC µs, None;
            under `holds` the stretches on hold, as pairs of UTC µs.
        beside: what else the data folder holds.
        minor_places: decimal places of each currency.

    Returns:
        Agent id to outcome, in the order of the ids.
    """
    rows, given, targets = looked_up(plan, rows), list(beside.given), list(beside.targets)
    agents, events = {str(agent["agent_id"]): agent for agent in roster}, list(beside.events)
    people = [{**agents[a], "earlier": beside.earlier.get(a)} for a in sorted(agents)]
    reports, measures = list(beside.reports), dict[str, dict[str, Measured]]()
    results = list(beside.results)
    for agent in (*people, *reports):
        own = [row for row in rows if row["agent_id"] == agent["agent_id"]]
        found = measure_agent(plan, agent, own, given, beside.calendars)
        for name, ledger in ledgers_of(plan, period, agent, events, beside.earlier).items():
            found[name] = ledger_value(plan, plan["measures"][name], ledger)
        for name, total in totals_of(plan, period, agent, beside.earlier, given).items():
            found[name] = total_value(plan, plan["measures"][name], total)
        measures[agent["agent_id"]] = found | results_of(plan, agent, results)
    everybody = agents | {agent["agent_id"]: agent for agent in reports}
    adjust(plan, everybody, measures, beside.priors)
    roll_up(plan, people, measures, reports)
    around = Around(targets, beside.earlier, period=period, calendars=beside.calendars)
    around = around._replace(rates=list(beside.rates))
    held = [(a, gated(plan, a, measures[a["agent_id"]], around)) for a in people]
    around = around._replace(everybody=held)
    outcomes = []
    for agent in people:
        whole = measures[agent["agent_id"]]
        if "segments" in agent:
            own = [row for row in rows if row["agent_id"] == agent["agent_id"]]
            parts = measure_stretches(plan, agent, own, beside.calendars, whole)
            outcomes.append(score_stretches(plan, agent, whole, parts, around))
        else:
            outcomes.append(score_agent(plan, agent, whole, around))
    for outcome in outcomes:
        if not outcome.stretches:
            spread(plan, outcome)
    rank_agents(plan, outcomes)
    tier_agents(plan, outcomes)
    for outcome in outcomes:
        pay_agent(plan, outcome, period, minor_places)
    pool_agents(plan, outcomes, period, minor_places)
    award_agents(plan, outcomes, period, minor_places)
    for outcome in outcomes:
        settle_agent(plan, outcome, period, minor_places, beside.settling)
        act_on_agent(plan, outcome)
    return {outcome.agent["agent_id"]: outcome for outcome in outcomes}


def account_for(
    plan: Tree, roster: Iterable[Tree], rows: Iterable[Tree], calendars: Tree = NO_CALENDARS
) -> dict[str, int]:
    """Count the rows by what became of them, as the manifest does.

    A row that a repeat rate looks at is used, whether or not it can be judged in the end.
    """
    agents = {agent["agent_id"]: agent for agent in roster}
    found: dict[str, int] = {}
    for row in rows:
        fate = _fate(plan, agents, row, calendars)
        found[fate] = found.get(fate, 0) + 1
    return found


def _fate(plan: Tree, agents: Mapping[str, Tree], row: Tree, calendars: Tree) -> str:
    if row["agent_id"] is None:
        return "unattributed"
    if row["agent_id"] not in agents:
        return "not_in_plan"
    over_rows = [m for m in plan["measures"].values() if m["kind"] not in BESIDE_ROWS]
    agent = agents[row["agent_id"]]
    taken = [row_in_measure(plan, m, agent, row, calendars) for m in over_rows]
    if any(not isinstance(t, str) for t in taken):
        return "used"
    if taken and all(t == "no_stamp" for t in taken):
        return "no_stamp"
    untimely = taken and all(t in ("no_stamp", "outside_period") for t in taken)
    return "outside_period" if untimely else "no_measure"


# Points and score: weigh what counts, divide once by the weights that count, round once.
