"""Awards and actions once more: the best of each group, and whoever a condition concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from scoring.independent.conditions import Number, met, number_of
from scoring.independent.numbers import rounded, written
from scoring.independent.pay import Minor, add_line
from scoring.independent.records import Outcome, Path
from scoring.independent.rows import Tree, passes


class _Rule(NamedTuple):
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

    def amount(self, out: Outcome) -> int | None:
        """Return the money for a place, in minor units of the agent's currency."""
        money, currency = self.said["amount"], out.agent["currency"]
        if money == "none" or currency not in money:
            return None
        return int(Fraction(money[currency]) * 10 ** self.minor[currency])


def award_agents(plan: Tree, outcomes: Iterable[Outcome], period: str, minor: Minor) -> None:
    """Give every award to the best of its group."""
    ranked = sorted(
        (o for o in outcomes if o.status == "ranked"), key=lambda o: o.agent["agent_id"]
    )
    for i, said in enumerate(plan.get("awards", ())):
        rule = _Rule(plan, said, period, minor, ("awards", i))
        column = {"manager": "manager_id"}.get(said["per"], said["per"])
        groups: dict[str | None, list[Outcome]] = {}
        for out in ranked:
            if _is_candidate(rule, out):
                group = "" if said["per"] == "overall" else out.agent[column]
                groups.setdefault(group, []).append(out)
        for group in groups.values():
            if len(group) >= int(said.get("least", 1)):
                _award_group(rule, group)


def _is_candidate(rule: _Rule, out: Outcome) -> bool:
    said = rule.said
    return (
        rule.merit(out).value is not None
        and (said["tiers"] == "any" or out.tier in said["tiers"])
        and passes(said.get("where", {}), out.agent)
        and ("when" not in said or met(rule.plan, said["when"], out, out.score)[0])
    )


def _award_group(rule: _Rule, group: list[Outcome]) -> None:
    """Go from the best level down, as long as there are places left."""
    top, ties, before = int(rule.said["top"]), rule.said["ties"], 0
    levels: dict[Fraction, list[Outcome]] = {}
    for out in group:
        levels.setdefault(_better(rule.merit(out)), []).append(out)
    for level in sorted(levels, reverse=True):
        left, equal = top - before, levels[level]
        if left <= 0 or (ties == "none" and len(equal) > left):
            break
        why = f"of {len(group)}, {rule.merit(equal[0])}"
        if len(equal) > 1:
            why += f", equal with {len(equal) - 1} other{'s' if len(equal) > 2 else ''}"
        if isinstance(ties, str):
            split = ties == "share" and len(equal) > left
            for out, amount, note in _pools(rule, equal, left if split else len(equal)):
                _honour(rule, out, amount, f"place {before + 1} {why}{note}")
        else:
            for turn, (out, how) in enumerate(_in_order(rule, equal)[:left], start=1):
                told = why + (how if len(equal) > 1 else "")
                _honour(rule, out, rule.amount(out), f"place {before + turn} {told}")
        before += len(equal)


def _better(number: Number) -> Fraction:
    """Return the number so that the larger is the better."""
    value = number.value or Fraction(0)
    return -value if number.lower else value


def _in_order(rule: _Rule, equal: list[Outcome]) -> list[tuple[Outcome, str]]:
    """Order equal agents by the further numbers: the better first, whoever has none last."""
    chain = [by for by in rule.said["ties"]["break_by"] if by != "agent_id"]

    def place(out: Outcome) -> list[tuple[bool, Fraction]]:
        return [(n.value is None, -_better(n)) for n in (rule.number(out, by) for by in chain)]

    return [
        (out, f"; then by {''.join(f'{rule.number(out, by)}, ' for by in chain)}agent id")
        for out in sorted(equal, key=place)
    ]


def _pools(
    rule: _Rule, equal: list[Outcome], places: int
) -> Iterator[tuple[Outcome, int | None, str]]:
    """Split the money of some places between all who are equal, by currency, to the last unit."""
    note, mode = "", rule.plan["conventions"]["rounding"]
    if places < len(equal):
        note = f"; the money of {places} place{'s' if places > 1 else ''} shared by {len(equal)}"
    for out in equal:
        currency, whole = out.agent["currency"], rule.amount(out)
        if whole is None:
            yield out, None, note
            continue
        own = [other for other in equal if other.agent["currency"] == currency]
        pool = rounded(Fraction(whole * places * len(own), len(equal)), 0, mode)
        each, odd = divmod(int(pool), len(own))
        if own.index(out) < odd:
            unit = written(Fraction(1, 10 ** rule.minor[currency]), rule.minor[currency])
            yield out, each + 1, f"{note}, an odd {unit} {currency} by agent id"
        else:
            yield out, each, note


def _honour(rule: _Rule, out: Outcome, amount: int | None, why: str) -> None:
    name, currency, paid = rule.said["name"], out.agent["currency"], "no money"
    if amount is not None:
        code, places = rule.said["pay_code"], rule.minor[currency]
        add_line(rule.plan, out, rule.period, name, amount, code, rule.path)
        paid = f"{written(Fraction(amount, 10**places), places)} {currency}"
    out.awards.append((name, amount, why))
    out.note("award", name, why, paid, rule.path)


def act_on_agent(plan: Tree, out: Outcome) -> None:
    """List the actions that concern an agent with a score."""
    for i, action in enumerate(plan.get("actions", ())):
        holds, why = True, ""
        if "when" in action:
            holds, why = met(plan, action["when"], out, out.score)
        if not holds or out.score is None:
            continue
        said = [why]
        if "each_component" in action:
            edge = action["each_component"]["below"]
            said = [f"{short}; {why}" if why else short for short in _short(plan, edge, out)]
        for reason in said:
            out.actions.append((action["name"], reason))
            out.note("action", action["name"], reason, "due", ("actions", i))


def _short(plan: Tree, edge: str, out: Outcome) -> list[str]:
    """Say which components are short of points, and by how much."""
    found = []
    for name, part in out.components.items():
        if part.points is not None and part.points < Fraction(edge):
            places = number_of(plan, {"component": name}, out, None).places
            short = written(Fraction(edge) - part.points, places)
            found.append(f"{name} {written(part.points, places)}, {short} below {edge}")
    return found
