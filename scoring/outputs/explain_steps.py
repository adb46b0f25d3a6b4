"""The steps of a statement, in the words of the trade and with the numbers that were used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

from scoring.independent.measures import Measured, Part, shown, written
from scoring.outputs.places import origin_of
from scoring.outputs.recompute import Recomputed
from scoring.vocabulary import COMPANY_PLACES, INTERACTION_COLUMNS

REASONS = {
    "no_stamp": "without the stamp that dates them",
    "outside_period": "outside the period",
    "filtered": "not looked at (where)",
    "other_currency": "in another currency",
    "null_value": "with nothing to read",
    "no_promise": "without a promise",
    "unanswered": "unanswered",
    "negative_duration": "ending before they began",
}
STATUSES = {
    "no_facts": "no facts",
    "below_volume": "too few facts",
    "zero_denominator": "nothing to divide by",
    "not_given": "not given",
}
POLICIES = {
    "excluded": "left out, the other weights are scaled up",
    "zero": "no value: zero points",
    "neutral": "no value: neutral points",
    "held": "no value: the score is held",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One step: what it is, how it was reckoned, the result, and the plan's line."""

    name: str
    label: Any = None
    formula: str = ""
    result: str = ""
    origin: str = ""
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the step for scripts."""
        return {
            "name": self.name,
            "label": dict(both(self.label)),
            "formula": self.formula,
            "result": self.result,
            "origin": self.origin,
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Section:
    """Steps that belong together."""

    title: str
    steps: list[Entry] = field(default_factory=list)


def both(label: Any) -> dict[str, str]:
    """Return a label of the plan in both languages; one text stands for both."""
    if label is None:
        return {}
    return {"en": label, "zh": label} if isinstance(label, str) else {k: label[k] for k in label}


def words(label: Any) -> str:
    """Write a label for people: English, and Chinese where it differs."""
    said = both(label)
    return " ".join(dict.fromkeys(said.values()))


def sections(found: Recomputed) -> Iterator[Section]:
    """Yield every part of the way from rows to pay, in the order of the pipeline."""
    scored = {part["measure"] for part in found.plan["components"]}
    names = list(found.outcome.measures)
    yield Section("1. Rows to values", [_value(found, name) for name in names if name in scored])
    rest = [_value(found, name) for name in names if name not in scored]
    if rest:
        yield Section("   Measured as well, without points", rest)
    parts = [_points(found, i) for i in range(len(found.plan["components"]))]
    yield Section("2. Values to points", parts)
    yield Section("3. Score, gates, tier and rank", list(_standing(found)))
    yield Section("4. Pay", list(_pay(found)))
    honours = list(_traced(found, "award")) + list(_traced(found, "action"))
    yield Section("5. Awards and actions", honours or [Entry("none")])


# Rows to values


def _value(found: Recomputed, name: str) -> Entry:
    measure, value = found.plan["measures"][name], found.outcome.measures[name]
    result = STATUSES.get(value.status, value.status)
    if value.value is not None:
        result = f"{written(value.value, int(measure['places']))} {measure['unit']}"
    return Entry(
        name,
        measure["title"],
        _fraction(found, name, measure, value),
        result,
        origin_of(found.plan, ("measures", name)),
        tuple(_facts(measure, value)),
    )


def _facts(measure: Any, value: Measured) -> Iterator[str]:
    out = [f"{rows:,} {REASONS[reason]}" for reason, rows in value.excluded.items()]
    left = f"; left out {', '.join(out)}" if out else ""
    least = int(measure["volume_min"])
    few = f" of at least {least:,}" if value.volume < least else ""
    yield f"{value.volume:,} facts{few}{left}"


def _fraction(found: Recomputed, name: str, measure: Any, value: Measured) -> str:
    """Say how the value came about: sums over counts, as a person would write them."""
    if value.exact is None:
        return ""
    exact, kind = shown(value.exact), measure["kind"]
    if kind in {"share", "kept"}:
        hits = value.exact * value.volume / int(measure["per"])
        return f"{measure['per']} x {shown(hits)} / {value.volume} = {exact}"
    if kind == "mean":
        return f"{shown(value.exact * value.volume)} / {value.volume} = {exact}"
    if kind == "ratio":
        above, under = _sums(found, name, measure)
        return f"{measure['per']} x {shown(above)} / {shown(under)} = {exact}"
    if kind == "quantile":
        place = -(-Fraction(measure["q"]) * value.volume // 1)
        return f"place {place} of {value.volume} in order = {exact}"
    return f"given as {exact}" if kind == "given" else f"{kind} = {exact}"


def _sums(found: Recomputed, name: str, measure: Any) -> tuple[Fraction, Fraction]:
    """Take the stored fraction of a ratio apart into the two sums it was made of."""
    row = next(r for r in found.stored["measures.parquet"] if r["measure"] == name)
    units = 10 ** sum(_places(measure[key]) for key in ("numerator", "denominator"))
    above = Fraction(int(row["numerator"]), units * int(measure["per"]))
    return above, Fraction(int(row["denominator"]), units)


def _places(column: str) -> int:
    known = INTERACTION_COLUMNS.get(column)
    return COMPANY_PLACES if known is None else known.places


# Values to points


def _points(found: Recomputed, i: int) -> Entry:
    said, out = found.plan["components"][i], found.outcome
    part = out.components[said["name"]]
    traced = next(s for s in out.trace if s.path == ("components", i))
    places = int(found.plan["conventions"]["places"]["points"])
    result = "-" if part.points is None else f"{written(part.points, places)} points"
    read = traced.formula
    if part.reason == "scored":
        read += f"; {_on_curve(found, said, part)}"
    notes = (_weight(part, out.weight_left), *both_whys(said["why"]))
    return Entry(
        said["name"],
        found.plan["measures"][said["measure"]]["title"],
        read,
        result,
        origin_of(found.plan, ("components", i)),
        notes,
    )


def both_whys(why: Any) -> Iterator[str]:
    """Yield the plan's reason in each language that it has."""
    yield from dict.fromkeys(both(why).values())


