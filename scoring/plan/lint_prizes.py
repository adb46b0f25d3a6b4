"""What a plan says of prizes, budgets and cool-down: said once, falling, and within reach."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from scoring.errors import Problem, counted
from scoring.exact.money import MINOR_PLACES
from scoring.exact.period import PERIOD_FORMS, parse_period
from scoring.plan.model import Plan
from scoring.plan.nodes import Money
from scoring.plan.recognition import Award, BreakBy, Prize
from scoring.plan.tiers import RankedTiers


def _prizes_are_said_once(plan: Plan) -> Iterator[Problem]:
    for award in plan.awards:
        path, ladder = f"awards.{award.name}", award.prizes is not None
        if ladder == (award.amount is not None):
            what = f"{path} has {'both amount and prizes' if ladder else 'no amount and no prizes'}"
            hint = "Write amount, the same for each of `top` places, or prizes, place by place."
            yield Problem("prize-not-clear", str(award.place), what, hint)
        elif ladder and award.top is not None:
            what = f"{path}.top is {award.top}, and the places of its prizes say how many there are"
            yield Problem("places-said-twice", str(award.at("top")), what, "Remove top.")
        elif not ladder and award.top is None:
            what = f"{path} does not say how many places it has"
            yield Problem("missing-top", str(award.place), what, "Write top: N.")


def _ladders_fall(plan: Plan) -> Iterator[Problem]:
    for award in plan.awards:
        rungs = list(enumerate(award.prizes or (), start=1))
        for (_, above), (i, below) in pairwise(rungs):
            yield from _fall(f"awards.{award.name}.prizes[{i}]", above, below)


def _fall(path: str, above: Prize, below: Prize) -> Iterator[Problem]:
    """Hold a rung against the one above: the same currencies, and less in one of them at least."""
    place = str(below.at("amount"))
    if above.amount.keys() != below.amount.keys():
        what = f"{path} pays in {_codes(below.amount)}, and the prize above in "
        hint = "Name the same currencies for every place, with 0 where nothing is paid."
        yield Problem("currency-not-covered", place, what + _codes(above.amount), hint)
    elif above.amount == below.amount:
        hint = f"Write both as one: places: {above.places + below.places}."
        yield Problem("prizes-alike", place, f"{path} pays the same as the prize above", hint)
    for code in above.amount.keys() & below.amount.keys():
        if below.amount[code] > above.amount[code]:
            what = f"{path} pays {below.amount[code]} {code}, and the better place above it only "
            hint = "Begin with the first place, which wins the most."
            yield Problem("prize-rises", place, f"{what}{above.amount[code]}", hint)


def _codes(money: Money) -> str:
    return ", ".join(money) or "no currency"


def _budgets_fit(plan: Plan) -> Iterator[Problem]:
    for award in plan.awards:
        if award.budget is None:
            continue
        path = f"awards.{award.name}.budget"
        if award.amount == "none" and award.prizes is None:
            what = f"{path} stands at an honour without money"
            yield Problem("budget-without-money", str(award.at("budget")), what, "Remove it.")
        if award.ladder:
            yield from _covered(award, path, award.ladder[0].amount, award.budget.amount)


def _covered(award: Award, path: str, first: Money, budget: Money) -> Iterator[Problem]:
    """Hold a budget against the first prize: its currencies, and no less in any of them."""
    place = str(award.budget.at("amount") if award.budget else award.place)
    if missing := [code for code in first if code not in budget]:
        what = f"{path} has no amount in {', '.join(missing)}, in which the award pays"
        hint = "Name every currency that the award pays: amounts of two are never added."
        yield Problem("currency-not-covered", place, what, hint)
    if beyond := [code for code in budget if code in MINOR_PLACES and code not in first]:
        what = f"{path} is in {', '.join(beyond)}, in which the award pays nothing"
        yield Problem("currency-not-paid", place, what, "Remove it, or name a prize in it.")
    for code in first.keys() & budget.keys():
        if budget[code] < first[code]:
            what = f"{path} is {budget[code]} {code}, and the first prize {first[code]} {code}"
            hint = "Raise the budget, or lower the prize: it could never be paid in full."
            yield Problem("budget-below-prize", place, what, hint)


def _cool_downs_begin(plan: Plan) -> Iterator[Problem]:
    for award in plan.awards:
        if (rest := award.cool_down) is None:
            continue
        path, place = f"awards.{award.name}.cool_down.since", str(rest.at("since"))
        try:
            cycle = parse_period(rest.since).cycle
        except ValueError as error:
            yield Problem("not-a-period", place, f"{path}: {error}", PERIOD_FORMS)
            continue
        if cycle != plan.cycle:
            what = f"{path}: {rest.since} is a {cycle}, and the plan's cycle is a {plan.cycle}"
            yield Problem("wrong-cycle", place, what, PERIOD_FORMS)


PRIZE_RULES = (_prizes_are_said_once, _ladders_fall, _budgets_fit, _cool_downs_begin)


def _budgets_can_bind(plan: Plan) -> Iterator[Problem]:
    """Tell of budgets that never cut, or that always do where each place is won."""
    for award in plan.awards:
        if award.budget is None or award.per != "overall" or not award.ladder:
            continue
        path, place = f"awards.{award.name}.budget", str(award.budget.at("amount"))
        for code, most in award.budget.amount.items():
            whole = sum(prize.places * prize.amount[code] for prize in award.ladder)
            said = f"{path} is {most} {code}, and all places together come to {whole} {code}"
            if whole > most:
                hint = "Raise the budget, or lower the prizes to what it can pay."
                yield Problem("budget-short", place, f"{said}: where each is won, too much", hint)
            elif award.ties == "share" or isinstance(award.ties, BreakBy):
                hint = "Remove it, or lower it."
                yield Problem("budget-cannot-bind", place, f"{said}: it never binds", hint)


def _places_can_be_won(plan: Plan) -> Iterator[Problem]:
    """Tell of more places than there are ranks in the tiers that are eligible."""
    tiers = plan.tiers
    if not isinstance(tiers, RankedTiers) or tiers.among != "all":
        return
    ranks, above = dict[str, int](), 0
    for band in tiers.bands:
        if band.up_to is None:
            break
        ranks[band.gives], above = band.up_to - above, band.up_to
    for award in plan.awards:
        if award.tiers == "any" or any(tier not in ranks for tier in award.tiers):
            continue
        most = sum(ranks[tier] for tier in set(award.tiers))
        if award.length > most:
            key = "top" if award.prizes is None else "prizes"
            what = f"awards.{award.name} has {counted(award.length, 'place')}, and tier "
            what += f"{', '.join(award.tiers)} {counted(most, 'rank')}"
            hint = "Only agents of equal rank could win more; ask for fewer places."
            yield Problem("more-places-than-ranks", str(award.at(key)), what, hint)


PRIZE_NOTICES = (_budgets_can_bind, _places_can_be_won)
