"""What the run of an earlier period says of the agents of this one: scores, and values of measures.

What is taken from it stands in the run as `inputs/previous.parquet`, so that the run can be
reckoned again without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scoring.columns import Bools, Int64s
from scoring.errors import DataError, IntegrityError, Problem, counted
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Earlier, Finding
from scoring.ledger.verify import read_verified
from scoring.outputs.arrow import decimals, units_of
from scoring.outputs.previous import OPTION, Previous
from scoring.outputs.schemas import PLACES_MAX, PREVIOUS, arrow_schema
from scoring.plan.asking import past_numbers
from scoring.plan.model import Plan
from scoring.plan.past import needs_earlier
from scoring.plan.so_far import SoFar

_SCORE = "score"  # no measure is called so
_CARDS, _MEASURES = "scorecards.parquet", "measures.parquet"
_SHOWN = 5


def earlier_of(
    previous: Previous, plan: Plan, agent_ids: tuple[str, ...]
) -> tuple[Earlier, list[Finding]]:
    """Read what an earlier run says of the agents of this one.

    Args:
        previous: the run.
        plan: the plan of the run at hand.
        agent_ids: the agents who are measured by it.

    Returns:
        Scores and values at the places of this plan, and what is to be told of them.

    Raises:
        IntegrityError: a table that is not the one that was written.
        DataError: a score or value with more decimal places than the plan has now.
    """
    places = {_SCORE: plan.conventions.places.score}
    places |= {name: measure.places for name, measure in plan.measures.items()}
    found = _Found(agent_ids, places)
    for batch in _batches(previous.path, _CARDS, ["agent_id", "score"]):
        found.take(batch["agent_id"], pa.array([_SCORE] * len(batch)), batch["score"])
        found.meet(batch["agent_id"])
    for batch in _batches(previous.path, _MEASURES, ["agent_id", "measure", "value"]):
        found.take(batch["agent_id"], batch["measure"], batch["value"])
    units = {name: found.units(name) for name in places}
    if finer := [problem for name in places for problem in found.too_fine(name)]:
        raise DataError(finer)
    score, scored = units.pop(_SCORE)
    values = {name: pair for name, pair in units.items() if name in found.named}
    earlier = Earlier(previous.run_id, previous.period, score, scored, values, previous.priors)
    earlier = replace(earlier, there=found.there)
    return earlier, _findings(previous, plan, earlier)


def earlier_again(run: Path, plan: Plan, agent_ids: tuple[str, ...], period: str) -> Earlier:
    """Return what a published run keeps of an earlier one: scores and values alone.

    Args:
        run: the published run, which has `inputs/previous.parquet`.
        plan: its plan.
        agent_ids: its agents.
        period: the period of the earlier run.

    Raises:
        IntegrityError: a table that is not the one that was written.
    """
    places = {_SCORE: plan.conventions.places.score}
    places |= {name: measure.places for name, measure in plan.measures.items()}
    found = _Found(agent_ids, places)
    for batch in _batches(run, PREVIOUS, ["agent_id", "name", "value"]):
        found.take(batch["agent_id"], batch["name"], batch["value"])
    score, scored = found.units(_SCORE)
    values = {name: found.units(name) for name in plan.measures if name in found.named}
    return Earlier("", period, score, scored, values)


class _Found:
    """What was found of each score and measure, at the places that are asked for."""

    def __init__(self, agent_ids: tuple[str, ...], places: Mapping[str, int]) -> None:
        self._agents, self._places = pa.array(agent_ids, pa.string()), places
        self._names = pa.array(list(places))
        self._pieces: dict[str, list[tuple[Int64s, Exact]]] = {name: [] for name in places}
        self._finer: dict[str, int] = dict.fromkeys(places, 0)
        self.named: set[str] = set()
        self.there = np.zeros(len(agent_ids), np.bool_)

    def meet(self, agents: Any) -> None:
        """Note who was in the plan then."""
        at = _index(agents, self._agents)
        self.there[at[at >= 0]] = True

    def take(self, agents: Any, names: Any, values: Any) -> None:
        """Take rows in: of agents of this run, and of what the plan has."""
        at = _index(agents, self._agents)
        which = _index(names, self._names)
        units, known = units_of(values)
        for i, (name, places) in enumerate(self._places.items()):
            own = which == i
            if not own.any():
                continue
            self.named.add(name)
            here = own & known & (at >= 0)
            step = 10 ** (PLACES_MAX - places)
            self._finer[name] += int(np.count_nonzero(units[here] % step))
            self._pieces[name].append((at[here], units[here] // step))

    def units(self, name: str) -> tuple[Exact, Bools]:
        """Return the units of each agent, and where they are known."""
        size = len(self._agents)
        units: Exact = np.zeros(size, np.int64)
        known = np.zeros(size, np.bool_)
        for at, piece in self._pieces[name]:
            narrow = fixed.narrow(piece)
            units = units if narrow.dtype == np.int64 else fixed.wide(units)
            units[at], known[at] = narrow, True
        return units, known

    def too_fine(self, name: str) -> Iterator[Problem]:
        """Yield the problem that numbers have more places than the plan has now."""
        count, places = self._finer[name], self._places[name]
        if count:
            what = f"{counted(count, 'number')} of '{name}' with more than {places} decimal places"
            hint = "Give it as many places as it had, or run the earlier period again by this plan."
            yield Problem("too-many-places", OPTION, what, hint)


def _index(words: Any, known: Any) -> Int64s:
    at = pc.fill_null(pc.index_in(words, value_set=known), -1)
    found: Int64s = at.to_numpy(zero_copy_only=False).astype(np.int64)
    return found


def _batches(run: Path, name: str, columns: list[str]) -> Iterator[Any]:
    data = pa.BufferReader(read_verified(run, name))
    try:
        with pq.ParquetFile(data, page_checksum_verification=True) as file:
            yield from file.iter_batches(columns=columns, use_threads=False)
    except (pa.ArrowException, OSError) as error:
        what = "is not a readable Parquet file"
        raise IntegrityError(Problem("unreadable-file", str(run / name), what, "")) from error


def _findings(previous: Previous, plan: Plan, earlier: Earlier) -> list[Finding]:
    """Tell which run it was, whom it knows, and what of the plan is new since."""
    size, scored = earlier.scored.size, int(np.count_nonzero(earlier.scored))
    told = {
        "agents": f"run {previous.run_id} for {previous.period}, plan version "
        f"{previous.plan_version}: agents of this run with a score there: {scored:,} of {size:,}"
    }
    new = [name for name in plan.measures if name not in earlier.values]
    if new:
        more = f" and {len(new) - _SHOWN} more" if len(new) > _SHOWN else ""
        told["measures"] = f"measures that it does not have: {', '.join(new[:_SHOWN])}{more}"
    if not needs_earlier(plan) and not past_numbers(plan):
        told["plan"] = "nothing in the plan looks back, so that it changes no figure"
    return [Finding("previous", OPTION, None, None, rule, why) for rule, why in told.items()]


def previous_table(earlier: Earlier, plan: Plan, agent_ids: tuple[str, ...]) -> Any:
    """Return what was taken from an earlier run as the table that the run keeps.

    A row each agent and known number, by agent and name; of a total that goes on, a row without a
    number also of those who were there and whose total was not known.
    """
    places = {_SCORE: plan.conventions.places.score}
    places |= {name: plan.measures[name].places for name in earlier.values}
    numbers = {_SCORE: (earlier.score, earlier.scored), **earlier.values}
    names = sorted(numbers)
    at, which, units, told = list[Int64s](), list[Int64s](), list[Exact](), list[Bools]()
    for i, name in enumerate(names):
        found, known = numbers[name]
        kept = known
        if earlier.there is not None and isinstance(plan.measures.get(name), SoFar):
            kept = known | earlier.there
        here = np.flatnonzero(kept)
        at.append(here)
        told.append(known[here])
        which.append(np.full(here.size, i))
        units.append(fixed.multiply(found[here], 10 ** (PLACES_MAX - places[name])))
    agent, name_of = np.concatenate(at), np.concatenate(which)
    value: Any = np.concatenate(units)
    known_of = np.concatenate(told)
    order = np.lexsort([name_of, agent])
    return pa.Table.from_arrays(
        [
            pa.array(agent_ids, pa.string()).take(pa.array(agent[order])),
            pa.array(names, pa.string()).take(pa.array(name_of[order])),
            decimals(value[order], None if known_of.all() else known_of[order], PLACES_MAX),
        ],
        schema=arrow_schema(PREVIOUS),
    )
