"""What a plan says of pools: shares that only a pool makes money, groups, and what caps leave."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import Problem
from scoring.plan.kinds import Result
from scoring.plan.model import Plan
from scoring.plan.pay import PayLine
from scoring.plan.pools import (
    EachAmount,
    FundAmount,
    FundByGroup,
    FundOfResult,
    FundPerHead,
    Pool,
)
from scoring.plan.starts import Weight


def _pools(plan: Plan) -> Iterator[tuple[str, PayLine, Pool]]:
    """Yield each pool with its path and line."""
    for line in plan.lines:
        if line.pool is not None:
            yield f"pay.{line.name}.pool", line, line.pool


def _weights_have_a_pool(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        if not isinstance(line.start, Weight):
            continue
        path = f"pay.{line.name}"
        if line.pool is None:
            what = f"{path}.start is a bare weight, and the line has no pool"
            hint = "Write pool: with a fund that is shared by it, or start from money."
            yield Problem("weight-without-pool", str(line.start.place), what, hint)
        for key in ("cap", "floor"):
            if getattr(line, key) != "none":
                what = f"{path}.{key} limits an amount, and the line starts from a bare weight"
                hint = f"Write {key}: none; `each_most` limits what a pool gives."
                yield Problem("limit-without-base", str(line.at(key)), what, hint)


def _left_over_is_said(plan: Plan) -> Iterator[Problem]:
    for path, _, pool in _pools(plan):
        capped = pool.each_most != "none"
        if capped and pool.left_over is None:
            what = f"{path} does not say what becomes of what exceeds each_most"
            hint = "Write left_over: share, with the others, or left_over: return."
            yield Problem("left-over-not-said", str(pool.at("each_most")), what, hint)
        elif not capped and pool.left_over is not None:
            what = f"{path}.left_over is said, and nothing is cut off: each_most is none"
            yield Problem("left-over-not-read", str(pool.at("left_over")), what, "Remove it.")


def _groups_are_parted(plan: Plan) -> Iterator[Problem]:
    for path, _, pool in _pools(plan):
        if isinstance(pool.fund, FundByGroup) and pool.per == "overall":
            what = f"{path}.fund names groups, and everybody is in one pool: per is overall"
            hint = "Write per: region, team, role or manager, or fund: {amount: {…}}."
            yield Problem("groups-without-per", str(pool.fund.at("groups")), what, hint)


def _results_are_of_the_group(plan: Plan) -> Iterator[Problem]:
    for path, _, pool in _pools(plan):
        fund = pool.fund
        if not isinstance(fund, FundOfResult) or fund.measure not in plan.measures:
            continue
        measure, place = plan.measures[fund.measure], str(fund.at("measure"))
        if not isinstance(measure, Result):
            what = f"{path}.fund reads {fund.measure}, which is a number of each agent"
            hint = "Name a measure of kind: result, which all of a group have alike."
            yield Problem("fund-not-a-result", place, what, hint)
        elif measure.per not in ("all", pool.per):
            what = f"{path}.fund reads a result per {measure.per}, and the pool is per {pool.per}"
            hint = f"Write per: {measure.per}, or name a result of the company (per: all)."
            yield Problem("fund-of-other-groups", place, what, hint)


def _caps_name_the_currencies(plan: Plan) -> Iterator[Problem]:
    for path, _, pool in _pools(plan):
        if not isinstance(pool.each_most, EachAmount):
            continue
        missing = [code for code in _currencies(pool) if code not in pool.each_most.amount]
        if missing:
            what = f"{path}.each_most has no amount in {', '.join(missing)}, and the fund has"
            hint = "Name every currency of the fund."
            place = str(pool.each_most.at("amount"))
            yield Problem("currency-not-covered", place, what, hint)


def _currencies(pool: Pool) -> list[str]:
    match pool.fund:
        case FundAmount(amount=money) | FundPerHead(per_head=money) | FundOfResult(rate=money):
            return list(money)
        case FundByGroup(groups=groups):
            return list(dict.fromkeys(code for money in groups.values() for code in money))
        case _:
            return []


def _shares_are_paid_as_they_are(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        for key in ("rounding", "split") if line.pool is not None else ():
            if getattr(line, key) is not None:
                what = f"pay.{line.name} has {key}, and a pool is shared to the minor unit"
                hint = "Remove it: what is shared would not sum to the fund any more."
                yield Problem(f"pool-with-{key}", str(line.at(key)), what, hint)


POOL_RULES = (
    _shares_are_paid_as_they_are,
    _weights_have_a_pool,
    _left_over_is_said,
    _groups_are_parted,
    _results_are_of_the_group,
    _caps_name_the_currencies,
)
