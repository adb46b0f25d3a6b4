"""Months in which agents move: plans that score by stretch, and people with several stretches."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from scoring.plan.lint import lint
from tests.strategies import Month, as_plan, employed_in, months, one

BASES = (Decimal(0), Decimal(1000), Decimal("2500.0001"), None)
PARTED = ("component", "attainment", "group")


@st.composite
def moving_months(draw) -> Month:
    """A month whose plan scores by stretch, with agents of one, two or three of them."""
    month = draw(months())
    plan = {**month.plan, "segments": {}}
    plan["segments"] = {
        "weigh_by": draw(one("days", "equally")),
        "without_score": draw(one("exclude", "exclude", "hold")),
    }
    plan["conventions"] = {**plan["conventions"], "roster_as_of": "segments"}
    for measure in plan["measures"].values():
        assume(measure["kind"] != "repeat_rate")
        if measure.get("adjusted", {}).get("prior", {}).get("from", "stated") != "stated":
            del measure["adjusted"]
        if measure["kind"] == "result":
            measure["per"] = "all"
        if measure.get("over") == "reports":
            measure["over"] = "team"
    rollups = {name for name, said in plan["measures"].items() if said["kind"] == "rollup"}
    plan["components"] = read_alone(plan["components"], rollups, plan["measures"])
    if "score" in plan:
        adjust = [a for a in plan["score"].get("adjust", ()) if a["measure"] not in rollups]
        plan["score"] = {**plan["score"], "adjust": adjust}
    for part in ("gates", "awards", "actions"):
        plan[part] = [said for said in plan.get(part, ()) if not asks_for_parts(said)]
    plan["gates"] = [gate for gate in plan["gates"] if gate.get("at", "score") == "score"]
    plan["pay"] = paid_whole(plan["pay"])
    if plan["pay"] != "none":
        plan["segments"]["paid_on"] = draw(one("by_days", "by_days", "last"))
    if "ranking" in plan:
        plan["ranking"] = {**plan["ranking"], "intervals": "none"}
        if isinstance(ties := plan["ranking"]["break_ties"], list):
            alone = [tie for tie in ties if not asks_for_parts(tie)]
            plan["ranking"]["break_ties"] = alone or "none"
    others = [p for p in lint(as_plan(plan)[0]) if p.code != "not-by-segment"]
    assume(not others)  # edges at the places of what was read before
    people = [draw(movers(person, month.period)) for person in month.roster]
    return replace(month, plan=plan, roster=people, priors={})


def paid_whole(pay: Any) -> Any:
    """The pay lines that ask agents for what they have as a whole."""
    lines = [] if pay == "none" else [whole(line) for line in pay]
    return [line for line in lines if not asks_for_parts(line)] or "none"


def whole(line: dict[str, Any]) -> dict[str, Any]:
    """A pay line and its limits without conditions that a stretch alone can answer."""
    kept = {k: v for k, v in line.items() if k != "when" or not asks_for_parts(v)}
    if asks_for_parts(line["start"].get("hurdle", {})):
        kept["start"] = {k: v for k, v in line["start"].items() if k != "hurdle"}
    for key in ("cap", "floor"):
        if isinstance(line[key], list):
            kept[key] = [whole_limit(limit) for limit in line[key]]
    return kept


def whole_limit(limit: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in limit.items() if k != "when" or not asks_for_parts(v)}


def asks_for_parts(said: Any) -> bool:
    """Whether something asks an agent for what each stretch has of its own."""
    if isinstance(said, dict):
        keys = (*PARTED, "each_component")
        if said.get("on") == "attainment":
            return True
        return any(key in keys or asks_for_parts(part) for key, part in said.items())
    return isinstance(said, list) and any(map(asks_for_parts, said))


def read_alone(said: Any, rollups: set[str], measures: dict[str, Any]) -> Any:
    """Let components read what a stretch has alone: no rollup, no place among others."""
    if isinstance(said, list):
        return [read_alone(part, rollups, measures) for part in said]
    if not isinstance(said, dict):
        return said
    if "measure" in said and "on" in said:
        assume(said["measure"] not in rollups)
        if isinstance(said["on"], dict):
            said = {**said, "on": "value"}
    return {key: read_alone(part, rollups, measures) for key, part in said.items()}


@st.composite
def movers(draw, person: dict[str, Any], period: str) -> dict[str, Any]:
    """A person of a month, with some stretches: bounds follow each other, the last row is kept."""
    count = draw(one(1, 1, 2, 2, 3))
    if count == 1:
        return person
    start, end = person["starts_us"], person["ends_us"]
    middle = (start + end) // 2
    cuts = sorted(
        draw(
            st.lists(
                one(middle, middle + 1, start, end - 1, (start + middle) // 2),
                min_size=count - 1,
                max_size=count - 1,
            )
        )
    )
    edges = [start, *cuts, end]
    first = dt.date(2026, 1, 1)
    parts = []
    for number in range(count):
        moved = {
            "region": draw(one("north", "south", None)),
            "team": draw(one("t1", "t2", None)),
            "role": draw(one("agent", "lead")),
            "shift": draw(one("late", "early", None)),
            **employed_in(period, draw(one(1, 6, 9)), 9 * number),
            "first_day": first + dt.timedelta(number),
            "last_day": first + dt.timedelta(number),
            "bonus_base": draw(one(person["bonus_base"], *BASES)),
            "fte": draw(one(person["fte"], Decimal("0.75"))),
            "currency": draw(one(*[person["currency"]] * 4, "CNY", None)),
            "starts_us": edges[number],
            "ends_us": edges[number + 1],
        }
        parts.append({**person, **moved})
    whole = {"employed_days": sum(part["employed_days"] for part in parts)}
    whole["employed"] = [span for part in parts for span in part["employed"]]
    return {**parts[-1], **whole, "starts_us": start, "ends_us": end, "segments": parts}
