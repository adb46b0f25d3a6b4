"""Pay, awards and actions once more: the last part of `independent`, in fractions.

Base x rate x coefficient or an amount from a table, the steps in the plan's order, one rounding
to the currency's minor unit; then the best of each group.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from scoring.independent.conditions import met
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
    _add_line(plan, out, period, "bonus", int(minor), bonus["pay_code"], ("bonus",))
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
            factor, why = Fraction(said["times"]) if here else Fraction(1), _standing(said, out)
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


def _standing(said: Tree, out: Outcome) -> str:
    """Say why a multiplier's `where` passes the agent, or the first reason why it does not."""
    tests = {column: passes({column: test}, out.agent) for column, test in said["where"].items()}
    failed = [column for column, passed in tests.items() if not passed]
    return ", ".join(
        f"{column} {_found(said['where'][column], out.agent.get(column), passed=not failed)}"
        for column in failed or tests
    )


def _found(test: Any, value: Any, *, passed: bool) -> str:
    """Write one roster value beside what was asked of it."""
    here = "is empty" if value is None else f"is {value}"
    if isinstance(test, Mapping):
        words = {"not": "other than", "at_least": "at least", "below": "below"}
        asked = [f"{words[key]} {_listed(x)}" for key, x in test.items() if key in words]
        asked += (
            ["not empty" if test["present"] == "true" else "empty"] if "present" in test else []
        )
        return f"{here} ({'as' if passed else 'not as'} asked: {' and '.join(asked)})"
    return here if passed else f"{here}, not {_listed(test)}"


def _listed(words: str | list[str]) -> str:
    return words if isinstance(words, str) else " or ".join(words)


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


def _add_line(
    plan: Tree, out: Outcome, period: str, name: str, minor: int, code: str, path: Path
) -> None:
    agent, currency = out.agent["agent_id"], out.agent["currency"]
    key = "|".join([period, plan["plan"], agent, currency, name])
    line_id = hashlib.sha256(key.encode()).hexdigest()[:32]
    center = out.agent["cost_center"]
    out.lines.append(Line(line_id, name, minor, currency, code, center, path))


# Awards and actions: the best of each group, and whoever a condition concerns.


def award_agents(plan: Tree, outcomes: Iterable[Outcome], period: str, minor: Minor) -> None:
    """Give every award to the best of its group."""
    ranked = sorted(
        (o for o in outcomes if o.status == "ranked"), key=lambda o: o.agent["agent_id"]
    )
    for i, award in enumerate(plan.get("awards", ())):
        groups: dict[str | None, list[tuple[Fraction, Outcome]]] = {}
        for out in ranked:
            merit = _merit(plan, award, out)
            if merit is not None and (award["tiers"] == "any" or out.tier in award["tiers"]):
                group = "" if award["per"] == "overall" else out.agent[award["per"]]
                groups.setdefault(group, []).append((merit, out))
        for group in groups.values():
            for out in _best(award, group):
                _honour(plan, award, out, period, minor, ("awards", i))


def _merit(plan: Tree, award: Tree, out: Outcome) -> Fraction | None:
    if award["by"] == "score":
        return out.score
    value = out.measures[award["by"]].value
    lower = plan["measures"][award["by"]]["better"] == "lower"
    return -value if lower and value is not None else value


def _best(award: Tree, group: list[tuple[Fraction, Outcome]]) -> list[Outcome]:
    """Return the winners of a group: level by level, as long as there are places left."""
    top, winners = int(award["top"]), list[Outcome]()
    for level in sorted({merit for merit, _ in group}, reverse=True):
        left = top - len(winners)
        if left <= 0:
            break
        equal = [out for merit, out in group if merit == level]
        if award["ties"] == "none" and len(equal) > left:
            break
        winners += equal[:left] if award["ties"] == "agent_id" else equal
    return winners


def _honour(plan: Tree, award: Tree, out: Outcome, period: str, minor: Minor, path: Path) -> None:
    amount, currency = None, out.agent["currency"]
    if award["amount"] != "none" and currency in award["amount"]:
        amount = int(Fraction(award["amount"][currency]) * 10 ** minor[currency])
        _add_line(plan, out, period, award["name"], amount, award["pay_code"], path)
    out.awards.append((award["name"], amount))
    paid = "no money"
    if amount is not None:
        places = minor[currency]
        paid = f"{written(Fraction(amount, 10**places), places)} {currency}"
    among = "" if award["per"] == "overall" else f" in {award['per']} {out.agent[award['per']]}"
    out.note("award", award["name"], f"top {award['top']} by {award['by']}{among}", paid, path)


def act_on_agent(plan: Tree, out: Outcome) -> None:
    """List the actions whose condition holds for an agent with a score."""
    for i, action in enumerate(plan.get("actions", ())):
        holds, why = met(plan, action["when"], out, out.score)
        if holds and out.score is not None:
            out.actions.append(action["name"])
            out.note("action", action["name"], why, "due", ("actions", i))
