"""Settlement once more: one agent and one currency at a time, in whole minor units.

What is earned stays as it is; lines with a sign are added to it, each with the step that says why,
and the account of what is not paid now is kept beside them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from scoring.independent.numbers import rounded, written
from scoring.independent.periods import period_days
from scoring.independent.records import Balance, Line, Outcome, Path
from scoring.independent.rows import Tree

ROOT: Path = ("settlement",)
Minor = Mapping[str, int]  # decimal places of each currency's minor unit


class Settling(NamedTuple):
    """What settlement takes from outside of the run, for all agents.

    Attributes:
        adjustments: rows of the table: adjustment_id, agent_id, period, amount, currency, pay_code.
        openings: what an earlier run has left: agent_id, account, currency, origin_period, amount.
    """

    adjustments: Sequence[Tree] = ()
    openings: Sequence[Tree] = ()


NOTHING_TO_SETTLE = Settling()


class BelowZeroError(ValueError):
    """A sum below zero, which the plan refuses."""


class _Purse:
    """An agent's money of one currency while it is settled."""

    def __init__(self, plan: Tree, out: Outcome, period: str, currency: str, minor: Minor) -> None:
        self.plan, self.rule, self.out = plan, plan["settlement"], out
        self.period, self.currency, self.places = period, currency, minor[currency]
        self.sum = sum(x.amount_minor for x in out.lines if x.currency == currency)
        self.say("earned", "the sum of what is earned", self.sum, ())

    def units(self, amount: object) -> int:
        """Return an amount in minor units."""
        return int(Fraction(str(amount)) * 10**self.places)

    def text(self, minor: int) -> str:
        """Write an amount."""
        return written(Fraction(minor, 10**self.places), self.places)

    def say(self, name: str, formula: str, result: int, path: Path) -> None:
        """Add a step to the statement."""
        paid = f"{self.text(result)} {self.currency}"
        self.out.note("settlement", name, formula, paid, ROOT + path)

    def line(self, name: str, minor: int, code: str, formula: str, path: Path) -> None:
        """Add a line that is not zero to what is paid, and say why."""
        if minor:
            agent, currency = self.out.agent, self.currency
            key = "|".join([self.period, self.plan["plan"], agent["agent_id"], currency, name])
            line_id = hashlib.sha256(key.encode()).hexdigest()[:32]
            center, where = agent["cost_center"], ROOT + path
            self.out.lines.append(Line(line_id, name, minor, currency, code, center, where))
            self.say(name, formula, minor, path)
        self.sum += minor

    def balance(
        self,
        account: str,
        amounts: tuple[int, int, int],
        forfeited: int = 0,
        origin: str | None = None,
    ) -> None:
        """Keep an account that opened with something, or that something is added to."""
        opening, added, taken = amounts
        if opening or added:
            found = Balance(account, self.currency, origin, opening, added, taken, forfeited)
            self.out.balances.append(found)


def settle_agent(plan: Tree, out: Outcome, period: str, minor: Minor, around: Settling) -> None:
    """Settle what an agent has earned, in each currency that the agent has anything in.

    Raises:
        BelowZeroError: a sum below zero, where the plan refuses it.
    """
    if "settlement" not in plan:
        return
    rule, who = plan["settlement"], out.agent["agent_id"]
    openings = [row for row in around.openings if row["agent_id"] == who]
    adjusted = [row for row in around.adjustments if row["agent_id"] == who]
    adjusted = [row for row in adjusted if row["period"] == period]
    if rule["adjustments"] == "ignore":
        adjusted = []
    own = out.agent["currency"]
    drawn = {own} if rule["draw"] != "none" and own in rule["draw"]["amount"] else set()
    currencies = {line.currency for line in out.lines} | drawn
    currencies |= {row["currency"] for row in (*openings, *adjusted)}
    earned = list(out.lines)
    for currency in sorted(currencies):
        purse = _Purse(plan, out, period, currency, minor)
        _adjust(purse, [row for row in adjusted if row["currency"] == currency])
        kept = [row for row in openings if row["currency"] == currency]
        _hold(purse, [line for line in earned if line.currency == currency])
        _release(purse, [row for row in kept if row["account"] == "held"])
        left = {row["account"]: purse.units(row["amount"]) for row in kept}
        carried = left.get("carried", 0)
        why = "what the run before has carried over"
        purse.line("carried:in", carried, rule["pay_code"], why, ("pay_code",))
        _draw(purse, left.get("owed", 0), entitled=currency in drawn)
        _carry(purse, carried)
        purse.say("paid now", "the sum of all lines", purse.sum, ())


