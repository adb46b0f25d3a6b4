"""What a case says of an earlier run: the past of its agents, as the engine takes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import numpy as np
from pydantic import Field

from scoring.columns import Bools, words_of
from scoring.exact.fixed import Exact, exact, scaled
from scoring.flow import Earlier
from scoring.lines import Winners
from scoring.plan.model import Plan
from scoring.plan.nodes import Name, Node, Number, Place, Text


class Before(Node):
    """What an earlier run says of one agent, for what asks who improved."""

    score: Number | None = None
    measures: dict[Name, Number] = Field(default_factory=dict, description="values, by measure")
    won: dict[Name, Text] = Field(
        default_factory=dict,
        description="by award with a cool-down, the period in which the agent has won it last",
    )


def earlier_of(plan: Plan, agents: Sequence[str], past: Sequence[Before | None]) -> Earlier | None:
    """Build what an earlier run says of the agents; None where nothing is said of anybody."""
    if all(said is None for said in past):
        return None
    told = [Before() if said is None else said for said in past]
    score, scored = _known([said.score for said in told], plan.conventions.places.score)
    values = {
        name: _known([said.measures.get(name) for said in told], measure.places)
        for name, measure in plan.measures.items()
    }
    won = [
        (i, award, period)
        for i, said in enumerate(told)
        for award, period in sorted(said.won.items())
    ]
    winners = Winners(
        agent_ids=tuple(agents[i] for i, _, _ in won),
        agent=np.array([i for i, _, _ in won], dtype=np.int64),
        award=words_of(award for _, award, _ in won),
        period=words_of(period for _, _, period in won),
    )
    return Earlier("earlier", "", score, scored, values, winners=winners)


def _known(numbers: Sequence[Decimal | None], places: int) -> tuple[Exact, Bools]:
    """Return numbers as units of 10**-places, and where there is one."""
    units = exact([0 if number is None else scaled(number, places) for number in numbers])
    return units, np.array([number is not None for number in numbers], dtype=bool)


def numbers_before(plan: Plan, past: Before | None) -> Iterator[tuple[Decimal, int, Place]]:
    """Yield the numbers of an earlier run, the places that each may have, and where it stands."""
    if past is None:
        return
    if past.score is not None:
        yield past.score, plan.conventions.places.score, past.at("score")
    for name, number in past.measures.items():
        if name in plan.measures:
            yield number, plan.measures[name].places, past.at("measures", name)
