"""What a plan says of awards and actions: an order that decides, and something to decide by."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import Problem
from scoring.plan.asking import merits
from scoring.plan.conditions import AgentNumber
from scoring.plan.lint_prizes import PRIZE_RULES
from scoring.plan.model import Plan
from scoring.plan.recognition import Award, BreakBy, By


def _chains_end_in_the_agent_id(plan: Plan) -> Iterator[Problem]:
    for award in plan.awards:
        if isinstance(award.ties, BreakBy):
            yield from _chain(award, award.ties)
        if award.by == "agent_id":
            what = f"awards.{award.name}.by is agent_id, which is no merit"
            hint = "Name the score, a measure or another number; agent_id ends a chain of break_by."
            yield Problem("order-by-id", str(award.at("by")), what, hint)


def _chain(award: Award, ties: BreakBy) -> Iterator[Problem]:
    path, chain = f"awards.{award.name}.ties.break_by", [_named(by) for by in ties.break_by]
    if chain[-1] != "agent_id":
        what = f"{path} ends in {chain[-1]}, which several agents may have alike"
        hint = "Add agent_id at its end, so that it always decides."
        yield Problem("chain-without-end", str(ties.at("break_by")), what, hint)
    for i, name in enumerate(chain):
        if name == "agent_id" and i < len(chain) - 1:
            what = f"{path} goes on after agent_id, after which nothing is equal"
            hint = "Move agent_id to the end."
            yield Problem("chain-goes-on", str(ties.at("break_by", i)), what, hint)
        elif name != "agent_id" and name in (_named(award.by), *chain[:i]):
            what = f"{path} names {name} again, by which the agents are equal"
            yield Problem("duplicate-name", str(ties.at("break_by", i)), what, "Name it once.")


def _named(by: By) -> str:
    """Write what agents are put in order by as one name: a bare one is a measure's."""
    if isinstance(by, str):
        return by if by in ("score", "agent_id") else f"measure {by}"
    said = [(k, n) for k in AgentNumber.model_fields if isinstance(n := getattr(by, k), str)]
    return " ".join(f"{key} {name}" for key, name in said)


def _numbers_have_a_direction(plan: Plan) -> Iterator[Problem]:
    for path, by, place in merits(plan):
        name = by if isinstance(by, str) else by.measure or by.improved
        measure = plan.measures.get(name or "")
        if measure is not None and measure.better not in ("higher", "lower"):
            what = (
                f"{path} puts agents in order by '{name}', of which neither more nor less is best"
            )
            hint = "Put them in order by a component that scores it: {component: NAME}."
            yield Problem("order-without-direction", str(place), what, hint)


def _shares_have_money(plan: Plan) -> Iterator[Problem]:
    for award in plan.awards:
        if award.ties == "share" and award.amount == "none" and award.prizes is None:
            what = f"awards.{award.name}.ties is share, and there is no money to share"
            hint = "Write expand: all who are equal are honoured."
            yield Problem("nothing-to-share", str(award.at("ties")), what, hint)


def _actions_concern_somebody(plan: Plan) -> Iterator[Problem]:
    for action in plan.actions:
        if action.when is None and action.each_component is None:
            what = f"actions.{action.name} has neither when nor each_component"
            hint = "Write when: with a condition, or each_component: {below: N}."
            yield Problem("action-for-nobody", str(action.place), what, hint)


AWARD_RULES = (
    *PRIZE_RULES,
    _chains_end_in_the_agent_id,
    _numbers_have_a_direction,
    _shares_have_money,
    _actions_concern_somebody,
)
