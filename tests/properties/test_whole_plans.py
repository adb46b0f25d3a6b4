"""Whole plans drawn freely: names, their order and the size of amounts decide nothing.

Everybody renamed gives the same month under other names. Agents in another order get the same, but
for the odd minor unit of what is shared. Amounts times ten in a currency with one place less, or
times a hundred in one with two less, are the same number of minor units everywhere.
"""

import random
import re
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import engine
from scoring.errors import DataError
from scoring.exact.money import MINOR_PLACES
from tests.agree import crowd
from tests.made_up import facts_of, roster_of
from tests.strategies import CURRENCIES, as_plan, plans

OTHER = {"CNY": "KRW", "JPY": "VND", "KWD": "EUR"}
"""Currencies with two places less, none and one less."""
TIMES = {code: 10 ** (MINOR_PLACES[code] - MINOR_PLACES[other]) for code, other in OTHER.items()}
AGENT = re.compile(r"a\d+")

drawn = given(plan=plans("given"), of=st.integers(0, 2**32 - 1))
few = settings(max_examples=75, deadline=None, suppress_health_check=list(HealthCheck))


def decided(month):
    """What the engine decides, or None where settlement refuses a sum below zero."""
    plan, _ = as_plan(month.plan)
    roster = roster_of(month)
    values, _ = engine.measure(plan, roster, [[facts_of([], list(roster.agent_ids))]])
    try:
        return engine.run(plan, values, roster)
    except DataError as error:
        if "below zero" not in str(error):
            raise
        return None


def renamed(node: Any, name: dict[str, str]) -> Any:
    """The same tree where agents have other names, as keys and as values."""
    if isinstance(node, dict):
        return {name.get(key, key): renamed(of, name) for key, of in node.items()}
    if isinstance(node, list):
        return [renamed(one, name) for one in node]
    return name.get(node, node) if isinstance(node, str) else node


def with_names(month, name):
    """The month with other names, agents in the order of these."""
    parts = ("plan", "given", "targets", "earlier", "adjustments", "openings")
    found = {part: renamed(getattr(month, part), name) for part in parts}
    people = renamed(month.roster, name)
    return replace(month, roster=sorted(people, key=lambda p: p["agent_id"]), **found)


def restated(node: Any) -> Any:
    """The same plan with every amount of money, and each word for a currency, in another one."""
    if isinstance(node, dict) and node and node.keys() <= OTHER.keys():
        return {OTHER[code]: str(Decimal(of) * TIMES[code]) for code, of in node.items()}
    if isinstance(node, dict):
        return {key: restated(of) for key, of in node.items()}
    if isinstance(node, list):
        return [restated(one) for one in node]
    return OTHER.get(node, node) if isinstance(node, str) else node


def row_restated(row, column):
    code = row["currency"]
    if code is None or row[column] is None:
        return row | {"currency": OTHER.get(code)}
    return row | {"currency": OTHER[code], column: row[column] * TIMES[code]}


def rate_restated(row):
    source, target = row["from_currency"], row["to_currency"]
    rate = row["rate"] * TIMES[target] / TIMES[source]
    return row | {"from_currency": OTHER[source], "to_currency": OTHER[target], "rate": rate}


def in_other_money(month):
    return replace(
        month,
        plan=restated(month.plan),
        roster=[row_restated(person, "bonus_base") for person in month.roster],
        adjustments=[row_restated(row, "amount") for row in month.adjustments],
        openings=[row_restated(row, "amount") for row in month.openings],
        rates=[rate_restated(row) for row in month.rates],
    )


def shorter_rates(month):
    """The month with rates that can be a hundredth of what they are in twelve places."""
    cut = [row | {"rate": row["rate"].quantize(Decimal("0.000001"))} for row in month.rates]
    return replace(month, rates=cut)


def standing_of(result):
    """Score, tier, ranks, status and gates of everybody, by agent id."""
    one = result.standing
    columns = (one.score.tolist(), one.rank.tolist(), one.rank_in.tolist(), one.tier.tolist(),
               one.status.tolist(), one.gates.tolist(), result.payable.tolist())  # fmt: skip
    return dict(zip(result.roster.agent_ids, zip(*columns, strict=True), strict=True))


def lines_of(result, currency=None):
    """The pay lines of each agent: name, currency, minor units, code and cost centre."""
    found = defaultdict(list)
    for line in result.lines:
        code = line.currency if currency is None else currency[line.currency]
        said = line.line, code, line.amount_minor, line.pay_code, str(line.cost_center)
        found[result.roster.agent_ids[line.agent]].append(said)
    return {agent: sorted(own) for agent, own in found.items()}


