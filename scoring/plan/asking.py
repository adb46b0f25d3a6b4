"""Where a plan asks for numbers of an agent: conditions, and what awards put agents in order by."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.conditions import AgentNumber, When
from scoring.plan.model import Plan
from scoring.plan.nodes import Place
from scoring.plan.paying import bounded_of, limits_of
from scoring.plan.recognition import BreakBy, By
from scoring.plan.starts import Rates


def conditions(plan: Plan) -> Iterator[tuple[str, When]]:
    """Yield every condition, those within others too, with the path that names it."""
    for path, when, _ in whole_conditions(plan):
        yield from within(path, when)


def whole_conditions(plan: Plan) -> Iterator[tuple[str, When, bool]]:
    """Yield each condition that stands alone: its path, and whether tiers are known by then."""
    for gate in plan.gates:
        yield f"gates.{gate.name}.when", gate.when, False
    yield from ((path, when, True) for path, when in _of_pay(plan))
    for award in plan.awards:
        if award.when is not None:
            yield f"awards.{award.name}.when", award.when, True
    for action in plan.actions:
        if action.when is not None:
            yield f"actions.{action.name}.when", action.when, True


def _of_pay(plan: Plan) -> Iterator[tuple[str, When]]:
    """Yield the conditions of pay lines: who gets one, hurdles, and limits that hold for some."""
    for line in plan.lines:
        path = f"pay.{line.name}"
        if line.when is not None:
            yield f"{path}.when", line.when
        if isinstance(line.start, Rates) and line.start.hurdle is not None:
            yield f"{path}.start.hurdle.when", line.start.hurdle.when
        for where, said in bounded_of(line):
            for i, brake in enumerate(said.brakes, start=1):
                yield f"{where}.brakes[{i}].when", brake.when
        for _, where, limit in limits_of(line):
            if limit.when is not None:
                yield f"{where}.when", limit.when


def within(path: str, when: When) -> Iterator[tuple[str, When]]:
    """Yield a condition and every one within it, from the top down, with their paths."""
    yield path, when
    for key in ("all_of", "any_of"):
        for i, part in enumerate(getattr(when, key) or (), start=1):
            yield from within(f"{path}.{key}[{i}]", part)


def merits(plan: Plan) -> Iterator[tuple[str, By, Place]]:
    """Yield what awards put agents in order by, with its path and place."""
    for award in plan.awards:
        path = f"awards.{award.name}"
        yield f"{path}.by", award.by, award.at("by")
        if isinstance(award.ties, BreakBy):
            for i, by in enumerate(award.ties.break_by):
                yield f"{path}.ties.break_by[{i + 1}]", by, award.ties.at("break_by", i)


def past_numbers(plan: Plan) -> dict[str, str]:
    """Return what is asked of an earlier run: `score` or a measure, and the key that asks first."""
    asked: dict[str, str] = {}
    for _, block in numbers(plan):
        for key in ("improved", "earlier"):
            if (name := getattr(block, key, None)) is not None:
                asked.setdefault(name, key)
    return asked


def numbers(plan: Plan) -> Iterator[tuple[str, AgentNumber]]:
    """Yield every block that asks for a number of an agent, whole conditions among them."""
    yield from conditions(plan)
    yield from ((path, by) for path, by, _ in merits(plan) if isinstance(by, AgentNumber))
