"""Factors of pay, evaluated: an exact fraction for every agent who is paid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from scoring.columns import Int64s, Words, kinds_of
from scoring.errors import DataError, Problem, counted
from scoring.exact import fixed, ratios
from scoring.exact.fixed import Exact
from scoring.exact.ratios import Ratios
from scoring.flow import Roster, Values
from scoring.pieces.anchors import anchors_of, attained
from scoring.pieces.conditions import Numbers, holds
from scoring.pieces.curves import Anchor, Anchors, Read, evaluate, read
from scoring.pieces.filters import agents_pass
from scoring.plan.factors import (
    Bounded,
    Factor,
    LookupFactor,
    MeasureFactor,
    RosterFactor,
    ScoreFactor,
    SectionsFactor,
    TierFactor,
)
from scoring.plan.lookups import Lookup
from scoring.plan.model import Plan
from scoring.plan.starts import MeasureAmounts
from scoring.standing import Standing


class Known(NamedTuple):
    """What factors read: the agents, what was measured of them, how they stand, and all of it.

    `numbers` is what conditions ask for.
    """

    roster: Roster
    values: Values
    standing: Standing
    numbers: Numbers


def factor(plan: Plan, said: Factor, known: Known, who: Int64s) -> Ratios:
    """Return a factor for some agents.

    Args:
        plan: the plan.
        said: the factor.
        known: what it may read.
        who: int64[m], the indexes of those for whom it is asked.

    Returns:
        m fractions over one denominator, not rounded.
    """
    match said:
        case TierFactor():
            return _by_tier(said, known.standing, who)
        case ScoreFactor():
            score = known.standing.score[who]
            one = np.full(score.shape, 10**plan.conventions.places.score, dtype=np.int64)
            return ratios.over(*evaluate(said.curve, score, one, plan.conventions.boundary))
        case MeasureFactor():
            return _by_measure(plan, said, known, who)
        case RosterFactor():
            here = agents_pass(said.where, known.roster)[who]
            return ratios.picked(ratios.numbers([Decimal(1), said.times]), here.astype(np.int64))
        case LookupFactor():
            return ratios.picked(ratios.numbers(list(said.every)), rows_of(said, known, who))
        case SectionsFactor():
            return _of_sections(plan, said, known, who)


def bounded(plan: Plan, said: Bounded, known: Known, who: Int64s) -> Ratios:
    """Return a factor within its bounds, as far as they hold for each."""
    found = factor(plan, said.factor, known, who)
    if said.least is not None:
        found = ratios.greater(found, ratios.number(said.least))
    if said.most is not None:
        found = ratios.lesser(found, ratios.number(said.most))
    for brake in said.brakes:
        closed = holds(brake.when, known.numbers, plan)[who]
        found = ratios.where(closed, ratios.lesser(found, ratios.number(brake.most)), found)
    return found


def _of_sections(plan: Plan, said: SectionsFactor, known: Known, who: Int64s) -> Ratios:
    parts = [bounded(plan, section, known, who) for section in said.sections]
    if said.combine == "multiply":
        return reduce(ratios.times, parts)
    shares = [ratios.number(section.share or Decimal(0)) for section in said.sections]
    return reduce(ratios.plus, map(ratios.times, parts, shares))


def rows_of(said: Lookup[Any], known: Known, who: Int64s) -> Int64s:
    """Return the row of a lookup that each agent is in.

    Args:
        said: the lookup.
        known: what has the agents' words.
        who: int64[m], the indexes of those for whom it is asked.

    Returns:
        int64[m] into `said.every`: that of the row with the agent's words, or of what others get.

    Raises:
        DataError: where the plan refuses others and there are some; naming their words.
    """
    columns = [_words(name, known).taken(who) for name in said.by]
    place = {row.words: i for i, row in enumerate(said.rows)}
    first, kind = kinds_of(columns, who.size)
    met = zip(*(column.taken(first).tolist() for column in columns), strict=True)
    found: Int64s = np.array([place.get(words, len(place)) for words in met], np.int64)[kind]
    if said.otherwise == "refuse":
        _require_rows(said, known, who[found == len(said.rows)])
    return found


def _words(name: str, known: Known) -> Words:
    return known.standing.tier if name == "tier" else known.roster.columns[name]


def _require_rows(said: Lookup[Any], known: Known, lost: Int64s) -> None:
    """Refuse agents whose words no row has; how many have them is told too."""
    columns = [_words(name, known).taken(lost).tolist() for name in said.by]
    counts = Counter(zip(*columns, strict=True))
    hint = "Add a row, or write otherwise: with what holds for others."
    problems = [
        Problem(
            "no-such-row",
            str(said.place),
            f"{counted(count, 'agent')} with {_told(said.by, words)}, for which there is no row",
            hint,
        )
        for words, count in sorted(counts.items(), key=str)
    ]
    if problems:
        raise DataError(problems)


def _told(by: Sequence[str], words: Sequence[str | None]) -> str:
    return ", ".join(f"{name} {word or 'empty'}" for name, word in zip(by, words, strict=True))


def _by_tier(said: TierFactor, standing: Standing, who: Int64s) -> Ratios:
    words = standing.tier.words
    given = ratios.numbers([said.gives[word] if word else Decimal(0) for word in words])
    return ratios.picked(given, standing.tier.codes[who])


def _by_measure(plan: Plan, said: MeasureFactor, known: Known, who: Int64s) -> Ratios:
    """Read the curve where there is a value, and where its anchors are known and in order."""
    at, anchors = read_measure(plan, said, known, who)
    num, den = fixed.where(at.known, at.num, 0), fixed.where(at.known, at.den, 1)
    found = read(said.curve, num, den, plan.conventions.boundary, anchors)
    there = at.known & found.known
    num, den = fixed.where(there, found.num, 0), fixed.where(there, found.den, 1)
    return ratios.where(there, ratios.over(num, den), ratios.number(said.missing))


def read_measure(
    plan: Plan, said: MeasureFactor | MeasureAmounts, known: Known, who: Int64s
) -> tuple[Read, Anchors]:
    """Return a measure's value or attainment for some agents, and the measure's anchors."""
    measure, value = plan.measures[said.measure], known.values[said.measure]
    anchors = {
        word: Anchor(anchor.units[who], anchor.known[who], anchor.places)
        for word, anchor in anchors_of(plan, said.measure, known.roster).items()
    }
    now = Anchor(value.units[who], value.known[who], measure.places)
    if said.on == "attainment":
        return attained(now, anchors["target"], lower=measure.better == "lower"), anchors
    under: Exact = np.full(now.units.shape, 10**now.places, np.int64)
    return Read(now.units, under, now.known), anchors