def pools_of(result, currency=None):
    if result.shared is None:
        return []
    one = result.shared.pools
    codes = [c if currency is None else currency[c] for c in one.currency]
    columns = (one.line.tolist(), map(str, one.group), codes, one.fund.tolist(),
               one.members.tolist(), one.shared.tolist(), one.returned.tolist(),
               one.odd.tolist())  # fmt: skip
    return sorted(zip(*columns, strict=True))


def honours_of(result):
    ids = result.roster.agent_ids
    return sorted((honour.name, ids[honour.agent]) for honour in result.awards)


@few
@drawn
def test_other_names_are_the_same_month_under_other_names(plan, of):
    month = crowd(plan, random.Random(of))
    name = {f"a{i:03}": f"e{i:03}" for i in range(len(month.roster))}
    before, after = decided(month), decided(with_names(month, name))
    if before is None or after is None:
        assert before is after
        return
    assert renamed(standing_of(before), name) == standing_of(after)
    assert renamed(lines_of(before), name) == lines_of(after)
    assert [(w, name[a]) for w, a in honours_of(before)] == honours_of(after)
    assert len(pools_of(before)) == len(pools_of(after))


@few
@drawn
def test_amounts_of_another_size_are_the_same_minor_units(plan, of):
    month = shorter_rates(crowd(plan, random.Random(of)))
    before, after = decided(month), decided(in_other_money(month))
    if before is None or after is None:
        assert before is after
        return
    assert standing_of(before) == standing_of(after)
    assert lines_of(before, OTHER) == lines_of(after)
    assert pools_of(before, OTHER) == pools_of(after)
    assert honours_of(before) == honours_of(after)


def without_order(plan):
    """The plan where no agent id breaks a tie."""
    if "ranking" in plan:
        plan["ranking"]["break_ties"] = "none"
    if plan["tiers"].get("equal") == "break":
        plan["tiers"]["equal"] = "up"
    for award in plan["awards"]:
        if isinstance(award["ties"], dict):
            award["ties"] = "expand"
    return plan


def shared_lines(plan):
    """The names of what is shared among several, where somebody gets the odd minor unit."""
    lines = [] if plan["pay"] == "none" else plan["pay"]
    prizes = [said["name"] for said in plan["awards"]]
    return {said["name"] for said in lines if "pool" in said} | set(prizes)


def totals_of(lines, shared):
    """What each line that is shared comes to, by currency."""
    sums = defaultdict(int)
    for own in lines.values():
        for line, code, minor, *_ in own:
            if line in shared:
                sums[line, code] += minor
    return dict(sums)


@few
@drawn
def test_agents_in_another_order_get_the_same_but_for_the_odd_unit(plan, of):
    draw = random.Random(of)
    month = crowd(without_order(plan), draw)
    places = list(range(len(month.roster)))
    draw.shuffle(places)
    name = {f"a{i:03}": f"a{j:03}" for i, j in enumerate(places)}
    before, after = decided(month), decided(with_names(month, name))
    if before is None or after is None:  # an odd unit alone takes nobody below zero
        assert before is after
        return
    assert renamed(standing_of(before), name) == standing_of(after)
    assert sorted((w, name[a]) for w, a in honours_of(before)) == honours_of(after)
    shared = shared_lines(month.plan)
    one, two = renamed(lines_of(before), name), lines_of(after)
    assert totals_of(one, shared) == totals_of(two, shared)
    for agent in one.keys() | two.keys():
        same_but_for_odd_units(one.get(agent, []), two.get(agent, []), shared)


def same_but_for_odd_units(one, two, shared):
    """Hold two agents' lines to each other: where what is shared is the same, so is the rest."""
    first, second = ([line for line in own if line[0] in shared] for own in (one, two))
    for (a_line, a_code, a_minor, *_), (b_line, b_code, b_minor, *_) in zip(
        first, second, strict=True
    ):
        assert (a_line, a_code) == (b_line, b_code)
        assert abs(a_minor - b_minor) <= 1
    if first == second:
        assert one == two


def test_every_currency_of_the_drawn_plans_has_another_with_fewer_places():
    assert OTHER.keys() == set(CURRENCIES)
    assert TIMES == {"CNY": 100, "JPY": 1, "KWD": 10}
