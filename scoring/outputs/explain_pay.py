"""From points to score, standing and pay: the later steps of a statement, and the roster's row."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from scoring.independent.conditions import met, standing
from scoring.independent.numbers import shown, written
from scoring.independent.people import row_of
from scoring.independent.records import Path, Step
from scoring.outputs.explain_gates import behind_gate, order_of_gates
from scoring.outputs.explain_groups import score_steps
from scoring.outputs.explain_ranks import rank_steps
from scoring.outputs.explain_segments import counted_days, stretch_lines, stretches_json
from scoring.outputs.explain_service import service_notes
from scoring.outputs.explain_steps import Entry, Section, money, reasons
from scoring.outputs.places import origin_of
from scoring.outputs.recompute import Recomputed

IN_CURRENCY = {"base", "slice", "amount", "multiplier", "cap", "proration", "floor"}
IN_CURRENCY |= {"line", "part", "pool"}
BARE = {"coefficient", "weight", "share"}
"""Steps that come to a number and not to money."""
UNPAID = {
    "no-bonus-base": "no bonus base or no currency on the roster",
    "several-currencies": "the stretches are paid in different currencies",
    "no-amount-for-currency": "the plan names no amount in this currency",
    "no-step-for-currency": "the plan says to what the line is rounded, and not in this currency",
    "no-fund-for-group": "the pool has no fund for this agent's group",
}


# Score, gates, tier, rank


def standing_steps(found: Recomputed) -> Section:
    """Return the score, what the gates made of it, the tier and the ranks."""
    return Section("standing", "3. Score, gates, tier and rank", list(_standing(found)))


def _standing(found: Recomputed) -> Iterator[Entry]:
    out, plan = found.outcome, found.plan
    yield from _early_gates(found)
    yield from score_steps(found)
    if out.score is None:
        return
    yield from _traced(found, "gate")
    if plan.get("gates"):
        number = written(out.score, int(plan["conventions"]["places"]["score"]))
        origin = origin_of(plan, ("gates",))
        yield Entry("score after gates", None, "", number, origin, (), number)
    yield from _traced(found, "tier")
    yield from rank_steps(found)


def _early_gates(found: Recomputed) -> Iterator[Entry]:
    """Yield what gates did before there was a score, and the order of all gates."""
    if order := order_of_gates(found.plan):
        yield Entry("order of gates", None, order, "", origin_of(found.plan, ("gates",)))
        yield from _traced(found, "early_gate")


def _traced(found: Recomputed, *kinds: str, within: Path = ()) -> Iterator[Entry]:
    """Turn the steps of the independent calculation into entries, labelled by the plan."""
    for step in found.outcome.trace:
        if step.kind in kinds and step.path[: len(within)] == within:
            node = found.plan
            for key in step.path:
                node = node[key]
            said = node if isinstance(node, dict) else {}
            notes = (
                *_days(step, found, said),
                *behind_gate(found, step),
                *reasons(said.get("why")),
            )
            origin = origin_of(found.plan, step.path)
            number, unit = _number(found, step)
            label = _label(found, step, said)
            yield Entry(step.name, label, step.formula, step.result, origin, notes, number, unit)


def _label(found: Recomputed, step: Step, said: Any) -> Any:
    """Return the plan's title of what a step stands for; a part of a line is called as the line."""
    return (found.plan["pay"][step.path[1]] if step.kind == "part" else said).get("title")


def _number(found: Recomputed, step: Step) -> tuple[str | None, str | None]:
    currency = found.outcome.agent["currency"]
    if step.kind in BARE or (step.kind in ("multiplier", "proration") and _is_bare(found, step)):
        return step.result, None
    if step.kind in IN_CURRENCY or (step.kind == "award" and step.result.endswith(f" {currency}")):
        return step.result.removesuffix(f" {currency}"), currency
    return None, None


def _is_bare(found: Recomputed, step: Step) -> bool:
    """Tell whether a step is of a line that starts from a bare weight, and not from money."""
    return "weight" in found.plan["pay"][step.path[1]]["start"]


# Pay


def pay_steps(found: Recomputed) -> Section:
    """Return the steps from base to each line, in the plan's order, or why there is none."""
    return Section("pay", "4. Pay", list(_pay(found)))