def _adjust(purse: _Purse, rows: Iterable[Tree]) -> None:
    said = purse.rule["adjustments"]
    for row in rows:
        code = row.get("pay_code") or said["pay_code"]
        name, amount = f"adjustment:{row['adjustment_id']}", purse.units(row["amount"])
        why = ", ".join([str(row.get("reason") or "adjusted"), *_approved(row.get("approver"))])
        purse.line(name, amount, code, why, ("adjustments",))


def _approved(approver: str | None) -> list[str]:
    return [] if approver is None else [f"approved by {approver}"]


def _hold(purse: _Purse, earned: Iterable[Line]) -> None:
    """Hold a share of each line above zero that the plan names, rounded once."""
    said = purse.rule["holdback"]
    total = 0
    for line in earned:
        if said == "none" or line.line not in said["lines"] or line.amount_minor <= 0:
            continue
        share = Fraction(said["share"]) * line.amount_minor
        held = int(rounded(share, 0, purse.plan["conventions"]["rounding"]))
        why = f"{purse.text(line.amount_minor)} x {said['share']}, held"
        purse.line(f"held:{line.line}", -held, said["pay_code"], why, ("holdback",))
        total += held
    purse.balance("held", (0, total, 0), origin=purse.period)


def _release(purse: _Purse, held: Iterable[Tree]) -> None:
    """Release what was held long enough before, or let it be forfeited."""
    said = purse.rule["holdback"]
    for row in held:
        origin, amount = row["origin_period"], purse.units(row["amount"])
        late = said != "none" and _apart(origin, purse.period) >= int(said["release_after"])
        gone = late and said["release_to"] == "employed" and purse.out.agent.get("left", False)
        taken = amount if late and not gone else 0
        if taken:
            why = f"held in {origin}"
            purse.line(f"released:{origin}", taken, said["pay_code"], why, ("holdback",))
        if gone:
            why = f"{purse.text(amount)} held in {origin}, not employed on the last day"
            purse.say(f"forfeited:{origin}", why, 0, ("holdback",))
        purse.balance("held", (amount, 0, taken), amount if gone else 0, origin)


def outside_balances(
    plan: Tree, rows: Sequence[Tree], openings: Sequence[Tree], period: str, minor: Minor
) -> list[tuple[Balance, str]]:
    """Return what becomes of the balances of an agent who is in the plan no more, and why.

    Args:
        plan: the plan.
        rows: the agent's roster rows, with days as dates; none where the roster has no such agent.
        openings: what an earlier run has left the agent.
        period: the period's name.
        minor: decimal places of each currency.
    """
    found = []
    for row in openings:
        amount = int(Fraction(str(row["amount"])) * 10 ** minor[row["currency"]])
        gone, why = _lost(plan, rows, row, period)
        opened = (row["account"], row["currency"], row["origin_period"], amount)
        found.append((Balance(*opened, 0, 0, amount if gone else 0), why))
    return found


