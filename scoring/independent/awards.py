"""Awards and actions once more: the best of each group, and whoever a condition concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import partial

from scoring.independent.conditions import Number, met, number_of
from scoring.independent.numbers import written
from scoring.independent.pay import Minor, add_line
from scoring.independent.periods import period_days
from scoring.independent.prizes import Rule, Won, pools, within_budget
from scoring.independent.records import Outcome
from scoring.independent.rows import Tree, passes


def award_agents(plan: Tree, outcomes: Iterable[Outcome], period: str, minor: Minor) -> None:
    """Give every award to the best of its group.

    Raises:
        OverBudgetError: they come to more than a budget that refuses it.
    """
    ranked = sorted(
        (o for o in outcomes if o.status == "ranked"), key=lambda o: o.agent["agent_id"]
    )
    for i, said in enumerate(plan.get("awards", ())):
        rule = Rule(plan, said, period, minor, ("awards", i))
        column = {"manager": "manager_id"}.get(said["per"], said["per"])
        groups: dict[str | None, list[Outcome]] = {}
        for out in filter(partial(_is_candidate, rule), ranked):
            if _rests(rule, out):
                continue
            group = "" if said["per"] == "overall" else out.agent[column]
            groups.setdefault(group, []).append(out)
        won = list[Won]()
        for group in groups.values():
            if len(group) >= int(said.get("least", 1)):
                won += _best_of(rule, group)
        for one in within_budget(rule, won):
            _honour(rule, one)


def _rests(rule: Rule, out: Outcome) -> bool:
    """Tell whether an agent has won the award too lately, and note it."""
    rest, name = rule.said.get("cool_down"), rule.said["name"]
    last = ((out.agent.get("earlier") or {}).get("won") or {}).get(name)
    if rest is None or last is None:
        return False
    (begins, _), (now, end), (then, _) = map(period_days, (rest["since"], rule.period, last))
    length = (end.year - now.year) * 12 + end.month - now.month
    ago = ((now.year - then.year) * 12 + now.month - then.month) // length
    if begins >= now or ago > int(rest["periods"]):
        return False
    lately = "the period" if rest["periods"] == "1" else f"one of the {rest['periods']} periods"
    why = f"won in {last}; who has won it in {lately} before is not in the race"
    out.note("award", name, why, "not in the race", rule.path)
    return True


def _is_candidate(rule: Rule, out: Outcome) -> bool:
    said = rule.said
    return (
        rule.merit(out).value is not None
        and (said["tiers"] == "any" or out.tier in said["tiers"])
        and passes(said.get("where", {}), out.agent)
        and ("when" not in said or met(rule.plan, said["when"], out, out.score)[0])
    )


def _best_of(rule: Rule, group: list[Outcome]) -> Iterator[Won]:
    """Go from the best level down, as long as there are places left."""
    top, ties, before = rule.top(), rule.said["ties"], 0
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
        if ties == "share":
            for out, amount, note in pools(rule, equal, before):
                yield Won(out, amount, f"place {before + 1} {why}{note}")
        elif isinstance(ties, str):
            for out in equal:
                yield Won(out, rule.amount(out, before + 1), f"place {before + 1} {why}")
        else:
            for place, (out, how) in enumerate(_in_order(rule, equal)[:left], start=before + 1):
                told = why + (how if len(equal) > 1 else "")
                yield Won(out, rule.amount(out, place), f"place {place} {told}")
        before += len(equal)


def _better(number: Number) -> Fraction:
    """Return the number so that the larger is the better."""
    value = number.value or Fraction(0)
    return -value if number.lower else value


def _in_order(rule: Rule, equal: list[Outcome]) -> list[tuple[Outcome, str]]:
    """Order equal agents by the further numbers: the better first, whoever has none last."""
    chain = [by for by in rule.said["ties"]["break_by"] if by != "agent_id"]

    def place(out: Outcome) -> list[tuple[bool, Fraction]]:
        return [(n.value is None, -_better(n)) for n in (rule.number(out, by) for by in chain)]

    return [
        (out, f"; then by {''.join(f'{rule.number(out, by)}, ' for by in chain)}agent id")
        for out in sorted(equal, key=place)
    ]


def _honour(rule: Rule, won: Won) -> None:
    out, amount, why = won
    name, currency, paid = rule.said["name"], out.agent["currency"], "no money"
    if amount is not None:
        code = rule.said["pay_code"]
        add_line(rule.plan, out, rule.period, name, amount, code, rule.path)
        paid = rule.paid(amount, currency)
    out.awards.append((name, amount, why))
    lack = _lack_of_money(rule, currency) if amount is None else ""
    out.note("award", name, f"{why}{lack}", paid, rule.path)


def _lack_of_money(rule: Rule, currency: str | None) -> str:
    """Say why a winner gets no money of an award that pays some; an honour pays none."""
    if not rule.prizes():
        return ""
    if currency is None:
        return "; no currency on the roster"
    return f"; the award names no amount in {currency}"


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
