"""Values with few facts: a bound of their interval, or a value drawn toward what is usual."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from scoring.columns import Bools, Words
from scoring.exact import fixed
from scoring.exact.fixed import Exact, scaled
from scoring.flow import Finding, Roster, Tally, Value, Values
from scoring.pieces.intervals import Bounds, Form, different, normal_interval, wilson_interval
from scoring.pieces.outcomes import unit_of
from scoring.pieces.priors import Facts, group_priors, shrunk
from scoring.plan.kinds import Kept, Mean, Share
from scoring.plan.measuring import RepeatRate
from scoring.plan.model import Plan
from scoring.plan.samples import Shrinkage, StatedPrior, Wilson
from scoring.priors import NOTES, PRIOR_PLACES, Adjusted, Prior, Priors

Adjustable: TypeAlias = Share | Kept | RepeatRate | Mean
"""Measures whose values can be adjusted: rows that hit of those looked at, and means."""

_SHOWN = 5
_WHY = {
    "one_agent": "one agent alone has facts, and its value stays what it is",
    "single_facts": "nobody has two facts, so that nothing tells agents from chance: the mean "
    "stands for each agent",
    "no_difference": "agents differ no more than chance makes them: the mean stands for each agent",
    "held_low": "agents hardly differ: the mean is held at 9,999 facts, the most it may be worth",
    "held_high": "agents differ, and their facts hardly: the mean is held at 1/9 of a fact, the "
    "least it may be worth",
}


def adjusted(plan: Plan, roster: Roster, tally: Tally, values: Values) -> Values:
    """Adjust the values whose measures say how few facts are treated; the others stay.

    Args:
        plan: the plan.
        roster: its agents, with the priors of an earlier run where one was named.
        tally: what all facts contribute, for the squares of means.
        values: every measure's values as they were counted.

    Returns:
        The values; beside each that was adjusted, what it was before.
    """
    found = dict(values)
    for name, measure in plan.measures.items():
        if isinstance(measure, Adjustable) and measure.adjusted is not None:
            facts = _facts(plan, measure, values[name], tally.measures[name].squares)
            per = 1 if isinstance(measure, Mean) else measure.per
            form = Form(measure.adjusted.z, measure.places, plan.conventions.rounding, per)
            found[name] = _adjusted(measure.adjusted, name, values[name], (facts, form), roster)
    return found


def _facts(plan: Plan, measure: Adjustable, value: Value, squares: Exact | None) -> Facts:
    if isinstance(measure, Mean):
        if squares is None:
            raise ValueError("a mean that is adjusted was tallied without its squares")
        unit = unit_of(plan, measure.of, measure.unit)
        return Facts(value.numerator, value.volume, squares, unit)
    return Facts(value.numerator // measure.per, value.volume)


def _adjusted(
    said: Wilson | Shrinkage, name: str, value: Value, of: tuple[Facts, Form], roster: Roster
) -> Value:
    facts, form = of
    bounds = _interval(facts, form)
    bounded: Bools = bounds.known & value.known
    low, high = (fixed.where(bounded, bound, 0) for bound in (bounds.low, bounds.high))
    beside = Adjusted(value.units, value.known, low, high, bounded, facts.squares)
    if isinstance(said, Wilson):
        bound = {"lower": low, "upper": high, "centre": fixed.where(bounded, bounds.centre, 0)}
        return replace(value, units=bound[said.bound], adjusted=beside)
    used, estimated = _priors(said, name, facts, roster)
    beside = replace(beside, used=used, estimated=estimated)
    return _drawn(value, beside, of, group_of(roster, used.among))


def _interval(facts: Facts, form: Form) -> Bounds:
    if facts.squares is None:
        return wilson_interval(facts.total, facts.volume, form)
    return normal_interval(facts.total, facts.squares, facts.volume, form, facts.unit)


def _priors(
    said: Shrinkage, name: str, facts: Facts, roster: Roster
) -> tuple[Priors, Priors | None]:
    """Return the priors in use, and those that the facts of this period give."""
    prior = said.prior
    if isinstance(prior, StatedPrior):
        mean, strength = (scaled(x, PRIOR_PLACES) for x in (prior.mean, prior.strength))
        return Priors("all", {None: Prior(mean, strength)}), None
    own = Priors(prior.among, group_priors(facts, group_of(roster, prior.among)))
    if prior.source == "period":
        return own, own
    earlier = roster.earlier.priors.get(name) if roster.earlier else None
    if earlier is None or earlier.among != prior.among:
        return Priors(prior.among, {}), own
    return earlier, own


def group_of(roster: Roster, among: str) -> Words:
    """Return text[n], the group of each agent; None for all, and where the roster says none."""
    if among == "all":
        return Words(np.full(len(roster.agent_ids), -1, np.int32), ())
    return roster.columns[among]


def _drawn(value: Value, beside: Adjusted, of: tuple[Facts, Form], group: Words) -> Value:
    """Draw values toward the prior of each agent's group; without one there is no value."""
    (facts, form), priors = of, beside.used.of if beside.used else {}
    index = {name: i for i, name in enumerate(priors)}
    which = np.array([index.get(name, -1) for name in (*group.words, None)])[group.codes]
    known: Bools = beside.counted & (which >= 0)
    here, units = np.flatnonzero(known), np.zeros(which.size, object)
    if here.size:
        place, some = different(facts.total[here], facts.volume[here], which[here])
        unlike = Facts(some[0], some[1], unit=facts.unit)
        above, below = shrunk(unlike, list(priors.values()), some[2].astype(np.int64), form.per)
        units[here] = fixed.divide(above * 10**form.places, below, form.mode)[place]
    status, without = value.status, beside.counted & ~known
    if without.any():
        codes = np.where(without, np.int32(len(status.words)), status.codes)
        status = Words(codes, (*status.words, "no_prior"))
    return replace(value, units=fixed.narrow(units), known=known, status=status, adjusted=beside)


def told(values: Values) -> Iterator[Finding]:
    """Tell of priors that say little, and of agents for whom there is none.

    Args:
        values: the values of a plan's measures.

    Yields:
        A finding for each measure and note, with the groups that it concerns.
    """
    for name, value in values.items():
        if value.adjusted is None or value.adjusted.used is None:
            continue
        used = value.adjusted.used
        for note in NOTES:
            groups = [group for group, prior in used.of.items() if prior.note == note]
            if groups:
                why = f"{_among(used.among, groups, len(used.of))}{_WHY[note]}"
                yield Finding("prior", "interactions", None, None, name, why)
        if not used.of and not value.adjusted.counted.any():
            why = "nobody has facts enough for a value, so that there is nothing to draw toward"
            yield Finding("prior", "interactions", None, None, name, why)
        if without := value.status.count("no_prior"):
            why = f"agents without a value, as the run before has no prior for them: {without:,}"
            yield Finding("no-prior", "interactions", None, None, name, why)


def _among(among: str, groups: list[str | None], of: int) -> str:
    if among == "all":
        return ""
    named = sorted(group for group in groups if group is not None)
    shown = [*named[:_SHOWN], *([f"{len(named) - _SHOWN:,} more"] if len(named) > _SHOWN else [])]
    shown += ["agents without one"] if None in groups else []
    return f"{among} {', '.join(shown)} ({len(groups):,} of {of:,}): "