def _lost(plan: Tree, rows: Sequence[Tree], opened: Tree, period: str) -> tuple[bool, str]:
    """Tell whether the agent had left on the last day of the period in which it fell due."""
    said = plan["settlement"]["holdback"]
    if opened["account"] != "held" or said == "none" or said["release_to"] != "employed":
        return False, "not in the plan any more, kept as it is"
    if _apart(opened["origin_period"], period) < int(said["release_after"]):
        return False, "not due yet, kept as it is"
    begun = [row for row in rows if row["from_date"] < period_days(period)[1]]
    if not rows:
        return False, "due, but the agent is not on the roster, kept as it is"
    left = max(begun, key=lambda row: row["from_date"]).get("leave_date") if begun else None
    last = _last_day(opened["origin_period"], int(said["release_after"]))
    if left is None or left >= last:
        return False, f"due on {last}, not in the plan any more, kept as it is"
    return True, f"due on {last}, left on {left}"


def _last_day(origin: str, after: int) -> dt.date:
    """Return the last day of the period that is so many behind another."""
    day, months = period_days(origin)[0], _months(origin) * (after + 1)
    month = day.month - 1 + months
    return day.replace(year=day.year + month // 12, month=month % 12 + 1) - dt.timedelta(1)


def _apart(earlier: str, later: str) -> int:
    """Return how many periods one is behind another: go on from the earlier until it is met."""
    count, day = 0, period_days(earlier)[0]
    first, _ = period_days(later)
    months = _months(earlier)
    while day < first:
        month = day.month - 1 + months
        day, count = day.replace(year=day.year + month // 12, month=month % 12 + 1), count + 1
    return count


def _months(period: str) -> int:
    first, end = period_days(period)
    return 12 * (end.year - first.year) + end.month - first.month


def _draw(purse: _Purse, owed: int, *, entitled: bool) -> None:
    """Pay up to the draw, or take back what earlier draws have advanced."""
    said = purse.rule["draw"]
    if not entitled:
        purse.balance("owed", (owed, 0, 0))
        return
    draw, code = purse.units(said["amount"][purse.currency]), said["pay_code"]
    amount, path = purse.text(draw), ("draw",)
    if said["recoverable"] == "false":
        base = max(purse.sum, 0)
        why = f"the guarantee of {amount}, less {purse.text(base)}"
        purse.line("draw:guaranteed", max(draw - base, 0), code, why, path)
        purse.balance("owed", (owed, 0, 0))
        return
    gross = purse.sum
    advanced, recovered = max(draw - gross, 0), min(max(gross - draw, 0), owed)
    why = f"the draw of {amount}, less {purse.text(gross)}"
    purse.line("draw:advanced", advanced, code, why, path)
    why = (
        f"the lesser of {purse.text(owed)} owed and {purse.text(gross - draw)}, "
        f"the excess over the draw of {amount}"
    )
    purse.line("draw:recovered", -recovered, code, why, path)
    if purse.sum > draw:
        why = f"{purse.text(purse.sum)} - {amount}"
        purse.say("excess over the draw", why, purse.sum - draw, path)
    if owed or advanced:
        why = f"{purse.text(owed)} + {purse.text(advanced)} - {purse.text(recovered)}"
        purse.say("owed for draws", why, owed + advanced - recovered, path)
    purse.balance("owed", (owed, advanced, recovered))


def _carry(purse: _Purse, carried: int) -> None:
    """Keep a sum below zero, or one that is too small to pay."""
    rule, result, key = purse.rule, purse.sum, ""
    if result < 0 and rule["negative"] == "refuse":
        raise BelowZeroError(purse.out.agent["agent_id"])
    if result < 0 and rule["negative"] == "carry":
        key, why = "negative", f"{purse.text(result)} is below zero, carried to the next period"
    least = {} if rule["minimum"] == "none" else rule["minimum"]["amount"]
    if 0 < result < purse.units(least.get(purse.currency, 0)):
        key = "minimum"
        why = f"{purse.text(result)} is less than {least[purse.currency]}, kept for the next period"
    kept = result if key else 0
    if key:
        purse.line("carried:out", -kept, rule["pay_code"], why, (key,))
    purse.balance("carried", (carried, kept, carried))