def _weight(part: Part, left: Fraction) -> str:
    if part.points is None:
        return f"weight {shown(part.weight)}, {POLICIES[part.reason]}"
    share = part.weight / left
    scaled = "" if left == 1 else f", effective {shown(share)}"
    because = "" if part.reason == "scored" else f" ({POLICIES[part.reason]})"
    return f"weight {shown(part.weight)}{scaled}: adds {shown(share * part.points)}{because}"


def _on_curve(found: Recomputed, said: Any, part: Part) -> str:
    """Say between which rows of the curve the number lies."""
    curve = said["curve"]
    x = found.outcome.measures[said["measure"]].value if said["on"] == "value" else part.attainment
    key = "from" if curve["mode"] == "whole" else "at"
    rows = curve["bands"] if curve["mode"] == "whole" else curve["points"]
    edges = [Fraction(row[key]) for row in rows]
    upper = found.plan["conventions"]["boundary"] == "upper" or key == "at"
    index = sum(x is None or x > e or (x == e and upper) for e in edges) - 1
    if index < 0:
        return f"below {rows[0][key]} gives {_end(curve['below'], rows[0])}"
    if key == "from":
        return f"the band from {rows[index]['from']} gives {rows[index]['gives']}"
    if x is None or x > edges[-1]:
        return f"above {rows[-1]['at']} gives {_end(curve['above'], rows[-1])}"
    for (left, a), (right, b) in pairwise(zip(rows, edges, strict=True)):
        if a < x < b:
            ends = [f"{row['at']} ({row['gives']})" for row in (left, right)]
            return f"on the line from {' to '.join(ends)}"
    return f"the point at {rows[index]['at']} gives {rows[index]['gives']}"


def _end(said: str, row: Any) -> str:
    return row["gives"] if said == "hold" else said


# Score, gates, tier, rank


