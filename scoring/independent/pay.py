"""Pay once more, in fractions.

Base x rate x coefficient or an amount from a table, the steps in the plan's order, one rounding
to the currency's minor unit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from fractions import Fraction

from scoring.independent.conditions import standing
from scoring.independent.curves import band_of, read_curve
from scoring.independent.numbers import ZERO, rounded, shown, written
from scoring.independent.periods import period_days
from scoring.independent.records import Line, Outcome, Path
from scoring.independent.rows import Tree, passes

Minor = Mapping[str, int]  # decimal places of each currency's minor unit


def pay_agent(plan: Tree, out: Outcome, period: str, minor_places: Minor) -> None:
    """Compute the bonus line of an agent who is ranked and whose base and currency are known."""
    bonus, currency = plan["bonus"], out.agent["currency"]
    if bonus == "none" or out.score is None or out.status != "ranked":
        return
    based = "column" in bonus["pay"]
    if currency is None or (based and out.agent["bonus_base"] is None):
        out.unpaid = "no-bonus-base"
        return
    if currency not in minor_places or any(currency not in m for m in _moneys(bonus)):
        out.unpaid = "no-amount-for-currency"
        return
    stake = Fraction(out.agent["bonus_base"]) * Fraction(bonus["pay"]["rate"]) if based else ZERO
    amount = _start(plan, out, stake)
    for step in plan["conventions"]["order"]:
        amount = _STEPS[step](plan, out, amount, stake, period)
    minor = rounded(amount * 10 ** minor_places[currency], 0, plan["conventions"]["rounding"])
    out.payable = True
    add_line(plan, out, period, "bonus", int(minor), bonus["pay_code"], ("bonus",))
    places = minor_places[currency]
    paid = f"{written(minor / 10**places, places)} {currency}"
    out.note("line", "bonus", f"{shown(amount)} {currency}, rounded once", paid, ("bonus",))


def _moneys(bonus: Tree) -> list[Tree]:
    table = bonus["pay"].get("amounts")
    named = [] if table is None else [table["below"], *(b["gives"] for b in table["bands"])]
    limits = [bonus["cap"], bonus["floor"]]
    return named + [limit["amount"] for limit in limits if "amount" in limit]


def _start(plan: Tree, out: Outcome, stake: Fraction) -> Fraction:
    pay, boundary, score = plan["bonus"]["pay"], plan["conventions"]["boundary"], out.score or ZERO
    scored = f"score {written(score, int(plan['conventions']['places']['score']))}"
    if "amounts" in pay:
        amount = Fraction(band_of(pay["amounts"], score, boundary)[out.agent["currency"]])
        out.note(
            "amount",
            "amount",
            f"{out.agent['currency']} at {scored}",
            amount,
            ("bonus", "pay", "amounts"),
        )
        return amount
    said = pay["coefficient"]
    if said["on"] == "tier":
        coefficient, read = Fraction(said["gives"][out.tier]), f"tier {out.tier}"
    else:
        coefficient, read = _given(said["curve"], score, boundary), scored
    out.note("coefficient", "coefficient", read, coefficient, ("bonus", "pay", "coefficient"))
    formula = f"{shown(Fraction(out.agent['bonus_base']))} x {pay['rate']} x {shown(coefficient)}"
    out.note("base", "base x rate x coefficient", formula, stake * coefficient, ("bonus", "pay"))
    return stake * coefficient


def _given(curve: Tree, x: Fraction, boundary: str) -> Fraction:
    given = read_curve(curve, x, boundary)
    if given is None:
        raise ValueError("a curve of the pay names an anchor, which the lint refuses")
    return given


def _multiply(
    plan: Tree, out: Outcome, amount: Fraction, _stake: Fraction, _period: str
) -> Fraction:
    several = plan["bonus"]["multipliers"]
    for i, said in enumerate([] if several == "none" else several):
        if "where" in said:
            here = passes(said["where"], out.agent)
            factor, why = (
                Fraction(said["times"]) if here else Fraction(1),
                standing(said["where"], out),
            )
        else:
            factor, why = _factor(plan, said, out)
        formula, amount = f"{shown(amount)} x {shown(factor)}: {why}", amount * factor
        out.note("multiplier", said["name"], formula, amount, ("bonus", "multipliers", i))
    return amount


def _factor(plan: Tree, said: Tree, out: Outcome) -> tuple[Fraction, str]:
    name, value = said["measure"], out.measures[said["measure"]].value
    if value is None:
        return Fraction(said["missing"]), f"{name} has no value (missing: {said['missing']})"
    number = written(value, int(plan["measures"][name]["places"]))
    factor = _given(said["curve"], value, plan["conventions"]["boundary"])
    return factor, f"the curve at {name} {number}"


def _cap(plan: Tree, out: Outcome, amount: Fraction, stake: Fraction, _period: str) -> Fraction:
    if isinstance(plan["bonus"]["cap"], str):
        return amount
    limit, how = _limit(plan, plan["bonus"]["cap"], out, stake)
    formula, amount = f"the lesser of {shown(amount)} and {how}", min(amount, limit)
    out.note("cap", "cap", formula, amount, ("bonus", "cap"))
    return amount


def _raise(plan: Tree, out: Outcome, amount: Fraction, stake: Fraction, _period: str) -> Fraction:
    if isinstance(plan["bonus"]["floor"], str):
        return amount
    limit, how = _limit(plan, plan["bonus"]["floor"], out, stake)
    formula, amount = f"the greater of {shown(amount)} and {how}", max(amount, limit)
    out.note("floor", "floor", formula, amount, ("bonus", "floor"))
    return amount


def _limit(plan: Tree, limit: Tree, out: Outcome, stake: Fraction) -> tuple[Fraction, str]:
    """Return a cap's or floor's limit, and how it is reckoned."""
    if "amount" in limit:
        said = limit["amount"][out.agent["currency"]]
        return Fraction(said), f"{said}, the amount for {out.agent['currency']}"
    amount = Fraction(limit["times_base"]) * stake
    base, rate = shown(Fraction(out.agent["bonus_base"])), plan["bonus"]["pay"]["rate"]
    return amount, f"{limit['times_base']} x {base} x {rate} = {shown(amount)}"


def _prorate(plan: Tree, out: Outcome, amount: Fraction, _stake: Fraction, period: str) -> Fraction:
    if isinstance(plan["bonus"]["proration"], str):
        return amount
    first, end = period_days(period)
    formula = f"{shown(amount)} x {out.agent['employed_days']} / {(end - first).days} days"
    amount *= Fraction(out.agent["employed_days"], (end - first).days)
    if plan["bonus"]["proration"]["fte"] == "apply":
        amount *= Fraction(out.agent["fte"])
        formula += f" x {shown(Fraction(out.agent['fte']))} fte"
    out.note("proration", "proration", formula, amount, ("bonus", "proration"))
    return amount


_STEPS = {"multipliers": _multiply, "cap": _cap, "floor": _raise, "proration": _prorate}


def add_line(
    plan: Tree, out: Outcome, period: str, name: str, minor: int, code: str, path: Path
) -> None:
    """Add an amount in minor units to what an agent is paid."""
    agent, currency = out.agent["agent_id"], out.agent["currency"]
    key = "|".join([period, plan["plan"], agent, currency, name])
    line_id = hashlib.sha256(key.encode()).hexdigest()[:32]
    center = out.agent["cost_center"]
    out.lines.append(Line(line_id, name, minor, currency, code, center, path))
