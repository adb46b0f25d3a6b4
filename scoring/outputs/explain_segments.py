"""Agents who are scored by stretch, for people: the days of each stretch, its values and points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from scoring.independent.numbers import shown, written
from scoring.independent.people import Stretch, stretches
from scoring.independent.segments import status_of, weight_of
from scoring.outputs.explain_groups import group_steps, score_steps
from scoring.outputs.explain_points import point_steps
from scoring.outputs.explain_steps import Section, value_steps
from scoring.outputs.places import origin_of
from scoring.outputs.recompute import Recomputed
from scoring.outputs.schemas import SEGMENTS


def stretch_lines(found: Recomputed) -> list[str]:
    """Say where agents are scored by stretch, and which stretches there are."""
    origin = origin_of(found.plan, ("conventions", "roster_as_of"))
    parts = found.stretches()
    if not parts:
        return [f"one stretch of the period is in the plan (roster_as_of: segments, {origin})"]
    head = f"{len(parts)} stretches, each scored by itself (roster_as_of: segments, {origin})"
    return [head, *(_line(number, part) for number, part in enumerate(parts, 1))]


def _line(number: int, part: Recomputed) -> str:
    return f"stretch {number}: {_span(part)}; {_came_to(part)}{_paid_on(part)}"


def _paid_on(part: Recomputed) -> str:
    """Say what a stretch is paid on, where its own base counts."""
    agent = part.outcome.agent
    if part.plan["segments"].get("paid_on") != "by_days":
        return ""
    base = agent["bonus_base"]
    if base is None or agent["currency"] is None:
        return "; no base"
    return (
        f"; base {shown(Fraction(base))} {agent['currency']}, fte {shown(Fraction(agent['fte']))}"
    )


def _span(part: Recomputed) -> str:
    agent = part.outcome.agent
    days = agent["employed_days"]
    texts = [f"{key} {agent[key]}" if agent[key] else f"no {key}" for key in ("team", "region")]
    counted = "1 day" if days == 1 else f"{days} days"
    return f"{agent['first_day']} to {agent['last_day']} ({counted}), {', '.join(texts)}"


def _came_to(part: Recomputed) -> str:
    out, places = part.outcome, int(part.plan["conventions"]["places"]["score"])
    if out.score is None:
        return f"{status_of(out)}, no score"
    return f"score {written(out.score, places)}, weight {weight_of(part.plan['segments'], out)}"


def stretch_steps(part: Recomputed) -> Iterator[Section]:
    """Yield the values, the points and the score of one stretch."""
    number = part.stored[SEGMENTS][0]["segment"]
    score = [] if part.outcome.score is None else list(score_steps(part))
    last = [Section("score", "Points to score", score)] if score else []
    for section in (*value_steps(part), point_steps(part), *group_steps(part), *last):
        words = section.title.strip().removeprefix("1. ").removeprefix("2. ")
        title = f"   Stretch {number}, {_span(part)}: {words}"
        yield Section(f"stretch_{number}_{section.key}", title, section.steps)


def counted_days(found: Recomputed) -> list[Stretch]:
    """Return the days of a period as those that count, or why they do not.

    Where agents are scored by stretch, those of stretches outside of the plan do not count either.
    """
    spans = stretches(found.period, found.roster)
    agent = found.outcome.agent
    if "first_day" not in agent:
        return spans
    parts = [(part["first_day"], part["last_day"]) for part in agent.get("segments", [agent])]
    cut = list[Stretch]()
    for span in spans:
        for n in range(span.days):
            day = span.first + dt.timedelta(n)
            inside = any(first <= day <= last for first, last in parts)
            why = span.why or ("" if inside else "under a roster row outside of the plan")
            if cut and cut[-1].why == why:
                cut[-1] = cut[-1]._replace(last=day)
            else:
                cut.append(Stretch(day, day, why))
    return cut


def stretches_json(found: Recomputed) -> dict[str, Any]:
    """Return the stretches for scripts; nothing where agents are not scored by stretch."""
    if found.plan["conventions"]["roster_as_of"] != "segments":
        return {}
    places = int(found.plan["conventions"]["places"]["score"])
    return {
        "stretches": [
            {
                "first": str(out.agent["first_day"]),
                "last": str(out.agent["last_day"]),
                "days": out.agent["employed_days"],
                "team": out.agent["team"],
                "region": out.agent["region"],
                "status": status_of(out),
                "score": None if out.score is None else written(out.score, places),
                "weight": str(weight_of(found.plan["segments"], out)),
            }
            for out in found.outcome.stretches
        ]
    }