def _standing(found: Recomputed) -> Iterator[Entry]:
    out, plan = found.outcome, found.plan
    places = int(plan["conventions"]["places"]["score"])
    if out.score is None or out.ungated is None:
        why = "a component is held" if out.status == "held" else "no component has points"
        yield Entry("score", None, why, out.status, origin_of(plan, ("components",)))
        return
    for step in out.trace:
        if step.kind == "score":
            result = written(out.ungated, places)
            yield Entry("score", None, step.formula, result, origin_of(plan, step.path))
    yield from _traced(found, "gate")
    if plan.get("gates"):
        after = written(out.score, places)
        yield Entry("score after gates", None, "", after, origin_of(plan, ("gates",)))
    yield from _traced(found, "tier")
    dense = plan["conventions"]["rank"] == "dense"
    above = "different scores above it" if dense else "scores above it"
    origin = origin_of(plan, ("conventions", "rank"))
    counted = f"{above}: {out.rank - 1} of {found.ranked[0]}"
    yield Entry("rank", None, counted, str(out.rank), origin)
    where = out.agent["region"] or "no region"
    near = f"{above}: {out.rank_in - 1} of {found.ranked[1]} in {where}"
    yield Entry("rank in region", None, near, str(out.rank_in), origin)


def _traced(found: Recomputed, *kinds: str) -> Iterator[Entry]:
    """Turn the steps of the independent calculation into entries, labelled by the plan."""
    for step in found.outcome.trace:
        if step.kind in kinds:
            node = found.plan
            for key in step.path:
                node = node[key]
            said = node if isinstance(node, dict) else {}
            label = said.get("title")
            notes = tuple(both_whys(said.get("why")))
            origin = origin_of(found.plan, step.path)
            yield Entry(step.name, label, step.formula, step.result, origin, notes)


# Pay


PAY = ("coefficient", "base", "amount", "multiplier", "cap", "proration", "floor", "line")
UNPAID = {
    "no-bonus-base": "no bonus base or no currency on the roster",
    "no-amount-for-currency": "the plan names no amount in this currency",
}


def _pay(found: Recomputed) -> Iterator[Entry]:
    out = found.outcome
    if out.payable:
        order = " -> ".join(found.plan["conventions"]["order"])
        yield Entry("order", None, order, "", origin_of(found.plan, ("conventions", "order")))
        yield from _traced(found, *PAY)
        return
    why = UNPAID.get(out.unpaid, f"the agent is {out.status}")
    if found.plan["bonus"] == "none":
        why = "the plan pays no bonus"
    yield Entry("bonus", None, why, "not paid", origin_of(found.plan, ("bonus",)))


# The next tier


def next_tier(found: Recomputed) -> Iterator[str]:
    """Yield what would have reached the next tier; nothing where there is no score."""
    plan, out = found.plan, found.outcome
    if out.score is None or out.ungated is None:
        return
    upper = plan["conventions"]["boundary"] == "upper"
    above = [
        b
        for b in plan["tiers"]["bands"]
        if (Fraction(b["from"]) > out.score if upper else Fraction(b["from"]) >= out.score)
    ]
    if not above:
        yield f"tier {out.tier} is the highest"
        return
    edge = Fraction(above[0]["from"])
    more = "" if upper else "more than "
    name, begins = above[0]["gives"], above[0]["from"]
    yield f"tier {name} begins at {begins}: {more}{shown(edge - out.score)} to go"
    if out.ungated > edge or (out.ungated == edge and upper):
        yield f"the gate {', '.join(out.gates)} stands in the way, not the points"
        return
    for name, part in out.components.items():
        if part.points is not None:
            yield from _alone(found, name, part, edge - out.ungated)


def _alone(found: Recomputed, name: str, part: Part, missing: Fraction) -> Iterator[str]:
    """Say how many points one component alone would have needed, if its curve gives so many."""
    needed = (part.points or Fraction(0)) + missing * found.outcome.weight_left / part.weight
    said = next(c for c in found.plan["components"] if c["name"] == name)
    curve = said["curve"]
    rows = curve["bands"] if curve["mode"] == "whole" else curve["points"]
    most = max(Fraction(row["gives"]) for row in rows)
    if needed <= most:
        yield f"{name} alone: {shown(needed)} points instead of {shown(part.points or Fraction(0))}"
