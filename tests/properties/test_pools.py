"""Pools of whole plans: conserved, the same by a second calculation, and moved by nothing else."""

import random
from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scoring import engine
from scoring.exact.fixed import text
from scoring.exact.money import MINOR_PLACES
from tests.agree import crowd
from tests.made_up import roster_with
from tests.strategies import Month, as_plan, plans, pools
from tests.test_independent import compare

DRAWN = settings(
    phases=[Phase.generate],
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def months(draw, *, based: bool) -> Month:
    """A crowd whose plan has one line, and that line a pool."""
    plan = draw(plans("given"))
    measure = next(iter(plan["measures"]))
    result = {"kind": "result", "result": "profit", "per": draw(st.sampled_from(["all", "team"]))}
    said = {"title": "Profit", "unit": "CNY", "better": "higher", "missing": "exclude"}
    plan["measures"]["profit"] = result | said | {"places": "2"}
    factor = {"on": "value", "measure": measure, "missing": draw(st.sampled_from(["0", "1.5"]))}
    ends = {"below": "0", "above": "extrapolate"}
    points = [{"at": "0", "gives": "0"}, {"at": "3", "gives": "1"}]
    factor["curve"] = {"mode": "interpolated", "points": points} | ends
    start = {"weight": factor}
    if based:
        start = {"column": "bonus_base", "rate": "0.333", "coefficient": factor}
    none = dict.fromkeys(("multipliers", "cap", "floor"), "none")
    line = {"name": "pool", "pay_code": "P", "start": start, "pool": {}}
    line["pool"] = draw(pools(based=based, results={"profit": result["per"]}))
    proration = draw(st.sampled_from(["none", {"by": "calendar_days", "fte": "apply"}]))
    plan.pop("settlement", None)  # it names lines of the plan that was drawn
    plan |= {"pay": [line | none | {"proration": proration}], "gates": [], "awards": []}
    levels = [("all", None), ("team", "t1"), ("team", "t2")]
    numbers = st.sampled_from(["98765.43", "-1234.56", "0", None])
    rows = [
        {"level": level, "level_id": who, "name": "profit", "value": Decimal(number)}
        for level, who in levels
        if (number := draw(numbers)) is not None
    ]
    month = crowd(plan, random.Random(draw(st.integers(0, 2**32 - 1))))
    return replace(month, results=rows)


@DRAWN
@given(month=st.booleans().flatmap(lambda based: months(based=based)))
def test_a_second_calculation_shares_every_pool_alike(month):
    compare(month, 0)


def shared(month):
    """Run a month; return each pool's row, and what each agent gets, by agent id."""
    plan, _ = as_plan(month.plan)
    roster = roster_with(month, [])
    values, _ = engine.measure(plan, roster, [[]])
    result = engine.run(plan, values, roster)
    pools_ = result.shared.pools
    columns = (pools_.group, pools_.currency, pools_.fund, pools_.members, pools_.shared)
    rows = [*zip(*(column.tolist() for column in columns), strict=True)]
    assert (pools_.shared + pools_.returned).tolist() == pools_.fund.tolist()
    paid = {roster.agent_ids[line.agent]: line.amount_minor for line in result.lines}
    return rows, paid


@DRAWN
@given(month=months(based=True))
def test_other_names_change_only_whose_the_odd_unit_is(month):
    # The names turned round: who was first by agent id is last.
    rows, paid = shared(month)
    names = [person["agent_id"] for person in month.roster]
    other = dict(zip(names, reversed(names), strict=True))
    turned = [person | {"agent_id": other[person["agent_id"]]} for person in month.roster]
    ready = [given_ | {"agent_id": other[given_["agent_id"]]} for given_ in month.given]
    aims = [
        aim | {"level_id": other.get(aim["level_id"], aim["level_id"])} for aim in month.targets
    ]
    earlier = {other[name]: said for name, said in month.earlier.items()}
    moved = replace(month, roster=turned, given=ready, targets=aims, earlier=earlier)
    again, others = shared(moved)
    assert [row[:4] for row in again] == [row[:4] for row in rows]
    left_over = month.plan["pay"][0]["pool"].get("left_over")
    if left_over != "return":
        assert again == rows
    assert {other[name] for name in paid} == others.keys()
    for name, amount in paid.items():
        assert abs(amount - others[other[name]]) <= 1


@DRAWN
@given(month=months(based=True))
def test_ten_times_the_bases_change_no_share(month):
    pool = month.plan["pay"][0]["pool"]
    if "payroll" in pool["fund"] or "times_base" in pool["each_most"]:
        return
    rows, paid = shared(month)
    richer = [
        person | {"bonus_base": person["bonus_base"] and 10 * person["bonus_base"]}
        for person in month.roster
    ]
    again = replace(month, roster=richer)
    assert shared(again) == (rows, paid)


def test_amounts_are_whole_in_their_currency():
    assert [text(1, MINOR_PLACES[code]) for code in ("CNY", "JPY", "KWD")] == ["0.01", "1", "0.001"]
