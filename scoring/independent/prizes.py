"""What the winners of an award get, once more: prizes by place, shared, within a budget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from scoring.independent.conditions import Number, number_of
from scoring.independent.numbers import rounded, written
from scoring.independent.pay import Minor
from scoring.independent.records import Outcome, Path
from scoring.independent.rows import Tree


class Rule(NamedTuple):
    """An award, with all that stays the same while it is given."""

    plan: Tree
    said: Tree
    period: str
    minor: Minor
    path: Path

    def number(self, out: Outcome, by: Tree | str) -> Number:
        """Return a number that agents are put in order by."""
        return number_of(self.plan, by, out, out.score)

    def merit(self, out: Outcome) -> Number:
        """Return the number that the award goes by."""
        return self.number(out, self.said["by"])

    def amount(self, out: Outcome, place: int) -> int | None:
        """Return the prize of a place, from 1, in minor units of the agent's currency."""
        currency = out.agent["currency"]
        for prize in self.prizes():
            if currency not in prize["amount"]:
                return None
            if place <= int(prize["places"]):
                return self.units(prize["amount"], currency)
            place -= int(prize["places"])
        return None

    def prizes(self) -> Sequence[Tree]:
        """Return what the places win, as a ladder; nothing for an honour alone."""
        said = self.said
        if "prizes" in said:
            ladder: Sequence[Tree] = said["prizes"]
            return ladder
        money = said["amount"]
        return [] if money == "none" else [{"places": said["top"], "amount": money}]

    def top(self) -> int:
        """Return how many places there are."""
        said = self.said
        return int(said["top"]) if "top" in said else sum(int(p["places"]) for p in said["prizes"])

    def units(self, money: Tree, currency: str) -> int:
        """Return what an amount comes to in minor units of a currency."""
        return int(Fraction(money[currency]) * 10 ** self.minor[currency])

    def paid(self, minor: int, currency: str) -> str:
        """Write an amount of minor units with its currency."""
        places = self.minor[currency]
        return f"{written(Fraction(minor, 10**places), places)} {currency}"


class Won(NamedTuple):
    """What an agent wins: the money, if any, and why, before a budget."""

    out: Outcome
    amount: int | None
    why: str


class OverBudgetError(Exception):
    """The winners of an award come to more than the budget, which refuses it."""


def pools(
    rule: Rule, equal: list[Outcome], before: int
) -> Iterator[tuple[Outcome, int | None, str]]:
    """Split the prizes of equal agents' places between them, by currency, to the last unit."""
    mode = rule.plan["conventions"]["rounding"]
    places = range(before + 1, min(before + len(equal), rule.top()) + 1)
    for out in equal:
        currency, each = out.agent["currency"], [rule.amount(out, place) for place in places]
        known = [minor for minor in each if minor is not None]
        alike = len(equal) == len(places) and _one_rung(rule, places)
        note = "" if alike else _shared_by(rule, places, len(equal), sum(known), currency)
        if alike or not known:
            yield out, each[0], note
            continue
        own = [other for other in equal if other.agent["currency"] == currency]
        pool = rounded(Fraction(sum(known) * len(own), len(equal)), 0, mode)
        part, odd = divmod(int(pool), len(own))
        if own.index(out) < odd:
            note += f", an odd {rule.paid(1, currency)} by agent id"
        yield out, part + (own.index(out) < odd), note


def _one_rung(rule: Rule, places: range) -> bool:
    """Tell whether the same rung of the ladder holds these places."""
    end = 0
    for prize in rule.prizes():
        begin, end = end, end + int(prize["places"])
        if begin < places[0] <= end:
            return places[-1] <= end
    return False


def _shared_by(rule: Rule, places: range, equal: int, minor: int, currency: str | None) -> str:
    many = "s" if len(places) > 1 else ""
    paid_in = {code for prize in rule.prizes() for code in prize["amount"]}
    if "prizes" not in rule.said or currency not in paid_in:
        return f"; the money of {len(places)} place{many} shared by {equal}"
    span = f"places {places[0]} to {places[-1]}" if many else f"place {places[0]}"
    return f"; the prize{many} of {span}, {rule.paid(minor, currency or '')}, shared by {equal}"


def within_budget(rule: Rule, won: list[Won]) -> list[Won]:
    """Cut what is above the budget in proportion, to the last unit, in each currency by itself."""
    said = rule.said.get("budget")
    if said is None:
        return won
    parts = {one.out.agent["agent_id"]: one for one in won}
    for currency in said["amount"]:
        most = rule.units(said["amount"], currency)
        own = {
            who: one.amount
            for who, one in sorted(parts.items())
            if one.amount is not None and one.out.agent["currency"] == currency
        }
        cost = sum(own.values())
        if cost <= most:
            continue
        over = f"{rule.paid(cost, currency)} in all, and the budget is {rule.paid(most, currency)}"
        if said["over"] == "refuse":
            raise OverBudgetError(over)
        exact = {who: Fraction(minor * most, cost) for who, minor in own.items()}
        left = most - sum(int(part) for part in exact.values())
        odd = sorted(exact, key=lambda who: (int(exact[who]) - exact[who], who))[:left]
        for who, part in exact.items():
            why = f"{parts[who].why}; cut from {rule.paid(own[who], currency)}: {over}"
            if who in odd:
                why += f", an odd {rule.paid(1, currency)} by the largest remainder"
            parts[who] = parts[who]._replace(amount=int(part) + (who in odd), why=why)
    return [parts[one.out.agent["agent_id"]] for one in won]
