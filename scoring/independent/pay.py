"""Pay once more, in fractions.

Each line: base x rate x coefficient or an amount from a table, the steps in the plan's order, one
rounding, and where the line says so, its parts by cost centre.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.independent.bases import Based, paid_on
from scoring.independent.conditions import met
from scoring.independent.exchange import in_currency, rate_of
from scoring.independent.factors import bounded_factor, factor_of
from scoring.independent.numbers import ZERO, shown, written
from scoring.independent.parts import parts_of, rounded_line
from scoring.independent.prorating import part_of
from scoring.independent.rates import start_in_money
from scoring.independent.records import Entered, Line, Outcome, Path
from scoring.independent.rows import Tree, passes

Minor = Mapping[str, int]  # decimal places of each currency's minor unit


class _Line(NamedTuple):
    """A pay line of an agent, with what its steps need."""

    plan: Tree
    said: Tree
    path: Path
    out: Outcome
    period: str

    @property
    def stake(self) -> Fraction:
        """Return base x rate; nothing where the line does not start from a base."""
        start = self.said["start"]
        if "column" not in start:
            return ZERO
        return self.base * Fraction(start["rate"])

    @property
    def on(self) -> Based:
        """Return what the agent is paid on in this line."""
        return paid_on(self.plan, self.out.agent, based="column" in self.said["start"])

    @property
    def base(self) -> Fraction:
        """Return the base of pay of a line that starts from one; nobody lacks it by then."""
        return self.on.base or ZERO

    def note(self, kind: str, name: str, formula: str, result: object, *path: str | int) -> None:
        self.out.note(kind, name, formula, result, (*self.path, *path))


def pay_agent(plan: Tree, out: Outcome, period: str, minor_places: Minor) -> None:
    """Compute the lines of an agent who is ranked, each whose base and currency are known."""
    if plan["pay"] == "none" or out.score is None or out.status != "ranked":
        return
    out.rate = rate_of(plan, period, out)
    for i, said in enumerate(plan["pay"]):
        line = _Line(plan, said, ("pay", i), out, period)
        if why := _unpaid(line, minor_places):
            out.unpaid[said["name"]] = why
        else:
            _pay(line, minor_places)


def _unpaid(line: _Line, minor_places: Minor) -> str:
    """Return why the agent does not get the line, or nothing."""
    out, said = line.out, line.said
    if not passes(said.get("where", {}), out.agent):
        return "where"
    if "when" in said and not met(line.plan, said["when"], out, out.score)[0]:
        return "when"
    return _lacking(line, minor_places)


def _lacking(line: _Line, minor_places: Minor) -> str:
    """Return what stands in the way of paying an agent whose line it is, or nothing."""
    out, said = line.out, line.said
    currency = out.agent["currency"]
    if currency is None or ("column" in said["start"] and line.on.base is None):
        return "no-bonus-base"
    if line.on.mixed:
        return "several-currencies"
    if "rounding" in said and currency not in said["rounding"]["to"]:
        return "no-step-for-currency"
    named = all(currency in money for money in _moneys(said))
    if currency not in minor_places or not (named or out.rate):
        return "no-amount-for-currency"
    return ""


def _moneys(said: Tree) -> list[Tree]:
    start = said["start"]
    tables = [start[key] for key in ("amounts", "rates") if key in start]
    tables += [start["hurdle"]["closed"]] if "hurdle" in start else []
    named = [money for table in tables for money in _moneys_by_number(table)]
    named += [start["missing"]] if "missing" in start else []
    named += [row["gives"] for row in start.get("rows", ())]
    named += [start["otherwise"]] if start.get("otherwise", "refuse") != "refuse" else []
    limits = [limit for key in ("cap", "floor") for limit in _several(said[key])]
    limits.append(said.get("pool", {}).get("each_most", "none"))
    return named + [limit["amount"] for limit in limits if "amount" in limit]


def _moneys_by_number(said: Tree) -> list[Tree]:
    """Return the amounts of bands or points, and of what lies outside of them."""
    ends = [said[key] for key in ("below", "above") if not isinstance(said.get(key, ""), str)]
    rows = said["points" if said["mode"] == "interpolated" else "bands"]
    return ends + [row[k] for row in rows for k in ("before", "gives", "then") if k in row]


def _several(said: Any) -> list[Tree]:
    """Return the blocks of a list, none where `none` stands."""
    return [] if isinstance(said, str) else list(said)


def _pay(line: _Line, minor_places: Minor) -> None:
    out, said, currency = line.out, line.said, line.out.agent["currency"]
    amount, places = _start(line), minor_places[currency]
    for step in line.plan["conventions"]["order"]:
        amount = _STEPS[step](line, amount)
    if "pool" in said:
        out.entered[said["name"]] = Entered(amount, most_of(line.plan, said, out))
        line.note("share", "share of the pool", "what the steps came to", amount, "pool")
        return
    minor, how = rounded_line(line.plan, said, amount, currency, places), "rounded once"
    if "rounding" in said:
        step = f"{said['rounding']['to'][currency]} {currency}"
        how += f", {said['rounding']['mode']} to a multiple of {step}"
    out.payable = True
    paid = _paid(line, minor, places)
    line.note("line", said["name"], f"{shown(amount)} {currency}, {how}", paid)
    if "split" in said:
        _part(line, minor, places)
    else:
        add_line(line.plan, out, line.period, said["name"], minor, said["pay_code"], line.path)


def _paid(line: _Line, minor: int, places: int) -> str:
    return f"{written(Fraction(minor, 10**places), places)} {line.out.agent['currency']}"


def _part(line: _Line, minor: int, places: int) -> None:
    """Part a rounded amount between the cost centres of the plan, a line each."""
    said, split, whole = line.said, line.said["split"], _paid(line, minor, places)
    for center, part, odd in parts_of(split, minor):
        name, path = f"{said['name']}/{center}", (*line.path, "split", center)
        add_line(line.plan, line.out, line.period, name, part, said["pay_code"], path)
        line.out.lines[-1] = line.out.lines[-1]._replace(cost_center=center)
        formula = f"{split[center]} x {whole}"
        formula += f", and an odd {_paid(line, 1, places)}" if odd else ""
        line.note("part", name, formula, _paid(line, part, places), "split", center)


def most_of(plan: Tree, said: Tree, out: Outcome) -> Fraction | None:
    """Return the most that an agent may get of the pool of a line; None where it has no cap."""
    most = said["pool"]["each_most"]
    if isinstance(most, str):
        return None
    if "amount" in most:
        return in_currency(plan, out, most["amount"])[0]
    base = paid_on(plan, out.agent, based=True).base or ZERO
    return Fraction(most["times_base"]) * base * Fraction(said["start"]["rate"])


def _start(line: _Line) -> Fraction:
    start, out = line.said["start"], line.out
    if "weight" in start:
        weight, read = factor_of(line.plan, start["weight"], out)
        line.note("weight", "weight", read, weight, "start", "weight")
        return weight
    if "column" not in start:
        return start_in_money(line.plan, start, out, line.note)
    coefficient, read = factor_of(line.plan, start["coefficient"], out)
    line.note("coefficient", "coefficient", read, coefficient, "start", "coefficient")
    if how := line.on.base_words:
        line.note("base", "base of pay", f"{how}: each stretch by its days", line.base, "start")
    formula = f"{shown(line.base)} x {start['rate']} x {shown(coefficient)}"
    amount = line.stake * coefficient
    line.note("base", "base x rate x coefficient", formula, amount, "start")
    return amount


def _multiply(line: _Line, amount: Fraction) -> Fraction:
    for i, said in enumerate(_several(line.said["multipliers"])):
        factor, why = bounded_factor(line.plan, said, line.out)
        formula, amount = f"{shown(amount)} x {shown(factor)}: {why}", amount * factor
        line.note("multiplier", said["name"], formula, amount, "multipliers", i)
    return amount


def _cap(line: _Line, amount: Fraction) -> Fraction:
    return _limited(line, amount, "cap")


def _raise(line: _Line, amount: Fraction) -> Fraction:
    return _limited(line, amount, "floor")


def _limited(line: _Line, amount: Fraction, key: str) -> Fraction:
    """Keep an amount within the caps or the floors that hold for the agent."""
    word, kept = ("lesser", min) if key == "cap" else ("greater", max)
    for i, said in enumerate(_several(line.said[key])):
        here, why = True, ""
        if "when" in said:
            here, why = met(line.plan, said["when"], line.out, line.out.score)
        if not here:
            line.note(key, key, f"does not hold: {why}", amount, key, i)
            continue
        limit, how = _limit(line, said)
        formula, amount = f"the {word} of {shown(amount)} and {how}", kept(amount, limit)
        line.note(key, key, f"{formula}: {why}" if why else formula, amount, key, i)
    return amount


def _limit(line: _Line, limit: Tree) -> tuple[Fraction, str]:
    """Return a cap's or floor's limit, and how it is reckoned."""
    agent = line.out.agent
    if "amount" in limit:
        amount, how = in_currency(line.plan, line.out, limit["amount"])
        currency = agent["currency"]
        return amount, how or f"{limit['amount'][currency]}, the amount for {currency}"
    amount = Fraction(limit["times_base"]) * line.stake
    base, rate = shown(line.base), line.said["start"]["rate"]
    return amount, f"{limit['times_base']} x {base} x {rate} = {shown(amount)}"


def _prorate(line: _Line, amount: Fraction) -> Fraction:
    said = line.said["proration"]
    if isinstance(said, str):
        return amount
    part = part_of(said, line.out.agent, line.out.around, line.out.measures, line.on)
    formula, amount = f"{shown(amount)} x {part.words}", amount * part.factor
    line.note("proration", "proration", formula, amount, "proration")
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
