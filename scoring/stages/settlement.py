"""Settlement: what is paid now of what was earned, and what stays in the accounts of agents.

Earned lines stay as they are. Signed lines beside them make up the difference, so that the lines of
an agent in a currency add up to what is paid, and every one that changes a balance says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from scoring.balances import (
    ACCOUNTS,
    CARRIED,
    HELD,
    OWED,
    Balances,
    Openings,
    joined_balances,
)
from scoring.columns import Bools, Int64s, Words, always
from scoring.errors import DataError, Problem, counted
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.exact.money import MINOR_PLACES
from scoring.flow import Finding, Roster
from scoring.lines import PayLines, joined_lines
from scoring.pieces.accounts import (
    Due,
    balances_of,
    by_currency,
    due,
    held_before,
    kept_outside,
    lost,
)
from scoring.pieces.purses import (
    Purses,
    Sums,
    below_zero,
    left_in,
    purses_of,
    settled,
    sums_of,
)
from scoring.plan.model import Plan
from scoring.plan.settlement import Settlement

_SHOWN = 5
_BALANCES = "balances.parquet"
_KEEP_LEAVERS = (
    ". Nobody can tell whether they have left; keep leavers on the roster, with their leave_date, "
    "until all that was held for them has fallen due"
)


class Settled(NamedTuple):
    """What is paid, what is left in the accounts, and what is to be told.

    Attributes:
        lines: the earned lines and those of settlement.
        balances: None where the plan settles nothing.
        findings: counts, never who.
    """

    lines: PayLines
    balances: Balances | None
    findings: tuple[Finding, ...]


class _Part(NamedTuple):
    """Amounts that become lines.

    Attributes:
        purse: int64[r].
        name: text[r], the names of the lines.
        amount: Exact[r]; of zero there is no line.
        pay_code: text[r].
        origin: the line of the plan that decides it.
    """

    purse: Int64s
    name: Words
    amount: Exact
    pay_code: Words
    origin: str


def settle(plan: Plan, roster: Roster, earned: PayLines) -> Settled:
    """Settle what every agent has earned.

    Args:
        plan: the plan.
        roster: its agents; `settling` has adjustments, and what an earlier run left.
        earned: every line that is earned, awards among them.

    Raises:
        DataError: sums below zero, where the plan refuses them.
    """
    rule, settling = plan.settlement, roster.settling
    if rule is None:
        return Settled(earned, None, tuple(_unsettled(plan, earned)))
    inside = settling.openings.agent < len(roster.agent_ids)
    openings = settling.openings.taken(np.flatnonzero(inside))
    beyond = settling.openings.taken(np.flatnonzero(~inside))
    gone = lost(rule, roster, beyond)
    purses = _purses(rule, roster, earned, openings)
    of_lines, of_adjusted, of_openings, drawing = purses.sets
    held, falls = _held_back(plan, rule, earned, of_lines), due(rule, roster, openings)
    parts = [
        *_adjusted(rule, roster, of_adjusted),
        held,
        *_released(rule, openings, of_openings, falls),
    ]
    size = purses.agent.size
    sums = [sums_of(part.purse, part.amount, size) for part in parts]
    sums.append(sums_of(of_lines, earned.amount_minor, size))
    left = {a: left_in(a, openings, of_openings, size) for a in (CARRIED, OWED)}
    found = settled(rule, purses, drawing, fixed.total(sums), left)
    _require_none_below_zero(rule, roster, purses, found)
    parts += _carried_and_drawn(rule, found)
    held_here = fixed.multiply(sums_of(held.purse, held.amount, size), -1)
    return Settled(
        joined_lines(earned, *(_lines(roster, purses, part) for part in parts)),
        joined_balances(
            balances_of(rule, roster, purses, found, held_here),
            held_before(openings, falls),
            kept_outside(beyond, gone),
        ),
        (
            *_about_sums(plan, rule, roster, purses, found),
            *_about_balances(rule, openings, falls, found, purses),
            *_outside(rule, roster, beyond, gone),
        ),
    )


def _purses(rule: Settlement, roster: Roster, earned: PayLines, openings: Openings) -> Purses:
    """Find the purses of lines, of adjustments, of balances, and of those who have a draw."""
    adjusted, own = roster.settling.adjustments, roster.columns["currency"]
    drawn = np.flatnonzero(own.are(*({} if rule.draw == "none" else rule.draw.amount)))
    return purses_of(
        [
            (earned.agent, earned.currency),
            (adjusted.agent, adjusted.currency),
            (openings.agent, openings.currency),
            (drawn, own.taken(drawn)),
        ]
    )


# What becomes a line


def _adjusted(rule: Settlement, roster: Roster, purse: Int64s) -> list[_Part]:
    if rule.adjustments == "ignore":
        return []
    rows = roster.settling.adjustments
    name = Words(rows.name.codes, tuple(f"adjustment:{word}" for word in rows.name.words))
    own = rows.pay_code
    codes = np.where(own.codes < 0, np.int32(len(own.words)), own.codes)
    code = Words(codes, (*own.words, rule.adjustments.pay_code))
    return [_Part(purse, name, rows.amount_minor, code, rule.at("adjustments").origin)]


def _held_back(plan: Plan, rule: Settlement, earned: PayLines, purse: Int64s) -> _Part:
    """Hold a share of each line above zero that the plan names, rounded once."""
    said = rule.holdback
    if said == "none":
        return _Part(purse[:0], earned.line.taken(purse[:0]), purse[:0], always("", 0), "")
    above = earned.amount_minor > 0
    rows = np.flatnonzero(earned.line.are(*said.lines) & above.astype(np.bool_))
    num, den = said.share.as_integer_ratio()
    whole = fixed.multiply(earned.amount_minor[rows], num)
    share = fixed.divide(whole, den, plan.conventions.rounding)
    line = earned.line.taken(rows)
    name = Words(line.codes, tuple(f"held:{word}" for word in line.words))
    code, origin = always(said.pay_code, rows.size), rule.at("holdback").origin
    return _Part(purse[rows], name, fixed.multiply(share, -1), code, origin)


def _released(rule: Settlement, openings: Openings, purse: Int64s, falls: Due) -> list[_Part]:
    if rule.holdback == "none":
        return []
    origin = openings.origin
    name = Words(origin.codes, tuple(f"released:{word}" for word in origin.words))
    code = always(rule.holdback.pay_code, purse.size)
    return [_Part(purse, name, falls.released, code, rule.at("holdback").origin)]


def _carried_and_drawn(rule: Settlement, found: Sums) -> Iterator[_Part]:
    """Yield the lines of which every purse has one at most."""
    size = found.gross.size
    every, nothing = np.arange(size), np.zeros(size, np.int64)

    def part(name: str, amount: Exact, code: str, key: str) -> _Part:
        words = always(name, size), amount, always(code, size)
        return _Part(every, *words, rule.at(key).origin)

    yield part("carried:in", found.carried, rule.pay_code, "pay_code")
    if rule.draw != "none":
        code, paid = rule.draw.pay_code, "advanced" if rule.draw.recoverable else "guaranteed"
        yield part(f"draw:{paid}", found.advanced, code, "draw")
        yield part("draw:recovered", fixed.multiply(found.recovered, -1), code, "draw")
    out, owing = fixed.multiply(found.kept, -1), below_zero(found.kept)
    yield part("carried:out", fixed.where(owing, out, 0), rule.pay_code, "negative")
    yield part("carried:out", fixed.where(owing, nothing, out), rule.pay_code, "minimum")


def _lines(roster: Roster, purses: Purses, part: _Part) -> PayLines:
    rows = np.flatnonzero(part.amount)
    purse = part.purse[rows]
    agent = purses.agent[purse]
    return PayLines(
        agent=agent,
        line=part.name.taken(rows),
        amount_minor=part.amount[rows],
        currency=purses.currency.taken(purse),
        pay_code=part.pay_code.taken(rows),
        cost_center=roster.columns["cost_center"].taken(agent),
        origin=always(part.origin, rows.size),
    )


# What is refused, and what is told


def _require_none_below_zero(rule: Settlement, roster: Roster, purses: Purses, found: Sums) -> None:
    below = np.flatnonzero(below_zero(found.drawn))
    if rule.negative != "refuse" or not below.size:
        return
    who = sorted({roster.agent_ids[agent] for agent in purses.agent[below].tolist()})
    more = f" and {len(who) - _SHOWN} more" if len(who) > _SHOWN else ""
    what = f"sums below zero, which the plan refuses to pay: {', '.join(who[:_SHOWN])}{more}"
    hint = "Change the adjustments, or write negative: carry or negative: pay."
    raise DataError(Problem("negative-sum", str(rule.at("negative")), what, hint))


def _unsettled(plan: Plan, earned: PayLines) -> Iterator[Finding]:
    """Tell of sums below zero of which the plan says nothing: payroll must not get them."""
    if not below_zero(earned.amount_minor).any():
        return
    purses = purses_of([(earned.agent, earned.currency)])
    sums = sums_of(purses.sets[0], earned.amount_minor, purses.agent.size)
    what = "below zero, which the payroll file refuses unless settlement.negative says what follows"
    for code, count, total in by_currency(sums, purses.currency, below_zero(sums)):
        why = f"{what}: {counted(count, 'sum')} of {code}, together {_money(total, code)}"
        yield Finding("not-for-payroll", plan.place.file, None, None, "payroll-csv", why)


def _about_sums(
    plan: Plan, rule: Settlement, roster: Roster, purses: Purses, found: Sums
) -> Iterator[Finding]:
    """Tell of currencies without an amount, and of what is carried to the next period."""
    own = roster.columns["currency"]
    if rule.draw != "none":
        without = ~own.are(None, *rule.draw.amount)
        what = "agents in a currency for which the draw has no amount, so that they have none"
        yield from _some(plan, "no-amount-for-currency", "settlement.draw", without, what)
    if rule.minimum != "none":
        without = ~purses.currency.are(*rule.minimum.amount) & (found.drawn > 0).astype(np.bool_)
        what = "sums in a currency without a minimum, which are paid however small"
        yield from _some(plan, "no-amount-for-currency", "settlement.minimum", without, what)
    owing = below_zero(found.kept)
    for which, rows in (("below zero", owing), ("too small to pay", ~owing & (found.kept != 0))):
        for code, count, total in by_currency(found.kept, purses.currency, rows.astype(np.bool_)):
            why = f"{which}, carried to the next period: {counted(count, 'sum')} of {code}, "
            yield _told("carried-forward", code, f"{why}together {_money(total, code)}")


def _some(plan: Plan, code: str, rule: str, rows: Bools, what: str) -> Iterator[Finding]:
    if count := int(np.count_nonzero(rows)):
        yield Finding(code, plan.place.file, None, None, rule, f"{count} {what}")


def _about_balances(
    rule: Settlement, openings: Openings, falls: Due, found: Sums, purses: Purses
) -> Iterator[Finding]:
    """Tell of balances that were forfeited, and of those that nothing in the plan touches."""
    lost = (falls.forfeited != 0).astype(np.bool_)
    what = "held for agents who are not employed on the last day, so that they forfeit it"
    yield from _each("balance-forfeited", what, (falls.forfeited, openings.currency, lost))
    if rule.holdback == "none":
        what = "held before, and the plan does not say when it is released"
        rows = openings.account.are(HELD)
        yield from _each("balance-kept", what, (openings.amount_minor, openings.currency, rows))
    if rule.draw == "none" or not rule.draw.recoverable:
        what, rows = "owed for earlier draws, and nothing in the plan recovers it", found.owed != 0
        kept = (found.owed, purses.currency, rows.astype(np.bool_))
        yield from _each("balance-kept", what, kept)


def _outside(
    rule: Settlement, roster: Roster, openings: Openings, forfeited: Exact
) -> Iterator[Finding]:
    """Tell what became of the balances of agents who are in the plan no more."""
    money = (openings.amount_minor, openings.currency)
    gone = (forfeited != 0).astype(np.bool_)
    what = "held for agents who had left when it fell due, so that they forfeit it"
    yield from _each("balance-forfeited", what, (*money, gone))
    there = [who in roster.settling.beside for who in roster.settling.outside]
    known = np.array([*there, False], np.bool_)[openings.agent - len(roster.agent_ids)]
    waits = rule.holdback != "none" and rule.holdback.release_to == "employed"
    for account in ACCOUNTS:
        own = openings.account.are(account) & ~gone
        unsaid = own & ~known if account == HELD and waits else own & False
        what = f"{account} for agents who are in the plan no more, kept as it is"
        yield from _each("balance-outside-plan", what, (*money, own & ~unsaid))
        what = f"{account} for agents who are not on the roster, kept as it is"
        yield from _each("balance-outside-plan", what, (*money, unsaid), _KEEP_LEAVERS)


def _each(
    code: str, what: str, kept: tuple[Exact, Words, Bools], hint: str = ""
) -> Iterator[Finding]:
    for currency, count, total in by_currency(*kept):
        said = f"{counted(count, 'balance')} of {currency}, together {_money(total, currency)}"
        yield _told(code, currency, f"{what}: {said}{hint}")


def _told(code: str, rule: str, why: str) -> Finding:
    return Finding(code, _BALANCES, None, None, rule, why)


def _money(minor: int, currency: str) -> str:
    return fixed.text(minor, MINOR_PLACES[currency])