def _pay(found: Recomputed) -> Iterator[Entry]:
    out, plan = found.outcome, found.plan
    if plan["pay"] == "none" or out.status != "ranked":
        yield Entry("pay", None, _nothing(found), "not paid", origin_of(plan, ("pay",)))
        return
    order = " -> ".join(plan["conventions"]["order"])
    yield Entry("order", None, order, "", origin_of(plan, ("conventions", "order")))
    for i, said in enumerate(plan["pay"]):
        if why := out.unpaid.get(said["name"]):
            origin = origin_of(plan, ("pay", i))
            title, lack = said.get("title"), _lacking(found, said, why)
            yield Entry(said["name"], title, lack, "not paid", origin)
        else:
            yield from _traced(found, *BARE, "hurdle", *IN_CURRENCY, within=("pay", i))


def _nothing(found: Recomputed) -> str:
    """Say why the agent has no pay line at all."""
    out, plan = found.outcome, found.plan
    if plan["pay"] == "none":
        return "the plan pays nothing"
    if out.status != "vetoed":
        return f"the agent is {out.status}: no score, and so no pay"
    vetoes = [gate["name"] for gate in plan["gates"] if gate["then"] == "veto"]
    return f"{', '.join(name for name in out.gates if name in vetoes)} applies: no pay (veto)"


def _lacking(found: Recomputed, said: Any, why: str) -> str:
    """Say why the agent does not get a line."""
    if why == "where":
        return f"not for this agent: {standing(said['where'], found.outcome)}"
    if why == "when":
        return met(found.plan, said["when"], found.outcome, found.outcome.score)[1]
    return UNPAID[why]


def honour_steps(found: Recomputed) -> Section:
    """Return the awards that the agent won, and the actions that are due."""
    honours = list(_traced(found, "award", "action"))
    return Section("awards_and_actions", "5. Awards and actions", honours)


# The roster: which row held for the period, and which of its days count.


def roster_lines(found: Recomputed) -> list[str]:
    """Say which roster row was used, and where there were several, that one holds for all."""
    held = found.roster
    row = found.outcome.agent.get("row") or row_of(found.plan, found.period, held)
    lines = [f"roster row from {row['from_date']}: {_place_of(row)}"]
    if found.plan["conventions"]["roster_as_of"] == "segments":
        return [*lines, *stretch_lines(found)]
    if len(held) > 1:
        chosen = found.plan["conventions"]["roster_as_of"]
        origin = origin_of(found.plan, ("conventions", "roster_as_of"))
        which = "first" if chosen == "period_start" else "last"
        lines.append(
            f"{len(held)} roster rows in the period: the {which} holds for all of it"
            f" (roster_as_of: {chosen}, {origin})"
        )
        others = [other for other in held if other is not row]
        lines += [f"not used: {_span(other)}: {_place_of(other)}" for other in others]
    return lines


def _span(row: Any) -> str:
    until = row.get("to_date")
    return f"from {row['from_date']}" + ("" if until is None else f" to {until}")


def _place_of(row: Any) -> str:
    texts = ("team", "region", "role")
    said = [f"{key} {row[key]}" if row.get(key) else f"no {key}" for key in texts]
    base, currency, fte = (row.get(key) for key in ("bonus_base", "currency", "fte"))
    paid = "no base" if base is None else f"base {shown(Fraction(base))}"
    said.append(f"{paid} {currency}" if base is not None and currency else paid)
    return ", ".join([*said, f"fte {shown(Fraction(1 if fte is None else fte))}"])


def _days(step: Step, found: Recomputed, said: Any) -> Iterator[str]:
    """Yield for a proration what of the period counts."""
    if step.kind == "proration":
        yield from service_notes(found, said)


def roster_json(found: Recomputed) -> dict[str, Any]:
    """Return the same for scripts."""
    row = found.outcome.agent.get("row") or row_of(found.plan, found.period, found.roster)
    out, spans = found.outcome, counted_days(found)
    base = out.agent["bonus_base"]
    texts = ("team", "region", "role", "manager_id", "cost_center")
    return {
        "from_date": str(row["from_date"]),
        "to_date": None if row.get("to_date") is None else str(row["to_date"]),
        **{name: out.agent[name] for name in texts},
        "fte": shown(out.agent["fte"]),
        "bonus_base": None if base is None else money(shown(base), out.agent["currency"]),
        "currency": out.agent["currency"],
        "rows_in_period": len(found.roster),
        "roster_as_of": found.plan["conventions"]["roster_as_of"],
        "employed_days": out.agent["employed_days"],
        "period_days": sum(span.days for span in spans),
        "days": [
            {"first": str(s.first), "last": str(s.last), "counted": not s.why, "why": s.why or None}
            for s in spans
        ],
        **stretches_json(found),
    }
