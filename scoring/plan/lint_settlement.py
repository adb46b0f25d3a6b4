"""What a plan says of settlement: a chain that can begin, lines that exist, amounts of money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from scoring.errors import Problem, nearest, shortened
from scoring.exact.period import PERIOD_FORMS, parse_period
from scoring.plan.model import Plan
from scoring.plan.nodes import Node, Place


class Amounts(NamedTuple):
    """Amounts by currency: where they stand, and the node and key that hold them."""

    path: str
    money: Mapping[str, Decimal]
    node: Node
    key: str

    def at(self, currency: str) -> Place:
        """Return where the amount of a currency stands."""
        return self.node.at(self.key, currency)


def settlement_amounts(plan: Plan) -> Iterator[Amounts]:
    """Yield the amounts of money that settlement names."""
    rule = plan.settlement
    if rule is None:
        return
    if rule.draw != "none":
        yield Amounts("settlement.draw.amount", rule.draw.amount, rule.draw, "amount")
    if rule.minimum != "none":
        yield Amounts("settlement.minimum.amount", rule.minimum.amount, rule.minimum, "amount")


def earned_lines(plan: Plan) -> list[str]:
    """Return the names of the lines that a plan can earn: of pay, and of awards with money."""
    return [line.name for line in plan.lines] + [
        award.name for award in plan.awards if award.ladder
    ]


def _the_chain_begins_with_a_period(plan: Plan) -> Iterator[Problem]:
    rule = plan.settlement
    if rule is None:
        return
    try:
        starts = parse_period(rule.starts)
    except ValueError as error:
        what = f"settlement.starts: {error}"
        yield Problem("bad-period", str(rule.at("starts")), what, PERIOD_FORMS)
        return
    if starts.cycle != plan.cycle:
        what = f"settlement.starts is a {starts.cycle}, and the plan's cycle is a {plan.cycle}"
        yield Problem("wrong-cycle", str(rule.at("starts")), what, PERIOD_FORMS)


def _lines_exist(plan: Plan) -> Iterator[Problem]:
    rule = plan.settlement
    if rule is None or rule.holdback == "none":
        return
    known, seen = earned_lines(plan), set[str]()
    for i, name in enumerate(rule.holdback.lines):
        place = str(rule.holdback.at("lines", i))
        if name not in known:
            said = f"settlement.holdback.lines names no line that is paid: '{shortened(name)}'"
            there = f"Known: {', '.join(known)}." if known else "The plan pays nothing."
            yield Problem("unknown-line", place, said, nearest(name, known) or there)
        elif name in seen:
            said = f"settlement.holdback.lines names '{name}' twice"
            yield Problem("duplicate-name", place, said, "Name it once.")
        seen.add(name)


def _amounts_are_above_zero(plan: Plan) -> Iterator[Problem]:
    """A draw or a minimum of zero does nothing; leaving the currency out says the same."""
    for said in settlement_amounts(plan):
        for currency, amount in said.money.items():
            if amount == 0:
                what = f"{said.path}.{currency} is 0, which does nothing"
                hint = "Leave the currency out, or write none for the whole."
                yield Problem("amount-of-zero", str(said.at(currency)), what, hint)


def _there_is_something_to_settle(plan: Plan) -> Iterator[Problem]:
    rule = plan.settlement
    if rule is None or earned_lines(plan):
        return
    if rule.draw == "none" and rule.adjustments == "ignore":
        what = "settlement has nothing to settle: the plan pays nothing, and there is no draw"
        hint = "Remove the block, or let it pay adjustments or a draw."
        yield Problem("nothing-to-settle", str(rule.place), what, hint)


SETTLEMENT_RULES = (
    _the_chain_begins_with_a_period,
    _lines_exist,
    _amounts_are_above_zero,
    _there_is_something_to_settle,
)
