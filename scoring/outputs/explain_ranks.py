"""The ranks of a statement: who is before the agent, in which group, and by what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scoring.independent.chance import asked, counted
from scoring.independent.numbers import shown
from scoring.independent.ranking import group_of, within
from scoring.outputs.explain_steps import Entry
from scoring.outputs.places import origin_of
from scoring.outputs.recompute import Recomputed


def rank_steps(found: Recomputed) -> Iterator[Entry]:
    """Yield the rank overall and the rank in the group, each with how many are before it."""
    out, plan = found.outcome, found.plan
    above, origin, notes = _counted(plan)
    rank, near = str(out.rank), str(out.rank_in)
    counted = f"{above}: {out.rank - 1} of {found.ranked[0]}"
    yield Entry("rank", None, counted, rank, origin, notes, rank)
    counted = f"{above}: {out.rank_in - 1} of {found.ranked[1]}"
    kind = within(plan)
    name = group_of(out, kind)
    step = f"rank in {kind}"
    if "ranking" in plan:
        origin = origin_of(plan, ("ranking", "within"))
    if not name:
        among = f"among those without a {kind}, {counted}"
        yield Entry(step, None, among, f"no {kind}: {near}", origin, (), near)
    else:
        yield Entry(step, None, f"{counted} {_where(kind, name)}", near, origin, (), near)
    yield from _chance(found)


def _chance(found: Recomputed) -> Iterator[Entry]:
    """Yield the ranks that the interval of the score allows, and what it reckons with."""
    out, plan = found.outcome, found.plan
    said = asked(plan)
    if said is None or out.score is None or out.score_low is None or out.score_high is None:
        return
    low, high = shown(out.score_low), shown(out.score_high)
    parts = counted(plan, out)
    why = f"by the Wilson interval of {', '.join(parts)}" if parts else "no share of rows is in it"
    result = f"{out.rank_low} to {out.rank_high}"
    formula = f"score {low} to {high} at z {said['z']}, {why}"
    surely = (
        f"surely better: {out.rank_low - 1}; surely worse: {found.ranked[0] - out.rank_high}",
        "advisory: what else may be chance is not in it, and nothing is decided by it",
    )
    origin = origin_of(plan, ("ranking", "intervals"))
    yield Entry("rank interval", None, formula, result, origin, surely)


def ranked_where(found: Recomputed) -> str:
    """Say in which group the second rank is."""
    kind = within(found.plan)
    name = group_of(found.outcome, kind)
    return _where(kind, name) if name else f"without a {kind}"


def _where(kind: str, name: str) -> str:
    return f"under {name}" if kind == "manager" else f"in {name}"


def _counted(plan: Any) -> tuple[str, str, tuple[str, ...]]:
    """Return what is counted, the line that says so, and what breaks ties."""
    ties = plan.get("ranking", {}).get("break_ties", "none")
    if ties == "none":
        dense = plan["conventions"]["rank"] == "dense"
        above = "different scores above it" if dense else "scores above it"
        return above, origin_of(plan, ("conventions", "rank")), ()
    chain = ", then ".join(_tie(plan, tie) for tie in ties)
    note = f"between equal scores: {chain}"
    return "agents before it", origin_of(plan, ("ranking", "break_ties")), (note,)


def _tie(plan: Any, tie: Any) -> str:
    if tie == "agent_id":
        return "the first by agent id"
    if "component" in tie:
        return f"the higher points of {tie['component']}"
    measure = tie["measure"]
    return f"the {plan['measures'][measure]['better']} {measure}"
