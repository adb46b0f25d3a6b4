"""The way from score to every pay line of a published run, and each line held to what it paid.

This is a second derivation of the pay lines: the engine reckons them again from the values that the
run stores, says every step, and nothing is told of a run that paid anything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from scoring import engine
from scoring.again.pay_stored import other_lines, other_shares
from scoring.again.pay_texts import StepText, step_texts
from scoring.again.placed import Again
from scoring.columns import Int64s, Words
from scoring.errors import IntegrityError
from scoring.ledger.identity import read_manifest
from scoring.outputs.places import origin_of
from scoring.pieces.steps import Path as InPlan
from scoring.pieces.steps import Told
from scoring.plan.load import read_yaml

NO_FUND = "no-fund-for-group"


class LineSteps(NamedTuple):
    """How a pay line of one agent came about, or why there is none.

    Attributes:
        line: its name.
        path: where the plan has it: `("pay", 0)`.
        origin: the same as `file:line`.
        currency: what the agent is paid in; None where the roster has none.
        why: empty where the agent has the line, else why not: `vetoed`, `held`, `unranked`,
            `where`, `when`, `no-bonus-base`, `several-currencies`, `no-step-for-currency`,
            `no-amount-for-currency`, `no-fund-for-group`.
        steps: every step in its order; of a line without a fund its share; else nothing.
    """

    line: str
    path: InPlan
    origin: str
    currency: str | None
    why: str
    steps: tuple[StepText, ...]


class PaySteps(NamedTuple):
    """The steps of every pay line of every agent, exact; they become text for whom it is asked.

    It holds numbers and words alone, so that it can travel to another process.

    Attributes:
        names: what the lines of the plan are called.
        currency: text[n], what each agent is paid in; None where the roster has none.
        told: how each line came about.
        unfunded: by the place of a line with a pool: int64[k], agents whose group has no fund.
        origins: the line of the plan's file for each line, and for each of its steps.
    """

    names: tuple[str, ...]
    currency: Words
    told: tuple[Told, ...]
    unfunded: Mapping[int, Int64s]
    origins: tuple[tuple[str, tuple[str, ...]], ...]

    def of(self, agent: int) -> tuple[LineSteps, ...]:
        """Return each line of an agent, by the agent's index.

        Whoever wants many asks for `some` of them at a time, which is much cheaper.
        """
        return self.some([agent])[0]

    def some(self, agents: Sequence[int]) -> list[tuple[LineSteps, ...]]:
        """Return each line of some agents, by their indexes."""
        at = np.array(agents, dtype=np.int64)
        columns = [list(self._line(place, at)) for place in range(len(self.told))]
        return list(zip(*columns, strict=True)) if columns else [() for _ in agents]

    def _line(self, place: int, agents: Int64s) -> Iterator[LineSteps]:
        told, (origin, origins) = self.told[place], self.origins[place]
        name, currency = self.names[place], self.currency.taken(agents)
        path: InPlan = ("pay", place)
        why, row = told.why.taken(agents), np.searchsorted(told.who, agents)
        paid = why.are("")
        texts = iter(step_texts(told, origins, row[paid]))
        unfunded = set(self.unfunded.get(place, np.empty(0, np.int64)).tolist())
        for agent, code, reason in zip(agents.tolist(), currency, why, strict=True):
            steps = () if reason else next(texts)
            lacks = NO_FUND if agent in unfunded else reason or ""
            yield LineSteps(name, path, origin, code, lacks, steps)


def pay_steps(run: Path, again: Again) -> PaySteps:
    """Reckon the pay lines of a published run again, hold them to what it paid, and tell how.

    Args:
        run: the folder of the run.
        again: the run, placed again.

    Raises:
        IntegrityError: a pay line or a share of a pool that is stored is not what the plan makes of
            the values, or files that are not the ones that were written.
    """
    plan, roster = again.restored.plan, again.restored.roster
    earned, told = engine.earn_told(plan, roster, again.placed)
    ids = pa.array(roster.agent_ids, pa.string())
    unfunded, problems = other_shares(run, again, earned.entered, ids)
    problems = [*other_lines(run, plan, earned.lines, ids), *problems]
    if problems:
        raise IntegrityError(problems)
    names = tuple(line.name for line in plan.lines)
    currency = roster.columns["currency"]
    return PaySteps(names, currency, tuple(told), unfunded, tuple(_origins(run, told)))


def _origins(run: Path, told: Sequence[Told]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield where the plan says each line, and each of its steps."""
    said = read_manifest(run)["identity"]["parameters"]
    plan = read_yaml(run / "inputs" / said["plan_file"])
    for one in told:
        steps = tuple(origin_of(plan, step.path) for step in one.steps)
        yield origin_of(plan, ("pay", one.line)), steps
