"""The order of the stages, known here and nowhere else.

`measure` streams facts into values; `run` is pure: a plan, the measures' values and a roster in,
everything that is decided out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import reduce
from threading import Lock
from typing import NamedTuple

from scoring.accounts import Fates
from scoring.flow import (
    Attained,
    Facts,
    Finding,
    Result,
    Roster,
    Scored,
    Segmented,
    Segments,
    Tally,
    Values,
)
from scoring.kernels import reference
from scoring.kernels.choice import Kernels
from scoring.lines import joined_lines
from scoring.pieces.adjusting import told
from scoring.pieces.anchors import about_anchors
from scoring.pieces.conditions import Numbers
from scoring.pieces.during import unmet
from scoring.pieces.factors import Known
from scoring.pieces.gates import Closed
from scoring.pieces.improved import unknown_before
from scoring.pieces.reports import measured_agents, of_agents
from scoring.pieces.runs import HELD_BYTES, Keeper
from scoring.pieces.segments import (
    measured_stretches,
    parted_values,
    stretch_values,
    with_stretches,
)
from scoring.pieces.so_far import about_totals
from scoring.pieces.steps import Told
from scoring.plan.model import Plan
from scoring.plan.reports import rolled_over_reports
from scoring.shares import weighed_of
from scoring.stages import tally as tallies
from scoring.stages.actions import act
from scoring.stages.attainment import NOTHING_KNOWN, attain
from scoring.stages.awards import award
from scoring.stages.chance import at_ends, with_chance
from scoring.stages.earnings import Earned, earn
from scoring.stages.gates import gate_components, gate_groups, gate_values
from scoring.stages.measures import uncovered, values
from scoring.stages.pools import share_pools
from scoring.stages.rollups import roll_up
from scoring.stages.scores import score
from scoring.stages.segments import joined_scores
from scoring.stages.settlement import settle
from scoring.stages.standing import Gated, gate_score, stand
from scoring.stages.tiers import grade
from scoring.standing import Standing


def measure(
    plan: Plan,
    roster: Roster,
    streams: Iterable[Iterable[Facts]],
    kernels: Kernels = reference,
    threads: int = 1,
) -> tuple[Values, Fates]:
    """Measure every agent of a plan over streams of facts.

    Args:
        plan: the plan.
        roster: its agents for the period, and their reports beside it.
        streams: the facts, in any order and any split; each stream is read by one thread, which
            holds one batch of it at a time.
        kernels: the kernels that do the work.
        threads: how many streams are read together; what comes out does not depend on it.

    Returns:
        The values of all who are measured, and of the stretches of agents behind them, of all
        measures but those that roll others up, which come with `run`; and the rows by file,
        period and what became of them.
    """
    roster = measured_stretches(measured_agents(roster))
    with ExitStack() as kept:
        keepers = [kept.enter_context(Keeper(HELD_BYTES // threads)) for _ in range(threads)]
        total = reduce(tallies.add, _together(plan, roster, _Waiting(streams), kernels, keepers))
        return values(plan, roster, total, kernels, threads), total.fates


def contribution(
    plan: Plan,
    roster: Roster,
    batches: Iterable[Facts],
    kernels: Kernels = reference,
    keeper: Keeper | None = None,
) -> Tally:
    """Return what batches of facts contribute: a value that another is added to, in any order.

    A machine of its own could do this for the files it has, and send the tally.

    Args:
        plan: the plan.
        roster: its agents for the period.
        batches: facts, in any order and any split.
        kernels: the kernels that do the work.
        keeper: keeps what waits to be ordered, and must outlast the tally; None for no limit.
    """
    tallying = tallies.Tallying(plan, roster, kernels, keeper)
    for facts in batches:
        tallying.take(facts)
    return tallying.tally()


def run(plan: Plan, values: Values, roster: Roster) -> Result:
    """Roll values up; score, rank, pay and honour every agent of the roster.

    Gates act at measures, then at components, at groups and at the score, and look at each before
    any gate there has closed; awards and actions look at what is stored.
    """
    size = len(roster.agent_ids)
    values, parts = parted_values(roster, values)
    reports = of_agents(values, slice(size, None)) if roster.beside else {}
    placed = place(plan, roll_up(plan, roster, values), roster, parts)
    values, components, scored = placed.weighed.values, placed.weighed.components, placed.scored
    ends = [attain(plan, roster, end) for end in at_ends(plan, values)]
    shares = weighed_of(plan, scored, components) if ends else {}
    standing = with_chance(plan, ends, shares, scored, placed.standing)
    known = known_of(roster, placed._replace(standing=standing))
    earned = earn(plan, known)
    pooled = share_pools(plan, roster, values, earned.entered)
    awarded = award(plan, roster, standing, known.numbers)
    paid = settle(plan, roster, joined_lines(earned.lines, pooled.lines, awarded.lines))
    return Result(
        roster=roster,
        values=values,
        components=components,
        scored=scored,
        standing=standing,
        payable=earned.payable | pooled.payable,
        lines=paid.lines,
        awards=awarded.awards,
        actions=act(plan, known.numbers),
        findings=(
            *unmet(plan, roster.period),
            *uncovered(plan, values),
            *told(values),
            *unknown_before(plan, roster),
            *about_totals(plan, roster),
            *placed.findings,
            *about_anchors(plan, roster),
            *earned.findings,
            *pooled.findings,
            *awarded.findings,
            *paid.findings,
        ),
        reports={name: reports[name] for name in rolled_over_reports(plan) if name in reports},
        segmented=placed.segmented,
        shared=pooled.shared,
        balances=paid.balances,
    )


class Weighed(NamedTuple):
    """What agents come to before the gates of the score.

    Attributes:
        values: the values that the gates at measures leave.
        attained: components before the gates at them, by name.
        components: what these gates leave.
        scored: the scores.
        closed: where the gates at measures, components and groups have closed.
    """

    values: Values
    attained: Mapping[str, Attained]
    components: Mapping[str, Attained]
    scored: Scored
    closed: Closed


class Placed(NamedTuple):
    """Everything that follows from values up to ranks and tiers, without any pay.

    Attributes:
        weighed: up to the score, stretches aside.
        scored: the scores before the gates at them, of several stretches where there are some.
        segmented: what stretches came to, None without any.
        before: what is stored of the agents, with the scores before the gates at them.
        standing: scores after gates, ranks and tiers.
        findings: what is to be told of tiers.
    """

    weighed: Weighed
    scored: Scored
    segmented: Segmented | None
    before: Numbers
    standing: Standing
    findings: tuple[Finding, ...]


def place(plan: Plan, values: Values, roster: Roster, parts: Values) -> Placed:
    """Score every agent of the roster, and give ranks and tiers.

    Args:
        plan: the plan.
        values: every measure of the agents, rollups among them, before the gates at them.
        roster: the agents.
        parts: what was measured of the stretches of agents who have several.
    """
    found = weigh(plan, values, roster)
    scored, segmented = found.scored, None
    if (segments := with_stretches(roster)) is not None:
        parts = stretch_values(plan, segments, found.values, parts)
        segmented = _by_stretch(plan, segments, parts)
        scored = joined_scores(plan, segments, scored, segmented.scored)
    before = _numbers(roster, found, scored)
    standing, graded = grade(
        plan, roster, scored, stand(plan, roster, scored, before, found.closed)
    )
    return Placed(found, scored, segmented, before, standing, graded)


def known_of(roster: Roster, placed: Placed) -> Known:
    """Return what pay goes by: values after the gates at them, and what is stored of scores."""
    standing = placed.standing
    stored = placed.before._replace(score=standing.score, tier=standing.tier)
    return Known(roster, placed.weighed.values, standing, stored)


def earn_told(plan: Plan, roster: Roster, placed: Placed) -> tuple[Earned, list[Told]]:
    """Compute the pay lines of agents who are placed already, and how each came about.

    Args:
        plan: the plan.
        roster: the agents.
        placed: what they come to before pay.
    """
    told = list[Told]()
    return earn(plan, known_of(roster, placed), told), told


def weigh(
    plan: Plan, values: Values, roster: Roster, known: Mapping[str, Attained] = NOTHING_KNOWN
) -> Weighed:
    """Weigh the points of agents into a score, each as a whole, with all gates but the score's.

    Args:
        plan: the plan.
        values: every measure, before the gates at them.
        roster: the agents.
        known: components that are known already, before the gates at them.
    """
    values, at_measures = gate_values(plan, roster, values)
    attained = attain(plan, roster, values, known)
    components, at_components = gate_components(plan, roster, values, attained)
    limits, at_groups = gate_groups(plan, roster, values, components)
    closed = {**at_measures, **at_components, **at_groups}
    scored = score(plan, roster, values, components, limits)
    return Weighed(values, attained, components, scored, closed)


def gated(plan: Plan, roster: Roster, found: Weighed) -> Gated:
    """Return what the gates of the score leave of it, which is what is stored; nobody is ranked."""
    return gate_score(plan, found.scored, _numbers(roster, found, found.scored))


def _numbers(roster: Roster, found: Weighed, scored: Scored) -> Numbers:
    values, components = found.values, found.components
    return Numbers(values, components, scored.score, scored.scored, roster, scored.groups)


def _by_stretch(plan: Plan, segments: Segments, values: Values) -> Segmented:
    """Score every stretch as if it were an agent."""
    components = attain(plan, segments.roster, values)
    scored = score(plan, segments.roster, values, components)
    return Segmented(segments, values, components, scored)


class _Waiting:
    """Streams that wait for whichever thread comes first."""

    def __init__(self, streams: Iterable[Iterable[Facts]]) -> None:
        self._streams, self._lock, self._stopped = iter(streams), Lock(), False

    def stop(self) -> None:
        """Let every thread end after the batch that it has."""
        self._stopped = True

    def batches(self) -> Iterator[Facts]:
        """Read stream after stream, for as long as one waits."""
        while (stream := self._next()) is not None:
            for facts in stream:
                if self._stopped:
                    return
                yield facts

    def _next(self) -> Iterable[Facts] | None:
        with self._lock:
            return None if self._stopped else next(self._streams, None)


def _together(
    plan: Plan, roster: Roster, waiting: _Waiting, kernels: Kernels, keepers: list[Keeper]
) -> list[Tally]:
    """Work on a thread for each keeper; what one of them meets, or a signal, ends the others."""

    def work(keeper: Keeper) -> Tally:
        try:
            return contribution(plan, roster, waiting.batches(), kernels, keeper)
        except BaseException:
            waiting.stop()
            raise

    if len(keepers) == 1:
        return [work(keepers[0])]
    with ThreadPoolExecutor(len(keepers)) as pool:
        futures = [pool.submit(work, keeper) for keeper in keepers]
        try:
            return [future.result() for future in futures]
        except BaseException:
            waiting.stop()
            raise
